package command

import (
	"context"
	"io"

	"stockwerk/house"
)

// runFollow stays and shows what is new in a place until the connection ends,
// with --until-eof until its input does. It begins with nothing old; --after
// catches up first.
func runFollow(ctx context.Context, e *Env, c *Call) error {
	place, kind, err := c.stream(0)
	if err != nil {
		return err
	}
	after, err := c.number("after")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	print := func(p house.Post) error { return e.json(e.postOf(p)) }
	if !c.on("json") {
		d := &diary{e: e, ids: c.on("ids")}
		print = d.print
	}
	f, err := e.follow(ctx, place, kind, print)
	if err != nil {
		return err
	}
	defer f.close(ctx)
	if c.on("after") {
		if err := f.catchUp(ctx, after); err != nil && ctx.Err() == nil {
			return err
		}
	}
	e.endWithInput(ctx, c, cancel)
	return f.run(ctx)
}

// endWithInput calls end when what is followed ends with the input: in the
// linear mode with the next line, where nothing can be typed at once.
func (e *Env) endWithInput(ctx context.Context, c *Call, end func()) {
	switch {
	case e.console != nil:
		e.console.note(e.say().T("command.linear.follow"))
		typing := e.console.ask("", true)
		go func() {
			defer end()
			select {
			case <-typing:
			case <-ctx.Done():
			}
		}()
	case c.on("until-eof") || e.In == nil:
		in := e.input()
		go func() {
			defer end()
			_, _ = io.Copy(io.Discard, in)
		}()
	}
}

// seen is a message as it stood at one change.
type seen struct {
	id  house.MessageID
	mod int64
}

// feed is one place that is followed. Its methods are called by one goroutine.
type feed struct {
	e     *Env
	place string
	kind  house.MessageKind
	room  house.RoomID
	mod   int64         // of the last change that was seen
	shown map[seen]bool // what catchUp showed and Changes will show again
	print func(house.Post) error
	sub   *house.Subscription
}

// follow subscribes to a place and enters it, seen by all in it. Call close.
func (e *Env) follow(ctx context.Context, place string, kind house.MessageKind, print func(house.Post) error) (*feed, error) {
	sub, err := e.House.Subscribe(ctx, e.Actor)
	if err != nil {
		return nil, err
	}
	f := &feed{e: e, place: place, kind: kind, print: print, sub: sub}
	// Subscribed first, read second: what comes between the two is seen twice
	// rather than never.
	if err := e.House.Enter(ctx, e.Actor, sub, place); err != nil {
		sub.Close()
		return nil, err
	}
	d, err := e.House.Room(ctx, e.Actor, place)
	if err != nil {
		f.close(ctx)
		return nil, err
	}
	f.room, f.mod = d.ID, d.Mod
	return f, nil
}

// close leaves the place, also when ctx has ended.
func (f *feed) close(ctx context.Context) {
	f.e.House.Exit(context.WithoutCancel(ctx), f.e.Actor, f.sub, f.place)
	f.sub.Close()
}

// catchUp shows what was written after seq.
func (f *feed) catchUp(ctx context.Context, seq int64) error {
	f.shown = make(map[seen]bool)
	q := house.ReadQuery{Kind: f.kind, After: seq}
	return f.e.eachPost(ctx, f.place, q, 0, func(p house.Post) error {
		if p.Mod > f.mod {
			f.shown[seenKey(p)] = true
		}
		return f.print(p)
	})
}

func seenKey(p house.Post) seen { return seen{p.ID, p.Mod} }

// run shows what comes until ctx ends, which is no error.
func (f *feed) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-f.sub.C():
			ended, err := f.take(ctx)
			if err != nil && ctx.Err() == nil {
				return err
			}
			if ended {
				return nil
			}
		}
	}
}

// take reads what the waiting events are about. ended tells that the server
// stops.
func (f *feed) take(ctx context.Context) (ended bool, err error) {
	read := false
	for _, event := range f.sub.Take() {
		switch event.Kind {
		case house.EventRoom:
			read = read || event.Room == f.room
		case house.EventResync:
			read = true
		case house.EventRoster:
			d, err := f.e.House.Room(ctx, f.e.Actor, f.place)
			if err == nil && !d.Can(house.DoRead) { // a listed room is still to be seen
				err = house.Errorf(house.NotFound, "error.no_such_room")
			}
			if err != nil {
				return false, err // taken out of the room
			}
		case house.EventRevoked:
			return false, house.Errorf(house.Forbidden, "command.error.visit_over")
		case house.EventHouse:
			if f.e.console != nil {
				f.e.noteClosing()
			}
		case house.EventDrain:
			ended = true
		}
	}
	if read || ended {
		err = f.pull(ctx)
	}
	return ended, err
}

// pull shows all changes since the last.
func (f *feed) pull(ctx context.Context) error {
	for {
		posts, err := f.e.House.Changes(ctx, f.e.Actor, f.place, f.mod, pageSize)
		if err != nil {
			return err
		}
		for _, p := range posts {
			f.mod = max(f.mod, p.Mod)
			if f.shown[seenKey(p)] || (f.kind != "" && p.Kind != f.kind) {
				continue
			}
			if err := f.print(p); err != nil {
				return err
			}
		}
		if len(posts) == 0 {
			return nil
		}
	}
}
