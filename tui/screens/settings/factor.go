package settings

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// openFactor asks how the second factor stands and opens what can be done about it.
func (s *Screen) openFactor() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		f, err := h.Factor(ctx, a)
		return done{by: s, err: err, then: func() tea.Cmd {
			if f.On {
				s.openFactorOff(f)
			} else {
				s.openFactorOn()
			}
			return nil
		}}
	})
}

func (s *Screen) openFactorOn() {
	t := s.env.T
	var p *sheet
	p = s.lay(t("settings.factor"),
		kit.Field{Kind: kit.Note, Label: t("account.totp.what")},
		kit.Field{Kind: kit.Secret, Name: "password", Label: t("settings.password.old")},
		kit.Field{Kind: kit.Button, Label: t("settings.factor.next"), Do: func() tea.Cmd {
			password := p.form.Text("password")
			return s.prove(p, wrongPassword(), func(ctx context.Context, h kit.House, a house.Actor) done {
				offer, err := h.OfferFactor(ctx, a, password, issuer(s.env.HouseName))
				return done{err: err, then: func() tea.Cmd {
					s.closePane()
					s.showOffer(password, offer)
					return nil
				}}
			})
		}},
	)
}

func wrongPassword() map[string]string {
	return map[string]string{"error.password_wrong": "password", "error.factor_wrong": "code"}
}

// issuer is a house's name without what parts an address.
func issuer(name string) string {
	if name = strings.NewReplacer(":", " ", "/", " ").Replace(kit.Clean(name)); name == "" {
		return "Stockwerk"
	}
	return name
}

// showOffer shows the secret and asks for the code that the phone makes of it.
func (s *Screen) showOffer(password string, offer house.FactorOffer) {
	t := s.env.T
	var p *sheet
	p = s.lay(t("settings.factor"),
		kit.Field{Kind: kit.Note, Label: t("settings.factor.scan")},
		kit.Field{Kind: kit.Button, Label: t("settings.factor.picture"), Do: func() tea.Cmd {
			s.pane = &picture{s: s, uri: offer.URI, back: p}
			return nil
		}},
		kit.Field{Kind: kit.Note, Label: t("account.totp.secret", "Secret", grouped(offer.Secret))},
		kit.Field{Kind: kit.Line, Name: "code", Label: t("account.totp.ask")},
		kit.Field{Kind: kit.Button, Label: t("settings.factor.on"), Do: func() tea.Cmd {
			code := p.form.Text("code")
			return s.prove(p, wrongPassword(), func(ctx context.Context, h kit.House, a house.Actor) done {
				codes, err := h.SetFactor(ctx, a, password, offer.Secret, code)
				return done{err: err, then: func() tea.Cmd {
					s.closePane()
					s.showBackups(codes)
					return nil
				}}
			})
		}},
	)
}

// grouped is a secret in groups of four, as people type it.
func grouped(secret string) string {
	var groups []string
	for len(secret) > 4 {
		groups, secret = append(groups, secret[:4]), secret[4:]
	}
	return strings.Join(append(groups, secret), " ")
}

// showBackups shows the backup codes, once.
func (s *Screen) showBackups(codes []string) {
	t := s.env.T
	var lines []string
	for i := 0; i+1 < len(codes); i += 2 {
		lines = append(lines, codes[i]+"   "+codes[i+1])
	}
	shown := strings.Join(lines, "\n")
	s.lay(t("settings.factor"),
		kit.Field{Kind: kit.Note, Label: t("account.totp.on")},
		kit.Field{Kind: kit.Note, Label: t("account.totp.backups")},
		kit.Field{Kind: kit.Note, Label: shown},
		kit.Field{Kind: kit.Button, Label: t("register.code.copy"), Do: func() tea.Cmd { return s.env.Copy(strings.Join(codes, "\n")) }},
		kit.Field{Kind: kit.Button, Label: t("settings.factor.written"), Do: func() tea.Cmd {
			s.closePane()
			return kit.Say("account.totp.on")
		}},
	)
}

func (s *Screen) openFactorOff(f house.Factor) {
	t := s.env.T
	var p *sheet
	p = s.lay(t("settings.factor"),
		kit.Field{Kind: kit.Note, Label: s.env.N("account.totp.is_on", f.Backups)},
		kit.Field{Kind: kit.Secret, Name: "password", Label: t("settings.password.old")},
		kit.Field{Kind: kit.Line, Name: "code", Label: t("settings.factor.code")},
		kit.Field{Kind: kit.Button, Label: t("settings.factor.off"), Do: func() tea.Cmd {
			password, code := p.form.Text("password"), p.form.Text("code")
			return s.prove(p, wrongPassword(), func(ctx context.Context, h kit.House, a house.Actor) done {
				return done{err: h.DropFactor(ctx, a, password, code), say: "account.totp.off"}
			})
		}},
	)
}

// picture shows the secret as phones read it, as large as it is; any key goes back.
type picture struct {
	s    *Screen
	uri  string
	back pane
}

func (p *picture) title() string { return p.s.env.T("settings.factor") }

func (p *picture) keys() []kit.Key {
	return []kit.Key{kit.Bind("enter", "settings.factor.back", p.leave).InFooter()}
}

func (p *picture) leave() tea.Cmd {
	p.s.pane = p.back
	return nil
}

func (p *picture) typing() bool { return false }

func (p *picture) wants(k tea.KeyPressMsg) bool { return kit.Is(k, "esc") || kit.Is(k, "q") }

func (p *picture) dirty() bool { return false }

func (p *picture) question() (title, text, yes string) { return "", "", "" }

func (p *picture) update(msg tea.Msg) tea.Cmd {
	if _, pressed := msg.(tea.KeyPressMsg); pressed {
		return p.leave()
	}
	return nil
}

func (p *picture) view(w, h int) kit.View {
	lines := text.QR(p.uri, w, p.s.env.UTF8)
	if lines == nil || len(lines) > h {
		return kit.View{Lines: kit.Wrap(p.s.env.T("settings.factor.small"), w)}
	}
	return kit.View{Lines: lines}
}
