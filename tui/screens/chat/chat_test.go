package chat_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/chat"
)

// talk is a room in which something was said.
func talk() *fakeroom.House {
	f := fakeroom.New()
	f.Add(house.Post{Kind: house.KindChat, Author: "ben.oduya", Text: "Guten Abend 会議 zusammen", At: fakeroom.At(-24 * 60)})
	f.Add(house.Post{Kind: house.KindEvent, Event: house.EventLine{Key: "event.joined", Args: map[string]string{"Name": "yuki"}}})
	f.Add(house.Post{Kind: house.KindChat, Author: "Rettungsring [owner]", Mark: house.RoleVisitor, Text: "Darf ich etwas fragen? Es ist eine längere Geschichte, die über mehrere Zeilen geht."})
	f.Add(house.Post{Kind: house.KindChat, Author: fakeroom.Me, Mark: house.RoleOwner, Text: "Ja, bitte."})
	f.Marks[""] = 4
	f.Add(house.Post{Kind: house.KindChat, Author: "yuki", Text: "winkt 👩‍👩‍👧", Action: true})
	f.Add(house.Post{Kind: house.KindChat, Author: "yuki", Text: fakeroom.Nasty})
	f.Add(house.Post{Kind: house.KindChat, Author: "yuki", Deleted: true})
	f.Here = []house.Presence{{Name: fakeroom.Me}, {Name: "yuki", Typing: true}, {Name: "ben.oduya"}}
	return f
}

func open(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, chat.New(kittest.Env(f), fakeroom.Place))
}

func TestChatAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			f := talk()
			env := kittest.Env(f)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], chat.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Golden("chat-" + string(lang))
		}
	}
}

func TestEmptyChatSaysHowToBegin(t *testing.T) {
	d := open(t, fakeroom.New())
	d.Wants("Nothing has been said here yet.", "Enter sends")
}

func TestOwnLineIsSentAndConfirmedOnce(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Type("Guten Tag")
	d.Press("enter")
	f.WantCalls(t, "Say  Guten Tag")
	d.Send(fakeroom.Changed())
	d.Wants("mara: Guten Tag ✓")
	if n := strings.Count(d.Screen(), "Guten Tag"); n != 1 {
		t.Errorf("got the line %d times, want once:\n%s", n, d.Screen())
	}
}

func TestFailedLineIsKeptAndRetryDoesNotDouble(t *testing.T) {
	f := talk()
	d := open(t, f)
	f.Lost["Say"] = fakeroom.Down() // stored, but the answer got lost
	d.Type("nur einmal")
	d.Press("enter")
	d.Wants("nur einmal (not sent)")
	if got := f.Drafted[fakeroom.Place+"/chat"].Text; got != "nur einmal" {
		t.Errorf("got the draft %q, want the line that failed", got)
	}
	d.Press("enter")
	d.Send(fakeroom.Changed())
	d.Lacks("not sent")
	stored := 0
	for _, p := range f.Posts {
		if p.Text == "nur einmal" {
			stored++
		}
	}
	if shown := strings.Count(d.Screen(), "nur einmal"); stored != 1 || shown != 1 {
		t.Errorf("got %d stored and %d shown, want one each:\n%s", stored, shown, d.Screen())
	}
}

func TestLinesStayInOrderBehindAFailure(t *testing.T) {
	f := talk()
	d := open(t, f)
	f.Fail["Say"] = fakeroom.Down()
	d.Type("eins")
	d.Press("enter")
	d.Type("zwei")
	d.Press("enter")
	d.Send(fakeroom.Changed())
	f.WantCalls(t, "Say  eins", "Say  eins", "Say  zwei")
	screen := d.Screen()
	if strings.Index(screen, "eins") > strings.Index(screen, "zwei") {
		t.Errorf("lines are out of order:\n%s", screen)
	}
}

func TestTooLongLineGoesBackIntoTheField(t *testing.T) {
	f := talk()
	d := open(t, f)
	long := strings.Repeat("a", house.MaxChat+1)
	d.Paste(long)
	d.Press("enter")
	d.Lacks("not sent")
	d.Press("backspace", "enter")
	if n := len(f.Calls); n != 2 || len(f.Posts[len(f.Posts)-1].Text) != house.MaxChat {
		t.Errorf("got %d tries, want the shortened line taken at the second", n)
	}
}

func TestLettersAreInertInTheField(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Type("dqerg0?!:")
	f.WantCalls(t)
	if len(d.Asked) != 0 {
		t.Errorf("got the requests %v, want none", d.Asked)
	}
	d.Wants("dqerg0?!:")
}

func TestWhatIsTypedBeforeTheRoomIsReadIsKept(t *testing.T) {
	f := talk()
	s := chat.New(kittest.Env(f), fakeroom.Place)
	for _, name := range []string{"g", "u", "t", "enter", "q", "!"} {
		k := kittest.Key(name)
		if !s.Wants(k) {
			t.Errorf("the key %s does something else before the field is there", name)
		}
		_, _ = s.Update(k)
	}
	if s.Wants(kittest.Key("esc")) {
		t.Error("Esc does not lead back before the field is there")
	}
	d := kittest.New(t, 80, 24, s)
	f.WantCalls(t, "Say  gut")
	d.Wants("│ q!")
}

func TestPasteIsOneMessageAndIsPreviewed(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Paste("1\n2\n3\n4\n5\n6")
	d.Press("enter")
	f.WantCalls(t)
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || !strings.Contains(ask.Text, "6") {
		t.Fatalf("got %#v, want a preview of the paste", d.Asked)
	}
	for _, msg := range run(ask.Options[0].Do("")) {
		d.Send(msg)
	}
	f.WantCalls(t, "Say  1\n2\n3\n4\n5\n6")
}

// run gives the messages of a command.
func run(cmd tea.Cmd) []tea.Msg {
	switch msg := cmd().(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		var all []tea.Msg
		for _, c := range msg {
			all = append(all, run(c)...)
		}
		return all
	default:
		return []tea.Msg{msg}
	}
}

func TestLinesOfOthersAppearByEvent(t *testing.T) {
	f := talk()
	d := open(t, f)
	reads := f.Asked["Read"]
	f.Chat("ben.oduya", "gerade eben")
	d.Lacks("gerade eben")
	d.Send(house.Event{Kind: house.EventRoom, Room: "elsewhere"})
	d.Lacks("gerade eben")
	d.Send(fakeroom.Changed())
	d.Wants("ben.oduya: gerade eben")
	if f.Asked["Read"] != reads {
		t.Error("the whole talk was read again, want the changes only")
	}
}

func TestEditedAndDeletedLinesChangeInPlace(t *testing.T) {
	f := talk()
	d := open(t, f)
	f.Alter("m3", func(p *house.Post) { p.Text, p.Edited = "anders gesagt", true })
	f.Alter("m1", func(p *house.Post) { p.Text, p.Deleted = "", true })
	d.Send(fakeroom.Changed())
	d.Wants("anders gesagt (edited)", "ben.oduya: This was deleted.")
	d.Lacks("Guten Abend")
}

func TestEditDeleteAndQuoteOfALine(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Press("up", "up", "up", "up") // yuki ×3, then one's own line
	d.Press("e")
	d.Wants("your line of")
	d.Type(" Nur zu!")
	d.Press("enter")
	f.WantCalls(t, "Edit m4 Ja, bitte. Nur zu!")
	d.Send(fakeroom.Changed())
	d.Press("d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(f.Calls) != 1 {
		t.Fatalf("got %#v and %q, want to be asked before a line is deleted", d.Asked, f.Calls)
	}
	d.Send(run(ask.Options[1].Do("")))
	f.WantCalls(t, "Edit m4 Ja, bitte. Nur zu!", "Delete m4")
	d.Press("up", "r")
	d.Wants("> Darf ich etwas fragen?")
}

func TestOthersLinesCannotBeChanged(t *testing.T) {
	f := talk()
	f.As(house.RoleMember, house.DoRead, house.DoSay, house.DoEditOwn)
	d := open(t, f)
	d.Press("up", "up", "e")
	d.WantAsked(kit.Toast{Key: "chat.key.own.off"})
	d.Press("d")
	d.WantAsked(kit.Toast{Key: "chat.key.own.off"})
	f.WantCalls(t)
}

func TestTranscriptRuleIsToldBeforeEntering(t *testing.T) {
	f := talk()
	f.Detail.Transcript = 0
	d := open(t, f)
	d.Wants("This chat is not kept.")
	d.Lacks("Guten Abend")
	if f.Asked["Enter"] != 0 {
		t.Error("got into the room before the rule was read")
	}
	d.Golden("gate")
	d.Press("1")
	d.Wants("Guten Abend")
	if f.Asked["Enter"] != 1 {
		t.Error("got no presence after entering")
	}
}

func TestReadingMarksWhatWasOnScreen(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Screen()
	if f.Marks[""] != 4 {
		t.Errorf("got the mark %d before a moment has passed, want 4", f.Marks[""])
	}
	d.Pass(2 * time.Second)
	if f.Marks[""] != 7 {
		t.Errorf("got the mark %d, want that of the last line, 7", f.Marks[""])
	}
}

func TestHiddenChatMarksNothingRead(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Screen()
	d.Pass(2 * time.Second)
	f.Chat("yuki", "ungesehen")
	d.Send(fakeroom.Changed()) // and nothing is drawn
	d.Pass(2 * time.Second)
	if f.Marks[""] != 7 {
		t.Errorf("got the mark %d, want 7: the new line was not on screen", f.Marks[""])
	}
}

func TestOlderLinesAreReadOnDemandAndMemoryIsBounded(t *testing.T) {
	f := fakeroom.New()
	for i := range 1000 {
		f.Chat("yuki", fmt.Sprintf("Zeile %04d.", i+1))
	}
	f.Marks[""] = 1000
	d := open(t, f)
	d.Wants("Zeile 1000.")
	for range 60 {
		d.Screen()
		d.Press("pgup")
	}
	d.Lacks("Zeile 1000.")
	if f.Asked["Read"] < 4 {
		t.Errorf("got %d pages, want older ones read", f.Asked["Read"])
	}
	d.Press("esc")
	d.Wants("Zeile 1000.")
}

func TestTypingIsToldAtMostEveryThreeSeconds(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Type("viele Buchstaben")
	if f.Asked["Typing"] != 1 {
		t.Errorf("got %d signs, want one", f.Asked["Typing"])
	}
}

func TestReadersOnlyGetNoField(t *testing.T) {
	f := talk()
	f.As(house.RoleVisitor, house.DoRead)
	d := open(t, f)
	d.Wants("You may read here, but not write.")
	d.Type("x")
	d.Lacks("│ x")
}

func TestClosingEndsThePresenceAndKeepsTheDraft(t *testing.T) {
	f := talk()
	s := chat.New(kittest.Env(f), fakeroom.Place)
	d := kittest.New(t, 80, 24, s)
	d.Type("angefangen")
	run(s.Save())
	run(s.Close())
	if f.Drafted[fakeroom.Place+"/chat"].Text != "angefangen" || f.Asked["Exit"] != 1 {
		t.Errorf("got the drafts %v and %d exits", f.Drafted, f.Asked["Exit"])
	}
}

// without is what somebody may who may do all but this.
func without(f *fakeroom.House, gone ...house.RoomAction) []house.RoomAction {
	return slices.DeleteFunc(slices.Clone(f.Detail.May), func(a house.RoomAction) bool { return slices.Contains(gone, a) })
}

func roster() house.Event { return house.Event{Kind: house.EventRoster, Room: fakeroom.ID} }

func TestWordsStayWhenTheRoomIsClosedMeanwhile(t *testing.T) {
	f := talk()
	d := open(t, f)
	d.Type("ein langer Ged")
	f.Detail.May = without(f, house.DoSay, house.DoEditOwn, house.DoTidy)
	d.Send(roster())
	d.Wants("ein langer Ged", "Your words were not sent", "Guten Abend")
	d.Type("anke qS!?")
	d.Press("enter", "ctrl+s")
	d.Wants("ein langer Gedanke qS!?")
	f.WantCalls(t)
	d.Press("ctrl+y")
	if d.Clipboard != "ein langer Gedanke qS!?" {
		t.Errorf("copied %q, want the words", d.Clipboard)
	}
	d.Pass(10 * time.Second)
	if got := f.Drafted[fakeroom.Place+"/chat"].Text; got != "ein langer Gedanke qS!?" {
		t.Errorf("got the draft %q, want the words", got)
	}
	again := open(t, f)
	again.Wants("ein langer Gedanke qS!?", "Your words were not sent")
}

func TestEmptyFieldGoesWhenTheRoomIsClosed(t *testing.T) {
	f := talk()
	d := open(t, f)
	f.Detail.May, f.Detail.Closed = without(f, house.DoSay), true
	d.Send(roster())
	d.Wants("This room is closed")
	d.Lacks("Your words were not sent")
}

func TestWordsStayForWhoWasTakenOutOfTheRoom(t *testing.T) {
	for name, take := range map[string]func(*fakeroom.House){
		"listed":   func(f *fakeroom.House) { f.Detail.May, f.Detail.CanRead, f.Detail.Member = nil, nil, false },
		"unlisted": func(f *fakeroom.House) { f.Fail["Room"] = house.Errorf(house.NotFound, "error.no_such_room") },
	} {
		f := talk()
		d := open(t, f)
		d.Type("mitten im Satz")
		was := f.Detail
		take(f)
		d.Send(roster())
		d.Wants("mitten im Satz", "You are not in this room any more")
		d.Lacks("Guten Abend", "Can read", "Nothing has been said")
		d.Type("qS")
		d.Press("esc")
		ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
		if !ok || ask.Title != "Leave these words?" {
			t.Fatalf("%s: got %#v, want to be asked before the words are lost", name, d.Asked)
		}
		d.Wants("mitten im SatzqS")
		f.Detail = was
		d.Send(house.Event{Kind: house.EventPerson})
		d.Wants("mitten im SatzqS", "Guten Abend", "To: Steuerkreis")
		d.Press("enter")
		f.WantCalls(t, "Say  mitten im SatzqS")
	}
}

func TestWhoWasTakenOutReadsNothingMore(t *testing.T) {
	f := talk()
	d := open(t, f)
	f.Detail.May, f.Detail.CanRead, f.Detail.Member = nil, nil, false
	d.Send(roster())
	d.Wants("You are not in this room any more. Esc leads back.")
	d.Lacks("Guten Abend", "Can read")
}

func TestWhoIsHereIsAskedAgainAfterAFailure(t *testing.T) {
	f := talk()
	f.Fail["Present"] = fakeroom.Down()
	d := open(t, f)
	d.Lacks("Here: yuki")
	d.Pass(10 * time.Second)
	d.Wants("Here: yuki, ben.oduya")
}
