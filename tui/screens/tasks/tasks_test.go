package tasks_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/tasks"
)

// desk is a room with tasks.
type desk struct {
	*fakeroom.House
	tasks []house.Task
	fail  error // refuses the next deed
}

func (d *desk) did(format string, args ...any) (house.Sent, error) {
	err := d.fail
	d.fail = nil
	if err == nil {
		d.Calls = append(d.Calls, fmt.Sprintf(format, args...))
	}
	return house.Sent{ID: "t9"}, err
}

func (d *desk) Tasks(context.Context, house.Actor, string) ([]house.Task, error) {
	return append([]house.Task{}, d.tasks...), d.Fail["Tasks"]
}

func (d *desk) NewTask(_ context.Context, _ house.Actor, _ string, t house.TaskSpec) (house.Sent, error) {
	return d.did("new %q %q for %q due %v", t.Title, t.Text, t.For, t.Due)
}

func (d *desk) EditTask(_ context.Context, _ house.Actor, id house.MessageID, e house.TaskEdit) (house.Sent, error) {
	var parts []string
	if e.Title != nil {
		parts = append(parts, "title "+*e.Title)
	}
	if e.Text != nil {
		parts = append(parts, "text "+*e.Text)
	}
	if e.For != nil {
		parts = append(parts, "for "+*e.For)
	}
	if e.Due != nil {
		parts = append(parts, "due "+e.Due.String())
	}
	return d.did("edit %s: %s", id, strings.Join(parts, ", "))
}

func (d *desk) TakeTask(_ context.Context, _ house.Actor, id house.MessageID) (house.Sent, error) {
	return d.did("take %s", id)
}

func (d *desk) FinishTask(_ context.Context, _ house.Actor, id house.MessageID, done bool) (house.Sent, error) {
	return d.did("finish %s %v", id, done)
}

func (d *desk) DeleteTask(_ context.Context, _ house.Actor, id house.MessageID) (house.Sent, error) {
	return d.did("delete %s", id)
}

func day(t testing.TB, s string) house.Due {
	t.Helper()
	d, err := house.ParseDue(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func busy(t testing.TB) *desk {
	f := fakeroom.New()
	f.Detail.Tools = append(f.Detail.Tools, house.ToolTasks)
	f.Detail.Levels = map[string]house.Level{house.ToolTasks: house.LevelManage}
	f.Detail.Seq = 9
	f.People = []house.Member{
		{Person: "p1", Name: "mara", Role: house.RoleOwner, State: "joined"},
		{Person: "p2", Name: "yuki", Role: house.RoleMember, State: "joined"},
		{Person: "p3", Name: "Igel", Role: house.RoleVisitor, State: "joined", Visitor: true},
		{Person: "p4", Name: "invited", Role: house.RoleMember, State: "invited"},
	}
	f.Marks[""] = 3
	return &desk{House: f, tasks: []house.Task{
		{ID: "t1", Seq: 4, Title: "Protokoll der 会議 schreiben", Author: "yuki", At: fakeroom.At(-90), Assignee: "mara", Mine: true, Due: day(t, "2026-03-02"), Overdue: true, Text: "- erst **lesen**\n- dann schreiben"},
		{ID: "t2", Seq: 5, Title: "Stühle stellen", Author: "mara", At: fakeroom.At(-80), Own: true, Assignee: "yuki", Due: day(t, "2026-03-04 18:30")},
		{ID: "t3", Seq: 6, Title: "Kuchen " + fakeroom.Nasty, Author: "yuki", At: fakeroom.At(-70), Assignee: "Igel", Gone: true, Edited: true},
		{ID: "t4", Seq: 2, Title: "Raum buchen", Author: "ben.oduya", At: fakeroom.At(-900)},
		{ID: "t5", Seq: 1, Title: "Einladen", Author: "mara", Own: true, At: fakeroom.At(-990), Assignee: "mara", Mine: true, Done: true, DoneBy: "yuki", DoneAt: fakeroom.At(-60)},
	}}
}

func open(t *testing.T, d *desk, entry house.MessageID) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, tasks.New(kittest.Env(d), fakeroom.Place, entry))
}

func TestTasksAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(busy(t))
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], tasks.New(env, fakeroom.Place, ""))
			d.WantNoEscape()
			d.Golden("list-" + string(lang))
			d.Press("1")
			d.Golden("open-" + string(lang))
			d.Press("esc", "D", "a")
			d.Golden("people-" + string(lang))
			d.Press("esc", "e")
			d.Golden("form-" + string(lang))
		}
	}
}

func TestAnEmptyListSaysWhatItIsFor(t *testing.T) {
	f := busy(t)
	f.tasks = nil
	d := open(t, f, "")
	d.Wants("Who does what until when", "c writes the first one")
	f.Detail.Levels[house.ToolTasks] = house.LevelRead
	d = open(t, f, "")
	d.Lacks("c writes")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestATaskIsWrittenWithArrowsAndEnterAlone(t *testing.T) {
	f := busy(t)
	d := open(t, f, "")
	d.Press("c")
	d.Type("Blumen gießen xtD") // letters start nothing here
	d.Press("enter", "right", "right", "enter")
	d.Type("5.3.2026 14:30")
	d.Press("enter")
	d.Type("am *Fenster*")
	d.Press("tab", "enter")
	f.WantCalls(t, `new "Blumen gießen xtD" "am *Fenster*" for "p2" due 2026-03-05T14:30:00Z`)
	d.WantAsked(kit.Toast{Key: "tasks.written"})
	d.Wants("Stühle")
}

func TestWhatIsWrongIsSaidAtItsField(t *testing.T) {
	f := busy(t)
	d := open(t, f, "")
	d.Press("c", "tab", "tab", "tab", "tab", "enter")
	d.Wants("! ")
	d.Type("Blumen")
	d.Press("tab", "tab")
	d.Type("übermorgen")
	d.Press("tab", "tab", "enter")
	d.Wants("That is no date", "übermorgen")
	for range 10 {
		d.Press("backspace")
	}
	f.fail = house.Errorf(house.Conflict, "error.task_unseen", "Name", "Igel")
	d.Press("tab", "tab", "enter")
	d.Wants("! Igel may not see", "Blumen")
	f.WantCalls(t)
	d.Press("esc")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok {
		t.Errorf("got %#v, want to be asked before what was written goes", d.Asked)
	}
}

func TestEditingChangesOnlyWhatWasTouched(t *testing.T) {
	f := busy(t)
	d := open(t, f, "")
	d.Press("down", "e")
	d.Wants("Stühle stellen", "2026-03-04 18:30", "yuki")
	d.Type("!")
	d.Press("tab", "tab", "tab", "tab", "enter")
	f.WantCalls(t, "edit t2: title Stühle stellen!")
}

func TestDeedsByKeys(t *testing.T) {
	f := busy(t)
	d := open(t, f, "")
	d.Press("t")
	d.WantAsked(kit.Toast{Key: "tasks.key.take.off"})
	d.Press("x", "down", "t", "a", "2")
	f.WantCalls(t, "finish t1 true", "take t2", "edit t2: for p2")
	f.Calls = nil
	d.Press("a", "4") // nobody
	d.Press("d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(f.Calls) != 1 {
		t.Fatalf("got %#v and %q, want to be asked", d.Asked, f.Calls)
	}
	d.Send(ask.Options[1].Do("")())
	f.WantCalls(t, "edit t2: for ", "delete t2")
	d.Press("home", "y")
	if !strings.HasPrefix(d.Clipboard, "Protokoll der 会議 schreiben\n\n- erst") {
		t.Errorf("got %q in the clipboard", d.Clipboard)
	}
}

func TestWhoeverIsTooLateIsToldAndSeesWhoWasQuicker(t *testing.T) {
	f := busy(t)
	d := open(t, f, "")
	d.Press("down", "down", "down")
	f.fail = house.Errorf(house.Conflict, "error.task_taken", "Name", "yuki")
	f.tasks[3].Assignee = "yuki"
	d.Press("t")
	if failed, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok || !house.IsKey(failed.Err, "error.task_taken") {
		t.Errorf("got %#v, want it said", d.Asked)
	}
	d.Wants("Raum buchen (yuki)")
}

func TestOthersTasksAreDeletedByThoseWhoTidyUpOnly(t *testing.T) {
	f := busy(t)
	f.Detail.Levels[house.ToolTasks] = house.LevelWrite
	d := open(t, f, "")
	d.Press("d")
	d.WantAsked(kit.Toast{Key: "tasks.key.delete.off"})
	d.Press("down", "d")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok {
		t.Errorf("got %#v, want to be asked about one's own", d.Asked)
	}
}

func TestFoldsAndMine(t *testing.T) {
	d := open(t, busy(t), "")
	d.Wants("One task is done, show it", "overdue", "tomorrow")
	d.Lacks("Einladen")
	d.Press("down")
	d.Wants("Due: tomorrow, 18:30", "Who does it: yuki")
	d.Press("down")
	d.Wants("nobody, was: Igel")
	d.Press("end", "enter")
	d.Wants("[done] Einladen")
	d.Press("M")
	d.Wants("Only yours are shown", "Protokoll", "Einladen")
	d.Lacks("Stühle")
	d.Press("D")
	d.Lacks("[done] Einladen")
}

func TestTheListCountsAsReadAfterAMoment(t *testing.T) {
	f := busy(t)
	d := open(t, f, "")
	d.Wants("1 * Protokoll", "3 • Kuchen")
	if f.Marks[""] != 3 {
		t.Errorf("got the mark %d at once, want 3", f.Marks[""])
	}
	d.Pass(2 * time.Second)
	if f.Marks[""] != 9 {
		t.Errorf("got the mark %d, want 9", f.Marks[""])
	}
	d.Wants("1 * Protokoll") // what was new stays marked while one looks
}

func TestTasksFollowTheRoom(t *testing.T) {
	f := busy(t)
	d := open(t, f, "")
	f.tasks[1].Title = "Tische"
	f.Add(house.Post{Kind: house.KindChat, Text: "nur geplaudert"})
	d.Send(fakeroom.Changed())
	d.Lacks("Tische")
	f.Add(house.Post{Kind: house.KindTask, Title: "Tische"})
	d.Send(fakeroom.Changed())
	d.Wants("Tische (yuki)")
	f.Fail["Tasks"] = house.Errorf(house.Forbidden, "error.tool_none")
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("You have no right to this tool")
	d.Lacks("Protokoll")
}

func TestAnEntryOpensAtOnceEvenWhenDone(t *testing.T) {
	f := busy(t)
	d := open(t, f, "t5")
	d.Wants("Einladen", "Done by yuki")
	d.Lacks("Stühle")
	d.Pass(2 * time.Second)
	if f.Marks[""] != 3 {
		t.Errorf("got the mark %d, want 3: the list was not seen", f.Marks[""])
	}
	d.Press("esc")
	d.Wants("[done] Einladen", "Stühle")
	d.Pass(2 * time.Second)
	if f.Marks[""] != 9 {
		t.Errorf("got the mark %d, want 9", f.Marks[""])
	}
}
