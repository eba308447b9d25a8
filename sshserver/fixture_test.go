package sshserver_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/sshserver"
	"stockwerk/store"
	"stockwerk/vault"
)

const (
	adminName = "anna"
	adminPass = "maple kettle 47 orchard"
)

// fixture is a house with one admin behind a real server on a port of its own.
type fixture struct {
	t      *testing.T
	house  *house.Service
	server *sshserver.Server
	addr   string
	log    *safeBuffer
	setup  string // the ticket that made the admin
	served chan error
	later  *shifted
}

// shifted is a store whose clock can be set forward.
type shifted struct {
	house.Store
	by atomic.Int64
}

func (s *shifted) Now(ctx context.Context) (time.Time, error) {
	now, err := s.Store.Now(ctx)
	return now.Add(time.Duration(s.by.Load())), err
}

// open starts a house. change may set limits and fronts.
func open(t *testing.T, change func(*sshserver.Config)) *fixture {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(t.Context(), filepath.Join(dir, "house.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	later := &shifted{Store: db}
	h, err := house.Open(t.Context(), house.Config{
		Store: later, HouseKey: vault.NewHouseKey(), Log: quiet(), WeakKDF: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, house: h, log: &safeBuffer{}, served: make(chan error, 1), later: later}
	f.makeAdmin()
	c := sshserver.Config{
		House: h, HostKey: filepath.Join(dir, "host_key"), Log: slog.New(slog.NewTextHandler(f.log, nil)),
		Host: "house.test", Port: 22, Fronts: fakes(),
		Limits: sshserver.Limits{RefusalTime: 20 * time.Millisecond, KeyRefusalTime: time.Millisecond},
	}
	if change != nil {
		change(&c)
	}
	f.server, err = sshserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.addr = l.Addr().String()
	go func() { f.served <- f.server.Serve(l) }()
	t.Cleanup(f.server.Close)
	return f
}

func (f *fixture) makeAdmin() {
	f.t.Helper()
	code, needed, err := f.house.SetupTicket(f.t.Context())
	if err != nil || !needed {
		f.t.Fatalf("setup ticket: needed %v, %v", needed, err)
	}
	f.setup = code
	bearer, err := f.house.TicketDoor(f.t.Context(), code)
	if err != nil {
		f.t.Fatal(err)
	}
	_, _, err = f.house.Register(f.t.Context(), bearer, house.Registration{
		Name: adminName, Password: adminPass, Lang: "en", AcceptTerms: true,
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// admin is the admin, come in by password.
func (f *fixture) admin() house.Actor {
	f.t.Helper()
	a, err := f.house.Login(f.t.Context(), adminName, adminPass)
	if err != nil {
		f.t.Fatal(err)
	}
	return a
}

// membershipTicket is an unused code for ticket@.
func (f *fixture) membershipTicket() string {
	f.t.Helper()
	issued, err := f.house.NewMembershipTicket(f.t.Context(), f.admin(), "")
	if err != nil {
		f.t.Fatal(err)
	}
	return issued.Code
}

// keep makes signer a key of the admin.
func (f *fixture) keep(signer gossh.Signer) {
	f.t.Helper()
	if _, err := f.house.AddSSHKey(f.t.Context(), f.admin(), "laptop", signer.PublicKey().Marshal()); err != nil {
		f.t.Fatal(err)
	}
}

// fakes are fronts that say what they were given.
func fakes() sshserver.Fronts {
	return sshserver.Fronts{
		Screen: func(ctx context.Context, s *sshserver.Session) int {
			fmt.Fprintf(s.Out, "screen %s %dx%d\n", s.Term, s.Size.Width, s.Size.Height)
			<-ctx.Done()
			return 0
		},
		Prompt: func(_ context.Context, s *sshserver.Session) int {
			fmt.Fprintf(s.Out, "prompt %q\n", s.Term)
			return 0
		},
		Line: fakeLine,
	}
}

func fakeLine(ctx context.Context, s *sshserver.Session, line string) int {
	words := strings.Fields(line)
	switch words[0] {
	case "whoami":
		fmt.Fprintf(s.Out, "%s %q sealed=%v", s.Actor().Role(), s.Actor().Name(), s.Actor().Sealed())
	case "key":
		key, name := s.Key()
		fmt.Fprintf(s.Out, "%d %s", len(key), name)
	case "env":
		fmt.Fprintf(s.Out, "%v %s utf8=%v", s.Environ, s.Lang, s.UTF8)
	case "size":
		fmt.Fprintf(s.Out, "%s %dx%d", s.Term, s.Size.Width, s.Size.Height)
	case "unlock":
		if err := s.House.Unlock(ctx, s.Actor(), adminPass); err != nil {
			fmt.Fprintln(s.Err, err)
			return 1
		}
	case "become":
		a, err := s.House.Login(ctx, adminName, adminPass)
		if err != nil {
			return 1
		}
		s.SetActor(a)
	case "wait":
		fmt.Fprintln(s.Out, "waiting")
		<-ctx.Done()
	case "echo":
		_, _ = io.Copy(s.Out, s.In)
	case "flood":
		for ctx.Err() == nil {
			if _, err := s.Out.Write(make([]byte, 1<<16)); err != nil {
				break
			}
		}
	case "panic":
		panic("secret words")
	case "exit":
		code := 0
		_, _ = fmt.Sscan(words[1], &code)
		return code
	}
	return 0
}

// dial comes to the door of user.
func (f *fixture) dial(user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	return f.dialAs(&gossh.ClientConfig{User: user, Auth: auth})
}

func (f *fixture) dialAs(c *gossh.ClientConfig) (*gossh.Client, error) {
	c.HostKeyCallback = gossh.InsecureIgnoreHostKey()
	c.Timeout = 10 * time.Second
	client, err := gossh.Dial("tcp", f.addr, c)
	if err == nil {
		f.t.Cleanup(func() { _ = client.Close() })
	}
	return client, err
}

// in comes in or fails the test.
func (f *fixture) in(user string, auth ...gossh.AuthMethod) *gossh.Client {
	f.t.Helper()
	c, err := f.dial(user, auth...)
	if err != nil {
		f.t.Fatalf("%s: %v", user, err)
	}
	return c
}

// say runs one command and returns what it printed and its exit code.
func say(t *testing.T, c *gossh.Client, line string) (string, int) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	return sayIn(t, s, line)
}

func sayIn(t *testing.T, s *gossh.Session, line string) (string, int) {
	t.Helper()
	out, err := s.CombinedOutput(line)
	var exit *gossh.ExitError
	switch {
	case err == nil:
		return string(out), 0
	case errors.As(err, &exit):
		return string(out), exit.ExitStatus()
	}
	t.Fatalf("%s: %v", line, err)
	return "", 0
}

func newSigner(t *testing.T) gossh.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	late := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
