package house

import (
	"context"
	"slices"
	"time"
)

// Nudge asks those who are missing, by a line in the chat that is news for them; once
// a day, in a live form every five minutes. Who may: the moderator and the deputy.
func (s *Service) Nudge(ctx context.Context, a Actor, place, text string) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	if text, err = CleanText(text, MaxChat); err != nil {
		return Consultation{}, err
	}
	if err := mayRoom(DoSay, in.room, in.me); err != nil {
		return Consultation{}, err
	}
	now, err := s.stepsNow(ctx, a, place, nil)
	if err != nil {
		return Consultation{}, err
	}
	var missing []PersonID
	for _, p := range now.Roster {
		if p.Missing && !p.Me {
			missing = append(missing, p.Person)
		}
	}
	_, err = s.moveSteps(ctx, in, outgoing{kind: KindChat}, s.leading(0, func(run *stepRun, m *outgoing) error {
		rest := 24 * time.Hour
		if run.Live {
			rest = 5 * time.Minute
		}
		if len(missing) == 0 {
			return Errorf(Conflict, "error.step_nobody")
		}
		if s.clock().Sub(run.Nudged) < rest && !run.Nudged.Before(run.Since) {
			return Errorf(Conflict, "error.step_nudged")
		}
		run.Nudged = s.clock().UTC()
		m.words.Text, m.words.For = text, missing
		return nil
	}))
	return s.stepsNow(ctx, a, place, err)
}

// HandModeration gives the moderation to a counsellor or, with deputy, names who
// moderates beside; a deputy of "" is nobody. Who may: the moderator and the deputy.
func (s *Service) HandModeration(ctx context.Context, a Actor, place, name string, deputy bool) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	var to RosterRow
	if name != "" || !deputy {
		if to, err = s.inRoster(ctx, in, name); err != nil {
			return Consultation{}, err
		}
	}
	names, err := s.knownNames(ctx, in, []PersonID{to.Person})
	if err != nil {
		return Consultation{}, err
	}
	_, err = s.moveSteps(ctx, in, event(), s.leadingIn(0, func(in access, run *stepRun, m *outgoing) error {
		takesPart := slices.ContainsFunc(in.stepPeople(), func(r RosterRow) bool { return r.Person == to.Person })
		if to.Person != "" && (!takesPart || to.Person == run.Giver) {
			return Errorf(Invalid, "error.steps_not_giver", "Name", names[to.Person])
		}
		key := "event.step_moderator"
		if deputy {
			run.Mod, run.Deputy, key = in.moderator(*run), to.Person, "event.step_deputy"
			if to.Person == "" {
				key = "event.step_no_deputy"
			}
		} else if run.Mod = to.Person; run.Deputy == to.Person {
			run.Deputy = ""
		}
		m.words.Event = stepEvent(key, *run, map[string]string{"To": names[to.Person], "Name": in.actor.Name()})
		return nil
	}))
	return s.stepsNow(ctx, a, place, err)
}

// TakeOver makes the actor the moderator where the moderator has gone, is away or was
// silent for as many days as the course says (in a live form a quarter of an hour).
// Who may: counsellors; the deputy at any time.
func (s *Service) TakeOver(ctx context.Context, a Actor, place string) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	_, err = s.moveSteps(ctx, in, event(), func(in access, run *stepRun, m *outgoing, _ MessageRow) error {
		switch me, mod := in.actor.person, in.moderator(*run); {
		case !run.going():
			return errNoConsultation()
		case me == run.Giver || !slices.ContainsFunc(in.stepPeople(), func(r RosterRow) bool { return r.Person == me }):
			return Errorf(Forbidden, "error.steps_counsellor")
		case me == mod:
			return Errorf(Conflict, "error.steps_yours")
		case me != run.Deputy:
			silent, err := s.silent(ctx, in, *run, mod)
			if err != nil {
				return err
			}
			if !silent {
				return Errorf(Forbidden, "error.steps_not_silent", "Days", run.Takeover)
			}
		}
		if run.Mod = in.actor.person; run.Deputy == run.Mod {
			run.Deputy = ""
		}
		run.ModAt = s.clock().UTC()
		m.words.Event = stepEvent("event.step_takeover", *run, map[string]string{"Name": in.actor.Name()})
		return nil
	})
	return s.stepsNow(ctx, a, place, err)
}

// silent tells whether the moderation may be taken over.
func (s *Service) silent(ctx context.Context, in access, run stepRun, mod PersonID) (bool, error) {
	if mod == "" {
		return true, nil
	}
	var m stepMark
	if _, err := s.openStep(ctx, in, markSlot+string(mod), &m); err != nil && !IsKey(err, "error.steps_sealed") {
		return false, err
	}
	last := run.ModAt
	now := s.clock()
	if m.Run == run.ID && run.Live && m.Seen.After(last) {
		last = m.Seen
	}
	if m.Run == run.ID && !run.Live {
		if seen := m.Seen.In(time.Local).AddDate(0, 0, 1); seen.After(last) { // of the day nobody knows the hour
			last = seen
		}
	}
	if run.Live {
		return now.Sub(last) >= liveSilence*time.Minute, nil
	}
	return m.Away.After(now) || !now.Before(last.In(time.Local).AddDate(0, 0, run.Takeover)), nil
}

// moderator is who moderates: who was named, else the first to come after the case
// giver; "" when they have gone.
func (in access) moderator(run stepRun) PersonID {
	for _, row := range in.stepPeople() {
		if row.Person == run.Mod || run.Mod == "" && row.Person != run.Giver {
			return row.Person
		}
	}
	return ""
}

// leads tells whether somebody may move the consultation on: the moderator, the
// deputy, or the case giver while nobody else is there.
func (in access) leads(run stepRun, p PersonID) bool {
	mod := in.moderator(run)
	return p != "" && (p == mod || p == run.Deputy || mod == "" && len(in.stepPeople()) == 1)
}
