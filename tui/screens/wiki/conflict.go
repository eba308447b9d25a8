package wiki

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// conflict is what is shown when somebody else saved meanwhile: what they changed,
// and what one's own text changes of theirs. Nothing is lost either way: the text
// stays in the field and in the draft, their version stays among the versions.
type conflict struct {
	newest       house.WikiPage
	theirs, mine *comparison
	showsMine    bool
}

type newerFound struct {
	by     *writer
	base   house.WikiPage // without text where it cannot be read any more
	newest house.WikiPage
	err    error
}

// lookNewer reads the version that is newer, and the one that the text was made from.
func (w *writer) lookNewer() tea.Cmd {
	place, id := w.place, string(w.id)
	base, _ := strconv.Atoi(w.c.Mark)
	return w.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		f := newerFound{by: w}
		if f.newest, f.err = h.WikiPage(ctx, a, place, id, 0); f.err != nil {
			return f
		}
		f.base, f.err = h.WikiPage(ctx, a, place, id, base)
		if house.KindOf(f.err) == house.NotFound {
			f.err = nil
		}
		return f
	})
}

func (w *writer) found(f newerFound) tea.Cmd {
	if f.err != nil {
		return kit.Send(kit.Failed{Err: f.err})
	}
	w.seen(f.newest)
	name, version := kit.Clean(f.newest.By), f.newest.Version
	what := w.env.T("wiki.conflict.what", "Name", name, "Version", version, "When", w.env.Ago(f.newest.At))
	w.against = &conflict{
		newest: f.newest,
		theirs: newComparison(w.env, []string{what, w.env.T("wiki.conflict.theirs", "Name", name)}, house.DiffText(f.base.Text, f.newest.Text)),
		mine:   newComparison(w.env, []string{what, w.env.T("wiki.conflict.mine", "Version", version)}, house.DiffText(f.newest.Text, w.c.Text())),
	}
	return nil
}

// keys are what can be done about it.
func (c *conflict) keys(w *writer) []kit.Key {
	other := "wiki.key.conflict.mine"
	if c.showsMine {
		other = "wiki.key.conflict.theirs"
	}
	return []kit.Key{
		kit.Bind("ctrl+s s", "wiki.key.conflict.save", func() tea.Cmd { return c.saveOnTop(w) }).InFooter(),
		kit.Bind("tab", other, func() tea.Cmd {
			c.showsMine = !c.showsMine
			return nil
		}).InFooter(),
		kit.Bind("esc", "wiki.key.conflict.back", func() tea.Cmd {
			w.against = nil
			return nil
		}).InFooter(),
	}
}

// saveOnTop makes one's own text the next version.
func (c *conflict) saveOnTop(w *writer) tea.Cmd {
	w.against = nil
	w.c.Mark = strconv.Itoa(c.newest.Version)
	w.note()
	return w.c.Send()
}

func (c *conflict) shown() *comparison {
	if c.showsMine {
		return c.mine
	}
	return c.theirs
}

// Update scrolls.
func (c *conflict) Update(msg tea.Msg) { c.shown().scroll.Update(msg) }

// View shows one of the two comparisons.
func (c *conflict) View(w, h int) kit.View { return c.shown().View(w, h) }
