package command

import (
	"context"
	"slices"
	"time"
)

type accountJSON struct {
	Name     string       `json:"name"`
	Role     string       `json:"role"`
	Sealed   bool         `json:"sealed"`
	Created  string       `json:"created"`
	Last     string       `json:"last_login"`
	Leaving  at           `json:"leaving"`
	Settings settingsJSON `json:"settings"`
	Mail     mailJSON     `json:"mail"`
}

func runAccountShow(ctx context.Context, e *Env, c *Call) error {
	self, err := e.House.WhoAmI(ctx, e.Actor)
	if err != nil {
		return err
	}
	set, err := e.House.Settings(ctx, e.Actor)
	if err != nil {
		return err
	}
	mail, err := e.House.Mail(ctx, e.Actor)
	if err != nil {
		return err
	}
	say := e.say()
	shown := accountJSON{
		Name: oneLine(self.Name), Role: string(self.Role), Sealed: self.Sealed, Created: self.Created,
		Last: self.Last, Leaving: at(self.Leaving), Settings: settingsOf(set), Mail: mailOf(mail),
	}
	lines := []string{
		e.whoLine(whoOf(self)),
		say.T("command.account.since", "Month", oneLine(self.Created)),
	}
	if !self.Leaving.IsZero() {
		lines = append(lines, say.T("command.account.leaving", "Time", say.DateTime(self.Leaving.Local())))
	}
	return e.show(c, shown, slices.Concat(lines, e.mailLines(mail), e.settingsLines(shown.Settings))...)
}

func runAccountPassword(ctx context.Context, e *Env, c *Call) error {
	old, err := e.secret(e.say().T("command.ask.password"))
	if err != nil {
		return err
	}
	fresh, err := e.twice(e.say().T("command.ask.new_password"), e.say().T("command.ask.again"))
	if err != nil {
		return err
	}
	if err := e.House.ChangePassword(ctx, e.Actor, old, fresh); err != nil {
		return err
	}
	return e.show(c, map[string]bool{"changed": true}, e.say().T("command.account.password_changed"))
}

func runAccountRecovery(ctx context.Context, e *Env, c *Call) error {
	password, err := e.secret(e.say().T("command.ask.password"))
	if err != nil {
		return err
	}
	code, err := e.House.NewRecoveryCode(ctx, e.Actor, password)
	if err != nil {
		return err
	}
	return e.show(c, map[string]string{"recovery_code": code}, e.say().T("command.register.recovery", "Code", code))
}

func runAccountDelete(ctx context.Context, e *Env, c *Call) error {
	password, err := e.secret(e.say().T("command.ask.password"))
	if err != nil {
		return err
	}
	leaving, err := e.House.DeleteAccount(ctx, e.Actor, password)
	if err != nil {
		return err
	}
	when := e.say().DateTime(leaving.Local())
	return e.show(c, map[string]any{"leaving": at(leaving)}, e.say().T("command.account.leaving", "Time", when))
}

func runAccountKeep(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.KeepAccount(ctx, e.Actor); err != nil {
		return err
	}
	return e.show(c, map[string]any{"leaving": at(time.Time{})}, e.say().T("command.account.kept"))
}
