package house

import "context"

type (
	ruleReader interface {
		// Inhabitants counts the people who are not deleted, visitors too, and the rooms.
		Inhabitants(ctx context.Context) (people, rooms int, err error)
		// FloorBlobUse is how many bytes the files of all rooms of a floor take.
		FloorBlobUse(ctx context.Context, floor FloorID) (int64, error)
		// AnnouncementReads are the ids of the announcements that somebody has read.
		AnnouncementReads(ctx context.Context, person PersonID) ([]string, error)
	}
	ruleWriter interface {
		// DeleteFloor removes a floor that has no rooms any more, its members, the places
		// of cards there and what was counted of it.
		DeleteFloor(ctx context.Context, id FloorID) error
		// PutAnnouncementReads replaces the ids that somebody has read.
		PutAnnouncementReads(ctx context.Context, person PersonID, ids []string) error
	}
)
