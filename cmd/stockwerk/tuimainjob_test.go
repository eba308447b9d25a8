package main_test

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"stockwerk/store/storetest"
)

// TestTheMainJobOnScreens is a house's first day as people at terminals live it:
// set up, people, a floor, a room, words that appear by themselves, private
// messages, a visitor who returns, and a restart.
func TestTheMainJobOnScreens(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)

		operator := p.sit("operator", p.dial("ticket", code(p.setup)), 80, 24)
		operator.waitFor("Become a member")
		operator.signsUp("hausmeister")
		operator.makesFloor("Stadt Hagen", "stadt")

		anna := p.sit("anna", p.dial("new"), 80, 24)
		anna.signsUp("anna.k")
		berta := p.sit("berta", p.dial("new"), 120, 40)
		berta.signsUp("berta.m")
		anna.joinsFloor("Stadt Hagen")
		berta.joinsFloor("Stadt Hagen")
		operator.letsOpenRooms("anna.k")

		anna.opensRoom("Steuerkreis", "kreis")
		anna.invites("berta.m")
		berta.acceptsInvitation("Steuerkreis")

		writeOnTheBoard(anna, berta)
		talk(anna, berta)
		writePrivately(anna, berta)
		next := anna.receives(p, berta)

		p.stop()
		p = serve(t, data, db)
		if p.setup != "" {
			t.Error("a house with an admin printed a setup ticket")
		}
		berta = p.sit("berta after the restart", p.member("berta.m"), 80, 24)
		berta.waitFor("Your rooms", "Steuerkreis")
		berta.openListed("/kreis") // the room itself, not what may be unread in it
		berta.waitFor("Search this room")
		berta.openListed("Chat")
		berta.waitFor("Der Kaffee ist fertig.", "Ich komme sofort.", "Guten Tag, hier bin ich wieder.")
		berta.press("esc")
		berta.open("Board")
		berta.open("Erste Sitzung")
		berta.waitFor("Wir treffen uns am Montag.", "Ich bringe Kuchen mit.")

		visitor := p.sit("visitor after the restart", p.dial("ticket", code(next)), 40, 16)
		visitor.comesIn("Sonnenblume", true)
		p.stop()
	})
}

// signsUp fills in the registration and types two groups of the recovery code
// back.
func (s *screen) signsUp(name string) {
	s.t.Helper()
	s.fill("Name", name)
	s.fill("Password", password)
	s.fill("The password once more", password)
	s.open("I have read the terms")
	s.waitFor("[x] I have read")
	s.open("Make my account")
	s.waitFor("Your account is there.")
	groups := s.recoveryCode()
	s.fill("type group 3", groups[2])
	s.fill("type group 6", strings.ToLower(groups[5]))
	s.open("I have written it down")
	s.waitFor("Stockwerk › Home")
}

var fourGroups = regexp.MustCompile(`^([0-9A-Z]{4}) - ([0-9A-Z]{4}) - ([0-9A-Z]{4}) - ([0-9A-Z]{4})$`)

// recoveryCode reads the code off the screen.
func (s *screen) recoveryCode() (groups []string) {
	s.t.Helper()
	for _, row := range s.rows() {
		if m := fourGroups.FindStringSubmatch(row); m != nil {
			groups = append(groups, m[1:]...)
		}
	}
	if len(groups) != 8 {
		s.t.Fatalf("%s: the recovery code has the groups %q, want 8\n%s", s.name, groups, s.dump())
	}
	return groups
}

func (s *screen) makesFloor(name, short string) {
	s.t.Helper()
	s.open("House desk")
	s.open("Make a new floor")
	s.fill("Name of the floor", name)
	s.fill("Short code", short)
	s.goTo("How people come here")
	s.press("left")
	s.waitFor("open to members")
	s.open("Make the floor")
	s.waitFor("The floor " + name + " is there now.")
}

func (s *screen) joinsFloor(name string) {
	s.t.Helper()
	s.open("Floors")
	s.goTo(name)
	s.press("a")
	s.waitFor("You are on the floor " + name + " now.")
}

// letsOpenRooms gives the right from the floor's list of people, found at the
// house desk.
func (s *screen) letsOpenRooms(name string) {
	s.t.Helper()
	s.open("Floor 1: Stadt Hagen")
	s.open("My organisation")
	s.press("M")
	s.goTo(name)
	s.press("C")
	s.waitFor(name + " may open rooms here now.")
}

// opensRoom comes from the list of floors and ends in the room.
func (s *screen) opensRoom(name, slug string) {
	s.t.Helper()
	s.open("Stadt Hagen")
	s.open("Open a new room")
	s.fill("Name", name)
	s.fill("Address", slug)
	s.open("[ Open the room ]")
	s.waitFor("Stockwerk › Stadt Hagen › "+name, "Can read: you. Not: admins.")
}

func (s *screen) invites(name string) {
	s.t.Helper()
	s.open("Members")
	s.waitFor("c invite somebody")
	s.press("c")
	s.waitFor("Invite into this room")
	s.types(name)
	s.press("enter")
	s.waitFor(name + " is invited.")
	s.press("esc")
	s.waitFor("Visitor tickets")
}

// acceptsInvitation sees it appear at home by itself.
func (s *screen) acceptsInvitation(room string) {
	s.t.Helper()
	s.press("esc")
	s.waitFor("Stockwerk › Home")
	s.openListed(room)
	s.waitFor("You are invited into this room.")
	s.open("Accept the invitation")
	s.waitFor("You are in the room.", "Can read: you, anna.k. Not: admins.")
}

// writeOnTheBoard: both have the board open, one begins a thread, the other sees
// it without a key and answers, and the first sees the answer.
func writeOnTheBoard(anna, berta *screen) {
	anna.open("Board")
	berta.open("Board")
	berta.waitFor("There is no thread yet.")
	anna.waitFor("There is no thread yet.")
	anna.waitFor("c begin a thread")
	anna.press("c")
	anna.waitFor("Subject:")
	anna.types("Erste Sitzung")
	anna.press("tab")
	anna.types("Wir treffen uns am Montag.")
	anna.press("ctrl+s")
	berta.open("Erste Sitzung")
	berta.waitFor("Wir treffen uns am Montag.")
	anna.waitFor("Wir treffen uns am Montag.")
	berta.waitFor("c answer")
	berta.press("c")
	berta.waitFor("To: thread “Erste Sitzung”")
	berta.types("Ich bringe Kuchen mit.")
	berta.press("ctrl+s")
	anna.waitFor("One answer, by berta.m")
	anna.open("Erste Sitzung")
	anna.waitFor("Ich bringe Kuchen mit.")
	berta.waitFor("Your answer stands in the thread.")
	berta.press("esc")
	berta.waitFor("› Board")
	berta.press("esc")
	berta.waitFor("Search this room")
	for !anna.shows("Visitor tickets") {
		was := anna.rows()
		anna.press("esc")
		anna.wait("Esc to lead back", func(rows []string) bool { return !equal(rows, was) })
	}
}

func equal(a, b []string) bool { return strings.Join(a, "\n") == strings.Join(b, "\n") }

func talk(anna, berta *screen) {
	anna.openListed("Chat")
	berta.openListed("Chat")
	anna.waitFor("Here: berta.m")
	berta.waitFor("Here: anna.k")
	anna.types("Der Kaffee ist fertig.")
	anna.press("enter")
	berta.waitFor("anna.k: Der Kaffee ist fertig.")
	berta.types("Ich komme sofort.")
	berta.press("enter")
	anna.waitFor("berta.m: Ich komme sofort.")
	anna.press("esc")
	anna.waitFor("Visitor tickets")
}

// writePrivately: berta is in the chat and sees the count of what anna writes.
func writePrivately(anna, berta *screen) {
	berta.press("esc")
	berta.waitFor("Search this room")
	anna.press("i")
	anna.open("Write to somebody")
	anna.waitFor("Write to whom?")
	anna.types("berta.m")
	anna.press("enter")
	anna.waitFor("Nothing has been written between you two so far.")
	anna.types("Nur unter uns beiden.")
	anna.press("enter")
	berta.waitFor("Inbox 1")
	berta.press("i")
	berta.open("anna.k")
	berta.waitFor("Nur unter uns beiden.")
	berta.types("Das bleibt so.")
	berta.press("enter")
	anna.waitFor("Das bleibt so.")
	for _, s := range []*screen{anna, berta} {
		s.press("esc")
		s.waitFor("Write to somebody")
		s.press("esc")
		s.waitFor("Search this room")
	}
}

var ticketCode = regexp.MustCompile(`\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b`)

// reads gives the ticket that stands on the screen.
func (s *screen) ticket() string {
	s.t.Helper()
	found := ticketCode.FindString(strings.Join(s.rows(), "\n"))
	if found == "" {
		s.t.Fatalf("%s: no ticket on the screen\n%s", s.name, s.dump())
	}
	return found
}

// receives issues a ticket, and a visitor comes with it, leaves, and comes back;
// it gives the ticket for the next visit.
func (s *screen) receives(p *program, berta *screen) string {
	s.t.Helper()
	s.open("Visitor tickets")
	s.waitFor("c new ticket")
	s.press("c")
	s.fill("Note for yourself", "Erstgespräch")
	s.open("Issue the ticket")
	s.waitFor("The ticket is ready.")
	first := s.ticket()
	berta.openListed("Chat")

	visitor := p.sit("visitor", p.dial("ticket", code(strings.ToLower(first))), 80, 24)
	next := visitor.comesIn("Sonnenblume", false)
	visitor.openListed("Chat")
	visitor.waitFor("To: Steuerkreis.")
	visitor.types("Guten Tag aus dem Wartezimmer.")
	visitor.press("enter")
	berta.waitFor("Sonnenblume: Guten Tag aus dem Wartezimmer.")
	visitor.press("esc")
	visitor.open("End the visit")
	visitor.waitFor("End your visit?")
	visitor.open("End the visit")
	visitor.waitFor("Your next ticket")
	if again := visitor.ticket(); again != next {
		next = again // the house may show a newer one at the end
	}
	visitor.press("esc")
	visitor.waitFor("Leave the house?")
	visitor.press("enter")
	visitor.waitEnd()
	if _, err := p.tryDial("ticket", code(first)); err == nil {
		s.t.Error("a redeemed ticket opened the door again")
	}

	visitor = p.sit("visitor again", p.dial("ticket", code(next)), 80, 24)
	next = visitor.comesIn("Sonnenblume", true)
	visitor.openListed("Chat")
	visitor.waitFor("Guten Tag aus dem Wartezimmer.")
	visitor.types("Guten Tag, hier bin ich wieder.")
	visitor.press("enter")
	berta.waitFor("Sonnenblume: Guten Tag, hier bin ich wieder.")
	return next
}

// comesIn redeems the ticket of the connection: without agreeing nobody comes in.
func (s *screen) comesIn(name string, again bool) (next string) {
	s.t.Helper()
	if again {
		s.waitFor("Welcome back, " + name)
	} else {
		s.waitFor("Your ticket leads into the room “Steuerkreis”.")
		s.fill("How shall the others call you?", name)
	}
	s.open("Go in")
	s.waitFor("! ") // agree first
	s.open("I have read the privacy text")
	s.waitFor("[x] I have read")
	s.open("Go in")
	s.waitFor("Your ticket is used up.")
	next = s.ticket()
	s.open("I have it, into the room")
	s.waitFor("Steuerkreis", "Here now")
	return next
}

// TestALineAppearsOnTheOtherNode types on one server and looks at a screen of
// another that shares its database.
func TestALineAppearsOnTheOtherNode(t *testing.T) {
	t.Parallel()
	db := storetest.PostgresURL(t)
	data := t.TempDir()
	one := serve(t, data, db)
	furnish(t, one)
	two := serve(t, data, db)
	inChat := func(p *program, name string) *screen {
		s := p.sit(name, p.dial(name, ssh.Password(password)), 80, 24)
		s.openListed("Steuerkreis")
		s.openListed("Chat")
		return s
	}
	anna, berta := inChat(one, "anna"), inChat(two, "berta")
	anna.waitFor("Hier: berta")
	berta.waitFor("Hier: anna")
	anna.types("Hört man mich nebenan?")
	anna.press("enter")
	berta.waitFor("anna: Hört man mich nebenan?")
	berta.types("Klar und deutlich.")
	berta.press("enter")
	anna.waitFor("berta: Klar und deutlich.")
}
