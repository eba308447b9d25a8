package store_test

import (
	"reflect"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestAppointmentsAreKeptAndGoWithTheirRoom(t *testing.T) {
	storetest.OpenEach(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		addRoom(t, s, "r2")
		row := func(id house.AppointmentID, room house.RoomID, who house.PersonID, state house.AppointmentState, made int) house.AppointmentRow {
			return house.AppointmentRow{
				ID: id, Room: room, Counsellor: who, State: state, Waits: "client", By: who, Root: id, Sequence: 2,
				Made: at(made), Changed: at(made + 1), Times: []byte("times"), Seal: []byte("seal"),
			}
		}
		a, b, c := row("a", "r1", "p", house.SlotAsked, 2), row("b", "r1", "p", house.SlotCancelled, 1), row("c", "r2", "q", house.SlotConfirmed, 3)
		do(t, s, func(tx house.Tx) error {
			for _, r := range []house.AppointmentRow{a, b, c} {
				if err := tx.PutAppointment(ctx, r); err != nil {
					return err
				}
			}
			for range 2 {
				if err := tx.HoldBook(ctx, "p"); err != nil {
					return err
				}
			}
			return tx.PutSlotSpan(ctx, house.SlotSpanRow{ID: "s", Person: "p", Text: []byte("x"), Seal: []byte("y")})
		})
		for name, tt := range map[string]struct {
			got  func() ([]house.AppointmentRow, error)
			want []house.AppointmentRow
		}{
			"in a room":       {func() ([]house.AppointmentRow, error) { return s.AppointmentsIn(ctx, "r1") }, []house.AppointmentRow{b, a}},
			"open of one":     {func() ([]house.AppointmentRow, error) { return s.OpenAppointments(ctx, "p") }, []house.AppointmentRow{a}},
			"open of anybody": {func() ([]house.AppointmentRow, error) { return s.OpenAppointments(ctx, "") }, []house.AppointmentRow{a, c}},
		} {
			if got, err := tt.got(); err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s: got %+v, %v, want %+v", name, got, err, tt.want)
			}
		}
		if spans, err := s.SlotSpans(ctx, "p"); err != nil || len(spans) != 1 || string(spans[0].Text) != "x" {
			t.Errorf("got %+v, %v, want the span", spans, err)
		}
		err := s.InTx(ctx, func(tx house.Tx) error { return tx.DeleteSlotSpan(ctx, "q", "s") })
		if house.KindOf(err) != house.NotFound {
			t.Errorf("got %v, want no span of somebody else", err)
		}
		do(t, s, func(tx house.Tx) error { return tx.DeleteRoom(ctx, "r1") })
		if _, err := s.Appointment(ctx, "a"); house.KindOf(err) != house.NotFound {
			t.Errorf("got %v, want it gone with its room", err)
		}
		do(t, s, func(tx house.Tx) error { return tx.DeletePersonRows(ctx, "p") })
		if spans, err := s.SlotSpans(ctx, "p"); err != nil || len(spans) != 0 {
			t.Errorf("got %+v, %v, want nothing of a deleted person", spans, err)
		}
	})
}
