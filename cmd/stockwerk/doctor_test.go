package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stockwerk/store/storetest"
)

// lookedAt is one line of doctor's JSON.
type lookedAt struct{ What, State, Say, Mend string }

// doctored runs doctor and gives its findings by what they are about.
func doctored(t *testing.T, code int, data, db string) map[string]lookedAt {
	t.Helper()
	r := operate(t, with(at(data, db), "doctor", "--json")...)
	var list []lookedAt
	if err := json.Unmarshal([]byte(r.out), &list); err != nil {
		t.Fatalf("no JSON: %v in %q", err, r.out)
	}
	by := map[string]lookedAt{}
	for _, f := range list {
		by[f.What] = f
	}
	if r.code != code {
		t.Errorf("doctor: exit %d, want %d: %q", r.code, code, r.out)
	}
	return by
}

// wants compares the states of some findings.
func wants(t *testing.T, got map[string]lookedAt, states map[string]string) {
	t.Helper()
	for what, state := range states {
		if got[what].State != state {
			t.Errorf("%s: got %+v, want %s", what, got[what], state)
		}
	}
}

func TestDoctorLooksAtARunningHouseAndChangesNothing(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		if err := os.Chmod(data, 0o700); err != nil {
			t.Fatal(err)
		}
		p := serve(t, data, db)
		anna, _ := furnish(t, p)
		must(t, anna, fileText(1), "files put stadt/kreis /plan")
		target, code := filepath.Join(data, "house.db"), 0
		if db != "" {
			target, code = db, 1 // the server of the tests runs with fsync off, and doctor says so
		}
		before := storetest.Rows(t, target)
		got := doctored(t, code, data, db)
		wants(t, got, map[string]string{
			"data folder": "good", "house key": "good", "host key": "good", "permissions": "good", "tables": "good", "clock": "good",
			"house": "good", "seals": "good", "admins": "warn", "files": "good", "backup": "warn",
			"doors": "good",
		})
		if got["host key"].Say != p.hostKey {
			t.Errorf("got %q, want the fingerprint %q", got["host key"].Say, p.hostKey)
		}
		if db != "" {
			wants(t, got, map[string]string{"database": "bad", "connections": "good"})
		} else {
			wants(t, got, map[string]string{"database": "good"})
		}
		if lost := storetest.Lost(before, storetest.Rows(t, target)); len(lost) > 0 {
			t.Errorf("doctor changed %q", lost)
		}
		admin := p.member("hausmeister")
		must(t, admin, "", "house lockdown 1 Angriff")
		must(t, admin, "", "house maintenance on --in 3h")
		f := doctored(t, code, data, db)["doors"]
		if f.State != "warn" || !strings.Contains(f.Say, "level 1") || !strings.Contains(f.Say, "maintenance from 20") || strings.Contains(f.Say, "Angriff") {
			t.Errorf("got %+v, want what keeps people out", f)
		}
		must(t, admin, "", "house maintenance off")
		must(t, admin, "", "house lockdown off")
		done(t, with(at(data, db), "backup", filepath.Join(t.TempDir(), "b"))...)
		if f := doctored(t, code, data, db)["backup"]; f.State != "good" || !strings.HasPrefix(f.Say, time.Now().UTC().Format("2006-")) {
			t.Errorf("after a backup: got %+v", f)
		}
	})
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if err := os.Chmod(data, 0o700); err != nil {
		t.Fatal(err)
	}
	p := serve(t, data, "")
	anna, _ := furnish(t, p)
	must(t, anna, fileText(1), "files put stadt/kreis /plan")
	p.stop()
	db := filepath.Join(data, "house.db")
	for _, c := range []struct {
		what, state string
		wrong       func() error
	}{
		{"backup", "warn", func() error {
			storetest.Put(t, db, "backup.last", []byte(`{"at":"2026-01-01T00:00:00Z"}`))
			return nil
		}},
		{"files", "bad", func() error { return os.Rename(filepath.Join(data, "files"), filepath.Join(data, "elsewhere")) }},
		{"permissions", "warn", func() error { return os.WriteFile(filepath.Join(data, "note"), nil, 0o644) }},
		{"seals", "bad", func() error {
			storetest.Exec(t, db, `UPDATE people SET house_admin = 1 WHERE name = 'berta'`)
			return nil
		}},
		{"admins", "warn", func() error {
			storetest.Exec(t, db, `UPDATE people SET house_admin = 0`)
			return nil
		}},
		{"clock", "bad", func() error {
			storetest.Exec(t, db, `UPDATE messages SET created = created + 999999999`)
			return nil
		}},
		{"tables", "warn", func() error {
			storetest.Exec(t, db, `DELETE FROM migrations WHERE version_id = (SELECT MAX(version_id) FROM migrations)`)
			return nil
		}},
		{"restore", "bad", func() error { return os.Mkdir(filepath.Join(data, "restoring"), 0o700) }},
		{"host key", "bad", func() error { return os.WriteFile(filepath.Join(data, "host_key"), []byte("no key"), 0o600) }},
		{"house", "bad", func() error {
			return os.Rename(filepath.Join(data, "house.key"), filepath.Join(data, "elsewhere.key"))
		}},
		{"database", "bad", func() error { return os.WriteFile(db, []byte(strings.Repeat("x", 9000)), 0o600) }},
	} {
		if f := operate(t, with(at(data, ""), "doctor", "--json")...); f.code != 0 && c.what == "backup" {
			t.Errorf("control: a good house: %q", f.out)
		}
		if err := c.wrong(); err != nil {
			t.Fatal(err)
		}
		r := operate(t, with(at(data, ""), "doctor", "--json")...)
		var list []lookedAt
		if err := json.Unmarshal([]byte(r.out), &list); err != nil {
			t.Fatalf("%s: no JSON: %v in %q", c.what, err, r.out)
		}
		at := -1
		for i, f := range list {
			if f.What == c.what {
				at = i
			}
		}
		if at < 0 || list[at].State != c.state || list[at].Say == "" {
			t.Errorf("%s: got %+v, want %s and what it is", c.what, list, c.state)
		}
		if c.state == "bad" && r.code != 1 {
			t.Errorf("%s: exit %d, want 1", c.what, r.code)
		}
	}
}
