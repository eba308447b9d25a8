package sshserver

import (
	"errors"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/text"
)

// try runs one check of a password or ticket under the penalties of its source
// and account. Refusals take a whole number of grains of time, whatever was
// wrong, and are refused before the costly check where there were too many.
func (e *entrance) try(account string, check func() (house.Actor, error)) (*gossh.Permissions, error) {
	start := time.Now()
	if e.passwords >= maxPasswords {
		_ = e.l.Close()
		return nil, errRefused
	}
	e.passwords++
	wait, ok := e.s.throttle.begin(e.l.from, account)
	if !ok {
		return nil, e.throttled(start)
	}
	e.sleep(wait)
	a, err := check()
	if err == nil {
		e.s.throttle.right(e.l.from, account)
		return e.enter(a)
	}
	if errors.As(err, new(*house.NeedCode)) {
		e.s.throttle.right(e.l.from, account)
		return nil, err
	}
	if house.IsKey(err, "error.ticket_typo") {
		e.passwords--
		e.s.throttle.undo(e.l.from, account)
		return nil, errRefused
	}
	if fault := e.fault(err); fault != nil {
		e.s.throttle.undo(e.l.from, account)
		return nil, fault
	}
	e.s.counts.refused.Add(1)
	e.s.log.Info("login refused", "conn", e.l.id, "count", e.passwords)
	e.pause(start, e.s.limits.RefusalTime)
	return nil, e.refusal()
}

// fault tells a refusal, which gets one answer, from the house being unable to
// check, which may be said.
func (e *entrance) fault(err error) error {
	switch house.KindOf(err) {
	case house.Unavailable:
		return &gossh.BannerError{Err: errRefused, Message: e.s.both("error.unavailable")}
	case house.Internal:
		e.s.log.Error("login failed", "conn", e.l.id)
		return &gossh.BannerError{Err: errRefused, Message: e.s.both("error.unavailable")}
	}
	return nil
}

// pause waits until a whole number of grains has passed since start.
func (e *entrance) pause(start time.Time, grain time.Duration) {
	e.sleep(grain - time.Since(start)%grain)
}

func (e *entrance) sleep(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-e.ctx.Done():
	}
}

// both says a sentence in both languages, for the time before anybody's is
// known.
func (s *Server) both(key string) string {
	first, second := text.German, text.English
	if s.lang == text.English {
		first, second = second, first
	}
	return text.For(first).T(key) + "\n" + text.For(second).T(key) + "\n"
}
