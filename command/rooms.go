package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

func runRooms(ctx context.Context, e *Env, c *Call) error {
	rooms, err := e.House.Rooms(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	shown := make([]roomJSON, len(rooms))
	for i, r := range rooms {
		shown[i] = roomOf(r)
	}
	return list(e, c, shown, func(r roomJSON) string { return r.Place }, e.roomLine, "command.rooms.none")
}

func (e *Env) roomLine(r roomJSON) string {
	say := e.say()
	about := facts(
		say.T("command.room_kind."+r.Kind),
		e.mark(house.RoomRole(r.Role)),
		e.when(r.Member && r.Role == string(house.RoleMember), "command.word.yours"),
		e.when(r.Invited, "command.word.invited"),
		e.when(r.Applied, "command.word.applied"),
		e.when(!r.Listed, "command.word.unlisted"),
		e.when(r.Closed, "command.word.closed"),
		e.unread(r.Unread),
	)
	return say.T("command.rooms.line", "Place", r.Place, "Name", r.Name, "Facts", about)
}

// roomDone shows the room that a deed changed.
func (e *Env) roomDone(c *Call, r house.Room, err error) error {
	if err != nil {
		return err
	}
	shown := roomOf(r)
	return e.show(c, shown, e.roomLine(shown))
}

func runRoomNew(ctx context.Context, e *Env, c *Call) error {
	kind, err := c.choice("kind", "conference", "practice", "consultation", "learning", "cafe", "notices")
	if err != nil {
		return err
	}
	if _, err := c.room(0); err != nil {
		return err
	}
	spec := house.RoomSpec{Place: c.arg(0), Name: c.rest, Topic: c.flag("topic"), Kind: house.RoomKind(kind), Unlisted: c.on("unlisted")}
	if c.on("template") {
		return e.newFromTemplate(ctx, c, spec)
	}
	r, err := e.House.NewRoom(ctx, e.Actor, spec)
	return e.roomDone(c, r, err)
}

func runRoomShow(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	d, err := e.House.Room(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := detailOf(d)
	return e.show(c, shown, e.detailLines(shown)...)
}

// detailLines say what a room is, above all who can read it and how long words
// live.
func (e *Env) detailLines(d detailJSON) []string {
	say := e.say()
	lines := append([]string{e.roomLine(d.roomJSON)}, e.roomClosingLines(d.Closing)...)
	if d.Alone && d.Role == string(house.RoleVisitor) || d.Alone && d.Role == string(house.RoleMember) {
		lines = append(lines, say.T("handover.alone"))
	}
	if d.Topic != "" {
		lines = append(lines, say.T("command.room.topic", "Topic", indent(d.Topic)))
	}
	if d.Owner != "" {
		lines = append(lines, say.T("command.room.owner", "Name", d.Owner))
	}
	switch {
	case d.Everyone:
		lines = append(lines, say.T("command.room.readers_all"))
	case len(d.CanRead) > 0:
		lines = append(lines, say.T("command.room.readers", "Names", strings.Join(d.CanRead, ", ")))
	}
	if !d.Member && !d.Everyone {
		return lines
	}
	if held := time.Time(d.HoldUntil); !held.IsZero() {
		lines = append(lines, say.T("kit.keeps.hold", "Date", say.Date(held.Local())))
	} else if d.HoldAsked {
		lines = append(lines, say.T("hold.asked_room", "Place", d.Place))
	}
	if deleted := time.Time(d.DeleteAt); !deleted.IsZero() {
		lines = append(lines, say.T("kit.keeps.until", "Date", say.Date(deleted.Local())))
	} else if d.KeptDays == 0 {
		lines = append(lines, say.T("command.room.kept"))
	} else {
		lines = append(lines, say.N("command.room.retention", d.KeptDays))
	}
	for _, tool := range d.Tools {
		if days, own := d.KeptTools[tool]; own {
			lines = append(lines, "  "+say.T("keeping.tool_own", "Tool", e.toolName(tool), "Days", e.daysWord(days)))
		}
	}
	switch {
	case d.TranscriptDays == 0:
		lines = append(lines, say.T("command.room.chat_gone"))
	case d.TranscriptDays > 0:
		lines = append(lines, say.N("command.room.chat_days", d.TranscriptDays))
	}
	if d.hasTickets() {
		lines = append(lines, say.N("command.room.visitors", d.VisitorHours))
	}
	if len(d.Tools) > 0 {
		names := make([]string, len(d.Tools))
		for i, tool := range d.Tools {
			names[i] = e.toolName(tool)
		}
		lines = append(lines, say.T("command.room.tools", "Tools", strings.Join(names, ", ")))
	}
	for _, tool := range d.Tools {
		if why := d.why[tool]; why != "" {
			lines = append(lines, say.T("command.room.tool_why", "Tool", say.T("room.tool."+tool), "Why", say.T(why)))
		}
	}
	return lines
}

func runRoomEdit(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	edit := house.RoomEdit{Name: c.text("name"), Topic: c.text("topic")}
	listed, err := c.choice("listed", "on", "off")
	if err != nil {
		return err
	}
	if listed != "" {
		on := listed == "on"
		edit.Listed = &on
	}
	if edit.Retention, err = c.days("retention", "for-ever", 0); err != nil {
		return err
	}
	if edit.Transcript, err = c.days("transcript", "kept", -1); err != nil {
		return err
	}
	if v, ok := c.flags["visitors"]; ok {
		hours, err := strconv.Atoi(strings.TrimSuffix(v, "h"))
		if err != nil {
			return c.spec.usageError()
		}
		edit.Linger = &hours
	}
	if edit == (house.RoomEdit{}) {
		return c.spec.usageError()
	}
	r, err := e.House.EditRoom(ctx, e.Actor, place, edit)
	return e.roomDone(c, r, err)
}

// days is the value of an option that counts days or is the word for none.
func (c *Call) days(name, word string, means int) (*int, error) {
	v, ok := c.flags[name]
	if !ok {
		return nil, nil
	}
	if v == word {
		return &means, nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(v, "d"))
	if err != nil || n < 0 {
		return nil, c.spec.usageError()
	}
	return &n, nil
}

// onRoom is a deed towards a room that gives the room back.
func onRoom(do func(ctx context.Context, e *Env, place string, c *Call) (house.Room, error)) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		place, err := c.room(0)
		if err != nil {
			return err
		}
		r, err := do(ctx, e, place, c)
		return e.roomDone(c, r, err)
	}
}

func invite(ctx context.Context, e *Env, place string, c *Call) (house.Room, error) {
	return e.House.Invite(ctx, e.Actor, place, c.name(1))
}

func join(ctx context.Context, e *Env, place string, _ *Call) (house.Room, error) {
	return e.House.Join(ctx, e.Actor, place)
}

func apply(ctx context.Context, e *Env, place string, c *Call) (house.Room, error) {
	text, err := e.text(ctx, c)
	if err != nil {
		return house.Room{}, err
	}
	return e.House.Apply(ctx, e.Actor, place, text)
}

func admit(ctx context.Context, e *Env, place string, c *Call) (house.Room, error) {
	return e.House.Admit(ctx, e.Actor, place, c.name(1))
}

func remove(ctx context.Context, e *Env, place string, c *Call) (house.Room, error) {
	return e.House.Remove(ctx, e.Actor, place, c.name(1))
}

func handOver(ctx context.Context, e *Env, place string, c *Call) (house.Room, error) {
	return e.House.HandOver(ctx, e.Actor, place, c.name(1))
}

func appoint(ctx context.Context, e *Env, place string, c *Call) (house.Room, error) {
	return e.House.Appoint(ctx, e.Actor, place, c.name(1), !c.on("revoke"))
}

func closeRoom(ctx context.Context, e *Env, place string, _ *Call) (house.Room, error) {
	return e.House.CloseRoom(ctx, e.Actor, place)
}

func runRoomLeave(ctx context.Context, e *Env, c *Call) error {
	return e.gone(ctx, c, e.House.Leave, "command.room.left")
}

func runRoomDelete(ctx context.Context, e *Env, c *Call) error {
	return e.gone(ctx, c, e.House.DeleteRoom, "command.room.deleted")
}

// gone does what takes a room out of one's sight and shows it as it was, so far
// as one saw it, without oneself in it.
func (e *Env) gone(ctx context.Context, c *Call, do func(context.Context, house.Actor, string) error, key string) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	was, seen := e.House.Room(ctx, e.Actor, place)
	if err := do(ctx, e.Actor, place); err != nil {
		return err
	}
	shown := roomJSON{Place: place}
	if seen == nil {
		shown = roomOf(was.Room)
	}
	shown.Member, shown.Invited, shown.Role, shown.Unread = false, false, "", 0
	return e.show(c, shown, e.say().T(key, "Place", place))
}
