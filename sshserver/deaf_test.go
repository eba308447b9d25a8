package sshserver

import "net"

// deafConn is a connection that can only be closed.
type deafConn struct{ net.Conn }

func (deafConn) Close() error { return nil }
