package command

import (
	"context"
	"slices"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

type registeredJSON struct {
	Name         string `json:"name"`
	Role         string `json:"role"`
	RecoveryCode string `json:"recovery_code"`
	Waits        bool   `json:"waiting,omitempty"` // nobody has let them in so far
}

func registeredOf(r house.Registered) registeredJSON {
	return registeredJSON{Name: oneLine(r.Name), Role: string(r.Role), RecoveryCode: r.Recovery, Waits: r.Waits}
}

func runRegister(ctx context.Context, e *Env, c *Call) error {
	if !c.on("accept-terms") {
		return house.Errorf(house.Invalid, "command.error.accept_terms")
	}
	lang := e.Lang
	if c.on("lang") {
		var ok bool
		if lang, ok = text.Parse(c.flag("lang")); !ok {
			return c.spec.usageError()
		}
	}
	r := house.Registration{Name: c.name(0), Lang: string(lang), AcceptTerms: true, Message: c.flag("message")}
	if !c.on("lang") {
		rules, err := e.House.Rules(ctx, e.Actor)
		if err != nil {
			return err
		}
		if !slices.Contains(rules.Languages, r.Lang) {
			r.Lang = "" // the house's
		}
	}
	if c.on("keep-key") {
		if len(e.Key) == 0 {
			return house.Errorf(house.Invalid, "command.error.no_key_yet")
		}
		r.Key, r.KeyName = e.Key, e.KeyName
	}
	var err error
	if r.Password, err = e.twice(e.say().T("command.ask.new_password"), e.say().T("command.ask.again")); err != nil {
		return err
	}
	if r.Lang != "" {
		e.Lang = lang
	}
	done, err := e.register(ctx, r)
	return e.registered(c, done, err)
}

// register makes the account and makes the connection the new member's.
func (e *Env) register(ctx context.Context, r house.Registration) (house.Registered, error) {
	done, member, err := e.House.Register(ctx, e.Actor, r)
	if err != nil {
		return done, err
	}
	e.become(member)
	return done, nil
}

// registered shows a new account; its recovery code is never shown again.
func (e *Env) registered(c *Call, r house.Registered, err error) error {
	if err != nil {
		return err
	}
	lines := e.registeredLines(r)
	if r.FactorOff {
		lines = append(lines, e.say().T("account.totp.recovered"))
	}
	return e.show(c, registeredOf(r), lines...)
}

func (e *Env) registeredLines(r house.Registered) []string {
	say := e.say()
	lines := []string{
		say.T("command.register.done", "Name", oneLine(r.Name)),
		say.T("command.register.recovery", "Code", r.Recovery),
		say.T("command.register.next", "Line", SSHLine(oneLine(r.Name), e.Host, e.Port)),
	}
	if r.Waits {
		lines = append(lines, say.T("entry.waits"))
	}
	return lines
}

func runRecover(ctx context.Context, e *Env, c *Call) error {
	code, err := e.secret(e.say().T("command.ask.recovery"))
	if err != nil {
		return err
	}
	password, err := e.twice(e.say().T("command.ask.new_password"), e.say().T("command.ask.again"))
	if err != nil {
		return err
	}
	r, member, err := e.House.Recover(ctx, c.name(0), strings.TrimSpace(code), password)
	if err == nil {
		e.become(member)
	}
	return e.registered(c, r, err)
}

type whoJSON struct {
	Name   string `json:"name"`
	Role   string `json:"role"`
	Sealed bool   `json:"sealed"`
	Place  string `json:"place,omitempty"`
	Until  *at    `json:"until,omitempty"`
	Gone   *at    `json:"gone,omitempty"`  // visitors: everything of them but their words goes
	State  string `json:"state,omitempty"` // visitors: here, waiting, ended; members who do not pass: waiting, terms

	Notes []string `json:"notes,omitempty"` // what was done to the account, until it was shown at a login
}

func runWhoAmI(ctx context.Context, e *Env, c *Call) error {
	self, err := e.House.WhoAmI(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := whoOf(self)
	shown.Notes = e.noteLines(self.Notes)
	lines := []string{e.whoLine(shown)}
	switch {
	case self.Waits:
		lines = append(lines, e.say().T("entry.waits"))
	case self.TermsDue:
		lines = append(lines, e.say().T("error.terms_due"))
	}
	return e.show(c, shown, append(lines, shown.Notes...)...)
}

func whoOf(self house.Self) whoJSON {
	w := whoJSON{Name: oneLine(self.Name), Role: string(self.Role), Sealed: self.Sealed, Place: oneLine(self.Room)}
	switch self.Role {
	case house.RoleGuestOf, house.RoleInside, house.RoleHouseAdmin, house.RoleShutOut:
	default:
		w.Role = string(house.RoleGuest) // whoever has not come in yet
	}
	if !self.Until.IsZero() {
		until := at(self.Until)
		w.Until = &until
	}
	switch {
	case self.Waits:
		w.State = "waiting"
	case self.TermsDue:
		w.State = "terms"
	}
	if self.Role == house.RoleGuestOf {
		gone := at(self.Gone)
		w.Gone, w.State = &gone, "here"
		switch {
		case self.Ended:
			w.State = "ended"
		case self.Waiting:
			w.State = "waiting"
		}
	}
	return w
}

func (e *Env) whoLine(w whoJSON) string {
	say := e.say()
	switch house.Role(w.Role) {
	case house.RoleHouseAdmin:
		return facts(say.T("command.whoami.admin", "Name", w.Name), e.when(w.Sealed, "command.whoami.sealed"))
	case house.RoleShutOut:
		return say.T("command.whoami.shut_out", "Name", w.Name)
	case house.RoleInside:
		return facts(say.T("command.whoami.member", "Name", w.Name), e.when(w.Sealed, "command.whoami.sealed"))
	case house.RoleGuestOf:
		lines := []string{say.T("command.whoami.visitor", "Name", w.Name, "Place", w.Place)}
		if w.Until != nil && w.Gone != nil {
			lines = append(lines, e.ends(time.Time(*w.Until), time.Time(*w.Gone), w.State == "ended")...)
		}
		return strings.Join(lines, "\n")
	}
	return say.T("command.whoami.guest")
}

func runUnlock(ctx context.Context, e *Env, c *Call) error {
	password, err := e.secret(e.say().T("command.ask.password"))
	if err != nil {
		return err
	}
	if err := e.House.Unlock(ctx, e.Actor, password); err != nil {
		return err
	}
	return e.show(c, map[string]bool{"sealed": false}, e.say().T("command.unlock.done"))
}

func runSeal(_ context.Context, e *Env, c *Call) error {
	e.House.Lock(e.Actor)
	return e.show(c, map[string]bool{"sealed": true}, e.say().T("command.seal.done"))
}
