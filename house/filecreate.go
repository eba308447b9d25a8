package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

// CreateFile opens a file for writing, a new one or in place of an old one. Its name
// is taken from now on; the old content stays until Close. Who may: those who may
// write in the room's files; over others' files only those who tidy up.
func (s *Service) CreateFile(ctx context.Context, a Actor, place, path string, o FileOptions) (FileWriter, error) {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelWrite)
	if err != nil {
		return nil, err
	}
	names, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	folder, name, ok := parentOf(names)
	if !ok {
		return nil, Errorf(Conflict, "error.file_is_folder", "Name", "/")
	}
	if o.Size < 0 {
		return nil, Errorf(Invalid, "error.invalid")
	}
	if err := s.writers.take(a.person); err != nil {
		return nil, err
	}
	w, err := s.openWriter(ctx, in, folder, name, o)
	if err != nil {
		s.writers.give(a.person)
		return nil, err
	}
	if err := w.copyOld(); err != nil {
		w.Abort(err)
		return nil, err
	}
	return w, nil
}

func (s *Service) openWriter(ctx context.Context, in access, folder []string, name string, o FileOptions) (*fileWriter, error) {
	w := &fileWriter{s: s, ctx: ctx, in: in, token: newID()}
	err := s.fileDeed(ctx, &w.in, func(k *vault.RoomKey) (prepared, error) { return w.begin(k, folder, name, o) })
	if err != nil {
		return nil, err
	}
	w.heard = s.clock()
	s.writers.add(w)
	return w, nil
}

// begin decides what a writer writes for.
func (w *fileWriter) begin(k *vault.RoomKey, folder []string, name string, o FileOptions) (prepared, error) {
	s, ctx := w.s, w.ctx
	var err error
	if w.rules, err = s.fileRules(ctx, w.in); err != nil {
		return nil, err
	}
	if err := w.rules.takes(name); err != nil {
		return nil, err
	}
	if o.Size > w.rules.maxFile() {
		return nil, errFileTooBig(w.rules)
	}
	at, err := s.folder(ctx, w.in, folder)
	if err != nil {
		return nil, err
	}
	old, mod, stands, err := s.child(ctx, w.in, at, name)
	if err != nil {
		return nil, err
	}
	w.blob, w.chunks, w.next = BlobID(newID()), map[int]*chunkState{}, chunkRun{Epoch: k.Epoch()}
	w.target = fileTarget{id: MessageID(newID()), parent: at, name: name}
	w.size, w.reserved, w.ready, w.recorded, w.old = 0, o.Size, 0, 0, nil
	if !stands {
		return w.beginNew(k, mod, node{}, false)
	}
	if o.Exclusive {
		return nil, Errorf(Conflict, "error.file_exists", "Name", name)
	}
	if err := mayReplace(w.in, old); err != nil {
		return nil, err
	}
	switch {
	case !old.data.Partial:
		if o.Resume {
			w.old = &old
		}
		return w.beginOver()
	case o.Resume && old.row.Author == w.in.actor.person:
		return w.beginAgain(k, old)
	default:
		return w.beginNew(k, mod, old, true)
	}
}

// beginNew puts a Partial entry into the folder, in place of an old one perhaps.
func (w *fileWriter) beginNew(k *vault.RoomKey, mod int64, old node, stands bool) (prepared, error) {
	fresh, err := w.s.newEntry(k, w.in, w.target, fileData{Partial: true, Blob: w.blob, Next: w.next})
	if err != nil {
		return nil, err
	}
	w.target.stands = true
	return func(tx Tx) ([]MessageRow, error) {
		row := fresh
		rows, err := w.s.placeEntry(w.ctx, tx, k, &row, w.target.name, mod, old, stands)
		if err != nil {
			return nil, err
		}
		return append(rows, row), w.addBlob(tx)
	}, nil
}

// beginOver leaves what stands there as it is until Close.
func (w *fileWriter) beginOver() (prepared, error) {
	return func(tx Tx) ([]MessageRow, error) { return nil, w.addBlob(tx) }, nil
}

// addBlob adds the blob's row. The room is held.
func (w *fileWriter) addBlob(tx Tx) error {
	now, err := tx.Now(w.ctx)
	if err != nil {
		return err
	}
	if w.reserved > 0 {
		if err := w.s.fitsQuota(w.ctx, tx, w.in.room.ID, w.rules, w.reserved); err != nil {
			return err
		}
	}
	return tx.PutBlob(w.ctx, BlobRow{
		Room: w.in.room.ID, ID: w.blob, File: w.target.id, State: blobOpen, Size: w.reserved,
		Created: now, Touched: now, Writer: w.token,
	})
}

// beginAgain goes on with a Partial file of the same person. A writer of theirs that
// still lives on this node is ended: its connection was lost, or they would not ask.
func (w *fileWriter) beginAgain(k *vault.RoomKey, old node) (prepared, error) {
	s, ctx := w.s, w.ctx
	if living := s.writers.of(old.data.Blob); living != nil {
		living.Abort(errAborted)
		return nil, errRace
	}
	b, err := s.store.Blob(ctx, w.in.room.ID, old.data.Blob)
	if err != nil && KindOf(err) != NotFound {
		return nil, err
	}
	if err != nil || b.State != blobOpen {
		return nil, errFileChanged()
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	if b.Writer != "" && now.Sub(b.Touched) < writerLease {
		return nil, Errorf(Conflict, "error.file_busy", "Name", old.words.Title, "Minutes", int(writerLease/time.Minute))
	}
	whole, err := w.takeUp(old.data, b)
	if err != nil {
		return nil, err
	}
	w.target.stands, w.target.id, w.target.name, w.reserved = true, old.row.ID, old.words.Title, b.Size
	w.next.Epoch, w.recorded, w.ready = k.Epoch(), whole, int64(whole)*ChunkSize
	d := old.data
	d.Size, d.Chunks, d.Next = w.ready, w.sealedHow(whole), w.next
	sealed, err := s.resealed(k, old.row, old.words, d)
	if err != nil {
		return nil, err
	}
	return func(tx Tx) ([]MessageRow, error) {
		if _, err := unchanged(ctx, tx, old.row); err != nil {
			return nil, err
		}
		has, err := tx.Blob(ctx, b.Room, b.ID)
		if err != nil || has.Writer != b.Writer || has.Ready != b.Ready || has.State != b.State {
			return nil, errRace
		}
		if has.Touched, err = tx.Now(ctx); err != nil {
			return nil, err
		}
		has.Writer, has.Ready = w.token, w.ready
		if err := tx.PutBlob(ctx, has); err != nil {
			return nil, err
		}
		row := sealed
		return []MessageRow{row}, tx.PutMessage(ctx, &row)
	}, nil
}

// takeUp learns which chunks of a Partial file are there, and brings the last one,
// which is not whole, into memory. It gives the number of whole ones.
func (w *fileWriter) takeUp(d fileData, b BlobRow) (whole int, err error) {
	w.blob, w.next = b.ID, chunkRun{Try: d.Next.Try + 1}
	for _, r := range d.Chunks {
		w.next.Try = max(w.next.Try, r.Try+1)
	}
	w.size = d.arrived(b.Ready)
	known := int(d.Size / ChunkSize)
	whole = int(w.size / ChunkSize)
	for i := range whole {
		how := d.Next
		if i < known {
			how = d.chunk(i)
		}
		how.N = 0
		w.chunks[i] = &chunkState{stored: true, len: ChunkSize, how: how, have: spans{{0, ChunkSize}}}
	}
	tail := chunkLen(w.size, whole)
	if tail == 0 {
		return whole, nil
	}
	c := &chunkState{stored: true, len: tail, how: d.chunk(whole), have: spans{{0, tail}}}
	w.chunks[whole], w.memory = c, nil
	if _, err := w.load(whole); err != nil {
		return 0, err
	}
	c.dirty = true
	return whole, nil
}

// copyOld brings the content of the file that is gone on with into the new blob.
func (w *fileWriter) copyOld() error {
	if w.old == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	d := w.old.data
	for i := range chunksOf(d.Size) {
		how := d.chunk(i)
		k, err := w.s.key(w.ctx, w.in, how.Epoch)
		if err != nil {
			return err
		}
		plain, err := w.s.readChunk(w.ctx, k, w.in.room.ID, d.Blob, i, how.Try, chunkLen(d.Size, i))
		if err != nil {
			return err
		}
		_, err = w.write(plain, int64(i)*ChunkSize)
		clear(plain)
		if err != nil {
			return err
		}
	}
	return nil
}
