package talk

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// task is something that is asked of the house at most once at a time; asked for
// again meanwhile, it is done once more afterwards.
type task int

const (
	catchUp task = iota
	lookUp
	whoIsHere
	readOlder
	readNewer
	// Timers.
	readLater
	typingLater
)

type (
	opened struct {
		by   *Talk
		room house.RoomDetail
		mark int64
		page page
		err  error
	}
	caught struct {
		by      *Talk
		changes []house.Post
		lost    bool // too much happened: begin anew
		err     error
	}
	looked struct {
		by   *Talk
		room house.RoomDetail
		err  error
	}
	present struct {
		by   *Talk
		here []house.Presence
		err  error
	}
	turned struct {
		by   *Talk
		task task
		page page
		err  error
	}
	rang struct {
		by    *Talk
		timer task
	}
	said struct {
		by   *Talk
		key  string
		sent house.Sent
		err  error
	}
	marked struct {
		by  *Talk
		seq int64
	}
)

// answer takes what the functions below bring.
func (s *Talk) answer(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case opened:
		return s.opened(msg), msg.by == s
	case caught:
		if msg.by == s {
			return s.caught(msg), true
		}
	case looked:
		if msg.by == s {
			return s.looked(msg), true
		}
	case present:
		if msg.by == s {
			return s.present(msg), true
		}
	case turned:
		if msg.by == s {
			return s.turned(msg), true
		}
	case rang:
		if msg.by == s {
			return s.rang(msg.timer), true
		}
	case said:
		if msg.by == s {
			return s.delivered(msg), true
		}
	case marked:
		if msg.by == s {
			s.read = max(s.read, msg.seq)
			return kit.Send(kit.Recount{}), true
		}
	}
	return nil, false
}

func (s *Talk) start(t task) tea.Cmd {
	if s.stage < asking || t == whoIsHere && !s.stream.Live {
		return nil
	}
	if s.busy[t] {
		s.due[t] = true
		return nil
	}
	s.busy[t] = true
	switch t {
	case catchUp:
		if wait := s.breath.take(s.env.Now()); wait > 0 {
			return s.env.After(wait, func(time.Time) tea.Msg { return rang{s, catchUp} })
		}
		return s.catchUp()
	case lookUp:
		return s.lookUp()
	case whoIsHere:
		return s.whoIsHere()
	case readOlder:
		return s.turn(t, house.ReadQuery{Before: s.feed.First(), Newest: true})
	case readNewer:
		return s.turn(t, house.ReadQuery{After: s.feed.Last()})
	}
	return nil
}

func (s *Talk) done(t task) tea.Cmd {
	s.busy[t] = false
	if s.due[t] {
		s.due[t] = false
		return s.start(t)
	}
	return nil
}

// markGap is the least time between two reading marks of a talk that goes on:
// each makes the person's other sessions count again.
const markGap = 5 * time.Second

// later has rang come once after a moment, however often it is asked for.
func (s *Talk) later(t task) tea.Cmd {
	if s.timers[t] {
		return nil
	}
	s.timers[t] = true
	after := time.Second
	if t == typingLater || s.env.Now().Sub(s.markedAt) < markGap {
		after = markGap
	}
	return s.env.After(after, func(time.Time) tea.Msg { return rang{s, t} })
}

func (s *Talk) rang(t task) tea.Cmd {
	s.timers[t] = false
	switch t {
	case catchUp:
		s.due[t] = false // what was told meanwhile comes with it
		return s.catchUp()
	case typingLater:
		return s.start(whoIsHere)
	}
	return s.markRead()
}

const (
	// changesPage is how many changes are asked for at once, changesMost how many
	// pages before the talk is read anew in their stead.
	changesPage = 200
	changesMost = 3
)

func (s *Talk) catchUp() tea.Cmd {
	place, mod := s.stream.Place, s.feed.Mod()
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

func (s *Talk) caught(c caught) tea.Cmd {
	next := s.done(catchUp)
	switch {
	case c.err != nil:
		return tea.Batch(next, s.start(lookUp)) // it says whether the room is still there
	case c.lost:
		return tea.Batch(next, s.open())
	}
	if s.feed.Merge(c.changes, s.stream.takes) {
		s.out.arrived(s.feed.Posts())
		s.show()
	}
	return tea.Batch(next, s.later(readLater))
}

func (s *Talk) lookUp() tea.Cmd {
	stream := s.stream
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := stream.Room(ctx, h, a)
		return looked{s, room, err}
	})
}

func (s *Talk) looked(l looked) tea.Cmd {
	next := s.done(lookUp)
	switch kind := house.KindOf(l.err); {
	case l.err == nil && l.room.Can(house.DoRead):
		s.room, s.rooms = l.room, s.rooms+1
		s.label()
		if s.stream.Kind == house.KindChat && l.room.ChatBarred {
			return tea.Batch(next, s.shutOut())
		}
		if s.barred {
			s.barred, s.stage = false, opening
			return tea.Batch(next, s.open())
		}
		if s.gone {
			return tea.Batch(next, s.cameBack())
		}
		s.keep()
	case l.err == nil || kind == house.NotFound || kind == house.Forbidden:
		s.leftRoom()
	default:
		return tea.Batch(next, kit.Send(kit.Failed{Err: l.err}))
	}
	return next
}

func (s *Talk) whoIsHere() tea.Cmd {
	place := s.stream.Place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		here, err := h.Present(ctx, a, place)
		return present{s, here, err}
	})
}

func (s *Talk) present(p present) tea.Cmd {
	next := s.done(whoIsHere)
	s.hereLine = ""
	switch kind := house.KindOf(p.err); {
	case p.err == nil:
	case kind == house.Forbidden || kind == house.NotFound:
		s.here = nil // guests may not know
		return next
	default: // who was here is as good a guess as any
		return tea.Batch(next, s.later(typingLater))
	}
	s.here = p.here
	if slices.ContainsFunc(p.here, func(x house.Presence) bool { return x.Typing }) {
		return tea.Batch(next, s.later(typingLater))
	}
	return next
}

func (s *Talk) turn(t task, q house.ReadQuery) tea.Cmd {
	stream := s.stream
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		p, err := stream.read(ctx, h, a, q)
		return turned{s, t, p, err}
	})
}

func (s *Talk) turned(t turned) tea.Cmd {
	s.busy[t.task], s.due[t.task] = false, false
	if t.err != nil {
		return kit.Send(kit.Failed{Err: t.err})
	}
	if t.task == readOlder {
		s.feed.Prepend(t.page.posts, t.page.more)
	} else {
		s.feed.Append(t.page.posts, t.page.more)
	}
	s.show()
	return s.later(readLater)
}

// newest goes to the end, reading anew where the window had left it.
func (s *Talk) newest() tea.Cmd {
	s.scroll.End()
	if s.feed.Newer {
		return s.open()
	}
	return s.later(readLater)
}
