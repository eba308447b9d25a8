package run

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
)

// draw sends a frame if one is due. While the last one is still being written
// nothing is: the end of the writing tries again. Too early, a timer does.
func (l *loop) draw() {
	if !l.dirty && len(l.extra) == 0 || l.out.busy || l.quit {
		return
	}
	gap := l.gap
	if l.typed {
		gap = min(gap, frameGap)
	}
	now := time.Now()
	if wait := l.drawn.Add(gap).Sub(now); wait > 0 {
		l.frameTimer.Reset(wait)
		return
	}
	l.frame(now)
}

// frame draws the model and starts writing.
func (l *loop) frame(now time.Time) {
	l.frameTimer.Stop()
	if l.window != l.size {
		l.size = l.window
		l.screen.resize(l.size)
		l.apply(tea.WindowSizeMsg{Width: l.size.Width, Height: l.size.Height})
	}
	buf := append(l.out.buffer(), l.extra...)
	l.extra = nil
	if l.dirty {
		l.where = "View"
		v := l.model.View()
		l.dirty = false
		l.view = viewState{v.OnMouse, v.MouseMode, v.ReportFocus}
		buf = l.screen.frame(buf, &v)
	}
	l.pace(now)
	if len(buf) > 0 {
		l.out.write(buf, l.o.WriteTimeout)
	}
}

// pace sets the time to the next frame after the one begun at start. Frames
// that follow each other as fast as they may, or that take long, are a sign of
// load, on this session or on all.
func (l *loop) pace(start time.Time) {
	if start.Sub(l.drawn) < l.gap+frameGap {
		l.waited++
	} else {
		l.waited = 0
	}
	l.drawn, l.typed, l.gap = start, false, frameGap
	if l.waited >= loadFrames || time.Since(start) > dearFrame {
		l.gap = loadGap
	}
}

// wrote follows the end of a write.
func (l *loop) wrote(err error) {
	l.out.done()
	if err != nil {
		l.end(ErrClosed)
		return
	}
	l.draw()
}

// lastFrame draws a last time, whatever the clock says.
func (l *loop) lastFrame() {
	if l.dirty && l.out.settle(lastWords) {
		l.frame(time.Now())
	}
}

// raw puts bytes before the next frame. More than the terminal is likely to
// want is dropped: a client that does not read must not collect it.
func (l *loop) raw(v any) {
	s := fmt.Sprint(v)
	if len(l.extra)+len(s) <= maxRaw {
		l.extra = append(l.extra, s...)
		l.draw()
	}
}
