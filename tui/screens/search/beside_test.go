package search_test

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/kit"
	"stockwerk/tui/screens/search"
)

// beside runs a search's commands beside the test, as a session does; the driver
// itself runs them to their end.
type beside struct{ *search.Screen }

func (b beside) Keys() []kit.Key {
	keys := b.Screen.Keys()
	for i, k := range keys {
		keys[i].Do = func() tea.Cmd { return apart(k.Do()) }
	}
	return keys
}

func (b beside) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	_, cmd := b.Screen.Update(msg)
	return b, cmd
}

// apart starts the last command of a batch, the search, in a goroutine; what it
// brings is not waited for.
func apart(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		batch, ok := cmd().(tea.BatchMsg)
		if !ok || len(batch) < 2 {
			return nil
		}
		go batch[len(batch)-1]()
		return batch[:len(batch)-1]
	}
}
