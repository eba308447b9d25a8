package thread_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/thread"
)

func debate() *fakeroom.House {
	f := fakeroom.New()
	f.Add(house.Post{Kind: house.KindBoard, Title: "Ölfässer 会議 und der Weg", Text: "Was denkt ihr über die Sache, die uns seit Wochen beschäftigt und kein Ende nimmt?", Pinned: true})
	f.Add(house.Post{Kind: house.KindBoard, Thread: "m1", ReplyTo: "m1", Author: fakeroom.Me, Mark: house.RoleOwner, Text: "Viel.\n> Was denkt ihr über die Sache, die uns seit Wochen beschäftigt und kein Ende nimmt?\nNoch mehr."})
	f.Add(house.Post{Kind: house.KindBoard, Thread: "m1", ReplyTo: "m2", Author: "Rettungsring [owner]", Mark: house.RoleVisitor, Text: fakeroom.Nasty, Edited: true})
	f.Marks["m1"] = 3
	f.Add(house.Post{Kind: house.KindBoard, Thread: "m1", ReplyTo: "m3", Author: "yuki", Text: "Neu für mara 👩‍👩‍👧."})
	f.Add(house.Post{Kind: house.KindBoard, Thread: "m1", ReplyTo: "m1", Author: "yuki", Deleted: true})
	return f
}

func open(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, thread.New(kittest.Env(f), fakeroom.Place, "m1", 0))
}

func TestThreadAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(debate())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], thread.New(env, fakeroom.Place, "m1", 0))
			d.WantNoEscape()
			d.Golden("thread-" + string(lang))
		}
	}
}

func TestReplyQuotesThePost(t *testing.T) {
	f := debate()
	for _, size := range kittest.Sizes() {
		d := kittest.New(t, size[0], size[1], thread.New(kittest.Env(f), fakeroom.Place, "m1", 0))
		d.Press("r")
		d.Golden("reply")
	}
	d := open(t, f)
	d.Press("r")
	d.Wants("yuki wrote:", "> Neu für mara", "Can read: you")
	d.Type("dmq!")
	d.Press("ctrl+s")
	f.WantCalls(t, "Post  yuki wrote:\n> Neu für mara 👩‍👩‍👧.\n\ndmq!")
	last := f.Posts[len(f.Posts)-1]
	if last.ReplyTo != "m4" || last.Thread != "m1" {
		t.Errorf("got an answer to %q in %q, want m4 in m1", last.ReplyTo, last.Thread)
	}
	d.Wants("dmq!")
	d.Lacks("[ Send ]")
}

func TestAnswerFailsAndIsNotDoubled(t *testing.T) {
	f := debate()
	d := open(t, f)
	f.Lost["Post"] = fakeroom.Down()
	d.Press("c")
	d.Type("einmal")
	d.Press("ctrl+s")
	d.Wants("[ Send ]", "einmal")
	d.Press("ctrl+s")
	stored := 0
	for _, p := range f.Posts {
		if p.Text == "einmal" {
			stored++
		}
	}
	if stored != 1 {
		t.Errorf("got %d answers, want one", stored)
	}
}

func TestEditAndDeleteAsks(t *testing.T) {
	f := debate()
	d := open(t, f)
	d.Press("e")
	d.WantAsked(kit.Toast{Key: "thread.key.own.off"})
	d.Press("up", "up", "e")
	d.Type(" Ja.")
	d.Press("ctrl+s")
	if len(f.Calls) != 1 || !strings.HasSuffix(f.Calls[0], "Noch mehr. Ja.") {
		t.Fatalf("got %q, want one's own post changed", f.Calls)
	}
	d.Press("d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(f.Calls) != 1 {
		t.Fatalf("got %#v and %q, want to be asked before a post is deleted", d.Asked, f.Calls)
	}
	ask.Options[1].Do("")()
	if f.Calls[len(f.Calls)-1] != "Delete m2" {
		t.Errorf("got %q, want the post deleted", f.Calls)
	}
	d.Send(fakeroom.Changed())
	d.Wants("This was deleted.")
	d.Lacks("Noch mehr")
}

func TestOthersPostsAreDeletedByThoseWhoTidyUpOnly(t *testing.T) {
	f := debate()
	f.As(house.RoleMember, house.DoRead, house.DoPost, house.DoEditOwn)
	d := open(t, f)
	d.Press("d")
	d.WantAsked(kit.Toast{Key: "thread.key.own.off"})
	d.Press("L")
	d.WantAsked(kit.Toast{Key: "thread.key.tidy.off"})
	f.WantCalls(t)
}

func TestLockedThreadTakesNoAnswers(t *testing.T) {
	f := debate()
	f.As(house.RoleMember, house.DoRead, house.DoPost, house.DoEditOwn)
	d := open(t, f)
	f.Alter("m1", func(p *house.Post) { p.Locked = true })
	d.Send(fakeroom.Changed())
	d.Wants("Locked: nobody can answer")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.thread_locked"})
}

func TestReadingAndMarkingUnread(t *testing.T) {
	f := debate()
	d := open(t, f)
	d.Screen()
	d.Pass(2 * time.Second)
	if f.Marks["m1"] != 5 {
		t.Errorf("got the mark %d, want 5: all was on screen", f.Marks["m1"])
	}
	d.Press("m")
	d.Screen()
	d.Pass(2 * time.Second)
	if f.Marks["m1"] != 3 {
		t.Errorf("got the mark %d, want 3: unread from the new post on", f.Marks["m1"])
	}
}

func TestSpacePagesAndThenGoesToTheNextUnreadPlace(t *testing.T) {
	f := fakeroom.New()
	f.Add(house.Post{Kind: house.KindBoard, Title: "Lang", Text: "Anfang"})
	for i := range 150 {
		f.Add(house.Post{Kind: house.KindBoard, Thread: "m1", ReplyTo: "m1", Text: fmt.Sprintf("Beitrag %03d", i)})
	}
	d := open(t, f)
	for range 60 {
		d.Screen()
		if len(d.Asked) > 0 {
			break
		}
		d.Press("space")
	}
	if f.Marks["m1"] != 151 {
		t.Errorf("got the mark %d, want 151", f.Marks["m1"])
	}
	found := false
	for _, msg := range d.Asked {
		found = found || msg == tea.Msg(kit.NextUnread{})
	}
	if !found {
		t.Errorf("got %v, want to go on to the next unread place", d.Asked)
	}
}

func TestThreadOpensAtTheFirstUnreadPost(t *testing.T) {
	f := fakeroom.New()
	f.Add(house.Post{Kind: house.KindBoard, Title: "Lang", Text: "Anfang"})
	for i := range 300 {
		f.Add(house.Post{Kind: house.KindBoard, Thread: "m1", ReplyTo: "m1", Text: fmt.Sprintf("Beitrag %03d.", i)})
	}
	f.Marks["m1"] = 150
	d := open(t, f)
	d.Wants("new since your last visit", "Beitrag 149.")
	d.Lacks("Beitrag 148.")
	d.Press("pgup", "pgup")
	d.Wants("Beitrag 14")
	d.Press("home", "up", "home")
	d.Screen()
	d.Press("up", "home")
	d.Wants("Anfang")
}

func TestNewPostsAppearByEvent(t *testing.T) {
	f := debate()
	d := open(t, f)
	reads := f.Asked["Read"]
	f.Add(house.Post{Kind: house.KindBoard, Thread: "m1", ReplyTo: "m1", Text: "gerade eben"})
	f.Add(house.Post{Kind: house.KindBoard, Title: "anderswo", Text: "in einem anderen Thema"})
	d.Send(fakeroom.Changed())
	d.Press("end")
	d.Wants("gerade eben")
	d.Lacks("in einem anderen Thema")
	if f.Asked["Read"] != reads {
		t.Error("the whole thread was read again, want the changes only")
	}
}

func TestLostRoomSaysSo(t *testing.T) {
	f := debate()
	d := open(t, f)
	f.Fail["Room"] = house.Errorf(house.NotFound, "error.no_such_room")
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("There is no such room.")
	d.Lacks("Was denkt ihr")
}
