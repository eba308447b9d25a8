package thread

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

type (
	opened struct {
		by           *Screen
		room         house.RoomDetail
		root         house.Post
		mark         int64
		posts        []house.Post
		older, newer bool
		err          error
	}
	caught struct {
		by      *Screen
		changes []house.Post
		lost    bool // too much happened: begin anew
		err     error
	}
	looked struct {
		by   *Screen
		room house.RoomDetail
		err  error
	}
	turned struct {
		by    *Screen
		posts []house.Post
		older bool // in which direction
		err   error
	}
	marked struct{ by *Screen }
	rang   struct{ by *Screen }
)

// answered takes what the functions below bring.
func (s *Screen) answered(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case opened:
		if msg.by == s {
			return s.opened(msg), true
		}
	case caught:
		if msg.by == s {
			return s.caught(msg), true
		}
	case looked:
		if msg.by == s {
			return s.looked(msg), true
		}
	case turned:
		if msg.by == s {
			return s.turned(msg), true
		}
	case marked:
		if msg.by == s {
			return kit.Send(kit.Recount{}), true
		}
	case rang:
		if msg.by == s {
			s.timer = false
			return s.markRead(), true
		}
	}
	return nil, false
}

// before is how many read posts are shown above the first new one at first.
const before = 30

// open reads the room, where reading stopped, the root, and the posts around.
func (s *Screen) open() tea.Cmd {
	place, thread, at, kind := s.place, s.thread, s.at, s.of.kind
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		o := opened{by: s}
		if o.room, o.err = h.Room(ctx, a, place); o.err != nil {
			return o
		}
		if o.mark, o.err = h.ReadMark(ctx, a, place, kind, thread); house.KindOf(o.err) == house.Forbidden {
			o.err = nil // guests have no marks
		}
		if o.err != nil {
			return o
		}
		base := o.mark
		if at > 0 {
			base = at - 1
		}
		o.err = o.around(ctx, h, a, place, house.ReadQuery{Kind: kind, Thread: thread}, base)
		return o
	})
}

// around reads the root and the posts before and after base.
func (o *opened) around(ctx context.Context, h kit.House, a house.Actor, place string, q house.ReadQuery, base int64) error {
	q.Limit = 1
	first, err := h.Read(ctx, a, place, q)
	if err != nil {
		return err
	}
	if len(first) == 0 {
		return house.Errorf(house.NotFound, "error.not_found")
	}
	o.root = first[0]
	q.Newest, q.Before, q.Limit = true, base+1, before
	if o.posts, err = h.Read(ctx, a, place, q); err != nil {
		return err
	}
	q.Newest, q.Before, q.After, q.Limit = false, 0, base, posts.Page
	next, err := h.Read(ctx, a, place, q)
	if err != nil {
		return err
	}
	o.older, o.newer = len(o.posts) >= before, len(next) >= posts.Page
	o.posts = append(o.posts, next...)
	return nil
}

func (s *Screen) opened(o opened) tea.Cmd {
	if o.err != nil {
		s.wrong = s.env.Sentence(o.err)
		return nil
	}
	first := !s.known
	s.known, s.wrong = true, ""
	s.room, s.root = o.room, o.root
	s.feed.Reset(o.posts, o.room.Mod, o.older, o.newer)
	if !first {
		s.show()
		return s.readSoon()
	}
	s.read = o.mark
	var start house.MessageID
	for _, p := range s.feed.Posts() {
		if s.newFrom == 0 && p.Seq > o.mark && !p.Mine {
			s.newFrom = p.Seq
		}
		if start == "" && (s.at > 0 && p.Seq >= s.at || s.at == 0 && s.newFrom > 0) {
			start = p.ID
		}
	}
	s.show()
	if start != "" {
		s.scroll.Show(string(start))
	} else {
		s.scroll.End()
	}
	return s.readSoon()
}

// lookUp reads the room: rights and readers may have changed.
func (s *Screen) lookUp() tea.Cmd {
	if !s.known || !s.looking.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.Room(ctx, a, place)
		return looked{s, room, err}
	})
}

func (s *Screen) looked(l looked) tea.Cmd {
	again := s.looking.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.room = l.room
	case kind == house.NotFound || kind == house.Forbidden:
		s.wrong, s.write = s.env.Sentence(l.err), nil
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.lookUp()
	}
	return nil
}

const (
	changesPage = 200
	changesMost = 3 // pages, before the thread is read anew in their stead
)

func (s *Screen) catchUp() tea.Cmd {
	if !s.known || !s.asking.Begin() {
		return nil
	}
	place, mod := s.place, s.feed.Mod()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		c := caught{by: s}
		for range changesMost {
			changes, err := h.Changes(ctx, a, place, mod, changesPage)
			if err != nil {
				c.err = err
				return c
			}
			c.changes = append(c.changes, changes...)
			if len(changes) < changesPage {
				return c
			}
			mod = changes[len(changes)-1].Mod
		}
		c.lost = true
		return c
	})
}

func (s *Screen) caught(c caught) tea.Cmd {
	again := s.asking.End()
	switch {
	case c.err != nil:
		return s.lookUp()
	case c.lost:
		s.at = s.feed.First()
		return s.open()
	}
	for _, p := range c.changes {
		if p.ID == s.thread {
			s.root = p
		}
	}
	if s.feed.Merge(c.changes, func(p house.Post) bool { return p.Kind == s.of.kind && p.Thread == s.thread }) {
		s.show()
	}
	if again {
		return s.catchUp()
	}
	return s.readSoon()
}

func (s *Screen) readOlder() tea.Cmd {
	if !s.older.Begin() {
		return nil
	}
	return s.turn(house.ReadQuery{Before: s.feed.First(), Newest: true}, true)
}

func (s *Screen) readNewer() tea.Cmd {
	if !s.newer.Begin() {
		return nil
	}
	return s.turn(house.ReadQuery{After: s.feed.Last()}, false)
}

func (s *Screen) turn(q house.ReadQuery, older bool) tea.Cmd {
	place := s.place
	q.Kind, q.Thread, q.Limit = s.of.kind, s.thread, posts.Page
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		list, err := h.Read(ctx, a, place, q)
		return turned{s, list, older, err}
	})
}

func (s *Screen) turned(t turned) tea.Cmd {
	if t.older {
		s.older.End()
	} else {
		s.newer.End()
	}
	if t.err != nil {
		return kit.Send(kit.Failed{Err: t.err})
	}
	if more := len(t.posts) >= posts.Page; t.older {
		s.feed.Prepend(t.posts, more)
	} else {
		s.feed.Append(t.posts, more)
	}
	s.show()
	return s.readSoon()
}

// markRead has what was on screen count as read.
func (s *Screen) markRead() tea.Cmd {
	if s.keep || s.seen <= s.read {
		return nil
	}
	s.read = s.seen
	return s.setMark(s.seen)
}

// markUnread has the chosen post and all behind it count as unread.
func (s *Screen) markUnread() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	s.keep, s.read = true, p.Seq-1
	return tea.Batch(s.setMark(p.Seq-1), kit.Say("thread.unread"))
}

func (s *Screen) setMark(seq int64) tea.Cmd {
	place, thread, kind := s.place, s.thread, s.of.kind
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.MarkRead(ctx, a, place, kind, thread, seq); err != nil {
			return nil // it stays as it was; reading on tries again
		}
		return marked{s}
	})
}

// deed does something to a post; the room's event brings what came of it.
func (s *Screen) deed(do func(context.Context, kit.House, house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := do(ctx, h, a); err != nil {
			return kit.Fail(err)
		}
		return nil
	})
}

func (s *Screen) deleteIt(id house.MessageID) tea.Cmd {
	return s.deed(func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.Delete(ctx, a, id)
		return err
	})
}

func (s *Screen) pin() tea.Cmd {
	id, on := s.thread, !s.root.Pinned
	return s.deed(func(ctx context.Context, h kit.House, a house.Actor) error { return h.Pin(ctx, a, id, on) })
}

func (s *Screen) lock() tea.Cmd {
	id, on := s.thread, !s.root.Locked
	return s.deed(func(ctx context.Context, h kit.House, a house.Actor) error { return h.LockThread(ctx, a, id, on) })
}
