package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// FreeSlots lists when a counsellor of a room can be booked, from a moment on for so
// many days: the counsellor who is named, "" for the one who counsels there. Of what
// is taken it tells nothing. Who may: those in the room.
func (s *Service) FreeSlots(ctx context.Context, a Actor, place, with string, from time.Time, days int) ([]FreeSlot, error) {
	in, err := s.enterSlots(ctx, a, place, DoRead)
	if err != nil {
		return nil, err
	}
	if in.room.State != roomOpen {
		return nil, Errorf(Forbidden, "error.room_closed")
	}
	who, err := s.counsellor(ctx, in, with)
	if err != nil {
		return nil, err
	}
	b, err := s.slotBook(ctx, s.store, who)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	until := now.AddDate(0, 0, MaxSlotAhead)
	if days > 0 {
		start := from
		if start.Before(now) {
			start = now
		}
		until = start.AddDate(0, 0, min(days, MaxSlotAhead))
	}
	out := b.free(now, from, until, "")
	names, err := s.knownNames(ctx, in, []PersonID{who})
	for i := range out {
		out[i].With = names[who]
	}
	return out, err
}

// SlotsIn lists the appointments of a room, the next first, then what is over, the
// last first. Who may: those in the room.
func (s *Service) SlotsIn(ctx context.Context, a Actor, place string) ([]Appointment, error) {
	in, err := s.enterSlots(ctx, a, place, DoRead)
	if err != nil {
		return nil, err
	}
	out, err := s.appointments(ctx, in)
	return sortAppointments(out), err
}

// MySlots lists the actor's appointments in all their rooms, in the order of
// SlotsIn: those they counsel in, and those of the rooms in which they are on the
// client side. Who may: members, and visitors for their room.
func (s *Service) MySlots(ctx context.Context, a Actor) ([]Appointment, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	if a.Sealed() {
		return nil, errLocked()
	}
	var out []Appointment
	err := s.eachOwnRoom(ctx, a, func(in access) error {
		if !in.room.hasSlots() {
			return nil
		}
		found, err := s.appointments(ctx, in)
		for _, p := range found {
			if !p.Counsels || p.mine {
				out = append(out, p)
			}
		}
		return err
	})
	return sortAppointments(out), err
}

// Slot shows an appointment. Who may: those in its room.
func (s *Service) Slot(ctx context.Context, a Actor, id AppointmentID) (Appointment, error) {
	in, _, err := s.enterSlot(ctx, a, id, DoRead)
	if err != nil {
		return Appointment{}, err
	}
	return s.slotNow(ctx, in, id)
}

func (s *Service) slotNow(ctx context.Context, in access, id AppointmentID) (Appointment, error) {
	all, err := s.appointments(ctx, in)
	if err != nil {
		return Appointment{}, err
	}
	for _, p := range all {
		if p.ID == id {
			return p, nil
		}
	}
	return Appointment{}, noSlot(Errorf(NotFound, "error.slot_none"))
}

// sortAppointments brings what is to come before what is not, the next first.
func sortAppointments(all []Appointment) []Appointment {
	slices.SortStableFunc(all, func(x, y Appointment) int {
		switch {
		case x.Open() && y.Open():
			return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID))
		case x.Open() != y.Open():
			if x.Open() {
				return -1
			}
			return 1
		}
		return cmp.Or(y.At.Compare(x.At), cmp.Compare(x.ID, y.ID))
	})
	return all
}

// appointments shows all of a room.
func (s *Service) appointments(ctx context.Context, in access) ([]Appointment, error) {
	rows, err := s.store.AppointmentsIn(ctx, in.room.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := []PersonID{}
	times := map[AppointmentID]slotTimes{}
	next := map[AppointmentID]AppointmentID{}
	for _, row := range rows {
		if times[row.ID], err = s.openAppointment(row); err != nil {
			return nil, err
		}
		if row.Moves != "" && row.State != SlotCancelled {
			next[row.Moves] = row.ID
		}
		ids = append(ids, row.Counsellor, row.By)
	}
	clients := in.clients()
	for _, row := range clients {
		ids = append(ids, row.Person)
	}
	names, err := s.knownNames(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	with := make([]string, 0, len(clients))
	for _, row := range clients {
		with = append(with, names[row.Person])
	}
	slices.Sort(with)
	room, err := s.roomName(ctx, in)
	if err != nil {
		return nil, err
	}
	said, err := s.slotWords(ctx, in)
	if err != nil {
		return nil, err
	}
	out := make([]Appointment, 0, len(rows))
	for _, row := range rows {
		p := s.appointment(in, row, times[row.ID])
		p.Room, p.Counsellor, p.Next = room, names[row.Counsellor], next[row.ID]
		if p.With = strings.Join(with, ", "); !p.Counsels {
			p.With = p.Counsellor
		}
		if row.By != "" {
			p.By = names[row.By]
		}
		if t, ok := times[row.Moves]; ok {
			p.MovesAt = t.At
		}
		p.Note, p.Reason = said[noteOf(row.ID)], said[reasonOf(row.ID)]
		out = append(out, p)
	}
	return out, nil
}

// appointment is what the row alone says to the actor. What is over is done, whether
// or not the house has noted it yet, and what has lost its room or its people is
// cancelled.
func (s *Service) appointment(in access, row AppointmentRow, t slotTimes) Appointment {
	now := s.clock()
	p := Appointment{
		ID: row.ID, Place: in.place, Counsels: in.me.counsels(), At: t.At, Minutes: t.Minutes, Zone: t.Zone, State: row.State,
		Moves: row.Moves, Made: row.Made, Changed: row.Changed, sequence: row.Sequence, root: row.Root,
		mine: row.Counsellor == in.actor.person, counsellor: row.Counsellor,
	}
	switch {
	case !row.open():
		return p
	case !now.Before(t.span().until):
		p.State = SlotDone
		return p
	case !in.state.keeps(row):
		p.State = SlotCancelled
		return p
	}
	my := in.side()
	switch row.Waits {
	case "":
	case my:
		p.Waits = "me"
	default:
		p.Waits = "them"
	}
	may := mayRoom(DoBook, in.room, in.me) == nil
	own := may && (my == sideClient || p.mine)
	p.MayConfirm = own && p.Waits == "me" && now.Before(t.At)
	p.MayMove = own && now.Before(t.At)
	p.MayCancel = may
	return p
}

// keeps tells whether an appointment can still come about: the room is open, its
// counsellor counsels there, and there is somebody to be counselled.
func (st *roomState) keeps(row AppointmentRow) bool {
	if st.room.State != roomOpen || !st.roster[row.Counsellor].counsels() {
		return false
	}
	for _, r := range st.roster {
		if r.State == stateJoined && !r.counsels() {
			return true
		}
	}
	return false
}

// noteOf and reasonOf are the slots in which the words to an appointment lie.
func noteOf(id AppointmentID) string { return string(id) + "/note" }

func reasonOf(id AppointmentID) string { return string(id) + "/reason" }

// slotWords opens what was written to the appointments of a room; what the actor's
// keys do not open is missing.
func (s *Service) slotWords(ctx context.Context, in access) (map[string]string, error) {
	rows, err := s.store.Answers(ctx, in.room.ID, slotsEntry)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(rows))
	for _, row := range rows {
		var words string
		if err := s.openAnswer(ctx, in, row, &words); err != nil {
			if KindOf(err) == NotFound || IsKey(err, "error.locked") {
				continue
			}
			return nil, err
		}
		out[row.Slot] = words
	}
	return out, nil
}
