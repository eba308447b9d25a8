package house

import (
	"context"
	"time"
)

// upcomingDays is how far ahead dates are said to come up.
const upcomingDays = 14

// upcomingDates gives the next occurrence of each date of a room that is not over
// and to which the actor did not say no, with the reminder where its time has come.
func (s *Service) upcomingDates(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	var out []Upcoming
	now = now.In(time.Local)
	err := s.eachDate(ctx, in, func(d dateEntry) error {
		found := d.between(now, now.AddDate(0, 0, upcomingDays))
		if len(found) == 0 {
			return nil
		}
		answers, err := s.dateAnswers(ctx, in, d.post.ID)
		if err != nil {
			return err
		}
		for _, o := range found {
			if o.cancelled || answers.people[in.actor.person].to(o.on).Answer == AnswerNo {
				continue
			}
			v := s.viewDate(in, d, o, answers)
			start, _ := v.In(time.Local)
			out = append(out, Upcoming{
				Place: in.place + "/" + ToolCalendar, Entry: v.ID, Kind: KindDate, Title: v.Title, At: start, Day: v.AllDay, Zone: v.Zone,
				Reminder: v.Remind > 0 && !now.Before(start.Add(-v.Remind)),
			})
			break
		}
		return nil
	})
	return out, err
}
