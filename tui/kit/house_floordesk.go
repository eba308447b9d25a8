package kit

import (
	"context"

	"stockwerk/house"
)

// floorDesk is what a floor's admins see and do beside its people: never a word of a
// room.
type floorDesk interface {
	FloorRooms(ctx context.Context, a house.Actor, code string) (house.FloorRooms, error)
	FloorTickets(ctx context.Context, a house.Actor, code string) (house.FloorTickets, error)
	OrderClosing(ctx context.Context, a house.Actor, place string, o house.ClosingOrder) (house.RoomClosing, error)
	ClosingToll(ctx context.Context, a house.Actor, place string, o house.ClosingOrder) (house.Toll, error)
	WithdrawClosing(ctx context.Context, a house.Actor, place string) error
	EditFloorToll(ctx context.Context, a house.Actor, code string, e house.FloorEdit) (house.Toll, error)
	RemoveFromFloorToll(ctx context.Context, a house.Actor, code, name string) (house.Toll, error)
	SetFloorAdminToll(ctx context.Context, a house.Actor, code, name string, on bool) (house.Toll, error)
	SetFloorCreatorToll(ctx context.Context, a house.Actor, code, name string, on bool) (house.Toll, error)
}
