package tui_test

import (
	"context"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/tui"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
)

// due is a house with something to be reminded of.
type due struct {
	stand
	coming []house.Upcoming
	looked int
}

func (d *due) Upcoming(context.Context, house.Actor) ([]house.Upcoming, error) {
	d.looked++
	return d.coming, nil
}

func (d *due) Room(context.Context, house.Actor, string) (house.RoomDetail, error) {
	return house.RoomDetail{}, house.Errorf(house.NotFound, "error.no_such_room")
}

func TestReminderIsSaidOnceWhenItsTimeHasCome(t *testing.T) {
	at := kittest.Clock.Add(30 * time.Minute)
	h := &due{coming: []house.Upcoming{{Place: "hagen/steuerkreis/calendar", Entry: "d1", Kind: house.KindDate, Room: "Steuerkreis", Title: "Runde", At: at}}}
	d := session(t, 80, 24, h, nil)
	d.Pass(10 * time.Second)
	d.Lacks("Reminder: Runde") // its time has not come
	h.coming[0].Reminder = true
	d.Pass(4 * time.Minute)
	d.Wants("Reminder: Runde, today, 14:35 (Steuerkreis)")
	d.Press("down")
	d.Lacks("Reminder: Runde")
	d.Pass(4 * time.Minute)
	d.Lacks("Reminder: Runde") // it was said
	h.coming[0].At = at.AddDate(0, 0, 7)
	d.Pass(4 * time.Minute)
	d.Wants("Reminder: Runde") // another one of its series
}

func TestGuestsAreRemindedOfNothing(t *testing.T) {
	for _, role := range []house.Role{house.RoleGuest} {
		h := &due{coming: []house.Upcoming{{Entry: "d1", Kind: house.KindDate, Title: "Runde", Reminder: true}}}
		d := session(t, 80, 24, h, func(e *tui.Env) { e.Who = func() kit.Who { return kit.Who{Role: role} } })
		before := h.looked
		d.Pass(10 * time.Second)
		d.Pass(10 * time.Minute)
		d.Lacks("Reminder")
		if h.looked != before {
			t.Errorf("%s: the house was asked %d times, want never", role, h.looked-before)
		}
	}
}

func TestAnAppointmentIsSaidAtEachOfItsReminders(t *testing.T) {
	at := kittest.Clock.Add(25 * time.Hour)
	u := house.Upcoming{Place: "hagen/praxis/slots", Entry: "a1", Kind: house.KindSlot, Room: "Praxis", Title: "mara", Says: "slots.upcoming", At: at, Reminder: true, Remind: at.Add(-24 * time.Hour)}
	h := &due{coming: []house.Upcoming{u}}
	d := session(t, 80, 24, h, func(e *tui.Env) { e.Who = func() kit.Who { return kit.Who{Role: house.RoleGuestOf} } })
	d.Pass(10 * time.Second)
	d.Wants("Appointment with mara")
	d.Press("down")
	d.Pass(4 * time.Minute)
	d.Lacks("Reminder:")
	h.coming[0].Remind = at.Add(-time.Hour)
	d.Pass(4 * time.Minute)
	d.Wants("Reminder: Appointment with mara")
}
