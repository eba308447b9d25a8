package fakeroom

import (
	"context"

	"stockwerk/house"
)

// Stay is the visit.
func (f *House) Stay(context.Context, house.Actor) (house.Stay, error) {
	return f.Visit, f.call("Stay")
}

// NextTicket shows the ticket for the next visit.
func (f *House) NextTicket(_ context.Context, a house.Actor) (house.ReturnPass, house.Actor, error) {
	return house.ReturnPass{Code: f.Issue.Code, Until: f.Issue.Expires, Fresh: !f.Visit.Ticket}, a, f.call("NextTicket", Place)
}

// BindKey binds a key.
func (f *House) BindKey(_ context.Context, _ house.Actor, key []byte) (house.BoundKey, error) {
	bound := house.BoundKey{Fingerprint: "SHA256:" + string(key)}
	err := f.call("BindKey", string(key))
	if err == nil {
		f.Visit.Key = &bound
	}
	return bound, err
}

// UnbindKey takes it back.
func (f *House) UnbindKey(context.Context, house.Actor) error {
	f.Visit.Key = nil
	return f.call("UnbindKey", Place)
}

// LeaveWord leaves a message while one waits.
func (f *House) LeaveWord(_ context.Context, _ house.Actor, text string) (house.Sent, error) {
	err := f.call("LeaveWord", text)
	if err == nil {
		f.Visit.Lobby.Word, f.Visit.Lobby.WordAt = text, At(0)
	}
	return house.Sent{ID: "word"}, err
}

// AllowMember lets a visitor become a member.
func (f *House) AllowMember(_ context.Context, _ house.Actor, _, visitor string, on bool) error {
	return f.call("AllowMember", visitor, on)
}
