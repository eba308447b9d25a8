package sshserver

import (
	"math"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
)

// visit is who is on a connection, from being let in to the connection's end.
// All sessions of the connection share it, so that what one of them unlocks,
// registers or redeems holds for the others.
type visit struct {
	house  *house.Service
	shares *shares
	link   *link
	idle   time.Duration // of members and visitors without a session

	mu     sync.Mutex
	actor  house.Actor
	before []house.Actor // earlier ones, whose keys end with the visit as well
	ended  bool
	share  share
	key    gossh.PublicKey // proved on this connection and nobody's yet, or nil
	kinds  map[string]int  // what runs on it now, for the person's list
}

// visitKey is where the visit stands in Permissions.ExtraData: the only way
// from the doors to the sessions.
type visitKey struct{}

// newVisit makes the visit of a connection, or nil where there are enough.
func newVisit(s *Server, l *link, a house.Actor, key gossh.PublicKey) *visit {
	k, most := s.shares.of(l.from, a)
	if !s.shares.take(k, most) {
		return nil
	}
	v := &visit{house: s.house, shares: s.shares, link: l, idle: s.limits.IdleTime, actor: a, share: k, key: key, kinds: map[string]int{}}
	v.house.Connected(a, v.running)
	v.follow(a)
	return v
}

// follow ends the connection with the actor's visit or account, also where no
// session would hear of it, and gives it the idle time of its sort.
func (v *visit) follow(a house.Actor) {
	v.house.WhenRevoked(a, func() {
		if v.Actor().Person() == a.Person() {
			v.link.dismiss()
		}
	})
	idle := v.idle
	if a.Person() == "" {
		idle /= guestsIdle
	}
	v.link.idleAfter(idle)
}

// running lists what runs on the connection.
func (v *visit) running() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var kinds []string
	for kind, n := range v.kinds {
		if n > 0 {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// runs counts a session of a kind until the function that it gives is called.
func (v *visit) runs(kind string) (over func()) {
	count := func(n int) {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.kinds[kind] += n
	}
	count(1)
	return func() { count(-1) }
}

func (v *visit) permissions() *gossh.Permissions {
	return &gossh.Permissions{ExtraData: map[any]any{visitKey{}: v}}
}

// visitOf returns the visit that the connection proved, or nil.
func visitOf(p *gossh.Permissions) *visit {
	if p == nil {
		return nil
	}
	v, _ := p.ExtraData[visitKey{}].(*visit)
	return v
}

// Actor is who the visit is now.
func (v *visit) Actor() house.Actor {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.actor
}

// SetActor follows a registration, a redemption or an opened lock.
func (v *visit) SetActor(a house.Actor) {
	v.mu.Lock()
	ended := v.ended
	before := v.actor
	v.before = append(v.before, before)
	v.actor = a
	old := v.share
	k, _ := v.shares.of(v.link.from, a)
	if !ended {
		v.shares.take(k, math.MaxInt) // is in already
		v.share = k
	}
	v.mu.Unlock()
	if ended {
		v.house.Lock(a)
		return
	}
	v.shares.give(old)
	v.house.Disconnected(before)
	v.house.Connected(a, v.running)
	v.follow(a)
}

// offered is a key that may be offered for keeping, in SSH wire format, and a
// name for it.
func (v *visit) offered() (key []byte, name string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.key == nil {
		return nil, ""
	}
	return v.key.Marshal(), keyName(v.key)
}

// end zeroes the keys that the visit opened.
func (v *visit) end() {
	v.mu.Lock()
	was := v.ended
	v.ended = true
	all := append(v.before, v.actor)
	v.before, v.key = nil, nil
	k := v.share
	v.mu.Unlock()
	if was {
		return
	}
	v.shares.give(k)
	for _, a := range all {
		v.house.Disconnected(a)
		v.house.Lock(a)
	}
}

// keyName is what a key is called until its owner finds a better name; SSH does
// not transmit the comment of a key.
func keyName(key gossh.PublicKey) string {
	switch key.Type() {
	case gossh.KeyAlgoED25519:
		return "ed25519"
	case gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256:
		return "token"
	case gossh.KeyAlgoRSA:
		return "rsa"
	}
	return "ecdsa"
}
