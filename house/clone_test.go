package house_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// workshop is a room full of everything: anna owns work/desk and may open rooms,
// bert is in it, carl and dora are on the floor, dora may open rooms too.
type workshop struct {
	*lodge
	admin, anna, bert, carl, dora house.Actor
}

func newWorkshop(t *testing.T, l *lodge) *workshop {
	t.Helper()
	w := &workshop{lodge: l, admin: l.lodgeAdmin()}
	w.anna, w.bert, w.carl, w.dora = l.member("anna"), l.member("bert"), l.member("carl"), l.member("dora")
	l.floor(w.admin, "work", house.FloorOpen)
	for _, a := range []house.Actor{w.anna, w.bert, w.carl, w.dora} {
		_, err := l.JoinFloor(t.Context(), a, "work")
		l.must(err)
	}
	for _, a := range []house.Actor{w.anna, w.dora} {
		_, err := l.SetFloorCreator(t.Context(), w.admin, "work", a.Name(), true)
		l.must(err)
	}
	l.room(w.anna, "work/desk", house.RoomConference, w.bert)
	return w
}

func (l *lodge) lodgeAdmin() house.Actor { return l.admin() }

func (w *workshop) entry(a house.Actor, kind house.MessageKind, in house.MessageID, title, text string, data any) house.Sent {
	w.t.Helper()
	sent, err := house.AddEntry(w.t.Context(), w.Service, a, "work/desk", kind, in, title, text, data)
	w.must(err)
	return sent
}

// fill puts a page of two versions, a poll and n bookmarks into the room, and some
// of everything that does not come along. Words and data name other entries.
func (w *workshop) fill(n int) (goal, page house.Sent) {
	w.t.Helper()
	ctx := w.t.Context()
	topic, retention := "Thema des Hauses", 90
	tools := []string{house.ToolBoard, house.ToolWiki, house.ToolFiles, house.ToolBookmarks, house.ToolPolls, house.ToolNotices, house.ToolTasks, house.ToolCalendar, house.ToolBlog}
	graded := house.Graded
	_, err := w.EditRoom(ctx, w.anna, "work/desk", house.RoomEdit{Topic: &topic, Retention: &retention, Tools: &tools, Preset: &graded})
	w.must(err)
	goal = w.entry(w.anna, house.KindBookmark, "", "Ziel", "", map[string]any{"url": "https://example.org/"})
	w.entry(w.anna, house.KindPoll, "", "Wann?", "", map[string]any{"kind": "single", "options": []string{"jetzt", "später"}, "rule": "always", "ends": 1, "closed": 1})
	page = w.entry(w.anna, house.KindWiki, "", "Start", "erste Fassung", nil)
	w.entry(w.anna, house.KindWiki, page.ID, "Start", "zweite Fassung, siehe "+string(goal.ID), nil)
	for i := range n {
		w.entry(w.anna, house.KindBookmark, "", fmt.Sprintf("Lesezeichen %04d", i), "", map[string]any{"url": "https://example.org/", "page": page.ID})
	}
	for _, kind := range []house.MessageKind{house.KindNotice, house.KindDate, house.KindTask, house.KindBlog} {
		w.entry(w.anna, kind, "", "bleibt hier", "bleibt hier", nil)
	}
	_, err = w.Post(ctx, w.bert, "work/desk", house.PostSpec{Title: "bleibt hier", Text: "bleibt hier"})
	w.must(err)
	gone := w.entry(w.anna, house.KindBookmark, "", "gelöscht", "", nil)
	_, err = w.Delete(ctx, w.anna, gone.ID)
	w.must(err)
	return goal, page
}

// all is every entry of a room but the house's own lines.
func (w *workshop) all(a house.Actor, place string) []house.Post {
	w.t.Helper()
	var out []house.Post
	for after := int64(0); ; {
		posts, err := w.Read(w.t.Context(), a, place, house.ReadQuery{After: after, Limit: 1000})
		w.must(err)
		if len(posts) == 0 {
			return out
		}
		after = posts[len(posts)-1].Seq
		for _, p := range posts {
			if p.Kind != house.KindEvent {
				out = append(out, p)
			}
		}
	}
}

func titled(posts []house.Post, kind house.MessageKind) map[string]house.Post {
	out := map[string]house.Post{}
	for _, p := range posts {
		if p.Kind == kind {
			out[p.Title] = p
		}
	}
	return out
}

func TestACloneHasTheMaterialsAndNothingElse(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		w := newWorkshop(t, lodgeAt(t, target))
		const many = 1000
		goal, page := w.fill(many)
		var steps [][2]int
		room, err := w.CloneRoom(t.Context(), w.anna, "work/desk", house.CloneSpec{Place: "work/copy", Name: "Kopie"}, func(done, total int) {
			steps = append(steps, [2]int{done, total})
		})
		w.must(err)
		if room.Place != "work/copy" || room.Role != house.RoleOwner || room.Name != "Kopie" {
			t.Errorf("got %+v, want the new room, owned", room)
		}
		if last := steps[len(steps)-1]; len(steps) < 10 || last != [2]int{many + 3, many + 3} {
			t.Errorf("progress ended with %v after %d steps, want all of %d in at least 10", last, len(steps), many+3)
		}
		posts := w.all(w.anna, "work/copy")
		if len(posts) != many+3 {
			t.Fatalf("got %d entries, want %d", len(posts), many+3)
		}
		for _, p := range posts {
			if strings.Contains(p.Title+p.Text, "bleibt hier") || p.Title == "gelöscht" || p.Author != "anna" {
				t.Errorf("%s %q came along, by %s", p.Kind, p.Title, p.Author)
			}
			if p.Kind == house.KindBookmark && strings.Contains(house.EntryData(p), string(page.ID)) {
				t.Fatalf("bookmark points into the old room: %s", house.EntryData(p))
			}
		}
		links, wiki := titled(posts, house.KindBookmark), titled(posts, house.KindWiki)
		if data := house.EntryData(titled(posts, house.KindPoll)["Wann?"]); strings.Contains(data, "ends") || strings.Contains(data, "closed") || !strings.Contains(data, "später") {
			t.Errorf("got the poll %s, want it open and without an end that is over", data)
		}
		start := wiki["Start"]
		if links["Ziel"].ID == goal.ID || len(wiki) != 1 || start.Text != "zweite Fassung, siehe "+string(links["Ziel"].ID) || start.Thread != start.ID {
			t.Errorf("got the pages %+v, want the second version alone", wiki)
		}
		d, err := w.Room(t.Context(), w.anna, "work/copy")
		w.must(err)
		if d.Topic != "Thema des Hauses" || d.RetentionDays != 90 || d.Preset != house.Graded || slices.Contains(d.Tools, house.ToolChat) || !slices.Contains(d.Tools, house.ToolWiki) {
			t.Errorf("got %+v, want the rules of the old room", d)
		}
		if !slices.Equal(d.CanRead, []string{"anna"}) {
			t.Errorf("%v can read the clone, want anna alone", d.CanRead)
		}
		if _, err := w.Read(t.Context(), w.bert, "work/copy", house.ReadQuery{}); house.KindOf(err) != house.NotFound {
			t.Errorf("a member of the old room reads the clone: %v", err)
		}
		wantLine(t, w, "work/desk", "event.cloned")
	})
}

// wantLine looks for one of the house's own lines.
func wantLine(t *testing.T, w *workshop, place, key string) {
	t.Helper()
	posts, err := w.Read(t.Context(), w.anna, place, house.ReadQuery{Newest: true, Limit: 5})
	w.must(err)
	if !slices.ContainsFunc(posts, func(p house.Post) bool { return p.Event.Key == key }) {
		t.Errorf("no line %s in %s", key, place)
	}
}

// TestFilesComeAlongSealedAnew clones folders and files by way of a template, and
// deletes the rooms they came from.
func TestFilesComeAlongSealedAnew(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		w := newWorkshop(t, lodgeAt(t, target))
		ctx := t.Context()
		body := content(7, 600<<10)
		for _, path := range []string{"/Ordner", "/Ordner/Unterordner"} {
			_, err := w.MakeFolder(ctx, w.anna, "work/desk", path)
			w.must(err)
		}
		w.file(w.anna, "work/desk", "/Ordner/Unterordner/groß.bin", body)
		w.file(w.anna, "work/desk", "/leer.txt", nil)
		half, err := w.CreateFile(ctx, w.anna, "work/desk", "/halb.bin", house.FileOptions{})
		w.must(err)
		_, err = half.WriteAt(body[:1000], 0)
		w.must(err)
		half.Abort(nil)
		w.must(w.SetFileRules(ctx, w.anna, "work/desk", house.FileRules{Deny: []string{"exe"}}))
		_, err = w.SaveTemplate(ctx, w.anna, "work/desk", "Muster", nil)
		w.must(err)
		_, err = w.NewFromTemplate(ctx, w.dora, house.RoomSpec{Place: "work/made", Name: "x"}, "Muster", nil)
		w.must(err)
		w.must(w.DeleteTemplate(ctx, w.anna, "work", "Muster"))
		w.must(w.DeleteRoom(ctx, w.anna, "work/desk"))
		w.pass(48 * time.Hour) // whatever is swept has gone then
		if got := w.fileBody(w.dora, "work/made", "/Ordner/Unterordner/groß.bin"); !bytes.Equal(got, body) {
			t.Errorf("the file has %d bytes of %d, or other ones", len(got), len(body))
		}
		if got := w.fileBody(w.dora, "work/made", "/leer.txt"); len(got) != 0 {
			t.Errorf("the empty file has %d bytes", len(got))
		}
		if _, err := w.FileAt(ctx, w.dora, "work/made", "/halb.bin"); house.KindOf(err) != house.NotFound {
			t.Errorf("half a file came along: %v", err)
		}
		rules, err := w.FileRules(ctx, w.dora, "work/made")
		if err != nil || !slices.Equal(rules.Deny, []string{"exe"}) {
			t.Errorf("got the rules %+v, %v", rules, err)
		}
	})
}

// file puts a file into a room, fileBody reads one.
func (w *workshop) file(a house.Actor, place, path string, b []byte) {
	w.t.Helper()
	f, err := w.CreateFile(w.t.Context(), a, place, path, house.FileOptions{})
	w.must(err)
	_, err = f.WriteAt(b, 0)
	w.must(err)
	w.must(f.Close())
}

func (w *workshop) fileBody(a house.Actor, place, path string) []byte {
	w.t.Helper()
	f, err := w.OpenFile(w.t.Context(), a, place, path)
	w.must(err)
	defer f.Close()
	b, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
	w.must(err)
	return b
}

// TestAFailedCloneLeavesNoContents fails a clone after its files.
func TestAFailedCloneLeavesNoContents(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.file(w.anna, "work/desk", "/datei.bin", content(7, 600<<10))
	rows, err := w.store.RoomsIn(t.Context(), "open")
	w.must(err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err = w.CloneRoom(ctx, w.anna, "work/desk", house.CloneSpec{Place: "work/copy", Name: "x"}, func(done, _ int) {
		if done > 0 {
			cancel()
		}
	})
	wantKey(t, "cancelled", err, "error.clone_cancelled")
	over, err := w.store.BlobsOver(t.Context(), time.Now().Add(48*time.Hour), time.Now().Add(48*time.Hour), 100)
	w.must(err)
	gone := 0
	for _, b := range over {
		if !slices.ContainsFunc(rows, func(r house.RoomRow) bool { return r.ID == b.Room }) {
			gone++
			if _, err := w.store.Blobs().ReadChunk(t.Context(), b.Room, b.ID, 0); house.KindOf(err) != house.NotFound {
				t.Errorf("the content of a file of the clone is left: %v", err)
			}
		}
	}
	if gone != 1 {
		t.Errorf("got %d blobs of the clone, want the one that was begun", gone)
	}
}

func TestACloneHasKeysOfItsOwn(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.fill(3)
	room, err := w.CloneRoom(t.Context(), w.anna, "work/desk", house.CloneSpec{Place: "work/copy", Name: "Kopie"}, nil)
	w.must(err)
	epochs, err := w.store.Epochs(t.Context(), room.ID)
	w.must(err)
	for _, who := range []house.Actor{w.bert, w.carl} {
		self, err := w.store.PersonByName(t.Context(), who.Name())
		w.must(err)
		if wraps, err := w.store.Wraps(t.Context(), room.ID, string(self.ID)); err != nil || len(wraps) != 0 {
			t.Errorf("%s has %d wraps of the clone, want none", who.Name(), len(wraps))
		}
	}
	if len(epochs) != 1 || len(epochs[0].Open) != 0 {
		t.Errorf("got %d epochs, want one that the house cannot open", len(epochs))
	}
	// The owner lets somebody in, who finds the materials.
	_, err = w.Invite(t.Context(), w.anna, "work/copy", "carl")
	w.must(err)
	_, err = w.Join(t.Context(), w.carl, "work/copy")
	w.must(err)
	if got := len(w.all(w.carl, "work/copy")); got != 6 {
		t.Errorf("the new member reads %d entries, want 6", got)
	}
}

func TestWhoMayCloneWhere(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	ctx := t.Context()
	there := w.rooms()
	try := func(a house.Actor, from, to string) error {
		_, err := w.CloneRoom(ctx, a, from, house.CloneSpec{Place: to, Name: "x"}, nil)
		return err
	}
	for name, a := range map[string]house.Actor{"member": w.bert, "outsider": w.carl, "creator": w.dora, "house admin": w.admin} {
		if kind := house.KindOf(try(a, "work/desk", "work/copy")); kind != house.Forbidden && kind != house.NotFound {
			t.Errorf("%s: got %v, want a refusal", name, kind)
		}
	}
	// An owner who may not open rooms.
	_, err := w.HandOver(ctx, w.anna, "work/desk", "bert")
	w.must(err)
	wantKey(t, "owner without the right", try(w.bert, "work/desk", "work/copy"), "error.forbidden")
	if got := w.rooms(); got != there {
		t.Errorf("got %d rooms, want the %d that were there", got, there)
	}
	w.room(w.anna, "work/own", house.RoomConference)
	wantKey(t, "taken address", try(w.anna, "work/own", "work/desk"), "error.place_taken")
	wantKey(t, "no name", func() error {
		_, err := w.CloneRoom(ctx, w.anna, "work/own", house.CloneSpec{Place: "work/copy"}, nil)
		return err
	}(), "error.empty")
	w.Lock(w.anna)
	wantKey(t, "locked rooms", try(w.anna, "work/own", "work/copy"), "error.locked")
}

// rooms counts the rows of rooms, visible or not.
func (w *workshop) rooms() int {
	w.t.Helper()
	floors, err := w.store.Floors(w.t.Context())
	w.must(err)
	n := 0
	for _, f := range floors {
		rooms, err := w.store.RoomsOn(w.t.Context(), f.ID)
		w.must(err)
		n += len(rooms)
	}
	return n
}

// failing is a store whose n-th transaction and all after it fail, as when the
// disk goes; with stay set, so does everything until it is mended.
type failing struct {
	house.Store
	left int // transactions until then; negative: never
	only bool
}

var errDisk = errors.New("the disk is gone")

func (f *failing) InTx(ctx context.Context, do func(house.Tx) error) error {
	if f.left == 0 {
		if f.only {
			f.left = -1
		}
		return house.Errorf(house.Unavailable, "error.unavailable", errDisk)
	}
	if f.left > 0 {
		f.left--
	}
	return f.Store.InTx(ctx, do)
}

// TestACloneThatFailsLeavesNothing fails each transaction of a clone in turn, once
// so that taking down works, once so that only the sweep does.
func TestACloneThatFailsLeavesNothing(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		disk := &failing{Store: l.store, left: -1}
		l.store = disk
		l.reopen(true)
		w := newWorkshop(t, l)
		w.fill(250)
		before := w.rooms()
		clone := func(slug string) error {
			_, err := w.CloneRoom(t.Context(), w.anna, "work/desk", house.CloneSpec{Place: "work/" + slug, Name: "Kopie"}, nil)
			return err
		}
		for _, only := range []bool{true, false} {
			failed := 0
			for step := 0; ; step++ {
				disk.left, disk.only = step, only
				slug := fmt.Sprintf("copy-%d-%v", step, only)
				err := clone(slug)
				disk.left = -1
				if err == nil {
					_ = w.DeleteRoom(t.Context(), w.anna, "work/"+slug)
					break
				}
				failed++
				if _, err := w.Room(t.Context(), w.anna, "work/"+slug); house.KindOf(err) != house.NotFound {
					t.Fatalf("step %d: the unfinished room is shown: %v", step, err)
				}
				w.pass(house.BuildLease + 1)
				if got := w.rooms(); got != before {
					t.Fatalf("step %d, only %v: %d rooms are left, want %d", step, only, got, before)
				}
			}
			if failed < 5 {
				t.Errorf("only %d steps failed, want each of at least 5 transactions", failed)
			}
		}
	})
}

// TestAHouseThatBeginsTakesDownWhatNobodyBuilds is the restart after a kill in the
// middle of a clone, long before the lease has run out. On several nodes another
// one may be at work: there the lease decides.
func TestAHouseThatBeginsTakesDownWhatNobodyBuilds(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		disk := &failing{Store: l.store, left: -1}
		l.store = disk
		l.reopen(true)
		w := newWorkshop(t, l)
		w.fill(150)
		before := w.rooms()
		_, err := w.CloneRoom(t.Context(), w.anna, "work/desk", house.CloneSpec{Place: "work/copy", Name: "x"}, func(done, _ int) {
			if done > 0 {
				disk.left = 0
			}
		})
		disk.left = -1
		if err == nil || w.rooms() != before+1 {
			t.Fatalf("got %v and %d rooms, want a clone that was broken off", err, w.rooms())
		}
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- w.Run(ctx) }()
		several := l.store.Bell() != nil
		for deadline := time.Now().Add(10 * time.Second); !several && w.rooms() != before && time.Now().Before(deadline); {
			runtime.Gosched()
		}
		stop()
		if err := <-over; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("run: %v", err)
		}
		want := before
		if several {
			want++
		}
		if got := w.rooms(); got != want {
			t.Errorf("got %d rooms, want %d", got, want)
		}
		w.pass(house.BuildLease + 1)
		if got := w.rooms(); got != before {
			t.Errorf("got %d rooms after the lease, want %d", got, before)
		}
	})
}

func TestACancelledCloneLeavesNothing(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		w := newWorkshop(t, lodgeAt(t, target))
		w.fill(350)
		before := w.rooms()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		_, err := w.CloneRoom(ctx, w.anna, "work/desk", house.CloneSpec{Place: "work/copy", Name: "Kopie"}, func(done, _ int) {
			if done < 200 {
				return
			}
			// Half of it stands in the database, and nobody sees it.
			if got := w.rooms(); got != before+1 {
				t.Errorf("got %d rooms in the middle, want %d: nothing is built", got, before+1)
			}
			for _, a := range []house.Actor{w.anna, w.bert, w.admin} {
				rooms, err := w.Rooms(t.Context(), a, "work")
				if err != nil || slices.ContainsFunc(rooms, func(r house.Room) bool { return r.Place == "work/copy" }) {
					t.Errorf("%s sees the unfinished room: %v", a.Name(), err)
				}
				if _, err := w.Read(t.Context(), a, "work/copy", house.ReadQuery{}); house.KindOf(err) != house.NotFound {
					t.Errorf("%s enters the unfinished room: %v", a.Name(), err)
				}
			}
			cancel()
		})
		wantKey(t, "cancelled", err, "error.clone_cancelled")
		if got := w.rooms(); got != before {
			t.Errorf("got %d rooms, want %d", got, before)
		}
		if _, err := w.NewRoom(t.Context(), w.anna, house.RoomSpec{Place: "work/copy", Name: "x"}); err != nil {
			t.Errorf("the address is not free again: %v", err)
		}
	})
}

// TestAnOwnerWhoLosesTheRoomLosesTheClone takes the right away in the middle.
func TestAnOwnerWhoLosesTheRoomLosesTheClone(t *testing.T) {
	for name, lose := range map[string]func(w *workshop) error{
		"the room": func(w *workshop) error { return only(w.HandOver(t.Context(), w.anna, "work/desk", "bert")) },
		"the right to open rooms": func(w *workshop) error {
			return only(w.SetFloorCreator(t.Context(), w.admin, "work", "anna", false))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkshop(t, newLodge(t))
			w.fill(350)
			before := w.rooms()
			_, err := w.CloneRoom(t.Context(), w.anna, "work/desk", house.CloneSpec{Place: "work/copy", Name: "Kopie"}, func(done, _ int) {
				if done == 0 {
					w.must(lose(w))
				}
			})
			if kind := house.KindOf(err); kind != house.Forbidden && kind != house.NotFound {
				t.Errorf("got %v, want a refusal", err)
			}
			if got := w.rooms(); got != before {
				t.Errorf("got %d rooms, want %d", got, before)
			}
		})
	}
}

// TestASweepDoesNotTakeDownWhatIsBuilt is the negative control of the lease.
func TestASweepDoesNotTakeDownWhatIsBuilt(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.fill(350)
	_, err := w.CloneRoom(t.Context(), w.anna, "work/desk", house.CloneSpec{Place: "work/copy", Name: "Kopie"}, func(int, int) {
		w.pass(house.BuildLease / 2)
	})
	w.must(err)
	_, err = w.CloneRoom(t.Context(), w.anna, "work/desk", house.CloneSpec{Place: "work/late", Name: "Kopie"}, func(int, int) {
		w.pass(house.BuildLease + 1)
	})
	wantKey(t, "stood still for too long", err, "error.clone_lost")
}
