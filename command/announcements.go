package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// AnnouncementTable is what the house says to everybody.
func AnnouncementTable() []Spec {
	return []Spec{
		{
			Name: "house announce", Args: []Arg{argText}, For: ForAdmins,
			Flags: []Flag{{"until", "YYYY-MM-DD[ HH:MM]|3d"}, {"level", "info|warning"}, {"de", "TEXT"}, {"en", "TEXT"}},
			Desk:  DeskHouse, Help: "command.help.house_announce", run: runAnnounce,
		},
		{Name: "house announce list", List: true, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_announce_list", run: runAnnounced},
		{Name: "house announce end", Args: []Arg{argID}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_announce_end", run: runAnnounceEnd},
		{Name: "announcements", List: true, For: ForMembers, Desk: DeskAccount, Help: "command.help.announcements", run: runAnnounced},
	}
}

type announcementJSON struct {
	ID    string `json:"id"`
	Level string `json:"level"`
	Text  string `json:"text"`
	From  at     `json:"from"`
	Until at     `json:"until"`
}

func announcementOf(n house.Announcement, lang string) announcementJSON {
	level := "info"
	if n.Warning {
		level = "warning"
	}
	return announcementJSON{ID: n.ID, Level: level, Text: n.In(lang), From: at(n.From), Until: at(n.Until)}
}

func (e *Env) announcementLine(n announcementJSON) string {
	return e.say().T("announce."+n.Level, "Text", indent(n.Text))
}

// moment reads a day, a day with a time, or a span from now.
func (e *Env) moment(c *Call, name string) (time.Time, error) {
	v := c.flag(name)
	if v == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, v, time.Local); err == nil {
			return t, nil
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, v, time.Local); err == nil {
		return t.AddDate(0, 0, 1), nil // to the end of the day
	}
	d, err := c.span(name)
	return e.now().Add(d), err
}

func runAnnounce(ctx context.Context, e *Env, c *Call) error {
	level, err := c.choice("level", "info", "warning")
	if err != nil {
		return err
	}
	until, err := e.moment(c, "until")
	if err != nil {
		return err
	}
	words := map[string]string{"de": c.flag("de"), "en": c.flag("en")}
	if c.given || words["de"] == "" && words["en"] == "" {
		if words[""], err = e.text(ctx, c); err != nil {
			return err
		}
	}
	n, err := e.House.Announce(ctx, e.Actor, house.AnnouncementSpec{Words: words, Warning: level == "warning", Until: until})
	if err != nil {
		return err
	}
	return e.show(c, announcementOf(n, string(e.Lang)), e.say().T("announce.done", "Id", n.ID))
}

func runAnnounced(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.Announcements(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]announcementJSON, len(all))
	for i, n := range all {
		shown[i] = announcementOf(n, string(e.Lang))
	}
	line := e.announcementLine
	if strings.HasPrefix(c.spec.Name, "house ") {
		line = func(n announcementJSON) string { return n.ID + "  " + e.announcementLine(n) }
	}
	if err := list(e, c, shown, func(n announcementJSON) string { return n.ID }, line, "announce.none"); err != nil {
		return err
	}
	if c.spec.Name == "announcements" {
		return e.House.ReadAnnouncements(ctx, e.Actor)
	}
	return nil
}

func runAnnounceEnd(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.EndAnnouncement(ctx, e.Actor, c.arg(0)); err != nil {
		return err
	}
	return e.show(c, map[string]string{"id": c.arg(0)}, e.say().T("announce.ended"))
}
