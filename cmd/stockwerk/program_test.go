package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"stockwerk/store/storetest"
)

// binary is the program, built once for all tests of this package.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "stockwerk-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "stockwerk")
	build := exec.Command("go", "build", "-ldflags", "-X main.weakBackups=yes", "-o", binary, ".")
	build.Stderr = os.Stderr
	code := 1
	if err := build.Run(); err == nil {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// patience is how long a test waits for something that must come.
const patience = 20 * time.Second

// program is one running server and what it printed.
type program struct {
	t       *testing.T
	data    string
	db      string // "" = SQLite in data
	addr    string
	hostKey string
	setup   string // "" once there is an admin
	sshLine string
	metrics string // where they are, "" = nowhere
	cmd     *exec.Cmd
	logs    *logbook
	exited  chan error
}

// logbook is a buffer that the program writes while the test reads.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// serve starts the program on a free port and waits until it is open.
func serve(t *testing.T, data, db string) *program {
	t.Helper()
	p := &program{t: t, data: data, db: db, logs: &logbook{}, exited: make(chan error, 1)}
	args := []string{"serve", "--data", data, "--listen", "127.0.0.1:0"}
	if db != "" {
		args = append(args, "--database", db)
	}
	p.cmd = exec.Command(binary, args...)
	p.cmd.Stderr = p.logs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	open := make(chan struct{})
	go p.listen(out, open)
	t.Cleanup(func() {
		if p.kill(); t.Failed() {
			t.Logf("log of the server:\n%s", p.logs)
		}
	})
	select {
	case <-open:
	case <-time.After(patience):
		t.Fatalf("the server did not open; log:\n%s", p.logs)
	}
	return p
}

// listen reads the contract's lines; the ssh line is the last of them.
func (p *program) listen(out io.Reader, open chan struct{}) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "address: "):
			p.addr = strings.TrimPrefix(line, "address: ")
		case strings.HasPrefix(line, "host key: "):
			p.hostKey = strings.TrimPrefix(line, "host key: ")
		case strings.HasPrefix(line, "setup ticket: "):
			p.setup = strings.Fields(strings.TrimPrefix(line, "setup ticket: "))[0]
		case strings.HasPrefix(line, "metrics: "):
			p.metrics = strings.TrimPrefix(line, "metrics: ")
		case strings.HasPrefix(line, "ssh "):
			p.sshLine = line
			close(open)
		}
	}
	p.exited <- p.cmd.Wait()
}

// stop sends SIGTERM and wants a clean end within the contract's ten seconds.
func (p *program) stop() {
	p.t.Helper()
	begun := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	select {
	case err := <-p.exited:
		if err != nil {
			p.t.Errorf("exit after SIGTERM: %v\n%s", err, p.logs)
		}
		if took := time.Since(begun); took > 10*time.Second {
			p.t.Errorf("SIGTERM took %v, want at most 10 s", took)
		}
		p.exited <- nil
	case <-time.After(patience):
		p.t.Error("the server did not stop")
	}
}

// kill is kill -9.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	select {
	case err := <-p.exited:
		p.exited <- err
	case <-time.After(patience):
	}
}

// dial opens a connection or fails the test.
func (p *program) dial(user string, auth ...ssh.AuthMethod) *ssh.Client {
	p.t.Helper()
	c, err := p.tryDial(user, auth...)
	if err != nil {
		p.t.Fatalf("%s@: %v", user, err)
	}
	return c
}

func (p *program) tryDial(user string, auth ...ssh.AuthMethod) (*ssh.Client, error) {
	c, err := ssh.Dial("tcp", p.addr, &ssh.ClientConfig{
		User: user, Auth: auth, Timeout: patience,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if got := ssh.FingerprintSHA256(key); got != p.hostKey {
				return fmt.Errorf("host key %s, want %s", got, p.hostKey)
			}
			return nil
		},
	})
	if err == nil {
		p.t.Cleanup(func() { _ = c.Close() })
	}
	return c, err
}

// code answers the one question of ticket@.
func code(c string) ssh.AuthMethod {
	return ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		answers := make([]string, len(questions))
		for i := range answers {
			answers[i] = c
		}
		return answers, nil
	})
}

// member dials with the password that all people of the tests share.
func (p *program) member(name string) *ssh.Client {
	p.t.Helper()
	return p.dial(name, ssh.Password(password))
}

const password = "Regenschirm-im-Flur-7"

// reply is how a command ended.
type reply struct {
	out, err string
	code     int
}

// run runs one command on a connection.
func run(t *testing.T, c *ssh.Client, stdin, line string) reply {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatalf("session for %q: %v", line, err)
	}
	defer s.Close()
	var out, errs bytes.Buffer
	s.Stdout, s.Stderr, s.Stdin = &out, &errs, strings.NewReader(stdin)
	err = s.Run(line)
	r := reply{out: out.String(), err: errs.String()}
	var exit *ssh.ExitError
	if errors.As(err, &exit) {
		r.code = exit.ExitStatus()
	} else if err != nil {
		t.Fatalf("%q: %v (stderr %q)", line, err, r.err)
	}
	return r
}

// must runs a command that has to succeed.
func must(t *testing.T, c *ssh.Client, stdin, line string) reply {
	t.Helper()
	r := run(t, c, stdin, line)
	if r.code != 0 {
		t.Fatalf("%q: exit %d, stderr %q", line, r.code, r.err)
	}
	return r
}

// refused runs a command that has to fail with that code and one clear line.
func refused(t *testing.T, c *ssh.Client, stdin, line string, want int) reply {
	t.Helper()
	r := run(t, c, stdin, line)
	if r.code != want {
		t.Errorf("%q: exit %d, want %d (stderr %q)", line, r.code, want, r.err)
	}
	if strings.Count(r.err, "\n") != 1 || len(strings.TrimSpace(r.err)) < 10 {
		t.Errorf("%q: stderr %q, want one clear line", line, r.err)
	}
	return r
}

// as decodes a command's JSON.
func as[T any](t *testing.T, r reply) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		t.Fatalf("no JSON: %v in %q", err, r.out)
	}
	return v
}

// Shapes of the contract.
type (
	sent struct {
		ID  string `json:"id"`
		Seq int64  `json:"seq"`
	}
	post struct {
		ID     string `json:"id"`
		Seq    int64  `json:"seq"`
		Author string `json:"author"`
		Title  string `json:"title"`
		Text   string `json:"text"`
		Kind   string `json:"kind"`
		Gone   bool   `json:"deleted"`
	}
	issued struct {
		ID    string `json:"id"`
		Code  string `json:"code"`
		Place string `json:"place"`
		Slip  string `json:"slip"`
	}
	redeemed struct {
		Place  string `json:"place"`
		Name   string `json:"name"`
		Return string `json:"return_ticket"`
	}
)

// texts gives the words people wrote, without the house's own lines.
func texts(posts []post) []string {
	var out []string
	for _, p := range posts {
		if p.Kind != "event" && !p.Gone {
			out = append(out, p.Text)
		}
	}
	return out
}

// eachDatabase runs a test on SQLite and on PostgreSQL.
func eachDatabase(t *testing.T, test func(t *testing.T, db string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, "") })
	t.Run("postgres", func(t *testing.T) { test(t, storetest.PostgresURL(t)) })
}

// furnish makes a house with an admin, anna and berta on a floor, and a room
// of theirs.
func furnish(t *testing.T, p *program) (anna, berta *ssh.Client) {
	t.Helper()
	c := p.dial("ticket", code(p.setup))
	must(t, c, password+"\n", "register hausmeister --accept-terms")
	for _, name := range []string{"anna", "berta"} {
		must(t, p.dial("new"), password+"\n", "register "+name+" --accept-terms")
	}
	admin := p.member("hausmeister")
	must(t, admin, "", `floor new stadt "Stadt Hagen" --state open`)
	anna, berta = p.member("anna"), p.member("berta")
	must(t, anna, "", "floor join stadt")
	must(t, berta, "", "floor join stadt")
	must(t, admin, "", "floor creator stadt @anna")
	must(t, anna, "", "room new stadt/kreis Steuerkreis")
	must(t, anna, "", "room invite stadt/kreis @berta")
	must(t, berta, "", "room join stadt/kreis")
	return anna, berta
}
