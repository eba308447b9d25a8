// Package notebook is what the people of a counselling write beside its room: private
// notes, on the counsellor's side the record and the anonymous statistics sheet too,
// each on a leaf of its own with who reads it at its top; the checklist for crises
// (checklist.go); and what a floor's admins decide of them (floor.go).
package notebook

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// leaf is a leaf of the notebook.
type leaf int

const (
	leafNotes leaf = iota
	leafRecord
	leafSheet
)

// Keys are those of the leaf, of what is open, or of the form.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc q", "notebook.key.cancel", s.askCancel).InFooter()}
	}
	id := s.list.Selected().ID
	chosen := id != "" && id != rowNew && s.leaf != leafSheet
	keys := []kit.Key{
		kit.Bind("tab", "notebook.key.leaf", s.turn(1)).Unless(len(s.leaves()) < 2, "notebook.key.leaf.off").InFooter(),
		kit.Bind("shift+tab", "notebook.key.leaf_back", s.turn(-1)).Unless(len(s.leaves()) < 2, "notebook.key.leaf.off"),
		kit.Bind("c", newKey(s.leaf), s.begin).Unless(!s.known, "common.loading").Unless(s.leaf == leafSheet && s.sheet.Filled, "sheet.filled").InFooter(),
		kit.Bind("e", "notebook.key.edit", s.change).Unless(!chosen, "notebook.key.chosen.off"),
		kit.Bind("d", "notebook.key.delete", s.askDelete).Unless(!chosen, "notebook.key.chosen.off"),
		kit.Bind("E", "notebook.key.export", s.export).Unless(s.leaf != leafRecord || !s.book.Mine, "notebook.key.export.off"),
	}
	if s.room.HasRecord() {
		keys = append(keys, kit.Bind("K", "notebook.key.checklist", func() tea.Cmd { return kit.Send(kit.GoTool{Place: s.place, Tool: "checklist"}) }))
	}
	if s.reading {
		keys = append(keys, kit.Bind("esc left", "notebook.key.close", s.closePage).InFooter())
	}
	return keys
}

func newKey(l leaf) string {
	switch l {
	case leafRecord:
		return "notebook.key.enter"
	case leafSheet:
		return "notebook.key.fill"
	}
	return "notebook.key.new"
}

// Screen is the notebook of one room, or the notes of none.
type Screen struct {
	env   *kit.Env
	place string
	leaf  leaf
	list  *kit.List
	page  *kit.Scroll // what is open
	form  *kit.Form

	known   bool
	wrong   string
	busy    bool
	reading bool
	room    house.RoomDetail
	notes   []house.Note
	book    house.RecordBook
	sheet   house.Sheet
	editing string // id of what the form changes, "" = something new
	loading posts.Once
}

// New makes the notebook of a room; with house.NoRoom the notes of none.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env), page: kit.NewScroll(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by    *Screen
		room  house.RoomDetail
		notes []house.Note
		book  house.RecordBook
		sheet house.Sheet
		err   error
	}
	did struct {
		by  *Screen
		say string // key of the sentence for when it is done
		err error
	}
)

// Init reads the notebook.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string {
	if !s.room.HasRecord() {
		return s.env.T("notebook.my_notes")
	}
	return s.env.T("notebook.title")
}

// Place is the room; who reads here are not those who read in the room.
func (s *Screen) Place() kit.Place {
	switch {
	case s.place == house.NoRoom:
		return kit.Place{Readers: s.env.T("notebook.who.notes_short")}
	case s.room.Place == "":
		return kit.Place{Address: s.place}
	}
	p := s.env.RoomPlace(s.room, "")
	p.Readers, p.Keeps = s.short(), ""
	return p
}

// leaves are those that there are for this person.
func (s *Screen) leaves() []leaf {
	all := []leaf{leafNotes}
	if s.room.HasRecord() {
		all = append(all, leafRecord)
		if s.room.Role == house.RoleOwner {
			all = append(all, leafSheet)
		}
	}
	return all
}

// turn goes to the next leaf.
func (s *Screen) turn(by int) func() tea.Cmd {
	return func() tea.Cmd {
		n := len(s.leaves())
		s.leaf, s.reading = leaf((int(s.leaf)+by+n)%n), false
		s.list = kit.NewList(s.env)
		s.list.Open = s.open
		s.show()
		return nil
	}
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return !s.reading && s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && !s.reading && s.list.Wants(k)
}

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		switch {
		case s.form != nil:
			return s, s.form.Update(msg)
		case s.reading:
			s.page.Update(msg)
			return s, nil
		}
		return s, s.list.Update(msg)
	case house.Event:
		if msg.Kind == house.EventResync || msg.Kind == house.EventRoster && msg.Room == s.room.ID {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.page.Redraw()
		s.show()
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	}
	return s, nil
}
