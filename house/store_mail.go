package house

import (
	"context"
	"time"
)

// MailRow is where a member wants to be told that something new waits for them. Text
// holds the address, which the house must be able to read while its owner is away; no
// screen and no command shows it to anybody else.
type MailRow struct {
	Person PersonID
	State  string    // one of the Mail states
	Often  string    // one of the Mail wishes
	Text   []byte    // mailText, sealed under the house's key
	Upto   time.Time // what is older was told
	Due    time.Time // no notice before; never zero
	Fails  int       // tries in a row that did not go out
	Seal   []byte
}

func (r *MailRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "mail", fields(string(r.Person), r.State, r.Often, r.Text)
}

type (
	mailReader interface {
		Mail(ctx context.Context, person PersonID) (MailRow, error)
		// MailsDue lists the confirmed addresses whose owners may be written to now,
		// by person.
		MailsDue(ctx context.Context, now time.Time) ([]MailRow, error)
		// Arrived tells whether any of what is unread in u, counted for person, came
		// after after and not after until.
		Arrived(ctx context.Context, person PersonID, u UnreadRow, after, until time.Time) (bool, error)
	}
	mailWriter interface {
		// PutMail inserts or replaces; DeletePersonRows deletes.
		PutMail(ctx context.Context, m MailRow) error
		DeleteMail(ctx context.Context, person PersonID) error
		// MoveMail sets Upto, Due and Fails of a row that stands as it was read, and
		// tells whether it did: of any number of racing callers exactly one gets true.
		MoveMail(ctx context.Context, was, now MailRow) (bool, error)
	}
)
