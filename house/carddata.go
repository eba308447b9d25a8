package house

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The bounds of a card's fields, in characters, entries and spans.
const (
	MaxCardText  = 4_000 // offer
	MaxCardLine  = 400   // qualification, fee
	MaxCardList  = 12    // methods, languages
	MaxCardItem  = 60
	MaxCardHours = 28
	MaxCapacity  = 999
	maxCardAway  = 1_000
	maxAnswer    = 90 * 24 * time.Hour
)

// What Capacity says beside a number of people at a time.
const (
	CapacityNone      = 0
	CapacityUnlimited = -1
)

// CardWords are what a counsellor says on a card.
type CardWords struct {
	Offer         string           `json:"offer"`
	Qualification string           `json:"qualification,omitempty"`
	Methods       []string         `json:"methods,omitempty"`
	Languages     []string         `json:"languages,omitempty"`
	Fee           string           `json:"fee,omitempty"`
	Answer        time.Duration    `json:"answer,omitempty"` // within which they answer, whole hours; 0 = no promise
	Capacity      int              `json:"capacity"`         // CapacityUnlimited, CapacityNone, or so many at a time
	Online        bool             `json:"online,omitempty"` // the mark "online counselling"
	Hours         []ConsultingHour `json:"hours,omitempty"`  // in the order of the week
	Zone          string           `json:"zone,omitempty"`   // IANA, of Hours
	Away          CardAway         `json:"away"`
	Slots         *SlotRules       `json:"slots,omitempty"` // how appointments are offered; nil = as everybody's
}

// ConsultingHour is a span of one weekday in the card's zone, in minutes of the
// day; appointments are made within it.
type ConsultingHour struct {
	Day      time.Weekday `json:"day"`
	From, To int
}

// CardAway says that a counsellor is away. A zero From has begun, a zero Until is
// open.
type CardAway struct {
	On          bool
	From, Until time.Time
	Text        string
}

// at tells whether the absence holds then.
func (w CardAway) at(now time.Time) bool {
	return w.On && !now.Before(w.From) && (w.Until.IsZero() || now.Before(w.Until))
}

// over tells whether the absence has ended.
func (w CardAway) over(now time.Time) bool { return w.On && !w.Until.IsZero() && !now.Before(w.Until) }

func (s *Service) sealCard(row *CardRow, w CardWords) {
	b, _ := json.Marshal(w) // strings and numbers cannot fail
	row.Text = s.vault.SealText("card", string(row.ID), 0, b)
	s.stamp(row)
}

// openCard checks and opens a row.
func (s *Service) openCard(row CardRow) (CardWords, error) {
	var w CardWords
	if err := s.verify(&row); err != nil {
		return w, err
	}
	b, err := s.vault.OpenText("card", string(row.ID), 0, row.Text)
	if err != nil {
		return w, errTampered(err)
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return w, errTampered(err)
	}
	return w, nil
}

// fits tells whether a card is among those that are asked for.
func (c Card) fits(q CardQuery) bool {
	switch {
	case q.Online && !c.Online, q.Free && !c.Free:
		return false
	case q.Waiting && !slices.ContainsFunc(c.Places, c.Waits):
		return false
	}
	language, method := fold(q.Language), fold(q.Method)
	if language != "" && !slices.ContainsFunc(c.Languages, func(l string) bool { return strings.HasPrefix(fold(l), language) }) {
		return false
	}
	if method != "" && !slices.ContainsFunc(c.Methods, func(m string) bool { return strings.Contains(fold(m), method) }) {
		return false
	}
	all := slices.Concat([]string{c.Name, c.Offer, c.Qualification, c.Fee}, c.Methods, c.Languages)
	text := fold(strings.Join(all, "\n"))
	for word := range strings.FieldsSeq(fold(q.Words)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// fold is the form in which the directory compares words.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(scrub(s, ' '))) }

// cardList cleans methods or languages: each a line, none twice.
func cardList(items []string) ([]string, error) {
	var out []string
	for _, item := range items {
		line, err := optionalLine(item, MaxCardItem)
		if err != nil {
			return nil, err
		}
		if line != "" && !slices.ContainsFunc(out, func(o string) bool { return fold(o) == fold(line) }) {
			out = append(out, line)
		}
	}
	if len(out) > MaxCardList {
		return nil, Errorf(Invalid, "error.card_list", "Max", MaxCardList)
	}
	return out, nil
}

// dayWords are how days are written, in English and German; the first is how
// FormatHours writes them.
var dayWords = map[time.Weekday][]string{
	time.Monday: {"mon", "mo", "monday", "montag"}, time.Tuesday: {"tue", "di", "tuesday", "dienstag", "tu"},
	time.Wednesday: {"wed", "mi", "wednesday", "mittwoch", "we"}, time.Thursday: {"thu", "do", "thursday", "donnerstag", "th"},
	time.Friday: {"fri", "fr", "friday", "freitag"}, time.Saturday: {"sat", "sa", "saturday", "samstag"},
	time.Sunday: {"sun", "so", "sunday", "sonntag", "su"},
}

// ParseHours reads consulting hours as people write them: "mon 09:00-12:00, thu
// 14:00-18:30", days in English or German, apart by commas, semicolons or lines.
// Nothing gives none. Invalid (error.card_hours) for anything else.
func ParseHours(s string) ([]ConsultingHour, error) {
	var out []ConsultingHour
	last := time.Weekday(-1)
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		part = strings.NewReplacer("–", "-", " - ", "-").Replace(part)
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if day, ok := weekdayOf(words[0]); ok {
			last, words = day, words[1:]
		}
		if last < 0 || len(words) == 0 {
			return nil, errHours(part)
		}
		for _, span := range words {
			from, to, _ := strings.Cut(span, "-")
			h := ConsultingHour{Day: last, From: minuteOf(from), To: minuteOf(to)}
			if !h.valid() {
				return nil, errHours(part)
			}
			out = append(out, h)
		}
	}
	return sortHours(out)
}

func errHours(part string) error {
	line, _ := CleanLine(part, 4096)
	if utf8.RuneCountInString(line) > MaxCardItem {
		line = string([]rune(line)[:MaxCardItem])
	}
	return Errorf(Invalid, "error.card_hours", "Part", line)
}

func weekdayOf(s string) (time.Weekday, bool) {
	s = strings.Trim(strings.ToLower(s), ".:")
	for day, names := range dayWords {
		if slices.Contains(names, s) {
			return day, true
		}
	}
	return 0, false
}

// minuteOf reads 9, 9:30 or 09:30 as minutes of the day; -1 for anything else.
func minuteOf(s string) int {
	if s == "24:00" || s == "24" {
		return 24 * 60
	}
	for _, form := range []string{"15:04", "15"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Hour()*60 + t.Minute()
		}
	}
	return -1
}

func (h ConsultingHour) valid() bool {
	return h.Day >= time.Sunday && h.Day <= time.Saturday && h.From >= 0 && h.From < h.To && h.To <= 24*60
}

// sortHours brings hours into the order of the week, which begins on Monday, and
// joins those that touch.
func sortHours(hours []ConsultingHour) ([]ConsultingHour, error) {
	of := func(h ConsultingHour) int { return (int(h.Day)+6)%7*24*60 + h.From }
	slices.SortFunc(hours, func(x, y ConsultingHour) int { return of(x) - of(y) })
	var out []ConsultingHour
	for _, h := range hours {
		if !h.valid() {
			return nil, errHours(h.Span())
		}
		if n := len(out); n > 0 && out[n-1].Day == h.Day && h.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, h.To)
			continue
		}
		out = append(out, h)
	}
	if len(out) > MaxCardHours {
		return nil, Errorf(Invalid, "error.card_list", "Max", MaxCardHours)
	}
	return out, nil
}

// Span is the hour without its day: 09:00-12:30.
func (h ConsultingHour) Span() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", h.From/60, h.From%60, h.To/60, h.To%60)
}

// FormatHours writes consulting hours so that ParseHours reads them again.
func FormatHours(hours []ConsultingHour) string {
	parts := make([]string, len(hours))
	for i, h := range hours {
		parts[i] = dayWords[h.Day][0] + " " + h.Span()
	}
	return strings.Join(parts, ", ")
}
