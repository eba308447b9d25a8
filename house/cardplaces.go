package house

import (
	"context"
	"slices"
)

// HideCard hides a card on a floor or shows it again; with no floor on all where
// the actor may. Its words stay the counsellor's. Who may: the floor's admins.
func (s *Service) HideCard(ctx context.Context, a Actor, ref, floor string, on bool) (Card, error) {
	if err := s.maySeeCards(ctx, a); err != nil {
		return Card{}, err
	}
	var only FloorID
	if floor != "" {
		f, err := s.floorFor(ctx, a, floor, DoKeepCards)
		if err != nil {
			return Card{}, err
		}
		only = f.row.ID
	}
	return s.changeCard(ctx, a, ref, func(tx Tx, c cardChange) error {
		found := false
		for _, p := range c.places {
			if only != "" && p.Floor != only || p.State == cardEnded {
				continue
			}
			f, err := s.floorByID(ctx, tx, p.Floor)
			if err != nil {
				return err
			}
			if !f.admins[a.person] {
				continue
			}
			found = true
			p.Hidden = on
			if err := s.hang(ctx, tx, p); err != nil {
				return err
			}
			if err := s.audit(ctx, tx, a.person, f.row.ID, map[bool]string{true: "card.hide", false: "card.unhide"}[on],
				map[string]string{"Code": f.text.Code, "@Name": string(c.row.Person)}); err != nil {
				return err
			}
		}
		if !found {
			return errForbidden()
		}
		return nil
	})
}

// OfferCard asks that a card be shown on a floor: the counsellor asks the floor,
// its admins invite the counsellor. What the other side asked for before is
// thereby agreed. Who may: the card's owner, the floor's admins.
func (s *Service) OfferCard(ctx context.Context, a Actor, ref, floor string) (Card, error) {
	return s.onBothSides(ctx, a, ref, floor, func(tx Tx, c cardChange) error {
		switch {
		case c.floor.row.State == FloorSuspended:
			return Errorf(Forbidden, "error.floor_suspended")
		case c.place.State == CardHome || c.place.State == CardShown:
			return Errorf(Conflict, "error.card_there")
		case c.agrees() || c.mine && c.keeps:
			c.place.State = CardShown
		case c.place.State == CardAsked || c.place.State == CardInvited:
			return Errorf(Conflict, "error.card_asked")
		case c.mine:
			c.place.State = CardAsked
		default:
			c.place.State = CardInvited
		}
		return s.hangBy(ctx, tx, a, c, "card.offer")
	})
}

// AgreeCard says yes to what the other side asked for. Who may: the floor's
// admins where the counsellor asked, the counsellor where the floor did.
func (s *Service) AgreeCard(ctx context.Context, a Actor, ref, floor string) (Card, error) {
	return s.onBothSides(ctx, a, ref, floor, func(tx Tx, c cardChange) error {
		if !c.agrees() {
			return Errorf(Conflict, "error.card_not_asked")
		}
		c.place.State = CardShown
		return s.hangBy(ctx, tx, a, c, "card.agree")
	})
}

// EndCard takes a card off a floor that is not its own, or what was asked for
// back. Who may: the card's owner, the floor's admins.
func (s *Service) EndCard(ctx context.Context, a Actor, ref, floor string) (Card, error) {
	return s.onBothSides(ctx, a, ref, floor, func(tx Tx, c cardChange) error {
		switch c.place.State {
		case CardHome:
			return Errorf(Conflict, "error.card_home")
		case "", cardEnded:
			return Errorf(Conflict, "error.card_not_there")
		}
		if err := s.takeOff(ctx, tx, c.place); err != nil || c.mine {
			return err
		}
		return s.audit(ctx, tx, a.person, c.floor.row.ID, "card.end", c.named())
	})
}

// cardChange is a card in a transaction that changes where it hangs.
type cardChange struct {
	row    CardRow
	places []CardPlaceRow
	// Of one floor:
	floor floorState
	place CardPlaceRow // its State is "" where the card does not hang
	mine  bool         // the actor's card
	keeps bool         // the actor is an admin of the floor
}

// named are the words of an act about the card, for the audit log.
func (c cardChange) named() map[string]string {
	return map[string]string{"Code": c.floor.text.Code, "@Name": string(c.row.Person)}
}

// agrees tells whether the actor is the side that was asked.
func (c cardChange) agrees() bool {
	return c.place.State == CardInvited && c.mine || c.place.State == CardAsked && c.keeps
}

// onBothSides is changeCard for a deed that is the card's owner's or the floor's
// admins', decided in the transaction.
func (s *Service) onBothSides(ctx context.Context, a Actor, ref, floor string, do func(Tx, cardChange) error) (Card, error) {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return Card{}, err
	}
	f, err := s.floorFor(ctx, a, floor, DoSeeCards)
	if err != nil && f.row.ID != "" && s.hangsOn(ctx, a, f.row.ID) {
		err = nil // a floor that invited somebody, or shows their card, told of itself
	}
	if err != nil {
		return Card{}, err
	}
	return s.changeCard(ctx, a, ref, func(tx Tx, c cardChange) error {
		now, err := s.floorByID(ctx, tx, f.row.ID)
		if err != nil {
			return err
		}
		c.floor, c.mine, c.keeps = now, c.row.Person == a.person, now.admins[a.person]
		if !c.mine && !c.keeps {
			return errForbidden()
		}
		c.place = CardPlaceRow{Card: c.row.ID, Floor: f.row.ID}
		for _, p := range c.places {
			if p.Floor == f.row.ID {
				c.place = p
			}
		}
		return do(tx, c)
	})
}

// changeCard changes where a card hangs, one change after the other; a card that
// the actor may not see is refused like one that does not exist.
func (s *Service) changeCard(ctx context.Context, a Actor, ref string, do func(Tx, cardChange) error) (Card, error) {
	row, err := s.cardRow(ctx, s.store, ref)
	if err != nil {
		return Card{}, err
	}
	before, err := s.cardNow(ctx, a, row.ID)
	if err != nil {
		return Card{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		c := cardChange{}
		var err error
		if c.row, err = tx.Card(ctx, row.ID); err != nil {
			return noCard(err, "error.no_such_card")
		}
		if err := s.verify(&c.row); err != nil {
			return err
		}
		if c.places, err = tx.CardPlaces(ctx, row.ID); err != nil {
			return err
		}
		for i := range c.places {
			if err := s.verify(&c.places[i]); err != nil {
				return err
			}
		}
		return do(tx, c)
	})
	if err != nil {
		return Card{}, err
	}
	s.publishPerson(row.Person)
	s.publishPerson(a.person)
	now, err := s.cardNow(ctx, a, row.ID)
	if KindOf(err) == NotFound { // one's own deed took it out of sight
		before.Places = nil
		return before, nil
	}
	return now, err
}

// hangsOn tells whether the actor's card is on a floor, or is asked to be.
func (s *Service) hangsOn(ctx context.Context, a Actor, floor FloorID) bool {
	row, err := s.store.CardOf(ctx, a.person)
	if err != nil {
		return false
	}
	places, err := s.store.CardPlaces(ctx, row.ID)
	return err == nil && slices.ContainsFunc(places, func(p CardPlaceRow) bool {
		return p.Floor == floor && p.State != cardEnded && s.verify(&p) == nil
	})
}

// hang stores how a card stands on a floor.
func (s *Service) hang(ctx context.Context, tx Tx, p CardPlaceRow) error {
	s.stamp(&p)
	return tx.PutCardPlace(ctx, p)
}

// hangBy stores how a card stands on a floor, and notes it where an admin of the floor
// and not the counsellor did it.
func (s *Service) hangBy(ctx context.Context, tx Tx, a Actor, c cardChange, act string) error {
	if err := s.hang(ctx, tx, c.place); err != nil || c.mine {
		return err
	}
	return s.audit(ctx, tx, a.person, c.floor.row.ID, act, c.named())
}

// takeOff takes a card off a floor; that it was hidden there is kept.
func (s *Service) takeOff(ctx context.Context, tx Tx, p CardPlaceRow) error {
	if !p.Hidden {
		return tx.DeleteCardPlace(ctx, p.Card, p.Floor)
	}
	p.State = cardEnded
	return s.hang(ctx, tx, p)
}
