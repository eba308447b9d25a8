package houserules

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// terms is the page of terms and privacy text.
type terms struct {
	*Screen
	now      house.Terms
	versions []house.TermsVersion
}

// NewTerms makes the page "Terms and privacy".
func NewTerms(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &terms{Screen: s}
	return s
}

func (p *terms) title() string { return "entry.terms.title" }

func (p *terms) keys() []kit.Key { return nil }

func (p *terms) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	now, err := h.Terms(ctx, a, 0)
	if err != nil {
		return nil, err
	}
	versions, err := h.TermsVersions(ctx, a)
	return func() { p.now, p.versions = now, versions }, err
}

func (p *terms) rows() []kit.Row {
	t := p.env.T
	rows := []kit.Row{{Head: true, Label: t("terms.version", "Version", p.now.Version)}}
	for _, doc := range []string{house.TextTerms, house.TextPrivacy} {
		for _, lang := range []string{"de", "en"} {
			words, own := p.words(doc, lang)
			row := kit.Row{ID: doc + " " + lang, Label: t("ground."+doc+".title") + " (" + lang + ")", More: words}
			if own {
				row.Note = t("entry.terms.own")
			}
			rows = append(rows, row)
		}
	}
	rows = append(rows, kit.Row{Head: true, Label: t("entry.terms.versions")})
	for _, v := range p.versions {
		when := t("terms.since_ever")
		if !v.At.IsZero() {
			when = p.env.Text.Date(v.At.In(p.env.Location))
		}
		rows = append(rows, kit.Row{ID: "", Label: t("terms.version", "Version", v.Version), Note: when, Off: v.Version < p.now.Newest, More: t("entry.terms.more")})
	}
	return rows
}

// words are a text in a language of its own, not that of whoever looks.
func (p *terms) words(doc, lang string) (string, bool) {
	if own, ok := p.now.Words(doc, lang); ok {
		return own, true
	}
	_, words := text.For(text.Lang(lang)).Ground(doc, p.now.Words)
	return words, false
}

func (p *terms) open(id string) tea.Cmd {
	doc, lang, ok := strings.Cut(id, " ")
	if !ok {
		return nil
	}
	t := p.env.T
	words, _ := p.words(doc, lang)
	return p.fill(func() tea.Cmd {
		return p.save(house.TermsEdit{Doc: doc, Lang: lang, Text: p.form.Text("text"), Consent: p.form.On("consent")})
	},
		kit.Field{Kind: kit.Note, Label: t("entry.terms.edit")},
		kit.Field{Kind: kit.Lines, Name: "text", Label: t("ground."+doc+".title") + " (" + lang + ")", Value: words},
		kit.Field{Kind: kit.Check, Name: "consent", Label: t("entry.terms.consent"), Hint: t("entry.terms.consent.hint")},
	)
}

// save asks first, where everybody is asked anew.
func (p *terms) save(e house.TermsEdit) tea.Cmd {
	t := p.env.T
	put := func() tea.Cmd {
		return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.SetTerms(ctx, a, e)
			return err
		})
	}
	if !e.Consent {
		return put()
	}
	return p.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		toll, err := h.SetTermsToll(ctx, a, e)
		return answered{p.Screen, func() tea.Cmd {
			if err != nil {
				return kit.Send(kit.Failed{Err: err})
			}
			return p.env.Confirm(t("entry.terms.consent"), p.env.N("terms.toll", toll.People), t("entry.terms.yes"), put)
		}}
	})
}
