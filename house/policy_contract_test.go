package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithContracts are the deeds of house/contract.go.
func deedsWithContracts() []deed {
	return []deed{
		{"Contracts", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Contracts(ctx, a, desk)) }},
		{"Contract", inRoom, noContract(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Contract(ctx, a, desk, 0)) })},
		{"ProposeContract", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ProposeContract(ctx, a, desk, house.ContractEdit{}))
		}},
		{"AcceptContract", inRoom, noContract(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AcceptContract(ctx, a, desk, 1))
		})},
		{"RefuseContract", inRoom, noContract(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RefuseContract(ctx, a, desk, 1, ""))
		})},
	}
}

// noContract is what those hear who were let in: there is none on the stage.
func noContract(do func(ctx context.Context, s *stage, a house.Actor) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		err := do(ctx, s, a)
		if house.IsKey(err, "error.contract_none") || house.IsKey(err, "error.contract_no_version") {
			return nil
		}
		return err
	}
}
