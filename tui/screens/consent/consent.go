// Package consent is what stands before the house for members who may not pass: those
// who are to agree to new terms see what changed and agree (New), newcomers who wait to
// be let in see that they wait (NewArrival). Both can take along what is theirs and go.
package consent

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done besides opening a row.
func (s *Screen) Keys() []kit.Key {
	if s.arrival {
		return []kit.Key{kit.Bind("r", "entry.look_again", s.look).InFooter()}
	}
	return []kit.Key{kit.Bind("a", "terms.agree", s.agree).InFooter()}
}

// Screen is the page.
type Screen struct {
	env     *kit.Env
	arrival bool
	list    *kit.List

	to      house.Terms
	changes string
	self    house.Self
}

// New makes the page on which one agrees to new terms.
func New(env *kit.Env) *Screen { return newScreen(env, false) }

// NewArrival makes the page of newcomers who wait.
func NewArrival(env *kit.Env) *Screen { return newScreen(env, true) }

func newScreen(env *kit.Env, arrival bool) *Screen {
	s := &Screen{env: env, arrival: arrival, list: kit.NewList(env)}
	s.list.Open = func(r kit.Row) tea.Cmd { return s.open(r.ID) }
	s.show()
	return s
}

type (
	loaded struct {
		by       *Screen
		from, to house.Terms
		self     house.Self
	}
	agreed struct{ by *Screen }
)

// Init reads both versions.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string {
	if s.arrival {
		return s.env.T("entry.arrival.title")
	}
	return s.env.T("terms.due.title")
}

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes what belongs to the list's number or find field.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s, s.took(msg)
		}
	case agreed:
		if msg.by == s {
			return s, kit.Send(kit.Passed{})
		}
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventTerms || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
		return s, s.load()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	}
	return s, nil
}

// View shows what is asked above the list, and beside it what changed.
func (s *Screen) View(w, h int) kit.View {
	key := "terms.due.text"
	if s.arrival {
		key = "entry.waits"
	}
	text := kit.Wrap(s.env.T(key), min(w, 76))
	room := max(h-min(len(s.list.Rows()), h-3)-1, 0) // the words give way to what leads on
	if len(text) > room {
		text = text[:room]
	}
	if len(text) > 0 {
		text = append(text, "")
	}
	v := s.body(w, h-len(text))
	v.Lines = append(text, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(text)
	}
	return v
}

func (s *Screen) body(w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide {
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h)
	return v
}

func (s *Screen) show() {
	t := s.env.T
	var rows []kit.Row
	if s.arrival {
		rows = append(rows,
			kit.Row{ID: "look", Label: t("entry.look_again")},
			kit.Row{ID: "how", Label: t("ground.how.title"), Go: kit.GoPage{Name: "how"}},
			kit.Row{ID: "rules", Label: t("ground.rules.title"), Go: kit.GoPage{Name: "rules"}},
		)
	} else {
		rows = append(rows,
			kit.Row{ID: "changes", Label: t("terms.changes.row"), More: s.changes},
			kit.Row{ID: "agree", Label: t("terms.agree"), More: s.changes},
		)
	}
	rows = append(rows,
		kit.Row{ID: "terms", Label: t("ground.terms.title"), Go: kit.GoPage{Name: "terms"}},
		kit.Row{ID: "privacy", Label: t("ground.privacy.title"), Go: kit.GoPage{Name: "privacy"}},
		kit.Row{ID: "export", Label: t("settings.export")},
		kit.Row{ID: "delete", Label: t("settings.delete"), More: t("settings.delete.text")},
	)
	if !s.self.Leaving.IsZero() {
		rows = append(rows, kit.Row{ID: "keep", Label: t("settings.keep")})
	}
	s.list.SetRows(append(rows,
		kit.Row{ID: "emergency", Label: t("emergency.title"), Go: kit.GoEmergency{}},
		kit.Row{ID: "quit", Label: t("common.quit"), Go: kit.Leave{}},
	))
}

func (s *Screen) open(id string) tea.Cmd {
	t := s.env.T
	switch id {
	case "look":
		return s.look()
	case "changes":
		return kit.Send(kit.GoText{Title: t("terms.changes.row"), Text: s.changes})
	case "agree":
		return s.agree()
	case "export":
		return kit.Send(kit.GoText{Title: t("settings.export"), Text: s.export()})
	case "delete":
		return kit.Send(kit.Ask{
			Title: t("settings.delete.ask"), Text: t("settings.delete.text"), Input: &kit.Input{Label: t("settings.password.old"), Secret: true},
			Options: []kit.Option{{Label: t("common.cancel")}, {Label: t("settings.delete.do"), Do: s.delete}},
		})
	case "keep":
		return s.do("settings.keep.done", func(ctx context.Context, h kit.House, a house.Actor) error { return h.KeepAccount(ctx, a) })
	}
	return nil
}

// export says the commands that bring everything to one's own computer.
func (s *Screen) export() string {
	to := "ssh -o PubkeyAuthentication=no "
	if s.env.Port != 0 && s.env.Port != 22 {
		to += "-p " + strconv.Itoa(s.env.Port) + " "
	}
	to += kit.Clean(s.env.Who().Name) + "@" + s.env.Host + " account export --format "
	return s.env.T("settings.export.text", "Zip", to+"zip > stockwerk.zip", "Text", to+"markdown > stockwerk.md", "JSON", to+"json > stockwerk.json")
}

func (s *Screen) load() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		var err error
		if l.self, err = h.WhoAmI(ctx, a); err != nil {
			return kit.Fail(err)
		}
		if l.to, err = h.Terms(ctx, a, 0); err != nil {
			return kit.Fail(err)
		}
		if l.from, err = h.Terms(ctx, a, max(l.to.Agreed, 1)); err != nil {
			return kit.Fail(err)
		}
		return l
	})
}

func (s *Screen) took(l loaded) tea.Cmd {
	if !l.self.Waits && s.arrival || !l.self.TermsDue && !s.arrival {
		return kit.Send(kit.Passed{})
	}
	s.self, s.to = l.self, l.to
	if s.changes = Changes(s.env, l.from, l.to); s.changes == "" {
		s.changes = s.env.T("terms.changes.none")
	}
	s.show()
	return nil
}

// Changes are the lines in which both texts differ.
func Changes(env *kit.Env, from, to house.Terms) string {
	var lines []string
	for _, doc := range []string{house.TextTerms, house.TextPrivacy} {
		title, fresh := env.Text.Ground(doc, to.Words)
		_, old := env.Text.Ground(doc, from.Words)
		diff := house.DiffText(old, fresh)
		if len(diff) == 0 {
			continue
		}
		lines = append(lines, title, "")
		for _, d := range diff {
			if d.Op == '+' || d.Op == '-' {
				lines = append(lines, strings.TrimRight(string(d.Op)+" "+d.Text, " "))
			}
		}
		lines = append(lines, "")
	}
	return strings.TrimRight(kit.CleanText(strings.Join(lines, "\n")), "\n")
}

func (s *Screen) look() tea.Cmd { return s.load() }

func (s *Screen) agree() tea.Cmd {
	version := s.to.Version
	if version == 0 {
		return nil // not read so far
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if _, err := h.AcceptTerms(ctx, a, version); err != nil {
			return kit.Fail(err)
		}
		return agreed{s}
	})
}

func (s *Screen) delete(password string) tea.Cmd {
	return s.do("entry.deleted", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.DeleteAccount(ctx, a, password)
		return err
	})
}

func (s *Screen) do(say string, deed func(context.Context, kit.House, house.Actor) error) tea.Cmd {
	load := s.load()
	return s.env.DoWithin(kit.Deadline*3, func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if err := deed(ctx, h, a); err != nil {
			return kit.Fail(err)
		}
		return tea.BatchMsg{kit.Say(say), load}
	})
}
