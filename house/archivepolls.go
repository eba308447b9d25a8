package house

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// fileStem is a title as the name of a file in an archive, with what tells it
// from others of the same title.
func fileStem(at time.Time, title string, id MessageID) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	end := string(id)
	if len(end) > 8 {
		end = end[len(end)-8:]
	}
	return at.UTC().Format("2006-01-02") + "-" + strings.Trim(b.String(), "-") + "-" + end
}

// archiveNotices writes the notices that the actor sees, a file each.
func (s *Service) archiveNotices(ctx context.Context, in access, to Archive) error {
	notices, err := s.Notices(ctx, in.actor, in.place, levelOf(in.room, in.me, ToolNotices) >= LevelManage)
	if err != nil {
		return err
	}
	for _, n := range notices {
		w, err := to.File("notices/"+fileStem(n.At, n.Title, n.ID)+".md", n.At)
		if err != nil {
			return err
		}
		var b strings.Builder
		fmt.Fprintf(&b, "# %s\n\n%s, %s\n", n.Title, n.Author, n.At.UTC().Format(time.RFC3339))
		if !n.Expires.IsZero() {
			fmt.Fprintf(&b, "– %s\n", n.Expires.UTC().Format(time.RFC3339))
		}
		if n.Text != "" {
			fmt.Fprintf(&b, "\n%s\n", n.Text)
		}
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// archivePolls writes the polls with their results, as far as the actor may see
// them now: one file for people and one for programs each.
func (s *Service) archivePolls(ctx context.Context, in access, to Archive) error {
	polls, err := s.Polls(ctx, in.actor, in.place)
	if err != nil {
		return err
	}
	for _, p := range polls {
		stem := "polls/" + fileStem(p.At, p.Question, p.ID)
		w, err := to.File(stem+".md", p.At)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, pollPage(p)); err != nil {
			return err
		}
		if w, err = to.File(stem+".json", p.At); err != nil {
			return err
		}
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(archivedPoll(p)); err != nil {
			return err
		}
	}
	return nil
}

func pollPage(p Poll) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s, %s\n\n", p.Question, p.Author, p.At.UTC().Format(time.RFC3339))
	if p.Text != "" {
		fmt.Fprintf(&b, "%s\n\n", p.Text)
	}
	for _, o := range p.Options {
		fmt.Fprintf(&b, "%s. %s", o.ID, o.Text)
		switch {
		case !p.Shown:
		case p.Kind == PollRanking:
			fmt.Fprintf(&b, ": %s", strconv.FormatFloat(o.Points, 'f', -1, 64))
		default:
			fmt.Fprintf(&b, ": %d/%d", o.Count, p.Votes)
		}
		if len(o.Voters) > 0 {
			fmt.Fprintf(&b, " (%s)", strings.Join(o.Voters, ", "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

type pollFile struct {
	ID       MessageID    `json:"id"`
	Question string       `json:"question"`
	Text     string       `json:"text"`
	Kind     PollKind     `json:"kind"`
	Secret   bool         `json:"secret"`
	Rule     ResultRule   `json:"results"`
	Author   string       `json:"author"`
	At       time.Time    `json:"at"`
	Ends     *time.Time   `json:"ends"`
	Ended    bool         `json:"ended"`
	Votes    int          `json:"votes"`
	Voted    bool         `json:"voted"`
	Choices  []string     `json:"choices,omitempty"`
	Shown    bool         `json:"shown"`
	Options  []optionFile `json:"options"`
}

type optionFile struct {
	ID     string   `json:"id"`
	Text   string   `json:"text"`
	Count  *int     `json:"count"` // null where the result is not shown
	Points *float64 `json:"points"`
	Voters []string `json:"voters,omitempty"`
}

func archivedPoll(p Poll) pollFile {
	f := pollFile{
		ID: p.ID, Question: p.Question, Text: p.Text, Kind: p.Kind, Secret: p.Secret, Rule: p.Rule, Author: p.Author,
		At: p.At.UTC(), Ended: p.Ended, Votes: p.Votes, Voted: p.Voted, Choices: p.Choices, Shown: p.Shown,
	}
	if !p.Ends.IsZero() {
		f.Ends = &p.Ends
	}
	for _, o := range p.Options {
		file := optionFile{ID: o.ID, Text: o.Text, Voters: o.Voters}
		if p.Shown {
			file.Count, file.Points = &o.Count, &o.Points
		}
		f.Options = append(f.Options, file)
	}
	return f
}
