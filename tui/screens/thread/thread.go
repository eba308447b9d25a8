// Package thread is one thread of a board: its posts below each other, a line in
// front of what is new, and the field for an answer. An article of a blog with its
// comments is the same; about.go says what differs.
package thread

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the chosen post, or of the field while one writes.
func (s *Screen) Keys() []kit.Key {
	if s.write != nil {
		return s.write.Keys()
	}
	p, chosen := s.selected()
	words := chosen && !p.Deleted
	tidy := s.known && s.of.tidies(s.room)
	own := words && p.Mine && s.of.owns(s.room)
	return []kit.Key{
		kit.Bind("r", s.key("reply"), s.reply).Unless(!words, "thread.key.post.off").Unless(!s.canPost(), s.whyNot()).InFooter(),
		kit.Bind("c", s.key("write"), s.answer).Unless(!s.canPost(), s.whyNot()).InFooter(),
		kit.Bind("e", s.key("edit"), s.edit).Unless(!own, s.key("own.off")),
		kit.Bind("d", s.key("delete"), s.askDelete).Unless(!own && (!words || !tidy), s.key("own.off")),
		kit.Bind("m", "thread.key.unread", s.markUnread).Unless(!chosen, "thread.key.post.off"),
		kit.Bind("y", s.key("copy"), s.copyPost).Unless(!words, "thread.key.post.off"),
		kit.ReportKey(s.place, p, chosen),
		kit.Bind("p", s.key(pick(s.root.Pinned, "unpin", "pin")), s.pin).Unless(!tidy, "thread.key.tidy.off"),
		kit.Bind("L", s.key(pick(s.root.Locked, "unlock", "lock")), s.lock).Unless(!tidy, "thread.key.tidy.off"),
	}
}

func pick(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

func (s *Screen) canPost() bool {
	return s.known && s.of.writes(s.room) && (!s.root.Locked || s.of.tidies(s.room))
}

func (s *Screen) whyNot() string {
	if s.root.Locked && s.of.writes(s.room) {
		return "error.thread_locked"
	}
	return s.of.whyNot(s.room)
}

// Screen is one thread.
type Screen struct {
	env    *kit.Env
	of     about
	place  string
	thread house.MessageID
	at     int64 // first post to show, 0 = first unread

	known  bool
	wrong  string
	room   house.RoomDetail
	root   house.Post
	feed   posts.Feed
	scroll *kit.Scroll
	write  *kit.Composer // nil unless one writes

	newFrom int64 // first sequence number after the last visit, 0 = nothing new
	seen    int64 // last one that was on screen
	read    int64 // last one that counts as read
	keep    bool  // left unread on purpose
	timer   bool

	asking, looking, older, newer posts.Once
}

// New makes the screen of a thread; at is the first post to show, 0 = the first
// that is unread.
func New(env *kit.Env, place string, thread house.MessageID, at int64) *Screen {
	return newScreen(env, ofBoard(), place, thread, at)
}

// NewArticle makes the screen of an article and its comments, from the first that
// is unread.
func NewArticle(env *kit.Env, place string, article house.MessageID) *Screen {
	return newScreen(env, ofBlog(), place, article, 0)
}

func newScreen(env *kit.Env, of about, place string, thread house.MessageID, at int64) *Screen {
	s := &Screen{env: env, of: of, place: place, thread: thread, at: at, scroll: kit.NewScroll(env)}
	s.scroll.Pick, s.scroll.Follow = true, true
	return s
}

// Init reads the posts around the place where reading stopped.
func (s *Screen) Init() tea.Cmd { return s.open() }

// Title is the thread's.
func (s *Screen) Title() string {
	if s.root.Title == "" {
		return s.t("title")
	}
	return kit.Clean(s.root.Title)
}

// Place is the board or the blog that it stands in.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/" + s.of.tool}
	}
	p := s.env.RoomPlace(s.room, s.of.tool)
	p.Path = append(p.Path, s.env.T("room.tool."+s.of.tool))
	return p
}

// Typing tells whether letters belong to the field.
func (s *Screen) Typing() bool { return s.write != nil }

// Save keeps the answer that is begun as a draft.
func (s *Screen) Save() tea.Cmd {
	if s.write == nil {
		return nil
	}
	return s.write.Save()
}

// Close keeps what was read.
func (s *Screen) Close() tea.Cmd { return s.markRead() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s, s.press(msg)
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, tea.Batch(s.catchUp(), s.lookUp())
	case kit.Changed:
		s.scroll.Redraw()
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

func (s *Screen) event(e house.Event) tea.Cmd {
	switch {
	case !s.known:
	case e.Kind == house.EventResync:
		return tea.Batch(s.catchUp(), s.lookUp())
	case e.Room != s.room.ID:
	case e.Kind == house.EventRoom:
		return s.catchUp()
	case e.Kind == house.EventRoster:
		return s.lookUp()
	}
	return nil
}

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	if s.write != nil {
		if k, ok := msg.(tea.KeyPressMsg); ok && kit.Is(k, "pgup", "pgdown") {
			s.scroll.Update(k) // the posts stay readable while one writes
			return s.edges()
		}
		return s.write.Update(msg)
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !s.scroll.Update(msg) && ok && kit.Is(k, "space") && !s.feed.Newer {
		return tea.Sequence(s.markRead(), kit.Send(kit.NextUnread{}))
	}
	return s.edges()
}

// edges reads on where the window of posts ends, and has what is seen count as
// read after a moment.
func (s *Screen) edges() tea.Cmd {
	cmds := []tea.Cmd{s.readSoon()}
	if s.scroll.AtTop() && s.feed.Older {
		cmds = append(cmds, s.readOlder())
	}
	if s.scroll.AtEnd() && s.feed.Newer {
		cmds = append(cmds, s.readNewer())
	}
	return tea.Batch(cmds...)
}

// readSoon marks after a moment what is on screen then.
func (s *Screen) readSoon() tea.Cmd {
	if s.timer || s.keep {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}

func (s *Screen) selected() (house.Post, bool) {
	return s.feed.Find(house.MessageID(s.scroll.Selected()))
}

// View shows the posts, and below them the field while one writes.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	var field kit.View
	if s.write != nil {
		field = s.write.View(w, min(s.write.Height(w, h-3), max(h*2/3, 6)))
		h -= len(field.Lines) + 1
	}
	lines := s.head(w, h)
	lines = append(lines, s.scroll.View(w, max(h-len(lines), 1)).Lines...)
	if p, ok := s.feed.Find(house.MessageID(s.scroll.Seen())); ok {
		s.seen = max(s.seen, p.Seq)
	}
	if s.write == nil {
		return kit.View{Lines: lines}
	}
	lines = append(kit.Fill(lines, h), s.env.Styles.Dim.Of(kit.Rule(w)))
	if field.Cursor != nil {
		field.Cursor.Y += len(lines)
	}
	return kit.View{Lines: append(lines, field.Lines...), Cursor: field.Cursor}
}

// head is the subject, and in words how the thread stands.
func (s *Screen) head(w, h int) []string {
	st := s.env.Styles
	lines := []string{st.Strong.Of(kit.Fit(s.Title(), w))}
	if state := s.state(); state != "" && h > 6 {
		lines = append(lines, st.Dim.Of(kit.Fit(state, w)))
	}
	return lines
}

func (s *Screen) state() string {
	switch {
	case s.root.Pinned && s.root.Locked:
		return s.t("pinned_locked")
	case s.root.Pinned:
		return s.t("pinned")
	case s.root.Locked:
		return s.t("locked")
	}
	return ""
}

// show makes the items of the posts.
func (s *Screen) show() {
	all := s.feed.Posts()
	items := make([]kit.Item, 0, len(all))
	told := false
	for _, p := range all {
		first := s.newFrom > 0 && !told && p.Seq >= s.newFrom
		told = told || first
		items = append(items, s.item(p, first))
	}
	s.scroll.SetItems(items)
}

func (s *Screen) item(p house.Post, first bool) kit.Item {
	to := ""
	if p.ReplyTo != "" && p.ReplyTo != s.thread {
		if q, ok := s.feed.Find(p.ReplyTo); ok {
			to = q.Author
		}
	}
	stamp := p.Mod << 2
	if first {
		stamp |= 1
	}
	if to != "" {
		stamp |= 2
	}
	return kit.Item{ID: string(p.ID), Stamp: stamp, Draw: func(w int) []string {
		var lines []string
		if first {
			lines = append(lines, posts.New(s.env, w))
		}
		if p.ID == s.thread {
			return append(lines, s.of.root(s.env, p, w)...)
		}
		return append(lines, posts.Entry(s.env, p, to, w)...)
	}}
}
