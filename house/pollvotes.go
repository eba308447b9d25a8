package house

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"stockwerk/vault"
)

// A vote in a secret poll is two rows of one transaction: one that says that a
// member voted, in a slot that is a keyed hash of poll and person, and the
// ballot, in a slot of random letters. The first has no content but a seal and no
// epoch, the second is sealed, of the same length whatever was chosen, and names nobody. Its
// AddAnswer makes one vote of any number at once; a vote that was cast is final,
// since nothing leads from a member to their ballot.
//
// Two lists in the order of time would join what was taken apart. So each vote
// lets the store write all rows of the poll again in the order of their slots
// (Writer.ResetAnswers): row numbers and transaction numbers then tell of the
// last vote alone. Ballots from before a change of the room's key are sealed anew
// with the present one, or their epoch would say who was not yet there.
//
// What remains: whoever has both the house's key and the database sees who voted
// (not how). Whoever reads in the room and holds two copies of the database, from
// before and after a single vote (backups, PostgreSQL's dead rows until VACUUM,
// archived WAL), sees in what the two differ. And whoever may see the result
// while people vote can watch it change; the result rule "end" is therefore what
// secret polls begin with.

const (
	votedSlot  = "v." // and a keyed hash of the person
	ballotSlot = "b." // and random letters
	votedTag   = "voted"
)

// ballot is what is sealed of a vote.
type ballot struct {
	// Ranks has one byte an option: 0 not chosen, 1 chosen or best, 2 second …
	Ranks []byte `json:"ranks"`
	By    string `json:"by,omitempty"` // pseudonym of a visitor, for when they have gone; open polls
}

// hasVoted is the slot that says that a person voted in a secret poll.
func (s *Service) hasVoted(poll MessageID, person PersonID) string {
	return votedSlot + hex.EncodeToString(s.vault.Lookup("voted", []byte(poll), []byte(person)))
}

// markVoted is the row that says so. Its body is the house's seal: a mark that was
// given another name, so that its owner votes once more, shows.
func (s *Service) markVoted(room RoomID, poll MessageID, person PersonID) AnswerRow {
	row := AnswerRow{Room: room, Entry: poll, Slot: s.hasVoted(poll, person)}
	row.Body = s.vault.Seal(votedTag, fields(string(row.Room), string(row.Entry), row.Slot)...)
	return row
}

// checkMark refuses a mark that markVoted did not make.
func (s *Service) checkMark(row AnswerRow) error {
	if err := s.vault.Check(row.Body, votedTag, fields(string(row.Room), string(row.Entry), row.Slot)...); err != nil {
		return errTampered(err)
	}
	return nil
}

// Vote casts the actor's vote: ids or texts of options, in a ranking the best
// first. In an open poll the last vote counts; in a secret one the first is final
// and another is error.poll_voted. After the end, by the database's clock:
// error.poll_ended. Who may: those who write with the tool.
func (s *Service) Vote(ctx context.Context, a Actor, id MessageID, choices []string) (Poll, error) {
	in, _, _, err := s.enterEntry(ctx, a, id, KindPoll, LevelWrite)
	if err != nil {
		return Poll{}, err
	}
	var row MessageRow
	var d pollData
	prepare := func(k *vault.RoomKey) ([]AnswerRow, error) {
		var w words
		if row, w, err = s.readable(ctx, in, id); err != nil || row.Deleted {
			return nil, noMessage(err)
		}
		if d, err = dataOf[pollData](w.Data); err != nil {
			return nil, err
		}
		ranks, err := d.choose(choices)
		if err != nil {
			return nil, err
		}
		return s.votes(ctx, in, k, id, d, ranks)
	}
	err = s.answer(ctx, in, id, prepare, func(ctx context.Context, tx Tx, entry MessageRow, rows []AnswerRow) error {
		if entry.Revision != row.Revision {
			return errRace // closed or changed meanwhile
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if d.ended(now) {
			return Errorf(Conflict, "error.poll_ended")
		}
		return castVote(ctx, tx, d, rows)
	})
	if err != nil {
		return Poll{}, err
	}
	return s.Poll(ctx, a, id)
}

// votes makes the rows of a vote: the one of an open vote; or the mark that the
// actor voted, the ballot, and older ballots under the present key.
func (s *Service) votes(ctx context.Context, in access, k *vault.RoomKey, id MessageID, d pollData, ranks []byte) ([]AnswerRow, error) {
	if !d.Secret {
		b := ballot{Ranks: ranks}
		if in.actor.role == RoleGuestOf {
			b.By = in.actor.Name()
		}
		row, err := s.sealAnswer(k, id, string(in.actor.person), b)
		return []AnswerRow{row}, err
	}
	mine, err := s.sealAnswer(k, id, ballotSlot+rand.Text(), ballot{Ranks: ranks})
	if err != nil {
		return nil, err
	}
	rows := []AnswerRow{s.markVoted(in.room.ID, id, in.actor.person), mine}
	cast, err := s.store.Answers(ctx, in.room.ID, id)
	if err != nil {
		return nil, err
	}
	for _, old := range cast {
		if !strings.HasPrefix(old.Slot, ballotSlot) || old.Epoch == k.Epoch() {
			continue
		}
		var b ballot
		if err := s.openAnswer(ctx, in, old, &b); err != nil {
			return nil, err
		}
		again, err := s.sealAnswer(k, id, old.Slot, b)
		if err != nil {
			return nil, err
		}
		rows = append(rows, again)
	}
	return rows, nil
}

// castVote stores what votes made.
func castVote(ctx context.Context, tx Tx, d pollData, rows []AnswerRow) error {
	if !d.Secret {
		return tx.PutAnswer(ctx, rows[0])
	}
	if err := tx.AddAnswer(ctx, rows[0]); err != nil {
		if KindOf(err) == Conflict {
			return Errorf(Conflict, "error.poll_voted")
		}
		return err
	}
	for _, row := range rows[1:] {
		if err := tx.PutAnswer(ctx, row); err != nil {
			return err
		}
	}
	return tx.ResetAnswers(ctx, rows[0].Room, rows[0].Entry)
}

// choose turns what was chosen into ranks.
func (d pollData) choose(choices []string) ([]byte, error) {
	most := len(d.Options)
	switch {
	case d.Kind == PollSingle:
		most = 1
	case d.Max > 0:
		most = min(most, d.Max)
	}
	if len(choices) == 0 {
		return nil, Errorf(Invalid, "error.poll_nothing")
	}
	if len(choices) > most {
		return nil, Errorf(Invalid, "error.poll_too_many", "Max", most)
	}
	ranks := make([]byte, len(d.Options))
	for place, choice := range choices {
		i := d.option(choice)
		if i < 0 {
			return nil, Errorf(Invalid, "error.poll_option", "Option", CleanName(choice))
		}
		if ranks[i] != 0 {
			return nil, Errorf(Invalid, "error.poll_twice", "Option", d.Options[i])
		}
		ranks[i] = 1
		if d.Kind == PollRanking {
			ranks[i] = byte(place + 1)
		}
	}
	return ranks, nil
}

// option finds an option by its number or text; -1 when there is none.
func (d pollData) option(choice string) int {
	choice = strings.TrimSpace(choice)
	for i := range d.Options {
		if optionID(i) == choice {
			return i
		}
	}
	return slices.IndexFunc(d.Options, func(o string) bool { return strings.EqualFold(o, choice) })
}

// ClosePoll ends a poll before its time. Who may: its author, and those who
// manage the tool. Conflict when it has ended.
func (s *Service) ClosePoll(ctx context.Context, a Actor, id MessageID) (Poll, error) {
	in, _, _, err := s.enterEntry(ctx, a, id, KindPoll, LevelWrite)
	if err != nil {
		return Poll{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Poll{}, err
	}
	_, err = s.rewriteIn(ctx, in, id, mayOwnOrManage, func(_ access, _ *MessageRow, w *words) error {
		d, err := dataOf[pollData](w.Data)
		if err != nil {
			return err
		}
		if d.ended(now) {
			return Errorf(Conflict, "error.poll_ended")
		}
		d.Closed = now.Truncate(time.Millisecond).UnixMilli()
		return w.put(d)
	})
	if err != nil {
		return Poll{}, err
	}
	return s.Poll(ctx, a, id)
}
