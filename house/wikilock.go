package house

import (
	"context"
	"errors"
	"time"
)

// lockTime is how long an edit lock lasts without being renewed.
const lockTime = 10 * time.Minute

// WikiLock says who is writing a page. The zero value: nobody.
type WikiLock struct {
	By    string
	Mine  bool
	Since time.Time
	Until time.Time // without being renewed
}

// Held tells whether somebody else is writing.
func (l WikiLock) Held() bool { return l.By != "" && !l.Mine }

// LockWiki says that the actor is writing a page, or still is: call it again while
// they type. The lock runs out ten minutes after the last call. Somebody else's is
// Conflict error.wiki_locked unless take is set; who loses it keeps their text, and
// what they save is held against the version it was made from as always. Who may:
// those who may write in the wiki.
func (s *Service) LockWiki(ctx context.Context, a Actor, place, page string, take bool) (WikiLock, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelWrite)
	if err != nil {
		return WikiLock{}, err
	}
	m, err := s.findPage(ctx, in, page)
	if err != nil {
		return WikiLock{}, err
	}
	var mine, other EditLockRow
	err = s.onPage(ctx, in, m.row.Thread, func(ctx context.Context, tx Tx, now time.Time, held EditLockRow) (changed bool, err error) {
		mine = EditLockRow{Page: m.row.Thread, Room: in.room.ID, Person: in.me.Person, Since: now, Until: now.Add(lockTime)}
		other = EditLockRow{}
		if held.Person == in.me.Person {
			mine.Since = held.Since
		} else if held.Person != "" && !take {
			other = held
			return false, nil
		}
		return held.Person != in.me.Person, tx.PutEditLock(ctx, mine, now)
	})
	if err != nil {
		return WikiLock{}, err
	}
	if other.Person == "" {
		return s.wikiLock(ctx, in, mine)
	}
	lock, err := s.wikiLock(ctx, in, other)
	if err != nil {
		return lock, err
	}
	return lock, Errorf(Conflict, "error.wiki_locked", "Name", lock.By, "Since", lock.Since.UTC().Format("15:04"))
}

// UnlockWiki gives the actor's lock of a page back; no error when there is none.
// Who may: those who may read the wiki, so that losing the right to write leaves
// no lock behind.
func (s *Service) UnlockWiki(ctx context.Context, a Actor, place, page string) error {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelRead)
	if err != nil {
		return err
	}
	m, err := s.findPage(ctx, in, page)
	if err != nil || a.person == "" {
		return err
	}
	return s.onPage(ctx, in, m.row.Thread, func(ctx context.Context, tx Tx, _ time.Time, held EditLockRow) (bool, error) {
		return held.Person == a.person, tx.DeleteEditLock(ctx, in.room.ID, m.row.Thread, a.person)
	})
}

// onPage does something about the lock of a page, with the room's row held, by the
// clock of the database. When it changed who writes, readers are told.
func (s *Service) onPage(ctx context.Context, in access, page MessageID,
	do func(ctx context.Context, tx Tx, now time.Time, held EditLockRow) (changed bool, err error),
) error {
	changed := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		changed = false
		if _, err := tx.Room(ctx, in.room.ID); err != nil {
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		locks, err := tx.EditLocks(ctx, in.room.ID, now)
		if err != nil {
			return err
		}
		var held EditLockRow
		for _, l := range locks {
			if l.Page == page {
				held = l
			}
		}
		if changed, err = do(ctx, tx, now, held); err != nil || !changed {
			return err
		}
		return tx.TouchMessage(ctx, in.room.ID, page)
	})
	if errors.Is(err, errRace) {
		return Errorf(Conflict, "error.conflict", errRace)
	}
	if err == nil && changed {
		s.publish(in.room.ID)
	}
	return err
}

func (s *Service) wikiLock(ctx context.Context, in access, row EditLockRow) (WikiLock, error) {
	names, err := s.knownNames(ctx, in, []PersonID{row.Person})
	return WikiLock{By: names[row.Person], Mine: row.Person == in.me.Person, Since: row.Since, Until: row.Until}, err
}

// wikiLocks are the locks of a room that have not run out.
func (s *Service) wikiLocks(ctx context.Context, in access) (map[MessageID]WikiLock, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.EditLocks(ctx, in.room.ID, now)
	if err != nil {
		return nil, err
	}
	out := make(map[MessageID]WikiLock, len(rows))
	for _, row := range rows {
		if out[row.Page], err = s.wikiLock(ctx, in, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}
