package main_test

import (
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

type reportShape struct {
	ID     string `json:"id"`
	State  string `json:"state"`
	Upheld bool   `json:"upheld"`
	Opens  bool   `json:"opens"`
	Shut   string `json:"shut"`
	By     string `json:"by"`
	Handed []struct{ Text, Author string }
	Words  []struct {
		Kind, Text string
		Upheld     bool
	} `json:"words"`
	Readers []string `json:"readers"`
}

// reportsOf lists what somebody is told of reports.
func reportsOf(t *testing.T, c *ssh.Client, line string) []reportShape {
	t.Helper()
	return as[[]reportShape](t, must(t, c, "", line+" --json"))
}

func TestReportsByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		must(t, p.dial("new"), password+"\n", "register moda --accept-terms")
		admin, moda := p.member("hausmeister"), p.member("moda")
		must(t, moda, "", "floor join stadt")
		must(t, admin, "", "floor admin stadt @moda")
		must(t, admin, "", "floor admin stadt @hausmeister --revoke")
		bad := as[struct{ ID string }](t, must(t, berta, "", "say stadt/kreis du Wicht --json")).ID
		must(t, berta, "", "say stadt/kreis sonst ganz nett")

		seen := as[reportShape](t, must(t, anna, "", "report stadt/kreis "+bad+" --reason abuse --dry-run bitte hilf --json"))
		if seen.ID != "" || strings.Join(seen.Readers, " ") != "moda" {
			t.Errorf("got %+v, want a preview", seen)
		}
		if list := reportsOf(t, moda, "report list stadt"); len(list) != 0 {
			t.Errorf("got %+v after a preview", list)
		}
		id := as[reportShape](t, must(t, anna, "", "report stadt/kreis "+bad+" --reason abuse bitte hilf --json")).ID
		if out := must(t, berta, "", "read stadt/kreis").out; !strings.Contains(out, "Jemand hat Worte") || strings.Contains(out, "anna") {
			t.Errorf("got %q, want the room to be told, and not by whom", out)
		}
		refused(t, admin, "", "report show "+id, 3)
		refused(t, admin, "", "report list stadt", 4)
		refused(t, anna, "", "report list stadt", 4)
		file := as[reportShape](t, must(t, moda, "", "report show "+id+" --json"))
		if len(file.Handed) != 1 || file.Handed[0].Text != "du Wicht" || file.By != "anna" {
			t.Errorf("got %+v, want the one post", file)
		}
		must(t, moda, "", "report take "+id)
		must(t, moda, "", "report answer "+id+" wir sehen es uns an")
		must(t, moda, "", "report decide "+id+" upheld so geht das nicht")
		if mine := reportsOf(t, anna, "report mine"); len(mine) != 1 || len(mine[0].Words) != 2 || !mine[0].Words[1].Upheld {
			t.Errorf("got %+v, want answer and decision", mine)
		}
		about := must(t, berta, "", "report mine --json").out
		if !strings.Contains(about, "so geht das nicht") || strings.Contains(about, "anna") || strings.Contains(about, "bitte hilf") {
			t.Errorf("got %s, want the decision and not who reported", about)
		}
		must(t, berta, "", "report appeal "+id+" es war ein Scherz")
		refused(t, moda, "", "report decide "+id+" dismissed", 4)
		if file = as[reportShape](t, must(t, admin, "", "report show "+id+" --json")); len(file.Handed) != 1 || file.Words[0].Text != "es war ein Scherz" {
			t.Errorf("got %+v, want it before the house", file)
		}
		must(t, admin, "", "report decide "+id+" dismissed")
		refused(t, anna, "", "report appeal "+id+" noch einmal", 5)
		log := must(t, moda, "", "audit stadt").out + must(t, admin, "", "audit").out
		if strings.Contains(log, "Wicht") || strings.Contains(log, "Scherz") || !strings.Contains(log, id) {
			t.Errorf("got the log %q, want the acts without words", log)
		}
	})
}

func TestBanClosesAllDoorsByCommandAndOnScreen(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		admin, key := p.member("hausmeister"), newKey(t)
		must(t, berta, string(ssh.MarshalAuthorizedKey(key.PublicKey())), "account keys add")
		must(t, berta, "", "say stadt/kreis meine Worte")
		desk := p.sit("berta", berta, 80, 24)
		desk.waitFor("Steuerkreis")

		if toll := must(t, admin, "", "house ban @berta --for 30d --dry-run --json").out; !strings.Contains(toll, `"people":1`) {
			t.Errorf("got %s", toll)
		}
		refused(t, admin, "", "house ban @berta --for 30d", 2)
		must(t, admin, "", "house ban @berta --for 30d weil du drohst")
		desk.waitFor("Ihr Zugang ist beendet")

		if _, err := p.tryDial("berta", ssh.Password("falsch")); err == nil || strings.Contains(err.Error(), "drohst") {
			t.Errorf("got %v for a wrong password, want no more than for anybody", err)
		}
		for way, c := range map[string]*ssh.Client{"password": p.member("berta"), "key": p.dial("berta", ssh.PublicKeys(key))} {
			if out := must(t, c, "", "account sanctions").out; !strings.Contains(out, "weil du drohst") || !strings.Contains(out, "hausmeister") {
				t.Errorf("%s: got %q, want why and whom to turn to", way, out)
			}
			for _, line := range []string{"read stadt/kreis", "say eg/cafe hallo", "send @anna hallo", "rooms", "inbox", "account keys"} {
				if r := run(t, c, "", line); r.code == 0 {
					t.Errorf("%s: %s: got %q, want it refused", way, line, r.out)
				}
			}
			if err := c.Close(); err != nil {
				t.Log(err)
			}
		}
		out := p.member("berta")
		if s, err := out.NewSession(); err != nil {
			t.Error(err)
		} else if err := s.RequestSubsystem("sftp"); err == nil {
			if _, err := s.CombinedOutput(""); err == nil {
				t.Error("sftp: got files, want them refused")
			}
		}
		if all := must(t, out, "", "account export --format json").out; !strings.Contains(all, "meine Worte") {
			t.Errorf("got %q, want one's own words", all)
		}
		door := p.sit("berta", out, 80, 24)
		door.waitFor("weil du drohst", "meine Daten mitnehmen", "mein Konto löschen")
		if r := run(t, anna, "", "say eg/cafe ich darf noch"); r.code != 0 {
			t.Errorf("got %+v for somebody else", r)
		}
		must(t, admin, "", "house ban @berta --lift")
		must(t, p.member("berta"), "", "say eg/cafe wieder da")

		must(t, admin, "", "house mute @berta --for 1h zu laut")
		if r := refused(t, p.member("berta"), "", "say eg/cafe laut", 4); !strings.Contains(r.err, "zu laut") {
			t.Errorf("got %q, want the reason", r.err)
		}
		must(t, p.member("berta"), "", "say stadt/kreis hier schon")
	})
}
