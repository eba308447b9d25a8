package house

import (
	"context"
)

// NewTask writes a task. Where it is somebody else's to do, it is news for them.
// Who may: those who may write tasks.
func (s *Service) NewTask(ctx context.Context, a Actor, place string, t TaskSpec) (Sent, error) {
	in, err := s.enterTool(ctx, a, place, ToolTasks, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	e := entry{kind: KindTask, key: t.Key}
	if e.title, err = CleanLine(t.Title, MaxTitle); err != nil {
		return Sent{}, err
	}
	if e.text, err = optionalText(t.Text, MaxText); err != nil {
		return Sent{}, err
	}
	d := taskData{Due: t.Due.String()}
	if t.For != "" {
		if err := s.assign(ctx, in, &d, t.For, 0); err != nil {
			return Sent{}, err
		}
		e.concern = []PersonID{d.For}
	}
	e.data = d
	return s.addEntry(ctx, in, e)
}

// EditTask changes a task. Who may: everybody who may write tasks.
func (s *Service) EditTask(ctx context.Context, a Actor, id MessageID, e TaskEdit) (Sent, error) {
	return s.changeTask(ctx, a, id, func(in access, row *MessageRow, w *words, d *taskData) error {
		var err error
		if e.Title != nil {
			if w.Title, err = CleanLine(*e.Title, MaxTitle); err != nil {
				return err
			}
		}
		if e.Text != nil {
			if w.Text, err = optionalText(*e.Text, MaxText); err != nil {
				return err
			}
		}
		row.Edited = row.Edited || e.Title != nil || e.Text != nil
		if e.Due != nil {
			d.Due = e.Due.String()
		}
		if e.For != nil {
			return s.assign(ctx, in, d, *e.For, row.Seq)
		}
		return nil
	})
}

// AssignTask gives a task to somebody in the room, "" for nobody. It is news for
// them. Who may: everybody who may write tasks.
func (s *Service) AssignTask(ctx context.Context, a Actor, id MessageID, name string) (Sent, error) {
	return s.EditTask(ctx, a, id, TaskEdit{For: &name})
}

// TakeTask takes a task that is nobody's; of several who do so at once one gets
// it, the others are told whose it is. Who may: everybody who may write tasks.
func (s *Service) TakeTask(ctx context.Context, a Actor, id MessageID) (Sent, error) {
	return s.changeTask(ctx, a, id, func(in access, row *MessageRow, _ *words, d *taskData) error {
		if d.For != "" && d.For != in.actor.person && in.state.roster[d.For].State == stateJoined {
			names, err := s.knownNames(ctx, in, []PersonID{d.For})
			if err != nil {
				return err
			}
			return Errorf(Conflict, "error.task_taken", "Name", nameOr(names[d.For], d.ForName))
		}
		s.give(in, d, in.me)
		return nil
	})
}

// FinishTask says that a task is done, or with done false that it is not. Of
// several who say so at once one did it, the others are told who. Who may:
// everybody who may write tasks.
func (s *Service) FinishTask(ctx context.Context, a Actor, id MessageID, done bool) (Sent, error) {
	return s.changeTask(ctx, a, id, func(in access, _ *MessageRow, _ *words, d *taskData) error {
		switch {
		case done && d.Done:
			names, err := s.knownNames(ctx, in, []PersonID{d.By})
			if err != nil {
				return err
			}
			return Errorf(Conflict, "error.task_done", "Name", nameOr(names[d.By], d.ByName))
		case !done && !d.Done:
			return Errorf(Conflict, "error.task_open")
		}
		d.Done, d.By, d.ByName = done, "", ""
		d.DoneAt = s.clock().UTC()
		if done {
			d.By = in.actor.person
			d.ByName = visitorName(in.me, in.actor.Name())
		}
		return nil
	})
}

// DeleteTask takes a task away. Who may: its author while they may write tasks,
// and those who tidy up.
func (s *Service) DeleteTask(ctx context.Context, a Actor, id MessageID) (Sent, error) {
	return s.deleteEntry(ctx, a, id, KindTask)
}

// changeTask changes a task and its data, and tells a new assignee.
func (s *Service) changeTask(ctx context.Context, a Actor, id MessageID, do func(in access, row *MessageRow, w *words, d *taskData) error) (Sent, error) {
	in, _, _, err := s.enterEntry(ctx, a, id, KindTask, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	var before, after PersonID
	var title string
	sent, err := s.rewriteIn(ctx, in, id, mayWriteTool, func(in access, row *MessageRow, w *words) error {
		if row.Deleted || w.Event != nil {
			return noMessage(nil)
		}
		d, err := dataOf[taskData](w.Data)
		if err != nil {
			return err
		}
		before = d.For
		if err := do(in, row, w, &d); err != nil {
			return err
		}
		after, title, w.For = d.For, w.Title, nil
		if d.For != "" {
			w.For = []PersonID{d.For}
		}
		return w.put(d)
	})
	if err == nil && after != "" && after != before && after != in.actor.person {
		s.tellAssigned(ctx, in, id, after, title)
	}
	return sent, err
}

// assign names who does a task. They must be in the room and may read it: seq is
// its place there, 0 for a new one.
func (s *Service) assign(ctx context.Context, in access, d *taskData, name string, seq int64) error {
	if CleanName(name) == "" {
		d.For, d.ForName = "", ""
		return nil
	}
	who, err := s.inRoster(ctx, in, name)
	if err != nil || who.State != stateJoined {
		return Errorf(NotFound, "error.task_nobody", "Name", CleanName(name))
	}
	if levelOf(in.room, who, ToolTasks) < LevelRead {
		return Errorf(Conflict, "error.task_unseen", "Name", CleanName(name))
	}
	if seq > 0 && in.room.History == HistoryJoining && seq <= who.SinceSeq {
		return Errorf(Conflict, "error.task_before", "Name", CleanName(name))
	}
	s.give(in, d, who)
	if who.Role == RoleVisitor {
		names, err := s.knownNames(ctx, in, []PersonID{who.Person})
		if err != nil {
			return err
		}
		d.ForName = names[who.Person]
	}
	return nil
}

// give makes a task somebody's.
func (s *Service) give(in access, d *taskData, who RosterRow) {
	d.For, d.ForName = who.Person, ""
	if who.Person == in.actor.person {
		d.ForName = visitorName(who, in.actor.Name())
	}
}

// visitorName is the name where it belongs to a visitor, and goes with them.
func visitorName(who RosterRow, name string) string {
	if who.Role == RoleVisitor {
		return name
	}
	return ""
}

// tellAssigned writes a line among the tasks that makes it news for the one who
// has it now. It is best effort: the task is theirs already.
func (s *Service) tellAssigned(ctx context.Context, in access, id MessageID, who PersonID, title string) {
	names, err := s.knownNames(ctx, in, []PersonID{who})
	if err == nil {
		_, err = s.insert(ctx, in, outgoing{kind: KindTask, replyTo: id, do: Doing(ToolTasks, LevelWrite), words: words{
			Event: &EventLine{Key: "event.task_assigned", Args: map[string]string{"By": in.actor.Name(), "Name": names[who], "Title": title}},
			For:   []PersonID{who},
		}})
	}
	if err != nil {
		s.log.Warn("news of a task not written", "kind", string(KindOf(err)))
	}
}
