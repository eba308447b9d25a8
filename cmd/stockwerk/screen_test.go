package main_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/crypto/ssh"
)

// screen is a person at a terminal: a session with a PTY over a real connection,
// and an emulator that shows what the house draws. Tests read the emulator, never
// the stream: only lines that changed are sent.
type screen struct {
	t       *testing.T
	name    string // in failures
	session *ssh.Session
	keys    io.Writer
	changed chan struct{} // something came since it was last read
	ended   chan struct{}

	mu    sync.Mutex
	emu   *vt.Emulator
	raw   strings.Builder // everything received
	modes map[ansi.Mode]bool
}

// sit opens a terminal of w by h cells on a connection.
func (p *program) sit(name string, c *ssh.Client, w, h int) *screen {
	p.t.Helper()
	return sitAs(p.t, name, c, w, h, terminal{cols: w, rows: h})
}

// terminal is what a client says of itself; the truth may be otherwise.
type terminal struct{ cols, rows int }

func sitAs(t *testing.T, name string, c *ssh.Client, w, h int, says terminal) *screen {
	t.Helper()
	session, err := c.NewSession()
	if err != nil {
		t.Fatalf("%s: session: %v", name, err)
	}
	s := &screen{
		t: t, name: name, session: session, changed: make(chan struct{}, 1), ended: make(chan struct{}),
		emu: vt.NewEmulator(w, h), modes: map[ansi.Mode]bool{},
	}
	s.emu.SetCallbacks(vt.Callbacks{
		EnableMode:  func(m ansi.Mode) { s.modes[m] = true },
		DisableMode: func(m ansi.Mode) { s.modes[m] = false },
	})
	_ = session.Setenv("LANG", "en_US.UTF-8")
	if err := session.RequestPty("xterm-256color", says.rows, says.cols, ssh.TerminalModes{}); err != nil {
		t.Fatalf("%s: PTY: %v", name, err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if s.keys, err = session.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatalf("%s: shell: %v", name, err)
	}
	go s.listen(out)
	go func() { _, _ = io.Copy(s.keys, s.emu) }() // what the terminal answers
	t.Cleanup(func() { _ = session.Close() })
	return s
}

func (s *screen) listen(out io.Reader) {
	defer close(s.ended)
	defer func() { _ = s.emu.InputPipe().(io.Closer).Close() }()
	buf := make([]byte, 1<<16)
	begun := 0 // bytes of a character that a packet cut in two; the emulator would lose it
	for {
		n, err := out.Read(buf[begun:])
		n += begun
		whole := n - unfinished(buf[:n])
		s.mu.Lock()
		s.raw.Write(buf[:whole])
		_, _ = s.emu.Write(buf[:whole])
		s.mu.Unlock()
		begun = copy(buf, buf[whole:n])
		select {
		case s.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// unfinished is how many bytes at the end of b only begin a character.
func unfinished(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if at := b[len(b)-n:]; utf8.RuneStart(at[0]) {
			if utf8.FullRune(at) {
				return 0
			}
			return n
		}
	}
	return 0
}

// keyCode is what a terminal sends for a key.
func keyCode(name string) string {
	switch name {
	case "enter":
		return "\r"
	case "esc":
		return "\x1b"
	case "tab":
		return "\t"
	case "space":
		return " "
	case "up":
		return "\x1b[A"
	case "down":
		return "\x1b[B"
	case "right":
		return "\x1b[C"
	case "left":
		return "\x1b[D"
	case "home":
		return "\x1b[H"
	case "end":
		return "\x1b[F"
	case "f1":
		return "\x1bOP"
	case "f2":
		return "\x1bOQ"
	case "backspace":
		return "\x7f"
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return string(letter[0] & 0x1f)
	}
	return name
}

// press sends keys by their names, others as they are. A key behind Esc would be
// taken for Alt, so Esc comes last in a call, and the caller waits for its effect.
func (s *screen) press(names ...string) {
	s.t.Helper()
	if i := slices.Index(names, "esc"); i >= 0 && i < len(names)-1 {
		s.t.Fatalf("%s: esc stands before %q", s.name, names[i+1])
	}
	var b strings.Builder
	for _, name := range names {
		b.WriteString(keyCode(name))
	}
	s.write(b.String())
}

// types writes a text letter by letter, as a terminal sends it.
func (s *screen) types(text string) { s.t.Helper(); s.write(text) }

// pastes sends a text as a terminal with bracketed paste does.
func (s *screen) pastes(text string) { s.t.Helper(); s.write("\x1b[200~" + text + "\x1b[201~") }

func (s *screen) write(b string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, b); err != nil {
		s.t.Fatalf("%s: %q could not be sent: %v\n%s", s.name, b, err, s.dump())
	}
}

// resize changes the window, the emulator first, as a terminal does.
func (s *screen) resize(w, h int) {
	s.t.Helper()
	s.mu.Lock()
	s.emu.Resize(w, h)
	s.mu.Unlock()
	if err := s.session.WindowChange(h, w); err != nil {
		s.t.Fatalf("%s: resize: %v", s.name, err)
	}
}

// rows is the text on the screen, without the blanks at the ends of the lines.
func (s *screen) rows() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([]string, s.emu.Height())
	for y := range rows {
		var row strings.Builder
		for x := 0; x < s.emu.Width(); x++ {
			if cell := s.emu.CellAt(x, y); cell != nil {
				row.WriteString(cell.Content)
			}
		}
		rows[y] = strings.TrimRight(row.String(), " ")
	}
	return rows
}

func (s *screen) shows(text string) bool { return strings.Contains(strings.Join(s.rows(), "\n"), text) }

// dump is what of the screen is not empty, for failures.
func (s *screen) dump() string {
	var b strings.Builder
	rows := s.rows()
	fmt.Fprintf(&b, "%s sees %d by %d:\n", s.name, s.emu.Width(), len(rows))
	for y, row := range rows {
		if row != "" {
			fmt.Fprintf(&b, "%3d |%s\n", y+1, row)
		}
	}
	return b.String()
}

// wait waits until cond holds of the rows, and tells what for when it never does.
func (s *screen) wait(what string, cond func(rows []string) bool) {
	s.t.Helper()
	if !s.within(patience, what, cond) {
		s.t.Fatalf("%s: waited in vain for %s\n%s", s.name, what, s.dump())
	}
}

// within tells whether cond comes to hold of the rows in that time.
func (s *screen) within(most time.Duration, what string, cond func(rows []string) bool) bool {
	s.t.Helper()
	late := time.NewTimer(most)
	defer late.Stop()
	for ended := s.ended; ; {
		if cond(s.rows()) {
			return true
		}
		select {
		case <-s.changed:
		case <-ended:
			if ended = nil; !cond(s.rows()) {
				s.t.Fatalf("%s: the session ended before %s\n%s", s.name, what, s.dump())
			}
		case <-late.C:
			return false
		}
	}
}

// waitFor waits until the screen shows all texts at once.
func (s *screen) waitFor(texts ...string) {
	s.t.Helper()
	s.wait(fmt.Sprintf("the screen to show %q", texts), func(rows []string) bool {
		all := strings.Join(rows, "\n")
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(all, text) })
	})
}

// waitGone waits until the screen no longer shows a text.
func (s *screen) waitGone(text string) {
	s.t.Helper()
	s.wait(fmt.Sprintf("%q to go", text), func(rows []string) bool {
		return !strings.Contains(strings.Join(rows, "\n"), text)
	})
}

// waitEnd waits until the session is over.
func (s *screen) waitEnd() {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatalf("%s: the session did not end\n%s", s.name, s.dump())
	}
}

// chosen tells whether the cursor's sign stands before a row.
func chosen(row string) bool { return strings.HasPrefix(row, "›") || strings.HasPrefix(row, ">") }

// goTo moves the cursor onto the entry or field of that label, wherever it is;
// a form may show it only further down. The screen must have loaded: a change
// that no key made would be taken for the key's.
func (s *screen) goTo(label string) {
	s.t.Helper()
	s.wait("something to choose", func(rows []string) bool { return slices.ContainsFunc(rows, chosen) })
	const most = 40
	for range most {
		rows := s.rows()
		at := slices.IndexFunc(rows, chosen)
		want := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(entry(row), label) })
		switch {
		case at >= 0 && strings.Contains(entry(rows[at]), label):
			return
		case want > 1 && want < at: // above that is the header
			s.press("up")
		default:
			s.press("down")
		}
		// An Esc that was sent just before makes Alt and an arrow of the two, which moves
		// nothing: then the key is pressed again.
		s.within(patience/5, fmt.Sprintf("the cursor moved on its way to %q", label), func(now []string) bool {
			to := slices.IndexFunc(now, chosen) // what else changes meanwhile was not the key's doing
			return to >= 0 && (to != at || at < 0 || entry(now[to]) != entry(rows[at]))
		})
	}
	s.t.Fatalf("%s: the cursor does not come to %q\n%s", s.name, label, s.dump())
}

// entry is a row without what stands beside the list.
func entry(row string) string {
	if left, _, found := strings.Cut(row, "│"); found && strings.TrimSpace(left) != "" {
		return left
	}
	return row
}

// open chooses the entry of that label.
func (s *screen) open(label string) {
	s.t.Helper()
	s.goTo(label)
	s.press("enter")
}

// openListed is open on a screen that may still load its list.
func (s *screen) openListed(label string) {
	s.t.Helper()
	s.waitFor(label)
	s.open(label)
}

// fill writes a text into the field of that label.
func (s *screen) fill(label, text string) {
	s.t.Helper()
	s.goTo(label)
	s.press("ctrl+u")
	s.types(text)
}
