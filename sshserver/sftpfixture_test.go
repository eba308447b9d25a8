package sshserver_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net"
	"os"
	"testing"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/sshserver"
)

const (
	otherName = "berta"
	shelf     = "stadt/regal" // a room that both are in
	attic     = "stadt/boden" // one that the admin alone is in
)

// shelved is a house with files: anna owns the rooms, berta is a member of one.
func shelved(t *testing.T) *fixture {
	t.Helper()
	f := open(t, func(c *sshserver.Config) { c.Fronts = sshserver.Fronts{} })
	ctx, anna := t.Context(), f.admin()
	bearer, err := f.house.TicketDoor(ctx, f.membershipTicket())
	if err != nil {
		t.Fatal(err)
	}
	_, berta, err := f.house.Register(ctx, bearer, house.Registration{Name: otherName, Password: adminPass, Lang: "en", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.house.NewFloor(ctx, anna, house.FloorSpec{Code: "stadt", Name: "Stadt", Kind: house.FloorOrganisation, State: house.FloorOpen}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.house.JoinFloor(ctx, berta, "stadt"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.house.SetFloorCreator(ctx, anna, "stadt", adminName, true); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{shelf, attic} {
		if _, err := f.house.NewRoom(ctx, anna, house.RoomSpec{Place: place, Name: place, Kind: house.RoomConference}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.house.Invite(ctx, anna, shelf, otherName); err != nil {
		t.Fatal(err)
	}
	if _, err := f.house.Join(ctx, berta, shelf); err != nil {
		t.Fatal(err)
	}
	return f
}

// files opens sftp on a connection.
func files(t *testing.T, c *gossh.Client) *sftp.Client {
	t.Helper()
	s, err := sftp.NewClient(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// comes in as somebody and opens sftp.
func (f *fixture) files(name string) *sftp.Client {
	f.t.Helper()
	return files(f.t, f.in(name, gossh.Password(adminPass)))
}

// cutAway is sftp on a connection that can be torn down in the middle.
func (f *fixture) cutAway(name string) (s *sftp.Client, tear func()) {
	f.t.Helper()
	c, err := net.Dial("tcp", f.addr)
	if err != nil {
		f.t.Fatal(err)
	}
	conn, chans, reqs, err := gossh.NewClientConn(c, f.addr, &gossh.ClientConfig{
		User: name, Auth: []gossh.AuthMethod{gossh.Password(adminPass)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		f.t.Fatal(err)
	}
	s, err = sftp.NewClient(gossh.NewClient(conn, chans, reqs))
	if err != nil {
		f.t.Fatal(err)
	}
	return s, func() {
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
}

// put writes a file or fails the test.
func put(t *testing.T, s *sftp.Client, name string, content []byte) {
	t.Helper()
	w, err := s.Create(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if _, err := w.ReadFrom(bytes.NewReader(content)); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := w.Close(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// get reads a file or fails the test.
func get(t *testing.T, s *sftp.Client, name string) []byte {
	t.Helper()
	r, err := s.Open(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// add writes on at the end of a file.
func add(t *testing.T, s *sftp.Client, name string, flags int, content []byte) {
	t.Helper()
	w, err := s.OpenFile(name, os.O_WRONLY|flags)
	if err != nil {
		t.Fatal(err)
	}
	if flags&os.O_APPEND == 0 {
		if _, err := w.Seek(0, io.SeekEnd); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func panicking(context.Context, *sshserver.Session) int { panic("secret words") }
