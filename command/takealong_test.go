package command_test

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
	"strings"
	"sync"
	"testing"

	"github.com/yuin/goldmark"

	"stockwerk/command"
	"stockwerk/house"
)

// desk is a house with a member who wrote, and got an answer.
func desk(t *testing.T) (w *town, mara, vera *person) {
	t.Helper()
	w = newTown(t)
	admin := w.setup("admin")
	mara, vera = w.member("mara"), w.member("vera")
	admin.does("", "floor new work Arbeit --state open")
	mara.does("", "floor join work")
	vera.does("", "floor join work")
	admin.does("", "floor creator work @vera")
	vera.does("", "room new work/desk Schreibtisch")
	vera.does("", "room invite work/desk @mara")
	mara.does("", "room join work/desk")
	return w, mara, vera
}

// chatter has a member say many lines, several at once.
func chatter(t *testing.T, w *town, a house.Actor, lines int, line string) {
	t.Helper()
	var all sync.WaitGroup
	for part := range 16 {
		all.Go(func() {
			for i := part; i < lines; i += 16 {
				if _, err := w.house.Say(t.Context(), a, "work/desk", fmt.Sprintf("%d %s", i, line), ""); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// sampler looks now and then how much memory is in use.
type sampler struct {
	from, high uint64
	wrote      int
	total      int
}

func newSampler() *sampler {
	s := &sampler{}
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	s.from = now.HeapAlloc
	return s
}

func (s *sampler) Write(p []byte) (int, error) {
	s.total += len(p)
	if s.wrote += len(p); s.wrote > 256<<10 {
		s.wrote = 0
		s.look()
	}
	return len(p), nil
}

func (s *sampler) look() {
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	if now.HeapAlloc > s.from {
		s.high = max(s.high, now.HeapAlloc-s.from)
	}
}

// TestAnExportOfTenThousandEntriesTakesTheMemoryOfAThousand, in every form. That the
// measure can fail is shown by collecting everything first.
func TestAnExportOfTenThousandEntriesTakesTheMemoryOfAThousand(t *testing.T) {
	const allowed = 3 << 20
	forms := []string{"text", "json", "markdown", "zip"}
	peaks := func(entries int) (high []uint64, collected uint64) {
		w, mara, _ := desk(t)
		chatter(t, w, mara.env.Actor, entries, strings.Repeat("Worte ohne Ende. ", 60))
		for _, form := range forms {
			s := newSampler()
			e := *mara.env
			e.In, e.Out = strings.NewReader(""), s
			if code := command.Run(t.Context(), &e, "account export --format "+form); code != 0 {
				t.Fatalf("%s: got exit %d", form, code)
			}
			if form != "zip" && s.total < entries*900 {
				t.Errorf("%s: got %d bytes of %d entries", form, s.total, entries)
			}
			high = append(high, s.high)
		}
		s := newSampler()
		var all []house.Post
		if err := w.house.ExportAccount(t.Context(), mara.env.Actor, house.Taking{Post: func(p house.Post) error {
			all = append(all, p)
			return nil
		}}); err != nil {
			t.Fatal(err)
		}
		s.look()
		if len(all) != entries {
			t.Errorf("got %d entries, want %d", len(all), entries)
		}
		return high, s.high
	}
	few, fewCollected := peaks(1_000)
	many, manyCollected := peaks(10_000)
	for i, form := range forms {
		if many[i] > few[i]+allowed {
			t.Errorf("%s: 10,000 entries take %d KB, 1,000 take %d KB", form, many[i]>>10, few[i]>>10)
		}
	}
	if manyCollected < fewCollected+allowed {
		t.Errorf("collecting first: got %d KB and %d KB, want so much more that the test can fail", manyCollected>>10, fewCollected>>10)
	}
}

// foreign runs another program; where it is missing the test is skipped, and fails under
// CI.
func foreign(t *testing.T, input []byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing, and CI installs it", name)
		}
		t.Skipf("%s is not installed, so nothing else reads the export here", name)
	}
	c := exec.CommandContext(t.Context(), name, args...)
	c.Stdin = bytes.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// fill has mara leave something of every sort.
func fill(t *testing.T, w *town, mara, vera *person) {
	t.Helper()
	mara.does("Erste Zeile\n# keine Überschrift <script>alert(1)</script>\n* ein Punkt", `post work/desk/board --title "Ein *Titel* <b>"`)
	vera.does("", "say work/desk nicht von mara")
	mara.does("", "say work/desk von mara")
	mara.does("", "msg @vera mein Brief")
	vera.does("", "msg @mara Veras Antwort")
	mara.does("Notiz für mich", `note add - --title "Merken"`)
	mara.does("", "draft save work/desk halb fertig")
	for name, who := range map[string]*person{"mara.txt": mara, "vera.txt": vera} {
		f, err := w.house.CreateFile(t.Context(), who.env.Actor, "work/desk", "/"+name, house.FileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte("Inhalt von "+name), 0); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOtherProgramsReadTheExport(t *testing.T) {
	w, mara, vera := desk(t)
	fill(t, w, mara, vera)
	doc := []byte(mara.does("", "account export --json"))
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(doc, &keys); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"name", "role", "created", "last_login", "terms", "leaving", "settings", "keys", "blocked", "floors", "rooms", "posts", "notes", "records", "drafts",
	} {
		if len(keys[key]) == 0 {
			t.Errorf("the document has no %q", key)
		}
	}
	got := foreign(t, doc, "python3", "-c", `
import json, sys
d = json.load(sys.stdin)
print(d["name"], len(d["posts"]), len(d["notes"]), len(d["drafts"]), len(d["records"]), d["rooms"])
assert any(p["text"] == "mein Brief" and p["place"] == "@vera" for p in d["posts"])
assert not any("nicht von mara" in p["text"] or "Veras" in p["text"] for p in d["posts"])
`)
	if want := "mara 4 1 1 0 ['@vera', 'work/desk', 'work/notices']"; strings.TrimSpace(got) != want {
		t.Errorf("Python reads %q, want %q", got, want)
	}
	if got := foreign(t, doc, "jq", "-r", ".posts | length"); strings.TrimSpace(got) != "4" {
		t.Errorf("jq reads %q, want 4", got)
	}

	archive := filepath.Join(t.TempDir(), "all.zip")
	if err := os.WriteFile(archive, []byte(mara.does("", "account export --format zip")), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign(t, nil, "unzip", "-tq", archive)
	listed := foreign(t, nil, "python3", "-c", `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print("\n".join(sorted(z.namelist())))
`, archive)
	inRoom := strings.Join([]string{"rooms", "work", "desk", ""}, "/")
	for _, name := range []string{"export.json", "export.md", "messages/@vera.md", inRoom + "words.md", inRoom + "files/mara.txt"} {
		if !strings.Contains("\n"+listed, "\n"+name+"\n") {
			t.Errorf("the archive has no %s:\n%s", name, listed)
		}
	}
	if strings.Contains(listed, "vera.txt") {
		t.Errorf("the archive has a file of somebody else:\n%s", listed)
	}
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("messages/@vera.md")
	if err != nil {
		t.Fatal(err)
	}
	talk, err := io.ReadAll(f)
	if err != nil || !strings.Contains(string(talk), "mara, ") || !strings.Contains(string(talk), "vera, ") || !strings.Contains(string(talk), "> Veras Antwort") {
		t.Errorf("got the conversation %q, %v, want both sides by name", talk, err)
	}
}

func TestTheExportedPagesLeaveNothingRaw(t *testing.T) {
	w, mara, vera := desk(t)
	fill(t, w, mara, vera)
	page := mara.does("", "account export --format markdown")
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(page), &html); err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"omitted", "**", "##", "\n> ", `\`, "<script", "⟦"} {
		if strings.Contains(html.String(), raw) {
			t.Errorf("%q is left over in\n%s", raw, html.String())
		}
	}
	for _, want := range []string{"&lt;script&gt;", "mein Brief", "Notiz für mich", "halb fertig", "Ein *Titel* &lt;b&gt;", "<h1>"} {
		if !strings.Contains(html.String(), want) {
			t.Errorf("%q is missing in\n%s", want, html.String())
		}
	}
}

func TestAnArchiveDoesNotGoToATerminal(t *testing.T) {
	_, mara, _ := desk(t)
	e := *mara.env
	e.In = nil
	e.Out, e.Err = &mara.out, &mara.err
	if code := command.Run(t.Context(), &e, "account export --format zip"); code != 2 || !strings.Contains(mara.err.String(), "account export --format zip > stockwerk.zip") {
		t.Errorf("got exit %d, %q, want the line to type outside", code, mara.err.String())
	}
	mara.does("", "seal")
	mara.refused(4, "", "account export --json")
}
