package house_test

import (
	"context"
	"io"

	"stockwerk/house"
)

// deedsWithSelf are what everybody may do with their own account.
func deedsWithSelf() []deed {
	return []deed{
		{"ExportZip", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.ExportZip(ctx, a, io.Discard, nil, nil)
		}},
	}
}
