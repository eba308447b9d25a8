package thread

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// reply answers the chosen post with a quotation, answer the thread without one.
func (s *Screen) reply() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	return s.compose(p.ID, posts.Quote(s.env, p))
}

func (s *Screen) answer() tea.Cmd { return s.compose(s.thread, "") }

func (s *Screen) compose(to house.MessageID, begin string) tea.Cmd {
	c := s.field(s.place+"/board/"+string(s.thread), s.env.T("thread.to", "Title", s.Title()))
	c.SetText("", begin)
	place := s.place
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.Post(ctx, a, place, house.PostSpec{Text: w.Text, Reply: to, Key: w.Key})
		return err
	}
	c.Done = func() tea.Cmd {
		s.write = nil
		s.scroll.End()
		return tea.Batch(s.catchUp(), kit.Say("thread.posted"))
	}
	return c.Init()
}

// edit changes a post of one's own, in a field without a draft.
func (s *Screen) edit() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	c := s.field("", s.env.T("thread.edit.to", "Title", s.Title()))
	c.SetText("", p.Text)
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.Edit(ctx, a, p.ID, w.Text)
		return err
	}
	c.Done = func() tea.Cmd {
		s.write = nil
		return s.catchUp()
	}
	return nil
}

func (s *Screen) field(draft, to string) *kit.Composer {
	c := kit.NewComposer(s.env, draft)
	c.To, c.Readers = to, s.env.Readers(s.room)
	c.Close = func() tea.Cmd {
		s.write = nil
		return nil
	}
	s.write = c
	return c
}

func (s *Screen) copyPost() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Copy(kit.CleanText(p.Text))
}

func (s *Screen) askDelete() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Confirm(s.env.T("thread.delete.title"), s.env.T("thread.delete.text"), s.env.T("common.delete"),
		func() tea.Cmd { return s.deleteIt(p.ID) })
}
