package kit

import (
	"context"

	"stockwerk/house"
)

// notebooks are private notes, records and statistics sheets, and the checklist for
// crises.
type notebooks interface {
	Notes(ctx context.Context, a house.Actor, place string) ([]house.Note, error)
	AddNote(ctx context.Context, a house.Actor, place string, spec house.NoteSpec) (house.Note, error)
	EditNote(ctx context.Context, a house.Actor, id house.NoteID, e house.NoteEdit) (house.Note, error)
	DeleteNote(ctx context.Context, a house.Actor, id house.NoteID) error

	Record(ctx context.Context, a house.Actor, place string) (house.RecordBook, error)
	AddRecordEntry(ctx context.Context, a house.Actor, place string, spec house.RecordSpec) (house.RecordEntry, error)
	EditRecordEntry(ctx context.Context, a house.Actor, id house.RecordID, e house.RecordEdit) (house.RecordEntry, error)
	DeleteRecordEntry(ctx context.Context, a house.Actor, id house.RecordID) error

	Sheet(ctx context.Context, a house.Actor, place string) (house.Sheet, error)
	FillSheet(ctx context.Context, a house.Actor, place string, answers map[string]string) error
	SheetForm(ctx context.Context, a house.Actor, floor string) (house.SheetForm, error)
	PutSheetForm(ctx context.Context, a house.Actor, floor, text string) (house.SheetForm, error)
	SheetStats(ctx context.Context, a house.Actor, floor, from, to string) (house.SheetStats, error)

	Checklist(ctx context.Context, a house.Actor, place string) (house.Checklist, error)
	PutChecklist(ctx context.Context, a house.Actor, floor, text string) (house.Checklist, error)
	NoteCrisis(ctx context.Context, a house.Actor, place string, note house.CrisisNote) (house.RecordEntry, error)
}
