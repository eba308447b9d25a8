package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/vault"
)

// place is where a house lies: its folder, its database, its key.
type place struct {
	Data     string `help:"Folder of the house." default:"data" placeholder:"DIR"`
	Database string `help:"PostgreSQL address (postgres://…); without it an SQLite file in the folder." placeholder:"URL"`
	HouseKey string `help:"File of the house key; without it house.key in the folder." placeholder:"FILE"`
}

func (p place) hostKey() string { return filepath.Join(p.Data, "host_key") }

func (p place) houseKey() string {
	if p.HouseKey != "" {
		return p.HouseKey
	}
	return filepath.Join(p.Data, "house.key")
}

// database is what the store opens.
func (p place) database() string {
	if p.Database != "" {
		return p.Database
	}
	return filepath.Join(p.Data, "house.db")
}

func (p place) sqlite() bool { return p.Database == "" || !strings.Contains(p.Database, "://") }

// open opens the house and makes what is missing. The returned function closes
// the database.
func (p place) open(ctx context.Context, log *slog.Logger) (*house.Service, func() error, error) {
	h, db, err := p.openBoth(ctx, log, nil)
	if err != nil {
		return nil, nil, err
	}
	return h, db.Close, nil
}

// openBoth is open for those that look at the database, too. mailer may be nil.
func (p place) openBoth(ctx context.Context, log *slog.Logger, mailer *mailer) (*house.Service, *store.Store, error) {
	key, err := p.prepare()
	if err != nil {
		return nil, nil, err
	}
	defer clear(key)
	db, err := store.Open(ctx, p.database())
	if err != nil {
		return nil, nil, hide(err, p.Database)
	}
	c := house.Config{Store: db, HouseKey: key, Log: log}
	if mailer != nil {
		c.Mailer = mailer
	}
	h, err := house.Open(ctx, c)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open the house: %w", err), db.Close())
	}
	return h, db, nil
}

// prepare makes the folder, and reads or makes the house key.
func (p place) prepare() ([]byte, error) {
	if err := p.unfinished(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	return p.readHouseKey()
}

// readHouseKey reads the house key. It makes one only where the house has no
// database yet: a new key for an old database would open nothing.
func (p place) readHouseKey() ([]byte, error) {
	key, err := os.ReadFile(p.houseKey())
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if p.sqlite() {
		if _, err := os.Stat(p.database()); err == nil {
			return nil, fmt.Errorf("%s is missing, and the database needs it: put it back from your backup of the key", p.houseKey())
		}
	}
	key = vault.NewHouseKey()
	return key, writeSecret(p.houseKey(), key, 0o400)
}

// writeSecret writes a new file for the owner's eyes alone, durably: what is
// sealed under a key must never outlive it.
func writeSecret(path string, content []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// hide takes the address of the database out of an error: it holds a password.
func hide(err error, secret string) error {
	if secret == "" || !strings.Contains(err.Error(), secret) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), secret, "the database"))
}
