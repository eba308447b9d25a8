package calendar

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// span is what is shown: the weeks of the month, or the months of the list.
func (s *Screen) span() (from, to time.Time) {
	if s.month || s.narrowed {
		from = monday(s.day.AddDate(0, 0, 1-s.day.Day()))
		return from, from.AddDate(0, 0, 7*weeksShown)
	}
	return s.from, s.from.AddDate(0, ahead, 0)
}

// load reads the room, then its dates, and where reading had stopped.
func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	place := s.place
	from, to := s.span()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s, from: from, to: to}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.mark, l.err = h.ReadMark(ctx, a, place, house.KindDate, ""); l.err != nil && house.KindOf(l.err) != house.Forbidden {
			return l
		}
		l.dates, l.err = h.Dates(ctx, a, place, from, to)
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong, s.form, s.open = s.env.Sentence(l.err), nil, nil
		return nil
	}
	s.known, s.wrong = true, ""
	s.room, s.dates = l.room, l.dates
	s.watch.Read(l.room.Mod)
	if s.mark < 0 { // what was new when the screen opened stays marked while it is open
		s.mark = l.mark
	}
	s.read = max(s.read, l.mark)
	if from, to := s.span(); again || !from.Equal(l.from) || !to.Equal(l.to) {
		return s.load()
	}
	s.show()
	if s.open != nil {
		return tea.Batch(s.look(s.open.ID, s.open.On), s.readSoon())
	}
	return s.readSoon()
}

// look reads one date and what was answered to it.
func (s *Screen) look(id house.MessageID, on string) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		o := opened{by: s}
		if o.date, o.err = h.Date(ctx, a, id, on); o.err != nil {
			return o
		}
		o.answers, o.err = h.DateAnswers(ctx, a, id, o.date.On)
		return o
	})
}

func (s *Screen) opened(o opened) tea.Cmd {
	if o.err != nil {
		if s.open != nil && house.KindOf(o.err) == house.NotFound {
			s.open = nil // it was deleted, or does not come then any more
			return kit.Say("calendar.gone")
		}
		return kit.Send(kit.Failed{Err: o.err})
	}
	s.open, s.answers = &o.date, o.answers
	s.showDate()
	return s.readSoon()
}

// openRow opens the chosen date.
func (s *Screen) openRow(r kit.Row) tea.Cmd {
	d, ok := s.find(r.ID)
	if !ok {
		return nil
	}
	return s.openDate(d)
}

func (s *Screen) openDate(d house.Date) tea.Cmd {
	s.open, s.answers = &d, nil
	s.page = kit.NewScroll(s.env)
	s.showDate()
	return s.look(d.ID, d.On)
}

func (s *Screen) close() tea.Cmd {
	s.open = nil
	return s.load()
}

// readSoon has what is shown count as read after a moment.
func (s *Screen) readSoon() tea.Cmd {
	if s.timer || s.room.Seq <= s.read {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}

// markRead has all dates up to now count as read.
func (s *Screen) markRead() tea.Cmd {
	if s.room.Seq <= s.read {
		return nil
	}
	seq := s.room.Seq
	s.read = seq
	return posts.MarkRead(s.env, s.place, house.KindDate, seq)
}
