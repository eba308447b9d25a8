package house

import (
	"context"
	"slices"
	"strings"
	"time"
)

// The directory of counsellors. A counsellor is a member with a card: what they
// offer and to whom. A card hangs on the floor where it was made and on others
// that both sides agreed on. carddata.go has its words, cardedit.go what the
// counsellor changes, cardplaces.go how it hangs on floors. A card tells nothing
// of what its owner does in the house: no presence, no last visit.

// CardState is how a card stands on a floor.
type CardState string

// The states of a card on a floor.
const (
	CardHome    CardState = "home"    // made for this floor
	CardShown   CardState = "shown"   // both sides agreed
	CardAsked   CardState = "asked"   // the counsellor asked, the floor has not agreed
	CardInvited CardState = "invited" // the floor asked, the counsellor has not agreed
	cardEnded   CardState = "ended"   // kept so that what was hidden stays so
)

// Card is a counsellor's card as the actor may see it.
type Card struct {
	ID   CardID
	Name string // of the counsellor
	Mine bool
	CardWords
	Public  bool // guests may read it
	AwayNow bool
	Free    bool        // takes people now
	Places  []CardPlace // those the actor may know
}

// CardPlace is a floor that shows a card, or is to.
type CardPlace struct {
	Floor  string // code
	Name   string
	State  CardState
	Hidden bool // by the floor's admins
	Keeps  bool // the actor is an admin there
}

// Waits tells whether the card waits there for the actor's yes.
func (c Card) Waits(p CardPlace) bool {
	return p.State == CardInvited && c.Mine || p.State == CardAsked && p.Keeps
}

// CardQuery narrows the directory; zero values: all that the actor may see.
type CardQuery struct {
	Floor    string // code
	Words    string // all must occur, case folded
	Language string // one of the languages begins with it
	Method   string // occurs in one of the methods
	Online   bool   // only those with the mark
	Free     bool   // only those who take people now
	Waiting  bool   // only those that wait for the actor's yes
}

// Cards lists the directory by name. Who may: guests what is public, members
// what is public or on a floor of theirs, floor admins all on theirs.
func (s *Service) Cards(ctx context.Context, a Actor, q CardQuery) ([]Card, error) {
	if err := s.maySeeCards(ctx, a); err != nil {
		return nil, err
	}
	var on FloorID
	if q.Floor != "" {
		f, err := s.floorFor(ctx, a, q.Floor, DoSeeCards)
		if err != nil {
			return nil, err
		}
		on = f.row.ID
	}
	look, err := s.cardLook(ctx, a)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Cards(ctx)
	if err != nil {
		return nil, err
	}
	places, err := s.store.CardPlaces(ctx, "")
	if err != nil {
		return nil, err
	}
	byCard := map[CardID][]CardPlaceRow{}
	for _, p := range places {
		byCard[p.Card] = append(byCard[p.Card], p)
	}
	var out []Card
	for _, row := range rows {
		c, seen, err := look.card(ctx, row, byCard[row.ID], on)
		if err != nil {
			return nil, err
		}
		if seen && c.fits(q) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(x, y Card) int { return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	return out, nil
}

// Card shows a card, named by its id or by @NAME. Who may: as Cards; one that is
// not the actor's to see is refused like one that does not exist.
func (s *Service) Card(ctx context.Context, a Actor, ref string) (Card, error) {
	if err := s.maySeeCards(ctx, a); err != nil {
		return Card{}, err
	}
	row, err := s.cardRow(ctx, s.store, ref)
	if err != nil {
		return Card{}, err
	}
	return s.cardNow(ctx, a, row.ID)
}

// MyCard is the actor's own card; NotFound when they have none. Who may: members.
func (s *Service) MyCard(ctx context.Context, a Actor) (Card, error) {
	if err := s.mayHouse(ctx, a, DoOwnCard, nil); err != nil {
		return Card{}, err
	}
	row, err := s.store.CardOf(ctx, a.person)
	if err != nil {
		return Card{}, noCard(err, "error.no_card")
	}
	return s.cardNow(ctx, a, row.ID)
}

// maySeeCards keeps ticket holders out: they have the one room of their ticket.
func (s *Service) maySeeCards(ctx context.Context, a Actor) error {
	if a.role == RoleBearer || a.role == RoleGuestOf || a.role == RoleShutOut {
		return errForbidden()
	}
	return s.mayHouse(ctx, a, DoSeeCards, nil)
}

// cardRow finds a card by id or @NAME; it authorizes nothing.
func (s *Service) cardRow(ctx context.Context, r Reader, ref string) (CardRow, error) {
	name, named := strings.CutPrefix(strings.TrimSpace(ref), "@")
	if !named {
		row, err := r.Card(ctx, CardID(ref))
		return row, noCard(err, "error.no_such_card")
	}
	p, err := s.memberByName(ctx, r, name)
	if err != nil {
		return CardRow{}, noCard(err, "error.no_such_card")
	}
	row, err := r.CardOf(ctx, p.ID)
	return row, noCard(err, "error.no_such_card")
}

// noCard says that there is no card where a row is missing.
func noCard(err error, key string) error {
	if err != nil && KindOf(err) == NotFound {
		return Errorf(NotFound, key)
	}
	return err
}

// cardNow reads a card anew and shows it as the actor may see it.
func (s *Service) cardNow(ctx context.Context, a Actor, id CardID) (Card, error) {
	row, err := s.store.Card(ctx, id)
	if err != nil {
		return Card{}, noCard(err, "error.no_such_card")
	}
	places, err := s.store.CardPlaces(ctx, id)
	if err != nil {
		return Card{}, err
	}
	look, err := s.cardLook(ctx, a)
	if err != nil {
		return Card{}, err
	}
	c, seen, err := look.card(ctx, row, places, "")
	if err == nil && !seen {
		err = Errorf(NotFound, "error.no_such_card")
	}
	return c, err
}

// cardLook is what decides which cards an actor sees.
type cardLook struct {
	s      *Service
	a      Actor
	now    time.Time
	floors map[FloorID]floorState
	mine   map[FloorID]FloorMemberRow
}

func (s *Service) cardLook(ctx context.Context, a Actor) (cardLook, error) {
	l := cardLook{s: s, a: a, now: s.clock(), floors: map[FloorID]floorState{}}
	rows, err := s.store.Floors(ctx)
	if err != nil {
		return l, err
	}
	for _, row := range rows {
		if l.floors[row.ID], err = s.openFloor(row); err != nil {
			return l, err
		}
	}
	l.mine, err = s.floorsOf(ctx, a)
	return l, err
}

// on tells whether the actor is on a floor; every member is on the ground floor.
func (l cardLook) on(f floorState) bool {
	return l.a.member() && (f.row.Kind == FloorGround || l.mine[f.row.ID].State == floorJoined)
}

func (l cardLook) keeps(f floorState) bool {
	m := l.mine[f.row.ID]
	return l.a.member() && m.State == floorJoined && m.Admin
}

// card opens a card for the actor and tells whether they may see it, on that
// floor where one is given.
func (l cardLook) card(ctx context.Context, row CardRow, places []CardPlaceRow, on FloorID) (c Card, seen bool, err error) {
	words, err := l.s.openCard(row)
	if err != nil {
		return Card{}, false, err
	}
	p, err := l.s.store.Person(ctx, row.Person)
	if err != nil {
		return Card{}, false, err
	}
	if err := l.s.verify(&p); err != nil {
		return Card{}, false, err
	}
	c = Card{ID: row.ID, Name: p.Name, Mine: l.a.member() && row.Person == l.a.person, CardWords: words, Public: row.Public}
	c.AwayNow = words.Away.at(l.now)
	if c.Free, err = l.s.takesNow(ctx, row.Person, words); err != nil {
		return Card{}, false, err
	}
	c.Free = c.Free && !c.AwayNow
	seen = c.Mine && on == ""
	for _, place := range places {
		f, sees, err := l.place(ctx, c, row, place)
		if err != nil {
			return Card{}, false, err
		}
		if !sees {
			continue
		}
		seen = seen || on == "" || on == place.Floor
		if l.a.member() || f.row.Kind == FloorGround { // guests may not know of others
			c.Places = append(c.Places, CardPlace{
				Floor: f.text.Code, Name: f.text.Name, State: place.State, Hidden: place.Hidden, Keeps: l.keeps(f),
			})
		}
	}
	return c, seen, nil
}

// takesNow tells whether somebody has room for one more client: enquiries that they did
// not accept take none.
func (s *Service) takesNow(ctx context.Context, person PersonID, w CardWords) (bool, error) {
	if w.Capacity <= 0 {
		return w.Capacity == CapacityUnlimited, nil
	}
	cases, err := s.store.CasesOf(ctx, person)
	running := 0
	for _, c := range cases {
		if c.State == CaseAccepted {
			running++
		}
	}
	return running < w.Capacity, err
}

// place tells whether the actor sees the card on that floor.
func (l cardLook) place(ctx context.Context, c Card, row CardRow, place CardPlaceRow) (floorState, bool, error) {
	if err := l.s.verify(&place); err != nil {
		return floorState{}, false, err
	}
	f, known := l.floors[place.Floor]
	switch {
	case !known || place.State == cardEnded:
		return f, false, nil
	case c.Mine:
		return f, true, nil
	}
	if place.State == CardHome { // it comes down when its owner leaves the floor
		m, err := l.s.floorMember(ctx, l.s.store, place.Floor, row.Person)
		if err != nil || f.standing(m) < onFloor {
			return f, false, err
		}
	}
	listed := f.row.Kind == FloorGround || f.row.State == FloorOpen || f.row.State == FloorApplication
	switch {
	case l.keeps(f):
		return f, true, nil
	case place.Hidden || f.row.State == FloorSuspended || place.State != CardHome && place.State != CardShown:
		return f, false, nil
	}
	return f, l.on(f) || row.Public && listed, nil
}
