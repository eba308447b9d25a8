package tasks

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// load reads the room, then its tasks, and where reading had stopped.
func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.mark, l.err = h.ReadMark(ctx, a, place, house.KindTask, ""); l.err != nil && house.KindOf(l.err) != house.Forbidden {
			return l
		}
		l.tasks, l.err = h.Tasks(ctx, a, place)
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong, s.form, s.people = s.env.Sentence(l.err), nil, nil
		return nil
	}
	first := !s.known
	s.known, s.wrong = true, ""
	s.room, s.tasks = l.room, l.tasks
	s.watch.Read(l.room.Mod)
	if s.mark < 0 { // what was new when the screen opened stays marked while it is open
		s.mark = l.mark
	}
	s.read = max(s.read, l.mark)
	s.show()
	if first && s.at != "" {
		s.goTo(s.at)
	}
	if again {
		return s.load()
	}
	return s.readSoon()
}

// goTo opens a task, wherever the folds are.
func (s *Screen) goTo(id house.MessageID) {
	for _, t := range s.tasks {
		if t.ID == id {
			s.done, s.mine = s.done || t.Done, s.mine && t.Mine
			s.show()
			s.list.Select(string(id))
			s.reading = true
			s.showPage()
		}
	}
}

// markRead has what was listed count as read.
func (s *Screen) markRead() tea.Cmd {
	if s.reading || s.room.Seq <= s.read {
		return nil
	}
	seq := s.room.Seq
	s.read = seq
	return posts.MarkRead(s.env, s.place, house.KindTask, seq)
}

// deed does something to the chosen task and then says so.
func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor, id house.MessageID) error) tea.Cmd {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, say, do(ctx, h, a, t.ID)}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	if d.err != nil {
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err})) // somebody may have been quicker
	}
	if d.say == "" {
		return s.load()
	}
	return tea.Batch(s.load(), kit.Say(d.say))
}

func (s *Screen) finish() tea.Cmd {
	t, _ := s.selected()
	return s.deed(pick(t.Done, "tasks.undone", "tasks.finished"), func(ctx context.Context, h kit.House, a house.Actor, id house.MessageID) error {
		_, err := h.FinishTask(ctx, a, id, !t.Done)
		return err
	})
}

func (s *Screen) take() tea.Cmd {
	return s.deed("tasks.taken", func(ctx context.Context, h kit.House, a house.Actor, id house.MessageID) error {
		_, err := h.TakeTask(ctx, a, id)
		return err
	})
}

func (s *Screen) askDelete() tea.Cmd {
	return s.env.Confirm(s.env.T("tasks.delete.title"), s.env.T("tasks.delete.text"), s.env.T("common.delete"), func() tea.Cmd {
		s.reading = false
		return s.deed("tasks.deleted", func(ctx context.Context, h kit.House, a house.Actor, id house.MessageID) error {
			_, err := h.DeleteTask(ctx, a, id)
			return err
		})
	})
}

// meet reads who is in the room.
func (s *Screen) meet(then func([]house.Member)) tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		members, err := h.Members(ctx, a, place)
		if err != nil {
			return kit.Fail(err)
		}
		here := members[:0:0]
		for _, m := range members {
			if m.State == "joined" {
				here = append(here, m)
			}
		}
		return met{s, here, then}
	})
}

// choose lists the people whom the chosen task can be given to.
func (s *Screen) choose() tea.Cmd {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	return s.meet(func(members []house.Member) {
		s.people = kit.NewList(s.env)
		s.people.Open = s.assign
		var rows []kit.Row
		for _, m := range members {
			rows = append(rows, kit.Row{ID: string(m.Person), Label: m.Name, Note: posts.Mark(s.env, m.Role)})
		}
		if !t.Nobodys() {
			rows = append(rows, kit.Row{ID: nobody, Label: s.env.T("tasks.nobody")})
		}
		s.people.SetRows(rows)
	})
}

// nobody is what stands for no person in lists and choices.
const nobody = "-"

func (s *Screen) assign(r kit.Row) tea.Cmd {
	who := r.ID
	if who == nobody {
		who = ""
	}
	s.people = nil
	return s.deed("tasks.assigned", func(ctx context.Context, h kit.House, a house.Actor, id house.MessageID) error {
		_, err := h.EditTask(ctx, a, id, house.TaskEdit{For: &who})
		return err
	})
}

func (s *Screen) closePeople() tea.Cmd {
	s.people = nil
	return nil
}
