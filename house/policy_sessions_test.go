package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithSessions are the deeds of house/sessions.go and house/sessiondeeds.go;
// work/desk is no room for counselling, which is said after the right was looked at.
// What the two sides may is tested in sessions_test.go.
func deedsWithSessions() []deed {
	const hold = "moderator owner"
	return []deed{
		{"Session", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Session(ctx, a, desk)) }},
		{"PlanSession", hold, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PlanSession(ctx, a, desk, house.SessionSpec{}))
		}},
		{"UnplanSession", hold, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.UnplanSession(ctx, a, desk)) }},
		{"ArriveSession", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.ArriveSession(ctx, a, desk)) }},
		{"BeginSession", hold, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.BeginSession(ctx, a, desk, house.SessionSpec{}))
		}},
		{"ExtendSession", hold, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ExtendSession(ctx, a, desk, 5))
		}},
		{"CheckSession", hold, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CheckSession(ctx, a, desk, "x"))
		}},
		{"HereSession", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.HereSession(ctx, a, desk, "x"))
		}},
		{"AcceptSessionRules", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AcceptSessionRules(ctx, a, desk, 1))
		}},
		{"EndSession", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.EndSession(ctx, a, desk, "")) }},
		{"BanSession", hold, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.BanSession(ctx, a, desk, unknown, "", false))
		}},
	}
}
