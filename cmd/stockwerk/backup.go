package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	archive "stockwerk/backup"
	"stockwerk/store"
)

// weakBackups is set by the linker, and by tests alone: deriving a key from a passphrase
// takes a second and a quarter of a gigabyte, as it must where somebody may guess.
var weakBackups string

// takeBackup writes the whole house into one file while it serves.
type takeBackup struct {
	place
	passphrase
	File  string `arg:"" help:"Where the backup goes; \"-\" is standard output."`
	Keys  string `help:"Keep the keys in a file of their own, written anew each time: then no older backup opens a room that was deleted since." placeholder:"KEYSFILE"`
	Force bool   `help:"Replace FILE where it stands."`
}

// Run takes the backup and says what is in it.
func (c takeBackup) Run(ctx context.Context, to streams) error {
	noCoreDumps()
	begun := time.Now()
	if err := c.mayWrite(); err != nil {
		return err
	}
	job, err := c.job(to)
	if err != nil {
		return err
	}
	defer clear(job.HouseKey)
	defer clear(job.HostKey)
	var out, keys *partFile
	if c.File == "-" {
		job.Archive = to.out
		to.out = to.err
	} else {
		if out, err = newPart(c.File); err != nil {
			return err
		}
		defer out.drop()
		job.Archive = out
	}
	if c.Keys != "" {
		if keys, err = newPart(c.Keys); err != nil {
			return err
		}
		defer keys.drop()
		job.Keys = keys
	}
	taken, err := archive.Write(ctx, job)
	if ctx.Err() != nil {
		return errors.New("the backup was broken off; no file was changed")
	}
	if err != nil {
		return fmt.Errorf("backup: %w", hide(err, c.Database))
	}
	// The key store first: it opens older backups as well, and without it the new one
	// would not open.
	if err := errors.Join(keys.keep(), out.keep()); err != nil {
		return err
	}
	c.say(to, taken, time.Since(begun))
	return c.note(ctx, job, taken)
}

// mayWrite refuses before anything is asked or read.
func (c takeBackup) mayWrite() error {
	if c.Keys == "-" || c.Keys != "" && filepath.Clean(c.Keys) == filepath.Clean(c.File) {
		return errors.New("the keys need a file of their own")
	}
	if c.File == "-" || c.Force {
		return nil
	}
	if _, err := os.Lstat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already; take another name, or --force to replace it", c.File)
	}
	return nil
}

// job gathers the keys of the house, which must be there.
func (c takeBackup) job(to streams) (job archive.Job, err error) {
	job = archive.Job{Target: c.database(), Program: programVersion(), Now: time.Now(), Weak: weakBackups != ""}
	if err := c.unfinished(); err != nil {
		return job, err
	}
	if c.sqlite() {
		if _, err := os.Stat(c.database()); err != nil {
			return job, fmt.Errorf("there is no house in %s", c.Data)
		}
	}
	if job.HouseKey, err = os.ReadFile(c.houseKey()); err != nil {
		return job, err
	}
	job.HostKey, err = os.ReadFile(c.hostKey())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return job, err
	}
	job.Passphrase, err = c.read(to, true)
	return job, err
}

func (c takeBackup) say(to streams, t archive.Taken, took time.Duration) {
	fmt.Fprintln(to.out, "backup:", c.File)
	if c.Keys != "" {
		fmt.Fprintln(to.out, "keys:", c.Keys)
	}
	fmt.Fprintf(to.out, "schema: %d\npeople: %d\nrooms: %d\nrows: %d\nfiles: %d\nseconds: %.1f\n",
		t.Schema, t.People, t.Rooms, t.Rows, t.Files, took.Seconds())
}

// lastBackup is what the house keeps of its last backup, for doctor.
type lastBackup struct {
	At        time.Time `json:"at"`
	Rows      int64     `json:"rows"`
	KeysApart bool      `json:"keys_apart"`
}

// note keeps when it was. That this fails makes the backup no worse.
func (c takeBackup) note(ctx context.Context, job archive.Job, t archive.Taken) error {
	b, err := json.Marshal(lastBackup{job.Now.UTC().Truncate(time.Second), t.Rows, c.Keys != ""})
	if err == nil {
		err = store.NoteBackup(ctx, job.Target, b)
	}
	if err != nil {
		return fmt.Errorf("the backup is whole, but the house could not note it: %w", hide(err, c.Database))
	}
	return nil
}

// partFile is a file that stands under its name once it is whole.
type partFile struct {
	*os.File
	path string
	done bool
}

func newPart(path string) (*partFile, error) {
	f, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return &partFile{File: f, path: path}, f.Chmod(0o600)
}

// keep makes the file durable and gives it its name.
func (p *partFile) keep() error {
	if p == nil {
		return nil
	}
	err := errors.Join(p.Sync(), p.Close())
	if err == nil {
		err = os.Rename(p.path+".part", p.path)
	}
	if err != nil {
		return err
	}
	p.done = true
	return syncFolder(filepath.Dir(p.path))
}

// drop removes what is not whole.
func (p *partFile) drop() {
	if p == nil || p.done {
		return
	}
	_ = p.Close()                   // it may be closed already
	_ = os.Remove(p.path + ".part") // nothing of it was promised
}

// syncFolder makes the names in a folder durable.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

var _ io.Writer = (*partFile)(nil)
