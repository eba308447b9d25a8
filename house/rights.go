package house

import (
	"cmp"
	"slices"
	"strings"
)

// Level is what somebody may do with one tool of a room, least first: see
// nothing of it, read, take part and write, or tidy up what others wrote.
type Level int

// The levels; LevelNone is the zero value.
const (
	LevelNone Level = iota
	LevelRead
	LevelWrite
	LevelManage
)

// levelNames are the levels as they are written.
var levelNames = []string{"none", "read", "write", "manage"}

func (l Level) String() string { return levelNames[l] }

// ParseLevel reads a level's name; Invalid for any other word.
func ParseLevel(name string) (Level, error) {
	i := slices.Index(levelNames, name)
	if i < 0 {
		return LevelNone, errNoLevel()
	}
	return Level(i), nil
}

func errNoLevel() error {
	return Errorf(Invalid, "error.level", "Levels", strings.Join(levelNames, ", "))
}

// RightsPreset is what the members of a room may do where nothing was set for
// one of them.
type RightsPreset string

// Egalitarian lets every member write in every tool; Graded keeps notices, wiki
// and files to those who moderate.
const (
	Egalitarian RightsPreset = "egalitarian"
	Graded      RightsPreset = "graded"
)

// RightsPresets are the presets that a room can have.
func RightsPresets() []RightsPreset { return []RightsPreset{Egalitarian, Graded} }

// presetRule is what a role may by a preset: some tools by name, all others.
type presetRule struct {
	tools map[string]Level
	other Level
}

// presetLevels is the whole of both presets. Owners and moderators manage.
var presetLevels = map[RightsPreset]map[RoomRole]presetRule{
	Egalitarian: {
		RoleMember: {nil, LevelWrite},
		RoleVisitor: {map[string]Level{
			ToolNotices: LevelRead, ToolWiki: LevelRead, ToolBlog: LevelRead, ToolBookmarks: LevelRead,
		}, LevelWrite},
	},
	Graded: {
		RoleMember: {map[string]Level{ToolNotices: LevelRead, ToolWiki: LevelRead, ToolFiles: LevelRead}, LevelWrite},
		RoleVisitor: {map[string]Level{
			ToolBoard: LevelWrite, ToolChat: LevelWrite, ToolLetters: LevelWrite, ToolContract: LevelWrite, ToolNotices: LevelRead, ToolCalendar: LevelRead, ToolFiles: LevelRead,
		}, LevelNone},
	},
}

// Doing is the room action of using a tool at a level: Doing(ToolWiki,
// LevelWrite) is "wiki.write". Such actions stand in no table: one rule, in
// mayRoom, holds for all of them.
func Doing(tool string, level Level) RoomAction { return RoomAction(tool + "." + level.String()) }

// doing takes such an action apart.
func doing(action RoomAction) (tool string, level Level, ok bool) {
	tool, name, found := strings.Cut(string(action), ".")
	if !found || kindOfTool(tool) == "" {
		return "", LevelNone, false
	}
	level, err := ParseLevel(name)
	return tool, level, err == nil && level > LevelNone
}

// toolsOf are the tools that are on in a room.
func toolsOf(room RoomRow) []string {
	if room.Tools == "" {
		return slices.Clone(presets[room.Kind].tools)
	}
	return strings.Split(room.Tools, ",")
}

// levelOf is what somebody with that roster row may do with a tool: what was
// set for them, else what the room's preset says of their role. The owner
// manages every tool that is on; without the right to write nobody gets beyond
// reading.
func levelOf(room RoomRow, r RosterRow, tool string) Level {
	if r.State != stateJoined || rank[r.Role] == 0 || !slices.Contains(toolsOf(room), tool) {
		return LevelNone
	}
	level := presetLevel(room, r.Role, tool)
	if own, set := parseRights(r.Rights)[tool]; set && r.Role != RoleOwner {
		level = own
	}
	if !r.Write {
		level = min(level, LevelRead)
	}
	return level
}

func presetLevel(room RoomRow, role RoomRole, tool string) Level {
	if rank[role] >= rank[RoleModerator] {
		return LevelManage
	}
	rule := presetLevels[presetOf(room)][role]
	if level, named := rule.tools[tool]; named {
		return level
	}
	return rule.other
}

func presetOf(room RoomRow) RightsPreset { return cmp.Or(room.Preset, Egalitarian) }

// parseRights reads "wiki=read,files=none"; what it does not know it leaves out.
func parseRights(s string) map[string]Level {
	out := map[string]Level{}
	for part := range strings.SplitSeq(s, ",") {
		tool, name, _ := strings.Cut(part, "=")
		if level, err := ParseLevel(name); err == nil {
			out[tool] = level
		}
	}
	return out
}

// formatRights writes what parseRights reads, in a fixed order.
func formatRights(rights map[string]Level) string {
	parts := make([]string, 0, len(rights))
	for tool, level := range rights {
		parts = append(parts, tool+"="+level.String())
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

// reads tells whether the one who entered may read messages of that kind. What
// belongs to the room as a whole, its events, may be read by all in it.
func (in access) reads(kind MessageKind) bool {
	tool := ToolOf(kind)
	if kind == KindChat && in.shut != nil {
		return false
	}
	return tool == "" || levelOf(in.room, in.me, tool) >= LevelRead
}

// asks refuses with the reason what reads denies.
func (in access) asks(kind MessageKind) error {
	if in.reads(kind) {
		return nil
	}
	if kind == KindChat && in.shut != nil {
		return in.shut
	}
	return mayRoom(Doing(ToolOf(kind), LevelRead), in.room, in.me)
}

// onlyReadable are the kinds to ask for where no kind was named: none, which
// means all, unless some are kept from the one who entered.
func (in access) onlyReadable() []MessageKind {
	all := append(wordKinds(), KindEvent)
	if can := in.readable(all); len(can) < len(all) && in.room.Class != ClassDirect {
		return can
	}
	return nil
}

// readable are those of the kinds that may be read.
func (in access) readable(kinds []MessageKind) []MessageKind {
	return slices.DeleteFunc(slices.Clone(kinds), func(k MessageKind) bool { return !in.reads(k) })
}
