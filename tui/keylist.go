package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// documented are the places whose keys stand in the documentation.
func documented() []kit.Go {
	return []kit.Go{
		kit.GoHome{},
		kit.GoLift{},
		kit.GoFloor{},
		kit.GoFloorMembers{},
		kit.GoTemplates{},
		kit.GoRoom{},
		kit.GoTool{Tool: "board"},
		kit.GoThread{},
		kit.GoTool{Tool: "chat"},
		kit.GoTool{Tool: "wiki"},
		kit.GoTool{Tool: "wiki", Entry: "-"},
		kit.GoTool{Tool: "letters"},
		kit.GoTool{Tool: "contract"},
		kit.GoTool{Tool: "tasks"},
		kit.GoTool{Tool: "blog"},
		kit.GoTool{Tool: "blog", Entry: "-"},
		kit.GoTool{Tool: "files"},
		kit.GoTool{Tool: "bookmarks"},
		kit.GoTool{Tool: "calendar"},
		kit.GoTool{Tool: "calendar", Entry: "-"},
		kit.GoTool{Tool: "session"},
		kit.GoTool{Tool: "slots"},
		kit.GoTool{Tool: "members"},
		kit.GoTool{Tool: "rights"},
		kit.GoTool{Tool: "steps"},
		kit.GoCourses{},
		kit.GoTool{Tool: "tickets"},
		kit.GoTool{Tool: "visit"},
		kit.GoNotes{},
		kit.GoCards{},
		kit.GoContact{},
		kit.GoCases{},
		kit.GoTool{Tool: "case"},
		kit.GoUpcoming{},
		kit.GoSlots{},
		kit.GoInbox{},
		kit.GoConversation{},
		kit.GoSearch{},
		kit.GoSettings{},
		kit.GoSuccessor{},
		kit.GoTool{Tool: "colleagues"},
		kit.GoHandovers{},
		kit.GoDesk{},
		kit.GoDesk{Of: "house"},
	}
}

// KeyList is the list of keys for the documentation, as Markdown, made from the
// tables that footer, help and action menu are made from.
func KeyList(p *text.Printer) string {
	env := Env{
		Actor: func() house.Actor { return house.Actor{} }, SetActor: func(house.Actor) {},
		Who:   func() kit.Who { return kit.Who{Role: house.RoleHouseAdmin} },
		After: func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil },
	}
	s := &shell{given: env, env: env.kit(context.Background())}
	s.env.Text = p
	var b strings.Builder
	s.listKeys(&b, p.T("shell.help.house"), append(moving(), s.keys(nil)...))
	for _, at := range documented() {
		if screen := page(s.env, at); screen != nil {
			s.listKeys(&b, screen.Title(), screen.Keys())
		}
	}
	return b.String()
}

// listKeys writes one line: the screen, and its keys.
func (s *shell) listKeys(b *strings.Builder, title string, keys []kit.Key) {
	var parts []string
	for _, k := range keys {
		if len(k.Keys) == 0 {
			continue
		}
		caps := make([]string, len(k.Keys))
		for i, name := range k.Keys {
			caps[i] = "`" + s.env.Cap(name) + "`"
		}
		parts = append(parts, strings.Join(caps, " ")+" "+s.env.T(k.Help))
	}
	if len(parts) > 0 {
		b.WriteString("- **" + kit.Clean(title) + "**: " + strings.Join(parts, " · ") + "\n")
	}
}
