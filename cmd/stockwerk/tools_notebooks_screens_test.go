package main_test

import (
	"testing"
)

func TestNotebooksOnScreens(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	annas, _, _ := praxis(t, p)
	must(t, annas, "", "account settings --lang en")
	anna := p.sit("anna", annas, 80, 24)
	anna.waitFor("Your rooms", "Beratung")
	anna.open("/akte") // the room, whatever else is on the screen
	anna.openListed("Notebook")
	anna.waitFor("ONLY YOU read these notes.")
	anna.press("c")
	anna.types("Wirkt müde")
	anna.open("[ Save ]")
	anna.waitFor("for your eyes alone", "Wirkt müde")
	anna.press("tab")
	anna.waitFor("ONLY YOU read the record")
	anna.press("K")
	anna.waitFor("which you alone read", "[ ] 1.")
	anna.press("enter")
	anna.waitFor("[x] 1.")
	anna.press("f1")
	anna.waitFor("116 123")
	anna.press("esc")
	anna.waitFor("[x] 1.")
	anna.open("[ Enter the event note in the record ]")
	anna.waitFor("Entered in the record.", "crisis")
}
