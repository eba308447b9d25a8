package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithFloorDesk are the deeds of house/floorclosing.go and floortolls.go. Nobody
// but the floor's admins has them, whatever they are in its rooms.
func deedsWithFloorDesk() []deed {
	admin := "flooradmin"
	soon := house.ClosingOrder{Days: 1} // too soon, which is refused after the right was looked at
	name := "Work"
	return []deed{
		{"FloorRooms", admin, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.FloorRooms(ctx, a, "work")) }},
		{"FloorTickets", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.FloorTickets(ctx, a, "work"))
		}},
		{"OrderClosing", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.OrderClosing(ctx, a, "work/desk", soon))
		}},
		{"ClosingToll", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ClosingToll(ctx, a, "work/desk", house.ClosingOrder{}))
		}},
		{"WithdrawClosing", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.WithdrawClosing(ctx, a, "work/desk")
		}},
		{"EditFloorToll", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.EditFloorToll(ctx, a, "work", house.FloorEdit{Name: &name}))
		}},
		{"RemoveFromFloorToll", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RemoveFromFloorToll(ctx, a, "work", "p-onfloor"))
		}},
		{"SetFloorAdminToll", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetFloorAdminToll(ctx, a, "work", "p-onfloor", true))
		}},
		{"SetFloorCreatorToll", admin, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetFloorCreatorToll(ctx, a, "work", "p-onfloor", true))
		}},
	}
}
