package notebook_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/notebook"
)

// desk is a room for counselling with a notebook.
type desk struct {
	*fakeroom.House
	notes []house.Note
	book  house.RecordBook
	sheet house.Sheet
	own   bool
	fail  error // refuses the next deed
}

func (d *desk) did(format string, args ...any) error {
	err := d.fail
	if d.fail = nil; err == nil {
		d.Calls = append(d.Calls, fmt.Sprintf(format, args...))
	}
	return err
}

func (d *desk) Notes(context.Context, house.Actor, string) ([]house.Note, error) { return d.notes, nil }

func (d *desk) AddNote(_ context.Context, _ house.Actor, place string, n house.NoteSpec) (house.Note, error) {
	return house.Note{}, d.did("note %s %q %q", place, n.Title, n.Text)
}

func (d *desk) EditNote(_ context.Context, _ house.Actor, id house.NoteID, e house.NoteEdit) (house.Note, error) {
	return house.Note{}, d.did("edit %s %q %q", id, *e.Title, *e.Text)
}

func (d *desk) DeleteNote(_ context.Context, _ house.Actor, id house.NoteID) error {
	return d.did("delete %s", id)
}

func (d *desk) Record(context.Context, house.Actor, string) (house.RecordBook, error) {
	return d.book, nil
}

func (d *desk) AddRecordEntry(_ context.Context, _ house.Actor, _ string, e house.RecordSpec) (house.RecordEntry, error) {
	return house.RecordEntry{}, d.did("enter %s %s %q %d %q %q", e.Kind, e.Day, e.Way, e.Minutes, e.Topics, e.Text)
}

func (d *desk) EditRecordEntry(_ context.Context, _ house.Actor, id house.RecordID, e house.RecordEdit) (house.RecordEntry, error) {
	return house.RecordEntry{}, d.did("change %s %s %q", id, *e.Kind, *e.Text)
}

func (d *desk) DeleteRecordEntry(_ context.Context, _ house.Actor, id house.RecordID) error {
	return d.did("strike %s", id)
}

func (d *desk) Sheet(context.Context, house.Actor, string) (house.Sheet, error) { return d.sheet, nil }

func (d *desk) FillSheet(_ context.Context, _ house.Actor, _ string, answers map[string]string) error {
	var all []string
	for _, q := range slices.Sorted(maps.Keys(answers)) {
		all = append(all, q+"="+answers[q])
	}
	return d.did("fill %q", all)
}

func (d *desk) SheetForm(context.Context, house.Actor, string) (house.SheetForm, error) {
	f := d.sheet.Form
	f.Edits = d.own
	return f, nil
}

func (d *desk) PutSheetForm(_ context.Context, _ house.Actor, floor, text string) (house.SheetForm, error) {
	return house.SheetForm{}, d.did("form %s %v", floor, len(text) > 20)
}

func (d *desk) SheetStats(context.Context, house.Actor, string, string, string) (house.SheetStats, error) {
	return house.SheetStats{Form: d.sheet.Form, Months: []house.SheetMonth{
		{Month: "2026-01", Total: house.SheetCount{N: 12}, Cells: []house.SheetCell{
			{Question: "age", Choice: "young", Count: house.SheetCount{N: 12}}, {Question: "age", Choice: "old", Count: house.SheetCount{Hidden: true}},
		}},
		{Month: "2026-02", Total: house.SheetCount{Hidden: true}},
	}}, nil
}

func (d *desk) Checklist(context.Context, house.Actor, string) (house.Checklist, error) {
	return house.Checklist{Edits: d.own, Steps: []house.ChecklistStep{
		{De: "Ruhig bleiben und sofort antworten, kurz und warm. " + fakeroom.Nasty, En: "Stay calm and answer at once, briefly and warmly. " + fakeroom.Nasty},
		{De: "Offen nach der Gefahr fragen.", En: "Ask openly about the danger."},
	}}, nil
}

func (d *desk) PutChecklist(_ context.Context, _ house.Actor, floor, text string) (house.Checklist, error) {
	return house.Checklist{}, d.did("steps %s %v", floor, len(text) > 20)
}

func (d *desk) NoteCrisis(_ context.Context, _ house.Actor, _ string, n house.CrisisNote) (house.RecordEntry, error) {
	return house.RecordEntry{}, d.did("crisis %v %q", n.Done, n.Text)
}

func busy() *desk {
	f := fakeroom.New()
	f.Detail.Kind = house.RoomPractice
	f.Detail.May = append(f.Detail.May, house.DoRecord)
	return &desk{
		House: f,
		notes: []house.Note{
			{ID: "n1", Place: fakeroom.Place, OfRoom: true, Title: "Eindruck " + fakeroom.Nasty, Text: "Wirkt müde.\nNachfragen: 会議室", Edited: fakeroom.At(-60)},
			{ID: "n2", Place: fakeroom.Place, OfRoom: true, Text: "Ohne Titel", Edited: fakeroom.At(-600)},
		},
		book: house.RecordBook{Place: fakeroom.Place, Keeper: "mara", Mine: true, Entries: []house.RecordEntry{
			{ID: "e1", Kind: house.RecordCrisis, Day: "2026-03-01", Time: "14:05", Text: "Ruhig geblieben.", Steps: []string{"Offen nach der Gefahr fragen."}, Of: 2, By: "yuki"},
			{ID: "e2", Kind: house.RecordContact, Day: "2026-02-20", Way: "phone", Minutes: 50, Topics: []string{"Schlaf", "Arbeit " + fakeroom.WideOf}},
		}},
		sheet: house.Sheet{Form: house.SheetForm{Questions: []house.SheetQuestion{
			{ID: "age", Name: house.Wording{De: "Altersgruppe", En: "Age group"}, Choices: []house.SheetChoice{
				{ID: "young", Label: house.Wording{De: "jung", En: "young"}}, {ID: "old", Label: house.Wording{De: "alt", En: "old"}},
			}},
			{ID: "outcome", Name: house.Wording{De: "Ende", En: "Outcome"}, Choices: []house.SheetChoice{
				{ID: "reached", Label: house.Wording{De: "Ziel erreicht", En: "goal reached"}}, {ID: "other", Label: house.Wording{De: "anders", En: "other"}},
			}},
		}}},
	}
}

func open(t *testing.T, d *desk) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, notebook.New(kittest.Env(d), fakeroom.Place))
}

func TestTheNotebookAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.GermanDu, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(busy())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], notebook.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Golden("notes-" + string(lang))
			d.Press("2")
			d.Golden("open-" + string(lang))
			d.Press("esc", "tab")
			d.Golden("record-" + string(lang))
			d.Press("down", "e")
			d.Golden("entry-" + string(lang))
			d.Press("esc", "tab", "c")
			d.Golden("sheet-" + string(lang))
			c := kittest.New(t, size[0], size[1], notebook.NewChecklist(env, fakeroom.Place))
			c.WantNoEscape()
			c.Golden("checklist-" + string(lang))
			f := kittest.New(t, size[0], size[1], notebook.NewFloor(env, "3"))
			f.Golden("floor-" + string(lang))
		}
	}
}

func TestEachLeafSaysWhoReadsIt(t *testing.T) {
	f := busy()
	d := open(t, f)
	d.Wants("[Notes]  Record  Sheet", "ONLY YOU read these notes.", "no other counsellor, no client, no admin", "this room is deleted")
	d.Press("tab")
	d.Wants("Notes  [Record]  Sheet", "ONLY YOU read the record; the client does not.", "unless you hand it over")
	d.Press("tab")
	d.Wants("NO NAME", "none below five")
	d.Press("tab")
	d.Wants("[Notes]")
	f.Detail.Role, f.book = house.RoleModerator, house.RecordBook{Keeper: "ben.oduya"}
	d = open(t, f)
	d.Lacks("Sheet")
	d.Press("tab")
	d.Wants("ben.oduya keeps this record and alone reads it")
}

func TestClientsHaveTheirOwnNotesAlone(t *testing.T) {
	f := busy()
	f.As(house.RoleVisitor, house.DoRead)
	d := open(t, f)
	d.Wants("ONLY YOU read these notes.")
	d.Lacks("Record", "Sheet")
	d.Press("tab", "K")
	if n := len(d.Asked); n != 1 {
		t.Errorf("got %#v, want to be told that there is one leaf", d.Asked)
	}
}

func TestANoteIsWrittenWithArrowsAndEnterAlone(t *testing.T) {
	f := busy()
	d := open(t, f)
	d.Press("enter")
	d.Wants("ONLY YOU")
	d.Type("Nachfragen, ced")
	d.Press("tab", "tab", "enter")
	f.WantCalls(t, `note 3/kreis "" "Nachfragen, ced"`)
	d.WantAsked(kit.Toast{Key: "notebook.kept"})
	f.Calls = nil
	d.Press("down", "e")
	d.Type("!")
	d.Press("tab", "tab", "enter")
	f.WantCalls(t, fmt.Sprintf("edit n1 %q %q", kit.Clean(f.notes[0].Title), f.notes[0].Text+"!"))
	f.Calls = nil
	d.Press("d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	d.Send(ask.Options[1].Do("")())
	f.WantCalls(t, "delete n1")
}

func TestAnEntryIsMadeAndWhatIsWrongIsSaidAtItsField(t *testing.T) {
	f := busy()
	d := open(t, f)
	d.Press("tab", "1")
	d.Wants("About", "ONLY YOU read the record")
	d.Press("right", "right", "tab")
	f.fail = house.Errorf(house.Invalid, "error.due")
	d.Press("tab", "tab", "tab")
	d.Type("Schlaf, Arbeit")
	d.Press("tab")
	d.Type("Vermittelt")
	d.Press("tab", "enter")
	d.Wants("! ")
	f.WantCalls(t)
	d.Press("tab", "tab", "tab", "tab", "tab", "enter")
	f.WantCalls(t, `enter measure 2026-03-03 "" 0 ["Schlaf" " Arbeit"] "Vermittelt"`)
}

func TestASheetIsSentOnceAfterAQuestion(t *testing.T) {
	f := busy()
	d := open(t, f)
	d.Press("tab", "tab", "c", "right", "tab", "tab", "enter")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	f.sheet.Filled = true
	d.Send(ask.Options[1].Do("")())
	f.WantCalls(t, `fill ["age=young"]`)
	d.Wants("is filled in")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "sheet.filled"})
}

func TestACrisisIsGoneThroughAndNoted(t *testing.T) {
	f := busy()
	d := kittest.New(t, 40, 16, notebook.NewChecklist(kittest.Env(f), fakeroom.Place))
	d.Wants("which you alone read")
	d.Press("down", "enter", "down")
	d.Type("Ruhig geblieben")
	d.Press("tab", "enter")
	f.WantCalls(t, `crisis [2] "Ruhig geblieben"`)
}

func TestWhatIsBeingWrittenIsKeptForOneselfAlone(t *testing.T) {
	f := busy()
	s := notebook.New(kittest.Env(f), fakeroom.Place)
	d := kittest.New(t, 80, 24, s)
	d.Press("c")
	d.Type("halb")
	s.Save()()
	f.WantCalls(t, `note 3/kreis "" "halb"`)
	f.Calls = nil
	c := notebook.NewChecklist(kittest.Env(f), fakeroom.Place)
	d = kittest.New(t, 80, 24, c)
	d.Press("down", "down")
	d.Type("mitten in der Krise")
	c.Save()()
	f.WantCalls(t, `note 3/kreis "Unfinished entry of the record" "mitten in der Krise"`)
}

func TestFloorAdminsChangeTextsOthersReadThem(t *testing.T) {
	f := busy()
	d := kittest.New(t, 80, 24, notebook.NewFloor(kittest.Env(f), "3"))
	d.Press("1")
	shown, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || shown.Text == "" {
		t.Fatalf("got %#v, want the counts as a text", d.Asked)
	}
	d.Press("2")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.GoText); !ok {
		t.Errorf("got %#v, want the questions as a text", d.Asked)
	}
	f.own = true
	d = kittest.New(t, 80, 24, notebook.NewFloor(kittest.Env(f), "3"))
	d.Press("2", "tab", "enter")
	d.Press("3", "tab", "tab", "enter")
	f.WantCalls(t, "form 3 true", "steps 3 false")
}
