package files

import (
	"context"
	"path"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// begin asks for the name of a new text and opens the field for it.
func (s *Screen) begin() tea.Cmd {
	return s.env.Prompt(s.env.T("files.write.title"), s.env.T("files.write.name"), s.env.T("files.write.usual"), func(name string) tea.Cmd {
		name = strings.TrimSpace(name)
		if !oneName(name) {
			return kit.Say("files.name.wrong")
		}
		return s.compose(s.in(name), "", house.File{})
	})
}

// edit opens the field with the text that is shown.
func (s *Screen) edit() tea.Cmd {
	f := s.shown
	return s.compose(f.file.Path, f.text, f.file)
}

// compose opens the field. before is the file that the text is of; its zero value
// stands for a new one. Nothing that others wrote meanwhile is overwritten.
func (s *Screen) compose(at, text string, before house.File) tea.Cmd {
	place := s.place
	draft := place + "/files"
	if before.ID != "" {
		draft = "" // what is in the file is no draft of somebody's
	}
	c := kit.NewComposer(s.env, draft)
	c.To = s.env.T("files.write.to", "Name", path.Base(at), "Room", s.room.Name)
	c.Readers = s.env.Readers(s.room)
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		if before.ID != "" {
			now, err := h.FileAt(ctx, a, place, at)
			if err != nil {
				return err
			}
			if now.ID != before.ID || now.Mod != before.Mod {
				return house.Errorf(house.Conflict, "files.write.changed")
			}
		}
		return store(ctx, h, a, place, at, w.Text, before.ID == "")
	}
	c.Done = func() tea.Cmd {
		s.write, s.back = nil, at
		shown := s.shown != nil
		s.shown = nil
		cmds := []tea.Cmd{s.load(), kit.Say("files.written", "Name", kit.Clean(path.Base(at)))}
		if shown {
			cmds = append(cmds, s.reopen(at))
		}
		return tea.Batch(cmds...)
	}
	c.Close = func() tea.Cmd {
		s.write = nil
		return nil
	}
	s.write = c
	if before.ID == "" {
		return c.Init()
	}
	c.SetText("", text)
	return nil
}

// reopen shows a file as it is now.
func (s *Screen) reopen(at string) tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		f, err := h.FileAt(ctx, a, place, at)
		return found{s, f, err}
	})
}

// store puts a text into a file.
func store(ctx context.Context, h kit.House, a house.Actor, place, at, text string, fresh bool) error {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	w, err := h.CreateFile(ctx, a, place, at, house.FileOptions{Exclusive: fresh, Truncate: true, Size: int64(len(text))})
	if err != nil {
		return err
	}
	if _, err := w.WriteAt([]byte(text), 0); err != nil {
		w.Abort(err)
		return err
	}
	return w.Close()
}
