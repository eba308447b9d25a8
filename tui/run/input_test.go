package run_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/run"
)

func TestKeysArriveWhole(t *testing.T) {
	for name, c := range map[string]struct {
		packets []string
		want    []string
	}{
		"plain":             {[]string{"aB ä€"}, []string{"a", "B", "space", "ä", "€"}},
		"arrows":            {[]string{"\x1b[A\x1b[B\x1bOC"}, []string{"up", "down", "right"}},
		"split sequence":    {[]string{"\x1b", "[", "A"}, []string{"up"}},
		"split modifiers":   {[]string{"\x1b[1;", "5", "Cx"}, []string{"ctrl+right", "x"}},
		"split letter":      {[]string{"\xe2", "\x82", "\xac"}, []string{"€"}},
		"split SS3":         {[]string{"\x1bO", "P"}, []string{"f1"}},
		"Linux console":     {[]string{"\x1b[[A\x1b[", "[", "B"}, []string{"f1", "f2"}},
		"alt":               {[]string{"\x1bx\x1bä"}, []string{"alt+x", "alt+ä"}},
		"control":           {[]string{"\x03\x18\r\t\x7f\x00"}, []string{"ctrl+c", "ctrl+x", "enter", "tab", "backspace", "ctrl+space"}},
		"answers":           {[]string{"\x1b]11;rgb:0000/0000/0000\x1b\\a\x1b[?2026;2$yb"}, []string{"a", "b"}},
		"split answer":      {[]string{"\x1b]11;rgb:00", "00/0000/0000\x1b", "\\a"}, []string{"a"}},
		"broken sequence":   {[]string{"\x1b[12\x1b[A"}, []string{"up"}},
		"garbage":           {[]string{"\xff\xfe\x80\x9b\xc0a"}, []string{"a"}},
		"C1 as UTF-8":       {[]string{"\u009bA"}, []string{"A"}},
		"mouse unasked for": {[]string{"\x1b[<0;5;5M\x1b[M !!a"}, []string{"a"}},
		"window unasked":    {[]string{"\x1b[8;9999;9999ta"}, []string{"a"}},
		"shift tab":         {[]string{"\x1b[Z"}, []string{"shift+tab"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := start(t, &board{}, run.Options{UTF8: true})
			for _, packet := range c.packets {
				s.send(packet)
				pass(20 * time.Millisecond)
			}
			pass(2 * time.Second)
			if got := s.model.keys(); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %q, want %q", name, got, c.want)
			}
			if s.model.w != 80 || s.model.h != 24 {
				t.Errorf("%s: the window became %d×%d", name, s.model.w, s.model.h)
			}
			s.stop()
			s.finished(2 * time.Second)
		})
	}
}

func TestLoneEscapeIsAKeyAfterAShortWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{UTF8: true})
		s.send("\x1b")
		pass(40 * time.Millisecond)
		if got := s.model.keys(); len(got) != 0 {
			t.Errorf("too early: %q", got)
		}
		pass(20 * time.Millisecond)
		if got := s.model.keys(); !slices.Equal(got, []string{"esc"}) {
			t.Errorf("got %q, want esc", got)
		}
		s.send("\x1b\x1b") // pressed twice
		pass(100 * time.Millisecond)
		s.send("x")
		if got := s.model.keys(); !slices.Equal(got, []string{"esc", "esc", "esc", "x"}) {
			t.Errorf("got %q", got)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestLatinClientsMayTypeLatin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{})
		s.send("\xe4ä\xdf ")
		pass(time.Second)
		if got := s.model.keys(); !slices.Equal(got, []string{"ä", "ä", "ß", "space"}) {
			t.Errorf("got %q", got)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func pastes(b *board) (texts []string, cuts []run.PasteCut) {
	for _, msg := range b.got {
		switch msg := msg.(type) {
		case tea.PasteMsg:
			texts = append(texts, msg.Content)
		case run.PasteCut:
			cuts = append(cuts, msg)
		}
	}
	return texts, cuts
}

func TestPasteIsOneText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{UTF8: true})
		for _, packet := range []string{
			"a\x1b[20", "0~erste Zeile\r\nzwei", "te q \xc3", "\xa4\x1b[A\rdritte\x1b[2", "01", "~b",
		} {
			s.send(packet)
			pass(500 * time.Millisecond)
		}
		texts, cuts := pastes(s.model)
		if want := []string{"erste Zeile\nzweite q ä\x1b[A\ndritte"}; !slices.Equal(texts, want) {
			t.Errorf("got %q, want %q", texts, want)
		}
		if len(cuts) != 0 {
			t.Errorf("cut: %v", cuts)
		}
		if got := s.model.keys(); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("got keys %q, want a and b", got)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestEndlessPasteIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{UTF8: true, PasteLimit: 1001})
		s.send("\x1b[200~")
		for range 500 {
			s.send(strings.Repeat("ä", 1000))
		}
		s.send("\x1b[201~x")
		pass(time.Second)
		texts, cuts := pastes(s.model)
		if len(texts) != 1 || texts[0] != strings.Repeat("ä", 500) {
			t.Errorf("got %d texts", len(texts))
		}
		if want := []run.PasteCut{{Limit: 1001, Dropped: 1_000_000 - 1001}}; !slices.Equal(cuts, want) {
			t.Errorf("got %v, want %v", cuts, want)
		}
		if got := s.model.keys(); !slices.Equal(got, []string{"x"}) {
			t.Errorf("got keys %q, want x", got)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestEndlessSequenceIsSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{UTF8: true})
		s.send("\x1b]52;c;")
		for range 100 {
			s.send(strings.Repeat("A", 1000))
		}
		s.send("\x1b")
		s.send("\\x")
		pass(2 * time.Second)
		if got := s.model.keys(); !slices.Equal(got, []string{"x"}) {
			t.Errorf("got keys %.80q, want x", got)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestInputIsReadNoFasterThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{UTF8: true, BytesPerSecond: 1000})
		began := time.Now()
		for range 11 {
			s.send(strings.Repeat("x", 1000))
		}
		if took := time.Since(began); took < 8*time.Second || took > 11*time.Second {
			t.Errorf("11,000 bytes at 1,000 a second took %v", took)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}

func TestGarbageIsHarmless(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	pieces := []string{
		"\x1b", "[", "]", "O", "P", "_", "^", "X", ";", ":", "<", "?", "200", "999999999999999999999", "~", "M", "m", "u", "$",
		"\x9b", "\xff", "\xe2\x82", "é", "\u0301", "👩‍👩‍👧", "\x1b\\", "\a", "\x18", "27;", "48;", "t", "R", "_", "52;c;", "11;", "\x1b[[",
	}
	synctest.Test(t, func(t *testing.T) {
		s := start(t, &board{}, run.Options{UTF8: true, BytesPerSecond: 1 << 30})
		for range 5000 {
			var packet strings.Builder
			for range rnd.IntN(12) + 1 {
				if rnd.IntN(4) == 0 {
					packet.WriteByte(byte(rnd.Uint32()))
				} else {
					packet.WriteString(pieces[rnd.IntN(len(pieces))])
				}
			}
			// A q would rightly end the session.
			s.send(strings.ReplaceAll(packet.String(), "q", ""))
		}
		pass(5 * time.Second)
		s.send("\x1b[201~\a\x1b\\")
		pass(5 * time.Second)
		s.model.got = nil
		s.send("z")
		if got := s.model.keys(); !slices.Equal(got, []string{"z"}) {
			t.Errorf("after the garbage: got %q, want z (ended: %v, %v)", got, s.ended, s.err)
		}
		s.stop()
		s.finished(2 * time.Second)
	})
}
