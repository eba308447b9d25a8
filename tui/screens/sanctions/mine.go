package sanctions

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are what the person can do.
func (s *Mine) Keys() []kit.Key {
	v, chosen := find(s.all, s.list.Selected().ID)
	return []kit.Key{
		kit.Bind("a", "sanction.key.appeal", s.askAppeal).Unless(!chosen || v.Appealed, "sanction.key.appeal.off").InFooter(),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Mine is what one is kept from, why and until when, and what one can do about it. At
// the door of somebody who is shut out of the house it also leads to what remains.
type Mine struct {
	env    *kit.Env
	door   bool
	list   *kit.List
	known  bool
	wrong  string
	all    []house.Sanction
	asking posts.Once
}

// NewMine makes the list of one's own restrictions.
func NewMine(env *kit.Env) *Mine {
	s := &Mine{env: env, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

// NewDoor makes the one page of somebody who is shut out of the house.
func NewDoor(env *kit.Env) *Mine {
	s := NewMine(env)
	s.door = true
	return s
}

type mineLoaded struct {
	by   *Mine
	all  []house.Sanction
	say  string
	args []any
	err  error
}

// Init reads the list.
func (s *Mine) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Mine) Title() string { return s.env.T("sanction.own") }

// Typing tells whether letters belong to the find field.
func (s *Mine) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Mine) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys and answers.
func (s *Mine) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case mineLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	}
	return s, nil
}

// View shows above the list what the chosen row is about.
func (s *Mine) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) == kit.Wide:
		lw, pw := kit.Split(w)
		v := s.list.View(lw, h)
		v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
		return v
	}
	head := kit.Wrap(s.list.Selected().More, w)
	if most := max(h-6, 3); len(head) > most {
		head = append(head[:most-1], kit.Fit(head[most-1]+" …", w))
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

func (s *Mine) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.MySanctions(ctx, a)
		return mineLoaded{by: s, all: all, err: err}
	})
}

func (s *Mine) loaded(l mineLoaded) tea.Cmd {
	again := false
	if l.say == "" {
		again = s.asking.End()
	}
	switch {
	case l.err != nil && s.known:
		return kit.Send(kit.Failed{Err: l.err})
	case l.err != nil:
		s.wrong = s.env.Sentence(l.err)
	case l.say != "":
		return tea.Batch(kit.Say(l.say, l.args...), s.load())
	default:
		s.known, s.wrong, s.all = true, "", l.all
		s.show()
	}
	if again {
		return s.load()
	}
	return nil
}

// mine says to the person what holds for them.
func (s *Mine) mine(v house.Sanction) string {
	t := s.env.T
	lines := []string{t("sanction.yours", "What", what(s.env, v)), t("sanction.why", "Why", kit.CleanText(v.Why)), ""}
	if v.Appealed {
		return strings.Join(append(lines, t("sanction.appealed.yours")), "\n")
	}
	turn := make([]string, len(v.Turn))
	for i, n := range v.Turn {
		turn[i] = kit.Clean(n)
	}
	return strings.Join(append(lines, t("sanction.turn.key", "Names", strings.Join(turn, ", "))), "\n")
}

func (s *Mine) show() {
	t := s.env.T
	s.list.Empty = []string{t("sanction.none.mine")}
	list := rows(s.env, s.all, false)
	locked := false
	for i, v := range s.all {
		list[i].More = s.mine(v)
		locked = locked || v.Kind == house.SanctionLock
	}
	if s.door {
		list = append(list, kit.Row{Head: true, Label: t("sanction.remains")})
		if !locked {
			list = append(
				list,
				kit.Row{ID: "export", Label: t("sanction.export"), More: t("sanction.export.more")},
				kit.Row{ID: "delete", Label: t("sanction.delete"), More: t("sanction.delete.more")},
				kit.Row{ID: "keep", Label: t("sanction.keep"), More: t("sanction.keep.more")},
			)
		}
		list = append(
			list,
			kit.Row{ID: "emergency", Label: t("emergency.title"), Go: kit.GoEmergency{}},
			kit.Row{ID: "leave", Label: t("sanction.leave"), Go: kit.Leave{}},
		)
	}
	s.list.SetRows(list)
}

func (s *Mine) open(r kit.Row) tea.Cmd {
	switch r.ID {
	case "export":
		return kit.Send(kit.GoText{Title: s.env.T("sanction.export"), Text: s.export()})
	case "delete":
		return s.askDelete()
	case "keep":
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			return mineLoaded{by: s, say: "settings.keep.done", err: h.KeepAccount(ctx, a)}
		})
	}
	v, ok := find(s.all, r.ID)
	if !ok {
		return nil
	}
	options := []kit.Option{{Label: s.env.T("common.back")}}
	if !v.Appealed {
		options = append(options, kit.Option{Label: s.env.T("sanction.key.appeal"), Do: func(string) tea.Cmd { return s.askAppeal() }})
	}
	return kit.Send(kit.Ask{Title: s.Title(), Text: s.mine(v), Options: options})
}

// export says how everything is taken along: it comes out of a command.
func (s *Mine) export() string {
	to := "ssh -o PubkeyAuthentication=no "
	if s.env.Port != 0 && s.env.Port != 22 {
		to += "-p " + strconv.Itoa(s.env.Port) + " "
	}
	to += kit.Clean(s.env.Who().Name) + "@" + s.env.Host + " account export --format "
	return s.env.T("settings.export.text", "Zip", to+"zip > stockwerk.zip", "Text", to+"markdown > stockwerk.md", "JSON", to+"json > stockwerk.json")
}

func (s *Mine) askDelete() tea.Cmd {
	t := s.env.T
	return kit.Send(kit.Ask{
		Title: t("settings.delete.ask"), Text: t("settings.delete.text"),
		Input: &kit.Input{Label: t("settings.password.old"), Secret: true},
		Options: []kit.Option{
			{Label: t("common.cancel")},
			{Label: t("settings.delete.do"), Do: func(password string) tea.Cmd {
				say, in := s.env.Text, s.env.Location
				return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
					at, err := h.DeleteAccount(ctx, a, password)
					return mineLoaded{by: s, say: "settings.delete.done", args: []any{"When", say.DateTime(at.In(in))}, err: err}
				})
			}},
		},
	})
}

func (s *Mine) askAppeal() tea.Cmd {
	id := house.SanctionID(s.list.Selected().ID)
	return s.env.Prompt(s.env.T("sanction.key.appeal"), s.env.T("report.appeal.text"), "", func(text string) tea.Cmd {
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			_, err := h.AppealSanction(ctx, a, id, text)
			return mineLoaded{by: s, say: "sanction.appealed.yours", err: err}
		})
	})
}
