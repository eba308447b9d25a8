package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithLetters are the deeds of house/letters.go.
func deedsWithLetters() []deed {
	return []deed{
		{"Letters", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Letters(ctx, a, desk)) }},
		{"Letter", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.Letter(ctx, a, id))
		})},
		{"WriteLetter", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.WriteLetter(ctx, a, desk, house.LetterSpec{}))
		}},
		{"LetterRules", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.LetterRules(ctx, a, desk)) }},
		{"LaterLetters", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.LaterLetters(ctx, a, desk)) }},
		{"ChangeLaterLetter", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.ChangeLaterLetter(ctx, a, id, house.LaterEdit{}))
		})},
		{"WithdrawLetter", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.WithdrawLetter(ctx, a, id))
		})},
	}
}
