package house

import (
	"context"
	"slices"
	"time"
)

// A poll is an entry whose votes are answers to it (answers.go). In an open poll
// a member's vote stands in the slot of their id and may be changed until the
// end. How a secret poll keeps vote and voter apart says pollvotes.go, how votes
// are counted pollcount.go.

// PollKind says what a vote is.
type PollKind string

// The kinds of polls.
const (
	PollSingle   PollKind = "single"   // one option
	PollMultiple PollKind = "multiple" // some of them
	PollRanking  PollKind = "ranking"  // options in order, the best first (Borda)
)

// PollKinds are all of them.
func PollKinds() []PollKind { return []PollKind{PollSingle, PollMultiple, PollRanking} }

// ResultRule says from when on the result is shown to those who read the poll;
// before, they see only how many voted. It binds authors and managers too.
type ResultRule string

// The rules.
const (
	ResultsAlways ResultRule = "always"
	ResultsVoted  ResultRule = "voted" // to those who voted, and to all after the end
	ResultsEnd    ResultRule = "end"
)

// ResultRules are all of them.
func ResultRules() []ResultRule { return []ResultRule{ResultsAlways, ResultsVoted, ResultsEnd} }

const (
	// MaxOptions bounds the options of a poll, and MaxOption the characters of one.
	MaxOptions = 30
	MaxOption  = 200
	// SecretFrom is the number of votes from which on the result of a secret poll
	// is shown: with fewer it would say who voted how.
	SecretFrom = 3

	pollsShown = 200 // the newest
)

// Poll is a poll as the actor sees it.
type Poll struct {
	ID       MessageID
	Place    string // FLOOR/ROOM
	Seq      int64
	Question string
	Text     string
	Kind     PollKind
	Max      int // options at most; 0 = any number
	Secret   bool
	Rule     ResultRule
	Ends     time.Time // zero = when somebody closes it
	Ended    bool
	Closed   time.Time // closed before its time; zero = not
	At       time.Time
	Author   string
	Mine     bool // asked by the actor
	Edited   bool
	Options  []PollOption
	Votes    int      // how many voted
	Voted    bool     // the actor among them
	Choices  []string // ids of what the actor chose, best first; open polls only
	Shown    bool     // the options carry the result
	Why      string   // key of the sentence that says why they do not
}

// PollOption is an option; the result in it is zero unless Poll.Shown.
type PollOption struct {
	ID     string // its number, from "1"
	Text   string
	Count  int      // votes for it; in a ranking those that put it first
	Points float64  // ranking only
	Voters []string // by name; open polls only
}

// pollData is the sealed part beside question and text.
type pollData struct {
	Kind    PollKind   `json:"kind"`
	Options []string   `json:"options"` // their ids are their numbers
	Max     int        `json:"max,omitempty"`
	Secret  bool       `json:"secret,omitempty"`
	Rule    ResultRule `json:"rule"`
	Ends    int64      `json:"ends,omitempty"`   // Unix milliseconds
	Closed  int64      `json:"closed,omitempty"` // Unix milliseconds
}

// ended tells whether votes are refused at that time, the database's.
func (d pollData) ended(now time.Time) bool {
	return d.Closed != 0 || d.Ends != 0 && now.UnixMilli() >= d.Ends
}

// moment is a time in Unix milliseconds, zero for 0.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Polls lists the polls of a room, those that can be voted in first, then the
// newest first. Who may: those who read with the tool.
func (s *Service) Polls(ctx context.Context, a Actor, place string) ([]Poll, error) {
	in, err := s.enterTool(ctx, a, place, ToolPolls, LevelRead)
	if err != nil {
		return nil, err
	}
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindPoll}, Newest: true, Limit: pollsShown})
	if err != nil {
		return nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Poll, 0, len(posts))
	for _, post := range slices.Backward(posts) {
		p, err := s.pollView(ctx, in, post, now)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(x, y Poll) int { return endedLast(x.Ended) - endedLast(y.Ended) })
	return out, nil
}

func endedLast(ended bool) int {
	if ended {
		return 1
	}
	return 0
}

// Poll shows one poll. Who may: as Polls.
func (s *Service) Poll(ctx context.Context, a Actor, id MessageID) (Poll, error) {
	in, row, w, err := s.enterEntry(ctx, a, id, KindPoll, LevelRead)
	if err != nil {
		return Poll{}, err
	}
	return s.pollNow(ctx, in, row, w)
}

// pollNow shows a poll that was opened.
func (s *Service) pollNow(ctx context.Context, in access, row MessageRow, w words) (Poll, error) {
	if row.Deleted {
		return Poll{}, noMessage(nil)
	}
	posts, err := s.opener(in).views(ctx, []opened{{row, w}})
	if err != nil {
		return Poll{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Poll{}, err
	}
	return s.pollView(ctx, in, posts[0], now)
}

// pollView adds the votes to a poll, as far as its rule lets the actor see them.
func (s *Service) pollView(ctx context.Context, in access, post Post, now time.Time) (Poll, error) {
	d, err := dataOf[pollData](post.data)
	if err != nil {
		return Poll{}, err
	}
	p := Poll{
		ID: post.ID, Place: in.place, Seq: post.Seq, Question: post.Title, Text: post.Text, Kind: d.Kind, Max: d.Max,
		Secret: d.Secret, Rule: d.Rule, Ends: moment(d.Ends), Ended: d.ended(now), Closed: moment(d.Closed),
		At: post.At, Author: post.Author, Mine: post.Mine, Edited: post.Edited,
	}
	for i, text := range d.Options {
		p.Options = append(p.Options, PollOption{ID: optionID(i), Text: text})
	}
	rows, err := s.store.Answers(ctx, in.room.ID, post.ID)
	if err != nil {
		return Poll{}, err
	}
	ballots, err := s.ballots(in.actor, d, post.ID, rows, &p)
	if err != nil {
		return Poll{}, err
	}
	p.Why = p.hidden()
	p.Shown = p.Why == ""
	return p, s.count(ctx, in, d, ballots, &p)
}

// hidden is the sentence that says why the result is not shown, "" when it is.
func (p Poll) hidden() string {
	switch {
	case p.Rule == ResultsEnd && !p.Ended:
		return "polls.hidden.end"
	case p.Rule == ResultsVoted && !p.Ended && !p.Voted:
		return "polls.hidden.voted"
	case p.Secret && p.Votes < SecretFrom:
		return "polls.hidden.few"
	}
	return ""
}
