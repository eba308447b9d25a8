package house

import (
	"context"

	"stockwerk/vault"
)

// Doorway shows what the bearer's ticket leads to. Who may: the bearer.
func (s *Service) Doorway(ctx context.Context, a Actor) (Doorway, error) {
	if a.role != RoleBearer {
		return Doorway{}, errForbidden()
	}
	row, err := s.openTicket(ctx, s.store, s.vault.TicketLookup(a.code))
	if err != nil {
		return Doorway{}, err
	}
	d := Doorway{Kind: row.Kind, Wait: row.Wait, Return: row.Return, Expires: row.Expires, Free: true}
	if row.Room == "" {
		return d, nil
	}
	in, text, err := s.throughTicket(ctx, a, row)
	if err != nil {
		return d, err
	}
	floor := in.state.floor.text
	d.FloorName, d.Privacy, d.Contact = floor.Name, floor.Privacy, floor.Contact
	d.Pseudonym, d.Free = text.Pseudonym, text.Pseudonym == ""
	inner, err := s.inner(ctx, in)
	d.RoomName = in.state.text.Name + inner.Name
	return d, err
}

// throughTicket looks into the room with the ticket's keys: what stands on the
// ticket and, for a return ticket, the visitor's pseudonym.
func (s *Service) throughTicket(ctx context.Context, a Actor, row TicketRow) (access, ticketText, error) {
	st, err := s.state(ctx, row.Room)
	if err != nil {
		return access{}, ticketText{}, err
	}
	recipientID := PersonID(row.ID)
	ring := a.ring
	if row.Kind == TicketReturn {
		who, err := s.returnIdentity(ctx, a, row)
		if err != nil {
			return access{}, ticketText{}, err
		}
		recipientID, ring = row.Person, newRing(who)
	}
	as := a
	as.person, as.ring = recipientID, ring
	in := access{room: st.room, actor: as, state: st, place: st.place()}
	if row.Kind != TicketReturn {
		text, err := s.openTicketText(ctx, in, row)
		return in, text, err
	}
	label, err := s.openAt(ctx, in, "visitor", string(row.Person), st.roster[row.Person].Label)
	return in, ticketText{Pseudonym: string(label)}, err
}

// returnIdentity opens the visitor's key pair with the return code.
func (s *Service) returnIdentity(ctx context.Context, a Actor, row TicketRow) (*vault.Identity, error) {
	p, err := s.store.Person(ctx, row.Person)
	if err != nil {
		return nil, errTicket()
	}
	if err := s.verify(&p); err != nil {
		return nil, err
	}
	slots, err := s.store.Slots(ctx, row.Person)
	if err != nil {
		return nil, err
	}
	for _, slot := range slots {
		if slot.Kind != vault.SlotReturn {
			continue
		}
		if err := s.verify(&slot); err != nil {
			return nil, err
		}
		who, err := s.vault.OpenSlot(slot.Slot, []byte(a.code), p.Public)
		if err != nil {
			return nil, errTicket()
		}
		return who, nil
	}
	return nil, errTicket()
}
