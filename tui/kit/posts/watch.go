package posts

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Watch finds out, when something happened in a room, whether entries of one kind
// are concerned: most of what happens in a room is talk.
type Watch struct {
	Place string
	Kind  house.MessageKind

	mod    int64 // up to which the screen knows the room
	asking Once
}

// Seen is what a Watch found out.
type Seen struct {
	by   *Watch
	mod  int64
	ours bool
	err  error
}

// Read says that the screen has read the room as it was at mod.
func (w *Watch) Read(mod int64) { w.mod = max(w.mod, mod) }

// Look asks what changed since.
func (w *Watch) Look(env *kit.Env) tea.Cmd {
	if !w.asking.Begin() {
		return nil
	}
	place, kind, mod := w.Place, w.Kind, w.mod
	return env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		const limit = 200
		changes, err := h.Changes(ctx, a, place, mod, limit)
		seen := Seen{by: w, mod: mod, err: err, ours: len(changes) == limit}
		for _, p := range changes {
			seen.mod = max(seen.mod, p.Mod)
			seen.ours = seen.ours || p.Kind == kind
		}
		return seen
	})
}

// Take takes an answer, of whatever Watch, and has load read the entries anew where
// they are concerned, or where that could not be found out.
func (w *Watch) Take(env *kit.Env, seen Seen, load func() tea.Cmd) tea.Cmd {
	if seen.by != w {
		return nil
	}
	again := w.asking.End()
	w.mod = max(w.mod, seen.mod)
	switch {
	case seen.ours, seen.err != nil:
		return load()
	case again:
		return w.Look(env)
	}
	return nil
}

// MarkRead has a stream of entries up to seq count as read.
func MarkRead(env *kit.Env, place string, kind house.MessageKind, seq int64) tea.Cmd {
	return env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.MarkRead(ctx, a, place, kind, "", seq); err != nil {
			return nil // it stays as it was; coming again tries again
		}
		return kit.Recount{}
	})
}
