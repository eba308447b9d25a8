package house_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// postbox is a mail server in memory.
type postbox struct {
	mu   sync.Mutex
	got  []house.MailNotice
	fail error // of the next tries
}

func (p *postbox) SendNotice(_ context.Context, n house.MailNotice) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	p.got = append(p.got, n)
	return nil
}

// notices empties the box and counts the letters that something waits.
func (p *postbox) notices() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, letter := range p.got {
		if letter.Code == "" {
			n++
		}
	}
	p.got = nil
	return n
}

func (p *postbox) failing(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = err
}

// code is the code in the newest letter.
func (p *postbox) code(t *testing.T) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.got) == 0 || p.got[len(p.got)-1].Code == "" {
		t.Fatalf("got %+v, want a letter with a code", p.got)
	}
	return p.got[len(p.got)-1].Code
}

// mailLodge is a house that sends mail, with a room of mara and jonas; jonas wants to
// hear hourly.
func mailLodge(t *testing.T, target string) (l *lodge, box *postbox, mara, jonas house.Actor) {
	t.Helper()
	box = &postbox{}
	l = lodgeAt(t, target)
	l.withMail(box)
	admin := l.admin()
	mara, jonas = l.member("mara"), l.member("jonas")
	l.floor(admin, "hagen", house.FloorOpen)
	for _, a := range []house.Actor{mara, jonas} {
		_, err := l.JoinFloor(t.Context(), a, "hagen")
		l.must(err)
	}
	_, err := l.SetFloorCreator(t.Context(), admin, "hagen", "mara", true)
	l.must(err)
	l.room(mara, "hagen/kreis", house.RoomConference, jonas)
	_, err = l.SetMail(t.Context(), jonas, "jonas@example.org")
	l.must(err)
	_, err = l.ConfirmMail(t.Context(), jonas, box.code(t))
	l.must(err)
	_, err = l.SetMailOften(t.Context(), jonas, house.MailHourly)
	l.must(err)
	l.pass(time.Hour)
	box.notices()
	return l, box, mara, jonas
}

// withMail starts the house anew with a mail server.
func (l *lodge) withMail(box house.Mailer) {
	l.t.Helper()
	s, err := house.Open(l.t.Context(), house.Config{Store: l.store, HouseKey: l.key, WeakKDF: true, Clock: l.now, Mailer: box})
	l.must(err)
	l.Service = s
}

func (l *lodge) say(a house.Actor, place, words string) {
	l.t.Helper()
	_, err := l.Say(l.t.Context(), a, place, words, "")
	l.must(err)
}

func TestMailComesOnceForWhatWaits(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, box, mara, jonas := mailLodge(t, target)
		step := func(what string, d time.Duration, want int) {
			t.Helper()
			l.pass(d)
			if got := box.notices(); got != want {
				t.Errorf("%s: got %d letters, want %d", what, got, want)
			}
		}
		step("nothing new", time.Hour, 0)
		l.say(mara, "hagen/kreis", "Guten Morgen")
		step("too fresh", 5*time.Minute, 0)
		step("after ten minutes", 6*time.Minute, 1)
		step("told already", 2*time.Hour, 0)
		l.say(mara, "hagen/kreis", "Noch etwas")
		step("something newer", 11*time.Minute, 1)
		l.say(mara, "hagen/kreis", "Gleich danach")
		step("within the hour", 30*time.Minute, 0)
		l.withMail(box) // a restart
		step("after the hour", 31*time.Minute, 1)
		l.say(mara, "hagen/kreis", "Wird gelesen")
		posts, err := l.Read(t.Context(), jonas, "hagen/kreis", house.ReadQuery{})
		l.must(err)
		l.must(l.MarkRead(t.Context(), jonas, "hagen/kreis", house.KindChat, "", posts[len(posts)-1].Seq))
		step("read meanwhile", 2*time.Hour, 0)
		l.say(jonas, "hagen/kreis", "Eigenes")
		step("one's own words", 2*time.Hour, 0)
		_, err = l.SetMailOften(t.Context(), jonas, house.MailNever)
		l.must(err)
		l.say(mara, "hagen/kreis", "Ruhe")
		step("never", 48*time.Hour, 0)
		_, err = l.SetMailOften(t.Context(), jonas, house.MailDaily)
		l.must(err)
		step("daily again", time.Minute, 1)
		l.say(mara, "hagen/kreis", "Am Tag")
		step("within the day", 20*time.Hour, 0)
		step("the next day", 5*time.Hour, 1)
		l.say(mara, "hagen/kreis", "Danach")
		l.must(l.DropMail(t.Context(), jonas))
		step("forgotten", 48*time.Hour, 0)
	})
}

func TestWhoIsShutOutGetsNoMail(t *testing.T) {
	l, box, mara, _ := mailLodge(t, storetest.SQLitePath(t))
	ban := house.SanctionSpec{Kind: house.SanctionBan, Name: "jonas", For: 24 * time.Hour, Text: "weil"}
	_, err := l.Sanction(t.Context(), l.in("admin"), "house", ban)
	l.must(err)
	l.say(mara, "hagen/kreis", "Guten Morgen")
	l.pass(2 * time.Hour)
	if got := box.notices(); got != 0 {
		t.Errorf("got %d letters, want none while he cannot come in", got)
	}
	l.pass(24 * time.Hour)
	if got := box.notices(); got != 1 {
		t.Errorf("got %d letters, want one when it is over", got)
	}
}

func TestNoMailWhileSomebodyIsThere(t *testing.T) {
	l, box, mara, jonas := mailLodge(t, storetest.SQLitePath(t))
	sub, err := l.Subscribe(t.Context(), jonas)
	l.must(err)
	l.say(mara, "hagen/kreis", "Guten Morgen")
	l.pass(time.Hour)
	if got := box.notices(); got != 0 {
		t.Errorf("got %d letters to somebody who is there", got)
	}
	sub.Close()
	l.pass(time.Minute)
	if got := box.notices(); got != 1 {
		t.Errorf("got %d letters after they left, want one", got)
	}
}

func TestAnInvitationIsWorthAMail(t *testing.T) {
	l, box, mara, _ := mailLodge(t, storetest.SQLitePath(t))
	l.room(mara, "hagen/zwei", house.RoomConference)
	_, err := l.Invite(t.Context(), mara, "hagen/zwei", "jonas")
	l.must(err)
	l.pass(time.Hour)
	if got := box.notices(); got != 1 {
		t.Errorf("got %d letters, want one about the invitation", got)
	}
}

func TestMailIsTriedAgainAndGivenUp(t *testing.T) {
	l, box, mara, jonas := mailLodge(t, storetest.SQLitePath(t))
	box.failing(errors.New("no route"))
	l.say(mara, "hagen/kreis", "Guten Morgen")
	l.pass(11 * time.Minute)
	for range 20 { // a server that is down loses nobody's address
		l.pass(7 * time.Hour)
	}
	box.failing(nil)
	l.pass(7 * time.Hour)
	if got := box.notices(); got != 1 {
		t.Fatalf("got %d letters when the server came back, want one", got)
	}
	if f := l.Figures(); f.MailFailures < 20 || f.Mails < 2 {
		t.Errorf("got %+v, want the tries counted", f)
	}
	box.failing(house.ErrNoMailbox)
	l.say(mara, "hagen/kreis", "Niemand da")
	for range 5 {
		l.pass(7 * time.Hour)
	}
	m, err := l.Mail(t.Context(), jonas)
	if err != nil || m.State != house.MailLost || m.Address != "jonas@example.org" {
		t.Errorf("got %+v, %v, want the address given up and shown", m, err)
	}
	box.failing(nil)
	l.pass(48 * time.Hour)
	if got := box.notices(); got != 0 {
		t.Errorf("got %d letters to an address that was given up", got)
	}
	_, err = l.SetMail(t.Context(), jonas, "jonas@example.net")
	l.must(err)
	m, err = l.ConfirmMail(t.Context(), jonas, box.code(t))
	if err != nil || m.State != house.MailOn || m.Often != house.MailHourly {
		t.Errorf("got %+v, %v, want the new address on and the wish kept", m, err)
	}
}

func TestOnlyTheCodeConfirms(t *testing.T) {
	box := &postbox{}
	l := newLodge(t)
	l.withMail(box)
	l.admin()
	mara, other := l.member("mara"), l.member("jonas")
	for _, bad := range []string{"", "mara", "mara@", "Mara <mara@example.org>", "a@b\r\nBcc: c@d", "mara@example.org, x@y.z", "@example.org", "mära@example.org", "a b@c.d"} {
		_, err := l.SetMail(t.Context(), mara, bad)
		wantKey(t, bad, err, "error.mail_address")
	}
	_, err := l.ConfirmMail(t.Context(), mara, "AAAAAAAA")
	wantKey(t, "no address", err, "error.mail_none")
	_, err = l.SetMail(t.Context(), mara, "mara@example.org")
	l.must(err)
	right := box.code(t)
	_, err = l.ConfirmMail(t.Context(), other, right)
	wantKey(t, "another's code", err, "error.mail_none")
	for range 5 {
		_, err = l.ConfirmMail(t.Context(), mara, "AAAAAAAA")
		wantKey(t, "a wrong code", err, "error.mail_code")
	}
	_, err = l.ConfirmMail(t.Context(), mara, right)
	wantKey(t, "after five wrong ones", err, "error.mail_no_code")
	_, err = l.SetMail(t.Context(), mara, "mara@example.org")
	l.must(err)
	late := box.code(t)
	l.pass(25 * time.Hour)
	_, err = l.ConfirmMail(t.Context(), mara, late)
	wantKey(t, "a day later", err, "error.mail_no_code")
	for range 3 {
		_, err = l.SetMail(t.Context(), mara, "mara@example.org")
		l.must(err)
	}
	_, err = l.SetMail(t.Context(), mara, "someone@example.org")
	wantKey(t, "a fourth code within the hour", err, "error.mail_codes")
	m, err := l.ConfirmMail(t.Context(), mara, " "+box.code(t)+" ")
	if err != nil || m.State != house.MailOn {
		t.Errorf("got %+v, %v, want the address to hold", m, err)
	}
	box.failing(house.ErrNoMailbox)
	_, err = l.SetMail(t.Context(), other, "gone@example.org")
	wantKey(t, "an address that is not there", err, "error.mail_refused")
	l.reopen(true)
	_, err = l.SetMail(t.Context(), l.in("mara"), "mara@example.org")
	wantKey(t, "a house without mail", err, "error.mail_off")
}

// TestOneOfManyNodesSendsTheMail lets several nodes sweep the same house at once.
func TestOneOfManyNodesSendsTheMail(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, box, mara, _ := mailLodge(t, target)
		nodes := []*house.Service{l.Service}
		for range 3 {
			l.withMail(box)
			nodes = append(nodes, l.Service)
		}
		l.by.Add(int64(time.Hour)) // all of them know who is where
		for range 5 {
			l.say(mara, "hagen/kreis", "Guten Morgen")
			l.by.Add(int64(2 * time.Hour))
			var all sync.WaitGroup
			for _, node := range nodes {
				all.Go(func() { node.Sweep(t.Context()) })
			}
			all.Wait()
			if got := box.notices(); got != 1 {
				t.Errorf("four nodes sent %d letters, want one", got)
			}
		}
	})
}

func TestTheAddressGoesWithTheAccount(t *testing.T) {
	l, _, _, jonas := mailLodge(t, storetest.SQLitePath(t))
	_, err := l.DeleteAccount(t.Context(), jonas, phrase)
	l.must(err)
	l.pass(49 * time.Hour)
	l.pass(time.Hour)
	due, err := l.store.MailsDue(t.Context(), l.now().Add(1000*time.Hour))
	if err != nil || len(due) != 0 {
		t.Errorf("got %+v, %v, want nothing left of the address", due, err)
	}
}

// TestNoMailWhileSomebodyIsOnAnotherNode lets two nodes serve one database.
func TestNoMailWhileSomebodyIsOnAnotherNode(t *testing.T) {
	target := storetest.PostgresURL(t)
	l, box, mara, jonas := mailLodge(t, target)
	here := l.Service
	other, err := house.Open(t.Context(), house.Config{
		Store: ahead{storetest.Open(t, target), l.by, l.meanwhile}, HouseKey: l.key, WeakKDF: true, Clock: l.now, Mailer: box,
	})
	l.must(err)
	ctx, stop := context.WithCancel(t.Context())
	var ran sync.WaitGroup
	for _, node := range []*house.Service{here, other} {
		ran.Go(func() { _ = node.Run(ctx) })
	}
	defer ran.Wait()
	defer stop()
	sub, err := here.Subscribe(t.Context(), jonas)
	l.must(err)
	_, err = here.Say(t.Context(), mara, "hagen/kreis", "Guten Morgen", "")
	l.must(err)
	l.by.Add(int64(time.Hour)) // both nodes have run for long enough to know
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !house.Elsewhere(other, jonas); <-tick.C {
		if time.Now().After(end) {
			t.Fatal("the other node never heard who is here")
		}
		here.Sweep(t.Context())
	}
	other.Sweep(t.Context())
	if got := box.notices(); got != 0 {
		t.Errorf("got %d letters to somebody who is on another node", got)
	}
	sub.Close()
	l.by.Add(int64(11 * time.Minute))
	other.Sweep(t.Context())
	if got := box.notices(); got != 1 {
		t.Errorf("got %d letters after they left, want one", got)
	}
}
