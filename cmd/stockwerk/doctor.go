package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"stockwerk/store"
)

// doctor looks at a house without changing it, also while it serves.
type doctor struct {
	place
	JSON bool `help:"One JSON array instead of lines."`
}

// finding is what one look found: "good", "warn" for what can wait, "bad" for what
// cannot.
type finding struct {
	What  string `json:"what"`
	State string `json:"state"`
	Say   string `json:"say,omitempty"`
	Mend  string `json:"mend,omitempty"`
}

func good(say string, args ...any) finding {
	return finding{State: "good", Say: fmt.Sprintf(say, args...)}
}

func warn(mend, say string, args ...any) finding {
	return finding{State: "warn", Say: fmt.Sprintf(say, args...), Mend: mend}
}

func bad(mend, say string, args ...any) finding {
	return finding{State: "bad", Say: fmt.Sprintf(say, args...), Mend: mend}
}

// Run prints one line for each finding and fails when one is bad.
func (c doctor) Run(ctx context.Context, to streams) error {
	noCoreDumps()
	found := c.look(ctx)
	broken := 0
	for _, f := range found {
		if f.State == "bad" {
			broken++
		}
	}
	if c.JSON {
		out := json.NewEncoder(to.out)
		out.SetIndent("", "  ")
		if err := out.Encode(found); err != nil {
			return err
		}
	} else {
		for _, f := range found {
			fmt.Fprintln(to.out, f.line())
		}
	}
	if broken > 0 {
		return fmt.Errorf("%d of %d looks found something wrong", broken, len(found))
	}
	return nil
}

func (f finding) line() string {
	line := fmt.Sprintf("%-5s %s", f.State, f.What)
	if f.Say != "" {
		line += ": " + f.Say
	}
	if f.Mend != "" {
		line += "; " + f.Mend
	}
	return line
}

// look makes all looks in the order in which they are mended best.
func (c doctor) look(ctx context.Context) []finding {
	var list []finding
	add := func(what string, f finding) {
		f.What = what
		list = append(list, f)
	}
	add("program", good("stockwerk %s", programVersion()))
	add("data folder", private(c.Data))
	add("house key", private(c.houseKey()))
	add("host key", c.hostKeyReads())
	if err := c.unfinished(); err != nil {
		add("restore", bad("", "%v", err))
	}
	add("permissions", c.openFiles())
	add("disk", freeDisk(c.Data))
	if c.sqlite() {
		if _, err := os.Stat(c.database()); err != nil {
			add("database", bad("stockwerk serve makes it at the first start", "%s is missing", c.database()))
			return list
		}
	}
	db, err := store.OpenPeek(ctx, c.database())
	if err != nil {
		add("database", bad("look at the address, the rights and the server's log", "cannot be opened: %v", hide(err, c.Database)))
		return list
	}
	defer db.Close()
	return append(list, c.lookInside(ctx, db)...)
}

// private finds what others on the machine can read.
func private(path string) finding {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return bad("stockwerk serve makes it at the first start; of a house that had one, restore the backup", "%s is missing", path)
	}
	if err != nil {
		return bad("look at the rights of the folders above", "%v", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return bad("run chmod go= "+path, "%s can be read by others", path)
	}
	return good("")
}

// hostKeyReads looks whether the key by which people know the house can be read.
func (c doctor) hostKeyReads() finding {
	f := private(c.hostKey())
	if f.State != "good" {
		return f
	}
	print, err := fingerprint(c.hostKey())
	if err != nil {
		return bad("put host_key back from the backup; with another one, every client warns", "%s cannot be read: %v", c.hostKey(), err)
	}
	return good("%s", print)
}

// openFiles looks for files of the house that others can read.
func (c doctor) openFiles() finding {
	open, first := 0, ""
	err := filepath.WalkDir(c.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // what is gone meanwhile, and what others keep there, is no finding
		}
		info, err := d.Info()
		if err == nil && info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o077 != 0 {
			if open++; first == "" {
				first = path
			}
		}
		return nil
	})
	if err != nil || open == 0 {
		return good("")
	}
	if info, err := os.Stat(c.Data); err == nil && info.Mode().Perm()&0o077 == 0 {
		return warn("run chmod -R go= "+c.Data, "%d files allow others to read them, and only the folder is in their way: %s", open, first)
	}
	return bad("run chmod -R go= "+c.Data, "%d files can be read by others: %s", open, first)
}

func freeDisk(path string) finding {
	free, total, known := store.FreeSpace(path)
	switch {
	case !known:
		return warn("", "how much is free cannot be told")
	case free < 256<<20:
		return bad("make room: a house whose disk is full stores no word", "%d MiB of %d are free", free>>20, total>>20)
	case free < 2<<30 || free < total/20:
		return warn("make room soon", "%d MiB of %d are free", free>>20, total>>20)
	}
	return good("%d MiB of %d are free", free>>20, total>>20)
}

// lastTaken looks at what the house noted of its last backup.
func lastTaken(raw []byte, now time.Time) finding {
	const how = "run stockwerk backup, every night for instance; docs/backup.md says how"
	var last lastBackup
	if len(raw) == 0 || json.Unmarshal(raw, &last) != nil {
		return warn(how, "there was none yet")
	}
	age := now.Sub(last.At)
	if age > 7*24*time.Hour {
		return warn(how, "the last one is %d days old", int(age.Hours()/24))
	}
	return good("%s", last.At.UTC().Format(time.RFC3339))
}
