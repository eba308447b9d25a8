package house_test

import (
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// TestADayIsADayWhenTheClocksChange moves the house's zone, so it does not run beside
// others.
func TestADayIsADayWhenTheClocksChange(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	was := time.Local
	time.Local = zone //nolint:gosmopolitan // the house shows people the time of its machine
	t.Cleanup(func() { time.Local = was })
	for _, change := range []struct {
		before time.Time // two days before
		offset int       // hours from UTC after it
	}{
		{time.Date(2027, 3, 26, 18, 0, 0, 0, zone), 2},
		{time.Date(2027, 10, 29, 18, 0, 0, 0, zone), 1},
	} {
		r := newRound(t, storetest.SQLitePath(t))
		r.by.Add(int64(change.before.Sub(r.now())))
		for name := range r.who {
			r.who[name] = r.in(name) // nobody was away that long
		}
		r.start(false)
		_, err := r.Extend(t.Context(), r.who["bert"], stepsRoom, 2)
		r.must(err)
		c := r.show("bert")
		until := c.Until.In(zone)
		if _, offset := until.Zone(); until.Hour() != 18 || until.Day() != change.before.AddDate(0, 0, 3).Day() || offset != change.offset*3600 {
			t.Errorf("got until %v, want 18:00 three days later", until)
		}
		if c.Left != 7 || c.Limit.In(zone).Hour() != 18 {
			t.Errorf("got %d days left, to %v, want 7", c.Left, c.Limit.In(zone))
		}
		// Three days of the clock on the wall, whatever they have in hours.
		r.by.Add(int64(until.Add(-time.Minute).Sub(r.now())))
		if c = r.show("bert"); c.Over || c.Day != 3 || c.TimeLeft(r.now()) != 1 {
			t.Errorf("got over %v, day %d, a minute before the end", c.Over, c.Day)
		}
		r.pass(2 * time.Minute)
		if c = r.show("bert"); !c.Over || c.Day != 4 || c.Suggest != "time" {
			t.Errorf("got over %v, day %d, %q, a minute after it", c.Over, c.Day, c.Suggest)
		}
	}
}

func TestMoreTimeCountsFromNowOn(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.start(false)
	r.pass(days(4) + time.Hour)
	c, err := r.Extend(t.Context(), r.who["bert"], stepsRoom, 2)
	r.must(err)
	if left := c.Until.Sub(r.now()); c.Over || left < days(1) || left > days(2) {
		t.Errorf("got %v left, want nearly two days", left)
	}
	r.pass(days(17))
	_, err = r.Extend(t.Context(), r.who["bert"], stepsRoom, 1)
	wantKey(t, "beyond the limit", err, "error.steps_long")
	if c = r.show("anna"); !c.Late || !c.MayEnd || c.TodoKey() != "steps.todo.limit" {
		t.Errorf("got %+v, want the case giver to be able to end it", c)
	}
	_, err = r.EndSteps(t.Context(), r.who["anna"], stepsRoom, house.StepsEnd{Title: "Ende", Text: "Schluss."})
	r.must(err)
}

func TestWhoJoinsInTheMiddleTakesPartAtOnce(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.start(false)
	_, err := r.StepAway(t.Context(), r.who["emil"], stepsRoom, r.now().Add(days(3)))
	r.must(err)
	r.must(r.post("anna"))
	fritz := r.member("fritz")
	_, err = r.JoinFloor(t.Context(), fritz, "work")
	r.must(err)
	_, err = r.Invite(t.Context(), r.who["anna"], stepsRoom, "fritz")
	r.must(err)
	_, err = r.Join(t.Context(), fritz, stepsRoom)
	r.must(err)
	r.who["fritz"] = fritz
	c := r.show("fritz")
	if c.Step != 1 || !c.Writes || len(c.Roster) != 6 || c.Chapters[0].Posts != 0 {
		t.Errorf("got %+v, want fritz to take part, without what was written before", c)
	}
	for _, p := range c.Roster {
		if p.Away.IsZero() == (p.Name == "emil") {
			t.Errorf("got %+v, want that emil alone is away", p)
		}
	}
	r.must(r.post("fritz"))
	r.next(1)
}
