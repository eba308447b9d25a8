package house

import (
	"context"
	"sync"
	"time"
)

const (
	nameLife = 30 * time.Second // how long an account deleted on another node keeps its name at most
	maxNames = 10_000
)

// nameCache remembers the names of members, so that a line read by a thousand
// sessions asks the store for its author once. Visitors' pseudonyms are never
// in it: each reader opens them with their own keys.
type nameCache struct {
	mu    sync.Mutex
	gen   int // counts what was forgotten, so that a name read before is not kept
	names map[PersonID]cachedName
}

type cachedName struct {
	name  string
	until time.Time
}

func newNameCache() *nameCache { return &nameCache{names: map[PersonID]cachedName{}} }

// known splits ids into those with a name in the cache and the others.
func (c *nameCache) known(ids []PersonID, now time.Time) (names map[PersonID]string, others []PersonID, gen int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	names = make(map[PersonID]string, len(ids))
	for _, id := range ids {
		if n, ok := c.names[id]; ok && now.Before(n.until) {
			names[id] = n.name
		} else {
			others = append(others, id)
		}
	}
	return names, others, c.gen
}

func (c *nameCache) keep(id PersonID, name string, gen int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gen != gen {
		return
	}
	if len(c.names) >= maxNames {
		clear(c.names)
	}
	c.names[id] = cachedName{name, now.Add(nameLife)}
}

func (c *nameCache) forget(id PersonID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	delete(c.names, id)
}

// knownNames is names, asking the store only for people not asked for lately.
func (s *Service) knownNames(ctx context.Context, in access, ids []PersonID) (map[PersonID]string, error) {
	now := s.clock()
	out, others, gen := s.hub.names.known(ids, now)
	if len(others) == 0 {
		return out, nil
	}
	fresh, err := s.names(ctx, in, others)
	if err != nil {
		return nil, err
	}
	for id, name := range fresh {
		out[id] = name
		row, member := in.state.roster[id]
		if member && row.Role != RoleVisitor && name != nobodysName && name != sealedName {
			s.hub.names.keep(id, name, gen, now)
		}
	}
	return out, nil
}
