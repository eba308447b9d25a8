package notebook

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Checklist is what a counsellor goes through in a crisis: steps to tick, and at the
// end the event note for the record.
type Checklist struct {
	env   *kit.Env
	place string
	form  *kit.Form
	room  house.RoomDetail
	book  house.RecordBook
	steps []house.ChecklistStep
	wrong string
	busy  bool
}

// NewChecklist makes the checklist of a room's floor.
func NewChecklist(env *kit.Env, place string) *Checklist { return &Checklist{env: env, place: place} }

type (
	listed struct {
		by   *Checklist
		room house.RoomDetail
		book house.RecordBook
		list house.Checklist
		err  error
	}
	noted struct {
		by  *Checklist
		err error
	}
)

// Keys has nothing of its own: Space and Enter tick, the buttons do the rest; Esc
// asks before words are lost.
func (c *Checklist) Keys() []kit.Key {
	return []kit.Key{kit.Bind("esc", "notebook.key.back", c.askBack).InFooter()}
}

// Init reads the steps.
func (c *Checklist) Init() tea.Cmd {
	place := c.place
	return c.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := listed{by: c}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.list, l.err = h.Checklist(ctx, a, place); l.err == nil {
			l.book, l.err = h.Record(ctx, a, place)
		}
		return l
	})
}

// Title is the header's last part.
func (c *Checklist) Title() string { return c.env.T("notebook.checklist") }

// Place is the room; nobody reads what is ticked.
func (c *Checklist) Place() kit.Place {
	if c.room.Place == "" {
		return kit.Place{Address: c.place}
	}
	p := c.env.RoomPlace(c.room, "")
	p.Readers, p.Keeps = "", ""
	return p
}

// Typing tells whether letters belong to a field.
func (c *Checklist) Typing() bool { return c.form != nil && c.form.Typing() }

// Dirty tells whether something was written.
func (c *Checklist) Dirty() bool { return c.form != nil && c.form.Dirty() }

// Save keeps an event note that was not entered as a private note.
func (c *Checklist) Save() tea.Cmd {
	if c.form == nil || !c.form.Dirty() || c.busy {
		return nil
	}
	place, title, text := c.place, c.env.T("notebook.unfinished"), c.form.Text("text")
	return c.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		keep(ctx, h, a, place, "", title, text)
		return nil
	})
}

// Update takes keys and answers.
func (c *Checklist) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if c.form != nil {
			return c, c.form.Update(msg)
		}
	case listed:
		if msg.by == c {
			return c, c.listed(msg)
		}
	case noted:
		if msg.by == c {
			return c, c.noted(msg)
		}
	}
	return c, nil
}

func (c *Checklist) listed(l listed) tea.Cmd {
	if l.err != nil {
		c.wrong = c.env.Sentence(l.err)
		return nil
	}
	c.room, c.book, c.steps = l.room, l.book, l.list.Steps
	t := c.env.T
	fields := []kit.Field{{Kind: kit.Note, Label: c.who()}}
	for i, step := range c.steps {
		fields = append(fields, kit.Field{
			Name: "s" + strconv.Itoa(i+1), Kind: kit.Check, Label: strconv.Itoa(i+1) + ". " + kit.Clean(step.In(string(c.env.Text.Lang()))),
		})
	}
	c.form = kit.NewForm(c.env, append(fields,
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("notebook.crisis.text"), Hint: t("notebook.crisis.hint")},
		kit.Field{Kind: kit.Button, Label: t("notebook.crisis.enter"), Do: c.enter},
		kit.Field{Kind: kit.Button, Label: t("notebook.crisis.numbers"), Do: func() tea.Cmd { return kit.Send(kit.GoEmergency{}) }},
		kit.Field{Kind: kit.Button, Label: t("common.back"), Do: c.askBack},
	)...)
	return nil
}

// who says what is kept, and who reads it.
func (c *Checklist) who() string {
	switch {
	case c.book.Mine:
		return c.env.T("notebook.who.crisis_mine")
	case c.book.Keeper == "":
		return c.env.T("notebook.who.nobody")
	}
	return c.env.T("notebook.who.crisis", "Name", kit.Clean(c.book.Keeper))
}

func (c *Checklist) enter() tea.Cmd {
	if c.busy {
		return nil
	}
	note := house.CrisisNote{Text: c.form.Text("text"), Lang: string(c.env.Text.Lang())}
	for i := range c.steps {
		if c.form.On("s" + strconv.Itoa(i+1)) {
			note.Done = append(note.Done, i+1)
		}
	}
	c.busy = true
	place := c.place
	return c.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.NoteCrisis(ctx, a, place, note)
		return noted{c, err}
	})
}

func (c *Checklist) noted(n noted) tea.Cmd {
	c.busy = false
	if house.IsKey(n.err, "error.empty") || house.IsKey(n.err, "error.too_long") {
		c.form.Wrong("text", c.env.Sentence(n.err))
		return nil
	}
	if n.err != nil {
		return kit.Send(kit.Failed{Err: n.err})
	}
	c.form = nil
	return tea.Sequence(kit.Send(kit.GoBack{}), kit.Say("notebook.entered"))
}

func (c *Checklist) askBack() tea.Cmd {
	leave := func() tea.Cmd {
		c.form = nil // nothing of it is kept
		return kit.Send(kit.GoBack{})
	}
	if !c.Dirty() {
		return leave()
	}
	return c.env.Confirm(c.env.T("notebook.discard.title"), "", c.env.T("notebook.discard.yes"), leave)
}

// View shows the steps.
func (c *Checklist) View(w, h int) kit.View {
	switch {
	case c.wrong != "":
		return kit.View{Lines: kit.Wrap(c.wrong, w)}
	case c.form == nil:
		return kit.View{Lines: []string{c.env.T("common.loading")}}
	}
	return c.form.View(w, h)
}
