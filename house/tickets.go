package house

import (
	"context"
	"encoding/json"
	"time"

	"stockwerk/vault"
)

const (
	// ticketLife is how long a visitor ticket waits to be redeemed.
	ticketLife = 72 * time.Hour
	// maxTicketLife bounds what an issuer may ask for.
	maxTicketLife = 90 * 24 * time.Hour
	// setupLife is how long an operator's or membership ticket waits.
	setupLife = 7 * 24 * time.Hour
	// stayLife is how long a visitor may come back after each visit.
	stayLife = 30 * 24 * time.Hour
	// visitLife ends a visit that has no return ticket.
	visitLife = 24 * time.Hour
)

// ticketText is what the issuer wrote on a ticket; the room's keys open it.
type ticketText struct {
	Label     string `json:"label,omitempty"`
	Pseudonym string `json:"as,omitempty"`
}

// NewTicket issues a visitor ticket for a room. The code is in the answer and
// nowhere else. Who may: the owner, with open rooms (keys).
func (s *Service) NewTicket(ctx context.Context, a Actor, place string, spec TicketSpec) (Issued, error) {
	in, err := s.enter(ctx, a, place, DoTicket)
	if err != nil {
		return Issued{}, err
	}
	if in.room.Class == ClassOpen || in.room.Class == ClassDirect {
		return Issued{}, Errorf(Forbidden, "error.no_tickets_here")
	}
	if err := s.takesTickets(ctx, s.store); err != nil {
		return Issued{}, err
	}
	text, err := s.ticketText(ctx, spec)
	if err != nil {
		return Issued{}, err
	}
	life := spec.Valid
	if life == 0 {
		life = ticketLife
	}
	if life < time.Minute || life > maxTicketLife {
		return Issued{}, Errorf(Invalid, "error.ticket_validity")
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Issued{}, err
	}
	row := TicketRow{
		ID: TicketID(newID()), Kind: TicketVisitor, Room: in.room.ID, State: ticketIssued,
		Expires: now.Add(life).Truncate(time.Millisecond), IssuedBy: a.person, IssuedAt: now,
		Write: !spec.ReadOnly, Return: !spec.NoReturn, Wait: spec.Wait,
	}
	code, err := s.addVisitorTicket(ctx, &in, row, text)
	if err != nil {
		return Issued{}, err
	}
	room, err := s.roomView(ctx, a, in.room.ID)
	if err != nil {
		return Issued{}, err
	}
	s.publishRoster(in.room.ID)
	s.tally(in.room.Floor, StatTickets)
	return Issued{
		ID: row.ID, Code: code.String(), Place: in.place, Room: room.Name, Label: text.Label, Expires: row.Expires,
		Write: row.Write, Wait: row.Wait, Return: row.Return, Issuer: a.Name(), Lang: in.state.floor.text.Language,
	}, nil
}

func (s *Service) ticketText(ctx context.Context, spec TicketSpec) (ticketText, error) {
	label, err := optionalLine(spec.Label, maxName)
	if err != nil {
		return ticketText{}, err
	}
	t := ticketText{Label: label}
	if spec.Pseudonym != "" {
		t.Pseudonym, err = s.pseudonym(ctx, spec.Pseudonym)
	}
	return t, err
}

// addVisitorTicket makes the code, wraps the room's key for it and stores both.
func (s *Service) addVisitorTicket(ctx context.Context, in *access, row TicketRow, text ticketText) (vault.Code, error) {
	code := vault.NewCode()
	who, err := s.vault.TicketIdentity(code)
	if err != nil {
		return "", Errorf(Internal, "error.internal", err)
	}
	defer who.Zero()
	row.Lookup, row.Public = s.vault.TicketLookup(code), who.Public()
	plain, _ := json.Marshal(text)
	err = s.wrapFor(ctx, in, recipient{string(row.ID), who.Public()}, func(tx Tx) error {
		if err := s.fitsTickets(ctx, tx, in.room.Floor); err != nil {
			return err
		}
		k, err := s.key(ctx, *in, in.room.Epoch)
		if err != nil {
			return err
		}
		if row.Text, err = sealAt(k, "label", string(row.ID), plain); err != nil {
			return err
		}
		row.Epoch = k.Epoch()
		s.stamp(&row)
		return tx.AddTicket(ctx, row)
	})
	return code, err
}

// openTicketText opens what the issuer wrote; nothing when the ring is locked.
func (s *Service) openTicketText(ctx context.Context, in access, row TicketRow) (ticketText, error) {
	var t ticketText
	b, err := s.openAt(ctx, in, "label", string(row.ID), row.Text)
	if kind := KindOf(err); err != nil && (kind == Forbidden || kind == NotFound) {
		return t, nil
	}
	if err != nil || len(b) == 0 {
		return t, err
	}
	return t, json.Unmarshal(b, &t)
}

// Tickets lists a room's visitor tickets, newest last. Who may: the owner.
func (s *Service) Tickets(ctx context.Context, a Actor, place string) ([]Ticket, error) {
	in, err := s.enter(ctx, a, place, DoTicket)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Tickets(ctx, in.room.ID)
	if err != nil {
		return nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	var ids []PersonID
	visitors := map[TicketID]PersonID{}
	for id, r := range in.state.roster {
		if r.Ticket != "" {
			visitors[r.Ticket] = id
			ids = append(ids, id)
		}
	}
	for _, row := range rows {
		ids = append(ids, row.IssuedBy)
	}
	names, err := s.names(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Ticket, 0, len(rows))
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		text, err := s.openTicketText(ctx, in, row)
		if err != nil {
			return nil, err
		}
		t := Ticket{ID: row.ID, Label: text.Label, State: ticketState(row, now), Expires: row.Expires, IssuedBy: names[row.IssuedBy], Write: row.Write, Wait: row.Wait, Return: row.Return}
		if v, ok := visitors[row.ID]; ok {
			t.Visitor, t.Gone = names[v], in.state.roster[v].gone(in.room)
		}
		out = append(out, t)
	}
	return out, nil
}

func ticketState(row TicketRow, now time.Time) string {
	switch {
	case row.State == ticketIssued && now.After(row.Expires):
		return "expired"
	case row.State == ticketIssued:
		return "open"
	default:
		return row.State
	}
}
