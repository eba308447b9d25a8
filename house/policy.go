package house

import "slices"

// HouseAction is a deed in the house or on a floor, RoomAction one in a room.
// They are different types so that a room right can never open a house door.
type (
	HouseAction string
	RoomAction  string
)

// The deeds outside rooms.
const (
	DoReadGround   HouseAction = "ground.read"
	DoRegister     HouseAction = "register"
	DoRedeem       HouseAction = "redeem"
	DoOwnAccount   HouseAction = "account"
	DoOwnData      HouseAction = "account.own"  // read, take along, delete: also before one agreed to the terms
	DoInviteHouse  HouseAction = "house.invite" // where members may (invitations.go)
	DoSeeFloors    HouseAction = "floors"
	DoJoinFloor    HouseAction = "floor.join"
	DoMakeFloor    HouseAction = "floor.new"
	DoShapeFloor   HouseAction = "floor.shape"
	DoAdmitFloor   HouseAction = "floor.admit"
	DoAppointFloor HouseAction = "floor.admin"
	DoGrantCreator HouseAction = "floor.creator"
	DoSeeFloorFolk HouseAction = "floor.members"
	DoCloseByOrder HouseAction = "floor.closeroom" // never a word of the room, see floorclosing.go
	DoMakeRoom     HouseAction = "room.new"
	DoApplyRoom    HouseAction = "room.apply"
	DoWriteDirect  HouseAction = "direct.write"
	DoSearch       HouseAction = "search"
	DoRunHouse     HouseAction = "house.run"
	DoSeeCards     HouseAction = "cards" // visitors and bearers never, see cards.go
	DoOwnCard      HouseAction = "card.own"
	DoKeepCards    HouseAction = "card.keep"
	DoOwnNotes     HouseAction = "notes"

	// Reports and sanctions: reports.go, sanctions.go.
	DoOwnReports    HouseAction = "report.own"
	DoModerateFloor HouseAction = "floor.moderate"
	DoModerateHouse HouseAction = "house.moderate"
	DoTakeAlong     HouseAction = "account.takealong" // whoever is shut out, too: see, appeal, export, delete
)

// standing is what somebody is towards a floor or the house, least first.
type standing int

const (
	anybody standing = iota + 1 // guests and bearers too
	bearer                      // holds a ticket (or came by new@)
	visitorHere
	insideHouse // has an account
	onFloor     // member of the floor
	creatorHere // may open rooms on the floor
	floorAdmin
	houseAdmin
	nobody // no role suffices

	evenShutOut // has an account, and may be shut out of the house
)

// housePolicy is the whole rights model outside rooms: action → least standing.
// An action that is missing is denied.
var housePolicy = map[HouseAction]standing{
	DoReadGround:   anybody,
	DoSeeCards:     anybody,
	DoOwnCard:      insideHouse,
	DoKeepCards:    floorAdmin,
	DoRegister:     bearer,
	DoRedeem:       bearer,
	DoOwnAccount:   insideHouse,
	DoOwnData:      insideHouse,
	DoInviteHouse:  insideHouse,
	DoSeeFloors:    insideHouse,
	DoJoinFloor:    insideHouse,
	DoApplyRoom:    insideHouse,
	DoWriteDirect:  insideHouse,
	DoSearch:       visitorHere,
	DoOwnNotes:     visitorHere,
	DoSeeFloorFolk: onFloor,
	DoMakeRoom:     creatorHere,
	DoShapeFloor:   floorAdmin,
	DoCloseByOrder: floorAdmin,
	DoAdmitFloor:   floorAdmin,
	DoGrantCreator: floorAdmin,
	DoAppointFloor: floorAdmin,
	DoMakeFloor:    houseAdmin,
	DoRunHouse:     houseAdmin,

	DoOwnReports:    visitorHere,
	DoModerateFloor: floorAdmin,
	DoModerateHouse: houseAdmin,
	DoTakeAlong:     evenShutOut,
}

// The deeds in rooms.
const (
	DoRead       RoomAction = "read"
	DoPost       RoomAction = "post"
	DoSay        RoomAction = "say"
	DoEditOwn    RoomAction = "edit"
	DoTidy       RoomAction = "tidy" // pin, lock, delete others' posts
	DoSeeMembers RoomAction = "members"
	DoInvite     RoomAction = "invite"
	DoAdmit      RoomAction = "admit"
	DoRemove     RoomAction = "remove"
	DoShapeRoom  RoomAction = "shape"
	DoHandOver   RoomAction = "handover"
	DoCloseRoom  RoomAction = "close"
	DoDeleteRoom RoomAction = "delete"
	DoTicket     RoomAction = "ticket"
	DoLeave      RoomAction = "leave"
	DoLetIn      RoomAction = "letin"

	// DoAllowMember is the owner's yes to a visitor who wants to become a member.
	DoAllowMember RoomAction = "member"

	DoCloneRoom  RoomAction = "clone"
	DoExportRoom RoomAction = "export"
	DoAccept     RoomAction = "accept"         // an enquiry (contactaccept.go)
	DoFeedback   RoomAction = "feedback"       // on a counselling that is over
	DoHold       RoomAction = "session.hold"   // begin and end sessions (session.go): the counsellors' side
	DoAttend     RoomAction = "session.attend" // arrive, accept the rules: clients
	DoEndTalk    RoomAction = "session.end"    // end it, or leave it
	DoStep       RoomAction = "step"           // take part in a peer consultation (steps.go says who leads it)
	DoBook       RoomAction = "book"           // ask for an appointment, confirm, move, cancel (slotdeeds.go says whose)
	DoAskHold    RoomAction = "hold"           // ask for a hold, agree, end it (holds.go says which side)
	DoRecord     RoomAction = "record"         // enter something in a counselling's record (record.go says who reads it)
)

// rank orders the roles of a room.
var rank = map[RoomRole]int{RoleVisitor: 1, RoleMember: 2, RoleModerator: 3, RoleOwner: 4}

// roomRule says what a deed in a room takes: the least role, whether the
// right to write, and whether the room must not be closed.
type roomRule struct {
	least RoomRole
	write bool
	open  bool
}

// roomPolicy is the whole rights model inside rooms. An action that is missing
// is denied. House and floor admins do not occur in it: a role gives no key.
var roomPolicy = map[RoomAction]roomRule{
	DoRead:       {RoleVisitor, false, false},
	DoSeeMembers: {RoleVisitor, false, false},
	DoLeave:      {RoleVisitor, false, false},
	DoPost:       {RoleVisitor, true, true},
	DoSay:        {RoleVisitor, true, true},
	DoEditOwn:    {RoleVisitor, true, true},
	DoTidy:       {RoleVisitor, true, true},
	DoInvite:     {RoleOwner, false, true},
	DoAdmit:      {RoleOwner, false, true},
	DoRemove:     {RoleOwner, false, false},
	DoTicket:     {RoleOwner, false, true},
	DoLetIn:      {RoleModerator, false, true},

	DoAllowMember: {RoleOwner, false, false},

	DoShapeRoom:  {RoleOwner, false, false},
	DoHandOver:   {RoleOwner, false, false},
	DoCloseRoom:  {RoleOwner, false, false},
	DoDeleteRoom: {RoleOwner, false, false},
	DoCloneRoom:  {RoleOwner, false, false}, // and DoMakeRoom where the clone is to be
	DoExportRoom: {RoleVisitor, false, false},
	DoAskHold:    {RoleVisitor, false, false},
	DoAccept:     {RoleModerator, false, true},
	DoFeedback:   {RoleVisitor, false, false},
	DoStep:       {RoleVisitor, true, true},
	DoHold:       {RoleModerator, true, true},
	DoAttend:     {RoleVisitor, false, true},
	DoEndTalk:    {RoleVisitor, false, true},
	DoBook:       {RoleVisitor, true, true},
	DoRecord:     {RoleModerator, true, false}, // what happened is noted in a closed room, too
}

// sideShut are the ways by which somebody could come into a side room, or what is in it
// out, without the client being told.
var sideShut = []RoomAction{DoInvite, DoAdmit, DoTicket, DoCloneRoom, DoHandOver}

// toolDeeds are the actions of the table that also need a level of a tool, but in
// private conversations, which have no tools.
var toolDeeds = map[RoomAction]RoomAction{
	DoPost: Doing(ToolBoard, LevelWrite),
	DoSay:  Doing(ToolChat, LevelWrite),
	DoTidy: Doing(ToolBoard, LevelManage),
}

// mayRoom is the rule for somebody with that roster row in that room.
func mayRoom(action RoomAction, room RoomRow, r RosterRow) error {
	if tool, level, ok := doing(action); ok {
		return mayTool(tool, level, room, r)
	}
	rule, known := roomPolicy[action]
	if room.Kind == RoomSide && slices.Contains(sideShut, action) {
		return Errorf(Forbidden, "error.side_shut")
	}
	if !known || r.State != stateJoined {
		return errForbidden()
	}
	if rank[r.Role] == 0 || rank[r.Role] < rank[rule.least] {
		return errForbidden()
	}
	if rule.open && room.State != roomOpen {
		return Errorf(Forbidden, "error.room_closed")
	}
	if rule.write && !r.Write {
		return Errorf(Forbidden, "error.read_only")
	}
	if tool, level, ok := doing(toolDeeds[action]); ok && room.Class != ClassDirect {
		return mayTool(tool, level, room, r)
	}
	return nil
}

// mayTool is the rule for every tool: it is on, the level suffices, and in a
// closed room nothing is written.
func mayTool(tool string, level Level, room RoomRow, r RosterRow) error {
	switch own := levelOf(room, r, tool); {
	case r.State != stateJoined || rank[r.Role] == 0:
		return errForbidden()
	case !slices.Contains(toolsOf(room), tool):
		return Errorf(Forbidden, "error.tool_off")
	case own == LevelNone:
		return Errorf(Forbidden, "error.tool_none")
	case level > LevelRead && room.State != roomOpen:
		return Errorf(Forbidden, "error.room_closed")
	case own < level && !r.Write:
		return Errorf(Forbidden, "error.read_only")
	case own < level && own == LevelRead:
		return Errorf(Forbidden, "error.tool_read_only")
	case own < level:
		return errForbidden()
	}
	return nil
}
