package letters

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// begin writes a new letter, reply answers the chosen one.
func (s *Screen) begin() tea.Cmd { return s.compose(house.Letter{}, "") }

func (s *Screen) reply() tea.Cmd {
	l, ok := s.selected()
	if !ok {
		return nil
	}
	return s.compose(l, "")
}

func (s *Screen) replyQuoting() tea.Cmd {
	l, ok := s.selected()
	if !ok {
		return nil
	}
	return s.compose(l, posts.Quote(s.env, house.Post{Author: l.Author, Text: l.Text}))
}

func (s *Screen) compose(to house.Letter, begin string) tea.Cmd {
	draft := s.place + "/" + house.ToolLetters
	subject := ""
	if to.ID != "" {
		draft, subject = draft+"/"+string(to.ID), house.ReplySubject(to.Subject)
	}
	c := s.field(draft, to)
	c.SetText(subject, begin)
	c.Before = s.askWhen
	place := s.place
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.WriteLetter(ctx, a, place, house.LetterSpec{Subject: w.Title, Text: w.Text, Reply: to.ID, Later: s.when, Key: w.Key})
		return err
	}
	c.Done = func() tea.Cmd {
		s.write = nil
		if s.when.IsZero() {
			return tea.Batch(s.load(), kit.Say("letters.sent"))
		}
		return tea.Batch(s.load(), kit.Say("letters.kept", "When", s.env.Due(s.when, false)))
	}
	return c.Init()
}

// change writes a letter anew that was not sent yet.
func (s *Screen) change() tea.Cmd {
	w, ok := s.waiting()
	if !ok {
		return nil
	}
	c := s.field("", s.find(w.ReplyTo))
	c.SetText(w.Subject, w.Text)
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, words kit.Words) error {
		_, err := h.ChangeLaterLetter(ctx, a, w.ID, house.LaterEdit{Subject: &words.Title, Text: &words.Text})
		return err
	}
	c.Done = func() tea.Cmd {
		s.write = nil
		return tea.Batch(s.load(), kit.Say("letters.changed"))
	}
	return nil
}

func (s *Screen) field(draft string, about house.Letter) *kit.Composer {
	c := kit.NewComposer(s.env, draft)
	c.To, c.Readers, c.Subject = s.env.T("letters.to"), s.env.Readers(s.room), true
	c.Close = func() tea.Cmd {
		s.write = nil
		return nil
	}
	s.write, s.about, s.when = c, about, time.Time{}
	s.above = kit.NewScroll(s.env)
	s.above.SetItems([]kit.Item{{ID: string(about.ID), Stamp: about.Mod, Draw: func(w int) []string { return s.words(about, w) }}})
	return c
}

// words are the letter that is answered without its head, which the list has shown.
func (s *Screen) words(l house.Letter, w int) []string {
	lines := []string{s.env.Styles.Strong.Of(kit.Fit(s.env.T("letters.row", "Subject", kit.Clean(l.Subject), "Name", kit.Clean(l.Author)), w))}
	return append(lines, kit.Wrap(kit.CleanText(l.Text), w)...)
}

// quote puts the letter that is answered into the answer.
func (s *Screen) quote() tea.Cmd {
	return s.write.Insert(posts.Quote(s.env, house.Post{Author: s.about.Author, Text: s.about.Text}))
}

// askWhen asks when the letter is sent: a letter cannot be taken back once it was.
func (s *Screen) askWhen(send func() tea.Cmd) tea.Cmd {
	t, now := s.env.T, s.env.Now().In(s.env.Location)
	at := func(when time.Time) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			s.when = when
			return send()
		}
	}
	morning := time.Date(now.Year(), now.Month(), now.Day()+1, 8, 0, 0, 0, now.Location())
	return kit.Send(kit.Ask{Title: t("letters.when.title"), Text: t("letters.when.text"), Options: []kit.Option{
		{Label: t("letters.when.now"), Do: at(time.Time{})},
		{Label: t("letters.when.later", "When", s.env.Due(morning, false)), Do: at(morning)},
		{Label: t("letters.when.other"), Do: func(string) tea.Cmd { return s.askOther(send) }},
		{Label: t("letters.when.not")},
	}})
}

func (s *Screen) askOther(send func() tea.Cmd) tea.Cmd {
	return s.env.Prompt(s.env.T("letters.when.title"), s.env.T("letters.time.label"), "", func(text string) tea.Cmd {
		when, err := house.ParseLater(text, s.env.Now().In(s.env.Location))
		if err == nil && when.IsZero() {
			err = house.Errorf(house.Invalid, "error.due")
		}
		if err != nil {
			return kit.Send(kit.Failed{Err: err})
		}
		s.when = when
		return send()
	})
}

func (s *Screen) copyIt() tea.Cmd {
	subject, text := "", ""
	if l, ok := s.selected(); ok {
		subject, text = l.Subject, l.Text
	} else if w, ok := s.waiting(); ok {
		subject, text = w.Subject, w.Text
	}
	return s.env.Copy(kit.Clean(subject) + "\n\n" + kit.CleanText(text))
}
