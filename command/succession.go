package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// SuccessionTable is the commands with which somebody hands over their role.
func SuccessionTable() []Spec {
	return []Spec{
		{
			Name: "account successor", Args: []Arg{{Name: "@NAME", Optional: true}}, For: ForMembers,
			Flags: []Flag{{"room", "PLACE…"}, {Name: "withdraw"}}, Help: "command.help.account_successor", run: runSuccessor,
		},
		{
			Name: "room succeed", Args: []Arg{argPlace, {Name: "@LEAVER"}}, Flags: []Flag{{Name: "decline"}}, For: ForMembers,
			Help: "command.help.room_succeed", run: runSucceed,
		},
		{Name: "room successions", Args: []Arg{argPlace}, List: true, For: ForMembers, Help: "command.help.room_successions", run: runSuccessions},
	}
}

type successionJSON struct {
	Place   string `json:"place"`
	Name    string `json:"name"`
	Leaver  string `json:"leaver"`
	Heir    string `json:"successor"`
	Role    string `json:"role"`
	Owner   string `json:"owner"`
	Mine    bool   `json:"mine"`
	Confirm bool   `json:"may_confirm"`
	Why     string `json:"why"` // why it cannot be confirmed, "" when it can
	At      at     `json:"at"`
}

func (e *Env) successionOf(s house.Succession) successionJSON {
	j := successionJSON{
		Place: oneLine(s.Place), Name: oneLine(s.Room), Leaver: oneLine(s.Leaver), Heir: oneLine(s.Heir), Role: string(s.Role),
		Owner: oneLine(s.Owner), Mine: s.Mine, Confirm: s.Confirm, At: at(s.At),
	}
	if s.Off != "" {
		j.Why = e.say().T(s.Off, "Name", j.Heir, "Place", j.Place)
	}
	return j
}

// successionLine says who waits for whom, and what to do.
func (e *Env) successionLine(s successionJSON) string {
	key := "command.succession.waits"
	switch {
	case s.Why != "":
		key = "command.succession.off"
	case s.Mine && s.Confirm:
		key = "command.succession.own"
	case s.Confirm:
		key = "command.succession.confirm"
	}
	return e.say().T(key, "Place", s.Place, "Room", s.Name, "Leaver", s.Leaver, "Heir", s.Heir, "Role", e.role(s.Role), "Owner", s.Owner, "Why", s.Why)
}

func (e *Env) successions(c *Call, all []house.Succession, intro string) error {
	shown := make([]successionJSON, len(all))
	for i, s := range all {
		shown[i] = e.successionOf(s)
	}
	if intro != "" && len(all) > 0 && !c.on("json") {
		if err := e.show(c, nil, e.say().T(intro)); err != nil {
			return err
		}
	}
	return list(e, c, shown, func(s successionJSON) string { return s.Place + " " + s.Leaver }, e.successionLine, "command.succession.none")
}

// runSuccessor lists, names or withdraws one's own successor.
func runSuccessor(ctx context.Context, e *Env, c *Call) error {
	var places []string
	for _, place := range c.many("room") {
		floor, room, tool, err := house.SplitPlace(strings.TrimSpace(place))
		if err != nil || room == "" || tool != "" {
			return c.spec.usageError()
		}
		places = append(places, floor+"/"+room)
	}
	named := len(c.args) > 0
	switch {
	case c.on("withdraw") && named:
		return c.spec.usageError()
	case c.on("withdraw"):
		if err := e.House.WithdrawSuccessor(ctx, e.Actor, places); err != nil {
			return err
		}
		all, err := e.House.MySuccessions(ctx, e.Actor)
		if err != nil {
			return err
		}
		return e.successions(c, all, "")
	case named:
		all, err := e.House.NameSuccessor(ctx, e.Actor, c.name(0), places)
		if err != nil {
			return err
		}
		return e.successions(c, all, "succession.means")
	case len(places) > 0:
		return c.spec.usageError()
	}
	all, err := e.House.MySuccessions(ctx, e.Actor)
	if err != nil {
		return err
	}
	return e.successions(c, all, "")
}

func runSuccessions(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	all, err := e.House.Successions(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	return e.successions(c, all, "")
}

func runSucceed(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	if c.on("decline") {
		if err := e.House.DeclineSuccession(ctx, e.Actor, place, c.name(1)); err != nil {
			return err
		}
		d, err := e.House.Room(ctx, e.Actor, place)
		return e.roomDone(c, d.Room, err)
	}
	r, err := e.House.Succeed(ctx, e.Actor, place, c.name(1))
	return e.roomDone(c, r, err)
}
