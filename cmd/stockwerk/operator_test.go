package main_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// operator is one call of the program from a shell.
func operator(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), binary, args...)
}

// served is a running house.
type served struct {
	cmd   *exec.Cmd
	lines []string
	log   *bytes.Buffer
}

// startServe starts the program and reads its first lines up to the ssh line.
func startServe(t *testing.T, args ...string) *served {
	t.Helper()
	s := &served{cmd: operator(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...), log: &bytes.Buffer{}}
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	scan := bufio.NewScanner(out)
	for scan.Scan() {
		s.lines = append(s.lines, scan.Text())
		if strings.HasPrefix(scan.Text(), "ssh ") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return s
		}
	}
	_ = s.cmd.Wait()
	t.Fatalf("serve ended after %q: %s", s.lines, s.log)
	return nil
}

func (s *served) value(name string) string {
	for _, line := range s.lines {
		if v, ok := strings.CutPrefix(line, name+": "); ok {
			return v
		}
	}
	return ""
}

// stop ends the program as a service manager does.
func (s *served) stop(t *testing.T) {
	t.Helper()
	start := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v: %s", err, s.log)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("stopping took %v, want at most 10 s", took)
	}
}

func (s *served) dial(t *testing.T, user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	t.Helper()
	fingerprint := ""
	c, err := gossh.Dial("tcp", s.value("address"), &gossh.ClientConfig{
		User: user, Auth: auth, Timeout: 10 * time.Second,
		HostKeyCallback: func(_ string, _ net.Addr, key gossh.PublicKey) error {
			fingerprint = gossh.FingerprintSHA256(key)
			return nil
		},
	})
	if fingerprint != s.value("host key") {
		t.Errorf("the host key is %s, printed was %s", fingerprint, s.value("host key"))
	}
	return c, err
}

func TestServePrintsWhatAFirstVisitorNeeds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	s := startServe(t, "--data", dir)
	contract := []string{
		`^address: 127\.0\.0\.1:\d+$`,
		`^host key: SHA256:[A-Za-z0-9+/]{43}$`,
		`^setup ticket: [0-9A-Z]{5}(-[0-9A-Z]{5}){3}$`,
		`^ssh -p \d+ ticket@127\.0\.0\.1$`,
	}
	if len(s.lines) != len(contract) {
		t.Fatalf("got %q, want four lines", s.lines)
	}
	for i, shape := range contract {
		if !regexp.MustCompile(shape).MatchString(s.lines[i]) {
			t.Errorf("line %d is %q, want %s", i+1, s.lines[i], shape)
		}
	}
	c, err := s.dial(t, "ticket", gossh.Password(s.value("setup ticket")))
	if err != nil {
		t.Fatalf("the setup ticket: %v", err)
	}
	_ = c.Close()
	if _, err := s.dial(t, "ticket", gossh.Password("00000-00000-00000-00000")); err == nil {
		t.Error("a made up ticket opened the door")
	}
	for file, mode := range map[string]fs.FileMode{".": 0o700, "host_key": 0o600, "house.key": 0o400} {
		info, err := os.Stat(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != mode {
			t.Errorf("%s has mode %o, want %o", file, got, mode)
		}
	}
	s.stop(t)

	again := startServe(t, "--data", dir)
	if again.value("host key") != s.value("host key") {
		t.Error("the host key changed with a restart")
	}
	if again.value("setup ticket") == "" {
		t.Error("a house without an admin printed no setup ticket at its second start")
	}
	again.stop(t)
}

func TestAHouseWithAnAdminPrintsNoSetupTicket(t *testing.T) {
	dir := t.TempDir()
	s := startServe(t, "--data", dir)
	c, err := s.dial(t, "ticket", gossh.Password(s.value("setup ticket")))
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	session.Stdin = strings.NewReader("maple kettle 47 orchard\n")
	if out, err := session.CombinedOutput("register anna --accept-terms --json"); err != nil || !bytes.Contains(out, []byte(`"house_admin"`)) {
		t.Fatalf("register: %v: %s", err, out)
	}
	_ = c.Close()
	s.stop(t)
	again := startServe(t, "--data", dir)
	if again.value("setup ticket") != "" {
		t.Error("a setup ticket was printed for a house with an admin")
	}
	again.stop(t)
	if out, err := operator(t, "ticket", "setup", "--data", dir).CombinedOutput(); exitCode(err) != 1 {
		t.Errorf("ticket setup: got %v: %s", err, out)
	}
}

func TestDrainTellsWhoIsThere(t *testing.T) {
	s := startServe(t, "--data", t.TempDir())
	c, err := s.dial(t, "guest")
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 64)); err != nil {
		t.Fatalf("no screen: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	s.stop(t)
}

func TestTheOperatorsDeeds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"doctor", 1, "missing"},
		{"ticket setup", 0, "setup ticket: "},
		{"doctor", 1, "host key"},
		{"version", 0, "stockwerk "},
		{"--help", 0, "serve"},
		{"serve --help", 0, "STOCKWERK_DATABASE"},
		{"fly", 2, "unexpected argument"},
		{"serve --listen nowhere:99999", 1, "listen"},
	} {
		args := strings.Fields(c.args)
		if c.args != "version" && c.args != "--help" && c.args != "fly" {
			args = append(args, "--data", dir)
		}
		out, err := operator(t, args...).CombinedOutput()
		if exitCode(err) != c.code || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: got %v and %q, want %d and %q", c.args, err, out, c.code, c.want)
		}
	}
}

func TestDoctorFindsAHouseThatOthersCanRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	startServe(t, "--data", dir).stop(t)
	if out, err := operator(t, "doctor", "--data", dir).CombinedOutput(); err != nil {
		t.Fatalf("a good house: %v: %s", err, out)
	}
	if err := os.Chmod(filepath.Join(dir, "house.key"), 0o444); err != nil {
		t.Fatal(err)
	}
	if out, err := operator(t, "doctor", "--data", dir).CombinedOutput(); exitCode(err) != 1 || !strings.Contains(string(out), "chmod") {
		t.Errorf("got %v and %s, want what to do", err, out)
	}
}

func TestALostHouseKeyIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	startServe(t, "--data", dir).stop(t)
	if err := os.Remove(filepath.Join(dir, "house.key")); err != nil {
		t.Fatal(err)
	}
	out, err := operator(t, "serve", "--listen", "127.0.0.1:0", "--data", dir).CombinedOutput()
	if exitCode(err) != 1 || !strings.Contains(string(out), "backup") {
		t.Errorf("got %v and %s, want a refusal", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "house.key")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a new key was made for an old house")
	}
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
