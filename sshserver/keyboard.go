package sshserver

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"unicode/utf8"
)

// maxKeyed is how many bytes one line typed at a command's terminal has.
const maxKeyed = 4 << 10

// keyboard makes lines of what somebody types at a terminal while a command
// runs ("ssh -t"): the client leaves echo, line editing and Ctrl-C to the
// server.
type keyboard struct {
	in    io.Reader
	echo  io.Writer
	ctx   context.Context //nolint:containedctx // a Read must end with the command
	stop  context.CancelFunc
	lines chan []byte // whole ones; closed at the end of input
	quiet atomic.Bool
	line  []byte // being typed, the pump's own
	ready []byte // being read, the reader's own
}

func newKeyboard(ctx context.Context, stop context.CancelFunc, in io.Reader, echo io.Writer) *keyboard {
	k := &keyboard{in: in, echo: echo, ctx: ctx, stop: stop, lines: make(chan []byte, 16)}
	go k.pump()
	return k
}

// pump takes keys, also while nobody reads, until the session's channel closes.
func (k *keyboard) pump() {
	defer close(k.lines)
	var keys [256]byte
	for {
		n, err := k.in.Read(keys[:])
		for _, key := range keys[:n] {
			if !k.press(key) {
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
		case line, ok := <-k.lines:
			if !ok {
				return 0, io.EOF
			}
			k.ready = line
		case <-k.ctx.Done():
			return 0, k.ctx.Err()
		}
	}
	n := copy(p, k.ready)
	k.ready = k.ready[n:]
	return n, nil
}

// press takes one key; false when it was the last.
func (k *keyboard) press(key byte) bool {
	switch {
	case key == '\r' || key == '\n':
		_, _ = io.WriteString(k.echo, "\n") // also after a password: the cursor moves on
		return k.hand('\n')
	case key == 3: // Ctrl-C
		k.stop()
		return false
	case key == 4: // Ctrl-D
		return len(k.line) > 0 && k.hand()
	case key == 8 || key == 127:
		k.rub()
	case key >= ' ' && len(k.line) < maxKeyed:
		k.line = append(k.line, key)
		if !k.quiet.Load() {
			_, _ = k.echo.Write([]byte{key})
		}
	}
	return true
}

// hand passes on what was typed.
func (k *keyboard) hand(end ...byte) bool {
	line := append(k.line, end...)
	k.line = nil
	select {
	case k.lines <- line:
		return true
	case <-k.ctx.Done():
		return false
	}
}

func (k *keyboard) rub() {
	if len(k.line) == 0 {
		return
	}
	_, size := utf8.DecodeLastRune(k.line)
	k.line = k.line[:len(k.line)-size]
	if !k.quiet.Load() {
		_, _ = io.WriteString(k.echo, "\b \b")
	}
}

// password asks without echo.
func (k *keyboard) password(prompt string) (string, error) {
	fmt.Fprint(k.echo, prompt, " ")
	k.quiet.Store(true)
	defer func() { k.quiet.Store(false) }()
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
