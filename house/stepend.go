package house

import (
	"context"
	"time"
)

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
