package house

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"stockwerk/vault"
)

// Private notes are their author's alone: they lie under the author's own key, which
// nobody in the room holds, no owner, no substitute and no admin. A note is of a room
// or of none; it goes with its room, with the account, and when the author deletes it.
// Changing one keeps nothing of what it said before.

// NoteID names a private note. It is random, so that it does not tell when the note
// was begun.
type NoteID string

// NoRoom stands for no room where a note's place is asked for.
const NoRoom = "-"

// Note is a private note as its author reads it.
type Note struct {
	ID     NoteID
	Place  string // of its room; "" when it has none, or the author is not in it any more
	OfRoom bool   // it is of a room, and goes with it
	Title  string
	Text   string
	Edited time.Time
}

// NoteSpec is a new note.
type NoteSpec struct{ Title, Text string }

// NoteEdit changes what is not nil.
type NoteEdit struct{ Title, Text *string }

// noteBody is the sealed part of a note.
type noteBody struct {
	Title  string    `json:"title,omitempty"`
	Text   string    `json:"text"`
	Edited time.Time `json:"edited"`
}

// randomID is an id that does not tell when it was made.
func randomID() string { return uuid.NewString() }

func (r NoteRow) object() string { return string(r.Author) + "/" + string(r.Room) + "/" + string(r.ID) }

// Notes lists the actor's own notes, the latest first: of one room, of none (NoRoom),
// or with "" all. Who may: members and visitors, with open rooms (keys).
func (s *Service) Notes(ctx context.Context, a Actor, place string) ([]Note, error) {
	if err := s.mayNote(ctx, a); err != nil {
		return nil, err
	}
	var room RoomID
	if place != "" && place != NoRoom {
		in, err := s.enter(ctx, a, place, DoRead)
		if err != nil {
			return nil, err
		}
		room = in.room.ID
	}
	rows, err := s.store.NotesOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	out := []Note{}
	for _, row := range rows {
		if place != "" && row.Room != room {
			continue
		}
		n, err := s.openNote(ctx, a, row)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	slices.SortFunc(out, func(x, y Note) int { return cmp.Or(y.Edited.Compare(x.Edited), cmp.Compare(x.ID, y.ID)) })
	return out, nil
}

// Note reads a note. Who may: its author; for everybody else it does not exist.
func (s *Service) Note(ctx context.Context, a Actor, id NoteID) (Note, error) {
	row, err := s.ownNote(ctx, a, id)
	if err != nil {
		return Note{}, err
	}
	return s.openNote(ctx, a, row)
}

// AddNote writes a note of a room, or of none (NoRoom). Who may: members and
// visitors, these only of their room.
func (s *Service) AddNote(ctx context.Context, a Actor, place string, spec NoteSpec) (Note, error) {
	if err := s.mayNote(ctx, a); err != nil {
		return Note{}, err
	}
	row := NoteRow{ID: NoteID(randomID()), Author: a.person}
	switch {
	case place != NoRoom:
		in, err := s.enter(ctx, a, place, DoRead)
		if err != nil {
			return Note{}, err
		}
		if in.room.Class == ClassDirect {
			return Note{}, Errorf(Invalid, "error.place_invalid")
		}
		row.Room = in.room.ID
	case !a.member():
		return Note{}, Errorf(Forbidden, "error.note_room")
	}
	if err := s.sealNote(a, &row, NoteEdit{Title: &spec.Title, Text: &spec.Text}, noteBody{}); err != nil {
		return Note{}, err
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		if row.Room != "" {
			if _, err := tx.Room(ctx, row.Room); err != nil {
				return notRoom(err)
			}
		}
		return tx.AddNote(ctx, row)
	})
	if err != nil {
		return Note{}, err
	}
	return s.openNote(ctx, a, row)
}

// EditNote changes a note; what it said before is gone. Who may: its author.
func (s *Service) EditNote(ctx context.Context, a Actor, id NoteID, e NoteEdit) (Note, error) {
	row, err := s.ownNote(ctx, a, id)
	if err != nil {
		return Note{}, err
	}
	was := row.Revision
	old, err := s.noteBody(a, row)
	if err != nil {
		return Note{}, err
	}
	row.Revision++
	if err := s.sealNote(a, &row, e, old); err != nil {
		return Note{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		now, err := tx.Note(ctx, id)
		if err != nil {
			return noNote(err)
		}
		if now.Revision != was {
			return Errorf(Conflict, "error.note_changed")
		}
		return tx.PutNote(ctx, row)
	})
	if err != nil {
		return Note{}, err
	}
	return s.openNote(ctx, a, row)
}

// DeleteNote deletes a note. Who may: its author.
func (s *Service) DeleteNote(ctx context.Context, a Actor, id NoteID) error {
	if _, err := s.ownNote(ctx, a, id); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Note(ctx, id); err != nil {
			return noNote(err)
		}
		return tx.DeleteNote(ctx, id)
	})
}

// mayNote lets those in who have a key of their own.
func (s *Service) mayNote(ctx context.Context, a Actor) error {
	if err := s.mayHouse(ctx, a, DoOwnNotes, nil); err != nil {
		return err
	}
	if a.person == "" {
		return errForbidden()
	}
	return nil
}

// ownNote finds a note of the actor's.
func (s *Service) ownNote(ctx context.Context, a Actor, id NoteID) (NoteRow, error) {
	if err := s.mayNote(ctx, a); err != nil {
		return NoteRow{}, err
	}
	row, err := s.store.Note(ctx, id)
	if err != nil {
		return NoteRow{}, noNote(err)
	}
	if row.Author != a.person {
		return NoteRow{}, noNote(nil)
	}
	return row, nil
}

// noNote says that there is no note where a row is missing; nil says it at once.
func noNote(err error) error {
	if err == nil || KindOf(err) == NotFound {
		return Errorf(NotFound, "error.no_such_note")
	}
	return err
}

// sealNote puts what is not nil over what stood there and seals it for the author.
func (s *Service) sealNote(a Actor, row *NoteRow, e NoteEdit, b noteBody) (err error) {
	if e.Title != nil {
		if b.Title, err = optionalLine(*e.Title, MaxTitle); err != nil {
			return err
		}
	}
	if e.Text != nil {
		if b.Text, err = CleanText(*e.Text, MaxText); err != nil {
			return err
		}
	}
	b.Edited = s.clock().UTC().Truncate(time.Second)
	plain, err := json.Marshal(b)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	defer clear(plain)
	who := a.ring.identity()
	if who == nil {
		return errLocked()
	}
	if row.Body, err = who.SealOwn("note", row.object(), row.Revision, plain); err != nil {
		return sealFailed(err)
	}
	return nil
}

func (s *Service) noteBody(a Actor, row NoteRow) (noteBody, error) {
	var b noteBody
	who := a.ring.identity()
	if who == nil {
		return b, errLocked()
	}
	plain, err := who.OpenOwn("note", row.object(), row.Revision, row.Body)
	if err != nil {
		return b, sealFailed(err)
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &b); err != nil {
		return b, errTampered(vault.ErrFormat) // the cause could hold words
	}
	return b, nil
}

// openNote opens a note of the actor's and names its room, where they are in it.
func (s *Service) openNote(ctx context.Context, a Actor, row NoteRow) (Note, error) {
	b, err := s.noteBody(a, row)
	if err != nil {
		return Note{}, err
	}
	n := Note{ID: row.ID, OfRoom: row.Room != "", Title: b.Title, Text: b.Text, Edited: b.Edited}
	if row.Room == "" {
		return n, nil
	}
	st, err := s.state(ctx, row.Room)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil // deleted a moment ago
		}
		return n, err
	}
	if st.roster[a.person].State == stateJoined {
		n.Place = st.place()
	}
	return n, nil
}

// Heading is a note's title, or its first line.
func (n Note) Heading() string {
	first, _, _ := strings.Cut(n.Text, "\n")
	return cmp.Or(n.Title, first)
}
