package house

import (
	"bytes"
	"context"
	"slices"
	"time"

	"stockwerk/vault"
)

// maxSlotFar is how far ahead a counsellor may make an appointment by hand.
const maxSlotFar = 2 * 366 * 24 * time.Hour

// SlotSpec is an appointment to be made.
type SlotSpec struct {
	At      time.Time
	Minutes int    // counsellors; 0 = as long as they are on the card
	Note    string // for both sides
	With    string // client side: name of the counsellor, "" = who counsels in the room
}

// slotChange is one change of a counsellor's book, with the line that the room reads
// of it.
type slotChange struct {
	counsellor PersonID
	event      string
	times      slotTimes
	words      map[string]string // by slot
	do         func(ctx context.Context, tx Tx, b slotBook) ([]AppointmentRow, error)
}

// changeSlots makes a change and writes the line in one transaction that holds the
// counsellor's book: of racing bookings of one time, in whatever rooms and by
// whatever node, one is made. prepare is asked before each try.
func (s *Service) changeSlots(ctx context.Context, in access, prepare func(in access) (slotChange, error)) error {
	var c slotChange
	var words []AnswerRow
	m := event()
	m.do = in.do
	m.ready = func(_ context.Context, in access, k *vault.RoomKey, m *outgoing, _ MessageRow) error {
		var err error
		if c, err = prepare(in); err != nil {
			return err
		}
		words = nil
		for slot, text := range c.words {
			row, err := s.sealAnswer(k, slotsEntry, slot, text)
			if err != nil {
				return err
			}
			words = append(words, row)
		}
		m.words.Event = &EventLine{Key: c.event, Args: map[string]string{"Name": in.actor.Name(), "When": c.times.said()}}
		return nil
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := tx.HoldBook(ctx, c.counsellor); err != nil {
			return err
		}
		b, err := s.slotBook(ctx, tx, c.counsellor)
		if err != nil {
			return err
		}
		rows, err := c.do(ctx, tx, b)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := tx.PutAppointment(ctx, row); err != nil {
				return err
			}
		}
		for _, row := range words {
			if err := tx.PutAnswer(ctx, row); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := s.insert(ctx, in, m)
	return err
}

// said is when an appointment is in the words of a line of the house: the wall time
// and where.
func (t slotTimes) said() string {
	at := t.At
	if zone, err := zoneNamed(t.Zone); err == nil {
		at = at.In(zone)
	}
	return at.Format("2006-01-02 15:04") + " (" + t.Zone + ")"
}

// fits is the appointment that a side may make at a time: clients what is offered,
// counsellors what does not meet another one.
func (s *Service) fits(b slotBook, side string, at time.Time, minutes int, line AppointmentID) (slotTimes, error) {
	at, now := at.Truncate(time.Second), s.clock()
	if !at.After(now) {
		return slotTimes{}, Errorf(Invalid, "error.slot_past")
	}
	if side == sideClient {
		for _, f := range b.free(now, at, at.Add(time.Second), line) {
			if f.At.Equal(at) {
				return slotTimes{At: f.At.UTC(), Minutes: f.Minutes, Zone: f.Zone}, nil
			}
		}
		return slotTimes{}, Errorf(Conflict, "error.slot_not_free")
	}
	if minutes == 0 {
		minutes = b.rules.Length
	}
	if minutes < MinSlotLength || minutes > MaxSlotLength || at.After(now.Add(maxSlotFar)) {
		return slotTimes{}, Errorf(Invalid, "error.slot_length", "Min", MinSlotLength, "Max", MaxSlotLength/60)
	}
	t := slotTimes{At: at.UTC(), Minutes: minutes, Zone: b.name}
	if b.clash(t.span(), line) {
		return slotTimes{}, Errorf(Conflict, "error.slot_clash")
	}
	return t, nil
}

// BookSlot makes an appointment: from the client side at a time that is offered,
// which the counsellor then confirms; by a counsellor at any time without another
// one, which the client side then confirms. Conflict when the time is not free. Who
// may: those who may write in the room.
func (s *Service) BookSlot(ctx context.Context, a Actor, place string, spec SlotSpec) (Appointment, error) {
	in, err := s.enterSlots(ctx, a, place, DoBook)
	if err != nil {
		return Appointment{}, err
	}
	note, err := optionalText(spec.Note, maxSlotNote)
	if err != nil {
		return Appointment{}, err
	}
	row := AppointmentRow{ID: AppointmentID(newID()), Room: in.room.ID, State: SlotAsked, By: a.person, Made: s.clock(), Changed: s.clock()}
	row.Root = row.ID
	err = s.changeSlots(ctx, in, func(in access) (slotChange, error) {
		c := slotChange{event: "event.slot_asked", words: wordsAt(noteOf(row.ID), note)}
		side := in.side()
		if row.Waits = sideCounsellor; side == sideCounsellor {
			row.Waits, row.Counsellor, c.event = sideClient, a.person, "event.slot_offered"
			if len(in.clients()) == 0 {
				return c, Errorf(Conflict, "error.slot_no_client")
			}
		} else if row.Counsellor, err = s.counsellor(ctx, in, spec.With); err != nil {
			return c, err
		}
		c.counsellor = row.Counsellor
		seen, err := s.slotBook(ctx, s.store, c.counsellor)
		if err != nil {
			return c, err
		}
		if c.times, err = s.fits(seen, side, spec.At, spec.Minutes, ""); err != nil {
			return c, err
		}
		row.State = SlotAsked
		if side == sideClient && seen.rules.Auto {
			row.State, row.Waits, c.event = SlotConfirmed, "", "event.slot_booked"
		}
		c.do = func(_ context.Context, _ Tx, b slotBook) ([]AppointmentRow, error) {
			t, err := s.fits(b, side, spec.At, spec.Minutes, "")
			if err != nil {
				return nil, err
			}
			if t != c.times || b.rules.Auto != seen.rules.Auto {
				return nil, errRace
			}
			if side == sideClient && b.held(in.room.ID) >= maxClientSlots {
				return nil, Errorf(Conflict, "error.slot_many", "Max", maxClientSlots)
			}
			s.sealAppointment(&row, t)
			return []AppointmentRow{row}, nil
		}
		return c, nil
	})
	if err != nil {
		return Appointment{}, err
	}
	return s.slotNow(ctx, in, row.ID)
}

// held counts what a room holds of a counsellor's time.
func (b slotBook) held(room RoomID) int {
	n := 0
	for _, t := range b.taken {
		if t.row.Room == room {
			n++
		}
	}
	return n
}

func wordsAt(slot, text string) map[string]string {
	if text == "" {
		return nil
	}
	return map[string]string{slot: text}
}

// sameSlot gives errRace unless a row is as it was read.
func sameSlot(ctx context.Context, tx Tx, seen AppointmentRow) error {
	now, err := tx.Appointment(ctx, seen.ID)
	if err != nil {
		return noSlot(err)
	}
	if !bytes.Equal(now.Seal, seen.Seal) {
		return errRace
	}
	return nil
}

// slotDeed is a deed with one appointment that is still to come about: row and times
// are read anew before each try and compared in the transaction.
func (s *Service) slotDeed(ctx context.Context, in access, id AppointmentID,
	prepare func(in access, row AppointmentRow, p Appointment, c *slotChange) error,
) error {
	return s.changeSlots(ctx, in, func(in access) (slotChange, error) {
		row, err := s.store.Appointment(ctx, id)
		if err != nil {
			return slotChange{}, noSlot(err)
		}
		t, err := s.openAppointment(row)
		if err != nil {
			return slotChange{}, err
		}
		p := s.appointment(in, row, t)
		if !p.Open() {
			return slotChange{}, Errorf(Conflict, "error.slot_"+string(p.State))
		}
		c := slotChange{counsellor: row.Counsellor, times: t}
		if err := prepare(in, row, p, &c); err != nil {
			return c, err
		}
		do := c.do
		c.do = func(ctx context.Context, tx Tx, b slotBook) ([]AppointmentRow, error) {
			if err := sameSlot(ctx, tx, row); err != nil {
				return nil, err
			}
			return do(ctx, tx, b)
		}
		return c, nil
	})
}

// turned is a row in another state, stamped.
func (s *Service) turned(row AppointmentRow, to AppointmentState, by PersonID) AppointmentRow {
	row.State, row.Waits, row.By, row.Changed = to, "", by, s.clock()
	row.Sequence++
	s.stamp(&row)
	return row
}

// leftOver are the open proposals that fall with an appointment, or with another
// proposal in its place.
func (b slotBook) leftOver(of AppointmentID, but AppointmentID) []AppointmentRow {
	var out []AppointmentRow
	for _, t := range b.taken {
		if of != "" && t.row.Moves == of && t.row.ID != but {
			out = append(out, t.row)
		}
	}
	return out
}

// find is an open row of the book.
func (b slotBook) find(id AppointmentID) (AppointmentRow, bool) {
	i := slices.IndexFunc(b.taken, func(t takenSlot) bool { return t.row.ID == id })
	if i < 0 || id == "" {
		return AppointmentRow{}, false
	}
	return b.taken[i].row, true
}

// ConfirmSlot agrees to an appointment that the other side proposed; what it was to
// replace is given up. Who may: the side that was asked, of the counsellors the one
// whose appointment it is.
func (s *Service) ConfirmSlot(ctx context.Context, a Actor, id AppointmentID) (Appointment, error) {
	in, _, err := s.enterSlot(ctx, a, id, DoBook)
	if err != nil {
		return Appointment{}, err
	}
	err = s.slotDeed(ctx, in, id, func(in access, row AppointmentRow, p Appointment, c *slotChange) error {
		switch {
		case p.Counsels && !p.mine:
			return Errorf(Forbidden, "error.slot_not_yours")
		case p.State == SlotConfirmed:
			return Errorf(Conflict, "error.slot_confirmed")
		case p.Waits != "me":
			return Errorf(Conflict, "error.slot_waits")
		case !p.MayConfirm:
			return Errorf(Conflict, "error.slot_done")
		}
		if c.event = "event.slot_confirmed"; row.Moves != "" {
			c.event = "event.slot_moved"
		}
		c.do = func(_ context.Context, _ Tx, b slotBook) ([]AppointmentRow, error) {
			if b.clash(c.times.span(), row.Root) {
				return nil, Errorf(Conflict, "error.slot_clash")
			}
			out := []AppointmentRow{s.turned(row, SlotConfirmed, in.actor.person)}
			if old, ok := b.find(row.Moves); ok {
				out = append(out, s.turned(old, SlotMoved, in.actor.person))
			}
			for _, other := range append(b.leftOver(row.Moves, id), b.leftOver(id, "")...) {
				out = append(out, s.turned(other, SlotCancelled, in.actor.person))
			}
			return out, nil
		}
		return nil
	})
	if err != nil {
		return Appointment{}, err
	}
	return s.slotNow(ctx, in, id)
}

// MoveSlot proposes another time for an appointment, which stays as it is until the
// other side confirms the new one. The new one is returned. Of several proposals the
// last counts. Who may: the client side, and the counsellor whose appointment it is.
func (s *Service) MoveSlot(ctx context.Context, a Actor, id AppointmentID, at time.Time) (Appointment, error) {
	in, _, err := s.enterSlot(ctx, a, id, DoBook)
	if err != nil {
		return Appointment{}, err
	}
	fresh := AppointmentRow{ID: AppointmentID(newID()), Room: in.room.ID, By: a.person, Made: s.clock(), Changed: s.clock()}
	err = s.slotDeed(ctx, in, id, func(in access, row AppointmentRow, p Appointment, c *slotChange) error {
		switch {
		case p.Counsels && !p.mine:
			return Errorf(Forbidden, "error.slot_not_yours")
		case !p.MayMove:
			return Errorf(Conflict, "error.slot_done")
		}
		side, minutes := in.side(), c.times.Minutes
		seen, err := s.slotBook(ctx, s.store, row.Counsellor)
		if err != nil {
			return err
		}
		old := c.times
		if c.times, err = s.fits(seen, side, at, minutes, row.Root); err != nil {
			return err
		}
		if c.times.At.Equal(old.At) {
			return Errorf(Invalid, "error.slot_same")
		}
		fresh.Counsellor, fresh.Root, fresh.Sequence, fresh.State = row.Counsellor, row.Root, row.Sequence+1, SlotAsked
		if fresh.Waits = sideCounsellor; side == sideCounsellor {
			fresh.Waits = sideClient
		}
		base := row.ID
		if _, ok := seen.find(row.Moves); ok {
			base = row.Moves // one proposal answers another
		}
		fresh.Moves, c.event = base, "event.slot_proposed"
		auto := side == sideClient && seen.rules.Auto
		if auto {
			fresh.State, fresh.Waits, c.event = SlotConfirmed, "", "event.slot_moved"
		}
		c.do = func(_ context.Context, _ Tx, b slotBook) ([]AppointmentRow, error) {
			t, err := s.fits(b, side, at, minutes, row.Root)
			if err != nil {
				return nil, err
			}
			now, ok := b.find(base)
			if t != c.times || b.rules.Auto != seen.rules.Auto || !ok {
				return nil, errRace
			}
			s.sealAppointment(&fresh, t)
			out := []AppointmentRow{fresh}
			for _, other := range b.leftOver(base, fresh.ID) {
				out = append(out, s.turned(other, SlotCancelled, in.actor.person))
			}
			if auto {
				out = append(out, s.turned(now, SlotMoved, in.actor.person))
			}
			return out, nil
		}
		return nil
	})
	if err != nil {
		return Appointment{}, err
	}
	return s.slotNow(ctx, in, fresh.ID)
}

// CancelSlot takes an appointment back, or declines one that was proposed; the other
// side reads the reason. Who may: both sides, of the counsellors every one.
func (s *Service) CancelSlot(ctx context.Context, a Actor, id AppointmentID, reason string) (Appointment, error) {
	in, _, err := s.enterSlot(ctx, a, id, DoBook)
	if err != nil {
		return Appointment{}, err
	}
	if reason, err = optionalText(reason, maxSlotNote); err != nil {
		return Appointment{}, err
	}
	err = s.slotDeed(ctx, in, id, func(in access, row AppointmentRow, _ Appointment, c *slotChange) error {
		c.event, c.words = "event.slot_cancelled", wordsAt(reasonOf(id), reason)
		c.do = func(_ context.Context, _ Tx, b slotBook) ([]AppointmentRow, error) {
			out := []AppointmentRow{s.turned(row, SlotCancelled, in.actor.person)}
			for _, other := range b.leftOver(id, "") {
				out = append(out, s.turned(other, SlotCancelled, in.actor.person))
			}
			return out, nil
		}
		return nil
	})
	if err != nil {
		return Appointment{}, err
	}
	return s.slotNow(ctx, in, id)
}
