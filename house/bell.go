package house

import (
	"context"
	"strings"
	"sync"
	"time"
)

const (
	sweepsEvery = 2 * time.Second // for what a lost ring hid
	ringWithin  = 5 * time.Second
	maxPayload  = 7000 // bytes of one ring
	maxRings    = 4096 // lines that wait; more become "resync"
	resyncLine  = "resync"
)

// ringer collects what the other nodes are to hear: short lines without
// content, equal ones folded into one. Without a Bell nothing is collected.
type ringer struct {
	node  string // tells this process apart from the others
	ready chan struct{}

	mu    sync.Mutex
	on    bool
	lines []string
	seen  map[string]struct{}
}

func newRinger() *ringer {
	return &ringer{node: newID(), ready: make(chan struct{}, 1), seen: map[string]struct{}{}}
}

// ring never blocks.
func (r *ringer) ring(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, there := r.seen[line]; there || !r.on {
		return
	}
	if len(r.lines) == maxRings {
		clear(r.seen)
		r.lines, line = r.lines[:0], resyncLine
	}
	r.seen[line] = struct{}{}
	r.lines = append(r.lines, line)
	select {
	case r.ready <- struct{}{}:
	default:
	}
}

// take gives what waits, as many lines a payload as fit.
func (r *ringer) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	var b strings.Builder
	for _, line := range r.lines {
		if b.Len() > 0 && b.Len()+1+len(line) > maxPayload {
			out = append(out, b.String())
			b.Reset()
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	r.lines = r.lines[:0]
	clear(r.seen)
	return out
}

// hearBell carries news between the nodes until ctx ends. With one node it
// only waits.
func (s *Service) hearBell(ctx context.Context) error {
	bell := s.store.Bell()
	if bell == nil {
		<-ctx.Done()
		return nil
	}
	s.hub.bell.mu.Lock()
	s.hub.bell.on = true
	s.hub.bell.mu.Unlock()
	heard := bell.Rings(ctx)
	var done sync.WaitGroup
	done.Go(func() { s.ringOut(ctx, bell) })
	defer done.Wait()
	sweep, renew := time.NewTicker(sweepsEvery), time.NewTicker(renewsEvery)
	defer sweep.Stop()
	defer renew.Stop()
	known := map[RoomID]int64{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case payload, open := <-heard:
			if !open {
				<-ctx.Done()
				return nil
			}
			for line := range strings.SplitSeq(payload, "\n") {
				s.heard(line)
			}
		case <-sweep.C:
			s.sweepRooms(ctx, known)
			for _, room := range s.hub.presence.expire(s.clock()) {
				s.hub.tellRoom(EventPresence, room)
			}
		case <-renew.C:
			for _, line := range s.hub.presence.lines(s.hub.bell.node) {
				s.hub.bell.ring(line)
			}
		}
	}
}

// ringOut sends what waits, beside hearing, so that a slow database does not
// make this node deaf. What cannot be sent is found by the others' sweep.
func (s *Service) ringOut(ctx context.Context, bell Bell) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.hub.bell.ready:
		}
		for _, payload := range s.hub.bell.take() {
			within, cancel := context.WithTimeout(ctx, ringWithin)
			err := bell.Ring(within, payload)
			cancel()
			if err != nil && ctx.Err() == nil {
				s.log.Warn("bell not rung", "kind", string(KindOf(err)))
			}
		}
	}
}

// heard does what another node's line says. Lines are not trusted to be whole:
// at worst somebody reads something again.
func (s *Service) heard(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "m":
		s.recent.doubt(RoomID(rest))
		s.hub.tellRoom(EventRoom, RoomID(rest))
	case "r":
		s.cache.drop(RoomID(rest))
		s.hub.tellRoom(EventRoster, RoomID(rest))
	case "u":
		s.personChanged(PersonID(rest))
	case "w":
		s.hub.tellPerson(EventPerson, PersonID(rest))
	case "x":
		s.revoked(PersonID(rest))
	case "q", "d", "k":
		s.heardOfDevices(word, rest)
	case "f":
		s.misses.wrong(PersonID(rest))
	case "F":
		s.misses.take(PersonID(rest))
	case "t":
		s.termsChanged()
	case "n":
		s.learn(PersonID(rest))
	case "p":
		node, room, person, state, ok := presenceOf(rest)
		if ok && node != s.hub.bell.node && s.hub.presence.hear(node, room, person, state, s.clock()) {
			s.hub.tellRoom(EventPresence, room)
		}
	case "h":
		ctx, cancel := context.WithTimeout(context.Background(), rewatchWithin)
		defer cancel()
		s.houseHeard(ctx)
	case "y":
		s.heardHere(rest)
	case resyncLine:
		s.resync()
	}
}

// resync forgets everything that another node may have changed unheard.
func (s *Service) resync() {
	s.cache.dropAll()
	s.hub.sanctions.forgetAll()
	s.recent.doubtAll()
	s.agreements.forget()
	s.recheck()
	for _, person := range s.hub.livingPeople() {
		s.personChanged(person)
	}
	s.hub.tellAll(Event{Kind: EventResync})
}

// sweepRooms compares the change counters of the watched rooms with those that
// were seen before, for rings that were lost.
func (s *Service) sweepRooms(ctx context.Context, known map[RoomID]int64) {
	watched := s.hub.watched()
	if len(watched) == 0 {
		return
	}
	mods, err := s.store.RoomMods(ctx, watched)
	if err != nil {
		return // the next sweep tries again
	}
	for room := range known {
		if _, there := mods[room]; !there {
			delete(known, room)
		}
	}
	for room, mod := range mods {
		if mod > max(known[room], s.recent.top(room)) {
			s.recent.doubt(room)
			s.hub.tellRoom(EventRoom, room)
		}
		known[room] = mod
	}
}
