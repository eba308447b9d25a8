package house

import (
	"bytes"
	"context"
	"errors"
	"time"

	"stockwerk/vault"
)

// A peer consultation is a sealed object of its room, beside it one for each of its
// people: who passed, who is away, who looked in today. Both lie where answers to
// entries lie, under the room's key; what decides who may write is read and compared
// inside the transaction that writes.
const (
	stepsEntry = MessageID("steps")
	runSlot    = "run"
	markSlot   = "p/"
)

// liveSilence is after how many minutes without the moderator a live form goes on
// with somebody else.
const liveSilence = 15

// stepRun is where a consultation stands.
type stepRun struct {
	ID       string    `json:"id"`
	Template string    `json:"template"`
	Name     Wording   `json:"name"`
	Steps    []Step    `json:"steps"`
	Live     bool      `json:"live,omitempty"`
	Lang     string    `json:"lang,omitempty"`
	Takeover int       `json:"takeover"`
	Giver    PersonID  `json:"giver"`
	Mod      PersonID  `json:"mod,omitempty"` // "" = the first to come
	Deputy   PersonID  `json:"deputy,omitempty"`
	ModAt    time.Time `json:"mod_at"` // last deed of the moderation
	At       int       `json:"at"`     // step, from 0
	Turn     int       `json:"turn"`   // counts the moves: each is a chance to write anew
	Began    time.Time `json:"began"`
	Since    time.Time `json:"since"`           // of this step
	Extra    int       `json:"extra,omitempty"` // days or minutes added to this step
	FromSeq  int64     `json:"from"`
	Nudged   time.Time `json:"nudged,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
	FollowUp time.Time `json:"follow_up,omitzero"`
	Sheet    MessageID `json:"sheet,omitempty"`
}

// stepRun reads the consultation of a room; the zero run where there is none.
func (s *Service) stepRun(ctx context.Context, in access) (stepRun, AnswerRow, error) {
	var run stepRun
	row, err := s.openStep(ctx, in, runSlot, &run)
	return run, row, err
}

// stepPost is what a post on the board says of its step.
type stepPost struct {
	Run   string `json:"run"`
	Step  int    `json:"step"` // from 0
	Turn  int    `json:"turn"`
	Sheet bool   `json:"sheet,omitempty"`
}

func (r stepRun) going() bool { return r.ID != "" && r.Ended.IsZero() }

func (r stepRun) step() Step { return r.Steps[r.At] }

// until is when the time of this step is over: days are days of the clock on the
// wall, also over the changes of summer time.
func (r stepRun) until() time.Time {
	if r.Live {
		return r.Since.Add(time.Duration(r.step().Minutes+r.Extra) * time.Minute)
	}
	return r.Since.In(time.Local).AddDate(0, 0, r.step().Days+r.Extra)
}

// limit is when the longest form is over.
func (r stepRun) limit() time.Time {
	if r.Live {
		return r.Began.Add(maxStepMinutes * time.Minute)
	}
	return r.Began.In(time.Local).AddDate(0, 0, maxStepDays)
}

// late tells whether the longest form is over: then whoever takes part may end it.
func (r stepRun) late(now time.Time) bool { return r.going() && !now.Before(r.limit()) }

// overdue is how many whole days, or minutes, the time of this step is over.
func (r stepRun) overdue(now time.Time) int {
	late := now.Sub(r.until())
	switch {
	case late < 0:
		return 0
	case r.Live:
		return int(late / time.Minute)
	}
	return int(late / (24 * time.Hour))
}

// left is by how many days, or minutes, the present step can be extended from now on:
// what lies between the end of the course as it stands and the limit.
func (r stepRun) left(now time.Time) int {
	r.Extra += r.overdue(now)
	end := r.until()
	if r.Live {
		for _, s := range r.Steps[r.At+1:] {
			end = end.Add(time.Duration(s.Minutes) * time.Minute)
		}
		return max(int(r.limit().Sub(end)/time.Minute), 0)
	}
	for _, s := range r.Steps[r.At+1:] {
		end = end.AddDate(0, 0, s.Days)
	}
	n := 0
	for n < maxStepDays && !end.In(time.Local).AddDate(0, 0, n+1).After(r.limit()) {
		n++
	}
	return n
}

// day is the how many-eth day, or minute, it is, from 1.
func (r stepRun) day(now time.Time) int {
	if r.Live {
		return int(now.Sub(r.Began)/time.Minute) + 1
	}
	n := 1
	for n <= longestSpan && !r.Began.In(time.Local).AddDate(0, 0, n).After(now) {
		n++
	}
	return n
}

// hasSteps tells whether rooms of that kind have the step engine.
func (r RoomRow) hasSteps() bool { return presets[r.Kind].steps }

// enterSteps enters a room for a deed with its consultation.
func (s *Service) enterSteps(ctx context.Context, a Actor, place string, do RoomAction) (access, error) {
	in, err := s.enter(ctx, a, place, do)
	if err == nil && !in.room.hasSteps() {
		err = Errorf(Invalid, "error.steps_kind")
	}
	return in, err
}

func (s *Service) openStep(ctx context.Context, in access, slot string, to any) (AnswerRow, error) {
	row, err := s.store.Answer(ctx, in.room.ID, stepsEntry, slot)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return AnswerRow{}, err
	}
	err = s.openAnswer(ctx, in, row, to)
	if err != nil && KindOf(err) == NotFound {
		err = Errorf(Forbidden, "error.steps_sealed") // under a key from before the reader's time
	}
	return row, err
}

// sameStep gives errRace unless a slot is as it was read.
func sameStep(ctx context.Context, r Reader, in access, slot string, seen AnswerRow) error {
	now, err := r.Answer(ctx, in.room.ID, stepsEntry, slot)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if !bytes.Equal(now.Body, seen.Body) {
		return errRace
	}
	return nil
}

// moveSteps changes the consultation and writes a message about it in one
// transaction: of racing moves one is made, the others are asked of what it left.
func (s *Service) moveSteps(ctx context.Context, in access, m outgoing,
	change func(in access, run *stepRun, m *outgoing, row MessageRow) error,
) (Sent, error) {
	var seen, fresh AnswerRow
	also := m.within
	m.do = in.do
	m.ready = func(ctx context.Context, in access, k *vault.RoomKey, m *outgoing, row MessageRow) error {
		run, old, err := s.stepRun(ctx, in)
		if err != nil {
			return err
		}
		seen = old
		if err := change(in, &run, m, row); err != nil {
			return err
		}
		fresh, err = s.sealAnswer(k, stepsEntry, runSlot, run)
		return err
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := sameStep(ctx, tx, in, runSlot, seen); err != nil {
			return err
		}
		if err := tx.PutAnswer(ctx, fresh); err != nil || also == nil {
			return err
		}
		return also(ctx, tx)
	}
	return s.insert(ctx, in, m)
}

func isRace(err error) bool { return errors.Is(err, errRace) }

// resealSteps brings a consultation and what people let be known under the room's new
// key, in the transaction that begins it, so that who joins in the middle can take
// part. Nothing of the case stands in it.
func (s *Service) resealSteps(ctx context.Context, tx Tx, room *RoomRow, old, k *vault.RoomKey) error {
	if !room.hasSteps() {
		return nil
	}
	rows, err := tx.Answers(ctx, room.ID, stepsEntry)
	if err != nil {
		return err
	}
	for _, row := range rows {
		object := string(row.Entry) + "/" + row.Slot
		plain, err := old.OpenObject("answer", object, row.Revision, row.Body)
		if err != nil {
			continue // of somebody who was not here for long: they let it be known anew
		}
		row.Epoch = k.Epoch()
		row.Body, err = k.SealObject("answer", object, row.Revision, plain)
		clear(plain)
		if err != nil {
			return sealFailed(err)
		}
		if err := tx.PutAnswer(ctx, row); err != nil {
			return err
		}
	}
	return nil
}
