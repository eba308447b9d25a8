package house_test

import (
	"context"
	"time"

	"stockwerk/house"
)

// deedsWithSteps are the deeds of house/steps.go and house/stepdeeds.go; work/desk is
// no room for peer consultations, which is said after the right was looked at. Who
// leads one is tested in steps_test.go.
func deedsWithSteps() []deed {
	return []deed{
		{"Steps", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Steps(ctx, a, desk)) }},
		{"StepPosts", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.StepPosts(ctx, a, desk, 1)) }},
		{"StartSteps", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.StartSteps(ctx, a, desk, house.StepsStart{}))
		})},
		{"Advance", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Advance(ctx, a, desk, 1)) })},
		{"StepBack", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.StepBack(ctx, a, desk, 1, "x"))
		})},
		{"Extend", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Extend(ctx, a, desk, 1)) })},
		{"Pass", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Pass(ctx, a, desk, false)) })},
		{"StepAway", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.StepAway(ctx, a, desk, time.Time{}))
		})},
		{"Nudge", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Nudge(ctx, a, desk, "x")) })},
		{"HandModeration", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.HandModeration(ctx, a, desk, "", true))
		})},
		{"TakeOver", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.TakeOver(ctx, a, desk)) })},
		{"EndSteps", inRoom, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.EndSteps(ctx, a, desk, house.StepsEnd{Title: "x", Text: "x"}))
		})},
		{"StepTemplates", floorFolk, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.StepTemplates(ctx, a, "work")) }},
		{"PutStepTemplate", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PutStepTemplate(ctx, a, "work", "x", ""))
		}},
	}
}
