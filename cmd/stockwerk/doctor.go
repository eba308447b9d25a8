package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// doctor looks at a house without changing it.
type doctor struct{ place }

// Run prints one line for each finding and fails when one is bad.
func (c doctor) Run(ctx context.Context, to streams) error {
	bad := 0
	for _, look := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"data folder", func(context.Context) error { return private(c.Data) }},
		{"house key", func(context.Context) error { return private(c.houseKey()) }},
		{"host key", func(context.Context) error { return private(c.hostKey()) }},
		{"house", c.opens},
	} {
		if err := look.do(ctx); err != nil {
			bad++
			fmt.Fprintf(to.out, "bad   %s: %v\n", look.what, err)
			continue
		}
		fmt.Fprintf(to.out, "good  %s\n", look.what)
	}
	if bad > 0 {
		return fmt.Errorf("%d of 4 looks found something wrong", bad)
	}
	return nil
}

// private finds what others on the machine can read.
func private(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing; stockwerk serve makes it at the first start", path)
	}
	if err != nil {
		return err
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return fmt.Errorf("%s can be read by others; run chmod go= %s", path, path)
	}
	return nil
}

// opens opens database and house, which checks the tables, their version and
// that the key is this house's.
func (c doctor) opens(ctx context.Context) error {
	if _, err := os.Stat(c.houseKey()); err != nil {
		return errors.New("cannot be opened without its key")
	}
	if c.sqlite() {
		if _, err := os.Stat(c.database()); err != nil {
			return fmt.Errorf("%s is missing; stockwerk serve makes it at the first start", c.database())
		}
	}
	_, closeStore, err := c.open(ctx, newLog(os.Stderr))
	if err != nil {
		return err
	}
	return closeStore()
}
