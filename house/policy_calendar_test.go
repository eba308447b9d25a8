package house_test

import (
	"context"
	"time"

	"stockwerk/house"
)

// deedsWithCalendar are the deeds of house/calendar.go.
func deedsWithCalendar() []deed {
	now := time.Now()
	return []deed{
		{"NewDate", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewDate(ctx, a, desk, house.DateSpec{Title: "x"}))
		}},
		{"Dates", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Dates(ctx, a, desk, now, now.Add(time.Hour)))
		}},
		{"Date", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Date(ctx, a, s.date(), "")) }},
		{"DateAnswers", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.DateAnswers(ctx, a, s.date(), ""))
		}},
		{"AnswerDate", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AnswerDate(ctx, a, s.date(), "", "perhaps", ""))
		}},
		{"RemindMe", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RemindMe(ctx, a, s.date(), nil))
		}},
		{"CalendarICS", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.CalendarICS(ctx, a, desk)) }},
		{"ImportICS", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ImportICS(ctx, a, desk, "x", ""))
		}},
		{"EditDate", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.EditDate(ctx, a, s.date(), "", house.DateEdit{Title: new(string)}))
		}},
		{"CancelDate", "moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CancelDate(ctx, a, s.date(), "", true))
		}},
	}
}

// date is a date of the owner's, made when it is asked for first.
func (s *stage) date() house.MessageID {
	s.t.Helper()
	if s.posts["date"] == "" {
		sent, err := s.NewDate(s.t.Context(), s.who["owner"], desk, house.DateSpec{Title: "Treffen", Start: "2027-01-05 10:00"})
		s.must(err)
		s.posts["date"] = sent.ID
	}
	return s.posts["date"]
}
