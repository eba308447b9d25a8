package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// plainLine is what leads to the linear mode; it is of the terminal alone, so no
// command of the table.
const plainLine = "plain"

// commandTime is how long a command may take.
const commandTime = time.Minute

// commandLine is the ":" line at the foot of the screen below it.
type commandLine struct {
	env   *kit.Env
	below kit.Screen
	place kit.Place
	field *kit.Editor
	given Env
	offer []string // what the line may be going to be
}

// completed answers complete.
type completed struct {
	by    *commandLine
	line  string
	lines []string
}

func (s *shell) commandLine() tea.Cmd {
	c := &commandLine{env: s.env, place: s.place(), field: kit.NewEditor(), given: s.given}
	if n := len(s.stack); n > 0 {
		c.below = s.stack[n-1].screen
	}
	c.field.Single = true
	return s.push(c, nil)
}

// Keys are those of the line.
func (c *commandLine) Keys() []kit.Key {
	return []kit.Key{
		kit.Bind("enter", "shell.line.run", c.run).InFooter(),
		kit.Bind("tab", "shell.line.complete", c.complete).InFooter(),
		kit.Bind("ctrl+p", "shell.line.place", c.here).Unless(c.place.Address == "", "shell.line.nowhere").InFooter(),
	}
}

func (c *commandLine) Init() tea.Cmd { return nil }

func (c *commandLine) Title() string { return c.env.T("key.command") }

func (c *commandLine) Place() kit.Place { return c.place }

func (c *commandLine) Typing() bool { return true }

func (c *commandLine) run() tea.Cmd {
	line := strings.TrimSpace(c.field.Value())
	if line == "" {
		return kit.Send(chosen{})
	}
	return kit.Send(chosen{kit.Send(kit.Run{Line: line})})
}

// here writes the address of the place where one is.
func (c *commandLine) here() tea.Cmd {
	c.field.Insert(kit.RoomOf(c.place.Address))
	return nil
}

// complete asks what the line may be going to be.
func (c *commandLine) complete() tea.Cmd {
	given, lang, line := c.given, c.env.Text.Lang(), c.field.Value()
	return c.env.Do(func(ctx context.Context, _ kit.House, _ house.Actor) tea.Msg {
		return completed{c, line, given.complete(ctx, lang, line)}
	})
}

// completed writes what all candidates have in common and shows the rest.
func (c *commandLine) completed(msg completed) {
	if msg.by != c || msg.line != c.field.Value() {
		return // typed on meanwhile
	}
	c.offer = msg.lines
	if len(msg.lines) == 0 {
		return
	}
	common := msg.lines[0]
	for _, line := range msg.lines[1:] {
		for !strings.HasPrefix(line, common) {
			common = common[:len(common)-1]
		}
	}
	if len(common) > len(msg.line) {
		c.field.SetValue(strings.ToValidUTF8(common, ""))
	}
	if len(msg.lines) == 1 {
		c.offer = nil
		c.field.Insert(" ")
	}
}

func (c *commandLine) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case completed:
		c.completed(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		if c.field.Update(msg) {
			c.offer = nil
		}
	}
	return c, nil
}

func (c *commandLine) View(w, h int) kit.View {
	var v kit.View
	offer := c.offer[:min(len(c.offer), h/2)]
	rest := h - 1 - len(offer)
	if c.below != nil {
		v.Lines = c.below.View(w, rest).Lines
	}
	v.Lines = kit.Fill(v.Lines, rest)
	for _, line := range offer {
		v.Lines = append(v.Lines, c.env.Styles.Dim.Of(kit.Fit("  "+kit.Clean(line), w)))
	}
	field := c.field.View(w-2, 1)
	v.Lines = append(v.Lines, c.env.Styles.Key.Of(":")+" "+field.Lines[0])
	v.Cursor = kit.CursorAt(field.Cursor.X+2, h-1)
	return v
}

// answered is what a command printed.
type answered struct {
	line, out string
	code      int
}

func (s *shell) runLine(line string) tea.Cmd {
	if line == plainLine {
		return s.goLinear()
	}
	given, lang := s.given, s.env.Text.Lang()
	return s.env.DoWithin(commandTime, func(ctx context.Context, _ kit.House, _ house.Actor) tea.Msg {
		out, code := given.runLine(ctx, lang, line)
		return answered{line, out, code}
	})
}

// answered shows a short answer as a sentence, a long one as a page.
func (s *shell) answered(msg answered) tea.Cmd {
	speak := s.speak()
	switch {
	case msg.out == "" && msg.code == 0:
		s.say(false, s.env.T("shell.line.done"))
	case msg.code != 0 || !strings.Contains(msg.out, "\n"):
		s.say(msg.code != 0, kit.Clean(msg.out))
	default:
		return tea.Batch(speak, s.open(kit.GoText{Title: ":" + msg.line, Text: msg.out}))
	}
	return tea.Batch(speak, s.all(kit.Resumed{}))
}
