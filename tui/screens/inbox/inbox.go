// Package inbox is the list of private conversations: with whom, what is unread,
// when somebody wrote last, and the way to write to somebody new.
package inbox

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done with the chosen conversation.
func (s *Screen) Keys() []kit.Key {
	e, ok := s.chosen()
	block := kit.Bind("b", "conversation.key.block", s.askBlock)
	if e.Blocked {
		block = kit.Bind("b", "conversation.key.unblock", s.unblock)
	}
	return []kit.Key{
		kit.Bind("c", "inbox.key.write", s.ask).InFooter(),
		block.Unless(!ok, "inbox.key.off"),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Screen is the inbox of one member.
type Screen struct {
	env   *kit.Env
	list  *kit.List
	known bool
	talks []house.InboxEntry
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.show()
	return s
}

type (
	// loaded is the answer to load.
	loaded struct {
		by    *Screen
		talks []house.InboxEntry
	}
	// write is the row that asks for a name.
	write struct{ by *Screen }
	// done says what was done to somebody.
	done struct {
		by        *Screen
		key, name string
	}
)

// Init reads the conversations.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("inbox.title") }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes what belongs to the list's number or find field.
func (s *Screen) Wants(key tea.KeyPressMsg) bool { return s.list.Wants(key) }

// Update takes keys for the list, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			s.known, s.talks = true, msg.talks
			s.show()
		}
	case write:
		if msg.by == s {
			return s, s.ask()
		}
	case done:
		if msg.by == s {
			return s, tea.Batch(kit.Say(msg.key, "Name", kit.Clean(msg.name)), s.load())
		}
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync || msg.Kind == house.EventRoster {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	}
	return s, nil
}

// View shows the conversations, and beside them what is known of the chosen one.
func (s *Screen) View(w, h int) kit.View {
	if !s.known {
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	var above []string
	if len(s.talks) == 0 {
		above = append(kit.Wrap(s.env.T("inbox.empty"), min(w, 76)), "")
	}
	v := s.list.View(w, h-len(above))
	if kit.LayoutOf(w) == kit.Wide {
		lw, pw := kit.Split(w)
		v = s.list.View(lw, h-len(above))
		v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h-len(above))
	}
	v.Lines = append(above, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(above)
	}
	return v
}

func (s *Screen) show() {
	t := s.env.T
	var rows []kit.Row
	if len(s.talks) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("inbox.talks")})
	}
	for _, e := range s.talks {
		row := kit.Row{ID: "@" + e.Name, Label: e.Name, Unread: e.Unread, ForMe: e.Unread > 0, Go: kit.GoConversation{Name: e.Name}}
		when := t("common.never")
		if !e.LastAt.IsZero() {
			when = s.env.Ago(e.LastAt)
			row.Note = when
		}
		row.More = t("inbox.more", "Name", e.Name, "When", when)
		if isGone(e) {
			row.Label, row.More, row.Off = t("common.deleted_person"), t("inbox.gone"), true
			row.Go = kit.Toast{Key: "inbox.gone"}
		}
		if e.Blocked {
			row.Note, row.More = t("inbox.blocked"), t("inbox.more.blocked", "Name", e.Name)
		}
		rows = append(rows, row)
	}
	if len(s.talks) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("common.new")})
	}
	s.list.SetRows(append(rows, kit.Row{ID: "write", Label: t("inbox.write"), More: t("inbox.write.more"), Go: write{s}}))
}

// isGone tells that the other's account was deleted: the house gives no name then.
func isGone(e house.InboxEntry) bool { return e.Name == "" || e.Name == "–" }

func (s *Screen) chosen() (house.InboxEntry, bool) {
	id := s.list.Selected().ID
	for _, e := range s.talks {
		if "@"+e.Name == id && !isGone(e) {
			return e, true
		}
	}
	return house.InboxEntry{}, false
}

// ask asks to whom one wants to write.
func (s *Screen) ask() tea.Cmd {
	return s.env.Prompt(s.env.T("inbox.write.title"), s.env.T("inbox.write.name"), "", s.open)
}

// open goes to the conversation with somebody, if there is somebody of that name.
func (s *Screen) open(name string) tea.Cmd {
	if name = house.CleanName(name); name == "" {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.Room(ctx, a, "@"+name)
		if err != nil && !house.IsKey(err, "error.no_such_talk") {
			return kit.Fail(err)
		}
		return kit.GoConversation{Name: name}
	})
}

func (s *Screen) askBlock() tea.Cmd {
	e, ok := s.chosen()
	if !ok {
		return nil
	}
	name := kit.Clean(e.Name)
	return s.env.Confirm(s.env.T("conversation.block", "Name", name), s.env.T("conversation.block.text", "Name", name),
		s.env.T("conversation.block.yes"), func() tea.Cmd { return s.block(e.Name) })
}

// load reads the conversations; it holds no words.
func (s *Screen) load() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		talks, err := h.Inbox(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		return loaded{s, talks}
	})
}

func (s *Screen) block(name string) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.Block(ctx, a, name); err != nil {
			return kit.Fail(err)
		}
		return done{s, "conversation.is_blocked", name}
	})
}

func (s *Screen) unblock() tea.Cmd {
	e, ok := s.chosen()
	if !ok {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := h.Unblock(ctx, a, e.Name); err != nil {
			return kit.Fail(err)
		}
		return done{s, "conversation.is_unblocked", e.Name}
	})
}
