package letters_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/letters"
)

// practice is a room of a counselling.
type practice struct {
	*fakeroom.House
	all   []house.Letter
	later []house.LaterLetter
	rules house.LetterRules
	fail  error // refuses the next deed
}

func (p *practice) did(format string, args ...any) error {
	err := p.fail
	p.fail = nil
	if err == nil {
		p.Calls = append(p.Calls, fmt.Sprintf(format, args...))
	}
	return err
}

func (p *practice) Letters(context.Context, house.Actor, string) ([]house.Letter, error) {
	return append([]house.Letter{}, p.all...), p.Fail["Letters"]
}

func (p *practice) LaterLetters(context.Context, house.Actor, string) ([]house.LaterLetter, error) {
	return p.later, nil
}

func (p *practice) LetterRules(context.Context, house.Actor, string) (house.LetterRules, error) {
	return p.rules, nil
}

func (p *practice) WriteLetter(_ context.Context, _ house.Actor, _ string, l house.LetterSpec) (house.Sent, error) {
	later := "now"
	if !l.Later.IsZero() {
		later = l.Later.Format("2006-01-02 15:04")
	}
	return house.Sent{ID: "l9"}, p.did("write %q %q to %q %s", l.Subject, l.Text, l.Reply, later)
}

func (p *practice) ChangeLaterLetter(_ context.Context, _ house.Actor, id house.MessageID, e house.LaterEdit) (house.LaterLetter, error) {
	if e.Due != nil {
		return house.LaterLetter{}, p.did("put off %s %s", id, e.Due.Format("2006-01-02 15:04"))
	}
	return house.LaterLetter{}, p.did("change %s %q %q", id, *e.Subject, *e.Text)
}

func (p *practice) WithdrawLetter(_ context.Context, _ house.Actor, id house.MessageID) (house.LaterLetter, error) {
	return house.LaterLetter{ID: id, Subject: "Nachtrag", Text: "Und noch etwas."}, p.did("withdraw %s", id)
}

func (p *practice) Delete(_ context.Context, _ house.Actor, id house.MessageID) (house.Sent, error) {
	return house.Sent{ID: id}, p.did("delete %s", id)
}

func counselled() *practice {
	f := fakeroom.New()
	f.Detail.Tools = append(f.Detail.Tools, house.ToolLetters)
	f.Detail.Levels = map[string]house.Level{house.ToolLetters: house.LevelWrite}
	f.Detail.Seq = 9
	f.Marks[""] = 3
	return &practice{House: f, rules: house.LetterRules{Version: 1, Limited: true, Most: 8, Left: 2, Length: 2000}, all: []house.Letter{
		{ID: "l1", Seq: 2, Subject: "Wie werde ich ruhiger? 静か", Text: "Guten Tag,\n\nseit Wochen schlafe ich schlecht.", Author: "mara", Own: true, Client: true, At: fakeroom.At(-900)},
		{ID: "l2", Seq: 5, Subject: "Re: Wie werde ich ruhiger? 静か", Text: "Liebe Mara,\n\ndanke für Ihr Vertrauen. " + fakeroom.Nasty + "\n\nWann fing es an?", Author: "ben.oduya", Mark: house.RoleOwner, At: fakeroom.At(-80), ReplyTo: "l1"},
		{ID: "l3", Seq: 7, Subject: "Eine Übung", Text: "Versuchen Sie, abends einen Gedanken aufzuschreiben.", Author: "ben.oduya", Mark: house.RoleOwner, At: fakeroom.At(-20)},
	}, later: []house.LaterLetter{{ID: "w1", Subject: "Nachtrag", Text: "Und noch etwas.", Due: fakeroom.At(600)}}}
}

func open(t *testing.T, p *practice, entry house.MessageID) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, letters.New(kittest.Env(p), fakeroom.Place, entry))
}

// answer takes an option of the last question.
func answer(t *testing.T, d *kittest.Driver, option int, input string) {
	t.Helper()
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	if do := ask.Options[option].Do; do != nil {
		if cmd := do(input); cmd != nil {
			switch msg := cmd().(type) {
			case kit.Ask: // another question
				d.Asked = append(d.Asked, msg)
			default:
				d.Send(msg)
			}
		}
	}
}

func TestLettersAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(counselled())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], letters.New(env, fakeroom.Place, ""))
			d.WantNoEscape()
			d.Golden("list-" + string(lang))
			d.Press("enter")
			d.Golden("open-" + string(lang))
			d.Press("r")
			d.Type("Es begann im Herbst.")
			d.Golden("answer-" + string(lang))
		}
	}
}

func TestNoLettersSayWhatTheyAreFor(t *testing.T) {
	p := counselled()
	p.all, p.later = nil, nil
	d := open(t, p, "")
	d.Wants("There is none yet", "c writes one")
	p.Detail.Levels[house.ToolLetters] = house.LevelRead
	d = open(t, p, "")
	d.Lacks("c writes one")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestTheOldestUnreadLetterIsChosenAndCountsAsReadInView(t *testing.T) {
	p := counselled()
	d := open(t, p, "")
	d.Wants("Wann fing es an?", "Answers the letter of mara", "2 of the 8 letters")
	d.Pass(2 * time.Second)
	if p.Marks[""] != 5 {
		t.Errorf("got the mark %d, want 5: the newest was not seen", p.Marks[""])
	}
	d.Press("up")
	d.Wants("abends einen Gedanken")
	d.Pass(2 * time.Second)
	if p.Marks[""] != 9 {
		t.Errorf("got the mark %d, want 9", p.Marks[""])
	}
	narrow := kittest.New(t, 40, 16, letters.New(kittest.Env(counselled()), fakeroom.Place, ""))
	narrow.Pass(2 * time.Second)
	narrow.Lacks("Wann fing es an?")
}

func TestAnAnswerHasTheLetterBesideItAndQuotesIt(t *testing.T) {
	p := counselled()
	d := open(t, p, "l2")
	d.Press("r")
	d.Wants("Wann fing es an?", "Re: Wie werde ich ruhiger?", "0 of at most 2000 characters")
	d.Press("ctrl+q")
	d.Wants("> Wann fing es an?")
	d.Type("Im Herbst.")
	d.Press("ctrl+s")
	answer(t, d, 0, "")
	if len(p.Calls) != 1 || !strings.HasPrefix(p.Calls[0], `write "Re: Wie werde ich ruhiger? 静か"`) || !strings.Contains(p.Calls[0], `Im Herbst." to "l2" now`) {
		t.Errorf("got %q, want the answer sent", p.Calls)
	}
	d.WantAsked(kit.Toast{Key: "letters.sent"})
}

func TestALetterIsSentLaterByArrowsAndEnterAlone(t *testing.T) {
	p := counselled()
	d := open(t, p, "")
	d.Press("c")
	d.Type("Betreff")
	d.Press("enter")
	d.Type("Text")
	d.Press("down", "enter")
	answer(t, d, 3, "") // write on
	p.WantCalls(t)
	d.Wants("Betreff", "Text")
	d.Press("ctrl+s")
	answer(t, d, 2, "")
	answer(t, d, 0, "5.3.2090 14:30")
	p.WantCalls(t, `write "Betreff" "Text" to "" 2090-03-05 14:30`)
}

func TestWhatTheHouseRefusesStaysInTheField(t *testing.T) {
	p := counselled()
	d := open(t, p, "")
	d.Press("c")
	d.Type("Betreff")
	d.Press("enter")
	d.Type("Text")
	p.fail = house.Errorf(house.Invalid, "error.letter_long", "Max", 100, "Length", 120)
	d.Press("ctrl+s")
	answer(t, d, 0, "")
	if failed, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok || !house.IsKey(failed.Err, "error.letter_long") {
		t.Errorf("got %#v, want it said", d.Asked)
	}
	d.Wants("Betreff", "Text")
}

func TestNoLetterIsBegunWhenNoneIsLeft(t *testing.T) {
	p := counselled()
	p.rules.Left = 0
	d := open(t, p, "")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "letters.none_left"})
}

func TestWaitingLettersAreChangedPutOffAndWithdrawn(t *testing.T) {
	p := counselled()
	d := open(t, p, "")
	d.Press("e")
	d.WantAsked(kit.Toast{Key: "letters.key.waits.off"})
	d.Press("home")
	d.Wants("Goes out:", "Und noch etwas.")
	d.Press("e")
	d.Type("!")
	d.Press("ctrl+s")
	d.Press("t")
	answer(t, d, 0, "6.3.2090")
	d.Press("W")
	answer(t, d, 1, "")
	p.WantCalls(t, `change w1 "Nachtrag" "Und noch etwas.!"`, "put off w1 2090-03-06 08:00", "withdraw w1")
	if got := p.Drafted[fakeroom.Place+"/letters"]; got.Text != "Und noch etwas." || got.Title != "Nachtrag" {
		t.Errorf("got the draft %+v, want the words kept", got)
	}
	p.later[0].Held = "letters.held.closed"
	d.Send(house.Event{Kind: house.EventResync})
	d.Wants("cannot go out", "the room is closed")
}

func TestOnlyOnesOwnLettersAreDeleted(t *testing.T) {
	p := counselled()
	d := open(t, p, "l2")
	d.Press("d")
	d.WantAsked(kit.Toast{Key: "letters.key.delete.off"})
	d.Press("esc", "down", "d")
	answer(t, d, 1, "")
	p.WantCalls(t, "delete l1")
}

func TestLettersGoWhenTheRightGoes(t *testing.T) {
	p := counselled()
	d := open(t, p, "")
	p.Fail["Letters"] = house.Errorf(house.Forbidden, "error.tool_none")
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("You have no right to this tool")
	d.Lacks("Wann fing es an?")
}
