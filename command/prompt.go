package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"stockwerk/house"
)

// Prompt is the linear mode: it greets, offers what can be done as numbered
// choices, takes any command as well, and only ever adds lines. It returns when
// the person leaves or the input ends; the exit code is 0.
func Prompt(ctx context.Context, e *Env) int {
	return talk(ctx, e, &pipe{e: e, turn: newTurn()})
}

// The ways out of a menu that are no failures.
var (
	errBye     = errors.New("command: the person leaves")
	errChanged = errors.New("command: the person is somebody else now")
	errPassed  = errors.New("command: the person may pass")
)

func talk(ctx context.Context, e *Env, c console) int {
	e.console, e.Interactive = c, true
	if e.Password == nil {
		e.Password = func(ask string) (string, error) { return e.answer(ctx, ask+" ", false) }
	}
	if e.Actor.Role() == house.RoleInside || e.Actor.Role() == house.RoleHouseAdmin {
		// Whoever talks to the house is there: no mail tells them of what is new.
		if sub, err := e.House.Subscribe(ctx, e.Actor); err == nil {
			defer sub.Close()
		}
	}
	l := &linear{e: e}
	l.print(e.say().T("command.linear.emergency"))
	if n, err := e.House.Misses(ctx, e.Actor); err == nil && n > 0 {
		l.print(e.say().N("account.misses", n))
	}
	for {
		deaf := e.hear(ctx)
		err := l.enter(ctx)
		deaf()
		if errors.Is(err, errChanged) {
			continue
		}
		if ctx.Err() == nil {
			fmt.Fprintln(e.Out, e.say().T("command.linear.bye"))
		}
		return exitDone
	}
}

// linear is one talk.
type linear struct{ e *Env }

// choice is a numbered line of a menu.
type choice struct {
	label string
	do    func(context.Context) error
}

// menu shows choices until one goes back. make is asked anew each time, since
// what there is to choose changes. A line that is no number is a command.
func (l *linear) menu(ctx context.Context, back string, offer func(context.Context) (string, []choice, error)) error {
	e := l.e
	for {
		title, choices, err := offer(ctx)
		if err != nil {
			return err
		}
		l.print("", title)
		for i, c := range choices {
			l.print(e.say().T("command.linear.choice", "N", i+1, "Label", c.label))
		}
		l.print(e.say().T("command.linear.choice", "N", 0, "Label", back))
		again, err := l.choose(ctx, choices)
		if err != nil || !again {
			return err
		}
	}
}

// choose takes lines until one needs the menu shown again; again is false when
// it goes back.
func (l *linear) choose(ctx context.Context, choices []choice) (again bool, err error) {
	for {
		line, err := l.e.answer(ctx, "> ", true)
		if house.IsKey(err, "command.error.line_long") {
			l.print(l.e.refusal(err))
			continue
		}
		if err != nil {
			return false, err
		}
		line = l.plain(strings.TrimSpace(line))
		switch line {
		case "", "?":
			return true, nil
		case "0", "/q", "q":
			return false, nil
		case "quit", "exit", "bye":
			return false, errBye
		}
		n, err := strconv.Atoi(line)
		if err != nil {
			if err := l.command(ctx, line); err != nil {
				return false, err
			}
			continue
		}
		if n < 1 || n > len(choices) {
			l.print(l.e.say().T("command.linear.no_choice"))
			continue
		}
		return true, l.keepOn(choices[n-1].do(ctx))
	}
}

// plain turns the everyday words that people type into what they stand for.
func (l *linear) plain(line string) string {
	say := l.e.say()
	for _, w := range []struct{ word, means string }{
		{"command.linear.word.help", "help"}, {"command.linear.word.back", "0"}, {"command.linear.word.leave", "quit"},
	} {
		if strings.EqualFold(line, say.T(w.word)) {
			return w.means
		}
	}
	return line
}

// command runs a line of the table; errChanged when it made somebody else of
// the person.
func (l *linear) command(ctx context.Context, line string) error {
	was := l.e.Actor.Role()
	Run(ctx, l.e, line)
	if l.e.Actor.Role() != was {
		return errChanged
	}
	return nil
}

// keepOn says a refusal and goes on; only the ways out remain errors.
func (l *linear) keepOn(err error) error {
	switch {
	case err == nil:
	case errors.Is(err, errBye), errors.Is(err, errChanged), errors.Is(err, errPassed), errors.Is(err, io.EOF),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	default:
		l.print(l.e.refusal(err))
	}
	return nil
}

func (l *linear) print(lines ...string) {
	for _, line := range lines {
		fmt.Fprintln(l.e.Out, line)
	}
}

// printPage prints a page of the house.
func (l *linear) printPage(title string, body ...string) {
	head, text := l.e.page(title, body...)
	l.print("", head, "", text)
}

// pageChoice is a choice that prints a page of the house.
func (l *linear) pageChoice(title string, body ...string) choice {
	return choice{l.e.say().T(title), func(context.Context) error {
		l.printPage(title, body...)
		return nil
	}}
}

// yes asks a question that has two answers.
func (l *linear) yes(ctx context.Context, question string) (bool, error) {
	say := l.e.say()
	for {
		line, err := l.e.answer(ctx, say.T("command.linear.yes_no", "Question", question)+" ", true)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "1", "y", "yes", "j", "ja":
			return true, nil
		case "2", "0", "n", "no", "nein":
			return false, nil
		}
		l.print(say.T("command.linear.no_choice"))
	}
}
