package house

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
)

// A second factor is a code of six digits that a phone shows (RFC 6238: SHA-1, 30
// seconds). It is a gate at the door and no key: it keeps somebody out who knows the
// password or holds the SSH key, and opens no room. The house can read its secret, so
// that it can check codes; whoever may write in the database can take the row away, but
// opens nothing with that.

const (
	factorStep    = 30 * time.Second
	factorSecret  = 20 // bytes
	factorBackups = 8
	backupDigits  = 10 // of the house's alphabet, 50 bits
)

// Factor is how somebody's second factor stands.
type Factor struct {
	On      bool
	Backups int // backup codes that are left
}

// FactorOffer is a second factor that does not hold yet.
type FactorOffer struct {
	Secret string // base32, as people type it into their phone
	URI    string // otpauth://, as phones read it from a picture
}

// NeedCode is what Login and LoginKey return in place of an actor for somebody with a
// second factor: who they are was proved, and PassCode makes the actor. End it when that
// does not happen.
type NeedCode struct {
	// AskPassword says that they came by key and want to be asked for the password, too.
	AskPassword bool

	half Actor
}

// Error makes it an error, so that no caller can take it for an actor.
func (n *NeedCode) Error() string { return "house: the code of the second factor is missing" }

// End zeroes what the password opened.
func (n *NeedCode) End() { n.half.ring.lock() }

// factorBody is the sealed part of a row.
type factorBody struct {
	Secret  []byte   `json:"secret"`
	Backups [][]byte `json:"backups"` // the house's MAC of each code that is left
}

// Factor tells whether the actor has a second factor. Who may: members.
func (s *Service) Factor(ctx context.Context, a Actor) (Factor, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return Factor{}, err
	}
	_, body, on, err := s.factor(ctx, s.store, a.person)
	return Factor{On: on, Backups: len(body.Backups)}, err
}

// OfferFactor makes a new secret to put into a phone. Nothing is stored: SetFactor does
// that once the phone shows the right code. issuer is what the phone calls the house.
// Who may: members without a second factor, with their password.
func (s *Service) OfferFactor(ctx context.Context, a Actor, password, issuer string) (FactorOffer, error) {
	p, _, who, err := s.prove(ctx, a, password)
	if err != nil {
		return FactorOffer{}, err
	}
	who.Zero()
	if _, _, on, err := s.factor(ctx, s.store, p.ID); err != nil {
		return FactorOffer{}, err
	} else if on {
		return FactorOffer{}, errFactorThere()
	}
	secret := make([]byte, factorSecret)
	_, _ = rand.Read(secret) // never fails; see crypto/rand
	text := secretText(secret)
	clear(secret)
	// The label says who issues it, too; short, so that the picture is small.
	uri := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + p.Name, RawQuery: "secret=" + text + "&issuer=" + url.QueryEscape(issuer)}
	return FactorOffer{Secret: text, URI: uri.String()}, nil
}

// SetFactor has the house ask for a code at the door from now on, and gives backup
// codes, which are shown once; each opens the door once, where the phone is lost. Who
// may: members without a second factor, with their password and the code that the phone
// shows.
func (s *Service) SetFactor(ctx context.Context, a Actor, password, secret, code string) ([]string, error) {
	p, _, who, err := s.prove(ctx, a, password)
	if err != nil {
		return nil, err
	}
	who.Zero()
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(plainCode(secret)))
	if err != nil || len(raw) != factorSecret {
		return nil, Errorf(Invalid, "error.invalid")
	}
	defer clear(raw)
	step, ok := factorFits(raw, code, 0, s.clock())
	if !ok {
		return nil, Errorf(Invalid, "error.factor_wrong")
	}
	body := factorBody{Secret: raw}
	codes := make([]string, factorBackups)
	for i := range codes {
		codes[i] = newBackup()
		body.Backups = append(body.Backups, s.backupMAC(p.ID, codes[i]))
	}
	row := s.factorRow(p.ID, body, step)
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := s.ownRow(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := tx.AddFactor(ctx, row); KindOf(err) == Conflict && err != nil {
			return errFactorThere()
		} else if err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DropFactor has the house ask for no code any more. Who may: members, with their
// password and a code, of the phone or a backup code.
func (s *Service) DropFactor(ctx context.Context, a Actor, password, code string) error {
	p, _, who, err := s.prove(ctx, a, password)
	if err != nil {
		return err
	}
	who.Zero()
	if _, _, on, err := s.factor(ctx, s.store, p.ID); err != nil {
		return err
	} else if !on {
		return Errorf(Conflict, "error.factor_none")
	}
	if err := s.spendCode(ctx, p.ID, code); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteFactor(ctx, p.ID) })
}

// PassCode makes the actor of somebody who proved who they are and has a second factor.
// A code is good once; so is a backup code. Wrong ones are Forbidden error.factor_wrong,
// and after some of them every code is refused for a while. Who may: whoever holds what
// Login or LoginKey returned.
func (s *Service) PassCode(ctx context.Context, n *NeedCode, code string) (Actor, error) {
	if n == nil || n.half.person == "" || n.half.ring.over() {
		return Actor{}, errLogin()
	}
	if err := s.spendCode(ctx, n.half.person, code); err != nil && !IsKey(err, "error.factor_none") {
		return Actor{}, err // without one any more there is nothing to ask
	}
	return n.half, nil
}

// behindCode gives an actor who has just proved who they are, or NeedCode where that is
// not enough.
func (s *Service) behindCode(ctx context.Context, p PersonRow, a Actor, err error) (Actor, error) {
	if err != nil {
		return Actor{}, err
	}
	_, _, on, err := s.factor(ctx, s.store, p.ID)
	if err != nil {
		a.ring.end()
		return Actor{}, err
	}
	if on {
		return Actor{}, &NeedCode{AskPassword: settingsOf(p).AskPassword, half: a}
	}
	return a, nil
}

// spendCode checks a code and uses it up.
func (s *Service) spendCode(ctx context.Context, person PersonID, code string) error {
	if err := s.codeTries.guess(person, s.clock()); err != nil {
		return err
	}
	for range maxRaces {
		row, body, on, err := s.factor(ctx, s.store, person)
		if err == nil && !on {
			err = Errorf(Conflict, "error.factor_none")
		}
		if err != nil {
			s.codeTries.undo(person)
			return err
		}
		fresh, ok := s.spent(row, body, code)
		if !ok {
			s.misses.wrong(person)
			s.hub.bell.ring("f " + string(person))
			return Errorf(Forbidden, "error.factor_wrong")
		}
		won := false
		err = s.store.InTx(ctx, func(tx Tx) error {
			won, err = tx.ReplaceFactor(ctx, row, fresh)
			return err
		})
		if err != nil {
			s.codeTries.undo(person)
			return err
		}
		if won {
			s.codeTries.right(person)
			return nil
		}
		// Somebody else used a code meanwhile, perhaps this one: look again.
	}
	s.codeTries.undo(person)
	return Errorf(Unavailable, "error.slow_down")
}

// spent is the row after a code was used; ok is false for a wrong or used code.
func (s *Service) spent(row FactorRow, body factorBody, code string) (fresh FactorRow, ok bool) {
	if step, ok := factorFits(body.Secret, code, row.Step, s.clock()); ok {
		return s.factorRow(row.Person, body, step), true
	}
	mac := s.backupMAC(row.Person, code)
	for i, left := range body.Backups {
		if subtle.ConstantTimeCompare(left, mac) == 1 {
			body.Backups = slices.Delete(slices.Clone(body.Backups), i, i+1)
			return s.factorRow(row.Person, body, row.Step), true
		}
	}
	return row, false
}

// factorFits tells whether a code is that of now, or of the step before or after, whose
// clocks may be off, and of which step it is. Steps up to used are over.
func factorFits(secret []byte, code string, used int64, now time.Time) (step int64, ok bool) {
	code = plainCode(code)
	text := secretText(secret)
	now30 := now.Unix() / int64(factorStep/time.Second)
	for _, at := range []int64{now30, now30 - 1, now30 + 1} {
		if at > used && at > 0 && hotp.Validate(code, uint64(at), text) {
			return at, true
		}
	}
	return 0, false
}

// factor reads somebody's second factor; on is false without one.
func (s *Service) factor(ctx context.Context, r Reader, person PersonID) (row FactorRow, body factorBody, on bool, err error) {
	row, err = r.Factor(ctx, person)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return row, body, false, err
	}
	if err := s.verify(&row); err != nil {
		return row, body, false, err
	}
	plain, err := s.vault.OpenText("factor", string(person), 0, row.Text)
	if err != nil {
		return row, body, false, errTampered(err)
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &body); err != nil {
		return row, body, false, errTampered(err)
	}
	return row, body, true, nil
}

func (s *Service) factorRow(person PersonID, body factorBody, step int64) FactorRow {
	plain, _ := json.Marshal(body) //nolint:gosec // sealed in the next line; bytes cannot fail
	defer clear(plain)
	row := FactorRow{Person: person, Step: step, Text: s.vault.SealText("factor", string(person), 0, plain)}
	s.stamp(&row)
	return row
}

// backupMAC is how a backup code is kept.
func (s *Service) backupMAC(person PersonID, code string) []byte {
	return s.vault.Seal("factor.backup", fields(string(person), strings.ToUpper(plainCode(code)))...)
}

// newBackup is a backup code in two groups of five.
func newBackup() string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := make([]byte, backupDigits)
	_, _ = rand.Read(b) // never fails; see crypto/rand
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b[:backupDigits/2]) + "-" + string(b[backupDigits/2:])
}

func secretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// plainCode takes a code as people type it, in groups.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' {
			return -1
		}
		return r
	}, strings.TrimSpace(code))
}

func errFactorThere() error { return Errorf(Conflict, "error.factor_there") }
