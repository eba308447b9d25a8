package talk

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

func (s *Talk) sayIt(w kit.Words) tea.Cmd {
	send := s.stream.Send
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		sent, err := send(ctx, h, a, w.Text, w.Key)
		return said{s, w.Key, sent, err}
	})
}

func editIt(id house.MessageID) func(context.Context, kit.House, house.Actor, kit.Words) error {
	return func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.Edit(ctx, a, id, w.Text)
		return err
	}
}

func (s *Talk) deleteIt(id house.MessageID) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if _, err := h.Delete(ctx, a, id); err != nil {
			return kit.Fail(err)
		}
		return nil // the room's event brings the tombstone
	})
}

func (s *Talk) tellTyping() tea.Cmd {
	place := s.stream.Place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Typing(ctx, a, place) // a sign only
		return nil
	})
}

// markRead has what was on screen count as read.
func (s *Talk) markRead() tea.Cmd {
	if s.seen <= s.read {
		return nil
	}
	stream, seq := s.stream, s.seen
	s.read, s.markedAt = seq, s.env.Now()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.MarkRead(ctx, a, stream.Place, stream.Kind, "", seq); err != nil {
			return nil // it stays unread; the next line tries again
		}
		return marked{s, seq}
	})
}

// saveUnsent stores what is on its way or stuck together with what stands in the
// field, so that a dropped line costs nothing.
func (s *Talk) saveUnsent() tea.Cmd {
	var texts []string
	for _, l := range s.out.lines {
		if l.state != stored {
			texts = append(texts, l.words.Text)
		}
	}
	if own := s.say.Text(); strings.TrimSpace(own) != "" {
		texts = append(texts, own)
	}
	if len(texts) == 0 {
		return s.say.Save()
	}
	d := house.Draft{Place: s.stream.Draft, Text: strings.Join(texts, "\n")}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.SaveDraft(ctx, a, d); err != nil {
			return kit.Fail(err)
		}
		return nil
	})
}
