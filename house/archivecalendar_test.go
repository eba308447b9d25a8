package house_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"path"
	"testing"

	"stockwerk/house"
)

func TestCalendarStandsInAnExport(t *testing.T) {
	l, anna, bert, carl := calendarRoom(t)
	ctx := t.Context()
	full(l, anna)
	first := l.dates(bert, "2026-12-01", "2026-12-02")[0]
	_, err := l.AnswerDate(ctx, bert, first.ID, "", "maybe", "mit Rad")
	l.must(err)
	exported := func(a house.Actor) map[string][]byte {
		t.Helper()
		var out bytes.Buffer
		l.must(l.ExportRoom(ctx, a, "f/r", &out, nil))
		r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		l.must(err)
		files := map[string][]byte{}
		for _, f := range r.File {
			in, err := f.Open()
			l.must(err)
			b, err := io.ReadAll(in)
			l.must(err)
			files[path.Base(f.Name)] = b
		}
		return files
	}
	files := exported(bert)
	if got := len(parsed(t, files["calendar.ics"]).Events()); got != 8 {
		t.Errorf("got %d events, want seven and one that was moved", got)
	}
	var dates []struct {
		Start, End, Place, Repeat string
		Cancelled                 bool
		Answers                   []struct{ Name, Answer, Note string }
	}
	if err := json.Unmarshal(files["calendar.json"], &dates); err != nil || len(dates) != 7 {
		t.Fatalf("got %d dates, %v, want seven", len(dates), err)
	}
	if d := dates[0]; d.Start != "2026-12-01T10:00:00" || d.End != "2026-12-01T11:30:00" || d.Place != "Rathaus" || len(d.Answers) != 1 || d.Answers[0].Note != "mit Rad" {
		t.Errorf("got %+v, want the series as it is written, with bert's answer", d)
	}
	l.must(l.SetRights(ctx, anna, "f/r", "carl", house.ToolCalendar, house.LevelNone))
	if files := exported(carl); files["calendar.ics"] != nil || files["calendar.json"] != nil { // without the right to read it
		t.Error("got the calendar, want it left out for who may not read it")
	}
}
