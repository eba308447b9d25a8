package houserules

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// texts is the page of the house's own texts.
type texts struct {
	*Screen
	all []house.HousePage
}

// NewTexts makes the page "Texts of the house".
func NewTexts(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &texts{Screen: s}
	return s
}

func (p *texts) title() string { return "houserules.texts" }

func (p *texts) keys() []kit.Key { return nil }

func (p *texts) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	all, err := h.HouseTexts(ctx, a)
	return func() { p.all = all }, err
}

func titleOf(name string) string {
	if name == house.TextEmergency {
		return "emergency.title"
	}
	return "ground." + name + ".title"
}

// standard is what the catalogue says in a language.
func (p *texts) standard(page house.HousePage) string {
	key := "ground." + page.Name + ".text"
	if page.Name == house.TextEmergency {
		key = "emergency.numbers"
	}
	return text.For(text.Lang(page.Lang)).T(key, "House", p.env.HouseName)
}

func (p *texts) words(page house.HousePage) string {
	if page.Text != "" {
		return page.Text
	}
	return p.standard(page)
}

func (p *texts) rows() []kit.Row {
	t := p.env.T
	var rows []kit.Row
	name := ""
	for _, page := range p.all {
		if page.Name != name {
			name = page.Name
			rows = append(rows, kit.Row{Head: true, Label: t(titleOf(name))})
		}
		note := t("houserules.text.standard.short")
		if page.Text != "" {
			note = t("houserules.text.own.short")
		}
		rows = append(rows, kit.Row{ID: page.Name + "/" + page.Lang, Label: t("houserules.lang_" + page.Lang), Note: note, More: p.words(page)})
	}
	return rows
}

func (p *texts) open(id string) tea.Cmd {
	for _, page := range p.all {
		if page.Name+"/"+page.Lang == id {
			return p.edit(page)
		}
	}
	return nil
}

func (p *texts) edit(page house.HousePage) tea.Cmd {
	t := p.env.T
	hint := t("houserules.text.hint", "Word", "{{.House}}")
	if page.Name == house.TextEmergency {
		hint = t("houserules.text.emergency_hint")
	}
	fields := []kit.Field{
		{Kind: kit.Note, Label: t(titleOf(page.Name)) + " · " + t("houserules.lang."+page.Lang)},
		{Kind: kit.Lines, Name: "text", Label: t("houserules.text.label"), Hint: hint, Value: p.words(page)},
	}
	if page.Text != "" {
		fields = append(fields, kit.Field{Kind: kit.Button, Label: t("houserules.text.reset"), Do: func() tea.Cmd { return p.reset(page) }})
	}
	p.send = func() tea.Cmd { return p.save(page) }
	p.form = kit.NewForm(p.env, append(fields,
		kit.Field{Kind: kit.Button, Label: t("houserules.text.preview"), Do: p.submit},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: p.leave},
	)...)
	return nil
}

// save shows the page as everybody will see it, and stores it the second time.
func (p *texts) save(page house.HousePage) tea.Cmd {
	words, err := house.CleanText(p.form.Text("text"), house.MaxHouseText)
	if err != nil {
		p.form.Wrong("text", p.env.Sentence(err))
		return nil
	}
	if p.preview == nil {
		in := text.For(text.Lang(page.Lang))
		shown := in.T(titleOf(page.Name)) + "\n\n" + strings.ReplaceAll(words, "{{.House}}", p.env.HouseName)
		if page.Name == house.TextEmergency {
			shown += "\n\n" + in.T("emergency.no_crisis_service")
		}
		p.preview = kit.NewScroll(p.env)
		p.preview.SetText(shown)
		return kit.Say("houserules.text.ask")
	}
	return p.do("houserules.text.saved", func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.SetHouseText(ctx, a, page.Name, page.Lang, words)
	})
}

func (p *texts) reset(page house.HousePage) tea.Cmd {
	t := p.env.T
	return p.env.Confirm(t("houserules.text.reset"), t("houserules.text.reset_text"), t("houserules.text.reset"), func() tea.Cmd {
		return p.do("houserules.text.reset_done", func(ctx context.Context, h kit.House, a house.Actor) error {
			return h.ResetHouseText(ctx, a, page.Name, page.Lang)
		})
	})
}
