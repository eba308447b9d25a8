package run_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/run"
)

// opened is what the command of Enter leads to.
type opened struct{ step int }

// typedBehindEnter sends Enter and a letter in one packet to a model whose Enter
// opens something in two steps that take a while each, and gives the order in
// which it heard of it all.
func typedBehindEnter(t *testing.T, step time.Duration) string {
	var heard string
	synctest.Test(t, func(t *testing.T) {
		var order []string
		s := start(t, &board{update: func(_ *board, msg tea.Msg) tea.Cmd {
			open := func(n int) tea.Cmd {
				return func() tea.Msg { <-time.After(step); return opened{n} }
			}
			switch msg := msg.(type) {
			case opened:
				if msg.step == 1 {
					return open(2)
				}
				order = append(order, "opened")
			case tea.KeyPressMsg:
				order = append(order, msg.String())
				if msg.String() == "enter" {
					return open(1)
				}
			}
			return nil
		}}, run.Options{UTF8: true})
		s.send("\ra")
		pass(time.Second)
		heard = strings.Join(order, " ")
		s.stop()
		s.finished(time.Second)
	})
	return heard
}

func TestAKeyWaitsForWhatTheLastOneOpens(t *testing.T) {
	if got, want := typedBehindEnter(t, 2*time.Millisecond), "enter opened a"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A slow house must not keep anybody from typing.
func TestAKeyDoesNotWaitForLong(t *testing.T) {
	if got, want := typedBehindEnter(t, 300*time.Millisecond), "enter a opened"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
