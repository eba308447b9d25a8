package house_test

import (
	"context"
	"io"

	"stockwerk/house"
)

// deedsWithSelf are what everybody may do with their own account.
func deedsWithSelf() []deed {
	return []deed{
		{"Remains", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Remains(ctx, a)) }},
		{"Devices", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Devices(ctx, a)) }},
		{"Kick", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return passedOn(s.Kick(ctx, a, "nothing"), "error.no_such_device")
		}},
		{"KickOthers", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.KickOthers(ctx, a)) }},
		{"Factor", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Factor(ctx, a)) }},
		{"OfferFactor", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.OfferFactor(ctx, a, phrase, "Stockwerk"))
		}},
		{"SetFactor", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			_, err := s.SetFactor(ctx, a, phrase, "", "")
			return passedOn(err, "error.invalid")
		}},
		{"DropFactor", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return passedOn(s.DropFactor(ctx, a, phrase, ""), "error.factor_none")
		}},
		{"Misses", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Misses(ctx, a)) }},
		{"ExportZip", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.ExportZip(ctx, a, io.Discard, nil, nil)
		}},
	}
}

// passedOn is no refusal where the deed came as far as that.
func passedOn(err error, key string) error {
	if house.IsKey(err, key) {
		return nil
	}
	return err
}
