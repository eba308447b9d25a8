package main_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// Shapes of notes, records, sheets and the checklist.
type (
	noteShown struct {
		ID     string `json:"id"`
		Place  string `json:"place"`
		OfRoom bool   `json:"of_room"`
		Title  string `json:"title"`
		Text   string `json:"text"`
	}
	entryShown struct {
		ID      string   `json:"id"`
		Kind    string   `json:"kind"`
		Date    string   `json:"date"`
		Way     string   `json:"way"`
		Minutes int      `json:"minutes"`
		Topics  []string `json:"topics"`
		Text    string   `json:"text"`
		Steps   []string `json:"steps"`
		By      string   `json:"by"`
	}
	formShown struct {
		Own       bool  `json:"own"`
		Filled    *bool `json:"filled"`
		Questions []struct {
			ID      string `json:"id"`
			Choices []struct {
				ID string `json:"id"`
			} `json:"choices"`
		} `json:"questions"`
	}
	checklistShown struct {
		Own   bool `json:"own"`
		Steps []struct {
			N    int    `json:"n"`
			Text string `json:"text"`
		} `json:"steps"`
	}
)

// praxis makes a room for counselling: anna counsels, berta is a colleague in it, and a
// visitor is the client.
func praxis(t *testing.T, p *program) (anna, berta, visitor *ssh.Client) {
	t.Helper()
	anna, berta = furnish(t, p)
	must(t, anna, "", `room new stadt/akte "Beratung" --kind practice --unlisted`)
	must(t, berta, "", "card edit --floor stadt Beratung")
	must(t, anna, "", "handover call stadt/akte @berta")
	must(t, berta, "", "room join stadt/akte")
	ticket := as[issued](t, must(t, anna, "", "ticket new stadt/akte --json"))
	visitor = p.dial("ticket", code(ticket.Code))
	must(t, visitor, "", "redeem --accept --json --as Igel")
	return anna, berta, visitor
}

func TestNotebooksByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta, visitor := praxis(t, p)
		admin := p.member("hausmeister")

		note := as[noteShown](t, must(t, anna, "Wirkt müde.\nNachfragen.\n", "note add stadt/akte --title Eindruck --json"))
		if note.Place != "stadt/akte" || !note.OfRoom || note.Title != "Eindruck" || note.Text != "Wirkt müde.\nNachfragen." {
			t.Errorf("got %+v, want what was written", note)
		}
		must(t, anna, "", "note add - Fortbildung suchen")
		mine := as[noteShown](t, must(t, visitor, "", "note add stadt/akte --json Was ich fragen will"))
		refused(t, visitor, "", "note add - x", 4)
		for _, c := range []*ssh.Client{berta, visitor, admin} {
			refused(t, c, "", "note show "+note.ID, 3)
			refused(t, c, "", "note edit "+note.ID+" x", 3)
			refused(t, c, "", "note delete "+note.ID, 3)
		}
		refused(t, anna, "", "note show "+mine.ID, 3)
		must(t, anna, "", "note edit "+note.ID+" Wirkt wach.")
		if got := as[noteShown](t, must(t, anna, "", "note show "+note.ID+" --json")); got.Title != "Eindruck" || got.Text != "Wirkt wach." {
			t.Errorf("got %+v, want the text changed alone", got)
		}
		if got := as[[]noteShown](t, must(t, anna, "", "note list --json")); len(got) != 2 {
			t.Errorf("got %+v, want both notes", got)
		}
		if got := as[[]noteShown](t, must(t, anna, "", "note list - --json")); len(got) != 1 || got[0].OfRoom {
			t.Errorf("got %+v, want the one of no room", got)
		}
		if out := must(t, anna, "", "account export --json").out; !strings.Contains(out, "Wirkt wach.") || strings.Contains(out, "Wirkt müde") {
			t.Errorf("got %q, want the note as it stands in the export", out)
		}

		entry := as[entryShown](t, must(t, anna, "", "record add stadt/akte --kind contact --date 2026-01-05 --way phone --minutes 50 --topics 'Schlaf, Arbeit' --json"))
		if entry.Date != "2026-01-05" || entry.Minutes != 50 || !slices.Equal(entry.Topics, []string{"Schlaf", "Arbeit"}) {
			t.Errorf("got %+v, want what was entered", entry)
		}
		must(t, berta, "", "record add stadt/akte --kind measure Vertreten, Rückruf vereinbart")
		if out := must(t, berta, "", "record list stadt/akte").out; strings.Contains(out, "Rückruf") || !strings.Contains(out, "anna") {
			t.Errorf("got %q, want berta told who reads it", out)
		}
		refused(t, visitor, "", "record list stadt/akte", 4)
		refused(t, visitor, "", "record add stadt/akte x", 4)
		refused(t, admin, "", "record list stadt/akte", 3)
		refused(t, berta, "", "record show "+entry.ID, 4)
		refused(t, anna, "", "record add stadt/akte --kind rumour x", 2)
		must(t, anna, "", "record edit "+entry.ID+" --minutes 45")
		list := as[[]entryShown](t, must(t, anna, "", "record list stadt/akte --json"))
		if len(list) != 2 || list[0].By != "berta" || list[1].Minutes != 45 || list[1].Way != "phone" {
			t.Errorf("got %+v, want both, berta's named", list)
		}
		if out := must(t, anna, "", "record export stadt/akte").out; !strings.Contains(out, "Rückruf") || !strings.Contains(out, "Schlaf") {
			t.Errorf("got %q, want the whole record", out)
		}
		refused(t, berta, "", "record export stadt/akte", 4)

		steps := as[checklistShown](t, must(t, anna, "", "emergency checklist stadt/akte --json"))
		if len(steps.Steps) != 8 || steps.Own {
			t.Errorf("got %+v, want the eight steps of the house", steps)
		}
		crisis := as[entryShown](t, must(t, berta, "Ruhig geblieben.\n", "emergency note stadt/akte --done 1,3 --json"))
		if crisis.Kind != "crisis" || len(crisis.Steps) != 2 || crisis.Steps[1] != steps.Steps[2].Text {
			t.Errorf("got %+v, want the two steps in it", crisis)
		}
		refused(t, visitor, "", "emergency note stadt/akte x", 4)
		refused(t, anna, "", "emergency note stadt/akte --done 9 x", 2)
		source := must(t, admin, "", "emergency checklist stadt --source").out
		refused(t, berta, source, "emergency edit stadt", 4)
		must(t, admin, "[step]\ntext.de: Atmen\ntext.en: Breathe\n", "emergency edit stadt")
		if got := as[checklistShown](t, must(t, anna, "", "emergency checklist stadt/akte --json")); !got.Own || len(got.Steps) != 1 {
			t.Errorf("got %+v, want the floor's own step", got)
		}
		must(t, admin, "", "emergency edit stadt --reset")

		form := as[formShown](t, must(t, anna, "", "sheet form stadt/akte --json"))
		if form.Filled == nil || *form.Filled || len(form.Questions) != 6 {
			t.Errorf("got %+v, want it open", form)
		}
		refused(t, anna, "", "sheet fill stadt/akte --answer age=Elfriede", 2)
		refused(t, anna, "", "sheet fill stadt/akte", 2)
		refused(t, berta, "", "sheet fill stadt/akte --answer age=18-26", 4)
		must(t, anna, "", "sheet fill stadt/akte --answer age=18-26 --answer outcome=reached")
		refused(t, anna, "", "sheet fill stadt/akte --answer age=18-26", 5)
		if form = as[formShown](t, must(t, anna, "", "sheet form stadt/akte --json")); !*form.Filled {
			t.Error("got an open sheet, want it filled in")
		}
		if got := as[[]entryShown](t, must(t, anna, "", "record list stadt/akte --json")); len(got) != 3 {
			t.Errorf("got %+v, want no entry of the sheet", got)
		}
		own := must(t, admin, "", "sheet form stadt").out
		must(t, admin, strings.ReplaceAll(own, "Altersgruppe", "Alter"), "sheet edit stadt")
		refused(t, anna, own, "sheet edit stadt", 4)
		refused(t, admin, "kein Bogen\n", "sheet edit stadt", 2)
		refused(t, anna, "", "sheet stats stadt", 4)
		must(t, berta, "", "sheet stats stadt") // who has a card there
		if out := must(t, admin, "", "sheet stats stadt --csv").out; !strings.HasPrefix(out, "month,question,choice,label,count\n") || !strings.Contains(out, ",<5\n") {
			t.Errorf("got %q, want months without small counts", out)
		}
		refused(t, admin, "", "sheet stats stadt --from 2026", 2)

		must(t, anna, "", "handover dismiss stadt/akte @berta")
		must(t, anna, "", "handover offer stadt/akte @berta")
		asked := as[[]sent](t, must(t, berta, "", "handover asked --json"))
		must(t, berta, "", "handover take "+asked[0].ID)
		must(t, visitor, "", "handover agree stadt/akte --from-now")
		if got := as[[]entryShown](t, must(t, berta, "", "record list stadt/akte --json")); len(got) != 3 || got[2].By != "anna" {
			t.Errorf("got %+v, want the record handed over", got)
		}
		refused(t, anna, "", "record list stadt/akte", 3)
		if got := as[[]noteShown](t, must(t, anna, "", "note list --json")); len(got) != 2 {
			t.Errorf("got %+v, want anna's notes to stay hers", got)
		}
		must(t, berta, "", "room delete stadt/akte")
		if got := as[[]noteShown](t, must(t, anna, "", "note list --json")); len(got) != 1 {
			t.Errorf("got %+v, want the room's note gone with it", got)
		}
	})
}

// TestNotebooksLieInNoOthersBytes plants a word in each store and looks for it at rest,
// and at whom it could be read by.
func TestNotebooksLieInNoOthersBytes(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta, visitor := praxis(t, p)
		var words []string
		w := func() string {
			words = append(words, word())
			return words[len(words)-1]
		}
		note := as[noteShown](t, must(t, anna, "", "note add stadt/akte --title "+w()+" --json "+w()))
		must(t, anna, "", "note edit "+note.ID+" "+w())
		must(t, anna, "", "note add - "+w())
		must(t, visitor, "", "note add stadt/akte "+w())
		entry := as[entryShown](t, must(t, anna, "", "record add stadt/akte --topics "+w()+" --json "+w()))
		must(t, anna, "", "record edit "+entry.ID+" "+w())
		must(t, berta, "", "emergency note stadt/akte --done 1 "+w())
		question, choice := w(), w()
		form := "[question]\nid: " + question + "\nname.de: " + w() + "\nchoice: " + choice + " | " + w() + "\nchoice: b | b\n"
		must(t, p.member("hausmeister"), form, "sheet edit stadt")
		must(t, p.member("hausmeister"), "[step]\ntext.de: "+w()+"\n", "emergency edit stadt")
		must(t, anna, "", "sheet fill stadt/akte --answer "+question+"="+choice)
		sealed := words[:9] // what is not the floor's own to read
		for _, c := range []struct {
			who string
			c   *ssh.Client
		}{{"berta", berta}, {"visitor", visitor}, {"hausmeister", p.member("hausmeister")}} {
			var heard strings.Builder
			for _, try := range []string{
				"note list", "note list stadt/akte", "note show " + note.ID, "record list stadt/akte", "record export stadt/akte", "record show " + entry.ID,
				"sheet form stadt/akte", "sheet stats stadt", "read stadt/akte", "search " + words[0], "search w", "account export", "room export stadt/akte", "news",
			} {
				r := run(t, c.c, "", try+" --json")
				heard.WriteString(r.out + r.err)
			}
			for i, word := range sealed {
				if own := c.who == "visitor" && i == 4; strings.Contains(heard.String(), word) != own && word != words[0] {
					t.Errorf("%s: word %d: got %v, want %v", c.who, i, !own, own)
				}
			}
		}
		for _, running := range []bool{true, false} {
			if !running {
				p.stop()
			}
			contents := everythingAtRest(t, p)
			for i, word := range words {
				if where := found(contents, word); len(where) > 0 {
					t.Errorf("word %d lies readable in %v", i, where)
				}
			}
			if len(found(contents, "anna")) == 0 {
				t.Error("control: not even a member's name was found, so the search sees nothing")
			}
		}
	})
}
