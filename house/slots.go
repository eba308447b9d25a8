package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// Appointments in rooms for counselling, between a counsellor and the client side.
// slotdata.go says which times are offered, slotdeeds.go what people do with them,
// slothours.go what counsellors settle, slotsweep.go what ends by itself. A row says
// who, in which room and how far; its times lie under the house's key, since other
// rooms must see that a time is taken; what people write to it lies under the room's.

// AppointmentID names an appointment.
type AppointmentID string

// AppointmentState is how far an appointment has come.
type AppointmentState string

// The states of an appointment.
const (
	SlotAsked     AppointmentState = "asked"     // one side proposed it
	SlotConfirmed AppointmentState = "confirmed" // both agreed
	SlotCancelled AppointmentState = "cancelled"
	SlotMoved     AppointmentState = "moved" // another one took its place
	SlotDone      AppointmentState = "done"  // its time is over
)

// The two sides of an appointment.
const (
	sideCounsellor = "counsellor"
	sideClient     = "client"
)

// maxSlotNote bounds what is written to an appointment, in characters.
const maxSlotNote = 1_000

// maxClientSlots is how many times a client side may hold at once.
const maxClientSlots = 8

// slotsEntry is the object of a room under which what people write to its
// appointments lies.
const slotsEntry = MessageID("slots")

// AppointmentRow is an appointment.
type AppointmentRow struct {
	ID         AppointmentID
	Room       RoomID
	Counsellor PersonID
	State      AppointmentState
	Waits      string        // the side whose yes it waits for; "" = none
	By         PersonID      // of the last deed; "" = the house
	Moves      AppointmentID // the one it is to replace
	Root       AppointmentID // the first of its line, by which other calendars know it
	Sequence   int           // counts the changes of the line
	Made       time.Time
	Changed    time.Time
	Times      []byte
	Seal       []byte
}

func (r *AppointmentRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "appointment", fields(string(r.ID), string(r.Room), string(r.Counsellor), string(r.State), r.Waits, string(r.By),
		string(r.Moves), string(r.Root), r.Sequence, r.Made, r.Changed, r.Times)
}

// open tells whether the row still takes its time.
func (r AppointmentRow) open() bool { return r.State == SlotAsked || r.State == SlotConfirmed }

// SlotSpanRow is an opening or a block of a counsellor.
type SlotSpanRow struct {
	ID     string
	Person PersonID
	Text   []byte
	Seal   []byte
}

func (r *SlotSpanRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "slotspan", fields(r.ID, string(r.Person), r.Text)
}

// Appointment is an appointment as the actor sees it.
type Appointment struct {
	ID         AppointmentID
	Place      string // FLOOR/ROOM
	Room       string // name
	With       string // names of the other side
	Counsellor string // name
	Counsels   bool   // the actor is on the counsellor's side
	At         time.Time
	Minutes    int
	Zone       string // IANA, of the counsellor
	State      AppointmentState
	Waits      string // "me", "them", or "" for nobody
	Moves      AppointmentID
	MovesAt    time.Time     // when the one that it is to replace is
	Next       AppointmentID // proposed in its place, or what took it
	By         string        // name of who did the last deed; "" = the house
	Made       time.Time
	Changed    time.Time
	Note       string
	Reason     string // why it was cancelled
	MayConfirm bool
	MayMove    bool
	MayCancel  bool

	mine       bool // the actor is the counsellor
	counsellor PersonID
	sequence   int
	root       AppointmentID
}

// Until is when it ends.
func (p Appointment) Until() time.Time { return p.At.Add(time.Duration(p.Minutes) * time.Minute) }

// StateKey is the key of the sentence that says how far it has come.
func (p Appointment) StateKey() string {
	switch p.Waits {
	case "me":
		return "slots.state.waits_me"
	case "them":
		return "slots.state.waits_them"
	}
	return "slots.state." + string(p.State)
}

// Open tells whether it is still to come about.
func (p Appointment) Open() bool { return p.State == SlotAsked || p.State == SlotConfirmed }

// hasSlots tells whether appointments are made in rooms of that kind: those for
// counselling, where letters are written.
func (r RoomRow) hasSlots() bool { return slices.Contains(presets[r.Kind].tools, ToolLetters) }

// HasSlots tells whether appointments are made in the room, for one who is in it.
func (d RoomDetail) HasSlots() bool {
	return slices.Contains(presets[d.Kind].tools, ToolLetters) && d.Can(DoRead)
}

// enterSlots enters a room for a deed with its appointments.
func (s *Service) enterSlots(ctx context.Context, a Actor, place string, do RoomAction) (access, error) {
	in, err := s.enter(ctx, a, place, do)
	if err == nil && (!in.room.hasSlots() || in.me.Person == "") {
		err = Errorf(Invalid, "error.slot_kind")
	}
	return in, err
}

// enterSlot enters the room of an appointment.
func (s *Service) enterSlot(ctx context.Context, a Actor, id AppointmentID, do RoomAction) (access, AppointmentRow, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return access{}, AppointmentRow{}, err
	}
	row, err := s.store.Appointment(ctx, id)
	if err != nil {
		return access{}, row, noSlot(err)
	}
	in, err := s.enterRoom(ctx, a, row.Room, do)
	if err != nil {
		return in, row, noSlot(err)
	}
	return in, row, s.verify(&row)
}

// noSlot is the one refusal for an appointment that is not there and for one that is
// not the actor's to know.
func noSlot(err error) error {
	if err != nil && KindOf(err) == NotFound {
		return Errorf(NotFound, "error.slot_none")
	}
	return err
}

// side is the one on which the actor stands.
func (in access) side() string {
	if in.me.counsels() {
		return sideCounsellor
	}
	return sideClient
}

// counsellor is with whom appointments are made in a room: who is named, else who
// counsels in the case, else the owner, else the first who may write.
func (s *Service) counsellor(ctx context.Context, in access, name string) (PersonID, error) {
	if name != "" {
		p, err := s.memberByName(ctx, s.store, strings.TrimPrefix(name, "@"))
		if err != nil && KindOf(err) != NotFound {
			return "", err
		}
		if row, ok := in.state.roster[p.ID]; err == nil && ok && row.counsels() && row.Write {
			return p.ID, nil
		}
		return "", Errorf(NotFound, "error.slot_with", "Name", CleanName(name))
	}
	c, ok, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil {
		return "", err
	}
	if row := in.state.roster[c.Counsellor]; ok && row.counsels() && row.Write {
		return row.Person, nil
	}
	var best RosterRow
	for _, row := range in.state.roster {
		if !row.counsels() || !row.Write {
			continue
		}
		first := best.Person == "" || rank[row.Role] > rank[best.Role] ||
			rank[row.Role] == rank[best.Role] && (row.Since.Before(best.Since) || row.Since.Equal(best.Since) && row.Person < best.Person)
		if first {
			best = row
		}
	}
	if best.Person == "" {
		return "", Errorf(Conflict, "error.slot_nobody")
	}
	return best.Person, nil
}

// slotBook reads what decides when a counsellor is free. In a transaction that holds
// the book it is the newest.
func (s *Service) slotBook(ctx context.Context, r Reader, counsellor PersonID) (slotBook, error) {
	b := slotBook{rules: defaultSlotRules(), name: ZoneName(time.Local), zone: time.Local}
	card, err := r.CardOf(ctx, counsellor)
	if err != nil && KindOf(err) != NotFound {
		return b, err
	}
	if err == nil {
		w, err := s.openCard(card)
		if err != nil {
			return b, err
		}
		b.rules, b.hours, b.away = w.slotRules(), w.Hours, w.Away
		if w.Zone != "" {
			if b.zone, err = zoneNamed(w.Zone); err != nil {
				return b, err
			}
			b.name = w.Zone
		}
	}
	spans, err := r.SlotSpans(ctx, counsellor)
	if err != nil {
		return b, err
	}
	for _, row := range spans {
		p, err := s.openSpan(row)
		if err != nil {
			return b, err
		}
		if p.Open {
			b.opened = append(b.opened, p)
		} else {
			b.shut = append(b.shut, p)
		}
	}
	rows, err := r.OpenAppointments(ctx, counsellor)
	if err != nil {
		return b, err
	}
	for _, row := range rows {
		t, err := s.openAppointment(row)
		if err != nil {
			return b, err
		}
		b.taken = append(b.taken, takenSlot{row, t.span()})
	}
	return b, nil
}

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
func noteOf(id AppointmentID) string   { return string(id) + "/note" }
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
