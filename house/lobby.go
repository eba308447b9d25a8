package house

import (
	"context"
	"strconv"
	"time"
)

// LeaveWord leaves one message with the room while the visitor waits: the people in
// it read it at once: as a letter in rooms for counselling, else in the chat or, where
// there is none, on the board. The visitor finds it again in Stay and nothing else of the room. Who may: visitors who wait
// and will be able to write. A second one is a Conflict.
func (s *Service) LeaveWord(ctx context.Context, a Actor, text string) (Sent, error) {
	in, err := s.enterVisit(ctx, a)
	if err != nil {
		return Sent{}, err
	}
	switch {
	case in.me.State != stateWaiting:
		return Sent{}, Errorf(Conflict, "error.not_waiting")
	case !in.me.Write:
		return Sent{}, Errorf(Forbidden, "error.read_only")
	}
	m := outgoing{kind: KindChat, key: wordKey(in.me)}
	if m.words.Text, err = CleanText(text, MaxChat); err != nil {
		return Sent{}, err
	}
	switch {
	case in.hasTool(ToolLetters): // where it counts as what the client wrote first
		m.kind, m.words.Title, m.words.For = KindLetter, a.Name(), in.othersHere()
		if err := m.words.put(letterData{Client: true}); err != nil {
			return Sent{}, err
		}
	case !in.hasTool(ToolChat):
		m.kind, m.words.Title = KindBoard, a.Name()
	}
	sent, err := s.insert(ctx, in, m)
	if err == nil && sent.Repeat {
		return Sent{}, Errorf(Conflict, "error.word_left")
	}
	return sent, err
}

// wordKey makes the message of one wait unique: each visit has another end.
func wordKey(row RosterRow) string { return "lobby/" + strconv.FormatInt(row.Until.UnixMilli(), 10) }

// hasTool tells whether a tool is on in the room.
func (in access) hasTool(tool string) bool {
	for _, t := range toolsOf(in.room) {
		if t == tool {
			return true
		}
	}
	return false
}

// lobby is what somebody who waits is told: when whoever gave the ticket is there,
// by their card, and what they have written themselves.
func (s *Service) lobby(ctx context.Context, in access) (Lobby, error) {
	l := Lobby{Waiting: in.me.State == stateWaiting, May: in.me.Write}
	if !l.Waiting {
		return l, nil
	}
	row, err := s.store.CardOf(ctx, in.me.By)
	if err != nil && KindOf(err) != NotFound {
		return l, err
	}
	if err == nil {
		card, err := s.openCard(row)
		if err != nil {
			return l, err
		}
		now := s.clock()
		l.Hours, l.Zone = card.Hours, card.Zone
		l.Open, l.Next = openAt(card, now)
		if card.Away.at(now) {
			l.Away, l.AwayText, l.Back = true, card.Away.Text, card.Away.Until
		}
	}
	return l, s.ownWord(ctx, in, &l)
}

// ownWord finds what the visitor left during this wait.
func (s *Service) ownWord(ctx context.Context, in access, l *Lobby) error {
	row, err := s.store.MessageByIdem(ctx, in.room.ID, in.actor.person, s.idem(in, wordKey(in.me)))
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return err
	}
	if row.Deleted {
		return nil
	}
	k, err := s.key(ctx, in, row.Epoch)
	if err != nil {
		return err
	}
	w, err := s.openWords(k, row)
	if err != nil {
		return err
	}
	l.Word, l.WordAt = w.Text, row.Created
	return nil
}

// openAt tells whether a moment lies in the consulting hours of a card, and when the
// next ones begin; zero where there are none.
func openAt(card CardWords, now time.Time) (open bool, next time.Time) {
	zone, err := time.LoadLocation(card.Zone)
	if err != nil {
		zone = time.UTC
	}
	now = now.In(zone)
	for ahead := range 8 {
		day := now.AddDate(0, 0, ahead)
		for _, h := range card.Hours {
			if h.Day != day.Weekday() {
				continue
			}
			from := time.Date(day.Year(), day.Month(), day.Day(), 0, h.From, 0, 0, zone)
			to := time.Date(day.Year(), day.Month(), day.Day(), 0, h.To, 0, 0, zone)
			switch {
			case !now.Before(from) && now.Before(to):
				open = true
			case from.After(now) && (next.IsZero() || from.Before(next)):
				next = from
			}
		}
	}
	return open, next
}

// Stay is a visitor's view of their own visit. Who may: visitors, also while they
// wait and after the end.
func (s *Service) Stay(ctx context.Context, a Actor) (Stay, error) {
	in, err := s.enterVisit(ctx, a)
	if err != nil {
		return Stay{}, err
	}
	st := Stay{
		Name: a.Name(), Place: in.place, Until: in.me.Until, Gone: in.me.gone(in.room), Closed: in.room.State != roomOpen,
		Ended: in.me.over(s.clock()), Ticket: a.code != "",
	}
	st.Write = in.me.Write && !st.Ended && !st.Closed
	if inner, err := s.inner(ctx, in); err == nil {
		st.Room = in.state.text.Name + inner.Name
	}
	names, err := s.names(ctx, in, []PersonID{in.me.By})
	if err != nil {
		return Stay{}, err
	}
	st.By = names[in.me.By]
	if _, st.Returns, err = s.mayReturn(ctx, s.store, in.me); err != nil {
		return Stay{}, err
	}
	if st.Key, err = s.boundKey(ctx, a.person); err != nil {
		return Stay{}, err
	}
	if st.Join, err = s.mayBecome(ctx, in); err != nil {
		return Stay{}, err
	}
	st.Lobby, err = s.lobby(ctx, in)
	return st, err
}
