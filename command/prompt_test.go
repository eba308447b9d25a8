package command_test

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"stockwerk/command"
	"stockwerk/house"
	"stockwerk/text"
)

// talk is somebody in the linear mode: what they type goes in, and what they
// hear is waited for.
type talk struct {
	t    *testing.T
	in   *io.PipeWriter
	out  *lineWriter
	done chan int
	from int // what was heard before is not heard again
}

func (w *town) talk(a house.Actor, pty bool) *talk {
	w.t.Helper()
	r, in := io.Pipe()
	k := &talk{w.t, in, newLineWriter(), make(chan int, 1), 0}
	e := &command.Env{
		House: w.house, Actor: a, Lang: text.English, Host: "house.example", Port: 2222, In: r, Out: k.out, Err: k.out,
	}
	go func() {
		if pty {
			k.done <- command.PromptPTY(w.t.Context(), e, struct {
				io.Reader
				io.Writer
			}{r, k.out})
			return
		}
		k.done <- command.Prompt(w.t.Context(), e)
	}()
	w.t.Cleanup(func() { in.Close() })
	return k
}

func (k *talk) types(lines ...string) {
	k.t.Helper()
	for _, line := range lines {
		if _, err := io.WriteString(k.in, line); err != nil {
			k.t.Fatal(err)
		}
	}
}

// hears waits for words after those heard last.
func (k *talk) hears(words ...string) {
	k.t.Helper()
	for _, w := range words {
		k.out.waitFrom(k.t, k.from, w)
		k.from += strings.Index(k.out.String()[k.from:], w) + len(w)
	}
}

// ends closes the input and checks the farewell.
func (k *talk) ends() {
	k.t.Helper()
	k.in.Close()
	if code := <-k.done; code != 0 {
		k.t.Errorf("got exit %d, want 0", code)
	}
	if out := k.out.String(); strings.Contains(out, "\x1b") || strings.Contains(out, "⟦") {
		k.t.Errorf("got an escape sequence or a missing sentence in %q", out)
	}
}

var recoveryCode = regexp.MustCompile(`Recovery code: (\S+)`)

func TestNewcomerRegistersInTheLinearModeAndGoesAbout(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	b := w.member("Bert")
	b.does("", "post eg/cafe --title Soup 'Who cooks?'")
	k := w.talk(w.house.Newcomer(), false)
	k.hears("Welcome", "1 Make an account", "0 Leave the house", "> ")
	k.types("77\n")
	k.hears("not among the choices")
	k.types("dance\n")
	k.hears("does not know the command dance")
	k.types("1\n")
	k.hears("Do you agree", "(1 yes, 2 no)")
	k.types("perhaps\n")
	k.hears("not among the choices", "Do you agree")
	k.types("yes\n")
	k.hears("Name")
	k.types("Anna\n", password+"\n", password+"\n")
	k.hears("taken", "Name")
	k.types("Mara\n", password+"\n", "something else again\n")
	k.hears("differ", "Name")
	k.types("Mara\n", password+"\n", password+"\n")
	k.hears("Welcome, Mara", "Recovery code: ")
	k.typesGroup("wrong")
	k.hears("not the group")
	k.typesGroup("")
	k.typesGroup("")
	k.hears("You are Mara", "1 News", "2 Floors and rooms", "3 Private messages", "4 Emergency")
	k.types("4\n")
	k.hears("112")
	k.types("2\n")
	k.hears("1 Floor 0, ", "(eg)")
	k.types("1\n")
	k.hears("eg/cafe", "0 Back", "> ")
	k.types(number(k.out.String(), "eg/cafe") + "\n")
	k.hears("Can read: everybody in the house.", "1 Read what is new", "Write on the board", "Chat")
	k.types("1\n")
	k.hears("Soup", "Who cooks?")
	k.types("3\n")
	k.hears("Subject")
	k.types("Bread\n", "I bake.\n", "Every day.\n", ".\n")
	k.hears("Stored.")
	k.types("4\n")
	k.hears("A line /q leaves")
	b.does("", "say eg/cafe good morning")
	k.hears("Bert: good morning")
	k.types("and to you\n")
	k.types("/q\n")
	k.hears("1 Read what is new")
	k.types("say eg/cafe by command\n")
	k.hears("Stored, id")
	k.types("0\n0\n0\n")
	k.hears("3 Private messages")
	k.types("3\n1\n")
	k.hears("To whom?")
	k.types("@Bert\nhello\n.\n")
	k.hears("Stored.", "@Bert", "> ")
	k.types("follow eg/cafe\n")
	k.hears("Enter ends it")
	b.does("", "say eg/cafe still there")
	k.hears("still there")
	k.types("\n")
	k.types("whoami\n")
	k.hears("You are Mara")
	k.ends()
	if strings.Contains(k.out.String(), password) {
		t.Error("the password was printed")
	}
	var said []any
	for _, p := range b.list("read eg/cafe") {
		if p["author"] == "Mara" {
			said = append(said, p["text"])
		}
	}
	if len(said) != 3 || said[0] != "I bake.\nEvery day." || said[1] != "and to you" || said[2] != "by command" {
		t.Errorf("got %q of Mara", said)
	}
	if got := b.list("read @Mara"); len(got) != 1 || got[0]["text"] != "hello" {
		t.Errorf("read @Mara: got %v", got)
	}
}

// number is the last choice whose line has words in it.
func number(out, words string) string {
	found := ""
	for _, line := range strings.Split(out, "\n") {
		n, rest, ok := strings.Cut(line, " ")
		if ok && strings.HasPrefix(rest, words) {
			found = n
		}
	}
	return found
}

var groupAsked = regexp.MustCompile(`Group (\d) of`)

// typesGroup answers the question for a group of the recovery code, rightly
// unless another answer is given.
func (k *talk) typesGroup(answer string) {
	k.t.Helper()
	k.hears("Group ")
	k.out.waitFrom(k.t, k.from, "written down:")
	asked := groupAsked.FindAllStringSubmatch(k.out.String(), -1)
	code := strings.Split(recoveryCode.FindStringSubmatch(k.out.String())[1], "-")
	if answer == "" {
		answer = strings.ToLower(code[asked[len(asked)-1][1][0]-'1'])
	}
	k.types(answer + "\n")
}

func TestVisitorComesInTheLinearMode(t *testing.T) {
	w := newTown(t)
	a := w.setup("Anna")
	a.does("", "floor new berat Beratung")
	a.does("", "room new berat/eins Erstgespräch --kind practice")
	code := a.object("", "ticket new berat/eins --json")["code"].(string)
	k := w.talk(w.atTicket(code), false)
	k.hears("Your ticket opens the room Erstgespräch", "1 Come in")
	k.types("1\n")
	k.hears("Do you agree to the privacy text and the house rules?")
	k.types("2\n")
	k.hears("1 Come in")
	k.types("1\n1\n")
	k.hears("By which name")
	k.types("Robin\n")
	k.hears("You are in berat/eins as Robin.", "Ticket for your next visit:", "visitor in berat/eins", "1 Read what is new")
	k.types("3\n")
	k.hears("Subject")
	k.types("Question\nWhat now?\n.\n")
	k.hears("Stored.")
	k.types("0\n")
	if code := <-k.done; code != 0 {
		t.Errorf("got exit %d, want 0", code)
	}
	if got := a.list("read berat/eins/board"); len(got) != 1 || got[0]["author"] != "Robin" {
		t.Errorf("read: got %v", got)
	}
}

func TestGuestLooksAroundInTheLinearMode(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	k := w.talk(w.house.Guest(), false)
	k.hears("Welcome", "1 Find counselling", "2 Emergency")
	k.types("7\n", "4\n")
	k.hears("House rules", "respect")
	k.types("say eg/cafe hello\n")
	k.hears("no such room")
	k.types(strings.Repeat("long ", 300_000) + "\n")
	k.hears("too long", "> ")
	k.types("0\n")
	if code := <-k.done; code != 0 {
		t.Errorf("got exit %d, want 0", code)
	}
}

func TestTerminalIsEchoedWithoutEscapeSequences(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	b := w.member("Bert")
	a, err := w.house.Login(t.Context(), "Bert", password)
	if err != nil {
		t.Fatal(err)
	}
	w.house.Lock(a)
	k := w.talk(a, true)
	k.hears("Your rooms are locked")
	k.types("wrong one\r")
	k.hears("password", "Your rooms are locked")
	k.types(password + "\r\n")
	k.hears("1 News", "> ")
	k.types("whoamy\x7fi\x1b[A\x1bOB")
	k.hears("whoamy\b \bi")
	k.types("\x03")
	k.hears("Your line is kept.", "> whoami")
	k.types("\r")
	k.hears("\r\nYou are Bert")
	k.types("x y \x17\x15say eg/cafe 日本\x7f")
	k.hears("本\b \b\b \b")
	k.types("\r")
	k.hears("Stored, id")
	k.types("\x04")
	if code := <-k.done; code != 0 {
		t.Errorf("got exit %d, want 0", code)
	}
	out := k.out.String()
	if strings.Contains(out, "\x1b") || strings.Contains(out, password) || strings.Contains(strings.ReplaceAll(out, "\r\n", ""), "\n") {
		t.Errorf("got an escape sequence, a password or a bare line end in %q", out)
	}
	if got := b.list("read eg/cafe/chat"); len(got) != 1 || got[0]["text"] != "日" {
		t.Errorf("read: got %v", got)
	}
}

func TestEmergencyNumbersAreOneKeyAwayInTheLinearMode(t *testing.T) {
	w := newTown(t)
	w.setup("Anna")
	for _, pty := range []bool{false, true} {
		k := w.talk(w.house.Newcomer(), pty)
		k.hears("exclamation mark", "0 Leave the house", "> ")
		k.types("!\n")
		k.hears("112", "> ")
		k.types("1\n")
		k.hears("Do you agree")
		k.types("!\n")
		k.hears("112", "Do you agree")
		k.types("yes\n")
		k.hears("Name")
		k.types("emergency\n")
		k.hears("112", "Name")
		k.types("\n")
		k.hears("> ")
		k.ends()
	}
}

func TestEmergencyNumbersAreOneKeyAwayInTheMiddleOfTextsAndPasswords(t *testing.T) {
	w := newTown(t)
	anna := w.setup("Anna")
	for _, pty := range []bool{false, true} {
		k := w.talk(w.house.Newcomer(), pty)
		k.hears("> ")
		k.types("1\n")
		k.hears("Do you agree")
		k.types("yes\n")
		k.hears("Name")
		k.types("Berta\n")
		k.hears("assword")
		k.types("!\n")
		k.hears("112", "assword")
		k.types("short\n")
		k.hears("assword")
		k.ends()

		k = w.talk(anna.env.Actor, pty)
		k.hears("My private notes", "> ")
		k.types("note add -\n")
		k.hears("dot")
		k.types("first line\n!\n")
		k.hears("112")
		k.types("last line\n.\n")
		k.hears("Only you read this", "> ")
		k.types("note list --json\n")
		k.hears(`first line\nlast line`)
		k.ends()
	}
}

func TestEverydayWordsAreUnderstoodInTheLinearMode(t *testing.T) {
	w := newTown(t)
	anna := w.setup("Anna")
	k := w.talk(anna.env.Actor, false)
	k.hears("1 News", "> ")
	k.types("3\n")
	k.hears("Private messages", "0 Back", "> ")
	k.types("back\n")
	k.hears("1 News", "> ")
	k.types("Leave the house\n")
	k.hears("Goodbye.")
	k.ends()
}

func TestQuickExitPushesEverythingOutOfSight(t *testing.T) {
	w := newTown(t)
	k := w.talk(w.house.Guest(), true)
	k.hears("> ")
	k.types("rul\x18x\x18")
	k.hears("rulx")
	k.types("\x18")
	k.hears(strings.Repeat("\r\n", 200))
	k.ends()
}
