package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// openssh is the real OpenSSH client of one person: a home of their own with
// known_hosts made from the house's key, so that nothing is taken on trust.
type openssh struct {
	t    *testing.T
	p    *program
	home string
	key  string // path of a private key, "" = none

	shared string // folder of shared connections, "" = none are
}

// newOpenSSH skips where the tools are missing, and fails there under CI.
func newOpenSSH(t *testing.T, p *program) *openssh {
	t.Helper()
	for _, tool := range []string{"ssh", "ssh-keyscan", "ssh-keygen", "tmux"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is needed to try the house with the real client: %v", tool, err)
			}
			t.Skipf("%s is not installed, so the house is not tried with the real client", tool)
		}
	}
	o := &openssh{t: t, p: p, home: t.TempDir()}
	host, port, err := net.SplitHostPort(p.addr)
	if err != nil {
		t.Fatal(err)
	}
	scanned, err := exec.Command("ssh-keyscan", "-p", port, host).Output()
	if err != nil {
		t.Fatalf("ssh-keyscan: %v", err)
	}
	if _, _, key, _, _, err := ssh.ParseKnownHosts(scanned); err != nil {
		t.Fatalf("ssh-keyscan gave no key: %v in %q", err, scanned)
	} else if got := ssh.FingerprintSHA256(key); got != p.hostKey {
		t.Fatalf("the house shows the host key %s and printed %s", got, p.hostKey)
	}
	if err := os.WriteFile(o.path("known_hosts"), scanned, 0o600); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *openssh) path(name string) string { return filepath.Join(o.home, name) }

// args are those of ssh: nothing of the machine's own configuration or agent, and
// an unknown host key ends the connection.
func (o *openssh) args(user string, more ...string) []string {
	host, port, _ := net.SplitHostPort(o.p.addr)
	args := []string{
		"-F", "none", "-p", port, "-o", "UserKnownHostsFile=" + o.path("known_hosts"), "-o", "GlobalKnownHostsFile=none",
		"-o", "StrictHostKeyChecking=yes", "-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR",
		"-o", "SetEnv=LANG=en_US.UTF-8",
	}
	if o.key == "" {
		args = append(args, "-o", "IdentityFile=none")
	} else {
		args = append(args, "-i", o.key)
	}
	for len(more) > 0 && strings.HasPrefix(more[0], "-") {
		args, more = append(args, more[0]), more[1:]
	}
	return append(append(args, user+"@"+host), more...)
}

// command runs ssh without a terminal.
func (o *openssh) command(stdin, user string, more ...string) reply {
	o.t.Helper()
	cmd := exec.CommandContext(o.t.Context(), "ssh", o.args(user, more...)...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		o.t.Fatalf("ssh %v: %v", more, err)
	}
	return reply{out: out.String(), err: errs.String(), code: cmd.ProcessState.ExitCode()}
}

// tmux is a terminal with a shell in it, in which ssh runs.
type tmux struct {
	t    *testing.T
	dir  string
	args []string
}

// shellPrompt is what the shell behind ssh shows.
const shellPrompt = "shell-behind$"

func newTmux(t *testing.T, w, h int, env ...string) *tmux {
	t.Helper()
	dir, err := os.MkdirTemp("", "stw") //nolint:usetesting // short: a socket's path may have 100 letters
	if err != nil {
		t.Fatal(err)
	}
	m := &tmux{t: t, dir: dir, args: []string{"-u", "-S", filepath.Join(dir, "s"), "-f", os.DevNull}}
	t.Cleanup(func() {
		_ = exec.Command("tmux", append(m.args, "kill-server")...).Run()
		_ = os.RemoveAll(dir)
	})
	start := []string{"new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "env"}
	start = append(append(start, "PS1="+shellPrompt+" ", "ENV="), env...)
	m.do(append(start, "sh", "-i")...)
	m.waitFor(shellPrompt)
	return m
}

func (m *tmux) do(args ...string) string {
	m.t.Helper()
	out, err := exec.Command("tmux", append(m.args, args...)...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

// ssh types the command into the shell.
func (m *tmux) ssh(o *openssh, user string, more ...string) {
	m.t.Helper()
	words := o.args(user, more...)
	for i, w := range words {
		words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
	}
	script := filepath.Join(m.dir, "go") // a long line would wrap in the picture
	if err := os.WriteFile(script, []byte("exec ssh "+strings.Join(words, " ")+"\n"), 0o600); err != nil {
		m.t.Fatal(err)
	}
	m.types("sh " + script + "\n")
}

func (m *tmux) types(text string) { m.t.Helper(); m.do("send-keys", "-l", "--", text) }

func (m *tmux) press(keys ...string) { m.t.Helper(); m.do(append([]string{"send-keys"}, keys...)...) }

func (m *tmux) screen() string { m.t.Helper(); return m.do("capture-pane", "-p") }

// alternate tells whether the alternate screen is on, which only a full-screen
// program leaves on.
func (m *tmux) alternate() bool {
	m.t.Helper()
	return strings.TrimSpace(m.do("display-message", "-p", "#{alternate_on}")) == "1"
}

func (m *tmux) wait(what string, cond func(screen string) bool) {
	m.t.Helper()
	tick := time.NewTicker(40 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); ; {
		if cond(m.screen()) {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			m.t.Fatalf("waited in vain for %s; the terminal shows\n%s", what, m.screen())
		}
	}
}

func (m *tmux) waitFor(text string) {
	m.t.Helper()
	m.wait(fmt.Sprintf("%q", text), func(screen string) bool { return strings.Contains(screen, text) })
}

// waitShell waits until ssh is over and the terminal is as it was: the shell's
// prompt at the end, the alternate screen off, what is typed visible again.
func (m *tmux) waitShell() {
	m.t.Helper()
	m.wait("the shell", func(screen string) bool {
		lines := strings.Split(strings.TrimSpace(screen), "\n")
		return lines[len(lines)-1] == shellPrompt && !m.alternate()
	})
	if got := strings.TrimSpace(m.do("display-message", "-p", "#{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}")); got != "1 0 0" {
		m.t.Errorf("cursor, mouse and keypad are %q, want visible, off and off", got)
	}
	m.types("echo still $((6*7)) here\n")
	m.waitFor("still 42 here")
}

// TestOpenSSHComesIn walks in by every door with the real client.
func TestOpenSSHComesIn(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, _ := furnish(t, p)
	must(t, anna, "", `say stadt/kreis "Worte im Kreis"`)
	ticket := as[issued](t, must(t, anna, "", "ticket new stadt/kreis --json"))

	t.Run("a guest sees the welcome page", func(t *testing.T) {
		t.Parallel()
		o, m := newOpenSSH(t, p), newTmux(t, 80, 24)
		m.ssh(o, "guest")
		m.waitFor("House rules")
		if !m.alternate() {
			t.Error("the house draws on the shell's own screen")
		}
		m.press("Escape")
		m.waitFor("Leave the house?")
		m.press("1")
		m.waitShell()
	})

	t.Run("a ticket is asked for and opens the door", func(t *testing.T) {
		t.Parallel()
		o, m := newOpenSSH(t, p), newTmux(t, 80, 24)
		m.ssh(o, "ticket")
		m.waitFor("Ticket:")
		m.types(ticket.Code + "\n")
		m.waitFor("Your ticket leads into the room “Steuerkreis”")
		m.press("C-x", "C-x")
		m.waitShell()
	})

	t.Run("a wrong password is asked for again, the right one opens", func(t *testing.T) {
		t.Parallel()
		o, m := newOpenSSH(t, p), newTmux(t, 80, 24)
		m.ssh(o, "anna")
		m.waitFor("assword:")
		m.types("not the one I meant\n")
		m.wait("a second question", func(screen string) bool { return strings.Count(screen, "assword:") == 2 })
		m.types(password + "\n")
		m.waitFor("Seit Ihrem letzten Besuch gab es an Ihrer Tür") // the wrong one is told
		m.press("Enter")
		m.waitFor("Steuerkreis")
		m.press("C-x", "C-x")
		m.waitShell()
		if strings.Contains(m.do("capture-pane", "-p", "-S", "-"), "Steuerkreis") {
			t.Error("the quick exit left the house in the scrollback")
		}
	})

	t.Run("a key opens the door and the password the rooms", func(t *testing.T) {
		t.Parallel()
		o := withKey(t, p)
		m := newTmux(t, 80, 24)
		m.ssh(o, "anna")
		m.waitFor("Ihre Räume sind verschlossen")
		m.types(password)
		m.press("Enter")
		m.waitFor("Steuerkreis")
		m.press("C-x", "C-x")
		m.waitShell()
	})

	t.Run("commands answer by their exit code", func(t *testing.T) {
		t.Parallel()
		o := withKey(t, p)
		who := o.command("", "anna", "whoami", "--json")
		if who.code != 0 || !strings.Contains(who.out, `"name":"anna"`) || who.err != "" {
			t.Errorf("whoami: got %+v", who)
		}
		for line, want := range map[string]int{"no-such-thing": 2, "read stadt/nowhere": 3, "floor new x Y": 4, "say stadt/kreis --nonsense": 2} {
			if got := o.command("", "anna", line); got.code != want || strings.Count(got.err, "\n") != 1 || got.out != "" {
				t.Errorf("%s: got %+v, want exit %d and one line on stderr", line, got, want)
			}
		}
		if got := o.command("", "berta", "-o", "BatchMode=yes", "whoami"); got.code != 255 {
			t.Errorf("somebody else's key: got %+v, want ssh's own exit code 255", got)
		}
	})

	t.Run("without a terminal the house speaks line by line", func(t *testing.T) {
		t.Parallel()
		o := withKey(t, p)
		got := o.command(password+"\n!\n0\n", "anna", "-T")
		if got.code != 0 || got.err != "" || strings.Contains(got.out, "\x1b") {
			t.Errorf("got %+v, want plain lines and no error", got)
		}
		for _, want := range []string{"Ihr Passwort", "0 Das Haus verlassen", "116 123"} {
			if !strings.Contains(got.out, want) {
				t.Errorf("got %q, want %q in it", got.out, want)
			}
		}
	})

	t.Run("a dumb terminal gets plain lines", func(t *testing.T) {
		t.Parallel()
		o, m := newOpenSSH(t, p), newTmux(t, 80, 24, "TERM=dumb")
		m.ssh(o, "guest")
		m.waitFor("0 Leave the house")
		if m.alternate() {
			t.Error("a dumb terminal got the alternate screen")
		}
		m.types("0\n")
		m.waitShell()
	})
}

// withKey is anna's client with a key that the house knows.
func withKey(t *testing.T, p *program) *openssh {
	t.Helper()
	o := newOpenSSH(t, p)
	o.key = o.path("id")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "laptop", "-f", o.key).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v: %s", err, out)
	}
	public, err := os.ReadFile(o.key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	must(t, p.member("anna"), string(public), "account keys add")
	return o
}

// TestAServerThatStopsLeavesTheTerminalClean stops the house while somebody is in
// a room with the real client.
func TestAServerThatStopsLeavesTheTerminalClean(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	furnish(t, p)
	o, m := newOpenSSH(t, p), newTmux(t, 80, 24)
	m.types("echo what stood here before\n")
	m.ssh(o, "anna")
	m.waitFor("assword:")
	m.types(password + "\n")
	m.waitFor("Steuerkreis")
	p.stop()
	m.waitShell()
	if !strings.Contains(m.screen(), "what stood here before") {
		t.Errorf("what stood on the screen is gone:\n%s", m.screen())
	}
}
