package house

import (
	"context"
	"time"
)

// maxInvitations is how many invitations of a member may be outstanding at once.
const maxInvitations = 10

// NewMembershipTicket issues a ticket that lets its bearer register even where
// registration is not open. Who may: house admins; every member where the house takes
// newcomers by invitation and its admins leave that to all.
func (s *Service) NewMembershipTicket(ctx context.Context, a Actor, label string) (Issued, error) {
	runs, err := s.mayInvite(ctx, a)
	if err != nil {
		return Issued{}, err
	}
	if err := s.takesTickets(ctx, s.store); err != nil {
		return Issued{}, err
	}
	if label, err = optionalLine(label, maxName); err != nil {
		return Issued{}, err
	}
	c, row, err := s.plainTicket(ctx, TicketRow{Kind: TicketMembership, IssuedBy: a.person}, label, func(tx Tx) error {
		if runs {
			if err := s.stillRuns(ctx, tx, a); err != nil {
				return err
			}
			return s.audit(ctx, tx, a.person, "", "invitation.issued", nil)
		}
		if _, err := tx.Person(ctx, a.person); err != nil { // holds it: members count
			return err
		}
		open, err := tx.OpenTickets(ctx, TicketMembership)
		if err != nil {
			return err
		}
		mine := 0
		for _, t := range open {
			if t.IssuedBy == a.person {
				mine++
			}
		}
		if mine >= maxInvitations {
			return Errorf(Conflict, "error.invitations_enough", "Max", maxInvitations)
		}
		return nil
	})
	if err != nil {
		return Issued{}, err
	}
	return Issued{ID: row.ID, Code: c.String(), Label: label, Expires: row.Expires, Issuer: a.Name()}, nil
}

// mayInvite authorizes, and tells whether the actor runs the house.
func (s *Service) mayInvite(ctx context.Context, a Actor) (runs bool, err error) {
	if err := s.mayHouse(ctx, a, DoInviteHouse, nil); err != nil {
		return false, err
	}
	p, err := s.self(ctx, a)
	if err != nil || p.HouseAdmin {
		return p.HouseAdmin, err
	}
	mode, rules, err := s.registration(ctx, s.store)
	if err != nil {
		return false, err
	}
	if mode != ByInvitation || !rules.MembersInvite {
		return false, Errorf(Forbidden, "error.invite_admins")
	}
	return false, nil
}

// Invitation is a membership ticket that was issued; its code is shown once, never
// again.
type Invitation struct {
	ID       TicketID
	Label    string
	State    string // open, redeemed, expired, revoked
	IssuedBy string
	Expires  time.Time
}

// Invitations lists membership tickets, the newest first: house admins see all, members
// their own. Who may: those who may invite.
func (s *Service) Invitations(ctx context.Context, a Actor) ([]Invitation, error) {
	runs, err := s.mayInvite(ctx, a)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.TicketsOfKind(ctx, TicketMembership)
	if err != nil {
		return nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	var out []Invitation
	var by []PersonID
	for _, row := range rows {
		if !runs && row.IssuedBy != a.person {
			continue
		}
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		v := Invitation{ID: row.ID, State: row.State, Expires: row.Expires}
		switch {
		case row.State == ticketIssued && now.After(row.Expires):
			v.State = "expired"
		case row.State == ticketIssued:
			v.State = "open"
		}
		if len(row.Text) > 0 {
			label, err := s.vault.OpenText("invitation", string(row.ID), 0, row.Text)
			if err != nil {
				return nil, errTampered(err)
			}
			v.Label = string(label)
		}
		out, by = append(out, v), append(by, row.IssuedBy)
	}
	names, err := s.names(ctx, access{}, by)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].IssuedBy = names[by[i]]
	}
	return out, nil
}

// RevokeInvitation ends an outstanding membership ticket. Who may: house admins, and
// whoever issued it.
func (s *Service) RevokeInvitation(ctx context.Context, a Actor, id TicketID) error {
	if err := s.mayHouse(ctx, a, DoInviteHouse, nil); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		p, err := s.ownRow(ctx, tx, a.person)
		if err != nil {
			return err
		}
		row, err := tx.Ticket(ctx, id)
		if err != nil && KindOf(err) == NotFound || err == nil && (row.Kind != TicketMembership || !p.HouseAdmin && row.IssuedBy != a.person) {
			return Errorf(NotFound, "error.no_such_ticket")
		}
		if err != nil {
			return err
		}
		if err := s.verify(&row); err != nil {
			return err
		}
		if row.State != ticketIssued {
			return Errorf(Conflict, "error.invitation_over")
		}
		row.State = ticketRevoked
		s.stamp(&row)
		if err := tx.PutTicket(ctx, row); err != nil || !p.HouseAdmin {
			return err
		}
		return s.audit(ctx, tx, a.person, "", "invitation.revoked", nil)
	})
}
