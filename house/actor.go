package house

import "stockwerk/vault"

// Role is a person's standing in the house. It opens no room.
type Role string

const (
	RoleNobody     Role = ""            // the zero Actor; may nothing at all
	RoleGuest      Role = "guest"       // came by guest@, or by new@ before registering
	RoleBearer     Role = "bearer"      // holds a ticket that is not redeemed yet
	RoleGuestOf    Role = "visitor"     // visitor of one room
	RoleInside     Role = "member"      // has an account
	RoleHouseAdmin Role = "house_admin" // has an account and the house desk
	RoleShutOut    Role = "shut_out"    // has an account and is banned from the house, or it is locked
)

// Actor is who does a deed: made by the doors (Login, LoginKey, TicketDoor,
// Guest, Newcomer, Register, Redeem) from a verified credential and passed to
// every method. Its fields are unexported so that nobody else can make one;
// the zero Actor may nothing. Copies share one key ring.
type Actor struct {
	role     Role
	newcomer bool // may register without a ticket when the house is open
	person   PersonID
	name     string
	room     RoomID     // visitors: the one room
	ticket   TicketID   // bearers: what they hold
	code     vault.Code // bearers: the ticket's; visitors: of the next visit
	lang     string
	ring     *ring
	locked   bool // shut out since others may use the account
	exempt   bool // within a deed that no sanction stops (whoGoes); never outside of it
}

// Role tells what whoami prints.
func (a Actor) Role() Role {
	if _, office := a.ring.now(); office != "" && a.member() {
		return office
	}
	return a.role
}

// Name is the member's name, the visitor's pseudonym, or "" for guests.
func (a Actor) Name() string {
	if name, _ := a.ring.now(); name != "" && a.member() {
		return name
	}
	return a.name
}

// Person is the member's or visitor's id, "" for others.
func (a Actor) Person() PersonID { return a.person }

// Lang is the language the member chose, of visitors that of their floor; "" when
// unknown.
func (a Actor) Lang() string { return a.lang }

// Newcomer tells whether this actor came to register.
func (a Actor) Newcomer() bool { return a.newcomer }

// Sealed tells whether the rooms' keys are locked away: after a key login, or
// after Lock. Guests have none and are never sealed.
func (a Actor) Sealed() bool {
	return a.person != "" && (a.ring == nil || a.ring.locked())
}

// ReturnTicket is the visitor's ticket for the next visit, "" when there is
// none. It is kept in memory only, so that it can be shown again.
func (a Actor) ReturnTicket() string {
	if a.role != RoleGuestOf || a.code == "" {
		return ""
	}
	return a.code.String()
}

// member tells whether a has an account.
func (a Actor) member() bool { return a.role == RoleInside || a.role == RoleHouseAdmin }
