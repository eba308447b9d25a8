package command

import (
	"context"
	"slices"
	"strings"

	"stockwerk/house"
)

// RightsTable is the commands about what people may do with the tools of a room.
func RightsTable() []Spec {
	place := []Arg{argPlace}
	return []Spec{
		{Name: "rights show", Args: place, List: true, For: ForInside, Help: "command.help.rights_show", run: runRightsShow},
		{
			Name: "rights set", Args: []Arg{argPlace, argPerson, {Name: "TOOL"}, {Name: "none|read|write|manage"}}, For: ForMembers,
			Help: "command.help.rights_set", run: runRightsSet,
		},
		{Name: "rights reset", Args: []Arg{argPlace, argPerson}, For: ForMembers, Help: "command.help.rights_reset", run: runRightsReset},
		{
			Name: "rights preset", Args: []Arg{argPlace, {Name: "egalitarian|graded"}}, For: ForMembers,
			Help: "command.help.rights_preset", run: runRightsPreset,
		},
		{
			Name: "room tools", Args: []Arg{argPlace, {Name: "+TOOL|-TOOL …", Optional: true, Rest: true}}, For: ForInside,
			Help: "command.help.room_tools", run: runRoomTools,
		},
	}
}

type rightsJSON struct {
	ID     string            `json:"id"`
	Name   string            `json:"name"`
	Role   string            `json:"role"`
	Levels map[string]string `json:"levels"`
	Own    []string          `json:"own"`
}

func rightsOf(r house.MemberRights) rightsJSON {
	j := rightsJSON{ID: string(r.Person), Name: oneLine(r.Name), Role: string(r.Role), Levels: map[string]string{}, Own: []string{}}
	for tool, level := range r.Levels {
		j.Levels[tool] = level.String()
	}
	j.Own = append(j.Own, r.Own...)
	return j
}

// toolName is a tool's name in the person's language, with the word that places
// and commands know it by where the two differ.
func (e *Env) toolName(tool string) string {
	name := e.say().T("room.tool." + tool)
	if strings.EqualFold(name, tool) {
		return name
	}
	return name + " (" + tool + ")"
}

// rightsLine says somebody's rights, level by level, the most first.
func (e *Env) rightsLine(r rightsJSON) string {
	say := e.say()
	var parts []string
	for _, level := range []house.Level{house.LevelManage, house.LevelWrite, house.LevelRead, house.LevelNone} {
		var tools []string
		for _, tool := range house.Tools() {
			if own, on := r.Levels[tool]; on && own == level.String() {
				name := say.T("room.tool." + tool)
				if slices.Contains(r.Own, tool) {
					name += "*"
				}
				tools = append(tools, name)
			}
		}
		if len(tools) > 0 {
			parts = append(parts, say.T("command.rights.level", "Level", say.T("rights.level."+level.String()), "Tools", strings.Join(tools, ", ")))
		}
	}
	return say.T("command.rights.line", "Name", r.Name, "Role", e.role(r.Role), "Rights", strings.Join(parts, "; "))
}

func runRightsShow(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	all, err := e.House.Rights(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	d, err := e.House.Room(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	if !c.on("json") {
		if err := e.show(c, nil, e.say().T("rights.preset."+string(d.Preset)+".words"), e.say().T("command.rights.star")); err != nil {
			return err
		}
	}
	shown := make([]rightsJSON, len(all))
	for i, r := range all {
		shown[i] = rightsOf(r)
	}
	return list(e, c, shown, func(r rightsJSON) string { return r.ID }, e.rightsLine, "command.members.none")
}

func runRightsSet(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	level, err := house.ParseLevel(c.arg(3))
	if err != nil {
		return err
	}
	return e.rightsDone(ctx, c, place, e.House.SetRights(ctx, e.Actor, place, c.name(1), c.arg(2), level))
}

func runRightsReset(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	return e.rightsDone(ctx, c, place, e.House.ResetRights(ctx, e.Actor, place, c.name(1)))
}

// rightsDone shows the rights of the person that a deed was about.
func (e *Env) rightsDone(ctx context.Context, c *Call, place string, err error) error {
	if err != nil {
		return err
	}
	all, err := e.House.Rights(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	for _, r := range all {
		if strings.EqualFold(r.Name, c.name(1)) || string(r.Person) == c.name(1) {
			shown := rightsOf(r)
			return e.show(c, shown, e.rightsLine(shown))
		}
	}
	return e.show(c, rightsJSON{Name: c.name(1)}, e.say().T("command.rights.gone")) // they left just now
}

func runRightsPreset(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	preset := house.RightsPreset(c.arg(1))
	r, err := e.House.EditRoom(ctx, e.Actor, place, house.RoomEdit{Preset: &preset})
	if err != nil {
		return err
	}
	return e.show(c, map[string]string{"place": oneLine(r.Place), "preset": string(preset)}, e.say().T("rights.preset."+string(preset)+".words"))
}

type toolJSON struct {
	Tool  string `json:"tool"`
	Name  string `json:"name"`
	On    bool   `json:"on"`
	Level string `json:"level"` // one's own; "" for members and tickets
	Why   string `json:"why"`   // why one cannot write with it, "" when one can
}

func runRoomTools(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	d, err := e.House.Room(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	if c.given {
		tools, err := c.switched(d.Tools)
		if err != nil {
			return err
		}
		if _, err := e.House.EditRoom(ctx, e.Actor, place, house.RoomEdit{Tools: &tools}); err != nil {
			return err
		}
		if d, err = e.House.Room(ctx, e.Actor, place); err != nil {
			return err
		}
	}
	shown := []toolJSON{}
	var lines []string
	for _, t := range e.toolsOf(d) {
		shown = append(shown, t)
		line := "command.tools.on"
		if !t.On {
			line = "command.tools.off"
		}
		lines = append(lines, e.say().T(line, "Name", e.toolName(t.Tool), "Why", t.Why))
	}
	return e.show(c, shown, lines...)
}

// toolsOf are all tools there are, as they stand in a room.
func (e *Env) toolsOf(d house.RoomDetail) []toolJSON {
	var out []toolJSON
	for _, tool := range append(house.Tools(), house.ToolMembers, house.ToolTickets) {
		t := toolJSON{Tool: tool, Name: e.say().T("room.tool." + tool), On: slices.Contains(d.Tools, tool)}
		if house.IsTool(tool) {
			t.Level = d.Level(tool).String()
			if why := d.WhyNot(tool); why != "" && t.On && d.Levels != nil {
				t.Why = e.say().T(why)
			}
		} else if !t.On {
			continue // belongs to the kind of room, and cannot be switched
		}
		out = append(out, t)
	}
	return out
}

// switched are the tools that are on after words like +wiki -chat.
func (c *Call) switched(on []string) ([]string, error) {
	out := slices.Clone(on)
	for _, w := range strings.Fields(c.rest) {
		tool := strings.TrimLeft(w, "+-")
		if len(w) != len(tool)+1 {
			return nil, c.spec.usageError()
		}
		if tool == house.ToolMembers || tool == house.ToolTickets {
			return nil, house.Errorf(house.Conflict, "error.tool_always")
		}
		if w[0] == '-' {
			out = slices.DeleteFunc(out, func(t string) bool { return t == tool })
		} else {
			out = append(out, tool)
		}
		if !house.IsTool(tool) {
			return nil, house.Errorf(house.Invalid, "error.no_such_tool", "Tool", house.CleanName(tool))
		}
	}
	return out, nil
}
