package house

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"stockwerk/vault"
)

// What was said at the end of a counselling, and what its clients say of it, are sealed
// objects of the room beside its messages.
const (
	caseEntry    = MessageID("case")
	endSlot      = "end"
	feedbackSlot = "feedback/"
	maxFeedback  = 4_000
)

// CaseEnd closes a counselling. Zero values: no summary, no date to look at it again,
// and the deletion that was agreed, else 30 days from now.
type CaseEnd struct {
	Title, Summary string
	FollowUp       time.Time
	Delete         time.Time
}

// CloseCase ends a counselling: the summary becomes the last letter, the room is
// read-only from then on, and is destroyed with its key on the day of deletion. Who may:
// who counsels, as the room's owner.
func (s *Service) CloseCase(ctx context.Context, a Actor, place string, end CaseEnd) (Case, error) {
	in, err := s.enter(ctx, a, place, DoCloseRoom)
	if err != nil {
		return Case{}, err
	}
	if _, err := s.runningCase(ctx, s.store, in.room.ID); err != nil {
		return Case{}, err
	}
	now := s.clock()
	switch {
	case !end.FollowUp.IsZero() && !end.FollowUp.After(now), !end.Delete.IsZero() && !end.Delete.After(now):
		return Case{}, Errorf(Invalid, "error.case_past")
	case end.Delete.After(now.AddDate(0, 0, maxCaseLife)):
		return Case{}, Errorf(Invalid, "error.days_invalid", "Max", maxCaseLife)
	case !end.FollowUp.IsZero() && !end.Delete.IsZero() && end.FollowUp.After(end.Delete):
		return Case{}, Errorf(Invalid, "error.case_follow_up")
	}
	if end.Delete, err = s.agreedDeletion(ctx, in, now, end.Delete); err != nil {
		return Case{}, err
	}
	m, err := s.endLetter(ctx, in, end)
	if err != nil {
		return Case{}, err
	}
	var fresh AnswerRow
	m.ready = func(_ context.Context, _ access, k *vault.RoomKey, m *outgoing, row MessageRow) (err error) {
		e := caseEnd{FollowUp: end.FollowUp.UTC()}
		if end.FollowUp.IsZero() {
			e.FollowUp = time.Time{}
		}
		if m.kind == KindLetter {
			e.Summary = row.ID
		}
		fresh, err = s.sealAnswer(k, caseEntry, endSlot, e)
		return err
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := tx.PutAnswer(ctx, fresh); err != nil {
			return err
		}
		return s.putClosed(ctx, tx, in.room.ID, end.Delete)
	}
	if _, err := s.insert(ctx, in, m); err != nil {
		return Case{}, err
	}
	s.tally(in.room.Floor, StatCasesClosed)
	s.rosterChanged(in.room.ID)
	return s.Case(ctx, a, place)
}

// endLetter is the summary on its way, or where there is none the house's line.
func (s *Service) endLetter(ctx context.Context, in access, end CaseEnd) (outgoing, error) {
	line := &EventLine{Key: "event.case_closed", Args: map[string]string{"Name": in.actor.Name()}}
	if strings.TrimSpace(end.Summary) == "" {
		return outgoing{kind: KindEvent, do: DoCloseRoom, words: words{Event: line}}, nil
	}
	m := outgoing{kind: KindLetter, do: DoCloseRoom}
	var err error
	if m.words.Title, err = optionalLine(end.Title, MaxTitle); err != nil {
		return m, err
	}
	if m.words.Title == "" {
		m.words.Title = s.declineTitle(ctx, in)
	}
	m.words.Text, err = CleanText(end.Summary, MaxText)
	if err == nil {
		s.tell(ctx, in, line.Key, line.Args)
	}
	return m, err
}

// runningCase is a case that somebody counsels.
func (s *Service) runningCase(ctx context.Context, r Reader, room RoomID) (CaseRow, error) {
	c, ok, err := s.caseIn(ctx, r, room)
	switch {
	case err != nil:
		return c, err
	case !ok:
		return c, Errorf(Invalid, "error.no_case")
	case c.State != CaseAccepted:
		return c, Errorf(Conflict, "error.contact_over")
	}
	return c, nil
}

func (s *Service) putClosed(ctx context.Context, tx Tx, id RoomID, deleteAt time.Time) error {
	c, err := s.runningCase(ctx, tx, id)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	room, err := s.heldRoom(ctx, tx, id)
	if err != nil {
		return err
	}
	room.State = roomClosed
	s.stamp(&room)
	if err := tx.PutRoom(ctx, room); err != nil {
		return err
	}
	if err := s.prolongVisits(ctx, tx, room, deleteAt); err != nil {
		return err
	}
	c.State, c.Closed, c.DeleteAt = CaseClosed, now, deleteAt.UTC().Truncate(time.Millisecond)
	s.stamp(&c)
	return tx.PutCase(ctx, c)
}

// agreedDeletion is when a counselling that is closed now goes: on the day that was
// wished for, which is no later than the contract says, else on that of the contract.
func (s *Service) agreedDeletion(ctx context.Context, in access, now, wish time.Time) (time.Time, error) {
	c, ok, err := s.agreedContract(ctx, in)
	if err != nil {
		return wish, err
	}
	agreed := time.Time{}
	if ok {
		agreed = c.DeleteAt(now)
	}
	switch {
	case wish.IsZero() && agreed.IsZero():
		return now.Add(closedLife), nil
	case wish.IsZero():
		return agreed, nil
	case !agreed.IsZero() && wish.After(agreed.AddDate(0, 0, 1)):
		return wish, Errorf(Conflict, "error.case_agreed", "Date", agreed.Format(time.DateOnly))
	}
	return wish, nil
}

// BringDeletionForward sets an earlier day for the deletion of a counselling that is
// over; a later one needs a new agreement, which a closed room cannot have. Who may: who
// counsels, as the room's owner.
func (s *Service) BringDeletionForward(ctx context.Context, a Actor, place string, at time.Time) (Case, error) {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return Case{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil { // holds it
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		c, ok, err := s.caseIn(ctx, tx, in.room.ID)
		switch {
		case err != nil:
			return err
		case !ok || c.State != CaseClosed:
			return Errorf(Conflict, "error.contact_running")
		case !at.Before(c.DeleteAt):
			return Errorf(Invalid, "error.case_later")
		}
		c.DeleteAt = at.UTC().Truncate(time.Millisecond)
		s.stamp(&c)
		return tx.PutCase(ctx, c)
	})
	if errors.Is(err, errRace) {
		return Case{}, Errorf(Conflict, "error.conflict", errRace)
	}
	if err != nil {
		return Case{}, err
	}
	s.rosterChanged(in.room.ID)
	return s.Case(ctx, a, place)
}

// GiveFeedback says what one thinks of a counselling that is over; a second sheet takes
// the place of the first. Those who counselled read it. Who may: its clients.
func (s *Service) GiveFeedback(ctx context.Context, a Actor, place string, f Feedback) (Case, error) {
	in, err := s.enter(ctx, a, place, DoFeedback)
	if err != nil {
		return Case{}, err
	}
	c, ok, err := s.caseIn(ctx, s.store, in.room.ID)
	switch {
	case err != nil:
		return Case{}, err
	case !ok:
		return Case{}, Errorf(Invalid, "error.no_case")
	case in.me.counsels() && a.person != c.Client || a.person == "":
		return Case{}, errForbidden()
	case c.State != CaseClosed:
		return Case{}, Errorf(Conflict, "error.feedback_early")
	}
	for _, mark := range []int{f.Heard, f.Helped, f.Again} {
		if mark < 0 || mark > 5 {
			return Case{}, Errorf(Invalid, "error.feedback_mark")
		}
	}
	if f.Text, err = optionalText(f.Text, maxFeedback); err != nil {
		return Case{}, err
	}
	if f.Heard+f.Helped+f.Again == 0 && f.Text == "" {
		return Case{}, Errorf(Invalid, "error.feedback_empty")
	}
	f.Written = s.clock().UTC().Truncate(time.Second)
	if err := s.putObject(ctx, in, feedbackSlot+string(a.person), f); err != nil {
		return Case{}, err
	}
	return s.Case(ctx, a, place)
}

// putObject seals one of a case's objects and stores it while room and rights are those
// that were checked.
func (s *Service) putObject(ctx context.Context, in access, slot string, object any) error {
	for range maxRaces {
		k, err := s.writeKey(ctx, &in)
		if err != nil {
			return err
		}
		row, err := s.sealAnswer(k, caseEntry, slot, object)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if err := s.stillSo(ctx, tx, in, k); err != nil {
				return err
			}
			return tx.PutAnswer(ctx, row)
		})
		if !errors.Is(err, errRace) {
			if err == nil {
				s.publish(in.room.ID)
			}
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

// caseEnding fills in what was said at the end. Feedback is shown to those who counselled
// and to who wrote it.
func (s *Service) caseEnding(ctx context.Context, in access, c *Case) error {
	if c.State != CaseClosed {
		return nil
	}
	rows, err := s.store.Answers(ctx, in.room.ID, caseEntry)
	if err != nil {
		return err
	}
	for _, row := range rows {
		who, isFeedback := strings.CutPrefix(row.Slot, feedbackSlot)
		switch {
		case row.Slot == endSlot:
			var end caseEnd
			err = s.openAnswer(ctx, in, row, &end)
			c.FollowUp, c.Summary = end.FollowUp, end.Summary
		case isFeedback && (c.Mine || who == string(in.actor.person)):
			err = s.addFeedback(ctx, in, row, PersonID(who), c)
		}
		if err != nil && KindOf(err) != NotFound { // NotFound: from before one's own time
			return err
		}
	}
	slices.SortFunc(c.Feedback, func(x, y Feedback) int { return x.Written.Compare(y.Written) })
	return nil
}

func (s *Service) addFeedback(ctx context.Context, in access, row AnswerRow, who PersonID, c *Case) error {
	var f Feedback
	if err := s.openAnswer(ctx, in, row, &f); err != nil {
		return err
	}
	names, err := s.knownNames(ctx, in, []PersonID{who})
	f.Name = names[who]
	c.Feedback = append(c.Feedback, f)
	return err
}

// upcomingCases is an answer that is due, and the day to look at a counselling again.
func (s *Service) upcomingCases(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	row, ok, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil || !ok || in.room.hasSteps() {
		return nil, err
	}
	c, err := s.caseView(ctx, in, row)
	if err != nil {
		return nil, err
	}
	u := Upcoming{Place: in.place + "/case", Kind: KindLetter, Title: c.Name}
	switch {
	case c.Mine && !c.AnswerBy.IsZero():
		u.At, u.Overdue = c.AnswerBy, c.Overdue
	case !c.FollowUp.IsZero() && c.FollowUp.After(now.AddDate(0, 0, -14)):
		u.At, u.Day, u.Reminder = c.FollowUp, true, !now.Before(c.FollowUp)
	default:
		return nil, nil
	}
	return []Upcoming{u}, nil
}
