package house

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// FloorRoom is a listed room as the admins of its floor see it: what everybody on the
// floor can know of it, whose it is and how many are in it.
type FloorRoom struct {
	Place   string
	Name    string
	Kind    RoomKind
	Owner   string // "" for the floor's own board
	Members int    // who are in it, visitors among them
	Closed  bool
	Own     bool         // the floor's own, which cannot be closed
	Closing *RoomClosing // it is ordered closed
}

// FloorRooms are the rooms of a floor: of those that are not listed only how many.
type FloorRooms struct {
	Rooms    []FloorRoom
	Unlisted int
}

// FloorTickets are the visitor tickets of all rooms of a floor, in steps of SmallCell;
// fewer than that are Hidden.
type FloorTickets struct{ Issued, Redeemed, Expired, Revoked SheetCount }

// FloorRooms lists the listed rooms of a floor and counts the others. It opens no
// room's key. Who may: the floor's admins.
func (s *Service) FloorRooms(ctx context.Context, a Actor, code string) (FloorRooms, error) {
	f, err := s.floorFor(ctx, a, code, DoCloseByOrder)
	if err != nil {
		return FloorRooms{}, err
	}
	rooms, err := s.store.RoomsOn(ctx, f.row.ID)
	if err != nil {
		return FloorRooms{}, err
	}
	out := FloorRooms{Rooms: []FloorRoom{}}
	for _, row := range boardLast(rooms) {
		if row.hidden() {
			continue
		}
		if err := s.verify(&row); err != nil {
			return FloorRooms{}, err
		}
		if !row.Listed {
			out.Unlisted++
			continue
		}
		r, err := s.floorRoom(ctx, f, row)
		if err != nil {
			return FloorRooms{}, err
		}
		out.Rooms = append(out.Rooms, r)
	}
	return out, nil
}

func (s *Service) floorRoom(ctx context.Context, f floorState, row RoomRow) (FloorRoom, error) {
	text, err := s.openRoomText(row)
	if err != nil {
		return FloorRoom{}, err
	}
	r := FloorRoom{
		Place: f.text.Code + "/" + text.Slug, Name: text.Name, Kind: row.Kind, Closed: row.State == roomClosed, Own: row.floors(f.row.Kind),
	}
	roster, err := s.store.Roster(ctx, row.ID)
	if err != nil {
		return r, err
	}
	for i := range roster {
		if err := s.verify(&roster[i]); err != nil {
			return r, err
		}
		if roster[i].State != stateJoined {
			continue
		}
		r.Members++
		if roster[i].Role != RoleOwner {
			continue
		}
		names, err := s.names(ctx, access{}, []PersonID{roster[i].Person})
		if err != nil {
			return r, err
		}
		r.Owner = names[roster[i].Person]
	}
	c, there, err := s.closingIn(ctx, s.store, row.ID)
	if err != nil || !there || c.State == closingWithdrawn {
		return r, err
	}
	v, err := s.closingView(c, r.Place)
	r.Closing = &v
	return r, err
}

// floors tells whether a room is the floor's own and not its people's: the notice
// board, on the ground floor the café too.
func (r RoomRow) floors(kind FloorKind) bool {
	return r.Kind == RoomNotices && r.Access != AccessInvite || kind == FloorGround && r.Access == AccessPublic
}

// FloorTickets counts the visitor tickets of a floor's rooms, all together. Counts go
// in steps, so that two looks do not tell of one ticket. Who may: the floor's admins.
func (s *Service) FloorTickets(ctx context.Context, a Actor, code string) (FloorTickets, error) {
	f, err := s.floorFor(ctx, a, code, DoCloseByOrder)
	if err != nil {
		return FloorTickets{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return FloorTickets{}, err
	}
	n, err := s.store.FloorTicketCounts(ctx, f.row.ID, now)
	if err != nil {
		return FloorTickets{}, err
	}
	count := func(state string) SheetCount {
		if n[state] < SmallCell {
			return SheetCount{Hidden: true}
		}
		return SheetCount{N: n[state] - n[state]%SmallCell}
	}
	return FloorTickets{count(ticketIssued), count(ticketRedeemed), count("expired"), count(ticketRevoked)}, nil
}

// OrderClosing orders a listed room of the floor closed, unread: see orderClosing. Who
// may: the floor's admins.
func (s *Service) OrderClosing(ctx context.Context, a Actor, place string, o ClosingOrder) (RoomClosing, error) {
	f, room, text, err := s.roomByOrder(ctx, a, place)
	if err != nil {
		return RoomClosing{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return RoomClosing{}, err
	}
	at, err := o.at(now)
	if err != nil {
		return RoomClosing{}, err
	}
	known := f.text.Code + "/" + text.Slug
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillAdmin(ctx, tx, a, f); err != nil {
			return err
		}
		now, err := s.heldRoom(ctx, tx, room.ID)
		if err != nil {
			return err
		}
		if !now.Listed {
			return errNoRoom()
		}
		if err := s.orderClosing(ctx, tx, room.ID, at, a.person, o.Notice); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, f.row.ID, "room.closing", map[string]string{"Place": known, "Date": at.Format(time.DateOnly)})
	})
	if err != nil {
		return RoomClosing{}, err
	}
	s.rosterChanged(room.ID, s.inside(ctx, room.ID)...)
	row, _, err := s.closingIn(ctx, s.store, room.ID)
	if err != nil {
		return RoomClosing{}, err
	}
	return s.closingView(row, known)
}

// at is the moment of the closing.
func (o ClosingOrder) at(now time.Time) (time.Time, error) {
	if o.Days == 0 {
		o.Days = StdClosing
	}
	if o.Days < MinClosing || o.Days > maxClosing {
		return time.Time{}, Errorf(Invalid, "error.closing_days", "Min", MinClosing, "Max", maxClosing)
	}
	return now.AddDate(0, 0, o.Days), nil
}

// ClosingToll says who would lose access by OrderClosing. Who may: the floor's admins.
func (s *Service) ClosingToll(ctx context.Context, a Actor, place string, o ClosingOrder) (Toll, error) {
	_, room, _, err := s.roomByOrder(ctx, a, place)
	if err != nil {
		return Toll{}, err
	}
	if _, err := o.at(s.clock()); err != nil {
		return Toll{}, err
	}
	return Toll{People: len(s.inside(ctx, room.ID)), Rooms: 1}, nil
}

// WithdrawClosing takes an order back before its day. Who may: the floor's admins.
func (s *Service) WithdrawClosing(ctx context.Context, a Actor, place string) error {
	f, room, text, err := s.roomByOrder(ctx, a, place)
	if err != nil {
		return err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillAdmin(ctx, tx, a, f); err != nil {
			return err
		}
		now, err := s.floorByID(ctx, tx, f.row.ID)
		if err != nil {
			return err
		}
		order, there, err := s.closingIn(ctx, tx, room.ID)
		if err != nil {
			return err
		}
		if at := now.text.Closing.At; there && !at.IsZero() && order.CloseAt.Equal(at) {
			return Errorf(Conflict, "error.closing_floor")
		}
		if err := s.withdrawClosing(ctx, tx, room.ID); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, f.row.ID, "room.closing_withdrawn", map[string]string{"Place": f.text.Code + "/" + text.Slug})
	})
	if err != nil {
		return err
	}
	s.rosterChanged(room.ID, s.inside(ctx, room.ID)...)
	return nil
}

// roomByOrder finds a room that a floor's admin may name: a listed one that is not the
// floor's own. It says the same of one that is not listed as of none.
func (s *Service) roomByOrder(ctx context.Context, a Actor, place string) (floorState, RoomRow, roomText, error) {
	f, err := s.floorFor(ctx, a, place, DoCloseByOrder)
	if err != nil {
		return f, RoomRow{}, roomText{}, err
	}
	_, slug, _, err := SplitPlace(place)
	if err != nil || slug == "" {
		return f, RoomRow{}, roomText{}, errNoRoom()
	}
	room, err := s.store.RoomBySlug(ctx, f.row.ID, s.slugLookup(f.row.ID, slug))
	if err != nil {
		return f, room, roomText{}, notRoom(err)
	}
	if err := s.verify(&room); err != nil {
		return f, room, roomText{}, err
	}
	if room.hidden() || !room.Listed || room.Class == ClassDirect {
		return f, room, roomText{}, errNoRoom()
	}
	if room.floors(f.row.Kind) {
		return f, room, roomText{}, Errorf(Conflict, "error.closing_own")
	}
	text, err := s.openRoomText(room)
	return f, room, text, err
}

// inside are the people in a room, for telling them that something changed; none where
// the store does not say.
func (s *Service) inside(ctx context.Context, room RoomID) []PersonID {
	roster, err := s.store.Roster(ctx, room)
	if err != nil {
		return nil
	}
	roster = slices.DeleteFunc(roster, func(r RosterRow) bool { return r.State != stateJoined })
	out := make([]PersonID, len(roster))
	for i, r := range roster {
		out[i] = r.Person
	}
	return out
}

// stillAdmin asks in a transaction whether the actor is an admin of the floor still.
func (s *Service) stillAdmin(ctx context.Context, tx Tx, a Actor, f floorState) error {
	m, err := s.floorMember(ctx, tx, f.row.ID, a.person)
	if err != nil {
		return err
	}
	if f.standing(m) < floorAdmin {
		return errForbidden()
	}
	return nil
}

// Steps is a count of FloorTickets as it is shown.
func (c SheetCount) Steps() string {
	if c.Hidden {
		return c.String()
	}
	return strconv.Itoa(c.N) + "+"
}
