package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithHandover are the deeds of house/handover*.go; work/desk is no room for
// counselling, which is said after the right was looked at. Who is a client and who a
// colleague there is tested in handover_test.go.
func deedsWithHandover() []deed {
	return []deed{
		{"Colleagues", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Colleagues(ctx, a, desk)) }},
		{"HandoversAsked", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.HandoversAsked(ctx, a)) }},
		{"TakeHandover", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			err := only(s.TakeHandover(ctx, a, "x", true))
			if house.IsKey(err, "error.no_handover") {
				return nil
			}
			return err
		}},
		{"OfferHandover", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.OfferHandover(ctx, a, desk, house.HandoverSpec{Name: unknown}))
		}},
		{"WithdrawHandover", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.WithdrawHandover(ctx, a, desk))
		}},
		{"AgreeHandover", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AgreeHandover(ctx, a, desk, false))
		}},
		{"RefuseHandover", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RefuseHandover(ctx, a, desk, "x"))
		}},
		{"SubstituteFor", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SubstituteFor(ctx, a, desk, house.HandoverSpec{Name: unknown}))
		}},
		{"CallColleague", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CallColleague(ctx, a, desk, house.HandoverSpec{Name: unknown}))
		}},
		{"DismissColleague", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.DismissColleague(ctx, a, desk, unknown))
		}},
		{"OpenSide", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.OpenSide(ctx, a, desk, house.SideSpec{}))
		}},
		{"PutReview", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PutReview(ctx, a, desk, house.ReviewSpec{}))
		}},
		{"Reviews", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Reviews(ctx, a, desk)) }},
		{"UseReview", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.UseReview(ctx, a, desk, "x")) }},
	}
}
