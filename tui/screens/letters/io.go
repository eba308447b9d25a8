package letters

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// load reads the room, its letters, what waits to be sent and what is agreed.
func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.mark, l.err = h.ReadMark(ctx, a, place, house.KindLetter, ""); l.err != nil && house.KindOf(l.err) != house.Forbidden {
			return l
		}
		if l.all, l.err = h.Letters(ctx, a, place); l.err != nil {
			return l
		}
		if l.later, l.err = h.LaterLetters(ctx, a, place); l.err != nil {
			return l
		}
		l.rules, l.err = h.LetterRules(ctx, a, place)
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong = s.env.Sentence(l.err)
		return nil
	}
	first := !s.known
	s.known, s.wrong = true, ""
	s.room, s.all, s.later, s.rules = l.room, l.all, l.later, l.rules
	s.watch.Read(l.room.Mod)
	if s.mark < 0 { // what was new when the screen opened stays marked while it is open
		s.mark = l.mark
	}
	s.read = max(s.read, l.mark)
	s.show()
	if first {
		s.begins()
	}
	if again {
		return s.load()
	}
	return s.readSoon()
}

// begins opens the letter that was asked for, or chooses the oldest unread one.
func (s *Screen) begins() {
	for _, l := range s.all {
		if l.ID == s.at {
			s.list.Select(string(l.ID))
			s.reading = true
			s.showPage()
			return
		}
	}
	for _, l := range s.all {
		if l.Seq > s.mark && !l.Own {
			s.list.Select(string(l.ID))
			return
		}
	}
	if n := len(s.all); n > 0 {
		s.list.Select(string(s.all[n-1].ID))
	}
}

// markRead has the letters up to the one in view count as read; after the newest,
// all there is.
func (s *Screen) markRead() tea.Cmd {
	l, ok := s.inView()
	if !ok || l.Seq <= s.read {
		return nil
	}
	seq := l.Seq
	if s.all[len(s.all)-1].ID == l.ID {
		seq = max(seq, s.room.Seq)
	}
	s.read = seq
	return posts.MarkRead(s.env, s.place, house.KindLetter, seq)
}

func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg { return did{s, say, do(ctx, h, a)} })
}

func (s *Screen) did(d did) tea.Cmd {
	if d.err != nil {
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err})) // it may have been sent meanwhile
	}
	return tea.Batch(s.load(), kit.Say(d.say))
}

func (s *Screen) askDelete() tea.Cmd {
	l, ok := s.selected()
	if !ok {
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t("letters.delete.title"), t("letters.delete.text"), t("common.delete"), func() tea.Cmd {
		s.reading = false
		return s.deed("letters.deleted", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.Delete(ctx, a, l.ID)
			return err
		})
	})
}

// askWithdraw takes a letter back; its words go into the field, so that none is lost.
func (s *Screen) askWithdraw() tea.Cmd {
	w, ok := s.waiting()
	if !ok {
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t("letters.withdraw.title", "Subject", kit.Clean(w.Subject)), t("letters.withdraw.text"), t("letters.withdraw.yes"), func() tea.Cmd {
		place := s.place + "/" + house.ToolLetters
		return s.deed("letters.withdrawn", func(ctx context.Context, h kit.House, a house.Actor) error {
			back, err := h.WithdrawLetter(ctx, a, w.ID)
			if err != nil {
				return err
			}
			if old, err := h.Draft(ctx, a, place); err == nil && old.Text != "" {
				return nil // what was begun stays; the words were on the screen
			}
			return h.SaveDraft(ctx, a, house.Draft{Place: place, Title: back.Subject, Text: back.Text})
		})
	})
}

// askTime puts a letter off, or forward.
func (s *Screen) askTime() tea.Cmd {
	w, ok := s.waiting()
	if !ok {
		return nil
	}
	t := s.env.T
	value := w.Due.In(s.env.Location).Format("2006-01-02 15:04")
	return s.env.Prompt(t("letters.time.title", "Subject", kit.Clean(w.Subject)), t("letters.time.label"), value, func(text string) tea.Cmd {
		due, err := house.ParseLater(text, s.env.Now().In(s.env.Location))
		if err == nil && due.IsZero() {
			return nil
		}
		if err != nil {
			return kit.Send(kit.Failed{Err: err})
		}
		return s.deed("letters.changed", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.ChangeLaterLetter(ctx, a, w.ID, house.LaterEdit{Due: &due})
			return err
		})
	})
}
