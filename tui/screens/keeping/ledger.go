package keeping

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// linesShown is how many lines of the ledger are read.
const linesShown = 500

// Keys are what can be done here beside moving and opening.
func (s *Ledger) Keys() []kit.Key {
	return []kit.Key{kit.Bind("r", "home.key.again", s.Init)}
}

// Ledger is what was destroyed on a floor or in the house.
type Ledger struct {
	env  *kit.Env
	of   string
	list *kit.List

	known bool
	wrong string
	view  house.LedgerView
}

// NewLedger makes the ledger of the floor of that code, of the house with "".
func NewLedger(env *kit.Env, of string) *Ledger {
	s := &Ledger{env: env, of: of, list: kit.NewList(env)}
	s.list.Open = func(row kit.Row) tea.Cmd { return kit.Send(kit.GoText{Title: s.Title(), Text: row.More}) }
	s.list.Empty = []string{env.T("common.loading")}
	return s
}

type ledgerLoaded struct {
	by   *Ledger
	view house.LedgerView
	err  error
}

// Init reads the ledger.
func (s *Ledger) Init() tea.Cmd {
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		v, err := h.LedgerOf(ctx, a, of, linesShown)
		return ledgerLoaded{s, v, err}
	})
}

// Title is the header's last part.
func (s *Ledger) Title() string { return s.env.T("ledger.title") }

// Place is the floor.
func (s *Ledger) Place() kit.Place { return kit.Place{Address: s.of} }

// Typing tells whether letters belong to a field.
func (s *Ledger) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Ledger) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys and answers.
func (s *Ledger) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case kit.Changed:
		s.show()
	case ledgerLoaded:
		if msg.by != s {
			return s, nil
		}
		if msg.err != nil {
			s.wrong = s.env.Sentence(msg.err)
			return s, nil
		}
		s.known, s.wrong, s.view = true, "", msg.view
		s.show()
	}
	return s, nil
}

// View shows whether the ledger is whole, and its lines.
func (s *Ledger) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	head := kit.Wrap(s.env.T("ledger.whole"), w)
	if !s.view.Whole {
		head = kit.Wrap("! "+s.env.T("ledger.broken"), w)
	}
	head = append(head, "")
	v := beside(s.env, s.list, w, max(h-len(head), 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	v.Lines = append(head, v.Lines...)
	return v
}

func (s *Ledger) show() {
	t := s.env.T
	s.list.Empty = []string{t("ledger.none")}
	rows := make([]kit.Row, len(s.view.Lines))
	for i, l := range s.view.Lines {
		day, what, why := s.env.Text.Date(l.At.In(s.env.Location)), s.env.N("ledger.what."+string(l.What), l.Rows), t("ledger.why."+string(l.Why))
		rows[i] = kit.Row{
			ID: l.ID, Label: day + " " + what, Note: why,
			More: t("ledger.line", "Date", day, "What", what, "Why", why, "ID", l.ID) + "\n\n" + t("ledger.more"),
		}
	}
	s.list.SetRows(rows)
}
