package wiki

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// lockTried is what came of telling the others that one writes.
type lockTried struct {
	by   *page
	lock house.WikiLock
	err  error
}

// edit tells the others that one writes, and opens the field.
func (s *page) edit() tea.Cmd { return s.lock(false) }

func (s *page) lock(take bool) tea.Cmd {
	place, id := s.place, string(s.page.ID)
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		lock, err := h.LockWiki(ctx, a, place, id, take)
		return lockTried{s, lock, err}
	})
}

// locked opens the field, or asks whether to take over from somebody.
func (s *page) locked(t lockTried) tea.Cmd {
	switch {
	case house.IsKey(t.err, "error.wiki_locked"):
		title := s.env.T("wiki.take.title", "Name", kit.Clean(t.lock.By), "When", s.env.Text.DateTime(t.lock.Since.In(s.env.Location)))
		return s.env.Confirm(title, s.env.T("wiki.take.text", "Name", kit.Clean(t.lock.By)), s.env.T("wiki.take.yes"),
			func() tea.Cmd { return s.lock(true) })
	case t.err != nil:
		return kit.Send(kit.Failed{Err: t.err})
	case s.write != nil:
		return nil
	}
	return s.begin()
}

// begin opens the field for the page as it is known, or for a new one.
func (s *page) begin() tea.Cmd {
	of := s.page
	if s.name != "" {
		of = house.WikiPage{Name: s.name}
		if _, off := s.whyNotNew(); off {
			s.wrong = s.env.T(s.room.WhyNot(house.ToolWiki))
			return nil
		}
	}
	w := newWriter(s.env, s.room, s.place, of)
	w.renewed = s.env.Now()
	w.done = s.saved
	w.close = func() tea.Cmd {
		s.write = nil
		if s.name != "" {
			return kit.Send(kit.GoBack{})
		}
		return s.load()
	}
	s.write = w
	return w.c.Init()
}

func (s *page) whyNotNew() (why string, off bool) {
	why = s.room.WhyNot(house.ToolWiki)
	return why, why != ""
}

// saved shows the page as it was saved.
func (s *page) saved(saved house.WikiSaved) tea.Cmd {
	s.write, s.name, s.entry = nil, "", string(saved.Page)
	return tea.Batch(s.load(), kit.Say("wiki.saved", "Version", saved.Version))
}
