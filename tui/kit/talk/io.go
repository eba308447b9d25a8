package talk

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

func (s Stream) read(ctx context.Context, h kit.House, a house.Actor, q house.ReadQuery) (page, error) {
	q.Kind, q.Events, q.Limit = s.Kind, s.Live, posts.Page
	lines, err := h.Read(ctx, a, s.Place, q)
	return page{posts: lines, more: len(lines) >= posts.Page}, err
}

// open reads the room, the place where reading stopped and the newest lines.
func (s *Talk) open() tea.Cmd {
	stream := s.stream
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		o := opened{by: s}
		if o.room, o.err = stream.Room(ctx, h, a); o.err != nil {
			return o
		}
		if o.page, o.err = stream.read(ctx, h, a, house.ReadQuery{Newest: true}); o.err != nil {
			return o
		}
		if o.mark, o.err = h.ReadMark(ctx, a, stream.Place, stream.Kind, ""); house.KindOf(o.err) == house.Forbidden {
			o.err = nil // guests have no marks
		}
		return o
	})
}

func (s *Talk) opened(o opened) tea.Cmd {
	if o.by != s {
		return nil
	}
	if o.err != nil {
		s.stage, s.wrong = failed, s.env.Sentence(o.err)
		if house.IsKey(o.err, "error.locked") {
			return kit.Send(kit.Failed{Err: o.err}) // leads to the lock
		}
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
		return tea.Batch(s.goIn(), s.typedAhead())
	}
	s.ahead = nil
	return nil
}

// firstNew is the first line of others after the mark, 0 when there is none.
func (s *Talk) firstNew(mark int64) int64 {
	for _, p := range s.feed.Posts() {
		if p.Seq > mark && !p.Mine && p.Kind == s.stream.Kind {
			return p.Seq
		}
	}
	return 0
}

// goIn enters the talk: from now on the others see that one is here.
func (s *Talk) goIn() tea.Cmd {
	s.stage = talking
	s.onLines = !s.writes()
	s.scroll.Idle = !s.onLines
	cmds := []tea.Cmd{s.later(readLater)}
	if s.say.IsEmpty() && (s.canSay() || s.room.Member) { // also where one only reads: a draft may be from before
		cmds = append(cmds, s.say.Init())
	}
	if !s.stream.Live {
		return tea.Batch(cmds...)
	}
	cmds = append(cmds, s.start(whoIsHere))
	if s.entered {
		return tea.Batch(cmds...)
	}
	s.entered = true
	place, sub := s.stream.Place, s.env.Sub
	return tea.Batch(append(cmds, s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Enter(ctx, a, sub, place) // without it one reads unseen, and nothing else is lost
		return nil
	}))...)
}

func (s *Talk) goOut() tea.Cmd {
	if !s.entered {
		return nil
	}
	s.entered = false
	place, sub := s.stream.Place, s.env.Sub
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
		s.room = l.room
		s.label()
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

func (s *Talk) sayIt(w kit.Words) tea.Cmd {
	send := s.stream.Send
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		sent, err := send(ctx, h, a, w.Text, w.Key)
		return said{s, w.Key, sent, err}
	})
}

func editIt(id house.MessageID) func(context.Context, kit.House, house.Actor, kit.Words) error {
	return func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.Edit(ctx, a, id, w.Text)
		return err
	}
}

func (s *Talk) deleteIt(id house.MessageID) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if _, err := h.Delete(ctx, a, id); err != nil {
			return kit.Fail(err)
		}
		return nil // the room's event brings the tombstone
	})
}

func (s *Talk) tellTyping() tea.Cmd {
	place := s.stream.Place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Typing(ctx, a, place) // a sign only
		return nil
	})
}

// markRead has what was on screen count as read.
func (s *Talk) markRead() tea.Cmd {
	if s.seen <= s.read {
		return nil
	}
	stream, seq := s.stream, s.seen
	s.read, s.markedAt = seq, s.env.Now()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.MarkRead(ctx, a, stream.Place, stream.Kind, "", seq); err != nil {
			return nil // it stays unread; the next line tries again
		}
		return marked{s, seq}
	})
}

// saveUnsent stores what is on its way or stuck together with what stands in the
// field, so that a dropped line costs nothing.
func (s *Talk) saveUnsent() tea.Cmd {
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
	d := house.Draft{Place: s.stream.Draft, Text: strings.Join(texts, "\n")}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.SaveDraft(ctx, a, d); err != nil {
			return kit.Fail(err)
		}
		return nil
	})
}
