package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// NotebookTable is private notes, the record and the sheet of a counselling, and the
// checklist for crises.
func NotebookTable() []Spec {
	id := []Arg{argID}
	record := []Flag{
		{"kind", "contact|agreement|measure|crisis"},
		{"date", "DATE"},
		{"way", "WAY"},
		{"minutes", "N"},
		{"topics", "A,B"},
	}
	text := Arg{Name: "TEXT", Rest: true, Stdin: true}
	reset := Flag{Name: "reset"}
	return []Spec{
		{Name: "note list", Args: []Arg{{Name: "PLACE", Optional: true}}, List: true, For: ForInside, Help: "command.help.note_list", run: runNoteList},
		{Name: "note add", Args: []Arg{argPlace, text}, Flags: []Flag{{"title", "T"}}, For: ForInside, Help: "command.help.note_add", run: runNoteAdd},
		{Name: "note show", Args: id, For: ForInside, Help: "command.help.note_show", run: runNoteShow},
		{Name: "note edit", Args: []Arg{argID, text}, Flags: []Flag{{"title", "T"}}, For: ForInside, Help: "command.help.note_edit", run: runNoteEdit},
		{Name: "note delete", Args: id, For: ForInside, Help: "command.help.note_delete", run: runNoteDelete},

		{Name: "record list", Args: []Arg{argPlace}, List: true, For: ForMembers, Help: "command.help.record_list", run: runRecordList},
		{Name: "record add", Args: []Arg{argPlace, text}, Flags: record, For: ForMembers, Help: "command.help.record_add", run: runRecordAdd},
		{Name: "record show", Args: id, For: ForMembers, Help: "command.help.record_show", run: runRecordShow},
		{Name: "record edit", Args: []Arg{argID, text}, Flags: record, For: ForMembers, Help: "command.help.record_edit", run: runRecordEdit},
		{Name: "record delete", Args: id, For: ForMembers, Help: "command.help.record_delete", run: runRecordDelete},
		{Name: "record export", Args: []Arg{argPlace}, For: ForMembers, Help: "command.help.record_export", run: runRecordExport},

		{Name: "sheet form", Args: []Arg{{Name: "FLOOR"}}, For: ForMembers, Help: "command.help.sheet_form", run: runSheetForm},
		{Name: "sheet edit", Args: []Arg{{Name: "FLOOR"}, text}, Flags: []Flag{reset}, For: ForMembers, Help: "command.help.sheet_edit", run: runSheetEdit},
		{
			Name: "sheet fill", Args: []Arg{argPlace}, Flags: []Flag{{"answer", "QUESTION=CHOICE…"}}, For: ForMembers,
			Help: "command.help.sheet_fill", run: runSheetFill,
		},
		{
			Name: "sheet stats", Args: []Arg{{Name: "FLOOR"}}, Flags: []Flag{{"from", "YYYY-MM"}, {"to", "YYYY-MM"}, {Name: "csv"}}, For: ForMembers,
			Help: "command.help.sheet_stats", run: runSheetStats,
		},

		{
			Name: "emergency checklist", Args: []Arg{{Name: "PLACE", Optional: true}}, Flags: []Flag{{Name: "source"}}, For: ForMembers,
			Help: "command.help.emergency_checklist", run: runChecklist,
		},
		{
			Name: "emergency note", Args: []Arg{argPlace, text}, Flags: []Flag{{"done", "1,2,…"}}, For: ForMembers,
			Help: "command.help.emergency_note", run: runCrisisNote,
		},
		{
			Name: "emergency edit", Args: []Arg{{Name: "FLOOR"}, text}, Flags: []Flag{reset}, For: ForMembers,
			Help: "command.help.emergency_edit", run: runChecklistEdit,
		},
	}
}

type noteJSON struct {
	ID     string `json:"id"`
	Place  string `json:"place"`
	OfRoom bool   `json:"of_room"`
	Title  string `json:"title"`
	Text   string `json:"text"`
	Edited at     `json:"edited"`

	heading string
}

func noteOf(n house.Note) noteJSON {
	return noteJSON{
		ID: string(n.ID), Place: oneLine(n.Place), OfRoom: n.OfRoom, Title: oneLine(n.Title), Text: clean(n.Text), Edited: at(n.Edited),
		heading: oneLine(n.Heading()),
	}
}

// notePlace is a room, or house.NoRoom.
func (c *Call) notePlace(i int) (string, error) {
	if c.arg(i) == house.NoRoom || c.arg(i) == "" {
		return c.arg(i), nil
	}
	return c.room(i)
}

func runNoteList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.notePlace(0)
	if err != nil {
		return err
	}
	notes, err := e.House.Notes(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]noteJSON, len(notes))
	for i, n := range notes {
		shown[i] = noteOf(n)
	}
	return list(e, c, shown, func(n noteJSON) string { return n.ID }, func(n noteJSON) string { return e.noteLine(n, place == "") }, "command.note.none")
}

// noteLine is a note in one line; with its place where it is not known.
func (e *Env) noteLine(n noteJSON, place bool) string {
	say := e.say()
	where := ""
	switch {
	case !place:
	case !n.OfRoom:
		where = say.T("command.note.general")
	case n.Place == "":
		where = say.T("command.note.left")
	default:
		where = n.Place
	}
	changed := say.T("command.note.edited", "Date", say.Date(time.Time(n.Edited).Local()))
	return say.T("command.note.line", "Id", n.ID, "Title", short(n.heading), "Facts", facts(where, changed))
}

// noted shows a note as a deed has left it, with who reads it.
func (e *Env) noted(c *Call, n house.Note, err error) error {
	if err != nil {
		return err
	}
	shown := noteOf(n)
	who := "notebook.who.notes"
	if !n.OfRoom {
		who = "notebook.who.general"
	}
	return e.show(c, shown, e.noteLine(shown, true), e.say().T(who))
}

func runNoteAdd(ctx context.Context, e *Env, c *Call) error {
	place, err := c.notePlace(0)
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	n, err := e.House.AddNote(ctx, e.Actor, place, house.NoteSpec{Title: c.flag("title"), Text: text})
	return e.noted(c, n, err)
}

func runNoteShow(ctx context.Context, e *Env, c *Call) error {
	n, err := e.House.Note(ctx, e.Actor, house.NoteID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := noteOf(n)
	return e.show(c, shown, e.noteLine(shown, true), "    "+indent(shown.Text))
}

func runNoteEdit(ctx context.Context, e *Env, c *Call) error {
	text, err := e.newText(ctx, c)
	if err != nil {
		return err
	}
	n, err := e.House.EditNote(ctx, e.Actor, house.NoteID(c.arg(0)), house.NoteEdit{Title: c.text("title"), Text: text})
	return e.noted(c, n, err)
}

func runNoteDelete(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.DeleteNote(ctx, e.Actor, house.NoteID(c.arg(0))); err != nil {
		return err
	}
	return e.done(c, map[string]string{"id": c.arg(0)})
}

// floorText is the text that a floor is to have, "" to take the house's again.
func (e *Env) floorText(ctx context.Context, c *Call) (string, error) {
	if c.on("reset") {
		if c.given {
			return "", c.spec.usageError()
		}
		return "", nil
	}
	text, err := e.text(ctx, c)
	if err == nil && strings.TrimSpace(text) == "" {
		err = house.Errorf(house.Invalid, "error.empty")
	}
	return text, err
}
