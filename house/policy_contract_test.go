package house_test

import (
	"context"

	"stockwerk/house"
)

// inPractice is refused for its form to those who may: the room of the stage has no
// contract.
func inPractice(do func(ctx context.Context, s *stage, a house.Actor) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		err := do(ctx, s, a)
		if house.IsKey(err, "error.tool_off") {
			return nil // let in, and told that the tool is off
		}
		return err
	}
}

// deedsWithContracts are the deeds of house/contract.go.
func deedsWithContracts() []deed {
	return []deed{
		{"Contracts", inRoom, inPractice(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Contracts(ctx, a, desk)) })},
		{"Contract", inRoom, inPractice(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Contract(ctx, a, desk, 0)) })},
		{"ProposeContract", inRoom, inPractice(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ProposeContract(ctx, a, desk, house.ContractEdit{}))
		})},
		{"AcceptContract", inRoom, inPractice(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AcceptContract(ctx, a, desk, 1))
		})},
		{"RefuseContract", inRoom, inPractice(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RefuseContract(ctx, a, desk, 1, ""))
		})},
	}
}
