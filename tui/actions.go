package tui

import (
	"strconv"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/kit"
)

// actions is the menu of all that can be done on the screen below, so that no
// function needs more than arrows, Enter and digits.
type actions struct {
	env  *kit.Env
	list *kit.List
	keys []kit.Key
}

func (s *shell) actions() tea.Cmd {
	if len(s.stack) == 0 {
		return nil
	}
	screen := s.stack[len(s.stack)-1].screen
	if isDialog(screen) {
		return nil
	}
	own := screen.Keys()
	a := &actions{env: s.env, list: kit.NewList(s.env)}
	var rows []kit.Row
	add := func(title string, keys []kit.Key) {
		if len(keys) > 0 {
			rows = append(rows, kit.Row{Head: true, Label: title})
		}
		for _, k := range keys {
			row := kit.Row{ID: strconv.Itoa(len(a.keys)), Label: s.env.T(k.Help), Note: s.env.Caps(k), Off: k.Off != ""}
			if k.Off != "" {
				row.Label = s.env.T("shell.help.off", "Help", row.Label, "Why", s.env.T(k.Off))
			}
			a.keys, rows = append(a.keys, k), append(rows, row)
		}
	}
	add(screen.Title(), own)
	add(s.env.T("shell.help.house"), others(s.keys(screen), own))
	a.list.SetRows(rows)
	a.list.Open = func(r kit.Row) tea.Cmd {
		i, err := strconv.Atoi(r.ID)
		if err != nil {
			return nil
		}
		return kit.Send(chosen{kit.Send(acted{a.keys[i]})})
	}
	return s.push(a, nil)
}

// acted is an action chosen from the menu; it is done with the menu gone.
type acted struct{ key kit.Key }

func (a *actions) Keys() []kit.Key { return nil }

func (a *actions) Init() tea.Cmd { return nil }

func (a *actions) Title() string { return a.env.T("shell.actions") }

func (a *actions) Typing() bool { return a.list.Typing() }

func (a *actions) Wants(key tea.KeyPressMsg) bool { return a.list.Wants(key) }

func (a *actions) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && !a.list.Typing() && kit.Is(key, "q", ".", "f2") {
		return a, kit.Send(kit.GoBack{})
	}
	return a, a.list.Update(msg)
}

func (a *actions) View(w, h int) kit.View { return a.list.View(min(w, 76), h) }

// keyPress is the message of a key by its name, for looking it up in a table.
func keyPress(name string) tea.KeyPressMsg {
	if r, size := utf8.DecodeRuneInString(name); size == len(name) {
		return tea.KeyPressMsg{Code: r, Text: name}
	}
	switch name {
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "f1":
		return tea.KeyPressMsg{Code: tea.KeyF1}
	case "f2":
		return tea.KeyPressMsg{Code: tea.KeyF2}
	}
	if len(name) == len("ctrl+x") && name[:5] == "ctrl+" {
		return tea.KeyPressMsg{Code: rune(name[5]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{}
}
