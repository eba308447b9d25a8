package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/run"
)

// shell is the session's model: the stack of screens and what is around it.
type shell struct {
	given Env
	env   *kit.Env
	mail  *mailbox
	lang  text.Lang // chosen in this session, "" = by the actor

	stack     []frame
	past      []kit.Go // pages seen, for "back to the last place"
	walk      walk
	counts    counts
	reminders reminders

	toast  string // until the next key
	bad    bool   // the toast is an error
	notice string // until it is taken back

	announced map[string]bool // what the house has said so far
	counting  bool            // the notice says when the house closes
	armed     time.Time       // what the next step of the countdown, on its way, counts to

	chord   bool   // the first half of the quick exit
	blank   bool   // nothing is drawn any more
	linear  bool   // left for the linear mode
	sealed  bool   // locked after rest: only the lock screen and the emergency page
	gate    kit.Go // the page that the person has to get past, nil = none
	mouse   bool
	bell    string
	lastKey time.Time
	frame   chrome
}

// frame is a screen of the stack; a dialog has no place.
type frame struct {
	screen kit.Screen
	at     kit.Go
}

// New makes the model of a session, the channel for run.Options.Notify, and what
// ends the session. It does no I/O.
func New(given Env) (model tea.Model, notify <-chan tea.Msg, end func()) {
	session := given.Session
	if session == nil {
		session = context.Background()
	}
	session, cancel := context.WithCancel(session)
	s := &shell{given: given, env: given.kit(session), mail: newMailbox()}
	s.lastKey = s.env.Now()
	return s, s.mail.notify, func() {
		cancel()
		s.mail.close()
	}
}

// Init opens the first screen and subscribes to what happens. A visitor's screen
// waits for the answer, since only the house knows their room.
func (s *shell) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, tea.Sequence(s.begin(), s.warn()), s.rest(idleAfter))
}

// warn tells of wrong passwords at the door, before anything else is done.
func (s *shell) warn() tea.Cmd {
	if s.given.Misses == 0 {
		return nil
	}
	return kit.Send(kit.Ask{
		Title: s.env.T("account.misses.title"), Text: s.env.N("account.misses", s.given.Misses),
		Options: []kit.Option{{Label: s.env.T("common.ok")}},
	})
}

// Update takes every message of the session.
func (s *shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s, s.press(msg)
	case tea.PasteMsg, tea.MouseClickMsg, tea.MouseWheelMsg, tea.MouseReleaseMsg, tea.MouseMotionMsg:
		s.stir()
		return s, s.top(msg)
	case tea.WindowSizeMsg:
		s.env.Width, s.env.Height = msg.Width, msg.Height
		return s, nil
	case tea.BackgroundColorMsg:
		s.env.Styles = kit.NewStyles(msg.IsDark())
		return s, s.all(kit.Changed{})
	case run.PasteCut:
		s.say(false, s.env.N("shell.paste_cut", msg.Limit>>10))
		return s, nil
	case tea.ColorProfileMsg:
		s.env.Colours = msg.Profile > colorprofile.ASCII
		return s, nil
	case tea.FocusMsg, tea.BlurMsg, tea.KeyReleaseMsg:
		return s, nil
	}
	if cmd, known := s.request(msg); known {
		return s, cmd
	}
	if cmd, known := s.own(msg); known {
		return s, cmd
	}
	return s, s.all(msg)
}

// request does what screens ask of the shell.
func (s *shell) request(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case kit.Go:
		return s.open(msg), true
	case kit.GoBack:
		return s.back(), true
	case kit.Instead:
		return tea.Sequence(s.pop(), kit.Send(msg.Go)), true
	case kit.Restart:
		return s.restart(), true
	case kit.Passed:
		return s.passed(), true
	case kit.Unlocked:
		return s.unlocked(), true
	case kit.StaySealed:
		s.sealed = false
		if s.gate != nil {
			return tea.Sequence(s.clear(), kit.Send(s.gate)), true
		}
		return tea.Sequence(s.clear(), kit.Send(kit.GoHome{})), true
	case kit.NextUnread:
		return s.next(), true
	case kit.Recount:
		return s.recount(time.Second), true
	case kit.Toast:
		s.say(false, s.env.T(msg.Key, msg.Args...))
	case kit.Failed:
		return s.failed(msg.Err), true
	case kit.Ask:
		return s.push(newDialog(s.env, msg), nil), true
	case kit.Prefer:
		return s.prefer(msg.Settings), true
	case kit.Speak:
		s.lang = msg.Lang
		return s.speak(), true
	case kit.Run:
		return s.runLine(msg.Line), true
	case kit.Leave:
		return s.leave(), true
	case kit.Quit:
		return tea.Sequence(s.save(), tea.Quit), true
	default:
		return nil, false
	}
	return nil, true
}

// own takes the answers to the shell's own commands, and events.
func (s *shell) own(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case wake:
		return s.events(), true
	case house.Event:
		return s.event(msg), true
	case begun:
		return s.begunWith(msg), true
	case stands:
		return s.stands(msg.self), true
	case counted:
		return s.counted(msg), true
	case countDue:
		return s.countDue(msg), true
	case remindDue:
		return s.remindDue(), true
	case reminded:
		return s.reminded(msg), true
	case walked:
		return s.walked(msg), true
	case answered:
		return s.answered(msg), true
	case present:
		return s.present(msg), true
	case idle:
		return s.idle(), true
	case countdown:
		return s.ticks(msg), true
	case chosen:
		return tea.Sequence(s.pop(), msg.do), true
	case acted:
		return s.do(msg.key), true
	}
	return nil, false
}

// top gives a message to the screen on top alone.
func (s *shell) top(msg tea.Msg) tea.Cmd {
	if len(s.stack) == 0 {
		return nil
	}
	return s.give(len(s.stack)-1, msg)
}

// all gives a message to every screen.
func (s *shell) all(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for i := range s.stack {
		if cmd := s.give(i, msg); cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	return tea.Batch(cmds...)
}

func (s *shell) give(i int, msg tea.Msg) tea.Cmd {
	screen, cmd := s.stack[i].screen.Update(msg)
	s.stack[i].screen = screen
	return cmd
}

func (s *shell) say(bad bool, sentence string) { s.toast, s.bad = kit.Clean(sentence), bad }

// failed says what went wrong; sealed rooms lead to the lock.
func (s *shell) failed(err error) tea.Cmd {
	switch {
	case house.IsKey(err, "error.terms_due"):
		return s.hold(kit.GoConsent{})
	case house.IsKey(err, "error.approval_waits"):
		return s.hold(kit.GoArrival{})
	}
	if house.IsKey(err, "error.locked") && s.env.Who().Member() {
		return s.open(kit.GoLock{})
	}
	s.say(true, s.env.Sentence(err))
	return nil
}

// prefer applies settings at once.
func (s *shell) prefer(set house.Settings) tea.Cmd {
	s.mouse, s.bell = set.Mouse, set.Rings()
	if lang, ok := text.Parse(set.Lang); ok {
		s.lang = lang
	}
	return s.speak()
}

// speak takes the language that is due now.
func (s *shell) speak() tea.Cmd {
	lang := s.lang
	if lang == "" {
		lang = s.given.language()
	}
	if s.env.Text.Lang() == lang {
		return nil
	}
	s.env.Text = text.For(lang)
	return s.all(kit.Changed{})
}
