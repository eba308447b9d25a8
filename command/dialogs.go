package command

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"

	"stockwerk/house"
	"stockwerk/text"
)

// register leads a newcomer to an account: terms, name, password, recovery code.
func (l *linear) register(ctx context.Context) error {
	e := l.e
	mode, may, err := l.holds(ctx)
	if err != nil || !may {
		return err
	}
	lang, err := l.language(ctx)
	if err != nil {
		return err
	}
	if to, ok := text.Parse(lang); ok {
		e.Lang = to
	}
	version, err := l.ground(ctx, house.TextTerms)
	if err != nil {
		return err
	}
	if _, err := l.ground(ctx, house.TextPrivacy); err != nil {
		return err
	}
	yes, err := l.yes(ctx, e.say().T("command.linear.accept_terms"))
	if err != nil || !yes {
		return err
	}
	r := house.Registration{Lang: lang, AcceptTerms: true, Version: version}
	if mode == house.ByApproval {
		if r.Message, err = e.answer(ctx, e.say().T("entry.message.ask")+" ", true); err != nil {
			return err
		}
	}
	if len(e.Key) > 0 {
		keep, err := l.yes(ctx, e.say().T("command.linear.keep_key"))
		if err != nil {
			return err
		}
		if keep {
			r.Key, r.KeyName = e.Key, e.KeyName
		}
	}
	done, ok, err := l.account(ctx, r, e.register)
	if err != nil || !ok {
		return err
	}
	return l.welcome(ctx, done)
}

// account asks for name and password until the house takes them, or the name
// is left empty.
func (l *linear) account(ctx context.Context, r house.Registration, sign func(context.Context, house.Registration) (house.Registered, error)) (house.Registered, bool, error) {
	e := l.e
	for {
		name, err := e.answer(ctx, e.say().T("command.ask.name")+" ", true)
		if err != nil || strings.TrimSpace(name) == "" {
			return house.Registered{}, false, err
		}
		r.Name = strings.TrimSpace(name)
		if r.Password, err = e.twice(e.say().T("command.ask.new_password"), e.say().T("command.ask.again")); err == nil {
			var done house.Registered
			if done, err = sign(ctx, r); err == nil {
				return done, true, nil
			}
		}
		if err := l.keepOn(err); err != nil {
			return house.Registered{}, false, err
		}
	}
}

// welcome shows the recovery code and has two of its groups typed back.
func (l *linear) welcome(ctx context.Context, r house.Registered) error {
	e := l.e
	l.print(e.registeredLines(r)...)
	groups := strings.Split(r.Recovery, "-")
	first, second := twoOf(len(groups))
	for _, i := range []int{first, second} {
		for {
			got, err := e.answer(ctx, e.say().T("command.ask.group", "N", i+1)+" ", true)
			if err != nil {
				return err
			}
			if strings.EqualFold(strings.TrimSpace(got), groups[i]) {
				break
			}
			l.print(e.say().T("command.linear.wrong_group"), e.say().T("command.register.recovery", "Code", r.Recovery))
		}
	}
	return errChanged
}

// twoOf picks two different places of n by chance, the lower first.
func twoOf(n int) (int, int) {
	if n < 2 {
		return 0, 0
	}
	a, b := below(n), below(n-1)
	if b >= a {
		b++
	}
	return min(a, b), max(a, b)
}

func below(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0 // any group will do
	}
	return int(i.Int64())
}

// recover gives a member new keys to the account by the recovery code.
func (l *linear) recover(ctx context.Context) error {
	e := l.e
	name, err := e.answer(ctx, e.say().T("command.ask.name")+" ", true)
	if err != nil || strings.TrimSpace(name) == "" {
		return err
	}
	code, err := e.secret(e.say().T("command.ask.recovery"))
	if err != nil {
		return err
	}
	password, err := e.twice(e.say().T("command.ask.new_password"), e.say().T("command.ask.again"))
	if err != nil {
		return err
	}
	r, member, err := e.House.Recover(ctx, strings.TrimSpace(name), strings.TrimSpace(code), password)
	if err != nil {
		return err
	}
	e.become(member)
	return l.welcome(ctx, r)
}

// redeem lets the bearer of a ticket in: privacy text and rules first, then
// consent, then a name.
func (l *linear) redeem(ctx context.Context) error {
	e := l.e
	door, err := e.House.Doorway(ctx, e.Actor)
	if err != nil {
		return err
	}
	if _, err := l.ground(ctx, house.TextPrivacy); err != nil {
		return err
	}
	if door.Privacy != "" {
		l.print("", e.say().T("floordesk.privacy_of", "Floor", oneLine(door.FloorName)), "", clean(door.Privacy))
	}
	l.printPage("ground.rules.title", "ground.rules.text")
	yes, err := l.yes(ctx, e.say().T("command.linear.accept_room"))
	if err != nil || !yes {
		return err
	}
	with := house.Redemption{Accept: true}
	if door.Free {
		if with.As, err = e.answer(ctx, e.say().T("command.ask.pseudonym")+" ", true); err != nil {
			return err
		}
		with.As = strings.TrimSpace(with.As)
	}
	r, err := e.redeem(ctx, with)
	if err != nil {
		return err
	}
	l.print(e.redeemedLines(r)...)
	return errChanged
}
