package kit

import (
	"strings"
	"time"

	"stockwerk/house"
)

// CaseLines are what is to be known of a counselling, a sentence each, cleaned.
func (e *Env) CaseLines(c house.Case) []string {
	lines := []string{e.T(c.StageKey())}
	add := func(on bool, key string, args ...any) {
		if on {
			lines = append(lines, e.T(key, args...))
		}
	}
	when := func(t time.Time) string { return e.Text.DateTime(t.In(e.Location)) }
	if hint := c.HintKey(); hint != "" {
		lines = append(lines, e.T(hint))
	}
	switch {
	case c.Overdue:
		add(true, "contact.promised_by", "Time", when(c.AnswerBy))
	case !c.AnswerBy.IsZero():
		add(true, "contact.answer_by", "Time", when(c.AnswerBy))
	default:
		add(true, "contact.since", "Time", when(c.Since))
	}
	add(c.Mine, "contact.with_client", "Name", Clean(c.Client))
	add(c.Counsellor != "", "contact.with_counsellor", "Name", Clean(c.Counsellor))
	readers := make([]string, len(c.Readers))
	for i, name := range c.Readers {
		readers[i] = Clean(name)
	}
	add(len(readers) > 0, "contact.readers", "Names", strings.Join(readers, ", "))
	add(!c.FollowUp.IsZero(), "contact.follow_up", "Date", e.Text.Date(c.FollowUp.In(e.Location)))
	add(!c.DeleteAt.IsZero(), "contact.delete_at", "Date", e.Text.Date(c.DeleteAt.In(e.Location)))
	for _, f := range c.Feedback {
		add(true, "contact.feedback.line", "Name", Clean(f.Name), "Heard", markOf(f.Heard), "Helped", markOf(f.Helped), "Again", markOf(f.Again))
		if f.Text != "" {
			lines = append(lines, CleanText(f.Text))
		}
	}
	return lines
}

// markOf is a mark of a feedback sheet.
func markOf(n int) string {
	if n == 0 {
		return "–"
	}
	return string(rune('0' + n))
}
