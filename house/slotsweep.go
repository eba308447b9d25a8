package house

import (
	"context"
	"time"
)

// sweepSlots notes which appointments are over, and cancels those that cannot come
// about any more: the room was closed, the counsellor or all clients have left.
func (s *Service) sweepSlots(ctx context.Context, _ time.Time) error {
	rows, err := s.store.OpenAppointments(ctx, "")
	if err != nil {
		return err
	}
	var failed error // one that is broken must not keep the others
	for _, row := range rows {
		if err := s.sweepSlot(ctx, row); err != nil {
			failed = err
		}
	}
	return failed
}

func (s *Service) sweepSlot(ctx context.Context, row AppointmentRow) error {
	t, err := s.openAppointment(row)
	if err != nil {
		return err
	}
	to := SlotDone
	if s.clock().Before(t.span().until) {
		st, err := s.state(ctx, row.Room)
		if err != nil || st.keeps(row) {
			return err
		}
		to = SlotCancelled
	}
	changed := false
	err = s.store.InTx(ctx, func(tx Tx) error {
		changed = false
		if _, err := tx.Room(ctx, row.Room); err != nil { // holds it
			return notRoom(err)
		}
		if err := tx.HoldBook(ctx, row.Counsellor); err != nil {
			return err
		}
		if sameSlot(ctx, tx, row) != nil {
			return nil //nolint:nilerr // somebody did something with it; the next round looks again
		}
		if to == SlotCancelled {
			st, err := s.loadState(ctx, tx, row.Room)
			if err != nil || st.keeps(row) {
				return err
			}
		}
		changed = true
		return tx.PutAppointment(ctx, s.turned(row, to, ""))
	})
	if err == nil && changed {
		s.publish(row.Room)
	}
	return err
}

// upcomingSlots are the appointments of the next days, and those that wait for the
// actor.
func (s *Service) upcomingSlots(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	if !in.room.hasSlots() || in.me.Person == "" {
		return nil, nil
	}
	all, err := s.appointments(ctx, in)
	if err != nil {
		return nil, err
	}
	var out []Upcoming
	rules := map[string]SlotRules{}
	for _, p := range all {
		waits := p.Waits == "me" && p.MayConfirm
		if !p.Open() || p.Counsels && !p.mine || !waits && p.At.After(now.AddDate(0, 0, upcomingDays)) {
			continue
		}
		u := Upcoming{Place: in.place + "/slots", Entry: MessageID(p.ID), Kind: KindSlot, Title: p.With, Says: "slots.upcoming", At: p.At, Zone: p.Zone, Waits: waits}
		if p.State == SlotConfirmed {
			r, known := rules[p.Counsellor]
			if !known {
				if r, err = s.rulesOf(ctx, p.counsellor); err != nil {
					return nil, err
				}
				rules[p.Counsellor] = r
			}
			u.Remind, u.Reminder = r.due(p.At, now)
		}
		out = append(out, u)
	}
	return out, nil
}

// rulesOf are the rules of a counsellor's card.
func (s *Service) rulesOf(ctx context.Context, person PersonID) (SlotRules, error) {
	card, err := s.store.CardOf(ctx, person)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return defaultSlotRules(), err
	}
	w, err := s.openCard(card)
	return w.slotRules(), err
}
