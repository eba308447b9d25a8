package house

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Wording is a short text in the languages of the house.
type Wording struct {
	De string `json:"de"`
	En string `json:"en"`
}

// In is the text in a language (de and what begins with it, else en), or in the
// other where there is none.
func (w Wording) In(lang string) string {
	german := strings.HasPrefix(lang, "de") || lang == "du"
	if german && w.De != "" || w.En == "" {
		return w.De
	}
	return w.En
}

// StepWriters says who writes in a step of a peer consultation.
type StepWriters string

// Who writes: everybody; the case giver; the counsellors, moderation among them; the
// counsellors, each of them once.
const (
	WritesAll         StepWriters = "all"
	WritesGiver       StepWriters = "giver"
	WritesCounsellors StepWriters = "counsellors"
	WritesOnce        StepWriters = "once"
)

// Step is one step of a peer consultation, as its template says it.
type Step struct {
	Name    Wording     `json:"name"`
	Prompt  Wording     `json:"prompt"`
	Writes  StepWriters `json:"writes"`
	Days    int         `json:"days"`    // in written form
	Minutes int         `json:"minutes"` // in live form
}

// StepTemplate is the course of a peer consultation.
type StepTemplate struct {
	ID       string  `json:"id"` // ten, eight, six, or one of the floor's own
	Name     Wording `json:"name"`
	Takeover int     `json:"takeover"` // days of the moderator's silence after which a counsellor may take over
	Steps    []Step  `json:"steps"`
	Own      bool    `json:"-"` // the floor's own words
}

// What bounds a course.
const (
	maxStepDays    = 20 // of a written form as a whole
	maxStepMinutes = 90 // of a live form
	maxSteps       = 20
	maxStepPrompt  = 600
	maxStepText    = 32_000 // of a template
	maxTakeover    = 14
)

//go:embed steptemplates/*.txt
var builtinSteps embed.FS

// stepBuiltins are the courses that every floor has, the longest first.
func stepBuiltins() []string { return []string{"ten", "eight", "six"} }

func builtinTemplate(id string) (StepTemplate, error) {
	b, err := builtinSteps.ReadFile("steptemplates/" + id + ".txt")
	if err != nil {
		return StepTemplate{}, errNoSteps()
	}
	t, err := ParseStepTemplate(string(b))
	t.ID = id
	return t, err
}

func errNoSteps() error { return Errorf(NotFound, "error.steps_no_template") }

// Copy is the course under a name that tells it from the one it was made of.
func (t StepTemplate) Copy() StepTemplate {
	mark := func(name *string, word string) {
		if *name != "" && len([]rune(*name))+len(word) <= maxName {
			*name += word
		}
	}
	mark(&t.Name.De, " (Kopie)")
	mark(&t.Name.En, " (copy)")
	return t
}

// ResetKey is the key of what taking the floor's own words away means: for a course of
// the house its words hold again, any other one is gone.
func (t StepTemplate) ResetKey() string {
	if slices.Contains(stepBuiltins(), t.ID) {
		return "steps.templates.reset"
	}
	return "steps.templates.delete"
}

// Span is how many days the course takes in written form, and minutes in live form.
func (t StepTemplate) Span() (days, minutes int) {
	for _, s := range t.Steps {
		days, minutes = days+s.Days, minutes+s.Minutes
	}
	return days, minutes
}

// String writes a template as people edit it; ParseStepTemplate reads it.
func (t StepTemplate) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "name.de: %s\nname.en: %s\ntakeover: %d\n", t.Name.De, t.Name.En, t.Takeover)
	for _, s := range t.Steps {
		fmt.Fprintf(&b, "\n[step]\nname.de: %s\nname.en: %s\nprompt.de: %s\nprompt.en: %s\nwrites: %s\ndays: %d\nminutes: %d\n",
			s.Name.De, s.Name.En, s.Prompt.De, s.Prompt.En, s.Writes, s.Days, s.Minutes)
	}
	return b.String()
}

// ParseStepTemplate reads a template: lines of the form key: value, where [step]
// begins a step; lines that begin with # are left out. Invalid, with the line, for
// what is not one, and for a course beyond the bounds.
func ParseStepTemplate(text string) (StepTemplate, error) {
	var t StepTemplate
	if len(text) > maxStepText {
		return t, Errorf(Invalid, "error.too_long", "Max", maxStepText)
	}
	var begins []int // lines of the steps
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(scrub(line, ' '))
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case line == "[step]":
			t.Steps, begins = append(t.Steps, Step{}), append(begins, i+1)
			continue
		}
		key, value, found := strings.Cut(line, ":")
		if !found || !t.set(strings.TrimSpace(key), strings.TrimSpace(value)) {
			return t, Errorf(Invalid, "error.steps_line", "Line", i+1)
		}
	}
	return t, t.check(begins)
}

// set takes one line; false for what belongs nowhere.
func (t *StepTemplate) set(key, value string) bool {
	words := map[string]*string{"name.de": &t.Name.De, "name.en": &t.Name.En}
	numbers := map[string]*int{"takeover": &t.Takeover}
	if n := len(t.Steps); n > 0 {
		s := &t.Steps[n-1]
		words = map[string]*string{"name.de": &s.Name.De, "name.en": &s.Name.En, "prompt.de": &s.Prompt.De, "prompt.en": &s.Prompt.En}
		numbers = map[string]*int{"days": &s.Days, "minutes": &s.Minutes}
		if key == "writes" {
			s.Writes = StepWriters(value)
			return slices.Contains([]StepWriters{WritesAll, WritesGiver, WritesCounsellors, WritesOnce}, s.Writes)
		}
	}
	if w := words[key]; w != nil {
		*w = value
		return true
	}
	if n := numbers[key]; n != nil {
		v, err := strconv.Atoi(value)
		*n = v
		return err == nil && v > 0
	}
	return false
}

// check looks whether the course is whole and within the bounds; begins are the lines
// where its steps begin.
func (t *StepTemplate) check(begins []int) error {
	if t.Takeover == 0 {
		t.Takeover = 2
	}
	if t.Name.In("de") == "" || len(t.Steps) == 0 || len(t.Steps) > maxSteps || t.Takeover > maxTakeover {
		return Errorf(Invalid, "error.steps_template", "Max", maxSteps)
	}
	for i, s := range t.Steps {
		if what := s.lacks(); what != "" {
			return Errorf(Invalid, "error.steps_step", "Step", i+1, "Line", begins[i], "What", what)
		}
		if s.long() {
			return Errorf(Invalid, "error.steps_wordy", "Step", i+1, "Line", begins[i], "Max", maxStepPrompt)
		}
	}
	if days, minutes := t.Span(); days > maxStepDays || minutes > maxStepMinutes {
		return Errorf(Invalid, "error.steps_long", "Days", maxStepDays, "Minutes", maxStepMinutes)
	}
	return nil
}

// lacks names the first of what a step needs and has not.
func (s Step) lacks() string {
	switch {
	case s.Name.In("de") == "":
		return "name"
	case s.Prompt.In("de") == "":
		return "prompt"
	case s.Writes == "":
		return "writes"
	case s.Days == 0:
		return "days"
	case s.Minutes == 0:
		return "minutes"
	}
	return ""
}

func (s Step) long() bool {
	beyond := func(w Wording, most int) bool { return len([]rune(w.De)) > most || len([]rune(w.En)) > most }
	return beyond(s.Name, maxName) || beyond(s.Prompt, maxStepPrompt)
}
