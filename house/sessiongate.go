package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// barred is why a client may not even read the chat: they are out for today, or have
// not accepted the rules. It is asked whenever somebody enters such a room.
func (s *Service) barred(ctx context.Context, in access) error {
	if !in.room.hasSessions() || in.me.counsels() {
		return nil
	}
	now, _, err := s.sessionOf(ctx, s.store, in.room.ID)
	if err != nil {
		return err
	}
	return s.barredBy(ctx, in, now)
}

func (s *Service) barredBy(ctx context.Context, in access, now sessionNow) error {
	if in.me.counsels() {
		return nil
	}
	me := in.actor.person
	if until := now.banned(me, s.clock()); !until.IsZero() {
		at := until.In(now.zone()).Format(sessionTime)
		w, _, _, err := s.sessionWords(ctx, in)
		if why := w.Why[me]; err == nil && why != "" {
			return Errorf(Forbidden, "error.session_banned_why", "Until", at, "Why", why)
		}
		return Errorf(Forbidden, "error.session_banned", "Until", at)
	}
	if now.Rules == 0 {
		return nil
	}
	var m sessionMark
	if _, err := s.sessionRow(ctx, s.store, in.room.ID, markSlot+string(me), &m); err != nil {
		return err
	}
	if m.Rules != now.Rules {
		return Errorf(Forbidden, "error.session_rules", "Place", in.place)
	}
	return nil
}

// sessionTime is how a time stands in a refusal, in every language.
const sessionTime = "2006-01-02 15:04 MST"

// mayTalk says whether the actor may write in the chat now, else why not.
func (s *Service) mayTalk(ctx context.Context, in access, now sessionNow) error {
	if err := s.barredBy(ctx, in, now); err != nil {
		return err
	}
	if !now.Shut || now.running() {
		return nil
	}
	if p, _, err := s.nextSession(ctx, in, now); err != nil || !p.At.IsZero() {
		if err != nil {
			return err
		}
		return Errorf(Forbidden, "error.session_shut_until", "At", p.At.In(now.zone()).Format(sessionTime))
	}
	return Errorf(Forbidden, "error.session_shut")
}

// gateSession lets words into the chat only while the room's sessions allow it. It is
// asked before each try, and what it was decided by is compared inside the transaction.
func (s *Service) gateSession(in access, m *outgoing) {
	if !in.room.hasSessions() {
		return
	}
	var seen AnswerRow
	m.ready = func(ctx context.Context, in access, _ *vault.RoomKey, _ *outgoing, _ MessageRow) error {
		now, row, err := s.sessionOf(ctx, s.store, in.room.ID)
		if err != nil {
			return err
		}
		seen = row
		return s.mayTalk(ctx, in, now)
	}
	m.within = func(ctx context.Context, tx Tx) error {
		return sameSession(ctx, tx, in.room.ID, sessionSlot, seen)
	}
}

// mayEditTalk keeps chat lines as they are while their author may not write there.
func (s *Service) mayEditTalk(ctx context.Context, in access, kind MessageKind) error {
	if kind != KindChat || !in.room.hasSessions() {
		return nil
	}
	now, _, err := s.sessionOf(ctx, s.store, in.room.ID)
	if err != nil {
		return err
	}
	return s.mayTalk(ctx, in, now)
}

// chatShut is why the actor does not write in the chat now, as a hint for front ends.
func (s *Service) chatShut(ctx context.Context, in access) *Error {
	if !in.room.hasSessions() || in.actor.person == "" {
		return nil
	}
	now, _, err := s.sessionOf(ctx, s.store, in.room.ID)
	if err != nil {
		return nil //nolint:nilerr // a hint: writing itself is asked again
	}
	var why *Error
	if errors.As(s.mayTalk(ctx, in, now), &why) && why.Kind == Forbidden {
		return why
	}
	return nil
}
