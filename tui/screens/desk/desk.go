// Package desk is where those who run something do it: the house desk (House), a
// floor's desk "my organisation" (Floor), and the list of who is on a floor
// (People), in which its admins admit, remove and appoint. Whatever takes
// something away asks first and says what it means. None of them shows a word
// from a room.
//
// Start reading at New, then floor.go.
package desk

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// New makes a desk: of the house for "house", else of the floor with that code.
func New(env *kit.Env, of string) kit.Screen {
	if of == "house" {
		return NewHouse(env)
	}
	return NewFloor(env, of)
}

// sheet is a form that lies on a desk's list.
type sheet struct {
	env  *kit.Env
	form *kit.Form // nil = none
	busy bool      // what it says is on its way
}

// closed says that the sheet is to go.
type closed struct{ by *sheet }

// wants takes the keys that close the sheet and not the screen.
func (s *sheet) wants(k tea.KeyPressMsg) bool {
	return kit.Is(k, "esc") || !s.form.Typing() && kit.Is(k, "q")
}

func (s *sheet) typing() bool { return s.form != nil && s.form.Typing() }

func (s *sheet) dirty() bool { return s.form != nil && s.form.Dirty() }

// update takes keys and pastes while the sheet lies there.
func (s *sheet) update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok && s.wants(k) {
		return s.leave()
	}
	return s.form.Update(msg)
}

// leave takes the sheet away, after a question where something was typed.
func (s *sheet) leave() tea.Cmd {
	if !s.form.Dirty() {
		s.form = nil
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t("shell.discard"), t("shell.discard.text"), t("shell.discard.yes"),
		func() tea.Cmd { return kit.Send(closed{s}) })
}

// refused shows what is wrong with what was sent, at its field where one is to
// blame.
func (s *sheet) refused(err error) tea.Cmd {
	s.busy = false
	if name := faulty(err); s.form != nil && name != "" {
		s.form.Wrong(name, s.env.Sentence(err))
		return nil
	}
	return kit.Send(kit.Failed{Err: err})
}

// faulty is the field that a refusal is about, "" when it is about none.
func faulty(err error) string {
	switch {
	case house.IsKey(err, "error.empty"):
		return "name"
	case house.IsKey(err, "error.place_invalid"), house.IsKey(err, "error.place_taken"):
		return "code"
	case house.IsKey(err, "error.floor_state"):
		return "state"
	}
	return ""
}

func choices(env *kit.Env, area string, ids ...string) []kit.Choose {
	out := make([]kit.Choose, len(ids))
	for i, id := range ids {
		out[i] = kit.Choose{ID: id, Label: env.T(area + id)}
	}
	return out
}

// beside draws a list, and beside it what its chosen row is about.
func beside(env *kit.Env, list *kit.List, w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide {
		return list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := list.View(lw, h)
	v.Lines = env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(list.Selected().More), pw), h)
	return v
}
