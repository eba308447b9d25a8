package tui

import "stockwerk/tui/kit"

// tool is the one map from a tool of a room to its screen, nil where there is none.
func tool(env *kit.Env, at kit.GoTool) kit.Screen {
	switch at.Tool {
	}
	_ = env
	return nil
}
