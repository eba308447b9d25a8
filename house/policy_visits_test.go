package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithVisits are the deeds of visitors about their own stay, and the owner's yes.
func deedsWithVisits() []deed {
	return []deed{
		{"Stay", "visitor", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Stay(ctx, a)) }},
		{"BindKey", "visitor", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.BindKey(ctx, a, nil)) }},
		{"UnbindKey", "visitor", func(ctx context.Context, s *stage, a house.Actor) error { return s.UnbindKey(ctx, a) }},
		{"NextTicket", "visitor", func(ctx context.Context, s *stage, a house.Actor) error {
			_, _, err := s.NextTicket(ctx, a)
			return err
		}},
		{"LeaveWord", "visitor", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.LeaveWord(ctx, a, "x")) }},
		{"BecomeMember", "visitor", func(ctx context.Context, s *stage, a house.Actor) error {
			_, _, err := s.BecomeMember(ctx, a, house.Registration{})
			return err
		}},
		{"AllowMember", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.AllowMember(ctx, a, desk, unknown, true)
		}},
	}
}
