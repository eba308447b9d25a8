package command

import (
	"context"
	"encoding/csv"
	"strconv"
	"time"

	"stockwerk/house"
)

// StatsTable are the figures of a floor and of the house, and the log of who did what.
func StatsTable() []Spec {
	both := DeskFloor | DeskHouse
	floor := []Arg{{Name: "FLOOR", Optional: true}}
	return []Spec{
		{
			Name: "stats", Args: floor, Flags: []Flag{{"from", "YYYY-MM"}, {"to", "YYYY-MM"}, {Name: "csv"}},
			For: ForMembers, Desk: both, Help: "command.help.stats", run: runStats,
		},
		{Name: "audit", Args: floor, List: true, For: ForMembers, Desk: both, Help: "command.help.audit", run: runAudit},
		{Name: "audit check", Args: floor, For: ForMembers, Desk: both, Help: "command.help.audit_check", run: runAuditCheck},
		{Name: "audit keep", Args: []Arg{{Name: "MONTHS"}}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.audit_keep", run: runAuditKeep},
	}
}

type (
	statsJSON struct {
		Floor  string          `json:"floor"` // "" = the house
		Small  int             `json:"small"` // counts below are null
		Months []statMonthJSON `json:"months"`
	}
	statMonthJSON struct {
		Month   string          `json:"month"`
		Figures map[string]*int `json:"figures"` // null = hidden
	}
)

func runStats(ctx context.Context, e *Env, c *Call) error {
	if c.on("csv") && c.on("json") {
		return c.spec.usageError()
	}
	st, err := e.House.Stats(ctx, e.Actor, c.arg(0), c.flag("from"), c.flag("to"))
	if err != nil {
		return err
	}
	if c.on("csv") {
		return e.statsCSV(st)
	}
	j := statsJSON{Floor: oneLine(st.Floor), Small: house.SmallCell, Months: make([]statMonthJSON, len(st.Months))}
	say := e.say()
	lines := []string{say.T("stats.legend")}
	for i, m := range st.Months {
		j.Months[i] = statMonthJSON{Month: m.Month, Figures: map[string]*int{}}
		lines = append(lines, "", m.Month)
		for _, cell := range m.Cells {
			j.Months[i].Figures[string(cell.What)] = countJSON(cell.Count)
			lines = append(lines, "  "+say.T("stats.figure."+string(cell.What))+": "+cell.Count.String())
		}
	}
	return e.show(c, j, lines...)
}

func (e *Env) statsCSV(st house.Stats) error {
	w := csv.NewWriter(e.Out)
	rows := [][]string{{"month", "figure", "label", "count"}}
	for _, m := range st.Months {
		for _, cell := range m.Cells {
			rows = append(rows, []string{m.Month, string(cell.What), e.say().T("stats.figure." + string(cell.What)), cell.Count.String()})
		}
	}
	return w.WriteAll(rows)
}

type auditJSON struct {
	Seq   string            `json:"seq"`
	At    at                `json:"at"`
	Floor string            `json:"floor"` // "" = the house, "-" = a floor that is gone
	Actor string            `json:"actor"`
	Act   string            `json:"act"`
	Args  map[string]string `json:"args"`
	Text  string            `json:"text"`
}

func runAudit(ctx context.Context, e *Env, c *Call) error {
	limit, err := c.limit()
	if err != nil {
		return err
	}
	var before int64
	if after, ok := c.flags["after"]; ok {
		if before, err = strconv.ParseInt(after, 10, 64); err != nil || before <= 0 {
			return house.Errorf(house.Invalid, "command.error.cursor", "Cursor", short(after))
		}
	}
	acts, err := e.House.Audit(ctx, e.Actor, c.arg(0), before, limit)
	if err != nil {
		return err
	}
	shown := make([]auditJSON, len(acts))
	for i, a := range acts {
		args := make(map[string]string, len(a.Args))
		for name, value := range a.Args {
			args[name] = oneLine(value)
		}
		shown[i] = auditJSON{
			Seq: strconv.FormatInt(a.Seq, 10), At: at(a.At), Floor: oneLine(a.Floor), Actor: oneLine(a.Actor), Act: a.Act, Args: args,
			Text: e.say().Act(a.Act, args),
		}
	}
	if c.on("json") {
		return e.json(shown)
	}
	if len(shown) == 0 {
		return e.show(c, nil, e.say().T("audit.none"))
	}
	for _, a := range shown {
		if err := e.show(c, nil, e.auditLine(a)); err != nil {
			return err
		}
	}
	return nil
}

func (e *Env) auditLine(a auditJSON) string {
	say := e.say()
	return say.T("audit.line", "Seq", a.Seq, "Time", say.DateTime(time.Time(a.At).Local()), "Floor", e.auditFloor(a.Floor), "Name", a.Actor, "Act", a.Text)
}

func (e *Env) auditFloor(code string) string {
	switch code {
	case "":
		return e.say().T("audit.house")
	case "-":
		return e.say().T("audit.floor_gone")
	}
	return code
}

type auditCheckJSON struct {
	Acts  int    `json:"acts"`
	First string `json:"first"`
	Last  string `json:"last"`
	Since at     `json:"since"`
	Whole bool   `json:"whole"`
	Wrong string `json:"wrong,omitempty"`
	Kept  int    `json:"months_kept"`
}

// runAuditCheck fails where the chain is broken, so that a script notices.
func runAuditCheck(ctx context.Context, e *Env, c *Call) error {
	check, err := e.House.CheckAudit(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	kept, err := e.House.AuditKept(ctx, e.Actor)
	if err != nil {
		return err
	}
	say := e.say()
	j := auditCheckJSON{
		Acts: check.Acts, First: strconv.FormatInt(check.First, 10), Last: strconv.FormatInt(check.Last, 10),
		Since: at(check.Since), Whole: check.Whole, Kept: kept,
	}
	if check.Whole {
		return e.show(c, j, say.N("audit.whole", check.Acts), say.T("audit.kept", "Months", kept))
	}
	j.Wrong = strconv.FormatInt(check.Wrong, 10)
	if err := e.show(c, j); err != nil {
		return err
	}
	return house.Errorf(house.Internal, "audit.broken", "Seq", j.Wrong)
}

func runAuditKeep(ctx context.Context, e *Env, c *Call) error {
	months, err := strconv.Atoi(c.arg(0))
	if err != nil {
		return c.spec.usageError()
	}
	if err := e.House.KeepAudit(ctx, e.Actor, months); err != nil {
		return err
	}
	return e.show(c, map[string]int{"months_kept": months}, e.say().T("audit.kept", "Months", months))
}
