// Package letters is the letters of a counselling: the newest first, the chosen one
// beside them, and before all others those of one's own that are to be sent later.
// While one answers, the letter that is answered stays in view.
package letters

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list or of the letter that is open, or of the field.
func (s *Screen) Keys() []kit.Key {
	if s.write != nil {
		keys := s.write.Keys()
		if s.about.ID != "" {
			keys = append(keys, kit.Bind("ctrl+q", "letters.key.quote", s.quote).InFooter())
		}
		return keys
	}
	l, letter := s.selected()
	w, waits := s.waiting()
	writes, why := s.room.Writes(house.ToolLetters), s.whyNot()
	full := s.rules.Limited && s.rules.Left == 0
	writing := func(k kit.Key) kit.Key { return k.Unless(full, "letters.none_left").Unless(!writes, why) }
	answer := "r"
	if s.reading && letter && !l.Own {
		answer = "r enter"
	}
	begin := "c"
	if s.known && !s.reading && len(s.list.Rows()) == 0 {
		begin = "c enter"
	}
	keys := []kit.Key{
		writing(kit.Bind(begin, "letters.key.write", s.begin)).InFooter(),
		writing(kit.Bind(answer, "letters.key.reply", s.reply).Unless(!letter, "letters.key.chosen.off")).InFooter(),
		writing(kit.Bind("R", "letters.key.reply_quoting", s.replyQuoting).Unless(!letter, "letters.key.chosen.off")),
		kit.Bind("e", "letters.key.change", s.change).Unless(!waits, "letters.key.waits.off").Unless(waits && !writes, why),
		kit.Bind("t", "letters.key.time", s.askTime).Unless(!waits, "letters.key.waits.off").Unless(waits && !writes, why),
		kit.Bind("W", "letters.key.withdraw", s.askWithdraw).Unless(!waits, "letters.key.waits.off"),
		kit.Bind("d", "letters.key.delete", s.askDelete).Unless(!letter || !l.Own, "letters.key.delete.off").Unless(!writes, why),
		kit.ReportKey(s.place, house.Post{ID: l.ID, Kind: house.KindLetter, Seq: l.Seq, Mine: l.Own}, letter),
		kit.Bind("y", "letters.key.copy", s.copyIt).Unless(!letter && w.ID == "", "letters.key.chosen.off"),
		kit.Bind("s", "board.key.search", func() tea.Cmd { return kit.Send(kit.GoSearch{In: s.place}) }),
	}
	if s.reading {
		keys = append(keys, kit.Bind("esc left", "letters.key.close", s.closeLetter).InFooter())
	}
	return keys
}

func (s *Screen) whyNot() string {
	if !s.known {
		return "common.loading"
	}
	return s.room.WhyNot(house.ToolLetters)
}

// Screen is the letters of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	page  *kit.Scroll   // the letter that is open
	write *kit.Composer // nil unless one writes
	about house.Letter  // what the field answers
	above *kit.Scroll   // the letter that is answered, in view while one writes
	when  time.Time     // when what is written is sent, zero = now

	known   bool
	wrong   string // sentence, when the letters cannot be shown
	room    house.RoomDetail
	all     []house.Letter      // oldest first
	later   []house.LaterLetter // one's own that are still to be sent
	rules   house.LetterRules
	at      house.MessageID // what was asked for
	reading bool            // a letter is open
	width   int             // drawn last
	mark    int64           // up to which was read before
	read    int64           // up to which is read now
	timer   bool
	watch   posts.Watch
	loading posts.Once
}

// New makes the letters of a room; entry is the one to open, "" for the list.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{
		env: env, place: place, at: entry, mark: -1, list: kit.NewList(env), page: kit.NewScroll(env), above: kit.NewScroll(env),
		watch: posts.Watch{Place: place, Kind: house.KindLetter},
	}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by    *Screen
		room  house.RoomDetail
		all   []house.Letter
		later []house.LaterLetter
		rules house.LetterRules
		mark  int64
		err   error
	}
	did struct {
		by  *Screen
		say string // key of the sentence for when it is done
		err error
	}
	rang struct{ by *Screen }
)

// Init reads the letters.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("room.tool.letters") }

// Place is the letters of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + house.ToolLetters}
	}
	return s.env.RoomPlace(s.room, house.ToolLetters)
}

// Typing tells whether letters of the keyboard belong to a field.
func (s *Screen) Typing() bool { return s.write != nil || !s.reading && s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.write == nil && !s.reading && s.list.Wants(k)
}

// Save keeps a letter that was begun.
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
		return s, s.press(msg)
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.page.Redraw()
		s.above.Redraw()
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

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	k, key := msg.(tea.KeyPressMsg)
	switch {
	case s.write != nil:
		if key && s.about.ID != "" && kit.Is(k, "pgup", "pgdown") {
			s.above.Update(k) // the letter stays readable while one answers it
			return nil
		}
		return s.write.Update(msg)
	case s.reading:
		if !s.page.Update(msg) && key && kit.Is(k, "space") {
			return tea.Sequence(s.markRead(), kit.Send(kit.NextUnread{}))
		}
		return s.readSoon()
	case key && kit.Is(k, "space") && !s.list.Typing() && s.list.AtEnd():
		return kit.Send(kit.NextUnread{})
	}
	return tea.Batch(s.list.Update(msg), s.readSoon())
}

func (s *Screen) answered(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s.loaded(msg), true
		}
	case posts.Seen:
		return s.watch.Take(s.env, msg, s.load), true
	case did:
		if msg.by == s {
			return s.did(msg), true
		}
	case rang:
		if msg.by == s {
			s.timer = false
			return s.markRead(), true
		}
	}
	return nil, false
}

func (s *Screen) event(e house.Event) tea.Cmd {
	switch {
	case e.Kind == house.EventResync, e.Kind == house.EventPerson, e.Kind == house.EventRoster && e.Room == s.room.ID:
		return s.load()
	case e.Kind == house.EventRoom && e.Room == s.room.ID && s.known:
		return s.watch.Look(s.env)
	}
	return nil
}

// inView is the letter whose words are on the screen.
func (s *Screen) inView() (house.Letter, bool) {
	l, ok := s.selected()
	return l, ok && (s.reading || kit.LayoutOf(s.width) == kit.Wide)
}

// readSoon has the letter in view count as read after a moment.
func (s *Screen) readSoon() tea.Cmd {
	if l, ok := s.selected(); s.timer || !ok || l.Seq <= s.read {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}
