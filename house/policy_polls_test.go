package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithPolls are the deeds of house/polls.go, pollvotes.go and polledit.go.
func deedsWithPolls() []deed {
	return []deed{
		{"Polls", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Polls(ctx, a, desk)) }},
		{"Poll", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.Poll(ctx, a, id))
		})},
		{"NewPoll", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewPoll(ctx, a, desk, house.PollSpec{}))
		}},
		{"Vote", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.Vote(ctx, a, id, nil))
		})},
		{"EditPoll", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.EditPoll(ctx, a, id, house.PollEdit{}))
		})},
		{"ClosePoll", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.ClosePoll(ctx, a, id))
		})},
	}
}
