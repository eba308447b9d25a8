package notices

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// spans are how long a notice usually hangs, in days.
func spans() []int { return []int{7, 28, 90} }

// askHowLong asks for the day on which a new notice goes, before it is written.
func (s *Screen) askHowLong() tea.Cmd {
	options := []kit.Option{{Label: s.env.T("notices.ask.ever"), Do: func(string) tea.Cmd { return s.begin(time.Time{}) }}}
	for _, days := range spans() {
		options = append(options, kit.Option{
			Label: s.env.N("notices.ask.days", days),
			Do:    func(string) tea.Cmd { return s.begin(s.env.Now().AddDate(0, 0, days)) },
		})
	}
	options = append(options, kit.Option{Label: s.env.T("notices.ask.date"), Do: func(string) tea.Cmd {
		return s.promptDate("", "", func(at time.Time) tea.Cmd { return s.begin(at) })
	}})
	return kit.Send(kit.Ask{Title: s.env.T("notices.ask.title"), Options: options})
}

// promptDate asks for a date until a right one or none is given; wrong is what was
// wrong with the last.
func (s *Screen) promptDate(value, wrong string, do func(time.Time) tea.Cmd) tea.Cmd {
	t := s.env.T
	try := func(typed string) tea.Cmd {
		at, err := house.ParseUntil(typed, s.env.Now().In(s.env.Location))
		if err != nil {
			return s.promptDate(typed, s.env.Sentence(err), do)
		}
		return do(at)
	}
	return kit.Send(kit.Ask{
		Title: t("notices.date.title"), Text: wrong, Input: &kit.Input{Label: t("notices.date.label"), Value: value},
		Options: []kit.Option{{Label: t("common.ok"), Do: try}, {Label: t("common.cancel")}},
	})
}

// begin opens the field for a new notice.
func (s *Screen) begin(expires time.Time) tea.Cmd {
	place := s.place
	to := s.env.T("notices.to", "Room", s.boardName())
	if !expires.IsZero() {
		to = s.env.T("notices.to.until", "Room", s.boardName(), "Time", s.env.Text.DateTime(expires.In(s.env.Location)))
	}
	c := s.field(place+"/"+house.ToolNotices, to)
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.PostNotice(ctx, a, place, house.NoticeSpec{Title: w.Title, Text: w.Text, Expires: expires, Key: w.Key})
		return err
	}
	c.Done = s.written("notices.posted")
	return c.Init()
}

// edit changes title and text of the chosen notice, in a field without a draft.
func (s *Screen) edit() tea.Cmd {
	n, ok := s.selected()
	if !ok {
		return nil
	}
	c := s.field("", s.env.T("notices.edit.to", "Title", kit.Clean(n.Title)))
	c.SetText(n.Title, n.Text)
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.EditNotice(ctx, a, n.ID, house.NoticeEdit{Title: &w.Title, Text: &w.Text})
		return err
	}
	c.Done = s.written("notices.changed")
	return nil
}

func (s *Screen) field(draft, to string) *kit.Composer {
	c := kit.NewComposer(s.env, draft)
	c.To, c.Readers, c.Subject = to, s.env.Readers(s.room), true
	c.Close = func() tea.Cmd {
		s.write = nil
		return nil
	}
	s.write = c
	return c
}

func (s *Screen) written(key string) func() tea.Cmd {
	return func() tea.Cmd {
		s.write = nil
		return tea.Batch(s.load(), kit.Say(key))
	}
}

// askUntil asks for another day on which the chosen notice goes.
func (s *Screen) askUntil() tea.Cmd {
	n, ok := s.selected()
	if !ok {
		return nil
	}
	value := ""
	if !n.Expires.IsZero() {
		value = n.Expires.In(s.env.Location).Format("2006-01-02 15:04")
	}
	return s.promptDate(value, "", func(at time.Time) tea.Cmd {
		return s.do("notices.changed", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.EditNotice(ctx, a, n.ID, house.NoticeEdit{Expires: &at})
			return err
		})
	})
}

func (s *Screen) pin() tea.Cmd {
	n, ok := s.selected()
	if !ok {
		return nil
	}
	return s.do(pick(n.Pinned, "notices.unpinned", "notices.pinned"), func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.Pin(ctx, a, n.ID, !n.Pinned)
	})
}

func (s *Screen) askDelete() tea.Cmd {
	n, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Confirm(s.env.T("notices.delete.title", "Title", kit.Clean(n.Title)), s.env.T("notices.delete.text"), s.env.T("notices.delete.yes"),
		func() tea.Cmd {
			return s.do("notices.deleted", func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.Delete(ctx, a, n.ID)
				return err
			})
		})
}

// showExpired lists those that have run out, or not any more.
func (s *Screen) showExpired() tea.Cmd {
	s.expired = !s.expired
	return s.load()
}
