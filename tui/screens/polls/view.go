package polls

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
)

// View shows the form, the open poll, or the list.
func (s *Screen) View(w, h int) kit.View {
	if w != s.width {
		s.width = w
		s.rows()
	}
	switch {
	case s.form != nil:
		return s.form.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.open != "":
		return s.viewPoll(w, h)
	case kit.LayoutOf(w) != kit.Wide || len(s.polls) == 0:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	var right []string
	if p := s.chosen(); p.ID != "" {
		right = s.preview(p, pw)
	}
	v.Lines = s.env.Beside(v.Lines, lw, right, h)
	return v
}

// preview is a poll beside the list.
func (s *Screen) preview(p house.Poll, w int) []string {
	lines := s.head(p, w, 12)
	for i, o := range p.Options {
		lines = append(lines, kit.Ends(o.ID+". "+kit.Clean(o.Text), s.got(p, i, w), w))
	}
	return append(lines, s.below(p, w)...)
}

// viewPoll is the open poll: what it asks, its options, what holds for it.
func (s *Screen) viewPoll(w, h int) kit.View {
	p := s.poll()
	below := s.below(p, w)
	rows := len(s.options.Rows())
	head := s.head(p, w, max(h-rows-len(below), h/3))
	if rest := h - len(head) - min(rows, 4); len(below) > rest {
		below = below[:max(rest, 0)]
	}
	v := s.options.View(w, max(h-len(head)-len(below), 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	v.Lines = append(head, v.Lines...)
	v.Lines = append(v.Lines, below...)
	return v
}

// head is question, facts and explanation, the latter cut where h lines are too
// few.
func (s *Screen) head(p house.Poll, w, h int) []string {
	var lines []string
	for _, line := range kit.Wrap(kit.Clean(p.Question), w) {
		lines = append(lines, s.env.Styles.Strong.Of(line))
	}
	for _, line := range kit.Wrap(s.facts(p), w) {
		lines = append(lines, s.env.Styles.Dim.Of(line))
	}
	if p.Text != "" {
		text := markdown.Render(s.env, p.Text, w)
		if room := h - len(lines) - 1; len(text) > room {
			text = append(text[:max(room-1, 0):max(room-1, 0)], s.env.Styles.Dim.Of(kit.Fit(s.env.T("polls.goes_on"), w)))
		}
		lines = append(lines, text...)
	}
	return append(lines, "")
}

// facts are what is to be known of a poll in a line.
func (s *Screen) facts(p house.Poll) string {
	t := s.env.T
	parts := []string{t("polls.kind." + string(p.Kind))}
	if p.Secret {
		parts = append(parts, t("polls.secret"))
	}
	parts = append(parts, s.state(p), s.env.N("polls.votes", p.Votes))
	if p.Edited {
		parts = append(parts, t("polls.edited"))
	}
	return strings.Join(append(parts, kit.Clean(p.Author)), " · ")
}

// state is how long a poll still goes, in words.
func (s *Screen) state(p house.Poll) string {
	const day = 24 * time.Hour
	switch left := p.Ends.Sub(s.env.Now()); {
	case p.Ended:
		return s.env.T("polls.ended")
	case p.Ends.IsZero():
		return s.env.T("polls.open")
	case left >= day:
		return s.env.T("polls.left", "Span", s.env.Text.Duration(left.Round(day)))
	default:
		return s.env.T("polls.left", "Span", s.env.Text.Duration(max(left, time.Minute)))
	}
}

// how says what a vote is.
func (s *Screen) how(p house.Poll) string {
	switch {
	case p.Ended:
		return s.env.T("polls.ended.how")
	case p.Kind == house.PollMultiple && p.Max > 0:
		return s.env.N("polls.how.max", p.Max)
	}
	return s.env.T("polls.how." + string(p.Kind))
}

// below is what holds for the poll: how to vote, or that one has, and why there is
// no result, or how it was counted.
func (s *Screen) below(p house.Poll, w int) []string {
	t := s.env.T
	lines := []string{""}
	add := func(style kit.Style, words string) {
		for _, line := range kit.Wrap(words, min(w, 76)) {
			lines = append(lines, style.Of(line))
		}
	}
	st := s.env.Styles
	switch {
	case p.Ended:
		add(st.Dim, t("polls.ended.how"))
	case p.Voted && p.Secret:
		add(st.Dim, t("polls.voted.secret"))
	case p.Voted:
		add(st.Dim, t("polls.voted.open"))
	case s.offPick() == "" && s.open != "":
		add(st.Dim, s.how(p))
		if p.Secret {
			add(st.Warn, t("polls.secret.how"))
		}
	}
	if !p.Shown {
		add(st.Plain, t(p.Why, "N", house.SecretFrom))
	} else if p.Kind == house.PollRanking {
		add(st.Dim, t("polls.method"))
	}
	if o, ok := s.cut(p, w); ok {
		add(st.Plain, o)
	}
	return lines
}

// cut is the whole text of the option under the cursor where its row has no room
// for it.
func (s *Screen) cut(p house.Poll, w int) (string, bool) {
	id := s.options.Selected().ID
	for i, o := range p.Options {
		if s.open != "" && o.ID == id && kit.Width(kit.Clean(o.Text))+12+kit.Width(s.got(p, i, w)) > w {
			return o.ID + ". " + kit.Clean(o.Text), true
		}
	}
	return "", false
}

// got is what an option got, with its bar: "12 ·  60 % ██████    ".
func (s *Screen) got(p house.Poll, i, w int) string {
	if !p.Shown {
		return ""
	}
	o := p.Options[i]
	share := house.PollShare(p.Kind, p.Votes, len(p.Options), o)
	number := strconv.Itoa(o.Count)
	if p.Kind == house.PollRanking {
		number = s.env.T("polls.points", "Points", s.env.Text.Number(o.Points))
	}
	percent := strconv.Itoa(int(math.Round(share * 100)))
	note := number + " · " + strings.Repeat(" ", 3-len(percent)) + percent + " %"
	cells := 0
	switch {
	case w >= 70:
		cells = 20
	case w >= 44:
		cells = 8
	}
	if cells > 0 {
		note += " " + kit.Bar(share, cells, s.env.UTF8)
	}
	return note
}

// rows makes both lists.
func (s *Screen) rows() {
	if !s.known {
		return
	}
	s.list.Empty = []string{s.env.T("polls.empty")}
	if s.room.Writes(house.ToolPolls) {
		s.list.Empty = append(s.list.Empty, s.env.T("polls.empty.how"))
	}
	var rows []kit.Row
	over := false
	for _, p := range s.polls {
		if p.Ended && !over {
			over = true
			rows = append(rows, kit.Row{Head: true, Label: s.env.T("polls.over")})
		}
		rows = append(rows, kit.Row{ID: string(p.ID), Label: p.Question, Note: s.note(p)})
	}
	s.list.SetRows(rows)
	if p := s.poll(); p.ID != "" {
		s.optionRows(p)
	}
}

// note is what matters most about a poll in the list.
func (s *Screen) note(p house.Poll) string {
	switch {
	case p.Ended:
		return s.env.N("polls.votes", p.Votes)
	case kit.LayoutOf(s.width) != kit.Middle: // there is no room, or it stands beside the list
		return s.env.T(pick(p.Voted, "polls.note.voted", "polls.note.not_voted"))
	case p.Voted:
		return s.env.T("polls.note.voted_state", "State", s.state(p))
	}
	return s.env.T("polls.note.not_voted_state", "State", s.state(p))
}

func (s *Screen) optionRows(p house.Poll) {
	if !s.touched && !p.Secret {
		s.picked = p.Choices
	}
	rows := make([]kit.Row, 0, len(p.Options)+1)
	for i, o := range p.Options {
		rows = append(rows, kit.Row{ID: o.ID, Label: s.sign(p, o.ID) + o.Text, Note: s.got(p, i, s.width)})
	}
	if s.offPick() == "" {
		label := pick(p.Voted, "polls.key.again", "polls.key.vote")
		rows = append(rows, kit.Row{ID: cast, Label: s.env.T(label), Off: s.offVote() != "" || p.Voted && !s.touched})
	}
	s.options.SetRows(rows)
}

// sign stands before an option: chosen or not, or its place in the ranking.
func (s *Screen) sign(p house.Poll, id string) string {
	at := slices.Index(s.picked, id)
	switch {
	case s.offPick() != "" && at < 0:
		return ""
	case p.Kind == house.PollSingle && at < 0:
		return "( ) "
	case p.Kind == house.PollSingle:
		return "(x) "
	case at < 0:
		return "[ ] "
	case p.Kind == house.PollRanking:
		return "[" + strconv.Itoa(at+1) + "] "
	}
	return "[x] "
}
