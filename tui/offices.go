package tui

import "stockwerk/tui/kit"

// office is the one map from a page of a desk to its screen, nil where there is none.
func office(env *kit.Env, at kit.GoOffice) kit.Screen {
	switch at.Name { //nolint:gocritic // one line a page
	}
	return nil
}
