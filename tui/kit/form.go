package kit

import (
	tea "charm.land/bubbletea/v2"
)

// FieldKind says what a Field takes.
type FieldKind int

// The kinds of fields.
const (
	Line   FieldKind = iota // one line of text
	Secret                  // a password
	Lines                   // several lines of text
	Check                   // yes or no
	Choice                  // one of Options
	Button                  // does something when pressed
	Note                    // a sentence between the fields
)

// Field is one line of a form.
type Field struct {
	Name    string // what Form.Text and Form.On know it by
	Kind    FieldKind
	Label   string   // said already
	Hint    string   // said already, under the field
	Value   string   // at the start; of a Check "yes", of a Choice an option's ID
	Options []Choose // of a Choice
	Error   string   // a sentence about what is wrong with it, set by Form.Wrong
	Do      func() tea.Cmd

	edit *Editor
}

// Choose is an option of a Choice.
type Choose struct{ ID, Label string }

// Form is a column of fields: Tab, arrows and Enter move, Space and left/right
// choose, the last button sends.
type Form struct {
	env    *Env
	fields []Field
	cur    int
	top    int
}

// NewForm makes a form. Buttons act by their Do; Enter in the last field before a
// button moves onto it.
func NewForm(env *Env, fields ...Field) *Form {
	f := &Form{env: env, fields: fields, cur: -1}
	for i := range f.fields {
		field := &f.fields[i]
		if field.Kind == Line || field.Kind == Secret || field.Kind == Lines {
			field.edit = NewEditor()
			field.edit.Single = field.Kind != Lines
			field.edit.Secret = field.Kind == Secret
			field.edit.SetValue(field.Value)
		}
	}
	f.move(1)
	return f
}

// Text is the value of a field: its text, or the ID of the option.
func (f *Form) Text(name string) string {
	for i := range f.fields {
		if f.fields[i].Name == name {
			if e := f.fields[i].edit; e != nil {
				return e.Value()
			}
			return f.fields[i].Value
		}
	}
	return ""
}

// On tells whether a Check is set.
func (f *Form) On(name string) bool { return f.Text(name) == "yes" }

// SetText replaces the value of a field.
func (f *Form) SetText(name, value string) {
	for i := range f.fields {
		if f.fields[i].Name == name {
			f.fields[i].Value = value
			if e := f.fields[i].edit; e != nil {
				e.SetValue(value)
			}
		}
	}
}

// Wrong shows a sentence under a field and puts the cursor there; other fields'
// complaints go.
func (f *Form) Wrong(name, sentence string) {
	for i := range f.fields {
		f.fields[i].Error = ""
		if f.fields[i].Name == name {
			f.fields[i].Error = sentence
			f.cur = i
		}
	}
}

// WrongLine is Wrong for a field of several lines: the cursor goes to the line of that
// number, from 1; 0 leaves it where it was.
func (f *Form) WrongLine(name, sentence string, line int) {
	f.Wrong(name, sentence)
	if e := f.fields[f.cur].edit; e != nil && line > 0 {
		e.toLine(line)
	}
}

// Dirty tells whether a text differs from what the form began with.
func (f *Form) Dirty() bool {
	for i := range f.fields {
		if e := f.fields[i].edit; e != nil && e.Value() != f.fields[i].Value {
			return true
		}
	}
	return false
}

// Typing tells whether the cursor is in a text field.
func (f *Form) Typing() bool { return f.cur >= 0 && f.fields[f.cur].edit != nil }

// Update takes a key or a paste.
func (f *Form) Update(msg tea.Msg) tea.Cmd {
	if f.cur < 0 {
		return nil
	}
	field := &f.fields[f.cur]
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if field.edit != nil {
			field.edit.Update(msg)
		}
		return nil
	}
	switch key.String() {
	case "tab":
		f.move(1)
	case "shift+tab":
		f.move(-1)
	case "up", "down":
		by := 1
		if key.Code == tea.KeyUp {
			by = -1
		}
		if field.Kind != Lines || !f.inside(field.edit, by) {
			f.move(by)
		} else {
			field.edit.Update(key)
		}
	case "enter":
		switch field.Kind {
		case Lines:
			field.edit.Update(key)
		case Button:
			return f.press(field)
		case Check:
			f.turn(field, 1)
		default:
			f.move(1)
		}
	default:
		if field.edit != nil {
			if field.edit.Update(key) {
				field.Error = ""
			}
			return nil
		}
		return f.other(field, key)
	}
	return nil
}

func (f *Form) other(field *Field, key tea.KeyPressMsg) tea.Cmd {
	switch key.String() {
	case "space":
		if field.Kind == Button {
			return f.press(field)
		}
		f.turn(field, 1)
	case "right", "l":
		f.turn(field, 1)
	case "left", "h":
		f.turn(field, -1)
	case "j":
		f.move(1)
	case "k":
		f.move(-1)
	}
	return nil
}

// inside tells whether up or down stays within a field of several lines.
func (f *Form) inside(e *Editor, by int) bool {
	y, _ := e.locate()
	return y+by >= 0 && y+by < len(e.layout(e.width))
}

func (f *Form) press(field *Field) tea.Cmd {
	if field.Do == nil {
		return nil
	}
	return field.Do()
}

func (f *Form) turn(field *Field, by int) {
	field.Error = ""
	switch field.Kind {
	case Check:
		if field.Value == "yes" {
			field.Value = ""
		} else {
			field.Value = "yes"
		}
	case Choice:
		n := len(field.Options)
		for i, o := range field.Options {
			if o.ID == field.Value {
				field.Value = field.Options[(i+by+n)%n].ID
				return
			}
		}
		if n > 0 {
			field.Value = field.Options[0].ID
		}
	}
}

// move goes to the next field that takes something.
func (f *Form) move(by int) {
	for i := f.cur + by; i >= 0 && i < len(f.fields); i += by {
		if f.fields[i].Kind != Note {
			f.cur = i
			return
		}
	}
}
