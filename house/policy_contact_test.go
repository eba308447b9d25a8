package house_test

import (
	"context"
	"time"

	"stockwerk/house"
)

// enquiry gives a deed the room in which the member of the stage asked its owner, who
// has a card that everybody may read; with accepted the owner counsels already, with
// closed it is over.
func enquiry(accepted, closed bool, do func(ctx context.Context, s *stage, a house.Actor, place string) error) func(context.Context, *stage, house.Actor) error {
	return withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
		out, _, err := s.Contact(ctx, s.who["member"], house.ContactSpec{To: id, Subject: "Frage", Text: "Wie weiter?"})
		if err != nil {
			return err
		}
		if accepted {
			if _, err := s.AcceptContact(ctx, s.who["owner"], out.Place); err != nil {
				return err
			}
		}
		if closed {
			if _, err := s.CloseCase(ctx, s.who["owner"], out.Place, house.CaseEnd{}); err != nil {
				return err
			}
		}
		err = do(ctx, s, a, out.Place)
		s.drop(out.Place)
		return err
	})
}

// drop takes an enquiry away, so that no bound of them is reached.
func (s *stage) drop(place string) {
	ctx := context.Background()
	if s.DeleteRoom(ctx, s.who["owner"], place) != nil {
		_ = s.WithdrawContact(ctx, s.who["member"], place)
	}
}

// deedsWithContacts are the deeds of house/contact.go and what follows from them.
func deedsWithContacts() []deed {
	const readers = "guest newcomer " + accounts
	const bothSides = "member owner"
	return []deed{
		{"ContactOffer", readers, withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			err := only(s.ContactOffer(ctx, a, id))
			if house.IsKey(err, "error.contact_oneself") {
				return nil
			}
			return err
		})},
		{"ContactOffer", floorFolk, withCard(false, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			return only(s.ContactOffer(ctx, a, id))
		})},
		{"Contact", readers, withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			_, _, err := s.Contact(ctx, a, house.ContactSpec{To: id, Subject: "", Text: "x"})
			return err
		})},
		{"Teams", readers, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Teams(ctx, a)) }},
		{"Team", floorFolk, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Team(ctx, a, "work")) }},
		{"SetTeam", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetTeam(ctx, a, "work", house.TeamEdit{Add: []string{unknown}}))
		}},
		{"Cases", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Cases(ctx, a, true)) }},
		{"Case", bothSides, enquiry(false, false, func(ctx context.Context, s *stage, a house.Actor, place string) error {
			return only(s.Case(ctx, a, place))
		})},
		{"AcceptContact", "owner", enquiry(false, false, func(ctx context.Context, s *stage, a house.Actor, place string) error {
			return only(s.AcceptContact(ctx, a, place))
		})},
		{"DeclineContact", "owner", enquiry(false, false, func(ctx context.Context, s *stage, a house.Actor, place string) error {
			return s.DeclineContact(ctx, a, place, "Leider nicht.")
		})},
		{"WithdrawContact", "member", enquiry(false, false, func(ctx context.Context, s *stage, a house.Actor, place string) error {
			return s.WithdrawContact(ctx, a, place)
		})},
		{"CloseCase", "owner", enquiry(true, false, func(ctx context.Context, s *stage, a house.Actor, place string) error {
			return only(s.CloseCase(ctx, a, place, house.CaseEnd{}))
		})},
		{"BringDeletionForward", "owner", enquiry(true, true, func(ctx context.Context, s *stage, a house.Actor, place string) error {
			return only(s.BringDeletionForward(ctx, a, place, time.Now().Add(time.Hour)))
		})},
		{"GiveFeedback", "member", enquiry(true, true, func(ctx context.Context, s *stage, a house.Actor, place string) error {
			return only(s.GiveFeedback(ctx, a, place, house.Feedback{Heard: 5}))
		})},
	}
}
