package command_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// has checks that an object has the keys of the contract, and that none is null
// but the times named.
func has(t *testing.T, line string, got map[string]any, keys string) {
	t.Helper()
	for _, key := range strings.Fields(keys) {
		v, ok := got[key]
		if !ok || (v == nil && key != "last_at") {
			t.Errorf("%s: got %v, want the key %q (keys %v)", line, v, key, slices.Sorted(maps.Keys(got)))
		}
	}
}

const (
	floorKeys = "code number name kind state member admin"
	roomKeys  = "place name kind listed member role unread"
	postKeys  = "id seq author at title text reply_to edited deleted"
)

// TestJSONIsThatOfTheContract walks through a house the way scripts do.
func TestJSONIsThatOfTheContract(t *testing.T) {
	w := newTown(t)
	a := w.person(w.house.Newcomer())
	code, _, err := w.house.SetupTicket(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a.env.Actor = w.atTicket(code)
	reg := a.object(password+"\n", "register Anna --accept-terms --lang en --json")
	has(t, "register", reg, "name role recovery_code")
	if reg["role"] != "house_admin" || reg["name"] != "Anna" {
		t.Errorf("register: got %v", reg)
	}
	b, m := w.member("Bert"), w.member("Mara")

	who := b.object("", "whoami --json")
	has(t, "whoami", who, "name role sealed")
	if who["role"] != "member" || who["sealed"] != false {
		t.Errorf("whoami: got %v", who)
	}
	object := func(p *person, in, line, keys string) map[string]any {
		t.Helper()
		got := p.object(in, line+" --json")
		has(t, line, got, keys)
		return got
	}
	first := func(p *person, line, keys string) map[string]any {
		t.Helper()
		all := p.list(line)
		if len(all) == 0 {
			t.Fatalf("%s: got an empty list", line)
		}
		has(t, line, all[0], keys)
		return all[0]
	}
	object(a, "", "floor new hagen 'Stadt Hagen' --kind organisation --state application", floorKeys)
	first(a, "floors", floorKeys)
	object(b, "", "floor join hagen", floorKeys)
	object(a, "", "floor admit hagen @Bert", floorKeys)
	object(a, "", "floor creator hagen @Bert", floorKeys)
	object(a, "", "floor edit hagen --description 'Town hall' --accent green", floorKeys)
	object(m, "", "floor join hagen", floorKeys)
	object(a, "", "floor admit hagen @Mara", floorKeys)
	first(a, "floor members hagen", "name admin creator since")
	room := object(b, "", "room new hagen/kreis Steuerkreis am Montag --kind conference", roomKeys)
	if room["place"] != "hagen/kreis" || room["name"] != "Steuerkreis am Montag" || room["role"] != "owner" {
		t.Errorf("room new: got %v", room)
	}
	first(b, "rooms", roomKeys)
	first(b, "rooms hagen", roomKeys)
	show := object(b, "", "room show hagen/kreis", "place name kind owner can_read retention_days tools")
	if fmt.Sprint(show["can_read"]) != "[Bert]" {
		t.Errorf("room show: got can_read %v, want Bert alone", show["can_read"])
	}
	object(m, "please", "room apply hagen/kreis", roomKeys)
	first(b, "room applications hagen/kreis", "name text at")
	object(b, "", "room admit hagen/kreis @Mara", roomKeys)
	first(b, "members hagen/kreis", "name role since")

	post := object(b, "", "post hagen/kreis/board --title 'First things' 'Hello  all'", "id seq")
	object(m, "an answer\nin two lines\n", fmt.Sprintf("post hagen/kreis --reply %s", post["id"]), "id seq")
	said := object(b, "", "say hagen/kreis hello there --key k1", "id seq")
	again := object(b, "", "say hagen/kreis hello there --key k1", "id seq")
	if said["id"] != again["id"] || said["seq"] != again["seq"] {
		t.Errorf("say twice with one key: got %v and %v", said, again)
	}
	all := m.list("read hagen/kreis")
	var texts []string
	for _, p := range all {
		has(t, "read", p, postKeys)
		if p["kind"] != "event" {
			texts = append(texts, p["text"].(string))
		}
		if _, err := time.Parse(time.RFC3339, p["at"].(string)); err != nil || !strings.HasSuffix(p["at"].(string), "Z") {
			t.Errorf("read: got time %v", p["at"])
		}
	}
	if want := []string{"Hello  all", "an answer\nin two lines", "hello there"}; !slices.Equal(texts, want) {
		t.Errorf("read: got %q, want %q", texts, want)
	}
	if got := m.list("read hagen/kreis/chat"); len(got) != 1 || got[0]["text"] != "hello there" {
		t.Errorf("read chat: got %v", got)
	}
	if got := m.list("read hagen/kreis/board --limit 1"); len(got) != 1 || got[0]["title"] != "First things" {
		t.Errorf("read board --limit 1: got %v", got)
	}
	if got := m.list(fmt.Sprintf("read hagen/kreis/board --after %v", post["seq"])); len(got) != 1 || got[0]["reply_to"] != post["id"] {
		t.Errorf("read board --after: got %v", got)
	}
	first(m, "threads hagen/kreis", "id title posts unread")
	news := first(m, "news", "place kind unread for_me")
	if news["place"] != "hagen/kreis/board" && news["place"] != "hagen/kreis/chat" {
		t.Errorf("news: got %v", news)
	}
	object(m, "", "mark hagen/kreis --read", "place")
	if got := m.list("news"); len(got) != 0 {
		t.Errorf("news after mark --read: got %v", got)
	}
	object(m, "", "mark hagen/kreis --unread", "place")
	object(b, "", fmt.Sprintf("edit %s Hello again", said["id"]), "id")
	object(b, "", fmt.Sprintf("pin %s", post["id"]), "id")
	object(b, "", fmt.Sprintf("lock %s", post["id"]), "id")
	m.refused(4, "late", fmt.Sprintf("post hagen/kreis --reply %s", post["id"]))
	object(b, "", fmt.Sprintf("lock %s --off", post["id"]), "id")
	found := first(m, "search hello --in hagen/kreis", postKeys+" place")
	if len(m.list("search 'hello again'")) != 1 || found["place"] == "" {
		t.Errorf("search: got %v", found)
	}
	object(b, "", fmt.Sprintf("delete %s", said["id"]), "id")

	object(b, "", "msg @Mara a word with you", "id seq")
	if inbox := first(m, "inbox", "name unread last_at"); inbox["name"] != "Bert" || inbox["unread"] != 1.0 {
		t.Errorf("inbox: got %v", inbox)
	}
	if got := m.list("read @Bert"); len(got) != 1 || got[0]["text"] != "a word with you" {
		t.Errorf("read @Bert: got %v", got)
	}
	object(m, "", "block @Bert", "name")
	b.refused(4, "", "msg @Mara hello")
	m.does("", "account settings --absent on")
	first(m, "blocked", "name")
	object(m, "", "unblock @Bert", "name")
	if got := b.object("", "msg @Mara are you there --json"); got["away"] != true {
		t.Errorf("msg to somebody who is away: got %v", got)
	}
	if got := m.object("", "msg @Bert no --json"); got["away"] != false {
		t.Errorf("msg to somebody who is there: got %v", got)
	}

	object(m, "half a", "draft save hagen/kreis/board --title T", "place")
	first(m, "draft list", "place title text saved")
	object(m, "", "draft show hagen/kreis/board", "text")
	object(m, "", "draft drop hagen/kreis/board", "place")

	object(b, "", "room moderator hagen/kreis @Mara", roomKeys)
	object(b, "", "room edit hagen/kreis --topic 'What next' --retention 30 --transcript kept --listed off", roomKeys)
	object(b, "", "room handover hagen/kreis @Mara", roomKeys)
	object(b, "", "room leave hagen/kreis", roomKeys)
	b.refused(3, "", "room show hagen/kreis")
	object(m, "", "room invite hagen/kreis @Bert", roomKeys)
	object(b, "", "room join hagen/kreis", roomKeys)
	object(m, "", "room remove hagen/kreis @Bert", roomKeys)
	b.refused(3, "", "read hagen/kreis")
	object(m, "", "room close hagen/kreis", roomKeys)
	m.refused(4, "", "say hagen/kreis hello")
	object(m, "", "room delete hagen/kreis", roomKeys)
	m.refused(3, "", "room show hagen/kreis")
	object(a, "", "floor remove hagen @Mara", floorKeys)
	object(b, "", "floor leave hagen", floorKeys)
}

// TestTicketLeadsToAVisit follows a ticket from its issue to the next visit.
func TestTicketLeadsToAVisit(t *testing.T) {
	w := newTown(t)
	a := w.setup("Anna")
	a.does("", "floor new berat Beratung")
	a.does("", "room new berat/eins Erstgespräch --kind practice")
	issued := a.object("", "ticket new berat/eins --label Tuesday --valid 48h --json")
	has(t, "ticket new", issued, "id code place expires slip")
	for _, want := range []string{issued["code"].(string), "ssh -p 2222 ticket@house.example", "SHA256:abc"} {
		if !strings.Contains(issued["slip"].(string), want) {
			t.Errorf("slip: got %q, want %q in it", issued["slip"], want)
		}
	}
	tickets := a.list("ticket list berat/eins")
	has(t, "ticket list", tickets[0], "id label state expires issued_by")
	if tickets[0]["state"] != "open" || tickets[0]["label"] != "Tuesday" {
		t.Errorf("ticket list: got %v", tickets)
	}
	v := w.person(w.atTicket(issued["code"].(string)))
	if got := v.object("", "whoami --json")["role"]; got != "guest" {
		t.Errorf("whoami before redeeming: got %v, want guest", got)
	}
	v.refused(2, "", "redeem")
	redeemed := v.object("", "redeem --accept --as Robin --json")
	has(t, "redeem", redeemed, "place name return_ticket until")
	if redeemed["place"] != "berat/eins" || redeemed["name"] != "Robin" {
		t.Errorf("redeem: got %v", redeemed)
	}
	if got := v.object("", "whoami --json"); got["role"] != "visitor" || got["place"] != "berat/eins" {
		t.Errorf("whoami: got %v", got)
	}
	v.does("", "say berat/eins good morning")
	if got := a.list("read berat/eins/chat"); len(got) != 1 || got[0]["author"] != "Robin" || got[0]["mark"] != "visitor" {
		t.Errorf("read: got %v", got)
	}
	v.refused(3, "", "read eg/cafe")
	v.refused(4, "", "inbox")
	next := v.object("", "leave --json")
	if next["return_ticket"] != redeemed["return_ticket"] || next["return_ticket"] == "" {
		t.Errorf("leave: got %v, want %v", next, redeemed["return_ticket"])
	}
	a.does("", fmt.Sprintf("ticket revoke %s", issued["id"]))
	if got := a.list("ticket list berat/eins")[0]["state"]; got != "revoked" && got != "redeemed" {
		t.Errorf("ticket list: got state %v", got)
	}
	waits := a.object("", "ticket new berat/eins --wait --json")
	g := w.person(w.atTicket(waits["code"].(string)))
	if got := g.object("", "redeem --accept --as Kim --json"); got["waiting"] != true {
		t.Errorf("redeem: got %v, want to wait", got)
	}
	g.refused(4, "", "say berat/eins hello")
	a.refused(3, "", "ticket letin berat/eins Nobody")
	a.does("", "ticket letin berat/eins Kim")
	g.does("", "say berat/eins hello")
	a.object("", "ticket membership --json")
}

func TestAccountIsKeptByCommands(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	b := w.member("Bert")
	has(t, "account show", b.object("", "account show --json"), "name role sealed created settings")
	b.does("", "account settings --bell all --linear on --from shared")
	if got := b.object("", "account settings --json"); got["bell"] != "all" || got["linear"] != true || got["from"] != "shared" {
		t.Errorf("settings: got %v", got)
	}
	b.refused(2, "", "account settings --bell loudly")
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHUxxT2cMKvRPPRfCJ2k3Pv8Y1b+Q3m0H2k0WjV4pYtq bert@laptop"
	added := b.object(key+"\n", "account keys add --json")
	has(t, "keys add", added, "name fingerprint")
	if added["name"] != "bert@laptop" {
		t.Errorf("keys add: got %v", added)
	}
	if got := b.list("account keys list"); len(got) != 1 {
		t.Errorf("keys: got %v", got)
	}
	b.refused(2, "ssh-ed25519 rubbish\n", "account keys add")
	b.refused(2, "", "account keys add")
	b.does("", "account keys remove "+added["fingerprint"].(string))
	b.refused(2, password+"\nshort\n", "account password")
	b.does(password+"\nanother four word phrase\n", "account password")
	if _, err := w.house.Login(t.Context(), "Bert", "another four word phrase"); err != nil {
		t.Errorf("login with the new password: %v", err)
	}
	code := b.object("another four word phrase\n", "account recovery --json")["recovery_code"].(string)
	n := w.person(w.house.Newcomer())
	n.does(code+"\nyet another word phrase\n", "recover Bert")
	if n.object("", "whoami --json")["name"] != "Bert" {
		t.Error("recover: the connection is not Bert's")
	}
	n.does("", "seal")
	if n.object("", "whoami --json")["sealed"] != true {
		t.Error("seal: got an open ring")
	}
	n.refused(4, "wrong password\n", "unlock")
	if got := n.object("yet another word phrase\n", "unlock --json")["sealed"]; got != false {
		t.Errorf("unlock: got %v", got)
	}
	has(t, "export", n.object("", "account export --json"), "name role floors rooms posts")
	if !strings.Contains(n.does("", "account export"), "Bert") {
		t.Error("export as text: got no name")
	}
	has(t, "delete", n.object("yet another word phrase\n", "account delete --json"), "leaving")
	n.does("", "account keep")
}

// lineWriter collects output that another goroutine writes.
type lineWriter struct {
	mu  sync.Mutex
	buf bytes.Buffer
	got chan struct{}
}

func newLineWriter() *lineWriter { return &lineWriter{got: make(chan struct{}, 1)} }

func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case w.got <- struct{}{}:
	default:
	}
	return w.buf.Write(p)
}

func (w *lineWriter) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

// wait waits until the output has want in it.
func (w *lineWriter) wait(t *testing.T, want string) {
	t.Helper()
	w.waitFrom(t, 0, want)
}

// waitFrom is wait for what comes after the first bytes.
func (w *lineWriter) waitFrom(t *testing.T, from int, want string) {
	t.Helper()
	limit := time.After(10 * time.Second)
	for !strings.Contains(w.String()[from:], want) {
		select {
		case <-w.got:
		case <-limit:
			t.Fatalf("got %q, want %q in it", w.String()[from:], want)
		}
	}
}
