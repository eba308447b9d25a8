package sshserver

import "sync/atomic"

// Figures are counts of what came to the doors and of what goes on behind them.
// None of them is about a person or an address.
type Figures struct {
	Connections int // open now
	Strangers   int // of these, not let in yet

	Screens, Prompts, Commands, Files int // sessions that go on now, by their kind

	Accepted  uint64 // connections that were let in, by whatever door
	Refused   uint64 // passwords and tickets that opened nothing
	Keys      uint64 // proved keys that opened nothing
	Throttled uint64 // passwords and tickets that were not looked at, after too many
	Turned    uint64 // connections that there was no room for
	Draining  bool   // nobody is let in any more
}

// Figures counts. Only the program calls it.
func (s *Server) Figures() Figures {
	f := Figures{
		Screens: int(s.counts.screens.Load()), Prompts: int(s.counts.prompts.Load()),
		Commands: int(s.counts.lines.Load()), Files: int(s.counts.files.Load()),
		Accepted: s.counts.accepted.Load(), Refused: s.counts.refused.Load(), Keys: s.counts.keys.Load(),
		Throttled: s.counts.throttled.Load(), Turned: s.counts.turned.Load(), Draining: s.draining(),
	}
	s.mu.Lock()
	in := s.listening
	s.mu.Unlock()
	if in != nil {
		in.mu.Lock()
		f.Connections, f.Strangers = len(in.links), in.strangers
		in.mu.Unlock()
	}
	return f
}

// counts are what the server itself counts.
type counts struct {
	screens, prompts, lines, files             atomic.Int64 // that go on now
	accepted, refused, keys, throttled, turned atomic.Uint64
}

// during counts a session while it goes on, however it ends.
func (c *counts) during(kind *atomic.Int64, front func() int) int {
	kind.Add(1)
	defer kind.Add(-1)
	return front()
}
