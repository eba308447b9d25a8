package search

import (
	"context"
	"errors"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

const (
	most     = 200             // hits
	deadline = 5 * time.Minute // of a search
)

// hunt is a search on its way. It is the only thing that the search, which runs
// beside the session, and the screen have in common; the screen asks it now and
// then what is new.
type hunt struct {
	mu     sync.Mutex
	found  []house.Post
	cancel context.CancelFunc
	ended  bool
}

type (
	look struct{ hunt *hunt }
	over struct {
		hunt *hunt
		err  error
	}
)

// begin gives the search its way to be stopped; false when that has happened.
func (h *hunt) begin(cancel context.CancelFunc) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cancel = cancel
	return !h.ended
}

func (h *hunt) add(p house.Post) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.found = append(h.found, p)
	return !h.ended
}

func (h *hunt) take() []house.Post {
	h.mu.Lock()
	defer h.mu.Unlock()
	found := h.found
	h.found = nil
	return found
}

func (h *hunt) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
	if h.cancel != nil {
		h.cancel()
	}
}

// start begins a search and ends one that runs.
func (s *Screen) start() tea.Cmd {
	s.end()
	if s.empty() {
		return nil
	}
	q, of := s.query(), &hunt{}
	s.hunt, s.hits, s.state = of, nil, ""
	s.show()
	search := s.env.DoWithin(deadline, func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		if !of.begin(cancel) {
			return nil
		}
		return over{of, h.Search(ctx, a, q, of.add)}
	})
	return tea.Batch(s.later(of), search)
}

func (s *Screen) end() {
	if s.hunt != nil {
		s.hunt.stop()
		s.hunt = nil
	}
}

// cancel ends the search and keeps what was found.
func (s *Screen) cancel() tea.Cmd {
	s.take()
	s.end()
	s.state = s.env.N("search.cancelled", len(s.hits))
	return s.settle()
}

// take adds what was found meanwhile.
func (s *Screen) take() {
	if found := s.hunt.take(); len(found) > 0 {
		s.hits = append(s.hits, found...)
		s.show()
	}
}

func (s *Screen) over(err error) tea.Cmd {
	s.take()
	s.end()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		s.state = s.env.N("search.cancelled", len(s.hits))
	case err != nil:
		s.state = s.env.Sentence(err)
	case len(s.hits) == 0:
		s.state = s.env.T("search.nothing")
	case len(s.hits) >= most:
		s.state = s.env.N("search.too_many", len(s.hits))
	default:
		s.state = s.env.N("search.done", len(s.hits))
	}
	return s.settle()
}

// settle moves to the hits when there are some and nobody types on.
func (s *Screen) settle() tea.Cmd {
	s.onField = len(s.hits) == 0
	return nil
}
