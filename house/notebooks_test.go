package house_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

const akte = "praxis/akte"

// ward is a house with a counselling: anna counsels the visitor, berta is a colleague
// in the room, carla a client with an account, frieda the floor's admin.
type ward struct {
	*lodge
	admin, anna, berta, carla, frieda, visitor house.Actor
	room                                       house.RoomID
}

func newWard(t *testing.T) *ward {
	t.Helper()
	w := &ward{lodge: newLodge(t)}
	w.furnish()
	return w
}

func (w *ward) furnish() {
	w.t.Helper()
	ctx := w.t.Context()
	w.admin = w.lodge.admin()
	w.floor(w.admin, "praxis", house.FloorOpen)
	for name, a := range map[string]*house.Actor{"anna": &w.anna, "berta": &w.berta, "carla": &w.carla, "frieda": &w.frieda} {
		*a = w.member(name)
		w.must(only(w.JoinFloor(ctx, *a, "praxis")))
	}
	w.must(only(w.SetFloorCreator(ctx, w.admin, "praxis", "anna", true)))
	w.must(only(w.SetFloorAdmin(ctx, w.admin, "praxis", "frieda", true)))
	floor, offer := "praxis", "Beratung"
	w.must(only(w.PutCard(ctx, w.berta, house.CardEdit{Floor: &floor, Offer: &offer})))
	w.room = w.counsel(akte, w.berta, w.carla)
	issued, err := w.NewTicket(ctx, w.anna, akte, house.TicketSpec{})
	w.must(err)
	bearer, err := w.TicketDoor(ctx, issued.Code)
	w.must(err)
	_, w.visitor, err = w.Redeem(ctx, bearer, house.Redemption{Accept: true, As: "Igel"})
	w.must(err)
}

// counsel is a room for counselling of anna's; the first of the others is a colleague.
func (w *ward) counsel(place string, others ...house.Actor) house.RoomID {
	w.t.Helper()
	ctx := w.t.Context()
	w.lodge.room(w.anna, place, house.RoomPractice, others[min(1, len(others)):]...)
	if len(others) > 0 {
		w.callsIn(w.anna, place, others[0])
	}
	d, err := w.Room(ctx, w.anna, place)
	w.must(err)
	return d.ID
}

// callsIn has a colleague with a card come into a room for counselling.
func (l *lodge) callsIn(owner house.Actor, place string, colleague house.Actor) {
	l.t.Helper()
	l.must(only(l.CallColleague(l.t.Context(), owner, place, house.HandoverSpec{Name: colleague.Name()})))
	l.must(only(l.Join(l.t.Context(), colleague, place)))
}

func TestNotesAreTheirAuthorsAlone(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	ctx := t.Context()
	n, err := w.AddNote(ctx, w.anna, akte, house.NoteSpec{Title: "Eindruck", Text: "erste Worte"})
	w.must(err)
	w.must(only(w.AddNote(ctx, w.anna, house.NoRoom, house.NoteSpec{Text: "ohne Raum"})))
	own, err := w.AddNote(ctx, w.visitor, akte, house.NoteSpec{Text: "meine Fragen"})
	w.must(err)
	_, err = w.AddNote(ctx, w.visitor, house.NoRoom, house.NoteSpec{Text: "x"})
	wantKey(t, "a visitor's note of no room", err, "error.note_room")
	for _, a := range []house.Actor{w.admin, w.berta, w.carla, w.frieda, w.visitor} {
		_, err := w.Note(ctx, a, n.ID)
		wantKey(t, a.Name()+" reads anna's note", err, "error.no_such_note")
		_, err = w.EditNote(ctx, a, n.ID, house.NoteEdit{Text: new("x")})
		wantKey(t, a.Name()+" changes anna's note", err, "error.no_such_note")
		wantKey(t, a.Name()+" deletes anna's note", w.DeleteNote(ctx, a, n.ID), "error.no_such_note")
		if list, err := w.Notes(ctx, a, ""); err != nil || slices.ContainsFunc(list, func(x house.Note) bool { return x.ID != own.ID }) {
			t.Errorf("%s: got %v, %v, want no notes of others", a.Name(), list, err)
		}
	}
	_, err = w.Note(ctx, w.anna, own.ID)
	wantKey(t, "anna reads the visitor's note", err, "error.no_such_note")
	w.must(only(w.EditNote(ctx, w.anna, n.ID, house.NoteEdit{Text: new("zweite Worte")})))
	of := func(place string) string {
		list, err := w.Notes(ctx, w.in("anna"), place)
		w.must(err)
		var out []string
		for _, x := range list {
			out = append(out, x.Title+"|"+x.Text+"|"+x.Place)
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	if got := of(""); got != "Eindruck|zweite Worte|"+akte+" |ohne Raum|" {
		t.Errorf("all: got %q", got)
	}
	if got := of(house.NoRoom); got != "|ohne Raum|" {
		t.Errorf("of no room: got %q", got)
	}
	x, err := w.takeAlong(w.anna)
	if err != nil || len(x.Notes) != 2 {
		t.Errorf("export: got %+v, %v, want both notes", x.Notes, err)
	}
	w.must(w.DeleteRoom(ctx, w.anna, akte))
	if got := of(""); got != "|ohne Raum|" {
		t.Errorf("after the room has gone: got %q", got)
	}
	_, err = w.DeleteAccount(ctx, w.anna, phrase)
	w.must(err)
	w.pass(49 * time.Hour)
	if rows, err := w.store.NotesOf(ctx, w.anna.Person()); err != nil || len(rows) != 0 {
		t.Errorf("after the account has gone: got %d notes, %v", len(rows), err)
	}
}

func TestTheRecordIsForItsKeeper(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	ctx := t.Context()
	spec := house.RecordSpec{Kind: house.RecordContact, Day: "2026-01-05", Way: "phone", Minutes: 50, Topics: []string{"Schlaf", " Arbeit "}}
	first, err := w.AddRecordEntry(ctx, w.anna, akte, spec)
	w.must(err)
	w.must(only(w.AddRecordEntry(ctx, w.berta, akte, house.RecordSpec{Kind: house.RecordMeasure, Text: "vertreten", Day: "2026-01-07"})))
	note, err := w.NoteCrisis(ctx, w.berta, akte, house.CrisisNote{Done: []int{2, 1, 2}, Text: "ruhig", Lang: "de"})
	w.must(err)
	if len(note.Steps) != 2 || note.Of != 8 || note.Kind != house.RecordCrisis {
		t.Errorf("got %+v, want two of eight steps", note)
	}
	book, err := w.Record(ctx, w.in("anna"), akte)
	if err != nil || !book.Mine || len(book.Entries) != 3 || book.Entries[2].ID != first.ID || book.Entries[1].By != "berta" {
		t.Errorf("got %+v, %v, want all three entries, the latest first", book, err)
	}
	if e := book.Entries[2]; e.Day != "2026-01-05" || e.Way != "phone" || e.Minutes != 50 || !slices.Equal(e.Topics, []string{"Schlaf", "Arbeit"}) {
		t.Errorf("got %+v, want what was entered", e)
	}
	if book, err := w.Record(ctx, w.berta, akte); err != nil || book.Mine || book.Keeper != "anna" || len(book.Entries) != 0 || book.Shut != 0 {
		t.Errorf("berta: got %+v, %v, want who keeps it and nothing of it", book, err)
	}
	for _, a := range []house.Actor{w.carla, w.visitor} {
		_, err := w.Record(ctx, a, akte)
		wantKey(t, a.Name()+" reads the record", err, "error.forbidden")
		_, err = w.AddRecordEntry(ctx, a, akte, spec)
		wantKey(t, a.Name()+" enters something", err, "error.forbidden")
	}
	for _, a := range []house.Actor{w.admin, w.frieda} {
		_, err := w.Record(ctx, a, akte)
		wantKey(t, a.Name()+" reads the record", err, "error.no_such_room")
		_, err = w.RecordEntry(ctx, a, first.ID)
		wantKey(t, a.Name()+" reads an entry", err, "error.no_such_entry")
	}
	_, err = w.RecordEntry(ctx, w.berta, note.ID)
	wantKey(t, "berta reads what she entered", err, "error.forbidden")
	minutes := 10
	changed, err := w.EditRecordEntry(ctx, w.anna, first.ID, house.RecordEdit{Minutes: &minutes})
	if err != nil || changed.Minutes != 10 || changed.Way != "phone" {
		t.Errorf("got %+v, %v, want the minutes changed alone", changed, err)
	}
	for key, bad := range map[string]house.RecordSpec{
		"error.record_entry_kind": {Kind: "sheet", Text: "x"},
		"error.record_way":        {Way: "pigeon"},
		"error.record_future":     {Day: "2999-01-01"},
		"error.due":               {Day: "gestern"},
		"error.record_minutes":    {Minutes: 5000},
		"error.record_topics":     {Topics: strings.Split("abcdefghi", "")},
		"error.empty":             {Kind: house.RecordAgreement},
	} {
		_, err := w.AddRecordEntry(ctx, w.anna, akte, bad)
		wantKey(t, "an entry that is none", err, key)
	}
	w.must(w.DeleteRecordEntry(ctx, w.anna, first.ID))
	w.must(only(w.CloseRoom(ctx, w.anna, akte)))
	w.must(only(w.AddRecordEntry(ctx, w.anna, akte, house.RecordSpec{Kind: house.RecordMeasure, Text: "Abschluss"}))) // what happened is noted in a closed room, too
	w.must(w.DeleteRoom(ctx, w.anna, akte))
	if rows, err := w.store.Record(ctx, w.room); err != nil || len(rows) != 0 {
		t.Errorf("got %d entries, %v, want them gone with the room", len(rows), err)
	}
}

func TestTheRecordGoesAlongWhenTheRoomIsHandedOver(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	ctx := t.Context()
	const akte = "praxis/leer" // without clients it goes without a question
	w.room = w.counsel(akte, w.berta)
	e, err := w.AddRecordEntry(ctx, w.anna, akte, house.RecordSpec{Kind: house.RecordMeasure, Text: "aufgenommen"})
	w.must(err)
	w.must(w.FillSheet(ctx, w.anna, akte, map[string]string{"age": "18-26"}))
	before, err := w.store.Record(ctx, w.room)
	w.must(err)
	err = house.Reseal(ctx, w.Service, w.anna, w.room, w.berta.Person(), func() {
		w.must(only(w.AddRecordEntry(ctx, w.berta, akte, house.RecordSpec{Kind: house.RecordMeasure, Text: "dazwischen"})))
	})
	if !house.IsRace(err) {
		t.Errorf("got %v, want an entry that came in between to be seen", err)
	}
	w.must(only(w.HandOver(ctx, w.anna, akte, "berta")))
	book, err := w.Record(ctx, w.in("berta"), akte)
	if err != nil || !book.Mine || len(book.Entries) != 2 || book.Shut != 0 {
		t.Fatalf("got %+v, %v, want berta to read both", book, err)
	}
	for _, x := range book.Entries {
		if want := map[string]string{"aufgenommen": "anna", "dazwischen": ""}[x.Text]; x.By != want {
			t.Errorf("%s: got by %q, want %q", x.Text, x.By, want)
		}
	}
	if sheet, err := w.Sheet(ctx, w.in("berta"), akte); err != nil || !sheet.Filled {
		t.Errorf("got %v, %v, want the sheet known to be filled in", sheet.Filled, err)
	}
	after, err := w.store.Record(ctx, w.room)
	w.must(err)
	for _, old := range before {
		if slices.ContainsFunc(after, func(r house.RecordRow) bool { return string(r.Body) == string(old.Body) || r.Keeper == w.anna.Person() }) {
			t.Error("a row of the former keeper is still there")
		}
	}
	_, err = w.RecordEntry(ctx, w.anna, e.ID)
	wantKey(t, "anna reads on", err, "error.forbidden")
}

// TestTheRecordChangesHandsInAClientsSession: the one who says the last yes opens nothing
// of the record.
func TestTheRecordChangesHandsInAClientsSession(t *testing.T) {
	t.Parallel()
	p := newHanding(t, storetest.SQLitePath(t))
	ctx, anna := t.Context(), p.who["anna"]
	enter := func(text string) house.RecordEntry {
		e, err := p.AddRecordEntry(ctx, anna, counselRoom, house.RecordSpec{Kind: house.RecordMeasure, Text: text})
		p.must(err)
		return e
	}
	rows := func() []house.RecordRow {
		d, err := p.Room(ctx, p.client, counselRoom)
		p.must(err)
		all, err := p.store.Record(ctx, d.ID)
		p.must(err)
		return all
	}
	first, gone := enter("erste"), enter("gelöscht")
	p.offer("berta")
	p.must(only(p.WithdrawHandover(ctx, anna, counselRoom)))
	o := p.offer("berta")
	enter("während der Frage")
	p.must(only(p.EditRecordEntry(ctx, anna, first.ID, house.RecordEdit{Text: new("erste, geändert")})))
	p.must(p.DeleteRecordEntry(ctx, anna, gone.ID))
	p.must(p.FillSheet(ctx, anna, counselRoom, map[string]string{"age": "18-26"}))
	if book, err := p.Record(ctx, anna, counselRoom); err != nil || book.Shut != 0 || len(book.Entries) != 2 {
		t.Errorf("anna: got %+v, %v, want her own two", book, err)
	}
	p.take("berta", o.ID)
	_, err := p.Record(ctx, p.who["berta"], counselRoom)
	wantKey(t, "berta reads before the client has agreed", err, "error.no_such_room")
	p.must(only(p.AgreeHandover(ctx, p.client, counselRoom, false)))
	book, err := p.Record(ctx, p.in("berta"), counselRoom)
	if err != nil || !book.Mine || book.Shut != 0 || len(book.Entries) != 2 {
		t.Fatalf("berta: got %+v, %v, want both entries", book, err)
	}
	for _, e := range book.Entries {
		if e.By != "anna" || e.Text != "erste, geändert" && e.Text != "während der Frage" {
			t.Errorf("got %+v, want them as they stood, anna's", e)
		}
	}
	if sheet, err := p.Sheet(ctx, p.in("berta"), counselRoom); err != nil || !sheet.Filled {
		t.Errorf("got %v, %v, want the sheet known to be filled in", sheet.Filled, err)
	}
	for _, row := range rows() {
		if row.Keeper == anna.Person() {
			t.Error("a row of the former keeper is still there")
		}
	}
}

func TestACounsellingHasOneSheetAndItLeadsToNobody(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	ctx := t.Context()
	sheet, err := w.Sheet(ctx, w.anna, akte)
	if err != nil || sheet.Filled || len(sheet.Form.Questions) != 6 {
		t.Fatalf("got %+v, %v, want six open questions", sheet, err)
	}
	wantKey(t, "a word for an answer", w.FillSheet(ctx, w.anna, akte, map[string]string{"age": "Frau M."}), "error.sheet_answer")
	wantKey(t, "no answer", w.FillSheet(ctx, w.anna, akte, nil), "error.sheet_empty")
	for _, a := range []house.Actor{w.berta, w.carla, w.visitor} {
		if err := w.FillSheet(ctx, a, akte, map[string]string{"age": "18-26"}); house.KindOf(err) != house.Forbidden {
			t.Errorf("%s: got %v, want a refusal", a.Name(), err)
		}
	}
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() {
			errs <- w.FillSheet(ctx, w.anna, akte, map[string]string{"age": "18-26", "outcome": "reached"})
		}()
	}
	won := 0
	for range cap(errs) {
		if err := <-errs; err == nil {
			won++
		} else if !house.IsKey(err, "error.sheet_filled") {
			t.Errorf("got %v, want to be told that it is filled in", err)
		}
	}
	month := w.now().UTC().Format("2006-01")
	floor, err := w.Floor(ctx, w.anna, "praxis")
	w.must(err)
	rows, err := w.store.Sheets(ctx, floor.ID, month, month)
	w.must(err)
	if won != 1 || len(rows) != 1 {
		t.Errorf("got %d filled and %d stored, want one", won, len(rows))
	}
	// Nobody else can tell the mark from an entry: same table, same length.
	w.must(only(w.AddRecordEntry(ctx, w.anna, akte, house.RecordSpec{Kind: house.RecordMeasure, Text: strings.Repeat("Wort ", 20)})))
	record, err := w.store.Record(ctx, w.room)
	w.must(err)
	if len(record) != 2 || len(record[0].Body) != len(record[1].Body) {
		t.Errorf("got %d rows of different length, want two alike", len(record))
	}
	if book, err := w.Record(ctx, w.anna, akte); err != nil || len(book.Entries) != 1 {
		t.Errorf("got %+v, %v, want the mark not among the entries", book, err)
	}
	for _, trace := range []string{string(w.room), string(w.anna.Person()), string(w.visitor.Person()), w.now().UTC().Format("2006-01-02")} {
		if strings.Contains(fmt.Sprintf("%s %s %s", rows[0].Floor, rows[0].Month, rows[0].ID), trace) {
			t.Errorf("a sheet's row names %s", trace)
		}
	}
	if rows[0].ID[14] == '7' {
		t.Error("a sheet's id tells when it was made")
	}
}

func TestNoKeyOfOneStoreOpensAnother(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	ctx := t.Context()
	w.must(only(w.AddNote(ctx, w.anna, akte, house.NoteSpec{Text: "note"})))
	w.must(only(w.AddRecordEntry(ctx, w.anna, akte, house.RecordSpec{Kind: house.RecordMeasure, Text: "entry"})))
	record, err := w.store.Record(ctx, w.room)
	w.must(err)
	w.must(w.FillSheet(ctx, w.anna, akte, map[string]string{"age": "18-26"}))
	notes, err := w.store.NotesOf(ctx, w.anna.Person())
	w.must(err)
	floor, err := w.Floor(ctx, w.anna, "praxis")
	w.must(err)
	sheets, err := w.store.Sheets(ctx, floor.ID, "", "9999-12")
	w.must(err)
	got := house.Opens(ctx, w.Service, w.anna, notes[0], record[0], sheets[0])
	slices.Sort(got)
	if want := []string{"house>sheet", "keeper>record", "own>note"}; !slices.Equal(got, want) {
		t.Errorf("anna: got %q, want %q", got, want)
	}
	for _, a := range []house.Actor{w.berta, w.carla, w.visitor} { // who hold the room's key and have the house's services
		if got := house.Opens(ctx, w.Service, a, notes[0], record[0], sheets[0]); !slices.Equal(got, []string{"house>sheet"}) {
			t.Errorf("%s: got %q, want nothing but what the house counts", a.Name(), got)
		}
	}
}

func TestFloorsHaveQuestionsAndStepsOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	ctx := t.Context()
	form, err := w.SheetForm(ctx, w.frieda, "praxis")
	if err != nil || form.Own || !form.Edits {
		t.Fatalf("got %+v, %v, want the house's, to be edited", form, err)
	}
	again, err := house.ParseSheetForm(form.String())
	if err != nil || again.String() != form.String() {
		t.Errorf("got %v, want a form to be read as it is written", err)
	}
	const own = "[question]\nid: weg\nname.de: Weg zu uns\nname.en: Way to us\nchoice: netz | Netz | web\nchoice: rat | Empfehlung | advice\n"
	for _, bad := range []string{"name: x", "[question]\nid: A B\nname.de: x\nchoice: a | a\nchoice: b | b", own + own, "[question]\nid: a\nname.de: a\nchoice: a | a"} {
		if _, err := w.PutSheetForm(ctx, w.frieda, "praxis", bad); house.KindOf(err) != house.Invalid {
			t.Errorf("%q: got %v, want a refusal", bad, err)
		}
	}
	_, err = w.PutSheetForm(ctx, w.anna, "praxis", own)
	wantKey(t, "anna edits", err, "error.forbidden")
	form, err = w.PutSheetForm(ctx, w.frieda, "praxis", own)
	if err != nil || !form.Own || len(form.Questions) != 1 {
		t.Errorf("got %+v, %v, want the floor's own", form, err)
	}
	w.must(w.FillSheet(ctx, w.anna, akte, map[string]string{"weg": "netz"}))
	if form, err = w.PutSheetForm(ctx, w.frieda, "praxis", ""); err != nil || form.Own {
		t.Errorf("got %+v, %v, want the house's again", form, err)
	}

	list, err := w.Checklist(ctx, w.anna, akte)
	if err != nil || len(list.Steps) != 8 || list.Floor != "praxis" {
		t.Fatalf("got %+v, %v, want eight steps", list, err)
	}
	if de, du := list.Steps[0].In("de"), list.Steps[0].In("de-du"); de == du || !strings.Contains(du, "du schreibst") {
		t.Errorf("got %q and %q, want both forms of address", de, du)
	}
	read, err := house.ParseChecklist(list.String())
	if err != nil || !slices.Equal(read.Steps, list.Steps) {
		t.Errorf("got %+v, %v, want a list to be read as it is written", read, err)
	}
	_, err = w.PutChecklist(ctx, w.frieda, "praxis", "[step]\ntext.de: Atmen\n")
	w.must(err)
	_, err = w.NoteCrisis(ctx, w.anna, akte, house.CrisisNote{Done: []int{2}})
	wantKey(t, "a step that is none", err, "error.checklist_number")
	e, err := w.NoteCrisis(ctx, w.anna, akte, house.CrisisNote{Done: []int{1}})
	if err != nil || !slices.Equal(e.Steps, []string{"Atmen"}) || e.Of != 1 {
		t.Errorf("got %+v, %v, want the floor's step in it", e, err)
	}
	_, err = w.Checklist(ctx, w.carla, akte)
	wantKey(t, "a client reads the checklist", err, "error.forbidden")
}

func TestStatisticsShowWholeMonthsToThoseOfTheFloor(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	ctx := t.Context()
	for i := range 6 {
		place := fmt.Sprintf("praxis/fall-%d", i)
		w.counsel(place)
		answers := map[string]string{"age": "18-26"}
		if i == 0 {
			answers["age"] = "60-plus"
		}
		w.must(w.FillSheet(ctx, w.anna, place, answers))
	}
	month := w.now().UTC().Format("2006-01")
	shown := func(a house.Actor) []house.SheetMonth {
		st, err := w.SheetStats(ctx, a, "praxis", month, "9999-12")
		w.must(err)
		return st.Months
	}
	if got := shown(w.frieda); len(got) != 0 {
		t.Errorf("got %+v, want nothing of a month that is not over", got)
	}
	w.pass(32 * 24 * time.Hour)
	w.frieda, w.berta = w.in("frieda"), w.in("berta")
	got := shown(w.frieda)
	if len(got) == 0 || got[0].Total.N != 6 {
		t.Fatalf("got %+v, want six sheets", got)
	}
	for _, c := range got[0].Cells {
		if c.Question == "age" && !c.Count.Hidden {
			t.Errorf("got %+v, want the five hidden too, since the one is the rest of six", c)
		}
		if c.Question == "gender" && c.Choice == "" && c.Count.N != 6 {
			t.Errorf("got %+v, want six without an answer", c)
		}
	}
	_, err := w.SheetStats(ctx, w.in("carla"), "praxis", "", "")
	wantKey(t, "a member without a card", err, "error.forbidden")
	if got := shown(w.berta); got[0].Total.N != 6 {
		t.Errorf("a counsellor of the floor: got %+v, want six sheets", got)
	}
	if st, err := w.SheetStats(ctx, w.frieda, "praxis", "", ""); err != nil || len(st.Months) != 12 {
		t.Errorf("got %d months, %v, want the last twelve", len(st.Months), err)
	}
}

// TestSmallCountsAreHiddenAlsoFromSubtraction looks at single months.
func TestSmallCountsAreHiddenAlsoFromSubtraction(t *testing.T) {
	t.Parallel()
	form := house.SheetForm{Questions: []house.SheetQuestion{{ID: "q", Choices: []house.SheetChoice{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}}}}
	for _, c := range []struct {
		a, b, c, d, gone int
		want             string
	}{
		{a: 1, b: 2, c: 1, want: "<5"},                                        // four sheets: nothing of the month
		{a: 20, b: 10, c: 7, d: 5, want: "42: a=20 b=10 c=7 d=5"},             // nothing small
		{a: 20, b: 10, c: 7, d: 3, want: "40: a=20 b=10 c=<5 d=<5"},           // one small: the next smallest, too
		{a: 20, b: 10, c: 3, d: 3, want: "36: a=20 b=10 c=<5 d=<5"},           // two small that add up to five and more
		{a: 20, b: 10, c: 1, d: 1, want: "32: a=20 b=<5 c=<5 d=<5"},           // two that could only be ones
		{a: 20, b: 10, c: 7, want: "37: a=20 b=10 c=7 d=<5"},                  // a nought looks like a small number
		{a: 20, b: 4, want: "24: a=<5 b=<5 c=<5 d=<5"},                        // noughts hide nobody
		{a: 9, b: 9, c: 9, d: 9, gone: 2, want: "38: a=<5 b=9 c=9 d=9"},       // of what left the form
		{a: 9, b: 9, c: 9, d: 9, gone: 6, want: "42: a=9 b=9 c=9 d=9 gone=6"}, // is shown where it is large
		{a: 5, want: "5: a=5 b=<5 c=<5 d=<5"},                                 // all of them
		{a: 5, b: 5, c: 5, d: 4, want: "19: a=<5 b=5 c=5 d=<5"},               // the first of those that are alike
		{a: 2, b: 2, c: 2, d: 50, want: "56: a=<5 b=<5 c=<5 d=50"},            // three small
	} {
		var sheets []map[string]string
		for id, n := range map[string]int{"a": c.a, "b": c.b, "c": c.c, "d": c.d, "gone": c.gone} {
			for range n {
				sheets = append(sheets, map[string]string{"q": id})
			}
		}
		m := house.CountSheets(form, sheets)
		got := m.Total.String()
		for i, cell := range m.Cells {
			if i == 0 {
				got += ":"
			}
			got += " " + cell.Choice + "=" + cell.Count.String()
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTamperedNotebooksAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		edit []string
		act  func(s *scene) error
	}{
		{"give a note another author", []string{`UPDATE notes SET author = ` + rowOf + `berta')`}, func(s *scene) error {
			return only(s.Notes(s.t.Context(), s.in("berta"), ""))
		}},
		{"move a note to no room, so that it stays", []string{`UPDATE notes SET room = ''`}, func(s *scene) error {
			return only(s.Notes(s.t.Context(), s.in("anna"), ""))
		}},
		{"put an entry of the record in place of a note", []string{`UPDATE notes SET body = (SELECT body FROM records LIMIT 1)`}, func(s *scene) error {
			return only(s.Notes(s.t.Context(), s.in("anna"), ""))
		}},
		{"name another keeper", []string{`UPDATE records SET keeper = ` + rowOf + `berta')`, `UPDATE roster SET seal = seal`}, func(s *scene) error {
			return s.openAll("berta")
		}},
		{"swap two entries", []string{`UPDATE records SET body = (SELECT o.body FROM records AS o WHERE o.id <> records.id LIMIT 1), seal = (SELECT o.seal FROM records AS o WHERE o.id <> records.id LIMIT 1)`}, func(s *scene) error {
			return only(s.Record(s.t.Context(), s.in("anna"), "stadt/akte"))
		}},
		{"move a sheet to another month", []string{`UPDATE sheets SET month = '2020-01'`}, func(s *scene) error {
			return only(s.SheetStats(s.t.Context(), s.in("admin"), "stadt", "2020-01", "2020-02"))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			ctx, anna := t.Context(), s.in("anna")
			berta, floor, offer := s.in("berta"), "stadt", "Beratung"
			s.must(only(s.PutCard(ctx, berta, house.CardEdit{Floor: &floor, Offer: &offer})))
			s.room(anna, "stadt/akte", house.RoomPractice)
			s.callsIn(anna, "stadt/akte", berta)
			s.must(only(s.AddNote(ctx, anna, "stadt/akte", house.NoteSpec{Text: "mine"})))
			for range 2 {
				s.must(only(s.AddRecordEntry(ctx, anna, "stadt/akte", house.RecordSpec{Kind: house.RecordMeasure, Text: "x"})))
			}
			s.must(s.FillSheet(ctx, anna, "stadt/akte", map[string]string{"age": "18-26"}))
			if err := c.act(s); err != nil {
				t.Fatalf("control: before anything was edited: %v", err)
			}
			s.edit(c.edit...)
			if err := c.act(s); !house.IsKey(err, "error.tampered") {
				t.Errorf("got %v, want a loud refusal", err)
			}
		})
	}
}

func (s *scene) openAll(name string) error {
	return only(s.Record(s.t.Context(), s.in(name), "stadt/akte"))
}
