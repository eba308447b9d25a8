package house

import (
	"context"
	"time"
)

type (
	letterReader interface {
		LaterLetter(ctx context.Context, id MessageID) (LaterLetterRow, error)
		LaterLetterByIdem(ctx context.Context, room RoomID, author PersonID, idem []byte) (LaterLetterRow, error)
		// LaterLetters lists those of a room, the next first.
		LaterLetters(ctx context.Context, room RoomID) ([]LaterLetterRow, error)
		// LettersDue lists those of all rooms whose time has come, the first first.
		LettersDue(ctx context.Context, now time.Time) ([]LaterLetterRow, error)
	}
	letterWriter interface {
		// AddLaterLetter refuses an id or a repeat key that stands with Conflict.
		// DeleteRoom, DeleteRoster and DeletePersonRows delete what hangs on them.
		AddLaterLetter(ctx context.Context, l LaterLetterRow) error
		// PutLaterLetter replaces one that stands; NotFound where none does.
		PutLaterLetter(ctx context.Context, l LaterLetterRow) error
		DeleteLaterLetter(ctx context.Context, id MessageID) error
	}
)
