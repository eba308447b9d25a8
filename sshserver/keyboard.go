package sshserver

import (
	"context"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxKeyed is how many bytes one line typed at a command's terminal has, and how
// many may be typed ahead.
const maxKeyed = 4 << 10

// The keys that a terminal leaves to whoever reads.
const (
	ctrlC, ctrlD, backspace, del = 3, 4, 8, 127
)

// keyboard makes lines of what somebody types at a terminal while a command
// runs ("ssh -t"): the client leaves echo, line editing and Ctrl-C to the
// server. Keys are shown only once a line is asked for, so that a password typed
// too early is not.
type keyboard struct {
	echo  io.Writer
	ctx   context.Context //nolint:containedctx // a Read must end with the command
	keys  chan byte       // closed at the end of input
	quiet bool
	line  []byte // being typed
	ready []byte // whole, not yet read
}

func newKeyboard(ctx context.Context, stop context.CancelFunc, in io.Reader, echo io.Writer) *keyboard {
	k := &keyboard{echo: echo, ctx: ctx, keys: make(chan byte, maxKeyed)}
	go k.pump(in, stop)
	return k
}

// pump takes keys, also while nobody reads, until the session's channel closes.
func (k *keyboard) pump(in io.Reader, stop context.CancelFunc) {
	defer close(k.keys)
	var keys [256]byte
	for {
		n, err := in.Read(keys[:])
		for _, key := range keys[:n] {
			if key == ctrlC {
				stop()
				return
			}
			select {
			case k.keys <- key:
			case <-k.ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// Read waits for a whole line.
func (k *keyboard) Read(p []byte) (int, error) {
	for len(k.ready) == 0 {
		select {
		case key, ok := <-k.keys:
			if !ok || key == ctrlD && len(k.line) == 0 {
				return 0, io.EOF
			}
			k.press(key)
		case <-k.ctx.Done():
			return 0, k.ctx.Err()
		}
	}
	n := copy(p, k.ready)
	k.ready = k.ready[n:]
	return n, nil
}

func (k *keyboard) press(key byte) {
	switch {
	case key == '\r' || key == '\n':
		_, _ = io.WriteString(k.echo, "\n") // also after a password: the cursor moves on
		k.ready, k.line = append(k.line, '\n'), nil
	case key == ctrlD:
		k.ready, k.line = k.line, nil
	case key == backspace || key == del:
		k.rub()
	case key >= ' ' && len(k.line) < maxKeyed:
		k.line = append(k.line, key)
		if !k.quiet {
			_, _ = k.echo.Write([]byte{key})
		}
	}
}

func (k *keyboard) rub() {
	if len(k.line) == 0 {
		return
	}
	_, size := utf8.DecodeLastRune(k.line)
	k.line = k.line[:len(k.line)-size]
	if !k.quiet {
		_, _ = io.WriteString(k.echo, "\b \b")
	}
}

// password asks without echo.
func (k *keyboard) password(prompt string) (string, error) {
	fmt.Fprint(k.echo, prompt, " ")
	k.quiet = true
	defer func() { k.quiet = false }()
	line := make([]byte, maxKeyed+1)
	n, err := k.Read(line)
	if err != nil {
		return "", err
	}
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	return string(line[:n]), nil
}
