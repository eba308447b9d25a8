package run_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/run"
)

type news int

// flood sends 10,000 messages and some keys, and says whether the screen shows
// the model afterwards.
func flood(t *testing.T, size run.Size, change func(*run.Options)) bool {
	t.Helper()
	notify := make(chan tea.Msg)
	o := run.Options{Size: size, UTF8: true, Notify: notify}
	if change != nil {
		change(&o)
	}
	model := &board{}
	s := start(t, model, o)
	for i := range 10_000 {
		notify <- news(i)
		switch {
		case i%1000 == 0:
			s.send("x")
		case i%77 == 0:
			pass(time.Duration(i%5) * time.Millisecond)
		case i == 9_998:
			pass(time.Second) // the last one meets a screen at rest
		}
	}
	pass(time.Second)
	if model.n < 10_000 {
		t.Fatalf("got %d updates, want 10,000", model.n)
	}
	got, want := s.term.rows(), viewRows(model.content(), model.w, model.h)
	same := slices.Equal(got, want)
	for y := range want {
		if !same && got[y] != want[y] {
			t.Logf("row %d: got  %q", y, got[y])
			t.Logf("row %d: want %q", y, want[y])
			break
		}
	}
	s.stop()
	s.finished(2 * time.Second)
	return same
}

func TestScreenShowsTheModelAfterAFlood(t *testing.T) {
	for _, size := range []run.Size{{80, 24}, {40, 16}, {200, 60}, {500, 200}, {20, 5}, {1, 1}, {3, 2}} {
		synctest.Test(t, func(t *testing.T) {
			if !flood(t, size, nil) {
				t.Errorf("%v: the screen differs from the view", size)
			}
		})
	}
}

func TestFloodTestCatchesDrawingBeforeMarking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if flood(t, run.Size{Width: 80, Height: 24}, run.DrawFirst) {
			t.Error("drawing before marking went unnoticed")
		}
	})
}

func TestFramesAreFewUnderLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		notify := make(chan tea.Msg)
		views := 0
		model := &board{view: func(b *board) tea.View { views++; return tea.NewView(b.content()) }}
		s := start(t, model, run.Options{Notify: notify})
		began := views
		for range 1000 {
			notify <- news(1)
			pass(time.Millisecond)
		}
		// A second holds 30 frames of 33 ms, and some of 8 ms at its start.
		if n := views - began; n < 25 || n > 45 {
			t.Errorf("got %d frames in a second of load, want 25 to 45", n)
		}
		pass(time.Second)
		began = views
		pass(time.Hour)
		if views != began {
			t.Errorf("drawn %d times while nothing happened", views-began)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

// An event has the model ask two things; what it learns is on the screen sooner
// than a frame after the event, and drawn once.
func TestNewsThatComeTogetherAreOneFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		notify := make(chan tea.Msg)
		views := 0
		answer := func(n int) tea.Cmd { return func() tea.Msg { return news(n) } }
		model := &board{
			view: func(b *board) tea.View { views++; return tea.NewView(b.content()) },
			update: func(_ *board, msg tea.Msg) tea.Cmd {
				if msg == tea.Msg(news(0)) {
					return tea.Batch(answer(1), answer(2))
				}
				return nil
			},
		}
		s := start(t, model, run.Options{UTF8: true, Notify: notify})
		pass(time.Second)
		before, told := views, model.n
		notify <- news(0)
		pass(5 * time.Millisecond)
		if views-before != 1 || model.n-told != 3 {
			t.Errorf("got %d frames of %d messages, want one of 3", views-before, model.n-told)
		}
		if !slices.Equal(s.term.rows(), viewRows(model.content(), 80, 24)) {
			t.Error("the answers are not on the screen after 5 ms")
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestFirstKeyAfterRestIsShownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{UTF8: true})
		pass(time.Second)
		began := time.Now()
		s.send("x")
		if !slices.Equal(s.term.rows(), viewRows(s.model.content(), 80, 24)) {
			t.Error("the key is not on the screen")
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("waited %v", waited)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestEchoDoesNotWaitForLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		notify := make(chan tea.Msg)
		model := &board{}
		model.view = func(b *board) tea.View { return tea.NewView(strings.Join(b.keys(), "")) }
		s := start(t, model, run.Options{UTF8: true, Notify: notify})
		for i := range 500 {
			notify <- news(i)
			pass(time.Millisecond)
		}
		for _, want := range []string{"a", "ab", "abc", "abcd"} {
			s.send(want[len(want)-1:])
			for range 8 {
				notify <- news(1)
				pass(time.Millisecond)
			}
			if got := s.term.rows()[0]; got != want {
				t.Errorf("8 ms after the key: got %q, want %q", got, want)
			}
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestResizesAreCoalescedAndRepainted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sizes := make(chan run.Size)
		model := &board{}
		s := start(t, model, run.Options{Size: run.Size{Width: 80, Height: 24}, UTF8: true, Sizes: sizes})
		for i := range 1000 {
			sizes <- run.Size{Width: 20 + i%100, Height: 5 + i%20}
		}
		s.term.mu.Lock()
		s.term.emu.Resize(100, 30)
		s.term.mu.Unlock()
		sizes <- run.Size{Width: 100, Height: 30}
		close(sizes)
		pass(time.Second)
		if model.w != 100 || model.h != 30 {
			t.Errorf("got %d×%d, want 100×30", model.w, model.h)
		}
		if model.n > 50 {
			t.Errorf("%d updates for a burst of resizes", model.n)
		}
		if !slices.Equal(s.term.rows(), viewRows(model.content(), 100, 30)) {
			t.Error("the screen differs from the view")
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestHostileSizesAreClamped(t *testing.T) {
	for _, c := range []struct{ in, want run.Size }{
		{run.Size{}, run.Size{Width: 80, Height: 24}},
		{run.Size{Width: 1, Height: 1}, run.Size{Width: 1, Height: 1}},
		{run.Size{Width: 1_000_000, Height: 2}, run.Size{Width: 500, Height: 2}},
		{run.Size{Width: 1 << 31, Height: 1 << 31}, run.Size{Width: 500, Height: 200}},
		{run.Size{Width: -5, Height: -1 << 31}, run.Size{Width: 80, Height: 24}},
	} {
		synctest.Test(t, func(t *testing.T) {
			model := &board{}
			s := start(t, model, run.Options{Size: c.in, UTF8: true})
			if got := (run.Size{Width: model.w, Height: model.h}); got != c.want {
				t.Errorf("%v: got %v, want %v", c.in, got, c.want)
			}
			if !slices.Equal(s.term.rows(), viewRows(model.content(), model.w, model.h)) {
				t.Errorf("%v: the screen differs from the view", c.in)
			}
			s.stop()
			s.finished(2 * time.Second)
		})
	}
}
