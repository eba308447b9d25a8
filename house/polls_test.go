package house_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// newPoll asks "f/r" a question with the options Red, Green, Blue.
func (l *lodge) newPoll(a house.Actor, spec house.PollSpec) house.MessageID {
	l.t.Helper()
	spec.Question = "Which colour?"
	if spec.Options == nil {
		spec.Options = []string{"Red", "Green", "Blue"}
	}
	sent, err := l.NewPoll(l.t.Context(), a, "f/r", spec)
	l.must(err)
	return sent.ID
}

// vote casts a vote that is to count.
func (l *lodge) vote(a house.Actor, id house.MessageID, choices ...string) house.Poll {
	l.t.Helper()
	p, err := l.Vote(l.t.Context(), a, id, choices)
	l.must(err)
	return p
}

func (l *lodge) poll(a house.Actor, id house.MessageID) house.Poll {
	l.t.Helper()
	p, err := l.Poll(l.t.Context(), a, id)
	l.must(err)
	return p
}

// counts are the votes for each option.
func counts(p house.Poll) []int {
	var out []int
	for _, o := range p.Options {
		out = append(out, o.Count)
	}
	return out
}

func points(p house.Poll) []float64 {
	var out []float64
	for _, o := range p.Options {
		out = append(out, o.Points)
	}
	return out
}

// crowd are n members of the room "f/r" of anna.
func crowd(t *testing.T, target string, n int) (l *lodge, anna house.Actor, people []house.Actor) {
	t.Helper()
	l, anna, bert, carl := pairAt(t, target, house.RoomConference)
	people = []house.Actor{anna, bert}
	l.invited(anna, carl)
	people = append(people, carl)
	for i := len(people); i < n; i++ {
		p := l.member(fmt.Sprintf("voter%02d", i))
		_, err := l.JoinFloor(t.Context(), p, "f")
		l.must(err)
		l.invited(anna, p)
		people = append(people, p)
	}
	return l, anna, people
}

func (l *lodge) invited(owner, a house.Actor) {
	l.t.Helper()
	_, err := l.Invite(l.t.Context(), owner, "f/r", a.Name())
	l.must(err)
	_, err = l.Join(l.t.Context(), a, "f/r")
	l.must(err)
}

func TestTheLastVoteOfAnOpenPollCounts(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		id := l.newPoll(anna, house.PollSpec{})
		l.vote(bert, id, "1")
		l.vote(anna, id, "2")
		p := l.vote(bert, id, "blue")
		if !slices.Equal(counts(p), []int{0, 1, 1}) || p.Votes != 2 || !slices.Equal(p.Choices, []string{"3"}) {
			t.Errorf("got %+v, want bert's last vote and anna's", p)
		}
		if !slices.Equal(p.Options[2].Voters, []string{"bert"}) {
			t.Errorf("got %q, want an open poll to say who voted", p.Options[2].Voters)
		}
		list, err := l.Polls(t.Context(), bert, "f/r")
		if err != nil || len(list) != 1 || !slices.Equal(counts(list[0]), []int{0, 1, 1}) {
			t.Errorf("got %+v, %v, want the same in the list", list, err)
		}
	})
}

func TestSeveralChoicesCountUpToTheMost(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	id := l.newPoll(anna, house.PollSpec{Kind: house.PollMultiple, Max: 2})
	for _, c := range []struct {
		key     string
		choices []string
	}{
		{"error.poll_nothing", nil},
		{"error.poll_too_many", []string{"1", "2", "3"}},
		{"error.poll_option", []string{"4"}},
		{"error.poll_option", []string{"0"}},
		{"error.poll_twice", []string{"1", "red"}},
	} {
		_, err := l.Vote(ctx, bert, id, c.choices)
		wantKey(t, strings.Join(c.choices, " "), err, c.key)
	}
	l.vote(anna, id, "1")
	if p := l.vote(bert, id, "1", "3"); !slices.Equal(counts(p), []int{2, 0, 1}) || p.Votes != 2 {
		t.Errorf("got %v of %d, want 2 0 1 of 2", counts(p), p.Votes)
	}
	single := l.newPoll(anna, house.PollSpec{})
	_, err := l.Vote(ctx, bert, single, []string{"1", "2"})
	wantKey(t, "two in a single choice", err, "error.poll_too_many")
}

func TestPollsAreRefusedForTheirForm(t *testing.T) {
	l, anna, _, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	two := []string{"a", "b"}
	for _, c := range []struct {
		key  string
		spec house.PollSpec
	}{
		{"error.empty", house.PollSpec{Options: two}},
		{"error.poll_options", house.PollSpec{Question: "q", Options: []string{"a", " ", ""}}},
		{"error.poll_twice", house.PollSpec{Question: "q", Options: []string{"a", "A"}}},
		{"error.poll_kind", house.PollSpec{Question: "q", Options: two, Kind: "other"}},
		{"error.poll_kind", house.PollSpec{Question: "q", Options: two, Rule: "other"}},
		{"error.poll_max", house.PollSpec{Question: "q", Options: two, Kind: house.PollMultiple, Max: 3}},
		{"error.poll_past", house.PollSpec{Question: "q", Options: two, Ends: time.Now().Add(-time.Minute)}},
	} {
		_, err := l.NewPoll(t.Context(), anna, "f/r", c.spec)
		wantKey(t, fmt.Sprintf("%+v", c.spec), err, c.key)
	}
	var many []string
	for i := range house.MaxOptions + 1 {
		many = append(many, fmt.Sprint("option ", i))
	}
	_, err := l.NewPoll(t.Context(), anna, "f/r", house.PollSpec{Question: "q", Options: many})
	wantKey(t, "too many", err, "error.poll_options")
	_, err = l.NewPoll(t.Context(), anna, "f/r", house.PollSpec{Question: "q", Options: many[:house.MaxOptions]})
	l.must(err)
}

// TestOneVoteAMemberUnderARace lets 24 members vote from three sessions each at
// once: there is one vote of each, in both kinds of poll.
func TestOneVoteAMemberUnderARace(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, people := crowd(t, target, 24)
		for _, secret := range []bool{false, true} {
			id := l.newPoll(anna, house.PollSpec{Secret: secret, Rule: house.ResultsAlways})
			var wg sync.WaitGroup
			var mu sync.Mutex
			counted := map[string]int{}
			start := make(chan struct{})
			for _, p := range people {
				for session := range 3 {
					wg.Go(func() {
						<-start
						_, err := l.Vote(t.Context(), p, id, []string{fmt.Sprint(session + 1)})
						for house.IsKey(err, "error.slow_down") {
							_, err = l.Vote(t.Context(), p, id, []string{fmt.Sprint(session + 1)})
						}
						if err == nil {
							mu.Lock()
							counted[p.Name()]++
							mu.Unlock()
						} else if !secret || !house.IsKey(err, "error.poll_voted") {
							t.Errorf("%s: %v", p.Name(), err)
						}
					})
				}
			}
			close(start)
			wg.Wait()
			p := l.poll(anna, id)
			sum := 0
			for _, n := range counts(p) {
				sum += n
			}
			if p.Votes != len(people) || sum != len(people) {
				t.Errorf("secret %v: got %d votes adding up to %d, want one of each of %d", secret, p.Votes, sum, len(people))
			}
			for name, n := range counted {
				if secret && n != 1 || !secret && n != 3 {
					t.Errorf("secret %v: %d sessions of %s were told that their vote counts", secret, n, name)
				}
			}
			if len(counted) != len(people) {
				t.Errorf("secret %v: only %d could vote", secret, len(counted))
			}
		}
	})
}

func TestNothingIsCountedAfterTheEnd(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, people := crowd(t, target, 8)
		ctx := t.Context()
		timed := l.newPoll(anna, house.PollSpec{Ends: l.now().Add(time.Hour)})
		l.vote(people[1], timed, "1")
		l.pass(2 * time.Hour)
		_, err := l.Vote(ctx, people[1], timed, []string{"2"})
		wantKey(t, "after its time", err, "error.poll_ended")
		if p := l.poll(anna, timed); !p.Ended || !p.Closed.IsZero() || !slices.Equal(counts(p), []int{1, 0, 0}) {
			t.Errorf("got %+v, want it ended with the one vote", p)
		}
		// Closing while everybody votes: whoever was told that their vote counts is in
		// the result, nobody else.
		for _, secret := range []bool{false, true} {
			id := l.newPoll(anna, house.PollSpec{Secret: secret})
			var wg sync.WaitGroup
			var mu sync.Mutex
			counted := 0
			start := make(chan struct{})
			for _, p := range people {
				wg.Go(func() {
					<-start
					_, err := l.Vote(ctx, p, id, []string{"1"})
					switch {
					case err == nil:
						mu.Lock()
						counted++
						mu.Unlock()
					case !house.IsKey(err, "error.poll_ended") && !house.IsKey(err, "error.slow_down"):
						t.Errorf("vote: %v", err)
					}
				})
			}
			wg.Go(func() {
				<-start
				if _, err := l.ClosePoll(ctx, anna, id); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			close(start)
			wg.Wait()
			p := l.poll(anna, id)
			if p.Votes != counted || !p.Ended || p.Closed.IsZero() {
				t.Errorf("got %d votes of a poll with ended=%v, want %d and ended", p.Votes, p.Ended, counted)
			}
			_, err = l.ClosePoll(ctx, anna, id)
			wantKey(t, "closed twice", err, "error.poll_ended")
			_, err = l.Vote(ctx, people[3], id, []string{"1"})
			wantKey(t, "closed", err, "error.poll_ended")
		}
	})
}

// TestResultsAreShownByTheirRule is the whole matrix of rule, having voted and end.
func TestResultsAreShownByTheirRule(t *testing.T) {
	l, anna, people := crowd(t, storetest.SQLitePath(t), 5)
	voters, other := people[1:4], people[4]
	for _, c := range []struct {
		rule                  house.ResultRule
		secret                bool
		voter, asker, another bool // who sees it before the end
	}{
		{house.ResultsAlways, false, true, true, true},
		{house.ResultsVoted, false, true, false, false},
		{house.ResultsEnd, false, false, false, false},
		{house.ResultsAlways, true, true, true, true},
		{house.ResultsVoted, true, true, false, false},
		{house.ResultsEnd, true, false, false, false},
		{"", true, false, false, false}, // what secret polls begin with
		{"", false, true, true, true},
	} {
		id := l.newPoll(anna, house.PollSpec{Rule: c.rule, Secret: c.secret})
		for _, v := range voters {
			l.vote(v, id, "1")
		}
		for who, want := range map[house.Actor]bool{voters[0]: c.voter, anna: c.asker, other: c.another} {
			p := l.poll(who, id)
			if p.Shown != want || want != slices.Equal(counts(p), []int{3, 0, 0}) || p.Votes != 3 || p.Voted != (who == voters[0]) {
				t.Errorf("%q secret %v: %s got %+v, want shown=%v", c.rule, c.secret, who.Name(), p, want)
			}
			for _, o := range p.Options {
				if !want && (o.Count != 0 || o.Points != 0) || len(o.Voters) > 0 && (!want || c.secret) {
					t.Errorf("%q secret %v: %s is told %+v before their time", c.rule, c.secret, who.Name(), o)
				}
			}
			if c.secret && p.Choices != nil {
				t.Errorf("got %q, want a secret poll to know nobody's choice", p.Choices)
			}
		}
		_, err := l.ClosePoll(t.Context(), anna, id)
		l.must(err)
		if p := l.poll(other, id); !p.Shown || !slices.Equal(counts(p), []int{3, 0, 0}) {
			t.Errorf("%q secret %v: got %+v after the end, want the result for all", c.rule, c.secret, p)
		}
	}
}

func TestASecretResultOfFewIsNeverShown(t *testing.T) {
	l, anna, people := crowd(t, storetest.SQLitePath(t), 4)
	id := l.newPoll(anna, house.PollSpec{Secret: true, Rule: house.ResultsAlways})
	for n, v := range people[:3] {
		if p := l.vote(v, id, "2"); p.Shown != (n == 2) || p.Votes != n+1 {
			t.Errorf("after %d votes: got shown=%v of %d", n+1, p.Shown, p.Votes)
		}
	}
	few := l.newPoll(anna, house.PollSpec{Secret: true})
	l.vote(people[1], few, "1")
	_, err := l.ClosePoll(t.Context(), anna, few)
	l.must(err)
	if p := l.poll(anna, few); p.Shown || p.Why != "polls.hidden.few" || !slices.Equal(counts(p), []int{0, 0, 0}) {
		t.Errorf("got %+v, want one vote not to be told after the end either", p)
	}
}

// TestRankingIsCountedByBorda holds the count against the example of a capital for
// Tennessee (Wikipedia, "Borda count"): 42, 26, 15 and 17 of a hundred voters give
// Nashville 194 points, Chattanooga 173, Memphis 126 and Knoxville 107.
func TestRankingIsCountedByBorda(t *testing.T) {
	votes := map[string]int{"1 2 3 4": 42, "2 3 4 1": 26, "3 4 2 1": 15, "4 3 2 1": 17}
	got := house.Borda(4, votes)
	if want := []float64{126, 194, 173, 107}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatARankingLeavesOutSharesWhatIsLeft(t *testing.T) {
	l, anna, people := crowd(t, storetest.SQLitePath(t), 3)
	id := l.newPoll(anna, house.PollSpec{Kind: house.PollRanking})
	l.vote(people[0], id, "2", "3", "1")
	p := l.vote(people[1], id, "3")
	if want := []float64{0 + 0.5, 2 + 0.5, 1 + 2}; !slices.Equal(points(p), want) {
		t.Errorf("got %v, want %v", points(p), want)
	}
	if !slices.Equal(counts(p), []int{0, 1, 1}) || !slices.Equal(p.Choices, []string{"3"}) {
		t.Errorf("got %v, %q, want the first places counted", counts(p), p.Choices)
	}
	if p := l.vote(people[0], id, "1", "3"); !slices.Equal(p.Choices, []string{"1", "3"}) {
		t.Errorf("got %q, want the order that was given", p.Choices)
	}
}

func TestQuestionAndAnswersStandOnceSomebodyVoted(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		question, text, options := "What else?", "because", []string{"One", "Two"}
		id := l.newPoll(anna, house.PollSpec{})
		p, err := l.EditPoll(ctx, anna, id, house.PollEdit{Question: &question, Options: &options})
		if err != nil || p.Question != question || len(p.Options) != 2 || !p.Edited {
			t.Errorf("got %+v, %v, want it changed and marked", p, err)
		}
		_, err = l.EditPoll(ctx, bert, id, house.PollEdit{Text: &text})
		wantKey(t, "another's", err, "error.forbidden")
		l.vote(bert, id, "One")
		_, err = l.EditPoll(ctx, anna, id, house.PollEdit{Options: &options})
		wantKey(t, "options", err, "error.poll_fixed")
		_, err = l.EditPoll(ctx, anna, id, house.PollEdit{Question: &question})
		wantKey(t, "question", err, "error.poll_fixed")
		if p, err := l.EditPoll(ctx, anna, id, house.PollEdit{Text: &text}); err != nil || p.Text != text || p.Votes != 1 {
			t.Errorf("got %+v, %v, want another explanation and the vote kept", p, err)
		}
	})
}

// TestAVoteNeverStandsUnderOtherAnswers changes the answers while somebody votes:
// the vote either is refused for an option that is gone, or keeps the change away.
func TestAVoteNeverStandsUnderOtherAnswers(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		for n := range 10 {
			id := l.newPoll(anna, house.PollSpec{})
			others := []string{"Black", "White"}
			var wg sync.WaitGroup
			var voted, edited error
			start := make(chan struct{})
			wg.Go(func() { <-start; _, voted = l.Vote(t.Context(), bert, id, []string{"blue"}) })
			wg.Go(func() { <-start; _, edited = l.EditPoll(t.Context(), anna, id, house.PollEdit{Options: &others}) })
			close(start)
			wg.Wait()
			p := l.poll(anna, id)
			if voted == nil && edited == nil || voted == nil && (p.Votes != 1 || len(p.Options) != 3) || edited == nil && p.Votes != 0 {
				t.Fatalf("round %d: vote %v, edit %v, got %+v", n, voted, edited, p)
			}
		}
	})
}

func TestAuthorsAndManagersEndAndDeleteAPoll(t *testing.T) {
	l, anna, people := crowd(t, storetest.SQLitePath(t), 3)
	bert, carl := people[1], people[2]
	ctx := t.Context()
	id := l.newPoll(bert, house.PollSpec{Secret: true})
	for _, p := range people {
		l.vote(p, id, "1")
	}
	_, err := l.ClosePoll(ctx, carl, id)
	wantKey(t, "close another's", err, "error.forbidden")
	_, err = l.Delete(ctx, carl, id)
	wantKey(t, "delete another's", err, "error.forbidden")
	_, err = l.ClosePoll(ctx, anna, id) // the owner manages
	l.must(err)
	_, err = l.Delete(ctx, bert, id)
	l.must(err)
	room, err := l.Room(ctx, anna, "f/r")
	l.must(err)
	if rows, err := l.store.Answers(ctx, room.ID, id); err != nil || len(rows) != 0 {
		t.Errorf("got %d rows, %v, want the votes gone with the poll", len(rows), err)
	}
	_, err = l.Poll(ctx, anna, id)
	wantKey(t, "a deleted poll", err, "error.not_found")
	_, err = l.Vote(ctx, anna, id, []string{"1"})
	wantKey(t, "vote in a deleted poll", err, "error.not_found")
}

func TestPollsAreNobodysOutside(t *testing.T) {
	l, anna, bert, carl := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	id := l.newPoll(anna, house.PollSpec{})
	admin := l.in("admin")
	for _, a := range []house.Actor{carl, admin} {
		_, err := l.Polls(ctx, a, "f/r")
		wantKey(t, "list", err, "error.no_such_room")
		_, err = l.Poll(ctx, a, id)
		wantKey(t, "show", err, "error.not_found")
		_, err = l.Vote(ctx, a, id, []string{"1"})
		wantKey(t, "vote", err, "error.not_found")
		_, err = l.ClosePoll(ctx, a, id)
		wantKey(t, "close", err, "error.not_found")
	}
	l.must(l.SetRights(ctx, anna, "f/r", "bert", house.ToolPolls, house.LevelRead))
	if p := l.poll(bert, id); p.Votes != 0 {
		t.Errorf("got %+v, want bert to read", p)
	}
	_, err := l.Vote(ctx, bert, id, []string{"1"})
	wantKey(t, "vote with the right to read", err, "error.tool_read_only")
	l.must(l.SetRights(ctx, anna, "f/r", "bert", house.ToolPolls, house.LevelNone))
	_, err = l.Poll(ctx, bert, id)
	wantKey(t, "without a right", err, "error.tool_none")
}
