// Package visit is a visitor's own stay: until when it lasts and what then becomes
// of their data, the ticket for the next visit, the SSH key that may stand in for
// it, the way to become a member, and the end for good.
package visit

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are those of the rows.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{
		kit.Bind("t", "visit.ticket", s.ticket).Unless(!s.stay.Returns, "error.no_return"),
		kit.Bind("y", "visit.key.bind", s.askKey).Unless(!s.stay.Returns, "error.no_return").Unless(s.stay.Ended, "error.visit_over"),
		kit.Bind("m", "visit.join", s.askJoin),
		kit.Bind("E", "visit.export", s.export),
		kit.Bind("x", "visit.end", s.askEnd).Unless(s.stay.Ended, "error.visit_over"),
	}
}

// Screen is the stay.
type Screen struct {
	env   *kit.Env
	list  *kit.List
	stay  house.Stay
	known bool
	wrong string
	busy  bool
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by   *Screen
		stay house.Stay
		err  error
	}
	passed struct {
		by    *Screen
		pass  house.ReturnPass
		actor house.Actor
		err   error
	}
	did struct {
		by  *Screen
		say string
		err error
	}
	ended struct {
		by  *Screen
		bye house.Farewell
		err error
	}
)

// Init reads the stay.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("visit.title") }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s, s.list.Update(msg)
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case passed:
		if msg.by == s {
			return s, s.passed(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	case ended:
		if msg.by == s {
			return s, s.ended(msg)
		}
	case house.Event:
		switch msg.Kind {
		case house.EventPerson, house.EventRoster, house.EventResync:
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	}
	return s, nil
}

// View is the rows, and below them what the chosen one is about.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	w = min(w, 90)
	more := kit.Wrap(s.list.Selected().More, w)
	rows := max(min(len(s.list.Rows()), h-2), 1)
	v := s.list.View(w, rows)
	if len(v.Lines) > rows {
		v.Lines = v.Lines[:rows]
	}
	v.Lines = append(v.Lines, s.env.Styles.Dim.Of(kit.Rule(w)))
	v.Lines = append(v.Lines, more...)
	if len(v.Lines) > h {
		v.Lines = v.Lines[:h]
	}
	return v
}

// show makes the rows.
func (s *Screen) show() {
	if !s.known {
		return
	}
	t := s.env.T
	rows := []kit.Row{{ID: "about", Label: t("visit.about"), More: strings.Join(s.facts(), " ")}}
	if s.stay.Returns {
		rows = append(rows, kit.Row{ID: "ticket", Label: t("visit.ticket"), More: t("visit.ticket.more")})
	}
	switch {
	case s.stay.Key != nil:
		rows = append(rows, kit.Row{ID: "unbind", Label: t("visit.key.remove"), More: s.bound() + " " + t("visit.key.latest")})
	case s.stay.Returns && !s.stay.Ended:
		rows = append(rows, kit.Row{ID: "bind", Label: t("visit.key.bind"), More: t("visit.key.weaker")})
	}
	join := t("visit.join.what")
	switch s.stay.Join {
	case house.JoinAsk:
		join = t("visit.join.ask")
	case house.JoinClosed:
		join = t("entry.new.closed")
	}
	rows = append(rows,
		kit.Row{ID: "join", Label: t("visit.join"), More: join},
		kit.Row{ID: "export", Label: t("visit.export"), More: t("visit.export.more")},
	)
	if !s.stay.Ended {
		rows = append(rows, kit.Row{ID: "end", Label: t("visit.end"), More: t("visit.end.text", "Hours", s.hours())})
	}
	s.list.SetRows(append(rows, kit.Row{ID: "back", Label: t("common.back"), Go: kit.GoBack{}}))
}

func (s *Screen) bound() string {
	return s.env.T("visit.key.bound", "Fingerprint", kit.Clean(s.stay.Key.Fingerprint), "Line", s.line())
}

// line is how one comes in at the ticket door.
func (s *Screen) line() string {
	return s.env.T("visit.line", "Port", s.env.Port, "Host", s.env.Host)
}

// hours is how long one may read after the end.
func (s *Screen) hours() int { return int(s.stay.Gone.Sub(s.stay.Until).Hours()) }

// facts are the sentences about the stay.
func (s *Screen) facts() []string {
	t, st := s.env.T, s.stay
	when := func(at time.Time) string { return s.env.Text.DateTime(at.In(s.env.Location)) }
	said := []string{t("visit.where", "Name", kit.Clean(st.Name), "Room", kit.Clean(st.Room), "By", kit.Clean(st.By))}
	switch {
	case st.Ended:
		said = append(said, t("visit.ended", "Time", when(st.Gone)))
	case st.Closed:
		said = append(said, t("visit.closed"))
		fallthrough
	default:
		said = append(said, t("visit.until", "Time", when(st.Until)), t("visit.goes", "Time", when(st.Gone)))
	}
	if !st.Returns {
		said = append(said, t("visit.no_return"))
	}
	if st.Join == house.JoinAllowed {
		said = append(said, t("visit.join.allowed"))
	}
	return said
}

func (s *Screen) open(row kit.Row) tea.Cmd {
	switch row.ID {
	case "ticket":
		return s.ticket()
	case "bind":
		return s.askKey()
	case "unbind":
		return s.unbind()
	case "join":
		return s.askJoin()
	case "export":
		return s.export()
	case "end":
		return s.askEnd()
	}
	if row.ID == "about" {
		return kit.Send(kit.GoText{Title: s.Title(), Text: strings.Join(s.facts(), "\n\n")})
	}
	return nil
}

func (s *Screen) load() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		stay, err := h.Stay(ctx, a)
		return loaded{s, stay, err}
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong, s.stay = true, "", l.stay
		s.show()
	case !s.known || kind == house.NotFound || kind == house.Forbidden:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

// ticket shows the ticket for the next visit, large enough to copy it down.
func (s *Screen) ticket() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		pass, actor, err := h.NextTicket(ctx, a)
		return passed{s, pass, actor, err}
	})
}

func (s *Screen) passed(p passed) tea.Cmd {
	s.busy = false
	if p.err != nil {
		return kit.Send(kit.Failed{Err: p.err})
	}
	t := s.env.T
	said := t("visit.ticket.until", "Time", s.env.Text.DateTime(p.pass.Until.In(s.env.Location)))
	if p.pass.Fresh {
		s.env.SetActor(p.actor)
		said += " " + t("visit.ticket.fresh")
	}
	code := p.pass.Code
	return kit.Send(kit.Ask{
		Title: t("visit.ticket"), Text: code + "\n\n" + s.line() + "\n\n" + said,
		Options: []kit.Option{
			{Label: t("redeem.copy"), Do: func(string) tea.Cmd { return s.env.Copy(code) }},
			{Label: t("common.back")},
		},
	})
}

// askKey says what a bound key means before it is bound.
func (s *Screen) askKey() tea.Cmd {
	if s.stay.Key != nil {
		return s.unbind()
	}
	t := s.env.T
	if len(s.env.Key) == 0 {
		return kit.Send(kit.Ask{
			Title: t("visit.key.bind"), Text: t("visit.error.no_key"), Options: []kit.Option{{Label: t("common.back")}},
		})
	}
	return s.env.Confirm(t("visit.key.ask"), t("visit.key.weaker"), t("visit.key.yes"), func() tea.Cmd {
		key := s.env.Key
		return s.deed("visit.key.done", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.BindKey(ctx, a, key)
			return err
		})
	})
}

func (s *Screen) unbind() tea.Cmd {
	return s.deed("visit.key.removed", func(ctx context.Context, h kit.House, a house.Actor) error { return h.UnbindKey(ctx, a) })
}

func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg { return did{s, say, do(ctx, h, a)} })
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		return kit.Send(kit.Failed{Err: d.err})
	}
	return tea.Batch(s.load(), kit.Say(d.say))
}

// askJoin goes on to the registration, or says whom to ask.
func (s *Screen) askJoin() tea.Cmd {
	if s.stay.Join == house.JoinAsk || s.stay.Join == house.JoinClosed {
		why := s.env.T("visit.join.ask")
		if s.stay.Join == house.JoinClosed {
			why = s.env.T("entry.new.closed")
		}
		return kit.Send(kit.Ask{
			Title: s.env.T("visit.join"), Text: why, Options: []kit.Option{{Label: s.env.T("common.back")}},
		})
	}
	return kit.Send(kit.GoRegister{})
}

// export shows the line that fetches everything, to be typed outside.
func (s *Screen) export() tea.Cmd {
	t := s.env.T
	line := strings.Replace(kit.ExportLine("ticket", s.env.Host, s.env.Port, s.stay.Place), "-o PubkeyAuthentication=no ", "", 1) // by key it is
	return kit.Send(kit.Ask{
		Title: t("visit.export"), Text: t("visit.export.text", "Line", line),
		Options: []kit.Option{
			{Label: t("room.export.copy"), Do: func(string) tea.Cmd { return s.env.Copy(line) }},
			{Label: t("common.back")},
		},
	})
}

func (s *Screen) askEnd() tea.Cmd {
	t := s.env.T
	return s.env.Confirm(t("visit.end.title"), t("visit.end.text", "Hours", s.hours()), t("visit.end.yes"), func() tea.Cmd {
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			bye, err := h.EndVisit(ctx, a, true)
			return ended{s, bye, err}
		})
	})
}

func (s *Screen) ended(e ended) tea.Cmd {
	switch {
	case e.err != nil:
		return kit.Send(kit.Failed{Err: e.err})
	case e.bye.Gone.IsZero():
		return kit.Send(kit.Quit{})
	}
	return tea.Batch(s.load(), kit.Say("visit.end.done"))
}
