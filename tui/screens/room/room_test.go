package room_test

import (
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/room"
)

func busy() *fakeroom.House {
	f := fakeroom.New()
	f.Detail.RetentionDays, f.Detail.Transcript = 365, 30
	f.Add(house.Post{Kind: house.KindBoard, Title: "Neu", Text: "x"})
	f.Chat("yuki", "eins", "zwei")
	f.Here = []house.Presence{{Name: "mara"}, {Name: "Igel 🦔\x1b[2J"}}
	return f
}

func open(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, room.New(kittest.Env(f), fakeroom.Place))
}

func ask(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	if len(d.Asked) == 0 {
		t.Fatal("got no question")
	}
	a, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	return a
}

func TestEntranceAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range append(kittest.Sizes(), [2]int{60, 20}) {
			env := kittest.Env(busy())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], room.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Golden("entrance-" + string(lang))
		}
	}
}

// allTools is a room with every tool, as its owner and as a visitor see it.
func allTools() *fakeroom.House {
	f := busy()
	f.Detail.Tools = []string{
		"board", "notices", "chat", "wiki", "files", "calendar", "polls", "tasks", "blog", "bookmarks", "members", "tickets",
	}
	for _, tool := range f.Detail.Tools {
		f.Detail.Levels[tool] = house.LevelWrite
	}
	return f
}

func TestEntranceWithEveryTool(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(allTools())
			env.Text = text.For(lang)
			kittest.New(t, size[0], size[1], room.New(env, fakeroom.Place)).Golden("tools-" + string(lang))
		}
	}
}

// TestVisitorsSeeTheWayOut: on the smallest screen, in a room with every tool.
func TestVisitorsSeeTheWayOut(t *testing.T) {
	f := allTools()
	f.As(house.RoleVisitor, house.DoRead, house.DoPost, house.DoSay, house.DoLeave, house.DoSeeMembers)
	env := kittest.Env(f)
	env.Who = func() kit.Who { return kit.Who{Role: house.RoleGuestOf, Name: "Igel"} }
	d := kittest.New(t, 40, 16, room.New(env, fakeroom.Place))
	d.Wants("End the visit")
	d.Golden("visitor")
}

func TestToolsKeptFromSomebodyAreNotShown(t *testing.T) {
	f := allTools()
	f.Detail.Levels["wiki"] = house.LevelNone
	d := open(t, f)
	d.Wants("Blog")
	d.Lacks("Wiki")
}

func TestDigitsOpenTools(t *testing.T) {
	d := open(t, busy())
	d.Press("2")
	d.WantAsked(kit.GoTool{Place: fakeroom.Place, Tool: "chat"})
}

func TestUnreadAndPresenceFollowEvents(t *testing.T) {
	f := busy()
	d := open(t, f)
	d.Press("down")
	d.Wants("2 unread")
	f.Chat("yuki", "drei")
	d.Send(fakeroom.Changed())
	d.Wants("3 unread")
	f.Here = append(f.Here, house.Presence{Name: "ben.oduya"})
	d.Send(house.Event{Kind: house.EventPresence, Room: fakeroom.ID})
	d.Wants("ben.oduya")
	if f.Asked["Read"] != 0 {
		t.Error("posts were read at the entrance")
	}
}

func TestWhoIsTakenOutSeesTheWayInAndNobody(t *testing.T) {
	f := busy()
	d := open(t, f)
	d.Wants("Here now: Igel")
	f.Detail.Member, f.Detail.Role, f.Detail.May, f.Detail.CanRead = false, "", nil, nil
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("Ask to be admitted")
	d.Lacks("Here now", "Can read", "unread")
}

func TestInvitationIsAcceptedOrDeclined(t *testing.T) {
	invited := func() *fakeroom.House {
		f := busy()
		f.As("")
		f.Detail.Member, f.Detail.Invited, f.Detail.CanRead, f.Detail.Topic = false, true, nil, ""
		return f
	}
	f := invited()
	d := open(t, f)
	d.Wants("You are invited")
	d.Lacks("Can read", "Chat")
	if f.Asked["Enter"] != 0 {
		t.Error("looking at an invitation was told to the room")
	}
	d.Press("1")
	f.WantCalls(t, "Join "+fakeroom.Place)
	d.Wants("Chat")

	f = invited()
	d = open(t, f)
	d.Press("2")
	f.WantCalls(t)
	d.Send(ask(t, d).Options[1].Do("")())
	f.WantCalls(t, "Leave "+fakeroom.Place)
	if d.Asked[len(d.Asked)-2] != (kit.GoBack{}) {
		t.Errorf("got %#v, want to go back", d.Asked)
	}
}

func TestApplicationIsWrittenWithArrowsAndEnter(t *testing.T) {
	f := busy()
	f.As("")
	f.Detail.Member, f.Detail.CanRead = false, nil
	d := open(t, f)
	d.Wants("You are not in this room")
	d.Press("1")
	d.Wants("Only the owner")
	d.Type("Bitte q")
	d.Press("down", "enter")
	f.WantCalls(t, "Apply Bitte q")
	d.Wants("You have asked to be admitted")
}

func TestWaitingVisitorIsLedToTheWaitingRoom(t *testing.T) {
	f := busy()
	f.As("")
	env := kittest.Env(f)
	env.Who = func() kit.Who { return kit.Who{Role: house.RoleGuestOf, Name: "Igel"} }
	d := kittest.New(t, 80, 24, room.New(env, fakeroom.Place))
	d.WantAsked(kit.Instead{Go: kit.GoTool{Place: fakeroom.Place, Tool: "waiting"}})
}

func TestVisitEndsWithTheNextTicket(t *testing.T) {
	f := busy()
	f.As(house.RoleVisitor, house.DoRead, house.DoSay, house.DoLeave)
	f.Issue.Code = "ABCDE-FGHJK-MNPQR-STVWX"
	env := kittest.Env(f)
	env.Who = func() kit.Who { return kit.Who{Role: house.RoleGuestOf, Name: "Igel"} }
	d := kittest.New(t, 80, 24, room.New(env, fakeroom.Place))
	d.Lacks("Visitor tickets", "Change this room")
	d.Press("x")
	f.WantCalls(t)
	d.Send(ask(t, d).Options[1].Do("")())
	f.WantCalls(t, "EndVisit "+fakeroom.Place+" false")
	next, ok := d.Asked[len(d.Asked)-1].(kit.Instead)
	if page, is := next.Go.(kit.GoText); !ok || !is || !strings.Contains(page.Text, f.Issue.Code) {
		t.Errorf("got %#v, want the next ticket shown", d.Asked)
	}
}

func TestOwnerChangesOnlyWhatDiffers(t *testing.T) {
	f := busy()
	f.Detail.Topic = "alt"
	d := open(t, f)
	d.Press("e")
	d.Golden("form")
	d.Press("down")
	d.Type(" q neu")
	d.Press("down", "down", "right", "down", "left", "down", "right", "down", "enter")
	f.WantCalls(t, "EditRoom linger=168;retention=730;topic=alt q neu;transcript=7")
	d.Wants("Board")
}

func TestFailedChangeKeepsTheForm(t *testing.T) {
	f := busy()
	d := open(t, f)
	f.Fail["EditRoom"] = fakeroom.Down()
	d.Press("e", "down")
	d.Type("X")
	d.Press("down", "down", "down", "down", "down", "enter")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Errorf("got %#v, want the failure said", d.Asked)
	}
	d.Wants("How long the chat lives")
	d.Press("esc")
	if q := ask(t, d); q.Title == "" {
		t.Error("got no question before changes are thrown away")
	}
}

func TestCloseDeleteHandOverAndLeaveAsk(t *testing.T) {
	f := busy()
	d := open(t, f)
	d.Press("C")
	d.Send(ask(t, d).Options[1].Do("")())
	d.Wants("This room is closed")
	d.Press("H")
	d.Send(ask(t, d).Options[0].Do("@yuki")())
	d.Press("x")
	d.WantAsked(kit.Toast{Key: "error.owner_leaves"})
	d.Press("D")
	f.WantCalls(t, "CloseRoom "+fakeroom.Place, "HandOver yuki")
	d.Send(ask(t, d).Options[1].Do("")())
	f.WantCalls(t, "CloseRoom "+fakeroom.Place, "HandOver yuki", "DeleteRoom "+fakeroom.Place)
}

func TestMembersCannotChangeTheRoom(t *testing.T) {
	f := busy()
	f.As(house.RoleMember, house.DoRead, house.DoLeave, house.DoSeeMembers)
	d := open(t, f)
	d.Lacks("Change this room", "Visitor tickets")
	for _, key := range []string{"c", "e", "H", "C", "D"} {
		d.Press(key)
		d.WantAsked(kit.Toast{Key: "room.key.owner"})
	}
	d.Press("x")
	d.Send(ask(t, d).Options[1].Do("")())
	f.WantCalls(t, "Leave "+fakeroom.Place)
}

func TestUnknownRoomSaysSo(t *testing.T) {
	f := busy()
	f.Fail["Room"] = house.Errorf(house.NotFound, "error.no_such_room")
	open(t, f).Wants("There is no such room.")
}
