package house

import "context"

type (
	slotReader interface {
		Appointment(ctx context.Context, id AppointmentID) (AppointmentRow, error)
		// AppointmentsIn lists the appointments of a room by made.
		AppointmentsIn(ctx context.Context, room RoomID) ([]AppointmentRow, error)
		// OpenAppointments lists those asked or confirmed with a counsellor, of all
		// counsellors with "", by made.
		OpenAppointments(ctx context.Context, counsellor PersonID) ([]AppointmentRow, error)
		SlotSpans(ctx context.Context, person PersonID) ([]SlotSpanRow, error) // by id
	}
	slotWriter interface {
		// HoldBook keeps other transactions that hold the same counsellor's book
		// waiting until this one ends; what is read after it is the newest.
		HoldBook(ctx context.Context, counsellor PersonID) error
		PutAppointment(ctx context.Context, a AppointmentRow) error
		PutSlotSpan(ctx context.Context, s SlotSpanRow) error
		// DeleteSlotSpan deletes a span of that person; NotFound where there is none.
		DeleteSlotSpan(ctx context.Context, person PersonID, id string) error
	}
)
