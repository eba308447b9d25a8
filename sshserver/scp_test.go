package sshserver_test

import (
	"io"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
)

// old is one command of the scp of old, with what the client sends.
func old(t *testing.T, c *gossh.Client, line, sends string) string {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	s.Stdin = strings.NewReader(sends)
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(line); err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(out)
	_ = s.Wait()
	return string(said)
}

func TestTheOldProtocolBringsAndFetches(t *testing.T) {
	f := shelved(t)
	c := f.in(adminName, gossh.Password(adminPass))
	if got := old(t, c, "scp -r -p -t "+shelf, "T1 0 1 0\nD0755 0 folder\nC0644 5 a b.txt\nhello\x00E\n"); got != "\x00\x00\x00\x00\x00\x00" {
		t.Errorf("bringing: got %q", got)
	}
	if got := old(t, c, "scp -f '"+shelf+"/folder/a b.txt'", "\x00\x00\x00"); got != "C0640 5 a b.txt\nhello\x00" {
		t.Errorf("fetching: got %q", got)
	}
	if got := old(t, c, "scp -r -f "+shelf+"/f*", strings.Repeat("\x00", 9)); got != "D0750 0 folder\nC0640 5 a b.txt\nhello\x00E\n" {
		t.Errorf("fetching by a pattern: got %q", got)
	}
	if got := old(t, c, "scp -f "+shelf, "\x00"); !strings.HasPrefix(got, "\x01scp: That is a folder") {
		t.Errorf("a folder without -r: got %q", got)
	}
}

// TestTheOldProtocolIsNotTrusted has the other side name what it may not.
func TestTheOldProtocolIsNotTrusted(t *testing.T) {
	f := shelved(t)
	c := f.in(adminName, gossh.Password(adminPass))
	for _, sends := range []string{
		"C0644 1 ../a\nx\x00", "C0644 1 ..\nx\x00", "C0644 1 /stadt/boden/a\nx\x00", "D0755 0 ..\nC0644 1 a\nx\x00E\nE\n", "C0644 -1 a\nx\x00",
		"C0644 99999999999999999999 a\n", "E\n", "X\n", "C0644\n", "\x02over\n", strings.Repeat("D0755 0 d\n", 200), strings.Repeat("x", 10_000),
	} {
		got := old(t, c, "scp -r -t "+shelf, sends)
		if strings.Count(got, "\x00") > 100 {
			t.Errorf("%.20q: got %q", sends, got)
		}
	}
	s := f.files(adminName)
	for _, dir := range []string{"/" + shelf, "/" + attic} {
		for _, name := range names(t, s, dir) {
			if name != "d" { // the many folders within each other end at some depth
				t.Errorf("%s holds %q", dir, name)
			}
		}
	}
	for _, line := range []string{"scp", "scp -t", "scp -f", "scp -t -f x", "scp -z -t x", "scp -t a b"} {
		if got := old(t, c, line, ""); !strings.HasPrefix(got, "\x02scp: ") {
			t.Errorf("%s: got %q", line, got)
		}
	}
}

// TestAFileThatBreaksOffIsNotTakenForWhole ends the connection, and the source's
// reading, in the middle of a file.
func TestAFileThatBreaksOffIsNotTakenForWhole(t *testing.T) {
	f := shelved(t)
	c := f.in(adminName, gossh.Password(adminPass))
	old(t, c, "scp -t "+shelf, "C0644 200000 cut\n"+strings.Repeat("x", 100_000))
	old(t, c, "scp -t "+shelf, "C0644 5 broken\nhello\x01the disk at home failed\n")
	for _, name := range []string{"/cut", "/broken"} {
		got, err := f.house.FileAt(t.Context(), f.admin(), shelf, name)
		if err == nil && !got.Partial {
			t.Errorf("%s stands there as whole", name)
		}
		if err != nil && house.KindOf(err) != house.NotFound {
			t.Error(err)
		}
	}
	old(t, c, "scp -t "+shelf, "C0644 5 whole\nhello\x00") // the control
	if got, err := f.house.FileAt(t.Context(), f.admin(), shelf, "/whole"); err != nil || got.Partial {
		t.Errorf("got %+v and %v", got, err)
	}
}
