// Package notices is the notice board of a room or of a floor: the notices, pinned
// ones first and then the newest, with the chosen one beside them or on a page of
// its own, and for those who may write the field for a new one.
package notices

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list and the open notice, or of the field.
func (s *Screen) Keys() []kit.Key {
	if s.write != nil {
		return s.write.Keys()
	}
	n, chosen := s.selected()
	manages, writes := s.room.Manages(house.ToolNotices), s.room.Writes(house.ToolNotices)
	mine := chosen && (n.Mine && writes || manages)
	keys := []kit.Key{
		kit.Bind("c", "notices.key.new", s.askHowLong).Unless(!writes, s.whyNot()).InFooter(),
		kit.Bind("e", "notices.key.edit", s.edit).Unless(!mine, "notices.key.mine").InFooter(),
		kit.Bind("t", "notices.key.expiry", s.askUntil).Unless(!mine, "notices.key.mine"),
		kit.Bind("p", pick(n.Pinned, "notices.key.unpin", "notices.key.pin"), s.pin).Unless(!manages || !chosen, "notices.key.manage"),
		kit.Bind("d", "notices.key.delete", s.askDelete).Unless(!mine, "notices.key.mine"),
		kit.Bind("x", pick(s.expired, "notices.key.expired.hide", "notices.key.expired"), s.showExpired).
			Unless(!manages, "notices.key.manage"),
	}
	if s.page != nil {
		keys = append(keys, kit.Bind("esc", "notices.key.back", s.close).InFooter())
	}
	return keys
}

func pick(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

func (s *Screen) whyNot() string {
	if !s.known {
		return "common.loading"
	}
	if s.room.Kind == house.RoomNotices {
		return "error.board_keepers"
	}
	return s.room.WhyNot(house.ToolNotices)
}

// Screen is a notice board.
type Screen struct {
	env   *kit.Env
	place string
	entry house.MessageID // to open first
	list  *kit.List
	text  *markdown.Text // of the notice beside the list
	page  *kit.Scroll    // the open notice; nil: the list
	open  house.MessageID
	write *kit.Composer // nil unless one is written

	known   bool
	wrong   string
	expired bool // those that have run out are listed
	room    house.RoomDetail
	notices []house.Notice
	mark    int64 // what was read before this screen opened
	marked  int64 // what was said to be read
	layout  kit.Layout
	reading posts.Once
	watch   posts.Watch
}

// New makes the notice board of a room; entry is the notice to open, "" for none.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{env: env, place: place, watch: posts.Watch{Place: place, Kind: house.KindNotice}, entry: entry, list: kit.NewList(env), text: markdown.New(env), mark: -1}
	s.list.Open = func(row kit.Row) tea.Cmd { return s.show(house.MessageID(row.ID)) }
	return s
}

type (
	loaded struct {
		by      *Screen
		room    house.RoomDetail
		notices []house.Notice
		mark    int64
		err     error
	}
	did struct {
		by  *Screen
		key string
		err error
	}
)

// Init reads the board.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("room.tool.notices") }

// Place is the board. On that of a floor the room's name says nothing more.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + house.ToolNotices}
	}
	p := s.env.RoomPlace(s.room, house.ToolNotices)
	if s.room.Kind == house.RoomNotices {
		p.Path = p.Path[:1]
	}
	return p
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.write != nil || s.page == nil && s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.write == nil && s.page == nil && s.list.Wants(k)
}

// Save keeps the notice that is written as a draft.
func (s *Screen) Save() tea.Cmd {
	if s.write == nil {
		return nil
	}
	return s.write.Save()
}

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s, s.key(msg)
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case posts.Seen:
		return s, s.watch.Take(s.env, msg, s.load)
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.text.Fresh()
		s.rows()
	default:
		if s.write != nil {
			return s, s.write.Update(msg)
		}
	}
	return s, nil
}

func (s *Screen) key(msg tea.Msg) tea.Cmd {
	switch {
	case s.write != nil:
		return s.write.Update(msg)
	case s.page == nil:
		return s.list.Update(msg)
	case s.page.Update(msg):
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && kit.Is(k, "space") {
		return kit.Send(kit.NextUnread{})
	} else if ok && kit.Is(k, "left", "h", "enter") {
		return s.close()
	}
	return nil
}

func (s *Screen) event(e house.Event) tea.Cmd {
	switch {
	case e.Kind == house.EventResync, e.Kind == house.EventRoster && e.Room == s.room.ID:
		return s.load()
	case e.Kind == house.EventRoom && e.Room == s.room.ID && s.known:
		return s.watch.Look(s.env)
	}
	return nil
}

func (s *Screen) selected() (house.Notice, bool) {
	id := house.MessageID(s.list.Selected().ID)
	if s.page != nil {
		id = s.open
	}
	return s.find(id)
}

func (s *Screen) find(id house.MessageID) (house.Notice, bool) {
	for _, n := range s.notices {
		if n.ID == id {
			return n, true
		}
	}
	return house.Notice{}, false
}
