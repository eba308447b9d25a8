package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

// BecomeMember makes a visitor a member, on their own wish, and keeps what they have:
// the same person, so that their words stay theirs, their key pair, what they could
// read, and their place in the room, from now on without an end. The return ticket
// and the bound key go, a password and a recovery code come. Where not everybody may
// register, and once the visit is over, the room's owner allows it (AllowMember). Who
// may: visitors who were let in.
func (s *Service) BecomeMember(ctx context.Context, a Actor, r Registration) (Registered, Actor, error) {
	in, err := s.enterVisit(ctx, a)
	if err != nil {
		return Registered{}, a, err
	}
	if err := s.takesAccounts(ctx, s.store, ""); err != nil {
		return Registered{}, a, err
	}
	way, err := s.mayBecome(ctx, in)
	switch {
	case err != nil:
		return Registered{}, a, err
	case in.me.State == stateWaiting:
		return Registered{}, a, Errorf(Forbidden, "error.waiting")
	case way == JoinAsk:
		return Registered{}, a, Errorf(Forbidden, "error.join_ask")
	case way == JoinClosed:
		return Registered{}, a, Errorf(Forbidden, "error.registration_closed")
	case !r.AcceptTerms:
		return Registered{}, a, Errorf(Invalid, "error.terms")
	}
	_, rules, err := s.registration(ctx, s.store)
	if err != nil {
		return Registered{}, a, err
	}
	if r.Lang, err = rules.speaks(r.Lang); err != nil {
		return Registered{}, a, err
	}
	if r.Version != 0 && r.Version != rules.terms() {
		return Registered{}, a, Errorf(Conflict, "error.terms_newer", "Version", rules.terms())
	}
	n, err := s.newFromVisit(ctx, a, r, rules.terms())
	if err != nil {
		return Registered{}, a, err
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return s.putMember(ctx, tx, in, n, way) }); err != nil {
		return Registered{}, a, err
	}
	for _, other := range s.hub.living.of(a.person) {
		if other != a.ring {
			other.end() // what is open elsewhere as a visit
		}
	}
	s.rosterChanged(in.room.ID, a.person)
	member := s.actor(n.person, a.ring)
	s.tellMember(ctx, in, member)
	return Registered{Name: member.name, Role: member.role, Recovery: n.code}, member, nil
}

// newFromVisit checks name and password and makes both slots for the key pair that
// the visitor has.
func (s *Service) newFromVisit(ctx context.Context, a Actor, r Registration, terms int) (*newcomer, error) {
	n := &newcomer{who: a.ring.identity()}
	if n.who == nil {
		return nil, errLocked()
	}
	name, key, skeleton, err := newName(ctx, s.store, r.Name, false)
	if err != nil {
		return nil, err
	}
	if err := checkPassword(name, r.Password); err != nil {
		return nil, err
	}
	n.person = PersonRow{
		ID: a.person, Kind: personMember, Name: name, NameKey: key, Skeleton: skeleton, Public: n.who.Public(), State: stateActive,
		Lang: r.Lang, Created: s.month(), LastMonth: s.month(), Terms: terms,
	}
	s.stamp(&n.person)
	if len(r.Key) > 0 {
		kept, err := s.newSSHKey(a.person, r.KeyName, r.Key)
		if err != nil {
			return nil, err
		}
		n.key = &kept
	}
	if n.password, err = s.newPassword(ctx, a.person, r.Password, n.who); err != nil {
		return nil, err
	}
	n.code, n.recovery, err = s.newRecovery(a.person, n.who)
	return n, err
}

// putMember turns the visitor's rows into a member's.
func (s *Service) putMember(ctx context.Context, tx Tx, in access, n *newcomer, way string) error {
	row, err := s.visitHeld(ctx, tx, in)
	if err != nil {
		return err
	}
	now, err := tx.Person(ctx, n.person.ID)
	if err != nil {
		return notRoom(err)
	}
	if err := s.verify(&now); err != nil {
		return err
	}
	if now.Kind != personVisitor || string(now.Public) != string(n.person.Public) {
		return errNoRoom()
	}
	if way == JoinAllowed || row.over(s.clock()) {
		if err := s.useConsent(ctx, tx, n.person.ID); err != nil {
			return err
		}
	}
	if _, _, _, err := newName(ctx, tx, n.person.Name, false); err != nil {
		return err // taken meanwhile
	}
	for _, kind := range []TicketKind{TicketReturn, TicketJoin} {
		if err := tx.DeleteTicketsOf(ctx, n.person.ID, kind); err != nil {
			return err
		}
	}
	if err := unbind(ctx, tx, n.person.ID); err != nil {
		return err
	}
	if err := tx.DeleteSlots(ctx, n.person.ID, vault.SlotReturn); err != nil {
		return err
	}
	if err := tx.PutPerson(ctx, n.person); err != nil {
		if KindOf(err) == Conflict {
			return errNameTaken()
		}
		return err
	}
	if err := n.putKeys(ctx, tx); err != nil {
		return err
	}
	row.State, row.Role, row.Ticket, row.Label = stateJoined, RoleMember, "", nil
	row.Until = time.Time{}
	s.stamp(&row)
	return tx.PutRoster(ctx, row)
}

// How a visitor becomes a member.
const (
	JoinFree    = "free"    // everybody may
	JoinAllowed = "allowed" // the owner of the room has allowed it
	JoinAsk     = "ask"     // the owner of the room must allow it
	JoinClosed  = "closed"  // the house takes nobody
)

// mayBecome tells how the visitor could become a member.
func (s *Service) mayBecome(ctx context.Context, in access) (string, error) {
	mode, _, err := s.registration(ctx, s.store)
	if err != nil {
		return "", err
	}
	if mode == RegistrationClosed {
		return JoinClosed, nil
	}
	_, err = s.consent(ctx, s.store, in.actor.person)
	switch {
	case err == nil:
		return JoinAllowed, nil
	case KindOf(err) != NotFound:
		return "", err
	case in.me.over(s.clock()):
		return JoinAsk, nil // or the agreed end would be none
	case mode != RegistrationOpen:
		return JoinAsk, nil
	}
	return JoinFree, nil
}

// AllowMember lets a visitor of the room become a member of the house, whatever its
// rule of registration, within a week; or takes that back. It makes nobody a member
// by itself: the visitor does, if they wish. Who may: the owner.
func (s *Service) AllowMember(ctx context.Context, a Actor, place, visitor string, on bool) error {
	in, err := s.enter(ctx, a, place, DoAllowMember)
	if err != nil {
		return err
	}
	row, err := s.inRoster(ctx, in, visitor)
	if err != nil {
		return err
	}
	if row.Role != RoleVisitor {
		return Errorf(Conflict, "error.no_visitor")
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil { // holds it
			return notRoom(err)
		}
		now, err := s.rosterRow(ctx, tx, in.room.ID, row.Person)
		if err != nil || now.Role != RoleVisitor {
			return errNoPerson()
		}
		if err := tx.DeleteTicketsOf(ctx, row.Person, TicketJoin); err != nil || !on {
			return err
		}
		at, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		yes := TicketRow{
			ID: TicketID(newID()), Lookup: s.consentLookup(row.Person), Kind: TicketJoin, Room: in.room.ID, Person: row.Person,
			State: ticketIssued, Expires: at.Add(setupLife), IssuedBy: a.person, IssuedAt: at,
		}
		s.stamp(&yes)
		return tx.AddTicket(ctx, yes)
	})
	if err != nil {
		return err
	}
	s.publishPerson(row.Person)
	if names, err := s.names(ctx, in, []PersonID{row.Person}); err == nil && on {
		s.tell(ctx, in, "event.may_join", map[string]string{"Name": names[row.Person], "By": a.Name()})
	}
	return nil
}

func (s *Service) consentLookup(visitor PersonID) []byte {
	return s.vault.Lookup("join", []byte(visitor))
}

// consent finds the owner's yes; NotFound where there is none that counts.
func (s *Service) consent(ctx context.Context, r Reader, visitor PersonID) (TicketRow, error) {
	row, err := s.openTicket(ctx, r, s.consentLookup(visitor))
	if err == nil && (row.Kind != TicketJoin || row.Person != visitor) {
		err = errTicket()
	}
	return row, err
}

// useConsent uses the owner's yes up.
func (s *Service) useConsent(ctx context.Context, tx Tx, visitor PersonID) error {
	row, err := s.consent(ctx, tx, visitor)
	if IsKey(err, "error.ticket_unknown") {
		return Errorf(Forbidden, "error.join_ask")
	}
	if err != nil {
		return err
	}
	return s.claim(ctx, tx, row)
}

// tellMember writes into the room who the visitor is now.
func (s *Service) tellMember(ctx context.Context, in access, member Actor) {
	was := in.actor.Name()
	in.actor, in.lobby = member, false
	if err := s.refresh(ctx, &in); err != nil {
		return
	}
	s.tell(ctx, in, "event.visitor_member", map[string]string{"Name": was, "Member": member.name})
}
