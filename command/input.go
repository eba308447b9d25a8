package command

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"stockwerk/house"
)

// maxInput is how many bytes of standard input a command takes.
const maxInput = 1 << 20

// input is the buffered reader over In that all commands of a session share.
func (e *Env) input() *bufio.Reader {
	if e.lines == nil {
		in := e.In
		if in == nil {
			in = strings.NewReader("")
		}
		e.lines = bufio.NewReader(in)
	}
	return e.lines
}

// text is what a command says: its remaining words, or standard input without
// its last line end where there are none.
func (e *Env) text(ctx context.Context, c *Call) (string, error) {
	if c.given {
		return c.rest, nil
	}
	if e.console != nil {
		return e.askText(ctx)
	}
	return e.whole()
}

// whole reads standard input to its end.
func (e *Env) whole() (string, error) {
	b, err := io.ReadAll(io.LimitReader(e.input(), maxInput+1))
	if err != nil {
		return "", err
	}
	if len(b) > maxInput {
		return "", house.Errorf(house.Invalid, "error.too_long", "Max", maxInput)
	}
	s := strings.TrimSuffix(string(b), "\n")
	return strings.TrimSuffix(s, "\r"), nil
}

// secret asks for a password or code: without echo where that is possible,
// else the next line of standard input. Secrets are never arguments.
func (e *Env) secret(ask string) (string, error) {
	if e.Password != nil {
		return e.Password(ask)
	}
	return e.line()
}

// twice asks for a new password; where somebody types it unseen, two times.
func (e *Env) twice(ask, again string) (string, error) {
	first, err := e.secret(ask)
	if err != nil || e.Password == nil {
		return first, err
	}
	second, err := e.secret(again)
	if err != nil {
		return "", err
	}
	if first != second {
		return "", house.Errorf(house.Invalid, "command.error.password_differs")
	}
	return first, nil
}

// line is the next line of standard input; "" at its end.
func (e *Env) line() (string, error) {
	s, err := readLine(e.input())
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return s, err
}

// readLine reads up to a line end, at most maxInput bytes; the end of input
// after some text ends a line too. A line that is longer is read to its end and
// refused, so that the next one begins where it should.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || b.Len()+len(part) > maxInput; !long {
			b.Write(part)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (b.Len() == 0 || !errors.Is(err, io.EOF)):
			return "", err
		case long:
			return "", errLineLong()
		}
		return strings.TrimSuffix(strings.TrimSuffix(b.String(), "\n"), "\r"), nil
	}
}

func errLineLong() error { return house.Errorf(house.Invalid, "command.error.line_long") }
