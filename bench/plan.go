package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"stockwerk/bench/floor"
	"stockwerk/bench/served"
	"stockwerk/text"
)

// plan is one run: every size on the floor and in the house, then the writers.
type plan struct {
	sizes   []int
	pace    pace
	profile string
	log     io.Writer
}

// pace is how much of everything is measured.
type pace struct {
	alone     int           // connections one at a time
	keys      int           // echoes
	lines     int           // lines to all screens
	burst     int           // deliveries of the burst, about
	rest      time.Duration // of which the idle processor time is taken
	calm      time.Duration // before that
	stored    int           // lines a writer
	betweenKy time.Duration // from one key to the next
	betweenLn time.Duration // from one line on all screens to the next
}

func pacing(quick bool) pace {
	p := pace{
		alone: 100, keys: 400, lines: 30, burst: 200_000, rest: 10 * time.Second, calm: 4 * time.Second, stored: 500,
		betweenKy: 15 * time.Millisecond, betweenLn: 300 * time.Millisecond,
	}
	if quick {
		p.alone, p.keys, p.lines, p.burst, p.stored = 20, 80, 10, 20_000, 50
		p.rest, p.calm, p.betweenLn = time.Second, time.Second, 100*time.Millisecond
	}
	return p
}

// target is a server under measurement and the way to its talk.
type target struct {
	*child
	key   ssh.Signer
	first string // on the first screen
	user  func(i int) string
	enter func(t *terminal) error // from the first screen to the talk
	pour  func(all []*terminal, lines int) error
}

func (p plan) run(ctx context.Context, out io.Writer) error {
	key, err := newKey()
	if err != nil {
		return err
	}
	for _, n := range p.sizes {
		fmt.Fprintf(p.log, "%d sessions: floor", n)
		low, err := p.floor(ctx, key, n)
		if err != nil {
			return fmt.Errorf("floor, %d sessions: %w", n, err)
		}
		fmt.Fprint(p.log, ", house")
		high, err := p.house(ctx, key, n)
		if err != nil {
			return fmt.Errorf("house, %d sessions: %w", n, err)
		}
		fmt.Fprintln(p.log)
		table(out, n, low, high)
	}
	fmt.Fprintln(p.log, "writers")
	w, err := p.writers(ctx, key)
	if err != nil {
		return fmt.Errorf("writers: %w", err)
	}
	writersTable(out, w)
	return nil
}

func newKey() (ssh.Signer, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return ssh.NewSignerFromSigner(private)
}

func (p plan) floor(ctx context.Context, key ssh.Signer, n int) (figures, error) {
	c, err := start(ctx, childFloor)
	if err != nil {
		return figures{}, err
	}
	defer c.stop()
	return p.figures(target{
		child: c, key: key, first: floor.Greeting, user: served.Member,
		enter: func(*terminal) error { return nil },
		// One terminal writes them all.
		pour: func(all []*terminal, lines int) error {
			return all[0].press(strings.Repeat("a line of words in the talk\r", lines))
		},
	}, n)
}

func (p plan) house(ctx context.Context, key ssh.Signer, n int) (figures, error) {
	c, gone, err := house(ctx, key, n)
	if err != nil {
		return figures{}, err
	}
	defer gone()
	on := target{child: c, key: key, first: words("lock.without"), user: served.Member, enter: enterHouse}
	// People without terminals write them, each waiting until the line before is stored.
	on.pour = func(all []*terminal, lines int) error {
		people := min(atOnce, len(all))
		_, err := write(on, people, (lines+people-1)/people)
		return err
	}
	return p.figures(on, n)
}

// profiled does a step of the house's measurement, with a profile of it where one
// is wanted.
func (p plan) profiled(c *child, step string, n int, do func() error) error {
	if p.profile == "" || c.kind != childHouse {
		return do()
	}
	file := filepath.Join(p.profile, fmt.Sprintf("%s-%d.prof", strings.ReplaceAll(step, " ", "-"), n))
	if _, err := c.ask("cpu " + file); err != nil {
		return err
	}
	err := do()
	_, stopped := c.ask("cpu")
	return errors.Join(err, stopped)
}

// house starts a furnished house in a folder of its own.
func house(ctx context.Context, key ssh.Signer, members int) (c *child, gone func(), err error) {
	return furnished(ctx, key, childHouse, members)
}

func furnished(ctx context.Context, key ssh.Signer, kind string, members int, more ...string) (c *child, gone func(), err error) {
	dir, err := os.MkdirTemp("", "stockwerk-bench-")
	if err != nil {
		return nil, nil, err
	}
	blob := base64.StdEncoding.EncodeToString(key.PublicKey().Marshal())
	c, err = start(ctx, append([]string{kind, dir, strconv.Itoa(members), blob}, more...)...)
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, nil, err
	}
	return c, func() { c.stop(); _ = os.RemoveAll(dir) }, nil
}

func words(key string) string { return text.For(text.English).T(key) }

// enterHouse opens the lock, comes home, and goes to what is unread: the talk.
func enterHouse(t *terminal) error {
	if _, err := t.answer(served.Password+"\r", words("home.waiting")); err != nil {
		return err
	}
	_, err := t.answer("g", served.Welcome)
	return err
}
