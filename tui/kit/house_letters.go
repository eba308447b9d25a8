package kit

import (
	"context"

	"stockwerk/house"
)

// letters are the letters of a counselling, and those to be sent later.
type letters interface {
	Letters(ctx context.Context, a house.Actor, place string) ([]house.Letter, error)
	WriteLetter(ctx context.Context, a house.Actor, place string, l house.LetterSpec) (house.Sent, error)
	LetterRules(ctx context.Context, a house.Actor, place string) (house.LetterRules, error)
	LaterLetters(ctx context.Context, a house.Actor, place string) ([]house.LaterLetter, error)
	ChangeLaterLetter(ctx context.Context, a house.Actor, id house.MessageID, e house.LaterEdit) (house.LaterLetter, error)
	WithdrawLetter(ctx context.Context, a house.Actor, id house.MessageID) (house.LaterLetter, error)
}
