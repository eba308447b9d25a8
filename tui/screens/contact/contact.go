// Package contact is the first contact with a counsellor or a team: who reads it and
// what happens next, then the words, then for a guest the ticket that leads back.
// Nothing is sent before the first page was there to be read.
package contact

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are those of the first page; the other two are forms.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return nil
	}
	return []kit.Key{
		kit.Bind("enter c", "contact.key.write", s.write).Unless(!s.known || s.wrong != "", "contact.key.write.off").InFooter(),
		kit.Bind("P", "contact.key.privacy", func() tea.Cmd { return kit.Send(kit.GoPage{Name: "privacy"}) }),
		kit.Bind("R", "contact.key.rules", func() tea.Cmd { return kit.Send(kit.GoPage{Name: "rules"}) }),
	}
}

// Screen is a first contact.
type Screen struct {
	env  *kit.Env
	to   string
	page *kit.Scroll
	form *kit.Form // of the words, then of the ticket; nil on the first page

	known bool
	wrong string // sentence, when nothing can be sent there
	offer house.ContactOffer
	busy  bool
	sent  bool // the words are in the house
	out   house.Contacted
}

// New makes the screen; to is a card's id, @NAME or the code of a floor.
func New(env *kit.Env, to string) *Screen {
	s := &Screen{env: env, to: to, page: kit.NewScroll(env)}
	s.page.SetText(env.T("common.loading"))
	return s
}

type (
	loaded struct {
		by    *Screen
		offer house.ContactOffer
		err   error
	}
	answered struct {
		by    *Screen
		out   house.Contacted
		actor house.Actor
		err   error
	}
)

// Init asks what is to be said before the first word.
func (s *Screen) Init() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		o, err := h.ContactOffer(ctx, a, s.to)
		return loaded{s, o, err}
	})
}

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("contact.title") }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.form != nil && s.form.Typing() }

// Dirty asks before words, or a ticket that is shown once, are thrown away.
func (s *Screen) Dirty() bool {
	return s.sent && s.out.Return != "" || s.form != nil && !s.sent && s.form.Dirty()
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			s.show(msg)
		}
	case answered:
		if msg.by == s {
			return s, s.answered(msg)
		}
	case kit.Changed:
		if s.known {
			s.page.SetText(s.before())
		}
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		if s.form != nil {
			return s, s.form.Update(msg)
		}
		s.page.Update(msg)
	}
	return s, nil
}

// View shows the page or the form.
func (s *Screen) View(w, h int) kit.View {
	if s.form != nil {
		return s.form.View(w, h)
	}
	return s.page.Page(w, h)
}

func (s *Screen) show(l loaded) {
	if l.err != nil {
		s.wrong = s.env.Sentence(l.err)
		s.page.SetText(s.wrong)
		return
	}
	s.known, s.offer = true, l.offer
	s.page.SetText(s.before())
}

// before is what is said before the first word.
func (s *Screen) before() string {
	t, o := s.env.T, s.offer
	parts := []string{t("contact.to_team", "Floor", kit.Clean(o.FloorName))}
	if o.Counsellor != "" {
		parts[0] = t("contact.to_one", "Name", kit.Clean(o.Counsellor))
	}
	if o.AwayNow {
		parts = append(parts, s.env.Text.Absence(s.local(o.Away.From), s.local(o.Away.Until)), kit.CleanText(o.Away.Text))
	}
	if !o.Free && !o.AwayNow {
		parts = append(parts, t("contact.no_room"))
	}
	parts = append(parts, kit.CleanText(o.Note), s.promise(o.AnswerBy), t("contact.crisis"),
		t("contact.readers", "Names", names(o.Readers)), t("contact.next"), t("contact.secrecy"))
	if o.Guest {
		parts = append(parts, t("contact.guest"))
	}
	parts = append(parts, t("contact.delete", "Days", int(o.Delete/(24*time.Hour))), t("contact.questions"), t("contact.go_on"))
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}

func (s *Screen) promise(by time.Time) string {
	if by.IsZero() {
		return s.env.T("contact.no_promise")
	}
	return s.env.T("contact.promise", "Time", s.env.Text.DateTime(by.In(s.env.Location)))
}

func (s *Screen) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(s.env.Location)
}

func names(all []string) string {
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = kit.Clean(n)
	}
	return strings.Join(out, ", ")
}
