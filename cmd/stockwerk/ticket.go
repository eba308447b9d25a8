package main

import (
	"context"
	"errors"
	"fmt"

	"stockwerk/house"
)

// ticket is the tickets that the operator makes, on the machine of the house.
type ticket struct {
	Setup setupTicket `cmd:"" help:"Print a new setup ticket: who comes in with it becomes the first house admin."`

	Activation activationTicket `cmd:"" help:"Print a ticket with which a house admin who lost password and recovery code gets the account back, empty."`
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

type activationTicket struct {
	place

	Name string `arg:"" help:"Name of the house admin."`
}

// Run prints an activation ticket for a house admin.
func (c activationTicket) Run(ctx context.Context, to streams) error {
	h, closeStore, err := c.open(ctx, newLog(to.err))
	if err != nil {
		return err
	}
	code, err := h.OperatorActivation(ctx, c.Name)
	switch house.KindOf(err) {
	case house.Forbidden:
		err = errors.New("this is no house admin; for everybody else house admins issue the ticket (ticket activation)")
	case house.NotFound:
		err = errors.New("nobody in the house has this name")
	}
	if err == nil {
		_, err = fmt.Fprintln(to.out, "activation ticket:", code)
	}
	return errors.Join(err, closeStore())
}
