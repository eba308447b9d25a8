package house

import (
	"context"
	"time"
)

// Account is what a house admin sees of an account. Nothing of it tells what somebody
// does, or where.
type Account struct {
	Name    string
	Since   string // month
	Last    string // month of the last login
	State   string // active, waiting, leaving
	Admin   bool   // of the house
	Leaving time.Time
	Ordered bool // a house admin had it deleted
	Agreed  bool // to the newest terms
}

// Accounts lists everybody who has an account, by name. Who may: house admins.
func (s *Service) Accounts(ctx context.Context, a Actor) ([]Account, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return nil, err
	}
	newest, err := s.newestTerms(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Account, 0, len(rows))
	for _, p := range rows {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		out = append(out, Account{
			Name: p.Name, Since: p.Created, Last: p.LastMonth, State: p.State, Admin: p.HouseAdmin,
			Leaving: leaving(p), Ordered: settingsOf(p).Ordered && p.State == stateLeaving, Agreed: p.Terms >= newest,
		})
	}
	return out, nil
}

// DeleteMember has an account deleted after the same grace as on its owner's own wish;
// the member is told when they come in, and house admins take it back until then. What
// they own goes the way of every orphaned room. Nobody with the house desk is deleted:
// the office ends first. Who may: house admins.
func (s *Service) DeleteMember(ctx context.Context, a Actor, name string) (time.Time, error) {
	id, err := s.otherAccount(ctx, a, name)
	if err != nil {
		return time.Time{}, err
	}
	var at time.Time
	err = s.store.InTx(ctx, func(tx Tx) error {
		p, err := s.heldMember(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if p.HouseAdmin {
			return Errorf(Conflict, "error.delete_admin", "Name", p.Name)
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if at = leaving(p); at.IsZero() {
			at = now.Add(leavingGrace).UTC().Truncate(time.Second)
		}
		k := settingsOf(p)
		k.Ordered = true
		p.Settings = k.encode()
		p.note("leaving", s.clock(), nil)
		if err := s.putLeaving(ctx, tx, p, at); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, "", "account.deleted", map[string]string{"@Name": string(id)})
	})
	if err != nil {
		return time.Time{}, err
	}
	s.publishPerson(id)
	s.tellAdmins(ctx)
	return at, nil
}

// DeleteMemberToll tells what DeleteMember would take: from one person all their rooms,
// and not how many those are. Who may: house admins.
func (s *Service) DeleteMemberToll(ctx context.Context, a Actor, name string) (Toll, error) {
	if _, err := s.otherAccount(ctx, a, name); err != nil {
		return Toll{}, err
	}
	return Toll{People: 1, Untold: true}, nil
}

// KeepMember takes DeleteMember back, until it is final. Who may: house admins.
func (s *Service) KeepMember(ctx context.Context, a Actor, name string) error {
	id, err := s.otherAccount(ctx, a, name)
	if err != nil {
		return err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		p, err := s.heldMember(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if p.State != stateLeaving || !settingsOf(p).Ordered { // their own wish is their own
			return Errorf(Conflict, "error.not_leaving", "Name", p.Name)
		}
		p.note("kept", s.clock(), nil)
		if err := s.putLeaving(ctx, tx, p, time.Time{}); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, "", "account.kept", map[string]string{"@Name": string(id)})
	})
	if err != nil {
		return err
	}
	s.publishPerson(id)
	s.tellAdmins(ctx)
	return nil
}

// otherAccount authorizes and finds whom it is about: somebody else, who does not wait.
func (s *Service) otherAccount(ctx context.Context, a Actor, name string) (PersonID, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return "", err
	}
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return "", err
	}
	if p.ID == a.person {
		return "", Errorf(Conflict, "error.own_account")
	}
	return p.ID, nil
}

// heldMember reads somebody in a transaction in which an admin decides about them.
func (s *Service) heldMember(ctx context.Context, tx Tx, a Actor, id PersonID) (PersonRow, error) {
	if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
		return PersonRow{}, err
	}
	if err := s.stillRuns(ctx, tx, a); err != nil {
		return PersonRow{}, err
	}
	p, err := s.ownRow(ctx, tx, id)
	if IsKey(err, "error.account_gone") {
		err = errNoPerson()
	}
	return p, err
}
