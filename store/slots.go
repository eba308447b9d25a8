package store

import (
	"context"

	"stockwerk/house"
)

const appointmentColumns = `id, room, counsellor, state, waits, by_person, moves, root, sequence, made, changed, times, seal`

func scanAppointment(r row) (a house.AppointmentRow, err error) {
	err = r.Scan(&a.ID, &a.Room, &a.Counsellor, &a.State, &a.Waits, &a.By, &a.Moves, &a.Root, &a.Sequence,
		moment{&a.Made}, moment{&a.Changed}, &a.Times, &a.Seal)
	return a, err
}

// Appointment returns the appointment with that id.
func (r reader) Appointment(ctx context.Context, id house.AppointmentID) (house.AppointmentRow, error) {
	return one(ctx, r.run, scanAppointment, `SELECT `+appointmentColumns+` FROM appointments WHERE id = ? ORDER BY id`, id)
}

// AppointmentsIn returns the appointments of a room.
func (r reader) AppointmentsIn(ctx context.Context, room house.RoomID) ([]house.AppointmentRow, error) {
	return many(ctx, r.run, scanAppointment,
		`SELECT `+appointmentColumns+` FROM appointments WHERE room = ? ORDER BY made, id`, room)
}

// OpenAppointments returns what is asked or confirmed with a counsellor; with "" with all.
func (r reader) OpenAppointments(ctx context.Context, counsellor house.PersonID) ([]house.AppointmentRow, error) {
	if counsellor == "" {
		return many(ctx, r.run, scanAppointment,
			`SELECT `+appointmentColumns+` FROM appointments WHERE state IN ('asked', 'confirmed') ORDER BY made, id`)
	}
	return many(ctx, r.run, scanAppointment, `SELECT `+appointmentColumns+` FROM appointments
		WHERE counsellor = ? AND state IN ('asked', 'confirmed') ORDER BY made, id`, counsellor)
}

// SlotSpans returns what a counsellor opened and blocked.
func (r reader) SlotSpans(ctx context.Context, person house.PersonID) ([]house.SlotSpanRow, error) {
	return many(ctx, r.run, func(r row) (s house.SlotSpanRow, err error) {
		err = r.Scan(&s.ID, &s.Person, &s.Text, &s.Seal)
		return s, err
	}, `SELECT id, person, text, seal FROM slot_spans WHERE person = ? ORDER BY id`, person)
}

// HoldBook writes the counsellor's row, for which others wait on PostgreSQL until
// the transaction ends; SQLite has one writer anyway. To share a lock on the
// person's own row would not do: two transactions may hold that at once.
func (t tx) HoldBook(ctx context.Context, counsellor house.PersonID) error {
	return put(ctx, t.run, `INSERT INTO slot_books (person, turn) VALUES (?, 1)
		ON CONFLICT (person) DO UPDATE SET turn = slot_books.turn + 1`, counsellor)
}

// PutAppointment inserts or replaces an appointment.
func (t tx) PutAppointment(ctx context.Context, a house.AppointmentRow) error {
	return put(ctx, t.run, `INSERT INTO appointments (`+appointmentColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET room = excluded.room, counsellor = excluded.counsellor, state = excluded.state,
			waits = excluded.waits, by_person = excluded.by_person, moves = excluded.moves, root = excluded.root,
			sequence = excluded.sequence, made = excluded.made, changed = excluded.changed, times = excluded.times,
			seal = excluded.seal`,
		a.ID, a.Room, a.Counsellor, a.State, a.Waits, a.By, a.Moves, a.Root, a.Sequence, a.Made, a.Changed, a.Times, a.Seal)
}

// PutSlotSpan inserts or replaces a span.
func (t tx) PutSlotSpan(ctx context.Context, s house.SlotSpanRow) error {
	return put(ctx, t.run, `INSERT INTO slot_spans (id, person, text, seal) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET person = excluded.person, text = excluded.text, seal = excluded.seal`,
		s.ID, s.Person, s.Text, s.Seal)
}

// DeleteSlotSpan removes a span.
func (t tx) DeleteSlotSpan(ctx context.Context, person house.PersonID, id string) error {
	t.erase()
	return must(ctx, t.run, `DELETE FROM slot_spans WHERE person = ? AND id = ?`, person, id)
}
