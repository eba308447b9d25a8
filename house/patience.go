package house

import (
	"sync"
	"time"
)

const maxGuessers = 16_384

// passwordPause is for passwords, by those inside. codePause is for the codes of the
// second factor, of which one in 300,000 is right: whoever guesses them knows the
// password already, and in a day gets at a hundred of them.
var (
	passwordPause = pause{free: 5, first: time.Second, longest: 30 * time.Second, forgotten: 10 * time.Minute}
	codePause     = pause{free: 5, first: 2 * time.Second, longest: 15 * time.Minute, forgotten: 24 * time.Hour}
)

// pause is how wrong guesses slow down the next.
type pause struct {
	free           int // wrong ones before the first pause
	first, longest time.Duration
	forgotten      time.Duration // after the last
}

// patience slows down who guesses a password from inside: somebody who came in
// by a key, or sits down at a terminal that was left open. The doors have their
// own (they know where a guess comes from). It lives in memory only.
type patience struct {
	pause pause

	mu  sync.Mutex
	who map[PersonID]*guesses
}

type guesses struct {
	wrong int
	last  time.Time
}

func newPatience(p pause) *patience { return &patience{pause: p, who: map[PersonID]*guesses{}} }

// guess asks whether a try may be checked, and counts it as wrong, so that many
// at once do not pass as one; right takes that back. During a pause the right
// password is refused like a wrong one.
func (p *patience) guess(person PersonID, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.who[person]
	if g == nil || now.Sub(g.last) >= p.pause.forgotten {
		p.tidy(now)
		g = &guesses{}
		p.who[person] = g
	}
	if n := g.wrong - p.pause.free; n >= 0 && now.Before(g.last.Add(min(p.pause.first<<min(n, 16), p.pause.longest))) {
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
		if now.Sub(g.last) >= p.pause.forgotten {
			delete(p.who, id)
		}
	}
	if len(p.who) >= maxGuessers {
		clear(p.who)
	}
}
