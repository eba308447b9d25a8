package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// SanctionTable is who is kept from writing, from a floor or from the house.
func SanctionTable() []Spec {
	reason := Arg{Name: "REASON", Optional: true, Rest: true}
	onFloor, inHouse := []Arg{argFloor, argPerson, reason}, []Arg{argPerson, reason}
	flags := []Flag{{"for", "7d|12h"}, {Name: "lift"}, dryRun}
	return []Spec{
		{Name: "floor mute", Args: onFloor, Flags: flags, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_mute", run: runSanction(house.SanctionMute, true)},
		{Name: "floor ban", Args: onFloor, Flags: flags, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_ban", run: runSanction(house.SanctionBan, true)},
		{Name: "floor sanctions", Args: []Arg{argFloor}, List: true, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_sanctions", run: runSanctions},
		{Name: "house mute", Args: inHouse, Flags: flags, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_mute", run: runSanction(house.SanctionMute, false)},
		{Name: "house ban", Args: inHouse, Flags: flags, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_ban", run: runSanction(house.SanctionBan, false)},
		{
			Name: "house lock", Args: inHouse, Flags: []Flag{{"for", "7d|12h"}, dryRun}, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_lock", run: runSanction(house.SanctionLock, false),
		},
		{Name: "house unlock", Args: []Arg{argPerson}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_unlock", run: runUnlockAccount},
		{Name: "house sanctions", List: true, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_sanctions", run: runSanctions},
		{Name: "sanction lift", Args: []Arg{argID}, For: ForMembers, Desk: DeskHouse, Help: "command.help.sanction_lift", run: runSanctionLift},
		{Name: "account sanctions", List: true, Desk: DeskAccount, Help: "command.help.account_sanctions", run: runOwnSanctions},
		{Name: "account appeal", Args: []Arg{argID, argText}, Desk: DeskAccount, Help: "command.help.account_appeal", run: runSanctionAppeal},
	}
}

type sanctionJSON struct {
	ID       string           `json:"id"`
	Kind     string           `json:"kind"`  // mute, ban, lock
	Floor    string           `json:"floor"` // code, "" = the house
	Name     string           `json:"name"`
	By       string           `json:"by"`
	At       at               `json:"at"`
	Until    at               `json:"until"` // null = until it is lifted
	Reason   string           `json:"reason"`
	Over     bool             `json:"over"`
	Lifted   bool             `json:"lifted"`
	Appealed bool             `json:"appealed"`
	Turn     []string         `json:"turn"` // whom the person can turn to
	Words    []reportWordJSON `json:"words"`
}

func sanctionOf(s house.Sanction) sanctionJSON {
	return sanctionJSON{
		ID: string(s.ID), Kind: string(s.Kind), Floor: oneLine(s.Floor), Name: oneLine(s.Name), By: oneLine(s.By), At: at(s.At), Until: at(s.Until),
		Reason: clean(s.Why), Over: s.Over, Lifted: s.Lifted, Appealed: s.Appealed, Turn: append([]string{}, cleanAll(s.Turn)...), Words: reportWords(s.Words),
	}
}

// sanctionSays is what a sanction keeps somebody from and until when.
func (e *Env) sanctionSays(s sanctionJSON) string {
	say := e.say()
	key := "sanction." + s.Kind
	if s.Floor != "" {
		key += ".floor"
	}
	until := say.T("sanction.until.lifted")
	if t := time.Time(s.Until); !t.IsZero() {
		until = say.T("sanction.until", "Time", say.DateTime(t.Local()))
	}
	return facts(say.T(key, "Floor", s.Floor), until)
}

func (e *Env) sanctionLine(s sanctionJSON) string {
	say := e.say()
	line := facts(s.Name, s.ID, e.sanctionSays(s), say.T("sanction.by", "Name", s.By), e.when(s.Over && !s.Lifted, "sanction.over"),
		e.when(s.Lifted, "sanction.lifted"), e.when(s.Appealed, "sanction.appealed"))
	lines := append([]string{line, "    " + indent(s.Reason)}, e.reportWordLines(s.Words)...)
	return strings.Join(lines, "\n")
}

// usually is for how long somebody is muted or banned where nothing is said.
const usually = 7 * 24 * time.Hour

// runSanction sets a sanction, says what it would take, or lifts it.
func runSanction(kind house.SanctionKind, floor bool) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		of, name := "house", c.name(0)
		if floor {
			of, name = c.desk(0), c.name(1)
		}
		if c.on("lift") {
			return e.liftFor(ctx, c, of, kind, name)
		}
		span, err := c.span("for")
		if err != nil {
			return err
		}
		if span == 0 && kind != house.SanctionLock {
			span = usually
		}
		spec := house.SanctionSpec{Kind: kind, Name: name, For: span, Text: c.rest}
		if c.on(dryRun.Name) {
			toll, err := e.House.SanctionToll(ctx, e.Actor, of, spec)
			return e.toll(c, toll, err)
		}
		s, err := e.House.Sanction(ctx, e.Actor, of, spec)
		return e.sanctioned(c, s, err)
	}
}

func (e *Env) sanctioned(c *Call, s house.Sanction, err error) error {
	if err != nil {
		return err
	}
	shown := sanctionOf(s)
	return e.show(c, shown, e.sanctionLine(shown))
}

// liftFor lifts what is set for somebody; on a dry run nothing is taken.
func (e *Env) liftFor(ctx context.Context, c *Call, of string, kind house.SanctionKind, name string) error {
	all, err := e.House.Sanctions(ctx, e.Actor, of)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Kind != kind || s.Over || !strings.EqualFold(s.Name, name) || s.Floor == "" && of != "house" || s.Floor != "" && s.Floor != of {
			continue
		}
		if c.on(dryRun.Name) {
			return e.toll(c, house.Toll{}, nil)
		}
		s, err := e.House.LiftSanction(ctx, e.Actor, s.ID)
		return e.sanctioned(c, s, err)
	}
	return house.Errorf(house.NotFound, "error.no_such_sanction")
}

func runUnlockAccount(ctx context.Context, e *Env, c *Call) error {
	return e.liftFor(ctx, c, "house", house.SanctionLock, c.name(0))
}

func runSanctionLift(ctx context.Context, e *Env, c *Call) error {
	id := c.arg(0)
	s, err := e.House.LiftSanction(ctx, e.Actor, house.SanctionID(id))
	return e.sanctioned(c, s, err)
}

func runSanctions(ctx context.Context, e *Env, c *Call) error {
	of := "house"
	if strings.HasPrefix(c.spec.Name, "floor ") {
		of = c.desk(0)
	}
	all, err := e.House.Sanctions(ctx, e.Actor, of)
	return e.sanctions(c, all, err, e.sanctionLine, "sanction.none")
}

func (e *Env) sanctions(c *Call, all []house.Sanction, err error, line func(sanctionJSON) string, none string) error {
	if err != nil {
		return err
	}
	shown := make([]sanctionJSON, len(all))
	for i, s := range all {
		shown[i] = sanctionOf(s)
	}
	return list(e, c, shown, func(s sanctionJSON) string { return s.ID }, line, none)
}

func runOwnSanctions(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.MySanctions(ctx, e.Actor)
	return e.sanctions(c, all, err, e.ownSanctionLine, "sanction.none.mine")
}

// ownSanctionLine says to the person what, until when, why, and what they can do.
func (e *Env) ownSanctionLine(s sanctionJSON) string {
	say := e.say()
	lines := []string{say.T("sanction.yours", "What", e.sanctionSays(s)), say.T("sanction.why", "Why", s.Reason)}
	if s.Appealed {
		return strings.Join(append(lines, say.T("sanction.appealed.yours")), "\n")
	}
	return strings.Join(append(lines, say.T("sanction.turn", "Names", strings.Join(s.Turn, ", "), "Id", s.ID)), "\n")
}

func runSanctionAppeal(ctx context.Context, e *Env, c *Call) error {
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	s, err := e.House.AppealSanction(ctx, e.Actor, house.SanctionID(c.arg(0)), text)
	if err != nil {
		return err
	}
	shown := sanctionOf(s)
	return e.show(c, shown, e.say().T("sanction.appealed.yours"))
}
