package files

import (
	"context"
	"path"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// newShown is how many unread files of other folders stand at the top.
const newShown = 9

type (
	loaded struct {
		by    *Screen
		dir   string
		room  house.RoomDetail
		files []house.File
		news  []house.File
		usage house.Usage
		err   error
	}
	found struct {
		by   *Screen
		file house.File
		err  error
	}
	did struct {
		by   *Screen
		said string // key of the sentence
		name string
		err  error
	}
	rang struct{ by *Screen }
)

// answered takes the screen's own messages.
func (s *Screen) answered(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case loaded:
		return s.mine(msg.by, func() tea.Cmd { return s.loaded(msg) })
	case found:
		return s.mine(msg.by, func() tea.Cmd { return s.found(msg) })
	case posts.Seen:
		return s.watch.Take(s.env, msg, s.load), true
	case did:
		return s.mine(msg.by, func() tea.Cmd { return s.did(msg) })
	case rang:
		return s.mine(msg.by, func() tea.Cmd {
			s.timer = false
			return s.markRead()
		})
	case opened:
		return s.mine(msg.by, func() tea.Cmd { return s.opened(msg) })
	case counted:
		return s.mine(msg.by, func() tea.Cmd { return s.counted(msg) })
	case ruled:
		return s.mine(msg.by, func() tea.Cmd { return s.ruled(msg) })
	}
	return nil, false
}

func (s *Screen) mine(by *Screen, do func() tea.Cmd) (tea.Cmd, bool) {
	if by != s {
		return nil, false
	}
	return do(), true
}

// find looks up the entry that is to be opened first.
func (s *Screen) find() tea.Cmd {
	id := s.entry
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		f, err := h.FileByID(ctx, a, id)
		return found{s, f, err}
	})
}

func (s *Screen) found(f found) tea.Cmd {
	s.entry = ""
	switch {
	case f.err != nil:
		return tea.Batch(kit.Send(kit.Failed{Err: f.err}), s.load())
	case f.file.Dir:
		s.dir = f.file.Path
		return s.load()
	}
	s.dir, s.back = path.Dir(f.file.Path), f.file.Path
	return tea.Batch(s.load(), s.openFile(f.file))
}

// load reads the folder that one is in.
func (s *Screen) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place, dir := s.place, s.dir
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s, dir: dir}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.files, l.err = h.Files(ctx, a, place, dir); l.err != nil {
			return l
		}
		if l.usage, l.err = h.FileUsage(ctx, a, place); l.err == nil && dir == "/" {
			l.news = newOnes(ctx, h, a, place)
		}
		return l
	})
}

// newOnes are the unread files that stand in folders. That they cannot be listed
// keeps nobody from the others.
func newOnes(ctx context.Context, h kit.House, a house.Actor, place string) []house.File {
	mark, err := h.ReadMark(ctx, a, place, house.KindFile, "")
	if err != nil {
		return nil
	}
	posts, err := h.Read(ctx, a, place, house.ReadQuery{Kind: house.KindFile, After: mark, Newest: true})
	if err != nil {
		return nil
	}
	var out []house.File
	for i := len(posts) - 1; i >= 0 && len(out) < newShown; i-- {
		if posts[i].Deleted || posts[i].Mine {
			continue
		}
		f, err := h.FileByID(ctx, a, posts[i].ID)
		if err == nil && !f.Dir && f.Unread && path.Dir(f.Path) != "/" {
			out = append(out, f)
		}
	}
	return out
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.reading.End()
	if l.dir != s.dir {
		return s.load() // one has gone on meanwhile
	}
	kind := house.KindOf(l.err)
	switch {
	case l.err != nil && kind == house.NotFound && l.room.Place != "" && s.dir != "/":
		s.dir = "/" // the folder has gone
		return tea.Batch(s.load(), kit.Say("files.folder_gone"))
	case l.err != nil && s.known && kind != house.NotFound && kind != house.Forbidden:
		return kit.Send(kit.Failed{Err: l.err})
	case l.err != nil:
		s.wrong, s.shown = s.env.Sentence(l.err), nil
		return nil
	}
	s.known, s.wrong = true, ""
	s.room, s.files, s.news, s.usage = l.room, l.files, l.news, l.usage
	s.watch.Read(l.room.Mod)
	s.show()
	if s.back != "" {
		s.list.Select(s.back)
		s.back = ""
	}
	if again {
		return s.load()
	}
	return s.readSoon()
}

// readSoon marks after a moment as read what is on screen then.
func (s *Screen) readSoon() tea.Cmd {
	if s.timer || s.keep || s.unread() == 0 {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}

// unread is how many files in sight are unread.
func (s *Screen) unread() int {
	n := len(s.news)
	for _, f := range s.files {
		if f.Unread {
			n++
		}
	}
	return n
}

// markRead takes what is in sight for read. The dots stay until one comes again.
func (s *Screen) markRead() tea.Cmd {
	if s.keep || s.unread() == 0 {
		return nil
	}
	var seq int64
	for _, list := range [][]house.File{s.files, s.news} {
		for _, f := range list {
			if f.Unread {
				seq = max(seq, f.Seq)
			}
		}
	}
	return s.setMark(seq)
}

func (s *Screen) setMark(seq int64) tea.Cmd {
	return posts.MarkRead(s.env, s.place, house.KindFile, seq)
}

// markUnread has the chosen file and all that came after it count as unread.
func (s *Screen) markUnread() tea.Cmd {
	f, ok := s.selected()
	if !ok {
		return nil
	}
	s.keep = true
	return tea.Batch(s.setMark(f.Seq-1), kit.Say("files.unread"))
}
