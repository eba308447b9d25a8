// Package redeem is what the bearer of a ticket sees: where it leads, what is
// kept and for how long, the rules; then a name, and the room. A ticket that
// leads to membership goes on to the registration.
package redeem

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are none: everything stands in the form.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen is the redemption of a ticket.
type Screen struct {
	env  *kit.Env
	form *kit.Form
	way  house.Doorway
	busy bool
	in   bool // redeemed: the return ticket is shown
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env}
	s.form = kit.NewForm(env, kit.Field{Kind: kit.Note, Label: env.T("common.loading")})
	return s
}

// seen is where the ticket leads.
type seen struct {
	by  *Screen
	way house.Doorway
	err error
}

// redeemed is the house's answer.
type redeemed struct {
	by    *Screen
	out   house.Redeemed
	actor house.Actor
	err   error
}

// Init looks where the ticket leads.
func (s *Screen) Init() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		way, err := h.Doorway(ctx, a)
		return seen{s, way, err}
	})
}

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("common.visitor") }

// Typing tells that letters belong to a field.
func (s *Screen) Typing() bool { return s.form.Typing() }

// Dirty asks before the return ticket is thrown away unseen.
func (s *Screen) Dirty() bool { return s.in }

// Update takes keys for the form and the house's answers.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case seen:
		if msg.by == s {
			return s, s.show(msg)
		}
	case redeemed:
		if msg.by == s {
			return s, s.answer(msg)
		}
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.form.Update(msg)
	}
	return s, nil
}

// View shows the form.
func (s *Screen) View(w, h int) kit.View { return s.form.View(w, h) }

// show builds the form of a visit, or goes on to the registration.
func (s *Screen) show(msg seen) tea.Cmd {
	if msg.err != nil {
		s.form = kit.NewForm(s.env,
			kit.Field{Kind: kit.Note, Label: s.env.Sentence(msg.err)},
			kit.Field{Kind: kit.Button, Label: s.env.T("emergency.title"), Do: request(kit.GoEmergency{})},
			kit.Field{Kind: kit.Button, Label: s.env.T("common.quit"), Do: request(kit.Leave{})},
		)
		return nil
	}
	if s.way = msg.way; s.way.Kind != house.TicketVisitor && s.way.Kind != house.TicketReturn {
		return kit.Send(kit.Instead{Go: kit.GoRegister{}})
	}
	s.form = kit.NewForm(s.env, s.fields()...)
	return nil
}

func (s *Screen) fields() []kit.Field {
	t := s.env.T
	intro := t("redeem.intro", "Room", kit.Clean(s.way.RoomName))
	if s.way.Kind == house.TicketReturn {
		intro = t("redeem.again", "Room", kit.Clean(s.way.RoomName), "Name", kit.Clean(s.way.Pseudonym))
	}
	fields := []kit.Field{
		{Kind: kit.Note, Label: intro},
		{Kind: kit.Note, Label: t("redeem.privacy")},
		{Kind: kit.Button, Label: t("register.read.privacy"), Do: request(kit.GoPage{Name: "privacy"})},
	}
	if s.way.Privacy != "" {
		title := t("floordesk.privacy_of", "Floor", kit.Clean(s.way.FloorName))
		fields = append(fields, kit.Field{Kind: kit.Button, Label: title, Do: request(kit.GoText{Title: title, Text: kit.CleanText(s.way.Privacy)})})
	}
	fields = append(
		fields,
		kit.Field{Kind: kit.Button, Label: t("redeem.read.rules"), Do: request(kit.GoPage{Name: "rules"})},
		kit.Field{Kind: kit.Check, Name: "accept", Label: t("redeem.accept")},
	)
	switch {
	case s.way.Free:
		fields = append(fields, kit.Field{Kind: kit.Line, Name: "as", Label: t("redeem.as"), Hint: t("redeem.as.hint")})
	case s.way.Kind == house.TicketVisitor:
		fields = append(fields, kit.Field{Kind: kit.Note, Label: t("redeem.preset", "Name", kit.Clean(s.way.Pseudonym))})
	}
	if s.way.Wait {
		fields = append(fields, kit.Field{Kind: kit.Note, Label: t("redeem.wait")})
	}
	return append(fields,
		kit.Field{Kind: kit.Button, Label: t("redeem.do"), Do: s.redeem},
		kit.Field{Kind: kit.Button, Label: t("emergency.title"), Do: request(kit.GoEmergency{})},
	)
}

// answer shows what was wrong, or the ticket for the next visit.
func (s *Screen) answer(msg redeemed) tea.Cmd {
	s.busy = false
	if msg.err != nil {
		field := "accept"
		if s.way.Free && (house.KindOf(msg.err) == house.Conflict || house.IsKey(msg.err, "error.pseudonym_invalid") || house.IsKey(msg.err, "error.name_reserved")) {
			field = "as"
		}
		s.form.Wrong(field, s.env.Sentence(msg.err))
		return nil
	}
	s.env.SetActor(msg.actor)
	if msg.out.Return == "" && !msg.out.Ended {
		return kit.Send(kit.Restart{})
	}
	s.in = true
	t := s.env.T
	next := t("redeem.next", "Code", msg.out.Return, "Port", s.env.Port, "Host", s.env.Host,
		"Until", s.env.Text.Date(msg.out.Until.In(s.env.Location)))
	when := func(at time.Time) string { return s.env.Text.DateTime(at.In(s.env.Location)) }
	ends := t("visit.goes", "Time", when(msg.out.Gone))
	switch {
	case msg.out.Ended:
		ends = t("visit.ended", "Time", when(msg.out.Gone))
	case msg.out.Closed:
		ends = t("visit.closed") + " " + ends
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: next},
		kit.Field{Kind: kit.Button, Label: t("redeem.enter"), Do: request(kit.Restart{})},
		kit.Field{Kind: kit.Button, Label: t("redeem.copy"), Do: func() tea.Cmd { return s.env.Copy(msg.out.Return) }},
		kit.Field{Kind: kit.Note, Label: ends}, // below, so that the ticket is in sight on the smallest screen
	)
	return nil
}

func request(msg tea.Msg) func() tea.Cmd {
	return func() tea.Cmd { return kit.Send(msg) }
}

func (s *Screen) redeem() tea.Cmd {
	if s.busy {
		return nil
	}
	if !s.form.On("accept") {
		s.form.Wrong("accept", s.env.T("error.must_accept"))
		return nil
	}
	s.busy = true
	r := house.Redemption{Accept: true, As: s.form.Text("as")}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		out, actor, err := h.Redeem(ctx, a, r)
		return redeemed{s, out, actor, err}
	})
}
