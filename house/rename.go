package house

import (
	"context"
)

// RenameMember gives somebody another name, everywhere and at once; the old one stays
// theirs to come in by, and nobody gets it again. Who may: house admins.
func (s *Service) RenameMember(ctx context.Context, a Actor, old, name string) (string, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return "", err
	}
	p, err := s.memberByName(ctx, s.store, old)
	if err != nil {
		return "", err
	}
	return s.rename(ctx, a, p, name)
}

// RenameAccount gives the actor another name, once a month at most: each stays taken.
// Who may: members.
func (s *Service) RenameAccount(ctx context.Context, a Actor, name string) (string, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return "", err
	}
	p, err := s.self(ctx, a)
	if err != nil {
		return "", err
	}
	return s.rename(ctx, a, p, name)
}

// rename changes the name; the act is noted where it is not one's own.
func (s *Service) rename(ctx context.Context, a Actor, p PersonRow, want string) (string, error) {
	was, own := p.Name, p.ID == a.person
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		if !own {
			if err := s.stillRuns(ctx, tx, a); err != nil {
				return err
			}
		}
		now, err := s.ownRow(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		name, key, skeleton, err := s.otherName(ctx, tx, now, want)
		if err != nil {
			return err
		}
		if key != now.NameKey {
			gone := OldNameRow{NameKey: now.NameKey, Skeleton: now.Skeleton, Person: now.ID}
			s.stamp(&gone)
			if err := tx.AddOldName(ctx, gone); err != nil {
				return err
			}
		}
		k := settingsOf(now)
		if own && k.Renamed == s.month() {
			return Errorf(Conflict, "error.renamed_already")
		}
		if own {
			k.Renamed = s.month()
			now.Settings = k.encode()
		}
		was = now.Name
		now.Name, now.NameKey, now.Skeleton = name, key, skeleton
		if !own {
			now.note("renamed", s.clock(), map[string]string{"Was": was, "Name": name})
		}
		s.stamp(&now)
		if err := tx.PutPerson(ctx, now); err != nil {
			if KindOf(err) == Conflict {
				return errNameTaken()
			}
			return err
		}
		p = now
		if own {
			return nil
		}
		return s.audit(ctx, tx, a.person, "", "account.renamed", map[string]string{"Was": was, "Now": name})
	})
	if err != nil {
		return "", err
	}
	s.publishStanding(p.ID)
	s.tellName(ctx, a, p, was)
	return p.Name, nil
}

// otherName checks a name that somebody wants to have from now on: their own in other
// letters, big or small, too.
func (s *Service) otherName(ctx context.Context, r Reader, p PersonRow, want string) (name, key, skeleton string, err error) {
	name = CleanName(want)
	if k, err := nameKey(name); err == nil && k == p.NameKey && name != p.Name {
		if err := validName(name); err != nil {
			return "", "", "", err
		}
		return name, p.NameKey, p.Skeleton, nil
	}
	return newName(ctx, r, want, false)
}

// tellName has everybody see it: sessions in the person's rooms read who is there anew,
// and a line in each room says it where a key is at hand: in open rooms always, in
// closed ones when the person renames themselves.
func (s *Service) tellName(ctx context.Context, a Actor, p PersonRow, was string) {
	rows, err := s.store.RostersOf(ctx, p.ID)
	if err != nil {
		return // each session finds it at the next reading
	}
	for _, row := range rows {
		s.rosterChanged(row.Room)
		st, err := s.state(ctx, row.Room)
		if err != nil || row.State != stateJoined || st.room.Class == ClassDirect || st.room.State != roomOpen {
			continue
		}
		if st.room.Class != ClassOpen && p.ID != a.person {
			continue
		}
		in := access{room: st.room, me: row, actor: Actor{role: RoleInside, person: p.ID, name: p.Name, ring: a.ring}, state: st, place: st.place()}
		s.tell(ctx, in, "event.renamed", map[string]string{"Was": was, "Name": p.Name})
	}
}
