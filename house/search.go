package house

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
)

const (
	searchFirst = 100     // entries opened at once at first, so that hits come soon,
	searchBatch = 500     // and at most
	searchBytes = 4 << 20 // of sealed words, about
	// clockSkew is how far nodes' clocks may differ: order is by sequence.
	clockSkew = 24 * time.Hour
)

// Search opens everything that the actor may read, or the place q.In, newest
// first in each place, pages of its wiki as they stand after the rest, and calls
// found for each post that holds all words, whatever their case, until found
// returns false, q.Limit is reached or ctx ends. Beside title and text an entry is
// found by what else people put into it (Post.Also). There is no index: words are
// looked for as they are opened. A post that was tampered with ends in
// error.tampered after the rest was searched. Who may: members, and visitors in
// their room.
func (s *Service) Search(ctx context.Context, a Actor, q SearchQuery, found func(Post) bool) error {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return err
	}
	h := &hunt{s: s, q: q, fold: cases.Fold(), found: found, left: q.Limit}
	for _, w := range strings.Fields(scrub(q.Words, ' ')) {
		h.words = append(h.words, h.folded(w))
	}
	h.author = h.folded(strings.TrimPrefix(CleanName(q.Author), "@"))
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
		if row.State != stateJoined && row.State != stateEnded || h.done {
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
	kinds = in.readable(kinds)
	pages := slices.Contains(kinds, KindWiki)
	kinds = slices.DeleteFunc(kinds, func(k MessageKind) bool { return k == KindWiki })
	o := h.s.opener(in)
	if len(kinds) > 0 {
		if err := h.pass(ctx, o, h.below(in.room.ID, o.from, kinds)); err != nil {
			return err
		}
	}
	if !pages || h.done {
		return nil
	}
	return h.pass(ctx, o, func(ctx context.Context, before int64, limit int) ([]MessageRow, error) {
		rows, err := h.s.store.ThreadEnds(ctx, in.room.ID, KindWiki, limit, before)
		slices.Reverse(rows)
		return rows, err
	})
}

// below is the source of a room's words of these kinds.
func (h *hunt) below(room RoomID, after int64, kinds []MessageKind) source {
	return func(ctx context.Context, before int64, limit int) ([]MessageRow, error) {
		return h.s.store.Messages(ctx, MessageQuery{Room: room, Kinds: kinds, After: after, Before: before, Newest: true, Limit: limit})
	}
}

// source gives at most limit rows whose Seq is below before (0: the newest),
// oldest first.
type source func(ctx context.Context, before int64, limit int) ([]MessageRow, error)

// batch is what a source gave.
type batch struct {
	rows []MessageRow
	err  error
}

// pass searches what a source gives. The next rows are fetched while these are
// opened.
func (h *hunt) pass(ctx context.Context, o *opener, from source) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	fetched := make(chan batch)
	go h.fetch(ctx, from, fetched)
	for b := range fetched {
		if b.err != nil {
			return b.err
		}
		if err := h.open(ctx, o, b.rows); err != nil || h.done {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return Errorf(Unavailable, "error.unavailable", err)
	}
	return nil
}

// fetch reads a source to its end, or to the end of ctx.
func (h *hunt) fetch(ctx context.Context, from source, to chan<- batch) {
	defer close(to)
	limit := searchFirst
	for before := int64(0); ; {
		rows, err := from(ctx, before, limit)
		select {
		case to <- batch{rows, err}:
		case <-ctx.Done():
			return
		}
		if err != nil || len(rows) < limit || rows[0].Created.Before(h.q.Since.Add(-clockSkew)) {
			return
		}
		before = rows[0].Seq
		size := 0
		for _, row := range rows {
			size += len(row.Body)
		}
		limit = min(searchBatch, max(1, searchBytes/max(1, size/len(rows))))
	}
}

// open opens rows, which come oldest first, and reports the hits newest first.
func (h *hunt) open(ctx context.Context, o *opener, rows []MessageRow) error {
	var hits []opened
	for _, row := range slices.Backward(rows) {
		if row.Deleted || row.Created.Before(h.q.Since) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return Errorf(Unavailable, "error.unavailable", err)
		}
		w, ok, err := o.open(ctx, row)
		if IsKey(err, "error.tampered") {
			h.broken = err
			continue
		}
		if err != nil {
			return err
		}
		if ok && h.matches(row.Kind, w) {
			hits = append(hits, opened{row, w})
		}
	}
	return h.report(ctx, o, hits)
}

// report tells the hits, with names.
func (h *hunt) report(ctx context.Context, o *opener, hits []opened) error {
	if len(hits) == 0 {
		return nil
	}
	posts, err := o.views(ctx, hits)
	if err != nil {
		return err
	}
	for i, p := range posts {
		if h.author != "" && h.folded(p.Author) != h.author {
			continue
		}
		p.Place, p.Also = o.in.place, also(p.Kind, hits[i].words.Data)
		h.left--
		if h.done = !h.found(p) || h.left == 0; h.done {
			return nil
		}
	}
	return nil
}

func (h *hunt) matches(kind MessageKind, w words) bool {
	if len(h.words) == 0 {
		return true
	}
	text := h.folded(w.Title + "\n" + w.Text)
	data := ""
	for _, word := range h.words {
		if strings.Contains(text, word) {
			continue
		}
		if data == "" && len(w.Data) > 0 {
			data = h.folded(also(kind, w.Data))
		}
		if !strings.Contains(data, word) {
			return false
		}
	}
	return true
}

// folded is a text without difference of case. Most texts are quick.
func (h *hunt) folded(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return h.fold.String(s)
		}
	}
	return strings.ToLower(s)
}

// spoken are the parts of a tool's data in which people's words stand, by their
// names in JSON, at whatever depth: the other parts are the tool's own.
var spoken = map[MessageKind][]string{
	KindBookmark: {"url", "tags"},
	KindPoll:     {"options"},
	KindDate:     {"place", "title", "text"},
	KindTask:     {"for_name", "by_name"},
	KindWiki:     {"comment"},
	KindContract: {"form", "fee", "cancel", "secrecy", "storage"},
}

// also is what can be searched of an entry's data, a line for each.
func also(kind MessageKind, data json.RawMessage) string {
	names := spoken[kind]
	if len(names) == 0 || len(data) == 0 {
		return ""
	}
	var all any
	if json.Unmarshal(data, &all) != nil {
		return ""
	}
	var lines []string
	collect(all, names, false, &lines)
	return strings.Join(lines, "\n")
}

// collect finds the texts below the names, in a fixed order.
func collect(v any, names []string, in bool, lines *[]string) {
	switch v := v.(type) {
	case string:
		if in && v != "" {
			*lines = append(*lines, v)
		}
	case []any:
		for _, part := range v {
			collect(part, names, in, lines)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			collect(v[key], names, in || slices.Contains(names, key), lines)
		}
	}
}
