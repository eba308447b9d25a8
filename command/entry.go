package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// EntryTable is who gets into the house, and what holds in it.
func EntryTable() []Spec {
	return []Spec{
		{Name: "house show", Desk: DeskHouse, For: ForAdmins, Help: "command.help.house_show", run: runHouseShow},
		{
			Name: "house registration", Args: []Arg{{Name: "open|invitation|approval|closed"}}, Flags: []Flag{{"by", "admins|members"}},
			For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_registration", run: runRegistration,
		},
		{
			Name: "house languages", Args: []Arg{{Name: "LANGUAGES"}}, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_languages", run: runLanguages,
		},
		{Name: "house approvals", List: true, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_approvals", run: runApprovals},
		{Name: "house approve", Args: []Arg{argPerson}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_approve", run: runApprove},
		{
			Name: "house refuse", Args: []Arg{argPerson}, Flags: []Flag{dryRun}, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_refuse", run: runRefuse,
		},
		{Name: "invitation list", List: true, For: ForMembers, Desk: DeskHouse, Help: "command.help.invitation_list", run: runInvitations},
		{
			Name: "invitation revoke", Args: []Arg{argID}, For: ForMembers, Desk: DeskHouse, Help: "command.help.invitation_revoke",
			run: runRevokeInvitation,
		},
	}
}

type houseRulesJSON struct {
	Registration  string   `json:"registration"`
	MembersInvite bool     `json:"members_invite"`
	Languages     []string `json:"languages"`
	Terms         int      `json:"terms"`
}

func (e *Env) showRules(ctx context.Context, c *Call) error {
	r, err := e.House.Rules(ctx, e.Actor)
	if err != nil {
		return err
	}
	say := e.say()
	return e.show(c, houseRulesJSON{string(r.Registration), r.MembersInvite, r.Languages, r.Terms},
		e.registrationLine(r), say.T("entry.languages", "Languages", strings.Join(r.Languages, ", ")), say.T("entry.terms", "Version", r.Terms))
}

// registrationLine says who gets in.
func (e *Env) registrationLine(r house.HouseRules) string {
	if r.MembersInvite {
		return e.say().T("entry.holds.members")
	}
	return e.say().T("entry.holds." + string(r.Registration))
}

func runHouseShow(ctx context.Context, e *Env, c *Call) error { return e.showRules(ctx, c) }

func runRegistration(ctx context.Context, e *Env, c *Call) error {
	by, err := c.choice("by", "admins", "members")
	if err != nil {
		return err
	}
	if err := e.House.SetRegistration(ctx, e.Actor, house.Registrations(c.arg(0)), by == "members"); err != nil {
		return err
	}
	return e.showRules(ctx, c)
}

func runLanguages(ctx context.Context, e *Env, c *Call) error {
	langs := strings.FieldsFunc(c.arg(0), func(r rune) bool { return r == ',' || r == ' ' })
	if err := e.House.SetLanguages(ctx, e.Actor, langs); err != nil {
		return err
	}
	return e.showRules(ctx, c)
}

type arrivalJSON struct {
	Name    string `json:"name"`
	Message string `json:"message"`
	Since   at     `json:"since"`
}

func runApprovals(ctx context.Context, e *Env, c *Call) error {
	waiting, err := e.House.Arrivals(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]arrivalJSON, len(waiting))
	for i, w := range waiting {
		shown[i] = arrivalJSON{oneLine(w.Name), w.Message, at(w.Since)}
	}
	line := func(w arrivalJSON) string {
		head := facts("@"+w.Name, e.say().DateTime(time.Time(w.Since).Local()))
		if w.Message == "" {
			return head
		}
		return head + "\n    " + indent(w.Message)
	}
	return list(e, c, shown, func(w arrivalJSON) string { return w.Name }, line, "entry.nobody_waits")
}

func runApprove(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.Approve(ctx, e.Actor, c.name(0)); err != nil {
		return err
	}
	return e.show(c, map[string]string{"name": c.name(0)}, e.say().T("entry.did.approved", "Name", oneLine(c.name(0))))
}

func runRefuse(ctx context.Context, e *Env, c *Call) error {
	if c.on(dryRun.Name) {
		toll, err := e.House.RefuseToll(ctx, e.Actor, c.name(0))
		return e.toll(c, toll, err)
	}
	if err := e.House.Refuse(ctx, e.Actor, c.name(0)); err != nil {
		return err
	}
	return e.show(c, map[string]string{"name": c.name(0)}, e.say().T("entry.did.refused", "Name", oneLine(c.name(0))))
}

type invitationJSON struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	State    string `json:"state"`
	IssuedBy string `json:"issued_by"`
	Expires  at     `json:"expires"`
}

func runInvitations(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.Invitations(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]invitationJSON, len(all))
	for i, v := range all {
		shown[i] = invitationJSON{string(v.ID), oneLine(v.Label), v.State, oneLine(v.IssuedBy), at(v.Expires)}
	}
	line := func(v invitationJSON) string {
		say := e.say()
		return facts(v.ID, say.T("command.ticket_state."+v.State), v.Label, "@"+v.IssuedBy, say.DateTime(time.Time(v.Expires).Local()))
	}
	return list(e, c, shown, func(v invitationJSON) string { return v.ID }, line, "entry.no_invitations")
}

func runRevokeInvitation(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.RevokeInvitation(ctx, e.Actor, house.TicketID(c.arg(0))); err != nil {
		return err
	}
	return e.show(c, map[string]string{"id": c.arg(0)}, e.say().T("entry.did.revoked"))
}
