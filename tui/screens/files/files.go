// Package files is the file store of a room: its folders with what is in them, how
// full it is, and single files as far as a terminal shows them: texts, Markdown,
// pictures in coarse dots. What it cannot show it tells how to fetch.
//
// Start reading at Screen; a folder is read in load.go and drawn in list.go, a file
// read in open.go and drawn in view.go.
package files

import (
	"path"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the folder, of the file that is shown, or of a field.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "files.key.cancel", s.askCancel).InFooter()}
	case s.write != nil:
		return s.write.Keys()
	case s.shown != nil:
		return s.fileKeys()
	}
	return s.folderKeys()
}

func (s *Screen) folderKeys() []kit.Key {
	f, chosen := s.selected()
	keys := []kit.Key{}
	if s.dir != "/" {
		keys = append(keys, kit.Bind("esc backspace h left", "files.key.up", s.up).InFooter())
	}
	keys = append(keys,
		kit.Bind("c", "files.key.write", s.begin).Unless(!s.writes(), s.whyNot()).InFooter(),
		kit.Bind("N", "files.key.folder", s.askFolder).Unless(!s.writes(), s.whyNot()),
		kit.Bind("U", "files.key.upload", s.askUpload).Unless(!s.known, "common.loading").InFooter(),
	)
	keys = append(keys, s.deeds(f, chosen)...)
	if s.moving.ID != "" {
		keys = append(keys,
			kit.Bind("P", "files.key.put", s.put).Unless(s.dir == path.Dir(s.moving.Path), "files.key.put.off").InFooter(),
			kit.Bind("Z", "files.key.leave", s.leaveThere),
		)
	}
	return append(keys,
		kit.Bind("m", "files.key.unread", s.markUnread).Unless(!chosen, "files.key.file.off"),
		kit.Bind("F", "files.key.rules", s.readRules).Unless(!s.room.Can(house.DoShapeRoom), "files.key.rules.off"),
		kit.Bind("s", "files.key.search", func() tea.Cmd { return kit.Send(kit.GoSearch{In: s.place}) }),
	)
}

func (s *Screen) fileKeys() []kit.Key {
	keys := []kit.Key{kit.Bind("esc backspace h left", "files.key.close", s.closeFile).InFooter()}
	return append(keys, s.deeds(s.shown.file, true)...)
}

// deeds are what can be done with one file or folder.
func (s *Screen) deeds(f house.File, chosen bool) []kit.Key {
	const none = "files.key.file.off"
	own := func(k kit.Key) kit.Key {
		return k.Unless(!s.owns(f), "files.key.own.off").Unless(!s.writes(), s.whyNot()).Unless(!chosen, none)
	}
	keys := []kit.Key{
		kit.Bind("y", "files.key.fetch", func() tea.Cmd { return s.copyFetch(f) }).Unless(f.Partial, "files.key.partial").Unless(!chosen, none).InFooter(),
		kit.Bind("D", "files.key.details", func() tea.Cmd { return s.details(f) }).Unless(!chosen, none),
	}
	if s.shown != nil {
		keys = append(keys, own(kit.Bind("e", "files.key.edit", s.edit).Unless(!s.shown.editable(), "files.key.edit.off")))
	}
	return append(keys,
		own(kit.Bind("R", "files.key.rename", func() tea.Cmd { return s.askName(f) })),
		own(kit.Bind("x", "files.key.move", func() tea.Cmd { return s.take(f) })),
		own(kit.Bind("d", "files.key.delete", func() tea.Cmd { return s.askDelete(f) })),
	)
}

func (s *Screen) writes() bool { return s.known && s.room.Writes(house.ToolFiles) }

func (s *Screen) whyNot() string {
	if why := s.room.WhyNot(house.ToolFiles); s.known && why != "" {
		return why
	}
	return "common.loading"
}

// owns tells whether one may change a file or folder.
func (s *Screen) owns(f house.File) bool { return f.Mine || s.room.Manages(house.ToolFiles) }

// Screen is the file store of one room, at one of its folders.
type Screen struct {
	env   *kit.Env
	place string
	entry house.MessageID // to be opened first, "" = none
	dir   string
	list  *kit.List

	form  *kit.Form     // nil unless the rules are changed
	write *kit.Composer // nil unless a text is written
	shown *file         // nil unless a file is looked at

	known  bool
	wrong  string
	busy   bool
	room   house.RoomDetail
	files  []house.File
	news   []house.File // unread ones in other folders, at the top only
	usage  house.Usage
	moving house.File // taken up to be put elsewhere
	back   string     // the folder that was left, to stand on
	keep   bool       // left unread on purpose
	timer  bool
	notes  bool // sizes and times stand in the list

	watch   posts.Watch
	reading posts.Once
}

// New makes the file store of a room; entry is the file or folder to open first.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{env: env, place: place, watch: posts.Watch{Place: place, Kind: house.KindFile}, entry: entry, dir: "/", list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

// Init reads the folder, or finds the entry first.
func (s *Screen) Init() tea.Cmd {
	if s.entry != "" {
		return s.find()
	}
	return s.load()
}

// Title is the folder's or the file's name, at the top that of the tool.
func (s *Screen) Title() string {
	switch {
	case s.shown != nil:
		return kit.Clean(s.shown.file.Name)
	case s.dir != "/":
		return kit.Clean(path.Base(s.dir))
	}
	return s.env.T("files.title")
}

// Place is the file store of the room, with the folder's way.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/files"}
	}
	p := s.env.RoomPlace(s.room, house.ToolFiles)
	if s.dir != "/" || s.shown != nil {
		p.Path = append(p.Path, s.env.T("files.title"))
	}
	return p
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	switch {
	case s.form != nil:
		return s.form.Typing()
	case s.write != nil:
		return true
	}
	return s.shown == nil && s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && s.write == nil && s.shown == nil && s.list.Wants(k)
}

// Dirty tells whether the form was changed.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Save keeps a text that is begun as a draft.
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
		if s.shown != nil {
			s.shown.fresh()
		}
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
	switch {
	case s.form != nil:
		return s.form.Update(msg)
	case s.write != nil:
		return s.write.Update(msg)
	case s.shown != nil:
		k, ok := msg.(tea.KeyPressMsg)
		if !s.shown.scroll.Update(msg) && ok && kit.Is(k, "space") {
			return kit.Send(kit.NextUnread{})
		}
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && kit.Is(k, "space") && s.list.AtEnd() && !s.list.Typing() {
		return tea.Sequence(s.markRead(), kit.Send(kit.NextUnread{}))
	}
	return s.list.Update(msg)
}

func (s *Screen) event(e house.Event) tea.Cmd {
	switch {
	case !s.known:
	case e.Kind == house.EventResync, e.Kind == house.EventRoster && e.Room == s.room.ID:
		return s.load()
	case e.Kind == house.EventRoom && e.Room == s.room.ID:
		return s.watch.Look(s.env)
	}
	return nil
}

// View shows the folder, the file or the field.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.form != nil:
		return s.form.View(w, h)
	case s.write != nil:
		return s.write.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case s.shown != nil:
		return s.viewFile(w, h)
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	return s.viewFolder(w, h)
}
