package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stockwerk/house"
)

// CloneTable is rooms that are made of rooms, and a room as an archive.
func CloneTable() []Spec {
	return []Spec{
		{
			Name: "room clone", Args: []Arg{argPlace, {Name: "FLOOR/SLUG"}, {Name: "NAME", Rest: true}}, Flags: []Flag{{Name: "unlisted"}},
			For: ForMembers, Help: "command.help.room_clone", run: runRoomClone,
		},
		{
			Name: "room template", Args: []Arg{argPlace, {Name: "NAME", Rest: true}}, For: ForMembers,
			Help: "command.help.room_template", run: runRoomTemplate,
		},
		{
			Name: "room template delete", Args: []Arg{argFloor, {Name: "NAME", Rest: true}}, For: ForMembers,
			Help: "command.help.room_template_delete", run: runTemplateDelete,
		},
		{Name: "room templates", Args: []Arg{argFloor}, List: true, For: ForMembers, Help: "command.help.room_templates", run: runRoomTemplates},
		{Name: "room export", Args: []Arg{argPlace}, For: ForInside, Help: "command.help.room_export", run: runRoomExport},
	}
}

func runRoomClone(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	unlisted, before := c.on("unlisted"), []string{e.say().T("clone.before")}
	if d, err := e.House.Room(ctx, e.Actor, place); err == nil && d.Member {
		unlisted = unlisted || !d.Listed // what nobody outside sees is not shown by its clone
		if d.History == house.HistoryJoining {
			before = append(before, e.say().T("clone.before.joining"))
		}
	}
	r, err := e.House.CloneRoom(ctx, e.Actor, place, house.CloneSpec{Place: strings.ToLower(c.arg(1)), Name: c.rest, Unlisted: unlisted}, e.progress(before))
	return e.roomDone(c, r, err)
}

// progress says on standard error what is to be known before, as soon as the deed
// is allowed, and now and then how far it is. The ":" line shows the end alone.
func (e *Env) progress(before []string) func(done, total int) {
	var last time.Time
	return func(done, total int) {
		for _, line := range before {
			fmt.Fprintln(e.Err, line)
		}
		before = nil
		if e.In == nil || done < total && time.Since(last) < time.Second {
			return
		}
		last = time.Now()
		fmt.Fprintln(e.Err, e.say().N("clone.progress", total, "Done", done))
	}
}

type templateJSON struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	By     string `json:"by"`
	Saved  at     `json:"saved"`
	Mine   bool   `json:"mine"`
	Delete bool   `json:"may_delete"`
}

func templateOf(t house.Template) templateJSON {
	return templateJSON{Name: oneLine(t.Name), Kind: string(t.Kind), By: oneLine(t.By), Saved: at(t.Saved), Mine: t.Mine, Delete: t.Delete}
}

func (e *Env) templateLine(t templateJSON) string {
	say := e.say()
	by := ""
	if t.By != "" {
		by = say.T("clone.by", "Name", t.By)
	}
	return say.T("command.members.line", "Name", t.Name, "Facts", facts(say.T("command.room_kind."+t.Kind), by, say.Date(time.Time(t.Saved).Local())))
}

func runRoomTemplate(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	before := []string{e.say().T("clone.template.before"), e.say().T("clone.before")}
	if e.Interactive {
		fmt.Fprintln(e.Out, before[1])
		yes, err := (&linear{e: e}).yes(ctx, before[0])
		if err != nil || !yes {
			return err
		}
		before = nil
	}
	t, err := e.House.SaveTemplate(ctx, e.Actor, place, c.rest, e.progress(before))
	if err != nil {
		return err
	}
	return e.show(c, templateOf(t), e.say().T("clone.template.saved", "Name", oneLine(t.Name)))
}

func runRoomTemplates(ctx context.Context, e *Env, c *Call) error {
	templates, err := e.House.Templates(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	shown := make([]templateJSON, len(templates))
	for i, t := range templates {
		shown[i] = templateOf(t)
	}
	return list(e, c, shown, func(t templateJSON) string { return t.Name }, e.templateLine, "clone.templates.none")
}

func runTemplateDelete(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.DeleteTemplate(ctx, e.Actor, c.arg(0), c.rest); err != nil {
		return err
	}
	return e.done(c, map[string]any{"name": oneLine(c.rest), "deleted": true})
}

// newFromTemplate is room new --template.
func (e *Env) newFromTemplate(ctx context.Context, c *Call, spec house.RoomSpec) error {
	if spec.Kind != "" {
		return c.spec.usageError() // the template has one
	}
	r, err := e.House.NewFromTemplate(ctx, e.Actor, spec, c.flag("template"), e.progress(nil))
	return e.roomDone(c, r, err)
}

// runRoomExport writes the archive to standard output, which must not be a
// terminal: it is no text.
func runRoomExport(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	if e.In == nil || e.Interactive || e.Password != nil {
		return house.Errorf(house.Invalid, "clone.export.terminal", "Line", exportLine(e.Actor.Name(), e.Host, e.Port, place))
	}
	last := time.Now()
	return e.House.ExportRoom(ctx, e.Actor, place, e.Out, func(files int) {
		if time.Since(last) > time.Second {
			last = time.Now()
			fmt.Fprintln(e.Err, e.say().N("clone.export.progress", files))
		}
	})
}

// exportLine is the command that fetches a room's archive, to be typed outside. A
// login by key would leave the rooms locked.
func exportLine(name, host string, port int, place string) string {
	_, slug, _ := strings.Cut(place, "/")
	line := strings.Replace(SSHLine(name, host, port), "ssh ", "ssh -o PubkeyAuthentication=no ", 1)
	return line + " room export " + place + " > " + slug + ".zip"
}
