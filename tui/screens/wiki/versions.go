package wiki

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// versionsPage is how many versions are listed at once.
const versionsPage = 50

type (
	told struct {
		by       *page
		versions []house.WikiPage
		more     bool // the list goes on, it is not begun anew
		err      error
	}
	compared struct {
		by   *page
		diff house.WikiDiff
		err  error
	}
)

// versionKeys are those of the list of versions.
func (s *page) versionKeys() []kit.Key {
	if s.version != 0 {
		return s.oldKeys()
	}
	_, chosen := s.chosen()
	why, off := s.whyNot()
	return []kit.Key{
		kit.Bind("c", "wiki.key.compare", s.compareBefore).Unless(!chosen, "wiki.key.version.off").InFooter(),
		kit.Bind("n", "wiki.key.compare.now", s.compareNow).Unless(!chosen, "wiki.key.version.off"),
		kit.Bind("r", "wiki.key.restore", s.askRestore).Unless(!chosen, "wiki.key.version.off").Unless(off, why).InFooter(),
		kit.Bind("esc", "wiki.key.page", s.leaveVersions).InFooter(),
	}
}

// oldKeys are those of an old version that is open.
func (s *page) oldKeys() []kit.Key {
	why, off := s.whyNot()
	return []kit.Key{
		kit.Bind("n", "wiki.key.compare.now", s.compareNow).InFooter(),
		kit.Bind("r", "wiki.key.restore", s.askRestore).Unless(off, why).InFooter(),
		kit.Bind("y", "wiki.key.copy", s.copy),
		kit.Bind("esc", "wiki.key.versions.back", s.leaveOld).InFooter(),
	}
}

// openVersions lists the versions of the page.
func (s *page) openVersions() tea.Cmd {
	s.versions, s.history, s.older = kit.NewList(s.env), nil, false
	s.versions.Empty = []string{s.env.T("common.loading")}
	s.versions.Open = func(r kit.Row) tea.Cmd {
		if r.ID == "older" {
			return s.moreVersions()
		}
		s.version, _ = strconv.Atoi(r.ID)
		return s.load()
	}
	return s.moreVersions()
}

func (s *page) moreVersions() tea.Cmd {
	place, id, before := s.place, string(s.page.ID), int64(0)
	if n := len(s.history); n > 0 {
		before = s.history[n-1].Seq
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		versions, err := h.WikiVersions(ctx, a, place, id, versionsPage, before)
		return told{s, versions, before > 0, err}
	})
}

func (s *page) told(t told) tea.Cmd {
	if t.err != nil {
		return kit.Send(kit.Failed{Err: t.err})
	}
	if s.versions == nil {
		return nil
	}
	if !t.more {
		s.history = nil
	}
	s.history, s.older = append(s.history, t.versions...), len(t.versions) == versionsPage
	var rows []kit.Row
	for _, v := range s.history {
		label := s.env.T("wiki.version.row", "Version", v.Version, "Name", kit.Clean(v.By))
		switch {
		case v.Comment != "":
			label = s.env.T("wiki.version.row.comment", "Row", label, "Comment", kit.Clean(v.Comment))
		case v.From > 0:
			label = s.env.T("wiki.version.row.restored", "Row", label, "Version", v.From)
		}
		rows = append(rows, kit.Row{ID: strconv.Itoa(v.Version), Label: label, Note: s.env.Ago(v.At)})
	}
	if s.older {
		rows = append(rows, kit.Row{ID: "older", Label: s.env.T("wiki.version.older")})
	}
	s.versions.SetRows(rows)
	return nil
}

func (s *page) versionsView(w, h int) kit.View {
	head := kit.Wrap(s.env.T("wiki.versions.head", "Page", kit.Clean(s.page.Name)), w)
	for i := range head {
		head[i] = s.env.Styles.Strong.Of(head[i])
	}
	v := s.versions.View(w, h-len(head))
	v.Lines = append(head, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	return v
}

// chosen is the version under the cursor, or the one that is open.
func (s *page) chosen() (house.WikiPage, bool) {
	id := strconv.Itoa(s.version)
	if s.version == 0 {
		id = s.versions.Selected().ID
	}
	for _, v := range s.history {
		if strconv.Itoa(v.Version) == id {
			return v, true
		}
	}
	return house.WikiPage{}, false
}

func (s *page) leaveVersions() tea.Cmd {
	s.versions, s.history, s.version = nil, nil, 0
	return s.load()
}

func (s *page) leaveOld() tea.Cmd {
	s.version = 0
	if s.versions == nil {
		return s.load()
	}
	return tea.Batch(s.load(), s.openVersionsAt(s.page.Version))
}

// openVersionsAt keeps the list as it is, with the cursor on a version.
func (s *page) openVersionsAt(version int) tea.Cmd {
	s.versions.Select(strconv.Itoa(version))
	return nil
}

// compareBefore compares the chosen version with the one before it.
func (s *page) compareBefore() tea.Cmd {
	v, ok := s.chosen()
	if !ok {
		return nil
	}
	for _, older := range s.history {
		if older.Version < v.Version {
			return s.compare(older.Version, v.Version)
		}
	}
	if !s.older {
		return kit.Say("wiki.compare.first")
	}
	return s.compare(v.Version-1, v.Version)
}

// compareNow compares the chosen version with the present one.
func (s *page) compareNow() tea.Cmd {
	v, ok := s.chosen()
	if !ok {
		return nil
	}
	return s.compare(v.Version, 0)
}

func (s *page) compare(from, to int) tea.Cmd {
	place, id := s.place, string(s.page.ID)
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		d, err := h.WikiDiff(ctx, a, place, id, from, to)
		return compared{s, d, err}
	})
}

func (s *page) compared(c compared) tea.Cmd {
	if c.err != nil {
		return kit.Send(kit.Failed{Err: c.err})
	}
	head := s.env.T("wiki.compare.head", "From", c.diff.From.Version, "To", c.diff.To.Version)
	s.diff = newComparison(s.env, []string{head}, c.diff.Lines)
	return nil
}

func (s *page) leaveDiff() tea.Cmd {
	s.diff = nil
	return nil
}

func (s *page) askRestore() tea.Cmd {
	v, ok := s.chosen()
	if !ok {
		return nil
	}
	place, id := s.place, string(s.page.ID)
	return s.env.Confirm(s.env.T("wiki.restore.title", "Version", v.Version), s.env.T("wiki.restore.text"), s.env.T("wiki.restore.yes"),
		func() tea.Cmd {
			s.versions, s.history, s.version = nil, nil, 0
			return s.do("wiki.restore.done", func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.RestoreWiki(ctx, a, place, id, v.Version, 0)
				return err
			})
		})
}
