package settings

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// blocked is the pane with the people one blocks.
type blocked struct {
	s    *Screen
	list *kit.List
}

func (s *Screen) openBlocked() tea.Cmd {
	p := &blocked{s: s, list: kit.NewList(s.env)}
	p.list.Open = func(r kit.Row) tea.Cmd {
		if r.ID == "add" {
			return p.ask()
		}
		return p.unblock()
	}
	s.pane = p
	p.show()
	return nil
}

func (p *blocked) title() string { return p.s.env.T("settings.blocked") }

func (p *blocked) keys() []kit.Key {
	return []kit.Key{
		kit.Bind("c", "settings.blocked.add", p.ask).InFooter(),
		kit.Bind("x", "conversation.key.unblock", p.unblock).Unless(p.chosen() == "", "desk.key.nobody").InFooter(),
	}
}

func (p *blocked) typing() bool { return p.list.Typing() }

func (p *blocked) wants(k tea.KeyPressMsg) bool { return p.list.Wants(k) }

func (p *blocked) dirty() bool { return false }

func (p *blocked) question() (title, text, yes string) { return "", "", "" }

func (p *blocked) update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return p.list.Update(msg)
	}
	return nil
}

func (p *blocked) view(w, h int) kit.View {
	var above []string
	if len(p.s.blocked) == 0 {
		above = append(kit.Wrap(p.s.env.T("settings.blocked.none"), w), "")
	}
	v := beside(p.s.env, p.list, w, h-len(above))
	v.Lines = append(above, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(above)
	}
	return v
}

func (p *blocked) show() {
	t := p.s.env.T
	var rows []kit.Row
	for _, name := range p.s.blocked {
		rows = append(rows, kit.Row{ID: "@" + name, Label: name, More: t("settings.blocked.row", "Name", name)})
	}
	p.list.SetRows(append(rows, kit.Row{ID: "add", Label: t("settings.blocked.add"), More: t("settings.blocked.more")}))
}

func (p *blocked) chosen() string {
	id := p.list.Selected().ID
	for _, name := range p.s.blocked {
		if "@"+name == id {
			return name
		}
	}
	return ""
}

func (p *blocked) ask() tea.Cmd {
	s := p.s
	return s.env.Prompt(s.env.T("settings.blocked.add"), s.env.T("settings.blocked.name"), "", func(name string) tea.Cmd {
		if name = house.CleanName(name); name == "" {
			return nil
		}
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			return done{by: s, err: h.Block(ctx, a, name), say: "conversation.is_blocked", args: []any{"Name", kit.Clean(name)}}
		})
	})
}

func (p *blocked) unblock() tea.Cmd {
	s, name := p.s, p.chosen()
	if name == "" {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return done{by: s, err: h.Unblock(ctx, a, name), say: "conversation.is_unblocked", args: []any{"Name", kit.Clean(name)}}
	})
}
