// Package kittest drives a screen, or the whole shell, without SSH: keys go in,
// and what an emulated terminal shows comes out.
//
// A test stands in for the house by embedding House and writing the methods its
// screen calls:
//
//	type rooms struct{ kittest.House }
//	func (rooms) Rooms(…) ([]house.Room, error) { … }
//
//	s := kittest.New(t, 80, 24, home.New(kittest.Env(rooms{})))
//	s.Press("down", "enter")
//	s.Wants("Steuerkreis")
//	s.Golden("home")
//
// Goldens lie in testdata; go test -update writes them. Screens made here have no
// shell around them: what a screen asks of it is kept in Asked.
package kittest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// House stands in for the house. A method that a test did not write panics.
type House struct{ kit.House }

// update is the flag of every test program that has goldens.
var update = flag.Bool("update", false, "write the golden files anew")

// Sizes are those that every screen is tested in.
func Sizes() [][2]int { return [][2]int{{40, 16}, {80, 24}, {120, 40}, {200, 60}} }

// Clock is the time of tests.
var Clock = time.Date(2026, time.March, 3, 14, 5, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant that Go cannot say

// Env is a session of the member mara, in English, over a stand-in for the house.
func Env(h kit.House) *kit.Env {
	return &kit.Env{
		House:    h,
		Actor:    func() house.Actor { return house.Actor{} },
		SetActor: func(house.Actor) {},
		Who:      func() kit.Who { return kit.Who{Role: house.RoleInside, Name: "mara"} },
		Session:  context.Background(),
		Text:     text.For(text.English), Styles: kit.NewStyles(true),
		Width: 80, Height: 24, UTF8: true, Location: time.UTC,
		Now: func() time.Time { return Clock },
		After: func(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd {
			return func() tea.Msg { return later{d, fn} }
		},
		Slip:      func(i house.Issued) string { return "slip " + i.Code },
		HouseName: "Stockwerk", Host: "house.example", Port: 2222, Fingerprint: "SHA256:abc",
	}
}

// later is a message that waits for Pass.
type later struct {
	d  time.Duration
	fn func(time.Time) tea.Msg
}

// Driver feeds a model and runs its commands, one after the other, in the test's
// own goroutine.
type Driver struct {
	// Asked are the messages that a lone screen sent to its shell.
	Asked []tea.Msg
	// Quit is set once the model asked for the end.
	Quit bool
	// Raw is what went to the terminal beside the views.
	Raw string
	// Clipboard is what was copied last.
	Clipboard string

	t       testing.TB
	model   tea.Model
	w, h    int
	waiting []later
	skew    time.Duration
}

// New drives a lone screen of w by h cells.
func New(t testing.TB, w, h int, s kit.Screen) *Driver {
	return NewModel(t, w, h, &alone{screen: s})
}

// NewModel drives a whole model, such as that of tui.New.
func NewModel(t testing.TB, w, h int, m tea.Model) *Driver {
	t.Helper()
	d := &Driver{t: t, model: m, w: w, h: h}
	d.Send(tea.WindowSizeMsg{Width: w, Height: h})
	d.run(m.Init())
	return d
}

// alone is the least of a shell.
type alone struct {
	screen kit.Screen
	w, h   int
}

func (a *alone) Init() tea.Cmd { return a.screen.Init() }

func (a *alone) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = msg.Width, msg.Height
		return a, nil
	case tea.KeyPressMsg:
		wants := false
		if w, ok := a.screen.(kit.Wanter); ok {
			wants = w.Wants(msg)
		}
		typist, ok := a.screen.(kit.Typist)
		if key, found := kit.Find(a.screen.Keys(), msg, ok && typist.Typing()); found && !wants {
			if key.Off != "" {
				return a, kit.Say(key.Off)
			}
			return a, key.Do()
		}
	}
	var cmd tea.Cmd
	a.screen, cmd = a.screen.Update(msg)
	return a, cmd
}

func (a *alone) View() tea.View {
	body := a.screen.View(a.w, a.h)
	v := tea.NewView(strings.Join(kit.Fill(body.Lines, a.h), "\n"))
	v.Cursor = body.Cursor
	return v
}

// Press sends keys by their names: "a", "enter", "ctrl+s", "esc".
func (d *Driver) Press(keys ...string) {
	d.t.Helper()
	for _, name := range keys {
		d.Send(Key(name))
	}
}

// Type sends a text letter by letter.
func (d *Driver) Type(text string) {
	d.t.Helper()
	for _, r := range text {
		d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Paste sends a text at once.
func (d *Driver) Paste(text string) { d.Send(tea.PasteMsg{Content: text}) }

// Resize changes the window.
func (d *Driver) Resize(w, h int) {
	d.w, d.h = w, h
	d.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// Send gives the model a message and runs what follows from it to the end.
func (d *Driver) Send(msg tea.Msg) {
	var cmd tea.Cmd
	d.model, cmd = d.model.Update(msg)
	d.run(cmd)
}

// Pass lets time go by for what waits.
func (d *Driver) Pass(by time.Duration) {
	d.skew += by
	due := d.waiting
	d.waiting = nil
	for _, w := range due {
		if w.d > by {
			d.waiting = append(d.waiting, later{w.d - by, w.fn})
			continue
		}
		d.Send(w.fn(Clock.Add(d.skew)))
	}
}

func (d *Driver) run(cmd tea.Cmd) {
	if cmd != nil {
		d.deliver(cmd())
	}
}

func (d *Driver) deliver(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case later:
		d.waiting = append(d.waiting, msg)
	case tea.QuitMsg:
		d.Quit = true
	case tea.RawMsg:
		raw, _ := msg.Msg.(string)
		d.Raw += raw
	default:
		d.rest(msg)
	}
}

// rest delivers the messages that Bubble Tea keeps to itself, and all others.
func (d *Driver) rest(msg tea.Msg) {
	v := reflect.ValueOf(msg)
	if v.Type() == reflect.TypeOf(tea.SetClipboard("")()) {
		d.Clipboard = v.String()
		return
	}
	if cmds, ok := sequence(v); ok {
		for _, cmd := range cmds {
			d.run(cmd)
		}
		return
	}
	if strings.HasPrefix(v.Type().PkgPath(), "charm.land/") {
		return // asks something of the terminal
	}
	if _, lone := d.model.(*alone); lone && v.Type().PkgPath() == reflect.TypeFor[kit.Toast]().PkgPath() && v.Type().PkgPath() != "" && exported(v.Type().Name()) {
		d.Asked = append(d.Asked, msg)
	}
	d.Send(msg)
}

func exported(name string) bool { return name != "" && name[0] >= 'A' && name[0] <= 'Z' }

func sequence(v reflect.Value) ([]tea.Cmd, bool) {
	want := reflect.TypeOf(tea.Sequence(func() tea.Msg { return nil }, func() tea.Msg { return nil })())
	if v.Type() != want {
		return nil, false
	}
	cmds, ok := v.Convert(reflect.TypeFor[[]tea.Cmd]()).Interface().([]tea.Cmd)
	return cmds, ok
}

// Screen is what the emulated terminal shows, without spaces at the line ends.
func (d *Driver) Screen() string {
	d.t.Helper()
	view := d.model.View()
	em := vt.NewEmulator(d.w, d.h)
	defer func() { _ = em.Close() }()
	lines := strings.Split(view.Content, "\n")
	if len(lines) > d.h {
		d.t.Errorf("view has %d lines, want at most %d", len(lines), d.h)
	}
	for y, line := range lines {
		if n := kit.Width(line); n > d.w {
			d.t.Errorf("line %d has %d cells, want at most %d: %q", y+1, n, d.w, line)
		}
		if y > 0 {
			_, _ = em.WriteString("\r\n")
		}
		_, _ = em.WriteString(line)
	}
	shown := strings.Split(em.String(), "\n")
	for y := range shown {
		shown[y] = strings.TrimRight(shown[y], " ")
	}
	return strings.TrimRight(strings.Join(shown, "\n"), "\n") + "\n"
}

// View is the model's view as it is.
func (d *Driver) View() tea.View { return d.model.View() }

// Shows tells whether the screen shows a text.
func (d *Driver) Shows(text string) bool { return strings.Contains(d.Screen(), text) }

// Wants fails the test unless the screen shows each text.
func (d *Driver) Wants(texts ...string) {
	d.t.Helper()
	screen := d.Screen()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			d.t.Errorf("screen does not show %q:\n%s", text, screen)
		}
	}
}

// Lacks fails the test when the screen shows one of the texts.
func (d *Driver) Lacks(texts ...string) {
	d.t.Helper()
	screen := d.Screen()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			d.t.Errorf("screen shows %q:\n%s", text, screen)
		}
	}
}

// WantAsked fails the test unless the lone screen's last request is want.
func (d *Driver) WantAsked(want tea.Msg) {
	d.t.Helper()
	if n := len(d.Asked); n == 0 || !reflect.DeepEqual(d.Asked[n-1], want) {
		d.t.Errorf("got the requests %#v, want %#v last", d.Asked, want)
	}
}

// WantNoEscape fails the test when the view holds an escape sequence other than
// for colours, or another control character.
func (d *Driver) WantNoEscape() {
	d.t.Helper()
	bare := kit.Bare(d.model.View().Content)
	for _, r := range bare {
		if r != '\n' && (r < 0x20 || r >= 0x7F && r < 0xA0) {
			d.t.Fatalf("view holds the control character %U:\n%q", r, bare)
		}
	}
	content := d.model.View().Content
	for rest := content; ; {
		_, after, found := strings.Cut(rest, "\x1b")
		if !found {
			return
		}
		end := strings.IndexFunc(after, func(r rune) bool { return r != '[' && r != ';' && (r < '0' || r > '9') })
		if end < 0 || after[end] != 'm' {
			d.t.Fatalf("view holds an escape sequence that is no colour: %q", after[:min(len(after), 20)])
		}
		rest = after
	}
}

// Golden compares the screen with testdata/NAME-WxH.txt.
func (d *Driver) Golden(name string) {
	d.t.Helper()
	path := filepath.Join("testdata", name+"-"+strconv.Itoa(d.w)+"x"+strconv.Itoa(d.h)+".txt")
	got := d.Screen()
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatalf("%v (go test -update writes it)", err)
	}
	if got != string(want) {
		d.t.Errorf("%s differs (go test -update writes it anew):\n%s", path, differences(got, string(want)))
	}
}

// differences are the first lines that are not the same.
func differences(got, want string) string {
	const most = 6
	var b strings.Builder
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for y, n := 0, 0; y < max(len(g), len(w)) && n < most; y++ {
		var have, should string
		if y < len(g) {
			have = g[y]
		}
		if y < len(w) {
			should = w[y]
		}
		if have != should {
			n++
			b.WriteString("line " + strconv.Itoa(y+1) + "\n  got  " + have + "\n  want " + should + "\n")
		}
	}
	return b.String()
}
