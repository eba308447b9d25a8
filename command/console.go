package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

// console is where the linear mode talks with somebody. Its methods are called
// by one goroutine.
type console interface {
	// ask prints the prompt and begins to read one line; the channel gets it, or
	// the error that ends the talk. A line that is still being typed from an
	// earlier ask is the answer to this one.
	ask(prompt string, echo bool) <-chan typed
	// note prints a line while somebody may be typing.
	note(line string)
}

type typed struct {
	line string
	err  error
}

// answer asks and waits; whoever asks for the emergency page instead gets it and is
// asked again. io.EOF says that the person has gone.
func (e *Env) answer(ctx context.Context, prompt string, echo bool) (string, error) {
	for {
		select {
		case got := <-e.console.ask(prompt, echo):
			if got.err == nil && e.flees(got.line, echo && prompt != "") {
				continue
			}
			return got.line, got.err
		case <-e.bell():
			if err := e.takeNews(); err != nil {
				return "", err
			}
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// flees shows the page with the numbers when line asks for it by the key that does so
// everywhere in the house: at every prompt, in the middle of a text, and in the stead of
// a password, none of which is that short; where words are asked for by its name, too.
func (e *Env) flees(line string, words bool) bool {
	line = strings.TrimSpace(line)
	return (line == "!" || words) && e.emergency(line)
}

// emergency shows the page with the numbers when line asks for it by its key or by its
// word.
func (e *Env) emergency(line string) bool {
	line = strings.TrimSpace(line)
	if line != "!" && !strings.EqualFold(line, e.say().T("emergency.title")) {
		return false
	}
	title, body := e.page("emergency.title", "emergency.numbers", "emergency.no_crisis_service")
	fmt.Fprintf(e.Out, "\n%s\n\n%s\n", title, body)
	return true
}

// askText takes a text of several lines, up to a line with a dot alone.
func (e *Env) askText(ctx context.Context) (string, error) {
	fmt.Fprintln(e.Out, e.say().T("command.ask.text"))
	var lines []string
	size := 0
	for {
		line, err := e.answer(ctx, "", true)
		if errors.Is(err, io.EOF) && len(lines) > 0 {
			break
		}
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(line) == "." {
			break
		}
		if size += len(line) + 1; size > maxInput {
			return "", errLineLong()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), nil
}

// turn reads one line at a time in the background. An answer that nobody took
// is the answer to the next question.
type turn struct {
	mu      sync.Mutex
	answers chan typed
	asking  bool
}

func newTurn() *turn { return &turn{answers: make(chan typed, 1)} }

func (t *turn) begin(read func() (string, error)) <-chan typed {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.asking && len(t.answers) == 0 {
		t.asking = true
		go func() {
			line, err := read()
			t.mu.Lock()
			defer t.mu.Unlock()
			t.answers <- typed{line, err} // empty: there is one reader at a time
			t.asking = false
		}()
	}
	return t.answers
}

// pipe is a console without a terminal of its own: the client's terminal, or
// the program that types, does the echo.
type pipe struct {
	e    *Env
	turn *turn
}

func (p *pipe) ask(prompt string, _ bool) <-chan typed {
	fmt.Fprint(p.e.Out, prompt)
	in := p.e.input()
	return p.turn.begin(func() (string, error) { return readLine(in) })
}

func (p *pipe) note(line string) { fmt.Fprintln(p.e.Out, line) }
