package kit

import (
	"context"

	"stockwerk/house"
)

// sessions are live and group sessions.
type sessions interface {
	Session(ctx context.Context, a house.Actor, place string) (house.Session, error)
	PlanSession(ctx context.Context, a house.Actor, place string, spec house.SessionSpec) (house.Session, error)
	UnplanSession(ctx context.Context, a house.Actor, place string) (house.Session, error)
	ArriveSession(ctx context.Context, a house.Actor, place string) (house.Session, error)
	BeginSession(ctx context.Context, a house.Actor, place string, spec house.SessionSpec) (house.Session, error)
	ExtendSession(ctx context.Context, a house.Actor, place string, minutes int) (house.Session, error)
	CheckSession(ctx context.Context, a house.Actor, place, text string) (house.Session, error)
	HereSession(ctx context.Context, a house.Actor, place, text string) (house.Session, error)
	AcceptSessionRules(ctx context.Context, a house.Actor, place string, version int) (house.Session, error)
	EndSession(ctx context.Context, a house.Actor, place, agreed string) (house.Session, error)
	BanSession(ctx context.Context, a house.Actor, place, name, reason string, off bool) (house.Session, error)
}
