package house

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"stockwerk/vault"
)

// stateLeaving is a member whose account will be deleted and who may still
// change their mind.
const stateLeaving = "leaving"

// leavingGrace is how long.
const leavingGrace = 48 * time.Hour

// keptSettings is what stands in PersonRow.Settings.
type keptSettings struct {
	Settings
	Leaving int64         `json:"leaving,omitempty"` // unix seconds at which the account goes
	Ordered bool          `json:"ordered,omitempty"` // by a house admin, who alone takes it back
	Renamed string        `json:"renamed,omitempty"` // month in which they last chose another name
	Notes   []AccountNote `json:"notes,omitempty"`   // that the member has not seen
	Unused  int64         `json:"unused,omitempty"`  // unix seconds at which its owner had notice (unused.go)
}

// settingsOf reads a row's settings; what cannot be read is the default.
func settingsOf(p PersonRow) keptSettings {
	var k keptSettings
	if len(p.Settings) > 0 && json.Unmarshal(p.Settings, &k) != nil {
		return keptSettings{}
	}
	return k
}

func (k keptSettings) encode() []byte {
	b, _ := json.Marshal(k) // strings and numbers cannot fail
	return b
}

// leaving is when the account of a row goes; zero when it stays.
func leaving(p PersonRow) time.Time {
	if at := settingsOf(p).Leaving; p.State == stateLeaving && at != 0 {
		return time.Unix(at, 0).UTC()
	}
	return time.Time{}
}

// WhoAmI tells the actor who they are here. Who may: everybody who came in by
// a door.
func (s *Service) WhoAmI(ctx context.Context, a Actor) (Self, error) {
	if err := s.mayHouse(ctx, a, DoReadGround, nil); err != nil {
		return Self{}, err
	}
	me := Self{Name: a.Name(), Role: a.Role(), Sealed: a.Sealed()}
	switch {
	case a.role == RoleGuestOf:
		st, err := s.state(ctx, a.room)
		if err != nil {
			return Self{}, err
		}
		row, on := st.roster[a.person]
		if !on {
			return Self{}, errNoRoom()
		}
		me.Room, me.Until, me.Gone = st.place(), row.Until, row.gone(st.room)
		me.Ended, me.Waiting = row.over(s.clock()), row.State == stateWaiting
	case a.member():
		p, err := s.self(ctx, a)
		if err != nil {
			return Self{}, err
		}
		me.Role = s.actor(p, nil).role
		me.Name, me.Created, me.Last, me.Leaving = p.Name, p.Created, p.LastMonth, leaving(p)
		k := settingsOf(p)
		me.Notes, me.LeavingOrdered = k.Notes, k.Ordered && !me.Leaving.IsZero()
		newest, err := s.newestTerms(ctx)
		if err != nil {
			return Self{}, err
		}
		why := stands(p, newest)
		me.Waits, me.TermsDue = IsKey(why, "error.approval_waits"), IsKey(why, "error.terms_due")
	}
	return me, nil
}

// Settings gives the actor's wishes. Who may: members.
func (s *Service) Settings(ctx context.Context, a Actor) (Settings, error) {
	if err := s.mayHouse(ctx, a, DoTakeAlong, nil); err != nil {
		return Settings{}, err
	}
	p, err := s.ownRow(ctx, s.store, a.person)
	if err != nil {
		return Settings{}, err
	}
	set := settingsOf(p).Settings
	set.Lang = p.Lang
	return set, nil
}

// account is the actor's own row. Who may: members.
func (s *Service) account(ctx context.Context, a Actor) (PersonRow, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return PersonRow{}, err
	}
	return s.self(ctx, a)
}

// SetSettings changes the actor's wishes. Who may: members.
func (s *Service) SetSettings(ctx context.Context, a Actor, set Settings) error {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return err
	}
	if !slices.Contains(languages, set.Lang) {
		return Errorf(Invalid, "error.language")
	}
	if !slices.Contains([]string{"", BellNever, BellMentions, BellAll}, set.Bell) || !slices.Contains([]string{"", "shared"}, set.WritersOnly) {
		return Errorf(Invalid, "error.invalid")
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		p, err := s.ownRow(ctx, tx, a.person)
		if err != nil {
			return err
		}
		k := settingsOf(p)
		p.Lang, k.Settings = set.Lang, set
		k.Lang = ""
		p.Settings = k.encode()
		return tx.PutPerson(ctx, p)
	})
}

// ChangePassword puts a new password in place of the old one. Who may:
// members, with the old one.
func (s *Service) ChangePassword(ctx context.Context, a Actor, old, password string) error {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return err
	}
	p, used, who, err := s.prove(ctx, a, old)
	if err != nil {
		return err
	}
	defer who.Zero()
	if err := checkPassword(p.Name, password); err != nil {
		return err
	}
	slot, err := s.newPassword(ctx, p.ID, password, who)
	if err != nil {
		return err
	}
	return s.replaceSlot(ctx, p.ID, used, slot)
}

// NewRecoveryCode gives a new recovery code, shown once; the old one opens
// nothing afterwards. Who may: members, with their password.
func (s *Service) NewRecoveryCode(ctx context.Context, a Actor, password string) (string, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return "", err
	}
	p, used, who, err := s.prove(ctx, a, password)
	if err != nil {
		return "", err
	}
	defer who.Zero()
	code, slot, err := s.newRecovery(p.ID, who)
	if err != nil {
		return "", err
	}
	return code, s.replaceSlot(ctx, p.ID, used, slot)
}

// prove opens the actor's own slot with the password.
func (s *Service) prove(ctx context.Context, a Actor, password string) (PersonRow, SlotRow, *vault.Identity, error) {
	if err := s.mayPass(ctx, a); err != nil {
		return PersonRow{}, SlotRow{}, nil, err
	}
	p, slot, err := s.ownSlot(ctx, a)
	if err != nil {
		return p, slot, nil, err
	}
	who, err := s.tryPassword(ctx, p, slot, password)
	return p, slot, who, err
}

// replaceSlot writes a slot if the password that was proved is still the one.
func (s *Service) replaceSlot(ctx context.Context, person PersonID, proved, slot SlotRow) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if _, err := s.ownRow(ctx, tx, person); err != nil {
			return err
		}
		stays := proved // a recovery slot is written while the password stays
		if slot.ID == proved.ID {
			stays = slot
		}
		won, err := tx.ReplaceSlot(ctx, proved, stays)
		if err != nil {
			return err
		}
		if !won {
			return Errorf(Forbidden, "error.password_wrong")
		}
		return tx.PutSlot(ctx, slot)
	})
}
