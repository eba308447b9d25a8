package backup_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"stockwerk/backup"
	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
	"stockwerk/vault"
)

const passphrase = "vier Wörter an der Wand"

// place is a house at rest.
type place struct {
	target string
	key    []byte
	store  *store.Store
}

func newPlace(t *testing.T, target string) place {
	t.Helper()
	p := place{target: target, key: vault.NewHouseKey(), store: storetest.Open(t, target)}
	if _, err := house.Open(t.Context(), house.Config{Store: p.store, HouseKey: p.key, WeakKDF: true}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p place) tx(t *testing.T, do func(ctx context.Context, tx house.Tx) error) {
	t.Helper()
	if err := p.store.InTx(t.Context(), func(tx house.Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// room adds a room of a class with something in every kind of row that opens or names it.
func (p place) room(t *testing.T, id house.RoomID, class house.RoomClass) {
	t.Helper()
	part := func(what string) []byte { return []byte("sealed-" + what + "-of-" + string(id)) }
	p.tx(t, func(ctx context.Context, tx house.Tx) error {
		m := house.MessageRow{Room: id, ID: house.MessageID("m-" + id), Kind: house.KindChat, Author: "anna", Epoch: 1, Revision: 1, Created: time.Now(), Body: part("words")}
		return errors.Join(
			tx.AddRoom(ctx, house.RoomRow{ID: id, Floor: "", Lookup: part("lookup"), Kind: house.RoomConference, Class: class, State: "open", Text: part("name"), Topic: part("topic"), Epoch: 1, Created: time.Now()}),
			tx.AddEpoch(ctx, house.EpochRow{Room: id, Epoch: 1, Header: part("header"), Open: part("open-key"), Chain: part("chain")}),
			tx.PutWrap(ctx, house.WrapRow{Room: id, Epoch: 1, Recipient: "anna", Wrap: part("wrap")}),
			tx.PutRoster(ctx, house.RosterRow{Room: id, Person: "anna", State: "joined", Role: house.RoleOwner, Since: time.Now(), Label: part("label")}),
			tx.AddMessage(ctx, &m),
			tx.PutBlob(ctx, house.BlobRow{Room: id, ID: house.BlobID("b-" + id), File: m.ID, State: "kept", Size: 5, Created: time.Now(), Touched: time.Now()}),
		)
	})
	out, err := p.store.Blobs().Write(t.Context(), id, house.BlobID("b-"+id))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 3} { // with a hole
		if err := out.Put(t.Context(), n, fmt.Appendf(nil, "sealed-chunk%d-of-%s", n, id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Sync(t.Context()), out.Close()); err != nil {
		t.Fatal(err)
	}
}

// take takes a backup; apart says whether its keys go into a file of their own.
func (p place) take(t *testing.T, apart bool) (archive, keys []byte) {
	t.Helper()
	archive, keys, err := p.try(t, apart)
	if err != nil {
		t.Fatalf("backup: %v", err)
	}
	return archive, keys
}

func (p place) try(t *testing.T, apart bool) (archive, keys []byte, err error) {
	t.Helper()
	var a, k bytes.Buffer
	job := backup.Job{Target: p.target, HouseKey: p.key, HostKey: []byte("host"), Passphrase: passphrase, Now: time.Now(), Archive: &a, Weak: true}
	if apart {
		job.Keys = &k
	}
	_, err = backup.Write(t.Context(), job)
	return a.Bytes(), k.Bytes(), err
}

// opened checks a backup against a key store; nil keys stand in the archive.
func opened(t *testing.T, archive, keys []byte) (*backup.File, error) {
	t.Helper()
	var k *backup.KeyStore
	if keys != nil {
		read, err := backup.ReadKeys(bytes.NewReader(keys), passphrase)
		if err != nil {
			return nil, err
		}
		k = &read
	}
	f := backup.Open(bytes.NewReader(archive), passphrase, k)
	return f, f.Check(t.Context())
}

// loaded puts a backup into an empty database of its own.
func loaded(t *testing.T, archive, keys []byte, target string) *store.Store {
	t.Helper()
	f, err := opened(t, archive, keys)
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	if err := f.Load(t.Context(), target); err != nil {
		t.Fatalf("load: %v", err)
	}
	s := storetest.Open(t, target)
	if _, err := house.Open(t.Context(), house.Config{Store: s, HouseKey: f.HouseKey(), WeakKDF: true}); err != nil {
		t.Fatalf("open the house: %v", err)
	}
	return s
}

// ways are from which database to which.
func ways(t *testing.T, test func(t *testing.T, from, to string)) {
	lite := func(t *testing.T) string { return storetest.SQLitePath(t) }
	pg := func(t *testing.T) string { return storetest.PostgresURL(t) }
	for _, w := range []struct {
		name     string
		from, to func(t *testing.T) string
	}{{"sqlite to sqlite", lite, lite}, {"sqlite to postgres", lite, pg}, {"postgres to sqlite", pg, lite}, {"postgres to postgres", pg, pg}} {
		t.Run(w.name, func(t *testing.T) { test(t, w.from(t), w.to(t)) })
	}
}

func TestEveryRowAndFileComesBackWhateverTheDatabase(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		p := newPlace(t, from)
		p.room(t, "r1", house.ClassClosed)
		p.room(t, "r2", house.ClassDirect)
		before := storetest.Rows(t, from)
		archive, _ := p.take(t, false)
		s := loaded(t, archive, nil, to)
		if lost := storetest.Lost(before, storetest.Rows(t, to)); len(lost) > 0 {
			t.Errorf("lost %q", lost)
		}
		for _, part := range []int{0, 1, 3} {
			got, err := s.Blobs().ReadChunk(t.Context(), "r1", "b-r1", part)
			if want := fmt.Sprintf("sealed-chunk%d-of-r1", part); part != 1 && string(got) != want || part == 1 && house.KindOf(err) != house.NotFound {
				t.Errorf("chunk %d: got %q, %v", part, got, err)
			}
		}
		again, err := opened(t, archive, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Load(t.Context(), to); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("loading into a house: got %v, want a refusal", err)
		}
	})
}

// The rows of an older program come back under this one, whatever it had not yet.
func TestABackupOfAnOlderProgramsTablesIsBroughtUpToDate(t *testing.T) {
	steps, err := store.Migrations(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{7, 15, len(steps) - 1} {
		t.Run(steps[n].Name, func(t *testing.T) {
			ways(t, func(t *testing.T, from, to string) {
				old := storetest.Old(t, from, steps[n].Version)
				p := place{target: from, key: vault.NewHouseKey()}
				p.claim(t)
				if steps[n].Version < 24 {
					if _, _, err := p.try(t, true); !errors.Is(err, store.ErrNoBackupKeys) {
						t.Errorf("keys apart from old tables: got %v, want a refusal", err)
					}
				}
				archive, _ := p.take(t, false)
				f, err := opened(t, archive, nil)
				if err != nil {
					t.Fatal(err)
				}
				if err := f.Load(t.Context(), to); err != nil {
					t.Fatal(err)
				}
				storetest.Open(t, to)
				if lost := storetest.Lost(old, storetest.Rows(t, to)); len(lost) > 0 {
					t.Errorf("lost %q", lost)
				}
			})
		})
	}
}

// claim makes made up tables the house of a key.
func (p place) claim(t *testing.T) {
	t.Helper()
	fresh := newPlace(t, filepath.Join(t.TempDir(), "house.db"))
	id, _, err := house.HouseOf(t.Context(), fresh.store)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.OpenHouse(p.key, id)
	if err != nil {
		t.Fatal(err)
	}
	idName, checkName := house.SettingsOfHouse()
	storetest.Put(t, p.target, idName, []byte(id))
	storetest.Put(t, p.target, checkName, keys.Seal("house", []byte(id)))
}

// TestADeletedRoomIsNotReadFromAnOlderBackup is the promise of key stores that lie
// apart: whoever has the older backup, its passphrase and everything that the house
// knows today has nothing of a room that was deleted in between.
func TestADeletedRoomIsNotReadFromAnOlderBackup(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		p := newPlace(t, target)
		for id, class := range map[house.RoomID]house.RoomClass{"kept": house.ClassClosed, "closed": house.ClassClosed, "open": house.ClassOpen, "direct": house.ClassDirect} {
			p.room(t, id, class)
		}
		archive, yesterday := p.take(t, true)
		gone := []string{"closed", "open", "direct"}
		for _, id := range gone {
			p.tx(t, func(ctx context.Context, tx house.Tx) error { return tx.DeleteRoom(ctx, house.RoomID(id)) })
		}
		_, today := p.take(t, true)

		plain := decrypted(t, archive)
		for _, id := range gone {
			if bytes.Contains(plain, []byte("-of-"+id)) {
				t.Errorf("something of the room %s lies open in the older backup", id)
			}
			if keys := string(decrypted(t, today)); strings.Contains(keys, `"`+id+`"`) {
				t.Errorf("today's key store knows the room %s", id)
			}
		}
		f, err := opened(t, archive, today)
		if err != nil {
			t.Fatal(err)
		}
		if f.Holds.LeftOut != len(gone) {
			t.Errorf("got %d rooms left out, want %d", f.Holds.LeftOut, len(gone))
		}
		after := fmt.Sprint(storetest.Rows(t, restored(t, archive, today)))
		then := fmt.Sprint(storetest.Rows(t, restored(t, archive, yesterday)))
		for _, id := range append(gone, "kept") {
			trace := "m-" + id
			if !strings.Contains(then, trace) || !strings.Contains(then, fmt.Sprintf("%v", []byte("sealed-open-key-of-"+id))) {
				t.Errorf("control: yesterday's key store does not open the room %s", id)
			}
			if is := strings.Contains(after, trace); is != (id == "kept") {
				t.Errorf("with today's key store the room %s is there: %v", id, is)
			}
		}
		if len(plain) < len(archive)/2 || !bytes.Contains(plain, []byte("house.check")) {
			t.Error("control: the older backup was not searched")
		}
	})
}

// restored loads into an SQLite file and gives its path.
func restored(t *testing.T, archive, keys []byte) string {
	t.Helper()
	path := storetest.SQLitePath(t)
	loaded(t, archive, keys, path)
	return path
}

// decrypted is what the passphrase alone opens.
func decrypted(t *testing.T, file []byte) []byte {
	t.Helper()
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(file), identity)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// A restored house goes on with the keys that older backups need.
func TestTheKeysOfRoomsOutliveARestore(t *testing.T) {
	p := newPlace(t, storetest.SQLitePath(t))
	p.room(t, "r1", house.ClassClosed)
	archive, keys := p.take(t, true)
	to := storetest.SQLitePath(t)
	loaded(t, archive, keys, to)
	_, later := place{target: to, key: p.key}.take(t, true)
	if f, err := opened(t, archive, later); err != nil || f.Holds.LeftOut != 0 {
		t.Errorf("got %v, want the older backup to open with the restored house's key store", err)
	}
}

func TestWhatIsNoWholeBackupIsRefused(t *testing.T) {
	p := newPlace(t, storetest.SQLitePath(t))
	p.room(t, "r1", house.ClassClosed)
	archive, _ := p.take(t, false)
	apart, keys := p.take(t, true)
	other := newPlace(t, storetest.SQLitePath(t))
	_, otherKeys := other.take(t, true)
	flipped := func(at int) []byte {
		b := slices.Clone(archive)
		b[at] ^= 1
		return b
	}
	newer := sealed(t, strings.Replace(string(decrypted(t, archive)), "backup 1\n", "backup 2\n", 1))
	unknown := sealed(t, strings.Replace(string(decrypted(t, archive)), "0001_people", "9991_people", 1))
	// A whole frame is missing, and age does not know.
	plain := decrypted(t, archive)
	short := sealed(t, string(plain[:len(plain)-400]))
	for name, c := range map[string]struct {
		archive, keys []byte
		want          error
	}{
		"as it is":             {archive, nil, nil},
		"apart":                {apart, keys, nil},
		"empty":                {nil, nil, backup.ErrForeign},
		"text":                 {[]byte("Einkaufszettel: Brot, Salz und noch etwas mehr"), nil, backup.ErrForeign},
		"another age file":     {sealed(t, strings.Repeat("something else ", 9)), nil, backup.ErrForeign},
		"head cut":             {archive[:60], nil, backup.ErrDamaged},
		"half":                 {archive[:len(archive)/2], nil, backup.ErrDamaged},
		"last byte cut":        {archive[:len(archive)-1], nil, backup.ErrDamaged},
		"one byte more":        {append(slices.Clone(archive), 0), nil, backup.ErrDamaged},
		"bit flipped":          {flipped(len(archive) / 2), nil, backup.ErrDamaged},
		"last bit":             {flipped(len(archive) - 1), nil, backup.ErrDamaged},
		"no trailer":           {short, nil, backup.ErrDamaged},
		"newer format":         {newer, nil, backup.ErrNewer},
		"newer tables":         {unknown, nil, store.ErrNewer},
		"keys missing":         {apart, nil, backup.ErrNeedsKeys},
		"keys not needed":      {archive, keys, backup.ErrInnerKeys},
		"another house's keys": {apart, otherKeys, backup.ErrOtherKeys},
		"keys are no keys":     {apart, archive, nil},
	} {
		_, err := opened(t, c.archive, c.keys)
		if name == "keys are no keys" {
			if err == nil {
				t.Errorf("%s: got no error", name)
			}
			continue
		}
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if _, err := opened(t, p.later(t), keys); !errors.Is(err, backup.ErrOldKeys) {
		t.Errorf("older keys: got %v, want %v", err, backup.ErrOldKeys)
	}
	f := backup.Open(bytes.NewReader(archive), "fünf Wörter an der Wand", nil)
	if err := f.Check(t.Context()); !errors.Is(err, backup.ErrPassphrase) {
		t.Errorf("another passphrase: got %v", err)
	}
}

// later is a backup from after all others, with its keys apart.
func (p place) later(t *testing.T) []byte {
	t.Helper()
	var a, k bytes.Buffer
	_, err := backup.Write(t.Context(), backup.Job{
		Target: p.target, HouseKey: p.key, Passphrase: passphrase, Now: time.Now().Add(time.Hour), Archive: &a, Keys: &k, Weak: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a.Bytes()
}

// sealed puts anything under the passphrase.
func sealed(t *testing.T, content string) []byte {
	t.Helper()
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(4)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAnotherHousesKeyTakesNoBackup(t *testing.T) {
	p := newPlace(t, storetest.SQLitePath(t))
	p.key = vault.NewHouseKey()
	if _, _, err := p.try(t, false); !errors.Is(err, house.ErrWrongHouseKey) {
		t.Errorf("got %v, want ErrWrongHouseKey", err)
	}
}

// The key of a room that somebody put into the database is no key of the house's.
func TestAChangedRoomKeyIsNotUsed(t *testing.T) {
	p := newPlace(t, storetest.SQLitePath(t))
	p.room(t, "r1", house.ClassClosed)
	p.take(t, true)
	storetest.Exec(t, p.target, `UPDATE backup_keys SET box = x'00112233'`)
	if _, _, err := p.try(t, true); err == nil || !strings.Contains(err.Error(), "changed") {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestNothingOfAHouseLiesOpenInABackup(t *testing.T) {
	p := newPlace(t, storetest.SQLitePath(t))
	p.room(t, "r1", house.ClassClosed)
	secret := rand.Text()
	storetest.Put(t, p.target, "note", []byte(secret))
	archive, keys := p.take(t, true)
	var read backup.KeyStore
	_, body, _ := bytes.Cut(decrypted(t, keys), []byte("\n"))
	if err := json.Unmarshal(body, &read); err != nil || len(read.Rooms) == 0 {
		t.Fatalf("control: %v, %d keys", err, len(read.Rooms))
	}
	for _, b := range [][]byte{archive, keys} {
		if bytes.Contains(b, []byte(secret)) || bytes.Contains(b, p.key[:40]) {
			t.Error("something of the house lies open")
		}
	}
	if !bytes.Contains(decrypted(t, archive), []byte(secret)) {
		t.Error("control: the note is not in the backup")
	}
	if bytes.Contains(decrypted(t, archive), bytes.TrimSpace(p.key)) {
		t.Error("the house key lies in a backup whose keys are apart")
	}
}
