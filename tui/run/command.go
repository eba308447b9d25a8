package run

import (
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Bubble Tea keeps the types of some messages to itself. They are known here by
// the messages its own constructors make.
var (
	sequenceType   = reflect.TypeOf(tea.Sequence(nothing, nothing)())
	clearType      = reflect.TypeOf(tea.ClearScreen())
	sizeType       = reflect.TypeOf(tea.RequestWindowSize())
	clipboardType  = reflect.TypeOf(tea.SetClipboard("")())
	primaryType    = reflect.TypeOf(tea.SetPrimaryClipboard("")())
	capabilityType = reflect.TypeOf(tea.RequestCapability("")())

	queries = map[reflect.Type]string{
		reflect.TypeOf(tea.RequestBackgroundColor()): ansi.RequestBackgroundColor,
		reflect.TypeOf(tea.RequestForegroundColor()): ansi.RequestForegroundColor,
		reflect.TypeOf(tea.RequestCursorColor()):     ansi.RequestCursorColor,
		reflect.TypeOf(tea.RequestCursorPosition()):  ansi.RequestExtendedCursorPositionReport,
		reflect.TypeOf(tea.RequestTerminalVersion()): ansi.RequestNameVersion,
	}
)

func nothing() tea.Msg { return nil }

// After is tea.Tick for a session: fn is called in the loop once d has passed
// and its message goes to Update. Unlike a Tick it needs no goroutine while it
// waits and does not outlive the session. In a tea.Sequence it does not hold up
// what follows.
func After(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd {
	return func() tea.Msg { return after{d, fn} }
}

type after struct {
	d  time.Duration
	fn func(time.Time) tea.Msg
}

// due is an after whose time has come.
type due struct {
	timer *time.Timer
	at    time.Time
	fn    func(time.Time) tea.Msg
}

// start runs a command beside the loop.
func (l *loop) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	of := l.effects.add()
	go func() {
		l.run(cmd)
		if of != noKey {
			l.effects.tell(of, l.done)
		}
	}()
}

// run runs one command to its end, with all that follows from it, in the
// calling goroutine. It must not be called by the loop's own goroutine.
func (l *loop) run(cmd tea.Cmd) {
	defer func() {
		if v := recover(); v != nil {
			l.send(newPanicError("command", v))
		}
	}()
	l.deliver(cmd())
}

func (l *loop) deliver(msg tea.Msg) {
	if batch, ok := msg.(tea.BatchMsg); ok {
		l.together(batch)
	} else if seq, ok := sequenceOf(msg); ok {
		for _, cmd := range seq {
			if cmd != nil && !l.isOver() {
				l.run(cmd)
			}
		}
	} else if msg != nil {
		l.send(msg)
	}
}

// together runs commands side by side and waits for them, the last one in the
// calling goroutine: one goroutine a command, none that only waits.
func (l *loop) together(cmds []tea.Cmd) {
	var wg sync.WaitGroup
	for i, cmd := range cmds {
		if cmd == nil || l.isOver() {
			continue
		}
		if i == len(cmds)-1 {
			l.run(cmd)
			continue
		}
		wg.Go(func() { l.run(cmd) })
	}
	wg.Wait()
}

func sequenceOf(msg tea.Msg) ([]tea.Cmd, bool) {
	if msg == nil || reflect.TypeOf(msg) != sequenceType {
		return nil, false
	}
	cmds, ok := reflect.ValueOf(msg).Convert(reflect.TypeFor[[]tea.Cmd]()).Interface().([]tea.Cmd)
	return cmds, ok
}

// send hands a message to the loop, or drops it when the session is over.
func (l *loop) send(msg tea.Msg) {
	select {
	case l.msgs <- msg:
	case <-l.done:
	}
}

func (l *loop) isOver() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// later arms the timer of an after; stopped with the session.
func (l *loop) later(a after) {
	if a.fn == nil {
		return
	}
	// The callback may run before this function returns: it takes the timer
	// from a channel, since reading a variable would be a race.
	self := make(chan *time.Timer, 1)
	t := time.AfterFunc(a.d, func() { l.send(due{<-self, time.Now(), a.fn}) })
	self <- t
	l.timers[t] = struct{}{}
}

// internal does what a message asks of the runner itself and says whether it
// was such a message; those never reach the model.
func (l *loop) internal(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.QuitMsg:
		l.quit = true
	case tea.InterruptMsg:
		l.end(tea.ErrInterrupted)
	case *PanicError:
		l.end(msg)
	case tea.SuspendMsg:
	case tea.BatchMsg:
		go l.together(msg)
	case tea.RawMsg:
		l.raw(msg.Msg)
	case after:
		l.later(msg)
	case due:
		delete(l.timers, msg.timer)
		l.where = "command"
		l.handle(msg.fn(msg.at))
	default:
		return l.hidden(msg)
	}
	return true
}

// hidden is internal for the messages whose types Bubble Tea does not export.
func (l *loop) hidden(msg tea.Msg) bool {
	switch t := reflect.TypeOf(msg); t {
	case sequenceType:
		go l.deliver(msg)
	case clearType:
		l.screen.forget()
		l.changed()
	case sizeType:
		l.update(tea.WindowSizeMsg{Width: l.size.Width, Height: l.size.Height})
	case clipboardType:
		l.raw(ansi.SetSystemClipboard(reflect.ValueOf(msg).String()))
	case primaryType:
		l.raw(ansi.SetPrimaryClipboard(reflect.ValueOf(msg).String()))
	case capabilityType:
		l.raw(ansi.RequestTermcap(reflect.ValueOf(msg).String()))
	default:
		query, ok := queries[t]
		if ok {
			l.raw(query)
		}
		return ok
	}
	return true
}
