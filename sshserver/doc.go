// Package sshserver is the house's door: it finds out who is at the other end
// of an SSH connection, keeps what one connection may cost within limits, and
// hands terminals to the screens and lines to the commands.
//
// Connections and sessions are those of charm.land/ssh and wish; what they
// leave open is closed here: an own listener that counts (listener.go), an own
// way to say who somebody is (doors.go), an own handler of session channels
// that checks every request before the library sees it (channel.go).
//
// Who somebody is travels only as a visit (visit.go) in the permissions of the
// connection that proved it. Nothing here decides what a visit may do; that is
// package house. The package never sees the store and draws no screen.
//
// Start reading at New in server.go; all figures stand in limits.go.
package sshserver
