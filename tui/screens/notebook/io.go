package notebook

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// load reads the room, then each leaf that there is.
func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if place != house.NoRoom {
			if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
				return l
			}
		}
		if l.notes, l.err = h.Notes(ctx, a, place); l.err != nil || !l.room.HasRecord() {
			return l
		}
		if l.book, l.err = h.Record(ctx, a, place); l.err == nil && l.room.Role == house.RoleOwner {
			l.sheet, l.err = h.Sheet(ctx, a, place)
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong = true, ""
		s.room, s.notes, s.book, s.sheet = l.room, l.notes, l.book, l.sheet
		if int(s.leaf) >= len(s.leaves()) {
			s.leaf, s.reading = leafNotes, false
		}
		s.show()
	case house.IsKey(l.err, "error.locked"):
		s.wrong = s.env.Sentence(l.err)
		return kit.Send(kit.Failed{Err: l.err})
	case !s.known || kind == house.NotFound || kind == house.Forbidden:
		s.wrong, s.form = s.env.Sentence(l.err), nil
		return nil
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return nil
}

// deed does something and then says so.
func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, say, do(ctx, h, a)}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		return s.refused(d.err)
	}
	s.form = nil
	if d.say == "" {
		return s.load()
	}
	return tea.Batch(s.load(), kit.Say(d.say))
}

// refused says what is wrong at the field that it is about.
func (s *Screen) refused(err error) tea.Cmd {
	if s.form != nil {
		for key, field := range map[string]string{
			"error.due": "date", "error.record_future": "date", "error.record_minutes": "minutes", "error.record_topics": "topics",
			"error.empty": "text", "error.too_long": "text", "error.sheet_empty": "send",
		} {
			if house.IsKey(err, key) {
				s.form.Wrong(field, s.env.Sentence(err))
				return nil
			}
		}
	}
	return kit.Send(kit.Failed{Err: err})
}

// askDelete deletes what is chosen, once that is sure.
func (s *Screen) askDelete() tea.Cmd {
	id := s.list.Selected().ID
	text := s.env.T("notebook.delete.text")
	return s.env.Confirm(s.env.T("notebook.delete.title"), text, s.env.T("common.delete"), func() tea.Cmd {
		s.reading = false
		record := s.leaf == leafRecord
		return s.deed("notebook.deleted", func(ctx context.Context, h kit.House, a house.Actor) error {
			if record {
				return h.DeleteRecordEntry(ctx, a, house.RecordID(id))
			}
			return h.DeleteNote(ctx, a, house.NoteID(id))
		})
	})
}

// export shows the whole record as a text, the earliest entry first.
func (s *Screen) export() tea.Cmd {
	text := s.env.T("notebook.who.record")
	for i := len(s.book.Entries) - 1; i >= 0; i-- {
		e := s.book.Entries[i]
		text += "\n\n" + s.entryHead(e)
		if body := s.entryBody(e); body != "" {
			text += "\n" + body
		}
	}
	return kit.Send(kit.GoText{Title: s.env.T("record.export.title", "Place", kit.Clean(s.room.Name)), Text: text})
}

// Save keeps what is being written, for the author alone: a note as the note, an
// entry that was not entered yet as a private note. It is asked before the session
// ends or the screen goes.
func (s *Screen) Save() tea.Cmd {
	if s.form == nil || !s.form.Dirty() || s.busy || s.leaf == leafSheet {
		return nil
	}
	f, place, id := s.form, s.place, s.editing
	title, text := f.Text("title"), f.Text("text")
	if s.leaf == leafRecord {
		title, id = s.env.T("notebook.unfinished"), ""
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		keep(ctx, h, a, place, house.NoteID(id), title, text)
		return nil
	})
}

// keep stores a text as a private note; nothing is said, since nobody is there to
// hear it.
func keep(ctx context.Context, h kit.House, a house.Actor, place string, id house.NoteID, title, text string) {
	if id != "" {
		_, _ = h.EditNote(ctx, a, id, house.NoteEdit{Title: &title, Text: &text})
		return
	}
	_, _ = h.AddNote(ctx, a, place, house.NoteSpec{Title: title, Text: text})
}
