package command

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"stockwerk/house"
)

// PollTable is what can be done with the polls of a room.
func PollTable() []Spec {
	id := []Arg{argID}
	option := Flag{"option", "TEXT…"}
	return []Spec{
		{Name: "poll list", Args: []Arg{argPlace}, Flags: []Flag{{Name: "open"}}, List: true, For: ForInside, Help: "command.help.poll_list", run: runPollList},
		{Name: "poll show", Args: id, For: ForInside, Help: "command.help.poll_show", run: runPollShow},
		{
			Name: "poll new", Args: []Arg{argPlace, {Name: "QUESTION", Rest: true}}, For: ForInside,
			Flags: []Flag{
				option,
				{"text", "TEXT"},
				{"kind", "single|multiple|ranking"},
				{"max", "N"},
				{Name: "secret"},
				{"until", "DATE"},
				{"results", "always|voted|end"},
				{"key", "K"},
			},
			Help: "command.help.poll_new", run: runPollNew,
		},
		{
			Name: "poll edit", Args: id, Flags: []Flag{{"question", "TEXT"}, {"text", "TEXT"}, option}, For: ForInside,
			Help: "command.help.poll_edit", run: runPollEdit,
		},
		{
			Name: "poll vote", Args: []Arg{argID, {Name: "CHOICE…", Rest: true, Stdin: true}}, For: ForInside,
			Help: "command.help.poll_vote", run: runPollVote,
		},
		{Name: "poll results", Args: id, For: ForInside, Help: "command.help.poll_results", run: runPollResults},
		{Name: "poll close", Args: id, For: ForInside, Help: "command.help.poll_close", run: runPollClose},
		{Name: "poll delete", Args: id, For: ForInside, Help: "command.help.poll_delete", run: runPollDelete},
	}
}

type pollJSON struct {
	ID       string       `json:"id"`
	Question string       `json:"question"`
	Kind     string       `json:"kind"`
	Secret   bool         `json:"secret"`
	Ends     at           `json:"ends"`
	State    string       `json:"state"` // "open", "ended"
	Voted    bool         `json:"voted"`
	Votes    int          `json:"votes"`
	Options  []optionJSON `json:"options"`
	Text     string       `json:"text"`
	Max      int          `json:"max"`
	Results  string       `json:"results"`
	Shown    bool         `json:"shown"`
	Choices  []string     `json:"choices"`
	Closed   at           `json:"closed"`
	Place    string       `json:"place"`
	Author   string       `json:"author"`
	At       at           `json:"at"`
	Edited   bool         `json:"edited"`
	Mine     bool         `json:"mine"`

	why string
}

// optionJSON is an option; count and points are null where the result is not
// shown.
type optionJSON struct {
	ID     string   `json:"id"`
	Text   string   `json:"text"`
	Count  *int     `json:"count"`
	Points *float64 `json:"points"`
	Voters []string `json:"voters"`
}

func pollOf(p house.Poll) pollJSON {
	j := pollJSON{
		ID: string(p.ID), Question: oneLine(p.Question), Kind: string(p.Kind), Secret: p.Secret, Ends: at(p.Ends), State: "open",
		Voted: p.Voted, Votes: p.Votes, Options: []optionJSON{}, Text: clean(p.Text), Max: p.Max, Results: string(p.Rule),
		Shown: p.Shown, Choices: append([]string{}, p.Choices...), Closed: at(p.Closed), Place: oneLine(p.Place),
		Author: oneLine(p.Author), At: at(p.At), Edited: p.Edited, Mine: p.Mine, why: p.Why,
	}
	if p.Ended {
		j.State = "ended"
	}
	for _, o := range p.Options {
		option := optionJSON{ID: o.ID, Text: oneLine(o.Text), Voters: cleanAll(o.Voters)}
		if p.Shown {
			option.Count, option.Points = &o.Count, &o.Points
		}
		j.Options = append(j.Options, option)
	}
	return j
}

func runPollList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolPolls)
	if err != nil {
		return err
	}
	polls, err := e.House.Polls(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	var shown []pollJSON
	for _, p := range polls {
		if !c.on("open") || !p.Ended {
			shown = append(shown, pollOf(p))
		}
	}
	return list(e, c, shown, func(p pollJSON) string { return p.ID }, e.pollLine, "command.poll.none")
}

func (e *Env) pollLine(p pollJSON) string {
	say := e.say()
	about := facts(
		say.T("polls.kind."+p.Kind),
		e.when(p.Secret, "polls.secret"),
		e.pollState(p),
		say.N("polls.votes", p.Votes),
		e.when(p.Voted, "polls.voted"),
	)
	return say.T("command.poll.line", "Id", p.ID, "Question", p.Question, "Facts", about)
}

func (e *Env) pollState(p pollJSON) string {
	say := e.say()
	switch {
	case p.State == "ended":
		return say.T("polls.ended")
	case time.Time(p.Ends).IsZero():
		return say.T("polls.open")
	}
	return say.T("polls.until", "Time", say.DateTime(time.Time(p.Ends).Local()))
}

func runPollShow(ctx context.Context, e *Env, c *Call) error {
	p, err := e.House.Poll(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := pollOf(p)
	lines := []string{e.pollLine(shown)}
	if shown.Text != "" {
		lines = append(lines, "", shown.Text)
	}
	lines = append(lines, "", e.howToVote(shown))
	return e.show(c, shown, append(lines, e.pollResult(shown)...)...)
}

// howToVote says what a vote is in this poll.
func (e *Env) howToVote(p pollJSON) string {
	say := e.say()
	if p.State == "ended" {
		return say.T("polls.ended.how")
	}
	how := say.T("polls.how." + p.Kind)
	if p.Kind == string(house.PollMultiple) && p.Max > 0 {
		how = say.N("polls.how.max", p.Max)
	}
	if p.Secret {
		how += " " + say.T("polls.secret.how")
	}
	return how
}

func runPollResults(ctx context.Context, e *Env, c *Call) error {
	p, err := e.House.Poll(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := pollOf(p)
	return e.show(c, shown, append([]string{e.pollLine(shown)}, e.pollResult(shown)...)...)
}

// barCells is how long the bar of an option can be.
const barCells = 20

// pollResult is a line an option: its number, text and, where it is shown, what it
// got, with a bar.
func (e *Env) pollResult(p pollJSON) []string {
	say := e.say()
	var lines []string
	for _, o := range p.Options {
		line := say.T("command.poll.option", "Id", o.ID, "Text", o.Text)
		switch at := slices.Index(p.Choices, o.ID); {
		case at < 0:
		case p.Kind == string(house.PollRanking):
			line += say.T("command.poll.mine_place", "Place", at+1)
		default:
			line += say.T("command.poll.mine")
		}
		lines = append(lines, line)
		if !p.Shown {
			continue
		}
		share := house.PollShare(house.PollKind(p.Kind), p.Votes, len(p.Options), house.PollOption{Count: *o.Count, Points: *o.Points})
		got := say.N("polls.count", *o.Count)
		if p.Kind == string(house.PollRanking) {
			got = say.T("polls.points", "Points", say.Number(*o.Points))
		}
		bar := strings.Repeat("#", int(math.Round(share*barCells)))
		lines = append(lines, "   "+strings.TrimSpace(say.T("command.poll.got", "Percent", int(math.Round(share*100)), "Got", got)+"  "+bar))
		if len(o.Voters) > 0 {
			lines = append(lines, "   "+strings.Join(o.Voters, ", "))
		}
	}
	if p.Shown && p.Kind == string(house.PollRanking) {
		lines = append(lines, say.T("polls.method"))
	}
	if !p.Shown {
		lines = append(lines, say.T(p.why, "N", house.SecretFrom))
	}
	return lines
}

func runPollNew(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolPolls)
	if err != nil {
		return err
	}
	kind, err := c.choice("kind", "single", "multiple", "ranking")
	if err != nil {
		return err
	}
	rule, err := c.choice("results", "always", "voted", "end")
	if err != nil {
		return err
	}
	most, err := c.number("max")
	if err != nil {
		return err
	}
	ends, err := house.ParseUntil(c.flag("until"), e.now())
	if err != nil {
		return err
	}
	options := c.many("option")
	if len(options) == 0 {
		if options, err = e.lineByLine(ctx); err != nil {
			return err
		}
	}
	sent, err := e.House.NewPoll(ctx, e.Actor, place, house.PollSpec{
		Question: c.rest, Text: c.flag("text"), Options: options, Kind: house.PollKind(kind), Max: int(min(most, math.MaxInt32)),
		Secret: c.on("secret"), Ends: ends, Rule: house.ResultRule(rule), Key: c.flag("key"),
	})
	return e.sent(c, sent, err)
}

// lineByLine reads standard input, or asks, and gives the lines.
func (e *Env) lineByLine(ctx context.Context) ([]string, error) {
	text, err := e.text(ctx, &Call{})
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), nil
}

func runPollEdit(ctx context.Context, e *Env, c *Call) error {
	edit := house.PollEdit{Question: c.text("question"), Text: c.text("text")}
	if c.on("option") {
		options := c.many("option")
		edit.Options = &options
	}
	if edit == (house.PollEdit{}) {
		return c.spec.usageError()
	}
	p, err := e.House.EditPoll(ctx, e.Actor, house.MessageID(c.arg(0)), edit)
	return e.pollDone(c, p, err)
}

// pollDone shows the poll that a deed changed.
func (e *Env) pollDone(c *Call, p house.Poll, err error) error {
	if err != nil {
		return err
	}
	shown := pollOf(p)
	return e.show(c, shown, append([]string{e.pollLine(shown)}, e.pollResult(shown)...)...)
}

func runPollVote(ctx context.Context, e *Env, c *Call) error {
	id := house.MessageID(c.arg(0))
	p, err := e.House.Poll(ctx, e.Actor, id)
	if err != nil {
		return err
	}
	var choices []string
	if c.given {
		choices = choicesIn(c.rest, p.Options)
	} else if choices, err = e.lineByLine(ctx); err == nil && len(choices) == 1 {
		choices = choicesIn(choices[0], p.Options)
	}
	if err != nil {
		return err
	}
	p, err = e.House.Vote(ctx, e.Actor, id, choices)
	return e.pollDone(c, p, err)
}

// choicesIn takes a line of choices apart: the text of one option, or numbers with
// spaces or commas between.
func choicesIn(line string, options []house.PollOption) []string {
	line = strings.TrimSpace(line)
	for _, o := range options {
		if strings.EqualFold(o.Text, line) {
			return []string{o.ID}
		}
	}
	return strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
}

func runPollClose(ctx context.Context, e *Env, c *Call) error {
	p, err := e.House.ClosePoll(ctx, e.Actor, house.MessageID(c.arg(0)))
	return e.pollDone(c, p, err)
}

func runPollDelete(ctx context.Context, e *Env, c *Call) error {
	id := house.MessageID(c.arg(0))
	if _, err := e.House.Poll(ctx, e.Actor, id); err != nil {
		return err
	}
	sent, err := e.House.Delete(ctx, e.Actor, id)
	if err != nil {
		return err
	}
	return e.done(c, sentOf(sent))
}
