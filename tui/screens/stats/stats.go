// Package stats is what was counted of a floor or of the house, month by month: a list
// of figures, and beside it, or after Enter, a bar for each month. It shows nothing
// about a person, and no small number.
package stats

import (
	"context"
	"encoding/csv"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// barCells is how long the longest bar is; with month and number it fits into 40 columns.
const barCells = 16

// Keys are what one can look at.
func (s *Screen) Keys() []kit.Key {
	none := !s.known || len(s.stats.Months) == 0
	return []kit.Key{
		kit.Bind("v", "stats.key.chart", s.chart).Unless(none, "stats.none").InFooter(),
		kit.Bind("x", "stats.key.csv", s.table).Unless(none, "stats.none").InFooter(),
		kit.Bind("l", "stats.key.legend", s.legend).InFooter(),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Screen is the figures of one floor, or of the house.
type Screen struct {
	env  *kit.Env
	of   string // code of the floor, "" = the house
	list *kit.List

	known bool
	wrong string
	stats house.Stats
}

// New makes the figures of the floor of that code, of the house with "".
func New(env *kit.Env, of string) *Screen {
	s := &Screen{env: env, of: of, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return s.chart() }
	s.list.Empty = []string{env.T("stats.none")}
	return s
}

type loaded struct {
	by    *Screen
	stats house.Stats
	err   error
}

// Init reads the figures.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("stats.title") }

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
	}
	return s, nil
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	switch {
	case l.err == nil:
		s.known, s.wrong, s.stats = true, "", l.stats
		s.show()
	case !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

// heads are the headings, each over the figures that begin with it.
var heads = map[house.Stat]string{
	house.StatAccounts: "stats.house", house.StatRooms: "stats.rooms_head", house.StatJoined: "stats.people_head",
	house.StatConsulted: "stats.cases_head",
}

func (s *Screen) show() {
	if len(s.stats.Months) == 0 {
		s.list.SetRows(nil)
		return
	}
	var rows []kit.Row
	for _, what := range house.StatsShown(s.of != "") {
		if head, ok := heads[what]; ok {
			rows = append(rows, kit.Row{Head: true, Label: s.env.T(head)})
		}
		months := s.months(what)
		rows = append(rows, kit.Row{
			ID: string(what), Label: s.name(what), Note: months[len(months)-1].Count.String(), More: s.name(what) + "\n\n" + s.bars(what),
		})
	}
	s.list.SetRows(rows)
}

func (s *Screen) name(what house.Stat) string { return s.env.T("stats.figure." + string(what)) }

// month is one figure in one month.
type month struct {
	Month string
	Count house.SheetCount
}

func (s *Screen) months(what house.Stat) []month {
	out := make([]month, len(s.stats.Months))
	for i, m := range s.stats.Months {
		out[i] = month{Month: m.Month, Count: house.SheetCount{Hidden: true}}
		if at := slices.IndexFunc(m.Cells, func(c house.StatCell) bool { return c.What == what }); at >= 0 {
			out[i].Count = m.Cells[at].Count
		}
	}
	return out
}

// bars draws a figure, a line a month, the latest first.
func (s *Screen) bars(what house.Stat) string {
	months := s.months(what)
	most, hidden := 0, false
	for _, m := range months {
		most, hidden = max(most, m.Count.N), hidden || m.Count.Hidden
	}
	var lines []string
	for _, m := range slices.Backward(months) {
		bar := strings.Repeat(" ", barCells)
		if !m.Count.Hidden && most > 0 {
			bar = kit.Bar(float64(m.Count.N)/float64(most), barCells, s.env.UTF8)
		}
		lines = append(lines, m.Month+"  "+bar+"  "+m.Count.String())
	}
	if hidden {
		lines = append(lines, "", s.env.T("stats.hidden"))
	}
	return strings.Join(lines, "\n")
}

func (s *Screen) chart() tea.Cmd {
	what := house.Stat(s.list.Selected().ID)
	if what == "" {
		return nil
	}
	return kit.Send(kit.GoText{Title: s.name(what), Text: s.bars(what)})
}

func (s *Screen) legend() tea.Cmd {
	return kit.Send(kit.GoText{Title: s.env.T("stats.title"), Text: s.env.T("stats.legend")})
}

// table shows the figures as CSV, and how to have them as a file.
func (s *Screen) table() tea.Cmd {
	var b strings.Builder
	w := csv.NewWriter(&b)
	rows := [][]string{{"month", "figure", "label", "count"}}
	for _, m := range s.stats.Months {
		for _, c := range m.Cells {
			rows = append(rows, []string{m.Month, string(c.What), s.name(c.What), c.Count.String()})
		}
	}
	_ = w.WriteAll(rows) // a strings.Builder takes everything
	line := strings.TrimSpace("stats "+s.of) + " --csv"
	return kit.Send(kit.GoText{
		Title: s.env.T("stats.key.csv"),
		Text:  s.env.T("stats.csv.how", "Line", s.env.SSHLine(line)) + "\n\n" + strings.TrimSuffix(b.String(), "\n"),
	})
}

// View shows the list, and the months beside it.
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

func (s *Screen) load() tea.Cmd {
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		l.stats, l.err = h.Stats(ctx, a, of, "", "")
		return l
	})
}
