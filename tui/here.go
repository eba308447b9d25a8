package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// present answers whoIsHere.
type present struct {
	who []house.Presence
	err error
}

func isRoom(address string) bool {
	return strings.Contains(address, "/") && !strings.HasPrefix(address, "@")
}

// whoIsHere asks who is in the room on top.
func (s *shell) whoIsHere() tea.Cmd {
	room := s.room()
	if room == "" {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		who, err := h.Present(ctx, a, room)
		return present{who, err}
	})
}

func (s *shell) present(msg present) tea.Cmd {
	if msg.err != nil {
		return s.failed(msg.err)
	}
	names := make([]string, len(msg.who))
	for i, p := range msg.who {
		names[i] = kit.Clean(p.Name)
	}
	text := s.env.T("shell.here.nobody")
	if len(names) > 0 {
		text = strings.Join(names, "\n")
	}
	return s.push(newDialog(s.env, kit.Ask{
		Title: s.env.T("key.here"), Text: text, Options: []kit.Option{{Label: s.env.T("common.ok")}},
	}), nil)
}

// plainWidth is narrow enough that no screen puts anything beside its text.
const plainWidth = 59

// plain shows the text of the screen without columns and colours, to be selected.
func (s *shell) plain() tea.Cmd {
	if len(s.stack) == 0 {
		return nil
	}
	v := s.stack[len(s.stack)-1].screen.View(min(plainWidth, max(s.env.Width, 20)), 200)
	lines := make([]string, len(v.Lines))
	for i, line := range v.Lines {
		lines[i] = kit.Bare(line)
	}
	return s.open(kit.GoText{Title: s.env.T("key.plain"), Text: strings.TrimRight(strings.Join(lines, "\n"), "\n ")})
}

// ended is what remains when a visit or an account ended: any key goes.
type ended struct{ env *kit.Env }

func newEnded(env *kit.Env) *ended { return &ended{env} }

// Keys has the one way that is left.
func (e *ended) Keys() []kit.Key {
	return []kit.Key{kit.Bind("enter esc q", "common.quit", func() tea.Cmd { return tea.Quit }).InFooter()}
}

func (e *ended) Init() tea.Cmd { return nil }

func (e *ended) Title() string { return e.env.T("shell.ended") }

func (e *ended) Update(tea.Msg) (kit.Screen, tea.Cmd) { return e, nil }

func (e *ended) View(w, _ int) kit.View {
	return kit.View{Lines: kit.Wrap(e.env.T(e.why()), w)}
}

// why tells apart that one's own access ended and that the house is closed.
func (e *ended) why() string {
	if e.env.Closing != nil && e.env.Closing().Over {
		return "shell.ended.closed"
	}
	return "shell.ended.text"
}
