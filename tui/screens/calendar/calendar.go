// Package calendar is the calendar of a room: the next dates grouped by day, or a
// month as a grid with the chosen day's dates below it; one date with those who
// come; and the form that makes and changes a date.
package calendar

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the form, of the open date, of the month or of the list.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "calendar.key.cancel", s.askCancel).InFooter()}
	case s.open != nil:
		return s.dateKeys()
	}
	writes, why := s.room.Writes(house.ToolCalendar), s.whyNot()
	keys := []kit.Key{
		kit.Bind("c", "calendar.key.new", s.begin).Unless(!writes, why).InFooter(),
		kit.Bind("tab", pick(s.month, "calendar.key.agenda", "calendar.key.month"), s.turn).InFooter(),
	}
	if s.month {
		keys = append(keys,
			kit.Bind("enter", "calendar.key.day", s.enterDay).Unless(len(s.on(s.day)) == 0, "calendar.key.day.off").InFooter(),
			kit.Bind("+", "calendar.key.next_month", func() tea.Cmd { return s.goDay(s.day.AddDate(0, 1, 0)) }),
			kit.Bind("-", "calendar.key.previous_month", func() tea.Cmd { return s.goDay(s.day.AddDate(0, -1, 0)) }),
			kit.Bind(".", "calendar.key.today", func() tea.Cmd { return s.goDay(s.today()) }),
		)
	} else {
		keys = append(keys,
			kit.Bind("+", "calendar.key.later", func() tea.Cmd { return s.shift(1) }).InFooter(),
			kit.Bind("-", "calendar.key.earlier", func() tea.Cmd { return s.shift(-1) }),
			kit.Bind(".", "calendar.key.today", func() tea.Cmd { return s.shift(0) }),
		)
	}
	keys = append(keys,
		kit.Bind("y", "calendar.key.copy", s.copyLine),
		kit.Bind("I", "calendar.key.import", s.askImport).Unless(!writes, why),
		kit.Bind("s", "board.key.search", func() tea.Cmd { return kit.Send(kit.GoSearch{In: s.place}) }),
	)
	if s.narrowed {
		keys = append(keys, kit.Bind("esc left", "calendar.key.back", s.leaveDay).InFooter())
	}
	return keys
}

func (s *Screen) dateKeys() []kit.Key {
	d := *s.open
	writes, why := s.room.Writes(house.ToolCalendar), s.whyNot()
	answer := func(keys, help, answer string) kit.Key {
		return kit.Bind(keys, help, func() tea.Cmd { return s.answer(answer) }).
			Unless(d.Cancelled, "calendar.key.answer.off").Unless(!writes, why)
	}
	may := func(k kit.Key) kit.Key {
		return k.Unless(!d.Mine && !s.room.Manages(house.ToolCalendar), "calendar.key.edit.off").Unless(!writes, why)
	}
	return []kit.Key{
		answer("1", "calendar.key.yes", house.AnswerYes).InFooter(),
		answer("2", "calendar.key.maybe", house.AnswerMaybe).InFooter(),
		answer("3", "calendar.key.no", house.AnswerNo).InFooter(),
		kit.Bind("4", "calendar.key.note", s.askNote).Unless(d.Cancelled, "calendar.key.answer.off").Unless(!writes, why),
		kit.Bind("5", "calendar.key.remind", s.askRemind).Unless(d.Cancelled, "calendar.key.answer.off"),
		may(kit.Bind("e", "calendar.key.edit", s.askEdit)).InFooter(),
		may(kit.Bind("d", "calendar.key.off", s.askCancelDate)),
		kit.Bind("y", "calendar.key.copy", s.copyLine),
		kit.Bind("esc left", "calendar.key.back", s.close).InFooter(),
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
	return s.room.WhyNot(house.ToolCalendar)
}

// ahead is how much the list shows at once.
const ahead = 3 // months

// Screen is the calendar of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	page  *kit.Scroll // the date that is open
	form  *kit.Form   // nil unless one is written or changed

	known    bool
	wrong    string // sentence, when the calendar cannot be shown
	busy     bool   // the form is on its way
	room     house.RoomDetail
	dates    []house.Date // of the days that are shown
	from     time.Time    // first day of the list
	day      time.Time    // chosen in the month
	month    bool         // the month is shown
	narrowed bool         // the list is that of the chosen day
	open     *house.Date  // without a title until it was read
	answers  []house.DateAnswer
	editing  *house.Date // what the form changes, nil for a new one
	one      bool        // only that occurrence
	values   values      // what the form began with

	mark, read int64
	timer      bool
	watch      posts.Watch
	loading    posts.Once
}

// New makes the calendar of a room; entry is the date to open, "" for the list.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{env: env, place: place, watch: posts.Watch{Place: place, Kind: house.KindDate}, list: kit.NewList(env), page: kit.NewScroll(env), mark: -1}
	s.list.Open = s.openRow
	s.from, s.day = s.today(), s.today()
	if entry != "" {
		s.open = &house.Date{ID: entry}
	}
	return s
}

// today is the day it is where the person is.
func (s *Screen) today() time.Time { return midnight(s.env.Now().In(s.env.Location)) }

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

type (
	loaded struct {
		by       *Screen
		room     house.RoomDetail
		dates    []house.Date
		from, to time.Time
		mark     int64
		err      error
	}
	opened struct {
		by      *Screen
		date    house.Date
		answers []house.DateAnswer
		err     error
	}
	did struct {
		by   *Screen
		say  string
		date house.Date // as it is now; without an id: it is gone
		err  error
	}
	saved struct {
		by  *Screen
		id  house.MessageID
		on  string
		err error
	}
	rang struct{ by *Screen }
)

// Init reads the dates.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string {
	if s.open != nil {
		return s.env.T("calendar.date")
	}
	return s.env.T("room.tool.calendar")
}

// Place is the calendar of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + house.ToolCalendar}
	}
	return s.env.RoomPlace(s.room, house.ToolCalendar)
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	switch {
	case s.form != nil:
		return s.form.Typing()
	case s.open != nil || s.month:
		return false
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && s.open == nil && !s.month && s.list.Wants(k)
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
		return s, nil
	}
	return s, s.answered(msg)
}

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	key, isKey := msg.(tea.KeyPressMsg)
	switch {
	case s.form != nil:
		return s.form.Update(msg)
	case s.open != nil:
		if !s.page.Update(msg) && isKey && kit.Is(key, "space") {
			return kit.Send(kit.NextUnread{})
		}
		return nil
	case s.month:
		if isKey {
			return s.move(key)
		}
		return nil
	case isKey && kit.Is(key, "space") && !s.list.Typing() && s.list.AtEnd():
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
	case opened:
		if msg.by == s {
			return s.opened(msg)
		}
	case did:
		if msg.by == s {
			return s.did(msg)
		}
	case saved:
		if msg.by == s {
			return s.saved(msg)
		}
	case offered:
		if msg.by == s {
			return s.offered(msg)
		}
	case taken:
		if msg.by == s {
			return s.taken(msg)
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
	case e.Kind == house.EventRoom && e.Room == s.room.ID:
		return s.watch.Look(s.env)
	}
	return nil
}
