package kit

import (
	"context"

	"stockwerk/house"
)

// wiki is the pages of a room.
type wiki interface {
	WikiPages(ctx context.Context, a house.Actor, place string) ([]house.WikiPage, error)
	WikiPage(ctx context.Context, a house.Actor, place, page string, version int) (house.WikiPage, error)
	WikiVersions(ctx context.Context, a house.Actor, place, page string, limit int, before int64) ([]house.WikiPage, error)
	WikiDiff(ctx context.Context, a house.Actor, place, page string, from, to int) (house.WikiDiff, error)
	SaveWiki(ctx context.Context, a house.Actor, place string, spec house.WikiSpec) (house.WikiSaved, error)
	RestoreWiki(ctx context.Context, a house.Actor, place, page string, version, base int) (house.WikiSaved, error)
	RenameWiki(ctx context.Context, a house.Actor, place, page, name string) (house.WikiSaved, error)
	DeleteWiki(ctx context.Context, a house.Actor, place, page string) (house.Sent, error)
	LockWiki(ctx context.Context, a house.Actor, place, page string, take bool) (house.WikiLock, error)
	UnlockWiki(ctx context.Context, a house.Actor, place, page string) error
}
