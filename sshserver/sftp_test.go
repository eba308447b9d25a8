package sshserver_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/sshserver"
)

func names(t *testing.T, s *sftp.Client, dir string) []string {
	t.Helper()
	list, err := s.ReadDir(dir)
	if err != nil {
		t.Fatalf("%s: %v", dir, err)
	}
	out := []string{}
	for _, i := range list {
		out = append(out, i.Name())
	}
	slices.Sort(out)
	return out
}

func TestRoomsAreFoldersOfThoseWhoAreInThem(t *testing.T) {
	f := shelved(t)
	anna, berta := f.files(adminName), f.files(otherName)
	if got := names(t, anna, "/"); !slices.Equal(got, []string{"stadt"}) {
		t.Errorf("the house holds %q", got)
	}
	if got := names(t, anna, "/stadt"); !slices.Equal(got, []string{"boden", "regal"}) {
		t.Errorf("anna's floor holds %q", got)
	}
	if got := names(t, berta, "/stadt"); !slices.Equal(got, []string{"regal"}) {
		t.Errorf("berta's floor holds %q", got)
	}
	put(t, anna, "/"+attic+"/geheim.txt", []byte("x"))
	for _, path := range []string{"/" + attic, "/" + attic + "/geheim.txt", "/eg", "/nowhere", "/stadt/nowhere", "/stadt/regal/../boden"} {
		if _, err := berta.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, want that there is nothing", path, err)
		}
		if _, err := berta.ReadDir(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("list of %s: got %v, want that there is nothing", path, err)
		}
	}
	if _, err := berta.Open("/" + attic + "/geheim.txt"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want no way to another's room", err)
	}
}

func TestARoomWithoutTheToolIsNotThere(t *testing.T) {
	f := shelved(t)
	anna := f.files(adminName)
	names(t, anna, "/"+attic)
	if _, err := f.house.EditRoom(t.Context(), f.admin(), attic, house.RoomEdit{Tools: &[]string{house.ToolBoard}}); err != nil {
		t.Fatal(err)
	}
	if got := names(t, anna, "/stadt"); !slices.Equal(got, []string{"regal"}) {
		t.Errorf("the floor holds %q, want the room without files gone at once", got)
	}
}

func TestFilesLookAsTheirReadersMayUseThem(t *testing.T) {
	f := shelved(t)
	anna, berta := f.files(adminName), f.files(otherName)
	put(t, anna, "/"+shelf+"/a.txt", []byte("hello"))
	for who, want := range map[*sftp.Client]fs.FileMode{anna: 0o640, berta: 0o440} {
		i, err := who.Stat("/" + shelf + "/a.txt")
		if err != nil {
			t.Fatal(err)
		}
		if i.Mode() != want || i.Size() != 5 || i.ModTime().IsZero() {
			t.Errorf("got %v %d %v, want %v and 5 bytes", i.Mode(), i.Size(), i.ModTime(), want)
		}
	}
	if i, err := anna.Stat("/" + shelf); err != nil || i.Mode() != fs.ModeDir|0o750 {
		t.Errorf("the room: got %v and %v", i, err)
	}
	for name, err := range map[string]error{
		"chmod": anna.Chmod("/"+shelf+"/a.txt", 0o777), "chtimes": anna.Chtimes("/"+shelf+"/a.txt", time.Now(), time.Now()),
		"chown": anna.Chown("/"+shelf+"/a.txt", 0, 0), "truncate": anna.Truncate("/"+shelf+"/a.txt", 2),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := get(t, anna, "/"+shelf+"/a.txt"); string(got) != "he" {
		t.Errorf("after cutting: got %q", got)
	}
	u, err := anna.StatVFS("/" + shelf)
	if err != nil || u.TotalSpace() == 0 || u.FreeSpace() >= u.TotalSpace() {
		t.Errorf("statvfs: got %+v and %v", u, err)
	}
}

func TestManyFilesInParallel(t *testing.T) {
	f := shelved(t)
	s := f.files(adminName)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			name, content := fmt.Sprintf("/%s/%d.bin", shelf, i), noise(700_000+i)
			put(t, s, name, content)
			if got := get(t, s, name); !bytes.Equal(got, content) {
				t.Errorf("%s came back with %d bytes that are not the %d that were put", name, len(got), len(content))
			}
		})
	}
	all.Wait()
	if got := names(t, s, "/"+shelf); len(got) != 8 {
		t.Errorf("got %q", got)
	}
}

func TestAListComesInPartsAndWhole(t *testing.T) {
	f := shelved(t)
	s := f.files(adminName)
	for i := range 330 {
		if err := s.Mkdir(fmt.Sprintf("/%s/%04d", shelf, i)); err != nil {
			t.Fatal(err)
		}
	}
	got := names(t, s, "/"+shelf)
	if len(got) != 330 || got[0] != "0000" || got[329] != "0329" {
		t.Errorf("got %d entries", len(got))
	}
}

func TestRenamingKeepsWhatIsThereUnlessAsked(t *testing.T) {
	f := shelved(t)
	s := f.files(adminName)
	put(t, s, "/"+shelf+"/old", []byte("old"))
	put(t, s, "/"+shelf+"/new.filepart", []byte("new"))
	if s.Rename("/"+shelf+"/new.filepart", "/"+shelf+"/old") == nil {
		t.Error("a file was renamed over another")
	}
	if got := get(t, s, "/"+shelf+"/old"); string(got) != "old" {
		t.Errorf("got %q", got)
	}
	if err := s.PosixRename("/"+shelf+"/new.filepart", "/"+shelf+"/old"); err != nil {
		t.Error(err)
	}
	if got := get(t, s, "/"+shelf+"/old"); string(got) != "new" {
		t.Errorf("got %q", got)
	}
	if s.Rename("/"+shelf+"/old", "/"+attic+"/old") == nil {
		t.Error("a file was moved to another room")
	}
}

func TestAddingToAFile(t *testing.T) {
	f := shelved(t)
	s := f.files(adminName)
	name := "/" + shelf + "/log"
	put(t, s, name, []byte("one "))
	add(t, s, name, os.O_APPEND, []byte("two "))
	add(t, s, name, 0, []byte("three"))
	if got := get(t, s, name); string(got) != "one two three" {
		t.Errorf("got %q", got)
	}
	long := noise(500_000)
	add(t, s, name, os.O_APPEND, long)
	if got := get(t, s, name); !bytes.Equal(got[13:], long) {
		t.Error("a long piece did not come to the end as it was")
	}
}

// TestACutUploadIsResumed tears the connection down while a file is being written.
func TestACutUploadIsResumed(t *testing.T) {
	f := shelved(t)
	f.files(adminName) // what the house starts with its first transfer stays
	before := runtime.NumGoroutine()
	whole := noise(1 << 20)
	s, tear := f.cutAway(adminName)
	name := "/" + shelf + "/big"
	w, err := s.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(whole[:700_000]); err != nil {
		t.Fatal(err)
	}
	tear()
	_ = s.Close()
	anna := f.admin()
	var left house.File
	until(t, "the half file stays to be resumed", func() bool {
		left, err = f.house.FileAt(t.Context(), anna, shelf, "/big")
		return err == nil && left.Partial && left.Size >= 500_000 && left.Size <= 700_000
	})
	again := f.files(adminName)
	if r, err := again.Open(name); err == nil {
		_ = r.Close()
		t.Error("half a file was opened for reading")
	}
	i, err := again.Stat(name)
	if err != nil || i.Size() != left.Size {
		t.Fatalf("got %v and %v, want the %d bytes that arrived", i, err, left.Size)
	}
	add(t, again, name, 0, whole[i.Size():])
	if got := get(t, again, name); !bytes.Equal(got, whole) {
		t.Error("the resumed file is not what it was at home")
	}
	_ = again.Close()
	until(t, "nothing of the cut transfer runs on", func() bool { return runtime.NumGoroutine() <= before+20 })
}

func TestCutTransfersLeaveNothingBehind(t *testing.T) {
	f := shelved(t)
	put(t, f.files(adminName), "/"+shelf+"/big", noise(1<<20))
	before := runtime.NumGoroutine()
	for i := range 20 {
		s, tear := f.cutAway(adminName)
		go func() {
			if i%2 == 0 {
				r, err := s.Open("/" + shelf + "/big")
				if err == nil {
					_, _ = r.WriteTo(new(bytes.Buffer))
				}
				return
			}
			w, err := s.Create(fmt.Sprintf("/%s/up%d", shelf, i))
			if err == nil {
				_, _ = w.ReadFrom(bytes.NewReader(noise(1 << 20)))
			}
		}()
		_, _ = s.Stat("/" + shelf)
		tear()
	}
	until(t, "the goroutines of 20 transfers end", func() bool { return runtime.NumGoroutine() <= before+4 })
}

// TestWhoIsTakenOutLosesTheTransfer removes a member who is reading and writing.
func TestWhoIsTakenOutLosesTheTransfer(t *testing.T) {
	f := shelved(t)
	put(t, f.files(adminName), "/"+shelf+"/big", noise(1<<20))
	berta := f.files(otherName)
	r, err := berta.Open("/" + shelf + "/big")
	if err != nil {
		t.Fatal(err)
	}
	w, err := berta.Create("/" + shelf + "/mine")
	if err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 32<<10)
	if _, err := r.ReadAt(part, 0); err != nil {
		t.Fatalf("control: a member reads: %v", err)
	}
	if _, err := w.Write(noise(200_000)); err != nil {
		t.Fatalf("control: a member writes: %v", err)
	}
	if _, err := f.house.Remove(t.Context(), f.admin(), shelf, otherName); err != nil {
		t.Fatal(err)
	}
	if n, err := r.ReadAt(part, 500_000); err == nil || n > 0 {
		t.Errorf("read %d bytes after being taken out", n)
	}
	_, wErr := w.Write(noise(200_000))
	if cErr := w.Close(); wErr == nil && cErr == nil {
		t.Error("a file was stored by somebody who had been taken out")
	}
	if _, err := berta.Stat("/" + shelf); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want the room gone", err)
	}
	if list := names(t, berta, "/"); len(list) != 0 {
		t.Errorf("the house holds %q", list)
	}
}

func TestWhoMayOnlyReadIsToldSo(t *testing.T) {
	f := shelved(t)
	put(t, f.files(adminName), "/"+shelf+"/a", []byte("a"))
	if err := f.house.SetRights(t.Context(), f.admin(), shelf, otherName, house.ToolFiles, house.LevelRead); err != nil {
		t.Fatal(err)
	}
	berta := f.files(otherName)
	if got := get(t, berta, "/"+shelf+"/a"); string(got) != "a" {
		t.Errorf("got %q", got)
	}
	_, err := berta.Create("/" + shelf + "/b")
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v, want that it is not permitted", err)
	}
	for name, err := range map[string]error{
		"mkdir": berta.Mkdir("/" + shelf + "/d"), "remove": berta.Remove("/" + shelf + "/a"),
		"rename": berta.Rename("/"+shelf+"/a", "/"+shelf+"/c"),
	} {
		if err == nil {
			t.Errorf("%s went through", name)
		}
	}
}

func TestAFullRoomSaysSo(t *testing.T) {
	f := shelved(t)
	if err := f.house.SetFileRules(t.Context(), f.admin(), shelf, house.FileRules{Quota: 1_000_000}); err != nil {
		t.Fatal(err)
	}
	s := f.files(adminName)
	w, err := s.Create("/" + shelf + "/big")
	if err == nil {
		_, err = w.ReadFrom(bytes.NewReader(noise(3_000_000)))
		err = errors.Join(err, w.Close())
	}
	var status *sftp.StatusError
	if !errors.As(err, &status) || !strings.Contains(err.Error(), "full") {
		t.Errorf("got %v, want the sentence about a full room", err)
	}
	if got := names(t, s, "/"+shelf); len(got) != 0 {
		t.Errorf("got %q, want nothing of it to stay", got)
	}
}

func TestAVisitorSeesTheirRoomAlone(t *testing.T) {
	f := shelved(t)
	put(t, f.files(adminName), "/"+shelf+"/a", []byte("a"))
	issued, err := f.house.NewTicket(t.Context(), f.admin(), shelf, house.TicketSpec{Pseudonym: "Igel"})
	if err != nil {
		t.Fatal(err)
	}
	c := f.in("ticket", gossh.Password(issued.Code))
	if _, err := sftp.NewClient(c); err == nil {
		t.Error("a ticket that is not redeemed opened the files")
	}
	if out, code := say(t, c, "redeem --accept --as Igel"); code != 0 {
		t.Fatalf("redeem: %s", out)
	}
	s := files(t, c)
	if got := names(t, s, "/stadt"); !slices.Equal(got, []string{"regal"}) {
		t.Errorf("the floor holds %q", got)
	}
	if got := get(t, s, "/"+shelf+"/a"); string(got) != "a" {
		t.Errorf("got %q", got)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Wait() }()
	tickets, err := f.house.Tickets(t.Context(), f.admin(), shelf)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.house.RevokeTicket(t.Context(), f.admin(), tickets[0].ID); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the session of an ended visit goes on")
	}
}

func TestNobodyOpensFilesWithoutEnd(t *testing.T) {
	f := shelved(t)
	s := f.files(adminName)
	put(t, s, "/"+shelf+"/a", []byte("a"))
	var open []*sftp.File
	for {
		r, err := s.Open("/" + shelf + "/a")
		if err != nil {
			break
		}
		if open = append(open, r); len(open) > 100 {
			break
		}
	}
	if len(open) != 64 {
		t.Errorf("%d files were open at once, want 64", len(open))
	}
	for _, r := range open {
		_ = r.Close()
	}
	get(t, s, "/"+shelf+"/a")
	for range 40 { // lists that are closed count no more
		names(t, s, "/"+shelf)
	}
}

func TestAClosingHouseLetsTransfersEnd(t *testing.T) {
	f := shelved(t)
	put(t, f.files(adminName), "/"+shelf+"/big", noise(300_000))
	idle, busy := f.files(adminName), f.files(adminName)
	r, err := busy.Open("/" + shelf + "/big")
	if err != nil {
		t.Fatal(err)
	}
	f.house.Drain(time.Now().Add(time.Minute))
	_ = idle.Wait() // comes back at all
	if _, err := busy.Open("/" + shelf + "/big"); err == nil {
		t.Error("a transfer began while the house was closing")
	}
	var got bytes.Buffer
	if _, err := r.WriteTo(&got); err != nil || got.Len() != 300_000 {
		t.Errorf("got %d bytes and %v, want the transfer to end", got.Len(), err)
	}
	_ = r.Close()
	_ = busy.Wait()
}

func TestSealedRoomsStayShutAndOpenWithThePassword(t *testing.T) {
	f := shelved(t)
	kept := newSigner(t)
	f.keep(kept)
	c := f.in(adminName, gossh.PublicKeys(kept))
	s := files(t, c)
	_, err := s.ReadDir("/")
	var status *sftp.StatusError
	if !errors.As(err, &status) && !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v, want a refusal", err)
	}
	if _, err := s.RealPath("."); err == nil {
		t.Error("a sealed session found a place")
	}
	if out, code := sayWith(t, c, adminPass+"\n", "unlock"); code != 0 {
		t.Fatalf("unlock: %s", out)
	}
	if got := names(t, s, "/stadt"); len(got) != 2 {
		t.Errorf("after unlocking the floor holds %q", got)
	}
}

// TestHostilePacketsEndTheirSessionOnly sends what is no sftp.
func TestHostilePacketsEndTheirSessionOnly(t *testing.T) {
	f := shelved(t)
	c := f.in(adminName, gossh.Password(adminPass))
	start := "\x00\x00\x00\x05\x01\x00\x00\x00\x03"
	for _, bad := range []string{
		"\xff\xff\xff\xff\x01", "\x00\x00\x00\x00", start + "\x00\x00\x00\x01\x05", start + "\x00\x00\x00\x05\x63abcd",
		start + "\x00\x00\x00\x09\x0c\x00\x00\x00\x01\xff\xff\xff\xff", start + "\x00\x04\x00\x01\x06" + strings.Repeat("x", 100),
		start + "\x00\x00\x00\x1f\xc8\x00\x00\x00\x01\x00\x00\x00\x12limits@openssh.com\x00\x00\x00\x00", strings.Repeat(start, 200),
	} {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		in, err := s.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RequestSubsystem("sftp"); err != nil {
			t.Fatal(err)
		}
		out, err := s.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = in.Write([]byte(bad))
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		_ = s.Close()
	}
	names(t, files(t, c), "/stadt")
}

func TestAPanicInATransferEndsItsSessionOnly(t *testing.T) {
	f := open(t, func(c *sshserver.Config) {
		c.Fronts.Files = panicking
	})
	c := f.in(adminName, gossh.Password(adminPass))
	if _, err := sftp.NewClient(c); err == nil {
		t.Error("control: the front did not panic")
	}
	if _, code := say(t, c, "exit 0"); code != 0 {
		t.Error("the connection suffered")
	}
}
