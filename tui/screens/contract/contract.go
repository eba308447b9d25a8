// Package contract is the contract of a counselling: what both sides agreed on,
// what is proposed and how it differs, in words, and who said yes. A form proposes
// a new version; no version is ever changed.
package contract

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the version that is shown, of the form or of the versions.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "contract.key.cancel", s.askCancel).InFooter()}
	case s.versions != nil:
		return []kit.Key{kit.Bind("esc", "contract.key.cancel", s.closeVersions).InFooter()}
	}
	c, shown := s.shown()
	writes, why := s.room.Writes(house.ToolContract), s.whyNot()
	no := c.Newest && c.State != house.ContractAgreed && !c.Own
	accept, propose := "a", "c" // Enter does what is asked for
	switch {
	case shown && c.Mine && c.State == house.ContractProposed:
		accept = "a enter"
	case s.known && !shown:
		propose = "c enter"
	}
	return []kit.Key{
		kit.Bind(accept, "contract.key.accept", s.askAccept).Unless(!c.Mine, "contract.key.accept.off").Unless(!writes, why).InFooter(),
		kit.Bind("x", "contract.key.refuse", s.askRefuse).Unless(!no, "contract.key.refuse.off").Unless(!writes, why).InFooter(),
		kit.Bind(propose, "contract.key.propose", s.propose).Unless(!writes, why).InFooter(),
		kit.Bind("o", pick(shown && c.Newest && c.Holds > 0, "contract.key.holds", "contract.key.newest"), s.other).
			Unless(!shown || c.Newest && (c.Holds == 0 || c.Holds == c.Version), "contract.key.versions.off"),
		kit.Bind("V", "contract.key.versions", s.choose).Unless(len(s.all) < 2, "contract.key.versions.off"),
		kit.Bind("y", "contract.key.copy", s.copyIt).Unless(!shown, "contract.key.versions.off"),
		kit.Bind("s", "board.key.search", func() tea.Cmd { return kit.Send(kit.GoSearch{In: s.place}) }),
	}
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
	return s.room.WhyNot(house.ToolContract)
}

// Screen is the contract of one room.
type Screen struct {
	env      *kit.Env
	place    string
	page     *kit.Scroll
	form     *kit.Form // nil unless a version is proposed
	versions *kit.List // nil unless one is chosen

	known   bool
	wrong   string // sentence, when nothing can be shown
	busy    bool
	room    house.RoomDetail
	all     []house.Contract // the newest first
	version int              // shown; 0 = the newest
	at      house.MessageID  // asked for at first
	read    int64
	timer   bool
	watch   posts.Watch
	loading posts.Once
}

// New makes the contract of a room; entry is the version to show, "" for the newest.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	return &Screen{env: env, place: place, at: entry, page: kit.NewScroll(env), watch: posts.Watch{Place: place, Kind: house.KindContract}}
}

type (
	loaded struct {
		by   *Screen
		room house.RoomDetail
		all  []house.Contract
		mark int64
		err  error
	}
	did struct {
		by      *Screen
		say     string // key of the sentence for when it is done
		version int
		err     error
	}
	rang struct{ by *Screen }
)

// Init reads the contract.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("room.tool.contract") }

// Place is the contract of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + house.ToolContract}
	}
	return s.env.RoomPlace(s.room, house.ToolContract)
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	switch {
	case s.form != nil:
		return s.form.Typing()
	case s.versions != nil:
		return s.versions.Typing()
	}
	return false
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && s.versions != nil && s.versions.Wants(k)
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
		s.show()
		s.page.Redraw()
		return s, nil
	}
	return s, s.answered(msg)
}

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	switch {
	case s.form != nil:
		return s.form.Update(msg)
	case s.versions != nil:
		return s.versions.Update(msg)
	}
	if k, ok := msg.(tea.KeyPressMsg); !s.page.Update(msg) && ok && kit.Is(k, "space") {
		return tea.Sequence(s.markRead(), kit.Send(kit.NextUnread{}))
	}
	return nil
}

func (s *Screen) answered(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s.loaded(msg)
		}
	case posts.Seen:
		return s.watch.Take(s.env, msg, s.load)
	case did:
		if msg.by == s {
			return s.did(msg)
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

// readSoon has what is shown count as read after a moment, once it is seen.
func (s *Screen) readSoon() tea.Cmd {
	if s.timer || s.room.Seq <= s.read {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}
