package house

import (
	"context"
	"time"
)

const (
	// partialLife is how long an upload can be gone on with.
	partialLife = 24 * time.Hour
	// unclaimedLife is how long a content may wait for its entry (see copyFile).
	unclaimedLife = time.Hour
	sweepAtOnce   = 200
)

// sweepBlobs removes contents that nobody needs any more: of uploads that nobody
// went on with, of files that were deleted, replaced or older than the room keeps,
// of rooms that are gone. Sweep calls it.
func (s *Service) sweepBlobs(ctx context.Context, now time.Time) error {
	over, err := s.store.BlobsOver(ctx, now.Add(-partialLife), now.Add(-unclaimedLife), sweepAtOnce)
	if err != nil {
		return err
	}
	var failed error // one that does not go must not keep the others
	for _, b := range over {
		if err := s.sweepBlob(ctx, b, now); err != nil {
			failed = err
		}
	}
	return failed
}

// sweepBlob removes one. Its writer, if it has one, is waited for: it would put
// back what was removed.
func (s *Service) sweepBlob(ctx context.Context, b BlobRow, now time.Time) error {
	if b.Writer != "" && now.Sub(b.Touched) < writerLease {
		return nil
	}
	if b.State != blobGone {
		if still, err := s.giveUp(ctx, b); err != nil || !still {
			return err
		}
	}
	if err := s.blobs.Drop(ctx, b.Room, b.ID); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteBlob(ctx, b.Room, b.ID) })
}

// giveUp notes that a blob is gone, unless something has happened to it since it
// was found, and takes the Partial entry that it belongs to out of its folder.
func (s *Service) giveUp(ctx context.Context, b BlobRow) (gone bool, err error) {
	var rows []MessageRow
	err = s.store.InTx(ctx, func(tx Tx) error {
		rows, gone = nil, false
		if _, err := tx.Room(ctx, b.Room); err != nil && KindOf(err) != NotFound { // holds it
			return err
		}
		now, err := tx.Blob(ctx, b.Room, b.ID)
		if err != nil && KindOf(err) == NotFound {
			return nil // another node was quicker
		}
		if err != nil || now.State != b.State || !now.Touched.Equal(b.Touched) {
			return err
		}
		row, err := tx.Message(ctx, b.File)
		stands := err == nil && row.Room == b.Room && !row.Deleted
		if err != nil && KindOf(err) != NotFound || stands && b.State == blobKept {
			return err
		}
		if stands {
			if row, err = removeEntry(ctx, tx, row, ""); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		gone = true
		now.State, now.Writer = blobGone, ""
		return tx.PutBlob(ctx, now)
	})
	if err == nil {
		s.publishRows(rows...)
	}
	return gone, err
}
