package command

import (
	"context"
	"time"

	"stockwerk/house"
)

// OfficeTable is the house's admins and the accounts.
func OfficeTable() []Spec {
	return []Spec{
		{Name: "house admins", For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_admins", run: runAdmins},
		{
			Name: "house admin", Args: []Arg{argPerson}, Flags: []Flag{{Name: "revoke"}, dryRun}, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_admin", run: runAdmin,
		},
		{
			Name: "house admin approve", Args: []Arg{argPerson}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_admin_approve",
			run: answerOffice((*house.Service).ApproveOffice, "office.did.approved"),
		},
		{
			Name: "house admin refuse", Args: []Arg{argPerson}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_admin_refuse",
			run: answerOffice((*house.Service).RefuseOffice, "office.did.refused"),
		},
		{Name: "house accounts", List: true, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_accounts", run: runAccounts},
		{
			Name: "house rename", Args: []Arg{argPerson, {Name: "NEW"}}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_rename",
			run: runRename,
		},
		{
			Name: "house delete", Args: []Arg{argPerson}, Flags: []Flag{dryRun}, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_delete", run: runDeleteMember,
		},
		{Name: "house keep", Args: []Arg{argPerson}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_keep", run: runKeepMember},
		{
			Name: "account rename", Args: []Arg{{Name: "NEW"}}, For: ForMembers, Desk: DeskAccount, Help: "command.help.account_rename",
			run: runAccountRename,
		},
	}
}

type officeJSON struct {
	Name  string `json:"name"`
	On    bool   `json:"appoint"`
	By    string `json:"by"`
	Until at     `json:"until"`
	Own   bool   `json:"own"`
}

func runAdmins(ctx context.Context, e *Env, c *Call) error {
	names, waiting, err := e.House.HouseAdmins(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := struct {
		Admins  []string     `json:"admins"`
		Waiting []officeJSON `json:"waiting"`
	}{cleanAll(names), []officeJSON{}}
	var lines []string
	for _, name := range shown.Admins {
		lines = append(lines, "@"+name)
	}
	for _, w := range waiting {
		o := officeJSON{oneLine(w.Name), w.On, oneLine(w.By), at(w.Until), w.Own}
		shown.Waiting = append(shown.Waiting, o)
		key := "office.waits.appoint"
		if !w.On {
			key = "office.waits.end"
		}
		lines = append(lines, e.say().T(key, "Name", o.Name, "By", o.By, "Until", e.say().DateTime(w.Until.Local())))
	}
	return e.show(c, shown, lines...)
}

func runAdmin(ctx context.Context, e *Env, c *Call) error {
	on := !c.on("revoke")
	if c.on(dryRun.Name) {
		toll, err := e.House.SetHouseAdminToll(ctx, e.Actor, c.name(0), on)
		return e.toll(c, toll, err)
	}
	done, err := e.House.SetHouseAdmin(ctx, e.Actor, c.name(0), on)
	if err != nil {
		return err
	}
	key := "office.did.asked"
	switch {
	case done && on:
		key = "office.did.admin"
	case done:
		key = "office.did.admin_end"
	}
	return e.show(c, map[string]any{"name": c.name(0), "admin": on, "waiting": !done}, e.say().T(key, "Name", oneLine(c.name(0))))
}

func answerOffice(do func(*house.Service, context.Context, house.Actor, string) error, key string) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		if err := do(e.House, ctx, e.Actor, c.name(0)); err != nil {
			return err
		}
		return e.show(c, map[string]string{"name": c.name(0)}, e.say().T(key, "Name", oneLine(c.name(0))))
	}
}

type houseAccountJSON struct {
	Name    string `json:"name"`
	Since   string `json:"since"`
	Last    string `json:"last_login"`
	State   string `json:"state"`
	Admin   bool   `json:"admin"`
	Leaving at     `json:"leaving"`
	Ordered bool   `json:"ordered"` // the deletion, by a house admin
	Agreed  bool   `json:"agreed"`  // to the newest terms
}

func runAccounts(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.Accounts(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]houseAccountJSON, len(all))
	for i, m := range all {
		shown[i] = houseAccountJSON{oneLine(m.Name), m.Since, m.Last, m.State, m.Admin, at(m.Leaving), m.Ordered, m.Agreed}
	}
	line := func(m houseAccountJSON) string {
		say := e.say()
		state := ""
		if m.State != "active" {
			state = say.T("office.state." + m.State)
		}
		return facts("@"+m.Name, e.when(m.Admin, "office.house_admin"), state,
			say.T("office.since", "Month", m.Since), say.T("office.last", "Month", m.Last))
	}
	return list(e, c, shown, func(m houseAccountJSON) string { return m.Name }, line, "office.nobody")
}

func runRename(ctx context.Context, e *Env, c *Call) error {
	name, err := e.House.RenameMember(ctx, e.Actor, c.name(0), c.name(1))
	return e.renamed(c, name, err)
}

func runAccountRename(ctx context.Context, e *Env, c *Call) error {
	name, err := e.House.RenameAccount(ctx, e.Actor, c.name(0))
	return e.renamed(c, name, err)
}

func (e *Env) renamed(c *Call, name string, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, map[string]string{"name": oneLine(name)}, e.say().T("office.did.renamed", "Name", oneLine(name)))
}

func runDeleteMember(ctx context.Context, e *Env, c *Call) error {
	if c.on(dryRun.Name) {
		toll, err := e.House.DeleteMemberToll(ctx, e.Actor, c.name(0))
		return e.toll(c, toll, err)
	}
	when, err := e.House.DeleteMember(ctx, e.Actor, c.name(0))
	if err != nil {
		return err
	}
	return e.show(c, map[string]any{"name": c.name(0), "leaving": at(when)},
		e.say().T("office.did.deleted", "Name", oneLine(c.name(0)), "Time", e.say().DateTime(when.Local())))
}

func runKeepMember(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.KeepMember(ctx, e.Actor, c.name(0)); err != nil {
		return err
	}
	return e.show(c, map[string]any{"name": c.name(0), "leaving": at(time.Time{})}, e.say().T("office.did.kept", "Name", oneLine(c.name(0))))
}

// noteLines say what was done to somebody's account.
func (e *Env) noteLines(notes []house.AccountNote) []string {
	var lines []string
	for _, n := range notes {
		var args []any
		for name, value := range n.Args {
			args = append(args, name, oneLine(value))
		}
		lines = append(lines, e.say().T("account.note."+n.Key, args...))
	}
	return lines
}
