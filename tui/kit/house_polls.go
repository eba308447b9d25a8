package kit

import (
	"context"

	"stockwerk/house"
)

// polls are the polls of rooms.
type polls interface {
	Polls(ctx context.Context, a house.Actor, place string) ([]house.Poll, error)
	Poll(ctx context.Context, a house.Actor, id house.MessageID) (house.Poll, error)
	NewPoll(ctx context.Context, a house.Actor, place string, p house.PollSpec) (house.Sent, error)
	EditPoll(ctx context.Context, a house.Actor, id house.MessageID, e house.PollEdit) (house.Poll, error)
	Vote(ctx context.Context, a house.Actor, id house.MessageID, choices []string) (house.Poll, error)
	ClosePoll(ctx context.Context, a house.Actor, id house.MessageID) (house.Poll, error)
}
