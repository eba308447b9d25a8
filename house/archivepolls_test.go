package house_test

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// taken is what somebody takes along of "f/r", by kind of file.
func (l *lodge) taken(a house.Actor) map[string]string {
	l.t.Helper()
	var out bytes.Buffer
	l.must(l.ExportRoom(l.t.Context(), a, "f/r", &out, nil))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	l.must(err)
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		l.must(err)
		b, err := io.ReadAll(r)
		l.must(err)
		for _, folder := range []string{"polls/", "notices/"} {
			if _, name, ok := strings.Cut("/"+f.Name, "/"+folder); ok {
				files[folder+name[len("2026-11-22"):len(name)-len("-12345678")-len(path.Ext(name))]+path.Ext(name)] = string(b)
			}
		}
	}
	return files
}

// TestAnExportHoldsOfPollsWhatMayBeSeen takes a room along before and after the end
// of a poll whose result is shown at the end.
func TestAnExportHoldsOfPollsWhatMayBeSeen(t *testing.T) {
	l, anna, people := crowd(t, storetest.SQLitePath(t), 3)
	id := l.newPoll(anna, house.PollSpec{Rule: house.ResultsEnd, Text: "To paint the door."})
	l.notice(anna, "f/r", house.NoticeSpec{Title: "Door: painted!", Text: "Wet."})
	for _, p := range people {
		l.vote(p, id, "2")
	}
	before := l.taken(people[1])
	poll := before["polls/-which-colour.json"]
	if !strings.Contains(poll, `"count": null`) || strings.Contains(poll, people[2].Name()) || !strings.Contains(poll, `"votes": 3`) {
		t.Errorf("got %s, want no result before its time", poll)
	}
	if page := before["polls/-which-colour.md"]; !strings.Contains(page, "To paint the door.") || strings.Contains(page, "3/3") {
		t.Errorf("got %q, want question and options", page)
	}
	if got := before["notices/-door-painted.md"]; !strings.Contains(got, "# Door: painted!") || !strings.Contains(got, "Wet.") {
		t.Errorf("got %q, want the notice", got)
	}
	_, err := l.ClosePoll(t.Context(), anna, id)
	l.must(err)
	after := l.taken(people[1])
	if poll := after["polls/-which-colour.json"]; !strings.Contains(poll, `"count": 3`) || !strings.Contains(poll, people[2].Name()) {
		t.Errorf("got %s, want the result after the end", poll)
	}
	if page := after["polls/-which-colour.md"]; !strings.Contains(page, "2. Green: 3/3 (") {
		t.Errorf("got %q, want the result", page)
	}
}
