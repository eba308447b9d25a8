package tui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
)

// stand is a house with one busy member in it.
type stand struct {
	kittest.House
	news   []house.NewsItem
	floors []house.Floor
	err    error
	locked int
	asked  int // for news
	set    house.Settings
}

func (s *stand) Subscribe(context.Context, house.Actor) (*house.Subscription, error) {
	return nil, nil
}

func (s *stand) WhoAmI(context.Context, house.Actor) (house.Self, error) {
	return house.Self{Name: "mara", Room: "hagen/steuerkreis"}, nil
}

func (s *stand) Settings(context.Context, house.Actor) (house.Settings, error) { return s.set, nil }

func (s *stand) News(context.Context, house.Actor) ([]house.NewsItem, error) {
	s.asked++
	return s.news, s.err
}

func (s *stand) Rooms(context.Context, house.Actor, string) ([]house.Room, error) {
	return []house.Room{{Place: "hagen/steuerkreis", Name: "Steuerkreis", Member: true}}, nil
}

func (s *stand) Drafts(context.Context, house.Actor) ([]house.Draft, error) { return nil, nil }

func (s *stand) Upcoming(context.Context, house.Actor) ([]house.Upcoming, error) { return nil, nil }

func (s *stand) Cases(context.Context, house.Actor, bool) ([]house.Case, error) { return nil, nil }

func (s *stand) Floors(context.Context, house.Actor) ([]house.Floor, error) { return s.floors, s.err }

func (s *stand) Lock(house.Actor) { s.locked++ }

func floors() []house.Floor {
	return []house.Floor{
		{Code: "eg", Number: 0, Name: "Erdgeschoss", Kind: house.FloorGround, State: house.FloorOpen, Member: true},
		{Code: "hagen", Number: 3, Name: "Stadt Hagen", State: house.FloorOpen, Member: true, Members: 42, Description: "Für alle, die in der Stadt arbeiten."},
		{Code: "dojo", Number: 7, Name: "道場 Netzwerk", State: house.FloorApplication},
	}
}

func news() []house.NewsItem {
	return []house.NewsItem{
		{Place: "@jonas", Kind: "direct", Name: "jonas", Unread: 2, ForMe: true},
		{Place: "hagen/steuerkreis/board", Kind: "board", Name: "Steuerkreis", Thread: "t1", Title: "Protokoll", Unread: 12, FirstSeq: 40},
	}
}

// session is a whole shell over a stand-in.
func session(t *testing.T, w, h int, s kit.House, change func(*tui.Env)) *kittest.Driver {
	t.Helper()
	env := kittest.Env(s)
	given := tui.Env{
		Actor: env.Actor, SetActor: env.SetActor, Lang: text.English, Location: time.UTC, Now: env.Now,
		Stand: s, Who: env.Who, After: env.After,
		Command: func(_ context.Context, line string) (string, int) { return "ran " + line, 0 },
	}
	if change != nil {
		change(&given)
	}
	model, _, end := tui.New(given)
	t.Cleanup(end)
	return kittest.NewModel(t, w, h, model)
}

func TestShellLooks(t *testing.T) {
	for _, size := range kittest.Sizes() {
		for _, lang := range []text.Lang{text.English, text.German} {
			d := session(t, size[0], size[1], &stand{news: news(), floors: floors()}, func(e *tui.Env) { e.Lang = lang })
			d.Pass(0)
			d.Golden("home-" + string(lang))
			d.Press("f")
			d.Golden("lift-" + string(lang))
			d.Press("?")
			d.Golden("help-" + string(lang))
			d.Press("esc", "0")
			d.Golden("actions-" + string(lang))
		}
	}
}

func TestTinyTerminalsGetOneSentence(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {5, 3}, {19, 24}, {80, 5}} {
		d := session(t, size[0], size[1], &stand{}, nil)
		d.Screen() // complains about lines that are too long or too many
		d.Press("down", "0", "?", ":")
		d.Screen()
		d.Resize(80, 24)
		d.Wants("Stockwerk")
	}
}

func TestEverySizeFits(t *testing.T) {
	d := session(t, 80, 24, &stand{news: news(), floors: floors()}, nil)
	for _, keys := range [][]string{nil, {"f"}, {"?"}, {"esc", "0"}, {"esc", ":"}, {"esc", "q"}, {"q"}} {
		d.Press(keys...)
		for w := 1; w <= 130; w += 16 {
			for h := 1; h <= 40; h += 6 {
				d.Resize(w, h)
				d.Screen()
			}
		}
	}
}

func TestActionMenuReachesEveryFunctionByDigits(t *testing.T) {
	d := session(t, 80, 40, &stand{floors: floors()}, nil)
	d.Press("0")
	d.Wants("Actions", "floors", "command line", "emergency", "Ctrl-X")
	d.Press("2") // the second entry: one may mean 20
	d.Press("enter")
	d.Wants("Stockwerk › Floors", "Stadt Hagen")
}

func TestReasonsAreSaidWhenAKeyIsOff(t *testing.T) {
	d := session(t, 80, 24, &stand{floors: floors()}, nil)
	d.Press("f", "a")
	d.Wants("You are a member of this floor.")
	d.Press("down", "down")
	d.Lacks("You are a member of this floor.")
}

func TestLettersAreInertInTextFields(t *testing.T) {
	d := session(t, 80, 24, &stand{news: news(), floors: floors()}, nil)
	d.Press(":")
	d.Type("qgiuS?!0.w:")
	d.Wants(": qgiuS?!0.w:")
	d.Press("esc")
	d.Press("/")
	d.Type("qi0")
	d.Wants("Find: qi0")
	d.Press("esc", "f")
	d.Wants("› Floors")
}

func TestEscGoesBackAndAsksAtTheTop(t *testing.T) {
	d := session(t, 80, 24, &stand{floors: floors()}, nil)
	d.Press("f", "esc")
	d.Wants("Your rooms")
	d.Press("q")
	d.Wants("Leave the house?")
	d.Press("2")
	d.Wants("Your rooms")
	if d.Quit {
		t.Fatal("got an end, want to stay")
	}
	d.Press("esc", "1")
	if !d.Quit {
		t.Error("got no end after leaving")
	}
}

func TestCtrlCAsks(t *testing.T) {
	d := session(t, 80, 24, &stand{}, nil)
	d.Press("ctrl+c")
	d.Wants("Leave the house?")
	d.Press("ctrl+c")
	d.Lacks("Leave the house?")
	if d.Quit {
		t.Error("got an end, want a question")
	}
}

func TestQuickExitClearsScreenAndScrollback(t *testing.T) {
	d := session(t, 80, 24, &stand{news: news()}, nil)
	d.Press("ctrl+x")
	d.Wants("Ctrl-X once more")
	d.Press("down", "ctrl+x")
	if d.Quit {
		t.Fatal("got an end after a key in between")
	}
	d.Press("ctrl+x")
	v := d.View()
	if !d.Quit || v.Content != "" || v.AltScreen || v.WindowTitle != "" || !strings.Contains(d.Raw, "\x1b[3J") {
		t.Errorf("got quit %v, view %q, raw %q, want an empty screen and the end", d.Quit, v.Content, d.Raw)
	}
}

func TestQuickExitWorksInTextFields(t *testing.T) {
	d := session(t, 80, 24, &stand{}, nil)
	d.Press(":", "a", "ctrl+x", "ctrl+x")
	if !d.Quit {
		t.Error("got no end")
	}
}

func TestCommandLineRunsAndShowsAnswers(t *testing.T) {
	answer, code := "one line", 0
	d := session(t, 80, 24, &stand{}, func(e *tui.Env) {
		e.Command = func(_ context.Context, line string) (string, int) { return answer, code }
	})
	d.Press(":")
	d.Type("whoami")
	d.Press("enter")
	d.Wants("one line", "Your rooms")
	answer = "first\nsecond\x1b[31m"
	d.Press(":", "x", "enter")
	d.Wants("first", "second", ":x")
	d.WantNoEscape()
	answer, code = "That did not do.", 2
	d.Press("esc", ":", "y", "enter")
	d.Wants("! That did not do.", "Your rooms")
}

func TestHeaderCountsUnread(t *testing.T) {
	s := &stand{news: news()}
	d := session(t, 80, 24, s, nil)
	d.Pass(0)
	d.Wants("14 unread · Inbox 2")
	s.news = nil
	d.Send(house.Event{Kind: house.EventPerson})
	d.Pass(2 * time.Second)
	d.Lacks("unread · Inbox")
}

// A thousand people who read the same line would otherwise ask for all that stands
// on the pages below the talk as well.
func TestCoveredPagesAskWhenTheyAreSeenAgain(t *testing.T) {
	s := &stand{news: news(), floors: floors()}
	d := session(t, 80, 24, s, nil)
	d.Pass(0)
	d.Press("f")
	d.Wants("Stadt Hagen")
	s.news, s.asked = nil, 0
	d.Send(house.Event{Kind: house.EventPerson})
	d.Pass(2 * time.Second)
	if s.asked != 1 {
		t.Errorf("asked %d times for news, want the header's once", s.asked)
	}
	d.Press("esc")
	d.Lacks("jonas")
	if s.asked < 2 {
		t.Error("home did not ask again")
	}
}

func TestBellRingsAsChosen(t *testing.T) {
	for bell, want := range map[string]string{"": "\a", "never": "", "mentions": "\a", "all": "\a"} {
		s := &stand{set: house.Settings{Bell: bell}}
		d := session(t, 80, 24, s, nil)
		d.Pass(0)
		s.news = news()
		d.Send(house.Event{Kind: house.EventPerson})
		d.Pass(2 * time.Second)
		if d.Raw != want {
			t.Errorf("%q: got %q, want %q", bell, d.Raw, want)
		}
	}
}

func TestBellIsSilentAboutWhatWaitedBefore(t *testing.T) {
	s := &stand{news: news(), set: house.Settings{Bell: house.BellAll}}
	d := session(t, 80, 24, s, nil)
	d.Pass(2 * time.Second)
	if d.Raw != "" {
		t.Errorf("at the start: got %q, want no bell", d.Raw)
	}
	s.news = append(s.news, house.NewsItem{Place: "hagen/steuerkreis/chat", Kind: "chat", Name: "Steuerkreis", Unread: 1})
	d.Send(house.Event{Kind: house.EventPerson})
	d.Pass(2 * time.Second)
	if d.Raw != "\a" {
		t.Errorf("something new: got %q, want the bell", d.Raw)
	}
}

func TestCountIsBroughtForward(t *testing.T) {
	s := &stand{news: news()}
	d := session(t, 80, 24, s, nil)
	d.Pass(0)
	d.Send(house.Event{Kind: house.EventRoom}) // counts after a longer while
	s.news = nil
	d.Send(house.Event{Kind: house.EventPerson})
	d.Pass(2 * time.Second)
	d.Lacks("unread · Inbox")
}

func TestHomeShowsWhatIsWrittenMeanwhile(t *testing.T) {
	s := &stand{}
	d := session(t, 80, 24, s, nil)
	d.Pass(0)
	d.Lacks("Protokoll")
	s.news = news()
	d.Send(house.Event{Kind: house.EventRoom, Room: "r1"})
	d.Pass(4 * time.Second)
	d.Wants("Waiting for you", "Protokoll", "14 unread · Inbox 2")
	s.news = nil
	d.Send(house.Event{Kind: house.EventRoom, Room: "r1"})
	d.Pass(4 * time.Second)
	d.Lacks("Waiting for you", "unread · Inbox")
}

func TestSettingsChangeTheLanguageAtOnce(t *testing.T) {
	d := session(t, 80, 24, &stand{floors: floors(), set: house.Settings{Lang: "de-du"}}, nil)
	d.Wants("Deine Räume")
	d.Send(kit.Prefer{Settings: house.Settings{Lang: "en"}})
	d.Wants("Your rooms")
}

func TestRestLocksTheRooms(t *testing.T) {
	now := kittest.Clock
	s := &stand{}
	d := session(t, 80, 24, s, func(e *tui.Env) { e.Now = func() time.Time { return now } })
	now = now.Add(14 * time.Minute)
	d.Press("down")
	now = now.Add(time.Minute)
	d.Pass(15 * time.Minute)
	if s.locked != 0 {
		t.Fatal("got locked a minute after a key")
	}
	now = now.Add(14 * time.Minute)
	d.Pass(14 * time.Minute)
	if s.locked != 1 {
		t.Errorf("got locked %d times after fifteen minutes of rest, want once", s.locked)
	}
}

func TestLockedScreensAreCoveredUntilThePassword(t *testing.T) {
	now := kittest.Clock
	d := session(t, 80, 24, &stand{news: news(), floors: floors()}, func(e *tui.Env) { e.Now = func() time.Time { return now } })
	d.Press("f")
	now = now.Add(15 * time.Minute)
	d.Pass(15 * time.Minute)
	for _, key := range []string{"esc", "q", "u", "g", "v", "0", ":", "?", "esc", "tab", "esc"} {
		d.Press(key)
		d.Lacks("Stadt Hagen", "Steuerkreis", "jonas")
	}
	d.Send(kit.GoHome{})
	d.Lacks("Steuerkreis")
	d.Press("f1", "esc")
	d.Lacks("Stadt Hagen")
	d.Send(kit.Unlocked{})
	d.Wants("Stadt Hagen")
}

func TestDrainIsToldUntilItComes(t *testing.T) {
	d := session(t, 80, 24, &stand{}, nil)
	d.Send(house.Event{Kind: house.EventDrain, Until: kittest.Clock})
	d.Press("down")
	d.Wants("The house closes for a moment at 14:05")
}

func TestRevokedSessionsSeeNothingMore(t *testing.T) {
	d := session(t, 80, 24, &stand{news: news()}, nil)
	d.Send(house.Event{Kind: house.EventRevoked})
	d.Wants("Your access has ended")
	d.Lacks("jonas", "Steuerkreis")
	d.Press("enter")
	if !d.Quit {
		t.Error("got no end")
	}
}

func TestErrorsAreSentences(t *testing.T) {
	d := session(t, 80, 24, &stand{}, nil)
	d.Send(kit.Failed{Err: house.Errorf(house.Unavailable, "error.database")})
	d.Wants("! The house cannot reach its store right now.")
	d.Send(kit.Failed{Err: context.DeadlineExceeded})
	d.Wants("! That is not possible right now.")
}

func TestOurFaultsAreLoggedUnderTheIdThatIsShown(t *testing.T) {
	logged := ""
	d := session(t, 80, 24, &stand{}, func(e *tui.Env) { e.Fault = func(id string, _ error) { logged = id } })
	d.Send(kit.Failed{Err: house.Errorf(house.Internal, "error.internal")})
	if logged == "" {
		t.Fatal("got nothing logged")
	}
	d.Wants("the number " + logged)
	d.Lacks("⟦")
}

func TestHostileTextReachesNoTerminal(t *testing.T) {
	evil := "x\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b\u202ey\r\nz"
	s := &stand{
		news:   []house.NewsItem{{Place: "f/r/board", Kind: "board", Name: evil, Title: evil, Unread: 1}},
		floors: []house.Floor{{Code: "f", Name: evil, Description: evil, State: house.FloorOpen}},
	}
	d := session(t, 100, 30, s, nil)
	d.WantNoEscape()
	for _, msg := range []tea.Msg{
		kit.GoLift{},
		kit.Ask{Title: evil, Text: evil, Input: &kit.Input{Label: evil, Value: evil}, Options: []kit.Option{{Label: evil}}},
		kit.GoText{Title: evil, Text: evil},
		kit.Toast{Key: "lift.joined", Args: []any{"Floor", evil}},
	} {
		d.Send(msg)
		d.WantNoEscape()
		if d.Shows("\u202e") {
			t.Errorf("%T: a mark that turns directions is shown", msg)
		}
	}
}
