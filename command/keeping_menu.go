package command

import (
	"context"
	"slices"
	"strings"
)

// keepingMenu is how long things are kept in a room, its hold, and what one can do about
// both.
func (l *linear) keepingMenu(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		k, err := l.e.House.RoomKeeping(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		var names []string
		if k.Owner {
			names = append(names, "room retention")
		}
		if k.Hold.May.Ask {
			names = append(names, "hold ask")
		}
		if k.Hold.May.Agree {
			names = append(names, "hold agree")
		}
		if k.Hold.May.End && !k.Hold.Running {
			names = append(names, "hold refuse")
		} else if k.Hold.May.End {
			names = append(names, "hold end")
		}
		var choices []choice
		for _, s := range KeepingTable() {
			if slices.Contains(names, s.Name) {
				choices = append(choices, l.deed(s, []string{place}))
			}
		}
		return strings.Join(l.e.keepingLines(k), "\n"), choices, nil
	})
}
