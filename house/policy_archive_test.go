package house_test

import (
	"context"
	"io"

	"stockwerk/house"
)

// deedsWithArchive are the deeds of house/roomexport.go.
func deedsWithArchive() []deed {
	return []deed{
		{"ExportRoom", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.ExportRoom(ctx, a, "work/desk", io.Discard, nil)
		}},
	}
}
