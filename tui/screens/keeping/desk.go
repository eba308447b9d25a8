// Package keeping is how long things are kept: in a room (NewRoom), with its hold, by the
// rules of a floor or of the house for kinds of room (New), and what was destroyed
// (NewLedger). None of them shows a word from a room.
//
// Start reading at New, then room.go.
package keeping

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done here beside moving and opening.
func (s *Desk) Keys() []kit.Key {
	return []kit.Key{kit.Bind("r", "home.key.again", s.load)}
}

// Desk is the rules of a floor or of the house.
type Desk struct {
	env  *kit.Env
	of   string // code of the floor, "" = the house
	list *kit.List

	known  bool
	wrong  string
	busy   bool
	rules  []house.KindKeeping
	unused bool
}

// New makes the rules of the floor of that code, of the house with "".
func New(env *kit.Env, of string) *Desk {
	s := &Desk{env: env, of: of, list: kit.NewList(env)}
	s.list.Open = s.open
	s.list.Empty = []string{env.T("common.loading")}
	return s
}

type (
	deskLoaded struct {
		by     *Desk
		rules  []house.KindKeeping
		unused bool
		say    string
		err    error
	}
	tolled struct {
		by   *Desk
		kind house.RoomKind
		days int
		toll house.Toll
		err  error
	}
)

// Init reads the rules.
func (s *Desk) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Desk) Title() string { return s.env.T("keeping.title") }

// Place is the floor.
func (s *Desk) Place() kit.Place { return kit.Place{Address: s.of} }

// Typing tells whether letters belong to a field.
func (s *Desk) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Desk) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys and answers.
func (s *Desk) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case kit.Changed:
		s.show()
	case kit.Resumed:
		return s, s.load()
	case deskLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case tolled:
		if msg.by == s {
			return s, s.tolled(msg)
		}
	}
	return s, nil
}

// View shows the rows, and beside them what the chosen one means.
func (s *Desk) View(w, h int) kit.View {
	if s.wrong != "" {
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	}
	return beside(s.env, s.list, w, h)
}

func (s *Desk) load() tea.Cmd {
	return s.do("", func(context.Context, kit.House, house.Actor) error { return nil })
}

func (s *Desk) do(say string, deed func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := deed(ctx, h, a); err != nil {
			return deskLoaded{by: s, err: err}
		}
		rules, err := h.KeepRules(ctx, a, of)
		unused := false
		if err == nil && of == "" {
			unused, err = h.UnusedAccounts(ctx, a)
		}
		return deskLoaded{s, rules, unused, say, err}
	})
}

func (s *Desk) loaded(l deskLoaded) tea.Cmd {
	s.busy = false
	switch {
	case l.err != nil && !s.known:
		s.wrong = s.env.Sentence(l.err)
		return nil
	case l.err != nil:
		return kit.Send(kit.Failed{Err: l.err})
	}
	s.known, s.wrong, s.rules, s.unused = true, "", l.rules, l.unused
	s.show()
	if l.say != "" {
		return kit.Say(l.say)
	}
	return nil
}

func (s *Desk) show() {
	if !s.known {
		return
	}
	t := s.env.T
	begins := []kit.Row{{ID: "head begins", Label: t("keeping.head.begins"), Head: true}}
	limits := []kit.Row{{ID: "head max", Label: t("keeping.head.max"), Head: true}}
	for _, k := range s.rules {
		kind := t("command.room_kind." + string(k.Kind))
		begins = append(begins, kit.Row{ID: "begins " + string(k.Kind), Label: kind, Note: s.env.KeptWords(k.Days), More: t("keeping.begins.more")})
		note, more := t("keeping.no_max"), []string{t("keeping.max.more")}
		if k.Max > 0 {
			note = s.env.KeptWords(k.Max)
		}
		if !k.MaxFrom.IsZero() {
			more = append(more, t("keeping.max_next", "Date", s.env.Text.Date(k.MaxFrom.In(s.env.Location)), "Days", s.env.KeptWords(k.MaxNext)))
			note += " → " + s.env.KeptWords(k.MaxNext)
		}
		if s.of != "" && k.House > 0 {
			more = append(more, t("keeping.house_max", "Days", s.env.KeptWords(k.House)))
		}
		limits = append(limits, kit.Row{ID: "max " + string(k.Kind), Label: kind, Note: note, More: strings.Join(more, "\n\n")})
	}
	rows := append(begins, limits...)
	if s.of == "" {
		note := t("keeping.off")
		if s.unused {
			note = t("keeping.on")
		}
		rows = append(rows,
			kit.Row{ID: "head accounts", Label: t("keeping.head.accounts"), Head: true},
			kit.Row{ID: "unused", Label: t("keeping.unused"), Note: note, More: t("keeping.unused.more")},
		)
	}
	s.list.SetRows(rows)
}

func (s *Desk) rule(kind string) house.KindKeeping {
	for _, k := range s.rules {
		if string(k.Kind) == kind {
			return k
		}
	}
	return house.KindKeeping{}
}

func (s *Desk) open(row kit.Row) tea.Cmd {
	if kind, ok := strings.CutPrefix(row.ID, "begins "); ok {
		return s.askBegins(house.RoomKind(kind))
	}
	if kind, ok := strings.CutPrefix(row.ID, "max "); ok {
		return s.askMax(house.RoomKind(kind))
	}
	t, on := s.env.T, !s.unused
	set := func() tea.Cmd {
		return s.do("keeping.did", func(ctx context.Context, h kit.House, a house.Actor) error { return h.SetUnusedAccounts(ctx, a, on) })
	}
	if !on {
		return set()
	}
	return s.env.Confirm(t("keeping.unused"), t("keeping.unused.more"), t("keeping.unused.yes"), set)
}

// set changes a rule.
func (s *Desk) set(kind house.RoomKind, e house.KeepEdit) tea.Cmd {
	of := s.of
	return s.do("keeping.did", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.SetKeepRule(ctx, a, of, kind, e)
		return err
	})
}

func (s *Desk) askBegins(kind house.RoomKind) tea.Cmd {
	t, k := s.env.T, s.rule(string(kind))
	ask := kit.Ask{Title: t("keeping.head.begins"), Text: t("command.room_kind." + string(kind))}
	add := func(label string, days int) {
		ask.Options = append(ask.Options, kit.Option{Label: label, Do: func(string) tea.Cmd { return s.set(kind, house.KeepEdit{Days: &days}) }})
	}
	for _, n := range dayChoices(k.Max, k.Max) {
		add(s.env.KeptWords(n), n)
	}
	if k.Max == 0 {
		add(s.env.KeptWords(0), 0)
	}
	add(t("keeping.as_before"), house.KeepDefault)
	ask.Options = append(ask.Options, kit.Option{Label: t("common.cancel")})
	return kit.Send(ask)
}

func (s *Desk) askMax(kind house.RoomKind) tea.Cmd {
	t := s.env.T
	ask := kit.Ask{Title: t("keeping.head.max"), Text: t("command.room_kind." + string(kind))}
	for _, n := range dayChoices(0, 1095, 3650) {
		ask.Options = append(ask.Options, kit.Option{Label: s.env.KeptWords(n), Do: func(string) tea.Cmd { return s.weigh(kind, n) }})
	}
	none := 0
	ask.Options = append(ask.Options,
		kit.Option{Label: t("keeping.no_max"), Do: func(string) tea.Cmd { return s.set(kind, house.KeepEdit{Max: &none}) }},
		kit.Option{Label: t("common.cancel")})
	return kit.Send(ask)
}

// weigh asks what a bound would take, before it is set.
func (s *Desk) weigh(kind house.RoomKind, days int) tea.Cmd {
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		toll, err := h.SetKeepRuleToll(ctx, a, of, kind, house.KeepEdit{Max: &days})
		return tolled{s, kind, days, toll, err}
	})
}

func (s *Desk) tolled(m tolled) tea.Cmd {
	t := s.env.T
	switch {
	case m.err != nil:
		return kit.Send(kit.Failed{Err: m.err})
	case m.toll == (house.Toll{}):
		return s.set(m.kind, house.KeepEdit{Max: &m.days})
	}
	said := s.env.N("keeping.toll", m.toll.Rooms) + " " + s.env.N("keeping.toll.people", m.toll.People) + " " + t("keeping.toll.notice")
	return s.env.Confirm(t("keeping.toll.title", "Days", s.env.KeptWords(m.days)), said, t("keeping.toll.yes"),
		func() tea.Cmd { return s.set(m.kind, house.KeepEdit{Max: &m.days}) })
}
