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
	c, _, err := s.plainTicket(ctx, TicketRow{Kind: TicketSetup}, "", nil)
	return c.String(), err == nil, err
}

// plainTicket stores a ticket that opens no room, with a label for those who issue
// such; with does what else belongs to it, in the transaction before.
func (s *Service) plainTicket(ctx context.Context, row TicketRow, label string, with func(Tx) error) (vault.Code, TicketRow, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return "", row, err
	}
	code := vault.NewCode()
	row.ID, row.Lookup, row.State = TicketID(newID()), s.vault.TicketLookup(code), ticketIssued
	row.IssuedAt, row.Expires = now, now.Add(setupLife).Truncate(time.Millisecond)
	if label != "" {
		row.Text = s.vault.SealText("invitation", string(row.ID), 0, []byte(label))
	}
	s.stamp(&row)
	return code, row, s.store.InTx(ctx, func(tx Tx) error {
		if with != nil {
			if err := with(tx); err != nil {
				return err
			}
		}
		return tx.AddTicket(ctx, row)
	})
}
