package files

import (
	"path"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// The rows that are no file.
const (
	rowUp  = ".."
	rowNew = "new " // and the path
)

// viewFolder shows what is in the folder and how full the room is; where there is
// room, what is to say about the chosen one beside it.
func (s *Screen) viewFolder(w, h int) kit.View {
	foot := s.foot(w, h)
	h -= len(foot)
	wide := kit.LayoutOf(w) == kit.Wide && len(s.list.Rows()) > 0
	s.tell(w >= 60)
	var v kit.View
	if wide {
		lw, pw := kit.Split(w)
		v = s.list.View(lw, h)
		v.Lines = s.env.Beside(v.Lines, lw, s.preview(pw), h)
	} else {
		v = s.list.View(w, h)
	}
	v.Lines = append(kit.Fill(v.Lines, h), foot...)
	return v
}

// foot is what is being moved, and how full the room is.
func (s *Screen) foot(w, h int) []string {
	var lines []string
	if s.moving.ID != "" {
		for _, line := range kit.Wrap(s.env.T("files.moving", "Name", kit.Clean(s.moving.Name)), w) {
			lines = append(lines, s.env.Styles.Warn.Of(line))
		}
	}
	if h >= 8 {
		style := s.env.Styles.Dim
		if s.full() {
			style = s.env.Styles.Warn
		}
		lines = append(lines, style.Of(kit.Fit(s.usageLine(), w)))
	}
	return lines
}

// tell puts sizes and times into the list, or leaves them to the preview.
func (s *Screen) tell(notes bool) {
	if s.notes != notes {
		s.notes = notes
		s.show()
	}
}

func (s *Screen) preview(w int) []string {
	row := s.list.Selected()
	if row.ID == rowUp {
		return kit.Wrap(row.More, w)
	}
	f, ok := s.selected()
	if !ok {
		return nil
	}
	var lines []string
	for _, line := range kit.Wrap(kit.Clean(f.Name), w) {
		lines = append(lines, s.env.Styles.Strong.Of(line))
	}
	for _, sentence := range s.about(f) {
		lines = append(lines, kit.Wrap(sentence, w)...)
	}
	return lines
}

// show makes the rows: the way up, what is new in other folders, folders, files.
func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("files.empty"), s.env.T("files.empty.how")}
	if s.known && !s.room.Writes(house.ToolFiles) {
		s.list.Empty = s.list.Empty[:1]
	}
	var rows []kit.Row
	if s.dir != "/" {
		rows = append(rows, kit.Row{ID: rowUp, Label: s.env.T("files.up", "Name", s.folderName(path.Dir(s.dir))), More: s.env.T("files.up.more")})
	}
	if len(s.news) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: s.env.T("files.new")})
		for _, f := range s.news {
			row := s.row(f)
			row.ID, row.Label, row.Note = rowNew+f.Path, f.Path, ""
			rows = append(rows, row)
		}
		if len(s.files) > 0 {
			rows = append(rows, kit.Row{Head: true, Label: s.env.T("files.all")})
		}
	}
	for _, f := range s.files {
		rows = append(rows, s.row(f))
	}
	if len(s.files) == 0 && s.dir != "/" {
		rows = append(rows, kit.Row{Head: true, Label: s.env.T("files.empty_folder")})
	}
	s.list.SetRows(rows)
}

func (s *Screen) folderName(dir string) string {
	if dir == "/" {
		return s.env.T("files.title")
	}
	return kit.Clean(path.Base(dir))
}

func (s *Screen) row(f house.File) kit.Row {
	row := kit.Row{ID: f.Path, Label: f.Name, New: f.Unread}
	switch {
	case f.Dir:
		row.Label = f.Name + "/"
	case f.Partial:
		row.Label = s.env.T("files.row.partial", "Name", f.Name)
	}
	if s.notes && !f.Dir {
		row.Note = s.size(f.Size)
		if s.env.Width >= 120 {
			row.Note = s.env.T("files.row.note", "Size", row.Note, "When", s.env.Ago(f.At))
		}
	}
	return row
}

// selected is the file or folder that the cursor is on.
func (s *Screen) selected() (house.File, bool) {
	if s.shown != nil {
		return s.shown.file, true
	}
	id := s.list.Selected().ID
	for _, f := range s.files {
		if f.Path == id {
			return f, true
		}
	}
	for _, f := range s.news {
		if rowNew+f.Path == id {
			return f, true
		}
	}
	return house.File{}, false
}

// open goes into a folder or shows a file.
func (s *Screen) open(row kit.Row) tea.Cmd {
	if row.ID == rowUp {
		return s.up()
	}
	f, ok := s.selected()
	switch {
	case !ok:
		return nil
	case f.Dir:
		return s.enter(f.Path, "")
	}
	return s.openFile(f)
}

// up goes to the folder above.
func (s *Screen) up() tea.Cmd { return s.enter(path.Dir(s.dir), s.dir) }

// enter goes into a folder; on is what to stand on there.
func (s *Screen) enter(dir, on string) tea.Cmd {
	read := s.markRead()
	s.dir, s.back, s.files, s.news, s.known = dir, on, nil, nil, false
	s.list = kit.NewList(s.env)
	s.list.Open = s.open
	return tea.Batch(read, s.load())
}
