package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithMail are the deeds of house/mail.go, each about the actor alone.
func deedsWithMail() []deed {
	return []deed{
		{"Mail", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Mail(ctx, a)) }},
		{"SetMail", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetMail(ctx, a, "mara@example.org"))
		}},
		{"ConfirmMail", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.ConfirmMail(ctx, a, "ABCDEFGH"))
		}},
		{"SetMailOften", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetMailOften(ctx, a, house.MailHourly))
		}},
		{"DropMail", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.DropMail(ctx, a) }},
	}
}
