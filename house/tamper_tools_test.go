package house_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"stockwerk/house"
)

// tooled is a scene in whose first room every tool was used by anna and berta.
type tooled struct {
	*scene
	open, other, secret, date house.MessageID
	n                         int // rooms made of the template
}

func newTooled(t *testing.T) *tooled {
	t.Helper()
	w := &tooled{scene: newScene(t)}
	anna, berta := w.in("anna"), w.in("berta")
	poll := func(secret bool) house.MessageID {
		sent, err := w.NewPoll(t.Context(), anna, "stadt/kreis", house.PollSpec{
			Question: "which", Options: []string{"one", "two", "three"}, Secret: secret, Rule: house.ResultsAlways,
		})
		w.must(err)
		return sent.ID
	}
	w.open, w.other, w.secret = poll(false), poll(false), poll(true)
	people := []house.Actor{anna, berta}
	for _, name := range []string{"dora", "emil"} {
		a := w.member(name)
		w.must(only(w.JoinFloor(t.Context(), a, "stadt")))
		w.must(only(w.Invite(t.Context(), anna, "stadt/kreis", name)))
		w.must(only(w.Join(t.Context(), a, "stadt/kreis")))
		people = append(people, a)
	}
	for n, a := range people {
		for i, id := range []house.MessageID{w.open, w.other, w.secret} {
			w.vote(a, id, fmt.Sprint((n+i)%3+1))
		}
	}
	sent, err := w.NewDate(t.Context(), anna, "stadt/kreis", house.DateSpec{Title: "round", Start: "2090-01-01T10:00", Zone: "UTC"})
	w.must(err)
	w.date = sent.ID
	for a, answer := range map[house.Actor]string{anna: house.AnswerYes, berta: house.AnswerNo} {
		_, err := w.AnswerDate(t.Context(), a, w.date, "", answer, "")
		w.must(err)
	}
	for _, name := range []string{"x", "y"} {
		f, err := w.CreateFile(t.Context(), anna, "stadt/kreis", name, house.FileOptions{})
		w.must(err)
		_, err = f.WriteAt([]byte("content of "+name), 0)
		w.must(err)
		w.must(f.Close())
	}
	_, err = w.SaveTemplate(t.Context(), anna, "stadt/kreis", "Muster", nil)
	w.must(err)
	return w
}

// of is a condition for the answers to an entry in the slot of a person.
func of(entry house.MessageID, name string) string {
	return `entry = '` + string(entry) + `' AND slot = ` + rowOf + name + `')`
}

func reading(name string) func(w *tooled) error {
	return func(w *tooled) error {
		r, err := w.OpenFile(w.t.Context(), w.in("berta"), "stadt/kreis", name)
		if err != nil {
			return err
		}
		_, err = io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
		return err
	}
}

func counting(which func(w *tooled) house.MessageID) func(w *tooled) error {
	return func(w *tooled) error { return only(w.Poll(w.t.Context(), w.in("berta"), which(w))) }
}

// TestTamperingWithToolsShows is TestTamperingShows for what the tools keep beside
// messages.
func TestTamperingWithToolsShows(t *testing.T) {
	t.Parallel()
	openPoll := counting(func(w *tooled) house.MessageID { return w.open })
	secretPoll := counting(func(w *tooled) house.MessageID { return w.secret })
	answers := func(w *tooled) error {
		return only(w.DateAnswers(w.t.Context(), w.in("berta"), w.date, ""))
	}
	for _, c := range []struct {
		name string
		edit func(w *tooled) []string
		act  func(w *tooled) error
	}{
		{"give somebody another's vote", func(w *tooled) []string {
			return []string{`UPDATE answers SET body = (SELECT body FROM answers WHERE ` + of(w.open, "anna") + `) WHERE ` + of(w.open, "berta")}
		}, openPoll},
		{"vote with the name of another", func(w *tooled) []string {
			return []string{`UPDATE answers SET slot = ` + rowOf + `mallory') WHERE ` + of(w.open, "berta")}
		}, openPoll},
		{"bring a vote from another poll", func(w *tooled) []string {
			return []string{`UPDATE answers SET body = (SELECT body FROM answers WHERE ` + of(w.other, "berta") + `) WHERE ` + of(w.open, "berta")}
		}, openPoll},
		{"make a secret vote an open one", func(w *tooled) []string {
			return []string{`UPDATE answers SET body = (SELECT body FROM answers WHERE entry = '` + string(w.secret) + `' AND slot LIKE 'b.%' LIMIT 1) WHERE ` + of(w.open, "berta")}
		}, openPoll},
		{"give an answer to a date to another", func(w *tooled) []string {
			return []string{`UPDATE answers SET body = (SELECT body FROM answers WHERE ` + of(w.date, "anna") + `) WHERE ` + of(w.date, "berta")}
		}, answers},
		{"take the mark of a vote away", func(w *tooled) []string {
			return []string{`DELETE FROM answers WHERE slot = (SELECT min(slot) FROM answers WHERE slot LIKE 'v.%')`}
		}, secretPoll},
		{"give the mark of a vote another name", func(w *tooled) []string {
			return []string{`UPDATE answers SET slot = slot || '0' WHERE slot = (SELECT min(slot) FROM answers WHERE slot LIKE 'v.%')`}
		}, secretPoll},
		{"copy a ballot and a mark", func(w *tooled) []string {
			return []string{
				`INSERT INTO answers SELECT room, entry, slot || '0', epoch, revision, body FROM answers WHERE slot = (SELECT min(slot) FROM answers WHERE slot LIKE 'v.%')`,
				`INSERT INTO answers SELECT room, entry, slot || 'A', epoch, revision, body FROM answers WHERE slot = (SELECT min(slot) FROM answers WHERE slot LIKE 'b.%')`,
			}
		}, secretPoll},
		{"put a ballot in place of another", func(w *tooled) []string {
			return []string{`UPDATE answers SET body = (SELECT body FROM answers WHERE slot = (SELECT min(slot) FROM answers WHERE slot LIKE 'b.%'))
				WHERE slot = (SELECT max(slot) FROM answers WHERE slot LIKE 'b.%')`}
		}, secretPoll},
		{"swap the contents of two files", func(w *tooled) []string {
			w.swapContents()
			return nil
		}, reading("x")},
		{"open a template as a room", func(w *tooled) []string {
			return []string{`UPDATE rooms SET state = 'open' WHERE state = 'template'`}
		}, func(w *tooled) error {
			w.n++
			spec := house.RoomSpec{Place: fmt.Sprintf("stadt/neu-%d", w.n), Name: "new"}
			return only(w.NewFromTemplate(w.t.Context(), w.in("anna"), spec, "Muster", nil))
		}},
		{"make a room a template", func(w *tooled) []string {
			return []string{`UPDATE rooms SET state = 'template' WHERE id = ` + theRow}
		}, func(w *tooled) error { return reads("anna")(w.scene) }},
		{"move a wish to hand over", func(w *tooled) []string {
			w.must(only(w.NameSuccessor(w.t.Context(), w.in("berta"), "admin", []string{"stadt/kreis"})))
			return []string{`UPDATE successions SET person = ` + rowOf + `dora')`}
		}, func(w *tooled) error { return only(w.Successions(w.t.Context(), w.in("anna"), "stadt/kreis")) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newTooled(t)
			if err := c.act(w); err != nil {
				t.Fatalf("control: before anything was edited: %v", err)
			}
			w.edit(c.edit(w)...)
			if err := c.act(w); !house.IsKey(err, "error.tampered") {
				t.Errorf("got %v, want a loud refusal", err)
			}
		})
	}
}

// swapContents swaps the files in which the contents of the two files of the room
// lie.
func (w *tooled) swapContents() {
	w.t.Helper()
	var room string
	w.must(w.db.QueryRowContext(context.Background(), `SELECT m.room FROM messages m WHERE m.room = `+theRow+` LIMIT 1`).Scan(&room))
	dir := filepath.Join(filepath.Dir(w.path), "files", room)
	list, err := os.ReadDir(dir)
	w.must(err)
	if len(list) != 2 {
		w.t.Fatalf("got %d contents, want 2", len(list))
	}
	one, two, aside := filepath.Join(dir, list[0].Name()), filepath.Join(dir, list[1].Name()), filepath.Join(dir, "aside")
	for _, move := range [][2]string{{one, aside}, {two, one}, {aside, two}} {
		w.must(os.Rename(move[0], move[1]))
	}
}

// TestAThreadOfAnotherKindOpensNothing: what a summary says of a thread's kind is
// no right to read it.
func TestAThreadOfAnotherKindOpensNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	anna := s.in("anna")
	_, err := s.Post(t.Context(), anna, "stadt/kreis", house.PostSpec{Title: "secret title", Text: "secret text"})
	s.must(err)
	s.must(s.SetRights(t.Context(), anna, "stadt/kreis", "berta", house.ToolBoard, house.LevelNone))
	for _, kind := range []string{"wiki", "blog"} {
		s.edit(`UPDATE threads SET kind = '` + kind + `'`)
		berta := s.in("berta")
		pages, err := s.WikiPages(t.Context(), berta, "stadt/kreis")
		if err == nil && len(pages) > 0 {
			t.Errorf("%s: got the pages %+v", kind, pages)
		}
		articles, err := s.Articles(t.Context(), berta, "stadt/kreis", 10, 0)
		for _, a := range articles {
			if err == nil && (a.Root.Title != "" || a.Root.Text != "") {
				t.Errorf("%s: got the article %+v", kind, a)
			}
		}
		if got, err := s.WikiPage(t.Context(), berta, "stadt/kreis", "secret title", 0); err == nil {
			t.Errorf("%s: got the page %+v", kind, got)
		}
	}
}
