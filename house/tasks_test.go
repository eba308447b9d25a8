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

// newTask is a task of a in the room f/r.
func (l *lodge) newTask(a house.Actor, spec house.TaskSpec) house.MessageID {
	l.t.Helper()
	sent, err := l.NewTask(l.t.Context(), a, "f/r", spec)
	l.must(err)
	return sent.ID
}

func (l *lodge) tasksOf(a house.Actor) []house.Task {
	l.t.Helper()
	tasks, err := l.Tasks(l.t.Context(), a, "f/r")
	l.must(err)
	return tasks
}

func due(t *testing.T, s string) house.Due {
	t.Helper()
	d, err := house.ParseDue(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTasksStandOpenFirstByDue(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		l.newTask(anna, house.TaskSpec{Title: "some day"})
		l.newTask(anna, house.TaskSpec{Title: "far", Due: due(t, "2090-03-05")})
		past := l.newTask(anna, house.TaskSpec{Title: "past", Due: due(t, "5.3.2020 14:30"), For: "@bert", Text: "  **how**  "})
		ended := l.newTask(bert, house.TaskSpec{Title: "ended", Due: due(t, "2001-01-01")})
		_, err := l.FinishTask(ctx, anna, ended, true)
		l.must(err)
		tasks := l.tasksOf(bert)
		var titles []string
		for _, task := range tasks {
			titles = append(titles, task.Title)
		}
		if want := []string{"past", "far", "some day", "ended"}; !slices.Equal(titles, want) {
			t.Errorf("got %q, want %q", titles, want)
		}
		p := tasks[0]
		if p.ID != past || p.Assignee != "bert" || !p.Mine || p.Own || !p.Overdue || p.Text != "**how**" || p.Author != "anna" {
			t.Errorf("got %+v", p)
		}
		if d := tasks[3]; !d.Done || d.Overdue || d.DoneBy != "anna" || d.DoneAt.IsZero() {
			t.Errorf("done: got %+v, want it done by anna and never overdue", d)
		}
		mine, err := l.MyTasks(ctx, bert, false)
		if err != nil || len(mine) != 1 || mine[0].Place != "f/r" {
			t.Errorf("my tasks: got %+v, %v, want the one in f/r", mine, err)
		}
	})
}

func TestATaskIsNewsForWhoeverHasToDoIt(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, carl := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		_, err := l.Invite(ctx, anna, "f/r", "carl")
		l.must(err)
		_, err = l.Join(ctx, carl, "f/r")
		l.must(err)
		forMe := func(a house.Actor) (unread int, mine bool) {
			news, err := l.News(ctx, a)
			l.must(err)
			for _, n := range news {
				if n.Kind == string(house.KindTask) && n.Place == "f/r/tasks" {
					unread, mine = n.Unread, n.ForMe
				}
			}
			return unread, mine
		}
		id := l.newTask(anna, house.TaskSpec{Title: "bake", For: "bert"})
		if n, mine := forMe(bert); n != 1 || !mine {
			t.Errorf("bert: got %d, for me %v, want his new task as news for him", n, mine)
		}
		if n, mine := forMe(carl); n != 1 || mine {
			t.Errorf("carl: got %d, for me %v, want news that is not for him", n, mine)
		}
		room, err := l.Room(ctx, anna, "f/r")
		l.must(err)
		for _, a := range []house.Actor{bert, carl} {
			l.must(l.MarkRead(ctx, a, "f/r", house.KindTask, "", room.Seq))
		}
		_, err = l.AssignTask(ctx, anna, id, "carl")
		l.must(err)
		if n, mine := forMe(carl); n != 1 || !mine {
			t.Errorf("given on: got %d, for me %v, want news for carl", n, mine)
		}
		if _, mine := forMe(bert); mine {
			t.Error("what was taken from bert is news for him")
		}
		if tasks := l.tasksOf(carl); len(tasks) != 1 || !tasks[0].Mine {
			t.Errorf("got %+v, want one task: the news of it is none", tasks)
		}
		l.must(l.MarkRead(ctx, carl, "f/r", house.KindTask, "", room.Seq+1))
		_, err = l.AssignTask(ctx, carl, id, "carl")
		l.must(err)
		if n, _ := forMe(bert); n > 1 {
			t.Errorf("bert has %d news, want none of somebody giving a task to themselves", n)
		}
	})
}

func TestATaskOfSomebodyWhoLeftIsNobodys(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	id := l.newTask(anna, house.TaskSpec{Title: "bake", For: "bert"})
	if _, err := l.TakeTask(ctx, anna, id); !house.IsKey(err, "error.task_taken") {
		t.Errorf("taking bert's: got %v, want error.task_taken", err)
	}
	l.must(l.Leave(ctx, bert, "f/r"))
	task, err := l.Task(ctx, anna, id)
	if err != nil || !task.Gone || !task.Nobodys() || task.Assignee != "bert" {
		t.Errorf("got %+v, %v, want nobody, and that it was bert", task, err)
	}
	if all, err := l.Upcoming(ctx, bert); err != nil || len(all) != 0 {
		t.Errorf("bert: got %+v, %v, want nothing of a room that he left", all, err)
	}
	_, err = l.AssignTask(ctx, anna, id, "bert")
	wantKey(t, "giving it to somebody outside", err, "error.task_nobody")
	_, err = l.TakeTask(ctx, anna, id)
	l.must(err)
	if task, err = l.Task(ctx, anna, id); err != nil || !task.Mine || task.Gone {
		t.Errorf("got %+v, %v, want it anna's", task, err)
	}
}

func TestAVisitorsTaskNamesThePseudonymAfterTheyLeft(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	sent, err := s.NewTask(ctx, s.who["member"], desk, house.TaskSpec{Title: "call back", For: "Besuch 7"})
	s.must(err)
	if all, err := s.Upcoming(ctx, s.who["visitor"]); err != nil || len(all) != 1 || all[0].Title != "call back" {
		t.Fatalf("visitor: got %+v, %v, want their task", all, err)
	}
	_, err = s.EndVisit(ctx, s.who["visitor"], false)
	s.must(err)
	s.pass(400 * 24 * time.Hour)
	task, err := s.Task(ctx, s.who["member"], sent.ID)
	if err != nil || !task.Gone || task.Assignee != "Besuch 7" {
		t.Errorf("got %+v, %v, want nobody, and that it was Besuch 7", task, err)
	}
}

func TestOneOfManyTakesAndFinishesATask(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, carl := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		_, err := l.Invite(ctx, anna, "f/r", "carl")
		l.must(err)
		_, err = l.Join(ctx, carl, "f/r")
		l.must(err)
		for round := range 5 {
			id := l.newTask(anna, house.TaskSpec{Title: fmt.Sprint("round ", round)})
			for _, deed := range []struct {
				key string
				do  func(a house.Actor) error
				who func(house.Task) string
			}{
				{"error.task_taken", func(a house.Actor) error { return only(l.TakeTask(ctx, a, id)) }, func(t house.Task) string { return t.Assignee }},
				{"error.task_done", func(a house.Actor) error { return only(l.FinishTask(ctx, a, id, true)) }, func(t house.Task) string { return t.DoneBy }},
			} {
				var mu sync.Mutex
				var won []string
				var wg sync.WaitGroup
				start := make(chan struct{})
				for _, a := range []house.Actor{anna, bert, carl} {
					wg.Go(func() {
						<-start
						err := deed.do(a)
						mu.Lock()
						defer mu.Unlock()
						if err == nil {
							won = append(won, a.Name())
						} else if !house.IsKey(err, deed.key) {
							t.Errorf("round %d: got %v, want %s", round, err, deed.key)
						}
					})
				}
				close(start)
				wg.Wait()
				task, err := l.Task(ctx, anna, id)
				l.must(err)
				if len(won) != 1 || deed.who(task) != won[0] {
					t.Fatalf("round %d: %q got through and the task says %q, want the same one", round, won, deed.who(task))
				}
			}
		}
	})
}

func TestTasksFollowTheRightsAndPresets(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	member, owner, visitor := s.who["member"], s.who["owner"], s.who["visitor"]
	sent, err := s.NewTask(ctx, member, desk, house.TaskSpec{Title: "mine"})
	s.must(err)
	// Everybody who writes changes, gives on and finishes; only its author and
	// those who tidy up delete.
	title := "ours"
	if _, err := s.EditTask(ctx, visitor, sent.ID, house.TaskEdit{Title: &title}); err != nil {
		t.Errorf("visitor edits: got %v, want it done", err)
	}
	_, err = s.DeleteTask(ctx, visitor, sent.ID)
	wantKey(t, "visitor deletes", err, "error.forbidden")
	s.must(s.SetRights(ctx, owner, desk, member.Name(), house.ToolTasks, house.LevelRead))
	_, err = s.FinishTask(ctx, member, sent.ID, true)
	wantKey(t, "reader finishes", err, "error.tool_read_only")
	_, err = s.DeleteTask(ctx, member, sent.ID)
	wantKey(t, "reader deletes", err, "error.tool_read_only")
	s.must(s.SetRights(ctx, owner, desk, member.Name(), house.ToolTasks, house.LevelNone))
	_, err = s.Task(ctx, member, sent.ID)
	wantKey(t, "sees nothing", err, "error.tool_none")
	_, err = s.AssignTask(ctx, owner, sent.ID, member.Name())
	wantKey(t, "given to somebody who sees nothing", err, "error.task_unseen")
	if mine, err := s.MyTasks(ctx, member, true); err != nil || len(mine) != 0 {
		t.Errorf("got %+v, %v, want nothing of a tool without right", mine, err)
	}
	graded := house.Graded
	_, err = s.EditRoom(ctx, owner, desk, house.RoomEdit{Preset: &graded})
	s.must(err)
	_, err = s.Tasks(ctx, visitor, desk)
	wantKey(t, "visitor in a graded room", err, "error.tool_none")
	_, err = s.DeleteTask(ctx, s.who["moderator"], sent.ID)
	s.must(err)
	_, err = s.Task(ctx, owner, sent.ID)
	wantKey(t, "a deleted task", err, "error.not_found")
	_, err = s.FinishTask(ctx, owner, sent.ID, true)
	wantKey(t, "finishing a deleted task", err, "error.not_found")
}

func TestNewcomersGetNoTasksFromBeforeTheirTime(t *testing.T) {
	l, anna, bert, carl := pairAt(t, storetest.SQLitePath(t), house.RoomPractice)
	ctx := t.Context()
	old := l.newTask(anna, house.TaskSpec{Title: "old"})
	_, err := l.Invite(ctx, anna, "f/r", "carl")
	l.must(err)
	_, err = l.Join(ctx, carl, "f/r")
	l.must(err)
	fresh := l.newTask(anna, house.TaskSpec{Title: "fresh", For: "carl"})
	if tasks := l.tasksOf(carl); len(tasks) != 1 || tasks[0].ID != fresh {
		t.Errorf("carl: got %+v, want only what came after him", tasks)
	}
	if tasks := l.tasksOf(bert); len(tasks) != 2 {
		t.Errorf("bert: got %d tasks, want both", len(tasks))
	}
	_, err = l.Task(ctx, carl, old)
	wantKey(t, "reading an old one", err, "error.not_found")
	_, err = l.FinishTask(ctx, carl, old, true)
	wantKey(t, "finishing an old one", err, "error.not_found")
	_, err = l.AssignTask(ctx, anna, old, "carl")
	wantKey(t, "giving him an old one", err, "error.task_before")
}

func TestHostileTasksAreRefusedOrCleaned(t *testing.T) {
	l, anna, _, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	for _, spec := range []house.TaskSpec{
		{}, {Title: "\u202e\x1b"}, {Title: strings.Repeat("x", house.MaxTitle+1)}, {Title: "x", Text: strings.Repeat("y", house.MaxText+1)},
	} {
		if _, err := l.NewTask(ctx, anna, "f/r", spec); house.KindOf(err) != house.Invalid {
			t.Errorf("%.20q: got %v, want it refused", spec.Title, err)
		}
	}
	_, err := l.NewTask(ctx, anna, "f/r", house.TaskSpec{Title: "x", For: "nobody-here"})
	wantKey(t, "for a stranger", err, "error.task_nobody")
	l.newTask(anna, house.TaskSpec{Title: "a\x1b[2Jb\u202ec", Text: "d\x07e"})
	if got := l.tasksOf(anna)[0]; got.Title != "a[2Jbc" || got.Text != "de" {
		t.Errorf("got %q and %q, want them without what does not show", got.Title, got.Text)
	}
}

func TestUpcomingListsOwnOpenTasks(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	l.newTask(anna, house.TaskSpec{Title: "not his"})
	l.newTask(anna, house.TaskSpec{Title: "some day", For: "bert"})
	l.newTask(anna, house.TaskSpec{Title: "late", For: "bert", Due: due(t, "2020-01-01")})
	ended := l.newTask(anna, house.TaskSpec{Title: "ended", For: "bert"})
	_, err := l.FinishTask(ctx, bert, ended, true)
	l.must(err)
	all, err := l.Upcoming(ctx, bert)
	l.must(err)
	if len(all) != 2 || all[0].Title != "late" || !all[0].Overdue || !all[0].Day || all[1].Title != "some day" || !all[1].At.IsZero() {
		t.Errorf("got %+v, want the late one, then the one without a date", all)
	}
	if all[0].Place != "f/r/tasks" || all[0].Room != "Room f/r" || all[0].Kind != house.KindTask {
		t.Errorf("got %+v, want its place and room", all[0])
	}
	if all, err := l.Upcoming(ctx, anna); err != nil || len(all) != 0 {
		t.Errorf("anna: got %+v, %v, want nothing", all, err)
	}
	l.Lock(bert)
	if all, err := l.Upcoming(ctx, bert); err != nil || len(all) != 0 {
		t.Errorf("locked: got %+v, %v, want nothing", all, err)
	}
}

func TestADueDayIsOverWhenItEndedThere(t *testing.T) {
	berlin := time.FixedZone("", 2*60*60)
	for _, c := range []struct {
		due, now string
		over     bool
	}{
		{"2026-03-05", "2026-03-05T23:59:00+02:00", false},
		{"2026-03-05", "2026-03-06T00:00:00+02:00", true},
		{"5.3.2026 14:30", "2026-03-05T14:30:00+02:00", false},
		{"5.3.2026 14:30", "2026-03-05T12:31:00Z", true},
		{"2026-03-05T14:30:00-05:00", "2026-03-05T19:29:00Z", false},
		{"", "2026-03-05T19:29:00Z", false},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		d, err := house.ParseDue(c.due, berlin)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Over(now); got != c.over {
			t.Errorf("%q at %s: got %v, want %v", c.due, c.now, got, c.over)
		}
		if again, err := house.ParseDue(d.String(), time.UTC); err != nil || again.String() != d.String() {
			t.Errorf("%q: got %q, %v, want it read again as it was written", c.due, again.String(), err)
		}
	}
	for _, s := range []string{"tomorrow", "31.2.2026", "2026-13-01", "5.3.26", "2026-03-05 25:00", "99999-01-01", "0001-01-01", "\x1b"} {
		if d, err := house.ParseDue(s, time.UTC); !house.IsKey(err, "error.due") {
			t.Errorf("%q: got %v, %v, want it refused", s, d, err)
		}
	}
}
