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
}

// The tools of a room, as they are named in places and in room show.
const (
	ToolBoard   = "board"
	ToolChat    = "chat"
	ToolMembers = "members"
	ToolTickets = "tickets"
)

// presets is the list of kinds.
var presets = map[RoomKind]preset{
	RoomConference:   {ClassClosed, AccessInvite, HistoryAll, 0, -1, []string{ToolBoard, ToolChat, ToolMembers, ToolTickets}},
	RoomLearning:     {ClassClosed, AccessInvite, HistoryAll, 0, -1, []string{ToolBoard, ToolChat, ToolMembers, ToolTickets}},
	RoomPractice:     {ClassClosed, AccessInvite, HistoryJoining, 365, 90, []string{ToolBoard, ToolChat, ToolMembers, ToolTickets}},
	RoomConsultation: {ClassClosed, AccessInvite, HistoryJoining, 365, 90, []string{ToolBoard, ToolChat, ToolMembers}},
	RoomCafe:         {ClassOpen, AccessFloor, HistoryAll, 0, 30, []string{ToolBoard, ToolChat, ToolMembers}},
	RoomNotices:      {ClassOpen, AccessPublic, HistoryAll, 0, -1, []string{ToolBoard}},
	RoomDirect:       {ClassDirect, AccessInvite, HistoryAll, 0, -1, nil},
}

// kindOf checks the kind a person asked for; empty means conference.
func kindOf(k RoomKind) (RoomKind, error) {
	if k == "" {
		return RoomConference, nil
	}
	if k == RoomDirect || k == RoomNotices {
		return k, Errorf(Invalid, "error.room_kind")
	}
	if _, ok := presets[k]; !ok {
		return k, Errorf(Invalid, "error.room_kind")
	}
	return k, nil
}
