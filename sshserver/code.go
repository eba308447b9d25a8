package sshserver

import (
	"cmp"
	"context"
	"errors"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/text"
)

const (
	maxCodes = 3                // codes of a second factor, a connection
	codeTime = 90 * time.Second // to find the phone; only for who has proved who they are
)

// second asks for the code of a second factor, where what was proved so far is not
// enough. What is known goes into the closure of the next step: permissions do not
// survive a partial success.
func (e *entrance) second(user string, need *house.NeedCode) error {
	e.awaits(need)
	return &gossh.PartialSuccessError{Next: gossh.ServerAuthCallbacks{
		KeyboardInteractiveCallback: func(_ gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
			return e.askCode(user, need, ask)
		},
	}}
}

// awaits gives the client time to find its code, and forgets what was proved when the
// connection ends without one.
func (e *entrance) awaits(need *house.NeedCode) {
	context.AfterFunc(e.ctx, need.End)
	_ = e.l.SetReadDeadline(time.Now().Add(codeTime))
}

// askCode asks until a code is right or there were too many wrong ones.
func (e *entrance) askCode(user string, need *house.NeedCode, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
	say := text.For(e.s.lang)
	hint := ""
	for e.codes < maxCodes {
		answers, err := ask("", hint, []string{say.T("door.code")}, []bool{true})
		if err != nil {
			return nil, err
		}
		if len(answers) != 1 {
			return nil, errRefused
		}
		p, err := e.code(user, need, answers[0])
		if err == nil || !errors.Is(err, errWrongCode) {
			return p, err
		}
		hint = e.s.both("door.code_wrong")
	}
	_ = e.l.Close()
	return nil, errRefused
}

// errWrongCode has the question asked once more.
var errWrongCode = errors.New("wrong code")

// code checks one code under the penalties of its source and account.
func (e *entrance) code(user string, need *house.NeedCode, code string) (*gossh.Permissions, error) {
	start := time.Now()
	e.codes++
	account := "code:" + user
	wait, ok := e.s.throttle.begin(e.l.from, account)
	if !ok {
		return nil, e.throttled(start)
	}
	e.sleep(wait)
	a, err := e.s.house.PassCode(e.ctx, need, code)
	switch {
	case err == nil:
		e.s.throttle.right(e.l.from, account)
		return e.enter(a)
	case house.IsKey(err, "error.throttled"):
		e.s.throttle.undo(e.l.from, account)
		return nil, e.throttled(start)
	case house.KindOf(err) != house.Forbidden:
		e.s.throttle.undo(e.l.from, account)
		return nil, cmp.Or(e.fault(err), errRefused)
	}
	e.s.counts.refused.Add(1)
	e.s.log.Info("code refused", "conn", e.l.id, "count", e.codes)
	e.pause(start, e.s.limits.RefusalTime)
	return nil, errWrongCode
}

// throttled sends away whoever has guessed too much.
func (e *entrance) throttled(start time.Time) error {
	e.s.counts.throttled.Add(1)
	e.s.log.Info("login throttled", "conn", e.l.id)
	e.pause(start, e.s.limits.RefusalTime)
	return &gossh.BannerError{Err: errRefused, Message: e.s.both("error.throttled")}
}
