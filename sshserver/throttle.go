package sshserver

import (
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Penalties for wrong passwords and tickets. A source is refused for a while; an
// account only answers more slowly, since whoever knows a name could otherwise
// lock its owner out.
const (
	sourceFree    = 20 // wrong ones before the first penalty
	sourceFirst   = time.Second
	sourceLongest = 30 * time.Second

	accountFree    = 5
	accountFirst   = 250 * time.Millisecond
	accountLongest = 4 * time.Second

	forgottenAfter = 10 * time.Minute
	maxPenalties   = 16_384 // of each sort; beyond, the oldest tenth goes
)

// throttle remembers who guesses. It lives in memory only.
type throttle struct {
	clock func() time.Time

	mu       sync.Mutex
	sources  map[netip.Prefix]*penalty
	accounts map[string]*penalty
}

type penalty struct {
	wrong  int
	last   time.Time
	before time.Time // last as it was before the latest try
}

func newThrottle(clock func() time.Time) *throttle {
	return &throttle{clock: clock, sources: map[netip.Prefix]*penalty{}, accounts: map[string]*penalty{}}
}

// begin asks whether a try may be checked at all and how long to wait before.
// It counts the try as wrong, so that a hundred tries at once do not pass as
// one; right and undo take that back.
func (t *throttle) begin(from netip.Prefix, account string) (wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	s := remember(t.sources, from, now)
	if now.Before(s.last.Add(growing(s.wrong-sourceFree, sourceFirst, sourceLongest))) {
		return 0, false
	}
	a := remember(t.accounts, accountKey(account), now)
	wait = growing(a.wrong-accountFree, accountFirst, accountLongest)
	for _, p := range []*penalty{s, a} {
		p.wrong++
		p.before, p.last = p.last, now
	}
	return wait, true
}

// undo takes back what begin counted, for a try that was no guess: many people who
// come in rightly from one place must not have each other wait.
func (t *throttle) undo(from netip.Prefix, account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range []*penalty{t.sources[from], t.accounts[accountKey(account)]} {
		if p != nil && p.wrong > 0 {
			p.wrong--
			p.last = p.before
		}
	}
}

// right takes back what begin counted and forgives the account. Earlier wrong
// tries of the source stay: an own account must not wash guesses at others
// clean.
func (t *throttle) right(from netip.Prefix, account string) {
	t.undo(from, account)
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.accounts, accountKey(account))
}

// growing is no time up to the free tries, then doubles from first to longest.
func growing(n int, first, longest time.Duration) time.Duration {
	if n < 0 {
		return 0
	}
	return min(first<<min(n, 16), longest)
}

// remember returns the entry of k, a fresh one where the old one is forgotten.
func remember[K comparable](m map[K]*penalty, k K, now time.Time) *penalty {
	if p, ok := m[k]; ok && now.Sub(p.last) < forgottenAfter {
		return p
	}
	if len(m) >= maxPenalties {
		sweep(m, now)
	}
	p := &penalty{last: now}
	m[k] = p
	return p
}

// sweep drops what is forgotten, and if that is little, some of the rest.
func sweep[K comparable](m map[K]*penalty, now time.Time) {
	for k, p := range m {
		if now.Sub(p.last) >= forgottenAfter {
			delete(m, k)
		}
	}
	for k := range m {
		if len(m) <= maxPenalties*9/10 {
			return
		}
		delete(m, k)
	}
}

func accountKey(name string) string {
	return strings.ToLower(name[:min(len(name), maxAccountName)])
}
