package store

import (
	"context"
	"time"

	"stockwerk/house"
)

// Threads lists a board's threads, at most limit: without before the pinned
// ones and then those of newest activity; with before, those not pinned whose
// LastSeq is below it. Unread is counted for people who have joined, up to
// 1,000 a thread.
func (r reader) Threads(ctx context.Context, room house.RoomID, kind house.MessageKind, person house.PersonID, limit int, before int64) ([]house.ThreadRow, error) {
	part, args := `t.room = ? AND t.kind = ?`, []any{room, kind}
	if before > 0 {
		part, args = part+` AND t.pinned = FALSE AND t.last_seq < ?`, append(args, before)
	}
	args = append(args, limit, person, person, person)
	return many(ctx, r.run, scanThread, `SELECT `+messageColumns+`, t.posts, t.last_seq, t.last_at, t.last_by,
			CASE WHEN p.room IS NULL OR t.top <= COALESCE(d.seq, 0) THEN 0 ELSE
				(SELECT COUNT(*) FROM (SELECT 1 FROM messages AS u WHERE u.room = t.room AND u.thread <> '' AND u.thread = t.root
					AND u.seq > CASE WHEN COALESCE(d.seq, 0) > p.since_seq THEN d.seq ELSE p.since_seq END
					AND u.author <> ? AND NOT u.deleted LIMIT 1000) AS few) END
		FROM (SELECT t.room, t.kind, t.root, t.pinned, t.posts, t.last_seq, t.last_at, t.last_by, t.top FROM threads AS t
			WHERE `+part+` ORDER BY t.pinned DESC, t.last_seq DESC LIMIT ?) AS t
		JOIN messages AS m ON m.id = t.root
		LEFT JOIN roster AS p ON p.room = t.room AND p.person = ? AND p.state = 'joined'
		LEFT JOIN reads AS d ON d.person = ? AND d.room = t.room AND d.kind = t.kind AND d.thread = t.root
		ORDER BY t.pinned DESC, t.last_seq DESC`, reorder(args)...)
}

// ThreadEnds returns the newest message of each thread, by the summaries.
func (r reader) ThreadEnds(ctx context.Context, room house.RoomID, kind house.MessageKind, limit int, before int64) ([]house.MessageRow, error) {
	part, args := `t.room = ? AND t.kind = ?`, []any{room, kind}
	if before > 0 {
		part, args = part+` AND t.last_seq < ?`, append(args, before)
	}
	return many(ctx, r.run, scanMessage, `SELECT `+messageColumns+`
		FROM (SELECT t.room, t.last_seq FROM threads AS t WHERE `+part+` ORDER BY t.last_seq DESC LIMIT ?) AS t
		JOIN messages AS m ON m.room = t.room AND m.seq = t.last_seq ORDER BY t.last_seq DESC`, append(args, limit)...)
}

// reorder moves the last value, which stands first in the text of the
// statement, to the front.
func reorder(args []any) []any {
	return append([]any{args[len(args)-1]}, args[:len(args)-1]...)
}

func scanThread(r row) (t house.ThreadRow, err error) {
	err = r.Scan(append(messageFields(&t.Root), &t.Posts, &t.LastSeq, moment{&t.LastAt}, &t.LastBy, &t.Unread)...)
	return t, err
}

// growThread adds a new post to the summary of its thread, or begins one.
// NotFound when the root does not stand in the room.
func (t tx) growThread(ctx context.Context, m house.MessageRow) error {
	if m.ID == m.Thread {
		return put(ctx, t.run, `INSERT INTO threads (room, kind, root, pinned, posts, last_seq, last_at, last_by, top)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, m.Room, m.Kind, m.ID, m.Pinned, 0, m.Seq, m.Created, m.Author, m.Seq)
	}
	return must(ctx, t.run, `UPDATE threads SET posts = posts + 1, last_seq = ?, last_at = ?, last_by = ?, top = ?
		WHERE room = ? AND root = ?`, m.Seq, m.Created, m.Author, m.Seq, m.Room, m.Thread)
}

// changeThread follows a changed post: a root's pin, a reply that was deleted.
func (t tx) changeThread(ctx context.Context, m house.MessageRow, was bool) error {
	switch {
	case m.ID == m.Thread:
		return put(ctx, t.run, `UPDATE threads SET pinned = ? WHERE room = ? AND root = ?`, m.Pinned, m.Room, m.Thread)
	case m.Deleted && !was:
		return t.refreshThread(ctx, m.Room, m.Thread, -1)
	case was && !m.Deleted:
		return t.refreshThread(ctx, m.Room, m.Thread, 1)
	default:
		return nil
	}
}

// post is what a thread's summary needs to know of a post.
type post struct {
	id, thread house.MessageID
	deleted    bool
}

func scanPost(r row) (p post, err error) {
	err = r.Scan(&p.id, &p.thread, &p.deleted)
	return p, err
}

// shrinkThreads takes removed posts out of the summaries; a thread goes with
// its root, and so do the marks of its readers.
func (t tx) shrinkThreads(ctx context.Context, room house.RoomID, gone []post) error {
	replies := map[house.MessageID]int{}
	for _, p := range gone {
		if p.id != p.thread && !p.deleted {
			replies[p.thread]++
		}
	}
	for _, p := range gone {
		if p.id != p.thread {
			continue
		}
		delete(replies, p.id)
		if err := put(ctx, t.run, `DELETE FROM threads WHERE room = ? AND root = ?`, room, p.id); err != nil {
			return err
		}
		if err := put(ctx, t.run, `DELETE FROM reads WHERE room = ? AND thread = ?`, room, p.id); err != nil {
			return err
		}
	}
	for thread, n := range replies {
		if err := t.refreshThread(ctx, room, thread, -n); err != nil {
			return err
		}
	}
	return nil
}

// refreshThread changes the number of replies and looks up the newest post.
func (t tx) refreshThread(ctx context.Context, room house.RoomID, thread house.MessageID, replies int) error {
	type last struct {
		seq int64
		at  time.Time
		by  house.PersonID
	}
	newest, err := one(ctx, t.run, func(r row) (l last, err error) {
		err = r.Scan(&l.seq, moment{&l.at}, &l.by)
		return l, err
	}, `SELECT m.seq, m.created, m.author FROM messages m WHERE m.room = ? AND m.thread <> '' AND m.thread = ?
		AND (m.id = m.thread OR NOT m.deleted) ORDER BY m.seq DESC LIMIT 1`, room, thread)
	if err != nil {
		return err
	}
	return put(ctx, t.run, `UPDATE threads SET posts = posts + ?, last_seq = ?, last_at = ?, last_by = ?
		WHERE room = ? AND root = ?`, replies, newest.seq, newest.at, newest.by, room, thread)
}
