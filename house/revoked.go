package house

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"sync"
	"time"
	"weak"

	"stockwerk/vault"
)

// living knows the key rings of everybody who has come in, so that the end of a
// visit or an account, or a new key pair, ends every copy of the actors that
// came in before: also those of connections without a session, which no event
// reaches.
type living struct {
	mu    sync.Mutex
	rings map[PersonID]map[weak.Pointer[ring]]struct{}
}

func newLiving() *living { return &living{rings: map[PersonID]map[weak.Pointer[ring]]struct{}{}} }

// add keeps r for as long as somebody holds it.
func (l *living) add(person PersonID, r *ring) {
	p := weak.Make(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rings[person] == nil {
		l.rings[person] = map[weak.Pointer[ring]]struct{}{}
	}
	l.rings[person][p] = struct{}{}
	runtime.AddCleanup(r, func(p weak.Pointer[ring]) { l.drop(person, p) }, p)
}

func (l *living) drop(person PersonID, p weak.Pointer[ring]) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if delete(l.rings[person], p); len(l.rings[person]) == 0 {
		delete(l.rings, person)
	}
}

// of gives the rings of a person.
func (l *living) of(person PersonID) []*ring {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]*ring, 0, len(l.rings[person]))
	for p := range l.rings[person] {
		if r := p.Value(); r != nil {
			all = append(all, r)
		}
	}
	return all
}

// end ends all rings of a person.
func (l *living) end(person PersonID) {
	for _, r := range l.of(person) {
		r.end()
	}
}

func (l *living) people() []PersonID {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := make([]PersonID, 0, len(l.rings))
	for id := range l.rings {
		ids = append(ids, id)
	}
	return ids
}

// cameIn keeps an eye on the ring of somebody who came in with that key pair.
func (s *Service) cameIn(person PersonID, public vault.Public, r *ring) *ring {
	r.public = public
	r.enters(s.clock(), WayPassword, "")
	s.hub.living.add(person, r)
	return r
}

// letIn makes the actor of a member whose row was p when they proved who they
// are. Their account may have ended, or got other keys, since then.
func (s *Service) letIn(ctx context.Context, p PersonRow, who *vault.Identity) (Actor, error) {
	r := s.cameIn(p.ID, p.Public, newRing(who))
	now, err := s.ownRow(ctx, s.store, p.ID)
	if err == nil && !bytes.Equal(now.Public, p.Public) {
		err = errLogin()
	}
	if IsKey(err, "error.account_gone") {
		err = errLogin()
	}
	if err == nil {
		err = s.letsInNow(ctx, now)
	}
	if err != nil {
		r.end()
		return Actor{}, err
	}
	a, err := s.atDoor(ctx, s.actor(p, r))
	if err != nil {
		r.end()
	}
	return a, err
}

// WhenRevoked calls do, once and on a goroutine of its own, when the actor's
// visit or account ends or their keys were given up: from then on the actor may
// nothing, whoever holds a copy. The door closes the connection then.
func (s *Service) WhenRevoked(a Actor, do func()) { a.ring.whenEnded(do) }

// errGone is what an actor hears whose visit has ended, whose account has, or
// who came in with keys that were given up since.
func errGone(a Actor) error {
	if a.role == RoleGuestOf {
		return errNoRoom()
	}
	return Errorf(Forbidden, "error.session_over")
}

// recheck ends the rings of those who have gone, after bells were lost: their
// account or visit ended on another node, or they got another key pair.
func (s *Service) recheck() {
	ctx, cancel := context.WithTimeout(context.Background(), recheckWithin)
	defer cancel()
	for _, person := range s.hub.living.people() {
		p, err := s.store.Person(ctx, person)
		if err != nil && KindOf(err) != NotFound {
			continue
		}
		gone := err != nil || p.State == stateDeleted
		if !gone && p.Kind == personVisitor {
			rows, err := s.store.RostersOf(ctx, person)
			gone = err == nil && len(rows) == 0
		}
		_, out, err := s.shutOut(ctx, s.store, person)
		out = err == nil && out
		for _, r := range s.hub.living.of(person) {
			if gone || out && !r.isOutside() || !bytes.Equal(r.public, p.Public) || s.keyGone(ctx, person, r) {
				r.end()
			}
		}
	}
}

// keyGone tells whether the SSH key by which somebody came in was removed.
func (s *Service) keyGone(ctx context.Context, person PersonID, r *ring) bool {
	_, fingerprint := r.name()
	if fingerprint == "" {
		return false
	}
	keys, err := s.store.SSHKeys(ctx, person)
	return err == nil && !slices.ContainsFunc(keys, func(k SSHKeyRow) bool { return k.Fingerprint == fingerprint })
}

// recheckWithin bounds the queries of recheck.
const recheckWithin = 30 * time.Second
