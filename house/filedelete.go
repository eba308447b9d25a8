package house

import (
	"context"

	"stockwerk/vault"
)

// deleteAtOnce is how many entries go in one transaction.
const deleteAtOnce = 100

// DeleteFile deletes a file or folder for good. A folder that is not empty gives
// Conflict unless recursive. Who may: as MoveFile, of all that goes.
func (s *Service) DeleteFile(ctx context.Context, a Actor, place, path string, recursive bool) error {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite)
	if err != nil {
		return err
	}
	names, err := splitPath(path)
	if err != nil {
		return err
	}
	n, err := s.find(ctx, in, names)
	if err != nil {
		return err
	}
	if n.top {
		return Errorf(Invalid, "error.folder_top")
	}
	return s.deleteNode(ctx, in, n, recursive)
}

// deleteFileEntry is DeleteFile for an entry of which the id is known.
func (s *Service) deleteFileEntry(ctx context.Context, a Actor, id MessageID) (Sent, error) {
	in, row, w, err := s.enterEntry(ctx, a, id, KindFile, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	if row.Deleted {
		return Sent{}, Errorf(Conflict, "error.deleted")
	}
	n, err := nodeOf(opened{row, w}, nil)
	if err != nil {
		return Sent{}, err
	}
	return Sent{ID: row.ID, Seq: row.Seq}, s.deleteNode(ctx, in, n, false)
}

// deleteNode deletes a tree from its leaves, some entries at once. Before the first
// goes, it is sure that all may go.
func (s *Service) deleteNode(ctx context.Context, in access, n node, recursive bool) error {
	if err := mayChange(in, n.row); err != nil {
		return err
	}
	for range maxRaces {
		order, err := s.treeBelow(ctx, in, n)
		if err != nil {
			return err
		}
		if len(order) > 0 && !recursive {
			return Errorf(Conflict, "error.folder_not_empty", "Name", n.words.Title)
		}
		again := false
		for _, part := range parts(append(order, n.row), deleteAtOnce) {
			if again, err = s.deleteRows(ctx, &in, part); err != nil {
				return err
			}
		}
		if !again {
			return nil
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

// parts cuts rows into parts of at most n.
func parts(rows []MessageRow, n int) [][]MessageRow {
	var out [][]MessageRow
	for len(rows) > n {
		out, rows = append(out, rows[:n]), rows[n:]
	}
	return append(out, rows)
}

// treeBelow lists what lies in a folder, deepest first, and refuses what the actor
// may not delete. It needs no key: what the actor cannot read goes as well.
func (s *Service) treeBelow(ctx context.Context, in access, n node) ([]MessageRow, error) {
	if !n.data.Dir {
		return nil, nil
	}
	var all []MessageRow
	level := []MessageID{n.row.ID}
	for deep := 0; len(level) > 0 && deep <= maxFolders; deep++ {
		var next []MessageID
		for _, folder := range level {
			rows, err := s.store.Messages(ctx, MessageQuery{Room: in.room.ID, Thread: folder})
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				if row.Kind != KindFile || row.Deleted {
					continue
				}
				if err := mayChange(in, row); err != nil {
					return nil, err
				}
				all, next = append(all, row), append(next, row.ID)
			}
		}
		level = next
	}
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all, nil
}

// deleteRows deletes entries; again tells that a folder was not empty after all.
func (s *Service) deleteRows(ctx context.Context, in *access, rows []MessageRow) (again bool, err error) {
	var blobs []BlobID
	err = s.fileDeed(ctx, in, func(*vault.RoomKey) (prepared, error) {
		return func(tx Tx) (gone []MessageRow, err error) {
			blobs, again = nil, false
			for _, row := range rows {
				now, err := tx.Message(ctx, row.ID)
				if KindOf(err) == NotFound || err == nil && now.Deleted {
					continue
				}
				if err != nil {
					return nil, err
				}
				if err := mayChange(*in, now); err != nil {
					return nil, err
				}
				inside, err := tx.Messages(ctx, MessageQuery{Room: in.room.ID, Thread: row.ID, Limit: 1})
				if err != nil {
					return nil, err
				}
				if len(inside) > 0 {
					again = true
					continue
				}
				blob, err := tx.BlobOf(ctx, in.room.ID, row.ID)
				if err != nil {
					return nil, err
				}
				if now, err = removeEntry(ctx, tx, now, blob); err != nil {
					return nil, err
				}
				blobs, gone = append(blobs, blob), append(gone, now)
			}
			return gone, nil
		}, nil
	})
	if err != nil {
		return false, err
	}
	for _, b := range blobs {
		s.dropBlob(ctx, in.room.ID, b)
	}
	return again, nil
}
