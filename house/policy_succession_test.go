package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithSuccession are the deeds of house/succession.go and succeed.go.
func deedsWithSuccession() []deed {
	return []deed{
		{"NameSuccessor", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			err := only(s.NameSuccessor(ctx, a, a.Name(), nil))
			if house.IsKey(err, "error.heir_self") {
				return nil
			}
			return err
		}},
		{"WithdrawSuccessor", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			err := s.WithdrawSuccessor(ctx, a, nil)
			if house.IsKey(err, "error.no_succession") {
				return nil
			}
			return err
		}},
		{"MySuccessions", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.MySuccessions(ctx, a)) }},
		{"Successions", "owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Successions(ctx, a, desk)) }},
		{"Succeed", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Succeed(ctx, a, desk, unknown))
		}},
		{"DeclineSuccession", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.DeclineSuccession(ctx, a, desk, unknown)
		}},
	}
}
