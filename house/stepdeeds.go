package house

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"
)

func isRace(err error) bool { return errors.Is(err, errRace) }

// StepsStart says how a consultation begins.
type StepsStart struct {
	Template string // "" = ten
	Lang     string // of its name where somebody is told of it outside the room
	Live     bool
}

// StartSteps begins a peer consultation: the room's owner is the case giver, the
// first of the others to have come in moderates. Conflict while one is going on. Who
// may: the owner of the room, and who is going to moderate.
func (s *Service) StartSteps(ctx context.Context, a Actor, place string, start StepsStart) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	t, err := s.stepTemplate(ctx, in.room.Floor, start.Template)
	if err != nil {
		return Consultation{}, err
	}
	id := newID()
	_, err = s.moveSteps(ctx, in, event(), func(in access, run *stepRun, m *outgoing, _ MessageRow) error {
		if run.going() {
			return Errorf(Conflict, "error.steps_running")
		}
		now := s.clock().UTC()
		fresh := stepRun{
			ID: id, Template: t.ID, Name: t.Name, Steps: t.Steps, Live: start.Live, Lang: start.Lang, Takeover: t.Takeover,
			ModAt: now, Began: now, Since: now, FromSeq: in.room.Seq, Turn: 1, Giver: in.ownerID(),
		}
		if p := in.actor.person; p != fresh.Giver && p != in.moderator(fresh) {
			return Errorf(Forbidden, "error.steps_start")
		}
		if mod := in.moderator(fresh); mod != "" {
			fresh.Mod = mod
		}
		*run = fresh
		m.words.Event = &EventLine{Key: "event.steps_started", Args: map[string]string{"Name": in.actor.name, "Of": strconv.Itoa(len(t.Steps))}}
		return nil
	})
	return s.stepsNow(ctx, a, place, err)
}

// Advance goes on to the next step. from is the step, from 1, that the actor goes on
// from: Conflict when the consultation has moved meanwhile. Who may: the moderator and
// the deputy.
func (s *Service) Advance(ctx context.Context, a Actor, place string, from int) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	_, err = s.moveSteps(ctx, in, event(), s.leading(from, func(run *stepRun, m *outgoing) error {
		if run.At == len(run.Steps)-1 {
			return Errorf(Conflict, "error.step_last")
		}
		s.turn(run, run.At+1)
		m.words.Event = stepEvent("event.step_next", *run, nil)
		return nil
	}))
	return s.stepsNow(ctx, a, place, err)
}

// StepBack goes back one step, with a reason that everybody reads. Otherwise as
// Advance.
func (s *Service) StepBack(ctx context.Context, a Actor, place string, from int, reason string) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	if reason, err = CleanLine(reason, maxStepPrompt); err != nil {
		return Consultation{}, err
	}
	_, err = s.moveSteps(ctx, in, event(), s.leading(from, func(run *stepRun, m *outgoing) error {
		if run.At == 0 {
			return Errorf(Conflict, "error.step_first")
		}
		s.turn(run, run.At-1)
		m.words.Event = stepEvent("event.step_back", *run, map[string]string{"Reason": reason})
		return nil
	}))
	return s.stepsNow(ctx, a, place, err)
}

// Extend gives the present step more days, or minutes in a live form; 20 days or 90
// minutes is the longest form. Who may: the moderator and the deputy.
func (s *Service) Extend(ctx context.Context, a Actor, place string, by int) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	_, err = s.moveSteps(ctx, in, event(), s.leading(0, func(run *stepRun, m *outgoing) error {
		if by < 1 || by > run.left() {
			return Errorf(Invalid, "error.steps_long", "Days", maxStepDays, "Minutes", maxStepMinutes)
		}
		run.Extra, run.Added = run.Extra+by, run.Added+by
		key := "event.step_extended"
		if run.Live {
			key = "event.step_extended_live"
		}
		m.words.Event = stepEvent(key, *run, map[string]string{"By": strconv.Itoa(by)})
		return nil
	}))
	return s.stepsNow(ctx, a, place, err)
}

// Pass lets the others know that one writes nothing in this step or, with done, that
// one has nothing more to add. Who may: those who take part.
func (s *Service) Pass(ctx context.Context, a Actor, place string, done bool) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	err = s.markStep(ctx, in, func(run stepRun, m *stepMark) error {
		if !run.going() {
			return errNoConsultation()
		}
		m.Passed, m.Done = !done, done
		return nil
	})
	if err == nil {
		s.publish(in.room.ID)
	}
	return s.stepsNow(ctx, a, place, err)
}

// StepAway tells the others until when one cannot come; the zero time: one is back. Who
// may: those who take part.
func (s *Service) StepAway(ctx context.Context, a Actor, place string, until time.Time) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	if !until.IsZero() && !until.After(s.clock()) {
		return Consultation{}, Errorf(Invalid, "error.steps_past")
	}
	err = s.markStep(ctx, in, func(run stepRun, m *stepMark) error {
		if !run.going() {
			return errNoConsultation()
		}
		m.Away = until.UTC()
		return nil
	})
	if err == nil {
		s.publish(in.room.ID)
	}
	return s.stepsNow(ctx, a, place, err)
}

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
		m.words.Event = stepEvent(key, *run, map[string]string{"To": names[to.Person], "Name": in.actor.name})
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
		m.words.Event = stepEvent("event.step_takeover", *run, map[string]string{"Name": in.actor.name})
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
	if m.Run == run.ID && m.Seen.After(last) {
		last = m.Seen
	}
	now := s.clock()
	if run.Live {
		return now.Sub(last) >= liveSilence*time.Minute, nil
	}
	return m.Away.After(now) || now.Sub(last) >= time.Duration(run.Takeover)*24*time.Hour, nil
}

// StepsEnd closes a consultation: a sheet of what came of it, which becomes the last
// post of the board, and a day to look at it again (zero = none).
type StepsEnd struct {
	Title, Text string
	FollowUp    time.Time
}

// EndSteps ends a consultation: nobody writes on the board any more until another is
// begun; the words go when the room's rule says. Who may: the moderator and the
// deputy.
func (s *Service) EndSteps(ctx context.Context, a Actor, place string, end StepsEnd) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	m := outgoing{kind: KindBoard}
	if m.words.Title, err = CleanLine(end.Title, MaxTitle); err != nil {
		return Consultation{}, err
	}
	if m.words.Text, err = CleanText(end.Text, MaxText); err != nil {
		return Consultation{}, err
	}
	if !end.FollowUp.IsZero() && !end.FollowUp.After(s.clock()) {
		return Consultation{}, Errorf(Invalid, "error.steps_past")
	}
	lead := s.leading(0, func(run *stepRun, m *outgoing) error {
		run.Ended, run.FollowUp = s.clock().UTC(), end.FollowUp.UTC()
		if end.FollowUp.IsZero() {
			run.FollowUp = time.Time{}
		}
		return m.words.put(stepPost{Run: run.ID, Step: run.At, Turn: run.Turn, Sheet: true})
	})
	_, err = s.moveSteps(ctx, in, m, func(in access, run *stepRun, m *outgoing, row MessageRow) error {
		err := lead(in, run, m, row)
		run.Sheet = row.ID
		return err
	})
	if err == nil {
		s.tell(ctx, in, "event.steps_ended", map[string]string{"Name": a.name})
	}
	return s.stepsNow(ctx, a, place, err)
}

func errNoConsultation() error { return Errorf(Conflict, "error.steps_none") }

// event is a line of the house's own on its way.
func event() outgoing { return outgoing{kind: KindEvent} }

func stepEvent(key string, run stepRun, args map[string]string) *EventLine {
	if args == nil {
		args = map[string]string{}
	}
	args["Step"], args["Of"] = strconv.Itoa(run.At+1), strconv.Itoa(len(run.Steps))
	if key == "event.step_next" || key == "event.step_back" {
		args["Title"] = run.step().Name.In(run.Lang)
	}
	return &EventLine{Key: key, Args: args}
}

// turn begins a step anew.
func (s *Service) turn(run *stepRun, at int) {
	run.At, run.Since, run.Extra = at, s.clock().UTC(), 0
	run.Turn++
}

// leading lets those who lead change a consultation that is going on and, with from,
// stands at that step.
func (s *Service) leading(from int, do func(run *stepRun, m *outgoing) error) func(access, *stepRun, *outgoing, MessageRow) error {
	return s.leadingIn(from, func(_ access, run *stepRun, m *outgoing) error { return do(run, m) })
}

func (s *Service) leadingIn(from int, do func(in access, run *stepRun, m *outgoing) error) func(access, *stepRun, *outgoing, MessageRow) error {
	return func(in access, run *stepRun, m *outgoing, _ MessageRow) error {
		switch {
		case !run.going():
			return errNoConsultation()
		case !in.leads(*run, in.actor.person):
			return Errorf(Forbidden, "error.steps_lead")
		case from != 0 && from != run.At+1:
			return Errorf(Conflict, "error.step_moved", "Step", run.At+1)
		}
		run.ModAt = s.clock().UTC()
		return do(in, run, m)
	}
}
