package house

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"stockwerk/vault"
)

// OfferHandover asks a colleague, and through them the clients, that the colleague
// takes the counselling over. Nothing changes before all of them said yes. Who may: the
// counsellor; a client when whoever counselled has left.
func (s *Service) OfferHandover(ctx context.Context, a Actor, place string, spec HandoverSpec) (Colleagues, error) {
	in, err := s.enterOffer(ctx, a, place)
	if err != nil {
		return Colleagues{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Colleagues{}, err
	}
	if spec.Until.IsZero() {
		spec.Until = now.Add(offerLife)
	}
	if !spec.Until.After(now) || spec.Until.After(now.Add(offerLongest)) {
		return Colleagues{}, Errorf(Invalid, "error.handover_until")
	}
	p, err := s.toAsk(ctx, in, spec.Name)
	if err == nil && len(in.asked()) == 0 {
		err = Errorf(Conflict, "error.handover_nobody")
	}
	if err != nil {
		return Colleagues{}, err
	}
	row := HandoverRow{Kind: HandsOver, State: HandoverAsked, Expires: spec.Until}
	key := "event.handover_offered"
	if a.role == RoleGuestOf || in.me.Role != RoleOwner {
		key = "event.handover_asked"
	}
	err = s.ask(ctx, in, p, row, spec.Message, &EventLine{Key: key, Args: map[string]string{"Name": p.Name, "By": a.Name()}})
	return s.colleaguesNow(ctx, a, place, err)
}

// enterOffer enters for somebody who may name a new counsellor.
func (s *Service) enterOffer(ctx context.Context, a Actor, place string) (access, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil {
		return in, err
	}
	if in.me.Role != RoleOwner && in.ownerID() != "" {
		return in, errForbidden()
	}
	if in.room.Kind != RoomPractice {
		return in, Errorf(Invalid, "error.counsel_kind")
	}
	if in.room.State != roomOpen {
		return in, Errorf(Forbidden, "error.room_closed")
	}
	if in.state.roster[a.person].over(s.clock()) { // after the end of a visit one reads
		return in, Errorf(Forbidden, "error.read_only")
	}
	if in.me.Role == RoleOwner {
		return in, nil
	}
	alone, err := s.alone(ctx, in)
	if err == nil && (!alone || in.me.counsels()) {
		err = errForbidden()
	}
	return in, err
}

// toAsk finds a colleague who could come in.
func (s *Service) toAsk(ctx context.Context, in access, name string) (PersonRow, error) {
	p, err := s.colleague(ctx, in.room.Floor, name)
	if err != nil {
		return p, err
	}
	if p.ID == in.actor.person {
		return p, Errorf(Invalid, "error.handover_self")
	}
	if row, there := in.state.roster[p.ID]; there && rank[row.Role] < rank[RoleModerator] {
		return p, Errorf(Conflict, "error.handover_client_side", "Name", p.Name)
	}
	if in.actor.member() {
		return p, s.takesOver(ctx, p, in.actor.person)
	}
	return p, nil
}

// ask writes a question, what is said with it, and the line about it, unless there is
// an open one already.
func (s *Service) ask(ctx context.Context, in access, p PersonRow, row HandoverRow, message string, line *EventLine) error {
	message, err := optionalText(message, MaxText)
	if err != nil {
		return err
	}
	row.ID, row.Room, row.Person, row.Key, row.By = HandoverID(newID()), in.room.ID, p.ID, keyDigest(p), in.actor.person
	row.At = s.clock().UTC().Truncate(time.Millisecond)
	row.Expires, row.Until = row.Expires.UTC().Truncate(time.Millisecond), row.Until.UTC().Truncate(time.Millisecond)
	s.stamp(&row)
	m := event()
	m.do, m.words.Event = in.do, line
	var fresh, handed AnswerRow
	record := []RecordRow(nil)
	if row.Kind == HandsOver {
		if record, err = s.handRecord(ctx, in, p); err != nil {
			return err
		}
	}
	m.ready = func(_ context.Context, _ access, k *vault.RoomKey, _ *outgoing, _ MessageRow) (err error) {
		if fresh, err = s.sealAnswer(k, handoverEntry, offerSlot, offerWords{row.ID, message}); err == nil {
			handed, err = s.sealAnswer(k, handoverEntry, handedSlot, record)
		}
		return err
	}
	m.within = func(ctx context.Context, tx Tx) error {
		old, open, err := s.question(ctx, tx, in.room.ID)
		if err != nil {
			return err
		}
		if open {
			return Errorf(Conflict, "error.handover_open", "Name", s.nameOf(ctx, old.Person))
		}
		if err := s.sameKey(ctx, tx, p); err != nil {
			return err
		}
		if err := tx.PutHandover(ctx, row); err != nil {
			return err
		}
		if err := tx.PutAnswer(ctx, handed); err != nil {
			return err
		}
		return tx.PutAnswer(ctx, fresh)
	}
	_, err = s.insert(ctx, in, m)
	if err == nil {
		s.handoverChanged(in.room.ID, p.ID)
	}
	return err
}

// nameOf is a member's name, a dash where it cannot be said.
func (s *Service) nameOf(ctx context.Context, id PersonID) string {
	if p, err := s.store.Person(ctx, id); err == nil && s.verify(&p) == nil && p.Name != "" {
		return p.Name
	}
	return nobodysName
}

// handoverChanged tells the room and those outside it who are concerned.
func (s *Service) handoverChanged(room RoomID, people ...PersonID) {
	s.publishRoster(room)
	for _, p := range people {
		s.tellCounts(p)
	}
	if st, err := s.state(context.Background(), room); err == nil {
		for id, row := range st.roster {
			if row.State == stateJoined {
				s.tellCounts(id)
			}
		}
	}
}

// TakeHandover answers what a colleague asks: with yes the clients are asked next, with
// no nothing changes and the colleague is told. Who may: the one who is asked.
func (s *Service) TakeHandover(ctx context.Context, a Actor, id HandoverID, yes bool) ([]HandoverOffer, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return nil, err
	}
	if a.Sealed() {
		return nil, errLocked()
	}
	var done HandoverRow
	err := s.store.InTx(ctx, func(tx Tx) error {
		row, err := tx.Handover(ctx, id)
		if err != nil {
			return noHandover(err)
		}
		if _, err := tx.Room(ctx, row.Room); err != nil { // holds it
			return noHandover(err)
		}
		if row, err = tx.Handover(ctx, id); err != nil {
			return noHandover(err)
		}
		if err := s.verify(&row); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if row.Person != a.person || row.State != HandoverAsked || !now.Before(row.Expires) {
			return noHandover(nil)
		}
		p, err := s.ownRow(ctx, tx, a.person)
		if err != nil {
			return err
		}
		if err := sameColleague(p, row); err != nil {
			return err
		}
		row.State = HandoverTaken
		if !yes {
			row.State, row.Expires = HandoverDeclined, now.Add(offerKept).Truncate(time.Millisecond)
		}
		s.stamp(&row)
		done = row
		if !yes {
			if err := s.dropWords(ctx, tx, row.Room); err != nil {
				return err
			}
		}
		return tx.PutHandover(ctx, row)
	})
	if err != nil {
		return nil, err
	}
	s.handoverChanged(done.Room, a.person, done.By)
	return s.HandoversAsked(ctx, a)
}

func noHandover(err error) error {
	if err == nil || KindOf(err) == NotFound {
		return Errorf(NotFound, "error.no_handover")
	}
	return err
}

// WithdrawHandover takes the open question back. Who may: the counsellor; the client who
// asked it.
func (s *Service) WithdrawHandover(ctx context.Context, a Actor, place string) (Colleagues, error) {
	in, err := s.enterOffer(ctx, a, place)
	if err != nil {
		return Colleagues{}, err
	}
	err = s.endQuestion(ctx, in, HandoverWithdrawn, func(row HandoverRow) (*EventLine, error) {
		return &EventLine{Key: "event.handover_withdrawn", Args: map[string]string{"Name": s.nameOf(ctx, row.Person), "By": a.Name()}}, nil
	})
	return s.colleaguesNow(ctx, a, place, err)
}

// RefuseHandover says no to the open question: it is over, and nothing has changed. The
// reason is read by everybody in the room. Who may: the clients of the room.
func (s *Service) RefuseHandover(ctx context.Context, a Actor, place, reason string) (Colleagues, error) {
	in, err := s.enterClient(ctx, a, place)
	if err != nil {
		return Colleagues{}, err
	}
	if reason, err = optionalLine(reason, maxReason); err != nil {
		return Colleagues{}, err
	}
	err = s.endQuestion(ctx, in, HandoverRefused, func(row HandoverRow) (*EventLine, error) {
		line := &EventLine{Key: "event.handover_refused", Args: map[string]string{"Name": s.nameOf(ctx, row.Person), "By": a.Name()}}
		if reason != "" {
			line.Key, line.Args["Reason"] = "event.handover_refused_why", reason
		}
		return line, nil
	})
	return s.colleaguesNow(ctx, a, place, err)
}

// enterClient enters for somebody who is asked as a client.
func (s *Service) enterClient(ctx context.Context, a Actor, place string) (access, error) {
	in, err := s.enterCounsel(ctx, a, place, DoRead)
	if err == nil && (in.me.counsels() || in.state.roster[a.person].over(s.clock())) { // after the end of a visit one reads
		err = Errorf(Forbidden, "error.handover_client")
	}
	if err == nil && in.room.State != roomOpen {
		err = Errorf(Forbidden, "error.room_closed")
	}
	return in, err
}

// endQuestion ends the open question without anything having changed, and says so in
// the room.
func (s *Service) endQuestion(ctx context.Context, in access, how HandoverState, line func(HandoverRow) (*EventLine, error)) error {
	var seen, ended HandoverRow
	m := event()
	m.do = in.do
	m.ready = func(ctx context.Context, in access, _ *vault.RoomKey, m *outgoing, _ MessageRow) error {
		row, open, err := s.question(ctx, s.store, in.room.ID)
		if err == nil && !open {
			err = noHandover(nil)
		}
		if err != nil {
			return err
		}
		now, err := s.store.Now(ctx)
		if err != nil {
			return err
		}
		seen, ended = row, row
		ended.State, ended.Expires = how, now.Add(offerKept).UTC().Truncate(time.Millisecond)
		s.stamp(&ended)
		m.words.Event, err = line(row)
		return err
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := s.sameHandover(ctx, tx, seen); err != nil {
			return err
		}
		if err := s.dropWords(ctx, tx, in.room.ID); err != nil {
			return err
		}
		return tx.PutHandover(ctx, ended)
	}
	_, err := s.insert(ctx, in, m)
	if err == nil {
		s.handoverChanged(in.room.ID, ended.Person, ended.By)
	}
	return err
}

// AgreeHandover says yes to the open question. The yes of the last client, after the
// colleague's, does what was asked, in the same transaction; with all, from every client,
// the new counsellor reads what was written before, so far as the clients do. Who may:
// the clients of the room, with open rooms (keys).
func (s *Service) AgreeHandover(ctx context.Context, a Actor, place string, all bool) (Colleagues, error) {
	in, err := s.enterClient(ctx, a, place)
	if err != nil {
		return Colleagues{}, err
	}
	if a.Sealed() {
		return Colleagues{}, errLocked()
	}
	for range maxRaces {
		err := s.agreeOnce(ctx, &in, all)
		if !errors.Is(err, errRace) {
			return s.colleaguesNow(ctx, a, place, err)
		}
		if err := s.refresh(ctx, &in); err != nil {
			return Colleagues{}, err
		}
		if in.me.counsels() {
			return Colleagues{}, Errorf(Forbidden, "error.handover_client")
		}
	}
	return Colleagues{}, Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) agreeOnce(ctx context.Context, in *access, all bool) error {
	if in.room.State != roomOpen {
		return Errorf(Forbidden, "error.room_closed")
	}
	row, open, err := s.question(ctx, s.store, in.room.ID)
	if err == nil && !open {
		err = noHandover(nil)
	}
	if err != nil {
		return err
	}
	if row.State == HandoverAsked {
		return Errorf(Conflict, "error.handover_first", "Name", s.nameOf(ctx, row.Person))
	}
	yes := row.agreed()
	yes[in.actor.person] = all
	last, earlier := true, true
	for _, c := range in.asked() {
		how, agreed := yes[c.Person]
		last, earlier = last && agreed, earlier && how
	}
	if last {
		return s.comeIn(ctx, in, row, earlier)
	}
	fresh := row
	fresh.Yes = formatYes(yes)
	s.stamp(&fresh)
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID)
		if err != nil {
			return notRoom(err)
		}
		if !bytes.Equal(room.Seal, in.room.Seal) {
			return errRace
		}
		if err := s.sameRights(ctx, tx, *in); err != nil {
			return err
		}
		if err := s.sameHandover(ctx, tx, row); err != nil {
			return err
		}
		return tx.PutHandover(ctx, fresh)
	})
	if err == nil {
		s.tell(ctx, *in, "event.handover_yes", map[string]string{"By": in.actor.Name(), "Name": s.nameOf(ctx, row.Person)})
		s.handoverChanged(in.room.ID)
	}
	return err
}

// openTickets are those of a room with which somebody could still come in.
func (s *Service) openTickets(ctx context.Context, r Reader, room RoomID) ([]TicketRow, error) {
	rows, err := r.Tickets(ctx, room)
	return slices.DeleteFunc(rows, func(t TicketRow) bool { return t.State != ticketIssued }), err
}
