package settings

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// pane lies over the list until Esc.
type pane interface {
	title() string
	keys() []kit.Key
	typing() bool
	wants(k tea.KeyPressMsg) bool
	dirty() bool
	question() (title, text, yes string) // before what is dirty is thrown away
	update(msg tea.Msg) tea.Cmd
	view(w, h int) kit.View
}

type (
	// closed says that the pane is to go.
	closed struct{ by *Screen }
	// done says how a deed went that was not a mere choice.
	done struct {
		by     *Screen
		say    string // sentence
		args   []any
		code   string         // a new recovery code
		then   func() tea.Cmd // goes on from here in place of closing the pane
		err    error
		fields map[string]string // which field of the form a refusal is about
	}
)

// sheet is a pane with a form.
type sheet struct {
	env  *kit.Env
	head string
	form *kit.Form
	busy bool
	code string // the recovery code that is shown, "" = none
	back pane   // what it lies on, nil = the list
}

func (p *sheet) title() string { return p.head }

func (p *sheet) keys() []kit.Key { return nil }

func (p *sheet) typing() bool { return p.form.Typing() }

func (p *sheet) wants(tea.KeyPressMsg) bool { return false }

func (p *sheet) dirty() bool { return p.code != "" || p.form.Dirty() }

func (p *sheet) question() (title, text, yes string) {
	t := p.env.T
	if p.code != "" {
		return t("settings.recovery.leave"), t("settings.recovery.leave.text"), t("settings.recovery.leave.yes")
	}
	return t("shell.discard"), t("shell.discard.text"), t("shell.discard.yes")
}

func (p *sheet) update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return p.form.Update(msg)
	}
	return nil
}

func (p *sheet) view(w, h int) kit.View { return p.form.View(w, h) }

// lay puts a form over the list.
func (s *Screen) lay(head string, fields ...kit.Field) *sheet {
	p := &sheet{env: s.env, head: head, back: s.pane}
	fields = append(fields, kit.Field{Kind: kit.Button, Label: s.env.T("common.cancel"), Do: s.leave})
	p.form = kit.NewForm(s.env, fields...)
	s.pane = p
	return p
}

// closePane goes back to what the pane lies on.
func (s *Screen) closePane() {
	if p, ok := s.pane.(*sheet); ok {
		s.pane = p.back
		return
	}
	s.pane = nil
}

// proving is how long a deed may take that derives keys from a password.
const proving = 30 * time.Second

// prove does a deed once at a time.
func (s *Screen) prove(p *sheet, fields map[string]string, deed func(ctx context.Context, h kit.House, a house.Actor) done) tea.Cmd {
	if p.busy {
		return nil
	}
	p.busy = true
	return s.env.DoWithin(proving, func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		d := deed(ctx, h, a)
		d.by, d.fields = s, fields
		return d
	})
}

// done closes the pane and says what was done, or shows what was wrong.
func (s *Screen) done(d done) tea.Cmd {
	if d.by != s {
		return nil
	}
	p, isSheet := s.pane.(*sheet)
	if isSheet {
		p.busy = false
	}
	switch {
	case d.err != nil && isSheet:
		return p.refused(d)
	case d.err != nil:
		return kit.Send(kit.Failed{Err: d.err})
	case d.code != "":
		s.showCode(d.code)
		return nil
	case d.then != nil:
		return d.then()
	case isSheet:
		s.closePane()
	}
	return tea.Batch(kit.Say(d.say, d.args...), s.load())
}

// refused shows a refusal at the field that it is about.
func (p *sheet) refused(d done) tea.Cmd {
	var he *house.Error
	if errors.As(d.err, &he) {
		if field, ok := d.fields[he.Key]; ok {
			p.form.Wrong(field, p.env.Sentence(d.err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: d.err})
}
