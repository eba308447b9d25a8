package house

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// archiveTasks writes the tasks in the order of their list: one file for people
// and one for programs.
func (s *Service) archiveTasks(ctx context.Context, in access, to Archive) error {
	tasks, err := s.tasks(ctx, in)
	if err != nil || len(tasks) == 0 {
		return err
	}
	slices.SortStableFunc(tasks, byDue)
	type task struct {
		ID       MessageID `json:"id"`
		Title    string    `json:"title"`
		Text     string    `json:"text"`
		Author   string    `json:"author"`
		At       time.Time `json:"at"`
		Assignee string    `json:"assignee"`
		Due      string    `json:"due"`
		Done     bool      `json:"done"`
		DoneBy   string    `json:"done_by"`
		DoneAt   time.Time `json:"done_at,omitzero"`
	}
	list := make([]task, len(tasks))
	var page strings.Builder
	var changed time.Time
	for i, t := range tasks {
		list[i] = task{t.ID, t.Title, t.Text, t.Author, t.At.UTC(), t.Assignee, t.Due.String(), t.Done, t.DoneBy, t.DoneAt}
		box := ' '
		if t.Done {
			box = 'x'
		}
		fmt.Fprintf(&page, "- [%c] %s", box, t.Title)
		for _, fact := range []string{t.Assignee, t.Due.String()} {
			if fact != "" {
				page.WriteString(" · " + fact)
			}
		}
		page.WriteString("\n")
		if t.Text != "" {
			page.WriteString("\n      " + strings.ReplaceAll(t.Text, "\n", "\n      ") + "\n\n")
		}
		changed = later(later(changed, t.At), t.DoneAt)
	}
	return archiveBoth(to, "tasks", changed, list, page.String())
}

func later(x, y time.Time) time.Time {
	if y.After(x) {
		return y
	}
	return x
}

// archiveBoth writes the same for programs and for people.
func archiveBoth(to Archive, name string, changed time.Time, list any, page string) error {
	w, err := to.File(name+".json", changed)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(list); err != nil {
		return err
	}
	if w, err = to.File(name+".md", changed); err != nil {
		return err
	}
	_, err = io.WriteString(w, page)
	return err
}

// archiveBookmarks writes the bookmarks, the newest first.
func (s *Service) archiveBookmarks(ctx context.Context, in access, to Archive) error {
	all, err := s.bookmarks(ctx, in)
	if err != nil || len(all) == 0 {
		return err
	}
	slices.Reverse(all)
	type bookmark struct {
		ID     MessageID `json:"id"`
		URL    string    `json:"url"`
		Title  string    `json:"title"`
		Note   string    `json:"note"`
		Tags   []string  `json:"tags"`
		Author string    `json:"author"`
		At     time.Time `json:"at"`
	}
	list := make([]bookmark, len(all))
	var page strings.Builder
	for i, b := range all {
		list[i] = bookmark{b.ID, b.URL, b.Title, b.Note, append([]string{}, b.Tags...), b.Author, b.At.UTC()}
		page.WriteString("- ")
		if b.Title != "" {
			page.WriteString(b.Title + "\n  ")
		}
		page.WriteString("<" + b.URL + ">\n")
		if len(b.Tags) > 0 {
			page.WriteString("  #" + strings.Join(b.Tags, " #") + "\n")
		}
		if b.Note != "" {
			page.WriteString("\n  " + strings.ReplaceAll(b.Note, "\n", "\n  ") + "\n\n")
		}
	}
	return archiveBoth(to, "bookmarks", all[0].At, list, page.String())
}

// archiveBlog writes each article with its comments, in Markdown as it was typed.
func (s *Service) archiveBlog(ctx context.Context, in access, to Archive) error {
	roots, err := s.store.Threads(ctx, in.room.ID, KindBlog, in.actor.person, archivedArticles, 0)
	if err != nil {
		return err
	}
	articles, err := s.threadViews(ctx, in, roots)
	if err != nil {
		return err
	}
	for _, t := range articles {
		comments, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindBlog}, Thread: t.Root.ID, After: t.Root.Seq})
		if err != nil {
			return err
		}
		if t.Root.Title == "" && len(comments) == 0 {
			continue // deleted, or from before the reader's time
		}
		w, err := to.File("blog/"+fileStem(t.Root.At, t.Root.Title, t.Root.ID)+".md", later(t.Root.At, t.LastAt))
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, articlePage(t.Root, comments)); err != nil {
			return err
		}
	}
	return nil
}

// archivedArticles is how many articles an archive holds at most.
const archivedArticles = 100_000

func articlePage(root Post, comments []Post) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s, %s\n\n%s\n", root.Title, root.Author, root.At.UTC().Format(time.RFC3339), root.Text)
	for _, c := range comments {
		fmt.Fprintf(&b, "\n---\n\n%s, %s\n\n%s\n", c.Author, c.At.UTC().Format(time.RFC3339), c.Text)
	}
	return b.String()
}
