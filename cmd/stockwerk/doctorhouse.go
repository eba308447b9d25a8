package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/store"
)

// lookInside looks at the database and at what only the house's key can tell.
func (c doctor) lookInside(ctx context.Context, db *store.Peek) []finding {
	var list []finding
	add := func(what string, f finding) {
		f.What = what
		list = append(list, f)
	}
	add("database", c.sound(ctx, db))
	if db.Postgres() {
		add("connections", connections(ctx, db))
	}
	done, missing, err := db.Schema(ctx)
	if err != nil {
		add("tables", bad("", "%v", hide(err, c.Database)))
		return list
	}
	if len(missing) > 0 {
		add("tables", warn("the next stockwerk serve brings them up to date; take a backup before it",
			"are at %s, and this program goes up to %s", done[len(done)-1], missing[len(missing)-1]))
	} else {
		add("tables", good("%s", done[len(done)-1]))
	}
	add("clock", clock(ctx, db))
	list = append(list, c.house(ctx, db, len(missing) == 0)...)
	if missing, err := db.ReadMissing(ctx); err == nil && len(done) > 8 {
		f := good("")
		if missing > 0 {
			f = bad("restore a backup elsewhere and look there; who owns them can delete them here", "the contents of %d files are missing", missing)
		}
		add("files", f)
	}
	raw, _ := db.Setting(ctx, store.SettingBackup)
	add("backup", lastTaken(raw, time.Now()))
	return list
}

func (c doctor) sound(ctx context.Context, db *store.Peek) finding {
	wrong, err := db.Sound(ctx)
	switch {
	case err != nil:
		return bad("restore the last backup into another folder", "cannot be read: %v", hide(err, c.Database))
	case len(wrong) > 0:
		mend := "stop the house, keep a copy, and restore the last backup into another folder"
		if db.Postgres() {
			mend = "turn it on in postgresql.conf"
		}
		return bad(mend, "%s", strings.Join(wrong, ", "))
	}
	version, err := db.Version(ctx)
	if err != nil {
		return bad("", "%v", hide(err, c.Database))
	}
	return good("%s", version)
}

func connections(ctx context.Context, db *store.Peek) finding {
	used, limit, err := db.Connections(ctx)
	switch {
	case err != nil:
		return warn("", "cannot be counted")
	case used*10 > limit*9:
		return bad("raise max_connections, or run fewer nodes", "%d of %d are used", used, limit)
	case used*10 > limit*7:
		return warn("raise max_connections before more nodes come", "%d of %d are used", used, limit)
	}
	return good("%d of %d are used", used, limit)
}

// clock compares this machine's clock with the database's and with what was written.
func clock(ctx context.Context, db *store.Peek) finding {
	const mend = "set the clock right, by NTP for instance: tickets and deadlines go by it"
	now, err := db.Now(ctx)
	if err != nil {
		return bad("", "the database's cannot be read")
	}
	off := time.Since(now).Abs().Round(time.Second)
	newest, err := db.Newest(ctx)
	switch {
	case off > time.Minute:
		return bad(mend, "this machine's is %v off the database's", off)
	case err == nil && newest.Sub(now) > 10*time.Minute:
		return bad(mend, "something was written %v from now", newest.Sub(now).Round(time.Minute))
	case off > 5*time.Second:
		return warn(mend, "this machine's is %v off the database's", off)
	}
	return good("")
}

// house looks whose house it is, and who runs it.
func (c doctor) house(ctx context.Context, db *store.Peek, current bool) []finding {
	named := func(what string, f finding) finding {
		f.What = what
		return f
	}
	key, err := os.ReadFile(c.houseKey())
	if err != nil {
		return []finding{named("house", bad("put house.key back", "cannot be opened without its key"))}
	}
	defer clear(key)
	id, check, err := house.HouseOf(ctx, db)
	if err != nil {
		return []finding{named("house", bad("start it once with stockwerk serve", "was never opened"))}
	}
	keys, err := house.FitsHouse(key, id, check)
	if err != nil {
		return []finding{named("house", bad("put the right house.key back, from the backup for instance", "the house key belongs to another database"))}
	}
	list := []finding{named("house", good("the key fits"))}
	if !current {
		return list
	}
	found, err := house.Examine(ctx, db, keys)
	if err != nil {
		return append(list, named("seals", bad("", "cannot be checked: %v", hide(err, c.Database))))
	}
	seals := good("")
	if found.Refused > 0 {
		seals = bad("somebody changed the database by hand: restore a backup from before, and change who may reach it",
			"%d rows of admins and floors are not as the house wrote them", found.Refused)
	}
	admins := good("%d", found.Admins)
	switch found.Admins {
	case 0:
		admins = warn("run stockwerk ticket setup", "the house has none")
	case 1:
		admins = warn("appoint a second one: nobody else can help them back in", "the house has only one")
	}
	return append(list, named("seals", seals), named("admins", admins), named("doors", doors(found.Closing)))
}

// doors looks whether a lock-down or a maintenance keeps people out, now or soon.
func doors(now house.Closing) finding {
	var says, mends []string
	if now.Level > 0 {
		says = append(says, fmt.Sprintf("a lock-down of level %d holds", now.Level))
		mends = append(mends, "a house admin ends it with house lockdown off")
	}
	if now.Maintenance {
		says = append(says, "maintenance from "+now.Out.UTC().Format(time.RFC3339))
		mends = append(mends, "a house admin ends it with house maintenance off")
	}
	if len(says) == 0 {
		return good("")
	}
	return warn(strings.Join(mends, "; "), "%s", strings.Join(says, ", "))
}

// fingerprint is how clients show a host key.
func fingerprint(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	defer clear(raw)
	key, err := ssh.ParsePrivateKey(raw)
	if err != nil {
		return "", err
	}
	return ssh.FingerprintSHA256(key.PublicKey()), nil
}
