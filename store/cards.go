package store

import (
	"context"

	"stockwerk/house"
)

const (
	cardColumns      = `id, person, public, text, seal`
	cardPlaceColumns = `card, floor, state, hidden, seal`
)

func scanCard(r row) (c house.CardRow, err error) {
	err = r.Scan(&c.ID, &c.Person, &c.Public, &c.Text, &c.Seal)
	return c, err
}

func scanCardPlace(r row) (p house.CardPlaceRow, err error) {
	err = r.Scan(&p.Card, &p.Floor, &p.State, &p.Hidden, &p.Seal)
	return p, err
}

// Card returns the card with that id.
func (r reader) Card(ctx context.Context, id house.CardID) (house.CardRow, error) {
	return one(ctx, r.run, scanCard, `SELECT `+cardColumns+` FROM cards WHERE id = ? ORDER BY id`, id)
}

// CardOf returns a person's card.
func (r reader) CardOf(ctx context.Context, person house.PersonID) (house.CardRow, error) {
	return one(ctx, r.run, scanCard, `SELECT `+cardColumns+` FROM cards WHERE person = ? ORDER BY id`, person)
}

// Cards returns all cards in the order in which they were made.
func (r reader) Cards(ctx context.Context) ([]house.CardRow, error) {
	return many(ctx, r.run, scanCard, `SELECT `+cardColumns+` FROM cards ORDER BY id`)
}

// CardPlaces returns the floors of a card; of all cards with "".
func (r reader) CardPlaces(ctx context.Context, card house.CardID) ([]house.CardPlaceRow, error) {
	if card == "" {
		return many(ctx, r.run, scanCardPlace, `SELECT `+cardPlaceColumns+` FROM card_places ORDER BY card, floor`)
	}
	return many(ctx, r.run, scanCardPlace, `SELECT `+cardPlaceColumns+` FROM card_places WHERE card = ? ORDER BY floor`, card)
}

// AddCard inserts a card; Conflict when the person has one.
func (t tx) AddCard(ctx context.Context, c house.CardRow) error {
	return add(ctx, t.run, `INSERT INTO cards (`+cardColumns+`) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		c.ID, c.Person, c.Public, c.Text, c.Seal)
}

// PutCard inserts or replaces a card.
func (t tx) PutCard(ctx context.Context, c house.CardRow) error {
	return put(ctx, t.run, `INSERT INTO cards (`+cardColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET person = excluded.person, public = excluded.public, text = excluded.text, seal = excluded.seal`,
		c.ID, c.Person, c.Public, c.Text, c.Seal)
}

// DeleteCard removes a card from all floors; no error when there is none.
func (t tx) DeleteCard(ctx context.Context, id house.CardID) error {
	t.erase()
	if err := put(ctx, t.run, `DELETE FROM card_places WHERE card = ?`, id); err != nil {
		return err
	}
	return put(ctx, t.run, `DELETE FROM cards WHERE id = ?`, id)
}

// PutCardPlace inserts or replaces how a card stands on a floor.
func (t tx) PutCardPlace(ctx context.Context, p house.CardPlaceRow) error {
	return put(ctx, t.run, `INSERT INTO card_places (`+cardPlaceColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (card, floor) DO UPDATE SET state = excluded.state, hidden = excluded.hidden, seal = excluded.seal`,
		p.Card, p.Floor, p.State, p.Hidden, p.Seal)
}

// DeleteCardPlace takes a card off a floor; no error when it is not there.
func (t tx) DeleteCardPlace(ctx context.Context, card house.CardID, floor house.FloorID) error {
	return put(ctx, t.run, `DELETE FROM card_places WHERE card = ? AND floor = ?`, card, floor)
}
