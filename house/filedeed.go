package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// prepared is a change of a room's files that was decided on; it runs inside the
// transaction, perhaps more than once, and gives the rows that it changed.
type prepared func(tx Tx) ([]MessageRow, error)

// fileDeed does one change of a room's files: prepare looks at what is there and
// decides; in the transaction the room is held and its epoch and the actor's rights
// are those that were decided with. When somebody was quicker it all begins anew.
// in is the present one afterwards. It publishes after commit.
func (s *Service) fileDeed(ctx context.Context, in *access, prepare func(k *vault.RoomKey) (prepared, error)) error {
	for range maxRaces {
		err := s.fileDeedOnce(ctx, in, prepare)
		if !errors.Is(err, errRace) {
			return err
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) fileDeedOnce(ctx context.Context, in *access, prepare func(k *vault.RoomKey) (prepared, error)) error {
	if err := s.stopsWriting(in.actor); err != nil {
		return err
	}
	k, err := s.writeKey(ctx, in)
	if err != nil {
		return err
	}
	do, err := prepare(k)
	if err != nil {
		return err
	}
	var rows []MessageRow
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, *in, k); err != nil {
			return err
		}
		rows, err = do(tx)
		return err
	})
	if err == nil {
		s.publishRows(rows...)
	}
	return err
}

// nameFree gives errRace when, since the room's change counter mod, somebody put
// another entry under that name into the folder. The room is held.
func (s *Service) nameFree(ctx context.Context, tx Tx, k *vault.RoomKey, room RoomID, mod int64, folder MessageID, name string, but ...MessageID) error {
	folded := foldName(name)
	for range maxRaces {
		rows, err := tx.Changes(ctx, room, mod, changesPage)
		if err != nil {
			return err
		}
		for _, row := range rows {
			mod = row.Mod
			if row.Kind != KindFile || row.Deleted || row.Thread != folder || isOneOf(row.ID, but) {
				continue
			}
			if row.Epoch != k.Epoch() {
				return errRace // it is opened outside
			}
			w, err := s.openWords(k, row)
			if err != nil {
				return err
			}
			if foldName(w.Title) == folded {
				return errRace
			}
		}
		if len(rows) < changesPage {
			return nil
		}
	}
	return errRace
}

func isOneOf(id MessageID, ids []MessageID) bool {
	for _, other := range ids {
		if id == other {
			return true
		}
	}
	return false
}

// folderStands gives errRace when a folder has gone. The room is held.
func folderStands(ctx context.Context, tx Tx, room RoomID, folder MessageID) error {
	if folder == topFolder {
		return nil
	}
	row, err := tx.Message(ctx, folder)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if err != nil || row.Room != room || row.Kind != KindFile || row.Deleted {
		return errRace
	}
	return nil
}

// unchanged gives errRace when an entry is no longer as it was. The room is held.
func unchanged(ctx context.Context, tx Tx, old MessageRow) (MessageRow, error) {
	now, err := tx.Message(ctx, old.ID)
	if err != nil && KindOf(err) != NotFound {
		return now, err
	}
	if err != nil || now.Revision != old.Revision || now.Deleted || now.Thread != old.Thread {
		return now, errRace
	}
	return now, nil
}

// removeEntry takes an entry out of its folder for good: nothing of its words
// stays, its content is to be dropped. The room is held.
func removeEntry(ctx context.Context, tx Tx, row MessageRow, blob BlobID) (MessageRow, error) {
	row.Deleted, row.Pinned, row.Thread, row.Body = true, false, "", nil
	row.Revision++
	if err := tx.PutMessage(ctx, &row); err != nil {
		return row, err
	}
	return row, loseBlob(ctx, tx, row.Room, blob)
}

// loseBlob notes that a blob is to be dropped; what it took of the quota is free.
func loseBlob(ctx context.Context, tx Tx, room RoomID, id BlobID) error {
	if id == "" {
		return nil
	}
	b, err := tx.Blob(ctx, room, id)
	if KindOf(err) == NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	b.State = blobGone
	return tx.PutBlob(ctx, b)
}

// mayChange lets those change an entry whose it is, and those who tidy up.
func mayChange(in access, row MessageRow) error {
	if row.Author == in.actor.person && in.actor.person != "" {
		return mayRoom(Doing(ToolFiles, LevelWrite), in.room, in.me)
	}
	if mayRoom(Doing(ToolFiles, LevelManage), in.room, in.me) != nil {
		return Errorf(Forbidden, "error.file_not_yours")
	}
	return nil
}
