package wiki

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
)

type (
	loaded struct {
		by      *page
		version int
		room    house.RoomDetail
		page    house.WikiPage
		pages   []house.WikiPage
		draft   bool
		err     error
	}
	recounted struct{ by *page }
	did       struct {
		by  *page
		key string
		err error
	}
	gone struct {
		by  *page
		err error
	}
)

// answered takes what the functions here bring.
func (s *page) answered(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s.loaded(msg), true
		}
	case changed:
		if msg.by == s {
			return s.changed(msg), true
		}
	case recounted:
		if msg.by == s {
			return kit.Send(kit.Recount{}), true
		}
	case did:
		if msg.by == s {
			if msg.err != nil {
				return kit.Send(kit.Failed{Err: msg.err}), true
			}
			return tea.Batch(s.load(), kit.Say(msg.key)), true
		}
	case gone:
		if msg.by == s {
			if msg.err != nil {
				return kit.Send(kit.Failed{Err: msg.err}), true
			}
			return tea.Batch(kit.Send(kit.GoBack{}), kit.Say("wiki.deleted")), true
		}
	case lockTried:
		if msg.by == s {
			return s.locked(msg), true
		}
	case told:
		if msg.by == s {
			return s.told(msg), true
		}
	case compared:
		if msg.by == s {
			return s.compared(msg), true
		}
	}
	return nil, false
}

// load reads room, page and the names of all pages.
func (s *page) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place, entry, version, name := s.place, s.entry, s.version, s.name
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s, version: version}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if name == "" {
			if l.page, l.err = h.WikiPage(ctx, a, place, entry, version); l.err != nil {
				return l
			}
			if l.room.Writes(house.ToolWiki) {
				d, err := h.Draft(ctx, a, draftOf(place, string(l.page.ID)))
				l.draft = err == nil && d.Text != ""
			}
		}
		l.pages, l.err = h.WikiPages(ctx, a, place)
		return l
	})
}

func (s *page) loaded(l loaded) tea.Cmd {
	again := s.reading.End()
	if l.err != nil {
		kind := house.KindOf(l.err)
		if s.write != nil { // the text stays, whatever became of the page
			return kit.Send(kit.Failed{Err: l.err})
		}
		if s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong, s.known = s.env.Sentence(l.err), false
		return nil
	}
	s.wrong = ""
	s.room, s.pages, s.mod = l.room, bookOf(l.pages), max(s.mod, l.room.Mod)
	if again || l.version != s.version {
		return s.load()
	}
	if s.name != "" {
		if s.write == nil {
			return s.begin()
		}
		return nil
	}
	s.known, s.page, s.draft, s.entry = true, l.page, l.draft, string(l.page.ID)
	s.show()
	if s.write != nil {
		s.write.seen(l.page)
		return nil
	}
	return s.markRead()
}

func (s *page) look() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	return look(s.env, s, s.place, s.mod, "")
}

func (s *page) changed(c changed) tea.Cmd {
	again := s.asking.End()
	s.mod = max(s.mod, c.mod)
	if c.ours || c.err != nil {
		return s.load()
	}
	if again {
		return s.look()
	}
	return nil
}

// markRead says that the present version was on screen.
func (s *page) markRead() tea.Cmd {
	if s.version != 0 || s.page.Seq <= s.marked || !s.room.Member {
		return nil
	}
	s.marked = s.page.Seq
	place, id, seq := s.place, s.page.ID, s.page.Seq
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.MarkRead(ctx, a, place, house.KindWiki, id, seq); err != nil {
			return nil // it stays unread; opening it again tries again
		}
		return recounted{s}
	})
}

// do runs a deed and says key when it is done.
func (s *page) do(key string, deed func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, key, deed(ctx, h, a)}
	})
}

func (s *page) rename() tea.Cmd {
	place, id := s.place, string(s.page.ID)
	return s.env.Prompt(s.env.T("wiki.rename.title"), s.env.T("wiki.rename.label"), s.page.Name, func(name string) tea.Cmd {
		return s.do("wiki.renamed", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.RenameWiki(ctx, a, place, id, name)
			return err
		})
	})
}

func (s *page) askDelete() tea.Cmd {
	place, id := s.place, string(s.page.ID)
	return s.env.Confirm(s.env.T("wiki.delete.title", "Page", kit.Clean(s.page.Name)),
		s.env.N("wiki.delete.text", s.page.Newest), s.env.T("wiki.delete.yes"), func() tea.Cmd {
			return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
				_, err := h.DeleteWiki(ctx, a, place, id)
				return gone{s, err}
			})
		})
}

func (s *page) dropDraft() tea.Cmd {
	draft := draftOf(s.place, string(s.page.ID))
	return s.env.Confirm(s.env.T("wiki.undraft.title"), s.env.T("wiki.undraft.text"), s.env.T("wiki.undraft.yes"), func() tea.Cmd {
		return s.do("wiki.undrafted", func(ctx context.Context, h kit.House, a house.Actor) error {
			return h.DropDraft(ctx, a, draft)
		})
	})
}

func (s *page) copy() tea.Cmd { return s.env.Copy(s.page.Text) }

// show draws the page anew. A long text is set again only when it has changed, or
// when one of its links has got a page or lost it.
func (s *page) show() {
	if !s.known {
		return
	}
	if s.page.Text != s.shown || s.stamp == 0 {
		s.targets, s.shown = markdown.Pages(s.page.Text), s.page.Text
	}
	missing := make([]byte, len(s.targets))
	for i, l := range s.targets {
		missing[i] = '0'
		if _, there := s.pages.called(l.Page); !there {
			missing[i] = '1'
		}
	}
	if string(missing) != s.missing {
		s.missing = string(missing)
		s.text.Fresh()
	}
	s.link = min(s.link, len(s.targets))
	s.text.Set(s.page.Text)
	s.stamp++
	s.scroll.SetItems([]kit.Item{{ID: string(s.page.ID), Stamp: s.stamp, Draw: s.draw}})
}
