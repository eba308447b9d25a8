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
	c := s.field(s.place+"/"+s.of.tool+"/"+string(s.thread), s.t("to", "Title", s.Title()))
	c.SetText("", begin)
	place, reply := s.place, s.of.reply
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		return reply(ctx, h, a, place, to, w)
	}
	c.Done = func() tea.Cmd {
		s.write = nil
		s.scroll.End()
		return tea.Batch(s.catchUp(), kit.Say(s.of.says+".posted"))
	}
	return c.Init()
}

// edit changes a post of one's own, in a field without a draft.
func (s *Screen) edit() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	c := s.field("", s.t("edit.to", "Title", s.Title()))
	c.Subject = s.of.titled && p.ID == s.thread
	c.SetText(p.Title, p.Text)
	edit := s.of.edit
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error { return edit(ctx, h, a, p, w) }
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
	return s.env.Confirm(s.t("delete.title"), s.t("delete.text"), s.env.T("common.delete"),
		func() tea.Cmd { return s.deleteIt(p.ID) })
}
