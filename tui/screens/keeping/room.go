package keeping

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done with the room as a whole.
func (s *Room) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "room.key.cancel", s.leave).InFooter()}
	}
	return []kit.Key{kit.Bind("r", "home.key.again", s.load)}
}

// Room is how long things are kept in one room.
type Room struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form // the wish for a hold

	known bool
	wrong string
	busy  bool
	keep  house.Keeping
}

// NewRoom makes the page of a room.
func NewRoom(env *kit.Env, place string) *Room {
	s := &Room{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = s.open
	s.list.Empty = []string{env.T("common.loading")}
	return s
}

type (
	roomLoaded struct {
		by   *Room
		keep house.Keeping
		say  string
		err  error
	}
	formLeft struct{ by *Room }
)

// Init reads the room's rules.
func (s *Room) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Room) Title() string { return s.env.T("keeping.title") }

// Place is the room.
func (s *Room) Place() kit.Place { return kit.Place{Address: s.place} }

// Typing tells whether letters belong to a field.
func (s *Room) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number, and what closes the form.
func (s *Room) Wants(k tea.KeyPressMsg) bool {
	if s.form != nil {
		return kit.Is(k, "esc") || !s.form.Typing() && kit.Is(k, "q")
	}
	return s.list.Wants(k)
}

// Dirty tells whether something would be lost.
func (s *Room) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys and answers.
func (s *Room) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form == nil {
			return s, s.list.Update(msg)
		}
		if k, ok := msg.(tea.KeyPressMsg); ok && s.Wants(k) {
			return s, s.leave()
		}
		return s, s.form.Update(msg)
	case kit.Changed:
		s.show()
	case kit.Resumed:
		return s, s.load()
	case house.Event:
		if msg.Kind == house.EventRoster || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case roomLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case formLeft:
		if msg.by == s {
			s.form = nil
		}
	}
	return s, nil
}

// View shows the rows, and beside them what the chosen one means.
func (s *Room) View(w, h int) kit.View {
	switch {
	case s.form != nil:
		return s.form.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	}
	return beside(s.env, s.list, w, h)
}

func (s *Room) load() tea.Cmd {
	return s.do("", func(context.Context, kit.House, house.Actor, string) error { return nil })
}

// do does something and reads the page anew.
func (s *Room) do(say string, deed func(ctx context.Context, h kit.House, a house.Actor, place string) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := deed(ctx, h, a, place); err != nil {
			return roomLoaded{by: s, err: err}
		}
		k, err := h.RoomKeeping(ctx, a, place)
		return roomLoaded{s, k, say, err}
	})
}

func (s *Room) loaded(l roomLoaded) tea.Cmd {
	s.busy = false
	switch {
	case l.err != nil && !s.known:
		s.wrong = s.env.Sentence(l.err)
		return nil
	case l.err != nil:
		return kit.Send(kit.Failed{Err: l.err})
	}
	s.known, s.wrong, s.keep = true, "", l.keep
	if l.say != "" {
		s.form = nil
	}
	s.show()
	if l.say != "" {
		return kit.Say(l.say)
	}
	return nil
}

// show makes the rows: the rules, what goes soon, the hold.
func (s *Room) show() {
	if !s.known {
		return
	}
	t, k := s.env.T, s.keep
	day := func(at time.Time) string { return s.env.Text.Date(at.In(s.env.Location)) }
	limit := t("keeping.no_max.more")
	if k.Max > 0 {
		limit = t("keeping.max", "Days", s.env.KeptWords(k.Max))
	}
	about := []string{t("keeping.room.more"), limit}
	if !k.MaxFrom.IsZero() {
		about = append(about, t("keeping.max_next", "Date", day(k.MaxFrom), "Days", s.env.KeptWords(k.MaxNext)))
	}
	if !k.Until.IsZero() {
		about = append(about, t("keeping.longer", "Date", day(k.Until)))
	}
	rows := []kit.Row{
		{ID: "head rules", Label: t("keeping.head.rules"), Head: true},
		{ID: "tool ", Label: t("keeping.all"), Note: s.env.KeptWords(k.Days), More: strings.Join(about, "\n\n")},
	}
	for _, tool := range k.Tools {
		note := s.env.KeptWords(tool.Days)
		if tool.Not {
			note = t("keeping.not")
		}
		if !tool.Own {
			note = t("keeping.as_room", "Days", note)
		}
		rows = append(rows, kit.Row{ID: "tool " + tool.Tool, Label: t("room.tool." + tool.Tool), Note: note, More: t("keeping.tool.more")})
	}
	if !k.DeleteAt.IsZero() {
		rows = append(rows, kit.Row{ID: "gone", Label: t("kit.keeps.until", "Date", day(k.DeleteAt)), More: t("keeping.gone.more")})
	}
	if len(k.Going) > 0 {
		rows = append(rows, kit.Row{ID: "head going", Label: t("keeping.head.going"), Head: true})
		for _, g := range k.Going {
			said := s.env.N("keeping.going", g.N, "Tool", t("room.tool."+g.Tool), "Days", g.Days, "Date", day(g.At))
			rows = append(rows, kit.Row{ID: "going " + g.Tool, Label: said, More: said + "\n\n" + t("keeping.export", "Place", s.place)})
		}
		rows = append(rows, kit.Row{ID: "export", Label: t("keeping.take"), More: t("keeping.take.more")})
	}
	rows = append(rows, kit.Row{ID: "head hold", Label: t("hold.title"), Head: true})
	s.list.SetRows(append(rows, s.holdRows(day)...))
}

func (s *Room) holdRows(day func(time.Time) string) []kit.Row {
	t, h := s.env.T, s.keep.Hold
	var rows []kit.Row
	if h.IsZero() {
		rows = append(rows, kit.Row{ID: "hold", Label: t("hold.none"), More: t("hold.more")})
	} else {
		said := t("hold.asked", "Date", day(h.Until), "Name", h.By)
		if h.Running {
			said = t("hold.running", "Date", day(h.Until), "Name", h.By, "Other", h.Agreed)
		}
		more := said
		if h.With != "" {
			more += "\n\n" + t("hold.with", "Name", h.With)
		}
		if h.Why != "" {
			more += "\n\n" + t("hold.why", "Why", h.Why)
		}
		rows = append(rows, kit.Row{ID: "hold", Label: said, More: more + "\n\n" + t("hold.more")})
	}
	if h.May.Ask {
		rows = append(rows, kit.Row{ID: "hold ask", Label: t("hold.ask"), More: t("hold.more")})
	}
	if h.May.Agree {
		rows = append(rows, kit.Row{ID: "hold agree", Label: t("hold.agree"), More: t("hold.agree.more")})
	}
	if h.May.End {
		key := "hold.end"
		if !h.Running {
			key = "hold.refuse"
			if !h.May.Agree {
				key = "hold.take_back"
			}
		}
		rows = append(rows, kit.Row{ID: "hold end", Label: t(key), More: t("hold.end.more")})
	}
	return rows
}

// open does what the row is about; a row that only says something shows it whole.
func (s *Room) open(row kit.Row) tea.Cmd {
	t := s.env.T
	if tool, ok := strings.CutPrefix(row.ID, "tool "); ok && s.keep.Owner {
		return s.askDays(tool, row)
	}
	switch row.ID {
	case "export":
		line := kit.ExportLine(s.env.Who().Name, s.env.Host, s.env.Port, s.place)
		return kit.Send(kit.Ask{Title: t("keeping.take"), Text: t("room.export.text", "Line", line), Options: []kit.Option{
			{Label: t("room.export.copy"), Do: func(string) tea.Cmd { return s.env.Copy(line) }},
			{Label: t("common.back")},
		}})
	case "hold ask":
		s.askHold()
		return nil
	case "hold agree":
		return s.env.Confirm(t("hold.agree"), t("hold.agree.more"), t("hold.agree"), func() tea.Cmd {
			return s.do("hold.did.agreed", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
				_, err := h.AgreeHold(ctx, a, place)
				return err
			})
		})
	case "hold end":
		return s.env.Confirm(kit.Clean(row.Label), t("hold.end.more"), kit.Clean(row.Label), func() tea.Cmd {
			return s.do("hold.did.ended", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
				_, err := h.EndHold(ctx, a, place)
				return err
			})
		})
	}
	return kit.Send(kit.GoText{Title: kit.Clean(row.Label), Text: row.More})
}

// dayChoices are the numbers to choose from, up to the bound (0 = none).
func dayChoices(limit int, also ...int) []int {
	out := []int{}
	for _, n := range append([]int{30, 90, 180, 365, 730}, also...) {
		if n > 0 && (limit == 0 || n <= limit) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func (s *Room) askDays(tool string, row kit.Row) tea.Cmd {
	t := s.env.T
	set := func(days int) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			return s.do("keeping.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
				_, err := h.SetRoomKeeping(ctx, a, place, tool, days)
				return err
			})
		}
	}
	limit := s.keep.Max
	if !s.keep.MaxFrom.IsZero() && s.keep.MaxNext > 0 {
		limit = s.keep.MaxNext
	}
	ask := kit.Ask{Title: kit.Clean(row.Label), Text: t("keeping.ask")}
	for _, n := range dayChoices(limit, limit) {
		ask.Options = append(ask.Options, kit.Option{Label: s.env.KeptWords(n), Do: set(n)})
	}
	if limit == 0 {
		ask.Options = append(ask.Options, kit.Option{Label: s.env.KeptWords(0), Do: set(0)})
	}
	label := t("keeping.default_room")
	if tool == "" {
		label = t("keeping.default", "Days", s.env.KeptWords(s.keep.Begins))
	}
	ask.Options = append(ask.Options, kit.Option{Label: label, Do: set(house.KeepDefault)}, kit.Option{Label: t("common.cancel")})
	return kit.Send(ask)
}

// askHold opens the form of the wish for a hold.
func (s *Room) askHold() {
	t := s.env.T
	months := make([]kit.Choose, 0, 4)
	for _, n := range []int{1, 3, 6, 12} {
		months = append(months, kit.Choose{ID: strconv.Itoa(n), Label: s.env.N("hold.months", n)})
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("hold.more")},
		kit.Field{Name: "why", Kind: kit.Lines, Label: t("hold.field.why"), Hint: t("hold.field.why.hint")},
		kit.Field{Name: "months", Kind: kit.Choice, Label: t("hold.field.until"), Value: "3", Options: months},
		kit.Field{Name: "with", Label: t("hold.field.with"), Hint: t("hold.field.with.hint")},
		kit.Field{Kind: kit.Button, Label: t("hold.ask"), Do: s.sendHold},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.leave},
	)
}

func (s *Room) sendHold() tea.Cmd {
	months, _ := strconv.Atoi(s.form.Text("months"))
	spec := house.HoldSpec{
		Why: s.form.Text("why"), Until: s.env.Now().AddDate(0, months, 0), With: strings.TrimPrefix(strings.TrimSpace(s.form.Text("with")), "@"),
	}
	if strings.TrimSpace(spec.Why) == "" {
		s.form.Wrong("why", s.env.T("hold.why_missing"))
		return nil
	}
	return s.do("hold.did.asked", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.AskHold(ctx, a, place, spec)
		return err
	})
}

func (s *Room) leave() tea.Cmd {
	if !s.form.Dirty() {
		s.form = nil
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t("shell.discard"), t("shell.discard.text"), t("shell.discard.yes"),
		func() tea.Cmd { return kit.Send(formLeft{s}) })
}

// beside draws a list, and beside it what its chosen row is about.
func beside(env *kit.Env, list *kit.List, w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide {
		return list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := list.View(lw, h)
	v.Lines = env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(list.Selected().More), pw), h)
	return v
}
