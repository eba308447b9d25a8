package house

import (
	"strconv"
	"strings"
	"time"
)

// longestSpan bounds what counts from now: ten years.
const longestSpan = 3650

// ParseUntil reads until when something holds: what ParseDue reads, of which a day
// alone holds to its end in the place of now; or a span from now: 90m, 72h, 3d.
// Nothing is the zero time. Invalid (error.due) for anything else.
func ParseUntil(s string, now time.Time) (time.Time, error) {
	s = strings.TrimSpace(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(days)); err == nil && n > 0 && n <= longestSpan {
			return now.AddDate(0, 0, n), nil
		}
	}
	if span, err := time.ParseDuration(s); err == nil && span > 0 && span <= longestSpan*24*time.Hour {
		return now.Add(span), nil
	}
	due, err := ParseDue(s, now.Location())
	if err != nil || due.IsZero() {
		return time.Time{}, err
	}
	if due.Day {
		return due.In(now.Location()).AddDate(0, 0, 1).Add(-time.Second), nil // said as that day, not the next
	}
	return due.At, nil
}
