package house_test

// What outsiders will run: an attacker who has every file of the house and
// house.key, and the keys that they may have by right, against everything that
// lies in the database. Each count has its control: with the right key the same
// attack opens something.

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
	"stockwerk/vault"
)

// loot is a copy of the database in the hands of somebody who has house.key.
type loot struct {
	t     *testing.T
	db    *sql.DB
	house *vault.House
	bytes []byte // of all its files
}

// copyOf gives a thief the rows of a database, and the bytes of its files.
func copyOf(t *testing.T, s *scene) *loot {
	t.Helper()
	l := &loot{t: t}
	stolen := filepath.Join(t.TempDir(), "stolen.db")
	if _, err := s.db.ExecContext(t.Context(), `VACUUM INTO ?`, stolen); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(s.path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		l.bytes = append(l.bytes, b...)
	}
	if l.db, err = sql.Open("sqlite", stolen); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.db.Close() })
	var id string
	if err := l.db.QueryRowContext(t.Context(), `SELECT value FROM settings WHERE name = 'house.id'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if l.house, err = vault.OpenHouse(s.key, id); err != nil {
		t.Fatal(err)
	}
	return l
}

// each calls do for every row of a query.
func (l *loot) each(query string, do func(rows *sql.Rows) error) {
	l.t.Helper()
	rows, err := l.db.QueryContext(l.t.Context(), query)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := do(rows); err != nil {
			l.t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
}

// person is somebody's id.
func (l *loot) person(name string) (id string) {
	l.t.Helper()
	l.each(`SELECT id FROM people WHERE name = '`+name+`'`, func(r *sql.Rows) error { return r.Scan(&id) })
	return id
}

// identity is the key pair that a secret opens among all slots of everybody, or
// nil.
func (l *loot) identity(secret []byte) (who *vault.Identity) {
	l.t.Helper()
	l.each(`SELECT s.person, s.id, s.kind, s.params, s.salt, s.verify, s.box, p.public FROM slots s JOIN people p ON p.id = s.person`, func(r *sql.Rows) error {
		var s vault.Slot
		var public []byte
		if err := r.Scan(&s.Person, &s.ID, &s.Kind, &s.Params, &s.Salt, &s.Verify, &s.Box, &public); err != nil {
			return err
		}
		if got, err := l.house.OpenSlot(s, secret, public); err == nil {
			who = got
		}
		return nil
	})
	return who
}

// identityOf is the key pair of somebody whose password is known.
func (l *loot) identityOf(name, password string) (who *vault.Identity) {
	l.t.Helper()
	l.each(`SELECT s.person, s.id, s.kind, s.params, s.salt, s.verify, s.box, p.public FROM slots s JOIN people p ON p.id = s.person
		WHERE s.kind = 'password' AND p.name = '`+name+`'`, func(r *sql.Rows) error {
		var s vault.Slot
		var public []byte
		if err := r.Scan(&s.Person, &s.ID, &s.Kind, &s.Params, &s.Salt, &s.Verify, &s.Box, &public); err != nil {
			return err
		}
		var err error
		who, err = l.house.OpenSlot(s, []byte(password), public)
		return err
	})
	if who == nil {
		l.t.Fatalf("%s has no password", name)
	}
	return who
}

// unwrap tries a key pair on every wrap, under the name it was made for and
// under every other one, and gives the room keys that came out.
func (l *loot) unwrap(who *vault.Identity, others ...string) (keys []*vault.RoomKey, tried int) {
	l.t.Helper()
	l.each(`SELECT room, recipient, epoch, wrap FROM wraps`, func(r *sql.Rows) error {
		var room, recipient string
		var epoch int
		var wrap []byte
		if err := r.Scan(&room, &recipient, &epoch, &wrap); err != nil {
			return err
		}
		for _, name := range append(others, recipient) {
			tried++
			if k, err := who.UnwrapRoom(l.house.ID(), room, epoch, name, wrap); err == nil {
				keys = append(keys, k)
			}
		}
		return nil
	})
	return keys, tried
}

// follow adds the keys that links to earlier epochs give.
func (l *loot) follow(keys []*vault.RoomKey) []*vault.RoomKey {
	l.t.Helper()
	for i := 0; i < len(keys); i++ {
		l.each(`SELECT back_key FROM epochs WHERE back_key IS NOT NULL`, func(r *sql.Rows) error {
			var back []byte
			if err := r.Scan(&back); err != nil {
				return err
			}
			if k, err := keys[i].FollowBack(back); err == nil {
				keys = append(keys, k)
			}
			return nil
		})
	}
	return keys
}

// words tries keys on every message and counts those above a sequence in a room
// of a class that open.
func (l *loot) words(keys []*vault.RoomKey, above int64) (opened, tried int) {
	l.t.Helper()
	l.each(`SELECT m.room, m.epoch, m.id, m.author, m.kind, m.revision, m.created, m.reply_to, m.body, m.seq
		FROM messages m JOIN rooms r ON r.id = m.room WHERE r.class <> 'open'`, func(r *sql.Rows) error {
		m := vault.Message{House: l.house.ID()}
		var body []byte
		var seq int64
		if err := r.Scan(&m.Room, &m.Epoch, &m.ID, &m.Author, &m.Kind, &m.Revision, &m.Created, &m.ReplyTo, &body, &seq); err != nil {
			return err
		}
		if seq <= above {
			return nil
		}
		tried++
		for _, k := range keys {
			if _, err := k.OpenMessage(m, body); err == nil {
				opened++
				break
			}
		}
		return nil
	})
	return opened, tried
}

// busy makes a house in which people of the scene have written in several rooms,
// and its admin has a room of their own.
func busy(t *testing.T) *scene {
	t.Helper()
	s := newScene(t)
	anna, berta, admin := s.in("anna"), s.in("berta"), s.in("admin")
	s.room(anna, "stadt/praxis", house.RoomConsultation, berta)
	s.room(admin, "stadt/amt", house.RoomConference)
	for _, say := range []struct {
		who   house.Actor
		place string
	}{{anna, "stadt/praxis"}, {berta, "stadt/praxis"}, {admin, "stadt/amt"}} {
		_, err := s.Say(t.Context(), say.who, say.place, "words in "+say.place, "")
		s.must(err)
	}
	_, err := s.Send(t.Context(), anna, "berta", "between us", "")
	s.must(err)
	_, err = s.NewTicket(t.Context(), anna, "stadt/praxis", house.TicketSpec{})
	s.must(err)
	s.must(s.SaveDraft(t.Context(), anna, house.Draft{Place: "stadt/praxis/chat", Text: "unsaid"}))
	return s
}

// TestNoKeyOfAnAdminOpensAWrap: the admin of the house and of the floor has all
// files, house.key and their own password.
func TestNoKeyOfAnAdminOpensAWrap(t *testing.T) {
	t.Parallel()
	s := busy(t)
	l := copyOf(t, s)
	keys, tried := l.unwrap(l.identityOf("admin", phrase), l.person("admin"))
	own := 0
	for _, k := range keys {
		var owner string
		l.each(`SELECT person FROM roster WHERE role = 'owner' AND room = '`+k.Room()+`'`, func(r *sql.Rows) error { return r.Scan(&owner) })
		if owner != l.person("admin") {
			t.Errorf("the admin's key opens a wrap of room %s", k.Room())
		}
		own++
	}
	if own == 0 || tried < 10 {
		t.Errorf("control: %d of the admin's own wraps opened in %d tries", own, tried)
	}
	if opened, all := l.words(l.follow(keys), 0); opened != 1 || all < 8 {
		t.Errorf("the admin opens %d of %d messages, want the one in their own room", opened, all)
	}
	closed := 0
	l.each(`SELECT e.room, e.epoch, e.open_key FROM epochs e JOIN rooms r ON r.id = e.room WHERE r.class <> 'open'`, func(r *sql.Rows) error {
		var room string
		var epoch int
		var open []byte
		if err := r.Scan(&room, &epoch, &open); err != nil {
			return err
		}
		closed++
		if _, err := l.house.UnwrapOpen(room, epoch, open); err == nil {
			t.Errorf("house.key opens closed room %s", room)
		}
		return nil
	})
	if closed < 4 {
		t.Errorf("control: %d closed epochs, want some", closed)
	}
	if got, _ := l.unwrap(l.identityOf("anna", phrase)); len(got) < 4 {
		t.Errorf("control: anna's own key opens %d wraps, want hers", len(got))
	}
}

// TestARemovedMembersKeysOpenNothingLater: berta kept every file from when she
// was in, and takes every file again afterwards.
func TestARemovedMembersKeysOpenNothingLater(t *testing.T) {
	t.Parallel()
	for name, goes := range map[string]func(s *scene, place string) error{
		"removed": func(s *scene, place string) error {
			_, err := s.Remove(t.Context(), s.in("anna"), place, "berta")
			return err
		},
		"removed while the owner's rooms were locked": func(s *scene, place string) error {
			anna := s.in("anna")
			s.Lock(anna)
			_, err := s.Remove(t.Context(), anna, place, "berta")
			return err
		},
		"left": func(s *scene, place string) error { return s.Leave(t.Context(), s.in("berta"), place) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := busy(t)
			before := copyOf(t, s)
			berta := before.identityOf("berta", phrase)
			kept, _ := before.unwrap(berta)
			kept = before.follow(kept)
			if opened, all := before.words(kept, 0); opened < 5 {
				t.Fatalf("control: berta opens %d of %d messages while she is in", opened, all)
			}
			var last int64
			for _, place := range []string{"stadt/kreis", "stadt/zwei", "stadt/praxis"} {
				s.must(goes(s, place))
			}
			before.each(`SELECT MAX(seq) FROM messages`, func(r *sql.Rows) error { return r.Scan(&last) })
			last += 10 // beyond the lines about her going
			for _, place := range []string{"stadt/kreis", "stadt/zwei", "stadt/praxis"} {
				for range int(last) + 5 {
					_, err := s.Say(t.Context(), s.in("anna"), place, "without berta", "")
					s.must(err)
				}
				_, err := s.NewTicket(t.Context(), s.in("anna"), place, house.TicketSpec{Label: "later"})
				s.must(err)
			}
			after := copyOf(t, s)
			again, _ := after.unwrap(berta)
			keys := after.follow(append(kept, again...))
			opened, tried := after.words(keys, last)
			if opened != 0 || tried < 6 {
				t.Errorf("berta opens %d of %d messages written after her, want 0 of several", opened, tried)
			}
			anna, _ := after.unwrap(after.identityOf("anna", phrase))
			if opened, tried := after.words(anna, last); opened != tried {
				t.Errorf("control: anna opens %d of %d", opened, tried)
			}
		})
	}
}

// TestARedeemedTicketOpensNothing: somebody finds the slip afterwards and has a
// copy of the database and house.key. The same for a return ticket.
func TestARedeemedTicketOpensNothing(t *testing.T) {
	t.Parallel()
	s := busy(t)
	issued, err := s.NewTicket(t.Context(), s.in("anna"), "stadt/praxis", house.TicketSpec{})
	s.must(err)
	opens := func(l *loot, slip string) (wraps int, slot bool) {
		code, err := vault.ParseCode(slip)
		s.must(err)
		who, err := l.house.TicketIdentity(code)
		s.must(err)
		keys, _ := l.unwrap(who)
		return len(keys), l.identity([]byte(code)) != nil
	}
	if wraps, _ := opens(copyOf(t, s), issued.Code); wraps != 1 {
		t.Fatalf("control: the ticket opens %d wraps before it is redeemed, want 1", wraps)
	}
	wrap := s.wrapOf(string(issued.ID))
	bearer, err := s.TicketDoor(t.Context(), issued.Code)
	s.must(err)
	first, _, err := s.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
	s.must(err)
	if wraps, slot := opens(copyOf(t, s), issued.Code); wraps != 0 || slot {
		t.Errorf("the redeemed ticket opens %d wraps, a slot: %v", wraps, slot)
	}
	if _, slot := opens(copyOf(t, s), first.Return); !slot {
		t.Error("control: the return ticket opens no slot before it is redeemed")
	}
	bearer, err = s.TicketDoor(t.Context(), first.Return)
	s.must(err)
	_, _, err = s.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
	s.must(err)
	if wraps, slot := opens(copyOf(t, s), first.Return); wraps != 0 || slot {
		t.Errorf("the used return ticket opens %d wraps, a slot: %v", wraps, slot)
	}
	// Nor does the deleted wrap lie about in the files, once the log was emptied.
	deadline, again := time.After(20*time.Second), time.NewTicker(50*time.Millisecond)
	defer again.Stop()
	for bytes.Contains(copyOf(t, s).bytes, wrap) {
		select {
		case <-again.C: // the store empties its log by itself
		case <-deadline:
			t.Fatal("the ticket's wrap still lies in the files")
		}
	}
}

// wrapOf is the one wrap of a recipient.
func (s *scene) wrapOf(recipient string) (wrap []byte) {
	s.t.Helper()
	s.must(s.db.QueryRowContext(s.t.Context(), `SELECT wrap FROM wraps WHERE recipient = ?`, recipient).Scan(&wrap))
	return wrap
}

// TestEachTicketHasOneWinner races for many tickets of one room at once.
func TestEachTicketHasOneWinner(t *testing.T) {
	t.Parallel()
	const tickets, racers = 24, 8
	storetest.EachTarget(t, func(t *testing.T, target string) {
		t.Parallel()
		l := lodgeAt(t, target)
		admin := l.admin()
		l.floor(admin, "work", house.FloorOpen)
		l.room(admin, "work/desk", house.RoomConference)
		var won [tickets]atomic.Int32
		var all sync.WaitGroup
		for i := range tickets {
			issued, err := l.NewTicket(t.Context(), admin, "work/desk", house.TicketSpec{})
			l.must(err)
			for range racers {
				all.Go(func() {
					bearer, err := l.TicketDoor(t.Context(), issued.Code)
					if err == nil {
						_, _, err = l.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
					}
					if err == nil {
						won[i].Add(1)
					} else if !house.IsKey(err, "error.ticket_unknown") {
						t.Errorf("a loser: got %v, want error.ticket_unknown", err)
					}
				})
			}
		}
		all.Wait()
		for i := range won {
			if n := won[i].Load(); n != 1 {
				t.Errorf("ticket %d let %d in, want 1", i, n)
			}
		}
		list, err := l.Members(t.Context(), admin, "work/desk")
		l.must(err)
		if len(list) != 1+tickets {
			t.Errorf("got %d in the room, want %d", len(list), 1+tickets)
		}
	})
}
