package house

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// The contract of a counselling is what both sides agree on. Each version is an
// entry that is never changed: what was agreed stays as it was read. People accept
// or refuse a version by answers to it; it is agreed when the counsellor and every
// client in the room accepted exactly this one, and holds until a newer one is.
// contractterms.go has its words, contractdeeds.go what people do with it.

// ContractState is how far a version has come.
type ContractState string

// The states of a version.
const (
	ContractAgreed   ContractState = "agreed"   // it holds
	ContractProposed ContractState = "proposed" // the newest, not agreed so far
	ContractRefused  ContractState = "refused"  // the newest, somebody said no
	ContractPast     ContractState = "past"     // a newer one came in its place
)

// Contract is a version of a room's contract as the actor sees it.
type Contract struct {
	ID      MessageID
	Place   string // FLOOR/ROOM
	Seq     int64
	Version int // from 1
	Author  string
	At      time.Time
	Own     bool
	ContractTerms
	State   ContractState
	Answers []ContractAnswer // in the order of time
	Waiting []string         // whose yes is missing, who may read it
	Unseen  []string         // who came later and cannot read it: it takes a new version
	Mine    bool             // the actor's own yes is missing and may be given
	Newest  bool
	Holds   int // the version that is agreed; 0 = none
}

// ContractAnswer is what somebody said to a version.
type ContractAnswer struct {
	Name     string
	Accepted bool
	Reason   string // of a no
	At       time.Time
	Client   bool // on the clients' side
}

// contractReply is what is sealed of an answer, in the slot of the person's id.
type contractReply struct {
	Yes    bool      `json:"yes,omitempty"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
	Client bool      `json:"client,omitempty"`
	By     string    `json:"by,omitempty"` // pseudonym of a visitor, for when they have gone
}

// mostVersions is how many versions a contract can have.
const mostVersions = 200

// Contracts lists the versions of a room's contract that the actor can read, the
// newest first. Who may: those who may read with the tool.
func (s *Service) Contracts(ctx context.Context, a Actor, place string) ([]Contract, error) {
	in, err := s.enterTool(ctx, a, place, ToolContract, LevelRead)
	if err != nil {
		return nil, err
	}
	all, err := s.contracts(ctx, in)
	slices.Reverse(all)
	return all, err
}

// Contract shows one version, the newest with 0. Who may: as Contracts.
func (s *Service) Contract(ctx context.Context, a Actor, place string, version int) (Contract, error) {
	all, err := s.Contracts(ctx, a, place)
	if err != nil {
		return Contract{}, err
	}
	return versionOf(all, version)
}

// versionOf picks a version, the newest with 0.
func versionOf(newestFirst []Contract, version int) (Contract, error) {
	for _, c := range newestFirst {
		if version == 0 || c.Version == version {
			return c, nil
		}
	}
	if version == 0 {
		return Contract{}, Errorf(NotFound, "error.contract_none")
	}
	return Contract{}, Errorf(NotFound, "error.contract_no_version", "N", version)
}

// agreedContract is the version that holds in a room that was entered; false where
// there is none that the actor can read. It asks for no right of its own: whoever
// asks decides what to tell.
func (s *Service) agreedContract(ctx context.Context, in access) (Contract, bool, error) {
	all, err := s.contracts(ctx, in)
	if err != nil {
		return Contract{}, false, err
	}
	for _, c := range all {
		if c.State == ContractAgreed {
			return c, true, nil
		}
	}
	return Contract{}, false, nil
}

// contractSides are those whose yes a version takes.
type contractSides struct {
	lead    PersonID   // who counsels; "" = one of counsel
	counsel []PersonID // all on that side
	clients []RosterRow
}

func (in access) contractSides() contractSides {
	sides := contractSides{clients: in.clients()}
	for id, row := range in.state.roster {
		if !row.counsels() {
			continue
		}
		sides.counsel = append(sides.counsel, id)
		if row.Role == RoleOwner && row.Write {
			sides.lead = id
		}
	}
	slices.Sort(sides.counsel)
	slices.SortFunc(sides.clients, func(x, y RosterRow) int { return cmp.Compare(x.Person, y.Person) })
	return sides
}

// missing are those who have not accepted, and whether the version is agreed: both
// sides accepted, and nobody who is in the room is left out.
func (c contractSides) missing(replies map[PersonID]contractReply) (who []PersonID, agreed bool) {
	counsel, client := false, false
	for _, r := range replies {
		counsel = counsel || r.Yes && !r.Client
		client = client || r.Yes && r.Client
	}
	switch {
	case c.lead != "" && !replies[c.lead].Yes:
		who = append(who, c.lead)
	case c.lead == "" && !counsel:
		who = append(who, c.counsel...)
	}
	for _, row := range c.clients {
		if !replies[row.Person].Yes {
			who = append(who, row.Person)
		}
	}
	return who, len(who) == 0 && counsel && client
}

// contracts opens the versions that can be read, oldest first, with what was said
// to them.
func (s *Service) contracts(ctx context.Context, in access) ([]Contract, error) {
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindContract}, Newest: true, Limit: 10 * mostVersions})
	if err != nil {
		return nil, err
	}
	posts = slices.DeleteFunc(posts, func(p Post) bool { return p.Event.Key != "" })
	sides, holds := in.contractSides(), 0
	out := make([]Contract, 0, len(posts))
	for i, p := range posts {
		c, err := s.contractView(ctx, in, sides, p)
		if err != nil {
			return nil, err
		}
		c.Newest = i == len(posts)-1
		if c.State == ContractAgreed {
			holds = c.Version
		}
		out = append(out, c)
	}
	for i := range out {
		c := &out[i]
		c.Holds = holds
		if c.Version != holds && !c.Newest {
			c.State, c.Waiting, c.Unseen = ContractPast, nil, nil
		}
		c.Mine = c.Mine && c.Newest && c.State != ContractAgreed && mayRoom(Doing(ToolContract, LevelWrite), in.room, in.me) == nil
	}
	return out, nil
}

// contractView is a version by itself: agreed, refused or proposed.
func (s *Service) contractView(ctx context.Context, in access, sides contractSides, p Post) (Contract, error) {
	d, err := dataOf[contractData](p.data)
	if err != nil {
		return Contract{}, err
	}
	c := Contract{ID: p.ID, Place: in.place, Seq: p.Seq, Version: d.Version, Author: p.Author, At: p.At, Own: p.Mine}
	if c.ContractTerms, err = d.terms(p.Text); err != nil {
		return Contract{}, err
	}
	rows, err := s.store.Answers(ctx, in.room.ID, p.ID)
	if err != nil {
		return Contract{}, err
	}
	replies, err := s.contractReplies(ctx, in, rows)
	if err != nil {
		return Contract{}, err
	}
	who, agreed := sides.missing(replies)
	c.State = ContractProposed
	if agreed {
		c.State = ContractAgreed
	}
	names, err := s.contractNames(ctx, in, replies, who)
	if err != nil {
		return Contract{}, err
	}
	for id, r := range replies {
		c.Answers = append(c.Answers, ContractAnswer{nameOr(names[id], r.By), r.Yes, r.Reason, r.At, r.Client})
		if !r.Yes && !agreed {
			c.State = ContractRefused
		}
	}
	slices.SortFunc(c.Answers, func(x, y ContractAnswer) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Name, y.Name)) })
	for _, id := range who {
		if row := in.state.roster[id]; in.room.History == HistoryJoining && row.SinceSeq >= p.Seq {
			c.Unseen = append(c.Unseen, names[id])
		} else {
			c.Waiting = append(c.Waiting, names[id])
		}
	}
	c.Mine = in.actor.person != "" && slices.Contains(who, in.actor.person)
	return c, nil
}

// contractReplies opens answers; those from before the reader's time are left out.
func (s *Service) contractReplies(ctx context.Context, in access, rows []AnswerRow) (map[PersonID]contractReply, error) {
	out := map[PersonID]contractReply{}
	for _, row := range rows {
		var r contractReply
		err := s.openAnswer(ctx, in, row, &r)
		if err != nil && KindOf(err) == NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[PersonID(row.Slot)] = r
	}
	return out, nil
}

// contractNames are the names of all who said something or are asked to.
func (s *Service) contractNames(ctx context.Context, in access, replies map[PersonID]contractReply, who []PersonID) (map[PersonID]string, error) {
	people := slices.Clone(who)
	for id := range replies {
		people = append(people, id)
	}
	slices.Sort(people)
	return s.knownNames(ctx, in, slices.Compact(people))
}
