package store

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"stockwerk/house"
)

// Raw runs a statement of its own inside a transaction.
func Raw(ctx context.Context, t house.Tx, query string, args ...any) error {
	inner, ok := t.(tx)
	if !ok {
		return errors.New("not a transaction of this package")
	}
	return put(ctx, inner.run, query, args...)
}

// RawValue reads one value through the store's readers.
func RawValue[T any](ctx context.Context, s *Store, query string, args ...any) (T, error) {
	return one(ctx, s.run, value[T], query, args...)
}

// OpenWith opens a connection with one pragma set as given and asserts what
// the program promises.
func OpenWith(ctx context.Context, path, name, set string) (*sql.DB, error) {
	given := promises()
	for i := range given {
		if given[i].name == name {
			given[i].set = set
		}
	}
	db, err := openPool(ctx, path, 1, nil)
	if err != nil {
		return nil, err
	}
	for _, p := range given {
		if _, err := db.ExecContext(ctx, `PRAGMA `+p.name+` = `+p.set); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := assertPragmas(ctx, db, promises()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Mapped is how a driver's error becomes the house's.
func Mapped(err error) error { return mapped(err) }

// Hold keeps the writer of an SQLite store busy until release is closed, so
// that calls handed over meanwhile share one batch; held is closed when it is.
func Hold(ctx context.Context, s *Store, held chan<- struct{}, release <-chan struct{}) error {
	return s.InTx(ctx, func(house.Tx) error {
		close(held)
		<-release
		return nil
	})
}

// Waiting is how many calls stand in the writer's queue.
func Waiting(s *Store) int { return len(s.backend.(*lite).writer.calls) }

// MappedFile shows what the disk's errors become.
func MappedFile(err error) error { return mappedFile(err) }

// FilesOn keeps blobs in a folder whose disk has that much space.
func FilesOn(dir string, free, total uint64) house.Blobs {
	return blobFiles{dir: dir, space: func(*os.File) (uint64, uint64, bool) { return free, total, true }}
}

// DiskSpace is what the disk of a file says of itself.
func DiskSpace(f *os.File) (free, total uint64, known bool) { return diskSpace(f) }
