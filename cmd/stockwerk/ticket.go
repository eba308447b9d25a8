package main

import (
	"context"
	"errors"
	"fmt"
)

// ticket is the tickets that the operator makes, on the machine of the house.
type ticket struct {
	Setup setupTicket `cmd:"" help:"Print a new setup ticket: who comes in with it becomes the first house admin."`
}

type setupTicket struct{ place }

// Run prints a setup ticket while the house has no admin.
func (c setupTicket) Run(ctx context.Context, to streams) error {
	h, closeStore, err := c.open(ctx, newLog(to.err))
	if err != nil {
		return err
	}
	code, needed, err := h.SetupTicket(ctx)
	if err == nil && !needed {
		err = errors.New("the house has an admin already; admins appoint others inside the house")
	}
	if err == nil {
		_, err = fmt.Fprintln(to.out, "setup ticket:", code)
	}
	return errors.Join(err, closeStore())
}
