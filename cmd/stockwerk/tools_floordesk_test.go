package main_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// Shapes of the floor desk.
type (
	closingShape struct {
		Place    string    `json:"place"`
		Notice   string    `json:"notice"`
		CloseAt  time.Time `json:"close_at"`
		DeleteAt time.Time `json:"delete_at"`
		Closed   bool      `json:"closed"`
	}
	floorRoomsShape struct {
		Rooms []struct {
			Place, Name, Owner string
			Members            int
			Closing            *closingShape
		}
		Unlisted int
	}
)

// TestAFloorClosesARoomThatItNeverReads is the whole way of an order of closing, over
// SSH and on both databases.
func TestAFloorClosesARoomThatItNeverReads(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		h := serveClock(t, db)
		anna, berta := furnish(t, h.program)
		admin := h.member("hausmeister")
		must(t, anna, "", `say stadt/kreis "Unser Geheimnis 4711"`)
		must(t, anna, "", `room new stadt/leise --unlisted "Leiser Raum"`)

		rooms := as[floorRoomsShape](t, must(t, admin, "", "floor rooms stadt --json"))
		if rooms.Unlisted != 1 || len(rooms.Rooms) != 2 || rooms.Rooms[0].Owner != "anna" || rooms.Rooms[0].Members != 2 {
			t.Errorf("got %+v, want the room, the board and one number", rooms)
		}
		refused(t, anna, "", "floor rooms stadt", 4)
		refused(t, admin, "", "floor closeroom stadt/leise", 3)
		if r := must(t, admin, "", "floor closeroom stadt/kreis --dry-run --json"); strings.TrimSpace(r.out) != `{"people":2,"rooms":1}` {
			t.Errorf("got %q, want two people and a room", r.out)
		}
		c := as[closingShape](t, must(t, admin, "Das Projekt endet.\n", "floor closeroom stadt/kreis --days 10 --json -"))
		if c.Notice != "Das Projekt endet." || c.CloseAt.Sub(h.now()) < 9*day || c.Closed {
			t.Errorf("got %+v, want ten days", c)
		}
		for name, who := range map[string]*ssh.Client{"anna": anna, "berta": berta} {
			for _, line := range []string{"news", "upcoming", "room show stadt/kreis"} {
				if r := must(t, who, "", line); !strings.Contains(r.out, "Das Projekt endet.") {
					t.Errorf("%s: %s: got %q, want the notice", name, line, r.out)
				}
			}
		}
		if r := must(t, berta, "", "read stadt/kreis"); !strings.Contains(r.out, "schließt diesen Raum") && !strings.Contains(r.out, "closes this room") {
			t.Errorf("got %q, want the line in the room", r.out)
		}
		s := h.sit("berta", berta, 80, 24)
		s.waitFor("Steuerkreis")

		h.jump(11 * day)
		h.restart()
		anna, berta, admin = h.member("anna"), h.member("berta"), h.member("hausmeister")
		refused(t, berta, "", `say stadt/kreis "zu spät"`, 4)
		if r := must(t, berta, "", "read stadt/kreis"); !strings.Contains(r.out, "Geheimnis 4711") {
			t.Errorf("got %q, want it to be read still", r.out)
		}
		if r := must(t, berta, "", "room export stadt/kreis"); len(r.out) < 100 {
			t.Errorf("got %d bytes, want the archive", len(r.out))
		}
		for _, line := range []string{"read stadt/kreis", "room export stadt/kreis", "room show stadt/kreis", "floor show stadt", "floor rooms stadt"} {
			if r := run(t, admin, "", line); strings.Contains(r.out+r.err, "4711") {
				t.Errorf("%s: the admin reads %q", line, r.out)
			}
		}
		refused(t, admin, "", "floor closeroom stadt/kreis --withdraw", 5)

		h.jump(16 * day)
		refused(t, berta, "", "read stadt/kreis", 3)
		refused(t, anna, "", "room export stadt/kreis", 3)
		if rooms = as[floorRoomsShape](t, must(t, admin, "", "floor rooms stadt --json")); len(rooms.Rooms) != 1 || rooms.Unlisted != 1 {
			t.Errorf("got %+v, want the room gone and the other there", rooms)
		}
		if r := must(t, admin, "", "audit stadt --json"); !strings.Contains(r.out, "room.closing") || strings.Contains(r.out, "Projekt endet") {
			t.Errorf("got %q, want the act without its words", r.out)
		}
	})
}

func TestAFloorsTextsAreReadBeforeOneComesIn(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna, berta := furnish(t, h.program)
	admin := h.member("hausmeister")
	must(t, admin, "Wir speichern wenig.\n\nSonst nichts.", "floor edit stadt --privacy - --contact tel --imprint Stadt --language en --kind network")
	f := as[map[string]any](t, must(t, berta, "", "floor show stadt --json"))
	for key, want := range map[string]string{
		"privacy": "Wir speichern wenig.\n\nSonst nichts.", "contact": "tel", "imprint": "Stadt", "language": "en", "kind": "network",
	} {
		if f[key] != want {
			t.Errorf("%s: got %q, want %q", key, f[key], want)
		}
	}
	if r := must(t, admin, "", "floor edit stadt --state suspended --dry-run --json"); strings.TrimSpace(r.out) != `{"people":3,"rooms":2}` {
		t.Errorf("got %q, want everybody and what they could find", r.out)
	}
	if r := must(t, admin, "", "floor remove stadt @berta --dry-run --json"); strings.TrimSpace(r.out) != `{"people":1,"rooms":1}` {
		t.Errorf("got %q, want the board alone", r.out)
	}
	if r := must(t, admin, "", "floor admin stadt @anna --dry-run --json"); strings.TrimSpace(r.out) != `{"people":0,"rooms":0}` {
		t.Errorf("got %q, want nothing", r.out)
	}
	ticket := as[ticketShape](t, must(t, anna, "", "ticket new stadt/kreis --json"))
	slip := must(t, anna, "", "ticket new stadt/kreis").out
	if !strings.Contains(slip, "once") {
		t.Errorf("got %q, want an English slip", slip)
	}
	visitor := h.withTicket(nil, ticket.Code)
	if r := must(t, visitor, "", "privacy"); !strings.Contains(r.out, "Wir speichern wenig.") || !strings.Contains(r.out, "Privacy on the floor") {
		t.Errorf("got %q, want the floor's own text, said in English", r.out)
	}
	if r := must(t, visitor, "", `redeem --accept --as "Besuch 3"`); !strings.Contains(r.out, "You are") && !strings.Contains(r.out, "you") {
		t.Errorf("got %q, want English", r.out)
	}
	r := must(t, admin, "", "floor tickets stadt --json")
	if strings.Contains(r.out, "1") || strings.Contains(r.out, "2") {
		t.Errorf("got %q, want no small number", r.out)
	}
}
