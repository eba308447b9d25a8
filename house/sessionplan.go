package house

import (
	"cmp"
	"context"
	"strconv"
	"time"
)

// SessionSpec is a session to come, or what one begins with.
type SessionSpec struct {
	At      time.Time // zero = whenever both are there
	Minutes int       // 0 = SessionMinutes
	Topic   string
	Group   bool
	Rules   string // for a group; "" = as they were, those of before go when a live session is planned
	Chat    string // "open" or "closed" outside a session; "" = open live, closed for a group
	Silence int    // minutes; 0 = as it was
	Zone    string // IANA name of where this is decided; "" = the house's
}

// PlanSession plans the next session and says of which form the room's sessions are.
// One that was planned in the same way before is replaced, those of appointments stay.
// Who may: the counsellors' side.
func (s *Service) PlanSession(ctx context.Context, a Actor, place string, spec SessionSpec) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoHold)
	if err != nil {
		return Session{}, err
	}
	if err := s.readSession(&spec); err != nil {
		return Session{}, err
	}
	if !spec.At.IsZero() && spec.At.Before(s.clock().Add(-time.Minute)) {
		return Session{}, Errorf(Invalid, "error.session_past")
	}
	if spec.Rules != "" && !spec.Group {
		return Session{}, Errorf(Invalid, "error.session_rules_group")
	}
	p := sessionPlan{Minutes: cmp.Or(spec.Minutes, SessionMinutes)}
	if !spec.At.IsZero() {
		p.At = spec.At.UTC().Truncate(time.Second)
	}
	err = s.moveSession(ctx, in, event(), func(in access, now *sessionNow, w *sessionWords, m *outgoing) error {
		if now.running() {
			return Errorf(Conflict, "error.session_running")
		}
		now.Plan, w.Next = p, spec.Topic
		now.Group, now.Shut = spec.Group, spec.Chat == "closed" || spec.Chat == "" && spec.Group
		now.Zone, now.Silence = spec.Zone, cmp.Or(spec.Silence, now.Silence)
		if !spec.Group {
			now.Rules, w.Rules = 0, ""
		} else if spec.Rules != "" && spec.Rules != w.Rules {
			now.Rules, w.Rules = now.Rules+1, spec.Rules
		}
		m.words.Event = planEvent(in, *now, p, spec.Topic)
		return nil
	})
	if err == nil {
		s.rosterChanged(in.room.ID) // the chat may be closed now
	}
	return s.sessionAfter(ctx, a, place, in, err)
}

func planEvent(in access, now sessionNow, p sessionPlan, topic string) *EventLine {
	key := "event.session_planned"
	args := map[string]string{"Name": in.actor.Name(), "Minutes": strconv.Itoa(p.Minutes), "Topic": topic}
	if !p.At.IsZero() {
		key, args["At"] = "event.session_planned_at", p.At.In(now.zone()).Format(sessionTime)
	}
	if topic != "" {
		key += "_topic"
	}
	return &EventLine{Key: key, Args: args}
}

// UnplanSession takes back what PlanSession planned. Who may: the counsellors' side.
func (s *Service) UnplanSession(ctx context.Context, a Actor, place string) (Session, error) {
	in, err := s.enterSession(ctx, a, place, DoHold)
	if err != nil {
		return Session{}, err
	}
	err = s.moveSession(ctx, in, event(), func(in access, now *sessionNow, w *sessionWords, m *outgoing) error {
		if now.Plan.over(s.clock()) {
			return Errorf(Conflict, "error.session_no_plan")
		}
		now.Plan, w.Next = sessionPlan{}, ""
		m.words.Event = &EventLine{Key: "event.session_unplanned", Args: map[string]string{"Name": in.actor.Name()}}
		return nil
	})
	return s.sessionAfter(ctx, a, place, in, err)
}

// readSession cleans and bounds what was asked for.
func (s *Service) readSession(spec *SessionSpec) (err error) {
	if spec.Minutes < 0 || spec.Minutes > maxSessionMinutes || spec.Silence < 0 || spec.Silence > maxSessionMinutes {
		return Errorf(Invalid, "error.session_minutes", "Max", maxSessionMinutes)
	}
	if spec.Chat != "" && spec.Chat != "open" && spec.Chat != "closed" {
		return Errorf(Invalid, "error.invalid")
	}
	if spec.Topic, err = optionalLine(spec.Topic, MaxTitle); err != nil {
		return err
	}
	if spec.Rules != "" {
		if spec.Rules, err = CleanText(spec.Rules, maxSessionRules); err != nil {
			return err
		}
	}
	spec.Zone = cmp.Or(spec.Zone, ZoneName(time.Local))
	_, err = zoneNamed(spec.Zone)
	return err
}
