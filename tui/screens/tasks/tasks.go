// Package tasks is the tasks of a room: who does what until when. Open ones stand
// first, the one that is due next at the top, those that are done are folded; the
// chosen one stands beside them, and a form writes and changes them.
package tasks

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list or of the task that is open, of the form, or of the
// people to choose from.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "tasks.key.cancel", s.askCancel).InFooter()}
	case s.people != nil:
		return []kit.Key{kit.Bind("esc", "tasks.key.cancel", s.closePeople).InFooter()}
	}
	t, chosen := s.selected()
	writes, why := s.room.Writes(house.ToolTasks), s.whyNot()
	may := func(k kit.Key) kit.Key { return k.Unless(!chosen, "tasks.key.chosen.off").Unless(!writes, why) }
	keys := []kit.Key{
		kit.Bind("c", "tasks.key.new", s.begin).Unless(!writes, why).InFooter(),
		may(kit.Bind("x", pick(t.Done, "tasks.key.undo", "tasks.key.done"), s.finish)).InFooter(),
		may(kit.Bind("t", "tasks.key.take", s.take)).Unless(chosen && (t.Mine || t.Done), "tasks.key.take.off").InFooter(),
		may(kit.Bind("a", "tasks.key.assign", s.choose)),
		may(kit.Bind("e", "tasks.key.edit", s.change)),
		may(kit.Bind("d", "tasks.key.delete", s.askDelete)).Unless(chosen && !t.Own && !s.room.Manages(house.ToolTasks), "tasks.key.delete.off"),
		kit.Bind("y", "tasks.key.copy", s.copyIt).Unless(!chosen, "tasks.key.chosen.off"),
		kit.Bind("M", pick(s.mine, "tasks.key.all", "tasks.key.mine"), s.onlyMine),
		kit.Bind("D", pick(s.done, "tasks.key.fold", "tasks.key.unfold"), s.unfold),
		kit.Bind("s", "board.key.search", func() tea.Cmd { return kit.Send(kit.GoSearch{In: s.place}) }),
	}
	if s.reading {
		keys = append(keys, kit.Bind("esc left", "tasks.key.close", s.closeTask).InFooter())
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
	return s.room.WhyNot(house.ToolTasks)
}

// Screen is the tasks of one room.
type Screen struct {
	env    *kit.Env
	place  string
	list   *kit.List
	page   *kit.Scroll    // the task that is open
	text   *markdown.Text // of the chosen task
	form   *kit.Form      // nil unless one is written or changed
	people *kit.List      // nil unless one is given to somebody

	known   bool
	wrong   string // sentence, when the tasks cannot be shown
	busy    bool   // the form is on its way
	room    house.RoomDetail
	tasks   []house.Task
	at      house.MessageID // what was asked for, or is open
	reading bool            // it is open
	mine    bool            // only one's own
	done    bool            // those that are done, too
	editing house.Task      // what the form changes, none for a new one
	before  string          // whom the form had it with at first
	next    house.MessageID // to choose in the list as soon as it is there
	mark    int64           // up to which was read before
	read    int64           // up to which is read now
	timer   bool
	watch   posts.Watch
	loading posts.Once
}

// New makes the tasks of a room; entry is the one to open, "" for the list.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{env: env, place: place, watch: posts.Watch{Place: place, Kind: house.KindTask}, at: entry, list: kit.NewList(env), page: kit.NewScroll(env), text: markdown.New(env)}
	s.list.Open = s.open
	s.mark = -1
	return s
}

type (
	loaded struct {
		by    *Screen
		room  house.RoomDetail
		tasks []house.Task
		mark  int64
		err   error
	}
	met struct { // the people of the room
		by      *Screen
		members []house.Member
		then    func([]house.Member)
	}
	did struct {
		by  *Screen
		say string // key of the sentence for when it is done, "" = none
		err error
	}
	saved struct {
		by  *Screen
		id  house.MessageID
		err error
	}
	rang struct{ by *Screen }
)

// Init reads the tasks.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("room.tool.tasks") }

// Place is the tasks of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + house.ToolTasks}
	}
	return s.env.RoomPlace(s.room, house.ToolTasks)
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	switch {
	case s.form != nil:
		return s.form.Typing()
	case s.people != nil:
		return s.people.Typing()
	}
	return !s.reading && s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	switch {
	case s.form != nil || s.reading && s.people == nil:
		return false
	case s.people != nil:
		return s.people.Wants(k)
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
		s.text.Fresh()
		s.page.Redraw()
		s.show()
		return s, nil
	}
	return s, s.answered(msg)
}

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	switch {
	case s.form != nil:
		return s.form.Update(msg)
	case s.people != nil:
		return s.people.Update(msg)
	case s.reading:
		if k, ok := msg.(tea.KeyPressMsg); !s.page.Update(msg) && ok && kit.Is(k, "space") {
			return kit.Send(kit.NextUnread{})
		}
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && kit.Is(k, "space") && !s.list.Typing() && s.list.AtEnd() {
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
	case met:
		if msg.by == s {
			msg.then(msg.members)
		}
	case saved:
		if msg.by == s {
			return s.saved(msg)
		}
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

// readSoon has what is in the list count as read after a moment, once it is seen.
func (s *Screen) readSoon() tea.Cmd {
	if s.timer || s.reading || s.room.Seq <= s.read {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}
