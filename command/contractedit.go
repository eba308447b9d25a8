package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

func runContractPropose(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolContract)
	if err != nil {
		return err
	}
	edit, err := c.contractEdit()
	if err != nil {
		return err
	}
	all, err := e.House.Contracts(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		e.houseTerms(&edit)
	}
	v, err := e.House.ProposeContract(ctx, e.Actor, place, edit)
	if err != nil {
		return err
	}
	return e.showContract(ctx, c, v)
}

// houseTerms are the texts that a first version begins with.
func (e *Env) houseTerms(edit *house.ContractEdit) {
	for key, to := range map[string]**string{"contract.default.secrecy": &edit.Secrecy, "contract.default.storage": &edit.Storage} {
		if *to == nil {
			words := e.say().T(key)
			*to = &words
		}
	}
}

// contractEdit reads the options of a proposal.
func (c *Call) contractEdit() (house.ContractEdit, error) {
	edit := house.ContractEdit{
		Goal: c.text("goal"), Form: c.text("form"), Fee: c.text("fee"), Cancel: c.text("cancel"), Secrecy: c.text("secrecy"),
		Storage: c.text("storage"), Key: c.flag("key"),
	}
	if c.given {
		if edit.Goal != nil {
			return edit, c.spec.usageError()
		}
		edit.Goal = &c.rest
	}
	for name, to := range map[string]**int{"sessions": &edit.Sessions, "letters": &edit.Letters, "length": &edit.Length} {
		if !c.on(name) {
			continue
		}
		n := 0
		if word := c.flag(name); word != "none" {
			var err error
			if n, err = strconv.Atoi(word); err != nil {
				return edit, c.spec.usageError()
			}
		}
		*to = &n
	}
	for name, to := range map[string]**bool{"review": &edit.Review, "substitute": &edit.Substitute} {
		word, err := c.choice(name, "yes", "no")
		if err != nil {
			return edit, err
		}
		if on := word == "yes"; word != "" {
			*to = &on
		}
	}
	var err error
	if edit.Until, err = c.due("until"); err != nil {
		return edit, err
	}
	return edit, c.contractTimes(&edit)
}

// contractTimes reads until when an answer comes, and when all is deleted.
func (c *Call) contractTimes(edit *house.ContractEdit) error {
	hours, days := 0, 0
	if word := c.flag("answer"); c.on("answer") && word != "none" {
		within, err := c.span("answer")
		if err != nil {
			return err
		}
		hours = int(within / time.Hour)
		if within%time.Hour != 0 {
			return c.spec.usageError()
		}
	}
	if c.on("answer") {
		edit.Answer = &hours
	}
	if !c.on("delete") {
		return nil
	}
	word := c.flag("delete")
	if count, ok := strings.CutSuffix(word, "d"); ok {
		var err error
		if days, err = strconv.Atoi(count); err != nil {
			return c.spec.usageError()
		}
		edit.DeleteDays = &days
		return nil
	}
	on, err := c.due("delete")
	if err != nil {
		return err
	}
	edit.DeleteOn = on
	if on.IsZero() {
		edit.DeleteDays = &days
	}
	return nil
}
