package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/kit"
)

// moving are the keys that components have on every screen; they stand in no table
// since lists, forms and texts do them themselves.
func moving() []kit.Key {
	return []kit.Key{
		kit.Bind("up down k j", "key.list.move", nil),
		kit.Bind("enter", "key.list.open", nil),
		kit.Bind("1 … 9", "key.list.digits", nil),
		kit.Bind("space", "key.list.page", nil),
		kit.Bind("/", "key.find", nil),
		kit.Bind("tab", "key.list.pane", nil),
	}
}

// help shows the keys of the screen below and the house's own.
type help struct {
	env    *kit.Env
	scroll *kit.Scroll
}

func (s *shell) help() tea.Cmd {
	if len(s.stack) == 0 {
		return nil
	}
	screen := s.stack[len(s.stack)-1].screen
	if isDialog(screen) {
		return nil
	}
	own := screen.Keys()
	h := &help{env: s.env, scroll: kit.NewScroll(s.env)}
	items := []kit.Item{h.table("1", screen.Title(), own)}
	items = append(items, h.table("2", s.env.T("shell.help.moving"), moving()))
	items = append(items, h.table("3", s.env.T("shell.help.house"), others(s.keys(screen), own)))
	h.scroll.SetItems(items)
	return s.push(h, nil)
}

// others are the keys of a table that another table does not shadow.
func others(keys, shadow []kit.Key) []kit.Key {
	var out []kit.Key
	for _, k := range keys {
		hidden := len(k.Keys) > 0
		for _, name := range k.Keys {
			if _, taken := kit.Find(shadow, keyPress(name), false); !taken {
				hidden = false
			}
		}
		if !hidden {
			out = append(out, k)
		}
	}
	return out
}

// table draws keys as two columns; what is off says why.
func (h *help) table(id, title string, keys []kit.Key) kit.Item {
	return kit.Item{ID: id, Draw: func(w int) []string {
		if len(keys) == 0 {
			return nil
		}
		st := h.env.Styles
		col := min(18, w/3)
		lines := []string{st.Strong.Of(kit.Fit(kit.Clean(title), w))}
		for _, k := range keys {
			caps := h.env.Caps(k)
			if caps == "" {
				caps = h.env.T("shell.help.menu")
			}
			words := h.env.T(k.Help)
			if k.Off != "" {
				words = h.env.T("shell.help.off", "Help", words, "Why", h.env.T(k.Off))
			}
			for i, part := range kit.Wrap(words, w-col-3) {
				if i > 0 {
					caps = ""
				}
				lines = append(lines, "  "+st.Key.Of(kit.Fit(caps, col))+strings.Repeat(" ", max(col-kit.Width(caps), 0)+1)+part)
			}
		}
		return append(lines, "")
	}}
}

func (h *help) Keys() []kit.Key { return nil }

func (h *help) Init() tea.Cmd { return nil }

func (h *help) Title() string { return h.env.T("common.help") }

func (h *help) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && !h.scroll.Update(msg) && kit.Is(key, "enter", "q") {
		return h, kit.Send(kit.GoBack{})
	}
	return h, nil
}

func (h *help) View(w, height int) kit.View { return h.scroll.View(w, height) }
