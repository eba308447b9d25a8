package house

import (
	"context"
	"slices"
	"strings"
	"time"
)

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
		for _, r := range boardLast(rooms) {
			if r.hidden() {
				continue
			}
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
		v.Member, v.Invited, v.Role = row.State == stateJoined || row.State == stateEnded, row.State == stateInvited, row.Role
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
	if a.room != "" || a.role == RoleNobody || a.role == RoleBearer || a.role == RoleShutOut || st.room.Class == ClassDirect {
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
	d.Tools, d.Preset, d.Linger = toolsOf(st.room), presetOf(st.room), int(st.room.lingers().Hours())
	d.Everyone = st.room.Class == ClassOpen
	bounds, err := s.boundsOf(ctx, s.store, st.room)
	if err != nil {
		return RoomDetail{}, err
	}
	d.KeepMax, d.KeptTools = bounds.at(s.clock()), st.room.keep().Tools
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
	d.Place, d.Role, d.Me = in.place, in.me.Role, in.actor.Name()
	d.Member = in.actor.person != ""
	if h := in.room.holdNow(s.clock()); h != nil {
		if d.HoldAsked = !h.runs(s.clock()); !d.HoldAsked {
			d.HoldUntil = time.Unix(h.Until, 0).UTC()
		}
	}
	if d.Closed {
		over, _, err := s.caseIn(ctx, s.store, in.room.ID)
		if err != nil {
			return d, err
		}
		d.DeleteAt = over.DeleteAt
	}
	var err error
	if d.Closing, err = s.closingFor(ctx, in); err != nil {
		return d, err
	}
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
		if mayRoom(action, in.room, in.me) == nil && in.room.offers(action) {
			d.May = append(d.May, action)
		}
	}
	slices.Sort(d.May)
	d.NotNow, d.ChatShut, d.ChatBarred = s.notNow(ctx, in), s.chatShut(ctx, in), in.shut != nil
	if slices.Contains(toolsOf(in.room), ToolLetters) {
		if _, d.Counselling, err = s.caseIn(ctx, s.store, in.room.ID); err != nil {
			return d, err
		}
	}
	if d.Alone, err = s.alone(ctx, in); err != nil {
		return d, err
	}
	d.Levels = map[string]Level{}
	for _, t := range toolKinds {
		d.Levels[t.tool] = levelOf(in.room, in.me, t.tool)
	}
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

// offers tells whether rooms of that kind have what the action is about.
func (r RoomRow) offers(action RoomAction) bool {
	switch action {
	case DoStep:
		return r.hasSteps()
	case DoRecord:
		return r.hasRecord()
	}
	return !isSessionDeed(action) || r.hasSessions()
}
