package sshserver

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// listener lets connections in as long as there is room, and closes the others
// at once: a connection costs memory long before anybody has said who they are.
type listener struct {
	net.Listener
	limits Limits
	clock  func() time.Time
	turned func() // called for each connection that was turned away

	mu        sync.Mutex
	links     map[*link]struct{}
	strangers int // links that have not been let in yet
	sources   map[netip.Prefix]*source
}

// source is what is remembered of where connections come from.
type source struct {
	strangers int
	allowance // of new connections
}

// maxSources is when idle sources are swept out.
const maxSources = 4_096

func newListener(below net.Listener, limits Limits, turned func()) *listener {
	return &listener{
		Listener: below, limits: limits, clock: time.Now, turned: turned,
		links: map[*link]struct{}{}, sources: map[netip.Prefix]*source{},
	}
}

// Accept waits for the next connection that there is room for.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if in := l.admit(c); in != nil {
			return in, nil
		}
		_ = c.Close()
		l.turned()
	}
}

func (l *listener) admit(c net.Conn) *link {
	from := sourceOf(c.RemoteAddr())
	perSource, perSecond := l.limits.PerSource, l.limits.PerSecond
	if from.Addr().IsLoopback() {
		perSource *= l.limits.LoopbackFactor
		perSecond *= l.limits.LoopbackFactor
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock()
	s := l.source(from, now, perSecond)
	if !s.take(now) || s.strangers >= perSource ||
		l.strangers >= l.limits.Unauthenticated || len(l.links) >= l.limits.Connections {
		return nil
	}
	in := newLink(c, from)
	in.known = sync.OnceFunc(func() { l.stranger(s, -1) })
	in.gone = func() { l.leave(in) }
	s.strangers++
	l.strangers++
	l.links[in] = struct{}{}
	return in
}

// source is called with mu held.
func (l *listener) source(from netip.Prefix, now time.Time, perSecond int) *source {
	if s, ok := l.sources[from]; ok {
		return s
	}
	if len(l.sources) >= maxSources {
		for p, s := range l.sources {
			if s.strangers == 0 && s.full(now) {
				delete(l.sources, p)
			}
		}
	}
	s := &source{allowance: newAllowance(float64(perSecond), float64(perSecond), now)}
	l.sources[from] = s
	return s
}

func (l *listener) stranger(s *source, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.strangers += n
	l.strangers += n
}

func (l *listener) leave(in *link) {
	in.known()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.links, in)
}

// all lists the connections that are open now.
func (l *listener) all() []*link {
	l.mu.Lock()
	defer l.mu.Unlock()
	links := make([]*link, 0, len(l.links))
	for in := range l.links {
		links = append(links, in)
	}
	return links
}

// sourceOf is the address that penalties and limits go by: one IPv4 address, or
// the /64 that one IPv6 customer has to themselves.
func sourceOf(addr net.Addr) netip.Prefix {
	var ip netip.Addr
	if tcp, ok := addr.(*net.TCPAddr); ok {
		ip = tcp.AddrPort().Addr().Unmap().WithZone("")
	}
	bits := 32
	if ip.Is6() && !ip.IsLoopback() {
		bits = 64
	} else if ip.Is6() {
		bits = 128
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// allowance is a bucket of things that one may do at once, refilled over time.
type allowance struct {
	most, gain, left float64 // gain is a second's refill
	last             time.Time
}

func newAllowance(most, gain float64, now time.Time) allowance {
	return allowance{most: most, gain: gain, left: most, last: now}
}

func (a *allowance) refill(now time.Time) {
	a.left = min(a.most, a.left+now.Sub(a.last).Seconds()*a.gain)
	a.last = now
}

func (a *allowance) take(now time.Time) bool {
	a.refill(now)
	if a.left < 1 {
		return false
	}
	a.left--
	return true
}

func (a *allowance) full(now time.Time) bool {
	a.refill(now)
	return a.left >= a.most
}
