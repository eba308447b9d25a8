package sshserver

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/text"
)

// door is what the SSH user name asks for.
type door int

const (
	doorMember   door = iota
	doorNew           // registration; nothing is asked
	doorNewByKey      // registration with a key that is proved first
	doorGuest         // the public part of the ground floor; nothing is asked
	doorTicket        // the ticket is the password; a key that a visitor bound opens their visit
)

// doorOf knows the names of the doors in any case, since phones begin words with
// capitals. A "+" stands in no member's name.
func doorOf(user string) door {
	switch strings.ToLower(user) {
	case "new":
		return doorNew
	case "new+key":
		return doorNewByKey
	case "guest":
		return doorGuest
	case "ticket":
		return doorTicket
	}
	return doorMember
}

// errRefused is the one answer to every wrong name, password, key and ticket.
var errRefused = errors.New("refused")

// entrance is one connection's way through the doors. Its methods are the
// callbacks of the authentication, which call one after the other.
//
// A client that sends "none" to new@ or guest@ is in at once, so it proves no
// key. Whoever wants a key to be kept at registration comes to new+key@, which
// accepts any proved key and, from clients without one, an empty dialogue;
// clients that begin with their key are also served at new@. At ticket@ and at
// the members' doors keys are tried before passwords, and a key that proved
// itself but opened nothing is remembered for keeping.
type entrance struct {
	s         *Server
	l         *link
	ctx       context.Context
	passwords int             // tries on this connection
	codes     int             // of a second factor
	key       gossh.PublicKey // the first one proved here that opened nothing
}

// config is what x/crypto/ssh asks of one connection.
func (e *entrance) config() *gossh.ServerConfig {
	return &gossh.ServerConfig{
		Config:                  algorithms(),
		ServerVersion:           serverVersion,
		MaxAuthTries:            maxAuthTries,
		PublicKeyAuthAlgorithms: keyAlgorithms(),
		BannerCallback:          func(gossh.ConnMetadata) string { return e.s.greeting() },
		NoClientAuth:            true,
		NoClientAuthCallback:    e.none,
		PublicKeyCallback:       e.offer,
		VerifiedPublicKeyCallback: func(c gossh.ConnMetadata, key gossh.PublicKey, _ *gossh.Permissions, _ string) (*gossh.Permissions, error) {
			return e.proved(c.User(), key)
		},
		PasswordCallback: func(c gossh.ConnMetadata, password []byte) (*gossh.Permissions, error) {
			return e.password(c.User(), string(password))
		},
		KeyboardInteractiveCallback: func(c gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
			return e.dialogue(c.User(), ask)
		},
		AuthLogCallback: func(_ gossh.ConnMetadata, _ string, err error) {
			if err == nil {
				e.l.known()
			}
		},
	}
}

// none lets in where nothing is asked.
func (e *entrance) none(c gossh.ConnMetadata) (*gossh.Permissions, error) {
	if d := doorOf(c.User()); d == doorNew || d == doorGuest {
		return e.stranger(d)
	}
	return nil, errRefused
}

// stranger lets in somebody who has not said who they are.
func (e *entrance) stranger(d door) (*gossh.Permissions, error) {
	if d == doorGuest {
		return e.enter(e.s.house.Guest())
	}
	return e.enter(e.s.house.Newcomer())
}

// enter lets a in, unless there are enough connections of the same person, or of
// strangers from the same place.
func (e *entrance) enter(a house.Actor) (*gossh.Permissions, error) {
	v := newVisit(e.s, e.l, a, e.key)
	if v == nil {
		e.s.house.Lock(a)
		e.s.counts.turned.Add(1)
		e.s.log.Info("connection turned away", "conn", e.l.id)
		return nil, &gossh.BannerError{Err: errRefused, Message: e.s.both("error.too_many_connections")}
	}
	e.l.enter(v)
	e.s.counts.accepted.Add(1)
	return v.permissions(), nil
}

// offer answers every key alike: whether it opens anything is decided only when
// the client has proved that it holds it, so that nobody can ask whose key this
// is.
func (e *entrance) offer(gossh.ConnMetadata, gossh.PublicKey) (*gossh.Permissions, error) {
	return nil, nil
}

// proved decides about a key that the client holds.
func (e *entrance) proved(user string, key gossh.PublicKey) (*gossh.Permissions, error) {
	start := time.Now()
	d := doorOf(user)
	if d == doorMember && len(user) <= maxAccountName {
		a, err := e.s.house.LoginKey(e.ctx, user, key.Marshal())
		var need *house.NeedCode
		switch {
		case err == nil:
			return e.byKey(user, a)
		case errors.As(err, &need):
			e.key = nil // it is kept already
			if need.AskPassword {
				need.End()
				return nil, e.thenPassword(user)
			}
			return nil, e.second(user, need)
		}
		if err := e.fault(err); err != nil {
			return nil, err
		}
	}
	if _, certificate := key.(*gossh.Certificate); !certificate && e.key == nil {
		e.key = key
	}
	if d == doorTicket {
		a, err := e.s.house.VisitByKey(e.ctx, key.Marshal())
		if err == nil {
			e.key = key // the visitor may keep it when they become a member
			return e.enter(a)
		}
		if err := e.fault(err); err != nil {
			return nil, err
		}
	}
	if d == doorNew || d == doorNewByKey || d == doorGuest {
		return e.stranger(d)
	}
	e.s.counts.keys.Add(1)
	e.s.log.Info("key refused", "conn", e.l.id)
	e.pause(start, e.s.limits.KeyRefusalTime)
	return nil, e.refusal()
}

// byKey lets a member in, or asks for the password too where they wished so.
// What is known so far goes into the closures of the next step: permissions do
// not survive a partial success.
func (e *entrance) byKey(user string, a house.Actor) (*gossh.Permissions, error) {
	set, err := e.s.house.Settings(e.ctx, a)
	if err != nil {
		return nil, cmp.Or(e.fault(err), errRefused) // no error would let them in
	}
	e.key = nil // it is kept already
	if !set.AskPassword {
		return e.enter(a)
	}
	return nil, e.thenPassword(user)
}

// thenPassword asks for the password after the key.
func (e *entrance) thenPassword(user string) error {
	return &gossh.PartialSuccessError{Next: gossh.ServerAuthCallbacks{
		PasswordCallback: func(_ gossh.ConnMetadata, password []byte) (*gossh.Permissions, error) {
			return e.byPassword(user, string(password))
		},
		KeyboardInteractiveCallback: func(_ gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
			return e.askPassword(user, ask)
		},
	}}
}

func (e *entrance) password(user, password string) (*gossh.Permissions, error) {
	switch d := doorOf(user); d {
	case doorMember:
		return e.byPassword(user, password)
	case doorTicket:
		p, err := e.ticket(password)
		return p, e.told(err)
	default:
		return e.stranger(d)
	}
}

func (e *entrance) dialogue(user string, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
	switch d := doorOf(user); d {
	case doorMember:
		return e.askPassword(user, ask)
	case doorTicket:
		return e.askTicket(ask)
	default:
		return e.stranger(d)
	}
}

func (e *entrance) askPassword(user string, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
	answers, err := ask("", "", []string{text.For(e.s.lang).T("door.password")}, []bool{false})
	if err != nil {
		return nil, err
	}
	if len(answers) != 1 {
		return nil, errRefused
	}
	p, err := e.member(user, answers[0])
	var need *house.NeedCode
	if errors.As(err, &need) {
		e.awaits(need)
		return e.askCode(user, need, ask) // within the same dialogue
	}
	return p, err
}

// askTicket asks again, within the same question, where the check character
// shows a typing error: that is no guess, and costs nobody a try.
func (e *entrance) askTicket(ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
	say := text.For(e.s.lang)
	hint := ""
	for range maxTypos {
		answers, err := ask("", hint, []string{say.T("door.ticket")}, []bool{true})
		if err != nil {
			return nil, err
		}
		p, err := e.ticket(answers[0])
		if !house.IsKey(err, "error.ticket_typo") {
			return p, err
		}
		hint = e.s.both("door.ticket_typo")
	}
	return nil, errRefused
}

// told adds the sentence about a typing error for clients that cannot be asked
// again.
func (e *entrance) told(err error) error {
	if house.IsKey(err, "error.ticket_typo") {
		return &gossh.BannerError{Err: errRefused, Message: e.s.both("door.ticket_typo")}
	}
	return err
}

// byPassword lets a member in, or asks for the code of their second factor.
func (e *entrance) byPassword(user, password string) (*gossh.Permissions, error) {
	p, err := e.member(user, password)
	var need *house.NeedCode
	if errors.As(err, &need) {
		return nil, e.second(user, need)
	}
	return p, err
}

// member checks name and password. The error is NeedCode where that is not enough.
func (e *entrance) member(user, password string) (*gossh.Permissions, error) {
	return e.try(user, func() (house.Actor, error) {
		if len(user) > maxAccountName {
			user = user[:maxAccountName] + "+" // nobody's, and checked like everybody's
		}
		return e.s.house.Login(e.ctx, user, password)
	})
}

// ticket checks a ticket. The error is error.ticket_typo where it cannot be one.
func (e *entrance) ticket(code string) (*gossh.Permissions, error) {
	var typo error
	p, err := e.try("ticket:"+e.l.from.String(), func() (house.Actor, error) {
		a, err := e.s.house.TicketDoor(e.ctx, code)
		if house.IsKey(err, "error.ticket_typo") {
			typo = err
		}
		return a, err
	})
	switch {
	case typo != nil:
		return nil, typo
	case errors.Is(err, errRefused) && !errors.As(err, new(*gossh.BannerError)):
		// One sentence for unknown, used, expired and revoked: what to do now.
		err = &gossh.BannerError{Err: errRefused, Message: e.s.both("door.ticket_unknown")}
	}
	return p, err
}
