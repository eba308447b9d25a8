package house

import (
	"context"
	"strings"
	"time"
)

// asked is whom an enquiry goes to: one counsellor, or the team of a floor.
type asked struct {
	floor   floorState
	card    CardID // "" = the team
	words   CardWords
	readers []PersonRow // those for whom it is sealed until one accepts
	answer  time.Duration
	note    string
	free    bool
}

// ContactOffer is what is said before the first word: who reads it, until when an
// answer is promised, what happens next. Who may: guests and members.
func (s *Service) ContactOffer(ctx context.Context, a Actor, ref string) (ContactOffer, error) {
	if err := s.maySeeCards(ctx, a); err != nil {
		return ContactOffer{}, err
	}
	to, err := s.whomToAsk(ctx, a, ref)
	if err != nil {
		return ContactOffer{}, err
	}
	now := s.clock()
	o := ContactOffer{
		Ref: ref, Floor: to.floor.text.Code, FloorName: to.floor.text.Name, Answer: to.answer, AnswerBy: to.answerBy(now), Free: to.free,
		AwayNow: to.words.Away.at(now), Away: to.words.Away, Note: to.note, Delete: enquiryLife, Guest: !a.member(),
	}
	o.Readers = to.names()
	if to.card != "" {
		o.Counsellor = to.readers[0].Name
	}
	return o, nil
}

// names are those of the readers.
func (t asked) names() []string {
	out := make([]string, len(t.readers))
	for i, p := range t.readers {
		out[i] = p.Name
	}
	return out
}

// answerBy is when the promise of an enquiry of now runs out. Whoever is away begins
// with it at their return; whoever does not know when promises nothing.
func (t asked) answerBy(now time.Time) time.Time {
	if t.answer == 0 {
		return time.Time{}
	}
	if away := t.words.Away; away.at(now) {
		if away.Until.IsZero() {
			return time.Time{}
		}
		now = away.Until
	}
	return now.Add(t.answer)
}

// hours is the promise in whole hours from now, 0 without one.
func (t asked) hours(now time.Time) int {
	by := t.answerBy(now)
	if by.IsZero() {
		return 0
	}
	return int((by.Sub(now) + time.Hour - 1) / time.Hour)
}

// whomToAsk finds a card, or the team of a floor, that the actor may see.
func (s *Service) whomToAsk(ctx context.Context, a Actor, ref string) (asked, error) {
	ref = strings.TrimSpace(ref)
	if f, err := s.floorByCode(ctx, s.store, strings.ToLower(ref)); err == nil && !strings.HasPrefix(ref, "@") {
		return s.askTeam(ctx, a, f)
	}
	c, err := s.Card(ctx, a, ref)
	if err != nil {
		return asked{}, err
	}
	row, err := s.store.Card(ctx, c.ID)
	if err != nil {
		return asked{}, noCard(err, "error.no_such_card")
	}
	if err := s.verify(&row); err != nil {
		return asked{}, err
	}
	if row.Person == a.person {
		return asked{}, Errorf(Invalid, "error.contact_oneself")
	}
	floor, err := s.homeOf(ctx, row.ID)
	if err != nil {
		return asked{}, err
	}
	on, err := s.onFloorNow(ctx, s.store, floor, []PersonID{row.Person})
	if err != nil {
		return asked{}, err
	}
	if len(on) == 0 { // taken off the floor, or about to go
		return asked{}, Errorf(NotFound, "error.no_such_card")
	}
	p := on[0]
	t := asked{floor: floor, card: row.ID, words: c.CardWords, readers: []PersonRow{p}, answer: c.Answer, free: c.Free}
	if a.member() {
		return t, s.notBlocked(ctx, p.ID, a.person)
	}
	return t, nil
}

// notBlocked refuses those whom a counsellor does not want to hear of.
func (s *Service) notBlocked(ctx context.Context, counsellor, from PersonID) error {
	blocks, err := s.store.Blocks(ctx, counsellor)
	for _, b := range blocks {
		if b == from {
			return Errorf(Forbidden, "error.contact_blocked")
		}
	}
	return err
}

// homeOf is the floor on which a card was made: rooms of its counsellings stand there.
func (s *Service) homeOf(ctx context.Context, card CardID) (floorState, error) {
	places, err := s.store.CardPlaces(ctx, card)
	if err != nil {
		return floorState{}, err
	}
	for _, p := range places {
		if p.State != CardHome {
			continue
		}
		if err := s.verify(&p); err != nil {
			return floorState{}, err
		}
		f, err := s.floorByID(ctx, s.store, p.Floor)
		if err == nil && f.row.State == FloorSuspended {
			err = Errorf(Forbidden, "error.floor_suspended")
		}
		return f, err
	}
	return floorState{}, Errorf(NotFound, "error.no_such_card")
}

func (s *Service) askTeam(ctx context.Context, a Actor, f floorState) (asked, error) {
	if err := s.mayAskFloor(ctx, a, f); err != nil {
		return asked{}, err
	}
	d, err := s.teamData(ctx, s.store, f.row.ID)
	if err != nil {
		return asked{}, err
	}
	t := asked{floor: f, answer: time.Duration(d.Answer) * time.Hour, note: d.Note, free: true}
	people, err := s.teamPeople(ctx, s.store, f, d)
	if err != nil {
		return asked{}, err
	}
	for _, p := range people {
		if p.ID == a.person {
			continue // nobody is their own counsellor
		}
		if a.member() && IsKey(s.notBlocked(ctx, p.ID, a.person), "error.contact_blocked") {
			continue
		}
		t.readers = append(t.readers, p)
	}
	if len(t.readers) == 0 {
		return asked{}, Errorf(NotFound, "error.no_team")
	}
	return t, nil
}
