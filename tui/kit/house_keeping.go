package kit

import (
	"context"

	"stockwerk/house"
)

// keeping is how long things are kept, holds, and what was destroyed.
type keeping interface {
	RoomKeeping(ctx context.Context, a house.Actor, place string) (house.Keeping, error)
	SetRoomKeeping(ctx context.Context, a house.Actor, place, tool string, days int) (house.Keeping, error)
	KeepRules(ctx context.Context, a house.Actor, floor string) ([]house.KindKeeping, error)
	SetKeepRule(ctx context.Context, a house.Actor, floor string, kind house.RoomKind, e house.KeepEdit) ([]house.KindKeeping, error)
	SetKeepRuleToll(ctx context.Context, a house.Actor, floor string, kind house.RoomKind, e house.KeepEdit) (house.Toll, error)
	AskHold(ctx context.Context, a house.Actor, place string, spec house.HoldSpec) (house.Hold, error)
	AgreeHold(ctx context.Context, a house.Actor, place string) (house.Hold, error)
	EndHold(ctx context.Context, a house.Actor, place string) (house.Hold, error)
	LedgerOf(ctx context.Context, a house.Actor, floor string, limit int) (house.LedgerView, error)
	UnusedAccounts(ctx context.Context, a house.Actor) (bool, error)
	SetUnusedAccounts(ctx context.Context, a house.Actor, on bool) error
}

// KeptWords says a number of days that something is kept.
func (e *Env) KeptWords(days int) string {
	if days == 0 {
		return e.T("keeping.ever")
	}
	return e.N("keeping.days", days)
}
