package house

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The bounds of what counsellors say about their appointments.
const (
	MinSlotLength = 10 // minutes
	MaxSlotLength = 8 * 60
	MaxSlotGap    = 4 * 60
	MaxSlotAhead  = 365          // days
	MaxSlotNotice = 30 * 24 * 60 // minutes
	maxReminders  = 4
	maxReminder   = 14 * 24 * 60 // minutes
	maxSlotSpans  = 200
	maxSpan       = 366 * 24 * time.Hour
	maxSlotDays   = 92 // that one look at free slots covers
)

// SlotRules are how a counsellor's appointments are offered.
type SlotRules struct {
	Length int   `json:"length"` // minutes
	Gap    int   `json:"gap"`    // minutes between two
	Ahead  int   `json:"ahead"`  // days
	Notice int   `json:"notice"` // minutes before which nothing is offered any more
	Auto   bool  `json:"auto,omitempty"`
	Remind []int `json:"remind"` // minutes before, the earliest first
}

// defaultSlotRules hold until a counsellor says something else.
func defaultSlotRules() SlotRules {
	return SlotRules{Length: 50, Gap: 10, Ahead: 28, Notice: 120, Remind: []int{24 * 60, 60}}
}

// slotRules are those of a card.
func (w CardWords) slotRules() SlotRules {
	if w.Slots == nil {
		return defaultSlotRules()
	}
	return *w.Slots
}

func (r SlotRules) check() error {
	bad := r.Length < MinSlotLength || r.Length > MaxSlotLength || r.Gap < 0 || r.Gap > MaxSlotGap ||
		r.Ahead < 1 || r.Ahead > MaxSlotAhead || r.Notice < 0 || r.Notice > MaxSlotNotice || len(r.Remind) > maxReminders ||
		slices.ContainsFunc(r.Remind, func(m int) bool { return m < 1 || m > maxReminder })
	if bad {
		return Errorf(Invalid, "error.slot_rules", "Min", MinSlotLength, "Max", MaxSlotLength/60, "Gap", MaxSlotGap/60,
			"Ahead", MaxSlotAhead, "Notice", MaxSlotNotice/24/60)
	}
	return nil
}

// ParseReminders reads how long before reminders come: "24h, 1h", "2d" or "off".
// Invalid (error.slot_remind) for anything else.
func ParseReminders(s string) ([]int, error) {
	out := []int{}
	if strings.TrimSpace(s) == "off" {
		return out, nil
	}
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		unit := time.Duration(0)
		if n, err := strconv.Atoi(strings.TrimSuffix(word, "d")); err == nil && strings.HasSuffix(word, "d") && n > 0 && n <= 14 {
			unit = time.Duration(n) * 24 * time.Hour
		} else if d, err := time.ParseDuration(word); err == nil {
			unit = d
		}
		if unit < time.Minute || unit > maxReminder*time.Minute || unit%time.Minute != 0 {
			return nil, Errorf(Invalid, "error.slot_remind")
		}
		out = append(out, int(unit/time.Minute))
	}
	if len(out) == 0 || len(out) > maxReminders {
		return nil, Errorf(Invalid, "error.slot_remind")
	}
	return out, nil
}

// FormatReminders writes them so that ParseReminders reads them again.
func FormatReminders(minutes []int) string {
	if len(minutes) == 0 {
		return "off"
	}
	words := make([]string, len(minutes))
	for i, m := range minutes {
		if words[i] = strconv.Itoa(m) + "m"; m%60 == 0 {
			words[i] = strconv.Itoa(m/60) + "h"
		}
	}
	return strings.Join(words, ", ")
}

// due is the last reminder whose time has come before at; ok is false for none.
func (r SlotRules) due(at, now time.Time) (remind time.Time, ok bool) {
	for _, m := range r.Remind {
		t := at.Add(-time.Duration(m) * time.Minute)
		if !now.Before(t) && now.Before(at) && (!ok || t.After(remind)) {
			remind, ok = t, true
		}
	}
	return remind, ok
}

// timeSpan is a time from a moment to another.
type timeSpan struct{ from, until time.Time }

func (p timeSpan) meets(q timeSpan) bool { return p.from.Before(q.until) && q.from.Before(p.until) }

// wider is the span with as much before and after it.
func (p timeSpan) wider(by time.Duration) timeSpan { return timeSpan{p.from.Add(-by), p.until.Add(by)} }

// FreeSlot is a time at which a counsellor can be booked.
type FreeSlot struct {
	At      time.Time // in the counsellor's zone
	Minutes int
	Zone    string // IANA, of the counsellor
	With    string // name of the counsellor
}

// Until is when it ends.
func (f FreeSlot) Until() time.Time { return f.At.Add(time.Duration(f.Minutes) * time.Minute) }

func (f FreeSlot) span() timeSpan { return timeSpan{f.At, f.Until()} }

// slotBook is all that decides when a counsellor is free, as it was read in one
// transaction.
type slotBook struct {
	rules  SlotRules
	hours  []ConsultingHour
	zone   *time.Location
	name   string // of the zone
	away   CardAway
	opened []slotSpan
	shut   []slotSpan
	taken  []takenSlot
}

// takenSlot is an appointment that is asked or confirmed.
type takenSlot struct {
	row AppointmentRow
	timeSpan
}

// taken is the time that would be taken twice; others of the same line do not
// count, since they stand for each other.
func (b slotBook) clash(at timeSpan, line AppointmentID) bool {
	return slices.ContainsFunc(b.taken, func(t takenSlot) bool { return (line == "" || t.row.Root != line) && t.meets(at) })
}

// free lists the slots that begin in [from, until), as far as they are offered now.
// Hours are what the clock on the counsellor's wall shows: one that the change to
// summer time leaves out is not offered, one that comes twice is offered the first
// time.
func (b slotBook) free(now, from, until time.Time, line AppointmentID) []FreeSlot {
	first := now.Add(time.Duration(b.rules.Notice) * time.Minute)
	if from.Before(first) {
		from = first
	}
	if last := now.AddDate(0, 0, b.rules.Ahead); until.After(last) {
		until = last
	}
	if last := from.AddDate(0, 0, maxSlotDays); until.After(last) {
		until = last
	}
	var out []FreeSlot
	offer := func(f FreeSlot, gap int, opened bool) {
		if f.At.Before(from) || !f.At.Before(until) || b.clash(f.span().wider(time.Duration(gap)*time.Minute), line) {
			return
		}
		if slices.ContainsFunc(b.shut, func(s slotSpan) bool { return s.span().meets(f.span()) }) {
			return
		}
		if !opened && b.away.On && (b.away.Until.IsZero() || f.At.Before(b.away.Until)) && f.Until().After(b.away.From) {
			return
		}
		out = append(out, f)
	}
	if from.Before(until) {
		day, end := midnight(wallOf(from, b.zone)), wallOf(until, b.zone)
		for ; !day.After(end); day = day.AddDate(0, 0, 1) {
			for _, f := range b.day(day) {
				offer(f, b.rules.Gap, false)
			}
		}
	}
	for _, s := range b.opened {
		offer(FreeSlot{At: s.From.In(b.zone), Minutes: int(s.Until.Sub(s.From) / time.Minute), Zone: b.name}, 0, true)
	}
	slices.SortStableFunc(out, func(x, y FreeSlot) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Minutes, y.Minutes)) })
	return slices.CompactFunc(out, func(x, y FreeSlot) bool { return x.At.Equal(y.At) })
}

// day are the slots of one day on the wall, free or not.
func (b slotBook) day(day time.Time) []FreeSlot {
	var out []FreeSlot
	length, step := time.Duration(b.rules.Length)*time.Minute, time.Duration(b.rules.Length+b.rules.Gap)*time.Minute
	for _, h := range b.hours {
		if h.Day != day.Weekday() {
			continue
		}
		end := day.Add(time.Duration(h.To) * time.Minute)
		for w := day.Add(time.Duration(h.From) * time.Minute); !w.Add(length).After(end); w = w.Add(step) {
			f := FreeSlot{At: instant(w, b.zone), Minutes: b.rules.Length, Zone: b.name}
			if !wallOf(f.At, b.zone).Equal(w) || wallOf(f.Until(), b.zone).After(end) {
				continue // the clocks leave this out
			}
			if n := len(out); n > 0 && f.At.Before(out[n-1].Until()) {
				continue // the clocks were put forward within the one before
			}
			out = append(out, f)
		}
	}
	return out
}

// slotSpan is a single opening, or a time that is blocked.
type slotSpan struct {
	Open  bool      `json:"open,omitempty"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

func (s slotSpan) span() timeSpan { return timeSpan{s.From, s.Until} }

// slotTimes is when an appointment is.
type slotTimes struct {
	At      time.Time `json:"at"`
	Minutes int       `json:"minutes"`
	Zone    string    `json:"zone"`
}

func (t slotTimes) span() timeSpan {
	return timeSpan{t.At, t.At.Add(time.Duration(t.Minutes) * time.Minute)}
}

func (s *Service) sealAppointment(row *AppointmentRow, t slotTimes) {
	t.At = t.At.UTC().Truncate(time.Second)
	b, _ := json.Marshal(t) // numbers and strings cannot fail
	row.Times = s.vault.SealText("appointment", string(row.ID), 0, b)
	s.stamp(row)
}

// openAppointment checks and opens a row.
func (s *Service) openAppointment(row AppointmentRow) (slotTimes, error) {
	var t slotTimes
	if err := s.verify(&row); err != nil {
		return t, err
	}
	b, err := s.vault.OpenText("appointment", string(row.ID), 0, row.Times)
	if err != nil {
		return t, errTampered(err)
	}
	if err := json.Unmarshal(b, &t); err != nil {
		return t, errTampered(err)
	}
	return t, nil
}

func (s *Service) sealSpan(row *SlotSpanRow, p slotSpan) {
	p.From, p.Until = p.From.UTC().Truncate(time.Second), p.Until.UTC().Truncate(time.Second)
	b, _ := json.Marshal(p)
	row.Text = s.vault.SealText("slotspan", row.ID, 0, b)
	s.stamp(row)
}

func (s *Service) openSpan(row SlotSpanRow) (slotSpan, error) {
	var p slotSpan
	if err := s.verify(&row); err != nil {
		return p, err
	}
	b, err := s.vault.OpenText("slotspan", row.ID, 0, row.Text)
	if err != nil {
		return p, errTampered(err)
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return p, errTampered(err)
	}
	return p, nil
}
