package kit

import (
	"context"
	"time"

	"stockwerk/house"
)

// House is the house as screens see it: house.Service. It is an interface so that
// a screen's test can stand in for it, method by method (see kittest).
type House interface {
	doors
	account
	floors
	rooms
	rights
	succession
	words
	tickets
	presence
	clones
	polls
	notices
	wiki
	files
	tasks
	blog
	bookmarks
	calendar
	cards
	steps
	contacts
	letters
	mails
	contracts
	sessions
	slots
	notebooks
	handovers
	reports
	visits
	self
	houseRules
	stats
	floorDesk
	keeping
	entrances
}

var _ House = (*house.Service)(nil)

// doors are the ways in, for sessions that are not members yet or whose rooms are sealed.
type doors interface {
	Doorway(ctx context.Context, a house.Actor) (house.Doorway, error)
	Register(ctx context.Context, a house.Actor, r house.Registration) (house.Registered, house.Actor, error)
	Redeem(ctx context.Context, a house.Actor, r house.Redemption) (house.Redeemed, house.Actor, error)
	Recover(ctx context.Context, name, code, password string) (house.Registered, house.Actor, error)
	Unlock(ctx context.Context, a house.Actor, password string) error
	Lock(a house.Actor)
}

// account is one's own account.
type account interface {
	WhoAmI(ctx context.Context, a house.Actor) (house.Self, error)
	Settings(ctx context.Context, a house.Actor) (house.Settings, error)
	SetSettings(ctx context.Context, a house.Actor, set house.Settings) error
	SSHKeys(ctx context.Context, a house.Actor) ([]house.SSHKey, error)
	AddSSHKey(ctx context.Context, a house.Actor, name string, key []byte) (house.SSHKey, error)
	RemoveSSHKey(ctx context.Context, a house.Actor, fingerprint string) error
	ChangePassword(ctx context.Context, a house.Actor, old, new string) error
	NewRecoveryCode(ctx context.Context, a house.Actor, password string) (string, error)
	DeleteAccount(ctx context.Context, a house.Actor, password string) (time.Time, error)
	KeepAccount(ctx context.Context, a house.Actor) error
	Block(ctx context.Context, a house.Actor, name string) error
	Unblock(ctx context.Context, a house.Actor, name string) error
	Blocked(ctx context.Context, a house.Actor) ([]string, error)
	Away(ctx context.Context, a house.Actor, name string) (bool, error)
}

// floors are the floors and who is on them.
type floors interface {
	Floors(ctx context.Context, a house.Actor) ([]house.Floor, error)
	Floor(ctx context.Context, a house.Actor, code string) (house.Floor, error)
	NewFloor(ctx context.Context, a house.Actor, f house.FloorSpec) (house.Floor, error)
	EditFloor(ctx context.Context, a house.Actor, code string, e house.FloorEdit) (house.Floor, error)
	JoinFloor(ctx context.Context, a house.Actor, code string) (house.Floor, error)
	LeaveFloor(ctx context.Context, a house.Actor, code string) (house.Floor, error)
	AdmitToFloor(ctx context.Context, a house.Actor, code, name string) (house.Floor, error)
	RemoveFromFloor(ctx context.Context, a house.Actor, code, name string) (house.Floor, error)
	SetFloorAdmin(ctx context.Context, a house.Actor, code, name string, on bool) (house.Floor, error)
	SetFloorCreator(ctx context.Context, a house.Actor, code, name string, on bool) (house.Floor, error)
	FloorMembers(ctx context.Context, a house.Actor, code string) ([]house.FloorMember, error)
}

// rooms are the rooms and who is in them.
type rooms interface {
	Rooms(ctx context.Context, a house.Actor, floor string) ([]house.Room, error)
	Room(ctx context.Context, a house.Actor, place string) (house.RoomDetail, error)
	NewRoom(ctx context.Context, a house.Actor, r house.RoomSpec) (house.Room, error)
	EditRoom(ctx context.Context, a house.Actor, place string, e house.RoomEdit) (house.Room, error)
	Invite(ctx context.Context, a house.Actor, place, name string) (house.Room, error)
	Join(ctx context.Context, a house.Actor, place string) (house.Room, error)
	Apply(ctx context.Context, a house.Actor, place, text string) (house.Room, error)
	Applications(ctx context.Context, a house.Actor, place string) ([]house.Application, error)
	Admit(ctx context.Context, a house.Actor, place, name string) (house.Room, error)
	Remove(ctx context.Context, a house.Actor, place, name string) (house.Room, error)
	Leave(ctx context.Context, a house.Actor, place string) error
	HandOver(ctx context.Context, a house.Actor, place, name string) (house.Room, error)
	Appoint(ctx context.Context, a house.Actor, place, name string, moderator bool) (house.Room, error)
	CloseRoom(ctx context.Context, a house.Actor, place string) (house.Room, error)
	DeleteRoom(ctx context.Context, a house.Actor, place string) error
	Members(ctx context.Context, a house.Actor, place string) ([]house.Member, error)
}

// words is what people write.
type words interface {
	Post(ctx context.Context, a house.Actor, place string, p house.PostSpec) (house.Sent, error)
	Say(ctx context.Context, a house.Actor, place, text, key string) (house.Sent, error)
	Send(ctx context.Context, a house.Actor, name, text, key string) (house.Sent, error)
	Inbox(ctx context.Context, a house.Actor) ([]house.InboxEntry, error)
	Read(ctx context.Context, a house.Actor, place string, q house.ReadQuery) ([]house.Post, error)
	Changes(ctx context.Context, a house.Actor, place string, afterMod int64, limit int) ([]house.Post, error)
	Threads(ctx context.Context, a house.Actor, place string, limit int, before int64) ([]house.Thread, error)
	Edit(ctx context.Context, a house.Actor, id house.MessageID, text string) (house.Sent, error)
	Delete(ctx context.Context, a house.Actor, id house.MessageID) (house.Sent, error)
	Pin(ctx context.Context, a house.Actor, id house.MessageID, on bool) error
	LockThread(ctx context.Context, a house.Actor, id house.MessageID, on bool) error
	MarkRead(ctx context.Context, a house.Actor, place string, kind house.MessageKind, thread house.MessageID, seq int64) error
	ReadMark(ctx context.Context, a house.Actor, place string, kind house.MessageKind, thread house.MessageID) (int64, error)
	News(ctx context.Context, a house.Actor) ([]house.NewsItem, error)
	Search(ctx context.Context, a house.Actor, q house.SearchQuery, found func(house.Post) bool) error
	SaveDraft(ctx context.Context, a house.Actor, d house.Draft) error
	Draft(ctx context.Context, a house.Actor, place string) (house.Draft, error)
	Drafts(ctx context.Context, a house.Actor) ([]house.Draft, error)
	DropDraft(ctx context.Context, a house.Actor, place string) error
}

// tickets are visitor and membership tickets.
type tickets interface {
	NewTicket(ctx context.Context, a house.Actor, place string, t house.TicketSpec) (house.Issued, error)
	Tickets(ctx context.Context, a house.Actor, place string) ([]house.Ticket, error)
	RevokeTicket(ctx context.Context, a house.Actor, id house.TicketID) error
	LetIn(ctx context.Context, a house.Actor, place string, visitor house.PersonID) error
	EndVisit(ctx context.Context, a house.Actor, forGood bool) (house.Farewell, error)
	NewMembershipTicket(ctx context.Context, a house.Actor, label string) (house.Issued, error)
	ActivationTicket(ctx context.Context, a house.Actor, name string) (house.Issued, error)
}

// presence is events and who is here.
type presence interface {
	Subscribe(ctx context.Context, a house.Actor) (*house.Subscription, error)
	Enter(ctx context.Context, a house.Actor, sub *house.Subscription, place string) error
	Exit(ctx context.Context, a house.Actor, sub *house.Subscription, place string)
	Typing(ctx context.Context, a house.Actor, place string) error
	Present(ctx context.Context, a house.Actor, place string) ([]house.Presence, error)
}
