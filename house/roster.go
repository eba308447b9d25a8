package house

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"stockwerk/vault"
)

// Members lists who is in a room, owner first. Who may: those inside.
func (s *Service) Members(ctx context.Context, a Actor, place string) ([]Member, error) {
	in, err := s.enter(ctx, a, place, DoSeeMembers)
	if err != nil {
		return nil, err
	}
	if in.room.Class == ClassOpen && !a.member() {
		return nil, errForbidden()
	}
	ids := make([]PersonID, 0, 2*len(in.state.roster))
	for id, row := range in.state.roster {
		ids = append(ids, id, row.By)
	}
	names, err := s.names(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	here := s.hereNow(in.room.ID)
	out := make([]Member, 0, len(in.state.roster))
	for id, row := range in.state.roster {
		m := Member{Person: id, Name: names[id], Role: row.Role, State: row.State, Since: row.Since, Until: row.Until, Visitor: row.Role == RoleVisitor, Here: here[id]}
		if m.Visitor {
			m.By = names[row.By]
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(x, y Member) int {
		return cmp.Or(cmp.Compare(rank[y.Role], rank[x.Role]), x.Since.Compare(y.Since), cmp.Compare(x.Name, y.Name))
	})
	return out, nil
}

// Invite gives a member the room's key and asks them in; entering accepts.
// Who may: the owner, with open rooms (keys).
func (s *Service) Invite(ctx context.Context, a Actor, place, name string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoInvite)
	if err != nil {
		return Room{}, err
	}
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return Room{}, err
	}
	if _, there := in.state.roster[p.ID]; there {
		return Room{}, Errorf(Conflict, "error.already_member", "Name", CleanName(name))
	}
	row := RosterRow{Room: in.room.ID, Person: p.ID, State: stateInvited, Role: RoleMember, Write: true, Since: s.clock(), By: a.person}
	if err := s.addToRoster(ctx, &in, p, row, "invite"); err != nil {
		return Room{}, err
	}
	return s.roomView(ctx, a, in.room.ID)
}

// Apply asks the owner of a listed room to be admitted; the words are sealed
// for the owner alone. Who may: members who can see the room.
func (s *Service) Apply(ctx context.Context, a Actor, place, text string) (Room, error) {
	if err := s.mayHouse(ctx, a, DoApplyRoom, nil); err != nil {
		return Room{}, err
	}
	id, err := s.resolveFor(ctx, a, place)
	if err != nil {
		return Room{}, err
	}
	st, err := s.state(ctx, id)
	if err != nil {
		return Room{}, err
	}
	if row, there := st.roster[a.person]; there && row.State != stateWaiting {
		return Room{}, Errorf(Conflict, "error.already_member", "Name", a.name)
	}
	if err := s.mayKnow(ctx, a, st); err != nil {
		return Room{}, err
	}
	if st.room.State != roomOpen {
		return Room{}, Errorf(Forbidden, "error.room_closed")
	}
	if text, err = optionalText(text, maxApplication); err != nil {
		return Room{}, err
	}
	owner, err := s.ownerOf(ctx, st)
	if err != nil {
		return Room{}, err
	}
	sealed, err := vault.Public(owner.Public).SealTo("application", string(id)+string(a.person), []byte(text))
	if err != nil {
		return Room{}, Errorf(Internal, "error.internal", err)
	}
	app := ApplicationRow{Room: id, Person: a.person, Owner: owner.ID, Text: sealed, At: s.clock()}
	if err := s.store.InTx(ctx, func(tx Tx) error { return tx.PutApplication(ctx, app) }); err != nil {
		return Room{}, err
	}
	s.publishPerson(owner.ID)
	return s.roomView(ctx, a, id)
}

func (s *Service) ownerOf(ctx context.Context, st *roomState) (PersonRow, error) {
	for id, row := range st.roster {
		if row.Role == RoleOwner {
			p, err := s.store.Person(ctx, id)
			if err != nil {
				return p, err
			}
			return p, s.verify(&p)
		}
	}
	return PersonRow{}, Errorf(Conflict, "error.no_owner")
}

// Applications lists who asks to be admitted. Who may: the owner.
func (s *Service) Applications(ctx context.Context, a Actor, place string) ([]Application, error) {
	in, err := s.enter(ctx, a, place, DoAdmit)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Applications(ctx, in.room.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Application, 0, len(rows))
	for _, row := range rows {
		p, err := s.store.Person(ctx, row.Person)
		if err != nil {
			return nil, err
		}
		app := Application{Name: p.Name, At: row.At}
		if who := a.ring.identity(); who != nil && row.Owner == a.person {
			b, err := who.OpenFrom("application", string(row.Room)+string(row.Person), row.Text)
			if err != nil {
				return nil, errTampered(err)
			}
			app.Text = string(b)
		}
		out = append(out, app)
	}
	return out, nil
}

// Admit lets an applicant in. Who may: the owner, with open rooms (keys).
func (s *Service) Admit(ctx context.Context, a Actor, place, name string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoAdmit)
	if err != nil {
		return Room{}, err
	}
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return Room{}, err
	}
	if row, there := in.state.roster[p.ID]; there && row.State == stateJoined {
		return Room{}, Errorf(Conflict, "error.already_member", "Name", CleanName(name))
	}
	if _, err := s.store.Application(ctx, in.room.ID, p.ID); err != nil {
		return Room{}, Errorf(NotFound, "error.no_application")
	}
	row := RosterRow{Room: in.room.ID, Person: p.ID, State: stateJoined, Role: RoleMember, Write: true, Since: s.clock(), By: a.person}
	if err := s.addToRoster(ctx, &in, p, row, "admit"); err != nil {
		return Room{}, err
	}
	s.tell(ctx, in, "event.admitted", map[string]string{"Name": p.Name, "By": a.name})
	return s.roomView(ctx, a, in.room.ID)
}

// addToRoster adds a row and gives the key in the same transaction: a wrap of
// the present key where newcomers may read everything, else a new epoch.
func (s *Service) addToRoster(ctx context.Context, in *access, p PersonRow, row RosterRow, reason string) error {
	put := func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID)
		if err != nil {
			return notRoom(err)
		}
		if err := s.sameKey(ctx, tx, p); err != nil {
			return err
		}
		row.SinceSeq = room.Seq
		s.stamp(&row)
		if err := tx.DeleteApplication(ctx, in.room.ID, p.ID); err != nil {
			return err
		}
		return tx.PutRoster(ctx, row)
	}
	if in.room.Class == ClassOpen {
		err := s.store.InTx(ctx, put)
		s.rosterChanged(in.room.ID, p.ID)
		return err
	}
	if in.room.History == HistoryJoining || in.room.Rotate {
		err := s.rekey(ctx, in, rekeying{
			reason: reason, add: []recipient{{string(p.ID), p.Public}},
			change: func(tx Tx, _ *vault.RoomKey) error { return put(tx) },
		})
		if err == nil {
			s.publishPerson(p.ID)
		}
		return err
	}
	err := s.wrapFor(ctx, in, recipient{string(p.ID), p.Public}, put)
	if err == nil {
		s.rosterChanged(in.room.ID, p.ID)
	}
	return err
}

// sameKey refuses to give a key to somebody who got another key pair, or whose
// account ended, since p was read: the wrap would be for the old one.
func (s *Service) sameKey(ctx context.Context, tx Tx, p PersonRow) error {
	now, err := s.ownRow(ctx, tx, p.ID)
	if err != nil && !IsKey(err, "error.account_gone") {
		return err
	}
	if err != nil || !bytes.Equal(now.Public, p.Public) {
		return Errorf(Conflict, "error.conflict")
	}
	return nil
}

// wrapFor gives the room's present key to one more recipient, together with
// what put writes; again when the epoch turned meanwhile.
func (s *Service) wrapFor(ctx context.Context, in *access, r recipient, put func(Tx) error) error {
	for range maxRaces {
		k, err := s.writeKey(ctx, in)
		if err != nil {
			return err
		}
		wrap, err := k.Wrap(s.vault.ID(), r.public, r.id)
		if err != nil {
			return Errorf(Internal, "error.internal", err)
		}
		row := WrapRow{Room: in.room.ID, Epoch: k.Epoch(), Recipient: r.id, Wrap: wrap}
		s.stamp(&row)
		raced := false
		err = s.store.InTx(ctx, func(tx Tx) error {
			room, err := tx.Room(ctx, in.room.ID)
			if err != nil {
				return notRoom(err)
			}
			if raced = room.Epoch != k.Epoch() || room.Rotate; raced {
				return errRace
			}
			err = s.sameRights(ctx, tx, *in)
			if raced = errors.Is(err, errRace); err != nil {
				return err
			}
			if err := tx.PutWrap(ctx, row); err != nil {
				return err
			}
			return put(tx)
		})
		if !raced {
			return err
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

// Join accepts an invitation, or enters a room that is open to the floor.
func (s *Service) Join(ctx context.Context, a Actor, place string) (Room, error) {
	if err := s.mayHouse(ctx, a, DoApplyRoom, nil); err != nil {
		return Room{}, err
	}
	in, err := s.enter(ctx, a, place, DoRead)
	if err == nil {
		return s.roomView(ctx, a, in.room.ID)
	}
	if KindOf(err) == NotFound {
		// A listed room may be known, and then the way in is to apply.
		if id, e := s.resolveFor(ctx, a, place); e == nil {
			if _, e := s.roomView(ctx, a, id); e == nil {
				return Room{}, Errorf(Forbidden, "error.apply_first")
			}
		}
	}
	return Room{}, err
}

// Remove takes a member or visitor out (@NAME, or a visitor's pseudonym); the
// rest get a new key. Who may: the owner.
func (s *Service) Remove(ctx context.Context, a Actor, place, name string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoRemove)
	if err != nil {
		return Room{}, err
	}
	gone, err := s.inRoster(ctx, in, name)
	if err != nil {
		return Room{}, err
	}
	if gone.Person == a.person {
		return Room{}, Errorf(Conflict, "error.owner_leaves")
	}
	names, err := s.names(ctx, in, []PersonID{gone.Person})
	if err != nil {
		return Room{}, err
	}
	if err := s.takeOut(ctx, &in, gone, "remove"); err != nil {
		return Room{}, err
	}
	s.tell(ctx, in, "event.removed", map[string]string{"Name": names[gone.Person], "By": a.name})
	return s.roomView(ctx, a, in.room.ID)
}

// takeOut removes a roster row, its wraps, and for visitors their tickets.
func (s *Service) takeOut(ctx context.Context, in *access, gone RosterRow, reason string) error {
	err := s.rekeyOrMark(ctx, in, rekeying{
		reason: reason, drop: []string{string(gone.Person)},
		change: func(tx Tx, _ *vault.RoomKey) error { return s.dropRoster(ctx, tx, gone) },
	})
	if err != nil {
		return err
	}
	s.publishPerson(gone.Person)
	if gone.Role == RoleVisitor {
		s.publishRevoked(gone.Person)
	}
	return nil
}

func (s *Service) dropRoster(ctx context.Context, tx Tx, gone RosterRow) error {
	if err := tx.DeleteRoster(ctx, gone.Room, gone.Person); err != nil {
		return err
	}
	if gone.Role != RoleVisitor {
		return nil
	}
	return s.endVisitor(ctx, tx, gone)
}

// Leave takes the actor out. The others' next session begins a new epoch,
// since the leaver must not know its key. The owner hands over or deletes first.
func (s *Service) Leave(ctx context.Context, a Actor, place string) error {
	if a.person == "" {
		return errForbidden()
	}
	if done, err := s.decline(ctx, a, place); done || err != nil {
		return err
	}
	in, err := s.enter(ctx, a, place, DoLeave)
	if err != nil {
		return err
	}
	if in.me.Role == RoleOwner {
		return Errorf(Conflict, "error.owner_leaves")
	}
	s.tell(ctx, in, "event.left", map[string]string{"Name": a.name})
	r := rekeying{reason: "leave", drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
		return s.dropRoster(ctx, tx, in.me)
	}}
	if err := s.changeAndMark(ctx, &in, r, in.room.Class != ClassOpen); err != nil {
		return err
	}
	a.ring.forget(in.room.ID)
	s.publishPerson(a.person)
	return nil
}

// decline gives an invitation back without entering, so that the room sees
// neither coming nor going; done tells whether there was one.
func (s *Service) decline(ctx context.Context, a Actor, place string) (done bool, err error) {
	id, err := s.resolveFor(ctx, a, place)
	if err != nil {
		return false, err
	}
	st, err := s.state(ctx, id)
	if err != nil {
		return false, err
	}
	row, on := st.roster[a.person]
	if !on || row.State != stateInvited {
		return false, nil
	}
	in := access{room: st.room, me: row, actor: a, state: st}
	err = s.changeAndMark(ctx, &in, rekeying{drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
		return tx.DeleteRoster(ctx, id, a.person)
	}}, st.room.Class != ClassOpen)
	if err == nil {
		s.publishPerson(a.person)
	}
	return true, err
}

// HandOver makes another member the owner; the old one stays a member. It
// moves no key. Who may: the owner.
func (s *Service) HandOver(ctx context.Context, a Actor, place, name string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoHandOver)
	if err != nil {
		return Room{}, err
	}
	heir, err := s.inRoster(ctx, in, name)
	if err != nil {
		return Room{}, err
	}
	if heir.State != stateJoined || heir.Role == RoleVisitor || heir.Person == a.person {
		return Room{}, Errorf(Conflict, "error.not_heir")
	}
	err = s.setRoles(ctx, in, map[PersonID]RoomRole{heir.Person: RoleOwner, a.person: RoleMember})
	if err != nil {
		return Room{}, err
	}
	s.tell(ctx, in, "event.handover", map[string]string{"Name": a.name, "To": CleanName(name)})
	return s.roomView(ctx, a, in.room.ID)
}

// Appoint makes a member moderator, or takes it back. Who may: the owner.
func (s *Service) Appoint(ctx context.Context, a Actor, place, name string, moderator bool) (Room, error) {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return Room{}, err
	}
	who, err := s.inRoster(ctx, in, name)
	if err != nil {
		return Room{}, err
	}
	if who.Role == RoleOwner || who.Role == RoleVisitor || who.State != stateJoined {
		return Room{}, Errorf(Conflict, "error.not_heir")
	}
	role := RoleMember
	if moderator {
		role = RoleModerator
	}
	if err := s.setRoles(ctx, in, map[PersonID]RoomRole{who.Person: role}); err != nil {
		return Room{}, err
	}
	return s.roomView(ctx, a, in.room.ID)
}

// setRoles changes the roles of people who are in the room still, while the
// actor may do so still: the room is held, and the roster asked again.
func (s *Service) setRoles(ctx context.Context, in access, roles map[PersonID]RoomRole) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil {
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		for p, role := range roles {
			row, err := s.rosterRow(ctx, tx, in.room.ID, p)
			if KindOf(err) == NotFound && err != nil {
				return errNoPerson()
			}
			if err != nil {
				return err
			}
			if row.State != stateJoined || p != in.actor.person && row.Role == RoleOwner {
				return errRace
			}
			row.Role = role
			s.stamp(&row)
			if err := tx.PutRoster(ctx, row); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errRace) {
		return Errorf(Conflict, "error.conflict", errRace)
	}
	if err == nil {
		s.rosterChanged(in.room.ID)
	}
	return err
}

// inRoster finds a member by name, or a visitor by pseudonym or id.
func (s *Service) inRoster(ctx context.Context, in access, name string) (RosterRow, error) {
	want := CleanName(name)
	if row, ok := in.state.roster[PersonID(want)]; ok {
		return row, nil
	}
	if key, err := nameKey(want); err == nil {
		p, err := s.store.PersonByName(ctx, key)
		if err == nil {
			if row, ok := in.state.roster[p.ID]; ok {
				return row, nil
			}
		}
	}
	for id, row := range in.state.roster {
		if row.Role != RoleVisitor {
			continue
		}
		names, err := s.names(ctx, in, []PersonID{id})
		if err == nil && names[id] == want {
			return row, nil
		}
	}
	return RosterRow{}, errNoPerson()
}
