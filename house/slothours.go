package house

import (
	"context"
	"slices"
	"time"
)

// SlotHours is how a counsellor's appointments are offered.
type SlotHours struct {
	SlotRules
	Hours []ConsultingHour // of the card
	Zone  string
	Card  bool // there is one
	Spans []SlotSpan
}

// SlotSpan is a single opening of a counsellor, or a time that is blocked.
type SlotSpan struct {
	ID          string
	Open        bool
	From, Until time.Time
	Inside      int // appointments that lie in a blocked time; they stay
}

// SlotEdit changes what is not nil.
type SlotEdit struct {
	Length, Gap, Ahead, Notice *int // minutes, minutes, days, minutes
	Auto                       *bool
	Remind                     *[]int // minutes before
}

// SlotHours shows how the actor's own appointments are offered. Who may: members.
func (s *Service) SlotHours(ctx context.Context, a Actor) (SlotHours, error) {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return SlotHours{}, err
	}
	return s.slotHours(ctx, a.person)
}

func (s *Service) slotHours(ctx context.Context, person PersonID) (SlotHours, error) {
	b, err := s.slotBook(ctx, s.store, person)
	if err != nil {
		return SlotHours{}, err
	}
	h := SlotHours{SlotRules: b.rules, Hours: b.hours, Zone: b.name}
	if _, err := s.store.CardOf(ctx, person); err == nil {
		h.Card = true
	} else if KindOf(err) != NotFound {
		return h, err
	}
	rows, err := s.store.SlotSpans(ctx, person)
	if err != nil {
		return h, err
	}
	now := s.clock()
	for _, row := range rows {
		p, err := s.openSpan(row)
		if err != nil {
			return h, err
		}
		if now.Before(p.Until) {
			h.Spans = append(h.Spans, shownSpan(row, p, b))
		}
	}
	slices.SortFunc(h.Spans, func(x, y SlotSpan) int { return x.From.Compare(y.From) })
	return h, nil
}

func shownSpan(row SlotSpanRow, p slotSpan, b slotBook) SlotSpan {
	out := SlotSpan{ID: row.ID, Open: p.Open, From: p.From.In(b.zone), Until: p.Until.In(b.zone)}
	for _, t := range b.taken {
		if !p.Open && t.meets(p.span()) {
			out.Inside++
		}
	}
	return out
}

// SetSlotHours changes how the actor's appointments are offered; it stands on their
// card. What is agreed stays. Who may: members with a card.
func (s *Service) SetSlotHours(ctx context.Context, a Actor, e SlotEdit) (SlotHours, error) {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return SlotHours{}, err
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil { // as PutCard: one change of a card after the other
			return err
		}
		if err := tx.HoldBook(ctx, a.person); err != nil {
			return err
		}
		row, err := tx.CardOf(ctx, a.person)
		if err != nil {
			return noCard(err, "error.no_card")
		}
		words, err := s.openCard(row)
		if err != nil {
			return err
		}
		r := words.slotRules()
		for _, f := range []struct{ to, from *int }{{&r.Length, e.Length}, {&r.Gap, e.Gap}, {&r.Ahead, e.Ahead}, {&r.Notice, e.Notice}} {
			if f.from != nil {
				*f.to = *f.from
			}
		}
		if e.Auto != nil {
			r.Auto = *e.Auto
		}
		if e.Remind != nil {
			r.Remind = slices.Clone(*e.Remind)
			slices.Sort(r.Remind)
			slices.Reverse(r.Remind)
			r.Remind = slices.Compact(r.Remind)
		}
		if err := r.check(); err != nil {
			return err
		}
		words.Slots = &r
		s.sealCard(&row, words)
		return tx.PutCard(ctx, row)
	})
	if err != nil {
		return SlotHours{}, err
	}
	s.publishPerson(a.person)
	return s.slotHours(ctx, a.person)
}

// OpenSlot offers one time beside the consulting hours; with 0 minutes as long as the
// others. Who may: members.
func (s *Service) OpenSlot(ctx context.Context, a Actor, at time.Time, minutes int) (SlotSpan, error) {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return SlotSpan{}, err
	}
	return s.addSpan(ctx, a, func(b slotBook) (slotSpan, error) {
		if minutes == 0 {
			minutes = b.rules.Length
		}
		if minutes < MinSlotLength || minutes > MaxSlotLength || at.After(s.clock().Add(maxSlotFar)) {
			return slotSpan{}, Errorf(Invalid, "error.slot_length", "Min", MinSlotLength, "Max", MaxSlotLength/60)
		}
		if !at.After(s.clock()) {
			return slotSpan{}, Errorf(Invalid, "error.slot_past")
		}
		return slotSpan{Open: true, From: at, Until: at.Add(time.Duration(minutes) * time.Minute)}, nil
	})
}

// BlockSlots offers nothing in a time; appointments that are agreed stay, and are
// counted. Who may: members.
func (s *Service) BlockSlots(ctx context.Context, a Actor, from, until time.Time) (SlotSpan, error) {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return SlotSpan{}, err
	}
	return s.addSpan(ctx, a, func(slotBook) (slotSpan, error) {
		if !from.Before(until) || !s.clock().Before(until) || until.Sub(from) > maxSpan {
			return slotSpan{}, Errorf(Invalid, "error.slot_block")
		}
		return slotSpan{From: from, Until: until}, nil
	})
}

// UnblockSlots takes a block or an opening back. Who may: whose it is.
func (s *Service) UnblockSlots(ctx context.Context, a Actor, id string) error {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return err
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.HoldBook(ctx, a.person); err != nil {
			return err
		}
		return tx.DeleteSlotSpan(ctx, a.person, id)
	})
	if err != nil && KindOf(err) == NotFound {
		return Errorf(NotFound, "error.slot_no_span")
	}
	if err == nil {
		s.publishPerson(a.person)
	}
	return err
}

func (s *Service) addSpan(ctx context.Context, a Actor, make func(b slotBook) (slotSpan, error)) (SlotSpan, error) {
	var out SlotSpan
	row := SlotSpanRow{ID: newID(), Person: a.person}
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.HoldBook(ctx, a.person); err != nil {
			return err
		}
		b, err := s.slotBook(ctx, tx, a.person)
		if err != nil {
			return err
		}
		p, err := make(b)
		if err != nil {
			return err
		}
		rows, err := tx.SlotSpans(ctx, a.person)
		if err != nil {
			return err
		}
		left := len(rows)
		for _, old := range rows {
			if was, err := s.openSpan(old); err != nil {
				return err
			} else if s.clock().After(was.Until) {
				left--
				if err := tx.DeleteSlotSpan(ctx, a.person, old.ID); err != nil {
					return err
				}
			}
		}
		if left >= maxSlotSpans {
			return Errorf(Conflict, "error.slot_spans", "Max", maxSlotSpans)
		}
		s.sealSpan(&row, p)
		out = shownSpan(row, p, b)
		return tx.PutSlotSpan(ctx, row)
	})
	if err == nil {
		s.publishPerson(a.person)
	}
	return out, err
}
