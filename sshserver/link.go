package sshserver

import (
	"crypto/rand"
	"net"
	"net/netip"
	"sync"
	"time"
)

// link is one connection from accepting to closing. It bounds how long a write
// to the network may take, and whatever ends with the connection hangs on it.
type link struct {
	net.Conn
	id    string // random, for logs; says nothing about who it is
	from  netip.Prefix
	known func() // called when somebody has been let in; further calls do nothing
	gone  func() // called once, when the connection ends

	mu        sync.Mutex
	closed    bool
	visit     *visit
	alive     *pulse
	terminals int
	plain     int
	seats     int // sessions that are waiting to begin or going on
	lingering int // sessions that are over and whose client has not closed yet
	emptied   func()
	dismissed bool // no session begins any more
	idle      time.Duration
	resting   *time.Timer // runs while no session sits here
	requests  allowance   // to the connection as a whole
}

func newLink(c net.Conn, from netip.Prefix) *link {
	return &link{
		Conn: c, id: rand.Text()[:10], from: from, known: func() {}, gone: func() {},
		requests: newAllowance(maxRequests, requestGain, time.Now()),
	}
}

// Write gives the client a while to take what is sent.
func (l *link) Write(p []byte) (int, error) {
	if err := l.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
		return 0, err
	}
	return l.Conn.Write(p)
}

// Close ends the connection and everything that hangs on it: the visit's keys
// are zeroed.
func (l *link) Close() error {
	err := l.Conn.Close()
	l.mu.Lock()
	was := l.closed
	l.closed = true
	v, alive := l.visit, l.alive
	if l.resting != nil {
		l.resting.Stop()
	}
	l.mu.Unlock()
	if was {
		return err
	}
	if alive != nil {
		alive.stop()
	}
	if v != nil {
		v.end()
	}
	l.gone()
	return err
}

// enter makes v the visit of this connection. On a connection that is closed
// already the visit ends at once.
func (l *link) enter(v *visit) {
	l.mu.Lock()
	before, closed := l.visit, l.closed
	l.visit = v
	l.mu.Unlock()
	if before != nil && before != v {
		before.end()
	}
	if closed {
		v.end()
	}
}

// sit takes a place for a session; false when the connection has enough.
func (l *link) sit() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dismissed || l.seats >= maxTerminals+maxPlain || l.lingering >= maxLingering {
		return false
	}
	l.seats++
	if l.resting != nil {
		l.resting.Stop()
	}
	return true
}

// begin counts a session by its kind when it starts.
func (l *link) begin(terminal bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, most := l.kind(terminal)
	if *n >= most {
		return false
	}
	*n++
	return true
}

func (l *link) kind(terminal bool) (n *int, most int) {
	if terminal {
		return &l.terminals, maxTerminals
	}
	return &l.plain, maxPlain
}

// finish frees the place of a session that had begun. It comes before the
// client learns of the end, since the client may begin the next one at once.
func (l *link) finish(terminal bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, _ := l.kind(terminal)
	*n--
	l.seats--
	l.lingering++
}

// stand is the end of a session's channel; finished says that finish was called.
func (l *link) stand(finished bool) {
	l.mu.Lock()
	if finished {
		l.lingering--
	} else {
		l.seats--
	}
	emptied := l.emptied
	if l.seats+l.lingering > 0 {
		emptied = nil
	} else {
		l.rest()
	}
	l.mu.Unlock()
	if emptied != nil {
		emptied()
	}
}

// whenEmpty calls do as soon as no session sits on the connection any more.
func (l *link) whenEmpty(do func()) {
	l.mu.Lock()
	l.emptied = do
	empty := l.seats+l.lingering == 0
	l.mu.Unlock()
	if empty {
		do()
	}
}

// idleAfter closes the connection when no session has sat on it for d.
func (l *link) idleAfter(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.idle = d
	if l.seats+l.lingering == 0 {
		l.rest()
	}
}

// rest is called with mu held, while nobody sits here.
func (l *link) rest() {
	if l.resting != nil {
		l.resting.Stop()
	}
	if l.idle <= 0 || l.closed {
		return
	}
	l.resting = time.AfterFunc(l.idle, func() {
		l.mu.Lock()
		empty := l.seats+l.lingering == 0
		l.mu.Unlock()
		if empty {
			_ = l.Close()
		}
	})
}

// dismiss ends a connection whose visit or account is over: its sessions have a
// moment to say so, and no further one begins.
func (l *link) dismiss() {
	l.mu.Lock()
	l.dismissed = true
	l.mu.Unlock()
	most := time.AfterFunc(goodbyeTime, func() { _ = l.Close() })
	l.whenEmpty(func() { most.Stop(); _ = l.Close() })
}

// spend counts a request that no session made; false when there were too many.
func (l *link) spend() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.requests.take(time.Now())
}
