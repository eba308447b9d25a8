package command

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"stockwerk/house"
)

// The exit codes of the command contract.
const (
	exitDone      = 0
	exitFailed    = 1
	exitInvalid   = 2
	exitNotFound  = 3
	exitForbidden = 4
	exitConflict  = 5
)

// Run splits one line, runs its command and returns the exit code. What a
// command says goes to e.Out; a refusal is one line on e.Err. It never panics.
func Run(ctx context.Context, e *Env, line string) int {
	err := runLine(ctx, e, line)
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(e.Err, e.refusal(err))
	return exitCode(err)
}

func runLine(ctx context.Context, e *Env, line string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("command: panic: %v", p)
		}
	}()
	words, err := Split(line)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return house.Errorf(house.Invalid, "command.error.nothing")
	}
	spec, rest, ok := find(words)
	if !ok {
		return unknown(words)
	}
	c, err := parse(spec, rest)
	if err != nil {
		return err
	}
	if c.on("help") {
		return e.explain(c, spec)
	}
	if err := e.passes(ctx, spec); err != nil {
		return err
	}
	return spec.run(ctx, e, c)
}

// passes keeps those whom the house does not let pass to what is their own.
func (e *Env) passes(ctx context.Context, s Spec) error {
	if s.Aside == AsideAlways {
		return nil
	}
	err := e.House.Passes(ctx, e.Actor)
	if s.Aside == AsideWaiting && house.IsKey(err, "error.approval_waits") {
		return nil
	}
	if house.IsKey(err, "error.approval_waits") || house.IsKey(err, "error.terms_due") {
		return err
	}
	return nil // what else is wrong the command says itself
}

// unknown refuses a line that begins with no command, and names the commands
// that begin with its first word where there are some.
func unknown(words []string) error {
	var below []string
	for _, s := range Table() {
		if strings.HasPrefix(s.Name, words[0]+" ") {
			below = append(below, s.Name)
		}
	}
	if len(below) > 0 {
		return house.Errorf(house.Invalid, "command.error.group", "Commands", strings.Join(below, ", "))
	}
	return house.Errorf(house.Invalid, "error.unknown_command", "Name", short(words[0]))
}

// refusal is the sentence of an error, on one line. What is our fault gets an
// id that is shown and passed on with the cause.
func (e *Env) refusal(err error) string {
	var refused *house.Error
	if !errors.As(err, &refused) {
		refused = &house.Error{Kind: house.Internal, Key: "error.internal", Err: err}
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.ErrClosedPipe) ||
			errors.Is(err, io.EOF) {
			refused = &house.Error{Kind: house.Unavailable, Key: "error.unavailable"}
		}
	}
	id := ""
	if refused.Kind == house.Internal {
		id = faultID()
		if e.Fault != nil {
			e.Fault(id, err)
		}
	}
	p := e.say()
	args := append(refused.Args[:len(refused.Args):len(refused.Args)], "Id", id)
	return oneLine(p.T(refused.Key, args...))
}

func faultID() string {
	b := make([]byte, 4)
	_, _ = rand.Read(b) // never fails; see crypto/rand
	return hex.EncodeToString(b)
}

// exitCode gives each kind of refusal the number of the contract.
func exitCode(err error) int {
	var refused *house.Error
	if !errors.As(err, &refused) {
		return exitFailed
	}
	switch refused.Kind {
	case house.Invalid:
		return exitInvalid
	case house.NotFound:
		return exitNotFound
	case house.Forbidden:
		return exitForbidden
	case house.Conflict:
		return exitConflict
	}
	return exitFailed
}
