package house

import (
	"bytes"
	"context"

	"stockwerk/vault"
)

// recipient is somebody a room's key is wrapped for.
type recipient struct {
	id     string // person or outstanding ticket
	public vault.Public
}

// recipients is everybody who gets the room's next key: the roster and the
// outstanding tickets, and what the change adds and drops.
func (s *Service) recipients(ctx context.Context, r Reader, room RoomID, change rekeying) ([]recipient, error) {
	gone := map[string]bool{}
	for _, id := range change.drop {
		gone[id] = true
	}
	var ids []PersonID
	roster, err := r.Roster(ctx, room)
	if err != nil {
		return nil, err
	}
	for _, row := range roster {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		if !gone[string(row.Person)] {
			ids = append(ids, row.Person)
		}
	}
	people, err := r.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	to := make([]recipient, 0, len(people)+len(change.add))
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		if p.State == stateDeleted {
			continue // has no key; must not keep the others from one
		}
		to = append(to, recipient{string(p.ID), p.Public})
	}
	tickets, err := r.Tickets(ctx, room)
	if err != nil {
		return nil, err
	}
	now, err := r.Now(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		if t.State != ticketIssued || now.After(t.Expires) || gone[string(t.ID)] {
			continue
		}
		if err := s.verify(&t); err != nil {
			return nil, err
		}
		to = append(to, recipient{string(t.ID), t.Public})
	}
	return append(to, change.add...), nil
}

// allHoldKey checks that whoever gets the next key holds the present one, but
// for those who are being added: a row of somebody who was taken out, put back
// into the database with its old seal, must not bring them the key.
func (s *Service) allHoldKey(ctx context.Context, room RoomRow, to, added []recipient) error {
	if room.Class != ClassClosed {
		return nil // a conversation goes on with somebody who got another key pair
	}
	fresh := map[string]bool{}
	for _, r := range added {
		fresh[r.id] = true
	}
	for _, r := range to {
		if fresh[r.id] {
			continue
		}
		wrap, err := s.store.Wrap(ctx, room.ID, room.Epoch, r.id)
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if err == nil {
			err = s.verify(&wrap)
		}
		if err == nil {
			continue
		}
		if now, e := s.store.Room(ctx, room.ID); e != nil || now.Epoch != room.Epoch || !s.standsOn(ctx, room.ID, r.id) {
			return errRace // they have gone meanwhile
		}
		return errTampered(vault.ErrTampered)
	}
	return nil
}

// standsOn tells whether somebody gets the room's next key as things stand now.
func (s *Service) standsOn(ctx context.Context, room RoomID, recipient string) bool {
	if _, err := s.store.RosterOf(ctx, room, PersonID(recipient)); err == nil {
		return true
	}
	t, err := s.store.Ticket(ctx, TicketID(recipient))
	return err == nil && t.State == ticketIssued
}

// sameRecipients tells by errRace that the room's epoch or recipients are no
// longer those the wraps were made for.
func (s *Service) sameRecipients(ctx context.Context, tx Tx, room RoomRow, r rekeying, made []recipient) error {
	now, err := tx.Room(ctx, room.ID)
	if err != nil {
		return notRoom(err)
	}
	if now.Epoch != room.Epoch || now.History != room.History {
		return errRace
	}
	want, err := s.recipients(ctx, tx, room.ID, r)
	if err != nil {
		return err
	}
	if len(want) != len(made) {
		return errRace
	}
	have := map[string]vault.Public{}
	for _, m := range made {
		have[m.id] = m.public
	}
	for _, w := range want {
		if !bytes.Equal(have[w.id], w.public) {
			return errRace
		}
	}
	return nil
}
