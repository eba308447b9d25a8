package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

// HouseRulesTable is what house admins change of the house itself.
func HouseRulesTable() []Spec {
	return []Spec{
		{
			Name: "house text", Args: []Arg{{Name: "emergency|welcome|rules|how"}, argText}, For: ForAdmins,
			Flags: []Flag{{"lang", "de|de-du|en"}, {Name: "preview"}, {Name: "reset"}},
			Desk:  DeskHouse, Help: "command.help.house_text", run: runHouseText,
		},
		{
			Name: "house text show", Args: []Arg{{Name: "emergency|welcome|rules|how"}}, Flags: []Flag{{"lang", "de|de-du|en"}}, For: ForAdmins,
			Desk: DeskHouse, Help: "command.help.house_text_show", run: runHouseTextShow,
		},
		{Name: "house text list", List: true, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_text_list", run: runHouseTextList},
		{Name: "house closing", For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_closing", run: runClosing},
		{
			Name: "house lockdown", Args: []Arg{{Name: "off|1|2|3"}, {Name: "REASON", Optional: true, Rest: true}}, For: ForAdmins,
			Flags: []Flag{dryRun}, Desk: DeskHouse, Help: "command.help.house_lockdown", run: runLockdown,
		},
		{
			Name: "house maintenance", Args: []Arg{{Name: "on|off"}, {Name: "REASON", Optional: true, Rest: true}}, For: ForAdmins,
			Flags: []Flag{{"in", "10m"}, dryRun}, Desk: DeskHouse, Help: "command.help.house_maintenance", run: runMaintenance,
		},
	}
}

// ownText gives the name of the text of the house that stands in for a sentence of the
// catalogue, "" for sentences that nothing stands in for.
func ownText(key string) string {
	switch key {
	case "emergency.numbers":
		return house.TextEmergency
	case "ground.welcome.text":
		return house.TextWelcome
	case "ground.rules.text":
		return house.TextRules
	case "ground.how.text":
		return house.TextHow
	case "ground.terms.text":
		return house.TextTerms
	case "ground.privacy.text":
		return house.TextPrivacy
	}
	return ""
}

// said is a sentence of the catalogue, or the house's own text in its stead.
func (e *Env) said(key string) string {
	if name := ownText(key); name != "" && e.House != nil {
		if own := e.House.HouseText(name, string(e.Lang)); own != "" {
			return strings.ReplaceAll(own, "{{.House}}", e.houseName())
		}
	}
	return e.say().T(key, "House", e.houseName())
}

type housePageJSON struct {
	Name string `json:"name"`
	Lang string `json:"lang"`
	Own  bool   `json:"own"`
	Text string `json:"text"`
}

// housePages are all texts in all languages, as they are shown.
func (e *Env) housePages(ctx context.Context) ([]housePageJSON, error) {
	pages, err := e.House.HouseTexts(ctx, e.Actor)
	if err != nil {
		return nil, err
	}
	shown := make([]housePageJSON, len(pages))
	for i, p := range pages {
		shown[i] = housePageJSON{Name: p.Name, Lang: p.Lang, Own: p.Text != "", Text: p.Text}
		if p.Text == "" {
			in := *e
			in.Lang = langOf(p.Lang)
			shown[i].Text = in.said(catalogueOf(p.Name))
		}
	}
	return shown, nil
}

func catalogueOf(name string) string {
	if name == house.TextEmergency {
		return "emergency.numbers"
	}
	return "ground." + name + ".text"
}

func (e *Env) housePage(ctx context.Context, name, lang string) (housePageJSON, error) {
	pages, err := e.housePages(ctx)
	if err != nil {
		return housePageJSON{}, err
	}
	for _, p := range pages {
		if p.Name == name && p.Lang == lang {
			return p, nil
		}
	}
	return housePageJSON{}, house.Errorf(house.NotFound, "error.no_such_text")
}

// asShown is how a page of the house looks with a text.
func (e *Env) asShown(name, lang, text string) []string {
	in := *e
	in.Lang = langOf(lang)
	say := in.say()
	title := "ground." + name + ".title"
	if name == house.TextEmergency {
		title = "emergency.title"
	}
	lines := []string{say.T(title), "", strings.ReplaceAll(text, "{{.House}}", e.houseName())}
	if name == house.TextEmergency {
		lines = append(lines, "", say.T("emergency.no_crisis_service"))
	}
	return lines
}

func (c *Call) lang(e *Env) (string, error) {
	lang, err := c.choice("lang", "de", "de-du", "en")
	if lang == "" {
		lang = string(e.Lang)
	}
	return lang, err
}

func runHouseText(ctx context.Context, e *Env, c *Call) error {
	lang, err := c.lang(e)
	if err != nil {
		return err
	}
	name := c.arg(0)
	if c.on("reset") {
		if err := e.House.ResetHouseText(ctx, e.Actor, name, lang); err != nil {
			return err
		}
		page, err := e.housePage(ctx, name, lang)
		if err != nil {
			return err
		}
		return e.show(c, page, e.say().T("houserules.text.reset_done"))
	}
	if _, err := e.housePage(ctx, name, lang); err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	if text, err = house.CleanText(text, house.MaxHouseText); err != nil {
		return err
	}
	shown := housePageJSON{Name: name, Lang: lang, Own: true, Text: text}
	if c.on("preview") {
		return e.show(c, shown, append(e.asShown(name, lang, text), "", e.say().T("houserules.text.not_saved"))...)
	}
	if e.console != nil {
		if err := e.show(c, shown, append([]string{""}, append(e.asShown(name, lang, text), "")...)...); err != nil {
			return err
		}
		l := &linear{e: e}
		yes, err := l.yes(ctx, e.say().T("houserules.text.ask"))
		if err != nil {
			return err
		}
		if !yes {
			return e.show(c, shown, e.say().T("houserules.text.not_saved"))
		}
	}
	if err := e.House.SetHouseText(ctx, e.Actor, name, lang, text); err != nil {
		return err
	}
	return e.show(c, shown, e.say().T("houserules.text.saved"))
}

func runHouseTextShow(ctx context.Context, e *Env, c *Call) error {
	lang, err := c.lang(e)
	if err != nil {
		return err
	}
	page, err := e.housePage(ctx, c.arg(0), lang)
	if err != nil {
		return err
	}
	whose := "houserules.text.standard"
	if page.Own {
		whose = "houserules.text.own"
	}
	return e.show(c, page, append(e.asShown(page.Name, lang, page.Text), "", e.say().T(whose))...)
}

func runHouseTextList(ctx context.Context, e *Env, c *Call) error {
	pages, err := e.housePages(ctx)
	if err != nil {
		return err
	}
	line := func(p housePageJSON) string {
		whose := "houserules.text.standard"
		if p.Own {
			whose = "houserules.text.own"
		}
		return p.Name + " " + p.Lang + ": " + e.say().T(whose)
	}
	return list(e, c, pages, func(p housePageJSON) string { return p.Name + "/" + p.Lang }, line, "houserules.text.standard")
}

type closingJSON struct {
	Level       int    `json:"level"`
	Maintenance bool   `json:"maintenance"`
	Reason      string `json:"reason"`
	Out         at     `json:"out"`
	Shut        bool   `json:"shut"`
	Over        bool   `json:"over"`
}

// closing shows what keeps people out, now or soon.
func (e *Env) closing(c *Call) error {
	now := e.House.Closing()
	say := e.say()
	shown := closingJSON{Level: now.Level, Maintenance: now.Maintenance, Reason: oneLine(now.Reason), Out: at(now.Out), Shut: now.Shut, Over: now.Over}
	lines := []string{say.T("houserules.lockdown.level." + strconv.Itoa(now.Level))}
	switch {
	case now.Maintenance && now.Over:
		lines = append(lines, say.T("houserules.maintenance.now"))
	case now.Maintenance:
		lines = append(lines, say.T("houserules.maintenance.at", "When", say.DateTime(now.Out.Local())))
	default:
		lines = append(lines, say.T("houserules.maintenance.none"))
	}
	if now.Level >= 3 && !now.Over {
		lines = append(lines, say.T("houserules.lockdown.out", "When", say.Clock(now.Out.Local())))
	}
	if now.Reason != "" {
		lines = append(lines, say.T("houserules.reason", "Reason", oneLine(now.Reason)))
	}
	return e.show(c, shown, lines...)
}

func runClosing(ctx context.Context, e *Env, c *Call) error {
	if _, err := e.House.Lockdown(ctx, e.Actor); err != nil {
		return err
	}
	return e.closing(c)
}

func runLockdown(ctx context.Context, e *Env, c *Call) error {
	level := 0
	if c.arg(0) != "off" {
		n, err := strconv.Atoi(c.arg(0))
		if err != nil {
			return c.spec.usageError()
		}
		level = n
	}
	if c.on(dryRun.Name) {
		t, err := e.House.LockdownToll(ctx, e.Actor, level)
		return e.toll(c, t, err)
	}
	if err := e.House.SetLockdown(ctx, e.Actor, level, c.rest); err != nil {
		return err
	}
	return e.closing(c)
}

// usualNotice is how long before a maintenance it is announced unless said otherwise.
const usualNotice = 10 * time.Minute

func runMaintenance(ctx context.Context, e *Env, c *Call) error {
	switch c.arg(0) {
	case "off":
		if c.on(dryRun.Name) {
			return e.toll(c, house.Toll{}, nil)
		}
		if err := e.House.EndMaintenance(ctx, e.Actor); err != nil {
			return err
		}
		return e.closing(c)
	case "on":
	default:
		return c.spec.usageError()
	}
	in, err := c.span("in")
	if err != nil {
		return err
	}
	if in == 0 {
		in = usualNotice
	}
	if c.on(dryRun.Name) {
		t, err := e.House.MaintenanceToll(ctx, e.Actor)
		return e.toll(c, t, err)
	}
	if _, err := e.House.StartMaintenance(ctx, e.Actor, in, c.rest); err != nil {
		return err
	}
	return e.closing(c)
}

func langOf(s string) text.Lang { return text.Lang(s) }
