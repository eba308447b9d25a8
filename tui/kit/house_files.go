package kit

import (
	"context"

	"stockwerk/house"
)

// files is the file store of a room.
type files interface {
	Files(ctx context.Context, a house.Actor, place, path string) ([]house.File, error)
	FileAt(ctx context.Context, a house.Actor, place, path string) (house.File, error)
	FileByID(ctx context.Context, a house.Actor, id house.MessageID) (house.File, error)
	OpenFile(ctx context.Context, a house.Actor, place, path string) (house.FileReader, error)
	CreateFile(ctx context.Context, a house.Actor, place, path string, o house.FileOptions) (house.FileWriter, error)
	MakeFolder(ctx context.Context, a house.Actor, place, path string) (house.File, error)
	MoveFile(ctx context.Context, a house.Actor, place, from, to string, replace bool) (house.File, error)
	DeleteFile(ctx context.Context, a house.Actor, place, path string, recursive bool) error
	FileUsage(ctx context.Context, a house.Actor, place string) (house.Usage, error)
	FileRules(ctx context.Context, a house.Actor, place string) (house.FileRules, error)
	SetFileRules(ctx context.Context, a house.Actor, place string, rules house.FileRules) error
}
