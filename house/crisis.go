package house

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The checklist is what a counsellor goes through when somebody is in danger, and the
// event note what they did: an entry of the room's record. The page with the numbers
// to call is for everybody and needs no house at all (tui/screens/emergency).

// ChecklistStep is one step; Du is for who is addressed so, "" = as De.
type ChecklistStep struct{ De, Du, En string }

// In is the step in a language of the house: de, de-du, en.
func (c ChecklistStep) In(lang string) string {
	if strings.HasSuffix(lang, "du") && c.Du != "" {
		return c.Du
	}
	return Wording{De: c.De, En: c.En}.In(lang)
}

// Checklist is the steps that a floor goes by.
type Checklist struct {
	Floor string // code; "" = the house's own, asked for without a place
	Own   bool   // the floor's own steps
	Edits bool   // the actor may change them
	Steps []ChecklistStep
}

// What bounds a checklist.
const (
	maxChecklist     = 20
	maxChecklistStep = 400
)

// CrisisNote is what an event note says: the steps that were done, from 1, and words.
type CrisisNote struct {
	Done []int
	Text string
	Lang string // in which the steps are kept
}

// String writes a checklist as people edit it; ParseChecklist reads it.
func (c Checklist) String() string {
	var b strings.Builder
	for i, step := range c.Steps {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "[step]\ntext.de: %s\n", step.De)
		if step.Du != "" {
			fmt.Fprintf(&b, "text.du: %s\n", step.Du)
		}
		fmt.Fprintf(&b, "text.en: %s\n", step.En)
	}
	return b.String()
}

// ParseChecklist reads a checklist: [step] begins one, then lines text.de:, text.du:
// and text.en:. Lines that begin with # are left out. Invalid, with the line, for what
// is none.
func ParseChecklist(text string) (Checklist, error) {
	var c Checklist
	if len(text) > maxFloorText {
		return c, Errorf(Invalid, "error.too_long", "Max", maxFloorText)
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(scrub(line, ' '))
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case line == "[step]":
			c.Steps = append(c.Steps, ChecklistStep{})
			continue
		}
		key, value, found := strings.Cut(line, ":")
		if !found || len(c.Steps) == 0 || !c.Steps[len(c.Steps)-1].set(strings.TrimSpace(key), strings.TrimSpace(value)) {
			return c, Errorf(Invalid, "error.checklist_line", "Line", i+1)
		}
	}
	if len(c.Steps) == 0 || len(c.Steps) > maxChecklist {
		return c, Errorf(Invalid, "error.checklist", "Max", maxChecklist)
	}
	for i, step := range c.Steps {
		if step.In("de") == "" {
			return c, Errorf(Invalid, "error.checklist_step", "Step", i+1)
		}
	}
	return c, nil
}

func (c *ChecklistStep) set(key, value string) bool {
	to := map[string]*string{"text.de": &c.De, "text.du": &c.Du, "text.en": &c.En}[key]
	if to == nil || len([]rune(value)) > maxChecklistStep {
		return false
	}
	*to = value
	return true
}

// Checklist gives the steps for a crisis: of a floor, of a room's floor, or with "" of
// the house. Who may: members; of a floor its members, of a room those in it who are on
// the counsellor's side.
func (s *Service) Checklist(ctx context.Context, a Actor, place string) (Checklist, error) {
	if place == "" {
		if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
			return Checklist{}, err
		}
		return s.checklist(ctx, floorState{})
	}
	if _, room, _, err := SplitPlace(place); err == nil && room != "" {
		in, err := s.enterRecord(ctx, a, place)
		if err != nil {
			return Checklist{}, err
		}
		return s.checklist(ctx, in.state.floor)
	}
	f, err := s.floorFor(ctx, a, place, DoSeeFloorFolk)
	if err != nil {
		return Checklist{}, err
	}
	c, err := s.checklist(ctx, f)
	c.Edits = s.mayHouse(ctx, a, DoShapeFloor, &f) == nil
	return c, err
}

func (s *Service) checklist(ctx context.Context, f floorState) (Checklist, error) {
	text, own, err := s.floorText(ctx, f.row.ID, textChecklist)
	if err != nil {
		return Checklist{}, err
	}
	c, err := ParseChecklist(text)
	c.Floor, c.Own = f.text.Code, own
	return c, err
}

// PutChecklist gives a floor steps of its own, as text; with an empty one the house's
// hold again. Who may: the floor's admins.
func (s *Service) PutChecklist(ctx context.Context, a Actor, floor, text string) (Checklist, error) {
	f, err := s.floorFor(ctx, a, floor, DoShapeFloor)
	if err != nil {
		return Checklist{}, err
	}
	if text = strings.TrimSpace(text); text != "" {
		c, err := ParseChecklist(text)
		if err != nil {
			return Checklist{}, err
		}
		text = c.String()
	}
	if err := s.putFloorText(ctx, a, f, textChecklist, text); err != nil {
		return Checklist{}, err
	}
	c, err := s.checklist(ctx, f)
	c.Edits = true
	return c, err
}

// NoteCrisis enters an event note in the room's record: when, which steps of the
// checklist were done, and words. Who may: the counsellor's side.
func (s *Service) NoteCrisis(ctx context.Context, a Actor, place string, note CrisisNote) (RecordEntry, error) {
	in, err := s.enterRecord(ctx, a, place)
	if err != nil {
		return RecordEntry{}, err
	}
	list, err := s.checklist(ctx, in.state.floor)
	if err != nil {
		return RecordEntry{}, err
	}
	now := s.clock().In(time.Local)
	b := recordBody{Kind: RecordCrisis, Day: now.Format(time.DateOnly), Time: now.Format("15:04"), Of: len(list.Steps)}
	done := slices.Clone(note.Done)
	slices.Sort(done)
	for _, n := range slices.Compact(done) {
		if n < 1 || n > len(list.Steps) {
			return RecordEntry{}, Errorf(Invalid, "error.checklist_number", "Max", len(list.Steps))
		}
		b.Steps = append(b.Steps, list.Steps[n-1].In(note.Lang))
	}
	if b.Text, err = optionalText(note.Text, MaxRecordText); err != nil {
		return RecordEntry{}, err
	}
	if b.Text == "" && len(b.Steps) == 0 {
		return RecordEntry{}, Errorf(Invalid, "error.empty")
	}
	return s.enterEntryIn(ctx, in, b)
}
