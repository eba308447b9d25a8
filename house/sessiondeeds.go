package house

import (
	"cmp"
	"context"
	"strconv"
	"time"
)

// ArriveSession says that the actor is there and waits for the session, which the
// counsellors' side sees as news. Who may: clients.
func (s *Service) ArriveSession(ctx context.Context, a Actor, place string) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoAttend)
	if err != nil {
		return Session{}, err
	}
	told := false
	err = s.markSession(ctx, in, func(now sessionNow, m *sessionMark) error {
		if until := now.banned(in.actor.person, s.clock()); !until.IsZero() {
			return s.barredBy(ctx, in, now)
		}
		at := s.clock().UTC()
		told = now.waits(*m, at) || now.running() && m.Arrived.After(now.Began) && m.Arrived.After(m.Left)
		m.Arrived, m.Seen = at, at.Truncate(time.Minute)
		return nil
	})
	if err == nil && !told {
		s.tell(ctx, in, "event.session_arrived", map[string]string{"Name": a.Name()})
	}
	if err == nil {
		s.tellCounsellors(in)
	}
	return s.sessionAfter(ctx, a, place, in, err)
}

// tellCounsellors has the counsellors' side count its news again.
func (s *Service) tellCounsellors(in access) {
	for id, row := range in.state.roster {
		if row.counsels() {
			s.tellCounts(id)
		}
	}
}

// BeginSession begins a session: visitors who wait at the door are let in, and the
// clock runs. Conflict while one is running. Who may: the counsellors' side.
func (s *Service) BeginSession(ctx context.Context, a Actor, place string, spec SessionSpec) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoHold)
	if err != nil {
		return Session{}, err
	}
	if err := s.readSession(&spec); err != nil {
		return Session{}, err
	}
	if now, _, err := s.sessionOf(ctx, s.store, in.room.ID); err != nil || now.running() {
		return Session{}, cmp.Or(err, Errorf(Conflict, "error.session_running"))
	}
	if err := s.letAllIn(ctx, a, place, in); err != nil {
		return Session{}, err
	}
	if in, err = s.enterSession(ctx, a, place, DoHold); err != nil { // with those who came in
		return Session{}, err
	}
	id := newID()
	err = s.moveSession(ctx, in, event(), func(in access, now *sessionNow, w *sessionWords, m *outgoing) error {
		if now.running() {
			return Errorf(Conflict, "error.session_running")
		}
		at := s.clock().UTC()
		length, topic := spec.Minutes, spec.Topic
		p, slot, err := s.nextSession(ctx, in, *now)
		if err != nil {
			return err
		}
		if p.At.After(at.Add(sessionEarly)) { // that is another one
			p, slot = sessionPlan{}, ""
		}
		if plan := now.Plan; slot == "" && !plan.over(at) && (plan.At.IsZero() || plan == p) {
			length, topic = cmp.Or(length, plan.Minutes), cmp.Or(topic, w.Next)
			now.Plan, w.Next = sessionPlan{}, ""
		} else if slot != "" {
			length, now.Slot = cmp.Or(length, p.Minutes), slot
		}
		now.ID, now.Began, now.Length = id, at, cmp.Or(length, SessionMinutes)
		now.Ended, now.Asked = time.Time{}, time.Time{}
		now.Silence, now.Zone = cmp.Or(spec.Silence, now.Silence), cmp.Or(now.Zone, spec.Zone)
		w.Agreed, w.Topic = "", topic
		m.words.Event = &EventLine{Key: "event.session_begun", Args: map[string]string{
			"Name": in.actor.Name(), "Minutes": strconv.Itoa(now.Length), "At": now.until().In(now.zone()).Format("15:04 MST"),
		}}
		return nil
	})
	if err == nil {
		s.rosterChanged(in.room.ID) // the chat is open now
	}
	return s.sessionAfter(ctx, a, place, in, err)
}

// letAllIn lets in the visitors who wait at the door.
func (s *Service) letAllIn(ctx context.Context, a Actor, place string, in access) error {
	for id, row := range in.state.roster {
		if row.State != stateWaiting {
			continue
		}
		if err := s.LetIn(ctx, a, place, id); err != nil && !IsKey(err, "error.no_such_person") { // gone meanwhile
			return err
		}
	}
	return nil
}

// ExtendSession gives the running session more minutes. Who may: the counsellors' side.
func (s *Service) ExtendSession(ctx context.Context, a Actor, place string, minutes int) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoHold)
	if err != nil {
		return Session{}, err
	}
	err = s.moveSession(ctx, in, event(), func(in access, now *sessionNow, _ *sessionWords, m *outgoing) error {
		if !now.running() {
			return errNoSession()
		}
		// What is over is extended from now on: five minutes are five minutes.
		length := now.Length
		if over := int(s.clock().Sub(now.Began).Minutes()); over > length {
			length = over
		}
		if minutes < 1 || minutes > maxSessionMinutes || now.Length+minutes > maxSessionMinutes {
			return Errorf(Invalid, "error.session_minutes", "Max", maxSessionMinutes)
		}
		now.Length = length + minutes
		m.words.Event = &EventLine{Key: "event.session_extended", Args: map[string]string{
			"Name": in.actor.Name(), "Minutes": strconv.Itoa(minutes), "At": now.until().In(now.zone()).Format("15:04 MST"),
		}}
		return nil
	})
	return s.sessionAfter(ctx, a, place, in, err)
}

func errNoSession() error { return Errorf(Conflict, "error.session_none") }

// CheckSession asks the clients in the chat whether they are still there, with the
// words of text. Who may: the counsellors' side.
func (s *Service) CheckSession(ctx context.Context, a Actor, place, text string) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoHold)
	if err != nil {
		return Session{}, err
	}
	m := outgoing{kind: KindChat}
	if m.words.Text, err = CleanText(text, MaxChat); err != nil {
		return Session{}, err
	}
	if err := mayRoom(DoSay, in.room, in.me); err != nil {
		return Session{}, err
	}
	err = s.moveSession(ctx, in, m, func(in access, now *sessionNow, _ *sessionWords, m *outgoing) error {
		if !now.running() {
			return errNoSession()
		}
		m.words.For = nil
		for _, row := range in.clients() {
			m.words.For = append(m.words.For, row.Person)
		}
		now.Asked = s.clock().UTC()
		return nil
	})
	return s.sessionAfter(ctx, a, place, in, err)
}

// HereSession answers in the chat that the actor is there, with the words of text. Who
// may: clients who may write in the chat.
func (s *Service) HereSession(ctx context.Context, a Actor, place, text string) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoAttend)
	if err != nil {
		return Session{}, err
	}
	if now, _, err := s.sessionOf(ctx, s.store, in.room.ID); err != nil || !now.running() {
		return Session{}, cmp.Or(err, errNoSession())
	}
	_, err = s.Say(ctx, a, place, text, "")
	return s.sessionAfter(ctx, a, place, in, err)
}

// AcceptSessionRules accepts the rules of the group in the version that was read;
// Conflict when they have changed since. Who may: clients.
func (s *Service) AcceptSessionRules(ctx context.Context, a Actor, place string, version int) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoAttend)
	if err != nil {
		return Session{}, err
	}
	err = s.markSession(ctx, in, func(now sessionNow, m *sessionMark) error {
		switch {
		case now.Rules == 0:
			return Errorf(Conflict, "error.session_no_rules")
		case now.Rules != version:
			return Errorf(Conflict, "error.session_rules_changed")
		}
		m.Rules = version
		return nil
	})
	if err == nil {
		s.rosterChanged(in.room.ID) // what they may has changed
	}
	return s.sessionAfter(ctx, a, place, in, err)
}

// EndSession ends the running session, with what was agreed for the next time ("" =
// nothing); the chat goes by the room's rule from then on. From a client it says that
// they left, and the session stays open. Who may: everybody in it.
func (s *Service) EndSession(ctx context.Context, a Actor, place, agreed string) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoEndTalk)
	if err != nil {
		return Session{}, err
	}
	if !in.me.counsels() {
		err := s.leaveSession(ctx, in)
		return s.sessionAfter(ctx, a, place, in, err)
	}
	if err := mayRoom(DoHold, in.room, in.me); err != nil {
		return Session{}, err
	}
	if agreed != "" {
		if agreed, err = CleanText(agreed, maxSessionText); err != nil {
			return Session{}, err
		}
	}
	err = s.moveSession(ctx, in, event(), func(in access, now *sessionNow, w *sessionWords, m *outgoing) error {
		if !now.running() {
			return errNoSession()
		}
		now.Ended, w.Agreed = s.clock().UTC(), agreed
		m.words.Event = &EventLine{Key: "event.session_ended", Args: map[string]string{"Name": in.actor.Name()}}
		if agreed != "" {
			m.words.Event = &EventLine{Key: "event.session_ended_agreed", Args: map[string]string{"Name": in.actor.Name(), "Text": agreed}}
		}
		return nil
	})
	if err == nil {
		s.tally(in.room.Floor, StatSessions)
		s.rosterChanged(in.room.ID) // the chat may be closed now
		if now, err := s.store.Now(ctx); err == nil {
			_ = s.sweepTranscript(ctx, in.room, now) // the next sweep finds what is left
		}
	}
	return s.sessionAfter(ctx, a, place, in, err)
}

// leaveSession says that a client goes.
func (s *Service) leaveSession(ctx context.Context, in access) error {
	err := s.markSession(ctx, in, func(now sessionNow, m *sessionMark) error {
		if !now.running() && !now.waits(*m, s.clock()) || m.Left.After(now.Began) && m.Left.After(m.Arrived) {
			return errNoSession()
		}
		m.Left = s.clock().UTC()
		return nil
	})
	if err == nil {
		s.tell(ctx, in, "event.session_left", map[string]string{"Name": in.actor.Name()})
		s.publish(in.room.ID)
		s.tellCounsellors(in)
	}
	return err
}

// BanSession keeps a client from reading and writing in the chat for the rest of the
// day where the room is, with a reason that they read ("" = none); off lets them again.
// Who may: the counsellors' side.
func (s *Service) BanSession(ctx context.Context, a Actor, place, name, reason string, off bool) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoHold)
	if err != nil {
		return Session{}, err
	}
	if reason, err = optionalLine(reason, MaxTitle); err != nil {
		return Session{}, err
	}
	to, err := s.inRoster(ctx, in, name)
	if err != nil {
		return Session{}, err
	}
	if to.counsels() {
		return Session{}, Errorf(Invalid, "error.session_ban_client")
	}
	names, err := s.knownNames(ctx, in, []PersonID{to.Person})
	if err != nil {
		return Session{}, err
	}
	err = s.moveSession(ctx, in, event(), func(in access, now *sessionNow, w *sessionWords, m *outgoing) error {
		at := s.clock()
		key := "event.session_banned"
		if off {
			if now.banned(to.Person, at).IsZero() {
				return Errorf(Conflict, "error.session_not_banned")
			}
			key = "event.session_unbanned"
			delete(now.Bans, to.Person)
			delete(w.Why, to.Person)
		} else {
			if now.Bans == nil {
				now.Bans = map[PersonID]time.Time{}
			}
			now.Zone = cmp.Or(now.Zone, ZoneName(time.Local))
			now.Bans[to.Person] = nextDay(at, now.zone())
			delete(w.Why, to.Person)
			if reason != "" {
				if w.Why == nil {
					w.Why = map[PersonID]string{}
				}
				w.Why[to.Person] = reason
			}
		}
		m.words.Event = &EventLine{Key: key, Args: map[string]string{"Name": names[to.Person], "By": in.actor.Name()}}
		return nil
	})
	if err == nil {
		s.rosterChanged(in.room.ID, to.Person) // what they may has changed
	}
	return s.sessionAfter(ctx, a, place, in, err)
}

// nextDay is when the day of t ends in a zone, whatever its clocks do.
func nextDay(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone).UTC()
}
