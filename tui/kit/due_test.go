package kit_test

import (
	"testing"
	"time"

	"stockwerk/tui/kit/kittest"
)

func TestTimesOfAnotherZoneNameIt(t *testing.T) {
	t.Parallel()
	env := kittest.Env(nil)
	env.Location = time.UTC
	morning := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at         time.Time
		zone, want string
	}{
		{morning, "Europe/Berlin", "10:00 Berlin"},
		{morning, "America/New_York", "04:00 New York"},
		{morning, "UTC", "09:00 "},
		{morning, "Africa/Abidjan", "09:00 "}, // the same clocks
		{morning, "", "09:00 "},
		{morning.Add(14 * time.Hour), "Europe/Berlin", "23:00 UTC"}, // there it is the next day
	} {
		in, name := env.ClockZone(c.at, c.zone)
		if got := c.at.In(in).Format("15:04 ") + name; got != c.want {
			t.Errorf("%s in %q: got %q, want %q", c.at, c.zone, got, c.want)
		}
	}
}
