package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// ContractTable is the contract of a counselling.
func ContractTable() []Spec {
	place, version := []Arg{argPlace}, Flag{"version", "N"}
	return []Spec{
		{Name: "contract list", Args: place, List: true, For: ForInside, Help: "command.help.contract_list", run: runContractList},
		{Name: "contract show", Args: place, Flags: []Flag{version}, For: ForInside, Help: "command.help.contract_show", run: runContractShow},
		{Name: "contract accept", Args: place, Flags: []Flag{version}, For: ForInside, Help: "command.help.contract_accept", run: runContractAccept},
		{
			Name: "contract refuse", Args: []Arg{argPlace, {Name: "REASON", Optional: true, Rest: true}}, Flags: []Flag{version}, For: ForInside,
			Help: "command.help.contract_refuse", run: runContractRefuse,
		},
		{
			Name: "contract propose", Args: []Arg{argPlace, {Name: "GOAL", Optional: true, Rest: true}}, For: ForInside, Flags: []Flag{
				{"goal", "GOAL"},
				{"form", "FORM"},
				{"sessions", "N|none"},
				{"letters", "N|none"},
				{"length", "N|none"},
				{"until", "DATE|none"},
				{"answer", "48h|3d|none"},
				{"fee", "FEE"},
				{"cancel", "RULE"},
				{"secrecy", "TEXT"},
				{"storage", "TEXT"},
				{"delete", "30d|DATE|none"},
				{"review", "yes|no"},
				{"substitute", "yes|no"},
				{"key", "K"},
			},
			Help: "command.help.contract_propose", run: runContractPropose,
		},
	}
}

type (
	contractJSON struct {
		ID          string               `json:"id"`
		Place       string               `json:"place"`
		Version     int                  `json:"version"`
		State       string               `json:"state"` // agreed, proposed, refused, past
		Agreed      int                  `json:"agreed_version"`
		Author      string               `json:"author"`
		Own         bool                 `json:"own"`
		At          at                   `json:"at"`
		Goal        string               `json:"goal"`
		Form        string               `json:"form"`
		Sessions    int                  `json:"sessions"`
		Letters     int                  `json:"letters"`
		Length      int                  `json:"length"`
		Until       *string              `json:"until"`
		AnswerHours int                  `json:"answer_hours"`
		Fee         string               `json:"fee"`
		Cancel      string               `json:"cancel"`
		Secrecy     string               `json:"secrecy"`
		Storage     string               `json:"storage"`
		DeleteDays  int                  `json:"delete_days"`
		DeleteOn    *string              `json:"delete_on"`
		Review      bool                 `json:"review"`
		Substitute  bool                 `json:"substitute"`
		Answers     []contractAnswerJSON `json:"answers"`
		Waiting     []string             `json:"waiting"` // whose yes is missing
		Unseen      []string             `json:"unseen"`  // who came later and needs a new version
		Mine        bool                 `json:"mine"`    // one's own yes is missing

		of house.Contract
	}
	contractAnswerJSON struct {
		Name     string `json:"name"`
		Accepted bool   `json:"accepted"`
		Reason   string `json:"reason"`
		At       at     `json:"at"`
		Client   bool   `json:"client"`
	}
)

func contractOf(c house.Contract) contractJSON {
	j := contractJSON{
		ID: string(c.ID), Place: oneLine(c.Place), Version: c.Version, State: string(c.State), Agreed: c.Holds, Author: oneLine(c.Author),
		Own: c.Own, At: at(c.At), Goal: clean(c.Goal), Form: oneLine(c.Form), Sessions: c.Sessions, Letters: c.Letters, Length: c.Length,
		Until: dayJSON(c.Until), AnswerHours: c.Answer, Fee: oneLine(c.Fee), Cancel: clean(c.Cancel), Secrecy: clean(c.Secrecy),
		Storage: clean(c.Storage), DeleteDays: c.DeleteDays, DeleteOn: dayJSON(c.DeleteOn), Review: c.Review, Substitute: c.Substitute,
		Waiting: append([]string{}, cleanAll(c.Waiting)...), Unseen: append([]string{}, cleanAll(c.Unseen)...), Mine: c.Mine,
		Answers: []contractAnswerJSON{}, of: c,
	}
	for _, a := range c.Answers {
		j.Answers = append(j.Answers, contractAnswerJSON{oneLine(a.Name), a.Accepted, clean(a.Reason), at(a.At), a.Client})
	}
	return j
}

func dayJSON(t time.Time) *string {
	return dueJSON(house.Due{At: t, Day: true})
}

func runContractList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolContract)
	if err != nil {
		return err
	}
	all, err := e.House.Contracts(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	shown := make([]contractJSON, len(all))
	for i, v := range all {
		shown[i] = contractOf(v)
	}
	return list(e, c, shown, func(v contractJSON) string { return v.ID }, e.contractLine, "command.contract.none")
}

// contractLine is a version in one line.
func (e *Env) contractLine(c contractJSON) string {
	say := e.say()
	about := facts(
		say.T("contract.state."+c.State), c.Author, say.Date(time.Time(c.At).Local()),
		e.when(c.Mine, "command.contract.mine"), short(c.Goal),
	)
	return say.T("command.contract.line", "N", c.Version, "Facts", about)
}

// contractLines are all there is to say of a version: what it says, what is other
// than in the agreed one, and who accepted it.
func (e *Env) contractLines(c contractJSON, agreed *house.Contract) []string {
	say := e.say()
	lines := []string{e.contractLine(c)}
	changes := map[string]house.ContractChange{}
	if agreed != nil && agreed.Version != c.Version {
		changes = c.of.Against(agreed.ContractTerms)
	}
	for _, f := range c.of.Fields() {
		change := changes[f.Name]
		if f.Empty() && change == house.FieldSame {
			continue
		}
		value := e.contractValue(f)
		label := say.T("contract.field." + f.Name)
		if change != house.FieldSame {
			label = say.T("command.contract.changed", "Label", label, "Change", say.T("contract.change."+string(change)))
		}
		lines = append(lines, say.T("command.contract.field", "Label", label, "Value", indent(value)))
	}
	for _, a := range c.Answers {
		key := "contract.answer.no"
		if a.Accepted {
			key = "contract.answer.yes"
		}
		lines = append(lines, say.T(key, "Name", a.Name, "When", say.DateTime(time.Time(a.At).Local())))
		if a.Reason != "" {
			lines = append(lines, "    "+indent(a.Reason))
		}
	}
	if len(c.Waiting) > 0 {
		lines = append(lines, say.T("contract.waiting", "Names", strings.Join(c.Waiting, ", ")))
	}
	if len(c.Unseen) > 0 {
		lines = append(lines, say.T("contract.unseen", "Names", strings.Join(c.Unseen, ", ")))
	}
	return lines
}

// contractValue says what a field says.
func (e *Env) contractValue(f house.ContractField) string {
	say := e.say()
	switch {
	case f.Text != "":
		return clean(f.Text)
	case f.Empty():
		return say.T("contract.value.none")
	case !f.Day.IsZero():
		return say.T(f.Key, "Day", say.Date(f.Day))
	case f.N > 0:
		return say.N(f.Key, f.N)
	}
	return say.T(f.Key)
}

// showContract prints a version beside the one that holds.
func (e *Env) showContract(ctx context.Context, c *Call, v house.Contract) error {
	var agreed *house.Contract
	if v.Holds > 0 && !c.on("json") {
		if now, err := e.House.Contract(ctx, e.Actor, v.Place, v.Holds); err == nil {
			agreed = &now
		}
	}
	shown := contractOf(v)
	return e.show(c, shown, e.contractLines(shown, agreed)...)
}

func (c *Call) version() (int, error) {
	n, err := c.number("version")
	return int(min(n, 1_000_000)), err
}

func runContractShow(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolContract)
	if err != nil {
		return err
	}
	version, err := c.version()
	if err != nil {
		return err
	}
	v, err := e.House.Contract(ctx, e.Actor, place, version)
	if err != nil {
		return err
	}
	return e.showContract(ctx, c, v)
}

func runContractAccept(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolContract)
	if err != nil {
		return err
	}
	version, err := c.version()
	if err != nil {
		return err
	}
	v, err := e.House.AcceptContract(ctx, e.Actor, place, version)
	if err != nil {
		return err
	}
	return e.show(c, contractOf(v), e.contractLine(contractOf(v)))
}

func runContractRefuse(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolContract)
	if err != nil {
		return err
	}
	version, err := c.version()
	if err != nil {
		return err
	}
	v, err := e.House.RefuseContract(ctx, e.Actor, place, version, c.rest)
	if err != nil {
		return err
	}
	return e.show(c, contractOf(v), e.contractLine(contractOf(v)))
}
