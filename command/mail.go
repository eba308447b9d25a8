package command

import (
	"context"

	"stockwerk/house"
)

// MailTable is the command about notices by mail.
func MailTable() []Spec {
	return []Spec{{
		Name: "account mail", Args: []Arg{{Name: "ADDRESS", Optional: true}},
		Flags: []Flag{{"confirm", "CODE"}, {"often", "never|daily|hourly"}, {Name: "off"}},
		For:   ForMembers, Desk: DeskAccount, Help: "command.help.account_mail", run: runAccountMail,
	}}
}

type mailJSON struct {
	Offered bool   `json:"offered"`
	Address string `json:"address"`
	State   string `json:"state"`
	Often   string `json:"often"`
}

func mailOf(m house.Mail) mailJSON {
	j := mailJSON{Offered: m.Offered, Address: oneLine(m.Address), State: m.State, Often: m.Often}
	if m.State == house.MailNone {
		j.State = "off"
	}
	return j
}

// mailLines say the state in words.
func (e *Env) mailLines(m house.Mail) []string {
	say := e.say()
	state := ""
	switch {
	case m.State == house.MailOn:
		state = say.T("settings.mail.state." + m.Often)
	case m.State == house.MailNone && !m.Offered:
		return []string{say.T("settings.mail.closed")}
	case m.State == house.MailNone:
		state = say.T("settings.mail.state.none")
	default:
		state = say.T("settings.mail.state." + m.State)
	}
	lines := []string{say.T("command.mail.line", "State", state)}
	if m.State == house.MailLost {
		return append(lines, say.T("settings.mail.lost", "Address", oneLine(m.Address)))
	}
	if m.Address != "" {
		lines = append(lines, say.T("settings.mail.now", "Address", oneLine(m.Address)))
	}
	return lines
}

func runAccountMail(ctx context.Context, e *Env, c *Call) error {
	often, err := c.choice("often", house.MailNever, house.MailDaily, house.MailHourly)
	if err != nil {
		return err
	}
	address := c.arg(0)
	if given := count(address != "", c.on("confirm"), c.on("off")); given > 1 || c.on("off") && often != "" {
		return c.spec.usageError()
	}
	var m house.Mail
	switch {
	case c.on("off"):
		if err = e.House.DropMail(ctx, e.Actor); err == nil {
			m, err = e.House.Mail(ctx, e.Actor)
		}
	case c.on("confirm"):
		m, err = e.House.ConfirmMail(ctx, e.Actor, c.flag("confirm"))
	case address != "":
		m, err = e.House.SetMail(ctx, e.Actor, address)
	default:
		m, err = e.House.Mail(ctx, e.Actor)
	}
	if err == nil && often != "" {
		m, err = e.House.SetMailOften(ctx, e.Actor, often)
	}
	if err != nil {
		return err
	}
	return e.show(c, mailOf(m), e.mailLines(m)...)
}

// count tells how many are true.
func count(all ...bool) int {
	n := 0
	for _, on := range all {
		if on {
			n++
		}
	}
	return n
}
