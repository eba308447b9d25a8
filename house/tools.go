package house

import "slices"

// The tools of a room, as they are named in places, in rights and in room show.
const (
	ToolLetters   = "letters"
	ToolContract  = "contract"
	ToolBoard     = "board"
	ToolNotices   = "notices"
	ToolChat      = "chat"
	ToolWiki      = "wiki"
	ToolFiles     = "files"
	ToolCalendar  = "calendar"
	ToolPolls     = "polls"
	ToolBookmarks = "bookmarks"
	ToolBlog      = "blog"
	ToolTasks     = "tasks"
	ToolMembers   = "members"
	ToolTickets   = "tickets"
)

// toolKinds says which messages a tool keeps, in the order in which people walk
// through a room.
var toolKinds = []struct {
	tool  string
	kinds []MessageKind
}{
	{ToolNotices, []MessageKind{KindNotice}},
	{ToolLetters, []MessageKind{KindLetter}},
	{ToolContract, []MessageKind{KindContract}},
	{ToolBoard, []MessageKind{KindBoard}},
	{ToolChat, []MessageKind{KindChat}},
	{ToolWiki, []MessageKind{KindWiki}},
	{ToolFiles, []MessageKind{KindFile}},
	{ToolCalendar, []MessageKind{KindDate}},
	{ToolPolls, []MessageKind{KindPoll}},
	{ToolTasks, []MessageKind{KindTask}},
	{ToolBlog, []MessageKind{KindBlog}},
	{ToolBookmarks, []MessageKind{KindBookmark}},
}

// ToolOf is the tool that keeps messages of that kind; "" for what belongs to
// the room as a whole (events, private messages).
func ToolOf(kind MessageKind) string {
	for _, t := range toolKinds {
		if slices.Contains(t.kinds, kind) {
			return t.tool
		}
	}
	return ""
}

// kindOfTool is the kind that a tool keeps; "" where it keeps none.
func kindOfTool(tool string) MessageKind {
	for _, t := range toolKinds {
		if t.tool == tool {
			return t.kinds[0]
		}
	}
	return ""
}

// ToolKind is the kind of message that a tool keeps; "" where it keeps none.
func ToolKind(tool string) MessageKind { return kindOfTool(tool) }

// IsTool tells whether there is such a tool with entries and levels; members and
// tickets have neither.
func IsTool(tool string) bool { return kindOfTool(tool) != "" }

// Tools are all tools with entries and levels, in the order in which people walk
// through a room.
func Tools() []string {
	all := make([]string, len(toolKinds))
	for i, t := range toolKinds {
		all[i] = t.tool
	}
	return all
}

// walkOrder is a tool's place in a room's walk.
func walkOrder(kind MessageKind) int {
	return slices.IndexFunc(toolKinds, func(t struct {
		tool  string
		kinds []MessageKind
	},
	) bool {
		return slices.Contains(t.kinds, kind)
	})
}

// wordKinds are all kinds that people write.
func wordKinds() []MessageKind {
	kinds := []MessageKind{KindDirect}
	for _, t := range toolKinds {
		kinds = append(kinds, t.kinds...)
	}
	return kinds
}

// Threaded tells whether messages of the kind stand in threads with a root that
// names itself, each with a reading mark of its own.
func (k MessageKind) Threaded() bool { return k == KindBoard || k == KindWiki || k == KindBlog }

// Stream tells whether the kind is one stream of a tool with a single reading
// mark; chat and private messages are counted by their room instead.
func (k MessageKind) Stream() bool {
	switch k {
	case KindNotice, KindFile, KindDate, KindPoll, KindBookmark, KindTask, KindLetter, KindContract:
		return true
	}
	return false
}
