package house

import (
	"context"
	"time"
)

// CardEdit changes what is not nil. The first makes the card and needs an offer,
// and a floor unless the counsellor is on just one beside the ground floor.
type CardEdit struct {
	Floor                     *string // code of the floor that the card is made for
	Offer, Qualification, Fee *string
	Methods, Languages        *[]string
	Answer                    *time.Duration
	Capacity                  *int
	Online, Public            *bool
	Hours                     *[]ConsultingHour
	Zone                      *string // IANA; with hours and none, the house's
	Away                      *CardAway
}

// PutCard makes the actor's card or changes it. Who may: members, for a floor
// they are on.
func (s *Service) PutCard(ctx context.Context, a Actor, e CardEdit) (Card, error) {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return Card{}, err
	}
	id := CardID(newID())
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		if _, err := s.ownRow(ctx, tx, a.person); err != nil {
			return err
		}
		row, err := tx.CardOf(ctx, a.person)
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		fresh := err != nil
		words := CardWords{Capacity: CapacityUnlimited}
		if fresh {
			row = CardRow{ID: id, Person: a.person}
		} else if words, err = s.openCard(row); err != nil {
			return err
		}
		id = row.ID
		if err := words.edit(e, s.clock()); err != nil {
			return err
		}
		if e.Public != nil {
			row.Public = *e.Public
		}
		s.sealCard(&row, words)
		if !fresh {
			if err := tx.PutCard(ctx, row); err != nil || e.Floor == nil {
				return err
			}
			return s.hangHome(ctx, tx, row, e.Floor)
		}
		if err := tx.AddCard(ctx, row); err != nil {
			return err
		}
		return s.hangHome(ctx, tx, row, e.Floor)
	})
	if err != nil {
		return Card{}, err
	}
	s.publishPerson(a.person)
	return s.cardNow(ctx, a, id)
}

// DeleteCard takes the actor's card off every floor and deletes it. Who may:
// members who have one.
func (s *Service) DeleteCard(ctx context.Context, a Actor) error {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return err
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		row, err := tx.CardOf(ctx, a.person)
		if err != nil {
			return noCard(err, "error.no_card")
		}
		return tx.DeleteCard(ctx, row.ID)
	})
	if err == nil {
		s.publishPerson(a.person)
	}
	return err
}

// hangHome hangs a card on the floor it is made for, and takes it off the one
// where it was.
func (s *Service) hangHome(ctx context.Context, tx Tx, row CardRow, code *string) error {
	f, err := s.cardFloor(ctx, tx, row.Person, code)
	if err != nil {
		return err
	}
	places, err := tx.CardPlaces(ctx, row.ID)
	if err != nil {
		return err
	}
	home := CardPlaceRow{Card: row.ID, Floor: f.row.ID, State: CardHome}
	for _, p := range places {
		if err := s.verify(&p); err != nil {
			return err
		}
		switch {
		case p.Floor == home.Floor:
			home.Hidden = p.Hidden
		case p.State == CardHome:
			if err := s.takeOff(ctx, tx, p); err != nil {
				return err
			}
		}
	}
	return s.hang(ctx, tx, home)
}

// cardFloor is the floor that a card is to be made for.
func (s *Service) cardFloor(ctx context.Context, tx Tx, person PersonID, code *string) (floorState, error) {
	if code == nil {
		rows, err := tx.FloorsOf(ctx, person)
		if err != nil {
			return floorState{}, err
		}
		var only []floorState
		for _, m := range rows {
			f, err := s.floorByID(ctx, tx, m.Floor)
			if err != nil {
				return floorState{}, err
			}
			if m.State == floorJoined && f.row.Kind != FloorGround {
				only = append(only, f)
			}
		}
		if len(only) != 1 {
			return floorState{}, Errorf(Invalid, "error.card_floor")
		}
		code = &only[0].text.Code
	}
	floor, _, _, err := SplitPlace(*code)
	if err != nil {
		return floorState{}, err
	}
	f, err := s.floorByCode(ctx, tx, floor)
	if err != nil {
		return floorState{}, err
	}
	m, err := s.floorMember(ctx, tx, f.row.ID, person)
	switch {
	case err != nil:
		return floorState{}, err
	case f.standing(m) >= onFloor && f.row.State == FloorSuspended:
		return floorState{}, Errorf(Forbidden, "error.floor_suspended")
	case f.standing(m) >= onFloor:
		return f, nil
	case f.row.State == FloorHidden || f.row.State == FloorSuspended:
		return floorState{}, errNoFloor()
	}
	return floorState{}, Errorf(Forbidden, "error.card_not_on_floor")
}

// edit puts what is not nil into the words, cleaned and checked.
func (w *CardWords) edit(e CardEdit, now time.Time) error {
	var err error
	if e.Offer != nil || w.Offer == "" {
		offer := ""
		if e.Offer != nil {
			offer = *e.Offer
		}
		if w.Offer, err = optionalText(offer, MaxCardText); err != nil {
			return err
		}
		if w.Offer == "" {
			return Errorf(Invalid, "error.card_offer")
		}
	}
	for _, f := range []struct {
		to   *string
		from *string
	}{{&w.Qualification, e.Qualification}, {&w.Fee, e.Fee}} {
		if f.from == nil {
			continue
		}
		if *f.to, err = optionalLine(*f.from, MaxCardLine); err != nil {
			return err
		}
	}
	for _, f := range []struct{ to, from *[]string }{{&w.Methods, e.Methods}, {&w.Languages, e.Languages}} {
		if f.from == nil {
			continue
		}
		if *f.to, err = cardList(*f.from); err != nil {
			return err
		}
	}
	if e.Online != nil {
		w.Online = *e.Online
	}
	return w.editTimes(e, now)
}

// editTimes is edit for numbers and times.
func (w *CardWords) editTimes(e CardEdit, now time.Time) (err error) {
	if e.Answer != nil {
		if *e.Answer < 0 || *e.Answer > maxAnswer || *e.Answer%time.Hour != 0 {
			return Errorf(Invalid, "error.card_answer")
		}
		w.Answer = *e.Answer
	}
	if e.Capacity != nil {
		if *e.Capacity < CapacityUnlimited || *e.Capacity > MaxCapacity {
			return Errorf(Invalid, "error.card_capacity", "Max", MaxCapacity)
		}
		w.Capacity = *e.Capacity
	}
	if e.Hours != nil {
		if w.Hours, err = sortHours(append([]ConsultingHour{}, *e.Hours...)); err != nil {
			return err
		}
	}
	if e.Zone != nil && *e.Zone != "" {
		zone, err := zoneNamed(*e.Zone)
		if err != nil {
			return err
		}
		w.Zone = ZoneName(zone)
	}
	if len(w.Hours) > 0 && w.Zone == "" {
		w.Zone = ZoneName(time.Local)
	}
	if e.Away == nil {
		return nil
	}
	away := *e.Away
	if !away.On {
		w.Away = CardAway{}
		return nil
	}
	if away.over(now) || !away.Until.IsZero() && !away.From.Before(away.Until) {
		return Errorf(Invalid, "error.card_away")
	}
	away.Text, err = optionalText(away.Text, maxCardAway)
	w.Away = away
	return err
}
