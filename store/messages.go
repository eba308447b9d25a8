package store

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"stockwerk/house"
)

const messageColumns = `m.room, m.seq, m.mod, m.id, m.kind, m.thread, m.reply_to, m.author, m.epoch, m.revision, m.created,
	m.edited, m.deleted, m.pinned, m.locked, m.body, m.idem`

// messageFields are the places of messageColumns in m.
func messageFields(m *house.MessageRow) []any {
	return []any{
		&m.Room, &m.Seq, &m.Mod, &m.ID, &m.Kind, &m.Thread, &m.ReplyTo, &m.Author, &m.Epoch, &m.Revision,
		moment{&m.Created},
		&m.Edited, &m.Deleted, &m.Pinned, &m.Locked, &m.Body, &m.Idem,
	}
}

func scanMessage(r row) (m house.MessageRow, err error) {
	err = r.Scan(messageFields(&m)...)
	return m, err
}

// Messages returns rows of a room in ascending Seq; without a limit, all.
func (r reader) Messages(ctx context.Context, q house.MessageQuery) ([]house.MessageRow, error) {
	if q.Limit <= 0 {
		q.Limit = math.MaxInt32
	}
	kinds := q.Kinds
	if q.Thread != "" || len(kinds) == 0 {
		kinds = nil
	}
	var query string
	var args []any
	if len(kinds) <= 1 {
		query, args = selectMessages(q, q.Kinds)
	} else {
		// Each kind by its own index and limit: one index over several kinds
		// would have to sort the whole room.
		var parts []string
		for i := range kinds {
			part, values := selectMessages(q, kinds[i:i+1])
			parts = append(parts, `SELECT * FROM (`+part+`) AS part`)
			args = append(args, values...)
		}
		query = `SELECT ` + messageColumns + ` FROM (` + strings.Join(parts, ` UNION ALL `) + `) AS m ORDER BY m.seq ` +
			direction(q) + ` LIMIT ?`
		args = append(args, q.Limit)
	}
	list, err := many(ctx, r.run, scanMessage, query, args...)
	if q.Newest {
		slices.Reverse(list)
	}
	return list, err
}

func direction(q house.MessageQuery) string {
	if q.Newest {
		return `DESC`
	}
	return `ASC`
}

// selectMessages writes the statement for kinds (none: all) and its values.
func selectMessages(q house.MessageQuery, kinds []house.MessageKind) (string, []any) {
	query, args := `SELECT `+messageColumns+` FROM messages m WHERE m.room = ?`, []any{q.Room}
	if len(kinds) > 0 {
		query += ` AND m.kind IN (` + marks(len(kinds)) + `)`
		for _, k := range kinds {
			args = append(args, k)
		}
	}
	if q.Thread != "" {
		query, args = query+` AND m.thread <> '' AND m.thread = ?`, append(args, q.Thread)
	}
	if q.After > 0 {
		query, args = query+` AND m.seq > ?`, append(args, q.After)
	}
	if q.Before > 0 {
		query, args = query+` AND m.seq < ?`, append(args, q.Before)
	}
	return query + ` ORDER BY m.seq ` + direction(q) + ` LIMIT ?`, append(args, q.Limit)
}

// Message returns the message with that id, in whatever room.
func (r reader) Message(ctx context.Context, id house.MessageID) (house.MessageRow, error) {
	return one(ctx, r.run, scanMessage, `SELECT `+messageColumns+` FROM messages m WHERE m.id = ? ORDER BY m.id`, id)
}

// MessageByIdem returns what an author stored in a room under a repeat key.
func (r reader) MessageByIdem(ctx context.Context, room house.RoomID, author house.PersonID, idem []byte) (house.MessageRow, error) {
	return one(ctx, r.run, scanMessage, `SELECT `+messageColumns+` FROM messages m
		WHERE m.room = ? AND m.author = ? AND m.idem IS NOT NULL AND m.idem = ? ORDER BY m.id`, room, author, idem)
}

// Changes returns what was written or changed after a Mod.
func (r reader) Changes(ctx context.Context, room house.RoomID, after int64, limit int) ([]house.MessageRow, error) {
	return many(ctx, r.run, scanMessage, `SELECT `+messageColumns+` FROM messages m
		WHERE m.room = ? AND m.mod > ? ORDER BY m.mod LIMIT ?`, room, after, limit)
}

// counters are a room's highest numbers after a write.
type counters struct{ seq, mod int64 }

// count takes the next numbers of a room and holds its row until the end of
// the transaction, so that the order of numbers is the order of commits.
func (t tx) count(ctx context.Context, room house.RoomID, seqs int) (counters, error) {
	return one(ctx, t.run, func(r row) (c counters, err error) {
		err = r.Scan(&c.seq, &c.mod)
		return c, err
	}, `UPDATE rooms SET seq = seq + ?, mod = mod + 1 WHERE id = ? RETURNING seq, mod`, seqs, room)
}

// AddMessage numbers and inserts a message. On Conflict the numbers are given
// back, since the row has been held since they were taken.
func (t tx) AddMessage(ctx context.Context, m *house.MessageRow) error {
	next, err := t.count(ctx, m.Room, 1)
	if err != nil {
		return err
	}
	n, err := change(ctx, t.run, `INSERT INTO messages (room, seq, mod, id, kind, thread, reply_to, author, epoch, revision,
		created, edited, deleted, pinned, locked, body, idem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		m.Room, next.seq, next.mod, m.ID, m.Kind, m.Thread, m.ReplyTo, m.Author, m.Epoch, m.Revision, m.Created,
		m.Edited, m.Deleted, m.Pinned, m.Locked, m.Body, m.Idem)
	if err != nil {
		return err
	}
	if n == 0 {
		if err := put(ctx, t.run, `UPDATE rooms SET seq = seq - 1, mod = mod - 1 WHERE id = ?`, m.Room); err != nil {
			return err
		}
		return house.Errorf(house.Conflict, "error.conflict")
	}
	m.Seq, m.Mod = next.seq, next.mod
	if t.added != nil {
		*t.added++
	}
	switch {
	case m.Kind.Threaded() && m.Thread != "":
		return t.growThread(ctx, *m)
	case m.Kind.Stream():
		return put(ctx, t.run, `INSERT INTO streams (room, kind, top) VALUES (?, ?, ?)
			ON CONFLICT (room, kind) DO UPDATE SET top = excluded.top`, m.Room, m.Kind, m.Seq)
	}
	return nil
}

// PutMessage writes what may change of a message that stands: its words and
// their key, its marks, and the folder that a file lies in (Thread). Room and id
// say which one; Seq and Mod are filled.
func (t tx) PutMessage(ctx context.Context, m *house.MessageRow) error {
	next, err := t.count(ctx, m.Room, 0)
	if err != nil {
		return err
	}
	was, err := one(ctx, t.run, value[bool], `SELECT m.deleted FROM messages m WHERE m.id = ? AND m.room = ? ORDER BY m.id`,
		m.ID, m.Room)
	if err != nil {
		return err
	}
	seq, err := one(ctx, t.run, value[int64], `UPDATE messages SET mod = ?, thread = ?, epoch = ?, revision = ?, edited = ?,
		deleted = ?, pinned = ?, locked = ?, body = ? WHERE id = ? AND room = ? RETURNING seq`,
		next.mod, m.Thread, m.Epoch, m.Revision, m.Edited, m.Deleted, m.Pinned, m.Locked, m.Body, m.ID, m.Room)
	if err != nil {
		return err
	}
	m.Seq, m.Mod = seq, next.mod
	if m.Deleted {
		t.erase()
		if err := put(ctx, t.run, `DELETE FROM answers WHERE room = ? AND entry = ?`, m.Room, m.ID); err != nil {
			return err
		}
	}
	if !m.Kind.Threaded() || m.Thread == "" {
		return nil
	}
	return t.changeThread(ctx, *m, was)
}

// TouchMessage counts a change of a message whose row stays as it is.
func (t tx) TouchMessage(ctx context.Context, room house.RoomID, id house.MessageID) error {
	next, err := t.count(ctx, room, 0)
	if err != nil {
		return err
	}
	return must(ctx, t.run, `UPDATE messages SET mod = ? WHERE id = ? AND room = ?`, next.mod, id, room)
}

// DeleteMessages removes the messages of one kind older than before and tells
// how many. A board's root that younger replies hang on loses its words but
// stays until the last reply goes; a folder stays until it is empty.
func (t tx) DeleteMessages(ctx context.Context, room house.RoomID, before time.Time, kind house.MessageKind) (int, error) {
	end, err := t.seqAt(ctx, room, before, kind)
	if err != nil {
		return 0, err
	}
	hangs := end // what hangs on an older root and is not younger goes with it
	if kind == house.KindFile {
		hangs = 0 // a folder goes when it is empty, in a later round
	}
	gone, err := many(ctx, t.run, scanPost, `DELETE FROM messages WHERE room = ? AND kind = ? AND seq < ?
		AND NOT EXISTS (SELECT 1 FROM messages AS y WHERE y.room = messages.room
			AND y.thread <> '' AND y.thread = messages.id AND y.seq >= ?)
		RETURNING id, thread, deleted`, room, kind, end, hangs)
	for _, p := range gone { // only theirs: other answers belong to no message
		if err == nil {
			err = put(ctx, t.run, `DELETE FROM answers WHERE room = ? AND entry = ?`, room, p.id)
		}
		if err == nil {
			err = put(ctx, t.run, `DELETE FROM edit_locks WHERE room = ? AND page = ?`, room, p.id)
		}
	}
	if err != nil || !kind.Threaded() {
		t.erase()
		return len(gone), err
	}
	t.erase()
	if err := t.shrinkThreads(ctx, room, gone); err != nil {
		return 0, err
	}
	left, err := many(ctx, t.run, scanMessage, `SELECT `+messageColumns+` FROM messages m
		WHERE m.room = ? AND m.kind = ? AND m.seq < ? AND NOT m.deleted ORDER BY m.seq`, room, kind, end)
	if err != nil {
		return 0, err
	}
	for i := range left {
		left[i].Deleted, left[i].Body = true, nil
		if err := t.PutMessage(ctx, &left[i]); err != nil {
			return 0, err
		}
	}
	return len(gone) + len(left), nil
}

// seqAt is the lowest seq of the kind that is not older than before. Clocks
// differ a little between nodes; what the order of seq hides goes next time.
func (t tx) seqAt(ctx context.Context, room house.RoomID, before time.Time, kind house.MessageKind) (int64, error) {
	end, err := one(ctx, t.run, value[int64], `SELECT m.seq FROM messages m
		WHERE m.room = ? AND m.kind = ? AND m.created >= ? ORDER BY m.seq LIMIT 1`, room, kind, before)
	if house.KindOf(err) == house.NotFound {
		return math.MaxInt64, nil
	}
	return end, err
}
