// Package talk is a live stream of people's words with the field for one's own
// below it: what was said, who is here, and at the bottom always the field. Lines
// of one's own that the house has not confirmed stay visible, with what became of
// them. The chat of a room and the private messages with one person are made of
// it. It knows house, kit and posts and no screen.
//
// Start reading at Stream, then talk.go; opening.go enters, io.go follows what
// happens, deeds.go tells the house, outbox.go keeps what is on its way, kept.go
// what cannot be sent any more.
package talk

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the field while one writes, and those of a line while one
// looks back.
func (s *Talk) Keys() []kit.Key {
	switch {
	case s.stage == opening: // they stand in the documentation, and say that it loads
		keys := s.lineKeys()
		for i := range keys {
			keys[i].Off = "common.loading"
		}
		return keys
	case s.stage != talking:
		return nil
	case s.edit != nil:
		return s.edit.Keys()
	case s.Typing() && !s.canSay():
		return s.keptKeys()
	case s.Typing():
		return s.fieldKeys()
	}
	return s.lineKeys()
}

func (s *Talk) lineKeys() []kit.Key {
	p, _ := s.feed.Find(house.MessageID(s.scroll.Selected()))
	words := p.ID != "" && !p.Deleted && p.Kind == s.stream.Kind
	tidy := words && s.stream.Kind == house.KindChat && s.room.Manages(house.ToolChat)
	return []kit.Key{
		kit.Bind("c tab enter", "chat.key.write", s.toField).Unless(!s.writes(), s.whyNot()).InFooter(),
		kit.Bind("r", "chat.key.reply", s.quote).Unless(!words || !s.canSay(), "chat.key.line.off"),
		kit.Bind("e", "chat.key.edit", s.change).Unless(!words || !p.Mine || !s.canSay(), "chat.key.own.off"),
		kit.Bind("d", "chat.key.delete", s.askDelete).Unless((!words || !p.Mine || !s.canSay()) && !tidy, "chat.key.own.off"),
		kit.Bind("y", "chat.key.copy", s.copyLine).Unless(!words, "chat.key.line.off"),
		kit.ReportKey(s.stream.Place, p, words),
		kit.Bind("R", "chat.key.again", s.again).Unless(!s.out.failed(), "chat.key.again.off"),
		kit.Bind("X", "chat.key.drop", s.dropFailed).Unless(!s.out.failed(), "chat.key.again.off"),
		kit.Bind("", "chat.key.newest", s.newest),
	}
}

func (s *Talk) fieldKeys() []kit.Key {
	keys := append(s.say.Keys(), kit.Bind("tab", "chat.key.lines", s.toLines).InFooter())
	if s.out.failed() && s.say.IsEmpty() {
		return append(keys,
			kit.Bind("enter", "chat.key.again", s.again).InFooter(),
			kit.Bind("ctrl+r", "chat.key.drop", s.dropFailed).InFooter(),
		)
	}
	return keys
}

// stage is how far the screen is.
type stage int

const (
	opening stage = iota
	asking        // the transcript's rule is told before entering
	talking
	failed
)

// Talk is one stream on a screen. Its methods are those of a kit.Screen but for
// Title and Place, and Update gives the command alone.
type Talk struct {
	// Aside is a sentence above the field, where others' presence is not shown.
	Aside string

	env    *kit.Env
	stream Stream
	stage  stage
	wrong  string // sentence, when failed

	room    house.RoomDetail
	rooms   int // how often room was read
	feed    posts.Feed
	scroll  *kit.Scroll
	gate    *kit.List
	say     *kit.Composer
	keeps   bool          // the field stays for words that cannot be sent, see kept.go
	gone    bool          // one is not in the room any more
	barred  bool          // one may not read the chat for now
	edit    *kit.Composer // nil unless a line is changed
	onLines bool          // the arrows belong to the lines, not to the field
	out     outbox
	breath  breath
	here    []house.Presence

	items     []kit.Item // of the posts, as shown last
	itemsFrom int64      // newFrom then

	hereLine string // drawn of here, "" when it is to be drawn anew
	hereKey  hereKey

	ahead    []tea.KeyPressMsg // typed before the room was known
	newFrom  int64             // first sequence number after the last visit, 0 = nothing new
	seen     int64             // last one that was on screen
	read     int64             // last one that counts as read
	typed    time.Time
	busy     map[task]bool // what is on its way
	due      map[task]bool // what is asked for again meanwhile
	timers   map[task]bool
	markedAt time.Time // when the last reading mark was sent
	entered  bool
}

// New makes a talk of a stream.
func New(env *kit.Env, stream Stream) *Talk {
	s := &Talk{
		env: env, stream: stream, scroll: kit.NewScroll(env), gate: kit.NewList(env),
		busy: map[task]bool{}, due: map[task]bool{}, timers: map[task]bool{}, out: outbox{clean: stream.clean},
	}
	s.scroll.Pick, s.scroll.Idle, s.scroll.Follow = true, true, true
	s.say = kit.NewComposer(env, stream.Draft)
	s.say.Line, s.say.Give = true, s.give
	s.label()
	return s
}

// Room is the room as it was read last; its Place is "" before that.
func (s *Talk) Room() house.RoomDetail { return s.room }

// RoomsRead counts how often Room became another.
func (s *Talk) RoomsRead() int { return s.rooms }

// Editing tells whether a line is being changed.
func (s *Talk) Editing() bool { return s.edit != nil }

// label says again what is said once and kept.
func (s *Talk) label() {
	s.scroll.Empty = []string{s.env.T(s.stream.Empty), s.env.T("chat.empty.how")}
	if s.gone {
		s.scroll.Empty = nil
	}
	s.say.To, s.say.Readers = s.room.Name, s.env.Readers(s.room)
	s.noteField()
	s.gate.SetRows([]kit.Row{
		{ID: "enter", Label: s.env.T("chat.gate.enter"), Go: enter{s}},
		{ID: "back", Label: s.env.T("chat.gate.back"), Go: kit.GoBack{}},
	})
}

// enter says that the rule was read.
type enter struct{ by *Talk }

// Init reads the room and what was said last.
func (s *Talk) Init() tea.Cmd { return s.open() }

// Typing tells whether letters belong to the field.
func (s *Talk) Typing() bool {
	return s.stage == talking && (s.edit != nil || !s.onLines && s.writes())
}

// Wants keeps Esc while one looks back, it leads to the field first; and all that
// is typed ahead, lest it act as keys of the house.
func (s *Talk) Wants(k tea.KeyPressMsg) bool {
	switch s.stage {
	case opening:
		return k.Text != "" || kit.Is(k, "enter", "backspace")
	case asking:
		return s.gate.Wants(k)
	}
	return s.stage == talking && s.edit == nil && kit.Is(k, "esc") && (s.onLines && s.writes() || s.loses())
}

// Update takes keys, answers and events.
func (s *Talk) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		return s.paste(msg)
	case tea.MouseWheelMsg:
		s.scroll.Update(msg)
		return s.edges()
	case house.Event:
		return s.event(msg)
	case enter:
		if msg.by == s {
			return s.goIn()
		}
	case kit.Resumed:
		if s.stage == failed { // unlocked meanwhile, perhaps
			s.stage = opening
			return s.open()
		}
		return tea.Batch(s.start(catchUp), s.start(lookUp))
	case kit.Changed:
		s.label()
		s.scroll.Redraw()
		s.show()
	}
	if cmd, mine := s.answer(msg); mine {
		return cmd
	}
	cmd := s.say.Update(msg)
	s.keep() // the draft has come, perhaps
	if s.edit != nil {
		cmd = tea.Batch(cmd, s.edit.Update(msg))
	}
	return cmd
}

func (s *Talk) event(e house.Event) tea.Cmd {
	if e.Kind == house.EventResync {
		return tea.Batch(s.start(catchUp), s.start(lookUp), s.start(whoIsHere))
	}
	if s.stage >= asking && s.room.ID == "" && e.Kind != house.EventDrain {
		return tea.Batch(s.start(catchUp), s.start(lookUp)) // perhaps the room is made now
	}
	if s.gone && e.Kind == house.EventPerson {
		return s.start(lookUp) // invited again, perhaps
	}
	if s.stage < asking || e.Room != s.room.ID {
		return nil
	}
	switch e.Kind {
	case house.EventRoom:
		return s.start(catchUp)
	case house.EventPresence:
		return s.start(whoIsHere)
	case house.EventRoster:
		return tea.Batch(s.start(lookUp), s.start(whoIsHere))
	}
	return nil
}

// Save keeps what is not sent as a draft.
func (s *Talk) Save() tea.Cmd {
	switch {
	case s.gone:
		return nil // no draft can be kept
	case len(s.out.lines) == 0:
		return s.say.Save()
	}
	return s.saveUnsent()
}

// Close ends the presence and keeps what was read.
func (s *Talk) Close() tea.Cmd { return tea.Batch(s.goOut(), s.markRead()) }
