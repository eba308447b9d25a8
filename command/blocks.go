package command

import (
	"context"
)

func runBlock(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.Block(ctx, e.Actor, c.name(0)); err != nil {
		return err
	}
	return e.done(c, map[string]any{"name": c.name(0), "blocked": true})
}

func runUnblock(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.Unblock(ctx, e.Actor, c.name(0)); err != nil {
		return err
	}
	return e.done(c, map[string]any{"name": c.name(0), "blocked": false})
}

type blockedJSON struct {
	Name string `json:"name"`
}

func runBlocked(ctx context.Context, e *Env, c *Call) error {
	names, err := e.House.Blocked(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]blockedJSON, len(names))
	for i, n := range names {
		shown[i] = blockedJSON{oneLine(n)}
	}
	name := func(b blockedJSON) string { return b.Name }
	return list(e, c, shown, name, name, "command.blocked.none")
}
