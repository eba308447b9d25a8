package chat

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// talkTime is the session of the room over its chat: a line with its state and the time
// that is left, and the keys that belong to it.
type talkTime struct {
	known  bool
	now    house.Session
	timer  bool
	asking posts.Once
}

type (
	sessionLoaded struct {
		by  *Screen
		now house.Session
		err error
	}
	sessionDid struct {
		by  *Screen
		say string
		err error
	}
	sessionRang struct{ by *Screen }
)

// session takes what concerns the session; the talk gets every message as well.
func (s *Screen) session(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case sessionLoaded:
		if msg.by == s {
			return s.sessionLoaded(msg)
		}
	case sessionDid:
		if msg.by == s {
			if msg.err != nil {
				return tea.Batch(s.loadSession(), kit.Send(kit.Failed{Err: msg.err}))
			}
			return tea.Batch(s.loadSession(), kit.Say(msg.say))
		}
	case sessionRang:
		if msg.by == s {
			s.time.timer = false
			return s.loadSession()
		}
	case house.Event:
		if msg.Kind == house.EventResync || msg.Room == s.Room().ID && (msg.Kind == house.EventRoom || msg.Kind == house.EventRoster) {
			return s.loadSession()
		}
	case kit.Resumed:
		return s.loadSession()
	}
	if !s.time.known {
		return s.loadSession() // the room is known now, perhaps
	}
	return nil
}

func (s *Screen) loadSession() tea.Cmd {
	if !s.Room().HasSessions() || !s.time.asking.Begin() {
		return nil
	}
	s.time.known = true // asked for, at least
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		now, err := h.Session(ctx, a, place)
		return sessionLoaded{s, now, err}
	})
}

func (s *Screen) sessionLoaded(l sessionLoaded) tea.Cmd {
	again := s.time.asking.End()
	if l.err != nil { // the talk says what there is to say
		return nil
	}
	s.time.now = l.now
	if again {
		return s.loadSession()
	}
	after := s.env.SessionTick(l.now)
	if s.time.timer || after == 0 {
		return nil
	}
	s.time.timer = true
	return s.env.After(after, func(time.Time) tea.Msg { return sessionRang{s} })
}

// Keys are those of the talk and of the session.
func (s *Screen) Keys() []kit.Key {
	keys := s.Talk.Keys()
	if len(keys) == 0 || !s.Room().HasSessions() || s.Editing() {
		return keys
	}
	v := s.time.now
	running := v.State == house.SessionRunning
	answer := kit.Bind("ctrl+t", "session.key.here", s.answerHere).Unless(!running, "error.session_none")
	if v.Holds {
		answer = kit.Bind("ctrl+t", "session.key.check", s.askThere).Unless(!running, "error.session_none")
	}
	if v.Here || v.Holds && v.IsSilent() {
		answer = answer.InFooter()
	}
	panel := kit.Bind("ctrl+o", "session.key.panel", func() tea.Cmd {
		return kit.Send(kit.GoTool{Place: s.place, Tool: "session"})
	}).InFooter()
	return append([]kit.Key{answer, panel}, keys...)
}

func (s *Screen) answerHere() tea.Cmd {
	text, place := s.env.T("session.say.here"), s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.HereSession(ctx, a, place, text)
		return sessionDid{s, "session.did.here", err}
	})
}

func (s *Screen) askThere() tea.Cmd {
	text, place := s.env.T("session.say.still"), s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.CheckSession(ctx, a, place, text)
		return sessionDid{s, "session.did.check", err}
	})
}

// line is what stands over the chat, "" for nothing, and whether it is urgent.
func (s *Screen) line() (words string, urgent bool) {
	if !s.Room().HasSessions() {
		return "", false
	}
	v := s.env.SessionOf(s.time.now)
	switch {
	case v.Here:
		return s.env.T("session.line.asked", "Key", s.env.Cap("ctrl+t")), true
	case v.State == house.SessionRunning && v.Silent > 0 && v.Holds:
		return s.env.N("session.line.silent", v.Silent, "Key", s.env.Cap("ctrl+t"), "Time", s.env.Text.SessionTime(v)), true
	case v.State == house.SessionRunning:
		return s.env.Text.SessionTime(v), v.Left <= 10
	case v.State == house.SessionWaiting && v.Holds:
		return s.env.T("session.waits", "Names", join(v.Waiting)), true
	case v.State == house.SessionWaiting && v.Arrived:
		return s.env.T("session.waits.you"), false
	case v.State == house.SessionPlanned && !s.time.now.At.IsZero():
		return s.env.T("session.planned.at", "When", s.env.Text.ZonedDate(v.At), "Minutes", v.Minutes), false
	}
	return "", false
}

func join(names []string) string {
	out := ""
	for i, name := range names {
		if i > 0 {
			out += ", "
		}
		out += name
	}
	return out
}

// View is the talk below the line of the session.
func (s *Screen) View(w, h int) kit.View {
	words, urgent := s.line()
	if words == "" || h < 6 {
		return s.Talk.View(w, h)
	}
	style := s.env.Styles.Dim
	if urgent {
		style = s.env.Styles.Warn
	}
	var head []string
	for i, line := range kit.Wrap(words, w) {
		if i < 2 {
			head = append(head, style.Of(line))
		}
	}
	v := s.Talk.View(w, h-len(head))
	v.Lines = append(head, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	return v
}
