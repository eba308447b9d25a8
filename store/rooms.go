package store

import (
	"context"

	"stockwerk/house"
)

const roomColumns = `r.id, r.floor, r.lookup, r.kind, r.class, r.access, r.listed, r.history, r.retention, r.transcript,
	r.state, r.tools, r.preset, r.linger, r.keep, r.text, r.topic, r.epoch, r.rotate, r.seq, r.mod, r.created, r.seal`

func scanRoom(r row) (m house.RoomRow, err error) {
	err = r.Scan(&m.ID, &m.Floor, &m.Lookup, &m.Kind, &m.Class, &m.Access, &m.Listed, &m.History, &m.Retention,
		&m.Transcript, &m.State, &m.Tools, &m.Preset, &m.Linger, &m.Keep, &m.Text, &m.Topic, &m.Epoch, &m.Rotate, &m.Seq, &m.Mod, moment{&m.Created}, &m.Seal)
	return m, err
}

const roomInsert = `INSERT INTO rooms (id, floor, lookup, kind, class, access, listed, history, retention, transcript,
	state, tools, preset, linger, keep, text, topic, epoch, rotate, seq, mod, created, seal)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) `

func roomValues(m house.RoomRow) []any {
	return []any{
		m.ID, m.Floor, m.Lookup, m.Kind, m.Class, m.Access, m.Listed, m.History, m.Retention,
		m.Transcript, m.State, m.Tools, m.Preset, m.Linger, m.Keep, m.Text, m.Topic, m.Epoch, m.Rotate, m.Seq, m.Mod, m.Created, m.Seal,
	}
}

// Room returns the room with that id.
func (r reader) Room(ctx context.Context, id house.RoomID) (house.RoomRow, error) {
	return one(ctx, r.run, scanRoom, `SELECT `+roomColumns+` FROM rooms r WHERE r.id = ? ORDER BY r.id`, id)
}

// RoomBySlug returns the room of a floor by the lookup value of its slug.
func (r reader) RoomBySlug(ctx context.Context, floor house.FloorID, lookup []byte) (house.RoomRow, error) {
	return one(ctx, r.run, scanRoom,
		`SELECT `+roomColumns+` FROM rooms r WHERE r.floor = ? AND r.lookup = ? ORDER BY r.id`, floor, lookup)
}

// RoomsOn returns the rooms of a floor in the order they were opened.
func (r reader) RoomsOn(ctx context.Context, floor house.FloorID) ([]house.RoomRow, error) {
	return many(ctx, r.run, scanRoom,
		`SELECT `+roomColumns+` FROM rooms r WHERE r.floor = ? AND r.class <> 'direct' ORDER BY r.created, r.id`, floor)
}

// RoomsIn returns the rooms of a state in the order of Created.
func (r reader) RoomsIn(ctx context.Context, state string) ([]house.RoomRow, error) {
	return many(ctx, r.run, scanRoom, `SELECT `+roomColumns+` FROM rooms r WHERE r.state = ? ORDER BY r.created, r.id`, state)
}

// RoomsOf returns the rooms where the person stands on the roster.
func (r reader) RoomsOf(ctx context.Context, person house.PersonID) ([]house.RoomRow, error) {
	return many(ctx, r.run, scanRoom, `SELECT `+roomColumns+` FROM roster p JOIN rooms r ON r.id = p.room
		WHERE p.person = ? ORDER BY r.created, r.id`, person)
}

// DirectRoom returns the private conversation of a pair.
func (r reader) DirectRoom(ctx context.Context, pair []byte) (house.RoomRow, error) {
	return one(ctx, r.run, scanRoom,
		`SELECT `+roomColumns+` FROM rooms r WHERE r.floor = '' AND r.lookup = ? AND r.class = 'direct' ORDER BY r.id`, pair)
}

// RoomMods returns the change counters of those rooms that exist.
func (r reader) RoomMods(ctx context.Context, ids []house.RoomID) (map[house.RoomID]int64, error) {
	type counter struct {
		room house.RoomID
		mod  int64
	}
	list, err := manyOf(ctx, r.run, func(r row) (c counter, err error) {
		err = r.Scan(&c.room, &c.mod)
		return c, err
	}, ids, func(marks string) string {
		return `SELECT id, mod FROM rooms WHERE id IN (` + marks + `) ORDER BY id`
	})
	mods := make(map[house.RoomID]int64, len(list))
	for _, c := range list {
		mods[c.room] = c.mod
	}
	return mods, err
}

// Room returns the room and holds its row until the transaction ends, so that
// nobody else's epoch, rights or words come between what is read after it and
// what is written. SQLite has one writer and needs no lock.
func (t tx) Room(ctx context.Context, id house.RoomID) (house.RoomRow, error) {
	if _, several := t.run.(postgresTx); !several {
		return t.reader.Room(ctx, id)
	}
	return one(ctx, t.run, scanRoom, `SELECT `+roomColumns+` FROM rooms r WHERE r.id = ? ORDER BY r.id FOR UPDATE`, id)
}

// AddRoom inserts a room; Conflict when id, slug or pair stands.
func (t tx) AddRoom(ctx context.Context, m house.RoomRow) error {
	return add(ctx, t.run, roomInsert+`ON CONFLICT DO NOTHING`, roomValues(m)...)
}

// PutRoom inserts or replaces a room; the counters of one that stands stay.
func (t tx) PutRoom(ctx context.Context, m house.RoomRow) error {
	return put(ctx, t.run, roomInsert+`ON CONFLICT (id) DO UPDATE SET floor = excluded.floor, lookup = excluded.lookup,
		kind = excluded.kind, class = excluded.class, access = excluded.access, listed = excluded.listed,
		history = excluded.history, retention = excluded.retention, transcript = excluded.transcript,
		state = excluded.state, tools = excluded.tools, preset = excluded.preset, linger = excluded.linger, keep = excluded.keep, text = excluded.text, topic = excluded.topic, epoch = excluded.epoch,
		rotate = excluded.rotate, created = excluded.created, seal = excluded.seal`, roomValues(m)...)
}

// DeleteRoom removes a room. The keys go first: should anything of the words
// be left behind on the disk, nothing opens them.
func (t tx) DeleteRoom(ctx context.Context, room house.RoomID) error {
	t.erase()
	if err := t.deleteVisitors(ctx, room); err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM backup_keys WHERE room = ?`, // older backups hold the room under it
		`DELETE FROM wraps WHERE room = ?`,
		`DELETE FROM epochs WHERE room = ?`,
		`DELETE FROM drafts WHERE room = ?`,
		`DELETE FROM reads WHERE room = ?`,
		`DELETE FROM reads_until WHERE room = ?`,
		`DELETE FROM threads WHERE room = ?`,
		`DELETE FROM streams WHERE room = ?`,
		`DELETE FROM answers WHERE room = ?`,
		`DELETE FROM edit_locks WHERE room = ?`,
		`UPDATE blobs SET state = 'gone' WHERE room = ?`,
		`DELETE FROM messages WHERE room = ?`,
		`DELETE FROM tickets WHERE room = ?`,
		`DELETE FROM applications WHERE room = ?`,
		`DELETE FROM successions WHERE room = ?`,
		`DELETE FROM parted WHERE room = ?`,
		`DELETE FROM notes WHERE room = ?`,
		`DELETE FROM records WHERE room = ?`,
		`DELETE FROM cases WHERE room = ?`,
		`DELETE FROM appointments WHERE room = ?`,
		`DELETE FROM later_letters WHERE room = ?`,
		`DELETE FROM handovers WHERE room = ?`,
		`DELETE FROM sides WHERE room = ?`,
		`DELETE FROM sides WHERE side = ?`,
		`DELETE FROM closings WHERE room = ?`,
		`DELETE FROM roster WHERE room = ?`,
	} {
		if err := put(ctx, t.run, query, room); err != nil {
			return err
		}
	}
	return must(ctx, t.run, `DELETE FROM rooms WHERE id = ?`, room)
}
