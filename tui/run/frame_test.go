package run_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"stockwerk/tui/run"
)

// showing starts a session that shows what *content holds at each key.
func showing(t *testing.T, content *string, o run.Options) *session {
	return start(t, &board{view: func(*board) tea.View {
		v := tea.NewView(*content)
		v.AltScreen = true
		return v
	}}, o)
}

func TestOnlyChangedLinesAreSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		content := "one\ntwo\nthree\nfour"
		s := showing(t, &content, run.Options{UTF8: true})
		pass(time.Second)
		s.term.forget()
		s.send("x")
		if got := s.term.received(); got != "" {
			t.Errorf("nothing changed, sent %q", got)
		}
		content = "one\ntwo\nTHREE\nfour"
		pass(time.Second)
		s.send("x")
		if got, want := s.term.received(), "\x1b[?7l\x1b[3;1HTHREE\x1b[K\x1b[?7h"; got != want {
			t.Errorf("sent %q, want %q", got, want)
		}
		s.term.forget()
		content = "1\ntwo\nTHREE"
		pass(time.Second)
		s.send("x")
		got := s.term.received()
		if strings.Contains(got, "\x1b[2J") || strings.Contains(got, "two") {
			t.Errorf("too much painted: %q", got)
		}
		if !strings.HasPrefix(got, "\x1b[?2026h") || !strings.HasSuffix(got, "\x1b[?2026l") {
			t.Errorf("not shown at once: %q", got)
		}
		if want := viewRows(content, 80, 24); !slices.Equal(s.term.rows(), want) {
			t.Errorf("got %q", s.term.rows())
		}
		s.stop()
		s.finished(time.Second)
	})
}

func TestRedrawRepairsTheScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		model := &board{update: func(_ *board, msg tea.Msg) tea.Cmd {
			if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "ctrl+l" {
				return tea.ClearScreen
			}
			return nil
		}}
		s := start(t, model, run.Options{UTF8: true})
		s.term.mu.Lock()
		_, _ = s.term.emu.WriteString("\x1b[5;5Hnoise of another program\x1b[10;1Hmore")
		s.term.mu.Unlock()
		s.send("\x0c")
		pass(time.Second)
		if !slices.Equal(s.term.rows(), viewRows(model.content(), 80, 24)) {
			t.Error("the screen differs from the view")
		}
		s.stop()
		s.finished(time.Second)
	})
}

func TestCursorStandsWhereTheViewHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at *tea.Cursor
		model := &board{view: func(b *board) tea.View {
			v := tea.NewView(b.content())
			v.AltScreen, v.Cursor = true, at
			return v
		}}
		s := start(t, model, run.Options{UTF8: true})
		for _, c := range []struct{ x, y, wantX, wantY int }{{3, 2, 3, 2}, {0, 0, 0, 0}, {999, 999, 79, 23}, {-1, -9, 0, 0}} {
			at = tea.NewCursor(c.x, c.y)
			s.send("x")
			pass(time.Second)
			if got := s.term.emu.CursorPosition(); got.X != c.wantX || got.Y != c.wantY {
				t.Errorf("cursor at %v, want %d,%d", got, c.wantX, c.wantY)
			}
		}
		at = nil
		s.send("x")
		pass(time.Second)
		s.term.forget()
		s.send("x")
		pass(time.Second)
		if strings.Contains(s.term.received(), "\x1b[?25h") {
			t.Error("a hidden cursor was shown")
		}
		s.stop()
		s.finished(time.Second)
	})
}

func TestColoursAreThoseOfTheTerminal(t *testing.T) {
	line := "\x1b[1mb\x1b[31mr\x1b[38;2;0;0;255mt\x1b[0mp"
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: "\x1b[1mb\x1b[31mr\x1b[38;2;0;0;255mt\x1b[0mp",
		colorprofile.ANSI256:   "\x1b[1mb\x1b[31mr\x1b[38;5;21mt\x1b[0mp",
		colorprofile.ANSI:      "\x1b[1mb\x1b[31mr\x1b[94mt\x1b[0mp",
		colorprofile.ASCII:     "\x1b[1mbrt\x1b[mp",
		colorprofile.NoTTY:     "brtp",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := showing(t, &line, run.Options{Profile: profile})
			if got := s.term.received(); !strings.Contains(got, "\x1b[1;1H"+want+"\x1b[K") {
				t.Errorf("%v: sent %q, want %q in it", profile, got, want)
			}
			s.stop()
			s.finished(time.Second)
		})
	}
}

func TestWithoutUTF8EverythingIsASCII(t *testing.T) {
	for in, want := range map[string]string{
		"╭─┬═╮│":            "+-+=+|",
		"Grüße, Élan › Rat": "Gruse, Elan > Rat",
		"日本|":               "? ? |",
		"👩‍👩‍👧‍👦|":          "? |",
		"e\u0301|":          "e|",
		"“so” – …":          "\"so\" - .",
		"✓ ● █":             "v * #",
		"Ω":                 "?",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := showing(t, &in, run.Options{})
			if got := s.term.rows()[0]; got != want {
				t.Errorf("%q: got %q, want %q", in, got, want)
			}
			s.stop()
			s.finished(time.Second)
		})
	}
}

// TestLinesAreData: whatever gets into a line, the client receives text,
// colours and the runner's own sequences, and no cell outside of the line.
func TestLinesAreData(t *testing.T) {
	pieces := []string{
		"\x1b[2J", "\x1b[H", "\x1b[1;1Hgone", "\x1b]0;title\a", "\x1b]52;c;eA==\x1b\\", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
		"\r", "\b\b", "\v", "\x1bc", "\x1b[?1049l", "\x1b[31m", "\x1b[0m", "\x1bP1$q\x1b\\", "\x1b_x\x1b\\", "\u009b2J", "\x9b2J", "\u009d0;t\u009c",
		"\u202e", "\u2066", "\x00", "\x7f", "\xff", "\x1b", "\x1b[", "\x1b]", "\t", "日本", "👩‍👩‍👧‍👦", "e\u0301", "\u200d", "word ", "x",
		"\x1b[38;5;", "\x1b[999999999999999m", "\x1b(0", "\x1b#8", "\x0e", "\x1b[>4;2m", "\x1b[?4m", "\x1b[5i", "\u2028", strings.Repeat("w", 70), strings.Repeat("界", 40),
	}
	allowed := regexp.MustCompile(`\x1b\[(?:[0-9;:]*m|\d+;\d+H|K|\?7[lh]|\?2026[lh]|\?25l)`)
	rnd := rand.New(rand.NewPCG(3, 4))
	synctest.Test(t, func(t *testing.T) {
		content := "\nabove\n\nbelow"
		s := showing(t, &content, run.Options{UTF8: true})
		pass(time.Second)
		for range 10_000 {
			var line strings.Builder
			for range rnd.IntN(8) {
				line.WriteString(pieces[rnd.IntN(len(pieces))])
			}
			content = fmt.Sprintf("\nabove\n%s\nbelow", line.String())
			s.term.forget()
			s.send("x")
			pass(50 * time.Millisecond)
			got := s.term.received()
			if rest := allowed.ReplaceAllString(got, ""); strings.ContainsFunc(rest, func(r rune) bool {
				return r < 0x20 || r >= 0x7F && r < 0xA0 || r == '\u202e' || r == '\u2066' || r == '\ufffd'
			}) {
				t.Fatalf("%q: sent %q", content, got)
			}
			if rows := s.term.rows(); rows[0] != "" || rows[1] != "above" || rows[3] != "below" || rows[4] != "" {
				t.Fatalf("%q: spilled: %q", content, rows[:5])
			}
		}
		s.stop()
		s.finished(time.Second)
	})
}

func TestViewGetsTheInputItAsksFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{view: everything}, run.Options{UTF8: true})
		s.send("\x1b[I\x1b[<0;5;6M\x1b[<0;500;6M\x1b[O")
		pass(time.Second)
		want := []tea.Msg{tea.FocusMsg{}, tea.MouseClickMsg{X: 4, Y: 5, Button: tea.MouseLeft}, tea.BlurMsg{}}
		if got := s.model.got[2:]; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		s.stop()
		s.finished(time.Second)
	})
}

func TestClipboardAndQueriesReachTheTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		model := &board{init: tea.Sequence(tea.SetClipboard("copied"), tea.RequestBackgroundColor, tea.Raw("\a"))}
		s := start(t, model, run.Options{})
		pass(time.Second)
		for _, want := range []string{"\x1b]52;c;Y29waWVk\a", "\x1b]11;?\a", "\a"} {
			if !strings.Contains(s.term.received(), want) {
				t.Errorf("%q is missing", want)
			}
		}
		if !slices.ContainsFunc(model.got, func(msg tea.Msg) bool {
			colour, ok := msg.(tea.BackgroundColorMsg)
			return ok && colour.IsDark()
		}) {
			t.Errorf("the answer is missing: %v", model.got)
		}
		s.stop()
		s.finished(time.Second)
	})
}
