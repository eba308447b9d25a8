package reports

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are those of the form, or of the page that shows what is handed over.
func (s *Give) Keys() []kit.Key {
	if s.shown == nil {
		return []kit.Key{kit.Bind("ctrl+s", "report.key.preview", s.preview).InFooter()}
	}
	return []kit.Key{
		kit.Bind("enter ctrl+s", "report.key.give", s.ask).InFooter(),
		kit.Bind("e", "report.key.change", s.change).InFooter(),
	}
}

// Give hands a post over, and if wished those before it.
type Give struct {
	env    *kit.Env
	place  string
	post   house.MessageID
	kind   house.MessageKind
	thread house.MessageID
	seq    int64

	form   *kit.Form
	scroll *kit.Scroll
	shown  *house.ReportPreview // nil while the form is there
	spec   house.ReportSpec
	busy   bool
}

// NewGive makes the form of what kit.GoReport names.
func NewGive(env *kit.Env, of string) *Give {
	parts := append(strings.Split(of, " "), "", "", "", "", "")
	s := &Give{env: env, place: parts[0], post: house.MessageID(parts[1]), kind: house.MessageKind(parts[2]), thread: house.MessageID(parts[3])}
	s.seq, _ = strconv.ParseInt(parts[4], 10, 64) // 0 = the newest
	s.scroll = kit.NewScroll(env)
	s.make()
	return s
}

func (s *Give) make() {
	t := s.env.T
	choices := func(area string, ids ...string) []kit.Choose {
		out := make([]kit.Choose, len(ids))
		for i, id := range ids {
			out[i] = kit.Choose{ID: id, Label: t(area + id)}
		}
		return out
	}
	fields := []kit.Field{
		{Kind: kit.Note, Label: t("report.form")},
		{Name: "reason", Kind: kit.Choice, Label: t("report.form.reason"), Value: "abuse", Options: choices("report.form.reason.", house.ReportReasons()...)},
		{Name: "before", Kind: kit.Choice, Label: t("report.form.before"), Value: "0", Options: choices("report.form.before.", "0", "3", "5", "10")},
	}
	if !strings.HasPrefix(s.place, "@") {
		fields = append(fields, kit.Field{Name: "to", Kind: kit.Choice, Label: t("report.form.to"), Value: "floor", Options: choices("report.form.to.", "floor", "house")})
	}
	s.form = kit.NewForm(s.env, append(
		fields,
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("report.form.text"), Hint: t("report.form.text.hint")},
		kit.Field{Kind: kit.Button, Label: t("report.key.preview"), Do: s.preview},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: func() tea.Cmd { return kit.Send(kit.GoBack{}) }},
	)...)
}

type (
	previewed struct {
		by   *Give
		spec house.ReportSpec
		v    house.ReportPreview
		err  error
	}
	given struct {
		by  *Give
		err error
	}
)

// Init asks nothing of the house.
func (s *Give) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Give) Title() string { return s.env.T("report.key") }

// Place is where the post stands.
func (s *Give) Place() kit.Place { return kit.Place{Address: s.place} }

// Typing tells whether letters belong to a field.
func (s *Give) Typing() bool { return s.shown == nil && s.form.Typing() }

// Wants takes the key that leads back to the form.
func (s *Give) Wants(k tea.KeyPressMsg) bool { return s.shown != nil && kit.Is(k, "esc") }

// Dirty tells whether words would be lost.
func (s *Give) Dirty() bool { return !s.busy && strings.TrimSpace(s.form.Text("text")) != "" }

// Update takes keys and answers.
func (s *Give) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if s.shown == nil {
			return s, s.form.Update(msg)
		}
		if kit.Is(msg, "esc") {
			return s, s.change()
		}
		s.scroll.Update(msg)
	case tea.PasteMsg:
		if s.shown == nil {
			return s, s.form.Update(msg)
		}
	case previewed:
		if msg.by == s {
			return s, s.previewed(msg)
		}
	case given:
		if msg.by == s {
			return s, s.given(msg)
		}
	case kit.Changed:
		if s.shown != nil {
			s.write()
		}
	}
	return s, nil
}

// View draws the form, or what is handed over.
func (s *Give) View(w, h int) kit.View {
	if s.shown == nil {
		return s.form.View(w, h)
	}
	return page(s.scroll, w, h)
}

// preview asks the house what exactly would be handed over.
func (s *Give) preview() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	spec := house.ReportSpec{Posts: []house.MessageID{s.post}, To: s.form.Text("to"), Reason: s.form.Text("reason"), Text: s.form.Text("text")}
	before, _ := strconv.Atoi(s.form.Text("before"))
	place, q := s.place, house.ReadQuery{Kind: s.kind, Before: s.seq, Newest: true, Limit: before}
	if s.kind == house.KindBoard || s.kind == house.KindBlog {
		q.Thread = s.thread
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		if before > 0 {
			posts, err := h.Read(ctx, a, place, q)
			if err != nil {
				return previewed{by: s, err: err}
			}
			for _, p := range posts {
				if !p.Deleted && p.Kind != house.KindEvent && p.ID != spec.Posts[0] {
					spec.Posts = append(spec.Posts, p.ID)
				}
			}
		}
		v, err := h.PreviewReport(ctx, a, place, spec)
		return previewed{s, spec, v, err}
	})
}

func (s *Give) previewed(p previewed) tea.Cmd {
	if s.busy = false; p.err != nil {
		return kit.Send(kit.Failed{Err: p.err})
	}
	s.shown, s.spec = &p.v, p.spec
	s.write()
	return nil
}

// write says what would be handed over.
func (s *Give) write() {
	v, p := s.shown, &sheet{env: s.env}
	key := "report.preview.house"
	if v.To == "floor" {
		key = "report.preview.floor"
	}
	p.say(key, "Names", names(v.Readers), "Floor", kit.Clean(v.Floor))
	p.put("", s.env.N("report.preview.posts", len(v.Posts), "Room", kit.Clean(v.Room)))
	p.posts(v.Posts)
	p.put("", s.env.T("report.reason."+v.Reason))
	if v.Text != "" {
		p.say("report.text")
		p.put(kit.CleanText(v.Text))
	}
	p.put("")
	p.say("report.preview.room")
	p.say("report.preview.second", "Names", names(v.Second))
	p.say("report.preview.keep", "N", v.Keep)
	p.put("")
	p.say("report.preview.do")
	s.scroll.SetText(p.text())
}

func (s *Give) change() tea.Cmd {
	s.shown = nil
	return nil
}

func (s *Give) ask() tea.Cmd {
	return s.env.Confirm(s.env.T("report.key.give"), s.env.N("report.sure", len(s.shown.Posts), "Names", names(s.shown.Readers)), s.env.T("report.key.give"), s.give)
}

func (s *Give) give() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	place, spec := s.place, s.spec
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.Report(ctx, a, place, spec)
		return given{s, err}
	})
}

func (s *Give) given(g given) tea.Cmd {
	if g.err != nil {
		s.busy = false
		return kit.Send(kit.Failed{Err: g.err})
	}
	return tea.Batch(kit.Send(kit.GoBack{}), kit.Say("report.given"))
}
