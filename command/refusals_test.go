package command_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"stockwerk/command"
	"stockwerk/house"
	"stockwerk/text"
)

func TestWrongUseIsRefusedWithTwo(t *testing.T) {
	w := newTown(t)
	a := w.setup("Anna")
	for _, line := range []string{
		"", "   ", "nonsense", "floor", "account", "account keys", "FLOORS", "say", "floor new", "floor new x",
		"floors extra", "floors --unknown", "floors --limit", "floors --limit 0", "floors --limit -1", "floors --limit x",
		"floors --json=yes", "floors --after nothing-such", "say --key", "say eg/cafe --unknown hello", "say eg/cafe/board hello",
		"say @Anna hello", "say eg hello", "say eg/cafe/wiki/x hello", "say EG//cafe hello", "post eg/cafe/chat --title x y",
		"read eg/cafe --after soon", "mark eg/cafe", "mark eg/cafe --read --unread", "mark eg/cafe --unread --to 3",
		"floor new x Y --kind castle", "floor edit eg", "room edit eg/cafe", "room edit eg/cafe --retention long",
		"ticket new eg/cafe --valid never", "ticket new eg/cafe --valid -3h", "register Somebody", "redeem",
		"register Somebody --accept-terms --lang fr", "search", "search hello --since yesterday", "account settings --linear maybe",
		`say eg/cafe "open`, "help nonsense", "read", "read eg/cafe eg/cafe", "msg",
	} {
		a.refused(2, "", line)
	}
	a.refused(3, "", "say eg/cafe/wiki hello")
	a.refused(3, "", "room show eg/nirgends")
	a.refused(3, "", "floor show nirgends")
	a.refused(5, password+"\n", "floor new eg Again")
}

func TestGuestsAreRefusedWhatIsNotTheirs(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	g := w.person(w.house.Guest())
	for _, line := range []string{"news", "inbox", "say eg/cafe hello", "search hello", "msg @Anna hello", "account show"} {
		code := g.run("", line)
		if code != 4 && code != 3 {
			t.Errorf("%s as a guest: got exit %d, want 3 or 4", line, code)
		}
	}
	if got := g.object("", "whoami --json")["role"]; got != "guest" {
		t.Errorf("whoami: got %v", got)
	}
	for _, line := range []string{"floors", "rooms", "read eg/notices", "rules", "terms", "privacy", "emergency", "how", "welcome", "help"} {
		g.does("", line)
	}
}

func TestHelpAndCompletionShowWhatConcernsOne(t *testing.T) {
	w := newTown(t)
	a, b, g := w.setup("Anna"), w.member("Bert"), w.person(w.house.Guest())
	if got := g.does("", "help"); strings.Contains(got, "floor new") || !strings.Contains(got, "emergency") {
		t.Errorf("help for a guest: got %q", got)
	}
	if !strings.Contains(a.does("", "help"), "floor new CODE NAME [--kind KIND] [--state STATE]") {
		t.Error("help for a house admin lacks floor new")
	}
	if got := a.does("", "help floor"); !strings.Contains(got, "floor join CODE") || strings.Contains(got, "room join") {
		t.Errorf("help floor: got %q", got)
	}
	if got := a.does("", "say --help"); !strings.Contains(got, "say PLACE [TEXT] [--key K]") {
		t.Errorf("say --help: got %q", got)
	}
	a.does("", "floor new haus Haus")
	a.does("", "room new haus/geheim Geheim --unlisted")
	complete := func(p *person, line string) string {
		return strings.Join(command.Complete(t.Context(), p.env, line), "|")
	}
	for _, c := range []struct {
		p          *person
		line, want string
	}{
		{a, "say haus/g", "say haus/geheim"},
		{b, "say haus/g", ""},
		{b, "say eg/c", "say eg/cafe"},
		{a, "floor sh", "floor show"},
		{a, "floor show ha", "floor show haus"},
		{g, "floor sh", ""},
		{a, "room show eg/cafe --js", "room show eg/cafe --json"},
		{a, "members haus/geheim", "members haus/geheim"},
		{a, "room handover haus/geheim @", "room handover haus/geheim @Anna"},
	} {
		want := c.want
		if want == c.line {
			want = ""
		}
		if got := complete(c.p, c.line); got != want {
			t.Errorf("complete %q: got %q, want %q", c.line, got, want)
		}
	}
}

// TestHostileWordsStayWords gives every command words that a shell, a terminal
// or a careless parser would act on.
func TestHostileWordsStayWords(t *testing.T) {
	w := newTown(t)
	a := w.setup("Anna")
	hostile := []string{
		"\x1b[2J\x1b]0;owned\x07", "$(reboot)", "`reboot`", "../../etc", "--", "-", "--=", "@", "'", "\"", "\\",
		strings.Repeat("A", 100_000), "\u202eabc", "\x00", "\xff\xfe", "%s%n", "⟦x⟧", "{{.Name}}", "\u009b31m", "\r\nother",
	}
	for _, spec := range command.Table() {
		if spec.Name == "follow" || strings.HasPrefix(spec.Name, "account delete") {
			continue
		}
		for _, word := range hostile {
			quoted := "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
			line := spec.Name + strings.Repeat(" "+quoted, max(1, len(spec.Args)))
			code := a.run(word, line)
			if code == 1 {
				t.Errorf("%s with %.20q: got exit 1, %s", spec.Name, word, a.err.String())
			}
			for _, out := range []string{a.out.String(), a.err.String()} {
				if strings.ContainsAny(out, "\x1b\x07\x00\r\u009b\u202e") {
					t.Errorf("%s with %.20q: got %.200q", spec.Name, word, out)
				}
			}
			if strings.Count(a.err.String(), "\n") > 1 {
				t.Errorf("%s with %.20q: got %q, want one line", spec.Name, word, a.err.String())
			}
		}
	}
}

func TestAFaultIsShownWithAnIdAndToldToTheLog(t *testing.T) {
	w := newTown(t)
	p := w.person(w.house.Guest())
	var id string
	var cause error
	p.env.Fault = func(i string, err error) { id, cause = i, err }
	p.env.House = nil // every call panics
	code := p.run("", "rooms")
	if code != 1 || len(id) != 8 || !strings.Contains(p.err.String(), id) || cause == nil {
		t.Errorf("got exit %d, id %q, %v, %q", code, id, cause, p.err.String())
	}
	p.env.In = broken{}
	p.env.House = w.house
	e := *p.env
	if code := command.Run(t.Context(), &e, "say eg/cafe"); code != 1 || !strings.Contains(cause.Error(), "the cable") {
		t.Errorf("got exit %d and %v, want the broken input", code, cause)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the cable is out") }

func TestTextStandsBetweenOptions(t *testing.T) {
	w := newTown(t)
	a := w.setup("Anna")
	for i, c := range []struct{ line, in, want string }{
		{"say eg/cafe hello -- world", "", "hello -- world"},
		{"say eg/cafe -- --json is an option", "", "--json is an option"},
		{"say eg/cafe use --json to see it", "", "use --json to see it"},
		{"say eg/cafe use --key", "", "use --key"},
		{"say eg/cafe good --bye", "", "good --bye"},
		{"say --key %d eg/cafe first", "", "first"},
		{"say eg/cafe last --key %d --json", "", "last"},
		{"say eg/cafe --key=%d 'two  words'", "", "two  words"},
		{"say eg/cafe", "from input\n", "from input"},
		{"say eg/cafe", "two\nlines\n\n", "two\nlines"},
		{"say eg/cafe - x", "", "- x"},
	} {
		line := c.line
		if strings.Contains(line, "%d") {
			line = fmt.Sprintf(line, i)
		}
		a.does(c.in, line)
		all := a.list("read eg/cafe/chat")
		if got := all[len(all)-1]["text"]; got != c.want {
			t.Errorf("%s: got %q, want %q", line, got, c.want)
		}
	}
	a.refused(2, strings.Repeat("x", 1<<20+1), "say eg/cafe")
	a.refused(2, "", "say eg/cafe")
}

func TestListsArePagedByCursor(t *testing.T) {
	w := newTown(t)
	a := w.setup("Anna")
	for i := range 450 {
		a.does("", fmt.Sprintf("say eg/cafe line %d", i))
	}
	if got := a.list("read eg/cafe/chat"); len(got) != 450 || got[449]["text"] != "line 449" {
		t.Errorf("read: got %d lines, want all 450 in order", len(got))
	}
	seen := 0
	for after := "0"; ; {
		page := a.list("read eg/cafe/chat --limit 210 --after " + after)
		if len(page) == 0 {
			break
		}
		for _, p := range page {
			if want := fmt.Sprintf("line %d", seen); p["text"] != want {
				t.Fatalf("got %v, want %q", p["text"], want)
			}
			seen++
		}
		after = fmt.Sprint(int(page[len(page)-1]["seq"].(float64)))
	}
	if seen != 450 {
		t.Errorf("paging: got %d lines, want 450", seen)
	}
	if got := a.list("read eg/cafe --newest --limit 2"); len(got) != 2 || got[1]["text"] != "line 449" {
		t.Errorf("read --newest: got %v", got)
	}
	for _, code := range []string{"aa", "bb", "cc"} {
		a.does("", "floor new "+code+" "+code)
	}
	if got := a.list("floors --limit 2 --after eg"); len(got) != 2 || got[0]["code"] != "aa" {
		t.Errorf("floors --limit 2 --after eg: got %v", got)
	}
	if got := a.list("floors --after cc"); len(got) != 0 {
		t.Errorf("floors after the last: got %v", got)
	}
}

func TestEveryCommandIsExplainedInEveryLanguage(t *testing.T) {
	names := map[string]bool{}
	for _, s := range command.Table() {
		if names[s.Name] {
			t.Errorf("%s stands in the table twice", s.Name)
		}
		names[s.Name] = true
		for _, l := range []text.Lang{text.German, text.GermanDu, text.English} {
			if got := text.For(l).T(s.Help); !text.Has(s.Help) || len(got) < 10 {
				t.Errorf("%s in %s: got %q", s.Name, l, got)
			}
		}
		for i, a := range s.Args {
			if last := i == len(s.Args)-1; a.Rest && !last || a.Optional && !last && !s.Args[i+1].Optional {
				t.Errorf("%s: the argument %s must be the last", s.Name, a.Name)
			}
		}
	}
	for _, want := range strings.Split("register|whoami|unlock|news|floors|floor new|floor join|floor leave|floor admit|floor admin|floor creator|"+
		"rooms|room new|room show|room invite|room join|room apply|room admit|room remove|room leave|room handover|room close|room delete|members|"+
		"post|say|read|follow|edit|delete|msg|inbox|search|ticket new|ticket list|ticket revoke|redeem|account show|account keys list|"+
		"account keys add|account keys remove|account password|account export|account delete|help", "|") {
		if !names[want] {
			t.Errorf("the table lacks %q", want)
		}
	}
}

func TestExitCodesAreThoseOfTheContract(t *testing.T) {
	for kind, want := range map[house.Kind]int{
		house.Invalid: 2, house.NotFound: 3, house.Forbidden: 4, house.Conflict: 5, house.Unavailable: 1, house.Internal: 1,
	} {
		if got := command.ExitCode(&house.Error{Kind: kind}); got != want {
			t.Errorf("%s: got %d, want %d", kind, got, want)
		}
	}
	if got := command.ExitCode(errors.New("x")); got != 1 {
		t.Errorf("any error: got %d, want 1", got)
	}
}

func TestKeepingNoKeySaysWhichDoorProvesOne(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	p := w.person(w.house.Newcomer())
	if said := p.refused(2, password+"\n", "register Bert --accept-terms --keep-key"); !strings.Contains(said, "new+key@") {
		t.Errorf("got %q, want the door new+key@ named", said)
	}
}
