package kit

import (
	"strings"
	"time"

	"stockwerk/house"
)

// Due says when something is, near days in words: "tomorrow, 14:30", "in 3 days",
// "Thu 5 Mar 2026". With day it is the whole day, whatever the clock of at.
func (e *Env) Due(at time.Time, day bool) string {
	if day {
		year, month, date := at.Date()
		return e.dayWords(time.Date(year, month, date, 12, 0, 0, 0, e.Location))
	}
	at = at.In(e.Location)
	return e.T("kit.due.at", "Day", e.dayWords(at), "Clock", e.Text.Clock(at))
}

// ClockZone is the zone in which the screens say a moment that was written in zone,
// with the short name to say with it: the moment's own where its clocks show another
// time of the same day. Otherwise it is the reader's, which needs no name unless the
// day is another.
func (e *Env) ClockZone(at time.Time, zone string) (in *time.Location, name string) {
	own, err := house.ZoneNamed(zone)
	if err != nil {
		return e.Location, ""
	}
	there, here := at.In(own), at.In(e.Location)
	_, o := there.Zone()
	if _, h := here.Zone(); o == h {
		return e.Location, ""
	}
	in, name = own, zone
	if calendarDay(there) != calendarDay(here) {
		in, name = e.Location, house.ZoneName(e.Location)
	}
	return in, Clean(strings.ReplaceAll(name[strings.LastIndex(name, "/")+1:], "_", " "))
}

// DueIn is Due of a moment that was written in a zone, which it names where clocks
// there show something else.
func (e *Env) DueIn(at time.Time, zone string) string {
	in, name := e.ClockZone(at, zone)
	if name == "" {
		return e.Due(at, false)
	}
	at = at.In(in)
	return e.T("calendar.zoned", "When", e.T("kit.due.at", "Day", e.dayWords(at), "Clock", e.Text.Clock(at)), "Zone", name)
}

// dayWords says a day as it lies from today.
func (e *Env) dayWords(at time.Time) string {
	days := calendarDay(at) - calendarDay(e.Now().In(e.Location))
	switch {
	case days == 0:
		return e.T("common.today")
	case days == 1:
		return e.T("common.tomorrow")
	case days == -1:
		return e.T("common.yesterday")
	case days > 0 && days < 7:
		return e.N("time.in.days", days)
	case days < 0 && days > -7:
		return e.N("time.ago.days", -days)
	}
	return e.Text.Date(at)
}

// calendarDay counts days, so that two can be subtracted.
func calendarDay(t time.Time) int {
	const day = 24 * 60 * 60
	year, month, date := t.Date()
	return int(time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Unix() / day)
}
