package house_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

const practice = "work/praxis"

// consulting is a room for counselling: berta counsels, the others come for it.
type consulting struct {
	*lodge
	who map[string]house.Actor
}

func newConsulting(t *testing.T, target string, clients ...string) *consulting {
	t.Helper()
	c := &consulting{lodgeAt(t, target), map[string]house.Actor{}}
	c.floor(c.admin(), "work", house.FloorOpen)
	admin := c.in("admin")
	var others []house.Actor
	for _, name := range append([]string{"berta"}, clients...) {
		c.who[name] = c.member(name)
		_, err := c.JoinFloor(t.Context(), c.who[name], "work")
		c.must(err)
		if name != "berta" {
			others = append(others, c.who[name])
		}
	}
	_, err := c.SetFloorCreator(t.Context(), admin, "work", "berta", true)
	c.must(err)
	c.room(c.who["berta"], practice, house.RoomPractice, others...)
	return c
}

// visitor comes by a ticket.
func (c *consulting) visitor(name string, wait bool) house.Actor {
	c.t.Helper()
	ticket, err := c.NewTicket(c.t.Context(), c.who["berta"], practice, house.TicketSpec{Wait: wait})
	c.must(err)
	b, err := c.TicketDoor(c.t.Context(), ticket.Code)
	c.must(err)
	_, a, err := c.Redeem(c.t.Context(), b, house.Redemption{Accept: true, As: name})
	c.must(err)
	c.who[name] = a
	return a
}

func (c *consulting) show(name string) house.Session {
	c.t.Helper()
	v, err := c.Session(c.t.Context(), c.who[name], practice)
	c.must(err)
	return v
}

func (c *consulting) say(name, text string) error {
	_, err := c.Say(c.t.Context(), c.who[name], practice, text, "")
	return err
}

func (c *consulting) plan(spec house.SessionSpec) {
	c.t.Helper()
	_, err := c.PlanSession(c.t.Context(), c.who["berta"], practice, spec)
	c.must(err)
}

func (c *consulting) begin(minutes int) house.Session {
	c.t.Helper()
	v, err := c.BeginSession(c.t.Context(), c.who["berta"], practice, house.SessionSpec{Minutes: minutes})
	c.must(err)
	return v
}

func (c *consulting) end(agreed string) {
	c.t.Helper()
	_, err := c.EndSession(c.t.Context(), c.who["berta"], practice, agreed)
	c.must(err)
}

func (c *consulting) events(name string) (keys []string) {
	c.t.Helper()
	posts, err := c.Read(c.t.Context(), c.who[name], practice, house.ReadQuery{Kind: house.KindEvent})
	c.must(err)
	for _, p := range posts {
		keys = append(keys, p.Event.Key)
	}
	return keys
}

func (c *consulting) news(name string) (kinds []string) {
	c.t.Helper()
	items, err := c.News(c.t.Context(), c.who[name])
	c.must(err)
	for _, n := range items {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

func TestALiveSessionFromTheWaitingRoomToItsEnd(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t))
	ctx := t.Context()
	c.visitor("Sonne", false)
	if v := c.show("Sonne"); v.State != house.SessionNone || !v.Attends || v.Holds {
		t.Fatalf("got %+v, want no session for a client", v)
	}
	when := c.now().Add(time.Hour)
	c.plan(house.SessionSpec{At: when, Minutes: 30, Topic: "Erstes Gespräch", Zone: "Europe/Berlin"})
	if v := c.show("Sonne"); v.State != house.SessionPlanned || v.Topic != "Erstes Gespräch" || v.Minutes != 30 || v.At.Sub(when).Abs() > time.Second {
		t.Fatalf("got %+v, want it planned", v)
	}
	if up, err := c.Upcoming(ctx, c.who["Sonne"]); err != nil || len(up) != 1 || up[0].Kind != house.KindSession || up[0].Title != "Erstes Gespräch" {
		t.Errorf("got %+v, %v, want the session to come up", up, err)
	}
	c.pass(time.Hour)
	_, err := c.ArriveSession(ctx, c.who["Sonne"], practice)
	c.must(err)
	if v := c.show("berta"); v.State != house.SessionWaiting || !slices.Equal(v.Waiting, []string{"Sonne"}) {
		t.Fatalf("got %+v, want that Sonne waits", v)
	}
	if kinds := c.news("berta"); !slices.Contains(kinds, "session") {
		t.Errorf("got the news %q, want that somebody is there", kinds)
	}
	for name, err := range map[string]error{
		"a client begins": only(c.BeginSession(ctx, c.who["Sonne"], practice, house.SessionSpec{})),
		"a client plans":  only(c.PlanSession(ctx, c.who["Sonne"], practice, house.SessionSpec{})),
		"a client asks":   only(c.CheckSession(ctx, c.who["Sonne"], practice, "x")),
	} {
		wantKey(t, name, err, "error.forbidden")
	}
	wantKey(t, "the counsellor arrives", only(c.ArriveSession(ctx, c.who["berta"], practice)), "error.session_client")
	c.must(c.say("Sonne", "schon da")) // the chat is open outside sessions, too
	v := c.begin(0)
	if v.State != house.SessionRunning || v.Minutes != 30 || v.Topic != "Erstes Gespräch" || v.LeftMinutes(c.now()) != 30 || len(v.Waiting) != 0 {
		t.Fatalf("got %+v, want it to run for the 30 minutes that were planned", v)
	}
	if kinds := c.news("berta"); slices.Contains(kinds, "session") {
		t.Errorf("got the news %q after the session began", kinds)
	}
	wantKey(t, "a second time", only(c.BeginSession(ctx, c.who["berta"], practice, house.SessionSpec{})), "error.session_running")
	c.pass(20*time.Minute + time.Second)
	if key, n := c.show("Sonne").TimeKey(c.now()); key != "session.left.ten" || n != 10 {
		t.Errorf("got %s, %d after 20 minutes, want the last ten", key, n)
	}
	if v := c.show("berta"); !v.IsSilent() || v.Silent != 20 {
		t.Errorf("got %+v, want that the client is silent", v)
	}
	_, err = c.CheckSession(ctx, c.who["berta"], practice, "Sind Sie noch da?")
	c.must(err)
	if v := c.show("Sonne"); !v.Here {
		t.Errorf("got %+v, want the client to be asked", v)
	}
	_, err = c.HereSession(ctx, c.who["Sonne"], practice, "Ich bin da.")
	c.must(err)
	if v := c.show("Sonne"); v.Here {
		t.Errorf("got %+v, want it answered", v)
	}
	if v := c.show("berta"); v.IsSilent() {
		t.Errorf("got %+v, want nobody silent", v)
	}
	said, err := c.said(c.who["berta"], practice)
	if err != nil || !slices.Equal(said, []string{"schon da", "Sind Sie noch da?", "Ich bin da."}) {
		t.Errorf("got %q, %v, want both sentences in the chat", said, err)
	}
	c.pass(6 * time.Minute)
	if key, n := c.show("berta").TimeKey(c.now()); key != "session.left.five" || n != 4 {
		t.Errorf("got %s, %d, want the last five", key, n)
	}
	v, err = c.ExtendSession(ctx, c.who["berta"], practice, 15)
	c.must(err)
	if v.Minutes != 45 || v.LeftMinutes(c.now()) != 19 {
		t.Errorf("got %+v, want 15 minutes more", v)
	}
	c.pass(time.Hour)
	if v := c.show("Sonne"); v.State != house.SessionRunning || !v.Over {
		t.Errorf("got %+v, want that its time is over and it runs", v)
	}
	c.must(c.say("Sonne", "noch ein Satz"))
	c.end("Bis dahin ein Tagebuch.")
	if v := c.show("Sonne"); v.State != house.SessionEnded || v.Agreed != "Bis dahin ein Tagebuch." {
		t.Errorf("got %+v, want it ended with what was agreed", v)
	}
	c.must(c.say("Sonne", "danke"))
	keys := c.events("Sonne")
	for _, want := range []string{"session_planned_at_topic", "session_arrived", "session_begun", "session_extended", "session_ended_agreed"} {
		if !slices.Contains(keys, "event."+want) {
			t.Errorf("got the lines %q, want %s", keys, want)
		}
	}
}

func TestWhoWaitsAtTheDoorIsLetInWhenItBegins(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t))
	c.visitor("Mond", true)
	wantKey(t, "before", only(c.Session(t.Context(), c.who["Mond"], practice)), "error.waiting")
	if v := c.show("berta"); !slices.Equal(v.Waiting, []string{"Mond"}) || v.State != house.SessionWaiting {
		t.Fatalf("got %+v, want Mond at the door", v)
	}
	c.begin(20)
	if v := c.show("Mond"); v.State != house.SessionRunning || !v.Arrived {
		t.Errorf("got %+v, want Mond in the session", v)
	}
	c.must(c.say("Mond", "Guten Tag"))
}

func TestAClientLeavesOrIsLostAndComesBack(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t))
	ctx := t.Context()
	c.visitor("Sonne", false)
	sub, err := c.Subscribe(ctx, c.who["Sonne"])
	c.must(err)
	c.must(c.Enter(ctx, c.who["Sonne"], sub, practice))
	c.begin(50)
	c.show("Sonne")
	if v := c.show("berta"); len(v.People) != 1 || !v.People[0].Here {
		t.Fatalf("got %+v, want Sonne here", v.People)
	}
	c.pass(3 * time.Minute)
	c.show("Sonne") // the screen looks once a minute
	sub.Close()     // the line breaks
	c.pass(4 * time.Minute)
	v := c.show("berta")
	if p := v.People[0]; p.Here || p.Left || c.now().Sub(p.Gone) < 4*time.Minute || c.now().Sub(p.Gone) > 6*time.Minute || v.State != house.SessionRunning {
		t.Errorf("got %+v, want Sonne gone since about four minutes and the session open", p)
	}
	c.must(c.say("Sonne", "wieder da"))
	_, err = c.EndSession(ctx, c.who["Sonne"], practice, "")
	c.must(err)
	if v := c.show("berta"); v.State != house.SessionRunning || !v.People[0].Left {
		t.Errorf("got %+v, want it open without Sonne", v)
	}
	wantKey(t, "leaving twice", only(c.EndSession(ctx, c.who["Sonne"], practice, "")), "error.session_none")
	_, err = c.ArriveSession(ctx, c.who["Sonne"], practice)
	c.must(err)
	if v := c.show("berta"); v.People[0].Left {
		t.Errorf("got %+v, want Sonne back", v.People[0])
	}
	before := len(c.events("berta"))
	_, err = c.ArriveSession(ctx, c.who["Sonne"], practice)
	c.must(err)
	if n := len(c.events("berta")); n != before {
		t.Errorf("got %d lines for one who says twice that they are there, want %d", n, before)
	}
}

func TestNoClockEndsASession(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara")
	c.begin(50)
	c.pass(49 * time.Hour) // a jump, or a weekend
	if v := c.show("mara"); v.State != house.SessionRunning || !v.Over {
		t.Errorf("got %+v, want it to run", v)
	}
	c.must(c.say("mara", "noch da"))
	v, err := c.ExtendSession(t.Context(), c.who["berta"], practice, 5)
	if err == nil && v.LeftMinutes(c.now()) != 5 {
		t.Errorf("got %d minutes left, want five from now on", v.LeftMinutes(c.now()))
	}
}

func TestAPlanOnTheDayOfTheClockChange(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara")
	zone, err := house.ZoneNamed("Europe/Berlin")
	c.must(err)
	at := time.Date(c.now().Year()+1, time.October, 25, 2, 30, 0, 0, zone)
	c.plan(house.SessionSpec{At: at, Minutes: 120, Zone: "Europe/Berlin"})
	if v := c.show("mara"); !v.At.Equal(at) || v.Zone != "Europe/Berlin" {
		t.Errorf("got %v in %q, want the moment that was meant", v.At, v.Zone)
	}
	wantKey(t, "in the past", only(c.PlanSession(t.Context(), c.who["berta"], practice, house.SessionSpec{At: c.now().Add(-time.Hour)})), "error.session_past")
	_, err = c.UnplanSession(t.Context(), c.who["berta"], practice)
	c.must(err)
	if v := c.show("mara"); v.State != house.SessionNone {
		t.Errorf("got %+v, want it taken back", v)
	}
}

// group plans a group session with rules.
func (c *consulting) group() {
	c.t.Helper()
	c.plan(house.SessionSpec{
		At: c.now().Add(30 * time.Minute), Minutes: 60, Group: true, Topic: "Trennung", Rules: "Wir hören einander zu.", Zone: "Europe/Berlin",
	})
}

func (c *consulting) accept(name string) error {
	return only(c.AcceptSessionRules(c.t.Context(), c.who[name], practice, c.show(name).Version))
}

func TestAGroupSessionGoesByItsRules(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara", "yuki")
	ctx := t.Context()
	c.visitor("Sonne", false)
	c.must(c.say("berta", "aus der Zeit davor"))
	c.group()
	wantKey(t, "without the rules", c.say("mara", "x"), "error.session_rules")
	_, err := c.Read(ctx, c.who["mara"], practice+"/chat", house.ReadQuery{})
	wantKey(t, "reading without them", err, "error.session_rules")
	if said, err := c.said(c.who["mara"], practice); err != nil || len(said) != 0 {
		t.Errorf("got %q, %v, want nothing of the chat without the rules", said, err)
	}
	changes, err := c.Changes(ctx, c.who["mara"], practice, 0, 100)
	c.must(err)
	if slices.ContainsFunc(changes, func(p house.Post) bool { return p.Kind == house.KindChat }) {
		t.Error("the chat comes by its changes without the rules")
	}
	wantKey(t, "rules of another version", only(c.AcceptSessionRules(ctx, c.who["mara"], practice, 7)), "error.session_rules_changed")
	for _, name := range []string{"mara", "yuki", "Sonne"} {
		if v := c.show(name); v.Rules != "Wir hören einander zu." || v.Accepted || v.Topic != "Trennung" || !v.Group || !v.Shut {
			t.Fatalf("%s: got %+v, want the rules to be read", name, v)
		}
		c.must(c.accept(name))
	}
	d, err := c.Room(ctx, c.who["mara"], practice)
	if err != nil || d.Writes(house.ToolChat) || d.ChatShut == nil || d.ChatShut.Key != "error.session_shut_until" || d.ChatBarred {
		t.Errorf("got %q, %v, want the chat closed until it begins", d.WhyNot(house.ToolChat), err)
	}
	for _, name := range []string{"mara", "berta"} {
		wantKey(t, name+" before it begins", c.say(name, "x"), "error.session_shut_until")
	}
	c.pass(30 * time.Minute)
	if v := c.begin(0); v.Minutes != 60 || v.Topic != "Trennung" {
		t.Errorf("got %+v, want what was planned", v)
	}
	c.must(c.say("mara", "Guten Abend"))
	c.must(c.say("Sonne", "Hallo"))
	c.end("")
	wantKey(t, "after the end", c.say("yuki", "x"), "error.session_shut")
	if said, err := c.said(c.who["yuki"], practice); err != nil || len(said) != 3 {
		t.Errorf("got %q, %v, want it to be read after the end", said, err)
	}
	if _, err := c.Post(ctx, c.who["yuki"], practice, house.PostSpec{Title: "x", Text: "x"}); err != nil {
		t.Errorf("the board: %v, want only the chat closed", err)
	}
	c.plan(house.SessionSpec{Group: true, Rules: "Neue Regeln."})
	wantKey(t, "under new rules", c.say("mara", "x"), "error.session_rules")
	c.plan(house.SessionSpec{})
	c.must(c.say("mara", "wieder zu zweit"))
}

func TestABanLastsUntilTheNextDayOfTheRoom(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara", "yuki")
	ctx := t.Context()
	c.visitor("Sonne", false)
	c.plan(house.SessionSpec{Group: true, Zone: "Europe/Berlin"})
	c.begin(60)
	c.must(c.say("Sonne", "störe"))
	c.must(c.say("mara", "bitte nicht"))
	berta := c.who["berta"]
	wantKey(t, "a client bans", only(c.BanSession(ctx, c.who["mara"], practice, "Sonne", "", false)), "error.forbidden")
	wantKey(t, "the counsellor", only(c.BanSession(ctx, berta, practice, "berta", "", false)), "error.session_ban_client")
	v, err := c.BanSession(ctx, berta, practice, "Sonne", "stört die anderen", false)
	c.must(err)
	zone, _ := house.ZoneNamed("Europe/Berlin")
	y, m, day := c.now().In(zone).Date()
	midnight := time.Date(y, m, day+1, 0, 0, 0, 0, zone)
	if i := slices.IndexFunc(v.People, func(p house.SessionPerson) bool { return p.Name == "Sonne" }); i < 0 || !v.People[i].Banned.Equal(midnight) {
		t.Fatalf("got %+v, want Sonne banned until %v", v.People, midnight)
	}
	err = c.say("Sonne", "x")
	wantKey(t, "writing", err, "error.session_banned_why")
	if !strings.Contains(fmt.Sprint(err.(*house.Error).Args), "stört die anderen") { //nolint:errorlint // as it comes
		t.Errorf("got %v, want the reason", err)
	}
	_, err = c.Read(ctx, c.who["Sonne"], practice+"/chat", house.ReadQuery{})
	wantKey(t, "reading", err, "error.session_banned_why")
	if v := c.show("Sonne"); !v.Banned.Equal(midnight) || v.Why != "stört die anderen" {
		t.Errorf("got %+v, want until when and why", v)
	}
	if v := c.show("mara"); slices.ContainsFunc(v.People, func(p house.SessionPerson) bool { return p.Why != "" }) {
		t.Error("the others read the reason")
	}
	found := false
	c.must(c.Search(ctx, c.who["Sonne"], house.SearchQuery{Words: "nicht"}, func(house.Post) bool { found = true; return true }))
	if found {
		t.Error("the search finds lines of the chat")
	}
	c.must(c.say("mara", "weiter"))
	c.by.Add(int64(midnight.Sub(c.now()) + time.Minute))
	c.must(c.say("Sonne", "am nächsten Tag"))
	_, err = c.BanSession(ctx, berta, practice, "mara", "", false)
	c.must(err)
	wantKey(t, "without a reason", c.say("mara", "x"), "error.session_banned")
	_, err = c.BanSession(ctx, berta, practice, "mara", "", true)
	c.must(err)
	c.must(c.say("mara", "zurück"))
	wantKey(t, "lifted twice", only(c.BanSession(ctx, berta, practice, "mara", "", true)), "error.session_not_banned")
}

// TestNobodyWritesAfterTheStopOrTheBan has clients write while the moderator stops the
// session, or bans one of them: no line of theirs is stored behind it.
func TestNobodyWritesAfterTheStopOrTheBan(t *testing.T) {
	for name, stop := range map[string]func(c *consulting) error{
		"stop": func(c *consulting) error { return only(c.EndSession(c.t.Context(), c.who["berta"], practice, "")) },
		"ban": func(c *consulting) error {
			return only(c.BanSession(c.t.Context(), c.who["berta"], practice, "mara", "", false))
		},
	} {
		storetest.EachTarget(t, func(t *testing.T, target string) {
			c := newConsulting(t, target, "mara")
			c.plan(house.SessionSpec{Group: true})
			c.begin(60)
			var wg sync.WaitGroup
			wrote := make(chan house.Sent, 200)
			half := make(chan struct{})
			var once sync.Once
			for i := range 4 {
				wg.Go(func() {
					for n := range 40 {
						sent, err := c.Say(t.Context(), c.who["mara"], practice, fmt.Sprint(i, n), "")
						if err != nil {
							if !house.IsKey(err, "error.session_shut") && !house.IsKey(err, "error.session_banned") {
								t.Errorf("%s: got %v", name, err)
							}
							return
						}
						wrote <- sent
						once.Do(func() { close(half) })
					}
				})
			}
			<-half
			c.must(stop(c))
			wg.Wait()
			close(wrote)
			posts, err := c.Read(t.Context(), c.who["berta"], practice, house.ReadQuery{Limit: 1000})
			c.must(err)
			var stopped int64
			for _, p := range posts {
				if p.Event.Key == "event.session_ended" || p.Event.Key == "event.session_banned" {
					stopped = p.Seq
				}
			}
			for sent := range wrote {
				if sent.Seq > stopped {
					t.Errorf("%s: line %d was stored behind %d", name, sent.Seq, stopped)
				}
			}
		})
	}
}

func TestOfTwoWhoBeginOneDoes(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		c := newConsulting(t, target, "mara")
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				errs[i] = only(c.BeginSession(t.Context(), c.who["berta"], practice, house.SessionSpec{}))
			})
		}
		wg.Wait()
		begun := 0
		for _, err := range errs {
			if err == nil {
				begun++
			} else {
				wantKey(t, "the slower", err, "error.session_running")
			}
		}
		if begun != 1 {
			t.Errorf("it began %d times, want once", begun)
		}
	})
}

func TestWhatIsNotKeptGoesWhenTheSessionHasEndedAndNobodyIsThere(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara")
	ctx := t.Context()
	_, err := c.EditRoom(ctx, c.who["berta"], practice, house.RoomEdit{Transcript: new(int)})
	c.must(err)
	sub, err := c.Subscribe(ctx, c.who["mara"])
	c.must(err)
	c.must(c.Enter(ctx, c.who["mara"], sub, practice))
	c.begin(50)
	if v := c.show("mara"); v.Keeps != 0 {
		t.Errorf("got %d, want it said that nothing is kept", v.Keeps)
	}
	c.must(c.say("mara", "unter uns"))
	lines := func() int {
		said, err := c.said(c.who["mara"], practice)
		c.must(err)
		return len(said)
	}
	sub.Close()
	c.pass(2 * time.Hour)
	if n := lines(); n != 1 {
		t.Errorf("got %d lines while the session runs and the line of everybody broke, want one", n)
	}
	sub, err = c.Subscribe(ctx, c.who["mara"])
	c.must(err)
	c.must(c.Enter(ctx, c.who["mara"], sub, practice))
	c.end("")
	c.pass(time.Second)
	if n := lines(); n != 1 {
		t.Errorf("got %d lines while somebody is there, want one", n)
	}
	sub.Close()
	c.pass(time.Second)
	if n := lines(); n != 0 {
		t.Errorf("got %d lines after the session, want none", n)
	}
	c.begin(50)
	c.must(c.say("mara", "noch einmal"))
	c.end("") // with nobody there they go with the end
	if n := lines(); n != 0 {
		t.Errorf("got %d lines after the end, want none", n)
	}
}

func TestWhoCameLaterReadsTheRulesOnceTheCounsellorLooked(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara")
	c.group()
	c.must(c.Leave(t.Context(), c.who["mara"], practice)) // a new epoch
	c.visitor("Sonne", false)
	c.show("berta")
	if v := c.show("Sonne"); v.Rules == "" || v.Topic != "Trennung" {
		t.Errorf("got %+v, want rules and topic", v)
	}
	c.must(c.accept("Sonne"))
}

func TestOtherRoomsHaveNoSessions(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara")
	c.room(c.who["berta"], "work/konferenz", house.RoomConference, c.who["mara"])
	wantKey(t, "a conference", only(c.Session(t.Context(), c.who["berta"], "work/konferenz")), "error.session_kind")
	c.begin(50)
	if _, err := c.CloseRoom(t.Context(), c.who["berta"], practice); err != nil {
		t.Fatal(err)
	}
	wantKey(t, "in a closed room", only(c.BeginSession(t.Context(), c.who["berta"], practice, house.SessionSpec{})), "error.room_closed")
	if v := c.show("mara"); v.Holds || v.Attends || v.State != house.SessionEnded {
		t.Errorf("got %+v, want nothing to be done in a closed room", v)
	}
}

// TestAnAlteredSessionIsRefused has somebody edit the database: what decides who may
// write is never believed.
func TestAnAlteredSessionIsRefused(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara")
	ctx := t.Context()
	c.room(c.who["berta"], "work/andere", house.RoomPractice, c.who["mara"])
	c.group()
	d, err := c.Room(ctx, c.who["berta"], practice)
	c.must(err)
	other, err := c.Room(ctx, c.who["berta"], "work/andere")
	c.must(err)
	rows, err := c.store.Answers(ctx, d.ID, "session")
	c.must(err)
	for _, row := range rows {
		for _, words := range []string{"Trennung", "Wir hören einander zu."} {
			if strings.Contains(string(row.Body), words) {
				t.Errorf("slot %s holds %q as it was written", row.Slot, words)
			}
		}
		if row.Slot != "now" {
			continue
		}
		moved := row // as it stands, in another room
		moved.Room = other.ID
		c.must(c.store.InTx(ctx, func(tx house.Tx) error { return tx.PutAnswer(ctx, moved) }))
		_, err = c.Say(ctx, c.who["mara"], "work/andere", "x", "")
		wantKey(t, "under a row of another room", err, "error.tampered")
		row.Body[len(row.Body)-1] ^= 1
		c.must(c.store.InTx(ctx, func(tx house.Tx) error { return tx.PutAnswer(ctx, row) }))
		wantKey(t, "under an altered row", c.say("mara", "x"), "error.tampered")
		wantKey(t, "looking at it", only(c.Session(ctx, c.who["berta"], practice)), "error.tampered")
	}
}

func TestAnAppointmentIsThePlanOfASession(t *testing.T) {
	c := newConsulting(t, storetest.SQLitePath(t), "mara")
	ctx := t.Context()
	at := c.now().Add(time.Hour).Truncate(time.Minute)
	p, err := c.BookSlot(ctx, c.who["berta"], practice, house.SlotSpec{At: at, Minutes: 30})
	c.must(err)
	if v := c.show("mara"); v.State != house.SessionNone {
		t.Errorf("got %+v before both agreed, want nothing planned", v)
	}
	_, err = c.ConfirmSlot(ctx, c.who["mara"], p.ID)
	c.must(err)
	c.plan(house.SessionSpec{At: at.Add(24 * time.Hour), Minutes: 60, Topic: "Das nächste Mal"})
	if v := c.show("mara"); v.State != house.SessionPlanned || !v.At.Equal(at) || v.Minutes != 30 || v.Topic != "" {
		t.Errorf("got %+v, want the appointment", v)
	}
	if v := c.begin(0); v.Minutes != 30 || v.Topic != "" {
		t.Errorf("got %+v, want as long as was agreed", v)
	}
	c.end("")
	if v := c.show("mara"); !v.At.Equal(at.Add(24*time.Hour)) || v.Topic != "Das nächste Mal" {
		t.Errorf("got %+v, want the one after it", v)
	}
	if v := c.begin(0); v.Minutes != house.SessionMinutes || v.Topic != "" {
		t.Errorf("got %+v, want one beside what is planned for tomorrow", v)
	}
	c.end("")
	c.pass(23 * time.Hour)
	if v := c.begin(0); v.Minutes != 60 || v.Topic != "Das nächste Mal" {
		t.Errorf("got %+v, want what was planned", v)
	}
}
