package command

import (
	"context"
	"io"

	"stockwerk/house"
)

// hear opens the linear mode's ear for what the house says to all who are on, and says
// what it says now. Call the function it gives.
func (e *Env) hear(ctx context.Context) (close func()) {
	sub, err := e.House.Subscribe(ctx, e.Actor)
	if err != nil {
		return func() {}
	}
	e.heard = sub
	e.noteClosing()
	e.noteAnnounced()
	return func() { e.heard = nil; sub.Close() }
}

// bell has something in it when the house said something; nil outside the linear mode.
func (e *Env) bell() <-chan struct{} {
	if e.heard == nil {
		return nil
	}
	return e.heard.C()
}

// takeNews notes what the house says while somebody may be typing; io.EOF says that the
// person's time here is over.
func (e *Env) takeNews() error {
	for _, event := range e.heard.Take() {
		switch event.Kind {
		case house.EventHouse, house.EventDrain:
			e.noteClosing()
			e.noteAnnounced()
		case house.EventRevoked:
			return io.EOF
		}
	}
	return nil
}

// noteClosing says when the house closes, if it does.
func (e *Env) noteClosing() {
	now := e.House.Closing()
	if now.Out.IsZero() {
		return
	}
	key := "shell.closing.lockdown"
	if now.Maintenance {
		key = "shell.closing.maintenance"
	}
	left := max(now.Out.Sub(e.now()), 0)
	if now.Over {
		key += ".now"
	}
	e.console.note(e.say().T(key, "Left", e.say().Duration(left), "When", e.say().Clock(now.Out.Local())))
	if now.Reason != "" {
		e.console.note(e.say().T("houserules.reason", "Reason", oneLine(now.Reason)))
	}
}

// noteAnnounced says the announcements that were not said before in this talk.
func (e *Env) noteAnnounced() {
	role := e.Actor.Role()
	for _, n := range e.House.Announced(role == house.RoleInside || role == house.RoleHouseAdmin) {
		if e.announced[n.ID] {
			continue
		}
		if e.announced == nil {
			e.announced = map[string]bool{}
		}
		e.announced[n.ID] = true
		e.console.note(e.announcementLine(announcementOf(n, string(e.Lang))))
	}
}
