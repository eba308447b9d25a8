package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// TicketDoor takes a ticket's code and gives an actor who may look at what it
// leads to (Doorway) and redeem it or register with it. It claims nothing. A
// typing error is told apart (error.ticket_typo); unknown, used, expired and
// revoked are all NotFound error.ticket_unknown, after the same work.
func (s *Service) TicketDoor(ctx context.Context, code string) (Actor, error) {
	c, err := vault.ParseCode(code)
	if err != nil {
		return Actor{}, Errorf(Invalid, "error.ticket_typo")
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return Actor{}, err
	}
	if err := s.doorsOpen(ctx, rules); err != nil { // whatever the ticket is worth
		return Actor{}, err
	}
	who, err := s.vault.TicketIdentity(c)
	if err != nil {
		return Actor{}, Errorf(Internal, "error.internal", err)
	}
	row, err := s.openTicket(ctx, s.store, s.vault.TicketLookup(c))
	if err != nil {
		who.Zero()
		return Actor{}, err
	}
	return Actor{role: RoleBearer, ticket: row.ID, code: c, lang: s.floorLanguage(ctx, row.Room), ring: newRing(who)}, nil
}

// floorLanguage is what the floor of a room speaks, "" where it says nothing: that of
// people who come with a ticket and have no settings.
func (s *Service) floorLanguage(ctx context.Context, room RoomID) string {
	if room == "" {
		return ""
	}
	st, err := s.state(ctx, room)
	if err != nil {
		return "" // whatever it is, it is told when the ticket is used
	}
	return st.floor.text.Language
}

// openTicket finds an issued, unexpired, untampered ticket.
func (s *Service) openTicket(ctx context.Context, r Reader, lookup []byte) (TicketRow, error) {
	row, err := r.TicketByLookup(ctx, lookup)
	if KindOf(err) == NotFound && err != nil {
		return row, errTicket()
	}
	if err != nil {
		return row, err
	}
	if err := s.verify(&row); err != nil {
		return row, err
	}
	now, err := r.Now(ctx)
	if err != nil {
		return row, err
	}
	if row.State != ticketIssued || now.After(row.Expires) {
		return row, errTicket()
	}
	return row, nil
}

func errTicket() error { return Errorf(NotFound, "error.ticket_unknown") }

// Redeem turns a visitor or return ticket into a visit: exactly one of any
// number of racing bearers succeeds, the others get error.ticket_unknown. The
// answer holds the next one-time code where the ticket allows returning. Who
// may: the bearer, after agreeing to the privacy text and the room's rules.
func (s *Service) Redeem(ctx context.Context, a Actor, r Redemption) (Redeemed, Actor, error) {
	if a.role != RoleBearer {
		return Redeemed{}, Actor{}, errForbidden()
	}
	if !r.Accept {
		return Redeemed{}, Actor{}, Errorf(Invalid, "error.must_accept")
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return Redeemed{}, Actor{}, err
	}
	if err := s.doorsOpen(ctx, rules); err != nil {
		return Redeemed{}, Actor{}, err
	}
	for range maxRaces {
		out, visitor, err := s.redeemOnce(ctx, a, r)
		if !errors.Is(err, errRace) {
			return out, visitor, err
		}
	}
	return Redeemed{}, Actor{}, Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) redeemOnce(ctx context.Context, a Actor, r Redemption) (Redeemed, Actor, error) {
	row, err := s.openTicket(ctx, s.store, s.vault.TicketLookup(a.code))
	if err != nil {
		return Redeemed{}, Actor{}, err
	}
	if row.Kind != TicketVisitor && row.Kind != TicketReturn {
		return Redeemed{}, Actor{}, Errorf(Invalid, "error.register_instead")
	}
	s.cache.drop(row.Room) // the epoch must be today's
	in, text, err := s.throughTicket(ctx, a, row)
	if err != nil {
		return Redeemed{}, Actor{}, err
	}
	if in.room.State != roomOpen && row.Kind == TicketVisitor {
		return Redeemed{}, Actor{}, Errorf(Forbidden, "error.room_closed")
	}
	v, err := s.newVisit(ctx, in, row, text, r)
	if err != nil {
		return Redeemed{}, Actor{}, err
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return s.putVisit(ctx, tx, row, &v) }); err != nil {
		return Redeemed{}, Actor{}, err
	}
	if row.Kind == TicketVisitor {
		s.tally(in.room.Floor, StatRedeemed)
	}
	a.ring.lock()
	if !v.fresh {
		s.publishRevoked(v.person.ID) // an earlier visit that is still open
	}
	ring := s.cameIn(v.person.ID, v.who.Public(), newRing(v.who))
	visitor := Actor{role: RoleGuestOf, person: v.roster.Person, name: v.name, room: in.room.ID, lang: a.lang, ring: ring}
	s.rosterChanged(in.room.ID, row.IssuedBy)
	s.tellVisit(ctx, in, visitor, row, v)
	out := Redeemed{
		Place: in.place, Name: v.name, Until: v.roster.Until, Gone: v.roster.gone(in.room), Waiting: v.roster.State == stateWaiting,
		Ended: v.roster.State == stateEnded, Closed: in.room.State != roomOpen,
	}
	if row.Return {
		visitor.code = v.code
	}
	out.Return = visitor.ReturnTicket()
	return out, visitor, nil
}

// month is today's month, the finest time kept about a person.
func (s *Service) month() string { return s.clock().UTC().Format("2006-01") }
