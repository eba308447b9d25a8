// Package houserules is what house admins change of the house itself: its texts, its
// lock-down and maintenance, its announcements, plans, leases and floors. Each page is a
// list; opening a row lays a form on it. What takes access away is asked about with what
// it would mean. No page shows a word from a room.
//
// Start reading at Screen; each page is a file of its own.
package houserules

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are the page's deeds, or those of the form or preview that lies on it.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.preview != nil:
		return []kit.Key{
			kit.Bind("ctrl+s enter", "common.save", s.agreed).InFooter(),
			kit.Bind("esc q", "key.back", s.again).InFooter(),
		}
	case s.form != nil:
		return []kit.Key{kit.Bind("ctrl+s ctrl+d", "common.save", s.submit).InFooter()}
	}
	return append(s.page.keys(), kit.Bind("r", "home.key.again", s.load))
}

// page is what the screens of this package differ in.
type page interface {
	title() string
	// load reads what the page shows; take puts it there, in the session's loop.
	load(ctx context.Context, h kit.House, a house.Actor) (take func(), err error)
	rows() []kit.Row
	open(id string) tea.Cmd
	keys() []kit.Key
}

// Screen is a page with its list, and what lies on it.
type Screen struct {
	env  *kit.Env
	page page
	list *kit.List

	form    *kit.Form
	send    func() tea.Cmd // what saving the form does
	preview *kit.Scroll
	busy    bool

	everybody bool // not house admins alone
	known     bool
	wrong     string
}

func newScreen(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.list.Open = func(r kit.Row) tea.Cmd { return s.page.open(r.ID) }
	return s
}

type (
	// answered brings back what a command found out; do runs in the session's loop.
	answered struct {
		by *Screen
		do func() tea.Cmd
	}
	shut struct{ by *Screen }
)

// Init reads what there is.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T(s.page.title()) }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	return s.preview == nil && (s.form != nil && s.form.Typing() || s.form == nil && s.list.Typing())
}

// Wants takes what belongs to the form or the list.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	switch {
	case s.preview != nil:
		return false
	case s.form != nil:
		return kit.Is(k, "esc") || !s.form.Typing() && kit.Is(k, "q")
	}
	return s.list.Wants(k)
}

// Dirty tells whether something typed would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case answered:
		if msg.by == s {
			return s, msg.do()
		}
	case shut:
		if msg.by == s {
			s.form, s.preview = nil, nil
		}
	case house.Event:
		if msg.Kind == house.EventHouse || msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.key(msg)
	}
	return s, nil
}

func (s *Screen) key(msg tea.Msg) tea.Cmd {
	k, pressed := msg.(tea.KeyPressMsg)
	switch {
	case s.preview != nil:
		s.preview.Update(msg)
	case s.form != nil && pressed && s.Wants(k):
		return s.leave()
	case s.form != nil:
		return s.form.Update(msg)
	default:
		return s.list.Update(msg)
	}
	return nil
}

// View shows the preview, the form, or the list and beside it what a row is about.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case !s.everybody && s.env.Who().Role != house.RoleHouseAdmin:
		return kit.View{Lines: kit.Wrap(s.env.T("home.key.desk.off"), w)}
	case s.preview != nil:
		return s.preview.Page(min(w, 76), h)
	case s.form != nil:
		return s.form.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) != kit.Wide:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h)
	return v
}

func (s *Screen) show() {
	if s.known {
		s.list.SetRows(s.page.rows())
	}
}

func (s *Screen) load() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		take, err := s.page.load(ctx, h, a)
		return answered{s, func() tea.Cmd {
			if err != nil {
				s.wrong = s.env.Sentence(err)
				return nil
			}
			take()
			s.known, s.wrong = true, ""
			s.show()
			return nil
		}}
	})
}

// fill lays a form on the list; send is what saving it does.
func (s *Screen) fill(send func() tea.Cmd, fields ...kit.Field) tea.Cmd {
	s.send = send
	s.form = kit.NewForm(s.env, append(fields,
		kit.Field{Kind: kit.Button, Label: s.env.T("common.save"), Do: s.submit},
		kit.Field{Kind: kit.Button, Label: s.env.T("common.cancel"), Do: s.leave},
	)...)
	return nil
}

func (s *Screen) submit() tea.Cmd {
	if s.form == nil || s.busy {
		return nil
	}
	return s.send()
}

// leave takes the form away, after a question where something was typed.
func (s *Screen) leave() tea.Cmd {
	if !s.form.Dirty() {
		s.form = nil
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t("shell.discard"), t("shell.discard.text"), t("shell.discard.yes"), func() tea.Cmd { return kit.Send(shut{s}) })
}

// agreed saves what the preview shows; again goes back to the form.
func (s *Screen) agreed() tea.Cmd { return s.submit() }

func (s *Screen) again() tea.Cmd {
	s.preview = nil
	return nil
}

// do has the house do something; then the list stands there anew, with a word about it.
func (s *Screen) do(said string, deed func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		err := deed(ctx, h, a)
		return answered{s, func() tea.Cmd {
			s.busy = false
			if err != nil {
				s.preview = nil
				return kit.Send(kit.Failed{Err: err})
			}
			s.form, s.preview = nil, nil
			return tea.Batch(kit.Say(said), s.load())
		}}
	})
}

// ask asks before a deed with what it would take away, as a dry run finds out.
func (s *Screen) ask(title, text, yes string, toll func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error), do func() tea.Cmd) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		t, err := toll(ctx, h, a)
		return answered{s, func() tea.Cmd {
			if err != nil {
				return kit.Send(kit.Failed{Err: err})
			}
			return s.env.Confirm(title, s.env.TollLines(t)+"\n\n"+text, yes, do)
		}}
	})
}
