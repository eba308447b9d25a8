package house

import (
	"context"
	"slices"
	"strings"
)

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
