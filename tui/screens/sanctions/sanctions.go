// Package sanctions is who is kept from writing, from a floor or from the house: the page
// of a desk (Desk), on which admins mute, ban, lock and lift, and one's own (Mine), which
// is also all that somebody sees who is shut out of the house.
package sanctions

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are what those in office do.
func (s *Desk) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("ctrl+s", "sanction.form.do", s.ask).InFooter()}
	}
	v, chosen := s.selected()
	return []kit.Key{
		kit.Bind("c", "sanction.key.new", s.begin).Unless(!s.known, "common.loading").InFooter(),
		kit.Bind("l", "sanction.key.lift", s.askLift).Unless(!chosen || v.Over, "sanction.key.lift.off").InFooter(),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Desk is the page of a floor, or of the house.
type Desk struct {
	env    *kit.Env
	of     string // code of the floor, "" = the house
	list   *kit.List
	form   *kit.Form
	known  bool
	wrong  string
	busy   bool
	all    []house.Sanction
	asking posts.Once
}

// NewDesk makes the page of the floor of that code, of the house with "".
func NewDesk(env *kit.Env, of string) *Desk {
	s := &Desk{env: env, of: of, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd {
		v, _ := s.selected()
		return kit.Send(kit.GoText{Title: s.Title(), Text: says(s.env, v)})
	}
	return s
}

type (
	loaded struct {
		by  *Desk
		all []house.Sanction
		err error
	}
	tolled struct {
		by   *Desk
		spec house.SanctionSpec
		toll house.Toll
		err  error
	}
	did struct {
		by  *Desk
		say string
		err error
	}
)

// Init reads the list.
func (s *Desk) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Desk) Title() string { return s.env.T("sanction.title") }

// Typing tells whether letters belong to a field.
func (s *Desk) Typing() bool {
	return s.form != nil && s.form.Typing() || s.form == nil && s.list.Typing()
}

// Wants takes the key that closes the form, and the second digit of a number.
func (s *Desk) Wants(k tea.KeyPressMsg) bool {
	if s.form != nil {
		return kit.Is(k, "esc")
	}
	return s.list.Wants(k)
}

// Dirty tells whether a form would be lost.
func (s *Desk) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Desk) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form == nil {
			return s, s.list.Update(msg)
		}
		if k, ok := msg.(tea.KeyPressMsg); ok && kit.Is(k, "esc") {
			return s, s.cancel()
		}
		return s, s.form.Update(msg)
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case tolled:
		if msg.by == s {
			return s, s.tolled(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	}
	return s, nil
}

// View shows the form, or the list and beside it the chosen one.
func (s *Desk) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case kit.LayoutOf(w) == kit.Wide:
		lw, pw := kit.Split(w)
		v := s.list.View(lw, h)
		v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
		return v
	}
	return s.list.View(w, h)
}

func (s *Desk) selected() (house.Sanction, bool) { return find(s.all, s.list.Selected().ID) }

func find(all []house.Sanction, id string) (house.Sanction, bool) {
	for _, v := range all {
		if string(v.ID) == id {
			return v, true
		}
	}
	return house.Sanction{}, false
}

func (s *Desk) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.Sanctions(ctx, a, of)
		return loaded{s, all, err}
	})
}

func (s *Desk) loaded(l loaded) tea.Cmd {
	again := s.asking.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong, s.all = true, "", l.all
		s.show()
	case !s.known || kind == house.Forbidden || kind == house.NotFound:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return nil
}

func (s *Desk) show() {
	s.list.Empty = []string{s.env.T("sanction.none")}
	s.list.SetRows(rows(s.env, s.all, true))
}

func rows(env *kit.Env, all []house.Sanction, named bool) []kit.Row {
	out := make([]kit.Row, len(all))
	for i, v := range all {
		label := what(env, v)
		if named {
			label = kit.Clean(v.Name) + " · " + label
		}
		out[i] = kit.Row{ID: string(v.ID), Label: label, More: says(env, v), Off: v.Over, New: v.Appealed && !v.Over}
	}
	return out
}

// what says what somebody is kept from, and until when.
func what(env *kit.Env, v house.Sanction) string {
	key := "sanction." + string(v.Kind)
	if v.Floor != "" {
		key += ".floor"
	}
	until := env.T("sanction.until.lifted")
	switch {
	case v.Lifted:
		until = env.T("sanction.lifted")
	case v.Over:
		until = env.T("sanction.over")
	case !v.Until.IsZero():
		until = env.T("sanction.until", "Time", env.Text.DateTime(v.Until.In(env.Location)))
	}
	return env.T(key, "Floor", kit.Clean(v.Floor)) + " · " + until
}

// says is everything about one, to those in office.
func says(env *kit.Env, v house.Sanction) string {
	lines := []string{
		kit.Clean(v.Name), what(env, v), env.T("sanction.by", "Name", kit.Clean(v.By)) + " · " + env.Text.DateTime(v.At.In(env.Location)),
		"", env.T("sanction.why", "Why", kit.CleanText(v.Why)),
	}
	if v.Appealed {
		lines = append(lines, "", env.T("sanction.appealed"))
	}
	for _, w := range v.Words {
		lines = append(lines, env.T("report.word."+w.Kind)+" · "+kit.Clean(w.By)+" · "+env.Text.DateTime(w.At.In(env.Location)), kit.CleanText(w.Text))
	}
	return strings.Join(lines, "\n")
}

func (s *Desk) begin() tea.Cmd {
	t := s.env.T
	kinds := []kit.Choose{{ID: "mute", Label: t("sanction.form.mute")}, {ID: "ban", Label: t("sanction.form.ban")}}
	if s.of == "" {
		kinds = append(kinds, kit.Choose{ID: "lock", Label: t("sanction.form.lock")})
	}
	spans := make([]kit.Choose, 0, 7)
	for _, d := range []string{"1h", "1d", "3d", "7d", "30d", "90d", "365d"} {
		spans = append(spans, kit.Choose{ID: d, Label: t("sanction.form." + d)})
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "who", Label: t("sanction.form.who")},
		kit.Field{Name: "kind", Kind: kit.Choice, Label: t("sanction.form.kind"), Value: "mute", Options: kinds},
		kit.Field{Name: "for", Kind: kit.Choice, Label: t("sanction.form.for"), Value: "7d", Options: spans},
		kit.Field{Name: "why", Kind: kit.Lines, Label: t("sanction.form.why"), Hint: t("sanction.form.why.hint")},
		kit.Field{Kind: kit.Button, Label: t("sanction.form.do"), Do: s.ask},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.cancel},
	)
	return nil
}

func (s *Desk) cancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if s.form == nil || !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("shell.discard"), s.env.T("shell.discard.text"), s.env.T("shell.discard.yes"), closing)
}

// span reads the choices of the form.
func span(id string) time.Duration {
	if id == "1h" {
		return time.Hour
	}
	days := map[string]int{"1d": 1, "3d": 3, "7d": 7, "30d": 30, "90d": 90, "365d": 365}[id]
	return time.Duration(days) * 24 * time.Hour
}

// ask first asks the house what it would take away.
func (s *Desk) ask() tea.Cmd {
	if s.busy || s.form == nil {
		return nil
	}
	s.busy = true
	of := s.of
	spec := house.SanctionSpec{
		Kind: house.SanctionKind(s.form.Text("kind")), Name: house.CleanName(s.form.Text("who")), For: span(s.form.Text("for")), Text: s.form.Text("why"),
	}
	if spec.Kind == house.SanctionLock {
		spec.For = 0
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		toll, err := h.SanctionToll(ctx, a, of, spec)
		return tolled{s, spec, toll, err}
	})
}

func (s *Desk) tolled(m tolled) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return s.refused(m.err)
	}
	if strings.TrimSpace(m.spec.Text) == "" {
		s.form.Wrong("why", s.env.T("error.sanction_why"))
		return nil
	}
	text := s.env.T("sanction.sure."+string(m.spec.Kind), "Name", kit.Clean(m.spec.Name))
	if m.spec.Kind != house.SanctionMute {
		text += " " + s.env.TollLines(m.toll)
	}
	return s.env.Confirm(s.env.T("sanction.sure", "Name", kit.Clean(m.spec.Name)), text, s.env.T("sanction.form.do"), func() tea.Cmd {
		of := s.of
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			_, err := h.Sanction(ctx, a, of, m.spec)
			return did{s, "sanction.did", err}
		})
	})
}

func (s *Desk) refused(err error) tea.Cmd {
	field := map[string]string{"error.no_such_person": "who", "error.to_oneself": "who", "error.sanction_office": "who", "error.sanction_why": "why"}
	for key, name := range field {
		if s.form != nil && house.IsKey(err, key) {
			s.form.Wrong(name, s.env.Sentence(err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: err})
}

func (s *Desk) did(d did) tea.Cmd {
	if d.err != nil {
		return s.refused(d.err)
	}
	s.form = nil
	return tea.Batch(s.load(), kit.Say(d.say))
}

func (s *Desk) askLift() tea.Cmd {
	v, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Confirm(s.env.T("sanction.key.lift"), kit.Clean(v.Name)+": "+what(s.env, v), s.env.T("sanction.key.lift"), func() tea.Cmd {
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			_, err := h.LiftSanction(ctx, a, v.ID)
			return did{s, "sanction.did.lifted", err}
		})
	})
}
