package run_test

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"stockwerk/tui/run"
)

// everything is a view that asks for all a terminal can be asked for.
func everything(b *board) tea.View {
	v := tea.NewView("\x1b[31mroom")
	v.AltScreen, v.ReportFocus = true, true
	v.MouseMode = tea.MouseModeAllMotion
	v.WindowTitle = "Stockwerk"
	v.Cursor = &tea.Cursor{Position: tea.Position{X: 2, Y: 1}, Shape: tea.CursorBar}
	return v
}

// clean says what is still wrong with a terminal that was given back.
func (c *terminal) clean() (wrong []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, mode := range map[string]ansi.Mode{
		"paste": ansi.ModeBracketedPaste, "focus": ansi.ModeFocusEvent, "mouse": ansi.ModeMouseAnyEvent,
		"drag": ansi.ModeMouseButtonEvent, "SGR mouse": ansi.ModeMouseExtSgr, "sync": ansi.ModeSynchronizedOutput,
	} {
		if c.mode[mode] {
			wrong = append(wrong, name)
		}
	}
	if c.emu.IsAltScreen() {
		wrong = append(wrong, "alternate screen")
	}
	if on, ok := c.mode[ansi.ModeTextCursorEnable]; ok && !on {
		wrong = append(wrong, "cursor")
	}
	if on, ok := c.mode[ansi.ModeAutoWrap]; ok && !on {
		wrong = append(wrong, "wrap")
	}
	if c.name != "" {
		wrong = append(wrong, "title "+c.name)
	}
	if raw := c.raw.String(); !strings.Contains(raw, ansi.ResetStyle+ansi.SetModeAutoWrap) {
		wrong = append(wrong, "style")
	}
	return wrong
}

type fault struct{ secret string }

func throw() { panic(fault{"the words of a member"}) }

func TestTerminalIsGivenBackOnEveryWayOut(t *testing.T) {
	onKey := func(cmd func() tea.Cmd) func(*board, tea.Msg) tea.Cmd {
		return func(_ *board, msg tea.Msg) tea.Cmd {
			if _, ok := msg.(tea.KeyPressMsg); ok {
				return cmd()
			}
			return nil
		}
	}
	command := func(cmd tea.Cmd) func() tea.Cmd { return func() tea.Cmd { return cmd } }
	broken := func() tea.Msg { throw(); return nil }
	var fragile bool
	for name, c := range map[string]struct {
		update func(*board, tea.Msg) tea.Cmd
		view   func(*board) tea.View
		leave  func(s *session)
		want   error
		in     string // of a panic
	}{
		"quit":      {update: onKey(command(tea.Quit))},
		"interrupt": {update: onKey(command(tea.Interrupt)), want: tea.ErrInterrupted},
		"quit behind commands": {update: onKey(command(tea.Sequence(
			func() tea.Msg { return news(1) }, tea.Batch(tea.ClearScreen, tea.SetClipboard("x")), tea.Quit)))},
		"context": {leave: func(s *session) { s.stop() }, want: context.Canceled},
		"update":  {update: onKey(func() tea.Cmd { throw(); return nil }), in: "Update"},
		"view": {view: func(b *board) tea.View {
			if fragile {
				throw()
			}
			return everything(b)
		}, leave: func(s *session) { fragile = true; s.send("x") }, in: "View"},
		"command":  {update: onKey(command(broken)), in: "command"},
		"batch":    {update: onKey(command(tea.Batch(tea.ClearScreen, broken, tea.ClearScreen))), in: "command"},
		"sequence": {update: onKey(command(tea.Sequence(tea.ClearScreen, broken, tea.ClearScreen))), in: "command"},
		"index":    {update: onKey(func() tea.Cmd { _ = words[len(words)+time.Now().Day()]; return nil }), in: "Update"},
	} {
		synctest.Test(t, func(t *testing.T) {
			if c.view == nil {
				c.view = everything
			}
			s := start(t, &board{view: c.view, update: c.update}, run.Options{UTF8: true})
			pass(time.Second)
			if wrong := s.term.clean(); len(wrong) < 6 {
				t.Fatalf("%s: the terminal was never set up: only %q", name, wrong)
			}
			if c.leave != nil {
				c.leave(s)
			} else {
				s.send("x and more keys behind it")
			}
			s.finished(time.Second)
			if wrong := s.term.clean(); len(wrong) > 0 {
				t.Errorf("%s: left behind: %q", name, wrong)
			}
			var panicked *run.PanicError
			switch {
			case c.in == "":
				if !errors.Is(s.err, c.want) {
					t.Errorf("%s: got error %v, want %v", name, s.err, c.want)
				}
			case !errors.As(s.err, &panicked) || panicked.In != c.in:
				t.Errorf("%s: got error %v, want a panic in %s", name, s.err, c.in)
			case strings.Contains(s.err.Error(), "words"):
				t.Errorf("%s: the error tells the value: %v", name, s.err)
			case name != "index" && (!strings.Contains(s.err.Error(), "run_test.fault") || !strings.Contains(s.err.Error(), "run_test.throw")):
				t.Errorf("%s: the error does not say where: %v", name, s.err)
			}
			if s.final != tea.Model(s.model) {
				t.Errorf("%s: the model did not come back", name)
			}
		})
	}
}

func TestInlineViewStaysToBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		model := &board{}
		model.view = func(b *board) tea.View { return tea.NewView("keys: " + strings.Join(b.keys(), " ")) }
		s := start(t, model, run.Options{UTF8: true})
		s.send("abq")
		s.finished(time.Second)
		if got := s.term.rows()[0]; got != "keys: a b q" {
			t.Errorf("got %q", got)
		}
	})
}

func TestSessionEndsWithItsChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{})
		s.send("x\x1b")
		_ = s.term.conn.Close()
		s.finished(0)
		if !errors.Is(s.err, run.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", s.err)
		}
		if got := s.model.keys(); !slices.Equal(got, []string{"x", "esc"}) {
			t.Errorf("got keys %q: those before the end count", got)
		}
	})
}

// halfPipe reads from one place and writes to another.
type halfPipe struct {
	io.Reader
	io.Writer
}

func TestSessionEndsWhenWritingFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, keys := io.Pipe()
		out, frames := io.Pipe()
		_ = out.Close()
		_, err := run.Run(t.Context(), &board{}, halfPipe{in, frames}, run.Options{})
		if !errors.Is(err, run.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
		_ = keys.Close() // ends the read that could not be taken back
	})
}

func TestReaderWithoutNewsDoesNotSpin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := run.Run(t.Context(), &board{}, halfPipe{nothing{}, io.Discard}, run.Options{})
		if !errors.Is(err, run.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
	})
}

type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, nil }

func TestClientThatStopsReadingIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := net.Pipe()
		defer client.Close()
		notify := make(chan tea.Msg)
		model := &board{}
		ended := make(chan error, 1)
		began := time.Now()
		go func() {
			_, err := run.Run(t.Context(), model, server, run.Options{Notify: notify, WriteTimeout: 5 * time.Second})
			ended <- err
		}()
		for i := range 1000 {
			notify <- news(i) // services do not wait for the client
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("1000 messages took %v", took)
		}
		if err := <-ended; !errors.Is(err, run.ErrSlowClient) {
			t.Errorf("got %v, want ErrSlowClient", err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("left after %v, want 5s", took)
		}
		if model.n < 1000 {
			t.Errorf("got %d updates, want 1000", model.n)
		}
		if _, err := server.Write([]byte("x")); err == nil {
			t.Error("the channel is still open")
		}
	})
}

func TestTimersEndWithTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		model := &board{}
		model.init = tea.Batch(
			run.After(time.Minute, func(time.Time) tea.Msg { return news(1) }),
			run.After(100*time.Hour, func(time.Time) tea.Msg { return news(2) }),
			tea.Tick(time.Second, func(time.Time) tea.Msg { return news(3) }),
		)
		s := start(t, model, run.Options{})
		pass(2 * time.Minute)
		if !slices.Contains(model.got, tea.Msg(news(1))) || !slices.Contains(model.got, tea.Msg(news(3))) {
			t.Errorf("got %v, want both timers", model.got)
		}
		s.stop()
		s.finished(0) // and the bubble would not end before its goroutines
	})
}

func TestNoGoroutineStays(t *testing.T) {
	base := runtime.NumGoroutine()
	for i := range 200 {
		server, client := net.Pipe()
		term := newTerminal(client, 80, 24)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = run.Run(t.Context(), &board{}, server, run.Options{UTF8: true})
		}()
		if i%2 == 0 {
			_, _ = io.WriteString(client, "abc\x1b[Aq"+strings.Repeat("behind the quit ", 40))
		} else {
			_ = client.Close() // abruptly
		}
		<-ended
		_ = client.Close()
		<-term.gone
	}
	deadline := time.After(10 * time.Second)
	for runtime.NumGoroutine() > base {
		select {
		case <-deadline:
			t.Fatalf("%d goroutines, want %d", runtime.NumGoroutine(), base)
		case <-time.After(time.Millisecond):
		}
	}
}
