package house_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"stockwerk/house"
)

// asideOpen is what remains to members who have not agreed to new terms, and to those
// who wait to be let in.
var asideOpen = []string{
	"WhoAmI", "Settings", "Unlock", "ExportAccount", "ExportZip", "DeleteAccount", "KeepAccount", "Subscribe",
	"MySanctions", "AppealSanction", "Announcements", "Mail", "WhatRemains", "Rules", "Terms", "TermsVersions", "AcceptTerms", "SeeNotes",
}

// slips are the deeds that somebody who may not pass does all the same: no refusal, or
// one that tells something.
func slips(t *testing.T, s *stage, a house.Actor, key string) []string {
	t.Helper()
	var out []string
	for _, d := range slices.Concat(deedsInTheHouse(), deedsWithTools(), deedsInARoom()) {
		if slices.Contains(asideOpen, d.method) {
			continue
		}
		err := d.do(t.Context(), s, a)
		hidden := err != nil && house.KindOf(err) == house.NotFound && !strings.Contains(d.may, "member")
		if !hidden && !house.IsKey(err, key) && house.KindOf(err) != house.Forbidden {
			out = append(out, d.method)
		}
	}
	return out
}

func (l *lodge) newTerms(admin house.Actor, words string) {
	l.t.Helper()
	_, err := l.SetTerms(l.t.Context(), admin, house.TermsEdit{Doc: house.TextTerms, Lang: "de", Text: words, Consent: true})
	l.must(err)
}

func TestNobodyGoesRoundNewTerms(t *testing.T) {
	s := newStage(t)
	roles := []string{"owner", "member", "moderator", "flooradmin", "onfloor", "outsider"}
	for _, role := range roles {
		if got := slips(t, s, s.who[role], "error.terms_due"); len(got) < 20 {
			t.Fatalf("%s slips by %q only while nothing is due: the check cannot find anything", role, got)
		}
	}
	s.newTerms(s.who["houseadmin"], "Neu.")
	for _, role := range roles {
		if got := slips(t, s, s.who[role], "error.terms_due"); len(got) > 0 {
			t.Errorf("%s does %q without having agreed", role, got)
		}
	}
	for _, role := range roles {
		_, err := s.AcceptTerms(t.Context(), s.who[role], 2)
		s.must(err)
		if err := s.Passes(t.Context(), s.who[role]); err != nil {
			t.Errorf("%s: got %v after agreeing, want to pass", role, err)
		}
	}
	s.must(s.Passes(t.Context(), s.who["visitor"])) // they agreed when they redeemed their ticket
}

func TestWaitingAccountsReachNothing(t *testing.T) {
	s := newStage(t)
	s.must(s.SetRegistration(t.Context(), s.who["houseadmin"], house.ByApproval, false))
	slips(t, s, s.who["owner"], "error.approval_waits") // prepares what some of the deeds are about
	r, waiting := s.register(s.Newcomer(), "p-newcomer")
	if !r.Waits {
		t.Errorf("got %+v, want somebody who waits", r)
	}
	if got := slips(t, s, waiting, "error.approval_waits"); len(got) > 0 {
		t.Errorf("somebody who waits does %q", got)
	}
	if _, err := s.Invite(t.Context(), s.who["owner"], desk, "p-newcomer"); !house.IsKey(err, "error.no_such_person") {
		t.Errorf("got %v, want nobody to find who waits", err)
	}
	s.must(s.Approve(t.Context(), s.who["houseadmin"], "p-newcomer"))
	if got := slips(t, s, waiting, "error.approval_waits"); len(got) < 20 {
		t.Errorf("got %q only, want the newcomer to be let in wherever they are", got)
	}
	me, err := s.WhoAmI(t.Context(), waiting)
	s.must(err)
	if me.Waits || len(me.Notes) != 1 || me.Notes[0].Key != "approved" {
		t.Errorf("got %+v, want them told once", me)
	}
	s.must(s.SeeNotes(t.Context(), waiting, me.Notes[0].At))
	if me, err = s.WhoAmI(t.Context(), waiting); err != nil || len(me.Notes) != 0 {
		t.Errorf("got %+v, %v, want no note any more", me.Notes, err)
	}
}

func TestRefusedNewcomersLeaveNothing(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	l.must(l.SetRegistration(t.Context(), admin, house.ByApproval, false))
	_, waiting, err := l.Register(t.Context(), l.Newcomer(), house.Registration{Name: "nadia", Password: phrase, AcceptTerms: true, Message: "Ich komme\nvom Verein."})
	l.must(err)
	list, err := l.Arrivals(t.Context(), admin)
	if err != nil || len(list) != 1 || list[0].Name != "nadia" || list[0].Message != "Ich komme\nvom Verein." {
		t.Errorf("got %+v, %v, want who waits and what they say", list, err)
	}
	if _, err := l.DeleteAccount(t.Context(), waiting, "wrong"); err == nil {
		t.Error("a wrong password deleted the account")
	}
	l.must(l.Refuse(t.Context(), admin, "nadia"))
	if err := l.Passes(t.Context(), waiting); err == nil {
		t.Error("the refused one is still there")
	}
	l.must(l.SetRegistration(t.Context(), admin, house.RegistrationOpen, false))
	l.member("nadia")

	l.must(l.SetRegistration(t.Context(), admin, house.ByApproval, false))
	_, gone := l.register(l.Newcomer(), "gerlinde")
	if _, err := l.DeleteAccount(t.Context(), gone, phrase); err != nil {
		t.Errorf("got %v, want whoever waits to go at once", err)
	}
	if list, err := l.Arrivals(t.Context(), admin); err != nil || len(list) != 0 {
		t.Errorf("got %+v, %v, want nobody", list, err)
	}
}

func TestOneOfTwoAdminsDecidesAboutANewcomer(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	second := l.member("zweite")
	_, err := l.SetHouseAdmin(t.Context(), admin, "zweite", true)
	l.must(err)
	l.must(l.SetRegistration(t.Context(), admin, house.ByApproval, false))
	l.register(l.Newcomer(), "nadia")
	var wg sync.WaitGroup
	won := make([]error, 2)
	wg.Go(func() { won[0] = l.Approve(t.Context(), admin, "nadia") })
	wg.Go(func() { won[1] = l.Refuse(t.Context(), second, "nadia") })
	wg.Wait()
	if (won[0] == nil) == (won[1] == nil) {
		t.Errorf("got %v, want exactly one", won)
	}
}

func TestRegistrationModes(t *testing.T) {
	l := newLodge(t)
	admin, member := l.admin(), l.member("mara")
	try := func(name string) error {
		_, _, err := l.Register(t.Context(), l.Newcomer(), house.Registration{Name: name, Password: phrase, AcceptTerms: true})
		return err
	}
	l.must(try("first"))
	l.must(l.SetRegistration(t.Context(), admin, house.ByInvitation, false))
	wantKey(t, "by invitation", try("second"), "error.registration_invitation")
	_, err := l.NewMembershipTicket(t.Context(), member, "")
	wantKey(t, "a member who may not", err, "error.invite_admins")
	l.must(l.SetRegistration(t.Context(), admin, house.ByInvitation, true))
	mine, err := l.NewMembershipTicket(t.Context(), member, "für Vera")
	l.must(err)
	theirs, err := l.NewMembershipTicket(t.Context(), admin, "")
	l.must(err)
	if list, err := l.Invitations(t.Context(), member); err != nil || len(list) != 1 || list[0].Label != "für Vera" || list[0].State != "open" {
		t.Errorf("got %+v, %v, want her own alone", list, err)
	}
	wantKey(t, "others' invitation", l.RevokeInvitation(t.Context(), member, theirs.ID), "error.no_such_ticket")
	l.must(l.RevokeInvitation(t.Context(), admin, mine.ID))
	if _, err := l.TicketDoor(t.Context(), mine.Code); !house.IsKey(err, "error.ticket_unknown") {
		t.Errorf("got %v, want the invitation gone", err)
	}
	if list, err := l.Invitations(t.Context(), admin); err != nil || len(list) != 2 || list[0].IssuedBy == "" {
		t.Errorf("got %+v, %v, want both with who issued them", list, err)
	}
	for range 10 {
		_, err = l.NewMembershipTicket(t.Context(), member, "")
		l.must(err)
	}
	_, err = l.NewMembershipTicket(t.Context(), member, "")
	wantKey(t, "the eleventh", err, "error.invitations_enough")

	l.must(l.SetRegistration(t.Context(), admin, house.RegistrationClosed, false))
	wantKey(t, "closed", try("second"), "error.registration_closed")
	bearer, err := l.TicketDoor(t.Context(), theirs.Code)
	l.must(err)
	_, _, err = l.Register(t.Context(), bearer, house.Registration{Name: "third", Password: phrase, AcceptTerms: true})
	wantKey(t, "closed, with a ticket", err, "error.registration_closed")
	back, err := l.ActivationTicket(t.Context(), admin, "mara")
	l.must(err)
	l.registerBy(back.Code, "mara")

	l.must(l.SetRegistration(t.Context(), admin, house.ByApproval, false))
	if r, _ := l.registerBy(theirs.Code, "third"); r.Waits {
		t.Error("who was invited waits")
	}
}

func TestLanguagesOfTheHouse(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	wantKey(t, "no language", l.SetLanguages(t.Context(), admin, []string{"tlh"}), "error.language")
	l.must(l.SetLanguages(t.Context(), admin, []string{"de-du", "en"}))
	_, _, err := l.Register(t.Context(), l.Newcomer(), house.Registration{Name: "mara", Password: phrase, AcceptTerms: true, Lang: "de"})
	wantKey(t, "not offered", err, "error.language_not_offered")
	_, a := l.register(l.Newcomer(), "mara")
	if a.Lang() != "de-du" {
		t.Errorf("got %q, want the house's language", a.Lang())
	}
}

func TestVersionsOfTheTerms(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	first, err := l.Terms(t.Context(), mara, 0)
	if _, own := first.Words(house.TextTerms, "de"); err != nil || own || first.Version != 1 || first.Due {
		t.Errorf("got %+v, %v, want the program's own", first, err)
	}
	toll, err := l.SetTermsToll(t.Context(), admin, house.TermsEdit{Doc: house.TextTerms, Lang: "de", Text: "Neu.", Consent: true})
	if err != nil || toll.People != 1 {
		t.Errorf("got %+v, %v, want Mara to be asked", toll, err)
	}
	_, err = l.SetTerms(t.Context(), admin, house.TermsEdit{Doc: house.TextPrivacy, Lang: "en", Text: "A comma."})
	l.must(err)
	l.must(l.Passes(t.Context(), mara))
	l.newTerms(admin, "Neu.")
	wantKey(t, "mara", l.Passes(t.Context(), mara), "error.terms_due")
	l.must(l.Passes(t.Context(), admin))
	_, err = l.AcceptTerms(t.Context(), mara, 1)
	wantKey(t, "the old version", err, "error.terms_newer")
	l.newTerms(admin, "Noch neuer.")
	_, err = l.AcceptTerms(t.Context(), mara, 2)
	wantKey(t, "no longer the newest", err, "error.terms_newer")
	name := ""
	err = l.ExportAccount(t.Context(), mara, house.Taking{Account: func(x house.Export) error { name = x.Name; return nil }})
	if err != nil || name != "mara" {
		t.Errorf("got %q, %v, want her to take everything along", name, err)
	}
	for version, want := range map[int]string{2: "Neu.", 3: "Noch neuer."} {
		got, err := l.Terms(t.Context(), mara, version)
		if words, _ := got.Words(house.TextTerms, "de-du"); err != nil || words != want {
			t.Errorf("version %d: got %q, %v, want %q", version, words, err, want)
		}
		if words, _ := got.Words(house.TextPrivacy, "en"); words != "A comma." {
			t.Errorf("version %d: got %q, want the other text as it was", version, words)
		}
	}
	if _, err := l.Terms(t.Context(), l.Guest(), 1); !house.IsKey(err, "error.no_terms") {
		t.Errorf("got %v, want guests to read the newest alone", err)
	}
	_, _, err = l.Register(t.Context(), l.Newcomer(), house.Registration{Name: "vera", Password: phrase, AcceptTerms: true, Version: 2})
	wantKey(t, "a newcomer who read an old one", err, "error.terms_newer")
	vera := l.member("vera")
	l.must(l.Passes(t.Context(), vera))

	back, err := l.ActivationTicket(t.Context(), admin, "mara")
	l.must(err)
	_, again := l.registerBy(back.Code, "mara")
	wantKey(t, "with a new key", l.Passes(t.Context(), again), "error.terms_due")
	_, err = l.AcceptTerms(t.Context(), again, 0)
	l.must(err)
	l.must(l.Passes(t.Context(), again))
}

func TestAgreementOnAnotherNodeHoldsHere(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	here := l.Service
	l.must(here.Passes(t.Context(), mara))
	l.reopen(true) // another node over the same store
	l.newTerms(admin, "Neu.")
	l.by.Add(int64(3e9)) // no bell rings in SQLite: two seconds later at the latest
	wantKey(t, "mara on the first node", here.Passes(t.Context(), mara), "error.terms_due")
}
