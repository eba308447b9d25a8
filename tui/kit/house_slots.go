package kit

import (
	"context"
	"time"

	"stockwerk/house"
)

// slots are appointments with counsellors.
type slots interface {
	FreeSlots(ctx context.Context, a house.Actor, place, with string, from time.Time, days int) ([]house.FreeSlot, error)
	SlotsIn(ctx context.Context, a house.Actor, place string) ([]house.Appointment, error)
	MySlots(ctx context.Context, a house.Actor) ([]house.Appointment, error)
	BookSlot(ctx context.Context, a house.Actor, place string, spec house.SlotSpec) (house.Appointment, error)
	ConfirmSlot(ctx context.Context, a house.Actor, id house.AppointmentID) (house.Appointment, error)
	MoveSlot(ctx context.Context, a house.Actor, id house.AppointmentID, at time.Time) (house.Appointment, error)
	CancelSlot(ctx context.Context, a house.Actor, id house.AppointmentID, reason string) (house.Appointment, error)
	SlotHours(ctx context.Context, a house.Actor) (house.SlotHours, error)
	SetSlotHours(ctx context.Context, a house.Actor, e house.SlotEdit) (house.SlotHours, error)
	OpenSlot(ctx context.Context, a house.Actor, at time.Time, minutes int) (house.SlotSpan, error)
	BlockSlots(ctx context.Context, a house.Actor, from, until time.Time) (house.SlotSpan, error)
	UnblockSlots(ctx context.Context, a house.Actor, id string) error
}
