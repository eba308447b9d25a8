// Package floorrooms is the list of a floor's rooms for its admins: names, kinds, whose
// they are and how many are in them, and the order to close one unread. It shows what
// is listed, of the others only how many, and never a word of a room.
package floorrooms

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done with the chosen room.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("ctrl+s ctrl+d", "floordesk.close.key", s.ask).InFooter(), kit.Bind("esc", "floordesk.close.back", s.leave)}
	}
	r, ok := s.chosen()
	ordered := r.Closing != nil && !r.Closing.Closed
	return []kit.Key{
		kit.Bind("c", "floordesk.close", s.fill).
			Unless(r.Own, "floordesk.close.off").
			Unless(r.Closing != nil, "floordesk.close.off.done").
			Unless(!ok, "floordesk.close.none").InFooter(),
		kit.Bind("x", "floordesk.withdraw", s.askWithdraw).Unless(!ordered, "floordesk.withdraw.off").InFooter(),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Screen is the list.
type Screen struct {
	env   *kit.Env
	floor string
	list  *kit.List
	form  *kit.Form // nil = none
	busy  bool

	known bool
	wrong string
	rooms house.FloorRooms
	room  house.FloorRoom // that the form is about
}

// New makes the list of a floor.
func New(env *kit.Env, floor string) *Screen {
	s := &Screen{env: env, floor: floor, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by    *Screen
		rooms house.FloorRooms
		err   error
	}
	// did is the answer to a deed; key says what happened.
	did struct {
		by    *Screen
		key   string
		order house.RoomClosing
		err   error
	}
)

// Init reads the rooms.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("floordesk.rooms") }

// Place is the floor.
func (s *Screen) Place() kit.Place { return kit.Place{Address: s.floor} }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return s.list.Typing()
}

// Wants takes what belongs to the list or closes the form.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	if s.form != nil {
		return kit.Is(k, "esc")
	}
	return s.list.Wants(k)
}

// Dirty tells whether something would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	case closed:
		if msg.by == s {
			s.form = nil
		}
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form == nil {
			return s, s.list.Update(msg)
		}
		if k, ok := msg.(tea.KeyPressMsg); ok && kit.Is(k, "esc") {
			return s, s.leave()
		}
		return s, s.form.Update(msg)
	}
	return s, nil
}

// View shows the form or the rooms, and beside them what the chosen one is.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	}
	below := kit.Wrap(s.env.N("floordesk.unlisted", s.rooms.Unlisted), w)
	if s.rooms.Unlisted == 0 {
		below = nil
	}
	rest := max(h-len(below), 1)
	v := s.list.View(w, rest)
	if kit.LayoutOf(w) == kit.Wide {
		lw, pw := kit.Split(w)
		v = s.list.View(lw, rest)
		v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), rest)
	}
	if len(below) > 0 {
		v.Lines = append(kit.Fill(v.Lines, rest), below...)
	}
	return v
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	kind := house.KindOf(l.err)
	switch {
	case l.err == nil:
		s.known, s.wrong, s.rooms = true, "", l.rooms
		s.show()
	case kind == house.NotFound || kind == house.Forbidden || !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

func (s *Screen) show() {
	rows := make([]kit.Row, len(s.rooms.Rooms))
	for i, r := range s.rooms.Rooms {
		rows[i] = kit.Row{ID: r.Place, Label: r.Name, Note: s.note(r), More: s.more(r)}
	}
	s.list.SetRows(rows)
}

// note is what matters most about a room.
func (s *Screen) note(r house.FloorRoom) string {
	t := s.env.T
	switch {
	case r.Closed:
		return t("floor.room.closed")
	case r.Closing != nil:
		return t("floordesk.word.closing")
	case r.Own:
		return t("floordesk.word.own")
	}
	return s.env.N("common.members", r.Members)
}

func (s *Screen) more(r house.FloorRoom) string {
	t := s.env.T
	about := []string{t("command.room_kind." + string(r.Kind)), s.env.N("common.members", r.Members)}
	if r.Owner != "" {
		about = append(about, t("room.owner", "Name", kit.Clean(r.Owner)))
	}
	if c := r.Closing; c != nil {
		about = append(about, "", t("floordesk.closes", "Date", s.env.Text.Date(c.CloseAt.In(s.env.Location))))
		if c.Notice != "" {
			about = append(about, t("floordesk.closing_why", "Text", kit.Clean(c.Notice)))
		}
	}
	return t("floordesk.room.more", "Name", r.Name, "Place", r.Place, "About", strings.Join(about, "\n"))
}

func (s *Screen) chosen() (house.FloorRoom, bool) {
	id := s.list.Selected().ID
	for _, r := range s.rooms.Rooms {
		if r.Place == id {
			return r, true
		}
	}
	return house.FloorRoom{}, false
}

// open shows the form, or asks about the order that stands.
func (s *Screen) open(kit.Row) tea.Cmd {
	switch r, ok := s.chosen(); {
	case !ok:
		return nil
	case r.Own:
		return kit.Say("floordesk.close.off")
	case r.Closing != nil && !r.Closing.Closed:
		return s.askWithdraw()
	case r.Closing != nil:
		return kit.Say("floordesk.close.off.done")
	}
	return s.fill()
}

// closed says that the form is to go.
type closed struct{ by *Screen }

func (s *Screen) leave() tea.Cmd {
	if !s.form.Dirty() {
		s.form = nil
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t("shell.discard"), t("shell.discard.text"), t("shell.discard.yes"), func() tea.Cmd { return kit.Send(closed{s}) })
}

// fill opens the form of an order.
func (s *Screen) fill() tea.Cmd {
	t := s.env.T
	s.room, _ = s.chosen()
	s.form = kit.NewForm(
		s.env,
		kit.Field{Kind: kit.Note, Label: t("floordesk.close.title", "Room", kit.Clean(s.room.Name)) + "\n\n" + t("floordesk.close.intro")},
		kit.Field{
			Name: "days", Label: t("floordesk.close.days"), Hint: t("floordesk.close.days.hint"), Value: strconv.Itoa(house.StdClosing),
		},
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("floordesk.close.text")},
		kit.Field{Kind: kit.Button, Label: t("floordesk.close.next"), Do: s.ask},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.leave},
	)
	return nil
}

// ask says whom the order concerns before it is given.
func (s *Screen) ask() tea.Cmd {
	if s.form == nil || s.busy {
		return nil
	}
	days, err := strconv.Atoi(strings.TrimSpace(s.form.Text("days")))
	if err != nil || days < house.MinClosing {
		s.form.Wrong("days", s.env.T("floordesk.close.days.hint"))
		return nil
	}
	order := house.ClosingOrder{Days: days, Notice: s.form.Text("text")}
	t, name, place := s.env.T, kit.Clean(s.room.Name), s.room.Place
	return s.env.AskToll(
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.ClosingToll(ctx, a, place, order)
		},
		t("floordesk.close.ask", "Room", name), t("floordesk.close.ask.text"), t("floordesk.close.yes"),
		func() tea.Cmd { return s.order(place, order) },
	)
}

func (s *Screen) order(place string, order house.ClosingOrder) tea.Cmd {
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		c, err := h.OrderClosing(ctx, a, place, order)
		return did{s, "floordesk.ordered", c, err}
	})
}

func (s *Screen) askWithdraw() tea.Cmd {
	r, _ := s.chosen()
	t := s.env.T
	return s.env.Confirm(t("floordesk.withdraw.title", "Room", kit.Clean(r.Name)), t("floordesk.withdraw.text"), t("floordesk.withdraw"), func() tea.Cmd {
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			return did{s, "floordesk.withdrawn", house.RoomClosing{Place: r.Place}, h.WithdrawClosing(ctx, a, r.Place)}
		})
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		if s.form != nil && house.IsKey(d.err, "error.closing_days") {
			s.form.Wrong("days", s.env.Sentence(d.err))
			return nil
		}
		return kit.Send(kit.Failed{Err: d.err})
	}
	s.form = nil
	args := []any{"Place", kit.Clean(d.order.Place)}
	if !d.order.CloseAt.IsZero() {
		day := s.env.Text.Date
		args = append(args, "Date", day(d.order.CloseAt.In(s.env.Location)), "Until", day(d.order.DeleteAt.In(s.env.Location)))
	}
	return tea.Batch(kit.Say(d.key, args...), s.load())
}

// load reads the rooms.
func (s *Screen) load() tea.Cmd {
	floor := s.floor
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		rooms, err := h.FloorRooms(ctx, a, floor)
		return loaded{s, rooms, err}
	})
}
