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
