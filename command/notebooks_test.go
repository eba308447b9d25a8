package command_test

import (
	"regexp"
	"strings"
	"testing"

	"stockwerk/house"
)

// chooses types the number of a choice of the menu that is heard next.
func (k *talk) chooses(label string) {
	k.t.Helper()
	k.out.waitFrom(k.t, k.from, " "+label)
	found := regexp.MustCompile(`(?m)^(\d+) ` + regexp.QuoteMeta(label)).FindStringSubmatch(k.out.String()[k.from:])
	if found == nil {
		k.t.Fatalf("got no number for %q in %q", label, k.out.String()[k.from:])
	}
	k.hears(found[0], "> ")
	k.types(found[1] + "\n")
}

// practice is a room for counselling of Anna's with a visitor in it.
func practice(w *town) (anna *person, visitor house.Actor) {
	anna = w.setup("Anna")
	anna.does("", "floor new praxis Praxis --state open")
	anna.does("", "room new praxis/eins Eins --kind practice --unlisted")
	ticket := anna.object("", "ticket new praxis/eins --json")
	_, visitor, err := w.house.Redeem(w.t.Context(), w.atTicket(ticket["code"].(string)), house.Redemption{Accept: true, As: "Igel"})
	if err != nil {
		w.t.Fatal(err)
	}
	return anna, visitor
}

func TestNotebooksByNumbersAlone(t *testing.T) {
	w := newTown(t)
	anna, _ := practice(w)
	k := w.talk(anna.env.Actor, false)
	k.chooses("Floors and rooms")
	k.chooses("Floor 1, Praxis")
	k.chooses("praxis/eins Eins")
	k.chooses("Private notes")
	k.hears("Only you read this")
	k.chooses("Write a private note")
	k.hears("dot")
	k.types("Looks tired\n!\n.\n")
	k.hears("112", "More details")
	k.types("2\n")
	k.hears("Only you read this")
	k.chooses("Looks tired")
	k.hears("Looks tired")
	k.types("0\n", "0\n")

	k.chooses("Record")
	k.hears("Only you read this record")
	k.chooses("Enter something")
	k.hears("dot")
	k.types("First talk\n.\n")
	k.hears("More details")
	k.types("2\n")
	k.hears("contact", "First talk")
	k.types("0\n")

	k.chooses("Checklist for crises")
	k.hears("you alone read")
	for i := range 8 {
		k.hears("Done?")
		k.types(map[bool]string{true: "1\n", false: "2\n"}[i < 2])
	}
	k.hears("event note")
	k.types("1\n")
	k.hears("dot")
	k.types("Stayed calm\n.\n")
	k.hears("crisis", "Done (2 of 8)", "Stayed calm")

	k.chooses("Statistics sheet")
	k.hears("counted without a name", "Age group", "> ")
	k.types("99\n")
	k.hears("not among the choices")
	k.types("2\n")
	for _, question := range []string{"Gender", "Main concern", "Kind of contact", "Number of contacts", "Outcome"} {
		k.hears(question)
		k.chooses("no answer")
	}
	k.hears("Send the sheet?")
	k.types("1\n")
	k.hears("Counted.")
	k.chooses("Statistics sheet")
	k.hears("is filled in")
	k.ends()
	if got := anna.list("record list praxis/eins --json"); len(got) != 2 {
		t.Errorf("got %v, want the contact and the crisis", got)
	}
}

func TestVisitorsFindTheirOwnNotesByNumbers(t *testing.T) {
	w := newTown(t)
	anna, visitor := practice(w)
	k := w.talk(visitor, false)
	k.chooses("Private notes")
	k.hears("Only you read this")
	k.chooses("Write a private note")
	k.types("What I want to ask\n.\n")
	k.hears("More details")
	k.types("2\n")
	k.hears("Only you read this")
	k.chooses("What I want to ask")
	k.types("0\n", "0\n")
	k.hears("Eins")
	k.ends()
	for _, kept := range []string{"Record", "Statistics sheet", "Checklist"} {
		if strings.Contains(k.out.String(), kept) {
			t.Errorf("got %q offered to a client", kept)
		}
	}
	if got := anna.list("note list --json"); len(got) != 0 {
		t.Errorf("got %v, want the visitor's note to be the visitor's", got)
	}
}
