package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

// KeepingTable is how long things are kept, holds, and what was destroyed.
func KeepingTable() []Spec {
	edit := []Arg{{Name: "KIND", Optional: true}, {Name: "DAYS", Optional: true}}
	bound := []Flag{{"max", "DAYS|none"}, dryRun}
	place := []Arg{argPlace}
	return []Spec{
		{
			Name: "room retention", Args: []Arg{argPlace, {Name: "TOOL", Optional: true}, {Name: "DAYS", Optional: true}},
			For: ForInside, Help: "command.help.room_retention", run: runRoomRetention,
		},
		{Name: "hold show", Args: place, For: ForInside, Help: "command.help.hold_show", run: runHold((*house.Service).RoomHold)},
		{
			Name: "hold ask", Args: []Arg{argPlace, {Name: "WHY", Rest: true, Stdin: true}}, Flags: []Flag{{"until", "WHEN"}, {"with", "@NAME"}}, For: ForInside,
			Help: "command.help.hold_ask", run: runHoldAsk,
		},
		{Name: "hold agree", Args: place, For: ForInside, Help: "command.help.hold_agree", run: runHold((*house.Service).AgreeHold)},
		{Name: "hold refuse", Args: place, For: ForInside, Help: "command.help.hold_refuse", run: runHold((*house.Service).EndHold)},
		{Name: "hold end", Args: place, For: ForInside, Help: "command.help.hold_end", run: runHold((*house.Service).EndHold)},
		{
			Name: "floor retention", Args: append([]Arg{argFloor}, edit...), Flags: bound, For: ForMembers, Desk: DeskFloor,
			Help: "command.help.floor_retention", run: runRetention(1),
		},
		{
			Name: "floor ledger", Args: []Arg{argFloor}, Flags: []Flag{{"limit", "N"}}, For: ForMembers, Desk: DeskFloor,
			Help: "command.help.floor_ledger", run: runLedger(1),
		},
		{
			Name: "house retention", Args: edit, Flags: bound, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_retention", run: runRetention(0),
		},
		{
			Name: "house ledger", Flags: []Flag{{"limit", "N"}}, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_ledger", run: runLedger(0),
		},
		{
			Name: "house unused", Args: []Arg{{Name: "on|off", Optional: true}}, For: ForAdmins, Desk: DeskHouse,
			Help: "command.help.house_unused", run: runUnused,
		},
	}
}

type (
	keepingJSON struct {
		Place    string         `json:"place"`
		Days     int            `json:"days"` // 0 = for ever
		Begins   int            `json:"default_days"`
		Max      int            `json:"max_days"` // 0 = no bound
		MaxNext  int            `json:"max_days_next"`
		MaxFrom  at             `json:"max_days_from"`
		Until    at             `json:"longer_until"` // until then the rule of before holds
		DeleteAt at             `json:"delete_at"`
		Tools    []toolKeepJSON `json:"tools"`
		Going    []goingJSON    `json:"going"`
		Hold     holdJSON       `json:"hold"`
	}
	toolKeepJSON struct {
		Tool string `json:"tool"`
		Days int    `json:"days"`
		Own  bool   `json:"own"`
		Kept bool   `json:"kept"` // false = a chat that keeps nothing
	}
	goingJSON struct {
		Tool    string `json:"tool"`
		Entries int    `json:"entries"`
		Days    int    `json:"days"`
		At      at     `json:"at"`
	}
	holdJSON struct {
		Place  string `json:"place,omitempty"`
		State  string `json:"state"` // "none", "asked", "running"
		By     string `json:"by"`
		With   string `json:"with"`
		Agreed string `json:"agreed"`
		Why    string `json:"why"`
		Asked  at     `json:"asked"`
		Until  at     `json:"until"`
	}
	kindKeepJSON struct {
		Kind    string `json:"kind"`
		Days    int    `json:"days"`
		Own     bool   `json:"own"`
		Max     int    `json:"max_days"`
		MaxNext int    `json:"max_days_next"`
		MaxFrom at     `json:"max_days_from"`
		House   int    `json:"house_max_days"`
	}
	ledgerJSON struct {
		Whole bool             `json:"whole"`
		Rows  []ledgerLineJSON `json:"rows"`
	}
	ledgerLineJSON struct {
		ID      string `json:"id"`
		At      at     `json:"at"`
		What    string `json:"what"`
		Why     string `json:"why"`
		Entries int    `json:"entries"`
	}
)

func holdOf(place string, h house.Hold) holdJSON {
	j := holdJSON{
		Place: place, State: "none", By: oneLine(h.By), With: oneLine(h.With), Agreed: oneLine(h.Agreed), Why: clean(h.Why),
		Asked: at(h.Asked), Until: at(h.Until),
	}
	switch {
	case h.Running:
		j.State = "running"
	case !h.IsZero():
		j.State = "asked"
	}
	return j
}

func keepingOf(k house.Keeping) keepingJSON {
	j := keepingJSON{
		Place: k.Place, Days: k.Days, Begins: k.Begins, Max: k.Max, MaxNext: k.MaxNext, MaxFrom: at(k.MaxFrom), Until: at(k.Until),
		DeleteAt: at(k.DeleteAt), Tools: []toolKeepJSON{}, Going: []goingJSON{}, Hold: holdOf("", k.Hold),
	}
	for _, t := range k.Tools {
		j.Tools = append(j.Tools, toolKeepJSON{t.Tool, t.Days, t.Own, !t.Not})
	}
	for _, g := range k.Going {
		j.Going = append(j.Going, goingJSON{g.Tool, g.N, g.Days, at(g.At)})
	}
	return j
}

// keepDays reads a number of days, or a word for one.
func (c *Call) keepDays(word string) (int, error) {
	switch word {
	case "for-ever":
		return 0, nil
	case "default":
		return house.KeepDefault, nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(word, "d"))
	if err != nil || n <= 0 {
		return 0, c.spec.usageError()
	}
	return n, nil
}

func runRoomRetention(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	tool, days := c.arg(1), c.arg(2)
	if days == "" && tool != "" && !house.IsTool(tool) { // room retention PLACE DAYS
		tool, days = "", tool
	}
	if days == "" && tool != "" {
		return c.spec.usageError()
	}
	if days == "" {
		k, err := e.House.RoomKeeping(ctx, e.Actor, place)
		return e.keeping(c, k, err)
	}
	n, err := c.keepDays(days)
	if err != nil {
		return err
	}
	k, err := e.House.SetRoomKeeping(ctx, e.Actor, place, tool, n)
	return e.keeping(c, k, err)
}

func (e *Env) keeping(c *Call, k house.Keeping, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, keepingOf(k), e.keepingLines(k)...)
}

// daysWord says how many days are kept.
func (e *Env) daysWord(n int) string {
	if n == 0 {
		return e.say().T("keeping.ever")
	}
	return e.say().N("keeping.days", n)
}

func (e *Env) keepingLines(k house.Keeping) []string {
	say := e.say()
	day := func(t time.Time) string { return say.Date(t.Local()) }
	lines := []string{say.T("keeping.room", "Days", e.daysWord(k.Days))}
	if k.Max > 0 {
		lines = append(lines, say.T("keeping.max", "Days", e.daysWord(k.Max)))
	}
	if !k.MaxFrom.IsZero() {
		lines = append(lines, say.T("keeping.max_next", "Date", day(k.MaxFrom), "Days", e.daysWord(k.MaxNext)))
	}
	if !k.Until.IsZero() {
		lines = append(lines, say.T("keeping.longer", "Date", day(k.Until)))
	}
	for _, t := range k.Tools {
		key, word := "keeping.tool", e.daysWord(t.Days)
		if t.Own {
			key = "keeping.tool_own"
		}
		if t.Not {
			word = say.T("keeping.not")
		}
		lines = append(lines, "  "+say.T(key, "Tool", e.toolName(t.Tool), "Days", word))
	}
	for _, g := range k.Going {
		lines = append(lines, say.N("keeping.going", g.N, "Tool", e.toolName(g.Tool), "Days", g.Days, "Date", day(g.At)))
	}
	if len(k.Going) > 0 {
		lines = append(lines, say.T("keeping.export", "Place", k.Place))
	}
	if !k.DeleteAt.IsZero() {
		lines = append(lines, say.T("kit.keeps.until", "Date", day(k.DeleteAt)))
	}
	if !k.Hold.IsZero() {
		lines = append(lines, e.holdLines(k.Hold)...)
	}
	return lines
}

func runHold(do func(*house.Service, context.Context, house.Actor, string) (house.Hold, error)) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		place, err := c.room(0)
		if err != nil {
			return err
		}
		h, err := do(e.House, ctx, e.Actor, place)
		return e.hold(c, place, h, err)
	}
}

func runHoldAsk(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	spec := house.HoldSpec{With: strings.TrimPrefix(c.flag("with"), "@")}
	if spec.Until, err = house.ParseUntil(c.flag("until"), e.now()); err != nil {
		return err
	}
	if spec.Until.IsZero() {
		spec.Until = e.now().AddDate(0, 0, 90)
	}
	if spec.Why, err = e.text(ctx, c); err != nil {
		return err
	}
	h, err := e.House.AskHold(ctx, e.Actor, place, spec)
	return e.hold(c, place, h, err)
}

func (e *Env) hold(c *Call, place string, h house.Hold, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, holdOf(place, h), e.holdLines(h)...)
}

func (e *Env) holdLines(h house.Hold) []string {
	say := e.say()
	switch {
	case h.IsZero():
		return []string{say.T("hold.none")}
	case h.Running:
		lines := []string{say.T("hold.running", "Date", say.Date(h.Until.Local()), "Name", h.By, "Other", h.Agreed)}
		return e.holdWhy(h, lines)
	}
	lines := []string{say.T("hold.asked", "Date", say.Date(h.Until.Local()), "Name", h.By)}
	if h.With != "" {
		lines = append(lines, say.T("hold.with", "Name", h.With))
	}
	return e.holdWhy(h, lines)
}

func (e *Env) holdWhy(h house.Hold, lines []string) []string {
	if h.Why != "" {
		lines = append(lines, e.say().T("hold.why", "Why", indent(h.Why)))
	}
	return lines
}

// runRetention shows and changes the rules of a floor, whose code is the first of at
// arguments, or of the house.
func runRetention(at int) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		floor := ""
		if at > 0 {
			floor = c.arg(0)
		}
		kind, word := house.RoomKind(c.arg(at)), c.arg(at+1)
		var edit house.KeepEdit
		if word != "" {
			n, err := c.keepDays(word)
			if err != nil {
				return err
			}
			edit.Days = &n
		}
		var err error
		if edit.Max, err = c.days("max", "none", 0); err != nil {
			return err
		}
		if kind == "" {
			if c.on("max") || c.on("dry-run") || word != "" {
				return c.spec.usageError()
			}
			rules, err := e.House.KeepRules(ctx, e.Actor, floor)
			return e.keepRules(c, floor, rules, err)
		}
		if c.on("dry-run") {
			toll, err := e.House.SetKeepRuleToll(ctx, e.Actor, floor, kind, edit)
			return e.toll(c, toll, err)
		}
		rules, err := e.House.SetKeepRule(ctx, e.Actor, floor, kind, edit)
		return e.keepRules(c, floor, rules, err)
	}
}

func (e *Env) keepRules(c *Call, floor string, rules []house.KindKeeping, err error) error {
	if err != nil {
		return err
	}
	say := e.say()
	out := []kindKeepJSON{}
	lines := []string{say.T("keeping.rules")}
	for _, k := range rules {
		out = append(out, kindKeepJSON{string(k.Kind), k.Days, k.Own, k.Max, k.MaxNext, at(k.MaxFrom), k.House})
		limit := say.T("keeping.no_max")
		if k.Max > 0 {
			limit = say.T("keeping.at_most", "Days", e.daysWord(k.Max))
		}
		line := say.T("keeping.rule", "Kind", say.T("command.room_kind."+string(k.Kind)), "Days", e.daysWord(k.Days), "Max", limit)
		if !k.MaxFrom.IsZero() {
			line += " " + say.T("keeping.max_next", "Date", say.Date(k.MaxFrom.Local()), "Days", e.daysWord(k.MaxNext))
		}
		if floor != "" && k.House > 0 {
			line += " " + say.T("keeping.house_max", "Days", e.daysWord(k.House))
		}
		lines = append(lines, line)
	}
	return e.show(c, out, lines...)
}

func runLedger(at int) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		floor, limit := "", 100
		if at > 0 {
			floor = c.arg(0)
		}
		if c.on("limit") {
			n, err := strconv.Atoi(c.flag("limit"))
			if err != nil || n <= 0 {
				return c.spec.usageError()
			}
			limit = n
		}
		v, err := e.House.LedgerOf(ctx, e.Actor, floor, limit)
		if err != nil {
			return err
		}
		return e.show(c, ledgerOf(v), e.ledgerLines(v)...)
	}
}

func ledgerOf(v house.LedgerView) ledgerJSON {
	j := ledgerJSON{Whole: v.Whole, Rows: []ledgerLineJSON{}}
	for _, l := range v.Lines {
		j.Rows = append(j.Rows, ledgerLineJSON{l.ID, at(l.At), string(l.What), string(l.Why), l.Rows})
	}
	return j
}

func (e *Env) ledgerLines(v house.LedgerView) []string {
	say := e.say()
	lines := []string{say.T("ledger.broken")}
	if v.Whole {
		lines = []string{say.T("ledger.whole")}
	}
	if len(v.Lines) == 0 {
		return append(lines, say.T("ledger.none"))
	}
	for _, l := range v.Lines {
		lines = append(lines, say.T("ledger.line", "Date", say.Date(l.At.Local()), "What", say.N("ledger.what."+string(l.What), l.Rows),
			"Why", say.T("ledger.why."+string(l.Why)), "ID", l.ID))
	}
	return lines
}

func runUnused(ctx context.Context, e *Env, c *Call) error {
	on := false
	var err error
	switch c.arg(0) {
	case "":
		on, err = e.House.UnusedAccounts(ctx, e.Actor)
	case "on", "off":
		on = c.arg(0) == "on"
		err = e.House.SetUnusedAccounts(ctx, e.Actor, on)
	default:
		return c.spec.usageError()
	}
	if err != nil {
		return err
	}
	key := "keeping.unused_off"
	if on {
		key = "keeping.unused_on"
	}
	return e.show(c, map[string]bool{"on": on}, e.say().T(key))
}
