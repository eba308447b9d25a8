package reports_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/reports"
)

// bench is a house with reports.
type bench struct {
	kittest.House
	calls []string
	state house.ReportState
	shut  bool
}

func posts() []house.ReportPost {
	return []house.ReportPost{
		{ID: "p1", Kind: house.KindBoard, Author: "carl", At: kittest.Clock.Add(-2 * time.Hour), Title: "Streit 会議", Text: "Du Wicht, verschwinde von hier und komm nicht wieder.\n" + fakeroom.Nasty},
		{ID: "p2", Kind: house.KindBoard, Author: "carl", Mark: house.RoleOwner, At: kittest.Clock.Add(-time.Hour), Text: "Noch einmal: weg mit dir.", Edited: true},
	}
}

func (b *bench) Read(context.Context, house.Actor, string, house.ReadQuery) ([]house.Post, error) {
	return []house.Post{{ID: "p0", Kind: house.KindChat, Text: "davor"}, {ID: "gone", Kind: house.KindChat, Deleted: true}}, nil
}

func (b *bench) PreviewReport(_ context.Context, _ house.Actor, place string, spec house.ReportSpec) (house.ReportPreview, error) {
	ids := make([]string, len(spec.Posts))
	for i, id := range spec.Posts {
		ids[i] = string(id)
	}
	b.calls = append(b.calls, strings.Join(append([]string{"preview", place, spec.To, spec.Reason}, ids...), " "))
	return house.ReportPreview{
		Place: place, Room: "Küche 東京", To: "floor", Floor: "Stadt Hagen", Readers: []string{"mara", "yuki"}, Second: []string{"admin"},
		Reason: spec.Reason, Text: spec.Text, Posts: posts(), Keep: 90,
	}, nil
}

func (b *bench) Report(_ context.Context, _ house.Actor, place string, spec house.ReportSpec) (house.ReportPreview, error) {
	b.calls = append(b.calls, "report "+place+" "+spec.Text)
	return house.ReportPreview{ID: "1234abcd"}, nil
}

func (b *bench) line() house.ReportLine {
	return house.ReportLine{
		ID: "1234abcd", State: b.state, At: kittest.Clock.Add(-26 * time.Hour), Until: kittest.Clock.Add(13 * 24 * time.Hour), Floor: "hagen", To: "hagen",
		Posts: 2, People: 1, Opens: !b.shut,
	}
}

func (b *bench) Reports(context.Context, house.Actor, string) ([]house.ReportLine, error) {
	other := b.line()
	other.ID, other.State, other.Taken, other.Opens = "77aa00ff", house.ReportTaken, "yuki", false
	return []house.ReportLine{b.line(), other}, nil
}

func (b *bench) ReportFile(_ context.Context, _ house.Actor, id house.ReportID) (house.ReportFile, error) {
	f := house.ReportFile{ReportLine: b.line(), Place: "hagen/kueche", Room: "Küche 東京", By: "zora", Reason: "abuse", Text: "Bitte hilf mir.", Posts: posts(), Others: []string{"ben.oduya"}}
	f.ID, f.MayTake, f.MayClose, f.MayPass = id, b.state == house.ReportNew, true, true
	if b.shut {
		f = house.ReportFile{ReportLine: b.line(), Shut: &house.Error{Kind: house.Forbidden, Key: "error.report_shut"}}
	}
	return f, nil
}

func (b *bench) TakeReport(ctx context.Context, a house.Actor, id house.ReportID) (house.ReportFile, error) {
	b.calls, b.state = append(b.calls, "take "+string(id)), house.ReportTaken
	return b.ReportFile(ctx, a, id)
}

func (b *bench) MyReports(context.Context, house.Actor) ([]house.ReportLine, error) {
	mine, about := b.line(), b.line()
	mine.Mine, mine.State, mine.Words = true, house.ReportDecided, []house.ReportWord{
		{Kind: "answer", By: "mara", At: kittest.Clock.Add(-time.Hour), Text: "Wir sehen es uns an."},
		{Kind: "decision", By: "mara", At: kittest.Clock.Add(-time.Minute), Text: "Das geht nicht.", Upheld: true},
	}
	about.ID, about.About, about.State, about.Posts, about.People = "99887766", true, house.ReportClosed, 0, 0
	about.Words = []house.ReportWord{{Kind: "decision", By: "mara", At: kittest.Clock.Add(-time.Hour), Final: true, Posts: posts()[:1]}}
	return []house.ReportLine{mine, about}, nil
}

func (b *bench) AppealReport(_ context.Context, _ house.Actor, id house.ReportID, text string) (house.ReportLine, error) {
	b.calls = append(b.calls, "appeal "+string(id)+" "+text)
	return house.ReportLine{}, nil
}

const given = "hagen/kueche p1 board p1 7"

func TestReportsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			at := func(name string, of func(*kit.Env) kit.Screen, b *bench, keys ...string) {
				env := kittest.Env(b)
				env.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], of(env))
				d.Press(keys...)
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
			give := func(env *kit.Env) kit.Screen { return reports.NewGive(env, given) }
			desk := func(env *kit.Env) kit.Screen { return reports.NewDesk(env, "hagen") }
			at("form", give, &bench{})
			at("preview", give, &bench{}, "ctrl+s")
			at("desk", desk, &bench{state: house.ReportNew})
			at("file", desk, &bench{state: house.ReportNew}, "1")
			at("shut", desk, &bench{state: house.ReportNew, shut: true}, "1")
			at("mine", func(env *kit.Env) kit.Screen { return reports.NewMine(env) }, &bench{})
		}
	}
}

func TestNothingIsHandedOverBeforeItWasShown(t *testing.T) {
	b := &bench{}
	d := kittest.New(t, 80, 24, reports.NewGive(kittest.Env(b), given))
	d.Press("down", "right", "ctrl+s")
	if want := "preview hagen/kueche floor abuse p1 p0"; len(b.calls) != 1 || b.calls[0] != want {
		t.Fatalf("got %q, want %q", b.calls, want)
	}
	d.Wants("mara, yuki", "Küche 東京")
	d.Press("enter")
	if len(b.calls) != 1 {
		t.Fatalf("got %q before the answer", b.calls)
	}
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || !strings.Contains(ask.Text, "mara, yuki") {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	if cmd := ask.Options[1].Do(""); cmd != nil {
		d.Send(cmd())
	}
	if len(b.calls) != 2 || !strings.HasPrefix(b.calls[1], "report ") {
		t.Errorf("got %q, want it handed over", b.calls)
	}
}

func TestModeratorTakesOnAndCloses(t *testing.T) {
	b := &bench{state: house.ReportNew}
	d := kittest.New(t, 80, 24, reports.NewDesk(kittest.Env(b), "hagen"))
	d.Press("1")
	d.Wants("zora", "Du Wicht")
	d.Press("t")
	if len(b.calls) != 1 || b.calls[0] != "take 1234abcd" {
		t.Errorf("got %q", b.calls)
	}
	d.Press("esc")
	d.Lacks("Du Wicht")
}
