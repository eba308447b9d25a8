package house_test

import (
	"context"
	"time"

	"stockwerk/house"
)

// deedsWithKeeping are the deeds of how long things are kept.
func deedsWithKeeping() []deed {
	days := 90
	edit := house.KeepEdit{Days: &days}
	const inDesk = "owner moderator member visitor"
	return []deed{
		{"RoomKeeping", inDesk, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RoomKeeping(ctx, a, desk))
		}},
		{"SetRoomKeeping", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetRoomKeeping(ctx, a, desk, house.ToolBoard, 90))
		}},
		{"RoomHold", inDesk, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RoomHold(ctx, a, desk))
		}},
		{"AskHold", "owner moderator member", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AskHold(ctx, a, desk, house.HoldSpec{Why: "x", Until: time.Now().Add(time.Hour)}))
		}},
		{"AgreeHold", inDesk, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AgreeHold(ctx, a, desk))
		}},
		{"EndHold", inDesk, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.EndHold(ctx, a, desk))
		}},
		{"KeepRules", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.KeepRules(ctx, a, "work"))
		}},
		{"KeepRules", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.KeepRules(ctx, a, ""))
		}},
		{"SetKeepRule", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetKeepRule(ctx, a, "work", house.RoomConference, edit))
		}},
		{"SetKeepRule", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetKeepRule(ctx, a, "", house.RoomConference, edit))
		}},
		{"SetKeepRuleToll", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetKeepRuleToll(ctx, a, "work", house.RoomConference, house.KeepEdit{Max: &days}))
		}},
		{"LedgerOf", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.LedgerOf(ctx, a, "work", 1))
		}},
		{"LedgerOf", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.LedgerOf(ctx, a, "", 1))
		}},
		{"UnusedAccounts", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.UnusedAccounts(ctx, a))
		}},
		{"SetUnusedAccounts", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.SetUnusedAccounts(ctx, a, false)
		}},
	}
}
