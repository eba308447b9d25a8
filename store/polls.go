package store

import (
	"context"
	"slices"
	"strings"

	"stockwerk/house"
)

// ResetAnswers writes all answers to an entry again in the order of their slots,
// so that row numbers, places in pages and numbers of transactions say nothing
// about which of them came together.
func (t tx) ResetAnswers(ctx context.Context, room house.RoomID, entry house.MessageID) error {
	all, err := many(ctx, t.run, scanAnswer,
		`DELETE FROM answers WHERE room = ? AND entry = ? RETURNING `+answerColumns, room, entry)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(x, y house.AnswerRow) int { return strings.Compare(x.Slot, y.Slot) })
	t.erase()
	for _, a := range all {
		if err := t.AddAnswer(ctx, a); err != nil {
			return err
		}
	}
	return nil
}
