package kit

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Key is one function of a screen: footer, help, action menu and the list of keys
// in the documentation are made from it.
type Key struct {
	Keys []string // as tea.KeyPressMsg.String says them: "c", "enter", "ctrl+s"
	Help string   // sentence: what it does, a few words
	Off  string   // sentence: why it does not work now; "" = it works
	Foot bool     // stands in the footer
	Do   func() tea.Cmd
}

// Bind makes a key that works.
func Bind(keys, help string, do func() tea.Cmd) Key {
	return Key{Keys: strings.Fields(keys), Help: help, Do: do}
}

// InFooter is k shown in the footer.
func (k Key) InFooter() Key { k.Foot = true; return k }

// Unless is k switched off for reason when the condition holds.
func (k Key) Unless(off bool, reason string) Key {
	if off {
		k.Off = reason
	}
	return k
}

// Is tells whether one of names was pressed.
func Is(msg tea.KeyPressMsg, names ...string) bool { return slices.Contains(names, msg.String()) }

// Find returns the key of the table that was pressed. While typing, keys that
// write something are no function.
func Find(keys []Key, msg tea.KeyPressMsg, typing bool) (Key, bool) {
	if typing && msg.Text != "" {
		return Key{}, false
	}
	name := msg.String()
	for _, k := range keys {
		if slices.Contains(k.Keys, name) {
			return k, true
		}
	}
	return Key{}, false
}

// Cap is how a key is written on screen: "Ctrl-S", "Enter", "c".
func (e *Env) Cap(name string) string {
	switch name {
	case "enter", "esc", "tab", "space", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "backspace", "delete":
		return e.T("key.cap." + name)
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return e.T("key.cap.ctrl", "Key", strings.ToUpper(rest))
	}
	if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		return e.T("key.cap.shift", "Key", e.Cap(rest))
	}
	if len(name) > 1 && name[0] == 'f' {
		return "F" + name[1:]
	}
	return name
}

// Caps are all caps of k, the first one first.
func (e *Env) Caps(k Key) string {
	caps := make([]string, len(k.Keys))
	for i, name := range k.Keys {
		caps[i] = e.Cap(name)
	}
	return strings.Join(caps, " ")
}
