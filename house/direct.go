package house

import (
	"cmp"
	"context"
	"slices"

	"stockwerk/vault"
)

// errNoTalkYet says that two people have not written to each other yet. It is
// NotFound to those who do not ask.
func errNoTalkYet() error { return Errorf(NotFound, "error.no_such_talk") }

// Send writes a private message to a member. The first one opens the
// conversation. It is durable when it returns; a repeat under the same key
// gives the first one's id. Who may: members, unless the other blocks them or
// takes messages only from people they share a floor or room with; both are
// refused in the same words.
func (s *Service) Send(ctx context.Context, a Actor, name, text, key string) (Sent, error) {
	if err := s.mayHouse(ctx, a, DoWriteDirect, nil); err != nil {
		return Sent{}, err
	}
	in, err := s.enterDirect(ctx, a, name, DoSay)
	if IsKey(err, "error.no_such_talk") {
		in, err = s.openDirect(ctx, a, name, text)
	}
	if err != nil {
		return Sent{}, err
	}
	return s.send(ctx, in, text, key)
}

// send writes into a conversation that was entered.
func (s *Service) send(ctx context.Context, in access, text, key string) (Sent, error) {
	m := outgoing{kind: KindDirect, key: key, do: DoSay}
	var err error
	if m.words.Text, err = CleanText(text, MaxText); err != nil {
		return Sent{}, err
	}
	other, err := s.partner(ctx, in.actor, in.state)
	if err != nil {
		return Sent{}, err
	}
	if other.State == stateDeleted {
		return Sent{}, errNoPerson()
	}
	if err := s.takesFrom(ctx, other, in.actor.person); err != nil {
		return Sent{}, err
	}
	sent, err := s.insert(ctx, in, m)
	if err == nil {
		s.stopsTyping(in.room.ID, in.actor.person)
		s.tellCounts(other.ID)
	}
	return sent, err
}

// takesFrom refuses with error.blocked what the person does not want to get.
func (s *Service) takesFrom(ctx context.Context, to PersonRow, from PersonID) error {
	blocks, err := s.store.Blocks(ctx, to.ID)
	if err != nil {
		return err
	}
	if slices.Contains(blocks, from) {
		return Errorf(Forbidden, "error.blocked")
	}
	if settingsOf(to).WritersOnly != "shared" {
		return nil
	}
	shared, err := s.shareSomething(ctx, to.ID, from)
	if err == nil && !shared {
		err = Errorf(Forbidden, "error.blocked")
	}
	return err
}

// shareSomething tells whether two people belong to the same floor or room.
// The ground floor and private conversations are nothing shared.
func (s *Service) shareSomething(ctx context.Context, a, b PersonID) (bool, error) {
	floors := map[FloorID]bool{}
	mine, err := s.store.FloorsOf(ctx, a)
	if err != nil {
		return false, err
	}
	for _, m := range mine {
		floors[m.Floor] = m.State == floorJoined
	}
	theirs, err := s.store.FloorsOf(ctx, b)
	if err != nil {
		return false, err
	}
	for _, m := range theirs {
		if m.State == floorJoined && floors[m.Floor] {
			return true, nil
		}
	}
	rooms := map[RoomID]bool{}
	rosters, err := s.store.RostersOf(ctx, a)
	if err != nil {
		return false, err
	}
	for _, r := range rosters {
		rooms[r.Room] = r.State == stateJoined
	}
	rosters, err = s.store.RostersOf(ctx, b)
	if err != nil {
		return false, err
	}
	for _, r := range rosters {
		if r.State != stateJoined || !rooms[r.Room] {
			continue
		}
		st, err := s.state(ctx, r.Room)
		if err != nil {
			return false, err
		}
		if st.room.Access == AccessInvite && st.room.Class != ClassDirect {
			return true, nil
		}
	}
	return false, nil
}

// pairLookup is the same for two people whoever asks.
func (s *Service) pairLookup(a, b PersonID) []byte {
	return s.vault.Lookup("pair", []byte(min(a, b)), []byte(max(a, b)))
}

// enterDirect enters the actor's conversation with a member. When there is
// none yet, it is NotFound error.no_such_talk.
func (s *Service) enterDirect(ctx context.Context, a Actor, name string, do RoomAction) (access, error) {
	if !a.member() {
		return access{}, errNoPerson()
	}
	other, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return access{}, err
	}
	if other.ID == a.person {
		return access{}, Errorf(Invalid, "error.to_oneself")
	}
	room, err := s.store.DirectRoom(ctx, s.pairLookup(a.person, other.ID))
	if err != nil {
		if KindOf(err) == NotFound {
			err = errNoTalkYet()
		}
		return access{}, err
	}
	in, err := s.enterRoom(ctx, a, room.ID, do)
	if err == nil && in.room.Class != ClassDirect {
		err = errTampered(vault.ErrTampered)
	}
	return in, err
}

// openDirect makes the room of a conversation: closed, two people, two wraps.
// text is only looked at, so that nothing empty opens one.
func (s *Service) openDirect(ctx context.Context, a Actor, name, text string) (access, error) {
	if _, err := CleanText(text, MaxText); err != nil {
		return access{}, err
	}
	if a.Sealed() {
		return access{}, errLocked()
	}
	other, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return access{}, err
	}
	if err := s.takesFrom(ctx, other, a.person); err != nil {
		return access{}, err
	}
	me, err := s.store.Person(ctx, a.person)
	if err != nil {
		return access{}, err
	}
	if err := s.verify(&me); err != nil {
		return access{}, err
	}
	k, err := s.storeDirect(ctx, me, other)
	if err != nil && !IsKey(err, "error.conflict") { // the other was quicker: theirs is as good
		return access{}, err
	}
	in, err := s.enterDirect(ctx, a, name, DoSay)
	if k == nil && IsKey(err, "error.no_such_talk") {
		return in, Errorf(Conflict, "error.conflict") // somebody got another key meanwhile
	}
	if k != nil && err == nil {
		a.ring.keep(in.room.ID, k)
	}
	return in, err
}

// storeDirect gives the new key, or Conflict when there is such a room.
func (s *Service) storeDirect(ctx context.Context, me, other PersonRow) (*vault.RoomKey, error) {
	p := presets[RoomDirect]
	room := RoomRow{
		ID: RoomID(newID()), Lookup: s.pairLookup(me.ID, other.ID), Kind: RoomDirect, Class: p.class,
		Access: p.access, History: p.history, Retention: p.retention, Transcript: p.transcript,
		State: roomOpen, Epoch: 1, Created: s.clock(),
	}
	k, epoch, wraps, err := s.firstEpoch(room, me.ID, []recipient{{string(me.ID), me.Public}, {string(other.ID), other.Public}})
	if err != nil {
		return nil, err
	}
	s.stamp(&room)
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.putNewRoom(ctx, tx, Actor{}, room, epoch, wraps); err != nil {
			return err
		}
		for _, person := range []PersonRow{me, other} {
			if err := s.sameKey(ctx, tx, person); err != nil {
				return err
			}
			p := person.ID
			row := RosterRow{Room: room.ID, Person: p, State: stateJoined, Role: RoleMember, Write: true, Since: s.clock(), By: me.ID}
			s.stamp(&row)
			if err := tx.PutRoster(ctx, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.Zero()
		return nil, err
	}
	s.rosterChanged(room.ID, me.ID, other.ID)
	return k, nil
}

// partner is the other person of a conversation.
func (s *Service) partner(ctx context.Context, a Actor, st *roomState) (PersonRow, error) {
	for id := range st.roster {
		if id == a.person {
			continue
		}
		p, err := s.store.Person(ctx, id)
		if err != nil {
			return p, err
		}
		return p, s.verify(&p)
	}
	return PersonRow{}, errNoPerson()
}

// partnerPlace is @NAME of the other person of a conversation.
func (s *Service) partnerPlace(ctx context.Context, a Actor, st *roomState) (string, error) {
	for id := range st.roster {
		if id == a.person {
			continue
		}
		names, err := s.names(ctx, access{room: st.room, me: st.roster[a.person], actor: a, state: st}, []PersonID{id})
		return "@" + names[id], err
	}
	return "@" + nobodysName, nil
}

// Inbox lists the actor's private conversations, the latest first. Who may:
// members; locked ones too, since it holds no words.
func (s *Service) Inbox(ctx context.Context, a Actor) ([]InboxEntry, error) {
	if err := s.mayHouse(ctx, a, DoWriteDirect, nil); err != nil {
		return nil, err
	}
	unread, err := s.unreadByRoom(ctx, a)
	if err != nil {
		return nil, err
	}
	blocks, err := s.store.Blocks(ctx, a.person)
	if err != nil {
		return nil, err
	}
	rooms, err := s.store.RoomsOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	out := []InboxEntry{}
	for _, room := range rooms {
		if room.Class != ClassDirect {
			continue
		}
		e, err := s.inboxEntry(ctx, a, room.ID, blocks)
		if err != nil {
			return nil, err
		}
		e.Unread = unread[room.ID]
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(x, y InboxEntry) int {
		return cmp.Or(y.LastAt.Compare(x.LastAt), cmp.Compare(x.Name, y.Name))
	})
	return out, nil
}

func (s *Service) inboxEntry(ctx context.Context, a Actor, room RoomID, blocks []PersonID) (InboxEntry, error) {
	in, err := s.enterRoom(ctx, a, room, DoRead)
	if err != nil {
		return InboxEntry{}, err
	}
	e := InboxEntry{Name: in.place[1:]}
	for id := range in.state.roster {
		e.Blocked = e.Blocked || id != a.person && slices.Contains(blocks, id)
	}
	last, err := s.store.Messages(ctx, MessageQuery{Room: room, Newest: true, Limit: 1})
	if err != nil {
		return e, err
	}
	if len(last) > 0 {
		e.LastAt = last[0].Created
	}
	return e, nil
}
