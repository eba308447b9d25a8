package house

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"stockwerk/vault"
)

// A session is a talk of a counselling that somebody begins and ends: of two live, or
// of a group by its rules. When, how long, who is there and whose turn it is to wait
// the house must know by itself, since it decides who may write: that lies under the
// house's key. Topic, rules and reasons are words and lie under the room's.
const (
	sessionEntry = MessageID("session")
	sessionSlot  = "now"
	sessionWord  = "words"
)

// The bounds of a session.
const (
	SessionMinutes    = 50  // a session takes where nothing was said
	SessionSilence    = 5   // minutes after which a client counts as silent
	maxSessionMinutes = 480 // extended as well
	maxSessionRules   = 4_000
	maxSessionText    = 2_000
	sessionEarly      = 2 * time.Hour // before its time a plan is begun, not another session
	sessionWaits      = 2 * time.Hour // after which nobody waits any more who gave no sign
)

// sessionNow is what the house keeps of a room's sessions.
type sessionNow struct {
	Group   bool                   `json:"group,omitempty"`
	Shut    bool                   `json:"shut,omitempty"` // nobody writes in the chat outside a session
	Zone    string                 `json:"zone,omitempty"` // IANA; a ban ends with its day
	Silence int                    `json:"silence,omitempty"`
	Rules   int                    `json:"rules,omitempty"` // counts the versions, 0 = none
	Plan    sessionPlan            `json:"plan,omitzero"`
	ID      string                 `json:"id,omitempty"`
	Slot    AppointmentID          `json:"slot,omitempty"` // the appointment that was held last
	Began   time.Time              `json:"began,omitzero"`
	Length  int                    `json:"length,omitempty"` // minutes
	Ended   time.Time              `json:"ended,omitzero"`
	Asked   time.Time              `json:"asked,omitzero"` // whether they are still there
	Bans    map[PersonID]time.Time `json:"bans,omitempty"` // until when
}

// sessionPlan is a session to come, the zero plan none.
type sessionPlan struct {
	At      time.Time `json:"at,omitzero"` // zero = whenever both are there
	Minutes int       `json:"minutes,omitempty"`
}

// sessionWords are what people wrote about their sessions.
type sessionWords struct {
	Topic  string              `json:"topic,omitempty"` // of the one that runs, or ran
	Next   string              `json:"next,omitempty"`  // topic of the one that is planned
	Rules  string              `json:"rules,omitempty"`
	Agreed string              `json:"agreed,omitempty"` // for the next time
	Why    map[PersonID]string `json:"why,omitempty"`    // somebody is banned
}

// sessionMark is what is known of one person.
type sessionMark struct {
	Arrived time.Time `json:"arrived,omitzero"`
	Left    time.Time `json:"left,omitzero"`
	Seen    time.Time `json:"seen,omitzero"`   // to the minute, while a session runs
	Rules   int       `json:"rules,omitempty"` // the version that was accepted
}

func (n sessionNow) running() bool { return n.ID != "" && n.Ended.IsZero() }

func (n sessionNow) until() time.Time { return n.Began.Add(time.Duration(n.Length) * time.Minute) }

// over tells whether nobody began a plan in its time.
func (p sessionPlan) over(now time.Time) bool {
	return p.Minutes == 0 || !p.At.IsZero() && !now.Before(p.At.Add(time.Duration(p.Minutes)*time.Minute))
}

// nextSession is what comes next, the zero plan where nothing does: what was planned
// here, or an appointment that both sides agreed on and that was not held yet.
func (s *Service) nextSession(ctx context.Context, in access, now sessionNow) (next sessionPlan, slot AppointmentID, err error) {
	at := s.clock()
	if next = now.Plan; next.over(at) {
		next = sessionPlan{}
	}
	rows, err := s.store.AppointmentsIn(ctx, in.room.ID)
	if err != nil {
		return next, "", err
	}
	for _, row := range rows {
		if row.State != SlotConfirmed || row.ID == now.Slot || !in.state.keeps(row) {
			continue
		}
		t, err := s.openAppointment(row)
		if err != nil {
			return next, "", err
		}
		p := sessionPlan{At: t.At, Minutes: t.Minutes}
		if !p.over(at) && (next.Minutes == 0 || next.At.IsZero() || p.At.Before(next.At)) {
			next, slot = p, row.ID
		}
	}
	return next, slot, nil
}

// zone is where the days of the room end.
func (n sessionNow) zone() *time.Location {
	if zone, err := zoneNamed(n.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// banned tells until when somebody may neither read nor write; zero = they may.
func (n sessionNow) banned(p PersonID, now time.Time) time.Time {
	if until := n.Bans[p]; until.After(now) {
		return until
	}
	return time.Time{}
}

// waits tells whether somebody came for a session that has not begun.
func (n sessionNow) waits(m sessionMark, now time.Time) bool {
	last := m.Arrived
	if m.Seen.After(last) {
		last = m.Seen
	}
	return !n.running() && !m.Arrived.IsZero() && m.Arrived.After(n.Ended) && m.Arrived.After(m.Left) && now.Sub(last) < sessionWaits
}

// hasSessions tells whether rooms of that kind have sessions: those for counselling,
// which are the ones with a contract.
func (r RoomRow) hasSessions() bool { return slices.Contains(presets[r.Kind].tools, ToolContract) }

// HasSessions tells whether the room has sessions, for one who is in it.
func (d RoomDetail) HasSessions() bool {
	return RoomRow{Kind: d.Kind}.hasSessions() && d.Can(DoRead)
}

// isSessionDeed tells deeds of sessions from those of every room.
func isSessionDeed(action RoomAction) bool {
	return action == DoHold || action == DoAttend || action == DoEndTalk
}

// enterSession enters a room for a deed with its sessions.
func (s *Service) enterSession(ctx context.Context, a Actor, place string, do RoomAction) (access, error) {
	in, err := s.enter(ctx, a, place, do)
	if err == nil && !in.room.hasSessions() {
		err = Errorf(Invalid, "error.session_kind")
	}
	if err == nil && do == DoAttend && in.me.counsels() {
		err = Errorf(Forbidden, "error.session_client")
	}
	return in, err
}

// sealSession seals what the house keeps of a room's sessions.
func (s *Service) sealSession(room RoomID, slot string, v any) (AnswerRow, error) {
	row := AnswerRow{Room: room, Entry: sessionEntry, Slot: slot}
	b, err := json.Marshal(v)
	if err != nil {
		return row, Errorf(Internal, "error.internal", err)
	}
	row.Body = s.vault.SealText("session", string(room)+"/"+slot, 0, b)
	return row, nil
}

func (s *Service) openSession(row AnswerRow, to any) error {
	b, err := s.vault.OpenText("session", string(row.Room)+"/"+row.Slot, 0, row.Body)
	if err != nil {
		return errTampered(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		return errTampered(vault.ErrFormat)
	}
	return nil
}

// sessionRow reads one slot into to; a slot that is not there leaves it as it is.
func (s *Service) sessionRow(ctx context.Context, r Reader, room RoomID, slot string, to any) (AnswerRow, error) {
	row, err := r.Answer(ctx, room, sessionEntry, slot)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return AnswerRow{}, err
	}
	return row, s.openSession(row, to)
}

// sessionOf reads what the house keeps of a room's sessions.
func (s *Service) sessionOf(ctx context.Context, r Reader, room RoomID) (sessionNow, AnswerRow, error) {
	var now sessionNow
	row, err := s.sessionRow(ctx, r, room, sessionSlot, &now)
	return now, row, err
}

// sessionWords opens what was written about the sessions; ok is false where it lies
// under a key from before the reader's time, or the reader's keys are locked.
func (s *Service) sessionWords(ctx context.Context, in access) (w sessionWords, row AnswerRow, ok bool, err error) {
	row, err = s.store.Answer(ctx, in.room.ID, sessionEntry, sessionWord)
	if err != nil {
		if KindOf(err) == NotFound {
			return w, AnswerRow{}, true, nil
		}
		return w, row, false, err
	}
	err = s.openAnswer(ctx, in, row, &w)
	if err != nil && (KindOf(err) == NotFound || IsKey(err, "error.locked")) {
		return sessionWords{}, row, false, nil
	}
	return w, row, err == nil, err
}

// sameSession gives errRace unless a slot is as it was read.
func sameSession(ctx context.Context, r Reader, room RoomID, slot string, seen AnswerRow) error {
	now, err := r.Answer(ctx, room, sessionEntry, slot)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if !bytes.Equal(now.Body, seen.Body) {
		return errRace
	}
	return nil
}

// sessionMove changes the session and what is written about it.
type sessionMove func(in access, now *sessionNow, w *sessionWords, m *outgoing) error

// moveSession changes the session of a room and writes a message about it in one
// transaction: of racing moves one is made, the others are asked of what it left.
func (s *Service) moveSession(ctx context.Context, in access, m outgoing, change sessionMove) error {
	var seen, seenWords AnswerRow
	var fresh []AnswerRow
	m.do = in.do
	m.ready = func(ctx context.Context, in access, k *vault.RoomKey, m *outgoing, _ MessageRow) error {
		now, row, err := s.sessionOf(ctx, s.store, in.room.ID)
		if err != nil {
			return err
		}
		words, wordRow, readable, err := s.sessionWords(ctx, in)
		if err != nil {
			return err
		}
		seen, seenWords, fresh = row, wordRow, nil
		before, _ := json.Marshal(words) // strings cannot fail
		if err := change(in, &now, &words, m); err != nil {
			return err
		}
		maps.DeleteFunc(now.Bans, func(_ PersonID, until time.Time) bool { return !until.After(s.clock()) })
		sealed, err := s.sealSession(in.room.ID, sessionSlot, now)
		if err != nil {
			return err
		}
		fresh = append(fresh, sealed)
		// What is readable goes along under each new key, so that those who came later
		// read it; what is not is written over only by other words.
		after, _ := json.Marshal(words)
		if !bytes.Equal(before, after) || readable && wordRow.Body != nil && wordRow.Epoch != k.Epoch() {
			if sealed, err = s.sealAnswer(k, sessionEntry, sessionWord, words); err != nil {
				return err
			}
			fresh = append(fresh, sealed)
		}
		return nil
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := sameSession(ctx, tx, in.room.ID, sessionSlot, seen); err != nil {
			return err
		}
		if err := sameSession(ctx, tx, in.room.ID, sessionWord, seenWords); err != nil {
			return err
		}
		for _, row := range fresh {
			if err := tx.PutAnswer(ctx, row); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := s.insert(ctx, in, m)
	return err
}

// markSession changes what is known of the actor; it needs no key of theirs.
func (s *Service) markSession(ctx context.Context, in access, change func(now sessionNow, m *sessionMark) error) error {
	slot := markSlot + string(in.actor.person)
	for range maxRaces {
		now, seenNow, err := s.sessionOf(ctx, s.store, in.room.ID)
		if err != nil {
			return err
		}
		var m sessionMark
		seen, err := s.sessionRow(ctx, s.store, in.room.ID, slot, &m)
		if err != nil {
			return err
		}
		if err := change(now, &m); err != nil {
			return err
		}
		fresh, err := s.sealSession(in.room.ID, slot, m)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			room, err := tx.Room(ctx, in.room.ID) // holds it
			if err != nil {
				return notRoom(err)
			}
			if !bytes.Equal(room.Seal, in.room.Seal) {
				return errRace
			}
			if err := s.sameRights(ctx, tx, in); err != nil {
				return err
			}
			for slot, seen := range map[string]AnswerRow{sessionSlot: seenNow, slot: seen} {
				if err := sameSession(ctx, tx, in.room.ID, slot, seen); err != nil {
					return err
				}
			}
			return tx.PutAnswer(ctx, fresh)
		})
		if !isRace(err) {
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return noMessage(err)
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

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
		return nil
	}
	var why *Error
	if errors.As(s.mayTalk(ctx, in, now), &why) && why.Kind == Forbidden {
		return why
	}
	return nil
}
