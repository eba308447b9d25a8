package house_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// scene is a house that somebody with SQL, but without the house key, edits:
// anna owns eg-like rooms with berta in one of them; mallory is in none.
type scene struct {
	*lodge
	db     *sql.DB
	path   string
	ticket string // issued and redeemed
}

func newScene(t *testing.T) *scene {
	t.Helper()
	path := storetest.SQLitePath(t)
	s := &scene{lodge: lodgeAt(t, path), path: path}
	admin := s.admin()
	s.floor(admin, "stadt", house.FloorOpen)
	anna, berta, mallory := s.member("anna"), s.member("berta"), s.member("mallory")
	for _, a := range []house.Actor{anna, berta, mallory} {
		_, err := s.JoinFloor(t.Context(), a, "stadt")
		s.must(err)
	}
	_, err := s.SetFloorCreator(t.Context(), admin, "stadt", "anna", true)
	s.must(err)
	s.room(anna, "stadt/kreis", house.RoomConference, berta)
	s.room(anna, "stadt/zwei", house.RoomConference, berta)
	for _, words := range []string{"first words", "other words"} {
		_, err = s.Say(t.Context(), anna, "stadt/kreis", words, "")
		s.must(err)
	}
	_, err = s.Say(t.Context(), berta, "stadt/zwei", "in the second room", "")
	s.must(err)
	issued, err := s.NewTicket(t.Context(), anna, "stadt/kreis", house.TicketSpec{Label: "label"})
	s.must(err)
	bearer, err := s.TicketDoor(t.Context(), issued.Code)
	s.must(err)
	_, _, err = s.Redeem(t.Context(), bearer, house.Redemption{Accept: true, As: "Sonnenblume"})
	s.must(err)
	s.ticket = issued.Code
	_, err = s.AddSSHKey(t.Context(), berta, "laptop", ed25519Key(1))
	s.must(err)
	s.db, err = sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	s.must(err)
	t.Cleanup(func() { _ = s.db.Close() })
	return s
}

// edit changes the database behind the house's back and starts it anew, so
// that nothing is answered from memory.
func (s *scene) edit(statements ...string) {
	s.t.Helper()
	for _, q := range statements {
		res, err := s.db.ExecContext(context.Background(), q)
		if err != nil {
			s.t.Fatalf("%s: %v", q, err)
		}
		if n, _ := res.RowsAffected(); n == 0 {
			s.t.Fatalf("%s: changed nothing", q)
		}
	}
	s.reopen(true)
}

// reads logs somebody in and reads the first room.
func reads(name string) func(s *scene) error {
	return func(s *scene) error {
		a, err := s.Login(s.t.Context(), name, phrase)
		if err != nil {
			return err
		}
		_, err = s.Read(s.t.Context(), a, "stadt/kreis", house.ReadQuery{})
		return err
	}
}

func logsIn(name string) func(s *scene) error {
	return func(s *scene) error {
		_, err := s.Login(s.t.Context(), name, phrase)
		return err
	}
}

const (
	rowOf  = `(SELECT id FROM people WHERE name = '`
	theRow = `(SELECT room FROM messages WHERE kind = 'chat' AND author = ` + rowOf + `anna') ORDER BY created LIMIT 1)`
)

// TestTamperingShows edits the database as somebody could who has SQL but not
// house.key. Every edit must be refused loudly: with error.tampered.
func TestTamperingShows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		edit []string
		act  func(s *scene) error
	}{
		{"swap a member's key", []string{`UPDATE people SET public = (SELECT public FROM people WHERE name = 'mallory') WHERE name = 'berta'`}, logsIn("berta")},
		{"make oneself house admin", []string{`UPDATE people SET house_admin = 1 WHERE name = 'mallory'`}, logsIn("mallory")},
		{"give a member another's password", []string{
			`DELETE FROM slots WHERE person = ` + rowOf + `berta')`,
			`INSERT INTO slots SELECT ` + rowOf + `berta'), id, kind, params, salt, verify, box, seal FROM slots WHERE person = ` + rowOf + `mallory')`,
		}, logsIn("berta")},
		{"add oneself to a room", []string{`INSERT INTO roster SELECT room, ` + rowOf + `mallory'), state, role, may_write, since, since_seq, until, label, brought_by, ticket, seal, rights
			FROM roster WHERE person = ` + rowOf + `berta') AND room NOT IN (SELECT room FROM roster WHERE person = ` + rowOf + `mallory'))`}, reads("mallory")},
		{"make a member the owner", []string{`UPDATE roster SET role = 'owner' WHERE person = ` + rowOf + `berta')`}, reads("berta")},
		{"give oneself a right", []string{`UPDATE roster SET rights = 'board=manage' WHERE person = ` + rowOf + `berta')`}, reads("berta")},
		{"switch a tool on", []string{`UPDATE rooms SET tools = 'board,chat,polls' WHERE class = 'closed'`}, reads("anna")},
		{"read from before joining", []string{`UPDATE roster SET since_seq = 0, state = 'invited' WHERE person = ` + rowOf + `berta')`}, reads("berta")},
		{"slip in an epoch", []string{
			`INSERT INTO epochs SELECT room, 2, header, chain, back_key, open_key, seal FROM epochs WHERE epoch = 1`,
			`INSERT INTO wraps SELECT room, recipient, 2, wrap, seal FROM wraps WHERE epoch = 1`, `UPDATE rooms SET epoch = 2`,
		}, reads("anna")},
		{"slip in a wrap", []string{`INSERT OR REPLACE INTO wraps SELECT room, ` + rowOf + `berta'), epoch, wrap, seal FROM wraps WHERE recipient = ` + rowOf + `anna')`}, reads("berta")},
		{"open a closed room to the floor", []string{`UPDATE rooms SET access = 'floor' WHERE class = 'closed'`}, reads("mallory")},
		{"change who wrote", []string{`UPDATE messages SET author = ` + rowOf + `berta') WHERE author = ` + rowOf + `anna')`}, reads("berta")},
		{"change when it was written", []string{`UPDATE messages SET created = created - 86400000`}, reads("berta")},
		{"move words to another room", []string{`UPDATE messages SET room = ` + theRow + `, seq = 1000, mod = 1000 WHERE room <> ` + theRow + ` AND kind = 'chat'`}, reads("berta")},
		{"swap the words of two lines", []string{`UPDATE messages SET body = (SELECT body FROM messages AS o WHERE o.room = messages.room AND o.id <> messages.id AND o.kind = 'chat' LIMIT 1) WHERE kind = 'chat' AND room = ` + theRow}, reads("berta")},
		{"make a chat line a board post", []string{`UPDATE messages SET kind = 'board', thread = id WHERE kind = 'chat'`}, reads("berta")},
		{"use a ticket again", []string{`UPDATE tickets SET state = 'issued' WHERE kind = 'visitor'`}, func(s *scene) error {
			_, err := s.TicketDoor(s.t.Context(), s.ticket)
			return err
		}},
		{"make oneself floor admin", []string{`UPDATE floor_members SET admin = 1 WHERE person = ` + rowOf + `mallory')`}, func(s *scene) error {
			_, err := s.EditFloor(s.t.Context(), s.in("mallory"), "stadt", house.FloorEdit{})
			return err
		}},
		{"put one's own SSH key on another's account", []string{`UPDATE ssh_keys SET blob = x'00'`}, func(s *scene) error {
			_, err := s.SSHKeys(s.t.Context(), s.in("berta"))
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			if err := c.act(s); err != nil && c.name != "use a ticket again" && house.KindOf(err) == house.Internal {
				t.Fatalf("control: refused as tampered before anything was edited: %v", err)
			}
			s.edit(c.edit...)
			if err := c.act(s); !house.IsKey(err, "error.tampered") {
				t.Errorf("got %v, want a loud refusal", err)
			}
		})
	}
}

// TestUntouchedDatabaseIsAccepted is the control of TestTamperingShows: the
// same deeds succeed when nothing was edited.
func TestUntouchedDatabaseIsAccepted(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.reopen(true)
	for _, name := range []string{"anna", "berta"} {
		if err := reads(name)(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := reads("mallory")(s); house.KindOf(err) != house.NotFound {
		t.Errorf("mallory: got %v, want no such room", err)
	}
}

// TestOneTamperedRoomDoesNotKeepTheOthersWords: retention goes on behind a room
// whose row somebody has edited.
func TestOneTamperedRoomDoesNotKeepTheOthersWords(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	week := 7
	for _, place := range []string{"stadt/kreis", "stadt/zwei"} {
		_, err := s.EditRoom(t.Context(), s.in("anna"), place, house.RoomEdit{Retention: &week})
		s.must(err)
	}
	s.edit(`UPDATE rooms SET access = 'floor' WHERE id = ` + theRow) // the older one
	s.pass(8 * 24 * time.Hour)
	if got := s.texts(s.in("anna"), "stadt/zwei"); len(got) != 0 {
		t.Errorf("got %q a day after the week, want nothing left", got)
	}
}
