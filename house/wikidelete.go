package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// tombstonesAtOnce is how many versions are deleted in one transaction.
const tombstonesAtOnce = 50

// DeleteWiki deletes a page: tombstones of all its versions stay, their words are
// gone for everybody. Who may: those who wrote all of it, while they may write in
// the wiki, and those who tidy up. Conflict error.wiki_changed when somebody saved
// meanwhile; the page stands as they left it.
func (s *Service) DeleteWiki(ctx context.Context, a Actor, place, page string) (Sent, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	m, err := s.findPage(ctx, in, page)
	if err != nil {
		return Sent{}, err
	}
	root := m.row.Thread
	manages := mayRoom(Doing(ToolWiki, LevelManage), in.room, in.me)
	if manages != nil {
		mine, err := s.allMine(ctx, in, root)
		if err != nil {
			return Sent{}, err
		}
		if !mine {
			return Sent{}, manages
		}
	}
	// The oldest first: until the end the page stands.
	after, done := int64(0), false
	for races := 0; races < maxRaces; {
		after, done, err = s.deleteVersions(ctx, in, m.row, after, manages == nil)
		switch {
		case errors.Is(err, errRace):
			races++
			if err := s.refresh(ctx, &in); err != nil {
				return Sent{}, noMessage(err)
			}
		case err != nil:
			return Sent{}, err
		case done:
			s.publish(in.room.ID)
			return Sent{ID: root, Seq: m.row.Seq}, nil
		}
	}
	return Sent{}, Errorf(Unavailable, "error.slow_down", errRace)
}

// allMine tells whether the actor wrote every version of a page.
func (s *Service) allMine(ctx context.Context, in access, root MessageID) (bool, error) {
	for after := int64(0); ; {
		rows, err := s.store.Messages(ctx, MessageQuery{Room: in.room.ID, Thread: root, After: after, Limit: pagesAtOnce})
		if err != nil {
			return false, err
		}
		for _, row := range rows {
			if after = row.Seq; !row.Deleted && row.Author != in.actor.person {
				return false, nil
			}
		}
		if len(rows) < pagesAtOnce {
			return true, nil
		}
	}
}

// deleteVersions deletes the next versions after a seq, and tells where it came to
// and whether those were all. A version that is newer than newest is
// error.wiki_changed.
func (s *Service) deleteVersions(ctx context.Context, in access, newest MessageRow, after int64, manages bool) (next int64, done bool, err error) {
	k, err := s.writeKey(ctx, &in)
	if err != nil {
		return after, false, err
	}
	root := newest.Thread
	err = s.store.InTx(ctx, func(tx Tx) error {
		next, done = after, false
		if err := s.stillSo(ctx, tx, in, k); err != nil {
			return err
		}
		newer, err := tx.Messages(ctx, MessageQuery{Room: in.room.ID, Thread: root, After: newest.Seq, Limit: tombstonesAtOnce})
		if err != nil {
			return err
		}
		for _, row := range newer {
			if !row.Deleted {
				return Errorf(Conflict, "error.wiki_changed")
			}
		}
		rows, err := tx.Messages(ctx, MessageQuery{Room: in.room.ID, Thread: root, After: after, Limit: tombstonesAtOnce})
		if err != nil {
			return err
		}
		for i := range rows {
			row := &rows[i]
			next = row.Seq
			if row.Deleted {
				continue
			}
			if !manages && row.Author != in.actor.person {
				return errForbidden()
			}
			if err := s.bury(ctx, tx, k, row); err != nil {
				return err
			}
		}
		if done = len(rows) < tombstonesAtOnce; !done {
			return nil
		}
		return tx.DeleteEditLock(ctx, in.room.ID, root, "")
	})
	if err != nil {
		next = after
	}
	return next, done, err
}

// bury leaves a tombstone of a version.
func (s *Service) bury(ctx context.Context, tx Tx, k *vault.RoomKey, row *MessageRow) error {
	row.Deleted, row.Pinned = true, false
	row.Revision++
	if err := s.sealWords(k, row, words{}); err != nil {
		return err
	}
	return tx.PutMessage(ctx, row)
}
