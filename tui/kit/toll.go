package kit

import "stockwerk/house"

// TollLines says in a question, before the deed, how many people lose access to how
// many rooms.
func (e *Env) TollLines(t house.Toll) string {
	return e.N("toll.people", t.People) + " " + e.N("toll.rooms", t.Rooms)
}
