package conversation_test

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/conversation"
)

// talk is a house with one conversation, with yuki. Before made, there is none.
type talk struct {
	*fakeroom.House
	made    bool
	blocked []string
	away    bool
	gone    error // refuses the room
}

func (t *talk) Room(ctx context.Context, a house.Actor, place string) (house.RoomDetail, error) {
	switch {
	case t.gone != nil:
		return house.RoomDetail{}, t.gone
	case !t.made:
		return house.RoomDetail{}, house.Errorf(house.NotFound, "error.no_such_talk")
	}
	return t.House.Room(ctx, a, place)
}

func (t *talk) Send(_ context.Context, _ house.Actor, name, words, key string) (house.Sent, error) {
	t.Calls = append(t.Calls, "Send "+name+" "+words)
	if err := t.Fail["Send"]; err != nil {
		return house.Sent{}, err
	}
	for _, p := range t.Posts {
		if p.Title == key {
			return house.Sent{ID: p.ID, Seq: p.Seq, Repeat: true}, nil
		}
	}
	t.made = true
	p := t.Add(house.Post{Kind: house.KindDirect, Author: fakeroom.Me, Text: words, Title: key})
	return house.Sent{ID: p.ID, Seq: p.Seq}, t.Lost["Send"]
}

func (t *talk) Blocked(context.Context, house.Actor) ([]string, error) { return t.blocked, nil }

func (t *talk) Away(context.Context, house.Actor, string) (bool, error) { return t.away, nil }

func (t *talk) Block(_ context.Context, _ house.Actor, name string) error {
	t.blocked = append(t.blocked, name)
	return nil
}

func (t *talk) Unblock(context.Context, house.Actor, string) error {
	t.blocked = nil
	return nil
}

// Enter must not be called: nobody sees who reads private messages.
func (t *talk) Enter(context.Context, house.Actor, *house.Subscription, string) error {
	panic("entered")
}

func fresh() *talk {
	f := &talk{House: fakeroom.New()}
	f.Detail = house.RoomDetail{
		Room: house.Room{ID: fakeroom.ID, Place: "@yuki", Class: house.ClassDirect, Member: true, Role: house.RoleMember},
		Me:   fakeroom.Me, CanRead: []string{fakeroom.Me, "yuki"}, Transcript: -1,
		May: []house.RoomAction{house.DoRead, house.DoSay, house.DoEditOwn},
	}
	return f
}

func old() *talk {
	f := fresh()
	f.made = true
	for _, p := range []house.Post{
		{Author: "yuki", Text: "Hallo Mara, 会議 um drei?", At: fakeroom.At(-24 * 60)},
		{Author: fakeroom.Me, Text: "Ja, gern. Ich bringe die Unterlagen mit, die wir beim letzten Mal nicht geschafft haben."},
		{Author: "yuki", Text: "👩‍👩‍👧 " + fakeroom.Nasty},
		{Author: "yuki", Deleted: true},
		{Author: fakeroom.Me, Text: "/me winkt"},
	} {
		p.Kind = house.KindDirect
		f.Add(p)
	}
	f.Marks[""] = 2
	return f
}

func open(t *testing.T, f *talk) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, conversation.New(kittest.Env(f), "yuki"))
}

// run gives the messages of a command.
func run(cmd tea.Cmd) tea.Msg {
	if cmd == nil {
		return nil
	}
	return cmd()
}

func TestConversationAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(old())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], conversation.New(env, "yuki"))
			d.WantNoEscape()
			d.Golden("old-" + string(lang))
			env = kittest.Env(fresh())
			env.Text = text.For(lang)
			d = kittest.New(t, size[0], size[1], conversation.New(env, "yuki"))
			d.Golden("fresh-" + string(lang))
		}
	}
}

func TestFirstMessageOpensTheConversation(t *testing.T) {
	f := fresh()
	d := open(t, f)
	d.Wants("Only you two will be able to", "To: yuki. Can read: you, yuki. Not: admins.")
	d.Type("Guten Tag")
	d.Press("enter")
	d.Wants("mara: Guten Tag ✓")
	f.WantCalls(t, "Send yuki Guten Tag")
	f.Add(house.Post{Kind: house.KindDirect, Author: "yuki", Text: "auch so"})
	d.Send(fakeroom.Changed())
	d.Wants("yuki: auch so")
}

func TestTheOthersFirstMessageArrives(t *testing.T) {
	f := fresh()
	d := open(t, f)
	f.made = true
	f.Add(house.Post{Kind: house.KindDirect, Author: "yuki", Text: "zuerst"})
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("yuki: zuerst")
}

func TestRepeatAfterALostAnswerDoesNotDouble(t *testing.T) {
	f := old()
	d := open(t, f)
	f.Lost["Send"] = fakeroom.Down()
	d.Type("nur einmal")
	d.Press("enter")
	d.Wants("nur einmal (not sent)")
	if got := f.Drafted["@yuki"].Text; got != "nur einmal" {
		t.Errorf("got the draft %q, want the message that failed", got)
	}
	delete(f.Lost, "Send")
	d.Press("enter")
	d.Send(fakeroom.Changed())
	if n := strings.Count(d.Screen(), "nur einmal"); n != 1 {
		t.Errorf("got the message %d times, want once:\n%s", n, d.Screen())
	}
}

func TestRefusedWordsAreKept(t *testing.T) {
	f := old()
	d := open(t, f)
	f.Fail["Send"] = house.Errorf(house.Forbidden, "error.blocked")
	d.Type("hörst du?")
	d.Press("enter")
	d.Wants("hörst du? (not sent)")
	if got := f.Drafted["@yuki"].Text; got != "hörst du?" {
		t.Errorf("got the draft %q, want the refused message", got)
	}
}

func TestSlashMeIsNoActionHere(t *testing.T) {
	f := fresh()
	d := open(t, f)
	d.Type("/me winkt")
	d.Press("enter")
	d.Wants("mara: /me winkt")
}

func TestOwnWordsAreEditedAndDeleted(t *testing.T) {
	f := old()
	d := open(t, f)
	d.Press("up", "up", "up", "up", "e") // one's own second message
	d.Type(" Bis dann!")
	d.Press("enter")
	f.WantCalls(t, "Edit m2 Ja, gern. Ich bringe die Unterlagen mit, die wir beim letzten Mal nicht geschafft haben. Bis dann!")
	d.Press("d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked before words are deleted", d.Asked)
	}
	d.Send(run(ask.Options[1].Do("")))
	if got := f.Calls[len(f.Calls)-1]; got != "Delete m2" {
		t.Errorf("got %q, want the words deleted", got)
	}
	d.Press("up", "down", "down", "e")
	d.WantAsked(kit.Toast{Key: "chat.key.own.off"})
}

func TestBlockingAsksAndIsShown(t *testing.T) {
	f := old()
	d := open(t, f)
	d.Press("tab", "B")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(f.blocked) != 0 {
		t.Fatalf("got %#v, want to be asked first", d.Asked)
	}
	d.Send(run(ask.Options[1].Do("")))
	d.Wants("You have blocked yuki")
	d.Press("B")
	d.Lacks("You have blocked yuki")
}

func TestNobodyOfThatNameIsSaid(t *testing.T) {
	f := fresh()
	f.gone = house.Errorf(house.NotFound, "error.no_such_person")
	d := open(t, f)
	d.Wants("Nobody here goes by that name.")
	d.Type("x")
	d.Lacks("│ x")
}

func TestLockedConversationAsksForTheLockAndComesBack(t *testing.T) {
	f := old()
	f.gone = house.Errorf(house.Forbidden, "error.locked")
	d := open(t, f)
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Fatalf("got %#v, want the shell to know that the rooms are locked", d.Asked)
	}
	f.gone = nil
	d.Send(kit.Resumed{})
	d.Wants("Hallo Mara")
}

func TestLettersAreInertInTheField(t *testing.T) {
	f := old()
	d := open(t, f)
	d.Type("Bdeq0?!")
	d.Wants("Bdeq0?!")
	f.WantCalls(t)
}
