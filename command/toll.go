package command

import "stockwerk/house"

// dryRun is the option of every command that takes access away.
var dryRun = Flag{Name: "dry-run"}

type tollJSON struct {
	People int  `json:"people"`
	Rooms  *int `json:"rooms"` // null: it is not told
}

// toll prints the answer of a dry run.
func (e *Env) toll(c *Call, t house.Toll, err error) error {
	if err != nil {
		return err
	}
	say, rooms, told := e.say(), "", &t.Rooms
	if rooms = say.N("toll.rooms", t.Rooms); t.Untold {
		rooms, told = say.T("toll.rooms_untold"), nil
	}
	return e.show(c, tollJSON{t.People, told}, say.N("toll.people", t.People), rooms, say.T("toll.nothing_done"))
}
