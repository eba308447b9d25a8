package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

// SetupTicket issues a ticket that makes its bearer the first house admin. It
// is the operator's deed, at the machine, and gives false once the house has
// an admin.
func (s *Service) SetupTicket(ctx context.Context) (code string, needed bool, err error) {
	admins, err := s.store.HouseAdmins(ctx)
	if err != nil || len(admins) > 0 {
		return "", false, err
	}
	c, _, err := s.plainTicket(ctx, TicketRow{Kind: TicketSetup})
	return c.String(), err == nil, err
}

// NewMembershipTicket issues a ticket that lets its bearer register even where
// registration is not open. Who may: house admins.
func (s *Service) NewMembershipTicket(ctx context.Context, a Actor, label string) (Issued, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Issued{}, err
	}
	if err := s.takesTickets(ctx, s.store); err != nil {
		return Issued{}, err
	}
	label, err := optionalLine(label, maxName)
	if err != nil {
		return Issued{}, err
	}
	c, row, err := s.plainTicket(ctx, TicketRow{Kind: TicketMembership, IssuedBy: a.person})
	return Issued{ID: row.ID, Code: c.String(), Label: label, Expires: row.Expires, Issuer: a.name}, err
}

// plainTicket stores a ticket that opens no room.
func (s *Service) plainTicket(ctx context.Context, row TicketRow) (vault.Code, TicketRow, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return "", row, err
	}
	code := vault.NewCode()
	row.ID, row.Lookup, row.State = TicketID(newID()), s.vault.TicketLookup(code), ticketIssued
	row.IssuedAt, row.Expires = now, now.Add(setupLife).Truncate(time.Millisecond)
	s.stamp(&row)
	return code, row, s.store.InTx(ctx, func(tx Tx) error { return tx.AddTicket(ctx, row) })
}
