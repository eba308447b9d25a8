package settings

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

func (s *Screen) openPassword() tea.Cmd {
	t := s.env.T
	var p *sheet
	p = s.lay(t("settings.password"),
		kit.Field{Kind: kit.Note, Label: t("settings.password.more")},
		kit.Field{Kind: kit.Secret, Name: "old", Label: t("settings.password.old")},
		kit.Field{Kind: kit.Secret, Name: "new", Label: t("settings.password.new"), Hint: t("settings.password.new.hint")},
		kit.Field{Kind: kit.Secret, Name: "again", Label: t("settings.password.again")},
		kit.Field{Kind: kit.Button, Label: t("settings.password"), Do: func() tea.Cmd { return s.changePassword(p) }},
	)
	return nil
}

func (s *Screen) changePassword(p *sheet) tea.Cmd {
	old, fresh := p.form.Text("old"), p.form.Text("new")
	if fresh != p.form.Text("again") {
		p.form.Wrong("again", s.env.T("settings.password.differ"))
		return nil
	}
	fields := map[string]string{
		"error.password_wrong": "old", "error.password_short": "new", "error.password_common": "new",
		"error.password_long": "new", "error.password_invalid": "new",
	}
	return s.prove(p, fields, func(ctx context.Context, h kit.House, a house.Actor) done {
		return done{err: h.ChangePassword(ctx, a, old, fresh), say: "settings.password.done"}
	})
}

func (s *Screen) openRecovery() tea.Cmd {
	t := s.env.T
	var p *sheet
	p = s.lay(t("settings.recovery"),
		kit.Field{Kind: kit.Note, Label: t("settings.recovery.more")},
		kit.Field{Kind: kit.Secret, Name: "password", Label: t("settings.password.old")},
		kit.Field{Kind: kit.Button, Label: t("settings.recovery.make"), Do: func() tea.Cmd {
			password := p.form.Text("password")
			return s.prove(p, map[string]string{"error.password_wrong": "password"}, func(ctx context.Context, h kit.House, a house.Actor) done {
				code, err := h.NewRecoveryCode(ctx, a, password)
				return done{code: code, err: err}
			})
		}},
	)
	return nil
}

// showCode shows the code until two of its groups were typed back.
func (s *Screen) showCode(code string) {
	p := &sheet{env: s.env, head: s.env.T("settings.recovery"), code: code}
	p.form = kit.CodeFormSaying(s.env, s.env.T("settings.recovery.intro"), code, func() tea.Cmd {
		if !kit.TypedBack(s.env, p.form, code) {
			return nil
		}
		s.pane = nil
		return kit.Say("settings.recovery.done")
	})
	s.pane = p
}
