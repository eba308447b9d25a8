package house

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Rules by which a date comes again: those of RFC 5545 from every day to every
// year. They are reckoned in wall times, so that a change of the clocks moves
// nothing, and with bounds, since anybody who writes may write any rule.

const (
	// maxLook is how many occurrences of one date are looked at for a window, and
	// how many may be counted in a rule.
	maxLook      = 5_000
	maxRule      = 500 // characters
	maxInterval  = 1_000
	maxTimesADay = 24
)

// ruleWords are the rules that have a word.
var ruleWords = map[string]string{
	"daily": "FREQ=DAILY", "weekly": "FREQ=WEEKLY", "monthly": "FREQ=MONTHLY", "yearly": "FREQ=YEARLY",
}

// repeat is a rule for a date that begins at a wall time.
type repeat struct {
	start time.Time
	until time.Time // wall time of the last possible occurrence; zero = without end
	opt   rrule.ROption
	text  string // as it is kept: without UNTIL
}

func errRule() error { return Errorf(Invalid, "error.date_rule") }

// readRepeat reads a rule or one of ruleWords and checks it for a date that begins
// at start. whole says that the date takes whole days.
func readRepeat(s string, start time.Time, whole bool, zone *time.Location) (repeat, error) {
	r, err := parseRepeat(s, start, zone)
	if err != nil {
		return r, err
	}
	if err := r.check(whole); err != nil {
		return r, err
	}
	return r, r.comesAgain()
}

// parseRepeat only reads.
func parseRepeat(s string, start time.Time, zone *time.Location) (repeat, error) {
	s = strings.TrimSpace(s)
	if word, ok := ruleWords[strings.ToLower(s)]; ok {
		s = word
	}
	s = strings.TrimSuffix(strings.TrimPrefix(strings.ToUpper(s), "RRULE:"), ";")
	if s == "" || len(s) > maxRule || strings.ContainsAny(s, " \n") {
		return repeat{}, errRule()
	}
	r := repeat{start: start}
	var parts []string
	seen := map[string]bool{}
	for part := range strings.SplitSeq(s, ";") {
		name, value, _ := strings.Cut(part, "=")
		if seen[name] {
			return repeat{}, errRule()
		}
		seen[name] = true
		switch name {
		case "UNTIL":
			var ok bool
			if r.until, ok = readUntil(value, zone); !ok {
				return repeat{}, errRule()
			}
		case "DTSTART", "BYEASTER":
			return repeat{}, errRule()
		default:
			parts = append(parts, part)
		}
	}
	r.text = strings.Join(parts, ";")
	opt, err := rrule.StrToROption(r.text)
	if err != nil {
		return repeat{}, errRule()
	}
	r.opt = *opt
	return r, nil
}

// readUntil reads the end of a rule: a day, a local time, or an instant.
func readUntil(s string, zone *time.Location) (time.Time, bool) {
	if t, err := time.Parse("20060102T150405Z", s); err == nil {
		return wallOf(t, zone), inReach(t)
	}
	if t, err := time.Parse("20060102T150405", s); err == nil {
		return t, inReach(t)
	}
	if t, err := time.Parse("20060102", s); err == nil {
		return endOfDay(t), inReach(t)
	}
	return time.Time{}, false
}

func endOfDay(day time.Time) time.Time { return midnight(day).Add(24*time.Hour - time.Second) }

// check refuses what RFC 5545 forbids, what is too much, and what would take the
// library beyond its tables.
func (r repeat) check(whole bool) error {
	o := r.opt
	perMonth := o.Freq == rrule.MONTHLY || o.Freq == rrule.YEARLY && len(o.Bymonth) > 0
	times := max(len(o.Byhour), 1) * max(len(o.Byminute), 1) * max(len(o.Bysecond), 1)
	others := len(o.Bymonth) + len(o.Byweekno) + len(o.Byyearday) + len(o.Bymonthday) + len(o.Byweekday)
	switch {
	case o.Freq > rrule.DAILY:
		return Errorf(Invalid, "error.date_rule_often")
	case o.Interval < 0 || o.Interval > maxInterval || strings.Contains(r.text, "INTERVAL=0"),
		o.Count < 0 || strings.Contains(r.text, "COUNT=0"),
		o.Count > 0 && !r.until.IsZero(),
		whole && len(o.Byhour)+len(o.Byminute)+len(o.Bysecond) > 0,
		len(o.Byweekno) > 0 && o.Freq != rrule.YEARLY,
		len(o.Byyearday) > 0 && o.Freq != rrule.YEARLY,
		len(o.Bymonthday) > 0 && o.Freq == rrule.WEEKLY,
		len(o.Bysetpos) > 0 && others == 0:
		return errRule()
	case o.Count > maxLook:
		return Errorf(Invalid, "error.date_rule_count", "Max", maxLook)
	case times > maxTimesADay:
		return Errorf(Invalid, "error.date_rule_often")
	}
	for _, day := range o.Byweekday {
		n := max(day.N(), -day.N())
		if n > 0 && (o.Freq == rrule.WEEKLY || o.Freq == rrule.DAILY || len(o.Byweekno) > 0) || n > 5 && perMonth {
			return errRule()
		}
	}
	if _, err := rrule.NewRRule(o); err != nil {
		return errRule()
	}
	return nil
}

// comesAgain refuses a rule that never comes, or whose end is before its start.
func (r repeat) comesAgain() error {
	if !r.until.IsZero() && r.until.Before(r.start) {
		return Errorf(Invalid, "error.date_until")
	}
	if _, ok := r.from(r.start)(); !ok {
		return Errorf(Invalid, "error.date_rule_never")
	}
	return nil
}

// ends says the rule's end as UNTIL takes it; "" for none.
func (r repeat) ends(whole bool, zone *time.Location) string {
	switch {
	case r.until.IsZero():
		return ""
	case whole:
		return r.until.Format("20060102")
	}
	return instant(r.until, zone).UTC().Format("20060102T150405Z")
}

// rule is the whole rule as iCalendar writes it.
func (r repeat) rule(whole bool, zone *time.Location) string {
	if end := r.ends(whole, zone); end != "" {
		return r.text + ";UNTIL=" + end
	}
	return r.text
}

// walls gives the occurrences from lo on and before hi, the start among them
// whether or not the rule says so: it counts as the first.
func (r repeat) walls(lo, hi time.Time) []time.Time {
	var out []time.Time
	add := func(w time.Time) {
		if !w.Before(lo) && w.Before(hi) {
			out = append(out, w)
		}
	}
	next := r.from(lo)
	w, ok := next()
	counts := r.opt.Count
	if r.opt.Count > 0 || lo.Before(r.start) || lo.Equal(r.start) {
		if !ok || !w.Equal(r.start) {
			add(r.start)
			counts--
		}
	}
	for n := 0; ok && n < maxLook && w.Before(hi) && (r.until.IsZero() || !w.After(r.until)); n++ {
		if r.opt.Count > 0 && n >= counts {
			break
		}
		add(w)
		w, ok = next()
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// from gives the rule's occurrences in order, beginning not far before lo. Rules
// that count begin at their start.
//
// The library goes on to the year 9999 for the next occurrence of a rule that has
// none. The calendar is the same every 400 years, so it reckons in years from which
// that is not far: no rule costs more than some 460 years of looking.
func (r repeat) from(lo time.Time) func() (time.Time, bool) {
	opt := r.opt
	opt.Until = time.Time{}
	opt.Count = 0
	opt.Dtstart = r.start
	r.fill(&opt)
	if r.opt.Count == 0 && lo.After(r.start) {
		opt.Dtstart = forward(opt, lo)
	}
	shift := (9939 - opt.Dtstart.Year()) / 400 * 400
	opt.Dtstart = opt.Dtstart.AddDate(shift, 0, 0)
	rule, err := rrule.NewRRule(opt)
	if err != nil {
		return func() (time.Time, bool) { return time.Time{}, false }
	}
	next := rule.Iterator()
	return func() (time.Time, bool) {
		for {
			w, ok := next()
			if !ok {
				return w, false
			}
			if w = w.AddDate(-shift, 0, 0); !w.Before(r.start) {
				return w, true
			}
		}
	}
}

// fill says what a rule leaves to its start, so that it can be reckoned from another.
func (r repeat) fill(o *rrule.ROption) {
	o.Interval = max(o.Interval, 1)
	if len(o.Byhour) == 0 {
		o.Byhour = []int{r.start.Hour()}
	}
	if len(o.Byminute) == 0 {
		o.Byminute = []int{r.start.Minute()}
	}
	if len(o.Bysecond) == 0 {
		o.Bysecond = []int{r.start.Second()}
	}
	if len(o.Byweekno)+len(o.Byyearday)+len(o.Bymonthday)+len(o.Byweekday) > 0 {
		return
	}
	switch o.Freq {
	case rrule.YEARLY:
		if len(o.Bymonth) == 0 {
			o.Bymonth = []int{int(r.start.Month())}
		}
		o.Bymonthday = []int{r.start.Day()}
	case rrule.MONTHLY:
		o.Bymonthday = []int{r.start.Day()}
	case rrule.WEEKLY:
		o.Byweekday = []rrule.Weekday{weekdays()[(int(r.start.Weekday())+6)%7]}
	}
}

func weekdays() []rrule.Weekday {
	return []rrule.Weekday{rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU}
}

// forward is a time not after lo from which the rule comes as from its start: whole
// intervals are left out.
func forward(o rrule.ROption, lo time.Time) time.Time {
	day, every := midnight(o.Dtstart), o.Interval
	var from time.Time
	switch o.Freq {
	case rrule.DAILY:
		from = day.AddDate(0, 0, days(day, lo)/every*every)
	case rrule.WEEKLY:
		week := day.AddDate(0, 0, -((int(day.Weekday()) + 6 - o.Wkst.Day()) % 7))
		from = week.AddDate(0, 0, days(week, lo)/7/every*every*7)
	case rrule.MONTHLY:
		first := day.AddDate(0, 0, 1-day.Day())
		months := (lo.Year()-first.Year())*12 + int(lo.Month()-first.Month())
		from = first.AddDate(0, months/every*every, 0)
	default:
		from = time.Date(day.Year()+(lo.Year()-day.Year())/every*every, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	if !from.After(o.Dtstart) {
		return o.Dtstart
	}
	return from
}

func days(from, to time.Time) int { return int(to.Sub(from).Hours()) / 24 }

// withEnd adds what --until and --count say to a rule.
func withEnd(rule, until string, count int, zone *time.Location) (string, error) {
	if rule == "" || until == "" && count == 0 {
		if until != "" || count != 0 {
			return "", Errorf(Invalid, "error.date_until_alone")
		}
		return rule, nil
	}
	if word, ok := ruleWords[strings.ToLower(strings.TrimSpace(rule))]; ok {
		rule = word
	}
	if until != "" && count != 0 {
		return "", errRule()
	}
	if count != 0 {
		return rule + ";COUNT=" + strconv.Itoa(count), nil
	}
	wall, day, ok := readWall(until, zone)
	if !ok {
		return "", Errorf(Invalid, "error.date_when", "Text", CleanName(until))
	}
	if day {
		return rule + ";UNTIL=" + wall.Format("20060102"), nil
	}
	return rule + ";UNTIL=" + wall.Format("20060102T150405"), nil
}
