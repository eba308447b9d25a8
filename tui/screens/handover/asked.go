package handover

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys answer the chosen question.
func (s *Asked) Keys() []kit.Key {
	o := s.selected()
	return []kit.Key{
		kit.Bind("y", "handover.key.take", s.answer(o, true)).Unless(!o.ForMe, "handover.key.not_asked").InFooter(),
		kit.Bind("n", "handover.key.decline", s.answer(o, false)).Unless(!o.ForMe, "handover.key.not_asked").InFooter(),
	}
}

// Asked is the counsellings that colleagues offer to a member.
type Asked struct {
	env    *kit.Env
	list   *kit.List
	known  bool
	wrong  string
	all    []house.HandoverOffer
	asking posts.Once
}

// NewAsked makes the list of what one is asked.
func NewAsked(env *kit.Env) *Asked {
	s := &Asked{env: env, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return s.ask(s.selected()) }
	return s
}

type (
	askedLoaded struct {
		by  *Asked
		all []house.HandoverOffer
		err error
	}
	answered struct {
		by  *Asked
		say string
		err error
	}
)

// Init reads what one is asked.
func (s *Asked) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Asked) Title() string { return s.env.T("handover.asked.short") }

// Typing tells whether letters belong to the find field.
func (s *Asked) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Asked) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys, answers and events.
func (s *Asked) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case askedLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case answered:
		if msg.by != s {
			break
		}
		if msg.err != nil {
			return s, tea.Batch(s.load(), kit.Send(kit.Failed{Err: msg.err}))
		}
		return s, tea.Batch(s.load(), kit.Say(msg.say), kit.Send(kit.Recount{}))
	}
	return s, nil
}

// View shows the question above the list, or beside it.
func (s *Asked) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) == kit.Wide:
		lw, pw := kit.Split(w)
		v := s.list.View(lw, h)
		v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
		return v
	}
	head := kit.Wrap(s.list.Selected().More, w)
	if most := max(h-5, 3); len(head) > most {
		head = append(head[:most-1], kit.Fit(head[most-1]+" …", w))
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

func (s *Asked) selected() house.HandoverOffer {
	id := s.list.Selected().ID
	for _, o := range s.all {
		if string(o.ID) == id {
			return o
		}
	}
	return house.HandoverOffer{}
}

func (s *Asked) says(o house.HandoverOffer) string {
	var parts []string
	for _, key := range house.AskedKeys(o.State, o.Mine, o.By != "") {
		parts = append(parts, s.env.T(key, "Name", kit.Clean(o.Name), "By", kit.Clean(o.By), "Floor", kit.Clean(o.Floor),
			"Date", s.env.Text.Date(o.Expires.In(s.env.Location))))
	}
	return strings.Join(parts, " ")
}

func (s *Asked) show() {
	s.list.Empty = kit.Wrap(s.env.T("handover.asked.none"), 60)
	rows := make([]kit.Row, len(s.all))
	for i, o := range s.all {
		who := o.By
		if o.Mine || who == "" {
			who = o.Name
		}
		rows[i] = kit.Row{ID: string(o.ID), Label: kit.Clean(who), Note: kit.Clean(o.Floor), More: s.says(o), ForMe: o.ForMe}
	}
	s.list.SetRows(rows)
}

// ask shows the whole question with its two answers.
func (s *Asked) ask(o house.HandoverOffer) tea.Cmd {
	ask := kit.Ask{Title: s.Title(), Text: s.says(o)}
	if o.ForMe {
		ask.Options = append(
			ask.Options,
			kit.Option{Label: s.env.T("handover.key.take"), Do: func(string) tea.Cmd { return s.answer(o, true)() }},
			kit.Option{Label: s.env.T("handover.key.decline"), Do: func(string) tea.Cmd { return s.answer(o, false)() }},
		)
	}
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.back")})
	return kit.Send(ask)
}

func (s *Asked) answer(o house.HandoverOffer, yes bool) func() tea.Cmd {
	say := "handover.declined"
	if yes {
		say = "handover.taken"
	}
	return func() tea.Cmd {
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			_, err := h.TakeHandover(ctx, a, o.ID, yes)
			return answered{s, say, err}
		})
	}
}

func (s *Asked) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.HandoversAsked(ctx, a)
		return askedLoaded{s, all, err}
	})
}

func (s *Asked) loaded(l askedLoaded) tea.Cmd {
	again := s.asking.End()
	switch {
	case l.err == nil:
		s.known, s.wrong, s.all = true, "", l.all
		s.show()
	case !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return nil
}
