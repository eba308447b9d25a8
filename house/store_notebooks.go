package house

import "context"

// What a counselling keeps beside the words of its room lies in three stores that
// know nothing of each other: private notes (notes.go), the record (record.go) and
// the statistics sheets (sheets.go). None has a column that another has a key for.

// NoteRow is a private note, sealed under its author's own key.
type NoteRow struct {
	ID       NoteID
	Author   PersonID
	Room     RoomID // "" = of no room; it goes with the room
	Revision int
	Body     []byte
}

// RecordRow is an entry of a room's record, sealed to its keeper's public key. What
// kind of entry it is and of which day stands inside the seal.
type RecordRow struct {
	Room     RoomID
	ID       RecordID
	Keeper   PersonID // whose key opens it
	Revision int
	Body     []byte
	Seal     []byte // anybody can seal to a public key
}

// SheetRow is one anonymous sheet. Its id is random and says nothing of when it
// came; nothing in it leads to a room or a person.
type SheetRow struct {
	Floor FloorID
	Month string // 2006-01
	ID    SheetID
	Body  []byte // sealed with the house's key
}

type (
	notebookReader interface {
		Note(ctx context.Context, id NoteID) (NoteRow, error)
		NotesOf(ctx context.Context, author PersonID) ([]NoteRow, error) // by id
		RecordEntry(ctx context.Context, id RecordID) (RecordRow, error)
		Record(ctx context.Context, room RoomID) ([]RecordRow, error) // by id
		// Sheets lists the sheets of a floor from one month to another, both among
		// them, by month and id.
		Sheets(ctx context.Context, floor FloorID, from, to string) ([]SheetRow, error)
	}
	notebookWriter interface {
		AddNote(ctx context.Context, n NoteRow) error
		PutNote(ctx context.Context, n NoteRow) error
		DeleteNote(ctx context.Context, id NoteID) error
		DeleteNotesOf(ctx context.Context, author PersonID) error
		AddRecordEntry(ctx context.Context, e RecordRow) error
		PutRecordEntry(ctx context.Context, e RecordRow) error
		DeleteRecordEntry(ctx context.Context, id RecordID) error
		DeleteRecordsOf(ctx context.Context, keeper PersonID) error
		AddSheet(ctx context.Context, r SheetRow) error
		// ResetSheets writes the sheets of a floor's month again in the order of their
		// ids, so that row numbers, places in pages and numbers of transactions do not
		// say which of them came when.
		ResetSheets(ctx context.Context, floor FloorID, month string) error
	}
)
