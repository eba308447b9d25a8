package house

import (
	"context"
	"slices"
	"strings"
	"time"

	"stockwerk/vault"
)

// SideSpec is a side room about a counselling.
type SideSpec struct {
	Names []string // colleagues
	Name  string   // of the room, as its owner and the colleagues read it
}

// ReviewSpec is a draft of a letter for a colleague to look at.
type ReviewSpec struct {
	Name    string // the colleague
	Subject string
	Text    string
	Room    string // name of the side room, where there is none yet
}

// Review is a draft in a side room, with the newest that was said to it.
type Review struct {
	ID      MessageID // of the thread
	Side    string    // place
	Names   []string  // of the colleagues
	Subject string
	Newest  Post
	Answers int
}

// OpenSide opens a closed room in which colleagues are asked about a counselling, without
// its clients. These see who is asked and since when. Who may: the counsellor, where the
// agreed contract says that drafts and questions are shown to colleagues.
func (s *Service) OpenSide(ctx context.Context, a Actor, place string, spec SideSpec) (Colleagues, error) {
	in, err := s.enterCounsel(ctx, a, place, DoInvite)
	if err == nil {
		_, err = s.openSide(ctx, in, spec)
	}
	return s.colleaguesNow(ctx, a, place, err)
}

func (s *Service) openSide(ctx context.Context, in access, spec SideSpec) (string, error) {
	terms, err := s.terms(ctx, in)
	if err == nil && !terms.review {
		err = Errorf(Forbidden, "error.side_not_agreed")
	}
	if err != nil {
		return "", err
	}
	if len(spec.Names) == 0 || len(spec.Names) > maxInSide {
		return "", Errorf(Invalid, "error.side_names", "Max", maxInSide)
	}
	name, err := CleanLine(spec.Name, maxName)
	if err != nil {
		return "", err
	}
	var people []PersonRow
	var names []string
	for _, n := range spec.Names {
		p, err := s.toAsk(ctx, in, n)
		if err != nil {
			return "", err
		}
		if !slices.Contains(names, p.Name) {
			people, names = append(people, p), append(names, p.Name)
		}
	}
	random := strings.ReplaceAll(newID(), "-", "")
	slug := "side-" + strings.ToLower(random[len(random)-12:])
	room := s.newRoomRow(in.room.Floor, slug, RoomSide)
	if err := s.keepFrom(ctx, &room); err != nil {
		return "", err
	}
	room.Listed = false
	id, err := s.addRoom(ctx, in.actor, room, roomText{Slug: slug, Name: name}, "")
	if err != nil {
		return "", err
	}
	words := sideWords{Names: names, Version: terms.version, At: s.clock().UTC().Truncate(time.Second)}
	if err := s.linkSide(ctx, in, id, words); err != nil {
		s.dropSide(ctx, id)
		return "", err
	}
	side, err := s.enterRoom(ctx, in.actor, id, DoRead)
	if err != nil {
		return "", err
	}
	for _, p := range people {
		row := RosterRow{Room: id, Person: p.ID, State: stateInvited, Role: RoleMember, Write: true, Since: s.clock(), By: in.actor.person}
		if err := s.addToRoster(ctx, &side, p, row, "invite"); err != nil {
			return "", err
		}
	}
	return side.place, nil
}

// linkSide links a side room to its counselling and says it there, or does nothing.
func (s *Service) linkSide(ctx context.Context, in access, side RoomID, w sideWords) error {
	row := SideRow{Room: in.room.ID, Side: side, At: w.At}
	s.stamp(&row)
	m := event()
	m.do = in.do
	m.words.Event = &EventLine{Key: "event.side_opened", Args: map[string]string{"Name": strings.Join(w.Names, ", "), "By": in.actor.Name()}}
	var fresh AnswerRow
	m.ready = func(ctx context.Context, in access, k *vault.RoomKey, _ *outgoing, _ MessageRow) error {
		terms, err := s.terms(ctx, in)
		if err == nil && !terms.review {
			err = Errorf(Forbidden, "error.side_not_agreed")
		}
		if err != nil {
			return err
		}
		fresh, err = s.sealAnswer(k, handoverEntry, sideSlot+string(side), w)
		return err
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := tx.PutSide(ctx, row); err != nil {
			return err
		}
		return tx.PutAnswer(ctx, fresh)
	}
	_, err := s.insert(ctx, in, m)
	return err
}

func (s *Service) dropSide(ctx context.Context, id RoomID) {
	err := s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteRoom(ctx, id) })
	if err == nil {
		s.rosterChanged(id)
	}
}

// sideRooms are the side rooms of a counselling.
func (s *Service) sideRooms(ctx context.Context, r Reader, room RoomID) ([]RoomID, error) {
	rows, err := r.Sides(ctx, room)
	out := make([]RoomID, len(rows))
	for i := range rows {
		if err := s.verify(&rows[i]); err != nil {
			return nil, err
		}
		out[i] = rows[i].Side
	}
	return out, err
}

// deleteSides deletes the side rooms of a counselling, keys first. After commit the caller
// tells those who were in them by rosterChanged. A hold on the counselling keeps them.
func (s *Service) deleteSides(ctx context.Context, tx Tx, room RoomID) error {
	held, err := s.held(ctx, tx, room)
	if err != nil || held {
		return err
	}
	return s.dropSides(ctx, tx, room, ByRule)
}

// dropSides deletes them for a reason, held or not.
func (s *Service) dropSides(ctx context.Context, tx Tx, room RoomID, why Reason) error {
	sides, err := s.sideRooms(ctx, tx, room)
	if err != nil {
		return err
	}
	for _, side := range sides {
		if err := tx.DeleteAnswer(ctx, room, handoverEntry, sideSlot+string(side)); err != nil {
			return err
		}
		if err := s.dropRoom(ctx, tx, side, why); err != nil && KindOf(err) != NotFound {
			return err
		}
	}
	return nil
}

// sidesSeen are the side rooms as the actor may know them: their owner with the place.
func (s *Service) sidesSeen(ctx context.Context, in access) ([]Side, error) {
	rows, err := s.store.Sides(ctx, in.room.ID)
	if err != nil {
		return nil, err
	}
	var out []Side
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		side := Side{At: row.At}
		var w sideWords
		answer, err := s.store.Answer(ctx, in.room.ID, handoverEntry, sideSlot+string(row.Side))
		if err == nil {
			err = s.openAnswer(ctx, in, answer, &w)
		}
		if err != nil && KindOf(err) != NotFound && !IsKey(err, "error.locked") {
			return nil, err
		}
		side.Names, side.Version = w.Names, w.Version
		if st, err := s.state(ctx, row.Side); err == nil && st.roster[in.actor.person].State == stateJoined {
			side.Place = st.place()
		}
		out = append(out, side)
	}
	return out, nil
}

// PutReview shows a draft of a letter to a colleague, in a side room with them alone,
// which is opened where there is none. Nothing of it is sent. Who may: as OpenSide.
func (s *Service) PutReview(ctx context.Context, a Actor, place string, spec ReviewSpec) (Sent, error) {
	in, err := s.enterCounsel(ctx, a, place, DoInvite)
	if err != nil {
		return Sent{}, err
	}
	terms, err := s.terms(ctx, in)
	if err == nil && !terms.review {
		err = Errorf(Forbidden, "error.side_not_agreed")
	}
	if err != nil {
		return Sent{}, err
	}
	if spec.Text, err = CleanText(spec.Text, MaxText); err != nil {
		return Sent{}, err
	}
	p, err := s.toAsk(ctx, in, spec.Name)
	if err != nil {
		return Sent{}, err
	}
	side, err := s.sideWith(ctx, in, p.ID)
	if err == nil && side == "" {
		side, err = s.openSide(ctx, in, SideSpec{Names: []string{p.Name}, Name: spec.Room})
	}
	if err != nil {
		return Sent{}, err
	}
	return s.Post(ctx, a, side, PostSpec{Title: spec.Subject, Text: spec.Text})
}

// sideWith is the actor's side room with one colleague and nobody else, "" where there is
// none.
func (s *Service) sideWith(ctx context.Context, in access, p PersonID) (string, error) {
	sides, err := s.sideRooms(ctx, s.store, in.room.ID)
	if err != nil {
		return "", err
	}
	for _, id := range sides {
		st, err := s.state(ctx, id)
		if err != nil {
			return "", err
		}
		if _, there := st.roster[p]; there && len(st.roster) == 2 && st.roster[in.actor.person].Role == RoleOwner {
			return st.place(), nil
		}
	}
	return "", nil
}

// Reviews lists the drafts in the side rooms of a counselling, the newest first. Who may:
// the counsellor.
func (s *Service) Reviews(ctx context.Context, a Actor, place string) ([]Review, error) {
	in, err := s.enterCounsel(ctx, a, place, DoInvite)
	if err != nil {
		return nil, err
	}
	sides, err := s.sideRooms(ctx, s.store, in.room.ID)
	if err != nil {
		return nil, err
	}
	var out []Review
	for _, id := range slices.Backward(sides) {
		side, err := s.enterRoom(ctx, a, id, DoRead)
		if KindOf(err) == NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := s.reviewsIn(ctx, side)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (s *Service) reviewsIn(ctx context.Context, side access) ([]Review, error) {
	const most = 500
	posts, err := s.entries(ctx, side, MessageQuery{Kinds: []MessageKind{KindBoard}, Newest: true, Limit: most})
	if err != nil {
		return nil, err
	}
	var ids []PersonID
	for id := range side.state.roster {
		if id != side.actor.person {
			ids = append(ids, id)
		}
	}
	byID, err := s.names(ctx, side, ids)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range byID {
		names = append(names, name)
	}
	slices.Sort(names)
	at := map[MessageID]int{}
	var out []Review
	for _, p := range posts { // oldest first
		i, known := at[p.Thread]
		if !known {
			at[p.Thread], i = len(out), len(out)
			out = append(out, Review{ID: p.Thread, Side: side.place, Names: names, Subject: p.Title, Answers: -1})
		}
		out[i].Newest, out[i].Answers = p, out[i].Answers+1
	}
	slices.Reverse(out)
	return out, nil
}

// UseReview takes the text of a post in a side room over as the draft of a letter to the
// client; nothing is sent. Given a thread's first post, the newest of the thread. Who may:
// the counsellor.
func (s *Service) UseReview(ctx context.Context, a Actor, place string, id MessageID) (Draft, error) {
	in, err := s.enterCounsel(ctx, a, place, DoInvite)
	if err != nil {
		return Draft{}, err
	}
	row, err := s.store.Message(ctx, id)
	if err != nil {
		return Draft{}, noMessage(err)
	}
	sides, err := s.sideRooms(ctx, s.store, in.room.ID)
	if err != nil {
		return Draft{}, err
	}
	if !slices.Contains(sides, row.Room) {
		return Draft{}, noMessage(nil)
	}
	side, err := s.enterRoom(ctx, a, row.Room, DoRead)
	if err != nil {
		return Draft{}, noMessage(err)
	}
	found, err := s.reviewsIn(ctx, side)
	if err != nil {
		return Draft{}, err
	}
	_, w, err := s.readable(ctx, side, id)
	if err != nil {
		return Draft{}, err
	}
	d := Draft{Place: in.place + "/" + ToolLetters, Text: w.Text}
	for _, r := range found {
		if r.ID == row.Thread {
			d.Title = r.Subject
			if id == r.ID {
				d.Text = r.Newest.Text
			}
		}
	}
	if err := s.SaveDraft(ctx, a, d); err != nil {
		return Draft{}, err
	}
	return s.Draft(ctx, a, d.Place)
}
