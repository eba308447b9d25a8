package house

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// The states of a session.
const (
	SessionNone    = "none"
	SessionPlanned = "planned"
	SessionWaiting = "waiting" // a client is there, nobody began
	SessionRunning = "running"
	SessionEnded   = "ended"
)

// Session is the session of a room as the actor sees it.
type Session struct {
	Place   string // FLOOR/ROOM
	Group   bool
	State   string
	Topic   string
	At      time.Time // when the next one is planned; zero = no time was given
	Minutes int       // of the one that runs, or is planned
	Zone    string    // IANA, in which the room's days end
	Began   time.Time
	Until   time.Time // when the time of the one that runs is over
	Over    bool      // it is, which ends nothing
	Ended   time.Time
	Agreed  string // for the next time
	Shut    bool   // nobody writes in the chat outside a session
	Silence int    // minutes after which a client counts as silent
	Asked   time.Time
	Keeps   int // days chat lives, -1 kept, 0 not kept

	Rules    string // of the group; "" = none, or not to be read
	Version  int    // of the rules, 0 = none
	Accepted bool   // by the actor, or there is nothing to accept

	People  []SessionPerson // clients
	Waiting []string        // names: who came and was not begun with
	Silent  int             // minutes since the client wrote; 0 = not yet, or a group

	Holds   bool      // the actor may begin and end
	Attends bool      // the actor is a client
	Here    bool      // the actor, a client, is to say whether they are there
	Arrived bool      // the actor waits, or is in it
	Banned  time.Time // the actor may not read or write until then
	Why     string    // they may not
}

// Session shows the session of a room. That a client looks can be seen by the others
// while they wait or a session runs. Who may: those in the room.
func (s *Service) Session(ctx context.Context, a Actor, place string) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoRead)
	if err != nil {
		return Session{}, err
	}
	if err := s.lookAtSession(ctx, in); err != nil && KindOf(err) == Internal {
		return Session{}, err
	}
	return s.session(ctx, in)
}

// lookAtSession notes, once a minute, that a client is here; on the other side it
// brings what is written under the present key, so that those who came later read it.
func (s *Service) lookAtSession(ctx context.Context, in access) error {
	if in.me.counsels() {
		return s.carrySession(ctx, in)
	}
	if mayRoom(DoAttend, in.room, in.me) != nil {
		return nil //nolint:nilerr // who only looks leaves no mark
	}
	minute := s.clock().UTC().Truncate(time.Minute)
	var m sessionMark
	if _, err := s.sessionRow(ctx, s.store, in.room.ID, markSlot+string(in.actor.person), &m); err != nil {
		return err
	}
	now, _, err := s.sessionOf(ctx, s.store, in.room.ID)
	if err != nil || !now.running() && !now.waits(m, s.clock()) || !m.Seen.Before(minute) || m.Left.After(m.Arrived) && m.Left.After(now.Began) {
		return err
	}
	return s.markSession(ctx, in, func(_ sessionNow, m *sessionMark) error {
		m.Seen = minute
		return nil
	})
}

// carrySession seals the words anew where the room's key is another one.
func (s *Service) carrySession(ctx context.Context, in access) error {
	_, row, readable, err := s.sessionWords(ctx, in)
	if err != nil || !readable || row.Body == nil || row.Epoch == in.room.Epoch || mayRoom(DoHold, in.room, in.me) != nil {
		return err
	}
	k, err := s.writeKey(ctx, &in)
	if err != nil {
		return err
	}
	words, row, readable, err := s.sessionWords(ctx, in)
	if err != nil || !readable {
		return err
	}
	fresh, err := s.sealAnswer(k, sessionEntry, sessionWord, words)
	if err != nil {
		return err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, in, k); err != nil {
			return err
		}
		if err := sameSession(ctx, tx, in.room.ID, sessionWord, row); err != nil {
			return err
		}
		return tx.PutAnswer(ctx, fresh)
	})
	if isRace(err) {
		err = nil // whoever was quicker did it, or the next look does
	}
	return err
}

// sessionAfter shows the session after a deed that gave err.
func (s *Service) sessionAfter(ctx context.Context, a Actor, place string, in access, err error) (Session, error) {
	if err != nil {
		return Session{}, err
	}
	s.publish(in.room.ID)
	if in, err = s.enterSession(ctx, a, place, DoRead); err != nil {
		return Session{}, err
	}
	return s.session(ctx, in)
}

func (s *Service) session(ctx context.Context, in access) (Session, error) {
	rows, err := s.store.Answers(ctx, in.room.ID, sessionEntry)
	if err != nil {
		return Session{}, err
	}
	now, marks, err := s.openSessions(rows)
	if err != nil {
		return Session{}, err
	}
	w, _, _, err := s.sessionWords(ctx, in)
	if err != nil {
		return Session{}, err
	}
	at, me := s.clock(), in.actor.person
	now = now.in(in.room, at)
	v := Session{
		Place: in.place, Group: now.Group, Zone: now.Zone, Shut: now.Shut, Silence: cmp.Or(now.Silence, SessionSilence), Keeps: in.room.Transcript,
		Rules: w.Rules, Version: now.Rules, Accepted: now.Rules == 0 || in.me.counsels() || marks[me].Rules == now.Rules,
		Holds: mayRoom(DoHold, in.room, in.me) == nil, Attends: !in.me.counsels() && mayRoom(DoAttend, in.room, in.me) == nil,
		Banned: now.banned(me, at), Minutes: SessionMinutes,
	}
	if !v.Banned.IsZero() {
		v.Why = w.Why[me]
	}
	if err := s.sessionPeople(ctx, in, now, marks, w, &v); err != nil {
		return Session{}, err
	}
	plan, slot, err := s.nextSession(ctx, in, now)
	if err != nil {
		return Session{}, err
	}
	topic := w.Next
	if slot != "" {
		topic = ""
	}
	switch {
	case now.running():
		v.State, v.Topic, v.Minutes, v.Began, v.Until = SessionRunning, w.Topic, now.Length, now.Began, now.until()
		v.Over, v.Asked = !at.Before(v.Until), now.Asked
	case !plan.over(at):
		v.State, v.Topic, v.Minutes, v.At = SessionPlanned, topic, plan.Minutes, plan.At
	case now.ID != "":
		v.State, v.Topic, v.Minutes = SessionEnded, w.Topic, now.Length
	default:
		v.State = SessionNone
	}
	if !now.running() {
		v.Ended, v.Agreed = now.Ended, w.Agreed
		if len(v.Waiting) > 0 {
			v.State = SessionWaiting
		}
	}
	mine := marks[me]
	v.Arrived = v.Attends && (now.waits(mine, at) || now.running() && (!mine.Left.After(now.Began) || !mine.Left.After(mine.Arrived)))
	if i := slices.IndexFunc(v.People, func(p SessionPerson) bool { return p.Me }); i >= 0 && now.running() {
		v.Here = !now.Asked.IsZero() && v.People[i].Wrote.Before(now.Asked)
	}
	return v, nil
}

// LeftMinutes is how many minutes of a running session are left, begun ones counted
// whole; 0 or less when its time is over.
func (v Session) LeftMinutes(now time.Time) int {
	return int((v.Until.Sub(now) + time.Minute - 1) / time.Minute)
}

// TimeKey is the key of the sentence about the time of a running session; those that
// count take the minutes.
func (v Session) TimeKey(now time.Time) (key string, minutes int) {
	left := v.LeftMinutes(now)
	switch {
	case left <= 0:
		return "session.over", int(now.Sub(v.Until) / time.Minute)
	case left <= 5:
		return "session.left.five", left
	case left <= 10:
		return "session.left.ten", left
	}
	return "session.left.more", left
}

// IsSilent tells whether the client has been silent for longer than is usual here.
func (v Session) IsSilent() bool {
	return v.State == SessionRunning && !v.Group && v.Silent >= v.Silence
}

// upcomingSessions is the next session that was planned; those of appointments come up
// as what they are.
func (s *Service) upcomingSessions(ctx context.Context, in access, at time.Time) ([]Upcoming, error) {
	if !in.room.hasSessions() {
		return nil, nil
	}
	now, _, err := s.sessionOf(ctx, s.store, in.room.ID)
	if err != nil || now.running() || now.Plan.over(at) || now.Plan.At.IsZero() {
		return nil, err
	}
	w, _, _, err := s.sessionWords(ctx, in)
	if err != nil {
		return nil, err
	}
	title := w.Next
	if title == "" {
		if title, err = s.roomName(ctx, in); err != nil {
			return nil, err
		}
	}
	return []Upcoming{{Place: in.place + "/session", Kind: KindSession, Title: title, At: now.Plan.At, Zone: now.Zone}}, nil
}
