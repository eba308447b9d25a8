package contract

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// propose opens the form with what the newest version says, or the house's texts.
func (s *Screen) propose() tea.Cmd {
	t := s.env.T
	var c house.Contract
	if len(s.all) > 0 {
		c = s.all[0]
	} else {
		c.Secrecy, c.Storage = t("contract.default.secrecy"), t("contract.default.storage")
	}
	label := func(name string) string { return t("contract.field." + name) }
	field := func(name string, kind kit.FieldKind, value, hint string) kit.Field {
		if hint != "" {
			hint = t(hint)
		}
		return kit.Field{Name: name, Kind: kind, Label: label(name), Hint: hint, Value: value}
	}
	check := func(name string, on bool) kit.Field {
		return kit.Field{Name: name, Kind: kit.Check, Label: t("contract.form." + name), Value: pick(on, "yes", "")}
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("contract.form.note")},
		field("goal", kit.Lines, c.Goal, ""),
		field("form", kit.Line, c.Form, ""),
		field("sessions", kit.Line, typed(c.Sessions), "contract.form.number"),
		field("letters", kit.Line, typed(c.Letters), "contract.form.letters"),
		field("length", kit.Line, typed(c.Length), "contract.form.length"),
		field("until", kit.Line, day(c.Until), "contract.form.until"),
		field("answer", kit.Line, hours(c.Answer), "contract.form.answer"),
		field("fee", kit.Line, c.Fee, ""),
		field("cancel", kit.Lines, c.Cancel, ""),
		field("secrecy", kit.Lines, c.Secrecy, ""),
		field("storage", kit.Lines, c.Storage, ""),
		field("delete", kit.Line, deletion(c), "contract.form.delete"),
		check("review", c.Review),
		check("substitute", c.Substitute),
		kit.Field{Kind: kit.Button, Label: t("contract.form.send"), Do: s.send},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func typed(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func day(t time.Time) string { return house.Due{At: t, Day: true}.String() }

func hours(n int) string {
	switch {
	case n == 0:
		return ""
	case n%24 == 0:
		return strconv.Itoa(n/24) + "d"
	}
	return strconv.Itoa(n) + "h"
}

func deletion(c house.Contract) string {
	if c.DeleteDays > 0 {
		return strconv.Itoa(c.DeleteDays) + "d"
	}
	return day(c.DeleteOn)
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("contract.discard.title"), "", s.env.T("contract.discard.yes"), closing)
}

// send gives the proposal to the house; the form stays until that is done.
func (s *Screen) send() tea.Cmd {
	if s.busy {
		return nil
	}
	e, ok := s.edit()
	if !ok {
		return nil
	}
	s.busy = true
	place := s.place
	return s.deed("contract.proposed", func(ctx context.Context, h kit.House, a house.Actor) (house.Contract, error) {
		return h.ProposeContract(ctx, a, place, e)
	})
}

// edit reads the form; what is wrong is said at its field.
func (s *Screen) edit() (house.ContractEdit, bool) {
	text := func(name string) *string {
		v := s.form.Text(name)
		return &v
	}
	review, substitute := s.form.On("review"), s.form.On("substitute")
	e := house.ContractEdit{
		Goal: text("goal"), Form: text("form"), Fee: text("fee"), Cancel: text("cancel"), Secrecy: text("secrecy"), Storage: text("storage"),
		Review: &review, Substitute: &substitute,
	}
	if len(s.all) > 0 {
		e.Base = s.all[0].Version
	}
	wrong := func(name, sentence string) (house.ContractEdit, bool) {
		s.form.Wrong(name, sentence)
		return e, false
	}
	if strings.TrimSpace(*e.Goal) == "" {
		return wrong("goal", s.env.T("error.contract_goal"))
	}
	for _, f := range []struct {
		name        string
		to          **int
		least, most int
	}{
		{"sessions", &e.Sessions, 1, house.MaxTermCount},
		{"letters", &e.Letters, 1, house.MaxTermCount},
		{"length", &e.Length, house.LeastTermChars, house.MaxTermChars},
	} {
		n, err := strconv.Atoi(cmp.Or(strings.TrimSpace(s.form.Text(f.name)), "0"))
		switch {
		case err != nil:
			return wrong(f.name, s.env.T("contract.form.wrong"))
		case n != 0 && (n < f.least || n > f.most):
			return wrong(f.name, s.env.T("error.contract_number", "Min", f.least, "Max", f.most))
		}
		*f.to = &n
	}
	until, err := house.ParseDue(s.form.Text("until"), s.env.Location)
	if err != nil {
		return wrong("until", s.env.Sentence(err))
	}
	within, ok := span(s.form.Text("answer"))
	if !ok {
		return wrong("answer", s.env.T("contract.form.wrong_span"))
	}
	e.Until, e.Answer = &until, &within
	var on house.Due
	days, ok := span(strings.TrimSpace(s.form.Text("delete")))
	if !ok {
		if on, err = house.ParseDue(s.form.Text("delete"), s.env.Location); err != nil {
			return wrong("delete", s.env.Sentence(err))
		}
	}
	days /= 24
	e.DeleteDays, e.DeleteOn = &days, &on
	return e, true
}

// span reads hours or days, as hours; nothing is 0.
func span(text string) (int, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return 0, true
	}
	number, unit := text[:len(text)-1], 0
	switch text[len(text)-1] {
	case 'h':
		unit = 1
	case 'd', 't': // Tage
		unit = 24
	}
	n, err := strconv.Atoi(strings.TrimSpace(number))
	return n * unit, err == nil && unit > 0 && n > 0 && n < 10_000
}

// refused says what the house did not take at the field that it is about.
func (s *Screen) refused(err error) bool {
	for key, name := range map[string]string{"error.contract_goal": "goal", "error.contract_past": "until"} {
		if house.IsKey(err, key) {
			s.form.Wrong(name, s.env.Sentence(err))
			return true
		}
	}
	return false
}
