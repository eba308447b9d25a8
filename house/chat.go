package house

import (
	"context"
	"strings"
	"time"
)

// Say puts a line into a room's chat; "/me waves" is told of the person rather
// than said. It is durable when it returns; a repeat under the same key gives
// the first one's id. Who may: those who may write in the room.
func (s *Service) Say(ctx context.Context, a Actor, place, text, key string) (Sent, error) {
	if name, direct := strings.CutPrefix(place, "@"); direct {
		return s.Send(ctx, a, name, text, key)
	}
	in, err := s.enter(ctx, a, place, DoSay)
	if err != nil {
		return Sent{}, err
	}
	m := outgoing{kind: KindChat, key: key, do: DoSay}
	if text, m.words.Action = strings.CutPrefix(strings.TrimSpace(text), "/me "); text == "/me" {
		text = ""
	}
	if m.words.Text, err = CleanText(text, MaxChat); err != nil {
		return Sent{}, err
	}
	s.gateSession(in, &m)
	sent, err := s.insert(ctx, in, m)
	if err == nil {
		s.stopsTyping(in.room.ID, a.person)
	}
	return sent, err
}

const (
	scrollback  = time.Hour      // of a chat that is not kept, when nobody is there
	longestTalk = 24 * time.Hour // of the same while somebody is there
)

// sweepTranscripts deletes chat lines whose time is over: in rooms that keep n
// days those that are older; in rooms that keep none those older than an hour
// as soon as nobody is there (those of a session that has ended at once), and older
// than a day in any case. Sweep calls it.
func (s *Service) sweepTranscripts(ctx context.Context, now time.Time) error {
	return s.eachRoom(ctx, func(room RoomRow) error { return s.sweepTranscript(ctx, room, now) })
}

func (s *Service) sweepTranscript(ctx context.Context, room RoomRow, now time.Time) error {
	if room.Transcript < 0 {
		return nil
	}
	if err := s.verify(&room); err != nil {
		return err
	}
	before := now.AddDate(0, 0, -room.Transcript)
	if room.Transcript == 0 {
		var err error
		if before, err = s.talkEnds(ctx, room, now); err != nil {
			return err
		}
	}
	// Asking is cheaper than writing, and almost always there is nothing to delete.
	oldest, err := s.store.Messages(ctx, MessageQuery{Room: room.ID, Kinds: []MessageKind{KindChat}, Limit: 1})
	if err != nil || len(oldest) == 0 || !oldest[0].Created.Before(before) {
		return err
	}
	gone := 0
	err = s.store.InTx(ctx, func(tx Tx) (err error) {
		gone = 0
		if held, err := s.held(ctx, tx, room.ID); err != nil || held {
			return err
		}
		if gone, err = tx.DeleteMessages(ctx, room.ID, before, KindChat); err != nil || gone == 0 {
			return err
		}
		return s.countEntries(ctx, tx, room.Floor, gone)
	})
	if err == nil && gone > 0 {
		s.publish(room.ID)
	}
	return err
}

// talkEnds is from when on the lines of a room that keeps none stay. While a session
// runs they all do, even if the line of everybody in it broke; once it has ended and
// nobody is there, what was said in it goes at once.
func (s *Service) talkEnds(ctx context.Context, room RoomRow, now time.Time) (time.Time, error) {
	somebody := len(s.hub.presence.in(room.ID, s.clock())) > 0
	session := sessionNow{}
	if room.hasSessions() {
		var err error
		if session, _, err = s.sessionOf(ctx, s.store, room.ID); err != nil {
			return time.Time{}, err
		}
		session = session.in(room, now)
	}
	before := now.Add(-scrollback)
	switch {
	case somebody || session.running():
		before = now.Add(-longestTalk)
	case session.Ended.After(before):
		before = session.Ended.Add(time.Millisecond) // which lines are dated by
	}
	return before, nil
}
