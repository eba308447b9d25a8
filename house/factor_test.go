package house_test

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// TestTheVectorsOfRFC6238: its codes have eight digits, of which six are the last.
func TestTheVectorsOfRFC6238(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		full, err := totp.GenerateCodeCustom("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", time.Unix(at, 0), totp.ValidateOpts{Period: 30, Digits: otp.DigitsEight, Algorithm: otp.AlgorithmSHA1})
		if err != nil || full != want {
			t.Errorf("at %d: the library gives %q, %v, want %q", at, full, err, want)
		}
		if step, ok := house.FactorFits(secret, want[2:], 0, time.Unix(at, 0)); !ok || step != at/30 {
			t.Errorf("at %d: got step %d, %v, want %d", at, step, ok, at/30)
		}
		if _, ok := house.FactorFits(secret, want[2:], at/30, time.Unix(at, 0)); ok {
			t.Errorf("at %d: a used step is taken again", at)
		}
	}
}

func TestAClockMayBeOneStepOff(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1_800_000_015, 0)
	for steps, want := range map[int]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		code, err := totp.GenerateCode("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", now.Add(time.Duration(steps)*30*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := house.FactorFits(secret, code, 0, now); ok != want {
			t.Errorf("%d steps off: got %v, want %v", steps, ok, want)
		}
	}
}

// phone is somebody's second factor.
type phone struct {
	l      *lodge
	secret string
	codes  []string // backup codes
}

// withPhone switches somebody's second factor on.
func (l *lodge) withPhone(a house.Actor) *phone {
	l.t.Helper()
	offer, err := l.OfferFactor(l.t.Context(), a, phrase, "Stockwerk")
	l.must(err)
	p := &phone{l: l, secret: offer.Secret}
	p.codes, err = l.SetFactor(l.t.Context(), a, phrase, offer.Secret, p.code())
	l.must(err)
	l.by.Add(int64(time.Minute)) // what confirmed it is used
	return p
}

func (p *phone) code() string {
	p.l.t.Helper()
	code, err := totp.GenerateCode(p.secret, p.l.now())
	p.l.must(err)
	return code
}

// halfway is somebody after the right password.
func (l *lodge) halfway(name string) *house.NeedCode {
	l.t.Helper()
	a, err := l.Login(l.t.Context(), name, phrase)
	var need *house.NeedCode
	if !errors.As(err, &need) || a.Person() != "" {
		l.t.Fatalf("got %v, %v, want to be asked for a code", a.Name(), err)
	}
	return need
}

func TestASecondFactorIsAskedForAfterTheRightPasswordAlone(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	mara := l.member("mara")
	p := l.withPhone(mara)
	_, wrong := l.Login(ctx, "mara", "not the password")
	_, unknown := l.Login(ctx, "nobody9", "not the password")
	wantKey(t, "a wrong password", wrong, "error.login")
	wantKey(t, "an unknown name", unknown, "error.login")

	_, err := l.PassCode(ctx, l.halfway("mara"), "000000")
	wantKey(t, "a wrong code", err, "error.factor_wrong")
	a, err := l.PassCode(ctx, l.halfway("mara"), p.code())
	if err != nil || a.Name() != "mara" || a.Sealed() {
		t.Errorf("got %q, %v, want mara with open rooms", a.Name(), err)
	}
	if n, err := l.Misses(ctx, a); n != 2 || err != nil {
		t.Errorf("got %d misses, %v, want the wrong password and the wrong code", n, err)
	}
	if n, _ := l.Misses(ctx, a); n != 0 {
		t.Errorf("got %d misses again, want them told once", n)
	}
	_, err = l.PassCode(ctx, l.halfway("mara"), p.code())
	wantKey(t, "the same code again", err, "error.factor_wrong")
	l.by.Add(int64(30 * time.Second))
	_, err = l.PassCode(ctx, l.halfway("mara"), p.code())
	l.must(err)
	if _, err := l.PassCode(ctx, nil, p.code()); err == nil {
		t.Error("somebody without a proof comes in by a code")
	}

	key := ed25519Key(0)
	_, err = l.AddSSHKey(ctx, mara, "laptop", key)
	l.must(err)
	_, err = l.LoginKey(ctx, "mara", key)
	if !errors.As(err, new(*house.NeedCode)) {
		t.Errorf("by key: got %v, want to be asked for a code", err)
	}
}

func TestABackupCodeIsGoodOnce(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	mara := l.member("mara")
	p := l.withPhone(mara)
	if len(p.codes) != 8 || len(slices.Compact(slices.Sorted(slices.Values(p.codes)))) != 8 {
		t.Fatalf("got %q, want eight codes", p.codes)
	}
	_, err := l.PassCode(ctx, l.halfway("mara"), p.codes[3])
	l.must(err)
	_, err = l.PassCode(ctx, l.halfway("mara"), p.codes[3])
	wantKey(t, "again", err, "error.factor_wrong")
	if f, err := l.Factor(ctx, mara); err != nil || !f.On || f.Backups != 7 {
		t.Errorf("got %+v, %v, want seven left", f, err)
	}
	row, err := l.store.Factor(ctx, mara.Person())
	l.must(err)
	for _, code := range append(p.codes, p.secret) {
		if bytes.Contains(row.Text, []byte(code)) {
			t.Error("a secret lies open in the store")
		}
	}
	wantKey(t, "off without a code", l.DropFactor(ctx, mara, phrase, "123456"), "error.factor_wrong")
	wantKey(t, "off without the password", l.DropFactor(ctx, mara, "not the password", p.codes[0]), "error.password_wrong")
	l.must(l.DropFactor(ctx, mara, phrase, p.codes[0]))
	_, err = l.Login(ctx, "mara", phrase)
	l.must(err)
}

// TestOfTwoLoginsWithTheSameCodeOneComesIn, on both databases.
func TestOfTwoLoginsWithTheSameCodeOneComesIn(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		mara := l.member("mara")
		p := l.withPhone(mara)
		for round := range 6 {
			code := p.code()
			if round%2 == 1 {
				code = p.codes[round]
			}
			var in, out atomic.Int32
			var all sync.WaitGroup
			for range 4 {
				need := l.halfway("mara")
				all.Go(func() {
					switch _, err := l.PassCode(t.Context(), need, code); {
					case err == nil:
						in.Add(1)
					case house.IsKey(err, "error.factor_wrong"):
						out.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			all.Wait()
			if in.Load() != 1 || out.Load() != 3 {
				t.Errorf("round %d: %d came in and %d were refused, want one and three", round, in.Load(), out.Load())
			}
			l.by.Add(int64(25 * time.Hour)) // the wrong guesses are forgotten
		}
	})
}

func TestGuessingCodesIsSlow(t *testing.T) {
	l := newLodge(t)
	mara := l.member("mara")
	p := l.withPhone(mara)
	checked := 0
	for range 24 * 60 * 2 { // a guess every half minute, for a day
		_, err := l.PassCode(t.Context(), l.halfway("mara"), "nonsense")
		if house.IsKey(err, "error.factor_wrong") {
			checked++
		}
		l.by.Add(int64(30 * time.Second))
	}
	if checked > 120 || checked < 50 {
		t.Errorf("%d guesses were looked at in a day, want about a hundred", checked)
	}
	_, err := l.PassCode(t.Context(), l.halfway("mara"), p.code())
	wantKey(t, "the right code during a pause", err, "error.throttled")
	l.by.Add(int64(16 * time.Minute))
	_, err = l.PassCode(t.Context(), l.halfway("mara"), p.code())
	l.must(err)
}

func TestRecoveryAndActivationSwitchTheSecondFactorOff(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	admin := l.admin()
	r, mara := l.register(l.Newcomer(), "mara")
	l.withPhone(mara)
	out, back, err := l.Recover(ctx, "mara", r.Recovery, phrase)
	if err != nil || !out.FactorOff {
		t.Fatalf("got %+v, %v, want it said that the second factor is off", out, err)
	}
	_, err = l.Login(ctx, "mara", phrase)
	l.must(err)
	l.withPhone(back)
	issued, err := l.ActivationTicket(ctx, admin, "mara")
	l.must(err)
	l.registerBy(issued.Code, "mara")
	_, err = l.Login(ctx, "mara", phrase)
	l.must(err)
}

func TestAnEditedSecondFactorIsRefused(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	mara, vera := l.member("mara"), l.member("vera")
	l.withPhone(mara)
	l.withPhone(vera)
	theirs, err := l.store.Factor(ctx, vera.Person())
	l.must(err)
	mine, err := l.store.Factor(ctx, mara.Person())
	l.must(err)
	theirs.Person = mara.Person()
	l.must(l.store.InTx(ctx, func(tx house.Tx) error {
		_, err := tx.ReplaceFactor(ctx, mine, theirs)
		return err
	}))
	_, err = l.Login(ctx, "mara", phrase)
	wantKey(t, "somebody else's", err, "error.tampered")
}
