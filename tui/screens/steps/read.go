package steps

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// open does what a row is for.
func (s *Screen) open(row kit.Row) tea.Cmd {
	switch row.ID {
	case "start":
		return s.begin()
	case "next":
		return s.askNext()
	case "end":
		return s.end()
	case "pass":
		return s.pass(false)()
	case "done":
		return s.pass(true)()
	case "takeover":
		return s.askTakeOver()
	case "nudge":
		return s.nudge()
	case "extend":
		return s.askExtend()
	case "task":
		return s.task()
	}
	n, ok := strings.CutPrefix(row.ID, "c ")
	if !ok {
		return nil
	}
	step, _ := strconv.Atoi(n)
	return s.readChapter(step, strings.TrimPrefix(row.Label, "▸ "))
}

func (s *Screen) board() tea.Cmd { return kit.Send(kit.GoTool{Place: s.place, Tool: house.ToolBoard}) }

func (s *Screen) side() tea.Cmd { return kit.Send(kit.GoTool{Place: s.place, Tool: house.ToolChat}) }

// task shows where it stands as a text, which a small screen has no room for.
func (s *Screen) task() tea.Cmd {
	return kit.Send(kit.GoText{Title: s.Title(), Text: strings.Join(s.standing(true), "\n\n")})
}

// readChapter reads what was written in a step.
func (s *Screen) readChapter(step int, title string) tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		list, err := h.StepPosts(ctx, a, place, step)
		return read{s, title, list, err}
	})
}

func (s *Screen) read(r read) tea.Cmd {
	if r.err != nil {
		return kit.Send(kit.Failed{Err: r.err})
	}
	if len(r.posts) == 0 {
		return kit.Say("steps.empty_chapter")
	}
	var parts []string
	for _, p := range r.posts {
		head := kit.Clean(p.Author) + " · " + s.env.Text.DateTime(p.At.In(s.env.Location))
		if p.Title != "" {
			head += "\n" + kit.Clean(p.Title)
		}
		parts = append(parts, head+"\n\n"+posts.Body(s.env, p))
	}
	return kit.Send(kit.GoText{Title: r.title, Text: strings.Join(parts, "\n\n")})
}
