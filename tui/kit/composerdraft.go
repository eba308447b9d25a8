package kit

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
)

// Init looks for a draft.
func (c *Composer) Init() tea.Cmd {
	c.onTitle = c.Subject && !c.long && c.title.Value() == ""
	place := c.Place
	if place == "" {
		return nil
	}
	return c.env.Do(func(ctx context.Context, h House, a house.Actor) tea.Msg {
		d, err := h.Draft(ctx, a, place)
		if err != nil || d.Text == "" && d.Title == "" {
			return nil // no draft is no news
		}
		return drafted{c, d}
	})
}

// Save stores the draft, when there is something new in it.
func (c *Composer) Save() tea.Cmd {
	if !c.dirty || c.Place == "" {
		return nil
	}
	c.dirty, c.saving = false, true
	d := house.Draft{Place: c.Place, Title: c.title.Value(), Text: c.text.Value()}
	if c.Mark != "" {
		d.Title = c.Mark + " " + d.Title
	}
	empty := c.IsEmpty()
	return c.env.Do(func(ctx context.Context, h House, a house.Actor) tea.Msg {
		if empty {
			return draftEnd{c, false, h.DropDraft(ctx, a, d.Place)}
		}
		return draftEnd{c, true, h.SaveDraft(ctx, a, d)}
	})
}

func (c *Composer) saved(end draftEnd) tea.Cmd {
	c.saving = false
	if end.err == nil {
		c.stored = end.stored
		return nil
	}
	c.dirty = true // the words are still here; the next key tries again
	return Send(Failed{Err: end.err})
}

func (c *Composer) leave() tea.Cmd {
	keep := c.Save()
	if keep != nil && !c.IsEmpty() {
		keep = tea.Batch(keep, Say("kit.draft_kept"))
	}
	return tea.Batch(keep, c.Close())
}

// restore goes on with a draft.
func (c *Composer) restore(d house.Draft) {
	if c.Mark != "" {
		c.Mark, d.Title, _ = strings.Cut(d.Title, " ")
	}
	c.SetText(d.Title, d.Text)
	c.stored = true
}
