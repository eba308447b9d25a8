package house

import (
	"context"
	"errors"
	"time"
)

// A floor's admins may order a room closed whose words they never see. Its people are
// told at once and have days to take along what is theirs; then the room is closed
// (closeUntil), can be read and exported for a while longer, and is destroyed with its
// key like everything that is over. Who is in it, and what for, stays the room's.

const (
	// MinClosing and StdClosing are how many days a room has before it is closed by
	// order, at the least and where nothing was said.
	MinClosing = 7
	StdClosing = 14

	maxClosing    = 365 // days
	closingRead   = 14  // days that a room closed by order can still be read
	maxClosingSay = 1_000
)

// ClosingOrder is what an admin orders. Days is how long the room has; 0 = StdClosing.
type ClosingOrder struct {
	Days   int
	Notice string // to the room, in the admin's words; may be empty
}

// RoomClosing is an order as those in the room see it, and the floor's admins.
type RoomClosing struct {
	Place    string
	Notice   string
	Ordered  time.Time
	CloseAt  time.Time // read-only from then on
	DeleteAt time.Time // until then it can be read and exported
	Closed   bool      // it was carried out
}

// orderClosing orders a room closed at a moment at least MinClosing days from now, with
// the admin's words to the room. It authorizes nothing and writes no audit log. Called
// in a transaction; after the commit the caller calls rosterChanged for the room. A room
// that goes anyway on a day that was agreed is refused with error.closing_agreed, one
// that has an order already with error.closing_there.
func (s *Service) orderClosing(ctx context.Context, tx Tx, id RoomID, at time.Time, by PersonID, notice string) error {
	room, err := s.heldRoom(ctx, tx, id)
	if err != nil {
		return err
	}
	if room.hidden() || room.Class == ClassDirect {
		return errNoRoom()
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	at = at.UTC().Truncate(time.Millisecond)
	if at.Before(now.AddDate(0, 0, MinClosing).Add(-time.Hour)) || at.After(now.AddDate(0, 0, maxClosing).Add(time.Hour)) {
		return Errorf(Invalid, "error.closing_days", "Min", MinClosing, "Max", maxClosing)
	}
	if notice, err = optionalText(notice, maxClosingSay); err != nil {
		return err
	}
	old, there, err := s.closingIn(ctx, tx, id)
	if err != nil {
		return err
	}
	if there && old.State != closingWithdrawn {
		return Errorf(Conflict, "error.closing_there")
	}
	if room.State == roomClosed {
		c, known, err := s.caseIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if known && !c.DeleteAt.IsZero() {
			return Errorf(Conflict, "error.closing_agreed")
		}
	}
	row := ClosingRow{
		Room: id, Floor: room.Floor, By: by, State: closingOrdered, Ordered: now.UTC().Truncate(time.Millisecond),
		CloseAt: at, DeleteAt: at.AddDate(0, 0, closingRead),
	}
	if notice != "" {
		row.Text = s.vault.SealText("closing", string(id), 0, []byte(notice))
	}
	s.stamp(&row)
	return tx.PutClosing(ctx, row)
}

// withdrawClosing takes an order back that was not carried out. Like orderClosing it
// authorizes nothing.
func (s *Service) withdrawClosing(ctx context.Context, tx Tx, id RoomID) error {
	if _, err := s.heldRoom(ctx, tx, id); err != nil {
		return err
	}
	row, there, err := s.closingIn(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case !there || row.State == closingWithdrawn:
		return Errorf(Conflict, "error.closing_none")
	case row.State == closingDone:
		return Errorf(Conflict, "error.closing_done")
	case !row.Told:
		return tx.DeleteClosing(ctx, id)
	}
	row.State, row.Told, row.Text = closingWithdrawn, false, nil
	s.stamp(&row)
	return tx.PutClosing(ctx, row)
}

// closingIn reads and checks the order that stands for a room.
func (s *Service) closingIn(ctx context.Context, r Reader, room RoomID) (row ClosingRow, ok bool, err error) {
	if row, err = r.Closing(ctx, room); err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return ClosingRow{}, false, err
	}
	return row, true, s.verify(&row)
}

func (s *Service) closingView(row ClosingRow, place string) (RoomClosing, error) {
	c := RoomClosing{Place: place, Ordered: row.Ordered, CloseAt: row.CloseAt, DeleteAt: row.DeleteAt, Closed: row.State == closingDone}
	if len(row.Text) == 0 {
		return c, nil
	}
	b, err := s.vault.OpenText("closing", string(row.Room), 0, row.Text)
	if err != nil {
		return c, errTampered(err)
	}
	c.Notice = string(b)
	return c, nil
}

// sweepClosings closes rooms whose day has come. Sweep calls it.
func (s *Service) sweepClosings(ctx context.Context, now time.Time) error {
	due, err := s.store.ClosingsDue(ctx, now)
	if err != nil {
		return err
	}
	var failed error // one that does not close must not keep the others
	for _, row := range due {
		if err := s.closeByOrder(ctx, row.Room, now); err != nil {
			failed = err
			continue
		}
		s.rosterChanged(row.Room)
	}
	return failed
}

// closeByOrder carries one order out, unless it was withdrawn or carried out meanwhile.
func (s *Service) closeByOrder(ctx context.Context, id RoomID, now time.Time) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, id); err != nil { // holds it
			if KindOf(err) == NotFound {
				return nil
			}
			return err
		}
		row, there, err := s.closingIn(ctx, tx, id)
		if err != nil || !there || row.State != closingOrdered || now.Before(row.CloseAt) {
			return err
		}
		if now.After(row.CloseAt.AddDate(0, 0, 1)) { // the house was not there on the day
			row.DeleteAt = later(row.DeleteAt, now.AddDate(0, 0, closingRead))
		}
		promised, err := s.promisedUntil(ctx, tx, row, now)
		if err != nil {
			return err
		}
		row.DeleteAt = later(row.DeleteAt, promised).UTC().Truncate(time.Millisecond)
		if err := s.closeUntil(ctx, tx, id, row.DeleteAt); err != nil {
			return err
		}
		row.State = closingDone
		s.stamp(&row)
		return tx.PutClosing(ctx, row)
	})
}

// promisedUntil is until when the people of a counselling were promised that they read
// it; zero where nothing was. What a contract says the house cannot read: where nobody
// with the room's key has looked since the order (tellClosing), the room stays as long
// as any contract can say, and who counsels may set an earlier day.
func (s *Service) promisedUntil(ctx context.Context, tx Tx, row ClosingRow, now time.Time) (time.Time, error) {
	c, _, err := s.caseIn(ctx, tx, row.Room)
	if err != nil || c.State == CaseClosed || row.Told {
		return c.DeleteAt, err
	}
	contracts, err := tx.Messages(ctx, MessageQuery{Room: row.Room, Kinds: []MessageKind{KindContract}, Limit: 1})
	if err != nil || len(contracts) == 0 {
		return c.DeleteAt, err
	}
	return now.AddDate(0, 0, MaxTermDelete), nil
}

// closingFor shows somebody who is in a room the order that stands for it, and sees to
// it that the room was told.
func (s *Service) closingFor(ctx context.Context, in access) (*RoomClosing, error) {
	row, there, err := s.closingIn(ctx, s.store, in.room.ID)
	if err != nil || !there {
		return nil, err
	}
	if in.actor.person != "" && in.me.State == stateJoined && (!row.Told || row.State == closingOrdered && in.room.hasRecord()) {
		s.tellClosing(ctx, in, &row)
	}
	if row.State == closingWithdrawn {
		return nil, nil
	}
	c, err := s.closingView(row, in.place)
	return &c, err
}

// tellClosing writes the line that the room is to be closed, or no longer is. The house
// has no key of the room: the first who comes with one writes it. With the key it also
// reads how long a counselling's contract promises that it can be read.
func (s *Service) tellClosing(ctx context.Context, in access, row *ClosingRow) {
	if _, err := s.writeKey(ctx, &in); err != nil {
		return
	}
	var promised time.Time
	if in.room.hasRecord() {
		c, ok, err := s.agreedContract(ctx, in)
		if err != nil {
			return
		}
		if ok {
			promised = c.DeleteAt(row.CloseAt)
		}
	}
	told := row.Told
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil { // holds it
			return notRoom(err)
		}
		now, there, err := s.closingIn(ctx, tx, in.room.ID)
		if err != nil {
			return err
		}
		if !there || now.State != row.State {
			return errRace
		}
		told = now.Told
		if now.Told && !promised.After(now.DeleteAt) {
			return nil
		}
		if now.State == closingWithdrawn {
			return tx.DeleteClosing(ctx, in.room.ID)
		}
		now.Told = true
		if now.State == closingOrdered {
			now.DeleteAt = later(now.DeleteAt, promised.UTC().Truncate(time.Millisecond))
		}
		s.stamp(&now)
		*row = now
		return tx.PutClosing(ctx, now)
	})
	if err != nil {
		if !errors.Is(err, errRace) {
			s.log.Warn("event line not written", "kind", string(KindOf(err)))
		}
		return
	}
	if told {
		return
	}
	switch row.State {
	case closingWithdrawn:
		s.tell(ctx, in, "event.closing_withdrawn", nil)
	default:
		s.tell(ctx, in, "event.closing", map[string]string{"Date": row.CloseAt.Format(time.DateOnly), "Until": row.DeleteAt.Format(time.DateOnly)})
	}
}

// upcomingClosing is that the floor closes a room soon.
func (s *Service) upcomingClosing(ctx context.Context, in access, _ time.Time) ([]Upcoming, error) {
	row, there, err := s.closingIn(ctx, s.store, in.room.ID)
	if err != nil || !there || row.State != closingOrdered || in.room.State == roomClosed {
		return nil, err
	}
	c, err := s.closingView(row, in.place)
	says := "upcoming.closing"
	if c.Notice != "" {
		says = "upcoming.closing.why"
	}
	return []Upcoming{{
		Place: in.place, Kind: KindClosing, Says: says, Title: c.Notice, At: c.CloseAt.In(time.Local), Day: true, Reminder: true,
	}}, err
}
