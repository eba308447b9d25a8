package house

import (
	"context"
	"slices"

	"stockwerk/vault"
)

// settingAdmins is written first by transactions that count house admins, so
// that on every database they run one after the other.
const settingAdmins = "lock.admins"

// newcomer is everything that registering writes.
type newcomer struct {
	person   PersonRow
	who      *vault.Identity
	password SlotRow
	recovery SlotRow
	code     string
	key      *SSHKeyRow
	ticket   TicketRow // zero when none is needed
	rules    houseRules
	mode     Registrations // as the newcomer found it
	version  int           // of the terms that they read; 0 = the newest
	message  string        // to the admins, where they approve
}

// Register makes an account and gives an unlocked actor and the recovery code,
// which is shown once. Who may: newcomers where registration is open, and
// bearers of a setup, membership or activation ticket. The ticket is claimed in
// the same transaction: of any number of racing bearers exactly one succeeds.
// A setup ticket makes the first house admin; an activation ticket gives the
// member it was issued for a new key pair (activate.go).
func (s *Service) Register(ctx context.Context, a Actor, r Registration) (Registered, Actor, error) {
	n := newcomer{}
	var err error
	if err = s.mayRegister(ctx, a, &n); err != nil {
		return Registered{}, Actor{}, err
	}
	if !r.AcceptTerms {
		return Registered{}, Actor{}, Errorf(Invalid, "error.terms")
	}
	if r.Lang, err = n.rules.speaks(r.Lang); err != nil {
		return Registered{}, Actor{}, err
	}
	if n.message, err = optionalText(r.Message, maxArrivalText); err != nil {
		return Registered{}, Actor{}, err
	}
	n.version = r.Version
	if err := s.newPerson(ctx, &n, r); err != nil {
		return Registered{}, Actor{}, err
	}
	if err := checkPassword(n.person.Name, r.Password); err != nil {
		return Registered{}, Actor{}, err
	}
	if err := s.newKeys(ctx, &n, r); err != nil {
		return Registered{}, Actor{}, err
	}
	if n.ticket.Kind == TicketActivation {
		err = s.activate(ctx, &n)
	} else {
		err = s.store.InTx(ctx, func(tx Tx) error { return s.putNewcomer(ctx, tx, &n) })
	}
	if err != nil {
		n.who.Zero()
		return Registered{}, Actor{}, err
	}
	if n.ticket.Kind != TicketActivation {
		s.tally("", StatAccounts)
	}
	a.ring.lock()
	if n.person.State == stateWaiting {
		s.tellAdmins(ctx)
	}
	member := s.actor(n.person, s.cameIn(n.person.ID, n.person.Public, newRing(n.who)))
	if member, err = s.atDoor(ctx, member); err != nil { // new keys end no ban
		n.who.Zero()
		return Registered{}, Actor{}, err
	}
	return Registered{Name: member.name, Role: member.role, Recovery: n.code, Waits: n.person.State == stateWaiting}, member, nil
}

// languages are those a member may choose.
var languages = []string{"", "de", "de-du", "en"}

// mayRegister authorizes, and notes the bearer's ticket and what holds.
func (s *Service) mayRegister(ctx context.Context, a Actor, n *newcomer) error {
	if err := s.mayHouse(ctx, a, DoRegister, nil); err != nil {
		return err
	}
	var err error
	if n.mode, n.rules, err = s.registration(ctx, s.store); err != nil {
		return err
	}
	if a.role == RoleBearer {
		n.ticket, err = s.openTicket(ctx, s.store, s.vault.TicketLookup(a.code))
		if err != nil {
			return err
		}
		if !slices.Contains([]TicketKind{TicketSetup, TicketMembership, TicketActivation}, n.ticket.Kind) {
			return errForbidden()
		}
	}
	if err := s.takesAccounts(ctx, s.store, n.ticket.Kind); err != nil {
		return err
	}
	return n.mode.admits(n.ticket.Kind)
}

// newPerson fills the row: a new one, or that of the member whom an activation
// ticket was issued for.
func (s *Service) newPerson(ctx context.Context, n *newcomer, r Registration) error {
	if n.ticket.Kind == TicketActivation {
		p, err := s.ownRow(ctx, s.store, n.ticket.Person)
		if err != nil {
			return err
		}
		if key, err := nameKey(CleanName(r.Name)); r.Name != "" && (err != nil || key != p.NameKey) {
			return Errorf(Invalid, "error.activation_name")
		}
		n.person = p
		return nil
	}
	name, key, skeleton, err := newName(ctx, s.store, r.Name, n.ticket.Kind == TicketSetup)
	if err != nil {
		return err
	}
	n.person = PersonRow{
		ID: PersonID(newID()), Kind: personMember, Name: name, NameKey: key, Skeleton: skeleton, State: stateActive,
		HouseAdmin: n.ticket.Kind == TicketSetup, Lang: r.Lang, Created: s.month(), LastMonth: s.month(), Terms: n.rules.terms(),
	}
	if n.ticket.ID == "" && n.mode == ByApproval {
		n.person.State = stateWaiting
	}
	return nil
}

// newKeys makes the key pair and both slots, before the transaction: a writer
// must not wait for password work.
func (s *Service) newKeys(ctx context.Context, n *newcomer, r Registration) (err error) {
	if len(r.Key) > 0 {
		key, err := s.newSSHKey(n.person.ID, r.KeyName, r.Key)
		if err != nil {
			return err
		}
		n.key = &key
	}
	if n.who, err = vault.NewIdentity(); err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	n.person.Public = n.who.Public()
	s.stamp(&n.person)
	if n.password, err = s.newPassword(ctx, n.person.ID, r.Password, n.who); err != nil {
		return err
	}
	n.code, n.recovery, err = s.newRecovery(n.person.ID, n.who)
	return err
}

func (s *Service) putNewcomer(ctx context.Context, tx Tx, n *newcomer) error {
	if err := s.stillAdmits(ctx, tx, n); err != nil {
		return err
	}
	if n.ticket.Kind == TicketSetup {
		if err := s.firstAdmin(ctx, tx); err != nil {
			return err
		}
	}
	if err := s.claim(ctx, tx, n.ticket); err != nil {
		return err
	}
	if n.ticket.Kind == TicketSetup {
		if err := s.revokeAll(ctx, tx, TicketSetup, func(TicketRow) bool { return true }); err != nil {
			return err
		}
	}
	if err := tx.AddPerson(ctx, n.person); err != nil {
		if KindOf(err) == Conflict {
			return errNameTaken()
		}
		return err
	}
	if err := s.putArrival(ctx, tx, n); err != nil {
		return err
	}
	return n.putKeys(ctx, tx)
}

func (n *newcomer) putKeys(ctx context.Context, tx Tx) error {
	if err := tx.PutSlot(ctx, n.password); err != nil {
		return err
	}
	if err := tx.PutSlot(ctx, n.recovery); err != nil || n.key == nil {
		return err
	}
	return tx.AddSSHKey(ctx, *n.key)
}

// firstAdmin refuses when the house has an admin already.
func (s *Service) firstAdmin(ctx context.Context, tx Tx) error {
	if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
		return err
	}
	admins, err := tx.HouseAdmins(ctx)
	if err != nil {
		return err
	}
	if len(admins) > 0 {
		return errTicket()
	}
	return nil
}

// claim uses a ticket up, or refuses as for a ticket that does not exist. No
// ticket needs no claim.
func (s *Service) claim(ctx context.Context, tx Tx, row TicketRow) error {
	if row.ID == "" {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	won, err := tx.ClaimTicket(ctx, row.ID, now)
	if err != nil {
		return err
	}
	if !won {
		return errTicket()
	}
	claimed, err := tx.Ticket(ctx, row.ID)
	if err != nil {
		return err
	}
	s.stamp(&claimed)
	return tx.PutTicket(ctx, claimed)
}

// revokeAll ends the outstanding tickets of a kind that match.
func (s *Service) revokeAll(ctx context.Context, tx Tx, kind TicketKind, match func(TicketRow) bool) error {
	open, err := tx.OpenTickets(ctx, kind)
	if err != nil {
		return err
	}
	for _, t := range open {
		if !match(t) {
			continue
		}
		t.State = ticketRevoked
		s.stamp(&t)
		if err := tx.PutTicket(ctx, t); err != nil {
			return err
		}
	}
	return nil
}
