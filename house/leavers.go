package house

import (
	"context"
	"encoding/json"
	"time"
)

// settingLeavers lists whose account is about to go, so that the sweep need
// not look through everybody. The row of the person decides.
const settingLeavers = "leavers"

// DeleteAccount begins the end of the actor's account and gives the time at
// which it is final; until then KeepAccount takes it back. The only house admin
// and owners of rooms with others inside hand over first. Who may: members,
// with their password.
func (s *Service) DeleteAccount(ctx context.Context, a Actor, password string) (time.Time, error) {
	a, err := s.whoGoes(ctx, a)
	if err != nil {
		return time.Time{}, err
	}
	p, _, who, err := s.prove(ctx, a, password)
	if err != nil {
		return time.Time{}, err
	}
	who.Zero()
	if p.State == stateWaiting { // nothing to come back to
		return s.clock().UTC().Truncate(time.Second), s.dropArrival(ctx, Actor{}, p.ID)
	}
	if err := s.mayGo(ctx, p.ID); err != nil {
		return time.Time{}, err
	}
	var at time.Time
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		p, err := s.ownRow(ctx, tx, a.person)
		if err != nil {
			return err
		}
		if p.State == stateLeaving {
			at = leaving(p)
			return nil
		}
		if err := s.notLastAdmin(ctx, tx, p); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		at = now.Add(leavingGrace).UTC().Truncate(time.Second)
		return s.putLeaving(ctx, tx, p, at)
	})
	return at, err
}

// KeepAccount takes DeleteAccount back. Who may: members, until it is final.
func (s *Service) KeepAccount(ctx context.Context, a Actor) error {
	a, err := s.whoGoes(ctx, a)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		p, err := s.ownRow(ctx, tx, a.person)
		if err != nil || p.State != stateLeaving {
			return err
		}
		if settingsOf(p).Ordered {
			return Errorf(Forbidden, "error.leaving_ordered")
		}
		return s.putLeaving(ctx, tx, p, time.Time{})
	})
}

// putLeaving notes that a person goes at that time, or stays (the zero time).
func (s *Service) putLeaving(ctx context.Context, tx Tx, p PersonRow, at time.Time) error {
	k := settingsOf(p)
	p.State, k.Leaving, k.Ordered = stateActive, 0, k.Ordered && !at.IsZero()
	if !at.IsZero() {
		p.State, k.Leaving = stateLeaving, at.Unix()
	}
	p.Settings = k.encode()
	s.stamp(&p)
	if err := tx.PutPerson(ctx, p); err != nil {
		return err
	}
	return s.noteLeaver(ctx, tx, p.ID, k.Leaving)
}

// noteLeaver writes the list; 0 takes somebody off. Call it after settingAdmins
// was written in the same transaction.
func (s *Service) noteLeaver(ctx context.Context, tx Tx, person PersonID, at int64) error {
	list, err := leavers(ctx, tx)
	if err != nil {
		return err
	}
	list[person] = at
	if at == 0 {
		delete(list, person)
	}
	b, _ := json.Marshal(list)
	return tx.PutSetting(ctx, settingLeavers, b)
}

func leavers(ctx context.Context, r Reader) (map[PersonID]int64, error) {
	list := map[PersonID]int64{}
	b, err := r.Setting(ctx, settingLeavers)
	if err != nil {
		if KindOf(err) == NotFound {
			return list, nil
		}
		return nil, err
	}
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, errTampered(err)
	}
	return list, nil
}

// notLastAdmin keeps the house from being without an admin. Those who are
// about to go do not count.
func (s *Service) notLastAdmin(ctx context.Context, r Reader, p PersonRow) error {
	if !p.HouseAdmin {
		return nil
	}
	admins, err := r.HouseAdmins(ctx)
	if err != nil {
		return err
	}
	for _, other := range admins {
		if err := s.verify(&other); err != nil {
			return err
		}
		if other.ID != p.ID && other.State == stateActive {
			return nil
		}
	}
	return Errorf(Conflict, "error.last_admin")
}

// mayGo refuses while others are in a room that the person owns.
func (s *Service) mayGo(ctx context.Context, person PersonID) error {
	rows, err := s.store.RostersOf(ctx, person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Role != RoleOwner {
			continue
		}
		st, err := s.state(ctx, row.Room)
		if err != nil {
			return err
		}
		if st.room.Class != ClassDirect && len(st.roster) > 1 {
			return Errorf(Conflict, "error.owner_goes", "Place", st.place())
		}
	}
	return nil
}

// sweepLeavers finishes the accounts whose grace is over: one transaction each.
func (s *Service) sweepLeavers(ctx context.Context, now time.Time) error {
	list, err := leavers(ctx, s.store)
	if err != nil {
		return err
	}
	for person, at := range list {
		if now.Unix() < at {
			continue
		}
		if err := s.finish(ctx, person, now); err != nil {
			return err
		}
	}
	return nil
}

// lockedFor is how long a locked account does not go on its own wish.
const lockedFor = 90 * 24 * time.Hour

// goesLater puts the end of a locked account off: perhaps it was not its owner who
// wished it, and they cannot take it back while it is locked.
func (s *Service) goesLater(ctx context.Context, tx Tx, p PersonRow, now time.Time) (bool, error) {
	lock, out, err := s.shutOut(ctx, tx, p.ID)
	if err != nil || !out || lock.Kind != SanctionLock || settingsOf(p).Ordered || now.After(lock.At.Add(lockedFor)) {
		return false, err
	}
	return true, s.putLeaving(ctx, tx, p, now.Add(leavingGrace).UTC().Truncate(time.Second))
}

// finish deletes an account: keys first, then places in rooms and floors. The
// name stays taken; words stay in the rooms, without a name. Somebody who has
// become the only house admin meanwhile stays until there is another one.
func (s *Service) finish(ctx context.Context, person PersonID, now time.Time) error {
	var left []RosterRow
	done := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		left, done = nil, false
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		p, err := s.ownRow(ctx, tx, person)
		if IsKey(err, "error.account_gone") || err == nil && leaving(p).IsZero() {
			return s.noteLeaver(ctx, tx, person, 0) // gone or kept meanwhile
		}
		if err != nil || leaving(p).After(now) {
			return err
		}
		if waits, err := s.goesLater(ctx, tx, p, now); err != nil || waits {
			return err
		}
		if err := s.notLastAdmin(ctx, tx, p); err != nil {
			if IsKey(err, "error.last_admin") {
				return nil
			}
			return err
		}
		if left, err = tx.RostersOf(ctx, person); err != nil {
			return err
		}
		for _, row := range left {
			if err := s.leaveFor(ctx, tx, row); err != nil {
				return err
			}
		}
		done = true
		if err := s.eraseMember(ctx, tx, p); err != nil {
			return err
		}
		return s.entryLedger(ctx, tx, "", DestroyedAccount, ByAccount, string(p.ID), 0)
	})
	if err != nil || !done {
		return err
	}
	for _, row := range left {
		s.rosterChanged(row.Room)
	}
	s.tally("", StatAccountsGone)
	s.floorChanged(person)
	s.publishRevoked(person)
	return nil
}
