package house

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// SheetForm is the questions of a floor's statistics sheet. They have choices alone:
// where nobody can write words, nobody can write a name.
type SheetForm struct {
	Floor     string // code
	Own       bool   // the floor's own questions
	Edits     bool   // the actor may change them
	Questions []SheetQuestion
}

// SheetQuestion is one question; ID stays when its words change.
type SheetQuestion struct {
	ID      string
	Name    Wording
	Choices []SheetChoice
}

// SheetChoice is one answer.
type SheetChoice struct {
	ID    string
	Label Wording
}

// What bounds a form: many narrow categories would tell people apart.
const (
	MaxSheetQuestions = 12
	MaxSheetChoices   = 12
	maxSheetWord      = 60
)

var sheetID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// Question finds a question by its id.
func (f SheetForm) Question(id string) (SheetQuestion, bool) {
	i := slices.IndexFunc(f.Questions, func(q SheetQuestion) bool { return q.ID == id })
	if i < 0 {
		return SheetQuestion{}, false
	}
	return f.Questions[i], true
}

// Label is what a choice is called, its id where it is gone from the form.
func (q SheetQuestion) Label(choice, lang string) string {
	for _, c := range q.Choices {
		if c.ID == choice {
			return c.Label.In(lang)
		}
	}
	return choice
}

// String writes a form as people edit it; ParseSheetForm reads it.
func (f SheetForm) String() string {
	var b strings.Builder
	for i, q := range f.Questions {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "[question]\nid: %s\nname.de: %s\nname.en: %s\n", q.ID, q.Name.De, q.Name.En)
		for _, c := range q.Choices {
			fmt.Fprintf(&b, "choice: %s | %s | %s\n", c.ID, c.Label.De, c.Label.En)
		}
	}
	return b.String()
}

// ParseSheetForm reads a form: [question] begins one, then lines id:, name.de:,
// name.en: and choice: id | German | English. Lines that begin with # are left out.
// Invalid, with the line, for what is none.
func ParseSheetForm(text string) (SheetForm, error) {
	var f SheetForm
	if len(text) > maxFloorText {
		return f, Errorf(Invalid, "error.too_long", "Max", maxFloorText)
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(scrub(line, ' '))
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case line == "[question]":
			f.Questions = append(f.Questions, SheetQuestion{})
			continue
		}
		key, value, found := strings.Cut(line, ":")
		if !found || len(f.Questions) == 0 || !f.Questions[len(f.Questions)-1].set(strings.TrimSpace(key), strings.TrimSpace(value)) {
			return f, Errorf(Invalid, "error.sheet_line", "Line", i+1)
		}
	}
	return f, f.check()
}

// set takes one line; false for what belongs nowhere.
func (q *SheetQuestion) set(key, value string) bool {
	switch key {
	case "id":
		q.ID = value
	case "name.de":
		q.Name.De = value
	case "name.en":
		q.Name.En = value
	case "choice":
		parts := strings.Split(value, "|")
		c := SheetChoice{ID: strings.TrimSpace(parts[0])}
		if len(parts) > 1 {
			c.Label.De = strings.TrimSpace(parts[1])
		}
		if len(parts) > 2 {
			c.Label.En = strings.TrimSpace(parts[2])
		}
		q.Choices = append(q.Choices, c)
		return len(parts) <= 3
	default:
		return false
	}
	return true
}

// check looks whether the form is whole and within the bounds.
func (f SheetForm) check() error {
	if len(f.Questions) == 0 || len(f.Questions) > MaxSheetQuestions {
		return Errorf(Invalid, "error.sheet_form", "Max", MaxSheetQuestions)
	}
	seen := map[string]bool{}
	for i, q := range f.Questions {
		bad := !sheetID.MatchString(q.ID) || seen[q.ID] || !word(q.Name) || len(q.Choices) < 2 || len(q.Choices) > MaxSheetChoices
		seen[q.ID] = true
		choices := map[string]bool{}
		for _, c := range q.Choices {
			bad = bad || !sheetID.MatchString(c.ID) || choices[c.ID] || !word(c.Label)
			choices[c.ID] = true
		}
		if bad {
			return Errorf(Invalid, "error.sheet_question", "Question", i+1, "Max", MaxSheetChoices)
		}
	}
	return nil
}

// word tells whether a wording says something, briefly.
func word(w Wording) bool {
	return w.In("de") != "" && utf8.RuneCountInString(w.De) <= maxSheetWord && utf8.RuneCountInString(w.En) <= maxSheetWord
}

// sheetForm is the form of a floor.
func (s *Service) sheetForm(ctx context.Context, f floorState) (SheetForm, error) {
	text, own, err := s.floorText(ctx, f.row.ID, textSheet)
	if err != nil {
		return SheetForm{}, err
	}
	form, err := ParseSheetForm(text)
	form.Floor, form.Own = f.text.Code, own
	return form, err
}

// SheetForm shows the questions of a floor. Who may: members of the floor.
func (s *Service) SheetForm(ctx context.Context, a Actor, floor string) (SheetForm, error) {
	f, err := s.floorFor(ctx, a, floor, DoSeeFloorFolk)
	if err != nil {
		return SheetForm{}, err
	}
	form, err := s.sheetForm(ctx, f)
	form.Edits = s.mayHouse(ctx, a, DoShapeFloor, &f) == nil
	return form, err
}

// PutSheetForm gives a floor questions of its own, as text; with an empty one the
// house's hold again. Sheets that were filled in keep their answers. Who may: the
// floor's admins.
func (s *Service) PutSheetForm(ctx context.Context, a Actor, floor, text string) (SheetForm, error) {
	f, err := s.floorFor(ctx, a, floor, DoShapeFloor)
	if err != nil {
		return SheetForm{}, err
	}
	if text = strings.TrimSpace(text); text != "" {
		form, err := ParseSheetForm(text)
		if err != nil {
			return SheetForm{}, err
		}
		text = form.String()
	}
	if err := s.putFloorText(ctx, a, f, textSheet, text); err != nil {
		return SheetForm{}, err
	}
	form, err := s.sheetForm(ctx, f)
	form.Edits = true
	return form, err
}
