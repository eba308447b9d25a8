package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithFiles are the deeds of house/files.go. Those that would change what the
// others find ask for what is not there.
func deedsWithFiles() []deed {
	const place, gone = "work/desk", "/not/there.txt"
	return []deed{
		{"Files", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Files(ctx, a, place, "/")) }},
		{"FileAt", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.FileAt(ctx, a, place, "/")) }},
		{"FileByID", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			if s.posts["file"] == "" {
				f, err := s.MakeFolder(ctx, s.who["owner"], place, "/folder")
				s.must(err)
				s.posts["file"] = f.ID
			}
			return only(s.FileByID(ctx, a, s.posts["file"]))
		}},
		{"OpenFile", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.OpenFile(ctx, a, place, "/"))
		}},
		{"CreateFile", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CreateFile(ctx, a, place, "/", house.FileOptions{}))
		}},
		{"MakeFolder", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.MakeFolder(ctx, a, place, "/"))
		}},
		{"MoveFile", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.MoveFile(ctx, a, place, gone, "/", false))
		}},
		{"DeleteFile", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.DeleteFile(ctx, a, place, "/", true)
		}},
		{"FileUsage", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.FileUsage(ctx, a, place)) }},
		{"FileRules", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.FileRules(ctx, a, place)) }},
		{"SetFileRules", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.SetFileRules(ctx, a, place, house.FileRules{})
		}},
	}
}
