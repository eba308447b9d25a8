package command

import (
	"context"
	"strings"

	"stockwerk/house"
	"stockwerk/text"
)

// FactorTable is the second factor at the door.
func FactorTable() []Spec {
	return []Spec{
		{Name: "account totp", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_totp", run: runFactor},
		{
			Name: "account totp on", Flags: []Flag{{Name: "qr"}}, For: ForMembers, Desk: DeskAccount,
			Help: "command.help.account_totp_on", run: runFactorOn,
		},
		{Name: "account totp off", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_totp_off", run: runFactorOff},
	}
}

type factorJSON struct {
	On      bool     `json:"on"`
	Backups int      `json:"backup_codes_left"`
	Codes   []string `json:"backup_codes,omitempty"` // shown once
}

type secretJSON struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

func runFactor(ctx context.Context, e *Env, c *Call) error {
	f, err := e.House.Factor(ctx, e.Actor)
	if err != nil {
		return err
	}
	say := e.say()
	line := say.T("account.totp.is_off")
	if f.On {
		line = say.N("account.totp.is_on", f.Backups)
	}
	return e.show(c, factorJSON{On: f.On, Backups: f.Backups}, line, say.T("account.totp.what"))
}

// runFactorOn reads the password, shows the secret, and reads the code that the phone
// shows then. With --json it writes two documents, one a line: the secret, and what holds
// afterwards.
func runFactorOn(ctx context.Context, e *Env, c *Call) error {
	say := e.say()
	password, err := e.secret(say.T("command.ask.password"))
	if err != nil {
		return err
	}
	offer, err := e.House.OfferFactor(ctx, e.Actor, password, issuer(e.HouseName))
	if err != nil {
		return err
	}
	lines := []string{say.T("account.totp.what"), "", say.T("account.totp.scan")}
	width := e.Width
	if c.on("qr") && width == 0 {
		width = 120
	}
	lines = append(lines, text.QR(offer.URI, width, e.UTF8 || c.on("qr"))...)
	lines = append(lines, say.T("account.totp.secret", "Secret", Grouped(offer.Secret)), offer.URI)
	if err := e.show(c, secretJSON{offer.Secret, offer.URI}, lines...); err != nil {
		return err
	}
	code, err := e.secret(say.T("account.totp.ask"))
	if err != nil {
		return err
	}
	codes, err := e.House.SetFactor(ctx, e.Actor, password, offer.Secret, code)
	if err != nil {
		return err
	}
	lines = append([]string{say.T("account.totp.on"), say.T("account.totp.backups")}, indented(codes)...)
	return e.show(c, factorJSON{On: true, Backups: len(codes), Codes: codes}, lines...)
}

func indented(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = "    " + line
	}
	return out
}

// issuer is a house's name without what parts an address.
func issuer(name string) string {
	name = strings.NewReplacer(":", " ", "/", " ").Replace(oneLine(name))
	if name == "" {
		return "Stockwerk"
	}
	return name
}

// Grouped is a secret in groups of four, as people type it.
func Grouped(secret string) string {
	var groups []string
	for len(secret) > 4 {
		groups, secret = append(groups, secret[:4]), secret[4:]
	}
	return strings.Join(append(groups, secret), " ")
}

func runFactorOff(ctx context.Context, e *Env, c *Call) error {
	say := e.say()
	if f, err := e.House.Factor(ctx, e.Actor); err != nil {
		return err
	} else if !f.On {
		return house.Errorf(house.Conflict, "error.factor_none")
	}
	password, err := e.secret(say.T("command.ask.password"))
	if err != nil {
		return err
	}
	code, err := e.secret(say.T("account.totp.ask"))
	if err != nil {
		return err
	}
	if err := e.House.DropFactor(ctx, e.Actor, password, code); err != nil {
		return err
	}
	return e.show(c, factorJSON{}, say.T("account.totp.off"))
}
