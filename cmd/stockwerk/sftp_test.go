package main_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// asking makes a client ask for nothing: the program that it calls for a password
// prints the secret.
func (o *openssh) asking(secret string) []string {
	o.t.Helper()
	say := o.path("askpass")
	if err := os.WriteFile(say, []byte("#!/bin/sh\nprintf '%s\\n' '"+secret+"'\n"), 0o700); err != nil {
		o.t.Fatal(err)
	}
	return append(os.Environ(), "SSH_ASKPASS="+say, "SSH_ASKPASS_REQUIRE=force", "DISPLAY=none", "LANG=C.UTF-8", "LC_ALL=C.UTF-8")
}

// transferArgs are those of sftp and scp; OpenSSH takes the first of two values.
func (o *openssh) transferArgs(more ...string) []string {
	_, port, _ := net.SplitHostPort(o.p.addr)
	args := []string{
		"-F", "none", "-P", port, "-o", "UserKnownHostsFile=" + o.path("known_hosts"), "-o", "GlobalKnownHostsFile=none",
		"-o", "StrictHostKeyChecking=yes", "-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR",
		"-o", "BatchMode=no", "-o", "NumberOfPasswordPrompts=1", "-o", "SetEnv=LANG=en_US.UTF-8",
	}
	if o.key == "" {
		args = append(args, "-o", "IdentityFile=none")
	} else {
		args = append(args, "-i", o.key)
	}
	if o.shared != "" {
		args = append(args, "-o", "ControlMaster=auto", "-o", "ControlPersist=yes", "-o", "ControlPath="+o.shared+"/%r")
	}
	return append(args, more...)
}

// share has all transfers of a user go over one connection, which costs one
// password.
func (o *openssh) share(users ...string) {
	o.t.Helper()
	dir, err := os.MkdirTemp("", "stw") // short: a socket's path may have 100 letters
	if err != nil {
		o.t.Fatal(err)
	}
	o.shared = dir
	o.t.Cleanup(func() {
		for _, user := range users {
			_ = exec.Command("ssh", "-F", "none", "-o", "ControlPath="+dir+"/%r", "-O", "exit", user+"@127.0.0.1").Run()
		}
		_ = os.RemoveAll(dir)
	})
}

// transfer runs sftp or scp with what it reads from standard input.
func (o *openssh) transfer(stdin, program string, args ...string) reply {
	o.t.Helper()
	cmd := exec.CommandContext(o.t.Context(), program, o.transferArgs(args...)...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Env = o.home, o.asking(password)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		o.t.Fatalf("%s: %v", program, err)
	}
	return reply{out: out.String(), err: errs.String(), code: cmd.ProcessState.ExitCode()}
}

// sftp runs a batch; lines that begin with - may fail.
func (o *openssh) sftp(user string, lines ...string) reply {
	o.t.Helper()
	return o.transfer(strings.Join(lines, "\n")+"\n", "sftp", "-b", "-", user+"@127.0.0.1")
}

// mustSFTP runs a batch that has to go through.
func (o *openssh) mustSFTP(user string, lines ...string) reply {
	o.t.Helper()
	r := o.sftp(user, lines...)
	if r.code != 0 {
		o.t.Fatalf("sftp %q: exit %d\n%s\n%s", lines, r.code, r.out, r.err)
	}
	return r
}

// put writes a file at home.
func (o *openssh) put(name string, content []byte) {
	o.t.Helper()
	if err := os.MkdirAll(filepath.Dir(o.path(name)), 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(o.path(name), content, 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// same fails the test unless a file at home has that content.
func (o *openssh) same(name string, want []byte) {
	o.t.Helper()
	got, err := os.ReadFile(o.path(name))
	if err != nil {
		o.t.Error(err)
	} else if !bytes.Equal(got, want) {
		o.t.Errorf("%s has %d bytes that are not the %d that were put", name, len(got), len(want))
	}
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// TestFilesByTheRealClients has OpenSSH's sftp and scp bring and fetch files.
func TestFilesByTheRealClients(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, _ := furnish(t, p)
	must(t, anna, "", "room new stadt/keller Keller")

	t.Run("there and back", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("anna")
		big := noise(3_000_001)
		o.put("groß 会議.bin", big)
		o.put("leer", nil)
		got := o.mustSFTP("anna", "pwd", "ls", "ls stadt", "cd stadt/kreis", "mkdir Ordner", "put -p \"groß 会議.bin\" Ordner/", "put leer", "ls -l Ordner",
			"get -p \"Ordner/groß 会議.bin\" zurück.bin", "rename \"Ordner/groß 会議.bin\" Ordner/neu.bin", "get Ordner/neu.bin neu.bin", "df")
		o.same("zurück.bin", big)
		o.same("neu.bin", big)
		for _, want := range []string{"Remote working directory: /\n", "stadt/keller", "stadt/kreis", "-rw-r-----", "3000001", "groß 会議.bin"} {
			if !strings.Contains(got.out, want) {
				t.Errorf("got %q, want %q in it", got.out, want)
			}
		}
		got = o.sftp("anna", "-rmdir stadt/kreis/Ordner", "rm stadt/kreis/Ordner/neu.bin", "rm stadt/kreis/leer", "rmdir stadt/kreis/Ordner", "ls -1 stadt/kreis")
		if got.code != 0 || strings.Count(got.err, "remote rmdir") != 1 || strings.Contains(got.out, "\nOrdner\n") {
			t.Errorf("emptying: got %+v", got)
		}
	})

	t.Run("many and whole trees", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("anna")
		for i := range 130 {
			o.put(fmt.Sprintf("baum/viele/%03d.txt", i), []byte(fmt.Sprint(i)))
		}
		o.put("baum/ein leerer/x", nil)
		o.mustSFTP("anna", "cd stadt/keller", "put -r baum", "get -r baum zurück")
		o.same("zurück/viele/129.txt", []byte("129"))
		got := o.mustSFTP("anna", "ls -1 stadt/keller/baum/viele")
		if n := strings.Count(got.out, ".txt\n"); n != 130 {
			t.Errorf("%d files are listed, want 130", n)
		}
		if r := o.transfer("", "scp", "-r", "anna@127.0.0.1:/stadt/keller/baum", "kopie"); r.code != 0 {
			t.Errorf("scp -r: %+v", r)
		}
		o.same("kopie/viele/001.txt", []byte("1"))
	})

	t.Run("going on where it broke off", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("anna")
		whole := noise(900_000)
		o.put("w.bin", whole)
		o.mustSFTP("anna", "put w.bin stadt/keller/w.bin")
		o.put("half.bin", whole[:400_000])
		o.mustSFTP("anna", "reget stadt/keller/w.bin half.bin")
		o.same("half.bin", whole)
		o.put("u.bin", whole[:333_333])
		o.mustSFTP("anna", "put u.bin stadt/keller/u.bin")
		o.put("u.bin", whole)
		o.mustSFTP("anna", "reput u.bin stadt/keller/u.bin", "get stadt/keller/u.bin v.bin")
		o.same("v.bin", whole)
	})

	t.Run("scp of today and of old", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("anna")
		words := noise(200_000)
		o.put("s.bin", words)
		for _, old := range []string{"-q", "-O"} {
			if r := o.transfer("", "scp", old, "-p", "s.bin", "anna@127.0.0.1:/stadt/kreis/s"+old); r.code != 0 {
				t.Fatalf("scp %s there: %+v", old, r)
			}
			if r := o.transfer("", "scp", old, "-p", "anna@127.0.0.1:stadt/kreis/s"+old, "back"+old); r.code != 0 {
				t.Fatalf("scp %s back: %+v", old, r)
			}
			o.same("back"+old, words)
			o.put("baum/unten/a b", []byte("a"))
			if r := o.transfer("", "scp", old, "-r", "baum", "anna@127.0.0.1:stadt/kreis/"); r.code != 0 {
				t.Errorf("scp %s -r there: %+v", old, r)
			}
			if r := o.transfer("", "scp", old, "-r", "anna@127.0.0.1:stadt/kreis/baum", "fort"+old); r.code != 0 {
				t.Errorf("scp %s -r back: %+v", old, r)
			}
			o.same("fort"+old+"/unten/a b", []byte("a"))
			r := o.transfer("", "scp", old, "anna@127.0.0.1:stadt/kreis/nothing", "x")
			if r.code == 0 || r.err == "" {
				t.Errorf("scp %s of what is not there: %+v", old, r)
			}
			if r := o.transfer("", "scp", old, "s.bin", "anna@127.0.0.1:/etc/passwd"); r.code == 0 {
				t.Errorf("scp %s to the machine's own files: %+v", old, r)
			}
		}
	})

	t.Run("nothing outside", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("anna")
		o.put("x", []byte("x"))
		lines := []string{
			"get /etc/passwd p", "get ../../../../etc/passwd p", "get stadt/../../etc/passwd p", "ls /etc", "put x /x", "put x /stadt/x", "put x /stadt/nowhere/x",
			"mkdir /neu", "mkdir /stadt/neu", "rmdir /stadt/kreis", "rm /stadt/kreis", "rename stadt/kreis stadt/anders", "symlink /etc/passwd stadt/kreis/link",
			"ln stadt/kreis/s-q stadt/kreis/y", `put x "stadt/kreis/a\\b"`, "put x \"stadt/kreis/" + strings.Repeat("n", 256) + "\"",
			"rename stadt/keller/w.bin stadt/kreis/w.bin",
		}
		before := o.mustSFTP("anna", "ls -l", "ls -l stadt", "ls -l stadt/kreis")
		got := o.mustSFTP("anna", "-"+strings.Join(lines, "\n-"))
		failed := 0
		for line := range strings.Lines(got.err) {
			if strings.HasSuffix(line, "\r\n") { // the client's own; the house's sentences end otherwise
				failed++
			}
		}
		if failed != len(lines) || !strings.Contains(got.err, "Verknüpfungen gibt es hier nicht") {
			t.Errorf("%d of %d were refused:\n%s", failed, len(lines), got.err)
		}
		if after := o.mustSFTP("anna", "ls -l", "ls -l stadt", "ls -l stadt/kreis"); undated(after.out) != undated(before.out) {
			t.Errorf("something changed: before\n%s\nafter\n%s", before.out, after.out)
		}
		if _, err := os.Stat(o.path("p")); err == nil {
			t.Error("a file of the machine came out")
		}
	})

	t.Run("by key the vault stays shut, and it is said how to open it", func(t *testing.T) {
		o := withKey(t, p)
		r := o.transfer("ls\n", "sftp", "-o", "PreferredAuthentications=publickey", "-b", "-", "anna@127.0.0.1")
		if r.code == 0 || !strings.Contains(r.err, "PreferredAuthentications=password") || strings.Contains(r.out, "stadt") {
			t.Errorf("got %+v, want a refusal that says what to do", r)
		}
		r = o.transfer("", "scp", "-O", "-o", "PreferredAuthentications=publickey", "anna@127.0.0.1:stadt/kreis/s-q", "x")
		if r.code == 0 || !strings.Contains(r.err, "PreferredAuthentications=password") {
			t.Errorf("scp -O: got %+v, want a refusal that says what to do", r)
		}
	})

	t.Run("who has no files hears so", func(t *testing.T) {
		o := newOpenSSH(t, p)
		for _, user := range []string{"guest", "new"} {
			r := o.sftp(user, "ls")
			if r.code == 0 || !strings.Contains(r.err, "members and visitors") {
				t.Errorf("%s: got %+v", user, r)
			}
		}
	})

	t.Run("a full room and one that is only read say so", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("anna", "berta")
		must(t, anna, "", "room new stadt/eng Enge")
		must(t, anna, "", "room invite stadt/eng @berta")
		must(t, p.member("berta"), "", "room join stadt/eng")
		must(t, anna, "", "files rules stadt/eng --quota 1MiB")
		o.put("big", noise(2<<20))
		for _, program := range [][]string{{"scp", "-q"}, {"scp", "-O"}} {
			r := o.transfer("", program[0], program[1], "big", "anna@127.0.0.1:stadt/eng/")
			if r.code == 0 || !strings.Contains(r.err, "1 MiB") {
				t.Errorf("%q into a full room: got %+v", program, r)
			}
		}
		o.put("small", []byte("klein"))
		o.mustSFTP("anna", "put small stadt/eng/")
		must(t, anna, "", "rights set stadt/eng @berta files read")
		o.mustSFTP("berta", "get stadt/eng/small there")
		o.same("there", []byte("klein"))
		for _, line := range []string{"put small stadt/eng/other", "rm stadt/eng/small", "mkdir stadt/eng/d", "rename stadt/eng/small stadt/eng/s"} {
			if r := o.sftp("berta", line); r.code == 0 || !strings.Contains(r.err, "nicht schreiben") {
				t.Errorf("%s: got %+v, want the sentence that one may only read", line, r)
			}
		}
	})

	t.Run("a visitor comes along on the connection of the visit", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("ticket")
		ticket := as[issued](t, must(t, anna, "", "ticket new stadt/kreis --json"))
		o.put("x", []byte("x"))
		visit := []string{"-o", "ControlPath=" + o.shared + "/%r"}
		master := exec.CommandContext(t.Context(), "ssh", append(append(visit, "-M", "-N", "-f"), o.args("ticket")...)...)
		master.Env = o.asking(ticket.Code)
		if err := master.Run(); err != nil {
			t.Fatal(err)
		}
		if r := o.sftp("ticket", "ls"); r.code == 0 || !strings.Contains(r.err, "redeem") {
			t.Errorf("before the ticket was redeemed: got %+v", r)
		}
		redeem := exec.CommandContext(t.Context(), "ssh", append(visit, o.args("ticket", "redeem", "--accept", "--as", "Igel")...)...)
		if out, err := redeem.CombinedOutput(); err != nil {
			t.Fatalf("redeem: %v: %s", err, out)
		}
		got := o.mustSFTP("ticket", "ls -1 /", "ls -1 /stadt", "put x stadt/kreis/vom-besuch")
		if !strings.Contains(got.out, "/stadt/kreis\n") || strings.Contains(got.out, "keller") {
			t.Errorf("a visitor sees %q", got.out)
		}
		if r := o.sftp("ticket", "get stadt/keller/w.bin"); r.code == 0 {
			t.Error("a visitor fetched a file of another room")
		}
	})

	t.Run("the commands stream", func(t *testing.T) {
		o := newOpenSSH(t, p)
		o.share("anna")
		big := noise(6 << 20)
		if r := run(t, anna, string(big), "files put stadt/keller /strom.bin"); r.code != 0 {
			t.Fatalf("files put: %+v", r)
		}
		if r := run(t, anna, "", "files get stadt/keller /strom.bin"); r.out != string(big) {
			t.Errorf("files get brought %d bytes that are not the %d that were put", len(r.out), len(big))
		}
		o.mustSFTP("anna", "get stadt/keller/strom.bin")
		o.same("strom.bin", big)
	})
}

// TestWhatComesBySFTPAppearsOnTheScreen has one at the screen while another brings
// a file.
func TestWhatComesBySFTPAppearsOnTheScreen(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	_, berta := furnish(t, p)
	anna := p.sit("anna", p.dial("anna", ssh.Password(password)), 80, 24)
	anna.openListed("Steuerkreis")
	anna.openListed("Dateiablage")
	anna.waitFor("U sagt, wie Dateien hierher kommen", "U hochladen")
	s, err := sftp.NewClient(berta)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w, err := s.Create("/stadt/kreis/Einladung.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("# Einladung\n\nWir **treffen** uns am Montag.\n")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	anna.waitFor("Einladung.md", "Eine Datei,")
	anna.open("Einladung.md")
	anna.waitFor("Wir treffen uns am Montag.", "von berta")
	anna.press("esc")
	anna.waitFor("Eine Datei,")
}

// clockTime is the time of day in a listing; folders that nobody wrote into show that of
// the listing.
var clockTime = regexp.MustCompile(`\d\d:\d\d`)

func undated(listing string) string { return clockTime.ReplaceAllString(listing, "") }
