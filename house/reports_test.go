package house_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

// court is a house with a floor of two admins, a room on it and a second house admin.
type court struct {
	*lodge
	root, chief, mod, mate, anna, ben, carl house.Actor
	post, other                             house.MessageID
}

const kammer = "hof/kammer"

// newCourt opens it: in the room are anna, who owns it, ben and carl; the floor is run by
// mod and mate, the house by root and chief.
func newCourt(t *testing.T) *court {
	t.Helper()
	c := &court{lodge: newLodge(t)}
	c.root = c.admin()
	for name, to := range map[string]*house.Actor{"chief": &c.chief, "moda": &c.mod, "mate": &c.mate, "anna": &c.anna, "benno": &c.ben, "carl": &c.carl} {
		*to = c.member(name)
	}
	c.floor(c.root, "hof", house.FloorOpen)
	for _, a := range []house.Actor{c.mod, c.mate, c.anna, c.ben, c.carl} {
		_, err := c.JoinFloor(t.Context(), a, "hof")
		c.must(err)
	}
	for _, name := range []string{"moda", "mate"} {
		_, err := c.SetFloorAdmin(t.Context(), c.root, "hof", name, true)
		c.must(err)
	}
	_, err := c.LeaveFloor(t.Context(), c.root, "hof")
	c.must(err)
	_, err = c.SetFloorCreator(t.Context(), c.mod, "hof", "anna", true)
	c.must(err)
	c.room(c.anna, kammer, house.RoomConference, c.ben, c.carl)
	sent, err := c.Post(t.Context(), c.carl, kammer, house.PostSpec{Title: "Boeser Titel", Text: "du Wicht"})
	c.must(err)
	c.post = sent.ID
	sent, err = c.Post(t.Context(), c.carl, kammer, house.PostSpec{Title: "Geheimes", Text: "niemand sonst"})
	c.must(err)
	c.other = sent.ID
	return c
}

func (c *court) reports(a house.Actor) house.ReportPreview {
	c.t.Helper()
	r, err := c.Report(c.t.Context(), a, kammer, house.ReportSpec{Posts: []house.MessageID{c.post}, Reason: "abuse", Text: "bitte helfen"})
	c.must(err)
	return r
}

func everything(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func TestReportHandsOverChosenPostsAndNothingElse(t *testing.T) {
	c := newCourt(t)
	v, err := c.PreviewReport(t.Context(), c.ben, kammer, house.ReportSpec{Posts: []house.MessageID{c.post}})
	c.must(err)
	if got := strings.Join(v.Readers, " "); got != "mate moda" || v.To != "floor" || strings.Join(v.Second, " ") != "admin" || v.Posts[0].Text != "du Wicht" {
		t.Errorf("got the preview %+v", v)
	}
	r := c.reports(c.ben)
	file, err := c.ReportFile(t.Context(), c.mod, r.ID)
	c.must(err)
	if len(file.Posts) != 1 || file.Posts[0].Text != "du Wicht" || file.Posts[0].Author != "carl" || file.By != "benno" || file.Text != "bitte helfen" || file.Shut != nil {
		t.Errorf("got %+v", file)
	}
	if s := everything(file); strings.Contains(s, "niemand sonst") || strings.Contains(s, "Geheimes") {
		t.Errorf("got more than was chosen: %s", s)
	}
	for name, a := range map[string]house.Actor{"house": c.root, "room": c.anna, "reported": c.carl, "reporter": c.ben} {
		if _, err := c.ReportFile(t.Context(), a, r.ID); !house.IsKey(err, "error.no_such_report") {
			t.Errorf("%s: got %v, want no such report", name, err)
		}
	}
	if _, err := c.Read(t.Context(), c.mod, kammer, house.ReadQuery{}); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want no way into the room", err)
	}
}

func TestRoomSeesThatSomethingWasHandedOverAndNotByWhom(t *testing.T) {
	c := newCourt(t)
	c.reports(c.ben)
	posts, err := c.Read(t.Context(), c.carl, kammer, house.ReadQuery{})
	c.must(err)
	last := posts[len(posts)-1]
	if last.Event.Key != "event.reported.floor" || last.Event.Args["Floor"] != "Floor hof" {
		t.Fatalf("got %+v, want the line of the report", last)
	}
	if last.AuthorID != "" || strings.Contains(everything(last), "benno") || strings.Contains(everything(last), string(c.ben.Person())) {
		t.Errorf("got %s, want nobody named", everything(last))
	}
}

func TestForgedReportIsRefused(t *testing.T) {
	c := newCourt(t)
	r := c.reports(c.ben)
	row, err := c.store.Report(t.Context(), r.ID)
	c.must(err)
	for name, change := range map[string]func(house.ReportRow) house.ReportRow{
		"state": func(r house.ReportRow) house.ReportRow { r.State = house.ReportClosed; return r },
		"panel": func(r house.ReportRow) house.ReportRow { r.Panel = "house"; return r },
		"facts": func(r house.ReportRow) house.ReportRow {
			r.Facts = append([]byte{}, r.Facts...)
			r.Facts[40]++
			return r
		},
	} {
		bad := change(row)
		c.must(c.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutReport(t.Context(), bad) }))
		_, err := c.ReportFile(t.Context(), c.mod, r.ID)
		wantKey(t, name, err, "error.tampered")
		c.must(c.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutReport(t.Context(), row) }))
	}
	// Words put in by hand, in another's report: deleted and added with another body.
	forged := row
	forged.Body = append([]byte{}, row.Body...)
	forged.Body[len(forged.Body)-1]++
	c.must(c.store.InTx(t.Context(), func(tx house.Tx) error {
		keys, err := tx.ReportKeys(t.Context(), r.ID)
		if err != nil {
			return err
		}
		if err := tx.DeleteReport(t.Context(), r.ID); err != nil {
			return err
		}
		if err := tx.AddReport(t.Context(), forged); err != nil {
			return err
		}
		for _, k := range keys {
			if err := tx.PutReportKey(t.Context(), k); err != nil {
				return err
			}
		}
		return nil
	}))
	_, err = c.ReportFile(t.Context(), c.mod, r.ID)
	wantKey(t, "body", err, "error.tampered")
}

func TestModeratorAppointedLaterReadsNothingUntilItIsPassedOn(t *testing.T) {
	c := newCourt(t)
	r := c.reports(c.ben)
	_, err := c.SetFloorAdmin(t.Context(), c.mod, "hof", "anna", true)
	c.must(err)
	file, err := c.ReportFile(t.Context(), c.anna, r.ID)
	c.must(err)
	if file.Shut == nil || file.Shut.Key != "error.report_shut" || len(file.Posts) > 0 || file.Text != "" || file.By != "" || file.Room != "" {
		t.Errorf("got %+v, want it shut", file)
	}
	for name, do := range map[string]func() error{
		"take":   func() error { return only(c.TakeReport(t.Context(), c.anna, r.ID)) },
		"answer": func() error { return only(c.AnswerReport(t.Context(), c.anna, r.ID, "x")) },
		"decide": func() error { return only(c.DecideReport(t.Context(), c.anna, r.ID, true, "")) },
		"pass":   func() error { return only(c.PassReport(t.Context(), c.anna, r.ID, "anna")) },
	} {
		wantKey(t, name, do(), "error.report_shut")
	}
	_, err = c.PassReport(t.Context(), c.mod, r.ID, "anna")
	c.must(err)
	if file, err = c.ReportFile(t.Context(), c.anna, r.ID); err != nil || len(file.Posts) != 1 {
		t.Errorf("got %+v, %v, want it open", file, err)
	}
}

func TestWhoLosesTheOfficeLosesTheReports(t *testing.T) {
	c := newCourt(t)
	r := c.reports(c.ben)
	_, err := c.SetFloorAdmin(t.Context(), c.mate, "hof", "moda", false)
	c.must(err)
	_, err = c.Reports(t.Context(), c.mod, "hof")
	wantKey(t, "list", err, "error.forbidden")
	_, err = c.ReportFile(t.Context(), c.mod, r.ID)
	wantKey(t, "show", err, "error.no_such_report")
	_, err = c.Read(t.Context(), c.mod, kammer, house.ReadQuery{})
	if house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want no way into the room", err)
	}
}

func TestDecisionIsToldToBothAndSaysNotWhoReported(t *testing.T) {
	c := newCourt(t)
	r := c.reports(c.ben)
	_, err := c.TakeReport(t.Context(), c.mod, r.ID)
	c.must(err)
	_, err = c.AnswerReport(t.Context(), c.mod, r.ID, "wir sehen es uns an")
	c.must(err)
	if mine, err := c.MyReports(t.Context(), c.carl); err != nil || len(mine) != 0 {
		t.Fatalf("got %+v, %v, want nothing before the decision", mine, err)
	}
	_, err = c.DecideReport(t.Context(), c.mod, r.ID, true, "das geht nicht")
	c.must(err)
	mine, err := c.MyReports(t.Context(), c.ben)
	c.must(err)
	if len(mine) != 1 || !mine[0].Mine || len(mine[0].Words) != 2 || mine[0].Words[0].Text != "wir sehen es uns an" || !mine[0].Words[1].Upheld {
		t.Errorf("got %+v, want answer and decision", mine)
	}
	news, err := c.News(t.Context(), c.carl)
	c.must(err)
	if !strings.Contains(everything(news), house.NewsReportMine) {
		t.Errorf("got %+v, want to be told", news)
	}
	about, err := c.MyReports(t.Context(), c.carl)
	c.must(err)
	if len(about) != 1 || !about[0].About || about[0].Words[0].Text != "das geht nicht" || about[0].Words[0].Posts[0].Text != "du Wicht" {
		t.Errorf("got %+v, want the decision with one's own post", about)
	}
	if s := everything(about); strings.Contains(s, "benno") || strings.Contains(s, "bitte helfen") || strings.Contains(s, string(c.ben.Person())) {
		t.Errorf("got who reported: %s", s)
	}
	if news, err = c.News(t.Context(), c.carl); err != nil || strings.Contains(everything(news), house.NewsReportMine) {
		t.Errorf("got %+v, %v, want it seen", news, err)
	}
}

func TestAppealGoesToSomebodyElse(t *testing.T) {
	c := newCourt(t)
	r := c.reports(c.ben)
	_, err := c.DecideReport(t.Context(), c.mod, r.ID, true, "")
	c.must(err)
	// Before an appeal the house reads nothing, although the key lies there.
	_, err = c.ReportFile(t.Context(), c.root, r.ID)
	wantKey(t, "before", err, "error.no_such_report")
	_, err = c.AppealReport(t.Context(), c.anna, r.ID, "x")
	wantKey(t, "not concerned", err, "error.no_such_report")
	_, err = c.AppealReport(t.Context(), c.carl, r.ID, "ich war es nicht")
	c.must(err)
	_, err = c.DecideReport(t.Context(), c.mod, r.ID, true, "")
	wantKey(t, "the same again", err, "error.report_twice")
	file, err := c.ReportFile(t.Context(), c.root, r.ID)
	c.must(err)
	if len(file.Posts) != 1 || !file.MayClose || len(file.Words) != 1 || file.Words[0].Text != "ich war es nicht" {
		t.Errorf("got %+v, want it open for the house", file)
	}
	if file, err = c.DecideReport(t.Context(), c.root, r.ID, false, "doch nicht"); err != nil || file.State != house.ReportClosed {
		t.Fatalf("got %+v, %v, want it closed", file, err)
	}
	_, err = c.AppealReport(t.Context(), c.ben, r.ID, "x")
	wantKey(t, "again", err, "error.report_appeal_over")
	about, err := c.MyReports(t.Context(), c.carl)
	c.must(err)
	if n := len(about[0].Words); n != 2 || about[0].Words[1].Upheld || !about[0].Words[1].Final {
		t.Errorf("got %+v, want the last word", about)
	}
}

func TestReportsAreClosedAndDeleted(t *testing.T) {
	c := newCourt(t)
	r := c.reports(c.ben)
	_, err := c.DecideReport(t.Context(), c.mod, r.ID, false, "")
	c.must(err)
	c.pass(14*24*time.Hour + time.Minute)
	_, err = c.AppealReport(t.Context(), c.carl, r.ID, "x")
	wantKey(t, "late", err, "error.report_appeal_over")
	keys, err := c.store.ReportKeys(t.Context(), r.ID)
	c.must(err)
	for _, k := range keys {
		if k.Held {
			t.Errorf("got a key that waits for an appeal still")
		}
	}
	c.must(c.KeepReports(t.Context(), c.root, 10))
	c.pass(9 * 24 * time.Hour)
	if _, err := c.store.Report(t.Context(), r.ID); err != nil {
		t.Fatalf("got %v, want it kept", err)
	}
	c.pass(25 * time.Hour)
	if _, err := c.store.Report(t.Context(), r.ID); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want it gone", err)
	}
	if keys, err = c.store.ReportKeys(t.Context(), r.ID); err != nil || len(keys) > 0 {
		t.Errorf("got %d keys, %v, want none", len(keys), err)
	}
}

func TestPrivateMessagesAndOwnMatters(t *testing.T) {
	c := newCourt(t)
	sent, err := c.Send(t.Context(), c.mod, "benno", "boese", "")
	c.must(err)
	own, err := c.Send(t.Context(), c.ben, "moda", "wieso", "")
	c.must(err)
	r, err := c.Report(t.Context(), c.ben, "@moda", house.ReportSpec{Posts: []house.MessageID{sent.ID, own.ID}})
	c.must(err)
	if r.To != "house" || strings.Join(r.Readers, " ") != "admin" || len(r.Posts) != 2 {
		t.Errorf("got %+v, want it before the house with both sides", r)
	}
	posts, err := c.Read(t.Context(), c.mod, "@benno", house.ReadQuery{})
	c.must(err)
	if got := posts[len(posts)-1].Event.Key; got != "event.reported.house" {
		t.Errorf("got %q, want the conversation told", got)
	}
	_, err = c.Report(t.Context(), c.ben, "@moda", house.ReportSpec{Posts: []house.MessageID{own.ID}})
	wantKey(t, "own words alone", err, "error.report_own")
	// A moderator whose words they are is not asked.
	sent, err = c.Post(t.Context(), c.mod, "eg/cafe", house.PostSpec{Title: "x", Text: "y"})
	c.must(err)
	_, err = c.Report(t.Context(), c.ben, kammer, house.ReportSpec{Posts: []house.MessageID{sent.ID}})
	wantKey(t, "another room's", err, "error.not_found")
}

func TestVisitorReportsAndReadsTheAnswer(t *testing.T) {
	c := newCourt(t)
	ticket, err := c.NewTicket(t.Context(), c.anna, kammer, house.TicketSpec{})
	c.must(err)
	door, err := c.TicketDoor(t.Context(), ticket.Code)
	c.must(err)
	_, visitor, err := c.Redeem(t.Context(), door, house.Redemption{Accept: true, As: "Gast Grau"})
	c.must(err)
	sent, err := c.Say(t.Context(), c.carl, kammer, "weg mit dir", "")
	c.must(err)
	r, err := c.Report(t.Context(), visitor, kammer, house.ReportSpec{Posts: []house.MessageID{sent.ID}})
	c.must(err)
	_, err = c.AnswerReport(t.Context(), c.mate, r.ID, "danke")
	c.must(err)
	mine, err := c.MyReports(t.Context(), visitor)
	c.must(err)
	if len(mine) != 1 || mine[0].Words[0].Text != "danke" {
		t.Errorf("got %+v, want the answer", mine)
	}
	file, err := c.ReportFile(t.Context(), c.mod, r.ID)
	c.must(err)
	if file.By != "Gast Grau" {
		t.Errorf("got %q, want the name in the room", file.By)
	}
}

// TestNoAdminOpensAReportByAnyMethod tries every key of everybody in office against the
// keys of a report, and finds those that were meant.
func TestNoAdminOpensAReportByAnyMethod(t *testing.T) {
	c := newCourt(t)
	r := c.reports(c.ben)
	opens := func(a house.Actor) bool {
		file, err := c.ReportFile(t.Context(), a, r.ID)
		return err == nil && len(file.Posts) > 0
	}
	for name, a := range map[string]house.Actor{"root": c.root, "chief": c.chief, "anna": c.anna, "ben": c.ben, "carl": c.carl} {
		if opens(a) {
			t.Errorf("%s reads it", name)
		}
	}
	if !opens(c.mod) || !opens(c.mate) {
		t.Error("want those to read it for whom it was sealed")
	}
	keyed, err := c.in2(c.mod)
	c.must(err)
	if file, err := c.ReportFile(t.Context(), keyed, r.ID); err != nil || file.Shut == nil || file.Shut.Key != "error.locked" {
		t.Errorf("got %+v, %v, want it locked", file, err)
	}
}

// in2 is another session of somebody, with locked rooms.
func (c *court) in2(a house.Actor) (house.Actor, error) {
	b, err := c.Login(context.Background(), a.Name(), phrase)
	c.Lock(b)
	return b, err
}
