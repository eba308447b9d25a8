// Package board is the forum of a room: its threads, pinned ones first and then
// by their last post, with the beginning of the chosen one beside them, and the
// field for a new thread. The blog of a room is the same with its articles, the
// newest first; about.go says what differs.
package board

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list, or of the field while a thread is begun.
func (s *Screen) Keys() []kit.Key {
	if s.write != nil {
		return s.write.Keys()
	}
	t, chosen := s.selected()
	tidy := s.of.tidies(s.room)
	return []kit.Key{
		kit.Bind("c", s.key("new"), s.begin).Unless(!s.of.writes(s.room), s.of.whyNot(s.room)).InFooter(),
		kit.Bind("p", s.key(pick(t.Root.Pinned, "unpin", "pin")), s.pin).Unless(!tidy || !chosen, s.key("tidy.off")),
		kit.Bind("L", s.key(pick(t.Root.Locked, "unlock", "lock")), s.lock).Unless(!tidy || !chosen, s.key("tidy.off")),
		kit.Bind("A", "board.key.all_read", s.allRead).Unless(s.unread() == 0, "board.key.all_read.off"),
		kit.Bind("s", "board.key.search", func() tea.Cmd { return kit.Send(kit.GoSearch{In: s.place}) }),
	}
}

func pick(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// page is how many threads are read at once, most how many are listed.
const (
	page = 50
	most = 500
)

// Screen is the board of one room.
type Screen struct {
	env   *kit.Env
	of    about
	place string
	list  *kit.List
	text  *markdown.Text // of the article beside the list
	write *kit.Composer  // nil unless a thread is begun

	known   bool
	wrong   string // sentence, when the board cannot be shown
	room    house.RoomDetail
	threads []house.Thread
	older   bool // there are more
	mod     int64
	times   bool       // stand in the list
	asking  posts.Once // for changes
	reading posts.Once // the list
}

// New makes the board of a room.
func New(env *kit.Env, place string) *Screen { return newScreen(env, ofBoard(), place) }

// NewBlog makes the blog of a room.
func NewBlog(env *kit.Env, place string) *Screen { return newScreen(env, ofBlog(), place) }

func newScreen(env *kit.Env, of about, place string) *Screen {
	s := &Screen{env: env, of: of, place: place, list: kit.NewList(env), text: markdown.New(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return s.readOlder() } // the only row that is no thread
	return s
}

type (
	loaded struct {
		by      *Screen
		room    house.RoomDetail
		threads []house.Thread
		limit   int
		err     error
	}
	more struct {
		by      *Screen
		threads []house.Thread
		err     error
	}
	changed struct {
		by    *Screen
		mod   int64
		board bool // something changed on the board
		err   error
	}
	did struct {
		by  *Screen
		err error
	}
)

// Init reads the board.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.t("title") }

// Place is the board or the blog of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + s.of.tool}
	}
	return s.env.RoomPlace(s.room, s.of.tool)
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.write != nil || s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.write == nil && s.list.Wants(k) }

// Save keeps the thread that is begun as a draft.
func (s *Screen) Save() tea.Cmd {
	if s.write == nil {
		return nil
	}
	return s.write.Save()
}

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.write != nil {
			return s, s.write.Update(msg)
		}
		return s, s.list.Update(msg)
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case more:
		if msg.by == s {
			return s, s.more(msg)
		}
	case changed:
		if msg.by == s {
			return s, s.changed(msg)
		}
	case did:
		if msg.by == s && msg.err != nil {
			return s, kit.Send(kit.Failed{Err: msg.err})
		} else if msg.by == s {
			return s, tea.Batch(s.load(), kit.Send(kit.Recount{}))
		}
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.text.Fresh()
		s.show()
	default:
		if s.write != nil {
			return s, s.write.Update(msg)
		}
	}
	return s, nil
}

func (s *Screen) event(e house.Event) tea.Cmd {
	switch {
	case e.Kind == house.EventResync, e.Kind == house.EventRoster && e.Room == s.room.ID:
		return s.load()
	case e.Kind == house.EventRoom && e.Room == s.room.ID && s.known:
		return s.look()
	}
	return nil
}

// begin opens the field for a new thread.
func (s *Screen) begin() tea.Cmd {
	c := kit.NewComposer(s.env, s.place+"/"+s.of.tool)
	c.To = s.t("to", "Room", s.room.Name)
	c.Readers, c.Subject = s.env.Readers(s.room), true
	post, place := s.of.post, s.place
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		return post(ctx, h, a, place, w)
	}
	c.Done = func() tea.Cmd {
		s.write = nil
		return tea.Batch(s.load(), kit.Say(s.of.says+".posted"))
	}
	c.Close = func() tea.Cmd {
		s.write = nil
		return nil
	}
	s.write = c
	return c.Init()
}
