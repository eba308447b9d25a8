package sshserver

import (
	"sync"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
)

// visit is who is on a connection, from being let in to the connection's end.
// All sessions of the connection share it, so that what one of them unlocks,
// registers or redeems holds for the others.
type visit struct {
	house *house.Service

	mu     sync.Mutex
	actor  house.Actor
	before []house.Actor // earlier ones, whose keys end with the visit as well
	ended  bool
	key    gossh.PublicKey // proved on this connection and nobody's yet, or nil
}

// visitKey is where the visit stands in Permissions.ExtraData: the only way
// from the doors to the sessions.
type visitKey struct{}

func newVisit(h *house.Service, a house.Actor, key gossh.PublicKey) *visit {
	return &visit{house: h, actor: a, key: key}
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
	v.before = append(v.before, v.actor)
	v.actor = a
	v.mu.Unlock()
	if ended {
		v.house.Lock(a)
	}
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
	v.mu.Unlock()
	if was {
		return
	}
	for _, a := range all {
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
