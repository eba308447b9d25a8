package kit

import tea "charm.land/bubbletea/v2"

// Screen is one page of the house. All methods are called by the session's loop.
type Screen interface {
	// Init starts what the screen needs at first; called once when it opens.
	Init() tea.Cmd
	// Title is the last part of the header's path.
	Title() string
	// Keys are what can be done now. The order is that of the action menu.
	Keys() []Key
	// Update takes a message. Keys come only while the screen is on top.
	Update(msg tea.Msg) (Screen, tea.Cmd)
	// View draws the body in w cells by h lines; fewer lines are filled up.
	View(w, h int) View
}

// View is a drawn body.
type View struct {
	Lines  []string
	Cursor *tea.Cursor // where text goes, nil = hidden
}

// CursorAt is a cursor at a cell of the body.
func CursorAt(x, y int) *tea.Cursor { return tea.NewCursor(x, y) }

// Located is a screen with a place in the house: what the header shows and what
// the command line is about.
type Located interface{ Place() Place }

// Place is where a screen is.
type Place struct {
	Path    []string // crumbs after the house's name, before the title; from people, not cleaned
	Address string   // FLOOR, FLOOR/ROOM, FLOOR/ROOM/TOOL or @NAME
	Readers string   // a whole sentence: who can read here
	Keeps   string   // a whole sentence: how long words live
	Accent  string   // the floor's colour, see Styles.Accented
}

// Typist is a screen with text fields. While Typing, keys that write something
// never start a function.
type Typist interface{ Typing() bool }

// Wanter is a screen that takes some keys before any table does, such as the second
// digit of a list's number, or Esc in its find field: return s.list.Wants(key).
type Wanter interface {
	Wants(key tea.KeyPressMsg) bool
}

// Keeper is a screen with unsent words. Save stores them as a draft and is asked
// before the session ends, by quick exit, drain or lock; nil = nothing unsaved.
type Keeper interface{ Save() tea.Cmd }

// Dirtier is a screen with something typed that no draft keeps, such as a form:
// going back asks first.
type Dirtier interface{ Dirty() bool }

// Leaver is a screen that has something to end when it closes, such as presence.
type Leaver interface{ Close() tea.Cmd }

// Changed tells all screens that language, styles or actor changed: drop what was
// drawn in advance.
type Changed struct{}

// Resumed tells a screen that it is on top again: read anew what may have changed.
type Resumed struct{}
