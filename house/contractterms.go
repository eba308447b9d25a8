package house

import (
	"time"
)

// How much the fields of a contract take.
const (
	MaxTerm        = 4_000  // characters of a goal, of the limits of secrecy …
	MaxTermLine    = 300    // of form and fee
	MaxTermCount   = 1_000  // sessions, letters
	MaxTermAnswer  = 2_160  // hours until an answer
	MaxTermDelete  = 3_650  // days from the closing to the deletion
	LeastTermChars = 100    // of a letter
	MaxTermChars   = 64_000 // the same: MaxText
)

// ContractTerms is what both sides agree on; of what is zero or "" nothing was said.
type ContractTerms struct {
	Goal       string
	Form       string // letters, sessions in the room …
	Sessions   int
	Letters    int       // that the clients may write, all together
	Length     int       // characters of a letter of theirs
	Until      time.Time // last day of the period, at midnight UTC
	Answer     int       // hours until an answer
	Fee        string
	Cancel     string // how a session is cancelled
	Secrecy    string // its limits
	Storage    string // what is kept where
	DeleteDays int    // after the closing; at most one of both
	DeleteOn   time.Time
	Review     bool // colleagues may advise the counsellor and read drafts
	Substitute bool // somebody may stand in while the counsellor is away
}

// DeleteAt is when a counselling that was closed then is deleted; zero where nothing
// was agreed. A day that has passed is the day of the closing.
func (t ContractTerms) DeleteAt(closed time.Time) time.Time {
	switch {
	case t.DeleteDays > 0:
		return closed.AddDate(0, 0, t.DeleteDays)
	case !t.DeleteOn.IsZero():
		return later(closed, t.DeleteOn.AddDate(0, 0, 1))
	}
	return time.Time{}
}

// ContractEdit is a proposal: what is nil is taken from the newest version.
type ContractEdit struct {
	Goal, Form, Fee, Cancel, Secrecy, Storage *string
	Sessions, Letters, Length, Answer         *int
	Until                                     *Due // the zero Due takes it away
	DeleteDays                                *int // takes a day away, as DeleteOn does the number of days
	DeleteOn                                  *Due
	Review, Substitute                        *bool
	// Base is the version that the author had before them; when another is the
	// newest by now, the proposal is refused with error.contract_newer. 0 = whichever
	// is the newest.
	Base int
	Key  string // makes a repeat harmless
}

// contractData is the sealed part beside the goal, which is the entry's text.
type contractData struct {
	Version    int    `json:"version"`
	Form       string `json:"form,omitempty"`
	Sessions   int    `json:"sessions,omitempty"`
	Letters    int    `json:"letters,omitempty"`
	Length     int    `json:"length,omitempty"`
	Until      string `json:"until,omitempty"`
	Answer     int    `json:"answer,omitempty"`
	Fee        string `json:"fee,omitempty"`
	Cancel     string `json:"cancel,omitempty"`
	Secrecy    string `json:"secrecy,omitempty"`
	Storage    string `json:"storage,omitempty"`
	DeleteDays int    `json:"delete_days,omitempty"`
	DeleteOn   string `json:"delete_on,omitempty"`
	Review     bool   `json:"review,omitempty"`
	Substitute bool   `json:"substitute,omitempty"`
}

func (t ContractTerms) data(version int) contractData {
	return contractData{
		version, t.Form, t.Sessions, t.Letters, t.Length, day(t.Until), t.Answer, t.Fee, t.Cancel, t.Secrecy, t.Storage,
		t.DeleteDays, day(t.DeleteOn), t.Review, t.Substitute,
	}
}

func (d contractData) terms(goal string) (ContractTerms, error) {
	t := ContractTerms{
		Goal: goal, Form: d.Form, Sessions: d.Sessions, Letters: d.Letters, Length: d.Length, Answer: d.Answer, Fee: d.Fee,
		Cancel: d.Cancel, Secrecy: d.Secrecy, Storage: d.Storage, DeleteDays: d.DeleteDays, Review: d.Review, Substitute: d.Substitute,
	}
	for _, f := range []struct {
		from string
		to   *time.Time
	}{{d.Until, &t.Until}, {d.DeleteOn, &t.DeleteOn}} {
		due, err := ParseDue(f.from, time.UTC)
		if err != nil {
			return t, err
		}
		*f.to = due.At
	}
	return t, nil
}

// day is a day as it is stored, "" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(dueDay)
}

// onto puts the proposal onto what stood before, cleaned.
func (e ContractEdit) onto(t ContractTerms, now time.Time) (ContractTerms, error) {
	for _, f := range []struct {
		from  *string
		to    *string
		clean func(string, int) (string, error)
		most  int
	}{
		{e.Goal, &t.Goal, optionalText, MaxTerm},
		{e.Form, &t.Form, optionalLine, MaxTermLine},
		{e.Fee, &t.Fee, optionalLine, MaxTermLine},
		{e.Cancel, &t.Cancel, optionalText, MaxTerm},
		{e.Secrecy, &t.Secrecy, optionalText, MaxTerm},
		{e.Storage, &t.Storage, optionalText, MaxTerm},
	} {
		if f.from == nil {
			continue
		}
		var err error
		if *f.to, err = f.clean(*f.from, f.most); err != nil {
			return t, err
		}
	}
	if t.Goal == "" {
		return t, Errorf(Invalid, "error.contract_goal")
	}
	for _, f := range []struct {
		from, to    *int
		least, most int
	}{
		{e.Sessions, &t.Sessions, 1, MaxTermCount},
		{e.Letters, &t.Letters, 1, MaxTermCount},
		{e.Length, &t.Length, LeastTermChars, MaxTermChars},
		{e.Answer, &t.Answer, 1, MaxTermAnswer},
		{e.DeleteDays, &t.DeleteDays, 1, MaxTermDelete},
	} {
		if f.from == nil {
			continue
		}
		if *f.to = *f.from; *f.to != 0 && (*f.to < f.least || *f.to > f.most) {
			return t, Errorf(Invalid, "error.contract_number", "Min", f.least, "Max", f.most)
		}
	}
	return e.days(t, now)
}

// days sets the last day and the deletion.
func (e ContractEdit) days(t ContractTerms, now time.Time) (ContractTerms, error) {
	today := Due{At: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC), Day: true}
	for _, f := range []struct {
		from *Due
		to   *time.Time
	}{{e.Until, &t.Until}, {e.DeleteOn, &t.DeleteOn}} {
		if f.from == nil {
			continue
		}
		*f.to = time.Time{}
		if f.from.IsZero() {
			continue
		}
		year, month, d := f.from.At.Date()
		if *f.to = time.Date(year, month, d, 0, 0, 0, 0, time.UTC); f.to.Before(today.At) {
			return t, Errorf(Invalid, "error.contract_past")
		}
	}
	switch {
	case e.DeleteDays != nil && e.DeleteOn != nil && *e.DeleteDays != 0 && !e.DeleteOn.IsZero():
		return t, Errorf(Invalid, "error.contract_delete")
	case e.DeleteDays != nil && *e.DeleteDays != 0:
		t.DeleteOn = time.Time{}
	case e.DeleteOn != nil && !e.DeleteOn.IsZero():
		t.DeleteDays = 0
	}
	if e.Review != nil {
		t.Review = *e.Review
	}
	if e.Substitute != nil {
		t.Substitute = *e.Substitute
	}
	return t, nil
}
