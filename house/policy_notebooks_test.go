package house_test

import (
	"context"

	"stockwerk/house"
)

const deskAkte = "work/akte"

// inAkte gives a deed a room for counselling of the owner with the moderator and
// the member in it.
func (s *stage) inAkte(ctx context.Context) error {
	if _, err := s.Record(ctx, s.who["owner"], deskAkte); err == nil {
		return nil
	}
	if _, err := s.NewRoom(ctx, s.who["owner"], house.RoomSpec{Place: deskAkte, Name: "Akte", Kind: house.RoomPractice}); err != nil {
		return err
	}
	if _, err := s.Invite(ctx, s.who["owner"], deskAkte, s.who["member"].Name()); err != nil {
		return err
	}
	if _, err := s.Join(ctx, s.who["member"], deskAkte); err != nil {
		return err
	}
	floor, offer := "work", "Beratung" // only counsellors are called in
	if _, err := s.PutCard(ctx, s.who["moderator"], house.CardEdit{Floor: &floor, Offer: &offer}); err != nil {
		return err
	}
	s.callsIn(s.who["owner"], deskAkte, s.who["moderator"])
	return s.DeleteCard(ctx, s.who["moderator"])
}

// withNote gives a deed a private note of the owner, withEntry an entry that the
// moderator made in the owner's record.
func withNote(do func(ctx context.Context, s *stage, a house.Actor, id house.NoteID) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		n, err := s.AddNote(ctx, s.who["owner"], desk, house.NoteSpec{Text: "mine"})
		if err != nil {
			return err
		}
		return do(ctx, s, a, n.ID)
	}
}

func withEntry(do func(ctx context.Context, s *stage, a house.Actor, id house.RecordID) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		if err := s.inAkte(ctx); err != nil {
			return err
		}
		e, err := s.AddRecordEntry(ctx, s.who["moderator"], deskAkte, house.RecordSpec{Kind: house.RecordMeasure, Text: "done"})
		if err != nil {
			return err
		}
		return do(ctx, s, a, e.ID)
	}
}

// deedsWithNotebooks are the deeds of house/notes.go, record.go, sheets.go, sheetform.go,
// sheetstats.go and crisis.go.
func deedsWithNotebooks() []deed {
	return []deed{
		{"Notes", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Notes(ctx, a, "")) }},
		{"Notes", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Notes(ctx, a, desk)) }},
		{"AddNote", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AddNote(ctx, a, desk, house.NoteSpec{}))
		}},
		{"AddNote", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			err := only(s.AddNote(ctx, a, house.NoRoom, house.NoteSpec{}))
			if house.IsKey(err, "error.note_room") { // visitors have notes of their room alone
				return house.Errorf(house.Forbidden, "error.forbidden")
			}
			return err
		}},
		{"Note", "owner", withNote(func(ctx context.Context, s *stage, a house.Actor, id house.NoteID) error {
			return only(s.Note(ctx, a, id))
		})},
		{"EditNote", "owner", withNote(func(ctx context.Context, s *stage, a house.Actor, id house.NoteID) error {
			return only(s.EditNote(ctx, a, id, house.NoteEdit{}))
		})},
		{"DeleteNote", "owner", withNote(func(ctx context.Context, s *stage, a house.Actor, id house.NoteID) error {
			return s.DeleteNote(ctx, a, id)
		})},
		{"Record", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Record(ctx, a, desk)) }},
		{"AddRecordEntry", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AddRecordEntry(ctx, a, desk, house.RecordSpec{}))
		}},
		{"NoteCrisis", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NoteCrisis(ctx, a, desk, house.CrisisNote{}))
		}},
		{"RecordEntry", "owner", withEntry(func(ctx context.Context, s *stage, a house.Actor, id house.RecordID) error {
			return only(s.RecordEntry(ctx, a, id))
		})},
		{"EditRecordEntry", "owner", withEntry(func(ctx context.Context, s *stage, a house.Actor, id house.RecordID) error {
			return only(s.EditRecordEntry(ctx, a, id, house.RecordEdit{}))
		})},
		{"DeleteRecordEntry", "owner", withEntry(func(ctx context.Context, s *stage, a house.Actor, id house.RecordID) error {
			return s.DeleteRecordEntry(ctx, a, id)
		})},
		{"Sheet", "owner", inAkte(func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Sheet(ctx, a, deskAkte)) })},
		{"FillSheet", "owner", inAkte(func(ctx context.Context, s *stage, a house.Actor) error {
			return s.FillSheet(ctx, a, deskAkte, nil)
		})},
		{"SheetForm", floorFolk, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.SheetForm(ctx, a, "work")) }},
		{"PutSheetForm", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PutSheetForm(ctx, a, "work", "no form"))
		}},
		{"SheetStats", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			if err := s.DeleteCard(ctx, s.who["owner"]); err != nil && house.KindOf(err) != house.NotFound { // left by others
				return err
			}
			return only(s.SheetStats(ctx, a, "work", "", ""))
		}},
		{"SheetStats", "flooradmin owner", withCard(false, func(ctx context.Context, s *stage, a house.Actor, _ string) error {
			err := only(s.SheetStats(ctx, a, "work", "", ""))
			if gone := s.DeleteCard(ctx, s.who["owner"]); gone != nil {
				return gone
			}
			return err
		})},
		{"Checklist", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Checklist(ctx, a, "")) }},
		{"Checklist", floorFolk, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Checklist(ctx, a, "work")) }},
		{"Checklist", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Checklist(ctx, a, desk)) }},
		{"PutChecklist", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PutChecklist(ctx, a, "work", "no list"))
		}},
	}
}

func inAkte(do func(ctx context.Context, s *stage, a house.Actor) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		if err := s.inAkte(ctx); err != nil {
			return err
		}
		err := do(ctx, s, a)
		if house.IsKey(err, "error.sheet_keeper") {
			return house.Errorf(house.Forbidden, "error.forbidden")
		}
		return err
	}
}
