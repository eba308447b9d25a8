package kit

import (
	"context"
	"time"

	"stockwerk/house"
)

// contacts are what comes before and after a counselling: enquiries, accepting, closing.
type contacts interface {
	ContactOffer(ctx context.Context, a house.Actor, ref string) (house.ContactOffer, error)
	Contact(ctx context.Context, a house.Actor, c house.ContactSpec) (house.Contacted, house.Actor, error)
	Cases(ctx context.Context, a house.Actor, all bool) ([]house.Case, error)
	Case(ctx context.Context, a house.Actor, place string) (house.Case, error)
	AcceptContact(ctx context.Context, a house.Actor, place string) (house.Case, error)
	DeclineContact(ctx context.Context, a house.Actor, place, text string) error
	WithdrawContact(ctx context.Context, a house.Actor, place string) error
	CloseCase(ctx context.Context, a house.Actor, place string, end house.CaseEnd) (house.Case, error)
	BringDeletionForward(ctx context.Context, a house.Actor, place string, at time.Time) (house.Case, error)
	GiveFeedback(ctx context.Context, a house.Actor, place string, f house.Feedback) (house.Case, error)
	Team(ctx context.Context, a house.Actor, floor string) (house.Team, error)
	Teams(ctx context.Context, a house.Actor) ([]house.Team, error)
	SetTeam(ctx context.Context, a house.Actor, floor string, e house.TeamEdit) (house.Team, error)
}
