package house

import (
	"context"
	"slices"
	"time"
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

// sessionMark is what is known of one person.
type sessionMark struct {
	Arrived time.Time `json:"arrived,omitzero"`
	Left    time.Time `json:"left,omitzero"`
	Seen    time.Time `json:"seen,omitzero"`   // to the minute, while a session runs
	Rules   int       `json:"rules,omitempty"` // the version that was accepted
}

func (n sessionNow) running() bool { return n.ID != "" && n.Ended.IsZero() }

// in is the session as it stands in a room: one that was closed ended with its time, or
// now, whichever was first.
func (n sessionNow) in(room RoomRow, now time.Time) sessionNow {
	if n.running() && room.State != roomOpen {
		if n.Ended = n.until(); n.Ended.After(now) {
			n.Ended = now.UTC()
		}
	}
	return n
}

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
