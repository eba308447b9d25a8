package store

import (
	"context"
	"errors"

	"stockwerk/house"
)

// Unread counts per room, kind and thread what others wrote after the person's
// marks. A thread is looked at only where it has grown since everything below
// was read (reads_until), and a count stops at 1,000, so that neither an old
// room nor a long absence is expensive.
func (r reader) Unread(ctx context.Context, person house.PersonID) ([]house.UnreadRow, error) {
	return many(ctx, r.run, func(r row) (u house.UnreadRow, err error) {
		err = r.Scan(&u.Room, &u.Kind, &u.Thread, &u.Count, &u.FirstSeq)
		return u, err
	}, `WITH n AS MATERIALIZED (
			SELECT g.room, g.kind, '' AS thread,
				(SELECT COUNT(*) FROM (SELECT 1 FROM messages AS u WHERE u.room = g.room AND u.kind = g.kind AND u.seq > g.mark
					AND u.author <> ? AND NOT u.deleted LIMIT 1000) AS few) AS unread,
				(SELECT u.seq FROM messages AS u WHERE u.room = g.room AND u.kind = g.kind AND u.seq > g.mark
					AND u.author <> ? AND NOT u.deleted ORDER BY u.seq LIMIT 1) AS first
			FROM (SELECT p.room, CASE WHEN r.class = 'direct' THEN 'direct' ELSE 'chat' END AS kind,
					CASE WHEN COALESCE(d.seq, 0) > p.since_seq THEN d.seq ELSE p.since_seq END AS mark
				FROM roster AS p JOIN rooms AS r ON r.id = p.room
				LEFT JOIN reads AS d ON d.person = p.person AND d.room = p.room AND d.thread = ''
					AND d.kind = CASE WHEN r.class = 'direct' THEN 'direct' ELSE 'chat' END
				WHERE p.person = ? AND p.state = 'joined' AND r.seq > p.since_seq AND r.seq > COALESCE(d.seq, 0)) AS g
			UNION ALL
			SELECT g.room, g.kind, '' AS thread,
				(SELECT COUNT(*) FROM (SELECT 1 FROM messages AS u WHERE u.room = g.room AND u.kind = g.kind AND u.seq > g.mark
					AND u.author <> ? AND NOT u.deleted LIMIT 1000) AS few) AS unread,
				(SELECT u.seq FROM messages AS u WHERE u.room = g.room AND u.kind = g.kind AND u.seq > g.mark
					AND u.author <> ? AND NOT u.deleted ORDER BY u.seq LIMIT 1) AS first
			FROM (SELECT t.room, t.kind, CASE WHEN COALESCE(d.seq, 0) > p.since_seq THEN d.seq ELSE p.since_seq END AS mark
				FROM roster AS p JOIN streams AS t ON t.room = p.room AND t.top > p.since_seq
				LEFT JOIN reads AS d ON d.person = p.person AND d.room = t.room AND d.kind = t.kind AND d.thread = ''
				WHERE p.person = ? AND p.state = 'joined' AND t.top > COALESCE(d.seq, 0)) AS g
			UNION ALL
			SELECT g.room, g.kind, g.root AS thread,
				(SELECT COUNT(*) FROM (SELECT 1 FROM messages AS u WHERE u.room = g.room AND u.thread <> '' AND u.thread = g.root
					AND u.seq > g.mark AND u.author <> ? AND NOT u.deleted LIMIT 1000) AS few) AS unread,
				(SELECT u.seq FROM messages AS u WHERE u.room = g.room AND u.thread <> '' AND u.thread = g.root
					AND u.seq > g.mark AND u.author <> ? AND NOT u.deleted ORDER BY u.seq LIMIT 1) AS first
			FROM (SELECT t.room, t.kind, t.root, CASE WHEN COALESCE(d.seq, 0) > p.since_seq THEN d.seq ELSE p.since_seq END AS mark
				FROM roster AS p
				LEFT JOIN reads_until AS e ON e.person = p.person AND e.room = p.room
				JOIN threads AS t ON t.room = p.room
					AND t.top > CASE WHEN COALESCE(e.seq, 0) > p.since_seq THEN e.seq ELSE p.since_seq END
				LEFT JOIN reads AS d ON d.person = p.person AND d.room = t.room AND d.kind = t.kind AND d.thread = t.root
				WHERE p.person = ? AND p.state = 'joined' AND t.top > COALESCE(d.seq, 0)) AS g
		) SELECT n.room, n.kind, n.thread, n.unread, n.first FROM n WHERE n.unread > 0
		ORDER BY n.room, n.kind, n.first`,
		person, person, person, person, person, person, person, person, person)
}

// ReadMark returns the highest seq read in a thread, 0 when there is none.
func (r reader) ReadMark(ctx context.Context, person house.PersonID, room house.RoomID, kind house.MessageKind, thread house.MessageID) (int64, error) {
	seq, err := one(ctx, r.run, value[int64],
		`SELECT seq FROM reads WHERE person = ? AND room = ? AND kind = ? AND thread = ? ORDER BY seq`,
		person, room, kind, thread)
	if house.KindOf(err) == house.NotFound {
		return 0, nil
	}
	return seq, err
}

// PutReadMark sets a mark to exactly seq; a lower one than what stands makes
// words unread again.
func (t tx) PutReadMark(ctx context.Context, person house.PersonID, room house.RoomID, kind house.MessageKind, thread house.MessageID, seq int64) error {
	n, err := change(ctx, t.run, `INSERT INTO reads (person, room, kind, thread, seq) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person, room, kind, thread) DO UPDATE SET seq = excluded.seq WHERE excluded.seq <> reads.seq`,
		person, room, kind, thread, seq)
	if err != nil || n == 0 || !kind.Threaded() {
		return err
	}
	// Below a lowered mark nothing has become unread, above it something may have.
	if err := put(ctx, t.run, `UPDATE reads_until SET seq = ? WHERE person = ? AND room = ? AND seq > ?`,
		seq, person, room, seq); err != nil {
		return err
	}
	return t.raiseUntil(ctx, person, room)
}

// untilSteps bounds how many threads one mark passes; the rest is caught up
// with by later ones.
const untilSteps = 256

// errUnread ends the walk of raiseUntil at the first unread thread.
var errUnread = errors.New("an unread thread")

// raiseUntil moves reads_until over the threads that hold nothing unread, up
// to the first that does.
func (t tx) raiseUntil(ctx context.Context, person house.PersonID, room house.RoomID) error {
	type place struct{ since, until int64 }
	at, err := one(ctx, t.run, func(r row) (p place, err error) {
		err = r.Scan(&p.since, &p.until)
		return p, err
	}, `SELECT p.since_seq, COALESCE(e.seq, 0) FROM roster AS p
		LEFT JOIN reads_until AS e ON e.person = p.person AND e.room = p.room
		WHERE p.room = ? AND p.person = ? ORDER BY p.room`, room, person)
	if house.KindOf(err) == house.NotFound {
		return nil // not in the room: nothing is counted
	}
	if err != nil {
		return err
	}
	until := at.until
	_, err = many(ctx, t.run, func(r row) (top int64, err error) {
		var unread bool
		if err := r.Scan(&top, &unread); err != nil {
			return 0, err
		}
		if unread {
			return 0, errUnread
		}
		until = top
		return top, nil
	}, `SELECT t.top, EXISTS (SELECT 1 FROM messages AS u WHERE u.room = t.room AND u.thread <> '' AND u.thread = t.root
			AND u.seq > CASE WHEN COALESCE(d.seq, 0) > p.since_seq THEN d.seq ELSE p.since_seq END
			AND u.author <> p.person AND NOT u.deleted)
		FROM threads AS t JOIN roster AS p ON p.room = t.room AND p.person = ?
		LEFT JOIN reads AS d ON d.person = p.person AND d.room = t.room AND d.kind = t.kind AND d.thread = t.root
		WHERE t.room = ? AND t.top > ? ORDER BY t.top LIMIT ?`, person, room, max(at.since, at.until), untilSteps)
	if err != nil && !errors.Is(err, errUnread) {
		return err
	}
	if until == at.until {
		return nil
	}
	return put(ctx, t.run, `INSERT INTO reads_until (person, room, seq) VALUES (?, ?, ?)
		ON CONFLICT (person, room) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > reads_until.seq`,
		person, room, until)
}
