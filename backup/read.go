package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/vault"
)

// File is an archive that is being read back.
type File struct {
	from     io.ReadSeeker
	opener   opener
	apart    *KeyStore // from its own file
	keys     KeyStore
	vault    *vault.House
	Manifest Manifest
	Holds    Holds
	gone     []house.PersonID
	checked  bool
}

// Holds is what Check found in an archive.
type Holds struct {
	Bytes   int64 // of rows and files
	Rows    int64
	Rooms   int
	LeftOut int // rooms whose key is no longer in the key store
	Files   int
	People  int // whose account stands today as well
}

// Open begins to read an archive. keys is the key store where it stands in a file of
// its own, else nil.
func Open(from io.ReadSeeker, passphrase string, keys *KeyStore) *File {
	return &File{from: from, opener: opener{passphrase: passphrase}, apart: keys}
}

// What Check refuses besides a file that is not whole.
var (
	ErrNeedsKeys  = errors.New("its keys are in a file of their own; name it with --keys")
	ErrOtherKeys  = errors.New("the key store belongs to another house")
	ErrOldKeys    = errors.New("the key store is older than the backup; take the newest one")
	ErrInnerKeys  = errors.New("it brings its keys along; leave --keys out")
	errNoHouseKey = errors.New("the house key in it does not fit the house; take another backup")
)

// visitor is called for what an archive holds, in its order.
type visitor interface {
	begin(ctx context.Context, m Manifest) error
	table(ctx context.Context, h tableHead) error
	row(ctx context.Context, h tableHead, values []any) error
	chunk(ctx context.Context, room, blob string, part int, sealed []byte) error
}

// walk reads an archive from its beginning to its end.
func (f *File) walk(ctx context.Context, v visitor) error {
	if _, err := f.from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	opened, err := f.opener.open(f.from)
	if err != nil {
		return err
	}
	frames, err := newFrameReader(opened)
	if err != nil {
		return err
	}
	w := &walking{f: f, v: v, frames: frames, left: map[string]bool{}}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		kind, body, err := frames.next()
		if errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged) {
			if w.stage < readsRows {
				return ErrDamaged
			}
			f.Holds.LeftOut = len(w.left)
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.frame(ctx, kind, body); err != nil {
			return err
		}
	}
}

const (
	readsManifest = iota
	readsKeys
	readsRows
)

// walking is one way through an archive.
type walking struct {
	f      *File
	v      visitor
	frames *frameReader
	stage  int
	lock   lock
	head   tableHead
	left   map[string]bool // rooms whose key is gone
}

func (w *walking) frame(ctx context.Context, kind byte, body []byte) error {
	switch {
	case w.stage == readsManifest && kind == frameManifest:
		return w.manifest(ctx, body)
	case w.stage == readsKeys && kind == frameKeys:
		var k KeyStore
		if json.Unmarshal(body, &k) != nil {
			return ErrDamaged
		}
		return w.take(k)
	case w.stage == readsRows && kind == frameTable:
		w.head = tableHead{}
		if json.Unmarshal(body, &w.head) != nil || len(w.head.Columns) == 0 {
			return ErrDamaged
		}
		w.frames.got.Rows[w.head.Name] += 0
		return w.v.table(ctx, w.head)
	case w.stage == readsRows && kind == frameRows && w.head.Name != "":
		return w.rows(ctx, body)
	case w.stage == readsRows && kind == frameChunk:
		return w.chunk(ctx, body)
	default:
		return ErrDamaged
	}
}

func (w *walking) manifest(ctx context.Context, body []byte) error {
	m := &w.f.Manifest
	if json.Unmarshal(body, m) != nil {
		return ErrDamaged
	}
	if m.Format != 1 {
		return ErrNewer
	}
	if err := store.KnowsSchema(m.Schema); err != nil {
		return err
	}
	if err := w.v.begin(ctx, *m); err != nil {
		return err
	}
	w.stage = readsKeys
	apart := w.f.apart
	switch {
	case !m.KeysApart && apart != nil:
		return ErrInnerKeys
	case !m.KeysApart:
		return nil
	case apart == nil:
		return ErrNeedsKeys
	case apart.House != m.House:
		return ErrOtherKeys
	case apart.Created.Before(m.Created):
		return ErrOldKeys
	}
	return w.take(*apart)
}

func (w *walking) take(k KeyStore) error {
	w.f.keys, w.lock.keys, w.stage = k, k.Rooms, readsRows
	return nil
}

// subjects reads on which rooms a frame hangs, and opens it unless a key is gone.
func (w *walking) subjects(table string, body []byte, counted *int) (rooms []string, plain []byte, err error) {
	n, body, err := cutNumber(body, 16)
	if err != nil {
		return nil, nil, err
	}
	for range n {
		var room []byte
		if room, body, err = cutBytes(body); err != nil {
			return nil, nil, err
		}
		rooms = append(rooms, string(room))
	}
	if counted != nil {
		if *counted, body, err = cutNumber(body, maxFrame); err != nil {
			return nil, nil, err
		}
	}
	if n == 0 {
		return rooms, body, nil
	}
	aead, err := w.lock.of(rooms)
	if err != nil || aead == nil {
		return rooms, nil, err
	}
	plain, err = open(aead, place(w.f.Manifest, table, w.frames.got.Frames-1), body)
	return rooms, plain, err
}

func (w *walking) rows(ctx context.Context, body []byte) error {
	n := 0
	rooms, plain, err := w.subjects(w.head.Name, body, &n)
	if err != nil {
		return err
	}
	w.frames.got.Rows[w.head.Name] += int64(n)
	if plain == nil {
		if w.head.Name == "rooms" {
			w.left[rooms[0]] = true
		}
		return nil
	}
	for range n {
		values, rest, err := readRow(plain, len(w.head.Columns))
		if err != nil {
			return err
		}
		plain = rest
		if err := w.v.row(ctx, w.head, values); err != nil {
			return err
		}
	}
	if len(plain) > 0 {
		return ErrDamaged
	}
	return nil
}

func (w *walking) chunk(ctx context.Context, body []byte) error {
	w.frames.got.Chunks++
	_, plain, err := w.subjects("", body, nil)
	if err != nil || plain == nil {
		return err
	}
	room, plain, err := cutBytes(plain)
	if err != nil {
		return err
	}
	blob, plain, err := cutBytes(plain)
	if err != nil {
		return err
	}
	part, sealed, err := cutNumber(plain, 1<<40)
	if err != nil {
		return err
	}
	return w.v.chunk(ctx, string(room), string(blob), part, sealed)
}

// Check reads the whole archive without changing anything: that it is whole, that
// this program knows its tables, that the keys fit.
func (f *File) Check(ctx context.Context) error {
	c := &checking{f: f, set: map[string][]byte{}, people: map[string]bool{}}
	if err := f.walk(ctx, c); err != nil {
		return err
	}
	id, check := house.SettingsOfHouse()
	keys, err := house.FitsHouse(f.keys.HouseKey, string(c.set[id]), c.set[check])
	if err != nil || string(c.set[id]) != f.Manifest.House {
		return errNoHouseKey
	}
	f.vault, f.checked = keys, true
	c.holds.LeftOut = f.Holds.LeftOut
	f.Holds = c.holds
	f.stands(c)
	return nil
}

// stands compares with the key store who stood when it was written.
func (f *File) stands(c *checking) {
	for _, person := range f.keys.People {
		if c.people[person] {
			delete(c.people, person)
			f.Holds.People++
		}
	}
	f.gone = nil
	for person := range c.people {
		f.gone = append(f.gone, house.PersonID(person))
	}
}

// Gone are people who stand in the archive and did not when the key store was
// written: they are to be erased again.
func (f *File) Gone() []house.PersonID { return f.gone }

// Ledger is what the house had destroyed when the key store was written.
func (f *File) Ledger() []house.LedgerRow { return f.keys.Ledger }

// HouseKey and HostKey are the files of the keys; there may be no host key.
func (f *File) HouseKey() []byte { return f.keys.HouseKey }

// HostKey is nil where the house had none.
func (f *File) HostKey() []byte { return f.keys.HostKey }

// Age is how old the archive is.
func (f *File) Age(now time.Time) time.Duration { return now.Sub(f.Manifest.Created) }

// checking looks at everything and keeps nothing but counts.
type checking struct {
	f      *File
	holds  Holds
	set    map[string][]byte
	people map[string]bool // whose account stood
	blob   string
}

func (c *checking) begin(context.Context, Manifest) error { return nil }

func (c *checking) table(context.Context, tableHead) error { return nil }

func (c *checking) row(_ context.Context, h tableHead, values []any) error {
	c.holds.Rows++
	for _, v := range values {
		switch v := v.(type) {
		case string:
			c.holds.Bytes += int64(len(v))
		case []byte:
			c.holds.Bytes += int64(len(v))
		}
		c.holds.Bytes += 8
	}
	switch h.Name {
	case "settings":
		name, _ := named(h, values, "name").(string)
		value, _ := named(h, values, "value").([]byte)
		if id, check := house.SettingsOfHouse(); name == id || name == check {
			c.set[name] = value
		}
	case "people":
		id, _ := named(h, values, "id").(string)
		if state, _ := named(h, values, "state").(string); state != "deleted" {
			c.people[id] = true
		}
	case "rooms":
		c.holds.Rooms++
	}
	return nil
}

func (c *checking) chunk(_ context.Context, room, blob string, _ int, sealed []byte) error {
	c.holds.Bytes += int64(len(sealed))
	if room+"/"+blob != c.blob {
		c.blob = room + "/" + blob
		c.holds.Files++
	}
	return nil
}

// named gives the value of a column.
func named(h tableHead, values []any, name string) any {
	for i, column := range h.Columns {
		if column == name {
			return values[i]
		}
	}
	return nil
}

// Load fills the empty database at target. Call Check first. It stands when Load
// returns; before that there is nothing.
func (f *File) Load(ctx context.Context, target string) error {
	if !f.checked {
		return errors.New("the archive was not checked")
	}
	l := &loading{}
	defer func() {
		if l.to != nil {
			l.to.Abort()
		}
	}()
	l.target = target
	if err := f.walk(ctx, l); err != nil {
		return err
	}
	if err := l.to.Finish(ctx); err != nil {
		return err
	}
	for room, key := range f.keys.Rooms {
		if f.keys.Passing {
			break
		}
		box, err := sealRoomKey(f.vault, room, key)
		if err != nil {
			return err
		}
		if err := l.to.RoomKey(ctx, room, box); err != nil {
			return fmt.Errorf("the key of a room: %w", err)
		}
	}
	err := l.to.Commit(ctx)
	if err == nil {
		l.to = nil
	}
	return err
}

// loading puts everything where it belongs.
type loading struct {
	target string
	to     *store.Loading
}

func (l *loading) begin(ctx context.Context, m Manifest) (err error) {
	l.to, err = store.BeginLoad(ctx, l.target, m.Schema)
	return err
}

func (l *loading) table(ctx context.Context, h tableHead) error {
	return l.to.Begin(ctx, h.Name, h.Columns)
}

func (l *loading) row(ctx context.Context, _ tableHead, values []any) error {
	return l.to.Row(ctx, values)
}

func (l *loading) chunk(ctx context.Context, room, blob string, part int, sealed []byte) error {
	return l.to.Chunk(ctx, room, blob, part, sealed)
}
