package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithClone are the deeds of house/clone.go and house/templates.go.
func deedsWithClone() []deed {
	return []deed{
		// The right to open rooms there is looked at before the name.
		{"CloneRoom", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CloneRoom(ctx, a, "work/desk", house.CloneSpec{Place: "work/copy"}, nil))
		}},
		{"SaveTemplate", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SaveTemplate(ctx, a, "work/desk", "", nil))
		}},
		{"Templates", "flooradmin owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Templates(ctx, a, "work"))
		}},
		{"NewFromTemplate", "flooradmin owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewFromTemplate(ctx, a, house.RoomSpec{Place: "work/made"}, "Muster", nil))
		}},
		{"DeleteTemplate", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			err := s.DeleteTemplate(ctx, a, "work", unknown)
			if house.IsKey(err, "error.no_such_template") && a.Name() != "p-flooradmin" {
				return house.Errorf(house.Forbidden, "error.forbidden") // there is none of theirs
			}
			return err
		}},
	}
}
