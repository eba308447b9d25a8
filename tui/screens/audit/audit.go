// Package audit is the log of what those who run a floor, or the house, did: time, name
// and act, the newest first, and whether the log is whole. No word that anybody wrote
// is in it.
package audit

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// page is how many acts are read at once.
const page = 50

// Keys are what one can do with the log.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{
		kit.Bind("v", "audit.key.check", s.check).InFooter(),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Screen is the log of one floor, or of the house.
type Screen struct {
	env  *kit.Env
	of   string // code of the floor, "" = the house
	list *kit.List

	known bool
	wrong string
	acts  []house.AuditEntry
	more  bool // there may be older ones
}

// New makes the log of the floor of that code, of the house with "".
func New(env *kit.Env, of string) *Screen {
	s := &Screen{env: env, of: of, list: kit.NewList(env)}
	s.list.Open = s.open
	s.list.Empty = []string{env.T("audit.none")}
	return s
}

type (
	loaded struct {
		by    *Screen
		acts  []house.AuditEntry
		older bool
		err   error
	}
	checked struct {
		by    *Screen
		check house.AuditCheck
		kept  int
	}
)

// Init reads the newest acts.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("audit.title") }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case kit.Changed:
		s.show()
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case checked:
		if msg.by == s {
			return s, s.checked(msg)
		}
	}
	return s, nil
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	switch {
	case l.err == nil:
		if !l.older {
			s.acts = nil
		}
		s.known, s.wrong, s.more = true, "", len(l.acts) == page
		s.acts = append(s.acts, l.acts...)
		s.show()
	case !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

func (s *Screen) show() {
	rows := make([]kit.Row, 0, len(s.acts)+1)
	last := ""
	for _, a := range s.acts {
		// Day and name are said once, over all that somebody did then: lists are narrow.
		head := s.env.T("audit.head", "Name", kit.Clean(a.Actor), "Day", s.env.Text.Date(a.At.In(s.env.Location)))
		if head != last {
			rows = append(rows, kit.Row{Head: true, Label: head})
			last = head
		}
		row := kit.Row{ID: strconv.FormatInt(a.Seq, 10), Label: s.sentence(a), More: s.whole(a)}
		if s.of == "" && a.Floor != "" {
			row.Label = s.floor(a) + ": " + row.Label
		}
		rows = append(rows, row)
	}
	if s.more {
		rows = append(rows, kit.Row{ID: "older", Label: s.env.T("audit.older")})
	}
	s.list.SetRows(rows)
}

// sentence says what was done.
func (s *Screen) sentence(a house.AuditEntry) string {
	args := make(map[string]string, len(a.Args))
	for name, value := range a.Args {
		args[name] = kit.Clean(value)
	}
	return s.env.Text.Act(kit.Clean(a.Act), args)
}

func (s *Screen) floor(a house.AuditEntry) string {
	switch a.Floor {
	case "":
		return s.env.T("audit.house")
	case "-":
		return s.env.T("audit.floor_gone")
	}
	return kit.Clean(a.Floor)
}

// whole says an act with everything that is known of it.
func (s *Screen) whole(a house.AuditEntry) string {
	return s.env.T("audit.line", "Seq", a.Seq, "Time", s.env.Text.DateTime(a.At.In(s.env.Location)), "Floor", s.floor(a),
		"Name", kit.Clean(a.Actor), "Act", s.sentence(a))
}

// open shows a whole line where the list cuts it, or reads on.
func (s *Screen) open(r kit.Row) tea.Cmd {
	if r.ID == "older" {
		return s.read(s.acts[len(s.acts)-1].Seq)
	}
	return kit.Send(kit.GoText{Title: s.env.T("audit.title"), Text: r.More})
}

func (s *Screen) checked(c checked) tea.Cmd {
	words := s.env.N("audit.whole", c.check.Acts) + " " + s.env.T("audit.kept", "Months", c.kept)
	if !c.check.Whole {
		words = s.env.T("audit.broken", "Seq", c.check.Wrong)
	}
	return kit.Send(kit.GoText{Title: s.env.T("audit.key.check"), Text: words})
}

// View shows the list, and the chosen act beside it.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) != kit.Wide:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
	return v
}

func (s *Screen) load() tea.Cmd { return s.read(0) }

// read reads a page of acts before that one, 0 = the newest.
func (s *Screen) read(before int64) tea.Cmd {
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s, older: before != 0}
		l.acts, l.err = h.Audit(ctx, a, of, before, page)
		return l
	})
}

func (s *Screen) check() tea.Cmd {
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		check, err := h.CheckAudit(ctx, a, of)
		if err != nil {
			return kit.Fail(err)
		}
		kept, err := h.AuditKept(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		return checked{s, check, kept}
	})
}
