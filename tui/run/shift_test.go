package run_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/run"
)

// talk is a view like that of a chat: a header, the last lines, a field.
func talk(log []string, h int) string {
	lines := []string{"\x1b[1mStockwerk › Chat\x1b[m", "────"}
	window := h - 4
	for i := range window {
		if n := len(log) - window + i; n >= 0 {
			lines = append(lines, log[n])
		} else {
			lines = append(lines, "")
		}
	}
	return strings.Join(append(lines, fmt.Sprintf("%d lines", len(log)), "│"), "\n")
}

// TestATalkThatGoesOnIsShifted adds lines in bursts of any size, and edits and
// deletes some, and compares the emulated screen with the view each time.
func TestATalkThatGoesOnIsShifted(t *testing.T) {
	for _, size := range []run.Size{{Width: 40, Height: 16}, {Width: 80, Height: 24}, {Width: 120, Height: 60}} {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(size.Height)))
			var log []string
			say := func() string {
				return fmt.Sprintf("%02d:%02d \x1b[36m名前%d\x1b[m: %s é🙂", rng.IntN(24), rng.IntN(60), rng.IntN(9), strings.Repeat("wort ", rng.IntN(4)))
			}
			s := start(t, &board{
				view: func(*board) tea.View { return tea.View{AltScreen: true, Content: talk(log, size.Height)} },
				update: func(_ *board, msg tea.Msg) tea.Cmd {
					if _, ok := msg.(tea.KeyPressMsg); !ok {
						return nil
					}
					for range rng.IntN(7) {
						log = append(log, say())
					}
					if len(log) > 3 && rng.IntN(3) == 0 {
						log[len(log)-1-rng.IntN(3)] = say()
					}
					if len(log) > 5 && rng.IntN(5) == 0 {
						at := len(log) - 1 - rng.IntN(5)
						log = append(log[:at], log[at+1:]...)
					}
					return nil
				},
			}, run.Options{UTF8: true, Size: size})
			for n := range 300 {
				s.send("x")
				pass(100 * time.Millisecond)
				want := viewRows(talk(log, size.Height), size.Width, size.Height)
				if got := s.term.rows(); strings.Join(got, "\n") != strings.Join(want, "\n") {
					t.Fatalf("%v after %d keys: got\n%s\nwant\n%s", size, n+1, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
			s.stop()
			s.finished(time.Second)
		})
	}
}

// TestAShiftSparesTheLine counts the bytes of one more line in a full talk; the
// control is a screen whose lines all change.
func TestAShiftSparesTheLine(t *testing.T) {
	cost := func(change func(log []string) []string) (bytes int) {
		synctest.Test(t, func(t *testing.T) {
			var log []string
			for n := range 100 {
				log = append(log, fmt.Sprintf("line %d of somebody who writes about sixty characters a line", n))
			}
			s := start(t, &board{
				view: func(*board) tea.View { return tea.View{AltScreen: true, Content: talk(log, 24)} },
				update: func(_ *board, msg tea.Msg) tea.Cmd {
					if _, ok := msg.(tea.KeyPressMsg); ok {
						log = change(log)
					}
					return nil
				},
			}, run.Options{UTF8: true})
			before := len(s.term.received())
			s.send("x")
			pass(100 * time.Millisecond)
			bytes = len(s.term.received()) - before
			s.stop()
			s.finished(time.Second)
		})
		return bytes
	}
	one := cost(func(log []string) []string { return append(log, "one more") })
	all := cost(func(log []string) []string {
		for i := range log {
			log[i] = "x" + log[i]
		}
		return log
	})
	if one > 250 || all < 1000 {
		t.Errorf("got %d bytes for one more line and %d for a new screen, want few and many", one, all)
	}
}
