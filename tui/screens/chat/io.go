package chat

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
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
		by   *Screen
		room house.RoomDetail
		mark int64
		page page
		err  error
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
	present struct {
		by   *Screen
		here []house.Presence
		err  error
	}
	turned struct {
		by   *Screen
		task task
		page page
		err  error
	}
	rang struct {
		by    *Screen
		timer task
	}
	said struct {
		by   *Screen
		key  string
		sent house.Sent
		err  error
	}
	marked struct {
		by  *Screen
		seq int64
	}
)

// answer takes what the functions below bring.
func (s *Screen) answer(msg tea.Msg) (cmd tea.Cmd, mine bool) {
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

func (s *Screen) start(t task) tea.Cmd {
	if s.stage < asking {
		return nil
	}
	if s.busy[t] {
		s.due[t] = true
		return nil
	}
	s.busy[t] = true
	switch t {
	case catchUp:
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

func (s *Screen) done(t task) tea.Cmd {
	s.busy[t] = false
	if s.due[t] {
		s.due[t] = false
		return s.start(t)
	}
	return nil
}

// later has rang come once after a moment, however often it is asked for.
func (s *Screen) later(t task) tea.Cmd {
	if s.timers[t] {
		return nil
	}
	s.timers[t] = true
	after := time.Second
	if t == typingLater {
		after = 5 * time.Second
	}
	return s.env.After(after, func(time.Time) tea.Msg { return rang{s, t} })
}

func (s *Screen) rang(t task) tea.Cmd {
	s.timers[t] = false
	if t == typingLater {
		return s.start(whoIsHere)
	}
	return s.markRead()
}

// page is a stretch of the stream: chat lines and the house's own lines.
type page struct {
	posts []house.Post
	more  bool // in the direction that was read
}

func read(ctx context.Context, h kit.House, a house.Actor, place string, q house.ReadQuery) (page, error) {
	q.Kind, q.Events, q.Limit = house.KindChat, true, posts.Page
	lines, err := h.Read(ctx, a, place, q)
	return page{posts: lines, more: len(lines) >= posts.Page}, err
}

// open reads the room, the place where reading stopped and the newest lines.
func (s *Screen) open() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		o := opened{by: s}
		if o.room, o.err = h.Room(ctx, a, place); o.err != nil {
			return o
		}
		if o.page, o.err = read(ctx, h, a, place, house.ReadQuery{Newest: true}); o.err != nil {
			return o
		}
		if o.mark, o.err = h.ReadMark(ctx, a, place, house.KindChat, ""); house.KindOf(o.err) == house.Forbidden {
			o.err = nil // guests have no marks
		}
		return o
	})
}

func (s *Screen) opened(o opened) tea.Cmd {
	if o.by != s {
		return nil
	}
	if o.err != nil {
		s.stage, s.wrong = failed, s.env.Sentence(o.err)
		return nil
	}
	first := s.stage == opening
	s.room, s.read = o.room, max(s.read, o.mark)
	s.feed.Reset(o.page.posts, o.room.Mod, o.page.more, false)
	s.label()
	s.out.arrived(s.feed.Posts())
	if !first {
		s.stage = max(s.stage, asking)
		s.show()
		s.scroll.End()
		return s.later(readLater)
	}
	s.newFrom = s.firstNew(o.mark)
	s.show()
	s.scroll.End()
	if all := s.feed.Posts(); s.newFrom > 0 {
		i := slices.IndexFunc(all, func(p house.Post) bool { return p.Seq >= s.newFrom })
		s.scroll.Show(string(all[max(i, 0)].ID))
	}
	if s.stage = asking; s.room.Transcript == -1 {
		return s.goIn()
	}
	return nil
}

// firstNew is the first line of others after the mark, 0 when there is none.
func (s *Screen) firstNew(mark int64) int64 {
	for _, p := range s.feed.Posts() {
		if p.Seq > mark && !p.Mine && p.Kind == house.KindChat {
			return p.Seq
		}
	}
	return 0
}

// goIn enters the talk: from now on the others see that one is here.
func (s *Screen) goIn() tea.Cmd {
	s.stage = talking
	s.onLines = !s.canSay()
	s.scroll.Idle = !s.onLines
	cmds := []tea.Cmd{s.start(whoIsHere), s.later(readLater)}
	if s.canSay() {
		cmds = append(cmds, s.say.Init())
	}
	if s.entered {
		return tea.Batch(cmds...)
	}
	s.entered = true
	place, sub := s.place, s.env.Sub
	return tea.Batch(append(cmds, s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Enter(ctx, a, sub, place) // without it one reads unseen, and nothing else is lost
		return nil
	}))...)
}

func (s *Screen) goOut() tea.Cmd {
	if !s.entered {
		return nil
	}
	s.entered = false
	place, sub := s.place, s.env.Sub
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		h.Exit(ctx, a, sub, place)
		return nil
	})
}

const (
	// changesPage is how many changes are asked for at once, changesMost how many
	// pages before the talk is read anew in their stead.
	changesPage = 200
	changesMost = 3
)

func (s *Screen) catchUp() tea.Cmd {
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
	next := s.done(catchUp)
	switch {
	case c.err != nil:
		return tea.Batch(next, s.start(lookUp)) // it says whether the room is still there
	case c.lost:
		return tea.Batch(next, s.open())
	}
	takes := func(p house.Post) bool { return p.Kind == house.KindChat || p.Kind == house.KindEvent }
	if s.feed.Merge(c.changes, takes) {
		s.out.arrived(s.feed.Posts())
		s.show()
	}
	return tea.Batch(next, s.later(readLater))
}

func (s *Screen) lookUp() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.Room(ctx, a, place)
		return looked{s, room, err}
	})
}

func (s *Screen) looked(l looked) tea.Cmd {
	next := s.done(lookUp)
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.room = l.room
		s.label()
		if !s.canSay() {
			s.focus(true)
		}
	case kind == house.NotFound || kind == house.Forbidden:
		s.stage, s.wrong = failed, s.env.Sentence(l.err)
	default:
		return tea.Batch(next, kit.Send(kit.Failed{Err: l.err}))
	}
	return next
}

func (s *Screen) whoIsHere() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		here, err := h.Present(ctx, a, place)
		return present{s, here, err}
	})
}

func (s *Screen) present(p present) tea.Cmd {
	next := s.done(whoIsHere)
	if p.err != nil {
		s.here = nil // guests may not know
		return next
	}
	s.here = p.here
	if slices.ContainsFunc(p.here, func(x house.Presence) bool { return x.Typing }) {
		return tea.Batch(next, s.later(typingLater))
	}
	return next
}

func (s *Screen) turn(t task, q house.ReadQuery) tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		p, err := read(ctx, h, a, place, q)
		return turned{s, t, p, err}
	})
}

func (s *Screen) turned(t turned) tea.Cmd {
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
func (s *Screen) newest() tea.Cmd {
	s.scroll.End()
	if s.feed.Newer {
		return s.open()
	}
	return s.later(readLater)
}

func (s *Screen) sayIt(w kit.Words) tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		sent, err := h.Say(ctx, a, place, w.Text, w.Key)
		return said{s, w.Key, sent, err}
	})
}

func editIt(id house.MessageID) func(context.Context, kit.House, house.Actor, kit.Words) error {
	return func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.Edit(ctx, a, id, w.Text)
		return err
	}
}

func (s *Screen) deleteIt(id house.MessageID) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if _, err := h.Delete(ctx, a, id); err != nil {
			return kit.Fail(err)
		}
		return nil // the room's event brings the tombstone
	})
}

func (s *Screen) tellTyping() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Typing(ctx, a, place) // a sign only
		return nil
	})
}

// markRead has what was on screen count as read.
func (s *Screen) markRead() tea.Cmd {
	if s.seen <= s.read {
		return nil
	}
	place, seq := s.place, s.seen
	s.read = seq
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.MarkRead(ctx, a, place, house.KindChat, "", seq); err != nil {
			return nil // it stays unread; the next line tries again
		}
		return marked{s, seq}
	})
}

// saveUnsent stores what is on its way or stuck together with what stands in the
// field, so that a dropped line costs nothing.
func (s *Screen) saveUnsent() tea.Cmd {
	var texts []string
	for _, l := range s.out.lines {
		if l.state != stored {
			texts = append(texts, l.words.Text)
		}
	}
	if own := s.say.Text(); strings.TrimSpace(own) != "" {
		texts = append(texts, own)
	}
	if len(texts) == 0 {
		return s.say.Save()
	}
	d := house.Draft{Place: s.place + "/chat", Text: strings.Join(texts, "\n")}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.SaveDraft(ctx, a, d); err != nil {
			return kit.Fail(err)
		}
		return nil
	})
}
