package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// Edit replaces the text of one's own words; their place and title stay, and
// readers see that they were edited. Who may: the author, while they may write
// in the room.
func (s *Service) Edit(ctx context.Context, a Actor, id MessageID, text string) (Sent, error) {
	return s.rewrite(ctx, a, id, func(in access, row *MessageRow, w *words) error {
		limit := MaxText
		if err := s.mayEditStep(ctx, in, *w); err != nil {
			return err
		}
		if err := s.mayEditTalk(ctx, in, row.Kind); err != nil {
			return err
		}
		switch row.Kind {
		case KindBoard, KindDirect, KindBlog:
		case KindChat:
			limit = MaxChat
		case KindContract:
			return Errorf(Forbidden, "error.contract_fixed")
		case KindLetter:
			return Errorf(Forbidden, "error.letter_fixed")
		default: // their tools change more than a text
			return Errorf(Invalid, "error.edit_by_tool", "Tool", ToolOf(row.Kind))
		}
		var err error
		if w.Text, err = CleanText(text, limit); err != nil {
			return err
		}
		row.Edited = true
		return nil
	})
}

// Delete leaves a tombstone: the words are gone for everybody, their place in
// the thread stays. Who may: the author, while they may write in the room, and
// those who tidy up; of letters the author alone, of contracts nobody. Of a file
// the content goes too; a folder must be empty.
func (s *Service) Delete(ctx context.Context, a Actor, id MessageID) (Sent, error) {
	in, row, err := s.enterMessage(ctx, a, id, DoEditOwn)
	if err != nil {
		return Sent{}, err
	}
	if row.Kind == KindFile {
		return s.deleteFileEntry(ctx, a, id)
	}
	return s.rewriteIn(ctx, in, id, mayRewrite, func(in access, row *MessageRow, w *words) error {
		switch {
		case row.Kind == KindContract:
			return Errorf(Forbidden, "error.contract_fixed")
		case row.Kind == KindLetter && row.Author != in.actor.person:
			return Errorf(Forbidden, "error.letter_others")
		}
		*w = words{By: w.By}
		row.Deleted, row.Pinned = true, false
		return nil
	})
}

// change alters a message that the actor may alter.
type change func(in access, row *MessageRow, w *words) error

// rule says who may make a change of a message.
type rule func(in access, old MessageRow, deleting bool) error

// rewrite opens a message, changes it and seals it anew as the next revision,
// under the room's present key, so that former members cannot read it.
func (s *Service) rewrite(ctx context.Context, a Actor, id MessageID, do change) (Sent, error) {
	in, _, err := s.enterMessage(ctx, a, id, DoEditOwn)
	if err != nil {
		return Sent{}, err
	}
	return s.rewriteIn(ctx, in, id, mayRewrite, do)
}

// rewriteIn is rewrite in a room that was entered, by a rule that is asked again
// with each try.
func (s *Service) rewriteIn(ctx context.Context, in access, id MessageID, may rule, do change) (Sent, error) {
	for range maxRaces {
		row, err := s.rewriteOnce(ctx, &in, id, may, do)
		if err == nil {
			s.publishRows(row)
			return Sent{ID: row.ID, Seq: row.Seq}, nil
		}
		if !errors.Is(err, errRace) {
			return Sent{}, err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return Sent{}, noMessage(err)
		}
		if err := mayRoom(in.do, in.room, in.me); err != nil {
			return Sent{}, err
		}
	}
	return Sent{}, Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) rewriteOnce(ctx context.Context, in *access, id MessageID, may rule, do change) (MessageRow, error) {
	if err := s.stopsWriting(in.actor); err != nil {
		return MessageRow{}, err
	}
	old, w, err := s.readable(ctx, *in, id)
	if err != nil {
		return old, err
	}
	row := old
	if err := do(*in, &row, &w); err != nil {
		return old, err
	}
	if err := may(*in, old, row.Deleted); err != nil {
		return old, err
	}
	row.Revision++
	k, err := s.writeKey(ctx, in)
	if err != nil {
		return old, err
	}
	if err := s.sealWords(k, &row, w); err != nil {
		return old, err
	}
	return row, s.putRewritten(ctx, *in, k, old, &row)
}

// mayRewrite says whose words may be changed: one's own; and those who tidy up
// may delete others', but for private messages and the house's own lines.
func mayRewrite(in access, old MessageRow, deleting bool) error {
	if old.Deleted {
		return Errorf(Conflict, "error.deleted")
	}
	if old.Kind == KindEvent {
		return errForbidden()
	}
	tool := ToolOf(old.Kind)
	if old.Author == in.actor.person {
		if tool == "" {
			return nil
		}
		return mayRoom(Doing(tool, LevelWrite), in.room, in.me)
	}
	if !deleting || tool == "" {
		return errForbidden()
	}
	return mayRoom(Doing(tool, LevelManage), in.room, in.me)
}

// mayWriteTool lets everybody who writes with the tool change any entry of it.
func mayWriteTool(in access, old MessageRow, _ bool) error {
	if old.Deleted {
		return Errorf(Conflict, "error.deleted")
	}
	return mayRoom(Doing(ToolOf(old.Kind), LevelWrite), in.room, in.me)
}

// mayOwnOrManage lets the author change an entry, and those who tidy up.
func mayOwnOrManage(in access, old MessageRow, _ bool) error {
	level := LevelManage
	if old.Author == in.actor.person {
		level = LevelWrite
	}
	if old.Deleted {
		return Errorf(Conflict, "error.deleted")
	}
	return mayRoom(Doing(ToolOf(old.Kind), level), in.room, in.me)
}

func (s *Service) putRewritten(ctx context.Context, in access, k *vault.RoomKey, old MessageRow, row *MessageRow) error {
	sealed := *row
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, in, k); err != nil {
			return err
		}
		now, err := tx.Message(ctx, old.ID)
		if err != nil {
			return noMessage(err)
		}
		if now.Revision != old.Revision || now.Deleted != old.Deleted {
			return errRace
		}
		*row = sealed // this function may run again
		if row.Locked = now.Locked; !row.Deleted {
			row.Pinned = now.Pinned
		}
		return tx.PutMessage(ctx, row)
	})
}
