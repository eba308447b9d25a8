package main_test

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"testing"
	"time"
)

// file is what the files commands say of a file.
type file struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Path    string    `json:"path"`
	Dir     bool      `json:"dir"`
	Size    int64     `json:"size"`
	At      time.Time `json:"at"`
	Author  string    `json:"author"`
	Type    string    `json:"type"`
	Partial bool      `json:"partial"`
}

// TestFilesByCommands stores, finds, moves, fetches and deletes files, over two
// connections and a restart.
func TestFilesByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)
		anna, berta := furnish(t, p)
		large := make([]byte, 3<<20+7)
		_, _ = rand.Read(large)

		must(t, anna, "", "files mkdir stadt/kreis Protokolle")
		f := as[file](t, must(t, anna, string(large), "files put stadt/kreis/files /Protokolle/Mai.pdf --json"))
		if f.Path != "/Protokolle/Mai.pdf" || f.Size != int64(len(large)) || f.Partial || f.Author != "anna" || f.Type != "application/pdf" {
			t.Errorf("put: got %+v", f)
		}
		refused(t, berta, "", "files put stadt/kreis /protokolle/MAI.pdf", 5)
		refused(t, berta, "", "files put stadt/kreis /protokolle/MAI.pdf --replace", 4)
		refused(t, berta, "", "files get stadt/kreis /nirgends", 3)
		refused(t, anna, "abc", "files put stadt/kreis kurz --size 10", 2)
		if f := as[file](t, must(t, anna, "", "files show stadt/kreis kurz --json")); !f.Partial || f.Size != 3 {
			t.Errorf("show: got %+v, want three bytes that are not whole", f)
		}
		must(t, anna, "defghij", "files put stadt/kreis kurz --from 3 --size 10")
		refused(t, anna, "x", "files put stadt/kreis kurz --from 11", 5)

		p.stop()
		p = serve(t, data, db)
		anna, berta = p.member("anna"), p.member("berta")
		if got := must(t, berta, "", "files get stadt/kreis /Protokolle/Mai.pdf"); !bytes.Equal([]byte(got.out), large) {
			t.Errorf("get: got %d bytes, want the %d that were put", len(got.out), len(large))
		}
		if got := must(t, berta, "", "files get stadt/kreis kurz"); got.out != "abcdefghij" {
			t.Errorf("get: got %q, want what was put in two parts", got.out)
		}
		must(t, anna, "", "files move stadt/kreis /Protokolle/Mai.pdf /Mai.pdf")
		must(t, anna, "", "files delete stadt/kreis Protokolle")
		list := as[[]file](t, must(t, berta, "", "files list stadt/kreis --json"))
		if len(list) != 2 || list[0].Path != "/kurz" || list[1].Path != "/Mai.pdf" {
			t.Errorf("list: got %+v", list)
		}
		must(t, anna, "", "files rules stadt/kreis --deny exe,bat --max-file 1m")
		refused(t, berta, "", "files put stadt/kreis x.exe", 2)
		refused(t, berta, string(large), "files put stadt/kreis zu-gross", 2)
		refused(t, berta, "", "files rules stadt/kreis --allow pdf", 4)
		use := as[map[string]int64](t, must(t, berta, "", "files usage stadt/kreis --json"))
		if use["used"] != int64(len(large))+10 || use["files"] != 2 || use["max_file"] != 1<<20 {
			t.Errorf("usage: got %v", use)
		}
	})
}

// TestALostConnectionIsNoEndOfAFile cuts the line while a file is on its way.
func TestALostConnectionIsNoEndOfAFile(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	sender := p.member("anna")
	s, err := sender.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("files put stadt/kreis halb.bin"); err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 1<<20)
	if _, err := in.Write(part); err != nil {
		t.Fatal(err)
	}
	halfway := func() file {
		r := run(t, berta, "", "files show stadt/kreis halb.bin --json")
		if r.code != 0 {
			return file{}
		}
		return as[file](t, r)
	}
	deadline := time.Now().Add(patience)
	f := halfway()
	for ; f.Size == 0; f = halfway() {
		if time.Now().After(deadline) {
			t.Fatalf("got %+v, want what has arrived", f)
		}
	}
	_ = sender.Close()
	refused(t, berta, "", "files get stadt/kreis halb.bin", 5)
	if f = halfway(); !f.Partial || f.Size == 0 {
		t.Fatalf("got %+v, want a file that is not whole", f)
	}
	must(t, anna, string(part[f.Size:]), "files put stadt/kreis halb.bin --from "+strconv.FormatInt(f.Size, 10))
	if f = halfway(); f.Partial || f.Size != int64(len(part)) {
		t.Errorf("got %+v, want it whole", f)
	}
}
