package house

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
)

const (
	// MaxTags is how many tags an entry may have, maxTag how long one is.
	MaxTags = 12
	maxTag  = 30
	maxNote = 4000
	// mostBookmarks is how many of a room's newest bookmarks are listed.
	mostBookmarks = 5000
)

// Bookmark is an address worth keeping.
type Bookmark struct {
	ID       MessageID
	Seq, Mod int64
	URL      string
	Plain    string // the address in the letters a to z, where it could be taken for another
	Title    string // "" = none was given
	Note     string
	Tags     []string
	Author   string
	At       time.Time
	Own      bool // the reader added it
	Edited   bool
}

// BookmarkSpec describes a bookmark to add; only URL is needed. Key makes a repeat
// harmless.
type BookmarkSpec struct {
	URL, Title, Note string
	Tags             []string
	Key              string
}

// BookmarkEdit changes what is not nil.
type BookmarkEdit struct {
	URL, Title, Note *string
	Tags             *[]string
}

// BookmarkQuery selects bookmarks; zero values select all.
type BookmarkQuery struct {
	Tag   string
	Words string // all of them must occur, whatever their case
}

// linkData is what a bookmark keeps beside title and note.
type linkData struct {
	URL  string   `json:"url"`
	Tags []string `json:"tags,omitempty"`
}

// Bookmarks lists a room's bookmarks, the newest first. Who may: those who may
// read them.
func (s *Service) Bookmarks(ctx context.Context, a Actor, place string, q BookmarkQuery) ([]Bookmark, error) {
	in, err := s.enterTool(ctx, a, place, ToolBookmarks, LevelRead)
	if err != nil {
		return nil, err
	}
	all, err := s.bookmarks(ctx, in)
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	fold := cases.Fold()
	tag, words := cleanTag(q.Tag), strings.Fields(fold.String(scrub(q.Words, ' ')))
	return slices.DeleteFunc(all, func(b Bookmark) bool {
		if tag != "" && !slices.Contains(b.Tags, tag) {
			return true
		}
		text := fold.String(strings.Join(append([]string{b.Title, b.Note, b.URL}, b.Tags...), "\n"))
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	}), nil
}

// bookmarks opens the bookmarks of a room, oldest first.
func (s *Service) bookmarks(ctx context.Context, in access) ([]Bookmark, error) {
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindBookmark}, Newest: true, Limit: mostBookmarks})
	if err != nil {
		return nil, err
	}
	out := make([]Bookmark, len(posts))
	for i, p := range posts {
		d, err := dataOf[linkData](p.data)
		if err != nil {
			return nil, err
		}
		out[i] = Bookmark{
			ID: p.ID, Seq: p.Seq, Mod: p.Mod, URL: d.URL, Plain: PlainURL(d.URL), Title: p.Title, Note: p.Text, Tags: d.Tags,
			Author: p.Author, At: p.At, Own: p.Mine, Edited: p.Edited,
		}
	}
	return out, nil
}

// AddBookmark keeps an address. Who may: those who may write bookmarks.
func (s *Service) AddBookmark(ctx context.Context, a Actor, place string, b BookmarkSpec) (Sent, error) {
	in, err := s.enterTool(ctx, a, place, ToolBookmarks, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	e, d := entry{kind: KindBookmark, key: b.Key}, linkData{}
	if d.URL, err = CleanURL(b.URL); err != nil {
		return Sent{}, err
	}
	if e.title, err = optionalLine(b.Title, MaxTitle); err != nil {
		return Sent{}, err
	}
	if e.text, err = optionalText(b.Note, maxNote); err != nil {
		return Sent{}, err
	}
	if d.Tags, err = cleanTags(b.Tags); err != nil {
		return Sent{}, err
	}
	e.data = d
	return s.addEntry(ctx, in, e)
}

// EditBookmark changes a bookmark. Who may: who added it, while they may write
// bookmarks, and those who tidy up.
func (s *Service) EditBookmark(ctx context.Context, a Actor, id MessageID, e BookmarkEdit) (Sent, error) {
	return s.changeEntry(ctx, a, id, KindBookmark, mayOwnOrManage, func(_ access, row *MessageRow, w *words) error {
		d, err := dataOf[linkData](w.Data)
		if err != nil {
			return err
		}
		if e.URL != nil {
			if d.URL, err = CleanURL(*e.URL); err != nil {
				return err
			}
		}
		if e.Title != nil {
			if w.Title, err = optionalLine(*e.Title, MaxTitle); err != nil {
				return err
			}
		}
		if e.Note != nil {
			if w.Text, err = optionalText(*e.Note, maxNote); err != nil {
				return err
			}
		}
		if e.Tags != nil {
			if d.Tags, err = cleanTags(*e.Tags); err != nil {
				return err
			}
		}
		row.Edited = true
		return w.put(d)
	})
}

// DeleteBookmark takes a bookmark away. Who may: as EditBookmark.
func (s *Service) DeleteBookmark(ctx context.Context, a Actor, id MessageID) (Sent, error) {
	return s.deleteEntry(ctx, a, id, KindBookmark)
}

// cleanTags cleans tags as people type them, several behind each other with
// commas too: lower case, each once, at most MaxTags.
func cleanTags(typed []string) ([]string, error) {
	var out []string
	for part := range strings.SplitSeq(strings.Join(typed, ","), ",") {
		tag := cleanTag(part)
		if tag == "" || slices.Contains(out, tag) {
			continue
		}
		if len([]rune(tag)) > maxTag {
			return nil, Errorf(Invalid, "error.tag_long", "Max", maxTag)
		}
		out = append(out, tag)
	}
	if len(out) > MaxTags {
		return nil, Errorf(Invalid, "error.tags_many", "Max", MaxTags)
	}
	return out, nil
}

// cleanTag is one tag: a word in lower case without the sign before it.
func cleanTag(s string) string {
	s = strings.TrimLeft(scrub(strings.TrimSpace(s), ' '), "# ")
	return strings.ToLower(strings.Join(strings.Fields(s), "-"))
}
