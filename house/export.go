package house

import (
	"cmp"
	"context"
	"slices"
)

// exportPage is how many posts are opened at once.
const exportPage = 200

// Taking takes what ExportAccount gives, piece by piece and in this order. What is nil
// is left out.
type Taking struct {
	Account func(Export) error      // once
	Post    func(Post) error        // what they wrote, room by room, oldest first, with Place and Also
	Note    func(Note) error        // their private notes
	Record  func(RecordEntry) error // what they keep of counsellings, room by room
	Draft   func(Draft) error       // what they have not sent
}

// ExportAccount gives the actor everything of theirs to take along: account, settings,
// keys, floors, rooms, card, and all that they wrote and can still open. It is given as
// it is read and takes the memory of one page, however much there is. What does not fit
// its seal is left out, and the whole ends in error.tampered. Who may: members, with
// open rooms (keys).
func (s *Service) ExportAccount(ctx context.Context, a Actor, to Taking) error {
	a, err := s.whoGoes(ctx, a)
	if err != nil {
		return err
	}
	p, err := s.account(ctx, a)
	if err != nil {
		return err
	}
	if a.Sealed() {
		return errLocked()
	}
	t := &taking{s: s, a: a, to: to}
	if err := t.rooms(ctx); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{
		func(ctx context.Context) error { return t.account(ctx, p) }, t.posts, t.notes, t.records, t.drafts,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return t.broken
}

// taking is everything of one member on its way out.
type taking struct {
	s      *Service
	a      Actor
	to     Taking
	places []place // sorted by name
	broken error   // the first thing that was tampered with
}

// place is a room that they are in.
type place struct {
	name string
	room RoomRow
}

// rooms finds where they are. Looking must not accept an invitation.
func (t *taking) rooms(ctx context.Context) error {
	rows, err := t.s.store.RostersOf(ctx, t.a.person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.State != stateJoined && row.State != stateEnded {
			continue
		}
		in, err := t.s.enterRoom(ctx, t.a, row.Room, DoExportRoom) // also on a suspended floor
		if KindOf(err) == NotFound {
			continue // gone since the list was made
		}
		if err != nil {
			return err
		}
		t.places = append(t.places, place{in.place, in.room})
	}
	slices.SortFunc(t.places, func(x, y place) int { return cmp.Or(cmp.Compare(x.name, y.name), cmp.Compare(x.room.ID, y.room.ID)) })
	return nil
}

// each enters one room after the other; those that have gone meanwhile are left out.
func (t *taking) each(ctx context.Context, do func(in access) error) error {
	for _, p := range t.places {
		in, err := t.s.enterRoom(ctx, t.a, p.room.ID, DoExportRoom)
		if KindOf(err) == NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if err := t.whole(do(in)); err != nil {
			return err
		}
	}
	return nil
}

// whole remembers that something was tampered with, and goes on.
func (t *taking) whole(err error) error {
	if IsKey(err, "error.tampered") {
		t.broken = cmp.Or(t.broken, err)
		return nil
	}
	return err
}

func (t *taking) account(ctx context.Context, p PersonRow) error {
	if t.to.Account == nil {
		return nil
	}
	x := Export{
		Name: p.Name, Role: t.s.actor(p, nil).role, Created: p.Created, LastLogin: p.LastMonth, Terms: p.Terms, Leaving: leaving(p),
		Rooms: []string{}, Floors: []string{},
	}
	for _, p := range t.places {
		x.Rooms = append(x.Rooms, p.name)
	}
	var err error
	if x.Settings, err = t.s.Settings(ctx, t.a); err != nil {
		return err
	}
	if x.Keys, err = t.s.SSHKeys(ctx, t.a); err != nil {
		return err
	}
	factor, err := t.s.Factor(ctx, t.a)
	if err != nil {
		return err
	}
	x.Factor = factor.On
	if x.Mail, err = t.s.mailOf(ctx, t.s.store, t.a.person); err != nil {
		return err
	}
	if x.Blocked, err = t.s.Blocked(ctx, t.a); err != nil {
		return err
	}
	floors, err := t.s.Floors(ctx, t.a)
	if err != nil {
		return err
	}
	for _, f := range floors {
		if f.Member {
			x.Floors = append(x.Floors, f.Code)
		}
	}
	card, err := t.s.MyCard(ctx, t.a)
	switch {
	case err == nil:
		x.Card = &card
	case KindOf(err) != NotFound:
		return err
	}
	return t.to.Account(x)
}

func (t *taking) posts(ctx context.Context) error {
	if t.to.Post == nil {
		return nil
	}
	return t.each(ctx, func(in access) error { return t.words(ctx, in, t.to.Post) })
}

// words opens what they wrote in a room, oldest first.
func (t *taking) words(ctx context.Context, in access, do func(Post) error) error {
	return t.open(ctx, in, true, do)
}

// open opens the words of a room page by page: their own, or all that they can read.
func (t *taking) open(ctx context.Context, in access, own bool, do func(Post) error) error {
	o := t.s.opener(in)
	o.own = true // what they wrote stays theirs when the tool is off or kept from them
	for after := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return Errorf(Unavailable, "error.unavailable", err)
		}
		rows, err := t.s.store.Messages(ctx, MessageQuery{Room: in.room.ID, After: after, Limit: exportPage})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return nil
		}
		after = rows[len(rows)-1].Seq
		var list []opened
		for _, row := range rows {
			if own && row.Author != t.a.person || row.Kind == KindEvent || row.Deleted {
				continue
			}
			w, ok, err := o.open(ctx, row)
			if err := t.whole(err); err != nil {
				return err
			}
			if ok {
				list = append(list, opened{row, w})
			}
		}
		posts, err := o.views(ctx, list)
		if err != nil {
			return err
		}
		for i, p := range posts {
			p.Place, p.Also = in.place, also(p.Kind, list[i].words.Data)
			if err := do(p); err != nil {
				return err
			}
		}
	}
}

func (t *taking) notes(ctx context.Context) error {
	if t.to.Note == nil {
		return nil
	}
	rows, err := t.s.store.NotesOf(ctx, t.a.person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		n, err := t.s.openNote(ctx, t.a, row)
		if err == nil {
			err = t.to.Note(n)
		}
		if err := t.whole(err); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) records(ctx context.Context) error {
	if t.to.Record == nil {
		return nil
	}
	return t.each(ctx, func(in access) error {
		if !in.room.hasRecord() || mayRoom(DoRecord, in.room, in.me) != nil {
			return nil
		}
		in.do = DoRecord
		book, _, err := t.s.readRecord(ctx, in)
		if err != nil {
			return err
		}
		for _, entry := range slices.Backward(book.Entries) { // the earliest first
			if err := t.to.Record(entry); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *taking) drafts(ctx context.Context) error {
	if t.to.Draft == nil {
		return nil
	}
	list, err := t.s.Drafts(ctx, t.a)
	if err != nil {
		return t.whole(err)
	}
	for _, d := range list {
		if err := t.to.Draft(d); err != nil {
			return err
		}
	}
	return nil
}
