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
	Added    int       `json:"added,omitempty"` // to all steps
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

// until is when the time of this step is over.
func (r stepRun) until() time.Time {
	if r.Live {
		return r.Since.Add(time.Duration(r.step().Minutes+r.Extra) * time.Minute)
	}
	return r.Since.AddDate(0, 0, r.step().Days+r.Extra)
}

// room to extend: what is left of the longest form.
func (r stepRun) left() int {
	used := r.Added
	for _, s := range r.Steps {
		if r.Live {
			used += s.Minutes
		} else {
			used += s.Days
		}
	}
	if r.Live {
		return maxStepMinutes - used
	}
	return maxStepDays - used
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
		return tx.PutAnswer(ctx, fresh)
	}
	return s.insert(ctx, in, m)
}

func isRace(err error) bool { return errors.Is(err, errRace) }
