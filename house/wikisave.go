package house

import (
	"context"
	"errors"
)

// WikiSpec is a page to save.
type WikiSpec struct {
	Page    string // name or id of the page; for a new one its name
	Name    string // another name for it, "" = as it is
	Text    string // Markdown
	Base    int    // the version that the text was made from, 0 = the page is new
	Comment string // what was changed, may be empty
	Key     string // makes a repeat harmless
}

// WikiSaved is what became of it.
type WikiSaved struct {
	Sent
	Page    MessageID
	Name    string
	Version int
}

// maxWikiRaces bounds how often a save looks at the wiki again that others
// changed meanwhile.
const maxWikiRaces = 64

// errMoved says that pages changed since they were looked at.
var errMoved = errors.New("house: the wiki has changed since it was looked at")

// SaveWiki stores a version of a page, or a new page, and gives the page's edit
// lock back. Conflict: error.wiki_newer when there is a newer version than Base,
// error.wiki_exists when the page is not new or its name is another's,
// error.wiki_gone when it was deleted; nothing is stored then. Who may: those who
// may write in the wiki.
func (s *Service) SaveWiki(ctx context.Context, a Actor, place string, spec WikiSpec) (WikiSaved, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelWrite)
	if err != nil {
		return WikiSaved{}, err
	}
	return s.saveWiki(ctx, in, spec, 0)
}

// RestoreWiki makes the text of an old version the present one, as a version of
// its own; the page keeps its name. Base as in SaveWiki, 0 = whatever is present.
// Who may: those who may write in the wiki.
func (s *Service) RestoreWiki(ctx context.Context, a Actor, place, page string, version, base int) (WikiSaved, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelWrite)
	if err != nil {
		return WikiSaved{}, err
	}
	return s.again(func() (WikiSaved, error) {
		now, err := s.wikiPage(ctx, in, page, 0)
		if err != nil {
			return WikiSaved{}, err
		}
		old, err := s.wikiPage(ctx, in, string(now.ID), version)
		if err != nil {
			return WikiSaved{}, err
		}
		spec := WikiSpec{Page: string(now.ID), Text: old.Text, Base: now.Version}
		if base != 0 {
			spec.Base = base
		}
		return s.saveWiki(ctx, in, spec, old.Version)
	}, base == 0)
}

// RenameWiki gives a page another name, as a version of its own. Links to the old
// name are not changed. Who may: those who may write in the wiki.
func (s *Service) RenameWiki(ctx context.Context, a Actor, place, page, name string) (WikiSaved, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelWrite)
	if err != nil {
		return WikiSaved{}, err
	}
	if name, err = cleanPageName(name); err != nil {
		return WikiSaved{}, err
	}
	return s.again(func() (WikiSaved, error) {
		now, err := s.wikiPage(ctx, in, page, 0)
		if err != nil {
			return WikiSaved{}, err
		}
		return s.saveWiki(ctx, in, WikiSpec{Page: string(now.ID), Name: name, Text: now.Text, Base: now.Version}, 0)
	}, true)
}

// again does something that fits whatever version is present, until nobody was
// quicker.
func (s *Service) again(do func() (WikiSaved, error), repeat bool) (WikiSaved, error) {
	for range maxRaces {
		saved, err := do()
		if !repeat || !IsKey(err, "error.wiki_newer") {
			return saved, err
		}
	}
	return WikiSaved{}, Errorf(Unavailable, "error.slow_down")
}

// saveWiki stores a version in a room that was entered for it.
func (s *Service) saveWiki(ctx context.Context, in access, spec WikiSpec, from int) (WikiSaved, error) {
	text, err := CleanText(spec.Text, MaxPage)
	if err != nil {
		return WikiSaved{}, err
	}
	if len(text) > MaxPage {
		return WikiSaved{}, Errorf(Invalid, "error.wiki_too_long", "Max", MaxPage>>10)
	}
	comment, err := optionalLine(spec.Comment, MaxTitle)
	if err != nil {
		return WikiSaved{}, err
	}
	for range maxWikiRaces {
		p, err := s.planWiki(ctx, in, spec)
		if err != nil {
			return WikiSaved{}, err
		}
		m := outgoing{kind: KindWiki, root: p.page, key: spec.Key, do: in.do, within: p.check}
		m.words = words{Title: p.name, Text: text}
		if err := m.words.put(wikiData{Version: p.version, Comment: comment, From: from}); err != nil {
			return WikiSaved{}, err
		}
		sent, err := s.insert(ctx, in, m)
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return WikiSaved{}, err
		}
		return s.savedAs(ctx, in, sent, p)
	}
	return WikiSaved{}, Errorf(Unavailable, "error.slow_down", errMoved)
}

// savedAs is what was stored; of a repeat, what the first one had stored.
func (s *Service) savedAs(ctx context.Context, in access, sent Sent, p wikiPlan) (WikiSaved, error) {
	if !sent.Repeat {
		saved := WikiSaved{Sent: sent, Page: p.page, Name: p.name, Version: p.version}
		if saved.Page == "" {
			saved.Page = sent.ID
		}
		return saved, nil
	}
	row, w, err := s.readable(ctx, in, sent.ID)
	if err != nil {
		return WikiSaved{}, err
	}
	page, err := pageOf(in, opened{row, w})
	return WikiSaved{Sent: sent, Page: page.ID, Name: page.Name, Version: page.Version}, err
}

// wikiPlan is a save as it looks from outside the transaction.
type wikiPlan struct {
	page    MessageID // "" = new
	name    string
	version int
	check   func(ctx context.Context, tx Tx) error
}

// planWiki looks at the wiki and decides. The names of pages lie under the room's
// key, so that no index can keep them apart: check, in the transaction and with
// the room's row held, makes sure that no page changed since the look.
func (s *Service) planWiki(ctx context.Context, in access, spec WikiSpec) (wikiPlan, error) {
	room, err := s.store.Room(ctx, in.room.ID)
	if err != nil {
		return wikiPlan{}, notRoom(err)
	}
	p := wikiPlan{version: 1}
	var refused error
	now, err := s.findPage(ctx, in, spec.Page)
	renames := spec.Name != ""
	switch {
	case err == nil:
		page, err := pageOf(in, now)
		if err != nil {
			return p, err
		}
		p.page, p.version, p.name = page.ID, page.Version+1, page.Name
		if spec.Base == 0 {
			refused = Errorf(Conflict, "error.wiki_exists", "Page", page.Name, "Version", page.Version)
		} else if spec.Base != page.Version {
			refused = Errorf(Conflict, "error.wiki_newer", "Version", page.Version, "Base", spec.Base)
		}
	case !IsKey(err, "error.wiki_no_page"):
		return p, err
	case spec.Base != 0:
		refused = Errorf(Conflict, "error.wiki_gone")
	default:
		renames, p.name = true, spec.Page
	}
	if spec.Name != "" {
		p.name = spec.Name
	}
	if renames {
		if p.name, err = cleanPageName(p.name); err != nil {
			return p, err
		}
		taken, err := s.nameTaken(ctx, in, p)
		if err != nil {
			return p, err
		}
		if refused == nil {
			refused = taken
		}
	}
	p.check = func(ctx context.Context, tx Tx) error {
		if err := unmoved(ctx, tx, room, p.page, renames || refused != nil); err != nil {
			return err
		}
		if refused != nil || p.page == "" {
			return refused
		}
		return tx.DeleteEditLock(ctx, room.ID, p.page, in.actor.person)
	}
	return p, nil
}

// nameTaken gives the refusal when another page has the name, or when there are
// too many pages for one more.
func (s *Service) nameTaken(ctx context.Context, in access, p wikiPlan) (refused, err error) {
	pages, key := 0, PageKey(p.name)
	err = s.eachPage(ctx, s.opener(in), func(m opened) (bool, error) {
		pages++
		if m.row.Thread != p.page && PageKey(m.words.Title) == key {
			d, err := dataOf[wikiData](m.words.Data)
			refused = Errorf(Conflict, "error.wiki_exists", "Page", m.words.Title, "Version", max(d.Version, 1))
			return false, err
		}
		return true, nil
	})
	if refused == nil && p.page == "" && pages >= maxPages {
		refused = Errorf(Conflict, "error.wiki_full", "Max", maxPages)
	}
	return refused, err
}

// unmoved gives errMoved when a page changed since the room was read: that page,
// or, with any, whichever. The room's row must be held.
func unmoved(ctx context.Context, tx Tx, room RoomRow, page MessageID, any bool) error {
	const atOnce = 100
	for after := room.Mod; ; {
		rows, err := tx.Changes(ctx, room.ID, after, atOnce)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Kind == KindWiki && (any || row.Thread == page) {
				return errMoved
			}
			after = row.Mod
		}
		if len(rows) < atOnce {
			return nil
		}
	}
}
