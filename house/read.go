package house

import (
	"context"
	"strings"
)

const (
	readUsually = 200  // posts at once where nothing is asked
	readAtMost  = 1000 // at once in any case
)

// Read gives posts of a place, oldest first: FLOOR/ROOM all that was written,
// FLOOR/ROOM/board or q.Kind one stream, @NAME a private conversation (empty
// when there is none yet). Words from before the reader's time are left out.
// Who may: those inside, and guests in public rooms.
func (s *Service) Read(ctx context.Context, a Actor, place string, q ReadQuery) ([]Post, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if IsKey(err, "error.no_such_talk") {
		return []Post{}, nil
	}
	if err != nil {
		return nil, err
	}
	kinds, err := streams(place, q)
	if err != nil {
		return nil, err
	}
	if len(kinds) == 0 {
		kinds = in.onlyReadable() // so that a full page is one of what may be read
	} else if err := in.asks(kinds[0]); err != nil {
		return nil, err
	}
	o := s.opener(in)
	rows, err := s.store.Messages(ctx, MessageQuery{
		Room: in.room.ID, Kinds: kinds, Thread: q.Thread, After: max(q.After, o.from), Before: q.Before,
		Newest: q.Newest, Limit: bounded(q.Limit),
	})
	if err != nil {
		return nil, err
	}
	return o.posts(ctx, rows)
}

// streams tells which kinds of message are asked for; none means all.
func streams(place string, q ReadQuery) ([]MessageKind, error) {
	kind := q.Kind
	if !strings.HasPrefix(place, "@") {
		_, _, tool, err := SplitPlace(place)
		if err != nil {
			return nil, err
		}
		if tool != "" {
			if kind = kindOfTool(tool); kind == "" {
				return nil, Errorf(Invalid, "error.place_invalid")
			}
		}
	}
	switch {
	case kind == "":
		return nil, nil
	case kind == KindChat && q.Events:
		return []MessageKind{KindChat, KindEvent}, nil
	}
	return []MessageKind{kind}, nil
}

func bounded(limit int) int {
	if limit <= 0 {
		return readUsually
	}
	return min(limit, readAtMost)
}

// Changes gives what was written or changed in a room since the change counter
// afterMod, in the order of change, each message once as it stands now; all
// kinds, whatever tool the place names. Call it again from the highest Mod
// while it gives limit posts. Who may: as Read.
func (s *Service) Changes(ctx context.Context, a Actor, place string, afterMod int64, limit int) ([]Post, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if IsKey(err, "error.no_such_talk") {
		return []Post{}, nil
	}
	if err != nil {
		return nil, err
	}
	o, limit := s.opener(in), bounded(limit)
	for {
		rows, err := s.changes(ctx, in.room.ID, afterMod, limit)
		if err != nil {
			return nil, err
		}
		posts, err := o.posts(ctx, rows)
		if err != nil || len(posts) > 0 || len(rows) < limit {
			return posts, err
		}
		afterMod = rows[len(rows)-1].Mod // none of these was the reader's to read
	}
}

// changes asks what this node remembers, and the store where that is not sure.
func (s *Service) changes(ctx context.Context, room RoomID, after int64, limit int) ([]MessageRow, error) {
	rows, _, ok := s.recent.changes(room, after, limit)
	if ok {
		return rows, nil
	}
	select {
	case s.recent.asking <- struct{}{}:
		defer func() { <-s.recent.asking }()
	case <-ctx.Done():
		return nil, Errorf(Unavailable, "error.unavailable", ctx.Err())
	}
	rows, gen, ok := s.recent.changes(room, after, limit)
	if ok {
		return rows, nil
	}
	rows, err := s.store.Changes(ctx, room, after, limit)
	if err != nil {
		return nil, err
	}
	if n := len(rows); n == 0 {
		s.recent.nothingAbove(room, gen, after)
	} else if n < limit {
		s.recent.learn(room, gen, rows)
	}
	return rows, nil
}

// Threads lists a board's threads, pinned ones first, then by latest activity;
// before is the LastSeq to go on from, 0 for the first page. A thread that
// began before the reader's time has no title. Who may: as Read.
func (s *Service) Threads(ctx context.Context, a Actor, place string, limit int, before int64) ([]Thread, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil {
		return nil, err
	}
	return s.threads(ctx, in, KindBoard, limit, before)
}

// threads is Threads for a kind of them.
func (s *Service) threads(ctx context.Context, in access, kind MessageKind, limit int, before int64) ([]Thread, error) {
	if err := in.asks(kind); err != nil {
		return nil, err
	}
	rows, err := s.store.Threads(ctx, in.room.ID, kind, in.actor.person, bounded(limit), before)
	if err != nil {
		return nil, err
	}
	return s.threadViews(ctx, in, rows)
}

// threadViews opens the roots of threads, in the order of the rows.
func (s *Service) threadViews(ctx context.Context, in access, rows []ThreadRow) ([]Thread, error) {
	o := s.opener(in)
	var list []opened
	var kept []ThreadRow
	people := make([]PersonID, 0, len(rows))
	for _, row := range rows {
		if row.LastSeq <= o.from {
			continue
		}
		w, ok, err := o.open(ctx, row.Root)
		if err != nil {
			return nil, err
		}
		if !ok {
			row.Root.Author = "" // who began it is from before the reader's time, too
		}
		list, kept, people = append(list, opened{row.Root, w}), append(kept, row), append(people, row.LastBy)
	}
	roots, err := o.views(ctx, list)
	if err != nil {
		return nil, err
	}
	names, err := s.knownNames(ctx, in, people)
	if err != nil {
		return nil, err
	}
	out := make([]Thread, len(kept))
	for i, row := range kept {
		out[i] = Thread{Root: roots[i], Posts: row.Posts, Unread: row.Unread, LastSeq: row.LastSeq, LastAt: row.LastAt, LastBy: names[row.LastBy]}
	}
	return out, nil
}

// MarkRead says that a stream was read up to seq, or, with a lower seq than
// before, that it is unread again from there. thread names a board thread; ""
// means the chat or conversation, or every thread with news on the board. Who
// may: those inside; guests have no marks.
func (s *Service) MarkRead(ctx context.Context, a Actor, place string, kind MessageKind, thread MessageID, seq int64) error {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil || a.person == "" {
		return err
	}
	if err := in.asks(kind); err != nil {
		return err
	}
	threads, err := s.marked(ctx, in, kind, thread)
	if err != nil {
		return err
	}
	room, err := s.store.Room(ctx, in.room.ID)
	if err != nil {
		return notRoom(err)
	}
	seq = min(max(seq, 0), room.Seq)
	changed := false
	err = s.store.InTx(ctx, func(tx Tx) error {
		for _, t := range threads {
			old, err := tx.ReadMark(ctx, a.person, in.room.ID, kind, t)
			if err != nil {
				return err
			}
			if old == seq {
				continue
			}
			changed = true
			if err := tx.PutReadMark(ctx, a.person, in.room.ID, kind, t, seq); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && changed {
		s.tellCounts(a.person)
	}
	return err
}

// marked tells which threads a call of MarkRead is about.
func (s *Service) marked(ctx context.Context, in access, kind MessageKind, thread MessageID) ([]MessageID, error) {
	if ToolOf(kind) == "" && kind != KindDirect || !kind.Threaded() && thread != "" ||
		(kind == KindDirect) != (in.room.Class == ClassDirect) {
		return nil, Errorf(Invalid, "error.invalid")
	}
	if !kind.Threaded() {
		return []MessageID{""}, nil
	}
	if thread != "" {
		root, err := s.store.Message(ctx, thread)
		if err != nil || root.Room != in.room.ID || root.Thread != root.ID || root.Kind != kind {
			return nil, noMessage(err)
		}
		return []MessageID{thread}, nil
	}
	unread, err := s.store.Unread(ctx, in.actor.person)
	var out []MessageID
	for _, u := range unread {
		if u.Room == in.room.ID && u.Kind == kind {
			out = append(out, u.Thread)
		}
	}
	return out, err
}

// ReadMark is the highest Seq that the actor has read in a stream, as MarkRead
// names it; never below the point at which they joined. Who may: as MarkRead.
func (s *Service) ReadMark(ctx context.Context, a Actor, place string, kind MessageKind, thread MessageID) (int64, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if IsKey(err, "error.no_such_talk") {
		return 0, nil
	}
	if err != nil || a.person == "" {
		return 0, err
	}
	if err := in.asks(kind); err != nil {
		return 0, err
	}
	mark, err := s.store.ReadMark(ctx, a.person, in.room.ID, kind, thread)
	return max(mark, in.me.SinceSeq), err
}

// roomAt finds the room of a place without entering it.
func (s *Service) roomAt(ctx context.Context, a Actor, place string) (RoomID, error) {
	name, direct := strings.CutPrefix(place, "@")
	if !direct {
		return s.resolve(ctx, place)
	}
	other, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return "", err
	}
	room, err := s.store.DirectRoom(ctx, s.pairLookup(a.person, other.ID))
	return room.ID, err
}
