package house_test

import (
	"slices"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestARoomIsMadeOfATemplate(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		w := newWorkshop(t, lodgeAt(t, target))
		w.fill(150)
		ctx := t.Context()
		tpl, err := w.SaveTemplate(ctx, w.anna, "work/desk", "Muster  Kreis", nil)
		w.must(err)
		if tpl.Name != "Muster  Kreis" || !tpl.Mine || tpl.Kind != house.RoomConference {
			t.Errorf("got %+v", tpl)
		}
		wantLine(t, w, "work/desk", "event.template")
		_, err = w.SaveTemplate(ctx, w.anna, "work/desk", "muster  KREIS", nil)
		wantKey(t, "the same name", err, "error.template_taken")
		for name, a := range map[string]house.Actor{"anna": w.anna, "dora": w.dora, "admin": w.admin} {
			list, err := w.Templates(ctx, a, "work")
			if err != nil || len(list) != 1 || list[0].Name != "Muster  Kreis" || list[0].By != "anna" {
				t.Fatalf("%s: got %+v, %v, want the template", name, list, err)
			}
			if want := name != "dora"; list[0].Delete != want {
				t.Errorf("%s may delete: got %v", name, list[0].Delete)
			}
		}
		room, err := w.NewFromTemplate(ctx, w.dora, house.RoomSpec{Place: "work/made", Name: "Gemacht"}, "MUSTER  kreis", nil)
		w.must(err)
		posts := w.all(w.dora, "work/made")
		if room.Class != house.ClassClosed || room.Role != house.RoleOwner || len(posts) != 153 {
			t.Errorf("got %+v with %d entries, want a closed room with 153", room, len(posts))
		}
		if titled(posts, house.KindWiki)["Start"].Author != "dora" {
			t.Errorf("the page is by %q, want dora", titled(posts, house.KindWiki)["Start"].Author)
		}
		epochs, err := w.store.Epochs(ctx, room.ID)
		if err != nil || len(epochs) != 1 || len(epochs[0].Open) != 0 {
			t.Errorf("the house can open the new room")
		}
		d, err := w.Room(ctx, w.dora, "work/made")
		w.must(err)
		if d.Topic != "Thema des Hauses" || d.RetentionDays != 90 || slices.Contains(d.Tools, house.ToolChat) {
			t.Errorf("got %+v, want the rules of the template", d)
		}
		if _, err := w.Read(ctx, w.anna, "work/made", house.ReadQuery{}); house.KindOf(err) != house.NotFound {
			t.Errorf("who saved the template reads what was made of it: %v", err)
		}
		w.must(w.DeleteTemplate(ctx, w.anna, "work", "Muster  Kreis"))
		if list, err := w.Templates(ctx, w.anna, "work"); err != nil || len(list) != 0 {
			t.Errorf("got %v, %v after deleting", list, err)
		}
		if got := len(w.all(w.dora, "work/made")); got != 153 {
			t.Errorf("the room made of it has %d entries left", got)
		}
	})
}

// TestOnlyCreatorsReadATemplate tries every other way to its words.
func TestOnlyCreatorsReadATemplate(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.fill(3)
	ctx := t.Context()
	_, err := w.SaveTemplate(ctx, w.anna, "work/desk", "Muster", nil)
	w.must(err)
	for name, a := range map[string]house.Actor{"member": w.bert, "on the floor": w.carl} {
		_, err := w.Templates(ctx, a, "work")
		wantKey(t, name+" lists", err, "error.forbidden")
		_, err = w.NewFromTemplate(ctx, a, house.RoomSpec{Place: "work/made", Name: "x"}, "Muster", nil)
		wantKey(t, name+" uses", err, "error.forbidden")
		wantKey(t, name+" deletes", w.DeleteTemplate(ctx, a, "work", "Muster"), "error.no_such_template")
	}
	wantKey(t, "a creator deletes", w.DeleteTemplate(ctx, w.dora, "work", "Muster"), "error.forbidden")
	floor, err := w.Floor(ctx, w.anna, "work")
	w.must(err)
	rooms, err := w.store.RoomsOn(ctx, floor.ID)
	w.must(err)
	i := slices.IndexFunc(rooms, func(r house.RoomRow) bool { return r.State == "template" })
	rows, err := w.store.Messages(ctx, house.MessageQuery{Room: rooms[i].ID})
	w.must(err)
	if len(rows) != 6 {
		t.Fatalf("got %d entries in the template, want 6", len(rows))
	}
	for name, a := range map[string]house.Actor{"owner": w.anna, "creator": w.dora, "admin": w.admin, "member": w.bert} {
		if list, err := w.Rooms(ctx, a, ""); err != nil || slices.ContainsFunc(list, func(r house.Room) bool { return r.ID == rooms[i].ID }) {
			t.Errorf("%s sees the template as a room: %v", name, err)
		}
		if _, err := w.Edit(ctx, a, rows[0].ID, "x"); house.KindOf(err) != house.NotFound {
			t.Errorf("%s changes the template: %v", name, err)
		}
		found := 0
		w.must(w.Search(ctx, a, house.SearchQuery{Words: "Lesezeichen"}, func(p house.Post) bool {
			if p.Place != "work/desk" {
				found++
			}
			return true
		}))
		if found > 0 {
			t.Errorf("%s finds %d entries of the template", name, found)
		}
	}
	// Negative control: it does lie under the house's key, as the warning says.
	epoch, err := w.store.Epoch(ctx, rooms[i].ID, 1)
	if err != nil || len(epoch.Open) == 0 {
		t.Errorf("the template's key is not the house's: %v", err)
	}
}

func TestATemplateOutlivesRetention(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.fill(3)
	_, err := w.SaveTemplate(t.Context(), w.anna, "work/desk", "Muster", nil)
	w.must(err)
	w.pass(100 * 24 * house.BuildLease * 6)
	if got := len(w.all(w.anna, "work/desk")); got != 0 {
		t.Fatalf("%d entries outlived the retention of their room: the control does not hold", got)
	}
	_, err = w.NewFromTemplate(t.Context(), w.dora, house.RoomSpec{Place: "work/made", Name: "x"}, "Muster", nil)
	w.must(err)
	if got := len(w.all(w.dora, "work/made")); got != 6 {
		t.Errorf("got %d entries of the template, want 6", got)
	}
}

func TestFloorsHaveTemplatesOfTheirOwn(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.floor(w.admin, "other", house.FloorOpen)
	w.fill(1)
	_, err := w.SaveTemplate(t.Context(), w.anna, "work/desk", "Muster", nil)
	w.must(err)
	_, err = w.NewFromTemplate(t.Context(), w.admin, house.RoomSpec{Place: "other/made", Name: "x"}, "Muster", nil)
	wantKey(t, "another floor", err, "error.no_such_template")
	_, err = w.SaveTemplate(t.Context(), w.anna, "work/desk", strings.Repeat("x", 200), nil)
	wantKey(t, "a long name", err, "error.too_long")
	_, err = w.SaveTemplate(t.Context(), w.bert, "work/desk", "Meins", nil)
	wantKey(t, "a mere member", err, "error.forbidden")
}
