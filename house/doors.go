package house

import (
	"context"
	"crypto/subtle"
	"errors"

	"stockwerk/vault"
)

// Ids of a member's slots; each is replaced, never added to.
const (
	slotPassword = "password"
	slotRecovery = "recovery"
)

// Guest gives whoever came by guest@.
func (s *Service) Guest() Actor { return Actor{role: RoleGuest} }

// Newcomer gives whoever came by new@ to register.
func (s *Service) Newcomer() Actor { return Actor{role: RoleGuest, newcomer: true} }

// Login opens an account with its password. Unknown and deleted names and
// wrong passwords are all Forbidden error.login after the same work. For whoever has a
// second factor it returns NeedCode.
func (s *Service) Login(ctx context.Context, name, password string) (Actor, error) {
	p, slot, known, err := s.wayIn(ctx, name, vault.SlotPassword)
	if err != nil {
		return Actor{}, err
	}
	who, err := s.openPassword(ctx, p, slot, known, password)
	if err != nil {
		if known && IsKey(err, "error.login") {
			s.misses.wrong(p.ID)
			s.hub.bell.ring("f " + string(p.ID))
		}
		return Actor{}, err
	}
	if err := s.noteLogin(ctx, p, slot, password, who); err != nil {
		s.log.Warn("login not noted", "kind", string(KindOf(err)))
	}
	a, err := s.letIn(ctx, p, who)
	return s.behindCode(ctx, p, a, err)
}

func errLogin() error { return Errorf(Forbidden, "error.login") }

// actor is a member after a door was opened.
func (s *Service) actor(p PersonRow, r *ring) Actor {
	role := RoleInside
	if p.HouseAdmin {
		role = RoleHouseAdmin
	}
	return Actor{role: role, person: p.ID, name: p.Name, lang: p.Lang, ring: r}
}

// wayIn finds a member and their slot of a kind. known is false for names that
// nobody has any more or never had; the store is asked as often.
func (s *Service) wayIn(ctx context.Context, name string, kind vault.SlotKind) (p PersonRow, slot SlotRow, known bool, err error) {
	p, err = s.byLogin(ctx, name)
	if err != nil && !IsKey(err, "error.no_such_person") {
		return p, slot, false, err
	}
	found := err == nil
	slot, ok, err := s.slot(ctx, s.store, p.ID, kind)
	return p, slot, found && ok, err
}

// slot reads and checks a person's slot of a kind; ok is false without one.
func (s *Service) slot(ctx context.Context, r Reader, person PersonID, kind vault.SlotKind) (row SlotRow, ok bool, err error) {
	rows, err := r.Slots(ctx, person)
	if err != nil {
		return SlotRow{}, false, err
	}
	for _, row := range rows {
		if row.Kind != kind {
			continue
		}
		return row, true, s.verify(&row)
	}
	return SlotRow{}, false, nil
}

// openPassword does the password's work inside the gate and gives the key
// pair. For unknown people it does the same work in vain.
func (s *Service) openPassword(ctx context.Context, p PersonRow, slot SlotRow, known bool, password string) (*vault.Identity, error) {
	var who *vault.Identity
	var err error
	secret := passwordBytes(password)
	defer clear(secret)
	gated := s.gate.pass(ctx, func() {
		if !known || len(password) > 4*maxPassword {
			s.vault.DummyPassword(nil)
			err = vault.ErrWrongSecret
			return
		}
		who, err = s.vault.OpenSlot(slot.Slot, secret, p.Public)
	})
	switch {
	case gated != nil:
		return nil, gated
	case errors.Is(err, vault.ErrWrongSecret):
		return nil, errLogin()
	case err != nil:
		return nil, errTampered(err)
	}
	return who, nil
}

// newPassword makes a slot for a password inside the gate.
func (s *Service) newPassword(ctx context.Context, person PersonID, password string, who *vault.Identity) (SlotRow, error) {
	var slot vault.Slot
	var err error
	secret := passwordBytes(password)
	defer clear(secret)
	if gated := s.gate.pass(ctx, func() {
		slot, err = s.vault.NewPasswordSlot(string(person), slotPassword, secret, who)
	}); gated != nil {
		return SlotRow{}, gated
	}
	if err != nil {
		return SlotRow{}, Errorf(Internal, "error.internal", err)
	}
	return s.slotRow(slot), nil
}

// newRecovery makes a recovery code and its slot.
func (s *Service) newRecovery(person PersonID, who *vault.Identity) (string, SlotRow, error) {
	code := vault.NewRecoveryCode()
	slot, err := s.vault.NewCodeSlot(vault.SlotRecovery, string(person), slotRecovery, code, who)
	if err != nil {
		return "", SlotRow{}, Errorf(Internal, "error.internal", err)
	}
	return code, s.slotRow(slot), nil
}

// noteLogin keeps the month of the login and raises a slot that has become too
// cheap. A house that cannot write lets people in all the same.
func (s *Service) noteLogin(ctx context.Context, p PersonRow, slot SlotRow, password string, who *vault.Identity) error {
	raise := s.vault.NeedsRaise(slot.Slot)
	if !raise && p.LastMonth == s.month() {
		return nil
	}
	raised := slot
	if raise {
		var err error
		if raised, err = s.newPassword(ctx, p.ID, password, who); err != nil {
			return err
		}
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := s.noteMonth(ctx, tx, p.ID); err != nil || !raise {
			return err
		}
		_, err := tx.ReplaceSlot(ctx, slot, raised) // unless the password was changed meanwhile
		return err
	})
}

func (s *Service) noteMonth(ctx context.Context, tx Tx, person PersonID) error {
	p, err := s.ownRow(ctx, tx, person)
	if err != nil || p.LastMonth == s.month() {
		return err
	}
	p.LastMonth = s.month()
	return tx.PutPerson(ctx, p)
}

// LoginKey opens an account with an SSH key (wire format) that the client
// proved to hold. It opens no room: the keys stay locked until Unlock. Unknown
// names and keys are Forbidden error.login. For whoever has a second factor it returns
// NeedCode.
func (s *Service) LoginKey(ctx context.Context, name string, key []byte) (Actor, error) {
	p, err := s.byLogin(ctx, name)
	if err != nil && !IsKey(err, "error.no_such_person") {
		return Actor{}, err
	}
	keys, err := s.store.SSHKeys(ctx, p.ID)
	if err != nil {
		return Actor{}, err
	}
	var found SSHKeyRow
	for _, k := range keys {
		if err := s.verify(&k); err != nil {
			return Actor{}, err
		}
		if subtle.ConstantTimeCompare(k.Blob, key) == 1 {
			found = k
		}
	}
	if p.ID == "" || found.Person != p.ID {
		return Actor{}, errLogin()
	}
	if found.LastMonth != s.month() || p.LastMonth != s.month() {
		if err := s.noteKey(ctx, found); err != nil {
			s.log.Warn("login not noted", "kind", string(KindOf(err)))
		}
	}
	a, err := s.letIn(ctx, p, nil)
	if err == nil {
		a.ring.enters(s.clock(), WayKey, found.Fingerprint)
	}
	return s.behindCode(ctx, p, a, err)
}

func (s *Service) noteKey(ctx context.Context, used SSHKeyRow) error {
	used.LastMonth = s.month()
	return s.store.InTx(ctx, func(tx Tx) error {
		keys, err := tx.SSHKeys(ctx, used.Person)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.Fingerprint != used.Fingerprint {
				continue
			}
			if err := tx.PutSSHKey(ctx, used); err != nil {
				return err
			}
		}
		return s.noteMonth(ctx, tx, used.Person)
	})
}

// Unlock opens the actor's keys with the password, for all copies of the
// actor. Who may: members, for themselves.
func (s *Service) Unlock(ctx context.Context, a Actor, password string) error {
	a, err := s.whoGoes(ctx, a)
	if err != nil {
		return err
	}
	p, slot, err := s.ownSlot(ctx, a)
	if err != nil {
		return err
	}
	who, err := s.tryPassword(ctx, p, slot, password)
	if err != nil {
		return err
	}
	if !a.ring.open(who) {
		return errGone(a)
	}
	return nil
}

// tryPassword is openPassword for somebody who is inside already; whoever
// guesses has to wait longer and longer.
func (s *Service) tryPassword(ctx context.Context, p PersonRow, slot SlotRow, password string) (*vault.Identity, error) {
	if err := s.tries.guess(p.ID, s.clock()); err != nil {
		return nil, err
	}
	who, err := s.openPassword(ctx, p, slot, true, password)
	switch {
	case err == nil:
		s.tries.right(p.ID)
	case !IsKey(err, "error.login"):
		s.tries.undo(p.ID)
	}
	return who, wrongPassword(err)
}

// ownSlot is the actor's row and password slot.
func (s *Service) ownSlot(ctx context.Context, a Actor) (PersonRow, SlotRow, error) {
	p, err := s.self(ctx, a)
	if err != nil {
		return p, SlotRow{}, err
	}
	slot, ok, err := s.slot(ctx, s.store, p.ID, vault.SlotPassword)
	if err == nil && !ok {
		err = Errorf(Forbidden, "error.password_wrong")
	}
	return p, slot, err
}

// wrongPassword says to somebody who is inside already what was wrong.
func wrongPassword(err error) error {
	if IsKey(err, "error.login") {
		return Errorf(Forbidden, "error.password_wrong")
	}
	return err
}

// Lock zeroes the actor's keys, for all copies of the actor.
func (s *Service) Lock(a Actor) { a.ring.lock() }
