package kit

import (
	"context"

	"stockwerk/house"
)

// contracts are the contract of a counselling.
type contracts interface {
	Contracts(ctx context.Context, a house.Actor, place string) ([]house.Contract, error)
	ProposeContract(ctx context.Context, a house.Actor, place string, e house.ContractEdit) (house.Contract, error)
	AcceptContract(ctx context.Context, a house.Actor, place string, version int) (house.Contract, error)
	RefuseContract(ctx context.Context, a house.Actor, place string, version int, reason string) (house.Contract, error)
}
