// Package home is the first screen of a member: what waits for them, what comes
// up, their rooms, and the ways to everything else.
package home

import (
	"cmp"
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done here beside moving and opening.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{
		kit.Bind("g", "home.key.next", s.send(kit.NextUnread{})).Unless(len(s.news) == 0, "home.key.next.off").InFooter(),
		kit.Bind("f", "home.key.floors", s.send(kit.GoLift{})).InFooter(),
		kit.Bind("i", "home.key.inbox", s.send(kit.GoInbox{})).InFooter(),
		kit.Bind("b", "contact.desk", s.send(kit.GoCases{})).InFooter(),
		kit.Bind("s", "home.key.search", s.send(kit.GoSearch{})),
		kit.Bind("o", "home.key.settings", s.send(kit.GoSettings{})),
		kit.Bind("H", "home.key.desk", s.send(kit.GoDesk{Of: "house"})).Unless(!s.runsHouse(), "home.key.desk.off"),
		kit.Bind("r", "home.key.again", func() tea.Cmd { return tea.Batch(s.load(), s.comingUp()) }),
		kit.Bind("U", "home.key.upcoming", s.send(kit.GoUpcoming{})),
	}
}

// Screen is the home of one member.
type Screen struct {
	env  *kit.Env
	list *kit.List

	known  bool // the first answer has come
	news   []house.NewsItem
	rooms  []house.Room
	drafts []house.Draft
	cases  []house.Case // that run
	soon   upcoming
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.show()
	return s
}

// loaded is the answer to load.
type loaded struct {
	by     *Screen
	news   []house.NewsItem
	rooms  []house.Room
	drafts []house.Draft
}

// Init reads what waits.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.load(), s.comingUp()) }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("home.title") }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(key tea.KeyPressMsg) bool { return s.list.Wants(key) }

// Update takes keys for the list, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			s.known, s.news, s.rooms, s.drafts = true, msg.news, msg.rooms, msg.drafts
			s.show()
		}
	case comesUp:
		if msg.by == s {
			s.came(msg)
		}
	case rang:
		if msg.by == s {
			s.soon.armed = false
			return s, s.comingUp()
		}
	case house.Event:
		switch msg.Kind {
		case house.EventPerson, house.EventResync, house.EventRoster, house.EventHouse:
			return s, tea.Batch(s.load(), s.later())
		case house.EventRoom:
			return s, s.later()
		}
	case kit.Counted:
		if s.known {
			s.counted(msg.News)
		}
	case kit.Resumed:
		return s, tea.Batch(s.load(), s.comingUp())
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	}
	return s, nil
}

// View shows the list, and beside it what the chosen row is about.
func (s *Screen) View(w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide {
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h)
	return v
}

// counted takes what the header has counted, so that the two never disagree.
func (s *Screen) counted(news []house.NewsItem) {
	unread := map[string]int{}
	for _, n := range news {
		if house.ToolOf(house.MessageKind(n.Kind)) != "" {
			unread[n.Place[:strings.LastIndex(n.Place, "/")]] += n.Unread
		}
	}
	for i := range s.rooms {
		s.rooms[i].Unread = unread[s.rooms[i].Place]
	}
	s.news = news
	s.show()
}

// show makes the rows from what is known.
func (s *Screen) show() {
	t := s.env.T
	var rows []kit.Row
	if len(s.cases) > 0 { // what waits there must not scroll away
		rows = append(rows, s.casesRow())
	}
	if len(s.news) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("home.waiting")})
		for _, n := range s.news {
			rows = append(rows, s.newsRow(n))
		}
	}
	rows = append(rows, s.upcomingRows()...)
	if len(s.drafts) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("home.drafts")})
		for _, d := range s.drafts {
			rows = append(rows, kit.Row{
				ID: "draft " + d.Place, Label: s.placeName(d.Place), Note: s.env.Ago(d.Saved), More: d.Text, Go: kit.GoTo(d.Place),
			})
		}
	}
	if len(s.rooms) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("home.rooms")})
		for _, r := range s.rooms {
			rows = append(rows, kit.Row{
				ID: "room " + r.Place, Label: r.Name, Note: r.Place, Unread: r.Unread,
				More: t("home.room.more", "Place", r.Place), Go: kit.GoRoom{Place: r.Place},
			})
		}
	}
	if s.known {
		rows = append(rows, kit.Row{Head: true, Label: t("home.ways")})
	}
	s.list.SetRows(append(rows, s.ways()...))
}

// ways lead to what is always there.
func (s *Screen) ways() []kit.Row {
	t := s.env.T
	rows := []kit.Row{
		{ID: "way lift", Label: t("home.way.lift"), More: t("home.way.lift.more"), Go: kit.GoLift{}},
		s.casesRow(),
		{ID: "way cards", Label: t("card.title"), More: t("home.way.cards.more"), Go: kit.GoCards{}},
		{ID: "way inbox", Label: t("home.way.inbox"), More: t("home.way.inbox.more"), Go: kit.GoInbox{}},
		{ID: "way ground", Label: t("home.way.ground"), More: t("home.way.ground.more"), Go: kit.GoFloor{Code: house.GroundFloor}},
		{ID: "way settings", Label: t("home.way.settings"), More: t("home.way.settings.more"), Go: kit.GoSettings{}},
	}
	if len(s.cases) > 0 { // stands above all others
		rows = slices.DeleteFunc(rows, func(r kit.Row) bool { return r.ID == "way cases" })
	}
	if s.runsHouse() {
		rows = append(rows, kit.Row{ID: "way desk", Label: t("home.way.desk"), More: t("home.way.desk.more"), Go: kit.GoDesk{Of: "house"}})
	}
	rows = append(rows, kit.Row{ID: "way notes", Label: t("notebook.my_notes"), More: t("notebook.my_notes.more"), Go: kit.GoNotes{}})
	return append(rows, kit.Row{ID: "way slots", Label: t("slots.mine"), More: t("slots.home.more"), Go: kit.GoSlots{}})
}

// casesRow leads to one's counsellings, and says what is most urgent there.
func (s *Screen) casesRow() kit.Row {
	row := kit.Row{ID: "way cases", Label: s.env.T("contact.desk"), More: s.env.T("home.way.cases.more"), Go: kit.GoCases{}}
	for _, stage := range []house.CaseStage{house.StageOverdue, house.StageNew, house.StageAccepted, house.StageWaitingMe} {
		n := 0
		for _, c := range s.cases {
			if c.Mine && c.Stage == stage {
				n++
			}
		}
		if n > 0 {
			row.Note = s.env.T("home.cases.note", "N", n, "Stage", s.env.T("contact.stage."+string(stage)))
			row.ForMe = stage == house.StageOverdue
			return row
		}
	}
	return row
}

func (s *Screen) newsRow(n house.NewsItem) kit.Row {
	row := kit.Row{
		ID: "news " + n.Kind + " " + n.Place + " " + string(n.Thread), Unread: n.Unread, ForMe: n.ForMe, Go: kit.GoNews(n),
		Label: cmp.Or(n.Name, s.env.T("home.kind."+n.Kind)), Note: s.env.T("home.kind." + n.Kind), More: s.env.T("home.asks", "Place", n.Place),
	}
	if floor, ok := strings.CutSuffix(kit.RoomOf(n.Place), "/"+house.NoticesSlug); ok && floor != house.GroundFloor && n.Kind == string(house.KindNotice) {
		row.Label = s.env.T("home.board", "Floor", n.Name)
	}
	kind := house.MessageKind(n.Kind)
	inRoom := house.ToolOf(kind) != ""
	switch {
	case n.Kind == house.NewsReport && n.Name != "": // the floor alone would not say what waits there
		row.Label = s.env.T("home.thread", "Room", row.Note, "Title", n.Name)
	case n.Title != "":
		row.Label = s.env.T("home.thread", "Room", n.Name, "Title", n.Title)
	case inRoom && row.Label == n.Name: // the room alone would not say what is new
		row.Label, row.Note = s.env.T("home.thread", "Room", n.Name, "Title", row.Note), ""
	}
	switch {
	case n.Kind == house.NewsAnnouncement:
		row.More = n.Name
	case !inRoom && kind != house.KindDirect: // somebody asks for something
		row.More = row.Note + "\n\n" + row.More
	case n.Unread > 0:
		row.More = s.env.N("home.news.more", n.Unread, "Place", n.Place)
	}
	return row
}

// placeName says a place by the names of its room and tool, or as it is where the room
// is not known.
func (s *Screen) placeName(place string) string {
	for _, r := range s.rooms {
		in, ok := strings.CutPrefix(place, r.Place+"/")
		if tool, _, _ := strings.Cut(in, "/"); ok && slices.Contains(house.Tools(), tool) {
			return s.env.T("home.thread", "Room", r.Name, "Title", s.env.T("room.tool."+tool))
		}
	}
	return place
}

func (s *Screen) runsHouse() bool { return s.env.Who().Role == house.RoleHouseAdmin }

func (s *Screen) send(msg tea.Msg) func() tea.Cmd {
	return func() tea.Cmd { return kit.Send(msg) }
}

// load reads all that the screen shows.
func (s *Screen) load() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		news, err := h.News(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		rooms, err := h.Rooms(ctx, a, "")
		if err != nil {
			return kit.Fail(err)
		}
		drafts, err := h.Drafts(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		mine := rooms[:0:0]
		for _, r := range rooms {
			if r.Member && (r.Kind != house.RoomNotices || r.Access != house.AccessFloor) { // boards stand on their floors
				mine = append(mine, r)
			}
		}
		return loaded{by: s, news: news, rooms: mine, drafts: drafts}
	})
}
