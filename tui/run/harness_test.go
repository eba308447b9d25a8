package run_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"stockwerk/tui/run"
)

// terminal is a client: what the session writes is shown by an emulator.
type terminal struct {
	conn net.Conn
	mu   sync.Mutex
	emu  *vt.Emulator
	raw  strings.Builder // everything received
	mode map[ansi.Mode]bool
	name string // the window's title
	gone chan struct{}
}

func newTerminal(conn net.Conn, w, h int) *terminal {
	c := &terminal{conn: conn, emu: vt.NewEmulator(w, h), mode: map[ansi.Mode]bool{}, gone: make(chan struct{})}
	c.emu.SetCallbacks(vt.Callbacks{
		Title:       func(s string) { c.name = s },
		EnableMode:  func(m ansi.Mode) { c.mode[m] = true },
		DisableMode: func(m ansi.Mode) { c.mode[m] = false },
	})
	go c.listen()
	go func() { _, _ = io.Copy(conn, c.emu) }() // a terminal's answers
	return c
}

func (c *terminal) listen() {
	defer close(c.gone)
	defer func() { _ = c.emu.InputPipe().(io.Closer).Close() }() // ends the answers
	buf := make([]byte, 1<<20)                                   // a frame in one piece: the emulator shows letters by the write
	for {
		n, err := c.conn.Read(buf)
		c.mu.Lock()
		c.raw.Write(buf[:n])
		_, _ = c.emu.Write(buf[:n])
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// rows is the text on the screen, a string per row without trailing blanks.
func (c *terminal) rows() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	rows := make([]string, c.emu.Height())
	for y := range rows {
		var row strings.Builder
		for x := 0; x < c.emu.Width(); x++ {
			if cell := c.emu.CellAt(x, y); cell != nil {
				row.WriteString(cell.Content)
			}
		}
		rows[y] = strings.TrimRight(row.String(), " ")
	}
	return rows
}

func (c *terminal) received() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.raw.String()
}

func (c *terminal) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw.Reset()
}

// viewRows is what a terminal of that size has to show for content.
func viewRows(content string, w, h int) []string {
	rows := make([]string, h)
	for y, line := range strings.Split(content, "\n") {
		if y < h {
			rows[y] = strings.TrimRight(ansi.Truncate(ansi.Strip(line), w, ""), " ")
		}
	}
	return rows
}

// session is a running Run and its client, inside a synctest bubble.
type session struct {
	t     *testing.T
	term  *terminal
	model *board
	ended bool
	err   error
	final tea.Model
	stop  context.CancelFunc
	conn  net.Conn // the server's side
}

func start(t *testing.T, model *board, o run.Options) *session {
	t.Helper()
	server, client := net.Pipe()
	if o.Profile == colorprofile.Unknown {
		o.Profile = colorprofile.TrueColor
	}
	shown := o.Size.Clamped()
	ctx, stop := context.WithCancel(t.Context())
	s := &session{t: t, term: newTerminal(client, shown.Width, shown.Height), model: model, stop: stop, conn: server}
	go func() {
		s.final, s.err = run.Run(ctx, model, server, o)
		s.ended = true
	}()
	t.Cleanup(func() {
		stop()
		_ = client.Close()
		_ = server.Close()
	})
	synctest.Wait()
	return s
}

// send writes keys and waits until the session has nothing left to do at once.
func (s *session) send(keys string) {
	s.t.Helper()
	turns.order()
	if _, err := io.WriteString(s.term.conn, keys); err != nil {
		s.t.Fatalf("write keys: %v", err)
	}
	synctest.Wait()
}

// turns orders, for the race detector, what a test did before it let the clock
// run and what a session's timer does then; the bubble's clock alone does not.
var turns ordering

type ordering struct{ mu sync.Mutex }

func (o *ordering) order() {
	o.mu.Lock()
	defer o.mu.Unlock()
}

// pass lets the bubble's clock run.
func pass(d time.Duration) {
	turns.order()
	<-time.After(d)
	synctest.Wait()
}

func (s *session) finished(want time.Duration) {
	s.t.Helper()
	pass(want)
	if !s.ended {
		s.t.Fatalf("session still runs after %v", want)
	}
}

// board is a model that remembers what it was told and shows what it is given.
type board struct {
	got    []tea.Msg
	view   func(b *board) tea.View
	update func(b *board, msg tea.Msg) tea.Cmd
	init   tea.Cmd
	w, h   int
	n      int
}

func (b *board) Init() tea.Cmd { return b.init }

func (b *board) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	turns.order()
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		b.w, b.h = size.Width, size.Height
	}
	b.n++
	if len(b.got) < 1000 {
		b.got = append(b.got, msg)
	}
	if b.update != nil {
		return b, b.update(b, msg)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "q" {
		return b, tea.Quit
	}
	return b, nil
}

func (b *board) View() tea.View {
	turns.order()
	if b.view != nil {
		return b.view(b)
	}
	v := tea.NewView(b.content())
	v.AltScreen = true
	return v
}

var words = []string{
	"plain words", "größer, schöner", "東京都の会議室", "👩‍👩‍👧‍👦 family", "e\u0301le\u0300ve",
	"🇩🇪🇫🇷 flags", "\x1b[1;31mred\x1b[m and plain", "✓ done ❤️ heart", "ก็ที่", "", "│ ─ └ box",
}

// content is a full screen that depends on n: lines too long, too short, wide.
func (b *board) content() string {
	var out strings.Builder
	for y := 0; y < b.h; y++ {
		if y > 0 {
			out.WriteByte('\n')
		}
		word := words[(b.n*7+y*3)%len(words)]
		fmt.Fprintf(&out, "%d %s", b.n+y, strings.Repeat(word+" ", (b.n+y)%9))
	}
	return out.String()
}

// keys are the key presses among what the model was told.
func (b *board) keys() []string {
	var keys []string
	for _, msg := range b.got {
		if key, ok := msg.(tea.KeyPressMsg); ok {
			keys = append(keys, key.String())
		}
	}
	return keys
}
