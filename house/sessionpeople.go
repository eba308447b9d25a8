package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// SessionPerson is a client.
type SessionPerson struct {
	Person   PersonID
	Name     string
	Here     bool
	Door     bool      // they wait to be let in
	Waits    bool      // for the session to begin
	Gone     time.Time // since when they are not here; zero = here, or never came
	Left     bool      // they said that they go
	Wrote    time.Time // last, in this session
	Accepted bool      // the rules
	Banned   time.Time // until
	Why      string
	Me       bool
}

// openSessions opens all that the house keeps of a room's sessions.
func (s *Service) openSessions(rows []AnswerRow) (sessionNow, map[PersonID]sessionMark, error) {
	var now sessionNow
	marks := map[PersonID]sessionMark{}
	for _, row := range rows {
		switch id, person := strings.CutPrefix(row.Slot, markSlot); {
		case row.Slot == sessionSlot:
			if err := s.openSession(row, &now); err != nil {
				return now, nil, err
			}
		case person:
			var m sessionMark
			if err := s.openSession(row, &m); err != nil {
				return now, nil, err
			}
			marks[PersonID(id)] = m
		}
	}
	return now, marks, nil
}

// sessionPeople fills in the clients and what is known of them.
func (s *Service) sessionPeople(ctx context.Context, in access, now sessionNow, marks map[PersonID]sessionMark, w sessionWords, v *Session) error {
	wrote, err := s.sessionWrote(ctx, in, now)
	if err != nil {
		return err
	}
	var ids []PersonID
	for id, row := range in.state.roster {
		if row.State == stateWaiting || row.State == stateJoined && !row.counsels() {
			ids = append(ids, id)
		}
	}
	names, err := s.knownNames(ctx, in, ids)
	if err != nil {
		return err
	}
	here, at := s.hub.presence.in(in.room.ID, s.clock()), s.clock()
	var last time.Time
	for _, id := range ids {
		m, row := marks[id], in.state.roster[id]
		_, present := here[id]
		p := SessionPerson{
			Person: id, Name: names[id], Here: present, Door: row.State == stateWaiting, Waits: now.waits(m, at), Wrote: wrote[id],
			Accepted: now.Rules == 0 || m.Rules == now.Rules, Banned: now.banned(id, at), Me: id == in.actor.person,
			Left: now.running() && m.Left.After(now.Began) && m.Left.After(m.Arrived),
		}
		if in.me.counsels() && !p.Banned.IsZero() {
			p.Why = w.Why[id]
		}
		if !present && (now.running() || p.Waits) {
			for _, t := range []time.Time{m.Arrived, m.Seen, p.Wrote} {
				if t.After(p.Gone) && (!now.running() || !t.Before(now.Began.Truncate(time.Minute))) {
					p.Gone = t
				}
			}
		}
		if p.Wrote.After(last) {
			last = p.Wrote
		}
		if p.Door || p.Waits {
			v.Waiting = append(v.Waiting, p.Name)
		}
		v.People = append(v.People, p)
	}
	slices.SortFunc(v.People, func(x, y SessionPerson) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Person, y.Person))
	})
	slices.Sort(v.Waiting)
	if now.running() && !now.Group {
		if last.Before(now.Began) {
			last = now.Began
		}
		v.Silent = max(int(at.Sub(last).Minutes()), 0)
	}
	return nil
}

// sessionWrote tells when clients wrote last in the session that runs.
func (s *Service) sessionWrote(ctx context.Context, in access, now sessionNow) (map[PersonID]time.Time, error) {
	const looksBack = 300
	out := map[PersonID]time.Time{}
	if !now.running() {
		return out, nil
	}
	rows, err := s.store.Messages(ctx, MessageQuery{Room: in.room.ID, Kinds: []MessageKind{KindChat}, Newest: true, Limit: looksBack})
	for _, row := range rows {
		if !row.Created.Before(now.Began.Truncate(time.Millisecond)) && row.Created.After(out[row.Author]) {
			out[row.Author] = row.Created
		}
	}
	return out, err
}

// arrivals are the clients who came for a session that nobody began, as news for the
// counsellors' side.
func (s *Service) arrivals(ctx context.Context, in access) ([]PersonID, error) {
	if !in.room.hasSessions() || mayRoom(DoHold, in.room, in.me) != nil {
		return nil, nil //nolint:nilerr // news for others than the counsellors' side are none
	}
	rows, err := s.store.Answers(ctx, in.room.ID, sessionEntry)
	if err != nil {
		return nil, err
	}
	now, marks, err := s.openSessions(rows)
	if err != nil {
		return nil, err
	}
	var out []PersonID
	for _, row := range in.clients() {
		if now.waits(marks[row.Person], s.clock()) {
			out = append(out, row.Person)
		}
	}
	return out, nil
}

// arrivalNews says who they are.
func (s *Service) arrivalNews(ctx context.Context, in access) ([]newsItem, error) {
	there, err := s.arrivals(ctx, in)
	if err != nil || len(there) == 0 {
		return nil, err
	}
	item, err := s.newsItem(ctx, in, string(KindSession), walkWaiting, len(there))
	if err != nil {
		return nil, err
	}
	names, err := s.knownNames(ctx, in, there)
	if err != nil {
		return nil, err
	}
	who := make([]string, len(there))
	for i, id := range there {
		who[i] = names[id]
	}
	slices.Sort(who)
	item.Place, item.Title = item.Place+"/session", strings.Join(who, ", ")
	return []newsItem{item}, nil
}
