package command

import (
	"context"
	"strings"

	"stockwerk/house"
	"stockwerk/text"
)

type settingsJSON struct {
	Lang   string `json:"lang"`
	Bell   string `json:"bell"`
	Linear bool   `json:"linear"`
	Mouse  bool   `json:"mouse"`
	From   string `json:"from"`
	Ask    bool   `json:"ask"`
	Absent bool   `json:"absent"`
}

func settingsOf(s house.Settings) settingsJSON {
	j := settingsJSON{
		Lang: oneLine(s.Lang), Bell: oneLine(s.Rings()), Linear: s.Linear, Mouse: s.Mouse,
		From: "all", Ask: s.AskPassword, Absent: s.Absence,
	}
	if s.WritersOnly != "" {
		j.From = oneLine(s.WritersOnly)
	}
	return j
}

// settingsLines are the settings as the options that set them.
func (e *Env) settingsLines(s settingsJSON) []string {
	onOff := map[bool]string{true: "on", false: "off"}
	lang := s.Lang
	if lang == "" {
		lang = string(e.Lang)
	}
	return []string{
		"--lang " + lang, "--bell " + s.Bell, "--linear " + onOff[s.Linear], "--mouse " + onOff[s.Mouse],
		"--from " + s.From, "--ask " + onOff[s.Ask], "--absent " + onOff[s.Absent],
	}
}

func runAccountSettings(ctx context.Context, e *Env, c *Call) error {
	set, err := e.House.Settings(ctx, e.Actor)
	if err != nil {
		return err
	}
	before := set
	if err := c.settings(&set); err != nil {
		return err
	}
	if set != before {
		if err := e.House.SetSettings(ctx, e.Actor, set); err != nil {
			return err
		}
		if lang, ok := text.Parse(set.Lang); ok {
			e.Lang = lang
		}
	}
	shown := settingsOf(set)
	return e.show(c, shown, e.settingsLines(shown)...)
}

// settings changes what the options name.
func (c *Call) settings(set *house.Settings) error {
	for name, field := range map[string]*bool{
		"linear": &set.Linear, "mouse": &set.Mouse, "ask": &set.AskPassword, "absent": &set.Absence,
	} {
		v, err := c.choice(name, "on", "off")
		if err != nil {
			return err
		}
		if v != "" {
			*field = v == "on"
		}
	}
	if bell, err := c.choice("bell", house.BellNever, house.BellMentions, house.BellAll); err != nil {
		return err
	} else if bell != "" {
		set.Bell = bell
	}
	from, err := c.choice("from", "all", "shared")
	if err != nil {
		return err
	}
	if from != "" {
		set.WritersOnly = strings.TrimPrefix(from, "all")
	}
	if c.on("lang") {
		lang, ok := text.Parse(c.flag("lang"))
		if !ok {
			return c.spec.usageError()
		}
		set.Lang = string(lang)
	}
	return nil
}
