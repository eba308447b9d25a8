package talk

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// outbox are one's own lines on their way into the house, in order: one at a
// time, each with a key that makes a second try harmless.
type outbox struct {
	lines []line
	clean func(kit.Words) string // a line's text as the house stores it
}

type line struct {
	words kit.Words
	at    time.Time
	after int64 // last sequence number known when it was given away
	state state
	id    house.MessageID // once the house has it
}

type state int64

const (
	waiting state = iota + 1
	flying
	stuck
	stored
)

func (o *outbox) failed() bool {
	return slices.ContainsFunc(o.lines, func(l line) bool { return l.state == stuck })
}

func (o *outbox) allStored() bool {
	return !slices.ContainsFunc(o.lines, func(l line) bool { return l.state != stored })
}

// next is the line to send now, nil when one is on its way or none waits.
func (o *outbox) next() *line {
	for i := range o.lines {
		switch o.lines[i].state {
		case flying, stuck:
			return nil
		case waiting:
			return &o.lines[i]
		}
	}
	return nil
}

func (o *outbox) find(key string) *line {
	i := slices.IndexFunc(o.lines, func(l line) bool { return l.words.Key == key })
	if i < 0 {
		return nil
	}
	return &o.lines[i]
}

// arrived drops the lines that are among the room's posts now, also those whose
// confirmation is still to come.
func (o *outbox) arrived(all []house.Post) {
	o.lines = slices.DeleteFunc(o.lines, func(l line) bool {
		if l.state != stored && l.state != flying {
			return false
		}
		for i := len(all) - 1; i >= 0 && all[i].Seq > l.after; i-- {
			p := all[i]
			if p.ID == l.id || l.state == flying && p.Mine && p.Text == o.clean(l.words) {
				return true
			}
		}
		return false
	})
}

// give takes a line out of the field and sends it.
func (s *Talk) give(w kit.Words) tea.Cmd {
	s.out.lines = append(s.out.lines, line{words: w, at: s.env.Now(), after: s.feed.Last(), state: waiting})
	if s.out.failed() {
		s.setAll(stuck, waiting)
	}
	s.typed = time.Time{}
	s.show()
	s.scroll.End()
	return tea.Batch(s.deliver(), s.toEnd())
}

// toEnd reads the newest lines where the window had left them.
func (s *Talk) toEnd() tea.Cmd {
	if s.feed.Newer {
		return s.newest()
	}
	return nil
}

func (s *Talk) setAll(from, to state) {
	for i := range s.out.lines {
		if s.out.lines[i].state == from {
			s.out.lines[i].state = to
		}
	}
}

// deliver sends the next line.
func (s *Talk) deliver() tea.Cmd {
	l := s.out.next()
	if l == nil {
		return nil
	}
	l.state = flying
	return s.sayIt(l.words)
}

// delivered is told what became of a line.
func (s *Talk) delivered(msg said) tea.Cmd {
	l := s.out.find(msg.key)
	if l == nil { // seen among the posts before
		return s.deliver()
	}
	if msg.err != nil {
		return s.undelivered(l, msg.err)
	}
	l.state, l.id = stored, msg.sent.ID
	s.out.arrived(s.feed.Posts())
	s.show()
	cmds := []tea.Cmd{s.deliver(), s.start(catchUp)}
	if s.room.ID == "" { // the line has made the room
		cmds = append(cmds, s.start(lookUp))
	}
	if s.out.allStored() {
		cmds = append(cmds, s.say.Save()) // the draft of it may go
	}
	return tea.Batch(cmds...)
}

// undelivered keeps the words: in the field, where they are to be changed before
// they can be taken, else as lines that can be sent again.
func (s *Talk) undelivered(l *line, err error) tea.Cmd {
	l.state = stuck
	if house.KindOf(err) == house.Invalid && s.say.IsEmpty() {
		s.say.SetText("", l.words.Text)
		key := l.words.Key
		s.out.lines = slices.DeleteFunc(s.out.lines, func(l line) bool { return l.words.Key == key })
	} else {
		s.setAll(waiting, stuck)
	}
	s.show()
	return tea.Batch(kit.Send(kit.Failed{Err: err}), s.Save(), s.deliver())
}

// again tries once more, with the same keys.
func (s *Talk) again() tea.Cmd {
	s.setAll(stuck, waiting)
	s.show()
	return s.deliver()
}

// dropFailed takes back what could not be sent, into the field.
func (s *Talk) dropFailed() tea.Cmd {
	var texts []string
	s.out.lines = slices.DeleteFunc(s.out.lines, func(l line) bool {
		if l.state == stuck {
			texts = append(texts, l.words.Text)
		}
		return l.state == stuck
	})
	if own := s.say.Text(); own != "" {
		texts = append(texts, own)
	}
	s.say.SetText("", strings.Join(texts, "\n"))
	s.show()
	return s.toField()
}
