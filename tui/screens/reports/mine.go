package reports

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are what one can do about a report.
func (s *Mine) Keys() []kit.Key {
	l := s.selected()
	return []kit.Key{
		kit.Bind("a", "report.key.appeal", s.askAppeal).Unless(l.State != house.ReportDecided || s.env.Now().After(l.Until), "report.key.appeal.off").InFooter(),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Mine is what one handed over, and what was decided about words of one's own.
type Mine struct {
	env    *kit.Env
	list   *kit.List
	known  bool
	wrong  string
	all    []house.ReportLine
	asking posts.Once
}

// NewMine makes the list of one's own reports.
func NewMine(env *kit.Env) *Mine {
	s := &Mine{env: env, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return kit.Send(kit.GoText{Title: s.Title(), Text: s.says(s.selected())}) }
	return s
}

type mineLoaded struct {
	by  *Mine
	all []house.ReportLine
	say string
	err error
}

// Init reads the list.
func (s *Mine) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Mine) Title() string { return s.env.T("report.own") }

// Typing tells whether letters belong to the find field.
func (s *Mine) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Mine) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys, answers and events.
func (s *Mine) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
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
	case mineLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	}
	return s, nil
}

// View shows the list, beside it what was written about the chosen report.
func (s *Mine) View(w, h int) kit.View {
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
	return s.list.View(w, h)
}

func (s *Mine) selected() house.ReportLine {
	id := s.list.Selected().ID
	for _, l := range s.all {
		if string(l.ID) == id {
			return l
		}
	}
	return house.ReportLine{}
}

func (s *Mine) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.MyReports(ctx, a)
		return mineLoaded{by: s, all: all, err: err}
	})
}

func (s *Mine) loaded(l mineLoaded) tea.Cmd {
	again := false
	if l.say == "" {
		again = s.asking.End()
	}
	switch {
	case l.err != nil && s.known:
		return kit.Send(kit.Failed{Err: l.err})
	case l.err != nil:
		s.wrong = s.env.Sentence(l.err)
	case l.say != "":
		return tea.Batch(kit.Say(l.say), s.load())
	default:
		s.known, s.wrong, s.all = true, "", l.all
		s.show()
	}
	if again {
		return s.load()
	}
	return nil
}

func (s *Mine) says(l house.ReportLine) string {
	p := &sheet{env: s.env}
	p.put(string(l.ID) + "  " + line(s.env, l))
	p.words(l.Words)
	if l.State == house.ReportDecided {
		p.put("")
		p.say("report.appeal.until", "Date", s.env.Text.Date(l.Until.In(s.env.Location)))
	}
	return p.text()
}

func (s *Mine) show() {
	s.list.Empty = []string{s.env.T("report.none.mine")}
	rows := make([]kit.Row, len(s.all))
	for i, l := range s.all {
		key := "report.about"
		if l.Mine {
			key = "report.mine"
		}
		rows[i] = kit.Row{ID: string(l.ID), Label: facts(s.env.T(key), line(s.env, l)), Note: s.env.Ago(l.At), More: s.says(l)}
	}
	s.list.SetRows(rows)
}

func (s *Mine) askAppeal() tea.Cmd {
	id := s.selected().ID
	return s.env.Prompt(s.env.T("report.key.appeal"), s.env.T("report.appeal.text"), "", func(text string) tea.Cmd {
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			_, err := h.AppealReport(ctx, a, id, text)
			return mineLoaded{by: s, say: "report.appealed", err: err}
		})
	})
}
