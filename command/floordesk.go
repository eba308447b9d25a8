package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// FloorTable are the commands of those who run a floor; they show nothing of what is
// in a room.
func FloorTable() []Spec {
	return []Spec{
		{Name: "floor rooms", Args: []Arg{argFloor}, For: ForMembers, Help: "command.help.floor_rooms", run: runFloorRooms},
		{Name: "floor tickets", Args: []Arg{argFloor}, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_tickets", run: runFloorTickets},
		{
			Name: "floor closeroom", Args: []Arg{{Name: "FLOOR/ROOM"}, {Name: "TEXT", Optional: true, Rest: true}}, For: ForMembers,
			Flags: []Flag{{"days", "N"}, {Name: "withdraw"}, dryRun}, Help: "command.help.floor_closeroom", run: runCloseRoom,
		},
	}
}

type roomClosingJSON struct {
	Place    string `json:"place"`
	Notice   string `json:"notice"`
	CloseAt  at     `json:"close_at"`
	DeleteAt at     `json:"delete_at"`
	Closed   bool   `json:"closed"`
}

func roomClosingOf(c *house.RoomClosing) *roomClosingJSON {
	if c == nil {
		return nil
	}
	return &roomClosingJSON{oneLine(c.Place), clean(c.Notice), at(c.CloseAt), at(c.DeleteAt), c.Closed}
}

type floorRoomJSON struct {
	Place   string           `json:"place"`
	Name    string           `json:"name"`
	Kind    string           `json:"kind"`
	Owner   string           `json:"owner"`
	Members int              `json:"members"`
	Closed  bool             `json:"closed"`
	Own     bool             `json:"own"`
	Closing *roomClosingJSON `json:"closing"`
}

func floorRoomOf(r house.FloorRoom) floorRoomJSON {
	return floorRoomJSON{
		oneLine(r.Place), oneLine(r.Name), string(r.Kind), oneLine(r.Owner), r.Members, r.Closed, r.Own, roomClosingOf(r.Closing),
	}
}

func runFloorRooms(ctx context.Context, e *Env, c *Call) error {
	rooms, err := e.House.FloorRooms(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	shown := make([]floorRoomJSON, len(rooms.Rooms))
	lines := make([]string, len(rooms.Rooms))
	for i, r := range rooms.Rooms {
		shown[i] = floorRoomOf(r)
		lines[i] = e.floorRoomLine(shown[i])
	}
	lines = append(lines, e.say().N("floordesk.unlisted", rooms.Unlisted))
	return e.show(c, map[string]any{"rooms": shown, "unlisted": rooms.Unlisted}, lines...)
}

func (e *Env) floorRoomLine(r floorRoomJSON) string {
	say := e.say()
	owner, closing := "", ""
	if r.Owner != "" {
		owner = say.T("command.room.owner", "Name", r.Owner)
	}
	if r.Closing != nil && !r.Closing.Closed {
		closing = say.T("floordesk.closes", "Date", say.Date(time.Time(r.Closing.CloseAt).Local()))
	}
	about := facts(say.T("command.room_kind."+r.Kind), owner, say.N("common.members", r.Members), e.when(r.Closed, "floor.room.closed"), closing)
	return say.T("command.rooms.line", "Place", r.Place, "Name", r.Name, "Facts", about)
}

func runFloorTickets(ctx context.Context, e *Env, c *Call) error {
	t, err := e.House.FloorTickets(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	shown := map[string]any{}
	lines := []string{e.say().T("floordesk.tickets.note")}
	for _, n := range []struct {
		name  string
		count house.SheetCount
	}{{"issued", t.Issued}, {"redeemed", t.Redeemed}, {"expired", t.Expired}, {"revoked", t.Revoked}} {
		shown[n.name] = nil
		if !n.count.Hidden {
			shown[n.name] = n.count.N
		}
		lines = append(lines, e.say().T("floordesk.tickets."+n.name, "Count", n.count.Steps()))
	}
	return e.show(c, shown, lines...)
}

func runCloseRoom(ctx context.Context, e *Env, c *Call) error {
	days, err := c.number("days")
	if err != nil {
		return err
	}
	place, err := c.room(0)
	if err != nil {
		return err
	}
	order := house.ClosingOrder{Days: int(min(days, 10_000)), Notice: c.rest}
	switch {
	case c.on(dryRun.Name) && c.on("withdraw"):
		return e.toll(c, house.Toll{}, nil)
	case c.on(dryRun.Name):
		toll, err := e.House.ClosingToll(ctx, e.Actor, place, order)
		return e.toll(c, toll, err)
	case c.on("withdraw"):
		if c.on("days") || strings.TrimSpace(c.rest) != "" {
			return c.spec.usageError()
		}
		if err := e.House.WithdrawClosing(ctx, e.Actor, place); err != nil {
			return err
		}
		return e.show(c, map[string]any{"place": place, "withdrawn": true}, e.say().T("floordesk.withdrawn", "Place", place))
	case c.rest == "-":
		if order.Notice, err = e.whole(); err != nil {
			return err
		}
	}
	done, err := e.House.OrderClosing(ctx, e.Actor, place, order)
	if err != nil {
		return err
	}
	shown := roomClosingOf(&done)
	return e.show(c, shown, e.say().T("floordesk.ordered", "Place", shown.Place,
		"Date", e.say().Date(done.CloseAt.Local()), "Until", e.say().Date(done.DeleteAt.Local())))
}

// roomClosingLines say to those in a room that the floor closes it.
func (e *Env) roomClosingLines(c *roomClosingJSON) []string {
	if c == nil || c.Closed {
		return nil
	}
	say := e.say()
	lines := []string{say.T("floordesk.closing", "Date", say.Date(time.Time(c.CloseAt).Local()), "Until", say.Date(time.Time(c.DeleteAt).Local()))}
	if c.Notice != "" {
		lines = append(lines, "    "+indent(c.Notice))
	}
	return lines
}

// floorRooms is the menu of a floor's listed rooms, for its admins.
func (l *linear) floorRooms(floor string) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
			rooms, err := l.e.House.FloorRooms(ctx, l.e.Actor, floor)
			if err != nil {
				return "", nil, err
			}
			choices := make([]choice, 0, len(rooms.Rooms))
			for _, r := range rooms.Rooms {
				choices = append(choices, choice{l.e.floorRoomLine(floorRoomOf(r)), l.floorRoom(r)})
			}
			return l.e.say().T("floordesk.rooms") + "\n" + l.e.say().N("floordesk.unlisted", rooms.Unlisted), choices, nil
		})
	}
}

// floorRoom is what an admin can do about one room: order it closed, or take that back.
func (l *linear) floorRoom(r house.FloorRoom) func(context.Context) error {
	return func(ctx context.Context) error {
		if r.Own {
			l.print(l.e.say().T("error.closing_own"))
			return nil
		}
		if r.Closing != nil && !r.Closing.Closed {
			sure, err := l.yes(ctx, l.e.say().T("command.linear.sure", "Deed", l.e.say().T("floordesk.withdraw")))
			if err != nil || !sure {
				return err
			}
			return l.command(ctx, "floor closeroom "+quote(r.Place)+" --withdraw")
		}
		for _, s := range FloorTable() {
			if s.Name == "floor closeroom" {
				return l.deed(s, []string{r.Place}).do(ctx)
			}
		}
		return nil
	}
}
