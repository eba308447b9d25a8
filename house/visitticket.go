package house

import (
	"context"

	"stockwerk/vault"
)

// NextTicket shows the visitor's ticket for the next visit again. Where this visit
// has none, since it began by key, or another connection has made a newer one, it
// makes one and gives an actor that keeps it; the one before opens nothing from then
// on. Who may: visitors who may come back.
func (s *Service) NextTicket(ctx context.Context, a Actor) (ReturnPass, Actor, error) {
	in, err := s.enterVisit(ctx, a)
	if err != nil {
		return ReturnPass{}, a, err
	}
	first, returns, err := s.mayReturn(ctx, s.store, in.me)
	if err != nil {
		return ReturnPass{}, a, err
	}
	if !returns {
		return ReturnPass{}, a, Errorf(Forbidden, "error.no_return")
	}
	if a.code != "" {
		row, err := s.openTicket(ctx, s.store, s.vault.TicketLookup(a.code))
		if err == nil {
			return ReturnPass{Code: a.code.String(), Until: row.Expires}, a, nil
		}
		if !IsKey(err, "error.ticket_unknown") {
			return ReturnPass{}, a, err
		}
	}
	return s.newReturn(ctx, in, first)
}

// newReturn replaces the outstanding return ticket of a visitor.
func (s *Service) newReturn(ctx context.Context, in access, first TicketRow) (ReturnPass, Actor, error) {
	a := in.actor
	who := a.ring.identity()
	if who == nil {
		return ReturnPass{}, a, errLocked()
	}
	code := vault.NewCode()
	slot, err := s.vault.NewCodeSlot(vault.SlotReturn, string(a.person), "return", string(code), who)
	if err != nil {
		return ReturnPass{}, a, Errorf(Internal, "error.internal", err)
	}
	next := TicketRow{
		ID: TicketID(newID()), Lookup: s.vault.TicketLookup(code), Kind: TicketReturn, Room: in.room.ID, Person: a.person,
		State: ticketIssued, IssuedBy: in.me.By, Write: first.Write, Return: true, Wait: first.Wait,
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		now, err := s.visitHeld(ctx, tx, in)
		if err != nil {
			return err
		}
		if next.IssuedAt, err = tx.Now(ctx); err != nil {
			return err
		}
		next.Expires = now.gone(in.room)
		s.stamp(&next)
		if err := tx.DeleteTicketsOf(ctx, a.person, TicketReturn); err != nil {
			return err
		}
		if err := tx.PutSlot(ctx, s.slotRow(slot)); err != nil {
			return err
		}
		return tx.AddTicket(ctx, next)
	})
	if err != nil {
		return ReturnPass{}, a, err
	}
	a.code = code
	return ReturnPass{Code: code.String(), Until: next.Expires, Fresh: true}, a, nil
}
