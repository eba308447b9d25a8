package house_test

import (
	"context"
	"time"

	"stockwerk/house"
)

// withAppointment gives a deed a fresh appointment, proposed by the owner in a room
// for counselling where the member and the moderator are as well.
func withAppointment(do func(ctx context.Context, s *stage, a house.Actor, id house.AppointmentID) error) func(context.Context, *stage, house.Actor) error {
	const place = "work/praxis"
	return func(ctx context.Context, s *stage, a house.Actor) error {
		owner := s.who["owner"]
		all, err := s.SlotsIn(ctx, owner, place)
		if house.IsKey(err, "error.no_such_room") {
			s.room(owner, place, house.RoomPractice, s.who["member"], s.who["moderator"])
			err = nil
		}
		if err != nil {
			return err
		}
		p, err := s.BookSlot(ctx, owner, place, house.SlotSpec{At: s.now().Add(time.Duration(len(all)+1) * 24 * time.Hour)})
		if err != nil {
			return err
		}
		return do(ctx, s, a, p.ID)
	}
}

// deedsWithSlots are the deeds of house/slots.go, slotdeeds.go, slothours.go and
// slotexport.go; work/desk is no room for counselling, which is said after the right
// was looked at. Who may do what with an appointment is tested in slots_test.go.
func deedsWithSlots() []deed {
	const inside = "member moderator owner"
	return []deed{
		{"FreeSlots", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.FreeSlots(ctx, a, desk, "", time.Time{}, 0))
		}},
		{"SlotsIn", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.SlotsIn(ctx, a, desk)) }},
		{"MySlots", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.MySlots(ctx, a)) }},
		{"BookSlot", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.BookSlot(ctx, a, desk, house.SlotSpec{}))
		})},
		{"Slot", inside, withAppointment(func(ctx context.Context, s *stage, a house.Actor, id house.AppointmentID) error {
			return only(s.Slot(ctx, a, id))
		})},
		{"ConfirmSlot", inside, withAppointment(func(ctx context.Context, s *stage, a house.Actor, id house.AppointmentID) error {
			return only(s.ConfirmSlot(ctx, a, id))
		})},
		{"MoveSlot", inside, withAppointment(func(ctx context.Context, s *stage, a house.Actor, id house.AppointmentID) error {
			return only(s.MoveSlot(ctx, a, id, time.Time{}))
		})},
		{"CancelSlot", inside, withAppointment(func(ctx context.Context, s *stage, a house.Actor, id house.AppointmentID) error {
			return only(s.CancelSlot(ctx, a, id, ""))
		})},
		{"SlotsICS", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SlotsICS(ctx, a, house.SlotFile{Title: "x"}))
		}},
		{"SlotsICS", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SlotsICS(ctx, a, house.SlotFile{Title: "x", Place: desk}))
		}},
		{"SlotHours", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.SlotHours(ctx, a)) }},
		{"SetSlotHours", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetSlotHours(ctx, a, house.SlotEdit{}))
		}},
		{"OpenSlot", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.OpenSlot(ctx, a, time.Time{}, 0))
		}},
		{"BlockSlots", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.BlockSlots(ctx, a, time.Time{}, time.Time{}))
		}},
		{"UnblockSlots", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.UnblockSlots(ctx, a, "none") }},
	}
}
