package notebook

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Floor is what a floor decides of its counselling: the questions of the statistics
// sheet, the checklist for crises, and the counts.
type Floor struct {
	env   *kit.Env
	floor string
	list  *kit.List
	form  *kit.Form
	what  string // which text the form changes
	busy  bool
	sheet house.SheetForm
	known bool
	wrong string
	steps house.Checklist
}

// Rows of the list.
const (
	rowStats = "stats"
	rowSheet = "sheet"
	rowSteps = "steps"
)

// NewFloor makes the screen of a floor.
func NewFloor(env *kit.Env, floor string) *Floor {
	f := &Floor{env: env, floor: floor, list: kit.NewList(env)}
	f.list.Open = f.open
	return f
}

type (
	found struct {
		by    *Floor
		sheet house.SheetForm
		steps house.Checklist
		err   error
	}
	counted struct {
		by    *Floor
		stats house.SheetStats
		err   error
	}
	changed struct {
		by  *Floor
		err error
	}
)

// Keys are those of the form.
func (f *Floor) Keys() []kit.Key {
	if f.form != nil {
		return []kit.Key{kit.Bind("esc", "notebook.key.cancel", f.askCancel).InFooter()}
	}
	return nil
}

// Init reads the texts.
func (f *Floor) Init() tea.Cmd {
	floor := f.floor
	return f.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := found{by: f}
		if l.sheet, l.err = h.SheetForm(ctx, a, floor); l.err == nil {
			l.steps, l.err = h.Checklist(ctx, a, floor)
		}
		return l
	})
}

// Title is the header's last part.
func (f *Floor) Title() string { return f.env.T("notebook.floor.title") }

// Place is the floor.
func (f *Floor) Place() kit.Place { return kit.Place{Address: f.floor} }

// Typing tells whether letters belong to a field.
func (f *Floor) Typing() bool {
	if f.form != nil {
		return f.form.Typing()
	}
	return f.list.Typing()
}

// Dirty tells whether a text was changed.
func (f *Floor) Dirty() bool { return f.form != nil && f.form.Dirty() }

// Update takes keys and answers.
func (f *Floor) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if f.form != nil {
			return f, f.form.Update(msg)
		}
		return f, f.list.Update(msg)
	case kit.Resumed:
		return f, f.Init()
	case kit.Changed:
		f.show()
	case found:
		if msg.by == f {
			f.known, f.wrong = true, ""
			if f.sheet, f.steps = msg.sheet, msg.steps; msg.err != nil {
				f.wrong = f.env.Sentence(msg.err)
			}
			f.show()
		}
	case counted:
		if msg.by == f {
			return f, f.counted(msg)
		}
	case changed:
		if msg.by == f {
			f.busy = false
			if msg.err != nil {
				f.form.Wrong("text", f.env.Sentence(msg.err))
				return f, nil
			}
			f.form = nil
			return f, tea.Batch(f.Init(), kit.Say("notebook.floor.saved"))
		}
	}
	return f, nil
}

func (f *Floor) show() {
	t := f.env.T
	own := func(is bool) string {
		if is {
			return t("notebook.floor.own")
		}
		return t("notebook.floor.house")
	}
	f.list.SetRows([]kit.Row{
		{ID: rowStats, Label: t("notebook.floor.stats"), More: t("sheet.legend")},
		{ID: rowSheet, Label: t("notebook.floor.sheet"), Note: own(f.sheet.Own), More: t("notebook.floor.sheet.more")},
		{ID: rowSteps, Label: t("notebook.checklist"), Note: own(f.steps.Own), More: t("notebook.floor.steps.more")},
	})
}

// open shows the counts or a text; admins can change it.
func (f *Floor) open(r kit.Row) tea.Cmd {
	var text string
	switch r.ID {
	case rowStats:
		floor := f.floor
		return f.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			stats, err := h.SheetStats(ctx, a, floor, "", "")
			return counted{f, stats, err}
		})
	case rowSheet:
		text = f.sheet.String()
	case rowSteps:
		text = f.steps.String()
	}
	if !f.sheet.Edits {
		return kit.Send(kit.GoText{Title: r.Label, Text: text})
	}
	t := f.env.T
	f.what = r.ID
	f.form = kit.NewForm(f.env,
		kit.Field{Kind: kit.Note, Label: r.More},
		kit.Field{Name: "text", Kind: kit.Lines, Label: r.Label, Value: text},
		kit.Field{Kind: kit.Button, Label: t("common.save"), Do: func() tea.Cmd { return f.save(f.form.Text("text")) }},
		kit.Field{Kind: kit.Button, Label: t("notebook.floor.reset"), Do: func() tea.Cmd { return f.save("") }},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: f.askCancel},
	)
	return nil
}

func (f *Floor) save(text string) tea.Cmd {
	if f.busy {
		return nil
	}
	f.busy = true
	floor, what := f.floor, f.what
	return f.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		var err error
		if what == rowSheet {
			_, err = h.PutSheetForm(ctx, a, floor, text)
		} else {
			_, err = h.PutChecklist(ctx, a, floor, text)
		}
		return changed{f, err}
	})
}

func (f *Floor) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		f.form = nil
		return nil
	}
	if !f.form.Dirty() {
		return closing()
	}
	return f.env.Confirm(f.env.T("notebook.discard.title"), "", f.env.T("notebook.discard.yes"), closing)
}

// counted shows the counts month by month, the latest first.
func (f *Floor) counted(c counted) tea.Cmd {
	if c.err != nil {
		return kit.Send(kit.Failed{Err: c.err})
	}
	t, lang := f.env.T, string(f.env.Text.Lang())
	parts := []string{t("sheet.legend")}
	for i := len(c.stats.Months) - 1; i >= 0; i-- {
		m := c.stats.Months[i]
		lines := []string{t("sheet.total", "Month", m.Month, "Total", m.Total.String())}
		last := ""
		for _, cell := range m.Cells {
			q, known := c.stats.Form.Question(cell.Question)
			name, choice := cell.Question, q.Label(cell.Choice, lang)
			if known {
				name = q.Name.In(lang)
			}
			if cell.Choice == "" {
				choice = t("sheet.no_answer")
			}
			if name != last {
				lines = append(lines, "  "+kit.Clean(name))
			}
			last = name
			lines = append(lines, "    "+kit.Clean(choice)+": "+cell.Count.String())
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return kit.Send(kit.GoText{Title: t("notebook.floor.stats"), Text: strings.Join(parts, "\n\n")})
}

// View shows the list, or the text that is changed.
func (f *Floor) View(w, h int) kit.View {
	switch {
	case f.wrong != "":
		return kit.View{Lines: kit.Wrap(f.wrong, w)}
	case !f.known:
		return kit.View{Lines: []string{f.env.T("common.loading")}}
	case f.form != nil:
		return f.form.View(w, h)
	case kit.LayoutOf(w) != kit.Wide:
		return f.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := f.list.View(lw, h)
	v.Lines = f.env.Beside(v.Lines, lw, kit.Wrap(f.list.Selected().More, pw), h)
	return v
}
