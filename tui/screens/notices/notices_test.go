package notices_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/notices"
)

// stand is a room with a notice board.
type stand struct {
	*fakeroom.House
	notices []house.Notice
	over    house.Notice
	spec    house.NoticeSpec
	edit    house.NoticeEdit
	err     error
}

func (s *stand) Notices(_ context.Context, _ house.Actor, _ string, expired bool) ([]house.Notice, error) {
	out := slices.Clone(s.notices)
	if expired {
		out = append(out, s.over)
	}
	return out, nil
}

func (s *stand) PostNotice(_ context.Context, _ house.Actor, _ string, n house.NoticeSpec) (house.Sent, error) {
	s.spec = n
	return house.Sent{ID: "new"}, s.err
}

func (s *stand) EditNotice(_ context.Context, _ house.Actor, id house.MessageID, e house.NoticeEdit) (house.Sent, error) {
	s.edit = e
	return house.Sent{ID: id}, s.err
}

func busy() *stand {
	f := &stand{House: fakeroom.New()}
	f.Detail.Tools = append(f.Detail.Tools, house.ToolNotices)
	f.Detail.Levels = map[string]house.Level{house.ToolNotices: house.LevelManage}
	f.Detail.Seq = 9
	f.Marks[""] = 3
	f.notices = []house.Notice{
		{
			ID: "n1", Seq: 2, Title: "Sommerfest am 12. Juli 会議", Author: "yuki", At: fakeroom.At(-3000), Pinned: true, Expires: fakeroom.At(60 * 24 * 20),
			Text: "Wir feiern **im Hof**.\n\n- Kuchen bringt *jede:r* mit\n- Beginn um drei\n\n" + strings.Repeat("Alle sind eingeladen, auch wer neu ist. ", 12),
		},
		{ID: "n2", Seq: 9, Title: "Heizung fällt aus " + fakeroom.Nasty, Author: "ben.oduya", At: fakeroom.At(-30), Text: "Am Mittwoch."},
		{ID: "n3", Seq: 1, Title: "Neue Hausordnung", Author: "mara", At: fakeroom.At(-9000), Mine: true, Edited: true},
	}
	f.over = house.Notice{ID: "n0", Seq: 1, Title: "Vorbei", Author: "mara", At: fakeroom.At(-90000), Expires: fakeroom.At(-600), Expired: true}
	return f
}

func open(t *testing.T, f *stand, entry house.MessageID) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, notices.New(kittest.Env(f), fakeroom.Place, entry))
}

func asked(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	return ask
}

func TestNoticesAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(busy())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], notices.New(env, fakeroom.Place, ""))
			d.WantNoEscape()
			d.Golden("list-" + string(lang))
			d.Press("enter")
			d.Golden("open-" + string(lang))
			d.Press("esc", "down", "enter")
			d.WantNoEscape()
		}
	}
}

func TestAnEmptyBoardSaysWhatItIsFor(t *testing.T) {
	f := busy()
	f.notices = nil
	open(t, f, "").Wants("Announcements that everybody should see", "c puts up the first one")
	f.Detail.Levels[house.ToolNotices] = house.LevelRead
	d := open(t, f, "")
	d.Lacks("c puts up")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestLookingAtTheBoardMarksItRead(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	d.Wants("new") // as it was when one came
	if f.Marks[""] != 9 {
		t.Errorf("got %d, want the board read", f.Marks[""])
	}
	f.Detail.Seq, f.Marks[""] = 10, 9
	f.notices = append(f.notices, house.Notice{ID: "n4", Seq: 10, Title: "Noch eine", At: fakeroom.At(0)})
	f.Posts = append(f.Posts, house.Post{ID: "n4", Kind: house.KindNotice, Seq: 10, Mod: 99})
	d.Send(fakeroom.Changed())
	d.Wants("Noch eine")
	if f.Marks[""] != 10 {
		t.Errorf("got %d, want what came read as well", f.Marks[""])
	}
}

func TestTalkInTheRoomDoesNotReadTheBoardAgain(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	before := f.Asked["Room"]
	f.Posts = append(f.Posts, house.Post{ID: "c1", Kind: house.KindChat, Seq: 10, Mod: 99})
	d.Send(fakeroom.Changed())
	if f.Asked["Room"] != before {
		t.Error("a chat line has the board read again")
	}
}

func TestANoticeIsWrittenAfterSayingHowLongItHangs(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	d.Press("c")
	ask := asked(t, d)
	d.Send(ask.Options[1].Do("")()) // a week
	d.Wants("until Tue 10 Mar 2026, 14:05")
	d.Press("up")
	d.Type("Titel")
	d.Press("enter")
	d.Type("Worte")
	d.Press("ctrl+s")
	if f.spec.Title != "Titel" || f.spec.Text != "Worte" || !f.spec.Expires.Equal(kittest.Clock.AddDate(0, 0, 7)) || f.spec.Key == "" {
		t.Errorf("got %+v", f.spec)
	}
	d.WantAsked(kit.Toast{Key: "notices.posted"})
}

func TestAWrongDateIsAskedForAgain(t *testing.T) {
	f := busy()
	d := open(t, f, "n3")
	d.Press("t")
	ask, again := asked(t, d).Options[0].Do("bald")().(kit.Ask)
	if !again || ask.Input == nil || ask.Input.Value != "bald" || ask.Text == "" {
		t.Fatalf("got %#v, want the question again with what was typed", ask)
	}
	d.Send(ask.Options[0].Do("")())
	if f.edit.Expires == nil || !f.edit.Expires.IsZero() {
		t.Errorf("got %+v, want the expiry taken away", f.edit)
	}
}

func TestEditingKeepsTheRest(t *testing.T) {
	f := busy()
	d := open(t, f, "n3")
	d.Press("e")
	d.Type("!")
	d.Press("ctrl+s")
	if f.edit.Title == nil || f.edit.Text == nil || f.edit.Expires != nil {
		t.Errorf("got %+v, want title and text alone", f.edit)
	}
}

func TestPinningAndTakingDown(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	d.Press("down", "p")
	f.WantCalls(t, "Pin n2 true")
	d.Press("d")
	d.Send(asked(t, d).Options[1].Do("")())
	f.WantCalls(t, "Pin n2 true", "Delete n2")
	d.WantAsked(kit.Toast{Key: "notices.deleted"})
}

func TestWhatHasRunOutIsShownOnDemand(t *testing.T) {
	f := busy()
	d := open(t, f, "")
	d.Lacks("Vorbei")
	d.Press("x")
	d.Wants("Vorbei", "run out")
	d.Press("x")
	d.Lacks("Vorbei")
	f.Detail.Levels[house.ToolNotices] = house.LevelWrite
	d = open(t, f, "")
	d.Press("x")
	d.WantAsked(kit.Toast{Key: "notices.key.manage"})
}

func TestMembersChangeTheirOwnAlone(t *testing.T) {
	f := busy()
	f.Detail.Levels[house.ToolNotices] = house.LevelWrite
	d := open(t, f, "")
	d.Press("e")
	d.WantAsked(kit.Toast{Key: "notices.key.mine"})
	d.Press("end", "d")
	if ask := asked(t, d); !strings.Contains(ask.Title, "Neue Hausordnung") {
		t.Errorf("got %#v, want one's own to be taken down", ask)
	}
}
