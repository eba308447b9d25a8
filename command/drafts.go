package command

import (
	"context"
	"time"

	"stockwerk/house"
)

type draftJSON struct {
	Place string `json:"place"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Saved at     `json:"saved"`
}

func draftOf(d house.Draft) draftJSON {
	return draftJSON{Place: oneLine(d.Place), Title: oneLine(d.Title), Text: clean(d.Text), Saved: at(d.Saved)}
}

func runDraftList(ctx context.Context, e *Env, c *Call) error {
	drafts, err := e.House.Drafts(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]draftJSON, len(drafts))
	for i, d := range drafts {
		shown[i] = draftOf(d)
	}
	line := func(d draftJSON) string {
		when := e.say().DateTime(time.Time(d.Saved).Local())
		return e.say().T("command.draft.line", "Place", d.Place, "Time", when, "Text", short(facts(d.Title, d.Text)))
	}
	return list(e, c, shown, func(d draftJSON) string { return d.Place }, line, "command.draft.none")
}

func runDraftShow(ctx context.Context, e *Env, c *Call) error {
	d, err := e.House.Draft(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	shown := draftOf(d)
	if shown.Title == "" {
		return e.show(c, shown, shown.Text)
	}
	return e.show(c, shown, shown.Title, "", shown.Text)
}

func runDraftSave(ctx context.Context, e *Env, c *Call) error {
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	d := house.Draft{Place: c.arg(0), Title: c.flag("title"), Text: text}
	if err := e.House.SaveDraft(ctx, e.Actor, d); err != nil {
		return err
	}
	return e.done(c, map[string]string{"place": c.arg(0)})
}

func runDraftDrop(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.DropDraft(ctx, e.Actor, c.arg(0)); err != nil {
		return err
	}
	return e.done(c, map[string]string{"place": c.arg(0)})
}
