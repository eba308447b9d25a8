package polls_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/polls"
)

// stand is a room with polls.
type stand struct {
	*fakeroom.House
	polls []house.Poll
	calls []string
	spec  house.PollSpec
	edit  house.PollEdit
	err   error
}

func (s *stand) Polls(context.Context, house.Actor, string) ([]house.Poll, error) {
	return slices.Clone(s.polls), nil
}

func (s *stand) Vote(_ context.Context, _ house.Actor, id house.MessageID, choices []string) (house.Poll, error) {
	s.calls = append(s.calls, "vote "+string(id)+" "+strings.Join(choices, " "))
	for i := range s.polls {
		if p := &s.polls[i]; p.ID == id && s.err == nil {
			p.Voted, p.Votes = true, p.Votes+1
			if !p.Secret {
				p.Choices = choices
			}
			return *p, nil
		}
	}
	return house.Poll{}, s.err
}

func (s *stand) NewPoll(_ context.Context, _ house.Actor, _ string, p house.PollSpec) (house.Sent, error) {
	s.spec = p
	return house.Sent{ID: "new"}, s.err
}

func (s *stand) EditPoll(_ context.Context, _ house.Actor, id house.MessageID, e house.PollEdit) (house.Poll, error) {
	s.calls, s.edit = append(s.calls, "edit "+string(id)), e
	return house.Poll{}, s.err
}

func (s *stand) ClosePoll(_ context.Context, _ house.Actor, id house.MessageID) (house.Poll, error) {
	s.calls = append(s.calls, "close "+string(id))
	return house.Poll{}, s.err
}

func (s *stand) Delete(_ context.Context, _ house.Actor, id house.MessageID) (house.Sent, error) {
	s.calls = append(s.calls, "delete "+string(id))
	return house.Sent{}, s.err
}

func busy() *stand {
	f := &stand{House: fakeroom.New()}
	f.Detail.Tools = append(f.Detail.Tools, house.ToolPolls)
	f.Detail.Levels = map[string]house.Level{house.ToolPolls: house.LevelManage}
	f.polls = []house.Poll{
		{
			ID: "single", Seq: 1, Question: "Wann treffen wir uns? 会議", Kind: house.PollSingle, Rule: house.ResultsAlways, Author: "yuki",
			Text: "Es geht um das **Sommertreffen**. Bitte bis zum Ende abstimmen.", Ends: fakeroom.At(2*24*60 + 60), Votes: 10, Shown: true,
			Options: []house.PollOption{
				{ID: "1", Text: "Montag", Count: 6, Voters: []string{"ben.oduya", "yuki"}},
				{ID: "2", Text: "Mittwochabend um sieben, mit einer langen Begründung, die in keine Zeile passt", Count: 3},
				{ID: "3", Text: "Freitag " + fakeroom.Nasty, Count: 1},
			},
		},
		{
			ID: "secret", Seq: 2, Question: "Wer leitet den Kreis?", Kind: house.PollSingle, Secret: true, Rule: house.ResultsEnd, Author: "mara", Mine: true,
			Votes: 2, Why: "polls.hidden.end",
			Options: []house.PollOption{{ID: "1", Text: "Ben"}, {ID: "2", Text: "Yuki"}},
		},
		{
			ID: "rank", Seq: 3, Question: "Welches Thema zuerst?", Kind: house.PollRanking, Rule: house.ResultsAlways, Author: "mara", Mine: true,
			Votes: 2, Shown: true, Voted: true, Choices: []string{"2", "1"},
			Options: []house.PollOption{{ID: "1", Text: "Räume", Points: 2.5}, {ID: "2", Text: "Geld", Count: 2, Points: 4}, {ID: "3", Text: "Feste", Points: 0.5}},
		},
		{
			ID: "over", Seq: 4, Question: "Was war gut?", Kind: house.PollMultiple, Secret: true, Rule: house.ResultsEnd, Author: "yuki", Ended: true,
			Votes: 3, Shown: true, Voted: true,
			Options: []house.PollOption{{ID: "1", Text: "Der Raum", Count: 3}, {ID: "2", Text: "Die Leitung", Count: 2}},
		},
	}
	return f
}

func open(t *testing.T, f *stand, entry house.MessageID) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, polls.New(kittest.Env(f), fakeroom.Place, entry))
}

func TestPollsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			for _, entry := range []house.MessageID{"", "single", "secret", "rank", "over"} {
				f := busy()
				env := kittest.Env(f)
				env.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], polls.New(env, fakeroom.Place, entry))
				d.WantNoEscape()
				if entry == "" {
					d.Golden("list-" + string(lang))
					d.Press("c")
					d.Golden("form-" + string(lang))
					continue
				}
				d.Golden(string(entry) + "-" + string(lang))
			}
		}
	}
}

func TestNoPollsSaysWhatTheyAreFor(t *testing.T) {
	f := busy()
	f.polls = nil
	open(t, f, "").Wants("A poll asks the room", "c asks the first one")
}

func TestBarsDoWithoutBlocks(t *testing.T) {
	f := busy()
	env := kittest.Env(f)
	d := kittest.New(t, 80, 24, polls.New(env, fakeroom.Place, "single"))
	d.Wants("6 ·  60 % ████████████")
	env.UTF8 = false
	d = kittest.New(t, 80, 24, polls.New(env, fakeroom.Place, "single"))
	d.Wants("6 ·  60 % ############........")
	d.Lacks("█")
}

func TestVotingByDigitsAlone(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	d.Press("1") // opens the first poll
	d.Press("3")
	d.Wants("(x) Freitag")
	d.Press("1")
	d.Wants("(x) Montag", "( ) Freitag")
	d.Press("4") // the row that casts
	if !slices.Equal(f.calls, []string{"vote single 1"}) {
		t.Fatalf("got %q, want one vote", f.calls)
	}
	d.WantAsked(kit.Toast{Key: "polls.cast"})
	d.Wants("Until the end you can change it", "change vote")
}

func TestNothingIsCastUnlessSomethingIsChosen(t *testing.T) {
	f := busy()
	d := open(t, f, "single")
	d.Press("v")
	d.WantAsked(kit.Toast{Key: "error.poll_nothing"})
	d.Press("end", "enter")
	if len(f.calls) != 0 {
		t.Errorf("got %q, want nothing cast", f.calls)
	}
}

func TestASecretVoteIsSaidToBeFinalBefore(t *testing.T) {
	f := busy()
	d := open(t, f, "secret")
	d.Wants("your vote is final", "shown after the end")
	d.Lacks("%")
	d.Press("2", "v")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || !strings.Contains(ask.Text, "Yuki") || !strings.Contains(ask.Text, "final") || len(f.calls) != 0 {
		t.Fatalf("got %#v and %q, want to be asked first", d.Asked, f.calls)
	}
	d.Send(ask.Options[1].Do("")())
	if !slices.Equal(f.calls, []string{"vote secret 2"}) {
		t.Fatalf("got %q", f.calls)
	}
	d.WantAsked(kit.Toast{Key: "polls.cast.secret"})
	d.Wants("cannot be changed")
	d.Press("1")
	d.WantAsked(kit.Toast{Key: "error.poll_voted"})
	d.Press("w")
	d.WantAsked(kit.Toast{Key: "polls.key.who.secret"})
}

func TestRankingByDigitsAndByMoving(t *testing.T) {
	f := busy()
	d := open(t, f, "rank")
	d.Wants("[2] Räume", "[1] Geld", "[ ] Feste", "4 pts", "Borda")
	d.Press("3") // comes third
	d.Wants("[3] Feste")
	d.Press("+", "+") // the cursor is on it
	d.Wants("[1] Feste", "[2] Geld", "[3] Räume")
	d.Press("-")
	d.Wants("[2] Feste", "[1] Geld")
	d.Press("v")
	if !slices.Equal(f.calls, []string{"vote rank 2 3 1"}) {
		t.Errorf("got %q, want the order that was made", f.calls)
	}
}

func TestLeavingWithAChoiceAsks(t *testing.T) {
	f := busy()
	d := open(t, f, "single")
	d.Press("1", "esc")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok {
		t.Errorf("got %#v, want to be asked", d.Asked)
	}
	d = open(t, f, "single")
	d.Press("esc")
	d.Wants("Ended", "Was war gut?")
}

func TestTheResultFollowsWhileOthersVote(t *testing.T) {
	f := busy()
	d := open(t, f, "single")
	d.Press("2") // a choice that is not cast stays
	f.polls[0].Options[0].Count, f.polls[0].Votes = 7, 11
	f.Posts = append(f.Posts, house.Post{ID: "single", Kind: house.KindPoll, Seq: 1, Mod: 99})
	d.Send(fakeroom.Changed())
	d.Wants("11 votes", "7 ·  64 %", "(x) Mittwochabend")
}

func TestAnEndedPollTakesNoVotes(t *testing.T) {
	d := open(t, busy(), "over")
	d.Wants("This poll has ended", "3 · 100 %", "2 ·  67 %")
	d.Press("1")
	d.WantAsked(kit.Toast{Key: "error.poll_ended"})
}

func TestARefusedVoteIsSaid(t *testing.T) {
	f := busy()
	d := open(t, f, "single")
	f.err = house.Errorf(house.Conflict, "error.poll_ended")
	d.Press("1", "v")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Errorf("got %#v, want the refusal", d.Asked)
	}
}

func TestAPollIsAskedWithArrowsAndEnter(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	d.Press("c")
	d.Type("Kommt ihr?")
	d.Press("down")
	d.Type("Ja")
	d.Press("enter")
	d.Type("Nein")
	d.Press("tab", "tab", "right", "down", "down", "enter", "down")
	d.Type("3d")
	d.Press("down", "down", "enter")
	if got := f.spec; got.Question != "Kommt ihr?" || !slices.Equal(got.Options, []string{"Ja", "Nein"}) || got.Kind != house.PollMultiple ||
		!got.Secret || got.Ends.IsZero() || got.Rule != "" {
		t.Errorf("got %+v", got)
	}
	d.WantAsked(kit.Toast{Key: "polls.asked"})
}

func TestARefusedPollKeepsTheForm(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	f.err = house.Errorf(house.Invalid, "error.poll_options", "Max", 30)
	d.Press("c")
	d.Type("Kommt ihr?")
	d.Press("down", "tab", "tab", "down", "down", "down", "down", "down", "enter")
	d.Wants("Kommt ihr?", "! A poll needs two")
}

func TestOnlyTheExplanationChangesOnceSomebodyVoted(t *testing.T) {
	f := busy()
	d := open(t, f, "rank")
	d.Press("e")
	d.Wants("Somebody has voted")
	d.Type("Neu")
	d.Press("tab", "enter")
	if f.edit.Text == nil || *f.edit.Text != "Neu" || f.edit.Question != nil || f.edit.Options != nil {
		t.Errorf("got %+v", f.edit)
	}
}

func TestClosingAndDeletingAsk(t *testing.T) {
	for key, want := range map[string]string{"C": "close rank", "d": "delete rank"} {
		f := busy()
		d := open(t, f, "rank")
		d.Press(key)
		ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
		if !ok || len(f.calls) != 0 {
			t.Fatalf("%s: got %#v, want to be asked", key, d.Asked)
		}
		d.Send(ask.Options[1].Do("")())
		if !slices.Equal(f.calls, []string{want}) {
			t.Errorf("got %q, want %q", f.calls, want)
		}
	}
}

func TestKeysSayWhyTheyAreOff(t *testing.T) {
	f := busy()
	f.Detail.Levels[house.ToolPolls] = house.LevelRead
	d := open(t, f, "single")
	d.Press("v")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
	d.Press("e")
	d.WantAsked(kit.Toast{Key: "polls.key.mine"})
	d.Press("+")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}
