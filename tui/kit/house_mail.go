package kit

import (
	"context"

	"stockwerk/house"
)

// mails are notices by mail that something new waits.
type mails interface {
	Mail(ctx context.Context, a house.Actor) (house.Mail, error)
	SetMail(ctx context.Context, a house.Actor, address string) (house.Mail, error)
	ConfirmMail(ctx context.Context, a house.Actor, code string) (house.Mail, error)
	SetMailOften(ctx context.Context, a house.Actor, often string) (house.Mail, error)
	DropMail(ctx context.Context, a house.Actor) error
}
