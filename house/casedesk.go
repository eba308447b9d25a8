package house

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Cases lists the counsellings of the actor, as counsellor, as one who may accept, and as
// client: what wants attention first, the oldest at the top; with all also those that are
// over. Who may: members and visitors, with open rooms.
func (s *Service) Cases(ctx context.Context, a Actor, all bool) ([]Case, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	if a.Sealed() {
		return nil, errLocked()
	}
	unread, err := s.unreadByRoom(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []Case
	err = s.eachOwnRoom(ctx, a, func(in access) error {
		row, ok, err := s.caseIn(ctx, s.store, in.room.ID)
		if err != nil || !ok || in.room.hasSteps() { // a peer consultation that is over
			return err
		}
		c, err := s.caseView(ctx, in, row)
		if err != nil || c.over() && !all {
			return err
		}
		c.Unread = unread[in.room.ID]
		out = append(out, c)
		return nil
	})
	slices.SortStableFunc(out, func(x, y Case) int {
		return cmp.Or(cmp.Compare(stageOrder(x.Stage), stageOrder(y.Stage)), x.Since.Compare(y.Since))
	})
	return out, err
}

// over tells whether nothing is to be done any more.
func (c Case) over() bool {
	return c.Stage == StageArchived || c.Stage == StageDeclined && c.Mine
}

// stageOrder puts what wants attention first.
func stageOrder(s CaseStage) int {
	switch s {
	case StageWaitingClient, StageWaitingThem:
		return 1
	case StageDeclined, StageArchived:
		return 2
	}
	return 0
}

// Case shows one counselling, by the place of its room. Who may: those in the room.
func (s *Service) Case(ctx context.Context, a Actor, place string) (Case, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil {
		return Case{}, err
	}
	row, ok, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil {
		return Case{}, err
	}
	if !ok || in.room.hasSteps() {
		return Case{}, Errorf(Invalid, "error.no_case")
	}
	c, err := s.caseView(ctx, in, row)
	if err != nil {
		return Case{}, err
	}
	unread, err := s.unreadByRoom(ctx, a)
	c.Unread = unread[in.room.ID]
	return c, err
}

// caseView opens a case for somebody in its room.
func (s *Service) caseView(ctx context.Context, in access, row CaseRow) (Case, error) {
	me := in.actor.person
	c := Case{
		Place: in.place, Floor: in.state.floor.text.Code, FloorName: in.state.floor.text.Name, State: row.State, Team: row.Card == "",
		Mine: in.me.counsels() && me != row.Client, Answer: time.Duration(row.Answer) * time.Hour,
		Asked: row.Asked, Accepted: row.Accepted, Closed: row.Closed, DeleteAt: row.DeleteAt,
	}
	c.MayAccept = c.Mine && row.State == CaseNew
	c.MayClose = row.State == CaseAccepted && mayRoom(DoCloseRoom, in.room, in.me) == nil && c.Mine
	c.MayAnswer = row.State == CaseClosed && !c.Mine
	if err := s.caseNames(ctx, in, row, &c); err != nil {
		return c, err
	}
	if err := s.caseWaits(ctx, in, row, &c); err != nil {
		return c, err
	}
	return c, s.caseEnding(ctx, in, &c)
}

// caseNames fills in who is who.
func (s *Service) caseNames(ctx context.Context, in access, row CaseRow, c *Case) error {
	ids := []PersonID{row.Client}
	if row.Counsellor != "" {
		ids = append(ids, row.Counsellor)
	}
	for id, r := range in.state.roster {
		if r.State == stateJoined && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	names, err := s.knownNames(ctx, in, ids)
	if err != nil {
		return err
	}
	for id, r := range in.state.roster {
		if r.State == stateJoined {
			c.Readers = append(c.Readers, names[id])
		}
	}
	slices.Sort(c.Readers)
	c.Client = names[row.Client]
	if row.Counsellor != "" {
		c.Counsellor = names[row.Counsellor]
	}
	c.Name, err = s.roomName(ctx, in)
	return err
}

// turnKinds are the words that tell whose turn it is. Of contracts only what the
// counsellors' side proposes does: a client's yes waits for nothing.
func turnKinds() []MessageKind {
	return []MessageKind{KindLetter, KindChat, KindBoard, KindFile, KindContract}
}

// lastWords is how many of a room's newest messages tell whose turn it is.
const lastWords = 200

// caseWaits says who waits for whom, and whether a promise was missed. It needs no key:
// who wrote when stands in the rows.
func (s *Service) caseWaits(ctx context.Context, in access, row CaseRow, c *Case) error {
	c.Since = row.Asked
	switch {
	case row.State == CaseClosed:
		c.Stage, c.Since = StageArchived, row.Closed
		return nil
	case row.State == CaseDeclined:
		c.Stage, c.Since = StageDeclined, row.Closed
		return nil
	case !in.counselled(row):
		c.Stage = StageAlone
		return nil
	}
	pending, last, answered, err := s.whoseTurn(ctx, in, row)
	if err != nil {
		return err
	}
	switch {
	case row.State == CaseNew:
		c.Stage, pending = StageNew, row.Asked
	case pending.IsZero():
		c.Stage, c.Since = StageWaitingClient, last
	case !answered:
		c.Stage, c.Since = StageAccepted, pending
	default:
		c.Stage, c.Since = StageWaitingMe, pending
	}
	if agreed, ok, err := s.agreedContract(ctx, in); err != nil {
		return err
	} else if ok && agreed.Answer > 0 {
		c.Answer = time.Duration(agreed.Answer) * time.Hour
	}
	if !pending.IsZero() && c.Answer > 0 {
		c.AnswerBy = pending.Add(c.Answer)
		c.Overdue = s.clock().After(c.AnswerBy)
	}
	if c.Overdue && c.Mine {
		c.Stage = StageOverdue
	}
	if !c.Mine && c.Stage != StageNew { // the client sees the same from the other side
		c.Stage = map[bool]CaseStage{true: StageWaitingMe, false: StageWaitingThem}[pending.IsZero()]
	}
	return nil
}

// counselled tells whether anybody is there who counsels, or may accept.
func (in access) counselled(c CaseRow) bool {
	for id, row := range in.state.roster {
		if row.counsels() && id != c.Client {
			return true
		}
	}
	return false
}

// whoseTurn looks through the newest messages: since when the client has waited (zero:
// not), when the last word fell, and whether anybody on the other side ever wrote.
func (s *Service) whoseTurn(ctx context.Context, in access, c CaseRow) (pending, last time.Time, answered bool, err error) {
	rows, err := s.store.Messages(ctx, MessageQuery{Room: c.Room, Kinds: turnKinds(), Newest: true, Limit: lastWords})
	if err != nil {
		return pending, last, false, err
	}
	answered = len(rows) == lastWords // so many words are no enquiry any more
	for _, m := range rows {
		if m.Deleted {
			continue
		}
		last = m.Created
		r, in := in.state.roster[m.Author]
		if m.Author == c.Client || in && !r.counsels() {
			if pending.IsZero() && m.Kind != KindContract {
				pending = m.Created
			}
			continue
		}
		pending, answered = time.Time{}, true
	}
	return pending, last, answered, nil
}

// enquiryNews is that an enquiry waits for somebody to accept it, for those who may.
func (s *Service) enquiryNews(ctx context.Context, in access) ([]newsItem, error) {
	if in.me.Role != RoleModerator || in.me.Write || mayRoom(DoAccept, in.room, in.me) != nil {
		return nil, nil //nolint:nilerr // news for others than those who may accept are none
	}
	c, ok, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil || !ok || c.State != CaseNew {
		return nil, err
	}
	item, err := s.newsItem(ctx, in, "enquiry", walkWaiting, 1)
	item.Place += "/case"
	return []newsItem{item}, err
}
