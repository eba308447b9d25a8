package fakeroom

import (
	"context"

	"stockwerk/house"
)

// Members lists the people.
func (f *House) Members(context.Context, house.Actor, string) ([]house.Member, error) {
	return f.People, f.call("Members")
}

// Applications lists the wishes.
func (f *House) Applications(context.Context, house.Actor, string) ([]house.Application, error) {
	return f.Wishes, f.call("Applications")
}

func (f *House) deed(method string, args ...any) (house.Room, error) {
	return f.Detail.Room, f.call(method, args...)
}

// Invite asks somebody in.
func (f *House) Invite(_ context.Context, _ house.Actor, _, name string) (house.Room, error) {
	return f.deed("Invite", name)
}

// Join accepts.
func (f *House) Join(context.Context, house.Actor, string) (house.Room, error) {
	room, err := f.deed("Join", Place)
	if err == nil {
		f.Detail.Member, f.Detail.Invited, f.Detail.Role = true, false, house.RoleMember
		f.Detail.May = []house.RoomAction{house.DoRead, house.DoPost, house.DoSay, house.DoSeeMembers, house.DoLeave}
	}
	return room, err
}

// Apply asks to be admitted.
func (f *House) Apply(_ context.Context, _ house.Actor, _, text string) (house.Room, error) {
	room, err := f.deed("Apply", text)
	if err == nil {
		f.Detail.Applied = true
	}
	return room, err
}

// Admit lets an applicant in.
func (f *House) Admit(_ context.Context, _ house.Actor, _, name string) (house.Room, error) {
	return f.deed("Admit", name)
}

// Remove takes somebody out.
func (f *House) Remove(_ context.Context, _ house.Actor, _, name string) (house.Room, error) {
	return f.deed("Remove", name)
}

// Leave leaves.
func (f *House) Leave(context.Context, house.Actor, string) error { return f.call("Leave", Place) }

// HandOver makes somebody the owner.
func (f *House) HandOver(_ context.Context, _ house.Actor, _, name string) (house.Room, error) {
	return f.deed("HandOver", name)
}

// Appoint makes somebody moderator.
func (f *House) Appoint(_ context.Context, _ house.Actor, _, name string, on bool) (house.Room, error) {
	return f.deed("Appoint", name, on)
}

// LetIn lets a visitor in.
func (f *House) LetIn(_ context.Context, _ house.Actor, _ string, visitor house.PersonID) error {
	return f.call("LetIn", visitor)
}

// EndVisit ends the visit and gives the next ticket.
func (f *House) EndVisit(_ context.Context, _ house.Actor, forGood bool) (house.Farewell, error) {
	return house.Farewell{Return: f.Issue.Code, Until: f.Issue.Expires, Gone: f.Issue.Expires, Ended: forGood}, f.call("EndVisit", Place, forGood)
}

// NewTicket issues a ticket.
func (f *House) NewTicket(_ context.Context, _ house.Actor, _ string, t house.TicketSpec) (house.Issued, error) {
	return f.Issue, f.call("NewTicket", t.Label, t.Pseudonym, t.Valid, t.ReadOnly, t.NoReturn, t.Wait)
}

// Tickets lists the tickets.
func (f *House) Tickets(context.Context, house.Actor, string) ([]house.Ticket, error) {
	return f.Issued, f.call("Tickets")
}

// RevokeTicket ends a ticket.
func (f *House) RevokeTicket(_ context.Context, _ house.Actor, id house.TicketID) error {
	for i := range f.Issued {
		if f.Issued[i].ID == id {
			f.Issued[i].State = "revoked"
		}
	}
	return f.call("RevokeTicket", id)
}
