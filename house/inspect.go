package house

import (
	"cmp"
	"context"

	"stockwerk/vault"
)

// What the operator's tools ask of a house that they do not open: backup, restore and
// doctor look at rows as they lie and must not write.

// HouseOf reads the id of a house and the value that only its key can have made.
func HouseOf(ctx context.Context, r Reader) (id string, check []byte, err error) {
	raw, err := r.Setting(ctx, settingHouse)
	if err != nil {
		return "", nil, err
	}
	check, err = r.Setting(ctx, settingCheck)
	return string(raw), check, err
}

// SettingsOfHouse are the names of the settings that HouseOf reads.
func SettingsOfHouse() (id, check string) { return settingHouse, settingCheck }

// FitsHouse opens what house.key holds and refuses with ErrWrongHouseKey the key of
// another house.
func FitsHouse(houseKey []byte, id string, check []byte) (*vault.House, error) {
	keys, err := vault.OpenHouse(houseKey, id)
	if err != nil {
		return nil, err
	}
	if keys.Check(check, "house", fields(id)...) != nil {
		return nil, ErrWrongHouseKey
	}
	return keys, nil
}

// Examined is what Examine found.
type Examined struct {
	Admins  int // of the house, whose rows are as the house wrote them
	Floors  int
	Refused int // rows that somebody else changed
	Closing Closing
}

// Examine checks the seals of the rows that decide who runs house and floors.
func Examine(ctx context.Context, r Reader, keys *vault.House) (found Examined, err error) {
	s := &Service{vault: keys}
	rules, err := s.rules(ctx, r)
	switch now, late := r.Now(ctx); {
	case IsKey(err, "error.tampered"):
		found.Refused++
	case err != nil || late != nil:
		return found, cmp.Or(err, late)
	default:
		found.Closing = rules.closing(now)
	}
	admins, err := r.HouseAdmins(ctx)
	if err != nil {
		return found, err
	}
	for _, p := range admins {
		if s.verify(&p) != nil {
			found.Refused++
			continue
		}
		found.Admins++
	}
	floors, err := r.Floors(ctx)
	if err != nil {
		return found, err
	}
	found.Floors = len(floors)
	for _, f := range floors {
		if s.verify(&f) != nil {
			found.Refused++
		}
		members, err := r.FloorMembers(ctx, f.ID)
		if err != nil {
			return found, err
		}
		for _, m := range members {
			if m.Admin && s.verify(&m) != nil {
				found.Refused++
			}
		}
	}
	return found, nil
}

// EraseAgain deletes accounts and visitors that an older backup brought back, and
// tells how many there were. It is the operator's deed, after a restore.
func (s *Service) EraseAgain(ctx context.Context, people []PersonID) (erased int, err error) {
	for _, person := range people {
		there := false
		err := s.store.InTx(ctx, func(tx Tx) (err error) {
			there, err = s.eraseRestored(ctx, tx, person)
			return err
		})
		if err != nil {
			return erased, err
		}
		if there {
			erased++
		}
	}
	return erased, nil
}

func (s *Service) eraseRestored(ctx context.Context, tx Tx, person PersonID) (there bool, err error) {
	if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
		return false, err
	}
	p, err := tx.Person(ctx, person)
	if err != nil && KindOf(err) == NotFound || err == nil && p.State == stateDeleted {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := s.verify(&p); err != nil {
		return false, err
	}
	rows, err := tx.RostersOf(ctx, person)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if err := s.leaveFor(ctx, tx, row); err != nil {
			return false, err
		}
	}
	if p.Kind == personVisitor {
		return true, s.endVisitor(ctx, tx, RosterRow{Person: person})
	}
	return true, s.eraseMember(ctx, tx, p)
}
