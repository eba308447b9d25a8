package house_test

import (
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

const stepsRoom = "work/runde"

// round is a room for peer consultations with five people: anna gives the case, ben
// was the second to come.
type round struct {
	*lodge
	who map[string]house.Actor
}

func newRound(t *testing.T, target string) *round {
	t.Helper()
	r := &round{lodgeAt(t, target), map[string]house.Actor{}}
	r.floor(r.admin(), "work", house.FloorOpen)
	admin := r.in("admin")
	var others []house.Actor
	for _, name := range []string{"anna", "bert", "cleo", "dora", "emil"} {
		r.who[name] = r.member(name)
		_, err := r.JoinFloor(t.Context(), r.who[name], "work")
		r.must(err)
		if name != "anna" {
			others = append(others, r.who[name])
		}
	}
	_, err := r.SetFloorCreator(t.Context(), admin, "work", "anna", true)
	r.must(err)
	r.room(r.who["anna"], stepsRoom, house.RoomConsultation, others...)
	return r
}

func (r *round) start(live bool) {
	r.t.Helper()
	_, err := r.StartSteps(r.t.Context(), r.who["anna"], stepsRoom, house.StepsStart{Lang: "de", Live: live})
	r.must(err)
}

func (r *round) post(name string) error {
	_, err := r.Post(r.t.Context(), r.who[name], stepsRoom, house.PostSpec{Title: name, Text: "Worte von " + name})
	return err
}

func (r *round) show(name string) house.Consultation {
	r.t.Helper()
	c, err := r.Steps(r.t.Context(), r.who[name], stepsRoom)
	r.must(err)
	return c
}

func (r *round) next(from int) {
	r.t.Helper()
	_, err := r.Advance(r.t.Context(), r.who["bert"], stepsRoom, from)
	r.must(err)
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

func TestAConsultationOfTenStepsInTwelveDays(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.must(r.post("cleo")) // before it begins everybody writes
	r.start(false)
	c := r.show("dora")
	if c.Step != 1 || c.Of != 10 || c.Giver != "anna" || c.Moderator != "bert" || !c.Going || len(c.Roster) != 5 {
		t.Fatalf("got %+v, want step 1 of 10, the case of anna, moderated by bert", c)
	}
	counsellors := []string{"bert", "cleo", "dora", "emil"}
	for step := 1; step <= 10; step++ {
		giver, others := true, true
		switch r.show("bert").Now.Writes {
		case house.WritesGiver:
			others = false
		case house.WritesCounsellors, house.WritesOnce:
			giver = false
		}
		if err := r.post("anna"); giver {
			r.must(err)
		} else {
			wantKey(t, "the case giver", err, "error.step_counsellors")
		}
		for _, name := range counsellors {
			if err := r.post(name); others {
				r.must(err)
			} else {
				wantKey(t, name, err, "error.step_giver")
			}
		}
		if r.show("bert").Now.Writes == house.WritesOnce {
			wantKey(t, "a second time", r.post("dora"), "error.step_once")
			if c := r.show("dora"); c.Writes || c.WhyNot != "error.step_once" {
				t.Errorf("got %v %q, want the reason why not", c.Writes, c.WhyNot)
			}
		}
		if _, err := r.Say(t.Context(), r.who["cleo"], stepsRoom, "am Nebentisch", ""); err != nil {
			t.Errorf("the side table in step %d: %v", step, err)
		}
		c := r.show("bert")
		if c.Step != step || c.Suggest != "all" || len(c.Missing) != 0 {
			t.Fatalf("got step %d, suggest %q, missing %q in step %d, want that all wrote", c.Step, c.Suggest, c.Missing, step)
		}
		if c := r.show("cleo"); c.Leads {
			t.Error("cleo leads, too")
		}
		_, err := r.Advance(t.Context(), r.who["cleo"], stepsRoom, step)
		wantKey(t, "somebody who does not lead", err, "error.steps_lead")
		r.pass(days(1))
		if step == 5 { // the house is started anew between two steps
			r.reopen(true)
			for name := range r.who {
				r.who[name] = r.in(name)
			}
		}
		if step < 10 {
			r.next(step)
		}
	}
	_, err := r.Advance(t.Context(), r.who["bert"], stepsRoom, 10)
	wantKey(t, "beyond the last", err, "error.step_last")
	end := house.StepsEnd{Title: "Abschluss", Text: "Anna spricht mit der Schulleitung.", FollowUp: r.now().Add(days(30))}
	c, err = r.EndSteps(t.Context(), r.who["bert"], stepsRoom, end)
	r.must(err)
	if c.Going || c.Ended.IsZero() || c.Sheet == "" || c.Deleted.IsZero() {
		t.Errorf("got %+v, want it ended with a sheet and a deletion date", c)
	}
	if room, err := r.Room(t.Context(), r.who["emil"], stepsRoom); err != nil || !room.Closed {
		t.Errorf("got %+v, %v, want the whole room to be read-only", room, err)
	}
	wantKey(t, "after the end", r.post("bert"), "error.room_closed")
	_, err = r.Say(t.Context(), r.who["cleo"], stepsRoom, "noch etwas", "")
	wantKey(t, "the side table after the end", err, "error.room_closed")
	for n, want := range map[int]int{1: 5, 2: 1, 4: 4, 10: 6} {
		posts, err := r.StepPosts(t.Context(), r.who["emil"], stepsRoom, n)
		if err != nil || len(posts) != want {
			t.Errorf("chapter %d: got %d posts, %v, want %d", n, len(posts), err, want)
		}
	}
	r.pass(days(29))
	up, err := r.Upcoming(t.Context(), r.who["anna"])
	if err != nil || len(up) != 1 || up[0].Kind != house.KindStep {
		t.Errorf("got %+v, %v, want the day to look at it again", up, err)
	}
	_, err = r.StartSteps(t.Context(), r.who["anna"], stepsRoom, house.StepsStart{})
	wantKey(t, "another one in the same room", err, "error.room_closed")
	r.pass(days(325))
	if up, err = r.Upcoming(t.Context(), r.who["emil"]); err != nil || len(up) != 1 || up[0].Kind != house.KindDeletion {
		t.Errorf("got %+v, %v, want a warning before the deletion", up, err)
	}
	r.pass(days(12))
	if _, err = r.Room(t.Context(), r.who["anna"], stepsRoom); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want the room to be gone on its day", err)
	}
}

func TestOfTwoWhoGoOnAtOnceOneDoes(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		{
			r := newRound(t, target)
			r.start(false)
			_, err := r.HandModeration(t.Context(), r.who["bert"], stepsRoom, "cleo", true)
			r.must(err)
			var wg sync.WaitGroup
			errs := make([]error, 4)
			for i := range errs {
				who := r.who[[]string{"bert", "cleo"}[i%2]]
				wg.Go(func() { _, errs[i] = r.Advance(t.Context(), who, stepsRoom, 1) })
			}
			wg.Wait()
			done := 0
			for _, err := range errs {
				if err == nil {
					done++
				} else {
					wantKey(t, "the slower", err, "error.step_moved")
				}
			}
			if c := r.show("emil"); done != 1 || c.Step != 2 {
				t.Errorf("got %d moves and step %d, want one and step 2", done, c.Step)
			}
			r.next(2)
			r.next(3)
			// Twice at once in the flash round: once.
			for i := range errs {
				wg.Go(func() { errs[i] = r.post("dora") })
			}
			wg.Wait()
			done = 0
			for _, err := range errs {
				if err == nil {
					done++
				} else {
					wantKey(t, "again", err, "error.step_once")
				}
			}
			if done != 1 {
				t.Errorf("dora wrote %d times in the flash round, want once", done)
			}
		}
	})
}

func TestASilentModeratorIsReplaced(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.start(false)
	_, err := r.TakeOver(t.Context(), r.who["dora"], stepsRoom)
	wantKey(t, "on the first day", err, "error.steps_not_silent")
	r.pass(days(1) + time.Hour)
	r.show("bert") // looks in
	r.pass(days(1) + time.Hour)
	_, err = r.TakeOver(t.Context(), r.who["dora"], stepsRoom)
	wantKey(t, "while the moderator looks in", err, "error.steps_not_silent")
	r.pass(days(2)) // of the day of the visit nobody knows the hour: it counts to its end
	_, err = r.TakeOver(t.Context(), r.who["anna"], stepsRoom)
	wantKey(t, "the case giver", err, "error.steps_counsellor")
	c, err := r.TakeOver(t.Context(), r.who["dora"], stepsRoom)
	r.must(err)
	if c.Moderator != "dora" || !c.Leads {
		t.Errorf("got %q, want dora to moderate", c.Moderator)
	}
	_, err = r.Advance(t.Context(), r.who["bert"], stepsRoom, 1)
	wantKey(t, "the former moderator", err, "error.steps_lead")
}

func TestItGoesOnWithoutTheCaseGiver(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.start(false)
	r.next(1)
	r.must(r.post("anna"))
	for name, want := range map[string]string{"anna": "", "cleo": "error.step_giver"} {
		d, err := r.Room(t.Context(), r.who[name], stepsRoom)
		if got := d.WhyNot(house.ToolBoard); err != nil || got != want || d.Writes(house.ToolBoard) != (want == "") {
			t.Errorf("the board says to %s: got %q, %v, want %q", name, got, err, want)
		}
	}
	_, err := r.HandOver(t.Context(), r.who["anna"], stepsRoom, "cleo") // who owns the room cannot go
	r.must(err)
	r.must(r.Leave(t.Context(), r.who["anna"], stepsRoom))
	c := r.show("bert")
	if c.Giver != "" || len(c.Missing) != 0 || c.Suggest != "all" {
		t.Errorf("got giver %q, missing %q, suggest %q, want nobody to be waited for", c.Giver, c.Missing, c.Suggest)
	}
	wantKey(t, "the new owner", r.post("cleo"), "error.step_giver")
	r.next(2)
	r.must(r.post("cleo"))
	_, err = r.EndSteps(t.Context(), r.who["bert"], stepsRoom, house.StepsEnd{Title: "Ende", Text: "Ohne Fall kein Ende."})
	r.must(err)
}

func TestSilenceCanBeRead(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.start(false)
	_, err := r.Pass(t.Context(), r.who["cleo"], stepsRoom, false)
	r.must(err)
	_, err = r.Pass(t.Context(), r.who["dora"], stepsRoom, true)
	r.must(err)
	_, err = r.StepAway(t.Context(), r.who["emil"], stepsRoom, r.now().Add(days(3)))
	r.must(err)
	r.show("emil")
	c := r.show("bert")
	if len(c.Missing) != 2 || c.Suggest != "" {
		t.Errorf("got missing %q and suggest %q, want anna and ben to be waited for", c.Missing, c.Suggest)
	}
	for _, p := range c.Roster {
		if p.Passed != (p.Name == "cleo") || p.Done != (p.Name == "dora") || p.Away.IsZero() != (p.Name != "emil") ||
			p.ReadToday != (p.Name == "emil" || p.Name == "bert") {
			t.Errorf("got %+v", p)
		}
	}
	_, err = r.Nudge(t.Context(), r.who["bert"], stepsRoom, "Wer fehlt noch?")
	r.must(err)
	_, err = r.Nudge(t.Context(), r.who["bert"], stepsRoom, "Wer fehlt noch?")
	wantKey(t, "again on the same day", err, "error.step_nudged")
	news, err := r.News(t.Context(), r.who["anna"])
	forMe := false
	for _, n := range news {
		forMe = forMe || n.ForMe
	}
	if err != nil || !forMe {
		t.Errorf("got %+v, %v, want news for anna by name", news, err)
	}
	r.pass(days(1))
	if c := r.show("anna"); c.Suggest != "time" || c.Step != 1 {
		t.Errorf("got %q in step %d, want that the time is over and that nothing went on by itself", c.Suggest, c.Step)
	}
	_, err = r.Extend(t.Context(), r.who["bert"], stepsRoom, 9)
	r.must(err)
	_, err = r.Extend(t.Context(), r.who["bert"], stepsRoom, 1)
	wantKey(t, "beyond 20 days", err, "error.steps_long")
	r.next(1)
	r.must(r.post("anna"))
	c, err = r.StepBack(t.Context(), r.who["bert"], stepsRoom, 2, "Der Fall ist noch nicht klar.")
	r.must(err)
	for _, p := range c.Roster {
		if p.Passed || p.Done {
			t.Errorf("%s let it be known in another turn", p.Name)
		}
	}
}

func TestALiveFormHasMinutes(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.start(true)
	if c := r.show("bert"); c.Until.Sub(c.Since) != 5*time.Minute || c.Over {
		t.Errorf("got %v until %v", c.Since, c.Until)
	}
	r.pass(6 * time.Minute)
	if c := r.show("bert"); !c.Over || c.Step != 1 {
		t.Errorf("got over %v in step %d, want the time to be over and nothing moved", c.Over, c.Step)
	}
	_, err := r.Extend(t.Context(), r.who["bert"], stepsRoom, 1)
	wantKey(t, "beyond 90 minutes", err, "error.steps_long")
	_, err = r.TakeOver(t.Context(), r.who["dora"], stepsRoom)
	wantKey(t, "with the moderator there", err, "error.steps_not_silent")
	r.pass(16 * time.Minute)
	_, err = r.TakeOver(t.Context(), r.who["dora"], stepsRoom)
	r.must(err)
}

func TestPostsOfAStepThatIsOverStayAsTheyAre(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	r.start(false)
	sent, err := r.Post(t.Context(), r.who["dora"], stepsRoom, house.PostSpec{Title: "a", Text: "a"})
	r.must(err)
	_, err = r.Edit(t.Context(), r.who["dora"], sent.ID, "b")
	r.must(err)
	r.next(1)
	_, err = r.Edit(t.Context(), r.who["dora"], sent.ID, "c")
	wantKey(t, "later", err, "error.step_past")
}

func TestAFloorHasCoursesInItsOwnWords(t *testing.T) {
	r := newRound(t, storetest.SQLitePath(t))
	admin := r.in("admin")
	all, err := r.StepTemplates(t.Context(), r.who["dora"], "work")
	if err != nil || len(all) != 3 || len(all[0].Steps) != 10 || len(all[1].Steps) != 8 || len(all[2].Steps) != 6 {
		t.Fatalf("got %d courses, %v, want those of ten, eight and six steps", len(all), err)
	}
	for _, c := range all {
		again, err := house.ParseStepTemplate(c.String())
		if err != nil || again.String() != c.String() {
			t.Errorf("%s: does not read what it writes: %v", c.ID, err)
		}
	}
	text := "name.de: Kurz\n\n[step]\nname.de: Alles\nprompt.de: Was ist?\nwrites: all\ndays: 2\nminutes: 20\n"
	_, err = r.PutStepTemplate(t.Context(), admin, "work", "ten", text)
	r.must(err)
	r.start(false)
	if c := r.show("bert"); c.Of != 1 || c.Now.Name.In("en") != "Alles" {
		t.Errorf("got %d steps, want the floor's own course", c.Of)
	}
	_, err = r.PutStepTemplate(t.Context(), admin, "work", "ten", "")
	r.must(err)
	if c := r.show("bert"); c.Of != 1 {
		t.Errorf("got %d steps, want the one that is going on as it was", c.Of)
	}
	for _, bad := range []string{"x", "name.de: x\n[step]\n", text + "days: 21\n", text + "writes: nobody\n", "name.de: x"} {
		if _, err := r.PutStepTemplate(t.Context(), admin, "work", "ten", bad); house.KindOf(err) != house.Invalid {
			t.Errorf("got %v for %q, want it refused", err, bad)
		}
	}
}
