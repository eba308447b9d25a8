package kit

import (
	"context"
	"time"

	"stockwerk/house"
)

// calendar is the calendars of rooms.
type calendar interface {
	Dates(ctx context.Context, a house.Actor, place string, from, to time.Time) ([]house.Date, error)
	Date(ctx context.Context, a house.Actor, id house.MessageID, on string) (house.Date, error)
	NewDate(ctx context.Context, a house.Actor, place string, spec house.DateSpec) (house.Sent, error)
	EditDate(ctx context.Context, a house.Actor, id house.MessageID, on string, edit house.DateEdit) (house.Date, error)
	CancelDate(ctx context.Context, a house.Actor, id house.MessageID, on string, back bool) (house.Date, error)
	AnswerDate(ctx context.Context, a house.Actor, id house.MessageID, on, answer, note string) (house.Date, error)
	DateAnswers(ctx context.Context, a house.Actor, id house.MessageID, on string) ([]house.DateAnswer, error)
	ImportICS(ctx context.Context, a house.Actor, place, data, zone string) (house.Import, error)
	RemindMe(ctx context.Context, a house.Actor, id house.MessageID, before *time.Duration) (house.Date, error)
}
