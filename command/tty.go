package command

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// maxTyped is how many bytes one typed line has.
const maxTyped = 64 << 10

// PromptPTY is Prompt on a terminal that leaves echo and line editing to the
// server, such as TERM=dumb. It sends no escape sequence at all: what is rubbed
// out is overwritten with blanks.
func PromptPTY(ctx context.Context, e *Env, rw io.ReadWriter) int {
	t := &tty{in: bufio.NewReader(rw), out: rw, turn: newTurn()}
	e.Out, e.Err = t, t
	t.hint = func() string { return e.say().T("command.linear.keys") }
	return talk(ctx, e, t)
}

// tty is a terminal in raw mode. It writes \r\n for every line end.
type tty struct {
	in   *bufio.Reader
	turn *turn
	hint func() string // what Ctrl-C says

	mu     sync.Mutex // guards all below, between who types and who is heard
	out    io.Writer
	prompt string
	typing bool
	echo   bool
	buf    string
	escape escape
	afterR bool // the last key was \r: a \n that follows belongs to it
	afterX bool // the last key was Ctrl-X
}

// escape is how far an escape sequence has come in; its keys are swallowed.
type escape int

const (
	noEscape escape = iota
	escapeBegun
	escapeBody
)

// Write prints, with the line ends of a terminal in raw mode.
func (t *tty) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.put(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// put is Write with mu held.
func (t *tty) put(p []byte) error {
	_, err := t.out.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return err
}

func (t *tty) puts(s string) { _ = t.put([]byte(s)) } // a lost line is noticed by reading

func (t *tty) ask(prompt string, echo bool) <-chan typed {
	t.mu.Lock()
	if !t.typing {
		t.prompt, t.echo, t.typing, t.buf = prompt, echo, true, ""
		t.puts(prompt)
	}
	t.mu.Unlock()
	return t.turn.begin(t.edit)
}

// note prints a line above what is being typed.
func (t *tty) note(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.typing && t.prompt+t.shown() != "" {
		line = "\n" + line
	}
	t.puts(line + "\n")
	if t.typing {
		t.puts(t.prompt + t.shown())
	}
}

// shown is what of the line stands on the screen.
func (t *tty) shown() string {
	if !t.echo {
		return ""
	}
	return t.buf
}

// edit reads keys until a line is whole.
func (t *tty) edit() (string, error) {
	for {
		r, _, err := t.in.ReadRune()
		if err != nil {
			t.stop()
			return "", err
		}
		if r == 3 { // Ctrl-C destroys nothing
			t.note(t.hint())
			continue
		}
		if t.flees(r) {
			return "", io.EOF
		}
		line, done, err := t.key(r)
		if done {
			return line, err
		}
	}
}

func (t *tty) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.typing = false
}

// farAway is how many empty lines push everything out of sight.
const farAway = 200

// flees tells that Ctrl-X came twice in a row: the quick exit. Without escape
// sequences the screen is cleared by empty lines.
func (t *tty) flees(r rune) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.afterX
	if t.afterX = r == 24; !was || !t.afterX {
		return false
	}
	t.puts(strings.Repeat("\n", farAway))
	t.typing = false
	return true
}

// key takes one key; done tells that the line is whole.
func (t *tty) key(r rune) (line string, done bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.swallow(r) {
		return "", false, nil
	}
	switch r {
	case '\r', '\n':
		t.puts("\n")
		t.typing = false
		return t.buf, true, nil
	case 4: // Ctrl-D
		if t.buf == "" {
			t.puts("\n")
			t.typing = false
			return "", true, io.EOF
		}
	case 8, 127: // backspace
		t.rub(len(lastGrapheme(t.buf)))
	case 21: // Ctrl-U
		t.rub(len(t.buf))
	case 23: // Ctrl-W
		rest := strings.TrimRightFunc(t.buf, unicode.IsSpace)
		t.rub(len(t.buf) - (strings.LastIndexFunc(rest, unicode.IsSpace) + 1))
	case '\t':
		t.insert(' ')
	default:
		t.insert(r)
	}
	return "", false, nil
}

// swallow takes the keys that mean nothing here: arrows and the like, and the
// second half of a line end.
func (t *tty) swallow(r rune) bool {
	second := r == '\n' && t.afterR
	t.afterR = r == '\r'
	switch {
	case second:
		return true
	case t.escape == escapeBegun:
		t.escape = noEscape
		if r == '[' || r == 'O' {
			t.escape = escapeBody
			return true
		}
	case t.escape == escapeBody:
		if r >= 0x40 && r <= 0x7e {
			t.escape = noEscape
		}
		return true
	}
	if r == 27 {
		t.escape = escapeBegun
		return true
	}
	return false
}

func (t *tty) insert(r rune) {
	visible := unicode.IsPrint(r) || unicode.In(r, unicode.Mn, unicode.Zs) || r == 0x200d
	if !visible || len(t.buf) >= maxTyped {
		return
	}
	t.buf += string(r)
	if t.echo {
		t.puts(string(r))
	}
}

// rub takes the last n bytes of the line off and off the screen.
func (t *tty) rub(n int) {
	rest := t.buf[:len(t.buf)-n]
	if t.echo {
		cells := ansi.StringWidth(t.buf) - ansi.StringWidth(rest)
		t.puts(strings.Repeat("\b \b", max(cells, 0)))
	}
	t.buf = rest
}

// lastGrapheme is what a person sees as the last character.
func lastGrapheme(s string) string {
	last := ""
	for len(s) > 0 {
		last, _ = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if last == "" {
			return s
		}
		s = s[len(last):]
	}
	return last
}
