package house

import (
	"context"
	"slices"

	"stockwerk/vault"
)

// gateStep lets a post onto the board of a consultation only by those whose turn it
// is, and marks it with its step. It is asked before each try, and what it was
// decided by is compared inside the transaction.
func (s *Service) gateStep(in access, m *outgoing) {
	if !in.room.hasSteps() {
		return
	}
	var seen AnswerRow
	once, last := false, int64(0)
	m.ready = func(ctx context.Context, in access, _ *vault.RoomKey, m *outgoing, _ MessageRow) error {
		run, row, err := s.stepRun(ctx, in)
		if err != nil {
			return err
		}
		if seen = row; run.ID == "" {
			return nil
		}
		if err := in.mayStep(run); err != nil {
			return err
		}
		if once = run.step().Writes == WritesOnce; once {
			wrote := false
			if wrote, last, err = s.wroteStep(ctx, in, run); err != nil {
				return err
			}
			if wrote {
				return Errorf(Forbidden, "error.step_once", "Step", run.At+1)
			}
		}
		return m.words.put(stepPost{Run: run.ID, Step: run.At, Turn: run.Turn})
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := sameStep(ctx, tx, in, runSlot, seen); err != nil || !once {
			return err
		}
		rows, err := tx.Messages(ctx, MessageQuery{Room: in.room.ID, Kinds: []MessageKind{KindBoard}, After: last, Limit: 500})
		if err == nil && slices.ContainsFunc(rows, func(r MessageRow) bool { return r.Author == in.actor.person }) {
			err = errRace
		}
		return err
	}
}

// wroteStep tells whether the actor wrote in this turn, and the newest of the posts
// that were looked at.
func (s *Service) wroteStep(ctx context.Context, in access, run stepRun) (wrote bool, last int64, err error) {
	posts, marks, err := s.stepPosts(ctx, in, run)
	last = run.FromSeq
	for i, p := range posts {
		last = max(last, p.Seq)
		wrote = wrote || p.Mine && marks[i].Turn == run.Turn
	}
	return wrote, last, err
}

// mayStep says whether it is the actor's turn to write, else whose it is.
func (in access) mayStep(run stepRun) error {
	giver := in.actor.person == run.Giver
	switch w := run.step().Writes; {
	case !run.Ended.IsZero():
		return Errorf(Forbidden, "error.steps_over")
	case w == WritesGiver && !giver:
		return Errorf(Forbidden, "error.step_giver", "Step", run.At+1)
	case (w == WritesCounsellors || w == WritesOnce) && giver:
		return Errorf(Forbidden, "error.step_counsellors", "Step", run.At+1)
	}
	return nil
}

// mayEditStep keeps what was written in a step that is over as it was.
func (s *Service) mayEditStep(ctx context.Context, in access, w words) error {
	d, err := dataOf[stepPost](w.Data)
	if err != nil || d.Run == "" || !in.room.hasSteps() {
		return err
	}
	run, _, err := s.stepRun(ctx, in)
	if err == nil && (run.ID != d.Run || run.Turn != d.Turn || !run.Ended.IsZero()) {
		err = Errorf(Forbidden, "error.step_past", "Step", d.Step+1)
	}
	return err
}
