package house

import (
	"os"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // zones are known wherever the program runs
)

// A wall time is what clock and calendar on a wall show: a time.Time in UTC of
// which the figures count and not the instant. A date is kept so, beside its zone:
// what is agreed for 10:00 stays at 10:00 when the clocks change.

const (
	wallForm = "2006-01-02T15:04:05"
	dateForm = "2006-01-02"
	// firstYear and lastYear bound what anybody means by a date.
	firstYear, lastYear = 1900, 2200
)

// instant is when a wall time comes in a zone. One that the change to summer time
// leaves out is taken by the offset before it (02:30 becomes 03:30), of one that
// comes twice the first is meant: RFC 5545, section 3.3.5.
func instant(wall time.Time, zone *time.Location) time.Time {
	before, after := offset(wall.Add(-24*time.Hour), zone), offset(wall.Add(24*time.Hour), zone)
	first, second := wall.Add(-before), wall.Add(-after)
	if offset(first, zone) != before && offset(second, zone) == after {
		return second.In(zone)
	}
	return first.In(zone)
}

func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// wallOf is what the wall shows at an instant.
func wallOf(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func midnight(wall time.Time) time.Time {
	return time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC)
}

// readWall reads a wall time as people and programs write it; day tells that it
// names no time of day. What names an offset is turned into the zone's own time.
func readWall(s string, zone *time.Location) (wall time.Time, day, ok bool) {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ")
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		wall = wallOf(t, zone)
		return wall, false, inReach(wall)
	}
	for _, form := range []string{wallForm, "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2.1.2006 15:04"} {
		if t, err := time.Parse(form, s); err == nil {
			return t, false, inReach(t)
		}
	}
	for _, form := range []string{dateForm, "2.1.2006"} {
		if t, err := time.Parse(form, s); err == nil {
			return t, true, inReach(t)
		}
	}
	return time.Time{}, false, false
}

func inReach(t time.Time) bool { return t.Year() >= firstYear && t.Year() <= lastYear }

// maxZone bounds a zone's name.
const maxZone = 64

// zoneNamed finds a zone by its name in the IANA database.
func zoneNamed(name string) (*time.Location, error) {
	bad := name == "" || name == "Local" || len(name) > maxZone || strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_+-/", r)
	})
	if !bad {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, nil
		}
	}
	return nil, Errorf(Invalid, "error.date_zone", "Zone", CleanName(name))
}

// ZoneName is the name in the IANA database of a zone; for the machine's own it is
// looked up, and UTC where the machine does not tell.
func ZoneName(zone *time.Location) string {
	if zone != nil && zone.String() != "Local" {
		return plainZone(zone.String())
	}
	candidates := []string{strings.TrimPrefix(os.Getenv("TZ"), ":")}
	if target, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		_, name, _ := strings.Cut(target, "zoneinfo/")
		candidates = append(candidates, name)
	}
	for _, name := range candidates {
		if _, err := zoneNamed(name); err == nil {
			return plainZone(name)
		}
	}
	return "UTC"
}

// plainZone calls the one zone by its short name that every calendar knows.
func plainZone(name string) string {
	if name == "Etc/UTC" {
		return "UTC"
	}
	return name
}

// ZoneNamed finds a time zone by its name in the IANA database.
func ZoneNamed(name string) (*time.Location, error) { return zoneNamed(name) }

// ReadTime reads a time as people write it, "2026-12-01 10:00" or "2026-12-01", in a
// zone; day tells that it names no time of day. Front ends use it for what they ask.
func ReadTime(s string, zone *time.Location) (at time.Time, day bool, err error) {
	wall, day, ok := readWall(s, zone)
	switch {
	case !ok:
		return at, day, Errorf(Invalid, "error.date_when", "Text", CleanName(s))
	case day:
		return time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, zone), day, nil
	}
	return instant(wall, zone), day, nil
}
