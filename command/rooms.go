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
	place, err := c.room(0)
	if err != nil {
		return err
	}
	r, err := e.House.NewRoom(ctx, e.Actor, house.RoomSpec{
		Place: place, Name: c.rest, Topic: c.flag("topic"), Kind: house.RoomKind(kind), Unlisted: c.on("unlisted"),
	})
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
	lines := []string{e.roomLine(d.roomJSON)}
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
	if d.RetentionDays == 0 {
		lines = append(lines, say.T("command.room.kept"))
	} else {
		lines = append(lines, say.N("command.room.retention", d.RetentionDays))
	}
	switch {
	case d.TranscriptDays == 0:
		lines = append(lines, say.T("command.room.chat_gone"))
	case d.TranscriptDays > 0:
		lines = append(lines, say.N("command.room.chat_days", d.TranscriptDays))
	}
	if len(d.Tools) > 0 {
		lines = append(lines, say.T("command.room.tools", "Tools", strings.Join(d.Tools, ", ")))
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

func runMembers(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	members, err := e.House.Members(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]memberJSON, len(members))
	for i, m := range members {
		shown[i] = memberOf(m)
	}
	line := func(m memberJSON) string {
		by := ""
		if m.Visitor && m.By != "" {
			by = e.say().T("command.members.by", "Name", m.By)
		}
		about := facts(
			e.role(m.Role),
			e.since(m.Since),
			e.when(m.State == "invited", "command.word.invited"),
			e.when(m.State == "waiting", "command.word.waiting"),
			by,
			e.when(m.Here, "command.word.here"),
		)
		return e.say().T("command.members.line", "Name", m.Name, "Facts", about)
	}
	return list(e, c, shown, func(m memberJSON) string { return m.ID }, line, "command.members.none")
}

// since says a joining date, nothing where there is none.
func (e *Env) since(t at) string {
	if time.Time(t).IsZero() {
		return ""
	}
	return e.say().T("command.members.since", "Date", e.say().Date(time.Time(t).Local()))
}

type applicationJSON struct {
	Name string `json:"name"`
	Text string `json:"text"`
	At   at     `json:"at"`
}

func runRoomApplications(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	all, err := e.House.Applications(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]applicationJSON, len(all))
	for i, a := range all {
		shown[i] = applicationJSON{Name: oneLine(a.Name), Text: clean(a.Text), At: at(a.At)}
	}
	line := func(a applicationJSON) string {
		when := e.say().DateTime(time.Time(a.At).Local())
		return e.say().T("command.room.application", "Time", when, "Name", a.Name, "Text", indent(a.Text))
	}
	return list(e, c, shown, func(a applicationJSON) string { return a.Name }, line, "command.room.no_applications")
}

type presenceJSON struct {
	Name   string `json:"name"`
	Role   string `json:"role"`
	Typing bool   `json:"typing"`
}

func runPresent(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	here, err := e.House.Present(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]presenceJSON, len(here))
	for i, p := range here {
		shown[i] = presenceJSON{Name: oneLine(p.Name), Role: string(p.Role), Typing: p.Typing}
	}
	line := func(p presenceJSON) string {
		return e.say().T("command.members.line", "Name", p.Name, "Facts", e.role(p.Role))
	}
	return list(e, c, shown, func(p presenceJSON) string { return p.Name }, line, "command.present.none")
}
