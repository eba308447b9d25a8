package kit

import (
	"context"

	"stockwerk/house"
)

// notices are the notices of rooms and floors.
type notices interface {
	Notices(ctx context.Context, a house.Actor, place string, expired bool) ([]house.Notice, error)
	PostNotice(ctx context.Context, a house.Actor, place string, n house.NoticeSpec) (house.Sent, error)
	EditNotice(ctx context.Context, a house.Actor, id house.MessageID, e house.NoticeEdit) (house.Sent, error)
}
