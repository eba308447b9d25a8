package kit

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
)

const (
	// saveEvery is the longest time that typed words are kept in memory alone.
	saveEvery = 8 * time.Second
	// previewFrom is the number of pasted lines above which sending asks.
	previewFrom = 5
)

// Words are what a Composer sends.
type Words struct {
	Title, Text string
	Key         string // the same for every try: makes a repeat harmless
	Mark        string // the composer's
}

// Composer is where somebody writes: it names the destination and who can read it,
// keeps a draft on the way and gives words away only when the house has them.
type Composer struct {
	To      string // said: where the words go
	Readers string // said: who can read them there
	Note    string // said instead of both, where the words cannot go
	Place   string // of the draft, "" = none is kept
	Subject bool   // has a title
	Line    bool   // Enter sends, as in a chat
	Label   string // said: what the title is called, "" = subject
	Mark    string // a word kept with the draft and not shown, such as what the text was made from
	// Post stores the words. It runs beside the session, as env.Do.
	Post func(ctx context.Context, h House, a house.Actor, w Words) error
	// Before is asked each time before the words go, and calls send when they may; nil
	// = they go at once.
	Before func(send func() tea.Cmd) tea.Cmd
	// Give takes the words in the stead of Post, and the composer is free for the
	// next at once: whoever took them keeps them until they are stored.
	Give func(w Words) tea.Cmd
	// Refused is called in the place of a sentence when the house did not take the
	// words; they are still here, and in the draft.
	Refused func(err error) tea.Cmd
	// Done is called when the words are stored, Close when Esc was pressed.
	Done, Close func() tea.Cmd

	env     *Env
	title   *Editor
	text    *Editor
	long    bool // a document, see Document
	onTitle bool
	onSend  bool // on the button below the text, which Enter presses
	key     string
	busy    bool
	armed   bool // a timer for the draft runs
	dirty   bool // something is not in the draft yet
	stored  bool // there is a draft
	saving  bool // perhaps there is one soon
	pasted  int  // lines of the largest paste that was not looked at
	typed   bool // since it was opened
}

type (
	// drafted brings the draft that was found.
	drafted struct {
		by    *Composer
		draft house.Draft
	}
	saveDue  struct{ by *Composer }
	draftEnd struct {
		by     *Composer
		stored bool
		err    error
	}
	posted struct {
		by  *Composer
		err error
	}
	// sendNow is what the preview of a paste answers, goNow what Before lets go.
	sendNow struct{ by *Composer }
	goNow   struct{ by *Composer }
)

// NewComposer makes a composer for a place; fill in the rest before Init.
func NewComposer(env *Env, place string) *Composer {
	c := &Composer{env: env, Place: place, title: NewEditor(), text: NewEditor()}
	c.title.Single = true
	return c
}

// Document makes of the composer a place for a whole page: up to house.MaxPage
// bytes, saved and not sent, pasted without a question, begun at its top.
func (c *Composer) Document() {
	c.long, c.text.Limit = true, house.MaxPage
}

// Send gives the words to the house, as Ctrl-S does.
func (c *Composer) Send() tea.Cmd { return c.send() }

// SetText begins with a text, such as a quotation or what is edited.
func (c *Composer) SetText(title, text string) {
	c.title.SetValue(title)
	c.text.SetValue(text)
	if c.long {
		c.text.to(0)
	}
}

// Insert puts words into the text where the cursor stands, as if they were typed.
func (c *Composer) Insert(words string) tea.Cmd {
	c.onTitle, c.onSend = false, false
	return c.edit(tea.PasteMsg{Content: words})
}

// Text is what stands there now.
func (c *Composer) Text() string { return c.text.Value() }

// OnFirstLine tells whether up would leave the text at its beginning.
func (c *Composer) OnFirstLine() bool {
	y, _ := c.text.locate()
	return y == 0 && (c.onTitle || !c.Subject)
}

func (c *Composer) onLastLine() bool {
	y, _ := c.text.locate()
	return y == len(c.text.layout(c.text.width))-1
}

// IsEmpty tells whether nothing was written.
func (c *Composer) IsEmpty() bool {
	return strings.TrimSpace(c.text.Value()) == "" && strings.TrimSpace(c.title.Value()) == ""
}

// Keys are the composer's, to stand in the screen's table while it is open.
func (c *Composer) Keys() []Key {
	keys := []Key{
		Bind("ctrl+s ctrl+d", c.verb("kit.key.send", "kit.key.save"), c.send).Unless(c.IsEmpty(), "error.empty").Unless(c.busy, "kit.sending").InFooter(),
	}
	if c.Close != nil {
		keys = append(keys, Bind("esc", "kit.key.keep", c.leave).InFooter())
	}
	return keys
}

// Update takes keys, pastes and its own messages; others it leaves alone.
func (c *Composer) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return c.press(msg)
	case tea.PasteMsg:
		if n := strings.Count(strings.TrimSpace(msg.Content), "\n") + 1; n > previewFrom {
			c.pasted = max(c.pasted, n)
		}
		return c.edit(msg)
	case drafted:
		if msg.by == c && !c.typed {
			c.restore(msg.draft)
			return Say("kit.draft_found", "When", c.env.Ago(msg.draft.Saved))
		}
	case saveDue:
		if msg.by == c {
			c.armed = false
			return c.Save()
		}
	case draftEnd:
		if msg.by == c {
			return c.saved(msg)
		}
	case posted:
		if msg.by == c {
			return c.after(msg.err)
		}
	case sendNow:
		if msg.by == c {
			c.pasted = 0
			return c.send()
		}
	case goNow:
		if msg.by == c && !c.busy && !c.IsEmpty() {
			return c.give()
		}
	}
	return nil
}

func (c *Composer) press(k tea.KeyPressMsg) tea.Cmd {
	onSend := c.onSend
	c.onSend = false
	switch k.String() {
	case "tab", "shift+tab":
		c.onTitle = c.Subject && !c.onTitle
		return nil
	case "enter":
		if c.onTitle {
			c.onTitle = false
			return nil
		}
		if c.Line {
			if c.IsEmpty() || c.busy {
				return nil
			}
			return c.send()
		}
		if onSend {
			return c.send()
		}
	case "down":
		if c.onTitle {
			c.onTitle = false
			return nil
		}
		if c.onSend = !c.Line && (onSend || c.onLastLine()); c.onSend {
			return nil
		}
	case "up":
		if onSend {
			return nil
		}
		if y, _ := c.text.locate(); c.Subject && !c.onTitle && y == 0 {
			c.onTitle = true
			return nil
		}
	}
	return c.edit(k)
}

func (c *Composer) edit(msg tea.Msg) tea.Cmd {
	field := c.text
	if c.onTitle {
		field = c.title
	}
	if !field.Update(msg) {
		return nil
	}
	c.typed, c.dirty = true, true
	if !c.busy {
		c.key = "" // other words are not a repeat
	}
	if c.armed {
		return nil
	}
	c.armed = true
	return c.env.After(saveEvery, func(time.Time) tea.Msg { return saveDue{c} })
}

// send gives the words to the house. They stay here until it says that they are
// stored.
func (c *Composer) send() tea.Cmd {
	if c.busy || c.IsEmpty() {
		return nil
	}
	if c.pasted > 0 && !c.long {
		return c.preview()
	}
	if c.Before != nil {
		return c.Before(func() tea.Cmd { return Send(goNow{c}) })
	}
	return c.give()
}

func (c *Composer) give() tea.Cmd {
	if c.key == "" {
		c.key = rand.Text()
	}
	w, post := Words{Title: strings.TrimSpace(c.title.Value()), Text: c.text.Value(), Key: c.key, Mark: c.Mark}, c.Post
	if c.Give != nil {
		c.dirty = c.empty() // the draft goes with the next Save, once the words are safe
		return c.Give(w)
	}
	c.busy = true
	return c.env.Do(func(ctx context.Context, h House, a house.Actor) tea.Msg {
		return posted{c, post(ctx, h, a, w)}
	})
}

func (c *Composer) preview() tea.Cmd {
	return Send(Ask{
		Title: c.env.N("kit.paste.title", strings.Count(c.text.Value(), "\n")+1, "To", c.To),
		Text:  c.text.Value(),
		Options: []Option{
			{Label: c.env.T("common.send"), Do: func(string) tea.Cmd { return Send(sendNow{c}) }},
			{Label: c.env.T("kit.paste.edit")},
		},
	})
}

func (c *Composer) after(err error) tea.Cmd {
	c.busy = false
	if err != nil {
		c.dirty = true
		if c.Refused != nil {
			return tea.Batch(c.Save(), c.Refused(err))
		}
		return tea.Batch(c.Save(), Send(Failed{Err: err}))
	}
	var cmds []tea.Cmd
	if c.empty() {
		place := c.Place
		cmds = append(cmds, c.env.Do(func(ctx context.Context, h House, a house.Actor) tea.Msg {
			return draftEnd{c, false, h.DropDraft(ctx, a, place)}
		}))
	}
	if c.Done != nil {
		cmds = append(cmds, c.Done())
	}
	return tea.Batch(cmds...)
}

// empty forgets the words and tells whether there may be a draft of them.
func (c *Composer) empty() bool {
	draft := c.Place != "" && (c.stored || c.saving)
	c.SetText("", "")
	c.key, c.dirty, c.stored, c.pasted, c.typed = "", false, false, 0, false
	c.onTitle, c.onSend = c.Subject && !c.long, false
	return draft
}

// verb is what giving the words away is called.
func (c *Composer) verb(send, save string) string {
	if c.long {
		return save
	}
	return send
}
