package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// walk goes through what is unread, in the order the house gives.
type walk struct {
	left map[string]int // places left unread on purpose, with the count they had
}

func walkKey(n house.NewsItem) string { return n.Kind + " " + n.Place + " " + string(n.Thread) }

// sameStop compares places as the walk counts them: pages and articles are read
// one by one, every other tool is read as a whole, whatever is open in it.
func sameStop(a, b kit.Go) bool { return samePlace(stop(a), stop(b)) }

func stop(at kit.Go) kit.Go {
	t, ok := at.(kit.GoTool)
	if ok && t.Tool != house.ToolWiki && t.Tool != house.ToolBlog {
		t.Entry = ""
		return t
	}
	return at
}

// pick is the unread place after here, wrapping round; false when there is none
// but here and what was left.
func (w *walk) pick(news []house.NewsItem, here kit.Go) (house.NewsItem, bool) {
	start := 0
	for i, n := range news {
		if here != nil && sameStop(kit.GoNews(n), here) {
			start = i + 1
		}
	}
	for i := range news {
		n := news[(start+i)%len(news)]
		if count, left := w.left[walkKey(n)]; left && n.Unread <= count {
			continue
		}
		if here != nil && sameStop(kit.GoNews(n), here) {
			continue
		}
		return n, true
	}
	return house.NewsItem{}, false
}

// leave marks the place where one is as left unread.
func (w *walk) leave(news []house.NewsItem, here kit.Go) {
	for _, n := range news {
		if here != nil && sameStop(kit.GoNews(n), here) {
			if w.left == nil {
				w.left = make(map[string]int)
			}
			w.left[walkKey(n)] = n.Unread
		}
	}
}

// walked brings the news for the next step.
type walked struct {
	news []house.NewsItem
	skip bool
	err  error
}

func (s *shell) next() tea.Cmd { return s.step(false) }

func (s *shell) skip() tea.Cmd { return s.step(true) }

func (s *shell) step(skip bool) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		news, err := h.News(ctx, a)
		return walked{news, skip, err}
	})
}

func (s *shell) walked(msg walked) tea.Cmd {
	if msg.err != nil {
		return s.failed(msg.err)
	}
	here := s.here()
	if msg.skip {
		s.walk.leave(msg.news, here)
	}
	count := s.counted(counted{news: msg.news})
	n, ok := s.walk.pick(msg.news, here)
	if !ok {
		s.say(false, s.env.T("shell.all_read"))
		return count
	}
	return tea.Batch(count, s.jump(kit.GoNews(n)))
}
