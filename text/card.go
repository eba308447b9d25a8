package text

import (
	"strconv"
	"strings"
	"time"
)

// Card is what a counsellor's card says beside the offer, as it is to be said.
type Card struct {
	Qualification, Fee string
	Methods, Languages []string
	Answer             time.Duration // 0 = no promise
	Capacity           int           // below 0 unlimited, 0 none
	Free               bool          // takes people now
	Online, Public     bool
	Hours              []Opening
	Zone               string
}

// Opening is a consulting hour: a weekday and its span, "09:00-12:00".
type Opening struct {
	Day  time.Weekday
	Span string
}

// Card says a card as label and value, what is empty left out.
func (p *Printer) Card(c Card) [][2]string {
	var out [][2]string
	add := func(key, value string) {
		if value != "" {
			out = append(out, [2]string{p.T(key), value})
		}
	}
	add("card.qualification", c.Qualification)
	add("card.methods", strings.Join(c.Methods, ", "))
	add("card.languages", strings.Join(c.Languages, ", "))
	add("card.fee", c.Fee)
	if c.Answer > 0 {
		add("card.answer", p.T("card.answer.within", "Time", p.Duration(c.Answer)))
	}
	switch {
	case c.Capacity == 0:
		add("card.capacity", p.T("card.full"))
	case c.Capacity > 0:
		add("card.capacity", p.N("card.capacity.at_a_time", c.Capacity))
	default:
		add("card.capacity", p.T("card.capacity.unlimited"))
	}
	if c.Online {
		add("card.form", p.T("card.online"))
	}
	add("card.hours", p.openings(c.Hours, c.Zone))
	if c.Public {
		add("card.readers", p.T("card.readers.public"))
	} else {
		add("card.readers", p.T("card.readers.floor"))
	}
	return out
}

// openings says consulting hours, a day once.
func (p *Printer) openings(hours []Opening, zone string) string {
	var parts []string
	last := time.Weekday(-1)
	for _, h := range hours {
		span := strings.ReplaceAll(h.Span, "-", "–")
		if h.Day != last {
			span = p.T("card.hours.day", "Day", p.T("time.weekday."+strconv.Itoa(int(h.Day))), "Span", span)
		}
		parts, last = append(parts, span), h.Day
	}
	if len(parts) == 0 {
		return ""
	}
	return p.T("card.hours.zone", "Hours", strings.Join(parts, ", "), "Zone", zone)
}

// Absence says from when until when somebody is away; zero times are open.
func (p *Printer) Absence(from, until time.Time) string {
	switch {
	case from.IsZero() && until.IsZero():
		return p.T("card.away.now")
	case until.IsZero():
		return p.T("card.away.from", "From", p.DateTime(from))
	case from.IsZero():
		return p.T("card.away.until", "Until", p.DateTime(until))
	}
	return p.T("card.away.between", "From", p.DateTime(from), "Until", p.DateTime(until))
}

// Openings says consulting hours in words, with their zone; "" for none.
func (p *Printer) Openings(hours []Opening, zone string) string {
	return p.openings(hours, zone)
}
