package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	archive "stockwerk/backup"
	"stockwerk/house"
	"stockwerk/store"
)

// putBack makes a house of a backup, in an empty place.
type putBack struct {
	place
	passphrase
	File               string `arg:"" help:"The backup."`
	Keys               string `help:"The newest key store, where the backup has its keys in a file of their own." placeholder:"KEYSFILE"`
	KeysPassphraseFile string `help:"File whose first line is the passphrase of KEYSFILE, where it is another one." placeholder:"FILE"`

	Check bool `help:"Only look whether the backup is whole and opens; change nothing."`
}

// Run checks the whole backup, and only then writes anything.
func (c putBack) Run(ctx context.Context, to streams) error {
	noCoreDumps()
	begun := time.Now()
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	if !c.Check {
		if err := c.maybeEmpty(ctx); err != nil {
			return err
		}
	}
	from, err := c.checked(ctx, to, file)
	if err != nil {
		return err
	}
	name, erased := "checked", 0
	if !c.Check {
		name = "restored"
		if erased, err = c.fill(ctx, to, from); err != nil {
			return hide(err, c.Database)
		}
	}
	h := from.Holds
	fmt.Fprintf(to.out, "%s: %s\ncreated: %s\nschema: %d\npeople: %d\nrooms: %d\nrows: %d\nfiles: %d\n",
		name, c.File, from.Manifest.Created.Format(time.RFC3339), len(from.Manifest.Schema), h.People, h.Rooms, h.Rows, h.Files)
	if from.Manifest.KeysApart {
		fmt.Fprintf(to.out, "rooms left out: %d\npeople left out: %d\n", h.LeftOut, max(erased, len(from.Gone())))
	}
	fmt.Fprintf(to.out, "seconds: %.1f\n", time.Since(begun).Seconds())
	return nil
}

// checked opens the backup and reads it from beginning to end.
func (c putBack) checked(ctx context.Context, to streams, file *os.File) (*archive.File, error) {
	words, err := c.read(to, false)
	if err != nil {
		return nil, err
	}
	var keys *archive.KeyStore
	if c.Keys != "" {
		f, err := os.Open(c.Keys)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		others := words
		if c.KeysPassphraseFile != "" {
			if others, err = (passphrase{c.KeysPassphraseFile}).read(to, false); err != nil {
				return nil, err
			}
		}
		k, err := archive.ReadKeys(f, others)
		if err != nil {
			return nil, c.refused(c.Keys, err)
		}
		keys = &k
	}
	from := archive.Open(file, words, keys)
	if err := from.Check(ctx); err != nil {
		return nil, c.refused(c.File, err)
	}
	return from, nil
}

func (c putBack) refused(path string, err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("broken off; nothing was changed")
	}
	return fmt.Errorf("%s: %w; nothing was changed", path, err)
}

// fill puts the house into its place. Until that is done, the folder says so, and
// serve refuses it.
func (c putBack) fill(ctx context.Context, to streams, from *archive.File) (erased int, err error) {
	spot, err := c.claim()
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			spot.giveUp()
		}
	}()
	if err := c.fits(from.Holds.Bytes); err != nil {
		return 0, err
	}
	target := filepath.Join(spot.stage, "house.db")
	if !c.sqlite() {
		target = c.Database
		if err := spot.placeKeys(from); err != nil {
			return 0, err
		}
	}
	if stands, err := c.stands(ctx, spot, from); err != nil || !stands {
		if err != nil {
			return 0, err
		}
		if err := from.Load(ctx, target); err != nil {
			return 0, fmt.Errorf("restore: %w; what was begun is removed", err)
		}
	}
	spot.loaded = !c.sqlite()
	if erased, err = replay(ctx, target, from); err != nil {
		return 0, err
	}
	if c.sqlite() {
		if err := spot.placeDatabase(from); err != nil {
			return 0, err
		}
	}
	return erased, spot.finish()
}

// replay opens the house, and erases again those who have gone since.
func replay(ctx context.Context, target string, from *archive.File) (erased int, err error) {
	db, err := store.Open(ctx, target)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	h, err := house.Open(ctx, house.Config{Store: db, HouseKey: from.HouseKey()})
	if err != nil {
		return 0, fmt.Errorf("open the house: %w", err)
	}
	// Rooms without a key are left out already, and people follow; that the house's own
	// notes of it cannot be continued is no reason to have no house.
	if _, err := h.ReplayLedger(ctx, from.Ledger()); err != nil && house.KindOf(err) != house.Invalid {
		return 0, err
	}
	return h.EraseAgain(ctx, from.Gone())
}

// fits looks whether there is space, roughly.
func (c putBack) fits(bytes int64) error {
	if !c.sqlite() {
		return nil // the server's disk is not this one
	}
	free, _, known := store.FreeSpace(c.Data)
	if need := uint64(bytes)*2 + 64<<20; known && free < need {
		return fmt.Errorf("the disk of %s has %d MiB free, and about %d are needed", c.Data, free>>20, need>>20)
	}
	return nil
}
