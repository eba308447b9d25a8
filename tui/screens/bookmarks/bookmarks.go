// Package bookmarks is the addresses that a room keeps: the newest first, by tag
// or by words, the chosen one beside them with its whole address as text, and a
// form that adds and changes them. No address is ever opened from here.
package bookmarks

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list or of the bookmark that is open, or of the form.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "bookmarks.key.cancel", s.askCancel).InFooter()}
	case s.tags != nil:
		return []kit.Key{kit.Bind("esc", "bookmarks.key.cancel", s.closeTags).InFooter()}
	}
	b, chosen := s.selected()
	writes, why := s.room.Writes(house.ToolBookmarks), s.whyNot()
	own := func(k kit.Key) kit.Key {
		return k.Unless(chosen && !b.Own && !s.room.Manages(house.ToolBookmarks), "bookmarks.key.own.off").
			Unless(!chosen, "bookmarks.key.chosen.off").Unless(!writes, why)
	}
	keys := []kit.Key{
		kit.Bind("c", "bookmarks.key.new", s.begin).Unless(!writes, why).InFooter(),
		kit.Bind("y", "bookmarks.key.copy", s.copyIt).Unless(!chosen, "bookmarks.key.chosen.off").InFooter(),
		kit.Bind("t", "bookmarks.key.tag", s.chooseTag).Unless(len(s.allTags()) == 0, "bookmarks.key.tag.off").InFooter(),
		kit.Bind("f", "bookmarks.key.words", s.askWords),
		kit.Bind("a", "bookmarks.key.all", s.showAll).Unless(s.tag == "" && s.words == "", "bookmarks.key.all.off"),
		own(kit.Bind("e", "bookmarks.key.edit", s.change)),
		own(kit.Bind("d", "bookmarks.key.delete", s.askDelete)),
	}
	if s.reading {
		keys = append(keys, kit.Bind("esc left", "bookmarks.key.close", s.closePage).InFooter())
	}
	return keys
}

func (s *Screen) whyNot() string {
	if !s.known {
		return "common.loading"
	}
	return s.room.WhyNot(house.ToolBookmarks)
}

// Screen is the bookmarks of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	page  *kit.Scroll // the bookmark that is open
	form  *kit.Form   // nil unless one is added or changed
	tags  *kit.List   // nil unless a tag is chosen

	known   bool
	wrong   string // sentence, when the bookmarks cannot be shown
	busy    bool   // the form is on its way
	room    house.RoomDetail
	all     []house.Bookmark
	tag     string // only those with it, "" = all
	words   string // only those with all of them
	first   house.MessageID
	reading bool // the chosen one is open
	editing house.Bookmark
	next    house.MessageID // to choose in the list as soon as it is there
	mark    int64           // up to which was read before
	read    int64           // up to which is read now
	timer   bool
	watch   posts.Watch
	loading posts.Once
}

// New makes the bookmarks of a room; entry is the one to open, "" for the list.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{env: env, place: place, watch: posts.Watch{Place: place, Kind: house.KindBookmark}, first: entry, list: kit.NewList(env), page: kit.NewScroll(env), mark: -1}
	s.list.Open = func(kit.Row) tea.Cmd {
		s.reading = true
		s.showPage()
		return nil
	}
	return s
}

type (
	loaded struct {
		by   *Screen
		room house.RoomDetail
		all  []house.Bookmark
		mark int64
		err  error
	}
	saved struct {
		by  *Screen
		id  house.MessageID
		err error
	}
	did struct {
		by  *Screen
		err error
	}
	rang struct{ by *Screen }
)

// Init reads the bookmarks.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("room.tool.bookmarks") }

// Place is the bookmarks of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + house.ToolBookmarks}
	}
	return s.env.RoomPlace(s.room, house.ToolBookmarks)
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	switch {
	case s.form != nil:
		return s.form.Typing()
	case s.tags != nil:
		return s.tags.Typing()
	}
	return !s.reading && s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	switch {
	case s.form != nil || s.reading && s.tags == nil:
		return false
	case s.tags != nil:
		return s.tags.Wants(k)
	}
	return s.list.Wants(k)
}

// Dirty tells whether there is something in the form that would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s, s.press(msg)
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.page.Redraw()
		s.show()
		return s, nil
	}
	return s, s.answered(msg)
}

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	k, isKey := msg.(tea.KeyPressMsg)
	space := isKey && kit.Is(k, "space")
	switch {
	case s.form != nil:
		return s.form.Update(msg)
	case s.tags != nil:
		return s.tags.Update(msg)
	case s.reading:
		if !s.page.Update(msg) && space {
			return kit.Send(kit.NextUnread{})
		}
		return nil
	case space && !s.list.Typing() && s.list.AtEnd():
		return tea.Sequence(s.markRead(), kit.Send(kit.NextUnread{}))
	}
	return s.list.Update(msg)
}

func (s *Screen) answered(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s.loaded(msg)
		}
	case posts.Seen:
		return s.watch.Take(s.env, msg, s.load)
	case saved:
		if msg.by == s {
			return s.saved(msg)
		}
	case did:
		if msg.by == s && msg.err != nil {
			return tea.Batch(s.load(), kit.Send(kit.Failed{Err: msg.err}))
		} else if msg.by == s {
			return tea.Batch(s.load(), kit.Say("bookmarks.deleted"))
		}
	case rang:
		if msg.by == s {
			s.timer = false
			return s.markRead()
		}
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

// readSoon has what is in the list count as read after a moment, once it is seen.
func (s *Screen) readSoon() tea.Cmd {
	if s.timer || s.reading || s.room.Seq <= s.read {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}
