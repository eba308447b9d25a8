package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

func runFloors(ctx context.Context, e *Env, c *Call) error {
	floors, err := e.House.Floors(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]floorJSON, len(floors))
	for i, f := range floors {
		shown[i] = floorOf(f)
	}
	return list(e, c, shown, func(f floorJSON) string { return f.Code }, e.floorLine, "command.floors.none")
}

func (e *Env) floorLine(f floorJSON) string {
	say := e.say()
	waiting := ""
	if f.Waiting > 0 {
		waiting = say.N("command.floors.waiting", f.Waiting)
	}
	about := facts(
		say.T("command.floor_kind."+f.Kind),
		say.T("command.floor_state."+f.State),
		e.when(f.Member, "command.word.yours"),
		e.when(f.Applied, "command.word.applied"),
		e.when(f.Admin, "common.floor_admin"),
		waiting,
	)
	return say.T("command.floors.line", "Number", f.Number, "Code", f.Code, "Name", f.Name, "Facts", about)
}

// floor shows the floor that a deed changed.
func (e *Env) floor(c *Call, f house.Floor, err error) error {
	if err != nil {
		return err
	}
	shown := floorTextsOf(f)
	return e.show(c, shown, e.floorLine(shown.floorJSON))
}

func runFloorShow(ctx context.Context, e *Env, c *Call) error {
	f, err := e.House.Floor(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	shown := floorTextsOf(f)
	lines := []string{e.floorLine(shown.floorJSON)}
	for _, text := range []string{shown.Description, shown.Banner} {
		if strings.TrimSpace(text) != "" {
			lines = append(lines, "    "+indent(text))
		}
	}
	for _, t := range []struct{ key, text string }{
		{"floordesk.contact", shown.Contact}, {"floordesk.imprint", shown.Imprint}, {"floordesk.privacy_text", shown.Privacy},
	} {
		if t.text != "" {
			lines = append(lines, e.say().T(t.key)+":", "    "+indent(t.text))
		}
	}
	if shown.Language != "" {
		lines = append(lines, e.say().T("floordesk.language")+": "+shown.Language)
	}
	return e.show(c, shown, lines...)
}

func runFloorNew(ctx context.Context, e *Env, c *Call) error {
	kind, err := c.choice("kind", "organisation", "network", "practice")
	if err != nil {
		return err
	}
	state, err := c.choice("state", "open", "application", "hidden")
	if err != nil {
		return err
	}
	f, err := e.House.NewFloor(ctx, e.Actor, house.FloorSpec{
		Code: c.arg(0), Name: c.rest, Description: c.flag("description"),
		Kind: house.FloorKind(kind), State: house.FloorState(state),
	})
	return e.floor(c, f, err)
}

func runFloorEdit(ctx context.Context, e *Env, c *Call) error {
	edit := house.FloorEdit{
		Name: c.text("name"), Description: c.text("description"), Banner: c.text("banner"), Accent: c.text("accent"),
		Contact: c.text("contact"), Imprint: c.text("imprint"), Privacy: c.text("privacy"),
	}
	state, err := c.choice("state", "open", "application", "hidden", "suspended")
	if err != nil {
		return err
	}
	if state != "" {
		s := house.FloorState(state)
		edit.State = &s
	}
	kind, err := c.choice("kind", "organisation", "network", "practice")
	if err != nil {
		return err
	}
	if kind != "" {
		k := house.FloorKind(kind)
		edit.Kind = &k
	}
	lang, err := c.choice("language", "de", "de-du", "en", "house")
	if err != nil {
		return err
	}
	if lang != "" {
		lang = strings.TrimPrefix(lang, "house")
		edit.Language = &lang
	}
	if edit == (house.FloorEdit{}) {
		return c.spec.usageError()
	}
	if c.on(dryRun.Name) {
		toll, err := e.House.EditFloorToll(ctx, e.Actor, c.arg(0), edit)
		return e.toll(c, toll, err)
	}
	if err := e.fromInput(ctx, c, edit.Description, edit.Banner, edit.Contact, edit.Imprint, edit.Privacy); err != nil {
		return err
	}
	f, err := e.House.EditFloor(ctx, e.Actor, c.arg(0), edit)
	return e.floor(c, f, err)
}

// fromInput puts standard input in the place of the one text that is "-".
func (e *Env) fromInput(ctx context.Context, c *Call, texts ...*string) error {
	read := false
	for _, t := range texts {
		if t == nil || *t != "-" {
			continue
		}
		if read {
			return c.spec.usageError()
		}
		text, err := e.text(ctx, c)
		if err != nil {
			return err
		}
		*t, read = text, true
	}
	return nil
}

func runFloorJoin(ctx context.Context, e *Env, c *Call) error {
	f, err := e.House.JoinFloor(ctx, e.Actor, c.arg(0))
	return e.floor(c, f, err)
}

func runFloorLeave(ctx context.Context, e *Env, c *Call) error {
	f, err := e.House.LeaveFloor(ctx, e.Actor, c.arg(0))
	return e.floor(c, f, err)
}

func runFloorAdmit(ctx context.Context, e *Env, c *Call) error {
	f, err := e.House.AdmitToFloor(ctx, e.Actor, c.arg(0), c.name(1))
	return e.floor(c, f, err)
}

func runFloorRemove(ctx context.Context, e *Env, c *Call) error {
	if c.on(dryRun.Name) {
		toll, err := e.House.RemoveFromFloorToll(ctx, e.Actor, c.arg(0), c.name(1))
		return e.toll(c, toll, err)
	}
	f, err := e.House.RemoveFromFloor(ctx, e.Actor, c.arg(0), c.name(1))
	return e.floor(c, f, err)
}

func runFloorAdmin(ctx context.Context, e *Env, c *Call) error {
	if c.on(dryRun.Name) {
		toll, err := e.House.SetFloorAdminToll(ctx, e.Actor, c.arg(0), c.name(1), !c.on("revoke"))
		return e.toll(c, toll, err)
	}
	f, err := e.House.SetFloorAdmin(ctx, e.Actor, c.arg(0), c.name(1), !c.on("revoke"))
	return e.floor(c, f, err)
}

func runFloorCreator(ctx context.Context, e *Env, c *Call) error {
	if c.on(dryRun.Name) {
		toll, err := e.House.SetFloorCreatorToll(ctx, e.Actor, c.arg(0), c.name(1), !c.on("revoke"))
		return e.toll(c, toll, err)
	}
	f, err := e.House.SetFloorCreator(ctx, e.Actor, c.arg(0), c.name(1), !c.on("revoke"))
	return e.floor(c, f, err)
}

type floorMemberJSON struct {
	Name    string `json:"name"`
	Admin   bool   `json:"admin"`
	Creator bool   `json:"creator"`
	Applied bool   `json:"applied"`
	Since   at     `json:"since"`
}

func runFloorMembers(ctx context.Context, e *Env, c *Call) error {
	members, err := e.House.FloorMembers(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	shown := make([]floorMemberJSON, len(members))
	for i, m := range members {
		shown[i] = floorMemberJSON{Name: oneLine(m.Name), Admin: m.Admin, Creator: m.Creator, Applied: m.Applied, Since: at(m.Since)}
	}
	line := func(m floorMemberJSON) string {
		about := facts(
			e.since(m.Since),
			e.when(m.Admin, "common.floor_admin"),
			e.when(m.Creator, "command.word.creator"),
			e.when(m.Applied, "command.word.applied"),
		)
		return e.say().T("command.members.line", "Name", m.Name, "Facts", about)
	}
	return list(e, c, shown, func(m floorMemberJSON) string { return m.Name }, line, "command.members.none")
}
