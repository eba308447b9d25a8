package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	archive "stockwerk/backup"
	"stockwerk/house"
	"stockwerk/store"
)

// stageName is a folder that stands in the data folder for as long as a restore is
// not done. While it stands the folder is no house; see place.prepare.
const stageName = "restoring"

// placingMark stands in the stage once files get their final names, so that the next
// restore knows which of them came from one that was broken off.
const placingMark = "placing"

func (p place) stage() string { return filepath.Join(p.Data, stageName) }

// unfinished refuses a folder in which a restore was broken off.
func (p place) unfinished() error {
	if _, err := os.Lstat(p.stage()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fmt.Errorf("%s says that a restore was broken off, or is running: run stockwerk restore again", p.stage())
}

// inPlace are the files of a house that a restore puts into its place.
func (p place) inPlace() []string {
	list := []string{p.houseKey(), p.hostKey()}
	if p.sqlite() {
		db := p.database()
		list = append(list, db, db+"-wal", db+"-shm", filepath.Join(filepath.Dir(db), "files"))
	}
	return list
}

// notEmpty names a file of a house that stands already.
func (p place) notEmpty() error {
	for _, path := range p.inPlace() {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already: restore only fills an empty place; nothing was changed", path)
		}
	}
	return nil
}

// maybeEmpty refuses a place that holds a house, before the backup is read.
func (c putBack) maybeEmpty(ctx context.Context) error {
	if c.unfinished() != nil {
		return nil // what a restore left is looked at when it is claimed
	}
	if err := c.notEmpty(); err != nil {
		return err
	}
	if c.sqlite() {
		return nil
	}
	db, err := store.OpenPeek(ctx, c.Database)
	if err != nil {
		return hide(err, c.Database)
	}
	defer db.Close()
	if empty, err := db.Empty(ctx); err != nil || !empty {
		return errors.Join(err, errors.New("the schema of the database is not empty: restore only fills an empty place; nothing was changed"))
	}
	return nil
}

// spot is a data folder that a restore has claimed.
type spot struct {
	place
	stage  string
	made   bool // the data folder was made for it
	before bool // an earlier restore had begun to place files
	loaded bool // the database holds the house for good
	lock   *os.File
}

// claim marks the folder, and clears what a restore left that was broken off.
func (c putBack) claim() (*spot, error) {
	s := &spot{place: c.place, stage: c.stage()}
	if _, err := os.Lstat(c.Data); errors.Is(err, fs.ErrNotExist) {
		s.made = true
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	err := os.Mkdir(s.stage, 0o700)
	left := errors.Is(err, fs.ErrExist)
	if err != nil && !left {
		return nil, err
	}
	if s.lock, err = lockFile(filepath.Join(s.stage, "lock")); err != nil {
		return nil, fmt.Errorf("another restore is filling %s: %w", c.Data, err)
	}
	if left {
		err = s.clear()
	}
	if err == nil {
		err = s.notEmpty()
	}
	if err != nil {
		s.giveUp()
		return nil, err
	}
	return s, syncFolder(c.Data)
}

// clear removes what an earlier restore left. Files under their final names are its
// own where it had begun to place them: before that it had found none.
func (s *spot) clear() error {
	if _, err := os.Lstat(filepath.Join(s.stage, placingMark)); err == nil {
		s.before = true
		for _, path := range s.inPlace() {
			if err := os.RemoveAll(path); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{"house.db", "house.db-wal", "house.db-shm", "files"} {
		if err := os.RemoveAll(filepath.Join(s.stage, name)); err != nil {
			return err
		}
	}
	return nil
}

func (s *spot) beginPlacing() error {
	mark, err := os.OpenFile(filepath.Join(s.stage, placingMark), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(mark.Sync(), mark.Close(), syncFolder(s.stage))
}

// placeKeys writes the keys where serve looks for them.
func (s *spot) placeKeys(from *archive.File) error {
	if err := s.beginPlacing(); err != nil {
		return err
	}
	if len(from.HostKey()) > 0 {
		if err := writeSecret(s.hostKey(), from.HostKey(), 0o600); err != nil {
			return err
		}
	}
	return writeSecret(s.houseKey(), from.HouseKey(), 0o400)
}

// placeDatabase gives an SQLite house its final names, the key last: without it the
// rest is no house.
func (s *spot) placeDatabase(from *archive.File) error {
	if err := s.beginPlacing(); err != nil {
		return err
	}
	files := filepath.Join(s.stage, "files")
	if _, err := os.Lstat(files); err == nil {
		if err := os.Rename(files, filepath.Join(filepath.Dir(s.database()), "files")); err != nil {
			return err
		}
	}
	if err := os.Rename(filepath.Join(s.stage, "house.db"), s.database()); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(s.database())); err != nil {
		return err
	}
	return s.placeKeys(from)
}

// finish takes the mark away: now it is a house.
func (s *spot) finish() error {
	_ = s.lock.Close() // nobody else waits for it
	if err := os.RemoveAll(s.stage); err != nil {
		return err
	}
	return syncFolder(s.Data)
}

// giveUp leaves the folder as it was found, unless the database is filled already:
// then the next restore goes on from there.
func (s *spot) giveUp() {
	defer func() { _ = s.lock.Close() }()
	if s.loaded {
		return
	}
	if s.clear() != nil || os.RemoveAll(s.stage) != nil {
		return // the mark stays, and the next restore tries again
	}
	if s.made {
		_ = os.Remove(s.Data) // only when it is empty
	}
}

// stands tells whether a restore that was broken off had filled PostgreSQL already.
func (c putBack) stands(ctx context.Context, s *spot, from *archive.File) (bool, error) {
	if c.sqlite() {
		return false, nil
	}
	db, err := store.OpenPeek(ctx, c.Database)
	if err != nil {
		return false, err
	}
	defer db.Close()
	empty, err := db.Empty(ctx)
	if err != nil || empty {
		return false, err
	}
	id, check, err := house.HouseOf(ctx, db)
	if err == nil && s.before && id == from.Manifest.House {
		if _, err = house.FitsHouse(from.HouseKey(), id, check); err == nil {
			return true, nil
		}
	}
	s.loaded = s.before // whatever it is, it keeps what stands beside it
	return false, errors.New("the schema of the database is not empty: restore only fills an empty place")
}
