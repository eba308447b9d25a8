package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A page of the wiki is a thread: each version is a message with the whole text,
// its title is the page's name, and the newest is the page as it stands. So a
// rename is a version, too, and nothing that was written is ever overwritten.

const (
	// MaxPage is how many bytes a page takes.
	MaxPage = 256 << 10
	// MaxPageName is how many characters a page's name takes.
	MaxPageName = 120
	// maxPages is how many pages a room's wiki takes.
	maxPages = 2_000
	// pagesAtOnce bounds what is opened at once: only the names are kept.
	pagesAtOnce = 50
)

// WikiPage is a page at one of its versions. In lists Text is empty.
type WikiPage struct {
	ID      MessageID // of the page, the same for all its versions
	Name    string    // at that version
	Text    string
	Version int       // from 1
	Newest  int       // number of the version that is the page now
	Message MessageID // of the version
	Seq     int64     // of the version
	By      string
	Mine    bool // written by the actor
	At      time.Time
	Comment string // what its author said of the change
	From    int    // the version that was restored, 0 = none
	Unread  int    // versions by others since the actor read the page
	Lock    WikiLock
}

// wikiData is the sealed part beside name and text.
type wikiData struct {
	Version int    `json:"v"`
	Comment string `json:"comment,omitempty"`
	From    int    `json:"from,omitempty"`
}

// PageKey is what names of pages are compared by: case and spaces do not count.
func PageKey(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(strings.Join(strings.Fields(name), " "))))
}

// cleanPageName checks a name. Brackets and bars are what links are written with.
func cleanPageName(name string) (string, error) {
	name, err := CleanLine(name, MaxPageName)
	if err == nil && strings.ContainsAny(name, "[]|") {
		err = Errorf(Invalid, "error.wiki_name")
	}
	return strings.Join(strings.Fields(name), " "), err
}

// StartPage tells whether a page of that name is where a wiki begins.
func StartPage(name string) bool {
	switch PageKey(name) {
	case "start", "startseite", "home":
		return true
	}
	return false
}

// WikiPages lists the pages of a room by name, the start page first, without
// their texts. Pages whose present version is from before the reader's time are
// left out. Who may: those who may read the wiki.
func (s *Service) WikiPages(ctx context.Context, a Actor, place string) ([]WikiPage, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelRead)
	if err != nil {
		return nil, err
	}
	o := s.opener(in)
	var pages []WikiPage
	err = s.eachPage(ctx, o, func(m opened) (bool, error) {
		p, err := pageOf(in, m)
		p.Text = ""
		pages = append(pages, p)
		return true, err
	})
	if err != nil {
		return nil, err
	}
	if err := s.signPages(ctx, in, pages); err != nil {
		return nil, err
	}
	slices.SortFunc(pages, func(x, y WikiPage) int {
		return cmp.Or(boolFirst(StartPage(x.Name))-boolFirst(StartPage(y.Name)),
			strings.Compare(PageKey(x.Name), PageKey(y.Name)), cmp.Compare(x.Seq, y.Seq))
	})
	return pages, nil
}

// eachPage opens the present version of each page, the latest first, until do
// returns false.
func (s *Service) eachPage(ctx context.Context, o *opener, do func(opened) (bool, error)) error {
	for before := int64(0); ; {
		rows, err := s.store.ThreadEnds(ctx, o.in.room.ID, KindWiki, pagesAtOnce, before)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Deleted {
				continue
			}
			w, ok, err := o.open(ctx, row)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			if more, err := do(opened{row, w}); !more || err != nil {
				return err
			}
		}
		if len(rows) < pagesAtOnce {
			return nil
		}
		before = rows[len(rows)-1].Seq
	}
}

// pageOf is the view of an opened version; signPages adds what comes from elsewhere.
func pageOf(in access, m opened) (WikiPage, error) {
	d, err := dataOf[wikiData](m.words.Data)
	v := max(d.Version, 1)
	return WikiPage{
		ID: m.row.Thread, Name: m.words.Title, Text: m.words.Text, Version: v, Newest: v, Message: m.row.ID, Seq: m.row.Seq,
		By: string(m.row.Author), Mine: m.row.Author != "" && m.row.Author == in.actor.person,
		At: m.row.Created, Comment: d.Comment, From: d.From,
	}, err
}

// signPages puts the authors' names in the place of their ids, and adds locks and
// what is unread.
func (s *Service) signPages(ctx context.Context, in access, pages []WikiPage) error {
	if len(pages) == 0 {
		return nil
	}
	if err := s.signVersions(ctx, in, pages); err != nil {
		return err
	}
	locks, err := s.wikiLocks(ctx, in)
	if err != nil {
		return err
	}
	unread := map[MessageID]int{}
	if in.actor.person != "" {
		rows, err := s.store.Unread(ctx, in.actor.person)
		if err != nil {
			return err
		}
		for _, u := range rows {
			if u.Room == in.room.ID && u.Kind == KindWiki {
				unread[u.Thread] = u.Count
			}
		}
	}
	for i := range pages {
		pages[i].Lock, pages[i].Unread = locks[pages[i].ID], unread[pages[i].ID]
	}
	return nil
}

// signVersions puts the authors' names in the place of their ids.
func (s *Service) signVersions(ctx context.Context, in access, pages []WikiPage) error {
	var people []PersonID
	for _, p := range pages {
		if id := PersonID(p.By); !slices.Contains(people, id) {
			people = append(people, id)
		}
	}
	names, err := s.knownNames(ctx, in, people)
	if err != nil {
		return err
	}
	for i := range pages {
		pages[i].By = names[PersonID(pages[i].By)]
	}
	return nil
}

// WikiPage gives a page by its name or id (of the page or of any version) at a
// version; 0 is the present one. Who may: those who may read the wiki, from where
// their reading begins.
func (s *Service) WikiPage(ctx context.Context, a Actor, place, page string, version int) (WikiPage, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelRead)
	if err != nil {
		return WikiPage{}, err
	}
	return s.wikiPage(ctx, in, page, version)
}

func (s *Service) wikiPage(ctx context.Context, in access, page string, version int) (WikiPage, error) {
	m, err := s.findPage(ctx, in, page)
	if err != nil {
		return WikiPage{}, err
	}
	now, err := pageOf(in, m)
	if err != nil {
		return now, err
	}
	out := now
	if version != 0 && version != now.Version {
		if m, err = s.findVersion(ctx, in, now, version); err != nil {
			return now, err
		}
		if out, err = pageOf(in, m); err != nil {
			return out, err
		}
	}
	out.Newest = now.Version
	one := []WikiPage{out}
	err = s.signPages(ctx, in, one)
	return one[0], err
}

// errNoPage is the refusal for pages that are not there, and for those that are
// not the reader's to know.
func errNoPage(page string) error { return Errorf(NotFound, "error.wiki_no_page", "Page", page) }

// findPage opens the present version of a page.
func (s *Service) findPage(ctx context.Context, in access, page string) (opened, error) {
	o := s.opener(in)
	page = strings.TrimSpace(scrub(page, ' '))
	if row, err := s.store.Message(ctx, MessageID(page)); err == nil {
		if row.Room != in.room.ID || row.Kind != KindWiki {
			return opened{}, errNoPage(page)
		}
		return s.newestOf(ctx, o, row.Thread)
	} else if KindOf(err) != NotFound {
		return opened{}, err
	}
	var found opened
	key := PageKey(page)
	err := s.eachPage(ctx, o, func(m opened) (bool, error) {
		if PageKey(m.words.Title) == key {
			found = m
		}
		return found.row.ID == "", nil
	})
	if err == nil && found.row.ID == "" {
		err = errNoPage(page)
	}
	return found, err
}

// newestOf opens the newest version of a page that was not deleted.
func (s *Service) newestOf(ctx context.Context, o *opener, root MessageID) (opened, error) {
	for before := int64(0); ; {
		rows, err := s.store.Messages(ctx, MessageQuery{
			Room: o.in.room.ID, Thread: root, After: o.from, Before: before, Newest: true, Limit: 2,
		})
		if err != nil {
			return opened{}, err
		}
		for _, row := range slices.Backward(rows) {
			if row.Deleted {
				continue
			}
			w, ok, err := o.open(ctx, row)
			if err == nil && !ok {
				err = errNoPage(string(root))
			}
			return opened{row, w}, err
		}
		if len(rows) < 2 {
			return opened{}, errNoPage(string(root))
		}
		before = rows[0].Seq
	}
}

// findVersion finds a version of a page by its number. Numbers grow with Seq, so
// that few versions are opened of many.
func (s *Service) findVersion(ctx context.Context, in access, now WikiPage, version int) (opened, error) {
	root, err := s.store.Message(ctx, now.ID)
	if err != nil && KindOf(err) != NotFound {
		return opened{}, err
	}
	o := s.opener(in)
	low, high := max(o.from, root.Seq-1), now.Seq // the version lies above low, and not above high
	for low < high {
		middle := low + (high-low)/2
		m, d, err := s.versionAfter(ctx, o, now.ID, middle, high)
		switch {
		case err != nil:
			return opened{}, err
		case m.row.ID == "" || d.Version > version:
			high = middle
		case d.Version == version:
			return m, nil
		default:
			low = m.row.Seq
		}
	}
	return opened{}, Errorf(NotFound, "error.wiki_no_version", "Version", version)
}

// versionAfter opens the first version with low < Seq <= high; without an id when
// there is none.
func (s *Service) versionAfter(ctx context.Context, o *opener, root MessageID, low, high int64) (opened, wikiData, error) {
	for low < high {
		rows, err := s.store.Messages(ctx, MessageQuery{Room: o.in.room.ID, Thread: root, After: low, Before: high + 1, Limit: 2})
		if err != nil {
			return opened{}, wikiData{}, err
		}
		for _, row := range rows {
			if low = row.Seq; row.Deleted {
				continue
			}
			w, ok, err := o.open(ctx, row)
			if err != nil {
				return opened{}, wikiData{}, err
			}
			if ok {
				d, err := dataOf[wikiData](w.Data)
				d.Version = max(d.Version, 1)
				return opened{row, w}, d, err
			}
		}
		if len(rows) < 2 {
			break
		}
	}
	return opened{}, wikiData{}, nil
}

// WikiVersions lists the versions of a page, the newest first, without their
// texts: at most limit, with before those whose Seq is below it. Who may: those
// who may read the wiki, from where their reading begins.
func (s *Service) WikiVersions(ctx context.Context, a Actor, place, page string, limit int, before int64) ([]WikiPage, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelRead)
	if err != nil {
		return nil, err
	}
	m, err := s.findPage(ctx, in, page)
	if err != nil {
		return nil, err
	}
	now, err := pageOf(in, m)
	if err != nil {
		return nil, err
	}
	limit = bounded(limit)
	var out []WikiPage
	o := s.opener(in)
	for len(out) < limit {
		rows, err := s.store.Messages(ctx, MessageQuery{
			Room: in.room.ID, Thread: now.ID, After: o.from, Before: before, Newest: true, Limit: min(pagesAtOnce, limit-len(out)),
		})
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			break
		}
		before = rows[0].Seq
		if out, err = o.versions(ctx, rows, now.Version, out); err != nil {
			return nil, err
		}
	}
	return out, s.signVersions(ctx, in, out)
}

// versions appends the heads of rows, which come oldest first, newest first.
func (o *opener) versions(ctx context.Context, rows []MessageRow, newest int, out []WikiPage) ([]WikiPage, error) {
	for _, row := range slices.Backward(rows) {
		if row.Deleted {
			continue
		}
		w, ok, err := o.open(ctx, row)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		p, err := pageOf(o.in, opened{row, w})
		if err != nil {
			return nil, err
		}
		p.Text, p.Newest = "", newest
		out = append(out, p)
	}
	return out, nil
}
