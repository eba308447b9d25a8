package house

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"time"
)

// Succession is a wish that somebody else takes one's place in a room. It comes
// true room by room, when the holder of the key confirms it (Succeed).
type Succession struct {
	Place   string
	Room    string // name
	Leaver  string
	Heir    string
	Role    RoomRole // the leaver's, which the heir gets
	At      time.Time
	Owner   string // who confirms it; the leaver themselves where the room is theirs
	Mine    bool   // the asker goes
	Confirm bool   // the asker may confirm it
	Off     string // why it cannot be confirmed, a key; "" = it can
}

// NameSuccessor says who takes the actor's place in these rooms, or with no
// places in all rooms where somebody can. It replaces who was named before. In
// rooms that are open to a floor there is nothing to take over but a role. The
// one who is named learns of it when a room's owner confirms it, since before that
// the room may not be theirs to know. Who may: members, with open rooms (keys).
func (s *Service) NameSuccessor(ctx context.Context, a Actor, heir string, places []string) ([]Succession, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return nil, err
	}
	if a.Sealed() {
		return nil, errLocked() // whoever came without the keys has none to pass on
	}
	p, err := s.memberByName(ctx, s.store, heir)
	if err != nil {
		return nil, err
	}
	if p.ID == a.person {
		return nil, Errorf(Invalid, "error.heir_self")
	}
	if err := s.takesOver(ctx, p, a.person); err != nil {
		return nil, err
	}
	rooms, err := s.toPassOn(ctx, a, p, places)
	if err != nil {
		return nil, err
	}
	for _, in := range rooms {
		if err := s.nameFor(ctx, in, p); err != nil {
			return nil, err
		}
	}
	return s.MySuccessions(ctx, a)
}

// takesOver refuses where somebody cannot or does not want to take over.
func (s *Service) takesOver(ctx context.Context, heir PersonRow, leaver PersonID) error {
	if heir.State != stateActive {
		return Errorf(Conflict, "error.heir_gone")
	}
	err := s.takesFrom(ctx, heir, leaver)
	if IsKey(err, "error.blocked") {
		return Errorf(Forbidden, "error.heir_refuses", "Name", heir.Name)
	}
	return err
}

// toPassOn are the rooms in which the actor's place can be taken over.
func (s *Service) toPassOn(ctx context.Context, a Actor, heir PersonRow, places []string) ([]access, error) {
	var out []access
	for _, place := range places {
		in, err := s.enter(ctx, a, place, DoLeave)
		if err == nil {
			err = s.passesOn(ctx, in, heir)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, in)
	}
	if len(places) > 0 {
		return out, nil
	}
	rows, err := s.store.RostersOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.State != stateJoined {
			continue
		}
		in, err := s.enterRoom(ctx, a, row.Room, DoLeave)
		if err == nil {
			err = s.passesOn(ctx, in, heir)
		}
		if err == nil {
			out = append(out, in)
		} else if kind := KindOf(err); kind == Internal || kind == Unavailable {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, Errorf(Conflict, "error.nothing_to_pass_on")
	}
	return out, nil
}

// passesOn refuses where there is no place to be taken over: in conversations, in
// closed rooms, where the actor does not hold the key, and in rooms that are open
// to a floor unless the actor has a role there and the heir may come in.
func (s *Service) passesOn(ctx context.Context, in access, heir PersonRow) error {
	switch {
	case in.room.Class == ClassDirect:
		return Errorf(Invalid, "error.place_invalid")
	case in.room.Kind == RoomPractice || in.room.Kind == RoomSide: // only with the client's consent, see handover.go
		return Errorf(Conflict, "error.handover_consent", "Name", heir.Name, "Place", in.place)
	case in.room.State != roomOpen:
		return Errorf(Forbidden, "error.room_closed")
	case in.room.Class == ClassClosed:
		_, err := s.key(ctx, in, in.room.Epoch)
		return err
	case in.room.Kind == RoomNotices || rank[in.me.Role] <= rank[RoleMember]:
		return Errorf(Conflict, "error.nothing_to_pass_on")
	}
	if row, there := in.state.roster[heir.ID]; there && row.State == stateJoined {
		return nil
	}
	ok, err := s.opensTo(ctx, Actor{role: RoleInside, person: heir.ID}, in.state)
	if err == nil && !ok {
		err = Errorf(Conflict, "error.heir_not_on_floor", "Name", heir.Name, "Place", in.place)
	}
	return err
}

// nameFor writes the wish for one room and tells the room's owner.
func (s *Service) nameFor(ctx context.Context, in access, heir PersonRow) error {
	row := SuccessionRow{
		Room: in.room.ID, Person: in.actor.person, Heir: heir.ID, HeirKey: keyDigest(heir), At: s.clock().UTC().Truncate(time.Millisecond),
	}
	s.stamp(&row)
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil {
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		if err := s.sameKey(ctx, tx, heir); err != nil {
			return err
		}
		return tx.PutSuccession(ctx, row)
	})
	if errors.Is(err, errRace) {
		return Errorf(Conflict, "error.conflict", errRace)
	}
	if err == nil {
		s.successionChanged(in.state)
	}
	return err
}

// keyDigest names the key pair that somebody had when they were named: whoever
// gets their account by a reset later takes over nothing.
func keyDigest(p PersonRow) []byte {
	sum := sha256.Sum256(p.Public)
	return sum[:]
}

// successionChanged tells the room and its owner's other screens.
func (s *Service) successionChanged(st *roomState) {
	s.publishRoster(st.room.ID)
	for id, row := range st.roster {
		if row.Role == RoleOwner {
			s.tellCounts(id)
		}
	}
}

// WithdrawSuccessor takes back what NameSuccessor said for these rooms, or with no
// places for all. Who may: who said it.
func (s *Service) WithdrawSuccessor(ctx context.Context, a Actor, places []string) error {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return err
	}
	rows, err := s.store.SuccessionsOf(ctx, a.person)
	if err != nil {
		return err
	}
	wanted := map[RoomID]bool{}
	for _, place := range places {
		id, err := s.resolveFor(ctx, a, place)
		if err != nil {
			return err
		}
		wanted[id] = true
	}
	done := 0
	for _, row := range rows {
		if len(places) > 0 && !wanted[row.Room] {
			continue
		}
		done++
		if err := s.dropSuccession(ctx, row.Room, row.Person); err != nil {
			return err
		}
	}
	if done == 0 || len(places) > 0 && done < len(wanted) {
		return Errorf(NotFound, "error.no_succession")
	}
	return nil
}

func (s *Service) dropSuccession(ctx context.Context, room RoomID, leaver PersonID) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, room); err != nil {
			return notRoom(err)
		}
		return tx.DeleteSuccession(ctx, room, leaver)
	})
	if err != nil {
		return err
	}
	if st, err := s.state(ctx, room); err == nil {
		s.successionChanged(st)
	}
	s.tellCounts(leaver)
	return nil
}

// MySuccessions lists whom the actor named, room by room. Who may: members.
func (s *Service) MySuccessions(ctx context.Context, a Actor) ([]Succession, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.SuccessionsOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	var out []Succession
	for _, row := range rows {
		in, err := s.enterRoom(ctx, a, row.Room, DoLeave)
		if err != nil && KindOf(err) == NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := s.successionView(ctx, in, row)
		if err != nil {
			return nil, err
		}
		out = append(out, found)
	}
	return out, nil
}

// Successions lists who in a room wants somebody else to take their place. Who
// may: who admits there.
func (s *Service) Successions(ctx context.Context, a Actor, place string) ([]Succession, error) {
	in, err := s.enter(ctx, a, place, DoAdmit)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Successions(ctx, in.room.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Succession, 0, len(rows))
	for _, row := range rows {
		if in.state.roster[row.Person].State != stateJoined {
			continue
		}
		found, err := s.successionView(ctx, in, row)
		if err != nil {
			return nil, err
		}
		out = append(out, found)
	}
	return out, nil
}

// successionsWaiting counts those that others wait for the actor to confirm.
func (s *Service) successionsWaiting(ctx context.Context, in access) (n int, err error) {
	rows, err := s.store.Successions(ctx, in.room.ID)
	for _, row := range rows {
		if row.Person != in.actor.person && in.state.roster[row.Person].State == stateJoined {
			n++
		}
	}
	return n, err
}

func (s *Service) successionView(ctx context.Context, in access, row SuccessionRow) (Succession, error) {
	if err := s.verify(&row); err != nil {
		return Succession{}, err
	}
	name, err := s.roomName(ctx, in)
	if err != nil {
		return Succession{}, err
	}
	v := Succession{Place: in.place, Room: name, At: row.At, Role: in.state.roster[row.Person].Role, Mine: row.Person == in.actor.person}
	ids := []PersonID{row.Person, row.Heir}
	for id, r := range in.state.roster {
		if r.Role == RoleOwner {
			ids = append(ids, id)
		}
	}
	people, err := s.store.People(ctx, ids)
	if err != nil {
		return Succession{}, err
	}
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return Succession{}, err
		}
		if p.ID == row.Person {
			v.Leaver = p.Name
		}
		if p.ID == row.Heir {
			v.Heir = p.Name
			v.Off = offKey(s.stillHeir(ctx, p, row))
		}
		if in.state.roster[p.ID].Role == RoleOwner {
			v.Owner = p.Name
		}
	}
	v.Confirm = v.Off == "" && mayRoom(DoAdmit, in.room, in.me) == nil
	return v, nil
}

// stillHeir refuses where the one who was named cannot take over any more.
func (s *Service) stillHeir(ctx context.Context, heir PersonRow, row SuccessionRow) error {
	if heir.State == stateActive && !bytes.Equal(keyDigest(heir), row.HeirKey) {
		return Errorf(Conflict, "error.heir_new_key", "Name", heir.Name)
	}
	return s.takesOver(ctx, heir, row.Person)
}

func offKey(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// DeclineSuccession refuses that somebody takes another's place: the wish is gone,
// and the one who had it stays. Who may: who admits there.
func (s *Service) DeclineSuccession(ctx context.Context, a Actor, place, leaver string) error {
	in, err := s.enter(ctx, a, place, DoAdmit)
	if err != nil {
		return err
	}
	who, err := s.inRoster(ctx, in, leaver)
	if err != nil {
		return err
	}
	if _, err := s.store.Succession(ctx, in.room.ID, who.Person); err != nil {
		return noSuccession(err)
	}
	return s.dropSuccession(ctx, in.room.ID, who.Person)
}

func noSuccession(err error) error {
	if KindOf(err) == NotFound {
		return Errorf(NotFound, "error.no_succession")
	}
	return err
}
