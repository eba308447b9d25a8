package sshserver

import (
	"net/netip"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// LeaveDoorsOpen is the mistake that the self-test is for.
func (s *Server) LeaveDoorsOpen() {
	s.ssh.ServerConfigCallback = func(ssh.Context) *gossh.ServerConfig {
		return &gossh.ServerConfig{NoClientAuth: true, BannerCallback: func(gossh.ConnMetadata) string { return "open" }}
	}
}

// Throttle is the memory of wrong tries with a clock of the test.
type Throttle struct{ t *throttle }

// NewThrottle makes one.
func NewThrottle(clock func() time.Time) Throttle { return Throttle{newThrottle(clock)} }

// Begin and Right are begin and right for an address.
func (t Throttle) Begin(from, account string) (time.Duration, bool) {
	return t.t.begin(netip.MustParsePrefix(from), account)
}

// Right takes the try back.
func (t Throttle) Right(from, account string) { t.t.right(netip.MustParsePrefix(from), account) }

// Size is how many sources and accounts are remembered.
func (t Throttle) Size() (sources, accounts int) { return len(t.t.sources), len(t.t.accounts) }

// WatchOver begins to ask conn whether it is alive; closed is called when it is
// given up.
func WatchOver(conn gossh.Conn, closed func()) (stop func()) {
	l := &link{Conn: deafConn{}, gone: closed}
	l.watch(conn)
	return func() { _ = l.Close() }
}

// Patient is ch as sessions write to it; closed is called when the client is
// given up.
func Patient(ch gossh.Channel, closed func()) gossh.Channel {
	return patient{ch, &link{Conn: deafConn{}, gone: closed}, make(chan struct{}, 1)}
}

// SourceOf is the source that an address counts as.
var SourceOf = sourceOf
