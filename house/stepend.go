package house

import (
	"context"
	"slices"
	"time"
)

// StepsEnd closes a consultation: a sheet of what came of it, which becomes the last
// post of the board, a day to look at it again (zero = none), and the day on which
// the room is deleted, as the people in it agreed (zero = as the room's rule says).
type StepsEnd struct {
	Title, Text string
	FollowUp    time.Time
	DeleteAt    time.Time
}

// EndSteps ends a consultation: the room can be read until the day of its deletion,
// which destroys its keys first. Who may: the moderator and the deputy; once the
// longest form is over, whoever takes part.
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
	deleteAt, err := s.dayOfDeletion(in, end)
	if err != nil {
		return Consultation{}, err
	}
	m.within = func(ctx context.Context, tx Tx) error { return s.closeUntil(ctx, tx, in.room.ID, deleteAt) }
	_, err = s.moveSteps(ctx, in, m, func(in access, run *stepRun, m *outgoing, row MessageRow) error {
		switch me := in.actor.person; {
		case !run.going():
			return errNoConsultation()
		case !in.ends(*run, me, s.clock()):
			return Errorf(Forbidden, "error.steps_lead")
		}
		run.Ended, run.FollowUp, run.Sheet = s.clock().UTC(), end.FollowUp.UTC(), row.ID
		if end.FollowUp.IsZero() {
			run.FollowUp = time.Time{}
		}
		return m.words.put(stepPost{Run: run.ID, Step: run.At, Turn: run.Turn, Sheet: true})
	})
	if err == nil {
		s.tally(in.room.Floor, StatConsultEnded)
		s.rosterChanged(in.room.ID)
		s.tell(ctx, in, "event.steps_ended", map[string]string{"Name": a.Name()})
	}
	return s.stepsNow(ctx, a, place, err)
}

// ends tells whether somebody may end a consultation.
func (in access) ends(run stepRun, p PersonID, now time.Time) bool {
	takesPart := slices.ContainsFunc(in.stepPeople(), func(r RosterRow) bool { return r.Person == p })
	return in.leads(run, p) || run.late(now) && takesPart
}

// dayOfDeletion is when the room goes: the day that was agreed, else what the room's
// rule makes of today; zero = never.
func (s *Service) dayOfDeletion(in access, end StepsEnd) (time.Time, error) {
	now := s.clock()
	var rule time.Time
	if in.room.Retention > 0 {
		rule = now.In(time.Local).AddDate(0, 0, in.room.Retention)
	}
	day := end.DeleteAt
	switch {
	case !end.FollowUp.IsZero() && !end.FollowUp.After(now), !day.IsZero() && !day.After(now):
		return day, Errorf(Invalid, "error.steps_past")
	case day.IsZero():
		day = rule
	case !rule.IsZero() && day.After(rule.Add(24*time.Hour)):
		return day, Errorf(Invalid, "error.steps_keeps", "Days", in.room.Retention)
	}
	if !day.IsZero() && end.FollowUp.After(day) {
		return day, Errorf(Invalid, "error.steps_follow_up")
	}
	return day, nil
}
