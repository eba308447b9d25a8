package text_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"stockwerk/text"
)

func berlin(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestDatesFollowTheLanguage(t *testing.T) {
	at := time.Date(2026, 3, 2, 13, 5, 0, 0, time.UTC).In(berlin(t))
	de, en := text.For(text.German), text.For(text.English)
	for name, c := range map[string]struct{ got, want string }{
		"date de":     {de.Date(at), "Mo., 2. März 2026"},
		"date en":     {en.Date(at), "Mon 2 Mar 2026"},
		"datetime de": {de.DateTime(at), "Mo., 2. März 2026, 14:05"},
		"datetime en": {en.DateTime(at), "Mon 2 Mar 2026, 14:05"},
		"month de":    {de.Month(at), "März 2026"},
		"month en":    {en.Month(at), "March 2026"},
		"clock":       {de.Clock(at), "14:05"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", name, c.got, c.want)
		}
	}
}

func TestEveryDayAndMonthHasAName(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.GermanDu, text.English} {
		p := text.For(lang)
		seen := make(map[string]bool)
		for day := range 366 {
			at := time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day)
			seen[p.Date(at)] = true
			seen[p.Month(at)] = true
		}
		if len(seen) != 366+12 {
			t.Errorf("%s: got %d different dates and months, want %d", lang, len(seen), 366+12)
		}
	}
}

func TestAgoSaysHowFar(t *testing.T) {
	now := time.Date(2026, 3, 30, 1, 0, 0, 0, berlin(t)) // the night after the clocks changed
	for _, c := range []struct {
		at     time.Time
		de, en string
	}{
		{now, "gerade eben", "just now"},
		{now.Add(59 * time.Second), "gerade eben", "just now"},
		{now.Add(-time.Minute), "vor einer Minute", "one minute ago"},
		{now.Add(5 * time.Minute), "in 5 Minuten", "in 5 minutes"},
		{now.Add(-2 * time.Hour), "vor 2 Stunden", "2 hours ago"},
		{now.Add(20 * time.Hour), "in 20 Stunden", "in 20 hours"},
		{now.Add(-13 * time.Hour), "gestern", "yesterday"},
		{now.AddDate(0, 0, -3), "vor 3 Tagen", "3 days ago"},
		{now.AddDate(0, 0, 1), "morgen", "tomorrow"},
		{now.AddDate(0, 0, -7), "Mo., 23. März 2026", "Mon 23 Mar 2026"},
		{now.AddDate(1, 0, 0).UTC(), "Di., 30. März 2027", "Tue 30 Mar 2027"},
	} {
		if got := text.For(text.German).Ago(c.at, now); got != c.de {
			t.Errorf("%v: got %q, want %q", c.at.Sub(now), got, c.de)
		}
		if got := text.For(text.English).Ago(c.at, now); got != c.en {
			t.Errorf("%v: got %q, want %q", c.at.Sub(now), got, c.en)
		}
	}
}

func TestDurationGivesTwoUnits(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                              "0 Sekunden",
		500 * time.Millisecond:         "0 Sekunden",
		time.Second:                    "eine Sekunde",
		90 * time.Second:               "eine Minute und 30 Sekunden",
		45 * time.Minute:               "45 Minuten",
		-time.Hour:                     "eine Stunde",
		73 * time.Hour:                 "3 Tage und eine Stunde",
		72*time.Hour + 5*time.Minute:   "3 Tage",
		48*time.Hour + 150*time.Minute: "2 Tage und 2 Stunden",
	} {
		if got := text.For(text.GermanDu).Duration(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}
