package house

import (
	"context"
	"errors"

	"stockwerk/vault"
)

// Recover opens an account with its recovery code and gives it a new password
// and a new code; the old ones open nothing afterwards. A second factor goes. A typing error in the
// code is told apart; unknown names and wrong codes are Forbidden
// error.recovery after the same work.
func (s *Service) Recover(ctx context.Context, name, code, password string) (Registered, Actor, error) {
	if err := checkPassword(name, password); err != nil {
		return Registered{}, Actor{}, err
	}
	code, err := vault.ParseRecoveryCode(code)
	if err != nil {
		return Registered{}, Actor{}, Errorf(Invalid, "error.recovery_typo")
	}
	p, slot, known, err := s.wayIn(ctx, name, vault.SlotRecovery)
	if err != nil {
		return Registered{}, Actor{}, err
	}
	who, err := s.openRecovery(p, slot, known, code)
	if err != nil {
		return Registered{}, Actor{}, err
	}
	if err := s.letsInNow(ctx, p); err != nil { // before the code is used up
		who.Zero()
		return Registered{}, Actor{}, err
	}
	out, err := s.renewSlots(ctx, p, slot, password, who)
	if err != nil {
		who.Zero()
		return Registered{}, Actor{}, err
	}
	a, err := s.letIn(ctx, p, who)
	if err != nil {
		return Registered{}, Actor{}, err
	}
	a.ring.enters(s.clock(), WayRecovery, "")
	out.Name, out.Role = a.Name(), a.role
	return out, a, nil
}

// openRecovery tries a code. A wrong one takes no password work, so that nobody
// keeps others from logging in by guessing codes of 160 bits.
func (s *Service) openRecovery(p PersonRow, slot SlotRow, known bool, code string) (*vault.Identity, error) {
	if !known {
		slot.Slot, p.Public = s.decoy.slot, s.decoy.public
	}
	who, err := s.vault.OpenSlot(slot.Slot, []byte(code), p.Public)
	switch {
	case err == nil && known:
		return who, nil
	case err != nil && !errors.Is(err, vault.ErrWrongSecret):
		return nil, errTampered(err)
	}
	return nil, Errorf(Forbidden, "error.recovery")
}

// decoy is a recovery slot of nobody: codes are tried on it where there is no
// such account, so that this takes as long as a wrong code.
type decoy struct {
	slot   vault.Slot
	public vault.Public
}

func newDecoy(keys *vault.House) (decoy, error) {
	who, err := vault.NewIdentity()
	if err != nil {
		return decoy{}, err
	}
	defer who.Zero()
	slot, err := keys.NewCodeSlot(vault.SlotRecovery, newID(), slotRecovery, vault.NewRecoveryCode(), who)
	return decoy{slot, who.Public()}, err
}

// renewSlots replaces both slots, unless used is no longer the person's.
func (s *Service) renewSlots(ctx context.Context, p PersonRow, used SlotRow, password string, who *vault.Identity) (Registered, error) {
	first, err := s.newPassword(ctx, p.ID, password, who)
	if err != nil {
		return Registered{}, err
	}
	code, second, err := s.newRecovery(p.ID, who)
	if err != nil {
		return Registered{}, err
	}
	out := Registered{Recovery: code}
	err = s.store.InTx(ctx, func(tx Tx) error {
		out.FactorOff = false
		if _, err := s.ownRow(ctx, tx, p.ID); err != nil {
			return err
		}
		won, err := tx.ReplaceSlot(ctx, used, second)
		if err != nil {
			return err
		}
		if !won {
			return Errorf(Forbidden, "error.recovery") // the code was used meanwhile
		}
		if _, err := tx.Factor(ctx, p.ID); err == nil {
			out.FactorOff = true
		} else if KindOf(err) != NotFound {
			return err
		}
		if err := tx.DeleteFactor(ctx, p.ID); err != nil {
			return err
		}
		return tx.PutSlot(ctx, first)
	})
	return out, err
}
