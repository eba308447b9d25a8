package kit

import (
	"context"

	"stockwerk/house"
)

// tasks are what somebody in a room does, and what comes up for a person.
type tasks interface {
	Tasks(ctx context.Context, a house.Actor, place string) ([]house.Task, error)
	NewTask(ctx context.Context, a house.Actor, place string, t house.TaskSpec) (house.Sent, error)
	EditTask(ctx context.Context, a house.Actor, id house.MessageID, e house.TaskEdit) (house.Sent, error)
	TakeTask(ctx context.Context, a house.Actor, id house.MessageID) (house.Sent, error)
	FinishTask(ctx context.Context, a house.Actor, id house.MessageID, done bool) (house.Sent, error)
	DeleteTask(ctx context.Context, a house.Actor, id house.MessageID) (house.Sent, error)
	Upcoming(ctx context.Context, a house.Actor) ([]house.Upcoming, error)
}
