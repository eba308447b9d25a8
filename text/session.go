package text

import (
	"strings"
	"time"
)

// Session is what there is to say about the session of a room. Words of people come
// cleaned, times in the reader's place.
type Session struct {
	State                   string
	Group                   bool
	Topic, Agreed           string
	Minutes                 int
	At, Began, Until, Ended time.Time
	TimeKey                 string // of the sentence about the time left, with Left
	Left                    int
	Keeps                   int // days chat lives, -1 kept, 0 not kept
	Shut                    bool
	Waiting                 []string
	Holds, Attends          bool
	Arrived, Here           bool
	Asked                   time.Time
	Gone                    []SessionGone
	Silent                  int // minutes; 0 = nothing to say about it
	Banned                  time.Time
	Why                     string
	Rules                   string
	Version                 int
	Accepted                bool
}

// SessionGone is somebody who is not there any more, and since when.
type SessionGone struct {
	Name  string
	Since time.Time
}

// SessionPerson is somebody who takes part.
type SessionPerson struct {
	Here, Door, Waits, Left, Accepted bool
	Gone, Wrote, Banned               time.Time
	Running                           bool
	Why                               string
}

// Zoned is a time of day with its zone, ZonedDate a day and a time of day.
func (p *Printer) Zoned(t time.Time) string { return p.Clock(t) + " " + t.Format("MST") }

// ZonedDate is a day and a time of day with its zone.
func (p *Printer) ZonedDate(t time.Time) string { return p.DateTime(t) + " " + t.Format("MST") }

// SessionTime is the sentence about the time of a running session.
func (p *Printer) SessionTime(s Session) string {
	return p.N(s.TimeKey, s.Left, "Until", p.Zoned(s.Until))
}

// Session is the session in whole sentences, the most urgent first.
func (p *Printer) Session(s Session) []string {
	var out []string
	say := func(on bool, key string, args ...any) {
		if on {
			out = append(out, p.T(key, args...))
		}
	}
	if !s.Banned.IsZero() {
		say(true, "session.banned", "When", p.ZonedDate(s.Banned))
		say(s.Why != "", "session.banned.why", "Why", s.Why)
	}
	head := p.T("session.kind.live")
	if s.Group {
		head = p.T("session.kind.group")
	}
	if s.Topic != "" {
		head += ". " + p.T("session.topic", "Topic", s.Topic)
	}
	if s.State != "none" {
		out = append(out, head)
	}
	planned := s.State == "planned" || s.State == "waiting"
	say(planned && !s.At.IsZero(), "session.planned.at", "When", p.ZonedDate(s.At), "Minutes", s.Minutes)
	say(s.State == "planned" && s.At.IsZero(), "session.planned", "Minutes", s.Minutes)
	if s.State == "running" {
		out = append(out, p.T("session.running", "Began", p.Zoned(s.Began)), p.SessionTime(s))
	}
	say(s.State == "none", "session.none")
	say(s.State == "none" && s.Holds, "session.none.holds")
	say((s.State == "none" || planned) && s.Attends && !s.Arrived, "session.none.attends")
	say(s.State == "ended", "session.ended", "When", p.ZonedDate(s.Ended))
	say(s.State != "running" && s.Agreed != "", "session.agreed", "Text", s.Agreed)
	say(s.State == "waiting" && s.Arrived, "session.waits.you")
	say(len(s.Waiting) > 0 && s.Holds, "session.waits", "Names", strings.Join(s.Waiting, ", "))
	say(s.Here, "session.asked.you")
	for _, gone := range s.Gone {
		say(s.Holds, "session.gone", "Name", gone.Name, "When", p.Zoned(gone.Since))
	}
	if s.Silent > 0 && s.Holds {
		out = append(out, p.N("session.silent", s.Silent))
	}
	say(s.Holds && !s.Asked.IsZero() && s.State == "running", "session.asked", "When", p.Zoned(s.Asked))
	if s.Version > 0 {
		say(s.Attends && s.Accepted, "session.rules.accepted")
		say(s.Attends && !s.Accepted, "session.rules.ask")
	}
	say(s.Shut && s.State != "running", "session.shut")
	return append(out, p.sessionKeeps(s.Keeps))
}

func (p *Printer) sessionKeeps(days int) string {
	switch {
	case days == 0:
		return p.T("session.keeps.not")
	case days > 0:
		return p.N("session.keeps.days", days)
	}
	return p.T("session.keeps.ever")
}

// SessionRules are the rules of a group as a text, "" where there are none.
func (p *Printer) SessionRules(s Session) string {
	switch {
	case s.Version == 0:
		return ""
	case s.Rules == "":
		return p.T("session.rules.sealed")
	}
	return p.T("session.rules") + "\n" + s.Rules
}

// SessionPerson is what is known of somebody who takes part.
func (p *Printer) SessionPerson(s SessionPerson) string {
	var out []string
	say := func(on bool, key string, args ...any) {
		if on {
			out = append(out, p.T(key, args...))
		}
	}
	say(s.Door, "session.is.door")
	say(s.Waits, "session.is.waits")
	say(s.Left, "session.is.left")
	switch {
	case s.Door || s.Left:
	case s.Here:
		say(true, "session.is.here")
	case !s.Gone.IsZero():
		say(true, "session.is.gone", "When", p.Zoned(s.Gone))
	case !s.Waits:
		say(true, "session.is.away")
	}
	say(s.Running && !s.Wrote.IsZero(), "session.is.wrote", "When", p.Zoned(s.Wrote))
	say(!s.Accepted && !s.Door, "session.is.rules")
	switch {
	case s.Banned.IsZero():
	case s.Why != "":
		say(true, "session.is.banned.why", "When", p.ZonedDate(s.Banned), "Why", s.Why)
	default:
		say(true, "session.is.banned", "When", p.ZonedDate(s.Banned))
	}
	return strings.Join(out, ", ")
}
