package bookmarks

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// begin opens the form for a new bookmark, change for the chosen one.
func (s *Screen) begin() tea.Cmd { return s.fill(house.Bookmark{}) }

func (s *Screen) change() tea.Cmd {
	b, ok := s.selected()
	if !ok {
		return nil
	}
	return s.fill(b)
}

func (s *Screen) fill(b house.Bookmark) tea.Cmd {
	say := s.env.T
	save := say("bookmarks.form.add")
	if b.ID != "" {
		save = say("common.save")
	}
	s.editing = b
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "url", Label: say("bookmarks.form.url"), Hint: say("bookmarks.form.url.hint"), Value: b.URL},
		kit.Field{Name: "title", Label: say("bookmarks.form.title"), Value: b.Title},
		kit.Field{Name: "tags", Label: say("bookmarks.form.tags"), Hint: say("bookmarks.form.tags.hint"), Value: strings.Join(b.Tags, ", ")},
		kit.Field{Name: "note", Kind: kit.Lines, Label: say("bookmarks.form.note"), Value: b.Note},
		kit.Field{Kind: kit.Button, Label: save, Do: s.save},
		kit.Field{Kind: kit.Button, Label: say("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("bookmarks.discard.title"), "", s.env.T("bookmarks.discard.yes"), closing)
}

// save gives the form to the house; it stays until that is done.
func (s *Screen) save() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	url, title, note := s.form.Text("url"), s.form.Text("title"), s.form.Text("note")
	tags := []string{s.form.Text("tags")}
	if s.editing.ID == "" {
		place, spec := s.place, house.BookmarkSpec{URL: url, Title: title, Note: note, Tags: tags}
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			sent, err := h.AddBookmark(ctx, a, place, spec)
			return saved{s, sent.ID, err}
		})
	}
	old := s.editing
	var e house.BookmarkEdit
	if url != old.URL {
		e.URL = &url
	}
	if title != old.Title {
		e.Title = &title
	}
	if note != old.Note {
		e.Note = &note
	}
	if tags[0] != strings.Join(old.Tags, ", ") {
		e.Tags = &tags
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.EditBookmark(ctx, a, old.ID, e)
		return saved{s, old.ID, err}
	})
}

func (s *Screen) saved(d saved) tea.Cmd {
	s.busy = false
	if d.err != nil {
		return s.refused(d.err)
	}
	s.form = nil
	if s.editing.ID == "" {
		s.next, s.tag, s.words = d.id, "", ""
		return tea.Batch(s.load(), kit.Say("bookmarks.added"))
	}
	return tea.Batch(s.load(), kit.Say("bookmarks.changed"))
}

// refused says what is wrong at the field that it is about.
func (s *Screen) refused(err error) tea.Cmd {
	fields := map[string][]string{
		"url": {
			"error.url", "error.url_empty", "error.url_long", "error.url_characters", "error.url_scheme", "error.url_password",
			"error.url_user", "error.url_host",
		},
		"tags":  {"error.tag_long", "error.tags_many"},
		"title": {"error.too_long"},
	}
	for field, keys := range fields {
		for _, key := range keys {
			if s.form != nil && house.IsKey(err, key) {
				s.form.Wrong(field, s.env.Sentence(err))
				return nil
			}
		}
	}
	return kit.Send(kit.Failed{Err: err})
}
