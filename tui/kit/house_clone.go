package kit

import (
	"context"

	"stockwerk/house"
)

// clones are rooms that are made of rooms.
type clones interface {
	CloneRoom(ctx context.Context, a house.Actor, place string, to house.CloneSpec, progress func(done, total int)) (house.Room, error)
	SaveTemplate(ctx context.Context, a house.Actor, place, name string, progress func(done, total int)) (house.Template, error)
	Templates(ctx context.Context, a house.Actor, floor string) ([]house.Template, error)
	DeleteTemplate(ctx context.Context, a house.Actor, floor, name string) error
	NewFromTemplate(ctx context.Context, a house.Actor, spec house.RoomSpec, template string, progress func(done, total int)) (house.Room, error)
}
