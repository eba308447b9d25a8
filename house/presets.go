package house

// preset is what a kind of room starts with. A kind is only this: no other
// code asks what kind a room is, but for the keepers of a notice board.
type preset struct {
	class      RoomClass
	access     RoomAccess
	history    History
	retention  int // days, 0 = for ever
	transcript int // days that chat lines live, -1 = kept, 0 = not kept
	tools      []string
	steps      bool // peer consultations go step by step (steps.go)
}

// groupTools and practiceTools are what rooms of groups and of two start with.
var (
	groupTools = []string{
		ToolBoard, ToolNotices, ToolChat, ToolWiki, ToolFiles, ToolCalendar, ToolPolls, ToolTasks, ToolBlog, ToolBookmarks,
		ToolMembers, ToolTickets,
	}
	practiceTools = []string{ToolLetters, ToolContract, ToolBoard, ToolChat, ToolFiles, ToolCalendar, ToolTasks, ToolMembers, ToolTickets}
)

// presets is the list of kinds.
var presets = map[RoomKind]preset{
	RoomConference:   {ClassClosed, AccessInvite, HistoryAll, 0, -1, groupTools, false},
	RoomLearning:     {ClassClosed, AccessInvite, HistoryAll, 0, -1, groupTools, false},
	RoomPractice:     {ClassClosed, AccessInvite, HistoryJoining, 365, 90, practiceTools, false},
	RoomConsultation: {ClassClosed, AccessInvite, HistoryJoining, 365, 90, []string{ToolBoard, ToolChat, ToolFiles, ToolMembers, ToolTickets}, true},
	RoomCafe:         {ClassOpen, AccessFloor, HistoryAll, 0, 30, []string{ToolBoard, ToolChat, ToolPolls, ToolMembers}, false},
	RoomNotices:      {ClassOpen, AccessPublic, HistoryAll, 0, -1, []string{ToolBoard, ToolNotices}, false},
	RoomSide:         {ClassClosed, AccessInvite, HistoryJoining, 365, 90, []string{ToolBoard, ToolChat, ToolMembers}, false},
	RoomDirect:       {ClassDirect, AccessInvite, HistoryAll, 0, -1, nil, false},
}

// kindOf checks the kind a person asked for; empty means conference.
func kindOf(k RoomKind) (RoomKind, error) {
	if k == "" {
		return RoomConference, nil
	}
	if k == RoomDirect || k == RoomNotices || k == RoomSide {
		return k, Errorf(Invalid, "error.room_kind")
	}
	if _, ok := presets[k]; !ok {
		return k, Errorf(Invalid, "error.room_kind")
	}
	return k, nil
}
