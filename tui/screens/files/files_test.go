package files_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/files"
)

func open(t *testing.T, s *store, entry ...house.MessageID) *kittest.Driver {
	t.Helper()
	entry = append(entry, "")
	return kittest.New(t, 80, 24, files.New(kittest.Env(s), fakeroom.Place, entry[0]))
}

// answer gives the input to the last question's option, and returns what came of
// it at once.
func answer(t *testing.T, d *kittest.Driver, option int, input string) tea.Msg {
	t.Helper()
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(ask.Options) <= option {
		t.Fatalf("got %#v, want a question with an option %d", d.Asked, option)
	}
	cmd := ask.Options[option].Do(input)
	if cmd == nil {
		return nil
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		msg = batch[0]()
	}
	d.Send(msg)
	return msg
}

// asked is the last question's text.
func asked(t *testing.T, d *kittest.Driver) string {
	t.Helper()
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	return ask.Title + "\n" + ask.Text
}

func TestFilesAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			s := newStore()
			env := kittest.Env(s)
			env.Text, env.Width, env.Height, env.Colours = text.For(lang), size[0], size[1], true
			d := kittest.New(t, size[0], size[1], files.New(env, fakeroom.Place, ""))
			d.Press("down")
			d.WantNoEscape()
			d.Golden("folder-" + string(lang))
			d.Press("1")
			d.WantNoEscape()
			d.Golden("new-" + string(lang))
			d.Press("esc", "7")
			d.WantNoEscape()
			d.Golden("other-" + string(lang))
		}
	}
}

func TestAnEmptyStoreSaysWhatItIsFor(t *testing.T) {
	s := newStore()
	s.all, s.Posts = nil, nil
	open(t, s).Wants("pictures and other files.", "c writes a text")
	s.Detail.Levels = map[string]house.Level{house.ToolFiles: house.LevelRead}
	d := open(t, s)
	d.Lacks("c writes a text")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestFoldersAreEnteredAndLeft(t *testing.T) {
	s := newStore()
	s.at("/Protokolle/2026-03.md").Unread = false
	d := open(t, s)
	d.Press("1")
	d.Wants("2026-03.md", "Back up to Files")
	d.Press("esc")
	d.Wants("›  1   Protokolle/")
	d.Press("1", "1")
	d.Wants("Tagesordnung.md")
}

func TestNewFilesInFoldersStandAtTheTop(t *testing.T) {
	s := newStore()
	d := open(t, s)
	d.Wants("New in folders", "1 • /Protokolle/2026-03.md")
	d.Press("1")
	d.Wants("neu", "by ben.oduya")
}

func TestMarkdownAndTextAreShown(t *testing.T) {
	d := open(t, newStore(), "/Tagesordnung.md")
	d.Wants("Tagesordnung", "Begrüßung", "Haushalt")
	d.Lacks("**")
	d = open(t, newStore(), "/lies mich.txt")
	d.Wants("Guten Tag.", "    Eingerückt.")
	d.Press("esc")
	d.Wants("lies mich.txt", "Protokolle/")
}

func TestATextFromPeopleStaysInItsCells(t *testing.T) {
	s := newStore()
	s.content["/lies mich.txt"] = []byte("a\x1b[2Jb\u202ec\x9b31md\rover\n" + strings.Repeat("breit 会議 ", 200))
	d := open(t, s, "/lies mich.txt")
	d.WantNoEscape()
	s.content["/lies mich.txt"] = []byte("no\x00text")
	d = open(t, s, "/lies mich.txt")
	d.Wants("A terminal cannot show this")
}

func TestALongTextIsCutAndSaysSo(t *testing.T) {
	s := newStore()
	s.content["/lies mich.txt"] = bytes.Repeat([]byte("Zeile mit Umlaut ä\n"), 20_000)
	d := open(t, s, "/lies mich.txt")
	d.Press("end")
	d.Wants("Only the first 256 KiB are shown here")
	d.Press("e")
	d.WantAsked(kit.Toast{Key: "files.key.edit.off"})
}

func TestWhatCannotBeShownTellsHowToFetchIt(t *testing.T) {
	d := open(t, newStore(), "/Bericht.pdf")
	d.Wants("A terminal cannot show this (PDF document).", "scp -P 2222 mara@house.example:/3/kreis/Bericht.pdf .")
	d.Press("y")
	if want := "scp -P 2222 mara@house.example:/3/kreis/Bericht.pdf ."; d.Clipboard != want {
		t.Errorf("got %q in the clipboard, want %q", d.Clipboard, want)
	}
}

func TestTheLineToFetchIsSafeToPaste(t *testing.T) {
	s := newStore()
	s.file("/it's $(here) [1]*.txt", "mara", "x")
	d := open(t, s, "/it's $(here) [1]*.txt")
	d.Press("y")
	if want := `scp -P 2222 'mara@house.example:/3/kreis/it'\''s $(here) \[1\]\*.txt' .`; d.Clipboard != want {
		t.Errorf("got %q, want %q", d.Clipboard, want)
	}
}

func TestAnIncompleteFileIsSaidInWords(t *testing.T) {
	d := open(t, newStore())
	d.Wants("incomplete: halb.zip")
	d = open(t, newStore(), "/halb.zip")
	d.Wants("It is incomplete")
	d.Press("y")
	d.WantAsked(kit.Toast{Key: "files.key.partial"})
}

func TestPicturesAreDrawnInHalfCells(t *testing.T) {
	s := newStore()
	for name, b := range map[string][]byte{
		"/a.png": dots(64, 48), "/b.jpg": encoded(pattern(64, 48), asJPEG), "/c.gif": encoded(pattern(64, 48), asGIF),
	} {
		s.file(name, "mara", string(b))
		env := kittest.Env(s)
		env.Colours = true
		d := kittest.New(t, 80, 24, files.New(env, fakeroom.Place, house.MessageID(name)))
		d.Wants("Picture, 64 by 48 pixels", "▀▀▀")
		d.WantNoEscape()
		if view := d.View().Content; name == "/a.png" && strings.Count(view, "\x1b[38;2;") > 100 {
			t.Errorf("%s: equal neighbours are coloured again and again", name)
		}
	}
}

func TestWithoutColoursAPictureIsDrawnInSigns(t *testing.T) {
	d := open(t, newStore(), "/foto.png")
	d.Wants("Picture, 64 by 48 pixels", "####")
	d.Lacks("▀")
}

// TestAHugePictureIsNotDecoded has a file that says of itself to be larger than
// any memory, and one that is no picture.
func TestAHugePictureIsNotDecoded(t *testing.T) {
	s := newStore()
	s.content["/foto.png"] = claiming(19_000, 19_000)
	d := open(t, s, "/foto.png")
	d.Wants("This picture cannot be shown here", "scp -P 2222")
	s.content["/foto.png"] = []byte("\x89PNG\r\n\x1a\nnonsense")
	open(t, s, "/foto.png").Wants("This picture cannot be shown here")
}

// TestAStepwisePictureTakesNoMoreMemoryThanOthers has a JPEG of few bytes that is
// kept four times over while it is decoded.
func TestAStepwisePictureTakesNoMoreMemoryThanOthers(t *testing.T) {
	s := newStore()
	taken := func(frame byte) uint64 {
		s.file("/step.jpg", "mara", string(stepping(frame, 3_500, 3_500)))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		open(t, s, "/step.jpg").Wants("This picture cannot be shown here")
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if got := taken(0xc2); got > 96<<20 {
		t.Errorf("took %d MiB, want at most 96", got>>20)
	}
	if got := taken(0xc0); got < 30<<20 { // one decoded as it comes is begun
		t.Errorf("control: took %d MiB", got>>20)
	}
}

// stepping is the beginning of a JPEG of that size.
func stepping(frame byte, w, h uint16) []byte {
	b := []byte{0xff, 0xd8, 0xff, frame, 0, 17, 8}
	b = binary.BigEndian.AppendUint16(b, h)
	b = binary.BigEndian.AppendUint16(b, w)
	b = append(b, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
	return append(b, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0)
}

// claiming is the beginning of a PNG of that size.
func claiming(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func TestFoldersAreMadeAndFilesRenamed(t *testing.T) {
	s := newStore()
	d := open(t, s)
	d.Press("N")
	answer(t, d, 0, "Neues")
	d.Wants("Neues/")
	d.Press("N")
	if got, ok := answer(t, d, 0, "a/b").(kit.Toast); !ok || got.Key != "files.name.wrong" {
		t.Errorf("a name with a slash: got %#v", got)
	}
	s.deeds = nil
	d.Press("home", "down", "down", "down", "down", "R")
	answer(t, d, 0, "Ordnung.md")
	s.wantDeeds(t, "MoveFile /Tagesordnung.md /Ordnung.md false")
	d.Wants("Ordnung.md")
}

func TestAFileIsTakenUpAndPutElsewhere(t *testing.T) {
	s := newStore()
	s.at("/Protokolle/2026-03.md").Unread = false
	d := open(t, s)
	d.Press("down", "down", "x")
	d.Wants("“Tagesordnung.md” is taken up.")
	d.Press("P")
	d.WantAsked(kit.Toast{Key: "files.key.put.off"})
	d.Press("1", "P")
	s.wantDeeds(t, "MoveFile /Tagesordnung.md /Protokolle/Tagesordnung.md false")
	d.Wants("2026-03.md", "Tagesordnung.md")
	d.Lacks("taken up")
}

func TestDeletingAFolderSaysHowMuchGoes(t *testing.T) {
	s := newStore()
	s.at("/Protokolle/2026-03.md").Unread = false
	d := open(t, s)
	d.Press("d")
	if got := asked(t, d); !strings.Contains(got, "the one file in it") {
		t.Errorf("got the question %q", got)
	}
	s.wantDeeds(t)
	answer(t, d, 1, "")
	s.wantDeeds(t, "DeleteFile /Protokolle true")
	d.Lacks("Protokolle/")
}

func TestOthersFilesAreTheirs(t *testing.T) {
	s := newStore()
	s.Detail.Levels = map[string]house.Level{house.ToolFiles: house.LevelWrite}
	s.at("/Protokolle/2026-03.md").Unread = false
	d := open(t, s)
	d.Press("down", "down", "d")
	d.WantAsked(kit.Toast{Key: "files.key.own.off"})
	d.Press("down", "d")
	if got := asked(t, d); !strings.Contains(got, "lies mich.txt") {
		t.Errorf("one's own file: got %q, want to be asked", got)
	}
}

func TestATextIsWrittenAndChanged(t *testing.T) {
	s := newStore()
	d := open(t, s)
	d.Press("c")
	answer(t, d, 0, "neu.md")
	d.Wants("file “neu.md”")
	d.Type("Hallo")
	d.Press("ctrl+s")
	s.wantDeeds(t, "stored /neu.md Hallo")
	d.Wants("neu.md")
	s.deeds = nil
	d = open(t, s, "/neu.md")
	d.Press("e")
	d.Type(" Welt")
	d.Press("ctrl+s")
	s.wantDeeds(t, "stored /neu.md Hallo\n Welt")
	d.Wants("Hallo")
}

// TestAChangeOfOthersIsNotOverwritten: somebody stores the file while it is being
// changed here.
func TestAChangeOfOthersIsNotOverwritten(t *testing.T) {
	s := newStore()
	d := open(t, s, "/lies mich.txt")
	d.Press("e")
	d.Type("x")
	s.at("/lies mich.txt").Mod++
	d.Press("ctrl+s")
	s.wantDeeds(t)
	d.Wants("Guten Tag.")
	if f, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok || !house.IsKey(f.Err, "files.write.changed") {
		t.Errorf("got %#v, want it said that somebody was quicker", d.Asked)
	}
}

func TestHowFilesComeHere(t *testing.T) {
	s := newStore()
	d := open(t, s)
	d.Press("2", "U")
	words := asked(t, d)
	for _, want := range []string{
		"scp -P 2222 FILE 'mara@house.example:/3/kreis/Protokolle/'", "sftp -P 2222",
	} {
		if !strings.Contains(words, strings.ReplaceAll(want, "'", "")) {
			t.Errorf("got %q, want %q in it", words, want)
		}
	}
	want := "sftp -P 2222 mara@house.example:/3/kreis/Protokolle/"
	if got := fmt.Sprint(answer(t, d, 1, "")); got != want {
		t.Errorf("got %q in the clipboard, want %q", got, want)
	}
}

func TestAVisitorIsToldOfTheirConnection(t *testing.T) {
	s := newStore()
	env := kittest.Env(s)
	env.Who = func() kit.Who { return kit.Who{Role: house.RoleGuestOf, Name: "Igel"} }
	d := kittest.New(t, 80, 24, files.New(env, fakeroom.Place, "/Bericht.pdf"))
	d.Wants("scp -o ControlPath=~/.ssh/visit -P 2222", "ticket@house.example")
}

func TestWhatOthersDoShows(t *testing.T) {
	s := newStore()
	d := open(t, s)
	s.file("/frisch.txt", "yuki", "x")
	d.Send(fakeroom.Changed())
	d.Wants("frisch.txt")
	before := s.Asked["Room"]
	s.Chat("yuki", "nur ein Wort")
	d.Send(fakeroom.Changed())
	if s.Asked["Room"] != before {
		t.Error("a line in the chat had the folder read again")
	}
}

func TestAFolderThatGoesLeadsToTheTop(t *testing.T) {
	s := newStore()
	s.at("/Protokolle/2026-03.md").Unread = false
	d := open(t, s)
	d.Press("1")
	s.all = s.all[1:]
	s.Add(house.Post{Kind: house.KindFile})
	d.Send(fakeroom.Changed())
	d.Wants("Tagesordnung.md")
}

func TestWhatWasSeenIsRead(t *testing.T) {
	s := newStore()
	d := open(t, s)
	if s.Marks[""] != 0 {
		t.Fatal("it counted as read before it was seen")
	}
	d.Pass(2 * time.Second)
	if want := s.at("/Protokolle/2026-03.md").Seq; s.Marks[""] != want {
		t.Errorf("read up to %d, want %d", s.Marks[""], want)
	}
	d.Press("down", "down", "down", "m")
	if want := s.at("/Tagesordnung.md").Seq - 1; s.Marks[""] != want {
		t.Errorf("left unread from %d, want %d", s.Marks[""], want)
	}
}

func TestTheOwnerSetsTheRules(t *testing.T) {
	s := newStore()
	s.rules = house.FileRules{Deny: []string{"exe"}, Quota: 50 << 20}
	d := open(t, s)
	d.Press("F")
	d.Wants("Only these kinds", "exe", "50")
	d.Golden("rules")
	d.Type("pdf, .MD")
	d.Press("down", "down")
	d.Type("viel")
	d.Press("down", "down", "enter")
	d.Wants("a whole number, from 1")
	d.Press("ctrl+u")
	d.Type("5")
	d.Press("down", "down", "enter")
	s.wantDeeds(t, "SetFileRules [pdf md] [exe] 5242880 52428800")
	s.As(house.RoleMember, house.DoRead)
	d = open(t, s)
	d.Press("F")
	d.WantAsked(kit.Toast{Key: "files.key.rules.off"})
}

func TestAFullRoomSaysSo(t *testing.T) {
	s := newStore()
	s.usage.Used = 95 << 20
	open(t, s).Wants("Nearly full: 95 MiB of 100 MiB used by 7 files")
}

func TestRefusalsAreSaid(t *testing.T) {
	s := newStore()
	s.fail["Files"] = house.Errorf(house.Forbidden, "error.tool_none")
	open(t, s).Wants("You have no right to this tool.")
	s = newStore()
	d := open(t, s)
	s.fail["OpenFile"] = fakeroom.Down()
	d.Press("1")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Errorf("got %#v, want the failure said", d.Asked)
	}
	d.Wants("Tagesordnung.md")
}

func TestNothingIsNeededButArrowsAndEnter(t *testing.T) {
	s := newStore()
	env := kittest.Env(s)
	screen := files.New(env, fakeroom.Place, "")
	d := kittest.New(t, 40, 16, screen)
	d.Press("down", "down", "down", "down", "enter")
	d.Wants("Guten Tag.")
	for _, k := range screen.Keys() {
		if k.Do == nil || k.Help == "" {
			t.Errorf("the key %v does nothing or says nothing", k.Keys)
		}
	}
	d.Send(tea.WindowSizeMsg{Width: 40, Height: 16})
}
