package main_test

import (
	"slices"
	"testing"
)

type noticeShape struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Text    string  `json:"text"`
	Author  string  `json:"author"`
	Expires *string `json:"expires"`
	Expired bool    `json:"expired"`
	Pinned  bool    `json:"pinned"`
	Edited  bool    `json:"edited"`
}

func noticeTitles(list []noticeShape) []string {
	var out []string
	for _, n := range list {
		out = append(out, n.Title)
	}
	return out
}

func TestNoticesByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		admin := p.member("hausmeister")

		// In a room: members write, its owner keeps the board.
		id := as[sent](t, must(t, berta, "Am **Hof**.\n", `notice new stadt/kreis Sommerfest --until 2099-07-12 --json`)).ID
		refused(t, berta, "", `notice new stadt/kreis Fest --pin Bald`, 4)
		must(t, anna, "", `notice new stadt/kreis Heizung --pin Fällt aus.`)
		list := as[[]noticeShape](t, must(t, berta, "", "notice list stadt/kreis --json"))
		if !slices.Equal(noticeTitles(list), []string{"Heizung", "Sommerfest"}) || list[1].Expires == nil || list[1].Text != "Am **Hof**." {
			t.Errorf("got %+v", list)
		}
		must(t, anna, "", "notice pin "+id)
		must(t, berta, "", "notice edit "+id+" --title Herbstfest --until none")
		got := as[noticeShape](t, must(t, anna, "", "notice show "+id+" --json"))
		if got.Title != "Herbstfest" || got.Expires != nil || !got.Edited || !got.Pinned || got.Text != "Am **Hof**." {
			t.Errorf("got %+v, want the title changed and the expiry gone", got)
		}
		refused(t, berta, "", `notice new stadt/kreis Alt --until 2020-01-01 Vorbei`, 2)
		refused(t, berta, "", "notice list stadt/kreis --expired", 4)
		must(t, berta, "", "notice delete "+id)

		// On a floor: its admins keep the board, its members read it.
		must(t, admin, "", "notice new stadt Willkommen Schön, dass ihr da seid.")
		refused(t, anna, "", "notice new stadt Ich auch", 4)
		for _, place := range []string{"stadt", "stadt/notices", "stadt/notices/notices"} {
			if list := as[[]noticeShape](t, must(t, berta, "", "notice list "+place+" --json")); !slices.Equal(noticeTitles(list), []string{"Willkommen"}) {
				t.Errorf("%s: got %+v", place, list)
			}
		}
		news := as[[]struct {
			Place  string `json:"place"`
			Kind   string `json:"kind"`
			Unread int    `json:"unread"`
		}](t, must(t, berta, "", "news --json"))
		found := false
		for _, n := range news {
			found = found || n.Place == "stadt/notices/notices" && n.Kind == "notice" && n.Unread == 1
		}
		if !found {
			t.Errorf("got %+v, want the floor's notice unread", news)
		}
		must(t, admin, "", "notice new eg Für alle")
		if list := as[[]noticeShape](t, must(t, p.dial("guest"), "", "notice list eg --json")); !slices.Equal(noticeTitles(list), []string{"Für"}) {
			t.Errorf("got %+v, want guests to read the ground floor's board", list)
		}
		refused(t, p.dial("guest"), "", "notice list stadt", 3)
		must(t, p.dial("new"), password+"\n", "register otto --accept-terms")
		otto := p.member("otto")
		for _, line := range []string{"notice list stadt", "notice list stadt/kreis", "notice show " + id, "notice new stadt Ich --no-text"} {
			refused(t, otto, "", line, 3)
		}
		p.stop()
	})
}

func TestTheFloorsBoardOnScreens(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, _ := furnish(t, p)
	admin := p.sit("hausmeister", p.member("hausmeister"), 120, 40)
	admin.waitFor("Hausverwaltung")
	admin.types("f")
	admin.openListed("Etage 1")
	admin.openListed("Schwarzes Brett")
	admin.waitFor("Hier hängt nichts")
	admin.press("c")
	admin.waitFor("Wie lange soll sie hängen?")
	admin.press("enter")
	admin.waitFor("Betreff")
	admin.types("Willkommen")
	admin.press("enter")
	admin.types("Schön, dass **ihr** da seid.")
	admin.press("ctrl+s")
	admin.waitFor("hängt am Brett")

	reader := p.sit("anna", p.member("anna"), 80, 24)
	reader.waitFor("Schwarzes Brett: Stadt")
	reader.press("g") // the walk leads there
	reader.waitFor("Willkommen", "Schön, dass ihr da seid.")
	reader.press("g")
	reader.waitFor("gelesen")
	if got := must(t, anna, "", "news --json").out; got != "[]\n" {
		t.Errorf("got %q, want nothing unread after looking", got)
	}
	p.stop()
}
