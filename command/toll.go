package command

import "stockwerk/house"

// dryRun is the option of every command that takes access away.
var dryRun = Flag{Name: "dry-run"}

type tollJSON struct {
	People int `json:"people"`
	Rooms  int `json:"rooms"`
}

// toll prints the answer of a dry run.
func (e *Env) toll(c *Call, t house.Toll, err error) error {
	if err != nil {
		return err
	}
	say := e.say()
	return e.show(c, tollJSON{t.People, t.Rooms}, say.N("toll.people", t.People), say.N("toll.rooms", t.Rooms), say.T("toll.nothing_done"))
}
