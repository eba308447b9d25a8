package house

import (
	"context"
	"strings"
	"time"

	"golang.org/x/text/cases"
)

const (
	searchBatch = 500
	// clockSkew is how far nodes' clocks may differ: order is by sequence.
	clockSkew = 24 * time.Hour
)

// Search opens everything that the actor may read, or the place q.In, newest
// first in each place, and calls found for each post that holds all words,
// whatever their case, until found returns false, q.Limit is reached or ctx
// ends. There is no index: words are looked for as they are opened. A post
// that was tampered with ends in error.tampered after the rest was searched.
// Who may: members, and visitors in their room.
func (s *Service) Search(ctx context.Context, a Actor, q SearchQuery, found func(Post) bool) error {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return err
	}
	h := &hunt{s: s, q: q, fold: cases.Fold(), found: found, left: q.Limit}
	for _, w := range strings.Fields(scrub(q.Words, ' ')) {
		h.words = append(h.words, h.fold.String(w))
	}
	h.author = h.fold.String(strings.TrimPrefix(CleanName(q.Author), "@"))
	if len(h.words) == 0 && h.author == "" {
		return Errorf(Invalid, "error.empty")
	}
	if q.In != "" {
		return h.here(ctx, a)
	}
	if a.Sealed() {
		return errLocked()
	}
	rows, err := s.store.RostersOf(ctx, a.person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.State != stateJoined || h.done {
			continue
		}
		in, err := s.enterRoom(ctx, a, row.Room, DoRead)
		if err != nil {
			if KindOf(err) == NotFound {
				continue // gone since the list was made
			}
			return err
		}
		if err := h.place(ctx, in, nil); err != nil {
			return err
		}
	}
	return h.broken
}

// hunt is one search.
type hunt struct {
	s      *Service
	q      SearchQuery
	words  []string
	author string
	fold   cases.Caser
	found  func(Post) bool
	left   int
	done   bool
	broken error // the first tampered post
}

// here searches the one place that was asked for.
func (h *hunt) here(ctx context.Context, a Actor) error {
	in, err := h.s.enter(ctx, a, h.q.In, DoRead)
	if IsKey(err, "error.no_such_talk") {
		return nil
	}
	if err != nil {
		return err
	}
	kinds, err := streams(h.q.In, ReadQuery{})
	if err != nil {
		return err
	}
	if err := h.place(ctx, in, kinds); err != nil {
		return err
	}
	return h.broken
}

// place searches a room from its newest words back.
func (h *hunt) place(ctx context.Context, in access, kinds []MessageKind) error {
	if len(kinds) == 0 {
		kinds = wordKinds()
	}
	if kinds = in.readable(kinds); len(kinds) == 0 {
		return nil
	}
	o := h.s.opener(in)
	older := map[MessageID]bool{} // pages of which a newer version was seen
	for before := int64(0); !h.done; {
		if err := ctx.Err(); err != nil {
			return Errorf(Unavailable, "error.unavailable", err)
		}
		rows, err := h.s.store.Messages(ctx, MessageQuery{
			Room: in.room.ID, Kinds: kinds, After: o.from, Before: before, Newest: true, Limit: searchBatch,
		})
		if err != nil {
			return err
		}
		if err := h.batch(ctx, o, rows, older); err != nil {
			return err
		}
		if len(rows) < searchBatch || rows[0].Created.Before(h.q.Since.Add(-clockSkew)) {
			return nil
		}
		before = rows[0].Seq
	}
	return nil
}

// batch opens rows, which come oldest first, and reports the hits newest first.
func (h *hunt) batch(ctx context.Context, o *opener, rows []MessageRow, older map[MessageID]bool) error {
	var hits []opened
	for i := len(rows) - 1; i >= 0; i-- {
		row := rows[i]
		if row.Deleted || row.Created.Before(h.q.Since) {
			continue
		}
		if row.Kind == KindWiki {
			if older[row.Thread] {
				continue // only the page as it stands is found
			}
			older[row.Thread] = true
		}
		w, ok, err := o.open(ctx, row)
		if IsKey(err, "error.tampered") {
			h.broken = err
			continue
		}
		if err != nil {
			return err
		}
		if ok && h.matches(w) {
			hits = append(hits, opened{row, w})
		}
	}
	if len(hits) == 0 {
		return nil
	}
	posts, err := o.views(ctx, hits)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if h.author != "" && h.fold.String(p.Author) != h.author {
			continue
		}
		p.Place = o.in.place
		h.left--
		if h.done = !h.found(p) || h.left == 0; h.done {
			return nil
		}
	}
	return nil
}

func (h *hunt) matches(w words) bool {
	if len(h.words) == 0 {
		return true
	}
	text := h.fold.String(w.Title + "\n" + w.Text)
	for _, word := range h.words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
