package house

import (
	"context"
	"time"
)

// stepMark is what one person let be known.
type stepMark struct {
	Run    string    `json:"run"`
	Turn   int       `json:"turn"`
	Passed bool      `json:"passed,omitempty"`
	Done   bool      `json:"done,omitempty"`
	Seen   time.Time `json:"seen,omitzero"` // when they looked in: the day, or the minute of a live form
	Away   time.Time `json:"away,omitzero"`
}

// lookIn notes that the actor was here, once a day, or a minute in a live form.
func (s *Service) lookIn(ctx context.Context, in access) error {
	run, _, err := s.stepRun(ctx, in)
	if err != nil || !run.going() {
		return err
	}
	now := seenAt(run, s.clock())
	var m stepMark
	if _, err := s.openStep(ctx, in, markSlot+string(in.actor.person), &m); err == nil && m.Run == run.ID && !m.Seen.Before(now) {
		return nil
	}
	return s.markStep(ctx, in, func(_ stepRun, m *stepMark) error {
		m.Seen = now
		return nil
	})
}

// seenAt is what is kept of a visit: the day, or the minute of a live form.
func seenAt(run stepRun, now time.Time) time.Time {
	if run.Live {
		return now.UTC().Truncate(time.Minute)
	}
	now = now.In(time.Local)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.Local).UTC()
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

// markStep changes what the actor let be known.
func (s *Service) markStep(ctx context.Context, in access, change func(run stepRun, m *stepMark) error) error {
	slot := markSlot + string(in.actor.person)
	for range maxRaces {
		k, err := s.writeKey(ctx, &in)
		if err != nil {
			return err
		}
		run, seenRun, err := s.stepRun(ctx, in)
		if err != nil {
			return err
		}
		var m stepMark
		seen, err := s.openStep(ctx, in, slot, &m)
		if err != nil && !IsKey(err, "error.steps_sealed") {
			return err
		}
		if m.Run != run.ID {
			m = stepMark{Run: run.ID, Away: m.Away}
		}
		if m.Turn != run.Turn {
			m.Turn, m.Passed, m.Done = run.Turn, false, false
		}
		if err := change(run, &m); err != nil {
			return err
		}
		fresh, err := s.sealAnswer(k, stepsEntry, slot, m)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if err := s.stillSo(ctx, tx, in, k); err != nil {
				return err
			}
			if err := sameStep(ctx, tx, in, runSlot, seenRun); err != nil {
				return err
			}
			if err := sameStep(ctx, tx, in, slot, seen); err != nil {
				return err
			}
			return tx.PutAnswer(ctx, fresh)
		})
		if !isRace(err) {
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return noMessage(err)
		}
		if err := mayRoom(in.do, in.room, in.me); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}
