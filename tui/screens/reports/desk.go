package reports

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are what a moderator does with the report that is open.
func (s *Desk) Keys() []kit.Key {
	if s.file == nil {
		return []kit.Key{kit.Bind("r", "home.key.again", s.load).InFooter()}
	}
	f := s.file
	shut := f.Shut != nil
	return []kit.Key{
		kit.Bind("t", "report.key.take", s.take).Unless(!f.MayTake, "report.key.not_now").InFooter(),
		kit.Bind("d", "report.key.decide", s.askDecide).Unless(!f.MayClose, "report.key.not_now").InFooter(),
		kit.Bind("a", "report.key.answer", s.askAnswer).Unless(shut || f.State == house.ReportClosed, "report.key.not_now").InFooter(),
		kit.Bind("p", "report.key.pass", s.askPass).Unless(!f.MayPass, "report.key.pass.off"),
		kit.Bind("esc left", "report.key.list", s.shut).InFooter(),
	}
}

// Desk is what lies before the moderators of a floor, or of the house.
type Desk struct {
	env    *kit.Env
	of     string // code of the floor, "" = the house
	list   *kit.List
	known  bool
	wrong  string
	all    []house.ReportLine
	file   *house.ReportFile // the one that is open
	scroll *kit.Scroll
	asking posts.Once
}

// NewDesk makes the desk of the floor of that code, of the house with "".
func NewDesk(env *kit.Env, of string) *Desk {
	s := &Desk{env: env, of: of, list: kit.NewList(env), scroll: kit.NewScroll(env)}
	s.list.Open = func(r kit.Row) tea.Cmd { return s.open(house.ReportID(r.ID)) }
	return s
}

type (
	deskLoaded struct {
		by  *Desk
		all []house.ReportLine
		err error
	}
	filed struct {
		by   *Desk
		file house.ReportFile
		say  string
		err  error
	}
)

// Init reads the list.
func (s *Desk) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Desk) Title() string { return s.env.T("report.title") }

// Typing tells whether letters belong to the find field.
func (s *Desk) Typing() bool { return s.file == nil && s.list.Typing() }

// Wants takes the key that closes a report, and the second digit of a number.
func (s *Desk) Wants(k tea.KeyPressMsg) bool {
	if s.file != nil {
		return kit.Is(k, "esc")
	}
	return s.list.Wants(k)
}

// Update takes keys, answers and events.
func (s *Desk) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.file == nil {
			return s, s.list.Update(msg)
		}
		if k, ok := msg.(tea.KeyPressMsg); ok && kit.Is(k, "esc") {
			return s, s.shut()
		}
		s.scroll.Update(msg)
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case deskLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case filed:
		if msg.by == s {
			return s, s.filed(msg)
		}
	}
	return s, nil
}

// View shows the list, or the report that is open.
func (s *Desk) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.file != nil:
		return page(s.scroll, w, h)
	}
	return s.list.View(w, h)
}

func (s *Desk) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	of := s.of
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.Reports(ctx, a, of)
		return deskLoaded{s, all, err}
	})
}

func (s *Desk) loaded(l deskLoaded) tea.Cmd {
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
	s.list.Empty = []string{s.env.T("report.none")}
	rows := make([]kit.Row, len(s.all))
	for i, l := range s.all {
		note := s.env.Ago(l.At)
		if !l.Opens {
			note = s.env.T("report.shut")
		}
		rows[i] = kit.Row{ID: string(l.ID), Label: string(l.ID) + "  " + line(s.env, l), Note: note, New: l.State == house.ReportNew || l.State == house.ReportAppealed}
	}
	s.list.SetRows(rows)
	if s.file != nil {
		s.write()
	}
}

func (s *Desk) open(id house.ReportID) tea.Cmd {
	return s.deed("", func(ctx context.Context, h kit.House, a house.Actor) (house.ReportFile, error) {
		return h.ReportFile(ctx, a, id)
	})
}

// deed does something with a report and shows it as it is then.
func (s *Desk) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor) (house.ReportFile, error)) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		f, err := do(ctx, h, a)
		return filed{s, f, say, err}
	})
}

func (s *Desk) filed(f filed) tea.Cmd {
	if f.err != nil {
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: f.err}))
	}
	s.file = &f.file
	s.write()
	if f.say == "" {
		return nil
	}
	return tea.Batch(s.load(), kit.Say(f.say), kit.Send(kit.Recount{}))
}

// write says what the open report says.
func (s *Desk) write() {
	f, p := s.file, &sheet{env: s.env}
	p.put(string(f.ID) + "  " + line(s.env, f.ReportLine))
	if f.Shut != nil {
		p.put("")
		p.say(f.Shut.Key, f.Shut.Args...)
		s.scroll.SetText(p.text())
		return
	}
	p.put("")
	p.say("report.by", "Name", kit.Clean(f.By), "Room", kit.Clean(f.Room))
	p.say("report.reason." + f.Reason)
	if f.Text != "" {
		p.say("report.text")
		p.put(kit.CleanText(f.Text))
	}
	p.posts(f.Posts)
	p.words(f.Words)
	if len(f.Others) > 0 {
		p.put("")
		p.say("report.others", "Names", names(f.Others))
	}
	s.scroll.SetText(p.text())
}

func (s *Desk) shut() tea.Cmd {
	s.file = nil
	return s.load()
}

func (s *Desk) take() tea.Cmd {
	id := s.file.ID
	return s.deed("report.did.taken", func(ctx context.Context, h kit.House, a house.Actor) (house.ReportFile, error) {
		return h.TakeReport(ctx, a, id)
	})
}

func (s *Desk) askAnswer() tea.Cmd {
	id := s.file.ID
	return s.env.Prompt(s.env.T("report.key.answer"), s.env.T("report.answer.text"), "", func(text string) tea.Cmd {
		return s.deed("report.did.answered", func(ctx context.Context, h kit.House, a house.Actor) (house.ReportFile, error) {
			return h.AnswerReport(ctx, a, id, text)
		})
	})
}

func (s *Desk) askDecide() tea.Cmd {
	say := func(upheld bool) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			id := s.file.ID
			return s.env.Prompt(s.env.T(verdict(upheld)), s.env.T("report.decide.text"), "", func(text string) tea.Cmd {
				return s.deed("report.did.decided", func(ctx context.Context, h kit.House, a house.Actor) (house.ReportFile, error) {
					return h.DecideReport(ctx, a, id, upheld, text)
				})
			})
		}
	}
	return kit.Send(kit.Ask{Title: s.env.T("report.key.decide"), Text: s.env.T("report.decide"), Options: []kit.Option{
		{Label: s.env.T("command.linear.word.upheld"), Do: say(true)},
		{Label: s.env.T("command.linear.word.dismissed"), Do: say(false)},
		{Label: s.env.T("common.cancel")},
	}})
}

func (s *Desk) askPass() tea.Cmd {
	id := s.file.ID
	var options []kit.Option
	for _, name := range s.file.Others {
		options = append(options, kit.Option{Label: kit.Clean(name), Do: func(string) tea.Cmd {
			return s.deed("report.did.passed", func(ctx context.Context, h kit.House, a house.Actor) (house.ReportFile, error) {
				return h.PassReport(ctx, a, id, name)
			})
		}})
	}
	options = append(options, kit.Option{Label: s.env.T("common.cancel")})
	return kit.Send(kit.Ask{Title: s.env.T("report.key.pass"), Text: s.env.T("report.pass"), Options: options})
}
