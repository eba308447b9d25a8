package settings

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// show makes the rows from what is known. Whoever has no account can choose the
// language of the visit.
func (s *Screen) show() {
	t := s.env.T
	row := func(id, note string) kit.Row {
		return kit.Row{ID: id, Label: t("settings." + id), Note: note, More: t("settings." + id + ".more")}
	}
	rows := []kit.Row{{Head: true, Label: t("settings.look")}, row("lang", s.langName(s.env.Text.Lang()))}
	if s.member() {
		rows = append(rows,
			row("bell", t("settings.bell."+s.set.Rings())),
			s.mailRow(),
			row("mouse", s.onOff(s.set.Mouse)),
			row("linear", s.onOff(s.set.Linear)),
			kit.Row{Head: true, Label: t("settings.people")},
			row("from", t("settings.from.note."+s.from())),
			row("blocked", s.count(len(s.blocked))),
			row("absent", s.onOff(s.set.Absence)),
			kit.Row{Head: true, Label: t("settings.keys")},
			row("ssh", s.env.N("settings.ssh.count", len(s.keys))),
			row("ask", s.onOff(s.set.AskPassword)),
			row("password", ""),
			row("recovery", ""),
			row("factor", ""),
			row("devices", ""),
			kit.Row{Head: true, Label: t("settings.data")},
			row("who", ""),
			row("export", ""),
			row("remains", ""),
			kit.Row{ID: "reports", Label: t("report.own"), More: t("report.own.more"), Go: kit.GoOffice{Name: "my-reports"}},
			kit.Row{ID: "sanctions", Label: t("sanction.own"), More: t("sanction.own.more"), Go: kit.GoOffice{Name: "my-sanctions"}},
			kit.Row{ID: "successor", Label: t("settings.successor"), More: t("settings.successor.more"), Go: kit.GoSuccessor{}},
			kit.Row{ID: "card", Label: t("settings.card"), More: t("settings.card.more"), Go: kit.GoCards{Own: true}},
			s.lastRow(),
		)
	}
	s.list.SetRows(rows)
	if p, ok := s.pane.(interface{ show() }); ok {
		p.show()
	}
}

// lastRow deletes the account, or takes that back.
func (s *Screen) lastRow() kit.Row {
	t := s.env.T
	if s.self.Leaving.IsZero() {
		return kit.Row{ID: "delete", Label: t("settings.delete"), More: t("settings.delete.more")}
	}
	when := s.env.Text.DateTime(s.self.Leaving.In(s.env.Location))
	return kit.Row{ID: "keep", Label: t("settings.keep"), ForMe: true, Note: s.env.Ago(s.self.Leaving), More: t("settings.keep.more", "When", when)}
}

func (s *Screen) onOff(on bool) string {
	if on {
		return s.env.T("settings.on")
	}
	return s.env.T("settings.off")
}

func (s *Screen) count(n int) string {
	if n == 0 {
		return s.env.T("common.none")
	}
	return s.env.N("settings.count", n)
}

func (s *Screen) from() string {
	if s.set.WritersOnly == "" {
		return "all"
	}
	return s.set.WritersOnly
}

func (s *Screen) langName(l text.Lang) string {
	switch l {
	case text.German:
		return s.env.T("common.language.formal")
	case text.GermanDu:
		return s.env.T("common.language.informal")
	}
	return s.env.T("common.language.english")
}

// open does what a row is for.
func (s *Screen) open(id string) tea.Cmd {
	switch id {
	case "lang":
		return s.askLang()
	case "bell":
		return s.ask(id, []string{house.BellNever, house.BellMentions, house.BellAll}, func(set *house.Settings, v string) { set.Bell = v })
	case "from":
		return s.ask(id, []string{"all", "shared"}, func(set *house.Settings, v string) {
			set.WritersOnly = map[string]string{"shared": "shared"}[v]
		})
	case "mouse":
		on := !s.set.Mouse
		return s.change(func(set *house.Settings) { set.Mouse = on }, "settings.stored")
	case "linear":
		on := !s.set.Linear
		say := "settings.stored"
		if on {
			say = "settings.linear.next"
		}
		return s.change(func(set *house.Settings) { set.Linear = on }, say)
	case "absent":
		on := !s.set.Absence
		return s.change(func(set *house.Settings) { set.Absence = on }, "settings.stored")
	case "ask":
		on := !s.set.AskPassword
		return s.change(func(set *house.Settings) { set.AskPassword = on }, "settings.stored")
	case "mail":
		return s.openMail()
	case "ssh":
		return s.openKeys()
	case "blocked":
		return s.openBlocked()
	case "password":
		return s.openPassword()
	case "recovery":
		return s.openRecovery()
	case "factor":
		return s.openFactor()
	case "devices":
		return s.openDevices()
	}
	return s.account(id)
}

// ask lets one choose among the values of a setting.
func (s *Screen) ask(id string, values []string, put func(*house.Settings, string)) tea.Cmd {
	var options []kit.Option
	for _, v := range values {
		options = append(options, kit.Option{Label: s.env.T("settings." + id + "." + v), Do: func(string) tea.Cmd {
			return s.change(func(set *house.Settings) { put(set, v) }, "settings.stored")
		}})
	}
	return kit.Send(kit.Ask{Title: s.env.T("settings." + id), Text: s.env.T("settings." + id + ".more"), Options: options})
}

// askLang lets one choose the language; it is spoken at once.
func (s *Screen) askLang() tea.Cmd {
	var options []kit.Option
	for _, l := range []text.Lang{text.German, text.GermanDu, text.English} {
		options = append(options, kit.Option{Label: s.langName(l), Do: func(string) tea.Cmd {
			if !s.member() {
				return kit.Send(kit.Speak{Lang: l})
			}
			return s.change(func(set *house.Settings) { set.Lang = string(l) }, "settings.stored")
		}})
	}
	return kit.Send(kit.Ask{Title: s.env.T("settings.lang"), Text: s.env.T("settings.lang.more"), Options: options})
}

// stored says that settings were stored.
type stored struct {
	by  *Screen
	set house.Settings
	say string
}

// change stores one changed setting among those that hold now, which another
// session may have changed meanwhile.
func (s *Screen) change(put func(*house.Settings), say string) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		set, err := h.Settings(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		put(&set)
		if err := h.SetSettings(ctx, a, set); err != nil {
			return kit.Fail(err)
		}
		return stored{s, set, say}
	})
}

// stored has the session follow the settings, and says so in the language that
// holds then.
func (s *Screen) stored(msg stored) tea.Cmd {
	if msg.by != s {
		return nil
	}
	s.set = msg.set
	s.show()
	return tea.Sequence(kit.Send(kit.Prefer{Settings: msg.set}), kit.Say(msg.say))
}
