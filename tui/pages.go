package tui

import (
	"stockwerk/tui/kit"
	"stockwerk/tui/screens/home"
	"stockwerk/tui/screens/lift"
	"stockwerk/tui/screens/pager"
)

// page is the one map from a place to the screen that shows it; nil where there is
// none. The tools of a room stand in tools.go.
func page(env *kit.Env, at kit.Go) kit.Screen {
	switch at := at.(type) {
	case kit.GoHome:
		return home.New(env)
	case kit.GoLift:
		return lift.New(env)
	case kit.GoText:
		return pager.New(env, at.Title, at.Text)
	case kit.GoTool:
		return tool(env, at)
	}
	return nil
}
