package wiki_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/wiki"
)

// stand is a room with a wiki: the versions of each page, the oldest first.
type stand struct {
	*fakeroom.House
	pages [][]house.WikiPage
	lock  house.WikiLock
	saved []house.WikiSpec
	fail  error
	deeds []string
}

func (s *stand) find(page string) (int, bool) {
	for i, versions := range s.pages {
		last := versions[len(versions)-1]
		if string(last.ID) == page || strings.EqualFold(last.Name, page) {
			return i, true
		}
	}
	return 0, false
}

func (s *stand) newest(i int) house.WikiPage {
	p := s.pages[i][len(s.pages[i])-1]
	p.Newest = p.Version
	if i == 0 {
		p.Lock = s.lock
	}
	return p
}

func (s *stand) WikiPages(context.Context, house.Actor, string) ([]house.WikiPage, error) {
	var out []house.WikiPage
	for i := range s.pages {
		out = append(out, s.newest(i))
	}
	return out, nil
}

func (s *stand) WikiPage(_ context.Context, _ house.Actor, _, page string, version int) (house.WikiPage, error) {
	i, ok := s.find(page)
	if !ok {
		return house.WikiPage{}, house.Errorf(house.NotFound, "error.wiki_no_page", "Page", page)
	}
	p := s.newest(i)
	for _, v := range s.pages[i] {
		if v.Version == version {
			v.Newest = p.Version
			return v, nil
		}
	}
	return p, nil
}

func (s *stand) WikiVersions(_ context.Context, _ house.Actor, _, page string, limit int, before int64) ([]house.WikiPage, error) {
	i, _ := s.find(page)
	var out []house.WikiPage
	for _, v := range slices.Backward(s.pages[i]) {
		if (before == 0 || v.Seq < before) && len(out) < limit {
			out = append(out, v)
		}
	}
	return out, nil
}

func (s *stand) WikiDiff(ctx context.Context, a house.Actor, place, page string, from, to int) (house.WikiDiff, error) {
	x, _ := s.WikiPage(ctx, a, place, page, from)
	y, _ := s.WikiPage(ctx, a, place, page, to)
	return house.WikiDiff{From: x, To: y, Lines: house.DiffText(x.Text, y.Text)}, nil
}

func (s *stand) SaveWiki(_ context.Context, _ house.Actor, _ string, spec house.WikiSpec) (house.WikiSaved, error) {
	if s.fail != nil {
		err := s.fail
		s.fail = nil
		return house.WikiSaved{}, err
	}
	i, there := s.find(spec.Page)
	if there && spec.Base != s.newest(i).Version {
		return house.WikiSaved{}, house.Errorf(house.Conflict, "error.wiki_newer", "Version", s.newest(i).Version, "Base", spec.Base)
	}
	s.saved = append(s.saved, spec)
	if !there {
		s.pages = append(s.pages, nil)
		i = len(s.pages) - 1
	}
	p := s.add(i, spec.Page, spec.Text, "mara")
	return house.WikiSaved{Page: p.ID, Name: p.Name, Version: p.Version}, nil
}

// add puts a version to a page.
func (s *stand) add(i int, name, text, by string) house.WikiPage {
	p := house.WikiPage{ID: house.MessageID("new-" + name), Name: name}
	if n := len(s.pages[i]); n > 0 {
		p = s.pages[i][n-1]
	}
	post := s.Add(house.Post{Kind: house.KindWiki, Author: by, Thread: p.ID})
	p.Text, p.By, p.Mine, p.Version, p.Seq, p.At, p.Comment, p.Unread = text, by, by == "mara", len(s.pages[i])+1, post.Seq, fakeroom.At(0), "", 0
	s.pages[i] = append(s.pages[i], p)
	return p
}

func (s *stand) did(deed string, args ...any) {
	s.deeds = append(s.deeds, strings.TrimSpace(deed+" "+fmt.Sprintln(args...)))
}

func (s *stand) RestoreWiki(_ context.Context, _ house.Actor, _, page string, version, base int) (house.WikiSaved, error) {
	s.did("restore", page, version, base)
	return house.WikiSaved{}, nil
}

func (s *stand) RenameWiki(_ context.Context, _ house.Actor, _, page, name string) (house.WikiSaved, error) {
	s.did("rename", page, name)
	return house.WikiSaved{}, nil
}

func (s *stand) DeleteWiki(_ context.Context, _ house.Actor, _, page string) (house.Sent, error) {
	s.did("delete", page)
	return house.Sent{}, nil
}

func (s *stand) LockWiki(_ context.Context, _ house.Actor, _, page string, take bool) (house.WikiLock, error) {
	s.did("lock", page, take)
	if s.lock.Held() && !take {
		return s.lock, house.Errorf(house.Conflict, "error.wiki_locked", "Name", s.lock.By, "Since", "12:00")
	}
	s.lock = house.WikiLock{By: "mara", Mine: true, Since: fakeroom.At(0), Until: fakeroom.At(10)}
	return s.lock, nil
}

func (s *stand) UnlockWiki(_ context.Context, _ house.Actor, _, page string) error {
	s.did("unlock", page)
	s.lock = house.WikiLock{}
	return nil
}

const rules = "# Hausregeln\n\nSiehe [[Protokolle]] und [[Küche]]. Wer **neu** ist, liest zuerst\ndas hier:\n\n" +
	"- leise ab 22 Uhr\n- Fahrräder in den Keller\n\n| Tag | Dienst |\n|---|---|\n| Montag | 会議室 |\n\n> Fragen an mara\n"

func busy() *stand {
	s := &stand{House: fakeroom.New()}
	s.Detail.Tools = append(s.Detail.Tools, house.ToolWiki)
	s.Detail.Levels = map[string]house.Level{house.ToolWiki: house.LevelManage}
	v := func(id house.MessageID, name, text, by, comment string, n int, seq int64, at time.Time) house.WikiPage {
		return house.WikiPage{
			ID: id, Name: name, Text: text, Version: n, Newest: n, Seq: seq, By: by, Mine: by == "mara", At: at, Comment: comment,
		}
	}
	s.pages = [][]house.WikiPage{
		{
			v("p1", "Startseite", "alt\nleise ab 22 Uhr\n", "mara", "", 1, 1, fakeroom.At(-3000)),
			v("p1", "Startseite", rules, "ben.oduya", "Tafel dazu "+fakeroom.Nasty, 2, 2, fakeroom.At(-30)),
		},
		{v("p2", "Protokolle", "Noch nichts.", "yuki", "", 1, 3, fakeroom.At(-60))},
		{v("p3", fakeroom.WideOf+" "+fakeroom.Nasty, "[[Startseite]] "+fakeroom.Nasty, "yuki", "", 1, 4, fakeroom.At(-20))},
	}
	s.pages[1][0].Unread = 1
	s.Detail.Mod = 0
	return s
}

func open(t *testing.T, s *stand, entry house.MessageID) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, wiki.New(kittest.Env(s), fakeroom.Place, entry))
}

func ask(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	for _, msg := range slices.Backward(d.Asked) {
		if a, ok := msg.(kit.Ask); ok {
			return a
		}
	}
	t.Fatalf("got %#v, want a question", d.Asked)
	return kit.Ask{}
}

// answer gives the i-th answer to a question.
func answer(d *kittest.Driver, a kit.Ask, i int, input string) {
	if a.Options[i].Do == nil {
		return
	}
	for _, msg := range run(a.Options[i].Do(input)) {
		d.Asked = append(d.Asked, msg)
		d.Send(msg)
	}
}

func run(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	var all []tea.Msg
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			all = append(all, run(c)...)
		}
	default:
		all = append(all, msg)
	}
	return all
}

func TestTheWikiAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(busy())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], wiki.New(env, fakeroom.Place, ""))
			d.WantNoEscape()
			d.Golden("list-" + string(lang))
			s := busy()
			env.House = s
			d = kittest.New(t, size[0], size[1], wiki.New(env, fakeroom.Place, "p1"))
			d.WantNoEscape()
			d.Golden("page-" + string(lang))
			d.Press("tab", "tab")
			d.Golden("link-" + string(lang))
			d.Press("V")
			d.WantNoEscape()
			d.Golden("versions-" + string(lang))
			d.Press("c")
			d.WantNoEscape()
			d.Golden("compare-" + string(lang))
			d.Press("esc", "esc", "e")
			d.Golden("write-" + string(lang))
			d.Type("x")
			s.add(0, "", rules+"\nneu von ben", "ben.oduya")
			d.Press("ctrl+s")
			d.Golden("conflict-" + string(lang))
		}
	}
}

func TestAnEmptyWikiSaysWhatItIsFor(t *testing.T) {
	s := busy()
	s.pages = nil
	d := open(t, s, "")
	d.Wants("Here pages are written together", "c writes the first one")
	s.Detail.Levels[house.ToolWiki] = house.LevelRead
	d = open(t, s, "")
	d.Lacks("c writes the first one")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestLinksLeadToPagesAndToNewOnes(t *testing.T) {
	s := busy()
	d := open(t, s, "p1")
	d.Wants("Protokolle[1]", "Küche[2\u00a0new]")
	d.Press("1")
	d.WantAsked(kit.GoTool{Place: fakeroom.Place, Tool: house.ToolWiki, Entry: "p2"})
	d.Press("tab", "enter")
	d.WantAsked(kit.GoTool{Place: fakeroom.Place, Tool: house.ToolWiki, Entry: "new:Küche"})
	d.Press("o")
	d.Wants("Protokolle", "not written yet")
	d.Press("enter")
	d.WantAsked(kit.GoTool{Place: fakeroom.Place, Tool: house.ToolWiki, Entry: "p2"})
	s.Detail.Levels[house.ToolWiki] = house.LevelRead
	d = open(t, s, "p1")
	d.Press("2")
	d.WantAsked(kit.Toast{Key: "wiki.link.none", Args: []any{"Page", "Küche"}})
}

func TestReadingAPageMarksItRead(t *testing.T) {
	s := busy()
	open(t, s, "p2")
	if s.Marks["p2"] != 3 {
		t.Errorf("got %v, want page p2 read up to 3", s.Marks)
	}
}

func TestANewPageIsNamedWrittenAndShown(t *testing.T) {
	s := busy()
	d := open(t, s, "")
	d.Press("c")
	answer(d, ask(t, d), 0, "  protokolle ")
	if !slices.Contains(d.Asked, tea.Msg(kit.GoTool{Place: fakeroom.Place, Tool: house.ToolWiki, Entry: "p2"})) {
		t.Errorf("got %#v, want the page that is there", d.Asked)
	}
	answer(d, ask(t, d), 0, "Küche")
	d.WantAsked(kit.GoTool{Place: fakeroom.Place, Tool: house.ToolWiki, Entry: "new:Küche"})
	d = open(t, s, "new:Küche")
	d.Wants("Page “Küche”", "[ Save ]")
	d.Paste("eins\nzwei\ndrei\nvier\nfünf\nsechs\nsieben")
	d.Press("ctrl+s")
	if len(s.saved) != 1 || s.saved[0].Page != "Küche" || s.saved[0].Base != 0 || !strings.HasPrefix(s.saved[0].Text, "eins\nzwei") {
		t.Fatalf("got %+v, want the page saved without a question", s.saved)
	}
	d.Wants("version 1, mara", "sieben")
}

func TestWritingLocksAndUnlocks(t *testing.T) {
	s := busy()
	d := open(t, s, "p1")
	d.Press("e")
	d.Wants("Hausregeln", "[ Save ]", "Change:")
	d.Press("esc")
	d.Wants("version 2")
	d.Press("e")
	d.Type("neu ")
	d.Press("ctrl+s")
	d.Wants("version 3, mara")
	if want := []string{"lock p1 false", "unlock p1", "lock p1 false"}; !slices.Equal(s.deeds, want) {
		t.Errorf("got %q, want %q", s.deeds, want)
	}
	if len(s.saved) != 1 || s.saved[0].Base != 2 || s.saved[0].Text != "neu "+rules {
		t.Errorf("got %+v", s.saved)
	}
}

func TestTakingOverAsksFirst(t *testing.T) {
	s := busy()
	s.lock = house.WikiLock{By: "yuki", Since: fakeroom.At(-5), Until: fakeroom.At(5)}
	d := open(t, s, "p1")
	d.Wants("yuki is writing")
	d.Press("e")
	a := ask(t, d)
	if !strings.Contains(a.Title, "yuki has been writing here since") {
		t.Errorf("got %q", a.Title)
	}
	d.Lacks("[ Save ]")
	answer(d, a, 1, "")
	d.Wants("[ Save ]")
	if want := []string{"lock p1 false", "lock p1 true"}; !slices.Equal(s.deeds, want) {
		t.Errorf("got %q, want %q", s.deeds, want)
	}
}

func TestWhoIsTakenOverKeepsTheirText(t *testing.T) {
	s := busy()
	env := kittest.Env(s)
	now := kittest.Clock
	env.Now = func() time.Time { return now }
	d := kittest.New(t, 80, 24, wiki.New(env, fakeroom.Place, "p1"))
	d.Press("e")
	d.Type("meins ")
	now = now.Add(2 * time.Minute)
	s.lock = house.WikiLock{By: "yuki", Since: now, Until: now.Add(time.Minute)}
	d.Type("x")
	d.Wants("yuki has taken the page over", "meins x")
	d.Press("esc")
	if slices.Contains(s.deeds, "unlock p1") {
		t.Error("want the other's lock left alone")
	}
	d.Wants("You have an unsaved draft of this page")
}

func TestAConflictShowsBothAndLosesNothing(t *testing.T) {
	s := busy()
	d := open(t, s, "p1")
	d.Press("e")
	d.Type("meins ")
	s.add(0, "", rules+"\nneu von ben", "ben.oduya")
	d.Send(fakeroom.Changed())
	d.Wants("ben.oduya has saved version 3 meanwhile; this text is made from")
	d.Press("ctrl+s")
	d.Wants("ben.oduya saved version 3 while you were writing", "What ben.oduya changed", "+ neu von ben", "from line")
	d.Press("tab")
	d.Wants("What your text would change", "+ meins", "- neu von ben")
	d.Press("esc")
	d.Wants("meins", "[ Save ]")
	if len(s.saved) != 0 {
		t.Fatalf("got %+v, want nothing saved yet", s.saved)
	}
	d.Press("ctrl+s", "s")
	d.Wants("version 4, mara")
	if len(s.saved) != 1 || s.saved[0].Base != 3 || s.saved[0].Text != "meins "+rules {
		t.Errorf("got %+v, want my text on top of version 3", s.saved)
	}
}

func TestADraftKeepsTheVersionItIsMadeFrom(t *testing.T) {
	s := busy()
	d := open(t, s, "p1")
	d.Press("e")
	d.Type("meins ")
	d.Press("esc")
	s.add(0, "", "ganz anders", "ben.oduya")
	d = open(t, s, "p1")
	d.Press("e")
	d.Wants("meins", "ben.oduya has saved version 3 meanwhile")
	d.Press("ctrl+s")
	d.Wants("What ben.oduya changed")
	d.Press("esc", "esc", "x")
	answer(d, ask(t, d), 1, "")
	d.Lacks("unsaved draft")
	if len(s.Drafted) != 0 {
		t.Errorf("got %v, want no draft", s.Drafted)
	}
}

func TestAPageThatWentWhileItWasWrittenCanBeANewOne(t *testing.T) {
	s := busy()
	d := open(t, s, "p2")
	d.Press("e")
	d.Type("meins ")
	s.fail = house.Errorf(house.Conflict, "error.wiki_gone")
	s.pages = slices.Delete(s.pages, 1, 2)
	d.Press("ctrl+s")
	answer(d, ask(t, d), 1, "")
	if len(s.saved) != 1 || s.saved[0].Page != "Protokolle" || s.saved[0].Base != 0 || s.saved[0].Text != "meins Noch nichts." {
		t.Errorf("got %+v, want a new page", s.saved)
	}
}

func TestVersionsAreComparedOpenedAndRestored(t *testing.T) {
	s := busy()
	d := open(t, s, "p1")
	d.Press("V", "down")
	d.Wants("Versions of", "Version 2, ben.oduya: Tafel dazu", "Version 1, mara")
	d.Press("n")
	d.Wants("From version 1 to version 2", "- alt", "+ # Hausregeln")
	d.Press("esc", "enter")
	d.Wants("This is the old version 1; the page is at version 2", "alt")
	d.Press("r")
	answer(d, ask(t, d), 1, "")
	d.Press("V", "down", "c")
	d.WantAsked(kit.Toast{Key: "wiki.compare.first"})
	d.Press("esc", "R")
	answer(d, ask(t, d), 0, "Neuer Name")
	d.Press("d")
	answer(d, ask(t, d), 1, "")
	if want := []string{"restore p1 1 0", "rename p1 Neuer Name", "delete p1"}; !slices.Equal(s.deeds, want) {
		t.Errorf("got %q, want %q", s.deeds, want)
	}
	if !slices.Contains(d.Asked, tea.Msg(kit.GoBack{})) {
		t.Error("want to leave the page that is gone")
	}
}

func TestALongPageIsWrittenWhole(t *testing.T) {
	s := busy()
	long := strings.TrimSpace(strings.Repeat("Zeile mit ein paar Wörtern\n", 9_000)) // more than other fields take
	s.pages[1][0].Text = long
	d := open(t, s, "p2")
	d.Press("e")
	d.Type("x")
	d.Press("ctrl+s")
	if len(s.saved) != 1 || s.saved[0].Text != "x"+long {
		t.Fatalf("got %d pages saved, want the text whole", len(s.saved))
	}
	d.Wants("version 2, mara")
	d.WantNoEscape()
}
