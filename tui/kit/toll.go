package kit

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
)

// BannerLines is how many lines of a floor's banner are shown at most.
const BannerLines = 8

// AskToll asks the house what a deed would take away, and then with that the person
// before it is done.
func (e *Env) AskToll(toll func(context.Context, House, house.Actor) (house.Toll, error), title, text, yes string, do func() tea.Cmd) tea.Cmd {
	say := *e // as it is now
	return e.Do(func(ctx context.Context, h House, a house.Actor) tea.Msg {
		t, err := toll(ctx, h, a)
		if err != nil {
			return Fail(err)
		}
		return say.Confirm(title, text+"\n\n"+say.TollLines(t), yes, do)()
	})
}

// TollLines says in a question, before the deed, how many people lose access to how
// many rooms.
func (e *Env) TollLines(t house.Toll) string {
	rooms := e.N("toll.rooms", t.Rooms)
	if t.Untold {
		rooms = e.T("toll.rooms_untold")
	}
	return e.N("toll.people", t.People) + " " + rooms
}
