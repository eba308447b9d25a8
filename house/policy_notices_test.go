package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithNotices are the deeds of house/notices.go. Visitors read notices.
func deedsWithNotices() []deed {
	const writers = "member moderator owner"
	return []deed{
		{"Notices", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Notices(ctx, a, desk, false))
		}},
		{"Notices", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Notices(ctx, a, desk, true))
		}},
		{"Notice", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.Notice(ctx, a, id))
		})},
		{"PostNotice", writers, func(ctx context.Context, s *stage, a house.Actor) error {
			return readOnly(only(s.PostNotice(ctx, a, desk, house.NoticeSpec{})))
		}},
		{"PostNotice", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return readOnly(only(s.PostNotice(ctx, a, desk, house.NoticeSpec{Pin: true})))
		}},
		{"EditNotice", writers, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return readOnly(only(s.EditNotice(ctx, a, id, house.NoticeEdit{})))
		})},
		// The floor's board is read by who is on the floor, kept by its admins.
		{"Notices", floorFolk, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Notices(ctx, a, "work", false))
		}},
		{"PostNotice", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return readOnly(only(s.PostNotice(ctx, a, "work", house.NoticeSpec{})))
		}},
		{"Notices", comers, func(ctx context.Context, s *stage, a house.Actor) error {
			if a.Role() == house.RoleGuestOf {
				return nil // a visitor has their own room alone
			}
			return only(s.Notices(ctx, a, "eg", false))
		}},
		{"PostNotice", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return readOnly(only(s.PostNotice(ctx, a, "eg", house.NoticeSpec{})))
		}},
	}
}

// readOnly counts being kept from writing as being kept out.
func readOnly(err error) error {
	if house.IsKey(err, "error.board_keepers") || house.IsKey(err, "error.tool_read_only") {
		return house.Errorf(house.Forbidden, "error.forbidden")
	}
	return err
}
