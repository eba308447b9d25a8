package kit

import (
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

// SessionOf is a session as text says it, in the reader's place and cleaned.
func (e *Env) SessionOf(v house.Session) text.Session {
	key, left := v.TimeKey(e.Now())
	in := func(t time.Time) time.Time { return t.In(e.Location) }
	s := text.Session{
		State: v.State, Group: v.Group, Topic: Clean(v.Topic), Agreed: Clean(v.Agreed), Minutes: v.Minutes,
		At: in(v.At), Began: in(v.Began), Until: in(v.Until), Ended: in(v.Ended), TimeKey: key, Left: left, Keeps: v.Keeps, Shut: v.Shut,
		Holds: v.Holds, Attends: v.Attends, Arrived: v.Arrived, Here: v.Here, Asked: in(v.Asked), Banned: in(v.Banned), Why: Clean(v.Why),
		Rules: Clean(v.Rules), Version: v.Version, Accepted: v.Accepted,
	}
	for _, name := range v.Waiting {
		s.Waiting = append(s.Waiting, Clean(name))
	}
	if v.IsSilent() {
		s.Silent = v.Silent
	}
	for _, p := range v.People {
		if v.State == house.SessionRunning && !p.Gone.IsZero() && !p.Left && len(s.Gone) < 3 {
			s.Gone = append(s.Gone, text.SessionGone{Name: Clean(p.Name), Since: in(p.Gone)})
		}
	}
	return s
}

// SessionTick is when what is said of a session changes next by the clock alone; 0 =
// never.
func (e *Env) SessionTick(v house.Session) time.Duration {
	switch v.State {
	case house.SessionRunning:
		left := v.Until.Sub(e.Now()) % time.Minute
		if left <= 0 {
			left += time.Minute
		}
		return min(left+50*time.Millisecond, time.Minute)
	case house.SessionWaiting:
		return time.Minute
	}
	return 0
}
