package house

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"
)

// Notices by mail say that something new waits in the house, and nothing of what, where
// or from whom. A member gives the address and confirms it with a code that was sent
// there. What is sent, and when, is in mailsweep.go.

// States of an address.
const (
	MailNone  = ""      // none was given
	MailAsked = "asked" // a code was sent there, and waits to be typed in
	MailOn    = "on"
	MailLost  = "lost" // the address took nothing several times; nothing is sent any more
)

// How often a member wants to hear at most.
const (
	MailNever  = "never"
	MailDaily  = "daily"
	MailHourly = "hourly"
)

// mailGap is the time between two notices.
func mailGap(often string) time.Duration {
	if often == MailHourly {
		return time.Hour
	}
	return 24 * time.Hour
}

const (
	mailCodeFor   = 24 * time.Hour
	mailCodeTries = 5
	mailSending   = 20 * time.Second // for one letter
	maxAddress    = 254              // bytes
	codesPerHour  = 3                // sent for one member
	codesInAll    = 60               // sent by this node in an hour, against using it to flood others
)

// Mail is what a member has said about notices by mail.
type Mail struct {
	Offered bool   // the house sends mail at all
	Address string // "" = none
	State   string
	Often   string
}

// MailNotice is a letter that the house sends. It holds nothing but where to, in which
// language, and for an address that is to be confirmed the code.
type MailNotice struct {
	To   string
	Lang string // the member's; "" = the house's
	Code string // "" = something new waits
}

// Mailer sends letters. It says ErrNoMailbox where the address took none for good;
// every other error is one after which a later try may work.
type Mailer interface {
	SendNotice(ctx context.Context, n MailNotice) error
}

// ErrNoMailbox says that nobody has this address.
var ErrNoMailbox = errors.New("house: there is no such mailbox")

// mailText is what stands in MailRow.Text.
type mailText struct {
	Address string `json:"address"`
	Code    string `json:"code,omitempty"`
	Until   int64  `json:"until,omitempty"` // unix seconds; the code's
	Tries   int    `json:"tries,omitempty"` // wrong codes
}

func (s *Service) sealMail(r *MailRow, t mailText) {
	b, _ := json.Marshal(t) // strings and numbers cannot fail
	r.Text = s.vault.SealText("mail", string(r.Person), 0, b)
	s.stamp(r)
}

func (s *Service) openMail(r *MailRow) (mailText, error) {
	var t mailText
	if err := s.verify(r); err != nil {
		return t, err
	}
	b, err := s.vault.OpenText("mail", string(r.Person), 0, r.Text)
	if err != nil {
		return t, errTampered(err)
	}
	if err := json.Unmarshal(b, &t); err != nil {
		return t, errTampered(err)
	}
	return t, nil
}

// Mail gives what the actor said about notices by mail. Who may: members, about
// themselves; nobody sees another's.
func (s *Service) Mail(ctx context.Context, a Actor) (Mail, error) {
	if err := s.mayHouse(ctx, a, DoOwnData, nil); err != nil {
		return Mail{}, err
	}
	return s.mailOf(ctx, s.store, a.person)
}

func (s *Service) mailOf(ctx context.Context, r Reader, person PersonID) (Mail, error) {
	m := Mail{Offered: s.mailer != nil, Often: MailDaily}
	row, err := r.Mail(ctx, person)
	if KindOf(err) == NotFound {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	t, err := s.openMail(&row)
	m.Address, m.State, m.Often = t.Address, row.State, row.Often
	return m, err
}

// SetMail sends a code to an address, and keeps the address in place of one that was
// given before; ConfirmMail makes it hold. Who may: members, for themselves.
func (s *Service) SetMail(ctx context.Context, a Actor, address string) (Mail, error) {
	p, err := s.account(ctx, a)
	if err != nil {
		return Mail{}, err
	}
	if s.mailer == nil {
		return Mail{}, Errorf(Conflict, "error.mail_off")
	}
	address, err = cleanAddress(address)
	if err != nil {
		return Mail{}, err
	}
	if !s.codes.take(p.ID, s.clock()) {
		return Mail{}, Errorf(Unavailable, "error.mail_codes")
	}
	row := MailRow{Person: p.ID, State: MailAsked, Often: MailDaily, Upto: s.clock(), Due: s.clock()}
	t := mailText{Address: address, Code: rand.Text()[:8], Until: s.clock().Add(mailCodeFor).Unix()}
	within, cancel := context.WithTimeout(ctx, mailSending)
	defer cancel()
	err = s.mailer.SendNotice(within, MailNotice{To: address, Lang: p.Lang, Code: t.Code})
	s.mailed(err)
	switch {
	case errors.Is(err, ErrNoMailbox):
		return Mail{}, Errorf(Invalid, "error.mail_refused")
	case err != nil:
		return Mail{}, Errorf(Unavailable, "error.mail_unsent")
	}
	s.sealMail(&row, t)
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := s.ownRow(ctx, tx, p.ID); err != nil {
			return err
		}
		before, err := s.mailOf(ctx, tx, p.ID)
		if err != nil && !IsKey(err, "error.tampered") { // who gives a new one gets rid of it
			return err
		}
		if before.State != MailNone && before.Often != row.Often {
			row.Often = before.Often
			s.sealMail(&row, t)
		}
		return tx.PutMail(ctx, row)
	})
	return Mail{Offered: true, Address: address, State: MailAsked, Often: row.Often}, err
}

// ConfirmMail takes the code that was sent. Who may: members, for themselves.
func (s *Service) ConfirmMail(ctx context.Context, a Actor, code string) (Mail, error) {
	if _, err := s.account(ctx, a); err != nil {
		return Mail{}, err
	}
	code = strings.ToUpper(strings.TrimSpace(code))
	wrong := false
	err := s.changeMail(ctx, a, func(row *MailRow, t *mailText) error {
		wrong = false
		if row.State != MailAsked || s.clock().Unix() > t.Until || t.Tries >= mailCodeTries {
			return Errorf(Conflict, "error.mail_no_code")
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(t.Code)) != 1 {
			t.Tries++ // is written, so that nobody may guess on
			wrong = true
			return nil
		}
		*t = mailText{Address: t.Address}
		row.State, row.Upto, row.Due, row.Fails = MailOn, s.clock(), s.clock(), 0
		return nil
	})
	if err == nil && wrong {
		err = Errorf(Invalid, "error.mail_code")
	}
	if err != nil {
		return Mail{}, err
	}
	return s.mailOf(ctx, s.store, a.person)
}

// SetMailOften says how often the actor wants to hear at most. Who may: members, for
// themselves, once they gave an address.
func (s *Service) SetMailOften(ctx context.Context, a Actor, often string) (Mail, error) {
	if _, err := s.account(ctx, a); err != nil {
		return Mail{}, err
	}
	if !slices.Contains([]string{MailNever, MailDaily, MailHourly}, often) {
		return Mail{}, Errorf(Invalid, "error.invalid")
	}
	err := s.changeMail(ctx, a, func(row *MailRow, _ *mailText) error {
		row.Often, row.Due = often, s.clock()
		return nil
	})
	if err != nil {
		return Mail{}, err
	}
	return s.mailOf(ctx, s.store, a.person)
}

// DropMail forgets the actor's address; no error when there is none. Who may: members,
// for themselves.
func (s *Service) DropMail(ctx context.Context, a Actor) error {
	if _, err := s.account(ctx, a); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteMail(ctx, a.person) })
}

// changeMail changes the actor's row in one transaction.
func (s *Service) changeMail(ctx context.Context, a Actor, change func(*MailRow, *mailText) error) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if _, err := s.ownRow(ctx, tx, a.person); err != nil { // holds it, so that one changes at a time
			return err
		}
		row, err := tx.Mail(ctx, a.person)
		if KindOf(err) == NotFound {
			return Errorf(Conflict, "error.mail_none")
		}
		if err != nil {
			return err
		}
		t, err := s.openMail(&row)
		if err != nil {
			return err
		}
		if err := change(&row, &t); err != nil {
			return err
		}
		s.sealMail(&row, t)
		return tx.PutMail(ctx, row)
	})
}

// cleanAddress takes a plain address, name@domain.
func cleanAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	parsed, err := mail.ParseAddress(s)
	plain := strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r) }) < 0
	if err != nil || !plain || len(s) > maxAddress || parsed.Address != s || strings.Count(s, "@") != 1 {
		return "", Errorf(Invalid, "error.mail_address")
	}
	return s, nil
}

// mailed counts a letter that was given away, or that did not go out.
func (s *Service) mailed(err error) {
	if err == nil {
		s.figures.mails.Add(1)
		return
	}
	s.figures.unsent.Add(1)
	kind := "later"
	if errors.Is(err, ErrNoMailbox) {
		kind = "refused"
	}
	s.log.Warn("mail not sent", "kind", kind) // the cause quotes the address
}

// codeBook counts the codes that were sent in the last hour. It lives in memory only.
type codeBook struct {
	mu   sync.Mutex
	sent map[PersonID][]time.Time
}

// take counts one more, or refuses it.
func (b *codeBook) take(person PersonID, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := 0
	for id, times := range b.sent {
		times = slices.DeleteFunc(times, func(t time.Time) bool { return now.Sub(t) >= time.Hour })
		if all += len(times); len(times) == 0 {
			delete(b.sent, id)
			continue
		}
		b.sent[id] = times
	}
	if all >= codesInAll || len(b.sent[person]) >= codesPerHour {
		return false
	}
	if b.sent == nil {
		b.sent = map[PersonID][]time.Time{}
	}
	b.sent[person] = append(b.sent[person], now)
	return true
}
