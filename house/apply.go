package house

import (
	"context"

	"stockwerk/vault"
)

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
		return Room{}, Errorf(Conflict, "error.already_member", "Name", a.Name())
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
	app, err := s.newApplication(id, a.person, owner, text)
	if err != nil {
		return Room{}, err
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return tx.PutApplication(ctx, app) }); err != nil {
		return Room{}, err
	}
	s.publishPerson(owner.ID)
	return s.roomView(ctx, a, id)
}

// newApplication seals the words for the owner alone, and that for the house:
// anybody can seal to a public key, but who writes into the database without
// house.key must not make somebody apply.
func (s *Service) newApplication(room RoomID, person PersonID, owner PersonRow, text string) (ApplicationRow, error) {
	app := ApplicationRow{Room: room, Person: person, Owner: owner.ID, At: s.clock()}
	sealed, err := vault.Public(owner.Public).SealTo("application", string(room)+string(person), []byte(text))
	if err != nil {
		return app, Errorf(Internal, "error.internal", err)
	}
	app.Text = s.vault.SealText("application", applicationObject(app), 0, sealed)
	return app, nil
}

// applicationObject is what the house's seal on an application is bound to.
func applicationObject(app ApplicationRow) string {
	return string(app.Room) + "/" + string(app.Person) + "/" + string(app.Owner)
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
		sealed, err := s.vault.OpenText("application", applicationObject(row), 0, row.Text)
		if err != nil {
			return nil, errTampered(err)
		}
		if who := a.ring.identity(); who != nil && row.Owner == a.person {
			b, err := who.OpenFrom("application", string(row.Room)+string(row.Person), sealed)
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
	app, err := s.store.Application(ctx, in.room.ID, p.ID)
	if err != nil {
		return Room{}, Errorf(NotFound, "error.no_application")
	}
	if _, err := s.vault.OpenText("application", applicationObject(app), 0, app.Text); err != nil {
		return Room{}, errTampered(err)
	}
	row := RosterRow{Room: in.room.ID, Person: p.ID, State: stateJoined, Role: RoleMember, Write: true, Since: s.clock(), By: a.person}
	if err := s.addToRoster(ctx, &in, p, row, "admit"); err != nil {
		return Room{}, err
	}
	s.tell(ctx, in, "event.admitted", map[string]string{"Name": p.Name, "By": a.Name()})
	return s.roomView(ctx, a, in.room.ID)
}
