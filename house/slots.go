package house

import (
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
