package board_test

import (
	"fmt"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/board"
)

func forum() *fakeroom.House {
	f := fakeroom.New()
	f.Add(house.Post{Kind: house.KindBoard, Title: "Regeln für diesen Raum", Text: "Bitte lesen.", Pinned: true, Locked: true})
	f.Add(house.Post{Kind: house.KindBoard, Title: "Ölfässer 会議 und der lange Weg zu einer gemeinsamen Entscheidung", Text: "Was denkt ihr?\n> altes Zitat, das recht lang ist und über die Zeile hinausgeht, ja\nGruß"})
	f.Add(house.Post{Kind: house.KindBoard, Title: fakeroom.Nasty, Text: fakeroom.Nasty, Author: "yuki"})
	f.Add(house.Post{Kind: house.KindBoard, Thread: "m2", ReplyTo: "m2", Text: "Viel.", Author: fakeroom.Me})
	f.Add(house.Post{Kind: house.KindBoard, Thread: "m2", ReplyTo: "m4", Text: "Gut.", Author: "yuki"})
	f.Marks["m1"], f.Marks["m3"] = 1, 3
	return f
}

func open(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, board.New(kittest.Env(f), fakeroom.Place))
}

func TestBoardAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(forum())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], board.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Press("2")
			d.Golden("board-" + string(lang))
		}
	}
}

func TestEmptyBoardSaysWhatItIsFor(t *testing.T) {
	f := fakeroom.New()
	open(t, f).Golden("empty")
	f.As(house.RoleVisitor, house.DoRead)
	d := open(t, f)
	d.Lacks("begins the first one")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.read_only"})
}

func TestDigitsOpenThreads(t *testing.T) {
	d := open(t, forum())
	d.Press("2")
	d.WantAsked(kit.GoThread{Place: fakeroom.Place, Thread: "m2"})
}

func TestNewThreadWithArrowsAndEnterAlone(t *testing.T) {
	f := forum()
	d := open(t, f)
	d.Press("c")
	d.Wants("To: board of", "Can read: you", "Subject:", "[ Send ]")
	d.Type("Ein q neues Thema")
	d.Press("enter")
	d.Type("Mit Text.")
	d.Press("enter")
	d.Type("Zweite Zeile.")
	f.WantCalls(t)
	d.Press("down", "enter")
	f.WantCalls(t, "Post Ein q neues Thema Mit Text.\nZweite Zeile.")
	d.Wants("Ein q neues Thema")
}

func TestFailedThreadStaysInTheFieldAndIsNotDoubled(t *testing.T) {
	f := forum()
	d := open(t, f)
	f.Lost["Post"] = fakeroom.Down()
	d.Press("c")
	d.Type("Titel")
	d.Press("tab")
	d.Type("Text")
	before := len(f.Posts)
	d.Press("ctrl+s")
	d.Wants("Titel", "Text", "[ Send ]")
	d.Press("ctrl+s")
	d.Lacks("[ Send ]")
	if got := len(f.Posts) - before; got != 1 {
		t.Errorf("got %d threads, want one", got)
	}
}

func TestChatDoesNotMakeTheBoardReadItsThreads(t *testing.T) {
	f := forum()
	d := open(t, f)
	reads := f.Asked["Threads"]
	f.Chat("yuki", "nur ein Gespräch")
	d.Send(fakeroom.Changed())
	if f.Asked["Threads"] != reads {
		t.Error("threads were read again for a chat line")
	}
	f.Add(house.Post{Kind: house.KindBoard, Title: "Frisch", Text: "…"})
	d.Send(fakeroom.Changed())
	d.Wants("Frisch")
}

func TestPinLockAndAllRead(t *testing.T) {
	f := forum()
	d := open(t, f)
	d.Press("down", "p", "L", "A")
	f.WantCalls(t, "Pin m2 true", "LockThread m2 true")
	if f.Marks[""] < 5 {
		t.Errorf("got the mark %d, want all read", f.Marks[""])
	}
	f.As(house.RoleMember, house.DoRead, house.DoPost)
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Press("p")
	d.WantAsked(kit.Toast{Key: "board.key.tidy.off"})
}

func TestOlderThreadsAreReadOnDemand(t *testing.T) {
	f := fakeroom.New()
	for i := range 120 {
		f.Add(house.Post{Kind: house.KindBoard, Title: fmt.Sprintf("Thema %03d", i+1), Text: "x"})
	}
	d := open(t, f)
	d.Press("end")
	d.Wants("Older threads")
	d.Press("enter", "end", "enter", "end")
	d.Wants("Thema 001")
	d.Lacks("Older threads")
}

func TestLostRoomSaysSo(t *testing.T) {
	f := forum()
	d := open(t, f)
	f.Fail["Room"] = house.Errorf(house.NotFound, "error.no_such_room")
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("There is no such room.")
	d.Lacks("Regeln")
}
