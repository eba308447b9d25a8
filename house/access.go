package house

import (
	"context"
	"strings"
)

// access is what enter grants: the room, the actor's own roster row in it and
// the place as it is shown. It is proof that the action was allowed.
type access struct {
	room  RoomRow
	me    RosterRow
	place string // FLOOR/SLUG, or @NAME for a private conversation
	do    RoomAction
	actor Actor
	state *roomState
	shut  error // why the chat may not be read, nil = it may as far as this goes (session.go)
	lobby bool  // a visitor's own stay, also while they wait (visitend.go)
	muted error // why they may not write, where they may not for a time (sanctions.go)
}

// enter resolves a place (FLOOR/ROOM, FLOOR/ROOM/TOOL or @NAME) for a deed and
// authorizes it. Not being in the room and its not existing give the same
// refusal. An invitation is accepted by entering.
func (s *Service) enter(ctx context.Context, a Actor, place string, do RoomAction) (access, error) {
	if a.role == RoleNobody || a.role == RoleBearer || a.role == RoleShutOut {
		return access{}, errForbidden()
	}
	if a.ring.over() {
		return access{}, errGone(a)
	}
	if err := s.mayPass(ctx, a); err != nil {
		return access{}, err
	}
	if name, direct := strings.CutPrefix(place, "@"); direct {
		return s.enterDirect(ctx, a, name, do)
	}
	id, err := s.resolve(ctx, place)
	if err != nil {
		return access{}, err
	}
	return s.enterRoom(ctx, a, id, do)
}

// enterRoom is enter for a room whose id is known (by a message or ticket).
func (s *Service) enterRoom(ctx context.Context, a Actor, room RoomID, do RoomAction) (access, error) {
	if a.role == RoleNobody || a.role == RoleBearer || a.role == RoleShutOut {
		return access{}, errForbidden()
	}
	if a.ring.over() {
		return access{}, errGone(a)
	}
	if err := s.mayPass(ctx, a); err != nil {
		return access{}, err
	}
	if a.room != "" && a.room != room {
		return access{}, errNoRoom()
	}
	if err := s.takesGuests(ctx, a); err != nil {
		return access{}, err
	}
	st, err := s.state(ctx, room)
	if err != nil {
		return access{}, err
	}
	if !st.counselled(a.person) {
		if err := s.bannedFrom(ctx, a, st.floor); err != nil {
			return access{}, err
		}
	}
	in := access{room: st.room, actor: a, state: st, place: st.place(), do: do}
	if in.me, err = s.standing(ctx, a, st); err != nil {
		return access{}, err
	}
	if err := st.suspended(do); err != nil {
		return access{}, err
	}
	if st.room.Class == ClassDirect {
		if in.place, err = s.partnerPlace(ctx, a, st); err != nil {
			return access{}, err
		}
	}
	if in.shut = s.barred(ctx, in); KindOf(in.shut) == Internal && in.shut != nil {
		return access{}, in.shut
	}
	if err := s.mute(ctx, &in); err != nil {
		return access{}, err
	}
	return in, in.may(do)
}

// counselled tells whether the room is a counselling in which that person is a client.
// What a floor holds against them shuts no counselling that is going on: nobody may be
// left standing there.
func (st *roomState) counselled(p PersonID) bool {
	row, in := st.roster[p]
	return st.room.Kind == RoomPractice && in && row.State == stateJoined && !row.counsels()
}

// place is FLOOR/SLUG, "" for a private conversation.
func (st *roomState) place() string {
	if st.room.Class == ClassDirect {
		return ""
	}
	return st.floor.text.Code + "/" + st.text.Slug
}

// standing finds or makes the actor's roster row: members have one, the
// invited join by entering, everybody may enter what is open to their floor,
// guests read what is public. Anybody else: no such room.
func (s *Service) standing(ctx context.Context, a Actor, st *roomState) (RosterRow, error) {
	row, in := st.roster[a.person]
	switch {
	case a.person != "" && in && row.State == stateJoined:
		if row.over(s.clock()) {
			return s.afterwards(st, row)
		}
	case a.person != "" && in && row.State == stateEnded:
		return s.afterwards(st, row)
	case a.person != "" && in && row.State == stateInvited:
		if row.over(s.clock()) { // a stay that was to end before it began
			return row, errNoRoom()
		}
		return s.acceptInvitation(ctx, a, st)
	case a.person != "" && in && row.State == stateWaiting:
		return row, Errorf(Forbidden, "error.waiting")
	case st.room.Access == AccessPublic && a.role == RoleGuest:
		return RosterRow{Room: st.room.ID, State: stateJoined, Role: RoleVisitor}, nil
	case st.room.Access != AccessInvite && a.member():
		ok, err := s.opensTo(ctx, a, st)
		if err != nil {
			return row, err
		}
		if !ok {
			return row, errNoRoom()
		}
		if row, err = s.walkIn(ctx, a, st); err != nil {
			return row, err
		}
	default:
		return row, errNoRoom()
	}
	return s.office(a, st, row), nil
}

// office lends the keepers of a notice board their pen: on the ground floor
// the house's admins, elsewhere the floor's. It is an office, not a roster
// row, and exists for open boards only.
func (s *Service) office(a Actor, st *roomState, row RosterRow) RosterRow {
	if st.room.Kind != RoomNotices {
		return row
	}
	keeper := a.Role() == RoleHouseAdmin
	if st.floor.row.Kind != FloorGround {
		keeper = st.floor.admins[a.person]
	}
	row.Write = keeper
	if keeper {
		row.Role = RoleModerator
	}
	return row
}

// opensTo tells whether a room that is open to its floor is open to the actor.
func (s *Service) opensTo(ctx context.Context, a Actor, st *roomState) (bool, error) {
	if st.floor.row.Kind == FloorGround {
		return true, nil
	}
	if st.floor.row.State == FloorSuspended {
		return false, nil
	}
	m, err := s.floorMember(ctx, s.store, st.floor.row.ID, a.person)
	return m.State == floorJoined, err
}

// walkIn adds a roster row for somebody who enters an open room; no key moves,
// since the house opens open rooms.
func (s *Service) walkIn(ctx context.Context, a Actor, st *roomState) (RosterRow, error) {
	row := RosterRow{
		Room: st.room.ID, Person: a.person, State: stateJoined, Role: RoleMember,
		Write: st.room.Kind != RoomNotices, Since: s.clock(),
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, st.room.ID)
		if err != nil {
			return notRoom(err)
		}
		row.SinceSeq = max(room.Seq-walkInShows, 0)
		if row.Rights, err = s.rightsKept(ctx, tx, st.room.ID, a.person); err != nil {
			return err
		}
		s.stamp(&row)
		return tx.PutRoster(ctx, row)
	})
	if err == nil {
		s.rosterChanged(st.room.ID, a.person)
	}
	return row, err
}

// walkInShows is how many of an open room's last posts are unread to somebody
// who enters for the first time, so that the café does not look empty.
const walkInShows = 20

// acceptInvitation turns an invited row into a joined one. The room is held
// first, so that nobody takes the invitation back between reading and writing.
func (s *Service) acceptInvitation(ctx context.Context, a Actor, st *roomState) (RosterRow, error) {
	var row RosterRow
	err := s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, st.room.ID)
		if err != nil {
			return notRoom(err)
		}
		if row, err = s.rosterRow(ctx, tx, st.room.ID, a.person); err != nil {
			return notRoom(err)
		}
		if row.State != stateInvited {
			return nil // another session of theirs was quicker
		}
		row.State, row.Since = stateJoined, s.clock()
		if room.Kind != RoomSide { // what lies there was put there for them
			row.SinceSeq = room.Seq
		}
		s.stamp(&row)
		return tx.PutRoster(ctx, row)
	})
	if err != nil {
		return row, err
	}
	s.rosterChanged(st.room.ID, a.person)
	in := access{room: st.room, me: row, actor: a, state: st}
	s.tell(ctx, in, "event.joined", map[string]string{"Name": a.Name()})
	return row, nil
}

// heldRoom holds and checks a room's row, for those who write it again: what was changed
// in it by hand must not get a good seal that way.
func (s *Service) heldRoom(ctx context.Context, tx Tx, id RoomID) (RoomRow, error) {
	room, err := tx.Room(ctx, id)
	if err != nil {
		return room, notRoom(err)
	}
	return room, s.verify(&room)
}

// rosterRow reads and checks one row.
func (s *Service) rosterRow(ctx context.Context, r Reader, room RoomID, person PersonID) (RosterRow, error) {
	row, err := r.RosterOf(ctx, room, person)
	if err != nil {
		return row, err
	}
	return row, s.verify(&row)
}

// resolve finds the room of FLOOR/SLUG or FLOOR/SLUG/TOOL. It authorizes
// nothing; its refusal is that of enter.
func (s *Service) resolve(ctx context.Context, place string) (RoomID, error) {
	code, slug, _, err := SplitPlace(place)
	if err != nil || slug == "" {
		return "", errNoRoom()
	}
	if id, ok := s.cache.slug(code + "/" + slug); ok {
		return id, nil
	}
	floor, err := s.store.FloorByCode(ctx, s.vault.Lookup("floor", []byte(code)))
	if err != nil {
		return "", notRoom(err)
	}
	room, err := s.store.RoomBySlug(ctx, floor.ID, s.slugLookup(floor.ID, slug))
	if err != nil {
		return "", notRoom(err)
	}
	return room.ID, nil
}

func (s *Service) slugLookup(floor FloorID, slug string) []byte {
	return s.vault.Lookup("room", []byte(floor), []byte(slug))
}

// rosterChanged drops what was cached and tells the room's sessions and the
// people concerned. Call it after commit.
func (s *Service) rosterChanged(room RoomID, people ...PersonID) {
	s.cache.drop(room)
	s.publishRoster(room)
	for _, p := range people {
		s.publishPerson(p)
	}
}
