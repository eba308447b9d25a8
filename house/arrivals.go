package house

import (
	"context"
	"time"
)

// Where admins approve newcomers, an account waits until one of them says yes. It can
// log in and reaches nothing but what is its own and the ground floor's texts. What a
// newcomer writes to the admins is no word of a room: it lies under the house's key,
// and they are told so.

// maxArrivalText bounds it, in characters.
const maxArrivalText = 1000

// Arrival is a newcomer who waits.
type Arrival struct {
	Name    string
	Message string
	Since   time.Time
}

// putArrival notes that a newcomer waits.
func (s *Service) putArrival(ctx context.Context, tx Tx, n *newcomer) error {
	if n.person.State != stateWaiting {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	row := ArrivalRow{Person: n.person.ID, At: now, Text: s.vault.SealText("arrival", string(n.person.ID), 0, []byte(n.message))}
	return tx.AddArrival(ctx, row)
}

// Arrivals lists who waits to be let in, by time. Who may: house admins.
func (s *Service) Arrivals(ctx context.Context, a Actor) ([]Arrival, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.Arrivals(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Arrival, 0, len(rows))
	for _, row := range rows {
		p, err := s.ownRow(ctx, s.store, row.Person)
		if IsKey(err, "error.account_gone") {
			continue // gone meanwhile
		}
		if err != nil {
			return nil, err
		}
		words, err := s.vault.OpenText("arrival", string(row.Person), 0, row.Text)
		if err != nil {
			return nil, errTampered(err)
		}
		out = append(out, Arrival{Name: p.Name, Message: string(words), Since: row.At.UTC()})
	}
	return out, nil
}

// Approve lets a newcomer in; they find it so wherever they are logged in. Who may:
// house admins.
func (s *Service) Approve(ctx context.Context, a Actor, name string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	id, err := s.waiting(ctx, name)
	if err != nil {
		return err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		p, err := s.heldArrival(ctx, tx, a, id)
		if err != nil {
			return err
		}
		p.State = stateActive
		p.note("approved", s.clock(), nil)
		s.stamp(&p)
		if err := tx.PutPerson(ctx, p); err != nil {
			return err
		}
		if err := tx.DeleteArrival(ctx, id); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, "", "account.approved", map[string]string{"@Name": string(id)})
	})
	if err != nil {
		return err
	}
	s.publishPerson(id)
	s.tellAdmins(ctx)
	return nil
}

// Refuse deletes the account of a newcomer who waits; the name is free again. Who may:
// house admins.
func (s *Service) Refuse(ctx context.Context, a Actor, name string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	id, err := s.waiting(ctx, name)
	if err != nil {
		return err
	}
	return s.dropArrival(ctx, a, id)
}

// dropArrival deletes an account that waits, refused by an admin or, with the zero
// Actor, on its owner's wish.
func (s *Service) dropArrival(ctx context.Context, by Actor, id PersonID) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := s.heldArrival(ctx, tx, by, id); err != nil {
			return err
		}
		if err := tx.DeletePersonRows(ctx, id); err != nil {
			return err
		}
		if err := tx.DeletePerson(ctx, id); err != nil || by.person == "" {
			return err
		}
		return s.audit(ctx, tx, by.person, "", "account.refused", nil) // their name is to be forgotten, too
	})
	if err != nil {
		return err
	}
	s.publishRevoked(id)
	s.tellAdmins(ctx)
	return nil
}

// waiting finds who waits under a name.
func (s *Service) waiting(ctx context.Context, name string) (PersonID, error) {
	p, err := s.accountByName(ctx, s.store, name)
	if err == nil && p.State != stateWaiting {
		err = Errorf(Conflict, "error.no_arrival", "Name", p.Name)
	}
	return p.ID, err
}

// heldArrival reads who waits in a transaction: of two admins one decides. The row is
// written first, since on PostgreSQL a mere reader lets another one read too.
func (s *Service) heldArrival(ctx context.Context, tx Tx, by Actor, id PersonID) (PersonRow, error) {
	if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
		return PersonRow{}, err
	}
	if by.person != "" {
		if err := s.stillRuns(ctx, tx, by); err != nil {
			return PersonRow{}, err
		}
	}
	p, err := s.ownRow(ctx, tx, id)
	if IsKey(err, "error.account_gone") {
		return p, errNoPerson()
	}
	if err == nil && p.State != stateWaiting {
		err = Errorf(Conflict, "error.no_arrival", "Name", p.Name)
	}
	return p, err
}

// tellAdmins has the desks of the house's admins read anew.
func (s *Service) tellAdmins(ctx context.Context) {
	admins, err := s.store.HouseAdmins(ctx)
	if err != nil {
		return // they find it when they look
	}
	for _, p := range admins {
		s.tellCounts(p.ID)
	}
}
