package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// Ways tells whether F1 leads to the emergency page and Ctrl-X twice to the end from a
// place, before anything of it was read. Nothing is asked of the house.
func Ways(at kit.Go, before ...tea.KeyPressMsg) (emergency, exit bool) {
	fresh := func() *shell {
		env := Env{
			Location: time.UTC,
			Actor:    func() house.Actor { return house.Actor{} }, SetActor: func(house.Actor) {}, Now: time.Now,
			Who:   func() kit.Who { return kit.Who{Role: house.RoleHouseAdmin} },
			After: func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil },
		}
		s := &shell{given: env, env: env.kit(context.Background())}
		s.env.Text = text.For(text.German)
		s.open(at)
		for _, k := range before {
			s.press(k)
		}
		return s
	}
	s := fresh()
	s.press(tea.KeyPressMsg{Code: tea.KeyF1})
	_, emergency = s.stack[len(s.stack)-1].at.(kit.GoEmergency)
	s = fresh()
	for range 2 {
		s.press(tea.KeyPressMsg{Code: 'x', Mod: tea.ModCtrl})
	}
	return emergency, s.blank
}
