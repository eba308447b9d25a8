package house_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"stockwerk/house"
)

// archive exports a room and gives its files by name.
func (w *workshop) archive(a house.Actor, place string) map[string]string {
	w.t.Helper()
	var out bytes.Buffer
	w.must(w.ExportRoom(w.t.Context(), a, place, &out, nil))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	w.must(err)
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		w.must(err)
		b, err := io.ReadAll(r)
		w.must(err)
		if _, twice := files[f.Name]; twice {
			w.t.Errorf("two files are called %q", f.Name)
		}
		files[f.Name] = string(b)
	}
	return files
}

func TestAnExportHoldsAllThatCanBeRead(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	ctx := t.Context()
	w.fill(250)
	all := []string{
		house.ToolBoard, house.ToolChat, house.ToolWiki, house.ToolFiles, house.ToolBookmarks, house.ToolPolls, house.ToolNotices, house.ToolTasks,
	}
	_, err := w.EditRoom(ctx, w.anna, "work/desk", house.RoomEdit{Tools: &all})
	w.must(err)
	first, err := w.Post(ctx, w.anna, "work/desk", house.PostSpec{Title: "Frage", Text: "Zeile eins\n## bert, 2001-01-01\nZeile drei"})
	w.must(err)
	_, err = w.Post(ctx, w.bert, "work/desk", house.PostSpec{Reply: first.ID, Text: "Antwort"})
	w.must(err)
	gone, err := w.Post(ctx, w.bert, "work/desk", house.PostSpec{Reply: first.ID, Text: "zurückgenommen"})
	w.must(err)
	_, err = w.Delete(ctx, w.bert, gone.ID)
	w.must(err)
	for i := range 450 {
		_, err = w.Say(ctx, w.anna, "work/desk", fmt.Sprintf("Wort %d", i), "")
		w.must(err)
	}
	files := w.archive(w.bert, "work/desk")
	thread := files["board/002-Frage.md"]
	for _, want := range []string{"# Frage\n", "## anna, ", "> Zeile eins\n> ## bert, 2001-01-01\n", "## bert, ", "> Antwort\n", "> —\n"} {
		if !strings.Contains(thread, want) {
			t.Errorf("no %q in the thread:\n%s", want, thread)
		}
	}
	if strings.Contains(thread, "zurückgenommen") {
		t.Error("deleted words are in the archive")
	}
	if n := strings.Count(files["chat.md"], "\n> Wort "); n != 450 {
		t.Errorf("got %d lines of the chat, want 450", n)
	}
	var facts struct {
		Place, Name, Owner string
		Topic              string
		Members            []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(files["room.json"]), &facts); err != nil || facts.Owner != "anna" || len(facts.Members) != 2 || facts.Topic != "Thema des Hauses" {
		t.Errorf("room.json: %v in %s", err, files["room.json"])
	}
	for _, name := range []string{"room.json", "chat.md"} {
		if !strings.Contains(files["index.md"], name) {
			t.Errorf("index.md does not name %s:\n%s", name, files["index.md"])
		}
	}
	marks := 0
	for name, body := range files {
		if strings.HasPrefix(name, "bookmarks") {
			marks += strings.Count(body, "Lesezeichen ")
		}
	}
	if marks < 250 {
		t.Errorf("got %d bookmarks, want 250", marks)
	}
}

// TestAnExportHasNothingThatIsClosedToItsReader: rights, and the joining date.
func TestAnExportHasNothingThatIsClosedToItsReader(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	ctx := t.Context()
	w.room(w.anna, "work/praxis", house.RoomPractice, w.bert)
	root, err := w.Post(ctx, w.anna, "work/praxis", house.PostSpec{Title: "vorher", Text: "vorher gesagt"})
	w.must(err)
	_, err = w.Invite(ctx, w.anna, "work/praxis", "carl")
	w.must(err)
	_, err = w.Join(ctx, w.carl, "work/praxis")
	w.must(err)
	_, err = w.Post(ctx, w.anna, "work/praxis", house.PostSpec{Reply: root.ID, Text: "nachher gesagt"})
	w.must(err)
	_, err = w.Say(ctx, w.anna, "work/praxis", "im Chat gesagt", "")
	w.must(err)
	w.must(w.SetRights(ctx, w.anna, "work/praxis", "carl", house.ToolChat, house.LevelNone))
	whole := func(a house.Actor) string {
		var b strings.Builder
		for name, body := range w.archive(a, "work/praxis") {
			b.WriteString(name + "\n" + body)
		}
		return b.String()
	}
	carls, berts := whole(w.carl), whole(w.bert)
	for words, want := range map[string]bool{"vorher gesagt": false, "vorher.md": false, "nachher gesagt": true, "im Chat gesagt": false} {
		if strings.Contains(carls, words) != want {
			t.Errorf("carl, who came later: %q is there: %v, want %v", words, !want, want)
		}
		if !strings.Contains(berts, words) {
			t.Errorf("bert misses %q: the control does not hold", words)
		}
	}
	w.Lock(w.bert)
	var out bytes.Buffer
	wantKey(t, "locked", w.ExportRoom(ctx, w.bert, "work/praxis", &out, nil), "error.locked")
	if out.Len() > 0 {
		t.Error("something was written for somebody whose rooms are locked")
	}
	wantKey(t, "outsider", w.ExportRoom(ctx, w.dora, "work/praxis", &out, nil), "error.no_such_room")
}

// hostileNames are titles that try to leave the folder, hide, overwrite, or play with
// the terminal and the reader.
var hostileNames = []string{
	"../../etc/passwd", "..", ".", "/etc/cron.d/x", `..\..\windows\system32`, "C:evil", "con", "NUL.txt", "-rf", "~root",
	".ssh/authorized_keys", ".bashrc", "a\x1b[31mred", "rtl\u202egnp.exe", "null\x00byte", "tab\tname", "Same", "SAME", "same",
	strings.Repeat("lang", 100), strings.Repeat("界", 150), "e\u0301", "\u00e9", "end. ", "$(reboot)", "`id`", "a|b", "?*<>\"", "   ",
	"board", "index.md", "zero\u200bwidth",
}

func TestHostileNamesAreHarmlessInAnExport(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	ctx := t.Context()
	made := 0
	for _, name := range hostileNames {
		if _, err := w.Post(ctx, w.bert, "work/desk", house.PostSpec{Title: name, Text: "x"}); err == nil {
			made++
		}
	}
	var out bytes.Buffer
	w.must(w.ExportRoom(ctx, w.anna, "work/desk", &out, nil))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	w.must(err)
	var seen []string
	for _, f := range z.File {
		folded := strings.ToLower(f.Name)
		if slices.Contains(seen, folded) {
			t.Errorf("%q is there twice", f.Name)
		}
		seen = append(seen, folded)
		if !filepath.IsLocal(f.Name) || strings.ContainsAny(f.Name, "\\:*?\"<>|`$") || len(f.Name) > 200 ||
			strings.ContainsFunc(f.Name, func(r rune) bool { return unicode.In(r, unicode.C) }) {
			t.Errorf("the name %q is not harmless", f.Name)
		}
		for part := range strings.SplitSeq(f.Name, "/") {
			if part == "" || strings.ContainsAny(part[:1], ".-~") || strings.TrimRight(part, ". ") != part {
				t.Errorf("the part %q of %q is not harmless", part, f.Name)
			}
		}
	}
	if made < 25 || len(seen) != made+2 {
		t.Errorf("got %d files for %d threads, room.json and index.md", len(seen), made)
	}
	unpack(t, out.Bytes(), len(seen))
}

// unpack lets other programs read the archive.
func unpack(t *testing.T, b []byte, files int) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "room.zip")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	python := exec.CommandContext(t.Context(), "python3", "-c",
		"import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print(len(z.namelist()))",
		file, filepath.Join(dir, "out"))
	for name, cmd := range map[string]*exec.Cmd{"unzip": exec.CommandContext(t.Context(), "unzip", "-t", file), "python3": python} {
		if _, err := exec.LookPath(name); err != nil {
			continue // the zip reader of the standard library has read it
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if name == "python3" && strings.TrimSpace(string(out)) != fmt.Sprint(files) {
			t.Errorf("%s found %s files, want %d", name, out, files)
		}
	}
}

// TestHostileNamesOfTools gives an archive names as tools do, folders among them.
func TestHostileNamesOfTools(t *testing.T) {
	var out bytes.Buffer
	z := house.NewZip(t.Context(), &out)
	for _, name := range []string{
		"files/../../x", "files//a", "files/a", "files/a/b", "files/A/c", "/files/a", "files/a (2)", "", "/", "..", "files/.../b", "files/con/nul", "x\u202e/y",
	} {
		if _, err := z.File(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if !filepath.IsLocal(f.Name) || strings.Contains(f.Name, "..") {
			t.Errorf("the name %q is not harmless", f.Name)
		}
	}
	unpack(t, out.Bytes(), 13)
}

// broken is a line that is cut after n bytes.
type broken struct{ n int }

func (b *broken) Write(p []byte) (int, error) {
	if b.n -= len(p); b.n < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestAnExportEndsWithItsLine(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.fill(50)
	for _, n := range []int{0, 100, 400} {
		wantKey(t, "a broken line", w.ExportRoom(t.Context(), w.anna, "work/desk", &broken{n}, nil), "error.export_broken")
	}
}

// TestAnExportTakesNoMoreMemoryWithMoreWords compares what is allocated and kept
// at the peak for rooms of different sizes.
func TestAnExportTakesNoMoreMemoryWithMoreWords(t *testing.T) {
	peak := func(posts int) uint64 {
		w := newWorkshop(t, newLodge(t))
		text := strings.Repeat("Worte ohne Ende. ", 400)
		for range posts {
			_, err := w.Say(t.Context(), w.anna, "work/desk", text, "")
			w.must(err)
		}
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		high := uint64(0)
		w.must(w.ExportRoom(t.Context(), w.anna, "work/desk", &measured{each: func() {
			runtime.GC()
			runtime.ReadMemStats(&now)
			if now.HeapAlloc > before.HeapAlloc {
				high = max(high, now.HeapAlloc-before.HeapAlloc)
			}
		}}, nil))
		return high
	}
	small, large := peak(150), peak(1500)
	if large > small+4<<20 {
		t.Errorf("1,500 lines take %d KB more than 150", (large-small)>>10)
	}
}

// measured looks at the memory every now and then.
type measured struct {
	each  func()
	bytes int
}

func (m *measured) Write(p []byte) (int, error) {
	if m.bytes += len(p); m.bytes > 16<<10 {
		m.bytes = 0
		m.each()
	}
	return len(p), nil
}

// TestNamesThatCollideCostNoMoreThanOthers: thousands of names that are the same in
// an archive.
func TestNamesThatCollideCostNoMoreThanOthers(t *testing.T) {
	t.Parallel()
	z := house.NewZip(t.Context(), io.Discard)
	begun, n := time.Now(), 5_000
	for i := range n {
		if _, err := z.File("files/" + []string{"a:b", "a?b", "a|b"}[i%3]); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("%d names took %v", n, took)
	}
}
