package house

// FloorKind says whose floor it is.
type FloorKind string

// FloorState says how people come onto a floor.
type FloorState string

// RoomKind is a preset of class, history, retention and tools (presets.go);
// no code path asks for it.
type RoomKind string

// RoomClass says under which key a room's words lie.
type RoomClass string

// RoomAccess says who may come in without being asked.
type RoomAccess string

// History says what a newcomer's keys open.
type History string

// RoomRole is a person's standing in a room.
type RoomRole string

// MessageKind tells the streams of a room apart.
type MessageKind string

// TicketKind says what a ticket leads to.
type TicketKind string

const (
	FloorGround       FloorKind = "ground"
	FloorOrganisation FloorKind = "organisation"
	FloorNetwork      FloorKind = "network"
	FloorPractice     FloorKind = "practice"

	FloorOpen        FloorState = "open"
	FloorApplication FloorState = "application"
	FloorHidden      FloorState = "hidden"
	FloorSuspended   FloorState = "suspended"

	RoomConference   RoomKind = "conference"
	RoomPractice     RoomKind = "practice"
	RoomConsultation RoomKind = "consultation"
	RoomLearning     RoomKind = "learning"
	RoomCafe         RoomKind = "cafe"
	RoomNotices      RoomKind = "notices" // a floor's notice board
	RoomDirect       RoomKind = "direct"
	RoomSide         RoomKind = "side" // colleagues about a counselling, without the client

	ClassOpen   RoomClass = "open"
	ClassClosed RoomClass = "closed"
	ClassDirect RoomClass = "direct"

	AccessInvite RoomAccess = "invite" // invitation, application or ticket
	AccessFloor  RoomAccess = "floor"  // everybody on the floor comes in freely
	AccessPublic RoomAccess = "public" // the same, and guests may read

	HistoryAll     History = "all"
	HistoryJoining History = "joining"

	RoleOwner     RoomRole = "owner"
	RoleModerator RoomRole = "moderator"
	RoleMember    RoomRole = "member"
	RoleVisitor   RoomRole = "visitor"

	KindBoard  MessageKind = "board"
	KindChat   MessageKind = "chat"
	KindEvent  MessageKind = "event"  // the house's own lines: joined, left, ticket
	KindDirect MessageKind = "direct" // private messages

	// The entries of the other tools, one kind each (tools.go).
	KindNotice   MessageKind = "notice"
	KindWiki     MessageKind = "wiki" // a page is a thread of its versions
	KindFile     MessageKind = "file"
	KindDate     MessageKind = "date"
	KindPoll     MessageKind = "poll"
	KindBookmark MessageKind = "bookmark"
	KindBlog     MessageKind = "blog" // an article is a thread of it and its comments
	KindTask     MessageKind = "task"
	KindLetter   MessageKind = "letter"   // of a counselling
	KindContract MessageKind = "contract" // each version is one

	// KindStep names what comes up in a peer consultation (steps.go); no message is
	// of that kind.
	KindStep MessageKind = "step"
	// KindSession names a session that was planned in what comes up; no message is of
	// that kind.
	KindSession MessageKind = "session"
	// KindDeletion names that a room is deleted soon, in what comes up.
	KindDeletion MessageKind = "deletion"
	// KindClosing names that the floor closes a room, in what comes up.
	KindClosing MessageKind = "closing"
	// KindSlot names an appointment in what comes up; no message is of that kind.
	KindSlot MessageKind = "slot"

	TicketSetup      TicketKind = "setup"
	TicketMembership TicketKind = "membership"
	TicketJoin       TicketKind = "join" // the room lets its visitor become a member; has no code
	TicketVisitor    TicketKind = "visitor"
	TicketReturn     TicketKind = "return"
	TicketActivation TicketKind = "activation" // a new key pair for a member who lost password and recovery code

	// GroundFloor is the code of the ground floor, and CafeSlug and
	// NoticesSlug of its two rooms.
	GroundFloor = "eg"
	CafeSlug    = "cafe"
	NoticesSlug = "notices"
)

// States of rows.
const (
	stateJoined  = "joined"
	stateInvited = "invited"
	stateWaiting = "waiting"
	stateEnded   = "ended" // a visit that is over: they read until their data go (visitend.go)

	roomOpen     = "open"
	roomClosed   = "closed"
	roomBuilding = "building" // not whole yet (building.go); nobody finds it
	roomTemplate = "template" // what new rooms are made of (templates.go); nobody enters it

	personMember  = "member"
	personVisitor = "visitor"
	stateActive   = "active"
	stateDeleted  = "deleted"

	floorJoined  = "member"
	floorApplied = "applied"

	ticketIssued   = "issued"
	ticketRedeemed = "redeemed"
	ticketRevoked  = "revoked"
)
