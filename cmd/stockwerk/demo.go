package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"stockwerk/house"
	"stockwerk/store"
)

// demoPassword is the password of everybody in a demo house.
const demoPassword = "lindenhof-zum-umsehen" //nolint:gosec // of a house that is made up, printed for everybody

// demo fills an empty house with fictitious people, for looking around.
type demo struct{ place }

// Run fills the house and says how to come in.
func (c demo) Run(ctx context.Context, to streams) error {
	if err := c.fill(ctx); err != nil {
		return err
	}
	return sayDemo(to, "PORT", "HOST")
}

// sayDemo prints who can be tried out.
func sayDemo(to streams, port, host string) error {
	lines := ""
	for _, p := range demoPeople {
		lines += fmt.Sprintf("demo: ssh -p %s %s@%s  (%s)\n", port, p.name, host, p.about)
	}
	_, err := fmt.Fprintf(to.out, "demo: everybody's password is %s\n%s", demoPassword, lines)
	return err
}

var errPeopleThere = errors.New("this house has people in it already; a demo fills an empty one only (choose another folder with --data)")

// fill makes the demo house; one that is a demo house already stays as it is.
func (c demo) fill(ctx context.Context) error {
	key, err := c.prepare()
	if err != nil {
		return err
	}
	defer clear(key)
	db, err := store.Open(ctx, c.database())
	if err != nil {
		return hide(err, c.Database)
	}
	back := &atomic.Int64{}
	h, err := house.Open(ctx, house.Config{Store: past{db, back}, HouseKey: key, Clock: func() time.Time { return time.Now().Add(-time.Duration(back.Load())) }})
	if err != nil {
		return errors.Join(fmt.Errorf("open the house: %w", err), db.Close())
	}
	_, empty, err := h.SetupTicket(ctx)
	if err == nil && empty {
		err = (&furnisher{h: h, back: back}).furnish(ctx)
	} else if err == nil && !isDemo(ctx, h) {
		err = errPeopleThere
	}
	return errors.Join(err, db.Close())
}

// isDemo tells whether somebody of the demo house lives here with its password.
func isDemo(ctx context.Context, h *house.Service) bool {
	_, err := h.Login(ctx, demoPeople[0].name, demoPassword)
	return err == nil
}

// past is a store whose clock can be put back, so that what is told of last week was
// written last week.
type past struct {
	house.Store
	back *atomic.Int64
}

func (p past) Now(ctx context.Context) (time.Time, error) {
	now, err := p.Store.Now(ctx)
	return now.Add(-time.Duration(p.back.Load())), err
}

func (p past) InTx(ctx context.Context, do func(house.Tx) error) error {
	return p.Store.InTx(ctx, func(tx house.Tx) error { return do(pastTx{tx, p.back}) })
}

type pastTx struct {
	house.Tx
	back *atomic.Int64
}

func (p pastTx) Now(ctx context.Context) (time.Time, error) {
	now, err := p.Tx.Now(ctx)
	return now.Add(-time.Duration(p.back.Load())), err
}
