package files

import (
	"context"
	"path"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// mostCounted is how many files of a folder are counted before it is deleted.
const mostCounted = 1000

// do asks for a deed and says the sentence when it is done.
func (s *Screen) do(said, name string, deed func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, said, name, deed(ctx, h, a)}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		return tea.Batch(kit.Send(kit.Failed{Err: d.err}), s.load())
	}
	return tea.Batch(s.load(), kit.Say(d.said, "Name", kit.Clean(d.name)))
}

// in is a name in the folder one is in.
func (s *Screen) in(name string) string { return path.Join(s.dir, name) }

// askFolder asks for the name of a new folder.
func (s *Screen) askFolder() tea.Cmd {
	return s.env.Prompt(s.env.T("files.folder.title"), s.env.T("files.name"), "", func(name string) tea.Cmd {
		name = strings.TrimSpace(name)
		if !oneName(name) {
			return kit.Say("files.name.wrong")
		}
		place, at := s.place, s.in(name)
		s.back = at
		return s.do("files.folder.made", name, func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.MakeFolder(ctx, a, place, at)
			return err
		})
	})
}

// oneName tells whether something is the name of one file; the house knows what
// else a name may not be.
func oneName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, `/\`)
}

// askName asks for another name.
func (s *Screen) askName(f house.File) tea.Cmd {
	return s.env.Prompt(s.env.T("files.rename.title", "Name", kit.Clean(f.Name)), s.env.T("files.name"), f.Name, func(name string) tea.Cmd {
		name = strings.TrimSpace(name)
		switch {
		case name == f.Name:
			return nil
		case !oneName(name):
			return kit.Say("files.name.wrong")
		}
		return s.move(f, path.Join(path.Dir(f.Path), name), "files.renamed")
	})
}

func (s *Screen) move(f house.File, to, said string) tea.Cmd {
	place := s.place
	s.back = to
	if s.shown != nil && s.shown.file.ID == f.ID {
		s.shown.file.Name, s.shown.file.Path = path.Base(to), to
	}
	return s.do(said, path.Base(to), func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.MoveFile(ctx, a, place, f.Path, to, false)
		return err
	})
}

// take takes a file up, to be put into another folder.
func (s *Screen) take(f house.File) tea.Cmd {
	s.moving, s.shown = f, nil
	return kit.Say("files.taken", "Name", kit.Clean(f.Name))
}

// put puts what was taken up into the folder one is in.
func (s *Screen) put() tea.Cmd {
	f := s.moving
	s.moving = house.File{}
	return s.move(f, s.in(f.Name), "files.moved")
}

// leaveThere gives up moving.
func (s *Screen) leaveThere() tea.Cmd {
	s.moving = house.File{}
	return nil
}

// counted brings how much a folder holds.
type counted struct {
	by    *Screen
	file  house.File
	files int
	more  bool
	err   error
}

// askDelete asks first; of a folder it says how much would go.
func (s *Screen) askDelete(f house.File) tea.Cmd {
	if !f.Dir {
		return s.confirmDelete(f, s.env.T("files.delete.file"))
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		c := counted{by: s, file: f}
		c.files, c.more, c.err = countIn(ctx, h, a, place, f.Path)
		return c
	})
}

// countIn counts the files in a folder and in those within it, up to a limit.
func countIn(ctx context.Context, h kit.House, a house.Actor, place, dir string) (n int, more bool, err error) {
	todo := []string{dir}
	for len(todo) > 0 && n < mostCounted {
		files, err := h.Files(ctx, a, place, todo[0])
		if err != nil {
			return n, false, err
		}
		todo = todo[1:]
		for _, f := range files {
			if f.Dir {
				todo = append(todo, f.Path)
			} else {
				n++
			}
		}
	}
	return n, len(todo) > 0, nil
}

func (s *Screen) counted(c counted) tea.Cmd {
	switch {
	case c.err != nil:
		return kit.Send(kit.Failed{Err: c.err})
	case c.more:
		return s.confirmDelete(c.file, s.env.N("files.delete.many", mostCounted))
	case c.files == 0:
		return s.confirmDelete(c.file, s.env.T("files.delete.empty"))
	}
	return s.confirmDelete(c.file, s.env.N("files.delete.folder", c.files))
}

func (s *Screen) confirmDelete(f house.File, text string) tea.Cmd {
	title := s.env.T("files.delete.title", "Name", kit.Clean(f.Name))
	return s.env.Confirm(title, text, s.env.T("files.delete.yes"), func() tea.Cmd {
		if s.shown != nil {
			s.shown = nil
		}
		place := s.place
		return s.do("files.deleted", f.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
			return h.DeleteFile(ctx, a, place, f.Path, f.Dir)
		})
	})
}
