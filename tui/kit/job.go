package kit

import (
	"context"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
)

// Job is a deed that takes its time: how far it is, and the way to end it. It is
// the one thing that the deed, which runs beside the session, and the screen have
// in common; the screen looks at it now and then.
type Job struct {
	mu          sync.Mutex
	done, total int
	cancel      context.CancelFunc
	ended       bool
}

// longest is how long a job may take at most.
const longest = 12 * time.Hour

// look is how often a screen looks how far a job is.
const look = 250 * time.Millisecond

// JobLook asks the screen of a job to draw how far it is, and to call Watch again.
type JobLook struct{ Job *Job }

// Work runs fn beside the session until it ends, is cancelled or the session ends.
// fn tells how far it is. The screen gets JobLook now and then, and fn's message.
func (e *Env) Work(j *Job, fn func(ctx context.Context, h House, a house.Actor, progress func(done, total int)) tea.Msg) tea.Cmd {
	return tea.Batch(e.Watch(j), e.DoWithin(longest, func(ctx context.Context, h House, a house.Actor) tea.Msg {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		j.begin(cancel)
		defer j.Cancel()
		return fn(ctx, h, a, j.step)
	}))
}

// Watch looks at a job a little later, while it goes on; nil when it has ended.
func (e *Env) Watch(j *Job) tea.Cmd {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ended {
		return nil
	}
	return e.After(look, func(time.Time) tea.Msg { return JobLook{j} })
}

func (j *Job) begin(cancel context.CancelFunc) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cancel = cancel; j.ended {
		cancel()
	}
}

func (j *Job) step(done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done, j.total = done, total
}

// Cancel ends the job; nil and ended ones too.
func (j *Job) Cancel() {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended = true
	if j.cancel != nil {
		j.cancel()
	}
}

// Progress says how far a job is, in words and as a bar of at most w cells.
func (e *Env) Progress(j *Job, w int) []string {
	j.mu.Lock()
	done, total := j.done, j.total
	j.mu.Unlock()
	if total == 0 {
		return Wrap(e.T("kit.job.begins"), w)
	}
	cells := min(w-2, 40)
	full := cells * done / total
	lines := Wrap(e.N("kit.job.done", total, "Done", done, "Percent", 100*done/total), w)
	return append(lines, "["+strings.Repeat("#", full)+strings.Repeat(".", cells-full)+"]")
}
