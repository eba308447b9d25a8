package house

import (
	"context"
	"strconv"
)

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
		m.words.Event = &EventLine{Key: "event.steps_started", Args: map[string]string{"Name": in.actor.Name(), "Of": strconv.Itoa(len(t.Steps))}}
		return nil
	})
	if err == nil {
		s.tally(in.room.Floor, StatConsulted)
	}
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

// Extend gives the present step more days from now on, or minutes in a live form; 20
// days or 90 minutes is the longest form. Who may: the moderator and the deputy.
func (s *Service) Extend(ctx context.Context, a Actor, place string, by int) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoStep)
	if err != nil {
		return Consultation{}, err
	}
	_, err = s.moveSteps(ctx, in, event(), s.leading(0, func(run *stepRun, m *outgoing) error {
		now := s.clock()
		if by < 1 || by > run.left(now) {
			return Errorf(Invalid, "error.steps_long", "Days", maxStepDays, "Minutes", maxStepMinutes)
		}
		run.Extra += run.overdue(now) + by // from now on, not from when the time was over
		key := "event.step_extended"
		if run.Live {
			key = "event.step_extended_live"
		}
		m.words.Event = stepEvent(key, *run, map[string]string{"By": strconv.Itoa(by)})
		return nil
	}))
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
