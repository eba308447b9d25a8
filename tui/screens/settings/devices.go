package settings

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// devices is the pane with one's live connections.
type devices struct {
	s    *Screen
	list *kit.List
	all  []house.Device
}

// devicesRead is the answer to openDevices: on several nodes it takes a moment.
type devicesRead struct {
	by    *Screen
	all   []house.Device
	ended bool // some of them just now
}

func (s *Screen) openDevices() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.Devices(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		return devicesRead{by: s, all: all}
	})
}

func (s *Screen) devicesRead(msg devicesRead) tea.Cmd {
	if msg.by != s {
		return nil
	}
	p, open := s.pane.(*devices)
	if !open {
		p = &devices{s: s, list: kit.NewList(s.env)}
		p.list.Open = func(kit.Row) tea.Cmd { return p.askEnd() }
		s.pane = p
	}
	p.all = msg.all
	p.show()
	if msg.ended {
		return kit.Say("settings.device.ended")
	}
	return nil
}

func (p *devices) title() string { return p.s.env.T("settings.devices") }

func (p *devices) keys() []kit.Key {
	d, ok := p.chosen()
	return []kit.Key{
		kit.Bind("x", "settings.device.end", p.askEnd).Unless(!ok || d.This, "settings.device.end.off").InFooter(),
		kit.Bind("o", "settings.device.others", p.askOthers).Unless(len(p.all) < 2, "settings.device.others.off").InFooter(),
		kit.Bind("r", "home.key.again", p.s.openDevices),
	}
}

func (p *devices) typing() bool { return p.list.Typing() }

func (p *devices) wants(k tea.KeyPressMsg) bool { return p.list.Wants(k) }

func (p *devices) dirty() bool { return false }

func (p *devices) question() (title, text, yes string) { return "", "", "" }

func (p *devices) update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return p.list.Update(msg)
	}
	return nil
}

func (p *devices) view(w, h int) kit.View { return beside(p.s.env, p.list, w, h) }

func (p *devices) show() {
	t, s := p.s.env.T, p.s
	var rows []kit.Row
	for _, d := range p.all {
		note := ""
		if d.This {
			note = t("account.device.this")
		}
		when := s.env.Text.DateTime(d.Since.In(s.env.Location))
		rows = append(rows, kit.Row{
			ID: d.ID, Label: p.runs(d), Note: note,
			More: t("settings.device.more", "Since", when, "How", p.how(d), "Id", d.ID),
		})
	}
	p.list.SetRows(rows)
}

func (p *devices) runs(d house.Device) string {
	var kinds []string
	for _, k := range d.Kinds {
		kinds = append(kinds, p.s.env.T("account.device."+k))
	}
	if len(kinds) == 0 {
		return p.s.env.T("account.device.idle")
	}
	return strings.Join(kinds, ", ")
}

func (p *devices) how(d house.Device) string {
	if d.Way == house.WayKey {
		return p.s.env.T("account.device.by_key", "Key", kit.Clean(d.Key))
	}
	return p.s.env.T("account.device.by_" + d.Way)
}

func (p *devices) chosen() (house.Device, bool) {
	id := p.list.Selected().ID
	for _, d := range p.all {
		if d.ID == id {
			return d, true
		}
	}
	return house.Device{}, false
}

func (p *devices) askEnd() tea.Cmd {
	d, ok := p.chosen()
	if !ok || d.This {
		return nil
	}
	t := p.s.env.T
	return p.s.env.Confirm(t("settings.device.ask"), t("settings.device.ask.text"), t("settings.device.end"), func() tea.Cmd {
		return p.end(func(ctx context.Context, h kit.House, a house.Actor) error { return h.Kick(ctx, a, d.ID) })
	})
}

func (p *devices) askOthers() tea.Cmd {
	t := p.s.env.T
	return p.s.env.Confirm(t("settings.device.ask_others"), t("settings.device.ask.text"), t("settings.device.others"), func() tea.Cmd {
		return p.end(func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.KickOthers(ctx, a)
			return err
		})
	})
}

// end ends connections and reads the list anew.
func (p *devices) end(deed func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	s := p.s
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := deed(ctx, h, a); err != nil {
			return kit.Fail(err)
		}
		all, err := h.Devices(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		return devicesRead{s, all, true}
	})
}
