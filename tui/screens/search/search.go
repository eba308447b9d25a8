// Package search finds words in everything that one may read: a field for the
// words, and the hits below it as they come. "@name" looks for words by somebody.
package search

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the field, or of the hits; Esc ends a search that runs.
func (s *Screen) Keys() []kit.Key {
	var keys []kit.Key
	if s.hunt != nil {
		keys = append(keys, kit.Bind("esc", "search.key.cancel", s.cancel).InFooter())
	}
	if s.onField {
		return append(keys,
			kit.Bind("enter", "search.key.go", s.start).Unless(s.empty(), "search.key.go.off").InFooter(),
			kit.Bind("tab down", "search.key.hits", s.toHits).Unless(len(s.hits) == 0, "search.key.hits.off").InFooter(),
		)
	}
	return append(keys,
		kit.Bind("c tab", "search.key.words", s.toField).InFooter(),
		kit.Bind("t", "search.key.time", s.turnTime),
		kit.Bind("e", "search.key.everywhere", s.turnPlace).Unless(s.in == "", "search.key.everywhere.off"),
	)
}

// Screen is one search.
type Screen struct {
	env     *kit.Env
	in      string // place that it began in, "" = everywhere
	all     bool   // everywhere nevertheless
	days    int    // 0 = any time
	field   *kit.Editor
	list    *kit.List
	onField bool

	hunt  *hunt // nil unless one runs
	hits  []house.Post
	state string // sentence: how the last search ended
}

// New makes a search in a place, or ("") everywhere.
func New(env *kit.Env, in string) *Screen {
	s := &Screen{env: env, in: in, field: kit.NewEditor(), list: kit.NewList(env), onField: true}
	s.field.Single = true
	return s
}

// Init has nothing to ask.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("search.title") }

// Place is where the search began.
func (s *Screen) Place() kit.Place { return kit.Place{Address: s.in} }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.onField || s.list.Typing() }

// Wants takes the second digit of a number, and the way back to the field.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return !s.onField && s.list.Wants(k) }

// Close ends a search that runs.
func (s *Screen) Close() tea.Cmd {
	s.end()
	return nil
}

// Update takes keys and what was found.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.press(msg)
	case look:
		if msg.hunt == s.hunt && s.hunt != nil {
			s.take()
			return s, s.later(msg.hunt)
		}
	case over:
		if msg.hunt == s.hunt && s.hunt != nil {
			return s, s.over(msg.err)
		}
	case kit.Changed:
		s.show()
	}
	return s, nil
}

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	if s.onField {
		s.field.Update(msg)
		return nil
	}
	k, ok := msg.(tea.KeyPressMsg)
	if ok && kit.Is(k, "up", "k") && !s.list.Typing() && s.list.Selected().ID == s.firstID() {
		return s.toField()
	}
	return s.list.Update(msg)
}

func (s *Screen) firstID() string {
	if rows := s.list.Rows(); len(rows) > 0 {
		return rows[0].ID
	}
	return ""
}

func (s *Screen) empty() bool { return strings.TrimSpace(s.field.Value()) == "" }

func (s *Screen) toHits() tea.Cmd {
	s.onField = false
	return nil
}

func (s *Screen) toField() tea.Cmd {
	s.onField = true
	return nil
}

// turnTime goes through how far back to look, and searches again.
func (s *Screen) turnTime() tea.Cmd {
	spans := []int{0, 7, 30, 365}
	for i, days := range spans {
		if days == s.days {
			s.days = spans[(i+1)%len(spans)]
			break
		}
	}
	return s.start()
}

// turnPlace searches everywhere, or again in the one place only.
func (s *Screen) turnPlace() tea.Cmd {
	s.all = !s.all
	return s.start()
}

// query reads the field: words, and "@name" for an author.
func (s *Screen) query() house.SearchQuery {
	q := house.SearchQuery{Limit: most}
	if !s.all {
		q.In = s.in
	}
	var words []string
	for _, word := range strings.Fields(s.field.Value()) {
		if name, ok := strings.CutPrefix(word, "@"); ok && name != "" && q.Author == "" {
			q.Author = name
			continue
		}
		words = append(words, word)
	}
	q.Words = strings.Join(words, " ")
	if s.days > 0 {
		q.Since = s.env.Now().AddDate(0, 0, -s.days)
	}
	return q
}

// View shows the field, where and since when is searched, and the hits.
func (s *Screen) View(w, h int) kit.View {
	st := s.env.Styles
	label := s.env.T("search.words") + " "
	field := s.field.View(w-kit.Width(label), 1)
	lines := []string{st.Key.Of(label) + field.Lines[0]}
	lines = append(lines, kit.Wrap(s.scope(), w)...)
	for i := 1; i < len(lines); i++ {
		lines[i] = st.Dim.Of(lines[i])
	}
	lines = append(lines, kit.Wrap(s.progress(), w)...)
	var v kit.View
	if rest := h - len(lines); kit.LayoutOf(w) == kit.Wide && len(s.hits) > 0 {
		lw, pw := kit.Split(w)
		v = s.list.View(lw, rest)
		v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), rest)
	} else {
		v = s.list.View(w, max(rest, 1))
	}
	if v.Cursor != nil {
		v.Cursor.Y += len(lines)
	}
	if s.onField {
		v.Cursor = kit.CursorAt(kit.Width(label)+field.Cursor.X, 0)
	}
	v.Lines = append(lines, v.Lines...)
	return v
}

// scope says where and since when is searched.
func (s *Screen) scope() string {
	when := s.env.T("search.any_time")
	if s.days > 0 {
		when = s.env.N("search.days", s.days)
	}
	if s.in == "" || s.all {
		return s.env.T("search.everywhere", "When", when)
	}
	return s.env.T("search.in", "Place", kit.Clean(s.in), "When", when)
}

func (s *Screen) progress() string {
	switch {
	case s.hunt != nil:
		return s.env.N("search.running", len(s.hits))
	case s.state != "":
		return s.state
	}
	return s.env.T("search.how")
}

// show makes the rows of the hits.
func (s *Screen) show() {
	rows := make([]kit.Row, len(s.hits))
	for i, p := range s.hits {
		title, text := kit.Clean(p.Title), kit.CleanText(p.Text)
		label := s.snippet(kit.Clean(p.Text), kit.Clean(p.Also))
		switch {
		case title != "" && label != "":
			label = s.env.T("search.titled", "Title", title, "Text", label)
		case label == "":
			label = title
		}
		about := s.env.T("search.about", "Name", posts.Author(s.env, p), "Place", s.stands(p, p.Place), "When", s.env.Text.DateTime(p.At.In(s.env.Location)))
		if title != "" {
			text = title + "\n" + text
		}
		if p.Also != "" {
			text += "\n" + kit.CleanText(p.Also)
		}
		rows[i] = kit.Row{
			ID: string(p.ID), Label: label, Note: s.note(p), More: about + "\n\n" + strings.TrimSpace(text), Go: where(p),
		}
	}
	s.list.SetRows(rows)
}

// stands says in which tool of which room a hit is.
func (s *Screen) stands(p house.Post, place string) string {
	tool := house.ToolOf(p.Kind)
	if tool == "" {
		return kit.Clean(place)
	}
	return s.env.T("search.where", "Place", kit.Clean(place), "Tool", s.env.T("room.tool."+tool))
}

// note is the same in few characters, for the list: without the floor, and in a
// search of one room without the room.
func (s *Screen) note(p house.Post) string {
	tool := house.ToolOf(p.Kind)
	switch {
	case s.in == "" || s.all:
		_, slug, room := strings.Cut(p.Place, "/")
		if !room {
			slug = p.Place
		}
		return s.stands(p, slug)
	case tool == "":
		return "" // said above
	}
	return s.env.T("room.tool." + tool)
}

// snippet is the part of a text, or of what else an entry says, around the first
// word that was looked for.
func (s *Screen) snippet(text, also string) string {
	const before, enough = 20, 300 // characters
	words := strings.Fields(strings.ToLower(s.field.Value()))
	lower := strings.ToLower(text)
	if text == "" || len(words) > 0 && !strings.Contains(lower, words[0]) && strings.Contains(strings.ToLower(also), words[0]) {
		text, lower = also, strings.ToLower(also)
	}
	if len(words) == 0 {
		return text
	}
	at := strings.Index(lower, words[0])
	if at < 0 {
		return text
	}
	runes := []rune(text)
	from := min(utf8.RuneCountInString(lower[:at])-before, len(runes))
	if from <= 0 {
		return text
	}
	return "…" + string(runes[from:min(from+enough, len(runes))])
}

// where is the place of a hit.
func where(p house.Post) kit.Go {
	switch p.Kind {
	case house.KindBoard:
		return kit.GoThread{Place: kit.RoomOf(p.Place), Thread: p.Thread, At: p.Seq}
	case house.KindChat:
		return kit.GoTool{Place: kit.RoomOf(p.Place), Tool: house.ToolChat}
	case house.KindWiki, house.KindBlog:
		return kit.GoTool{Place: kit.RoomOf(p.Place), Tool: house.ToolOf(p.Kind), Entry: p.Thread}
	}
	if tool := house.ToolOf(p.Kind); tool != "" {
		return kit.GoTool{Place: kit.RoomOf(p.Place), Tool: tool, Entry: p.ID}
	}
	return kit.GoTo(p.Place)
}

// later looks again at what was found, while the search runs.
func (s *Screen) later(of *hunt) tea.Cmd {
	return s.env.After(200*time.Millisecond, func(time.Time) tea.Msg { return look{of} })
}
