// Package register is where a newcomer, or the bearer of a ticket that leads to
// membership, gets an account: a name, a password, the terms. Afterwards the
// recovery code is shown once, and two of its groups are typed back.
package register

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are none: everything stands in the form.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen is the registration.
type Screen struct {
	env   *kit.Env
	form  *kit.Form
	busy  bool
	code  string      // recovery code, once there is an account
	actor house.Actor // who that account is

	rules  house.HouseRules
	ticket house.TicketKind // of the ticket that they came with, "" = none
	wrong  error            // why the house tells nobody its rules now
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env}
	s.ask()
	return s
}

// registered is the house's answer.
type registered struct {
	by    *Screen
	out   house.Registered
	actor house.Actor
	err   error
}

// what is what holds in the house.
type what struct {
	by     *Screen
	rules  house.HouseRules
	ticket house.TicketKind
	err    error
}

// Init asks who gets in here.
func (s *Screen) Init() tea.Cmd {
	bearer := s.env.Who().Role == house.RoleBearer
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		w := what{by: s}
		if w.rules, w.err = h.Rules(ctx, a); w.err != nil {
			return w
		}
		if bearer {
			door, err := h.Doorway(ctx, a)
			if err != nil {
				return kit.Fail(err)
			}
			w.ticket = door.Kind
		}
		return w
	})
}

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("register.title") }

// Typing tells that letters belong to a field.
func (s *Screen) Typing() bool { return s.form.Typing() }

// Dirty asks before what was typed is thrown away.
func (s *Screen) Dirty() bool { return s.code != "" || s.form.Dirty() }

// Update takes keys for the form and the house's answer.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case what:
		if msg.by == s && s.code == "" {
			s.holds(msg)
		}
	case registered:
		if msg.by == s {
			return s, s.answer(msg)
		}
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.form.Update(msg)
	}
	return s, nil
}

// View shows the form.
func (s *Screen) View(w, h int) kit.View { return s.form.View(w, h) }

// holds says what holds before anything is typed: the form is made anew where that
// changes it.
func (s *Screen) holds(w what) {
	s.rules, s.ticket, s.wrong = w.rules, w.ticket, w.err
	if s.form.Dirty() {
		return // somebody is quick; the house says it when they send
	}
	s.ask()
}

// shut tells whether nobody gets an account this way now.
func (s *Screen) shut() bool {
	switch {
	case s.wrong != nil:
		return true
	case s.ticket != "" && s.ticket != house.TicketMembership:
		return false
	case s.rules.NoAccounts:
		return true
	case s.visiting():
		return false
	case s.rules.Registration == house.RegistrationClosed:
		return true
	}
	return s.rules.Registration == house.ByInvitation && s.ticket == ""
}

// why says in a sentence why nobody gets an account this way now.
func (s *Screen) why() string {
	switch {
	case s.wrong != nil:
		return s.env.Sentence(s.wrong)
	case s.rules.NoAccounts:
		return s.env.T("entry.new.lockdown")
	}
	return s.env.T("entry.new." + string(s.rules.Registration))
}

// approves tells whether whoever registers waits for an admin's word.
func (s *Screen) approves() bool {
	return s.rules.Registration == house.ByApproval && s.ticket == "" && !s.visiting()
}

// ask builds the first form.
func (s *Screen) ask() {
	t := s.env.T
	if s.shut() {
		s.form = kit.NewForm(s.env,
			kit.Field{Kind: kit.Note, Label: s.why()},
			kit.Field{Kind: kit.Button, Label: t("redeem.read.rules"), Do: page("rules")},
			kit.Field{Kind: kit.Button, Label: t("register.read.terms"), Do: page("terms")},
			kit.Field{Kind: kit.Button, Label: t("register.read.privacy"), Do: page("privacy")},
			kit.Field{Kind: kit.Button, Label: t("emergency.title"), Do: func() tea.Cmd { return kit.Send(kit.GoEmergency{}) }},
			kit.Field{Kind: kit.Button, Label: t("common.quit"), Do: func() tea.Cmd { return kit.Send(kit.Leave{}) }},
		)
		return
	}
	intro := t("register.intro")
	switch {
	case s.visiting():
		intro = t("visit.join.what")
	case s.approves():
		intro = t("entry.new.approval")
	}
	offered, lang := s.languages()
	fields := []kit.Field{
		{Kind: kit.Note, Label: intro},
		{Kind: kit.Choice, Name: "lang", Label: t("register.language"), Value: lang, Options: offered},
		{Kind: kit.Line, Name: "name", Label: t("register.name"), Hint: t("register.name.hint")},
		{Kind: kit.Secret, Name: "password", Label: t("register.password"), Hint: t("register.password.hint")},
		{Kind: kit.Secret, Name: "again", Label: t("register.again")},
		{Kind: kit.Button, Label: t("register.read.terms"), Do: page("terms")},
		{Kind: kit.Button, Label: t("register.read.privacy"), Do: page("privacy")},
		{Kind: kit.Check, Name: "terms", Label: t("register.accept")},
	}
	if s.approves() {
		fields = append(fields, kit.Field{Kind: kit.Lines, Name: "message", Label: t("entry.message"), Hint: t("entry.message.hint")})
	}
	if s.env.Key != nil {
		fields = append(fields, kit.Field{Kind: kit.Check, Name: "key", Label: t("register.key"), Value: "yes", Hint: t("register.key.hint")})
	}
	s.form = kit.NewForm(s.env, append(fields, kit.Field{Kind: kit.Button, Label: t("register.do"), Do: s.register})...)
}

// visiting tells whether a visitor becomes a member, who keeps their room.
func (s *Screen) visiting() bool { return s.env.Who().Role == house.RoleGuestOf }

// languages are those that the house offers, and the one to begin with.
func (s *Screen) languages() ([]kit.Choose, string) {
	lang := string(s.env.Text.Lang())
	if len(s.rules.Languages) == 0 {
		return kit.Languages(s.env), lang
	}
	var offered []kit.Choose
	for _, id := range s.rules.Languages {
		for _, c := range kit.Languages(s.env) {
			if c.ID == id {
				offered = append(offered, c)
			}
		}
	}
	if !slices.Contains(s.rules.Languages, lang) {
		lang = s.rules.Languages[0]
	}
	return offered, lang
}

func page(name string) func() tea.Cmd {
	return func() tea.Cmd { return kit.Send(kit.GoPage{Name: name}) }
}

// answer shows what was wrong, or the recovery code.
func (s *Screen) answer(msg registered) tea.Cmd {
	s.busy = false
	if msg.err != nil {
		s.form.Wrong(fieldOf(msg.err), s.env.Sentence(msg.err))
		return nil
	}
	s.code, s.actor = msg.out.Recovery, msg.actor
	s.env.SetActor(msg.actor)
	s.form = kit.CodeForm(s.env, s.code, s.proven)
	return nil
}

// fieldOf tells where a refusal belongs.
func fieldOf(err error) string {
	for _, key := range []string{"error.password_short", "error.password_common", "error.password_long"} {
		if house.IsKey(err, key) {
			return "password"
		}
	}
	if house.IsKey(err, "error.terms") {
		return "terms"
	}
	return "name"
}

// proven goes on once the code was written down.
func (s *Screen) proven() tea.Cmd {
	if !kit.TypedBack(s.env, s.form, s.code) {
		return nil
	}
	return kit.Send(kit.Restart{})
}

// within is longer than other commands: the key is derived twice.
const within = 30 * time.Second

func (s *Screen) register() tea.Cmd {
	if s.busy {
		return nil
	}
	if s.form.Text("password") != s.form.Text("again") {
		s.form.Wrong("again", s.env.T("register.differ"))
		return nil
	}
	if !s.form.On("terms") {
		s.form.Wrong("terms", s.env.T("register.accept.first"))
		return nil
	}
	r := house.Registration{
		Name: s.form.Text("name"), Password: s.form.Text("password"), Lang: s.form.Text("lang"), AcceptTerms: true,
		Version: s.rules.Terms, Message: s.form.Text("message"),
	}
	if s.form.On("key") {
		r.Key, r.KeyName = s.env.Key, s.env.KeyName
	}
	s.busy = true
	visiting := s.visiting()
	return s.env.DoWithin(within, func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		register := h.Register
		if visiting {
			register = h.BecomeMember
		}
		out, actor, err := register(ctx, a, r)
		return registered{s, out, actor, err}
	})
}
