package house

import (
	"context"
	"slices"
	"strings"

	"stockwerk/vault"
)

// NewRoom opens a room; the actor becomes its owner. Who may: the floor's
// creators and admins. Place is FLOOR/SLUG; Conflict when the slug is taken.
func (s *Service) NewRoom(ctx context.Context, a Actor, spec RoomSpec) (Room, error) {
	code, slug, _, err := s.mayPlace(ctx, a, spec.Place, DoMakeRoom)
	if err != nil {
		return Room{}, err
	}
	kind, err := kindOf(spec.Kind)
	if err != nil {
		return Room{}, err
	}
	name, err := CleanLine(spec.Name, maxName)
	if err != nil {
		return Room{}, err
	}
	topic, err := optionalLine(spec.Topic, maxTopic)
	if err != nil {
		return Room{}, err
	}
	if a.Sealed() {
		return Room{}, errLocked()
	}
	if slug == "" {
		return Room{}, Errorf(Invalid, "error.place_invalid")
	}
	floor, err := s.floorByCode(ctx, s.store, code)
	if err != nil {
		return Room{}, err
	}
	room := s.newRoomRow(floor.row.ID, slug, kind)
	room.Listed = !spec.Unlisted
	id, err := s.addRoom(ctx, a, room, roomText{Slug: slug, Name: name}, topic)
	if err != nil {
		return Room{}, err
	}
	return s.roomView(ctx, a, id)
}

// newRoomRow fills a row from the kind's preset.
func (s *Service) newRoomRow(floor FloorID, slug string, kind RoomKind) RoomRow {
	p := presets[kind]
	return RoomRow{
		ID: RoomID(newID()), Floor: floor, Lookup: s.slugLookup(floor, slug), Kind: kind,
		Class: p.class, Access: p.access, Listed: true, History: p.history,
		Retention: p.retention, Transcript: p.transcript, State: roomOpen, Epoch: 1, Created: s.clock(),
	}
}

// addRoom stores a new room with its first epoch and its owner.
func (s *Service) addRoom(ctx context.Context, a Actor, room RoomRow, t roomText, topic string) (RoomID, error) {
	inner := roomInner{Topic: topic}
	if !room.Listed {
		inner.Name, t.Name = t.Name, ""
	}
	room.Text = s.sealRoomText(room.ID, t)
	var to []recipient
	var owner *PersonRow
	if a.person != "" && room.Class != ClassOpen {
		me, err := s.store.Person(ctx, a.person)
		if err != nil {
			return "", err
		}
		if err := s.verify(&me); err != nil {
			return "", err
		}
		to = []recipient{{string(a.person), vault.Public(me.Public)}}
		owner = &me
	}
	k, epoch, wraps, err := s.firstEpoch(room, a.person, to)
	if err != nil {
		return "", err
	}
	if room.Topic, err = sealInner(k, inner); err != nil {
		return "", err
	}
	s.stamp(&room)
	err = s.store.InTx(ctx, func(tx Tx) error {
		if owner != nil {
			if err := s.sameKey(ctx, tx, *owner); err != nil {
				return err
			}
		}
		err := s.putNewRoom(ctx, tx, a, room, epoch, wraps)
		if err != nil && KindOf(err) == Conflict {
			return Errorf(Conflict, "error.place_taken")
		}
		return err
	})
	if err == nil {
		a.ring.keep(room.ID, k)
		s.rosterChanged(room.ID, a.person)
	}
	return room.ID, err
}

func (s *Service) putNewRoom(ctx context.Context, tx Tx, a Actor, room RoomRow, epoch EpochRow, wraps []WrapRow) error {
	if err := tx.AddRoom(ctx, room); err != nil {
		return err
	}
	if err := tx.AddEpoch(ctx, epoch); err != nil {
		return err
	}
	for _, w := range wraps {
		if err := tx.PutWrap(ctx, w); err != nil {
			return err
		}
	}
	if a.person == "" {
		return nil
	}
	owner := RosterRow{Room: room.ID, Person: a.person, State: stateJoined, Role: RoleOwner, Write: true, Since: s.clock(), By: a.person}
	s.stamp(&owner)
	return tx.PutRoster(ctx, owner)
}

// Rooms lists the rooms of a floor ("" = of all floors) that the actor may
// see: their own, those they are invited to, and the listed ones of floors
// they belong to. Private conversations are in Inbox.
func (s *Service) Rooms(ctx context.Context, a Actor, floor string) ([]Room, error) {
	if err := s.mayHouse(ctx, a, DoReadGround, nil); err != nil {
		return nil, err
	}
	ids, err := s.visibleRooms(ctx, a, floor)
	if err != nil {
		return nil, err
	}
	unread, err := s.unreadByRoom(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]Room, 0, len(ids))
	for _, id := range ids {
		v, err := s.roomView(ctx, a, id)
		if KindOf(err) == NotFound && err != nil {
			continue // closed to the actor since the list was made
		}
		if err != nil {
			return nil, err
		}
		v.Unread = unread[id]
		out = append(out, v)
	}
	return out, nil
}

// visibleRooms gives the ids of Rooms, by floor number and then by age.
func (s *Service) visibleRooms(ctx context.Context, a Actor, floor string) ([]RoomID, error) {
	if a.room != "" {
		return []RoomID{a.room}, nil
	}
	floors, err := s.floorsToLook(ctx, a, floor)
	if err != nil {
		return nil, err
	}
	mine, err := s.myRooms(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []RoomID
	for _, f := range floors {
		rooms, err := s.store.RoomsOn(ctx, f.row.ID)
		if err != nil {
			return nil, err
		}
		inside, err := s.seesRoomsOf(ctx, a, f)
		if err != nil {
			return nil, err
		}
		for _, r := range rooms {
			public := r.Access == AccessPublic && f.row.Kind == FloorGround
			if mine[r.ID] || public || inside && r.Listed {
				out = append(out, r.ID)
			}
		}
	}
	return out, nil
}

// myRooms is where the actor has a roster row.
func (s *Service) myRooms(ctx context.Context, a Actor) (map[RoomID]bool, error) {
	mine := map[RoomID]bool{}
	if a.person == "" {
		return mine, nil
	}
	rows, err := s.store.RostersOf(ctx, a.person)
	for _, r := range rows {
		mine[r.Room] = true
	}
	return mine, err
}

// roomView is a room as it stands in the actor's lists; NotFound when it is
// not theirs to know.
func (s *Service) roomView(ctx context.Context, a Actor, id RoomID) (Room, error) {
	st, err := s.state(ctx, id)
	if err != nil {
		return Room{}, err
	}
	row, on := st.roster[a.person]
	on = on && a.person != ""
	if !on {
		if err := s.mayKnow(ctx, a, st); err != nil {
			return Room{}, err
		}
	}
	r := st.room
	v := Room{
		ID: r.ID, Place: st.place(), Name: st.text.Name, Kind: r.Kind, Class: r.Class, Access: r.Access,
		Listed: r.Listed, Closed: r.State == roomClosed,
	}
	if on {
		v.Member, v.Invited, v.Role = row.State == stateJoined, row.State == stateInvited, row.Role
	} else if a.member() && r.Access == AccessInvite {
		_, err := s.store.Application(ctx, id, a.person)
		v.Applied = err == nil
	}
	if v.Name == "" && on {
		t, err := s.inner(ctx, access{room: r, me: row, actor: a, state: st})
		if err != nil {
			return Room{}, err
		}
		v.Name = t.Name
	}
	if v.Name == "" {
		v.Name = st.text.Slug
	}
	return v, nil
}

// mayKnow lets people see that a listed room exists.
func (s *Service) mayKnow(ctx context.Context, a Actor, st *roomState) error {
	if a.room != "" || a.role == RoleNobody || a.role == RoleBearer || st.room.Class == ClassDirect {
		return errNoRoom()
	}
	if st.room.Access == AccessPublic && st.floor.row.Kind == FloorGround {
		return nil
	}
	inside, err := s.seesRoomsOf(ctx, a, st.floor)
	if err != nil {
		return err
	}
	if !inside || !st.room.Listed {
		return errNoRoom()
	}
	return nil
}

// Room shows a room: to those in it everything, to others who may know of it
// what the list says. Entering it by Room accepts no invitation.
func (s *Service) Room(ctx context.Context, a Actor, place string) (RoomDetail, error) {
	if err := s.mayHouse(ctx, a, DoReadGround, nil); err != nil {
		return RoomDetail{}, err
	}
	id, err := s.resolveFor(ctx, a, place)
	if err != nil {
		return RoomDetail{}, err
	}
	st, err := s.state(ctx, id)
	if err != nil {
		return RoomDetail{}, err
	}
	var d RoomDetail
	if st.room.Class != ClassDirect {
		if d.Room, err = s.roomView(ctx, a, id); err != nil {
			return RoomDetail{}, err
		}
	} else { // in nobody's list, but its events carry the id
		d.Room = Room{ID: id, Kind: st.room.Kind, Class: st.room.Class, Access: st.room.Access}
	}
	d.FloorName = st.floor.text.Name
	d.RetentionDays, d.Transcript, d.History = st.room.Retention, st.room.Transcript, st.room.History
	d.Tools = slices.Clone(presets[st.room.Kind].tools)
	d.Everyone = st.room.Class == ClassOpen
	if d.Invited {
		return d, nil // entering would accept
	}
	in, err := s.enterRoom(ctx, a, id, DoRead)
	if err != nil && !d.Member && d.Place != "" {
		return d, nil
	}
	if err != nil {
		return RoomDetail{}, err
	}
	return s.insideView(ctx, in, d)
}

// insideView adds what only those inside see.
func (s *Service) insideView(ctx context.Context, in access, d RoomDetail) (RoomDetail, error) {
	d.Place, d.Role, d.Me = in.place, in.me.Role, in.actor.name
	d.Member = in.actor.person != ""
	counters, err := s.store.Room(ctx, in.room.ID)
	if err != nil {
		return d, notRoom(err)
	}
	d.Seq, d.Mod = counters.Seq, counters.Mod
	t, err := s.inner(ctx, in)
	if err != nil {
		return d, err
	}
	d.Topic = t.Topic
	for action := range roomPolicy {
		if mayRoom(action, in.room, in.me) == nil {
			d.May = append(d.May, action)
		}
	}
	slices.Sort(d.May)
	var ids []PersonID
	for id, row := range in.state.roster {
		if d.Everyone || row.State == stateWaiting {
			continue
		}
		ids = append(ids, id)
	}
	names, err := s.knownNames(ctx, in, ids)
	if err != nil {
		return d, err
	}
	for _, id := range ids {
		d.CanRead = append(d.CanRead, names[id])
		if in.state.roster[id].Role == RoleOwner {
			d.Owner = names[id]
		}
	}
	slices.SortFunc(d.CanRead, strings.Compare)
	return d, nil
}

// EditRoom changes a room's texts and rules. Who may: its owner. Turning
// Listed moves the name between the house's and the room's key.
func (s *Service) EditRoom(ctx context.Context, a Actor, place string, e RoomEdit) (Room, error) {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return Room{}, err
	}
	k, err := s.writeKey(ctx, &in)
	if err != nil {
		return Room{}, err
	}
	inner, err := s.inner(ctx, in)
	if err != nil {
		return Room{}, err
	}
	text := in.state.text
	name := text.Name + inner.Name // only one of them is set
	if e.Name != nil {
		if name, err = CleanLine(*e.Name, maxName); err != nil {
			return Room{}, err
		}
	}
	if e.Topic != nil {
		if inner.Topic, err = optionalLine(*e.Topic, maxTopic); err != nil {
			return Room{}, err
		}
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID)
		if err != nil {
			return notRoom(err)
		}
		if room.Epoch != k.Epoch() {
			return Errorf(Conflict, "error.conflict")
		}
		if err := applyEdit(&room, e); err != nil {
			return err
		}
		text.Name, inner.Name = name, ""
		if !room.Listed {
			text.Name, inner.Name = "", name
		}
		room.Text = s.sealRoomText(room.ID, text)
		if room.Topic, err = sealInner(k, inner); err != nil {
			return err
		}
		s.stamp(&room)
		return tx.PutRoom(ctx, room)
	})
	if err != nil {
		return Room{}, err
	}
	s.rosterChanged(in.room.ID)
	return s.roomView(ctx, a, in.room.ID)
}

// maxDays bounds retention and transcript rules: ten years.
const maxDays = 3650

func applyEdit(room *RoomRow, e RoomEdit) error {
	if e.Listed != nil {
		room.Listed = *e.Listed
	}
	if e.Retention != nil {
		if *e.Retention < 0 || *e.Retention > maxDays {
			return Errorf(Invalid, "error.days_invalid", "Max", maxDays)
		}
		room.Retention = *e.Retention
	}
	if e.Transcript != nil {
		if *e.Transcript < -1 || *e.Transcript > maxDays {
			return Errorf(Invalid, "error.days_invalid", "Max", maxDays)
		}
		room.Transcript = *e.Transcript
	}
	return nil
}

// CloseRoom makes a room read-only. Who may: its owner.
func (s *Service) CloseRoom(ctx context.Context, a Actor, place string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoCloseRoom)
	if err != nil {
		return Room{}, err
	}
	s.tell(ctx, in, "event.closed", map[string]string{"Name": a.name})
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID)
		if err != nil {
			return notRoom(err)
		}
		room.State = roomClosed
		s.stamp(&room)
		return tx.PutRoom(ctx, room)
	})
	if err != nil {
		return Room{}, err
	}
	s.rosterChanged(in.room.ID)
	return s.roomView(ctx, a, in.room.ID)
}

// DeleteRoom destroys a room: its keys first, then its rows. Who may: its
// owner. Nothing of it can be read afterwards.
func (s *Service) DeleteRoom(ctx context.Context, a Actor, place string) error {
	in, err := s.enter(ctx, a, place, DoDeleteRoom)
	if err != nil {
		return err
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteRoom(ctx, in.room.ID) }); err != nil {
		return err
	}
	people := make([]PersonID, 0, len(in.state.roster))
	for p := range in.state.roster {
		people = append(people, p)
	}
	a.ring.forget(in.room.ID)
	s.rosterChanged(in.room.ID, people...)
	return nil
}
