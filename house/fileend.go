package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// checkpoint writes into a Partial entry that its first n chunks, and none after
// them, are durable, and how those will be sealed that follow.
func (w *fileWriter) checkpoint(n int) error {
	if w.out != nil {
		if err := w.out.Sync(w.ctx); err != nil {
			return err
		}
	}
	size := int64(n) * ChunkSize
	err := w.rewrite(func(k *vault.RoomKey, d *fileData) {
		w.next.Epoch = k.Epoch()
		d.Size, d.Chunks, d.Next = size, w.sealedHow(n), w.next
	}, func(b *BlobRow) { b.Ready = size })
	if err == nil {
		w.recorded, w.ready = n, size
	}
	return err
}

// rewrite changes the entry that a writer writes for, and the blob's row.
func (w *fileWriter) rewrite(change func(k *vault.RoomKey, d *fileData), blob func(b *BlobRow)) error {
	s, ctx := w.s, w.ctx
	return s.fileDeed(ctx, &w.in, func(k *vault.RoomKey) (prepared, error) {
		old, words, err := s.readable(ctx, w.in, w.target.id)
		if err != nil && KindOf(err) != NotFound {
			return nil, err
		}
		if err != nil || old.Deleted {
			return nil, errFileChanged()
		}
		d, err := dataOf[fileData](words.Data)
		if err != nil {
			return nil, err
		}
		if d.Blob != w.blob {
			return nil, errFileChanged()
		}
		change(k, &d)
		sealed, err := s.resealed(k, old, words, d)
		if err != nil {
			return nil, err
		}
		return func(tx Tx) ([]MessageRow, error) {
			now, err := unchanged(ctx, tx, old)
			if err != nil {
				return nil, err
			}
			b, err := w.own(ctx, tx)
			if err != nil {
				return nil, err
			}
			if b.Touched, err = tx.Now(ctx); err != nil {
				return nil, err
			}
			blob(&b)
			if err := tx.PutBlob(ctx, b); err != nil {
				return nil, err
			}
			row := sealed
			row.Pinned = now.Pinned
			if err := tx.PutMessage(ctx, &row); err != nil {
				return nil, err
			}
			return []MessageRow{row}, nil
		}, nil
	})
}

// resealed gives an entry its next revision.
func (s *Service) resealed(k *vault.RoomKey, old MessageRow, w words, d fileData) (MessageRow, error) {
	row := old
	row.Revision++
	if err := w.put(d); err != nil {
		return row, err
	}
	return row, s.sealWords(k, &row, w)
}

// Close stores the file: it is whole and durable when Close returns nil.
func (w *fileWriter) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return errFileChanged()
	}
	err := w.failed
	if err == nil {
		err = w.finish()
	}
	if err != nil {
		w.abort(err)
		return err
	}
	w.over()
	return nil
}

// finish stores what is still in memory, and then the entry.
func (w *fileWriter) finish() error {
	n := chunksOf(w.size)
	for i := range n {
		c := w.chunks[i]
		if c != nil && c.stored && !c.dirty && c.len == chunkLen(w.size, i) {
			continue
		}
		c, err := w.load(i)
		if err != nil {
			return err
		}
		c.dirty = true
		if err := w.store(i, c); err != nil {
			return err
		}
		w.release(i)
	}
	if err := w.readHead(); err != nil {
		return err
	}
	if w.out != nil {
		if err := w.out.Sync(w.ctx); err != nil {
			return err
		}
	}
	done := fileData{Size: w.size, Type: fileType(w.target.name, w.head), Blob: w.blob, Chunks: w.sealedHow(n)}
	if !w.target.stands {
		return w.replace(done)
	}
	return w.rewrite(func(_ *vault.RoomKey, d *fileData) { *d = done }, w.keep)
}

// keep makes the blob a file's content.
func (w *fileWriter) keep(b *BlobRow) {
	b.State, b.Size, b.Ready, b.Writer = blobKept, w.size, 0, ""
}

// readHead brings the first bytes, where an earlier writer stored them.
func (w *fileWriter) readHead() error {
	if w.head != nil || w.size == 0 {
		return nil
	}
	plain, err := w.readBack(0, w.chunks[0])
	if err == nil {
		w.head = append([]byte{}, plain[:min(len(plain), headSize)]...)
		clear(plain)
	}
	return err
}

// replace puts a new entry into the folder, in place of the one that stands there
// under the name.
func (w *fileWriter) replace(d fileData) error {
	s, ctx := w.s, w.ctx
	var lost BlobID
	err := s.fileDeed(ctx, &w.in, func(k *vault.RoomKey) (prepared, error) {
		old, mod, stands, err := s.child(ctx, w.in, w.target.parent, w.target.name)
		if err != nil {
			return nil, err
		}
		if stands {
			if err := mayReplace(w.in, old); err != nil {
				return nil, err
			}
		}
		lost = old.data.Blob
		fresh, err := s.newEntry(k, w.in, w.target, d)
		if err != nil {
			return nil, err
		}
		return func(tx Tx) ([]MessageRow, error) {
			b, err := w.own(ctx, tx)
			if err != nil {
				return nil, err
			}
			w.keep(&b)
			if err := tx.PutBlob(ctx, b); err != nil {
				return nil, err
			}
			row := fresh
			rows, err := s.placeEntry(ctx, tx, k, &row, w.target.name, mod, old, stands)
			return append(rows, row), err
		}, nil
	})
	if err == nil {
		s.dropBlob(ctx, w.in.room.ID, lost)
	}
	return err
}

// newEntry makes the row of a new file or folder.
func (s *Service) newEntry(k *vault.RoomKey, in access, t fileTarget, d fileData) (MessageRow, error) {
	row := MessageRow{
		Room: in.room.ID, ID: t.id, Kind: KindFile, Thread: t.parent.id(), Author: in.actor.person, Created: s.nowMilli(),
	}
	w := words{Title: t.name}
	if in.actor.role == RoleGuestOf {
		w.By = in.actor.Name()
	}
	if err := w.put(d); err != nil {
		return row, err
	}
	return row, s.sealWords(k, &row, w)
}

// placeEntry puts a new row into its folder, in place of old where that stands. The
// room is held.
func (s *Service) placeEntry(ctx context.Context, tx Tx, k *vault.RoomKey, row *MessageRow, name string, mod int64, old node, stands bool) ([]MessageRow, error) {
	if err := folderStands(ctx, tx, row.Room, row.Thread); err != nil {
		return nil, err
	}
	if !stands {
		if err := s.nameFree(ctx, tx, k, row.Room, mod, row.Thread, name); err != nil {
			return nil, err
		}
		return nil, tx.AddMessage(ctx, row)
	}
	if err := s.nameFree(ctx, tx, k, row.Room, mod, row.Thread, name, old.row.ID); err != nil {
		return nil, err
	}
	now, err := unchanged(ctx, tx, old.row)
	if err != nil {
		return nil, err
	}
	gone, err := removeEntry(ctx, tx, now, old.data.Blob)
	if err != nil {
		return nil, err
	}
	return []MessageRow{gone}, tx.AddMessage(ctx, row)
}

// mayReplace tells whether a file may be put over what stands there.
func mayReplace(in access, old node) error {
	if old.dir() {
		return Errorf(Conflict, "error.file_is_folder", "Name", old.words.Title)
	}
	return mayChange(in, old.row)
}

// Abort is for a lost connection: a new file stays as Partial and can be resumed,
// of an overwritten file the old content stays.
func (w *fileWriter) Abort(cause error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	if w.failed != nil {
		cause = w.failed
	}
	w.abort(cause)
}

// abort ends the writer without a file, with mu held.
func (w *fileWriter) abort(cause error) {
	defer w.over()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), endWithin)
	defer cancel()
	w.ctx = ctx
	var err error
	if w.target.stands && !limit(cause) {
		err = w.leavePartial()
	} else {
		err = w.discard()
	}
	if err != nil && !IsKey(err, "error.file_changed") && !IsKey(err, "error.no_such_room") {
		w.s.log.Warn("an upload ended untidily", "kind", string(KindOf(err))) // the sweep tidies up
	}
}

// leavePartial keeps what has arrived from the beginning. Where the keys are gone
// already, whole chunks are kept.
func (w *fileWriter) leavePartial() error {
	err := w.keepTail()
	if err == nil || IsKey(err, "error.file_changed") {
		return err
	}
	if w.out != nil {
		if err := w.out.Sync(w.ctx); err != nil {
			return err
		}
	}
	ready := max(w.ready, w.readyNow())
	return w.hear(w.ctx, func(_ Tx, b *BlobRow) error {
		b.Size, b.Ready, b.Writer = max(ready, int64(w.recorded)*ChunkSize), ready, ""
		return nil
	}, func() {})
}

// keepTail stores the chunk that is not whole, and writes down how much there is.
func (w *fileWriter) keepTail() error {
	n := w.wholeFromStart()
	for c := w.chunks[n]; c != nil && c.dirty && c.have.whole(ChunkSize); c = w.chunks[n] {
		if err := w.store(n, c); err != nil {
			return err
		}
		n++
	}
	size, chunks := int64(n)*ChunkSize, n
	if c := w.chunks[n]; c != nil && c.have.fromStart() > 0 {
		tail := c.have.fromStart()
		if _, err := w.load(n); err != nil {
			return err
		}
		w.size, c.dirty = size+int64(tail), true
		if err := w.store(n, c); err != nil {
			return err
		}
		size, chunks = w.size, n+1
	}
	if w.out != nil {
		if err := w.out.Sync(w.ctx); err != nil {
			return err
		}
	}
	return w.rewrite(func(k *vault.RoomKey, d *fileData) {
		d.Size, d.Chunks, d.Next = size, w.sealedHow(chunks), w.next
	}, func(b *BlobRow) { b.Size, b.Ready, b.Writer = size, int64(n)*ChunkSize, "" })
}

// discard takes everything back that the writer stored.
func (w *fileWriter) discard() error {
	ctx, room := w.ctx, w.in.room.ID
	var rows []MessageRow
	err := w.s.store.InTx(ctx, func(tx Tx) error {
		rows = nil
		if _, err := tx.Room(ctx, room); err != nil { // holds it
			return notRoom(err)
		}
		b, err := w.own(ctx, tx)
		if err != nil {
			return err
		}
		b.State, b.Writer = blobGone, ""
		if err := tx.PutBlob(ctx, b); err != nil {
			return err
		}
		if !w.target.stands {
			return nil
		}
		row, err := tx.Message(ctx, w.target.id)
		if err != nil || row.Deleted {
			return noMessage(err)
		}
		row, err = removeEntry(ctx, tx, row, "")
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return err
	}
	w.s.publishRows(rows...)
	w.s.dropBlob(ctx, room, w.blob)
	return nil
}

// over lets go of what the writer held, with mu held.
func (w *fileWriter) over() {
	w.ended = true
	if w.out != nil {
		_ = w.out.Close() // what counts was synced
	}
	for i := range w.chunks {
		w.release(i)
	}
	w.chunks, w.free, w.memory = nil, nil, nil
	w.s.writers.remove(w)
	w.s.writers.give(w.in.actor.person)
}

// dropBlob removes a blob that is noted as gone. What fails the sweep does again.
func (s *Service) dropBlob(ctx context.Context, room RoomID, id BlobID) {
	if id == "" {
		return
	}
	b, err := s.store.Blob(ctx, room, id)
	if err != nil && KindOf(err) == NotFound || b.Writer != "" {
		return // what a living writer still writes the sweep removes later
	}
	if err == nil {
		err = s.blobs.Drop(ctx, room, id)
	}
	if err == nil {
		err = s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteBlob(ctx, room, id) })
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		s.log.Warn("the content of a deleted file was not removed", "kind", string(KindOf(err)))
	}
}
