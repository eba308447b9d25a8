package house_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// holding lists the tables of a database of which a cell holds one of the ids, as text
// or as the bytes it stands for.
func holding(t *testing.T, db *sql.DB, ids ...string) []string {
	t.Helper()
	var found []string
	for _, table := range column(t, db, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		for _, col := range column(t, db, `SELECT name FROM pragma_table_info('`+table+`')`) {
			for _, id := range ids {
				q := fmt.Sprintf(`SELECT count(*) FROM %q WHERE instr(CAST(%q AS BLOB), CAST(?1 AS BLOB)) > 0
					OR instr(lower(hex(CAST(%q AS BLOB))), ?2) > 0`, table, col, col)
				var n int
				if err := db.QueryRowContext(t.Context(), q, id, strings.ReplaceAll(id, "-", "")).Scan(&n); err != nil {
					t.Fatal(err)
				}
				if n > 0 && !slices.Contains(found, table) {
					found = append(found, table)
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// column is what a query with one column gives.
func column(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// counselled is a counselling in which everything happened that can: its ids are those of
// its room, its side room and its visitors.
func (c *centre) counselled() (place string, ids []string) {
	c.t.Helper()
	ctx := c.t.Context()
	anna, berta, carla := c.team["anna"], c.team["berta"], c.team["carla"]
	out, guest := c.asks("rat", "Sorgen", "Ich weiß nicht weiter.")
	place = out.Place
	for _, a := range []house.Actor{berta, guest} {
		c.must(c.SaveDraft(ctx, a, house.Draft{Place: place + "/letters", Title: "x", Text: "Entwurf"}))
		c.must(only(c.AddNote(ctx, a, place, house.NoteSpec{Text: "Notiz"})))
	}
	c.must(only(c.AcceptContact(ctx, anna, place)))
	goal, review := "Schlafen", true
	agreed, err := c.ProposeContract(ctx, anna, place, house.ContractEdit{Goal: &goal, Review: &review})
	c.must(err)
	c.must(only(c.AcceptContract(ctx, guest, place, agreed.Version)))
	for _, a := range []house.Actor{anna, guest} {
		sent, err := c.WriteLetter(ctx, a, place, house.LetterSpec{Subject: "Brief", Text: "Worte"})
		c.must(err)
		c.must(only(c.WriteLetter(ctx, a, place, house.LetterSpec{Subject: "Später", Text: "Worte", Later: c.now().AddDate(0, 0, 100)})))
		c.must(c.MarkRead(ctx, guest, place, house.KindLetter, "", sent.Seq))
		c.must(c.SaveDraft(ctx, a, house.Draft{Place: place + "/letters", Title: "x", Text: "Entwurf"}))
		c.must(only(c.NewTask(ctx, a, place, house.TaskSpec{Title: "Aufgabe"})))
		w, err := c.CreateFile(ctx, a, place, "Akte von "+string(a.Role())+".txt", house.FileOptions{})
		c.must(err)
		c.must(only(w.WriteAt([]byte("Worte"), 0)))
		c.must(w.Close())
	}
	c.must(only(c.BookSlot(ctx, anna, place, house.SlotSpec{At: c.now().Add(50 * time.Hour).Truncate(time.Hour), Note: "Worum es geht"})))
	c.must(only(c.ArriveSession(ctx, guest, place)))
	c.must(only(c.BeginSession(ctx, anna, place, house.SessionSpec{Minutes: 30})))
	c.must(only(c.Say(ctx, guest, place, "Da bin ich", "")))
	c.must(only(c.BanSession(ctx, anna, place, out.Name, "Für heute", false)))
	c.must(only(c.EndSession(ctx, anna, place, "Bis bald")))
	c.must(only(c.AddNote(ctx, anna, place, house.NoteSpec{Text: "Notiz"})))
	c.must(only(c.AddRecordEntry(ctx, anna, place, house.RecordSpec{Kind: house.RecordMeasure, Text: "Vermerk"})))
	c.must(c.FillSheet(ctx, anna, place, map[string]string{"age": "18-26"}))
	c.must(only(c.PutReview(ctx, anna, place, house.ReviewSpec{Name: "berta", Subject: "Brief", Text: "Entwurf", Room: "Nebenraum"})))
	seen, err := c.Colleagues(ctx, anna, place)
	c.must(err)
	side, err := c.Room(ctx, anna, seen.Sides[0].Place)
	c.must(err)
	c.must(only(c.Join(ctx, berta, seen.Sides[0].Place)))
	c.must(only(c.Post(ctx, berta, seen.Sides[0].Place, house.PostSpec{Title: "Antwort", Text: "Gut so"})))
	c.must(c.SaveDraft(ctx, berta, house.Draft{Place: seen.Sides[0].Place, Text: "Entwurf"}))
	c.callsIn(anna, place, carla)
	c.must(c.SaveDraft(ctx, carla, house.Draft{Place: place + "/letters", Title: "x", Text: "Entwurf"}))
	c.must(only(c.DismissColleague(ctx, anna, place, "carla")))
	c.must(only(c.OfferHandover(ctx, anna, place, house.HandoverSpec{Name: "carla", Message: "Übernimmst du?"})))
	c.must(only(c.NewTicket(ctx, anna, place, house.TicketSpec{})))
	second := c.visit(anna, place, house.TicketSpec{})
	c.must(only(c.Say(ctx, second, place, "Ich auch", "")))
	c.must(only(c.BindKey(ctx, guest, sshKey(7))))
	c.must(c.AllowMember(ctx, anna, place, out.Name, true))
	c.must(only(c.SetRoomKeeping(ctx, anna, place, house.ToolFiles, 90)))
	c.must(only(c.AskHold(ctx, guest, place, house.HoldSpec{Why: "Streit", Until: c.now().AddDate(0, 1, 0)})))
	room, err := c.Room(ctx, anna, place)
	c.must(err)
	return place, []string{string(room.ID), string(side.ID), string(guest.Person()), string(second.Person())}
}

// TestNothingOfADestroyedCounsellingIsLeft walks all tables of the database.
func TestNothingOfADestroyedCounsellingIsLeft(t *testing.T) {
	path := storetest.SQLitePath(t)
	c := centreAt(t, path)
	place, ids := c.counselled()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c.must(only(c.CloseCase(t.Context(), c.team["anna"], place, house.CaseEnd{Summary: "Was wir erreicht haben", Delete: c.now().AddDate(0, 0, 20)})))

	// The control: what is looked for is found while the counselling is there.
	there := holding(t, db, ids...)
	for _, table := range []string{
		"answers", "appointments", "blobs", "cases", "drafts", "epochs", "handovers", "later_letters", "messages", "notes", "people", "reads",
		"records", "rooms", "roster", "sides", "slots", "streams", "tickets", "visit_keys", "wraps",
	} {
		if !slices.Contains(there, table) {
			t.Errorf("control: no row of %s holds an id of the counselling", table)
		}
	}
	c.pass(19 * 24 * time.Hour)
	if got := holding(t, db, ids[0]); !slices.Contains(got, "rooms") {
		t.Errorf("before the day: got %q", got)
	}
	c.pass(2 * 24 * time.Hour)
	c.pass(time.Minute) // what is left of files goes with the next round
	if got := holding(t, db, ids...); len(got) > 0 {
		t.Errorf("the tables %q hold ids of a counselling that was destroyed", got)
	}
}
