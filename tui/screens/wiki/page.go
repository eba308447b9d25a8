package wiki

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
	"stockwerk/tui/kit/posts"
)

// Keys are those of what is shown of the page.
func (s *page) Keys() []kit.Key {
	switch {
	case s.write != nil:
		return s.write.Keys()
	case s.diff != nil:
		return []kit.Key{kit.Bind("esc", "wiki.key.versions.back", s.leaveDiff).InFooter()}
	case s.versions != nil:
		return s.versionKeys()
	case s.links != nil:
		return []kit.Key{kit.Bind("esc", "wiki.key.page", s.leaveLinks).InFooter()}
	case s.version != 0:
		return s.oldKeys()
	}
	why, off := s.whyNot()
	mine := s.known && (s.room.Manages(house.ToolWiki) || s.room.Writes(house.ToolWiki) && s.page.Mine)
	return []kit.Key{
		kit.Bind("e", "wiki.key.edit", s.edit).Unless(off, why).InFooter(),
		kit.Bind("o", "wiki.key.links", s.openLinks).Unless(len(s.targets) == 0, "wiki.key.links.off").InFooter(),
		kit.Bind("tab", "wiki.key.link.next", s.nextLink(1)).Unless(len(s.targets) == 0, "wiki.key.links.off"),
		kit.Bind("shift+tab", "wiki.key.link.before", s.nextLink(-1)).Unless(len(s.targets) == 0, "wiki.key.links.off"),
		kit.Bind("enter", "wiki.key.link.open", s.follow).Unless(s.link == 0, "wiki.key.link.open.off"),
		kit.Bind("V", "wiki.key.versions", s.openVersions).Unless(!s.known, "common.loading").InFooter(),
		kit.Bind("c", "wiki.key.new", s.newPage).Unless(off, why),
		kit.Bind("R", "wiki.key.rename", s.rename).Unless(off, why),
		kit.Bind("x", "wiki.key.undraft", s.dropDraft).Unless(!s.draft, "wiki.key.undraft.off"),
		kit.Bind("y", "wiki.key.copy", s.copy).Unless(!s.known, "common.loading"),
		kit.Bind("d", "wiki.key.delete", s.askDelete).Unless(!mine, "wiki.key.delete.off"),
	}
}

// whyNot is the reason why nothing can be written.
func (s *page) whyNot() (why string, off bool) {
	switch {
	case !s.known:
		return "common.loading", true
	case !s.room.Writes(house.ToolWiki):
		return s.room.WhyNot(house.ToolWiki), true
	}
	return "", false
}

// page is one page.
type page struct {
	env   *kit.Env
	place string
	entry string // id, or "new:" and a name
	name  string // of a page that is not there

	known   bool
	wrong   string
	room    house.RoomDetail
	page    house.WikiPage
	pages   book // the whole wiki
	draft   bool // there is one
	version int  // that is shown, 0 = the present one
	mod     int64
	marked  int64
	reading posts.Once
	asking  posts.Once

	text    *markdown.Text
	scroll  *kit.Scroll
	stamp   int64
	shown   string // the text whose links are known
	targets []markdown.Link
	missing string // which of them are not written yet
	link    int    // that is chosen, 0 = none
	typed   int    // digits of a number

	links    *kit.List // of the page; nil unless open
	versions *kit.List // nil unless open
	history  []house.WikiPage
	older    bool // there are more versions
	diff     *comparison
	write    *writer
}

func newPage(env *kit.Env, place, entry string) *page {
	s := &page{env: env, place: place, entry: entry, text: markdown.New(env), scroll: kit.NewScroll(env)}
	s.name, _ = strings.CutPrefix(entry, fresh)
	if s.name == entry {
		s.name = ""
	}
	s.text.Mark(s.mark)
	return s
}

// Init reads the page.
func (s *page) Init() tea.Cmd { return s.load() }

// Title is the page's name.
func (s *page) Title() string {
	switch {
	case s.known:
		return kit.Clean(s.page.Name)
	case s.name != "":
		return kit.Clean(s.name)
	}
	return s.env.T("wiki.page")
}

// Place is the wiki.
func (s *page) Place() kit.Place { return placeOf(s.env, s.room, s.place) }

// Typing tells whether letters belong to a field.
func (s *page) Typing() bool {
	return s.write != nil && s.write.typing() || s.links != nil && s.links.Typing() || s.versions != nil && s.versions.Typing()
}

// Wants takes the second digit of a number.
func (s *page) Wants(k tea.KeyPressMsg) bool {
	switch {
	case s.write != nil || s.diff != nil:
		return false
	case s.links != nil:
		return s.links.Wants(k)
	case s.versions != nil:
		return s.version == 0 && s.versions.Wants(k)
	}
	return s.typed > 0 && isDigit(k)
}

func isDigit(k tea.KeyPressMsg) bool { return len(k.Text) == 1 && k.Text >= "0" && k.Text <= "9" }

// Save keeps what is written as a draft.
func (s *page) Save() tea.Cmd {
	if s.write == nil {
		return nil
	}
	return s.write.c.Save()
}

// Close tells the others that nobody writes here any more.
func (s *page) Close() tea.Cmd {
	if s.write == nil {
		return nil
	}
	return s.write.unlock()
}

// Update takes keys, answers and events.
func (s *page) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s, s.key(msg)
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.text.Fresh()
		s.show()
		return s, nil
	}
	if cmd, mine := s.answered(msg); mine {
		return s, cmd
	}
	if s.write != nil {
		return s, s.write.Update(msg)
	}
	return s, nil
}

func (s *page) event(e house.Event) tea.Cmd {
	switch {
	case e.Kind == house.EventResync, e.Kind == house.EventPerson:
		return s.load()
	case s.known && e.Room == s.room.ID:
		return s.look()
	}
	return nil
}

// key goes to what is shown.
func (s *page) key(msg tea.Msg) tea.Cmd {
	switch {
	case s.write != nil:
		return s.write.Update(msg)
	case s.diff != nil:
		s.diff.scroll.Update(msg)
		return nil
	case s.links != nil:
		return s.links.Update(msg)
	case s.versions != nil && s.version == 0:
		return s.versions.Update(msg)
	}
	k, pressed := msg.(tea.KeyPressMsg)
	if pressed && isDigit(k) {
		return s.digit(int(k.Text[0] - '0'))
	}
	s.typed = 0
	if !s.scroll.Update(msg) && pressed && kit.Is(k, "space") {
		return kit.Send(kit.NextUnread{})
	}
	return nil
}
