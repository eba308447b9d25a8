package backup

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/vault"
)

// Job is a backup to take.
type Job struct {
	Target     string // the database
	HouseKey   []byte // contents of house.key
	HostKey    []byte // contents of host_key, nil where there is none yet
	Passphrase string
	Program    string // version, for the manifest
	Now        time.Time
	Archive    io.Writer
	Keys       io.Writer // nil: the keys go into the archive
	Weak       bool      // tests only: cheap derivation from the passphrase
}

// Taken says what a backup holds.
type Taken struct {
	Schema  int // steps of the tables
	Rows    int64
	People  int
	Rooms   int
	Files   int
	LeftOut int // rooms that were deleted while it was taken
}

// Write takes a backup while the house serves. Everything that was acknowledged
// before it began is in it.
func Write(ctx context.Context, job Job) (t Taken, err error) {
	from, err := store.OpenPeek(ctx, job.Target)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if _, _, err := from.Schema(ctx); err != nil {
		return t, err
	}
	at, err := from.Snapshot(ctx)
	if err != nil {
		return t, err
	}
	defer func() { _ = at.End() }() // it only read
	w := &writing{job: job, at: at, rooms: map[string]bool{}}
	if err := w.prepare(ctx); err != nil {
		return t, err
	}
	w.manifest.Database = "sqlite"
	if from.Postgres() {
		w.manifest.Database = "postgres"
	}
	if job.Keys != nil {
		if err := writeKeys(job.Keys, w.keys, job.Passphrase, job.Weak); err != nil {
			return t, err
		}
	}
	return w.taken, w.archive(ctx)
}

// writing is a backup on its way.
type writing struct {
	job      Job
	at       *store.Snapshot
	manifest Manifest
	keys     KeyStore
	rooms    map[string]bool // that stood at the moment of the snapshot
	lock     lock
	out      *frameWriter
	taken    Taken
}

// prepare gathers what stands before the rows: who the house is and all keys.
func (w *writing) prepare(ctx context.Context) error {
	id, check, err := house.HouseOf(ctx, w.at)
	if err != nil {
		return fmt.Errorf("read whose house it is: %w", err)
	}
	keys, err := house.FitsHouse(w.job.HouseKey, id, check)
	if err != nil {
		return err
	}
	schema, missing, err := w.at.Schema(ctx)
	if err != nil {
		return err
	}
	created := w.job.Now.UTC().Truncate(time.Millisecond)
	w.manifest = Manifest{
		Format: 1, Program: w.job.Program, House: id, Created: created, Schema: schema, KeysApart: w.job.Keys != nil,
	}
	w.keys = KeyStore{House: id, Created: created, HouseKey: w.job.HouseKey, HostKey: w.job.HostKey}
	rooms, err := w.at.RoomIDs(ctx)
	if err != nil {
		return err
	}
	for _, room := range rooms {
		w.rooms[room] = true
	}
	if w.keys.People, err = w.at.PeopleIDs(ctx); err != nil {
		return err
	}
	if err := w.roomKeys(ctx, keys, rooms); err != nil {
		return err
	}
	if w.job.Keys != nil && len(missing) == 0 {
		if err := w.ledger(ctx); err != nil {
			return err
		}
	}
	for _, room := range rooms {
		if w.keys.Rooms[room] == nil {
			w.taken.LeftOut++
		}
	}
	w.lock.keys = w.keys.Rooms
	w.taken.Schema, w.taken.People, w.taken.Rooms = len(schema), len(w.keys.People), len(rooms)-w.taken.LeftOut
	return nil
}

// ledger takes what was destroyed along, so that an older backup is told of it.
func (w *writing) ledger(ctx context.Context) error {
	const step = 1000
	for after := int64(0); ; {
		rows, err := w.at.Ledger(ctx, "*", after, step)
		if err != nil {
			return err
		}
		w.keys.Ledger = append(w.keys.Ledger, rows...)
		if len(rows) < step {
			return nil
		}
		after = rows[len(rows)-1].Seq
	}
}

// roomKeys gives every room its key. Tables from before there were any get keys that
// live in this archive alone.
func (w *writing) roomKeys(ctx context.Context, keys *vault.House, rooms []string) error {
	boxes, err := store.BackupKeys(ctx, w.job.Target, func(room string) ([]byte, error) {
		return sealRoomKey(keys, room, newRoomKey())
	})
	w.keys.Rooms = make(map[string][]byte, len(rooms))
	if errors.Is(err, store.ErrNoBackupKeys) && w.job.Keys == nil {
		w.keys.Passing = true
		for _, room := range rooms {
			w.keys.Rooms[room] = newRoomKey()
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("keys of rooms: %w", err)
	}
	for room, box := range boxes {
		if w.keys.Rooms[room], err = keys.OpenText("backup-key", room, 0, box); err != nil {
			return fmt.Errorf("a room's key for backups was changed by somebody: %w", err)
		}
	}
	return nil
}

func sealRoomKey(keys *vault.House, room string, key []byte) ([]byte, error) {
	box := keys.SealText("backup-key", room, 0, key)
	if box == nil {
		return nil, errors.New("a room's key for backups could not be sealed")
	}
	return box, nil
}

func (w *writing) archive(ctx context.Context) error {
	sealed, err := encrypt(w.job.Archive, w.job.Passphrase, w.job.Weak)
	if err != nil {
		return err
	}
	w.out = newFrameWriter(sealed)
	if err := w.out.json(frameManifest, w.manifest); err != nil {
		return err
	}
	if !w.manifest.KeysApart {
		if err := w.out.json(frameKeys, w.keys); err != nil {
			return err
		}
	}
	tables, err := w.at.Tables(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := w.table(ctx, t); err != nil {
			return err
		}
	}
	if err := w.files(ctx); err != nil {
		return err
	}
	if err := w.out.close(); err != nil {
		return err
	}
	return sealed.Close()
}

func (w *writing) table(ctx context.Context, t store.Table) error {
	if err := w.out.json(frameTable, tableHead{t.Name, t.Columns}); err != nil {
		return err
	}
	w.out.end.Rows[t.Name] = 0
	b := batch{w: w, table: t.Name}
	err := w.at.Rows(ctx, t, func(values []any) error {
		rooms, left := w.hangsOn(t, values)
		if left {
			return nil
		}
		return b.add(rooms, values)
	})
	if err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return b.flush()
}

// hangsOn gives the rooms on which a row hangs; what names a room that was gone
// before outlived it on purpose. left means that a room went since.
func (w *writing) hangsOn(t store.Table, values []any) (rooms []string, left bool) {
	for _, i := range t.Rooms {
		room, _ := values[i].(string)
		if !w.rooms[room] || len(rooms) > 0 && rooms[0] == room {
			continue
		}
		if w.keys.Rooms[room] == nil {
			return nil, true
		}
		rooms = append(rooms, room)
	}
	return rooms, false
}

// batch is rows of the same rooms that go into one frame.
type batch struct {
	w     *writing
	table string
	rooms []string
	rows  int
	plain []byte
}

func (b *batch) add(rooms []string, values []any) (err error) {
	if b.rows > 0 && (!equal(rooms, b.rooms) || len(b.plain) >= batchSize) {
		if err := b.flush(); err != nil {
			return err
		}
	}
	b.rooms = rooms
	b.rows++
	b.plain, err = appendRow(b.plain, values)
	return err
}

func (b *batch) flush() error {
	if b.rows == 0 {
		return nil
	}
	head := roomsHead(b.rooms)
	head = binary.AppendUvarint(head, uint64(b.rows))
	body := b.plain
	if len(b.rooms) > 0 {
		aead, err := b.w.lock.of(b.rooms)
		if err != nil {
			return err
		}
		body = seal(aead, place(b.w.manifest, b.table, b.w.out.end.Frames), body)
	}
	b.w.out.end.Rows[b.table] += int64(b.rows)
	b.w.taken.Rows += int64(b.rows)
	err := b.w.out.frame(frameRows, head, body)
	b.plain, b.rows = b.plain[:0], 0
	return err
}

func roomsHead(rooms []string) []byte {
	head := binary.AppendUvarint(nil, uint64(len(rooms)))
	for _, room := range rooms {
		head = appendText(head, room)
	}
	return head
}

// files writes the contents of files, chunk by chunk.
func (w *writing) files(ctx context.Context) error {
	return w.at.Blobs(ctx, func(room, blob string) error {
		if w.rooms[room] && w.keys.Rooms[room] == nil {
			return nil
		}
		var rooms []string
		if w.rooms[room] {
			rooms = []string{room}
		}
		n := 0
		err := w.at.Chunks(ctx, room, blob, func(part int, sealed []byte) error {
			n++
			w.out.end.Chunks++
			plain := binary.AppendUvarint(appendText(appendText(nil, room), blob), uint64(part))
			plain = append(plain, sealed...)
			if len(rooms) > 0 {
				aead, err := w.lock.of(rooms)
				if err != nil {
					return err
				}
				plain = seal(aead, place(w.manifest, "", w.out.end.Frames), plain)
			}
			return w.out.frame(frameChunk, roomsHead(rooms), plain)
		})
		if n > 0 {
			w.taken.Files++
		}
		if err != nil {
			return fmt.Errorf("the content of a file: %w", err)
		}
		return nil
	})
}
