package sshserver

import (
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// What a connection may cost, whoever is behind it. Every one of these figures
// is a door that stood open in the libraries below.
const (
	handshakeTimeout = 20 * time.Second // from accepting to being let in
	maxAuthTries     = 8                // an agent with five keys still reaches the password
	maxPasswords     = 3                // passwords and tickets, a connection
	maxTypos         = 3                // spellings of a ticket within one question
	maxAccountName   = 64               // bytes; longer names are nobody's

	maxTerminals = 1     // sessions with a terminal, a connection
	maxPlain     = 4     // sessions without one, a connection
	maxLingering = 16    // sessions that are over but not closed by the client
	maxRequests  = 2_000 // requests at once, a channel or a connection
	requestGain  = 1.0   // requests regained each second: who resizes all day is no flood
	maxCommand   = 64 << 10

	maxEnv      = 8
	maxEnvValue = 128 // bytes
	maxTerm     = 64  // bytes

	minColumns, maxColumns = 20, 500
	minRows, maxRows       = 5, 200

	writePatience  = 15 * time.Second // a client that does not read is let go
	goodbyeTime    = 20 * time.Second // for the sessions of a visit that was ended, to say so
	guestsIdle     = 10               // part of IdleTime that a guest's connection has
	aliveEvery     = 30 * time.Second
	aliveMisses    = 3
	hearOutTime    = 50 * time.Millisecond  // for the end of input that nobody wants
	explainTime    = 100 * time.Millisecond // for a sentence to be printed before a refusal
	serverVersion  = "SSH-2.0-Stockwerk"
	selfTestBudget = 5 * time.Second
)

// Limits are the figures that an operator or a test may change. A zero field
// takes its value from DefaultLimits.
type Limits struct {
	Connections     int // in all
	Unauthenticated int // connections that have not been let in yet, in all
	PerSource       int // of these, from one source: an IPv4 address or an IPv6 /64
	PerSecond       int // new connections a second from one source, and at once
	GuestsPerSource int // connections of guests, newcomers and bearers from one source
	PerPerson       int // connections of one member or visitor
	// LoopbackFactor multiplies the four above for connections from this machine:
	// tests, and the forwarders of a firewall, come from there.
	LoopbackFactor int
	// RefusalTime is the grain of time of a refused password or ticket: every
	// refusal takes a multiple of it.
	RefusalTime time.Duration
	// KeyRefusalTime is the same for keys, which cost less to check.
	KeyRefusalTime time.Duration
	// IdleTime is how long a member's or visitor's connection stays without a
	// session; a guest's stays a tenth of it.
	IdleTime time.Duration
}

// DefaultLimits returns the figures of the house.
func DefaultLimits() Limits {
	return Limits{
		Connections:     2_000,
		Unauthenticated: 128,
		PerSource:       16,
		PerSecond:       10,
		GuestsPerSource: 32,
		PerPerson:       32,
		LoopbackFactor:  100,
		RefusalTime:     400 * time.Millisecond,
		KeyRefusalTime:  25 * time.Millisecond,
		IdleTime:        10 * time.Minute,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ to, from *int }{
		{&l.Connections, &d.Connections},
		{&l.Unauthenticated, &d.Unauthenticated},
		{&l.PerSource, &d.PerSource},
		{&l.PerSecond, &d.PerSecond},
		{&l.GuestsPerSource, &d.GuestsPerSource},
		{&l.PerPerson, &d.PerPerson},
		{&l.LoopbackFactor, &d.LoopbackFactor},
	} {
		if *f.to <= 0 {
			*f.to = *f.from
		}
	}
	if l.RefusalTime <= 0 {
		l.RefusalTime = d.RefusalTime
	}
	if l.KeyRefusalTime <= 0 {
		l.KeyRefusalTime = d.KeyRefusalTime
	}
	if l.IdleTime <= 0 {
		l.IdleTime = d.IdleTime
	}
	return l
}

// algorithms is what the house speaks. Every client of the last ten years knows
// one of each row.
func algorithms() gossh.Config {
	return gossh.Config{
		KeyExchanges: []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519},
		Ciphers: []string{
			gossh.CipherChaCha20Poly1305, gossh.CipherAES256GCM, gossh.CipherAES128GCM, gossh.CipherAES256CTR,
		},
		MACs: []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM},
	}
}

// keyAlgorithms are the signatures by which a member may prove a key.
func keyAlgorithms() []string {
	return []string{
		gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521,
		gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512,
	}
}
