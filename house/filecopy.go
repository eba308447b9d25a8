package house

import (
	"context"

	"stockwerk/vault"
)

// copyFile makes of an entry of the files of one room an entry of another: row is
// the new one with its ID and its folder in the new room (Thread; "" becomes the
// top folder), w the words of the old one as the reader of from opened them. A
// file's content is copied chunk by chunk, sealed with k, the key of the room to,
// and w.Data tells about the copy; of a folder nothing is copied. The content is
// swept away again unless an entry with row's ID stands in the new room within the
// hour. A file that is not whole is refused with error.file_partial: leave it out.
func (s *Service) copyFile(ctx context.Context, from access, to RoomRow, k *vault.RoomKey, row *MessageRow, w *words) error {
	if row.Thread == "" {
		row.Thread = topFolder
	}
	d, err := dataOf[fileData](w.Data)
	if err != nil {
		return err
	}
	switch {
	case d.Partial:
		return Errorf(Conflict, "error.file_partial", "Name", w.Title)
	case d.Dir:
		return nil
	case !d.fits():
		return errTampered(vault.ErrTampered)
	}
	blob := BlobRow{Room: to.ID, ID: BlobID(newID()), File: row.ID, State: blobKept, Size: d.Size}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if blob.Created, err = tx.Now(ctx); err != nil {
			return err
		}
		blob.Touched = blob.Created
		return tx.PutBlob(ctx, blob)
	})
	if err != nil {
		return err
	}
	if err := s.copyChunks(ctx, from, d, blob, k); err != nil {
		s.dropBlob(context.WithoutCancel(ctx), blob.Room, blob.ID)
		return err
	}
	d.Blob, d.Next, d.Chunks = blob.ID, chunkRun{}, nil
	if n := chunksOf(d.Size); n > 0 {
		d.Chunks = []chunkRun{{N: n, Epoch: k.Epoch()}}
	}
	return w.put(d)
}

// copyChunks copies a content, one chunk in memory at a time.
func (s *Service) copyChunks(ctx context.Context, from access, d fileData, to BlobRow, k *vault.RoomKey) error {
	n := chunksOf(d.Size)
	if n == 0 {
		return nil
	}
	out, err := s.blobs.Write(ctx, to.Room, to.ID)
	if err != nil {
		return err
	}
	defer out.Close()
	for i := range n {
		if err := ctx.Err(); err != nil {
			return Errorf(Unavailable, "error.unavailable", err)
		}
		if err := s.copyChunk(ctx, from, d, i, out, to.ID, k); err != nil {
			return err
		}
	}
	return out.Sync(ctx)
}

func (s *Service) copyChunk(ctx context.Context, from access, d fileData, i int, out BlobWriter, to BlobID, k *vault.RoomKey) error {
	how := d.chunk(i)
	old, err := s.key(ctx, from, how.Epoch)
	if err != nil {
		return err
	}
	plain, err := s.readChunk(ctx, old, from.room.ID, d.Blob, i, how.Try, chunkLen(d.Size, i))
	if err != nil {
		return err
	}
	defer clear(plain)
	sealed, err := k.SealObject("file", chunkName(to, 0), i, plain)
	if err != nil {
		return sealFailed(err)
	}
	return out.Put(ctx, i, sealed)
}
