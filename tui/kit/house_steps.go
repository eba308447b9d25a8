package kit

import (
	"context"
	"time"

	"stockwerk/house"
)

// steps are peer consultations and the courses of a floor.
type steps interface {
	Steps(ctx context.Context, a house.Actor, place string) (house.Consultation, error)
	StepPosts(ctx context.Context, a house.Actor, place string, step int) ([]house.Post, error)
	StartSteps(ctx context.Context, a house.Actor, place string, start house.StepsStart) (house.Consultation, error)
	Advance(ctx context.Context, a house.Actor, place string, from int) (house.Consultation, error)
	StepBack(ctx context.Context, a house.Actor, place string, from int, reason string) (house.Consultation, error)
	Extend(ctx context.Context, a house.Actor, place string, by int) (house.Consultation, error)
	Pass(ctx context.Context, a house.Actor, place string, done bool) (house.Consultation, error)
	Nudge(ctx context.Context, a house.Actor, place, text string) (house.Consultation, error)
	HandModeration(ctx context.Context, a house.Actor, place, name string, deputy bool) (house.Consultation, error)
	TakeOver(ctx context.Context, a house.Actor, place string) (house.Consultation, error)
	StepAway(ctx context.Context, a house.Actor, place string, until time.Time) (house.Consultation, error)
	EndSteps(ctx context.Context, a house.Actor, place string, end house.StepsEnd) (house.Consultation, error)
	StepTemplates(ctx context.Context, a house.Actor, floor string) ([]house.StepTemplate, error)
	PutStepTemplate(ctx context.Context, a house.Actor, floor, id, text string) (house.StepTemplate, error)
}
