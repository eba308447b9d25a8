package house

import (
	"sync"
	"time"
)

const (
	freeGuesses    = 5 // wrong passwords of an account, by those inside, before the first pause
	firstPause     = time.Second
	longestPause   = 30 * time.Second
	guessForgotten = 10 * time.Minute
	maxGuessers    = 16_384
)

// patience slows down who guesses a password from inside: somebody who came in
// by a key, or sits down at a terminal that was left open. The doors have their
// own (they know where a guess comes from). It lives in memory only.
type patience struct {
	mu  sync.Mutex
	who map[PersonID]*guesses
}

type guesses struct {
	wrong int
	last  time.Time
}

func newPatience() *patience { return &patience{who: map[PersonID]*guesses{}} }

// guess asks whether a try may be checked, and counts it as wrong, so that many
// at once do not pass as one; right takes that back. During a pause the right
// password is refused like a wrong one.
func (p *patience) guess(person PersonID, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.who[person]
	if g == nil || now.Sub(g.last) >= guessForgotten {
		p.tidy(now)
		g = &guesses{}
		p.who[person] = g
	}
	if n := g.wrong - freeGuesses; n >= 0 && now.Before(g.last.Add(min(firstPause<<min(n, 16), longestPause))) {
		return Errorf(Unavailable, "error.throttled")
	}
	g.wrong++
	g.last = now
	return nil
}

// right forgets the tries of somebody who knew the password.
func (p *patience) right(person PersonID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.who, person)
}

// undo takes back what guess counted, for a try that was not checked.
func (p *patience) undo(person PersonID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g := p.who[person]; g != nil && g.wrong > 0 {
		g.wrong--
	}
}

// tidy drops what is forgotten, and all where that is little. It is called with
// mu held.
func (p *patience) tidy(now time.Time) {
	if len(p.who) < maxGuessers {
		return
	}
	for id, g := range p.who {
		if now.Sub(g.last) >= guessForgotten {
			delete(p.who, id)
		}
	}
	if len(p.who) >= maxGuessers {
		clear(p.who)
	}
}
