package main_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/ssh"

	"stockwerk/store/storetest"
)

const backupWords = "vier Wörter an der Wand"

// operate runs one of the operator's deeds with the passphrase on standard input.
func operate(t *testing.T, args ...string) reply {
	t.Helper()
	cmd := operator(t, args...)
	cmd.Stdin = strings.NewReader(backupWords + "\n")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%q: %v", args, err)
	}
	return reply{out: out.String(), err: errs.String(), code: exitCode(err)}
}

// done is operate for what has to succeed.
func done(t *testing.T, args ...string) reply {
	t.Helper()
	r := operate(t, args...)
	if r.code != 0 {
		t.Fatalf("%q: exit %d, %q", args, r.code, r.err)
	}
	return r
}

// at names a house to the operator's deeds.
func at(data, db string) []string {
	args := []string{"--data", data}
	if db != "" {
		args = append(args, "--database", db)
	}
	return args
}

func with(args []string, more ...string) []string { return append(slices.Clone(more), args...) }

// empty is a place of the same kind for a restore.
func empty(t *testing.T, db string) (data, target string) {
	t.Helper()
	if db != "" {
		target = storetest.PostgresURL(t)
	}
	return filepath.Join(t.TempDir(), "new"), target
}

// listed lists what lies in a folder, nil when it is not there.
func listed(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && path != dir {
			names = append(names, strings.TrimPrefix(path, dir+"/"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// writers say lines until they are stopped, and remember what was acknowledged.
type writers struct {
	mu    sync.Mutex
	acked []string
	stop  chan struct{}
	all   sync.WaitGroup
}

func startWriters(t *testing.T, p *program, n int) *writers {
	t.Helper()
	w := &writers{stop: make(chan struct{})}
	conns := make([]*ssh.Client, n)
	for i := range conns {
		conns[i] = p.member([]string{"anna", "berta"}[i%2])
	}
	for i, c := range conns {
		w.all.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-w.stop:
					return
				default:
				}
				words := fmt.Sprintf("w%dn%d", i, n)
				s, err := c.NewSession()
				if err != nil {
					return
				}
				if err := s.Run("say stadt/kreis " + words); err != nil {
					return
				}
				w.mu.Lock()
				w.acked = append(w.acked, words)
				w.mu.Unlock()
			}
		})
	}
	return w
}

func (w *writers) sofar() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.acked)
}

// TestABackupUnderLoadIsCompleteToItsStart takes backups while eight people write,
// and serves each of them elsewhere: nothing that was acknowledged before is missing.
func TestABackupUnderLoadIsCompleteToItsStart(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)
		anna, _ := furnish(t, p)
		must(t, anna, fileText(1), "files put stadt/kreis /plan")
		w := startWriters(t, p, 8)
		type taken struct {
			file   string
			before []string
		}
		var all []taken
		for round := range 2 {
			retried(t, func() bool { return len(w.sofar()) >= 60*(round+1) })
			b := taken{filepath.Join(t.TempDir(), "backup"), w.sofar()}
			r := done(t, with(at(data, db), "backup", b.file)...)
			if !strings.HasPrefix(r.out, "backup: "+b.file+"\n") || !strings.Contains(r.out, "\nseconds: ") {
				t.Errorf("backup said %q", r.out)
			}
			t.Logf("round %d: %d lines before, %d when it was done", round, len(b.before), len(w.sofar()))
			all = append(all, b)
		}
		close(w.stop)
		w.all.Wait()
		for _, b := range all {
			dir, target := empty(t, db)
			done(t, with(at(dir, target), "restore", b.file)...)
			q := serve(t, dir, target)
			if q.hostKey != p.hostKey {
				t.Error("the restored house has another host key")
			}
			anna := q.member("anna")
			got := texts(as[[]post](t, must(t, anna, "", "read stadt/kreis --limit 100000 --json")))
			count := map[string]int{}
			for _, words := range got {
				count[words]++
			}
			for _, words := range b.before {
				if count[words] != 1 {
					t.Errorf("acknowledged line %s stands there %d times, want once", words, count[words])
				}
			}
			if got := must(t, anna, "", "files get stadt/kreis /plan").out; got != fileText(1) {
				t.Errorf("the file has %d bytes that are not the %d that were brought", len(got), len(fileText(1)))
			}
			must(t, anna, "", "say stadt/kreis weiter")
			must(t, q.member("berta"), "", "read stadt/kreis --json")
			q.kill()
		}
	})
}

// A deleted room does not come back with the newest key store, and everything else does.
func TestADeletedRoomStaysDeletedAfterARestore(t *testing.T) {
	t.Parallel()
	data, dir := t.TempDir(), t.TempDir()
	p := serve(t, data, "")
	anna, _ := furnish(t, p)
	must(t, anna, "", `room new stadt/klause "Stille Klause" --unlisted`)
	must(t, anna, "", "say stadt/klause unter-uns")
	must(t, anna, "", "say stadt/kreis bleibt")
	first, keys, old := filepath.Join(dir, "first"), filepath.Join(dir, "keys"), filepath.Join(dir, "old")
	done(t, with(at(data, ""), "backup", first, "--keys", keys)...)
	raw, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, anna, "", "room delete stadt/klause")
	done(t, with(at(data, ""), "backup", filepath.Join(dir, "second"), "--keys", keys)...)
	for store, code := range map[string]int{keys: 3, old: 0} {
		to, _ := empty(t, "")
		done(t, with(at(to, ""), "restore", first, "--keys", store)...)
		anna := serve(t, to, "").member("anna")
		if got := run(t, anna, "", "read stadt/klause --json"); got.code != code {
			t.Errorf("the deleted room with %s: exit %d, want %d", filepath.Base(store), got.code, code)
		}
		if got := texts(as[[]post](t, must(t, anna, "", "read stadt/kreis --json"))); !slices.Contains(got, "bleibt") {
			t.Errorf("the other room has %q", got)
		}
	}
	r := operate(t, with(at(filepath.Join(dir, "x"), ""), "restore", first)...)
	if r.code != 1 || !strings.Contains(r.err, "--keys") {
		t.Errorf("without the key store: exit %d, %q", r.code, r.err)
	}
}

// Who deleted their account since does not come back either.
func TestADeletedAccountStaysDeletedAfterARestore(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna, berta := furnish(t, h.program)
	must(t, berta, "", "say stadt/kreis hier-war-ich")
	ticket := as[issued](t, must(t, anna, "", "ticket new stadt/kreis --json"))
	visitor := h.dial("ticket", code(ticket.Code))
	must(t, visitor, "", "redeem --accept")
	key := filepath.Join(h.data, "house.key")
	if err := os.WriteFile(key, h.key, 0o400); err != nil {
		t.Fatal(err)
	}
	first, keys := filepath.Join(h.data, "first"), filepath.Join(h.data, "keys")
	done(t, with(at(h.data, ""), "backup", first, "--keys", keys)...)
	must(t, berta, password+"\n", "account delete")
	h.jump(100 * day)
	done(t, with(at(h.data, ""), "backup", filepath.Join(h.data, "second"), "--keys", keys)...)
	to, _ := empty(t, "")
	if r := done(t, with(at(to, ""), "restore", first, "--keys", keys)...); !strings.Contains(r.out, "people left out: 2\n") {
		t.Errorf("got %q, want berta and the visitor left out", r.out)
	}
	p := serve(t, to, "")
	if c, err := p.tryDial("berta", ssh.Password(password)); err == nil {
		_ = c.Close()
		t.Error("berta is back")
	}
	posts := as[[]post](t, must(t, p.member("anna"), "", "read stadt/kreis --json"))
	if !slices.Contains(texts(posts), "hier-war-ich") {
		t.Errorf("got %+v, want the words that stayed", posts)
	}
	if got := must(t, p.member("anna"), "", "members stadt/kreis --json").out; strings.Contains(got, "berta") {
		t.Errorf("berta is a member still: %s", got)
	}
}

func TestAHouseMovesFromOneDatabaseToTheOther(t *testing.T) {
	t.Parallel()
	postgres := storetest.PostgresURL(t)
	data, there, back := t.TempDir(), filepath.Join(t.TempDir(), "there"), filepath.Join(t.TempDir(), "back")
	p := serve(t, data, "")
	anna, _ := furnish(t, p)
	must(t, anna, fileText(2), "files put stadt/kreis /plan")
	must(t, anna, "", "msg @berta bis-morgen")
	file := filepath.Join(t.TempDir(), "backup")
	looks := func(p *program) {
		berta := p.member("berta")
		if got := texts(as[[]post](t, must(t, berta, "", "read @anna --json"))); !slices.Equal(got, []string{"bis-morgen"}) {
			t.Errorf("got %q", got)
		}
		if got := must(t, berta, "", "files get stadt/kreis /plan").out; got != fileText(2) {
			t.Errorf("the file has %d bytes", len(got))
		}
	}
	done(t, with(at(data, ""), "backup", file)...)
	done(t, with(at(there, postgres), "restore", file)...)
	looks(serve(t, there, postgres))
	done(t, with(at(there, postgres), "backup", file, "--force")...)
	done(t, with(at(back, ""), "restore", file)...)
	looks(serve(t, back, ""))
}

func TestWhatCannotBeRestoredChangesNothing(t *testing.T) {
	t.Parallel()
	data, dir := t.TempDir(), t.TempDir()
	p := serve(t, data, "")
	furnish(t, p)
	file := filepath.Join(dir, "backup")
	done(t, with(at(data, ""), "backup", file)...)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want 0600", info.Mode(), err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	to := filepath.Join(dir, "new")
	for _, c := range []struct {
		name, want string
		code       int
		args       []string
	}{
		{"cut short", "cut short", 1, with(at(to, ""), "restore", write("half", raw[:len(raw)/2]))},
		{"foreign", "no backup of Stockwerk", 1, with(at(to, ""), "restore", write("list", []byte("Brot und Salz")))},
		{"another passphrase", "passphrase", 1, with(at(to, ""), "restore", file, "--passphrase-file", write("words", []byte("ganz andere Wörter\n")))},
		{"no passphrase", "no passphrase", 1, with(at(to, ""), "restore", file, "--passphrase-file", write("none", nil))},
		{"missing", "no such file", 1, with(at(to, ""), "restore", filepath.Join(dir, "nothing"))},
		{"no name", "expected", 2, []string{"restore"}},
		{"place of a house", "is there already", 1, with(at(data, ""), "restore", file)},
		{"file is there", "--force", 1, with(at(data, ""), "backup", file)},
		{"no house", "no house", 1, with(at(to, ""), "backup", filepath.Join(dir, "b"))},
		{"short passphrase", "too short", 1, with(at(data, ""), "backup", filepath.Join(dir, "b"), "--passphrase-file", write("short", []byte("kurz\n")))},
	} {
		r := operate(t, c.args...)
		if r.code != c.code || !strings.Contains(r.err, c.want) || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: exit %d and %q, want %d and one line with %q", c.name, r.code, r.err, c.code, c.want)
		}
		if found := listed(t, to); len(found) > 0 {
			t.Errorf("%s: left %q", c.name, found)
		}
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the place was made")
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(found) > 0 {
		t.Errorf("left %q", found)
	}
	if r := done(t, with(at(to, ""), "restore", file, "--check")...); !strings.HasPrefix(r.out, "checked: ") || len(listed(t, to)) > 0 {
		t.Errorf("--check: got %q and left %q", r.out, listed(t, to))
	}
	must(t, p.member("anna"), "", "say stadt/kreis unberührt")
}

// TestAKilledRestoreIsNoHouse kills restores as they come to each of their steps; what
// is left is refused by serve, and the next restore makes it whole.
func TestAKilledRestoreIsNoHouse(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)
		anna, _ := furnish(t, p)
		for n := range 6 {
			must(t, anna, fileText(n), fmt.Sprintf("files put stadt/kreis /f%d", n))
		}
		file := filepath.Join(t.TempDir(), "backup")
		done(t, with(at(data, db), "backup", file)...)
		dir, target := empty(t, db)
		steps := []string{"restoring", "restoring/house.db", "house.key"}
		if db != "" {
			steps = []string{"restoring", "house.key"}
		}
		for _, step := range steps {
			killedAt(t, filepath.Join(dir, step), with(at(dir, target), "restore", file)...)
			if _, err := os.Stat(filepath.Join(dir, "restoring")); err != nil {
				t.Logf("%s: the restore was done before it was killed", step)
				break
			}
			r := operate(t, with(at(dir, target), "serve", "--listen", "127.0.0.1:0")...)
			if r.code != 1 || !strings.Contains(r.err, "restore") {
				t.Errorf("killed at %s: serve ended with %d, %q", step, r.code, r.err)
			}
		}
		if r := operate(t, with(at(dir, target), "restore", file)...); r.code != 0 && !strings.Contains(r.err, "is there already") {
			t.Fatalf("the next restore: exit %d, %q", r.code, r.err)
		}
		anna = serve(t, dir, target).member("anna")
		for n := range 6 {
			if got := must(t, anna, "", fmt.Sprintf("files get stadt/kreis /f%d", n)).out; got != fileText(n) {
				t.Errorf("file %d has %d bytes", n, len(got))
			}
		}
	})
}

// killedAt starts a restore and kills it once a path is there.
func killedAt(t *testing.T, path string, args ...string) {
	t.Helper()
	cmd := operator(t, args...)
	cmd.Stdin = strings.NewReader(backupWords + "\n")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(200 * time.Microsecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		if _, err := os.Lstat(path); err == nil {
			_ = cmd.Process.Kill()
			<-ended
			return
		}
	}
}

// What was broken off while files got their names is the next restore's to clear.
func TestARestoreThatDiedWhilePlacingIsCleared(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := serve(t, data, "")
	furnish(t, p)
	file := filepath.Join(t.TempDir(), "backup")
	done(t, with(at(data, ""), "backup", file)...)
	dir := filepath.Join(t.TempDir(), "new")
	done(t, with(at(dir, ""), "restore", file)...)
	if err := os.Mkdir(filepath.Join(dir, "restoring"), 0o700); err != nil {
		t.Fatal(err)
	}
	// Without the mark nobody knows whose the files are, so they stay.
	if r := operate(t, with(at(dir, ""), "restore", file)...); r.code != 1 || !strings.Contains(r.err, "already") {
		t.Errorf("got %d, %q, want a refusal", r.code, r.err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "restoring"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{
		func() error { return os.WriteFile(filepath.Join(dir, "restoring", "placing"), nil, 0o600) },
		func() error { return os.Remove(filepath.Join(dir, "house.key")) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	done(t, with(at(dir, ""), "restore", file)...)
	must(t, serve(t, dir, "").member("anna"), "", "read stadt/kreis")
}

func TestABackupStopsCleanlyWhenItIsInterrupted(t *testing.T) {
	t.Parallel()
	data, dir := t.TempDir(), t.TempDir()
	p := serve(t, data, "")
	furnish(t, p)
	// Somebody else is writing, so that it waits.
	db, err := sql.Open("sqlite", filepath.Join(data, "house.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), `BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	cmd := operator(t, with(at(data, ""), "backup", filepath.Join(dir, "b"), "--keys", filepath.Join(dir, "k"))...)
	cmd.Stdin = strings.NewReader(backupWords + "\n")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	retried(t, func() bool { return len(listed(t, dir)) > 0 })
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); exitCode(err) != 1 || !strings.Contains(errs.String(), "broken off") {
		t.Errorf("got %v, %q", err, errs.String())
	}
	if found := listed(t, dir); len(found) > 0 {
		t.Errorf("left %q", found)
	}
}

// TestNoWordLiesReadableInABackup searches a backup as it lies, as its passphrase opens
// it, and as it stands where it was put back.
func TestNoWordLiesReadableInABackup(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := serve(t, data, "")
	anna, berta := furnish(t, p)
	words := writeEverywhere(t, p, anna, berta)
	file := filepath.Join(t.TempDir(), "backup")
	done(t, with(at(data, ""), "backup", file)...)
	to, _ := empty(t, "")
	done(t, with(at(to, ""), "restore", file)...)
	contents := everythingAtRest(t, &program{t: t, data: to, logs: &logbook{}})
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := age.NewScryptIdentity(backupWords)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(raw), identity)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	contents["backup"], contents["opened"] = raw, opened
	for _, w := range words {
		if where := found(contents, w); len(where) > 0 {
			t.Errorf("a word that somebody wrote lies readable in %v", where)
		}
	}
	if where := found(contents, "berta"); len(where) < 2 {
		t.Errorf("control: a member's name was found in %v alone, so the search sees nothing", where)
	}
}
