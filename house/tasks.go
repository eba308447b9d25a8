package house

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Task is something that somebody in a room does.
type Task struct {
	ID          MessageID
	Place       string // FLOOR/ROOM
	Seq, Mod    int64
	Title, Text string
	Author      string
	At          time.Time // written
	Own         bool      // the reader wrote it
	Edited      bool
	Assignee    string // name; "" = nobody
	Gone        bool   // the assignee is no longer in the room: it is nobody's again
	Mine        bool   // it is the reader's to do
	Due         Due
	Overdue     bool
	Done        bool
	DoneBy      string
	DoneAt      time.Time
}

// Nobodys tells whether the task waits for somebody to take it.
func (t Task) Nobodys() bool { return t.Assignee == "" || t.Gone }

// TaskSpec describes a task to write. For is the name of who does it, "" for
// nobody yet; Key makes a repeat harmless.
type TaskSpec struct {
	Title, Text string
	For         string
	Due         Due
	Key         string
}

// TaskEdit changes what is not nil; a For of "" makes it nobody's.
type TaskEdit struct {
	Title, Text, For *string
	Due              *Due
}

// taskData is what a task keeps beside title and text. Names stand in it for
// visitors alone, whose pseudonyms go with them.
type taskData struct {
	For     PersonID  `json:"for,omitempty"`
	ForName string    `json:"for_name,omitempty"`
	Due     string    `json:"due,omitempty"`
	Done    bool      `json:"done,omitempty"`
	By      PersonID  `json:"by,omitempty"`
	ByName  string    `json:"by_name,omitempty"`
	DoneAt  time.Time `json:"done_at,omitzero"`
}

// mostTasks is how many of a room's newest tasks are listed.
const mostTasks = 5000

// Tasks lists a room's tasks: open ones first, the one that is due next at the
// top, those without a date behind, then what is done, the latest first. Who may:
// those who may read the tasks.
func (s *Service) Tasks(ctx context.Context, a Actor, place string) ([]Task, error) {
	in, err := s.enterTool(ctx, a, place, ToolTasks, LevelRead)
	if err != nil {
		return nil, err
	}
	tasks, err := s.tasks(ctx, in)
	slices.SortStableFunc(tasks, byDue)
	return tasks, err
}

// MyTasks lists the tasks that the actor is to do in all their rooms, in the order
// of Tasks; what is done only with all. With locked rooms it is empty. Who may:
// members, and visitors for their room.
func (s *Service) MyTasks(ctx context.Context, a Actor, all bool) ([]Task, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	var mine []Task
	err := s.eachOwnRoom(ctx, a, func(in access) error {
		if !in.reads(KindTask) {
			return nil
		}
		tasks, err := s.tasks(ctx, in)
		for _, t := range tasks {
			if t.Mine && (all || !t.Done) {
				mine = append(mine, t)
			}
		}
		return err
	})
	slices.SortStableFunc(mine, byDue)
	return mine, err
}

// byDue is the order of a list of tasks.
func byDue(x, y Task) int {
	if d := boolFirst(!x.Done) - boolFirst(!y.Done); d != 0 {
		return d
	}
	if x.Done {
		return y.DoneAt.Compare(x.DoneAt)
	}
	return cmp.Or(boolFirst(!x.Due.IsZero())-boolFirst(!y.Due.IsZero()), x.Due.In(time.UTC).Compare(y.Due.In(time.UTC)),
		cmp.Compare(x.Seq, y.Seq))
}

// Task gives one task. Who may: those who may read it.
func (s *Service) Task(ctx context.Context, a Actor, id MessageID) (Task, error) {
	in, row, w, err := s.enterEntry(ctx, a, id, KindTask, LevelRead)
	if err == nil && (row.Deleted || w.Event != nil) {
		err = noMessage(nil)
	}
	if err != nil {
		return Task{}, err
	}
	posts, err := s.opener(in).views(ctx, []opened{{row, w}})
	if err != nil {
		return Task{}, err
	}
	tasks, err := s.tasksOf(ctx, in, posts)
	if err != nil {
		return Task{}, err
	}
	return tasks[0], nil
}

// tasks opens the tasks of a room, oldest first.
func (s *Service) tasks(ctx context.Context, in access) ([]Task, error) {
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindTask}, Newest: true, Limit: mostTasks})
	if err != nil {
		return nil, err
	}
	posts = slices.DeleteFunc(posts, func(p Post) bool { return p.Event.Key != "" })
	return s.tasksOf(ctx, in, posts)
}

// tasksOf reads the tasks of their entries and adds the names of their people.
func (s *Service) tasksOf(ctx context.Context, in access, posts []Post) ([]Task, error) {
	all := make([]taskData, len(posts))
	var people []PersonID
	for i, p := range posts {
		d, err := dataOf[taskData](p.data)
		if err != nil {
			return nil, err
		}
		all[i] = d
		people = append(people, d.For, d.By)
	}
	slices.Sort(people)
	names, err := s.knownNames(ctx, in, slices.Compact(people))
	if err != nil {
		return nil, err
	}
	now := s.clock()
	out := make([]Task, len(posts))
	for i, p := range posts {
		d := all[i]
		t := Task{
			ID: p.ID, Place: in.place, Seq: p.Seq, Mod: p.Mod, Title: p.Title, Text: p.Text, Author: p.Author, At: p.At, Own: p.Mine,
			Edited: p.Edited, Done: d.Done, DoneAt: d.DoneAt,
		}
		if t.Due, err = ParseDue(d.Due, time.UTC); err != nil {
			return nil, err
		}
		t.Overdue = !t.Done && t.Due.Over(now)
		if d.For != "" {
			t.Assignee, t.Mine = nameOr(names[d.For], d.ForName), d.For == in.actor.person
			t.Gone = in.state.roster[d.For].State != stateJoined
		}
		if d.By != "" {
			t.DoneBy = nameOr(names[d.By], d.ByName)
		}
		out[i] = t
	}
	return out, nil
}

// nameOr is a name, or the one that was kept where there is none any more.
func nameOr(name, kept string) string {
	if name == nobodysName && kept != "" {
		return kept
	}
	return name
}

// upcomingTasks are the reader's own open tasks in a room.
func (s *Service) upcomingTasks(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	tasks, err := s.tasks(ctx, in)
	if err != nil {
		return nil, err
	}
	var out []Upcoming
	for _, t := range tasks {
		if !t.Mine || t.Done {
			continue
		}
		u := Upcoming{
			Place: in.place + "/" + ToolTasks, Entry: t.ID, Kind: KindTask, Title: t.Title,
			Day: t.Due.Day, Overdue: t.Overdue,
		}
		if !t.Due.IsZero() {
			u.At = t.Due.In(now.Location())
		}
		out = append(out, u)
	}
	return out, nil
}
