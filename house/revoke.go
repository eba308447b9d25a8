package house

import (
	"context"
	"errors"
	"slices"

	"stockwerk/vault"
)

// RevokeTicket ends a ticket at once, and the visit that began with it. Who
// may: the room's owner. Others, and unknown ids: NotFound.
func (s *Service) RevokeTicket(ctx context.Context, a Actor, id TicketID) error {
	if !a.member() {
		return errForbidden()
	}
	row, err := s.store.Ticket(ctx, id)
	if err != nil {
		return Errorf(NotFound, "error.no_such_ticket")
	}
	in, err := s.enterRoom(ctx, a, row.Room, DoTicket)
	if err != nil {
		return Errorf(NotFound, "error.no_such_ticket")
	}
	if err := s.verify(&row); err != nil {
		return err
	}
	for range maxRaces {
		err := s.revokeTicket(ctx, &in, id)
		if !errors.Is(err, errRedeemed) {
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRedeemed)
}

// errRedeemed makes a revocation roll back because its ticket was redeemed
// meanwhile: there is a visit to end as well.
var errRedeemed = errors.New("house: the ticket was redeemed meanwhile")

// revokeTicket ends a ticket and the visit of it that in knows of.
func (s *Service) revokeTicket(ctx context.Context, in *access, id TicketID) error {
	drop := []string{string(id)}
	var visitor RosterRow
	for _, r := range in.state.roster {
		if r.Ticket == id {
			visitor = r
			drop = append(drop, string(r.Person))
		}
	}
	change := func(tx Tx, _ *vault.RoomKey) error {
		roster, err := tx.Roster(ctx, in.room.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(roster, func(r RosterRow) bool { return r.Ticket == id && r.Person != visitor.Person }) {
			return errRedeemed
		}
		now, err := tx.Ticket(ctx, id)
		if err != nil {
			return err
		}
		now.State = ticketRevoked
		s.stamp(&now)
		if err := tx.PutTicket(ctx, now); err != nil {
			return err
		}
		if visitor.Person == "" {
			return nil
		}
		return s.dropRoster(ctx, tx, visitor)
	}
	if err := s.rekeyOrMark(ctx, in, rekeying{reason: "ticket", drop: drop, change: change}); err != nil {
		return err
	}
	if visitor.Person != "" {
		s.publishRevoked(visitor.Person)
	}
	return nil
}
