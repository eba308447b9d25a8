package house_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestRegisterGivesAnOpenAccount(t *testing.T) {
	l := newLodge(t)
	r, a, err := l.Register(t.Context(), l.Newcomer(), house.Registration{
		Name: "@Mara.K", Password: phrase, Lang: "de-du", AcceptTerms: true, Key: ed25519Key(1), KeyName: "laptop",
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "Mara.K" || r.Role != house.RoleInside || a.Sealed() || a.Lang() != "de-du" {
		t.Errorf("got %+v, sealed %v, language %q, want Mara.K, open, de-du", r, a.Sealed(), a.Lang())
	}
	if groups := strings.Split(r.Recovery, "-"); len(groups) != 8 {
		t.Errorf("got recovery code %q, want eight groups", r.Recovery)
	}
	if _, err := l.LoginKey(t.Context(), "mara.k", ed25519Key(1)); err != nil {
		t.Errorf("key: got %v, want to be in", err)
	}
	self, err := l.WhoAmI(t.Context(), a)
	if err != nil || self.Name != "Mara.K" || self.Sealed || self.Created == "" {
		t.Errorf("got %+v, %v, want Mara.K", self, err)
	}
}

func TestRegisterWantsTermsNameAndPassword(t *testing.T) {
	l := newLodge(t)
	l.member("Mara")
	good := house.Registration{Name: "vera", Password: phrase, AcceptTerms: true}
	for key, change := range map[string]func(*house.Registration){
		"error.terms":           func(r *house.Registration) { r.AcceptTerms = false },
		"error.language":        func(r *house.Registration) { r.Lang = "tlh" },
		"error.name_invalid":    func(r *house.Registration) { r.Name = "abc" },
		"error.name_taken":      func(r *house.Registration) { r.Name = "mARA" },
		"error.name_reserved":   func(r *house.Registration) { r.Name = "admin" },
		"error.password_short":  func(r *house.Registration) { r.Password = "kurz" },
		"error.password_common": func(r *house.Registration) { r.Password = "Passwort-123" },
		"error.key_invalid":     func(r *house.Registration) { r.Key = []byte("no key") },
	} {
		r := good
		change(&r)
		_, a, err := l.Register(t.Context(), l.Newcomer(), r)
		wantKey(t, key, err, key)
		if a != (house.Actor{}) {
			t.Errorf("%s: got an actor, want none", key)
		}
	}
	if _, _, err := l.Register(t.Context(), l.Newcomer(), good); err != nil {
		t.Errorf("got %v, want an account", err)
	}
}

func TestNamesThatAreRefused(t *testing.T) {
	l := newLodge(t)
	l.member("Alex.Blum")
	l.member("mirna")
	for _, name := range []string{
		"", "abc", strings.Repeat("a", 33), "mara k", "mara@k", "mära", "аdmin", "mara\x00", "mara\u200d", "-mara", ".mara", "_mara", "mara/k", "名前名前",
	} {
		wantName(t, l, name, "error.name_invalid")
	}
	for _, name := range []string{
		"admin", "ADMIN", "Adm1n", "a.d.m.i.n", "adrnin", "guest", "gUest", "ticket", "t1cket", "root", "r00t", "System", "house", "h0use", "haus",
		"Stockwerk", "gast", "besucher", "visitor", "v1sit0r", "moderator", "rnoderator", "owner", "0wner", "new-", "new_",
	} {
		wantName(t, l, name, "error.name_reserved")
	}
	for _, name := range []string{"alex.blum", "AIex.Blum", "A1ex.BIum", "alex.b1um", "ALEX.BLUM", "rnirna", "Mirna"} {
		wantName(t, l, name, "error.name_taken")
	}
	for _, name := range []string{"anna", "Anna-2", "a_b.c-d", "1984", "newton", "gustav", "adminka", "hausmann", strings.Repeat("b", 32)} {
		l.member(name)
	}
}

func wantName(t *testing.T, l *lodge, name, key string) {
	t.Helper()
	_, _, err := l.Register(t.Context(), l.Newcomer(), house.Registration{Name: name, Password: phrase, AcceptTerms: true})
	wantKey(t, name, err, key)
}

func TestPasswordsThatAreRefused(t *testing.T) {
	l := newLodge(t)
	for password, key := range map[string]string{
		"":                            "error.password_short",
		"zwölfzeic":                   "error.password_short",
		strings.Repeat("ü", 257):      "error.password_long",
		"with\ttab and more":          "error.password_invalid",
		"1234567890":                  "error.password_common",
		"aaaaaaaaaaaa":                "error.password_common",
		"qwertyuiop":                  "error.password_common",
		"Password123!":                "error.password_common",
		"passwort2024":                "error.password_common",
		"Iloveyou!!":                  "error.password_common",
		"tillmann-1987":               "error.password_common",
		"Tillmann.Tillmann.":          "error.password_common",
		"correct horse battery":       "",
		"tillmann-Passwort-1":         "",
		"Anna-Passwort-1":             "",
		"zwei Möwen im Wind":          "",
		"8fK2pQ9xLm":                  "",
		strings.Repeat("wort ü ", 36): "",
	} {
		_, _, err := l.Register(t.Context(), l.Newcomer(), house.Registration{Name: "tillmann", Password: password, AcceptTerms: true})
		if key != "" {
			wantKey(t, password, err, key)
			continue
		}
		if err != nil {
			t.Errorf("%q: got %v, want it taken", password, err)
			continue
		}
		a, err := l.Login(t.Context(), "tillmann", password)
		if err != nil {
			t.Fatalf("%q: got %v, want to be in", password, err)
		}
		_ = a
		l = newLodge(t)
	}
}

func TestOnlyNewcomersAndBearersRegister(t *testing.T) {
	l := newLodge(t)
	member := l.member("mara")
	for what, a := range map[string]house.Actor{"nobody": {}, "guest": l.Guest(), "member": member, "house admin": l.admin()} {
		_, _, err := l.Register(t.Context(), a, house.Registration{Name: "vera", Password: phrase, AcceptTerms: true})
		if house.KindOf(err) != house.Forbidden {
			t.Errorf("%s: got %v, want Forbidden", what, err)
		}
	}
}

func TestAClosedHouseTakesTicketsOnly(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutSetting(t.Context(), "registration", []byte("invitation")) }))
	_, _, err := l.Register(t.Context(), l.Newcomer(), house.Registration{Name: "mara", Password: phrase, AcceptTerms: true})
	wantKey(t, "newcomer", err, "error.registration_invitation")
	ticket, err := l.NewMembershipTicket(t.Context(), admin, "for Mara")
	l.must(err)
	r, _ := l.registerBy(ticket.Code, "mara")
	if r.Role != house.RoleInside {
		t.Errorf("got %q, want a member", r.Role)
	}
	if _, err := l.TicketDoor(t.Context(), ticket.Code); !house.IsKey(err, "error.ticket_unknown") {
		t.Errorf("second time: got %v, want error.ticket_unknown", err)
	}
}

func TestTheSetupTicketMakesOneAdmin(t *testing.T) {
	l := newLodge(t)
	first, _, err := l.SetupTicket(t.Context())
	l.must(err)
	second, _, err := l.SetupTicket(t.Context())
	l.must(err)
	late, err := l.TicketDoor(t.Context(), second)
	l.must(err)
	r, a := l.registerBy(first, "admin")
	if r.Role != house.RoleHouseAdmin || a.Role() != house.RoleHouseAdmin {
		t.Errorf("got %q and %q, want a house admin", r.Role, a.Role())
	}
	if _, err := l.TicketDoor(t.Context(), second); !house.IsKey(err, "error.ticket_unknown") {
		t.Errorf("other setup ticket: got %v, want it revoked", err)
	}
	_, _, err = l.Register(t.Context(), late, house.Registration{Name: "late", Password: phrase, AcceptTerms: true})
	wantKey(t, "bearer from before", err, "error.ticket_unknown")
	if _, needed, err := l.SetupTicket(t.Context()); needed || err != nil {
		t.Errorf("got %v, %v, want no further setup ticket", needed, err)
	}
}

func TestRacingRegistrantsShareNoTicket(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		// Two setup tickets, four bearers of each: one admin, and nobody else.
		var bearers []house.Actor
		for range 2 {
			code, _, err := l.SetupTicket(t.Context())
			l.must(err)
			for range 4 {
				b, err := l.TicketDoor(t.Context(), code)
				l.must(err)
				bearers = append(bearers, b)
			}
		}
		if got := race(t, l, bearers, "first"); got != 1 {
			t.Errorf("setup: got %d admins, want 1", got)
		}
		admins, err := l.store.HouseAdmins(t.Context())
		if err != nil || len(admins) != 1 {
			t.Fatalf("got %d admins, %v, want 1", len(admins), err)
		}
		a := l.in(admins[0].Name)
		ticket, err := l.NewMembershipTicket(t.Context(), a, "")
		l.must(err)
		for i := range bearers {
			bearers[i], err = l.TicketDoor(t.Context(), ticket.Code)
			l.must(err)
		}
		if got := race(t, l, bearers, "more"); got != 1 {
			t.Errorf("membership: got %d members, want 1", got)
		}
		// Without a ticket, all of them want one name.
		for i := range bearers {
			bearers[i] = l.Newcomer()
		}
		if got := race(t, l, bearers, ""); got != 1 {
			t.Errorf("one name: got %d members, want 1", got)
		}
	})
}

// race lets all register at once, under names of their own or, with no prefix,
// all under one name, and counts who got in.
func race(t *testing.T, l *lodge, who []house.Actor, prefix string) int {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, len(who))
	for i, a := range who {
		name := prefix + strings.Repeat("x", i+1)
		if prefix == "" {
			name = "same-name"
		}
		wg.Go(func() {
			_, _, errs[i] = l.Register(t.Context(), a, house.Registration{Name: name, Password: phrase, AcceptTerms: true})
		})
	}
	wg.Wait()
	in := 0
	for _, err := range errs {
		if err == nil {
			in++
		} else if kind := house.KindOf(err); kind != house.NotFound && kind != house.Conflict {
			t.Errorf("got %v, want NotFound or Conflict", err)
		}
	}
	return in
}

func TestActivationGivesAnEmptyAccount(t *testing.T) {
	l := newLodge(t)
	admin, mara, vera := l.admin(), l.member("mara"), l.member("vera")
	l.floor(admin, "work", house.FloorOpen)
	for _, a := range []house.Actor{mara, vera} {
		_, err := l.SetFloorCreator(t.Context(), admin, "work", a.Name(), true)
		l.must(err)
	}
	l.room(vera, "work/hers", house.RoomConference, mara)
	l.room(mara, "work/own", house.RoomConference, vera)
	l.room(mara, "work/alone", house.RoomConference)
	for _, place := range []string{"work/hers", "work/own", "work/alone", "eg/cafe"} {
		_, err := l.Say(t.Context(), mara, place, "before", "")
		l.must(err)
	}
	_, err := l.Send(t.Context(), vera, "mara", "before", "")
	l.must(err)
	_, err = l.AddSSHKey(t.Context(), mara, "", ed25519Key(1))
	l.must(err)

	if _, err := l.ActivationTicket(t.Context(), vera, "mara"); house.KindOf(err) != house.Forbidden {
		t.Errorf("member: got %v, want Forbidden", err)
	}
	old, err := l.ActivationTicket(t.Context(), admin, "mara")
	l.must(err)
	ticket, err := l.ActivationTicket(t.Context(), admin, "mara")
	l.must(err)
	if _, err := l.TicketDoor(t.Context(), old.Code); err == nil {
		t.Error("got an earlier activation ticket that still opens")
	}
	bearer, err := l.TicketDoor(t.Context(), ticket.Code)
	l.must(err)
	_, _, err = l.Register(t.Context(), bearer, house.Registration{Name: "vera", Password: phrase, AcceptTerms: true})
	wantKey(t, "another's name", err, "error.activation_name")
	_, again, err := l.Register(t.Context(), bearer, house.Registration{Name: "Mara", Password: "an all new phrase", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	if again.Person() != mara.Person() || again.Name() != "mara" || again.Sealed() {
		t.Errorf("got %q, sealed %v, want mara as before", again.Name(), again.Sealed())
	}
	_, err = l.Login(t.Context(), "mara", phrase)
	wantKey(t, "old password", err, "error.login")
	_, err = l.LoginKey(t.Context(), "mara", ed25519Key(1))
	wantKey(t, "old key", err, "error.login")

	// Closed rooms are shut, to the old session too, and the owner is asked.
	for _, place := range []string{"work/hers", "work/own", "work/alone"} {
		_, err := l.said(again, place)
		wantKey(t, place, err, "error.no_such_room")
		_, err = l.said(mara, place)
		wantKey(t, "old session in "+place, err, "error.session_over")
	}
	if said, err := l.said(again, "eg/cafe"); err != nil || len(said) != 1 {
		t.Errorf("café: got %q, %v, want it as before", said, err)
	}
	for _, place := range []string{"work/hers", "work/own"} {
		apps, err := l.Applications(t.Context(), vera, place)
		if err != nil || len(apps) != 1 || apps[0].Name != "mara" || apps[0].Text != "" {
			t.Errorf("%s: got %+v, %v, want mara's application to vera, who owns it", place, apps, err)
		}
	}
	_, err = l.Say(t.Context(), vera, "work/hers", "after", "")
	l.must(err)
	_, err = l.Admit(t.Context(), vera, "work/hers", "mara")
	l.must(err)
	if said, err := l.said(again, "work/hers"); err != nil || len(said) != 2 {
		t.Errorf("admitted again: got %q, %v, want both lines", said, err)
	}

	// The private conversation goes on without what was said before.
	_, err = l.Send(t.Context(), vera, "mara", "after", "")
	wantKey(t, "the first message to the new key", err, "error.new_key")
	_, err = l.Send(t.Context(), vera, "mara", "after", "")
	l.must(err)
	if said, err := l.said(again, "@vera"); err != nil || len(said) != 1 || said[0] != "after" {
		t.Errorf("private: got %q, %v, want only what came after", said, err)
	}
	if said, err := l.said(vera, "@mara"); err != nil || len(said) != 2 {
		t.Errorf("private, the other: got %q, %v, want everything", said, err)
	}
}

func TestActivationRefusesOthers(t *testing.T) {
	l := newLodge(t)
	_, err := l.ActivationTicket(t.Context(), l.admin(), "nobody-here")
	wantKey(t, "unknown", err, "error.no_such_person")
	var refusal *house.Error
	if !errors.As(err, &refusal) || refusal.Kind != house.NotFound {
		t.Errorf("got %v, want NotFound", err)
	}
}
