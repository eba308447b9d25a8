package tui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/kit"
)

// dialog is a screen that asks: a text, perhaps a field, and answers to choose.
type dialog struct {
	env   *kit.Env
	ask   kit.Ask
	field *kit.Editor
	text  *kit.Scroll
	list  *kit.List
}

// chosen is an answer: the dialog goes, then do is done.
type chosen struct{ do tea.Cmd }

func isDialog(screen kit.Screen) bool {
	switch screen.(type) {
	case *dialog, *help, *actions, *commandLine:
		return true
	}
	return false
}

func newDialog(env *kit.Env, ask kit.Ask) *dialog {
	d := &dialog{env: env, ask: ask, list: kit.NewList(env)}
	if ask.Text != "" {
		d.text = kit.NewScroll(env)
		d.text.SetText(ask.Text)
	}
	if ask.Input != nil {
		d.field = kit.NewEditor()
		d.field.Single, d.field.Secret = true, ask.Input.Secret
		d.field.SetValue(ask.Input.Value)
	}
	rows := make([]kit.Row, len(ask.Options))
	for i, o := range ask.Options {
		rows[i] = kit.Row{ID: strconv.Itoa(i), Label: o.Label}
	}
	d.list.SetRows(rows)
	d.list.Open = func(r kit.Row) tea.Cmd {
		i, _ := strconv.Atoi(r.ID)
		return d.choose(i)
	}
	return d
}

// Keys has nothing of its own: Enter and digits choose.
func (d *dialog) Keys() []kit.Key { return nil }

func (d *dialog) Init() tea.Cmd { return nil }

func (d *dialog) Title() string { return d.env.T("shell.question") }

func (d *dialog) Typing() bool { return d.field != nil }

func (d *dialog) choose(i int) tea.Cmd {
	if i < 0 || i >= len(d.ask.Options) || d.ask.Options[i].Do == nil {
		return kit.Send(chosen{})
	}
	value := ""
	if d.field != nil {
		value = d.field.Value()
	}
	return kit.Send(chosen{d.ask.Options[i].Do(value)})
}

func (d *dialog) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
		if _, paste := msg.(tea.PasteMsg); paste && d.field != nil {
			d.field.Update(msg)
		}
		return d, nil
	case d.field != nil && kit.Is(key, "enter"):
		i, err := strconv.Atoi(d.list.Selected().ID)
		if err != nil {
			i = 0
		}
		return d, d.choose(i)
	case d.field != nil && kit.Is(key, "tab"):
		return d, d.list.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	case d.field != nil && !kit.Is(key, "up", "down"):
		d.field.Update(msg)
		return d, nil
	case d.text != nil && kit.Is(key, "pgup", "pgdown", "space"):
		d.text.Update(msg)
		return d, nil
	}
	return d, d.list.Update(msg)
}

func (d *dialog) View(w, h int) kit.View {
	var v kit.View
	for _, line := range kit.Wrap(kit.Clean(d.ask.Title), w) {
		v.Lines = append(v.Lines, d.env.Styles.Strong.Of(line))
	}
	v.Lines = append(v.Lines, "")
	below := len(d.ask.Options)
	if d.field != nil {
		below += 3
	}
	if room := h - len(v.Lines) - below - 1; d.text != nil && room > 0 {
		text := d.text.View(w, room)
		v.Lines = append(append(v.Lines, text.Lines...), "")
	}
	if d.field != nil {
		v.Lines = append(v.Lines, kit.Clean(d.ask.Input.Label))
		field := d.field.View(w-2, 1)
		v.Cursor = kit.CursorAt(field.Cursor.X+2, len(v.Lines))
		v.Lines = append(v.Lines, d.env.Styles.Dim.Of("│")+" "+field.Lines[0], "")
	}
	v.Lines = append(v.Lines, d.list.View(min(w, 60), max(h-len(v.Lines), 1)).Lines...)
	return v
}
