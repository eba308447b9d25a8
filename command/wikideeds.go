package command

import (
	"context"
	"strconv"
	"strings"

	"stockwerk/house"
)

// runWikiEdit saves a page. Without text and without a base there is nothing to
// save: it reads the page then, as wiki get does.
func runWikiEdit(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	base, err := c.number("base")
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" && !c.on("base") {
		return runWikiGet(ctx, e, c)
	}
	saved, err := e.House.SaveWiki(ctx, e.Actor, place, house.WikiSpec{
		Page: c.arg(1), Name: c.flag("name"), Text: text, Base: int(base), Comment: c.flag("comment"), Key: c.flag("key"),
	})
	return e.wikiSaved(c, saved, err)
}

func (e *Env) wikiSaved(c *Call, saved house.WikiSaved, err error) error {
	if err != nil {
		return err
	}
	shown := savedJSON{
		ID: string(saved.Page), Page: oneLine(saved.Name), Version: saved.Version, Message: string(saved.ID), Seq: saved.Seq,
	}
	return e.show(c, shown, e.say().T("command.wiki.saved", "Page", shown.Page, "Version", shown.Version))
}

// versionArg is the i-th argument as the number of a version; a leading v may stand.
func (c *Call) versionArg(i int) (int, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(c.arg(i), "v"))
	if err != nil || n < 0 {
		return 0, c.spec.usageError()
	}
	return n, nil
}

type diffJSON struct {
	Page string     `json:"page"`
	ID   string     `json:"id"`
	From int        `json:"from"`
	To   int        `json:"to"`
	Diff string     `json:"diff"` // unified
	Line []lineJSON `json:"lines"`
}

type lineJSON struct {
	Op   string `json:"op"` // " ", "-", "+" or "@"
	Text string `json:"text"`
}

func runWikiDiff(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	from, err := c.versionArg(2)
	if err != nil {
		return err
	}
	to, err := c.versionArg(3)
	if err != nil {
		return err
	}
	d, err := e.House.WikiDiff(ctx, e.Actor, place, c.arg(1), from, to)
	if err != nil {
		return err
	}
	shown := diffJSON{
		Page: oneLine(d.To.Name), ID: string(d.To.ID), From: d.From.Version, To: d.To.Version, Diff: clean(d.Unified()), Line: []lineJSON{},
	}
	for _, l := range d.Lines {
		shown.Line = append(shown.Line, lineJSON{string(l.Op), clean(l.Text)})
	}
	if shown.Diff == "" {
		return e.show(c, shown, e.say().T("command.wiki.same"))
	}
	return e.show(c, shown, strings.TrimSuffix(shown.Diff, "\n"))
}

func runWikiRestore(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	version, err := c.versionArg(2)
	if err != nil {
		return err
	}
	base, err := c.number("base")
	if err != nil {
		return err
	}
	saved, err := e.House.RestoreWiki(ctx, e.Actor, place, c.arg(1), version, int(base))
	return e.wikiSaved(c, saved, err)
}

func runWikiRename(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	saved, err := e.House.RenameWiki(ctx, e.Actor, place, c.arg(1), c.arg(2))
	return e.wikiSaved(c, saved, err)
}

func runWikiDelete(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	sent, err := e.House.DeleteWiki(ctx, e.Actor, place, c.arg(1))
	if err != nil {
		return err
	}
	return e.done(c, map[string]any{"id": string(sent.ID), "deleted": true})
}

func runWikiLock(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	lock, err := e.House.LockWiki(ctx, e.Actor, place, c.arg(1), c.on("take"))
	if err != nil {
		return err
	}
	until := e.say().T("command.wiki.locked", "Time", e.say().DateTime(lock.Until.Local()))
	return e.show(c, lockOf(lock), until)
}

func runWikiUnlock(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolWiki)
	if err != nil {
		return err
	}
	if err := e.House.UnlockWiki(ctx, e.Actor, place, c.arg(1)); err != nil {
		return err
	}
	return e.done(c, map[string]any{"page": oneLine(c.arg(1)), "locked": false})
}
