package command_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"stockwerk/command"
)

const fileKeys = "id name path dir size at author type partial"

// filing is a room with two people, the first its owner.
func filing(t *testing.T) (w *town, anna, bert *person) {
	t.Helper()
	w = newTown(t)
	anna, bert = w.setup("Anna"), w.member("Bert")
	anna.does("", "floor new f Floor --state open")
	bert.does("", "floor join f")
	anna.does("", "room new f/r Room")
	anna.does("", "room invite f/r @Bert")
	bert.does("", "room join f/r")
	return w, anna, bert
}

func TestFilesByLineInTheShapeOfTheContract(t *testing.T) {
	_, a, b := filing(t)
	has(t, "files mkdir", a.object("", "files mkdir f/r /Ordner --json"), fileKeys)
	put := a.object("Inhalt", "files put f/r/files '/Ordner/Ein Blatt.txt' --json")
	has(t, "files put", put, fileKeys)
	if put["path"] != "/Ordner/Ein Blatt.txt" || put["size"] != 6.0 || put["type"] != "text/plain" || put["partial"] != false {
		t.Errorf("files put: got %v", put)
	}
	has(t, "files show", b.object("", "files show f/r '/Ordner/Ein Blatt.txt' --json"), fileKeys)
	if got := b.does("", "files get f/r '/ordner/ein blatt.TXT'"); got != "Inhalt" {
		t.Errorf("files get: got %q, want the content and nothing else", got)
	}
	if list := b.list("files list f/r /Ordner"); len(list) != 1 || list[0]["id"] != put["id"] {
		t.Errorf("files list: got %v", list)
	}
	for _, in := range []string{"abc", "a long content\x00 with \xff all bytes\n\n"} {
		a.does(in, "files put f/r x --replace")
		if got := a.does("", "files get f/r x"); got != in {
			t.Errorf("files get: got %q, want %q", got, in)
		}
	}
	a.does("def", "files put f/r x --from 2")
	if got := a.does("", "files get f/r x"); got != "a def" {
		t.Errorf("files put --from: got %q, want two bytes and what came", got)
	}
	has(t, "files move", a.object("", "files move f/r x /Ordner/y --json"), fileKeys)
	has(t, "files usage", b.object("", "files usage f/r --json"), "used quota max_file files")
	has(t, "files rules", a.object("", "files rules f/r --allow txt,md --quota 20m --json"), "allow deny max_file quota")
	if got := b.object("", "files rules f/r --json"); got["quota"] != 20.0*1024*1024 {
		t.Errorf("files rules: got %v", got)
	}
	has(t, "files delete", a.object("", "files delete f/r /Ordner --recursive --json"), "id path")
	if list := a.list("files list f/r"); len(list) != 0 {
		t.Errorf("files list: got %v, want nothing", list)
	}
}

func TestFilesAreRefusedWithOneSentence(t *testing.T) {
	_, a, b := filing(t)
	a.does("x", "files put f/r x")
	a.does("", "files mkdir f/r d")
	a.does("x", "files put f/r d/x")
	b.refused(5, "y", "files put f/r x")
	b.refused(4, "y", "files put f/r x --replace")
	b.refused(4, "", "files delete f/r x")
	b.refused(4, "", "files rules f/r --deny exe")
	a.refused(3, "", "files show f/r /not/there")
	a.refused(3, "", "files list f/r /not/there")
	a.refused(3, "", "files list f/nothing")
	a.refused(5, "", "files list f/r x")
	a.refused(5, "", "files get f/r d")
	a.refused(5, "", "files delete f/r d")
	a.refused(2, "", "files delete f/r /")
	a.refused(2, "", "files move f/r d d/d")
	a.refused(5, "", "files move f/r x d/x")
	a.refused(2, "", "files rules f/r --quota 3g")
	a.refused(2, "", "files rules f/r --quota much")
	a.refused(2, "", "files put f/r x --replace --from 1")
	a.refused(2, "", "files put f/r/chat y")
	a.refused(2, "abc", "files put f/r short --size 4")
}

func TestAFileIsNeverDrawnOnATerminal(t *testing.T) {
	_, a, _ := filing(t)
	a.does("a\x1b[31mb\nc", "files put f/r t.txt")
	a.does("\x7fELF\x00\x1b[31m", "files put f/r p.bin")
	onScreen := func(line string) int { // as from the line of the screens, which has no input
		a.out.Reset()
		a.err.Reset()
		e := *a.env
		return command.Run(t.Context(), &e, line)
	}
	if code := onScreen("files get f/r t.txt"); code != 2 && strings.Contains(a.out.String(), "\x1b") {
		t.Errorf("got exit %d, %q, want no escape sequence", code, a.out.String())
	}
	if code := onScreen("files get f/r p.bin"); code != 2 || a.out.Len() > 0 {
		t.Errorf("got exit %d, %q, want a refusal", code, a.out.String())
	}
	if code := onScreen("files put f/r new"); code != 2 {
		t.Errorf("files put without input: got exit %d, want a refusal", code)
	}
}

func TestAFileLargerThanATextPasses(t *testing.T) {
	_, a, b := filing(t)
	large := make([]byte, 5<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(large)
	a.does(string(large), "files put f/r large")
	if got := b.does("", "files get f/r large"); !bytes.Equal([]byte(got), large) {
		t.Errorf("got %d bytes, want the %d that were put", len(got), len(large))
	}
}

func TestFoldersAreWalkedThroughInTheLinearMode(t *testing.T) {
	w, a, _ := filing(t)
	a.does("", "files mkdir f/r Ordner")
	a.does("Inhalt", "files put f/r Ordner/x.txt")
	k := w.talk(a.env.Actor, false)
	k.hears("2 Floors and rooms", "> ")
	k.types("2\n")
	k.hears("2 Floor 1", "> ")
	k.types("2\n")
	k.hears("1 f/r", "> ")
	k.types("1\n")
	k.hears("9 Files", "> ")
	k.types("9\n")
	k.hears("1 /Ordner/:", "> ")
	k.types("1\n")
	k.hears("1 /Ordner/x.txt: 6 B", "> ")
	k.types("1\n")
	k.hears("Type: text/plain", "> ")
	k.types("1\n")
	k.hears("Inhalt")
	k.ends()
}
