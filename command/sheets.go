package command

import (
	"context"
	"encoding/csv"
	"strconv"
	"strings"

	"stockwerk/house"
)

type (
	sheetFormJSON struct {
		Floor     string              `json:"floor"`
		Own       bool                `json:"own"`
		Filled    *bool               `json:"filled,omitempty"` // of a room
		Questions []sheetQuestionJSON `json:"questions"`
	}
	sheetQuestionJSON struct {
		ID      string            `json:"id"`
		Name    string            `json:"name"`
		Choices []sheetChoiceJSON `json:"choices"`
	}
	sheetChoiceJSON struct {
		ID    string `json:"id"`
		Label string `json:"label"`
	}
	sheetMonthJSON struct {
		Month  string          `json:"month"`
		Total  *int            `json:"total"` // null = hidden
		Counts []sheetCellJSON `json:"counts"`
	}
	sheetCellJSON struct {
		Question string `json:"question"`
		Name     string `json:"name"`
		Choice   string `json:"choice"`
		Label    string `json:"label"`
		Count    *int   `json:"count"` // null = hidden
	}
)

func (e *Env) sheetFormOf(f house.SheetForm) sheetFormJSON {
	lang := string(e.Lang)
	j := sheetFormJSON{Floor: oneLine(f.Floor), Own: f.Own}
	for _, q := range f.Questions {
		question := sheetQuestionJSON{ID: q.ID, Name: oneLine(q.Name.In(lang))}
		for _, choice := range q.Choices {
			question.Choices = append(question.Choices, sheetChoiceJSON{choice.ID, oneLine(choice.Label.In(lang))})
		}
		j.Questions = append(j.Questions, question)
	}
	return j
}

func runSheetForm(ctx context.Context, e *Env, c *Call) error {
	_, room, _, err := house.SplitPlace(c.arg(0))
	if err != nil {
		return err
	}
	if room == "" {
		f, err := e.House.SheetForm(ctx, e.Actor, c.arg(0))
		if err != nil {
			return err
		}
		return e.show(c, e.sheetFormOf(f), strings.TrimSuffix(f.String(), "\n"))
	}
	s, err := e.House.Sheet(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	j := e.sheetFormOf(s.Form)
	j.Filled = &s.Filled
	state := "sheet.open"
	if s.Filled {
		state = "sheet.filled"
	}
	return e.show(c, j, strings.TrimSuffix(s.Form.String(), "\n"), "", e.say().T(state))
}

func runSheetEdit(ctx context.Context, e *Env, c *Call) error {
	text, err := e.floorText(ctx, c)
	if err != nil {
		return err
	}
	f, err := e.House.PutSheetForm(ctx, e.Actor, c.arg(0), text)
	if err != nil {
		return err
	}
	return e.done(c, e.sheetFormOf(f))
}

func runSheetFill(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	answers := map[string]string{}
	for _, a := range c.many("answer") {
		question, choice, found := strings.Cut(a, "=")
		if !found {
			return c.spec.usageError()
		}
		answers[strings.TrimSpace(question)] = strings.TrimSpace(choice)
	}
	if err := e.House.FillSheet(ctx, e.Actor, place, answers); err != nil {
		return err
	}
	return e.show(c, map[string]any{"place": place, "filled": true}, e.say().T("sheet.done"))
}

func runSheetStats(ctx context.Context, e *Env, c *Call) error {
	if c.on("csv") && c.on("json") {
		return c.spec.usageError()
	}
	st, err := e.House.SheetStats(ctx, e.Actor, c.arg(0), c.flag("from"), c.flag("to"))
	if err != nil {
		return err
	}
	if c.on("csv") {
		return e.sheetCSV(st)
	}
	months := make([]sheetMonthJSON, len(st.Months))
	for i, m := range st.Months {
		months[i] = sheetMonthJSON{Month: m.Month, Total: countJSON(m.Total), Counts: []sheetCellJSON{}}
		for _, cell := range m.Cells {
			name, label := e.cellNames(st.Form, cell)
			months[i].Counts = append(months[i].Counts, sheetCellJSON{cell.Question, name, cell.Choice, label, countJSON(cell.Count)})
		}
	}
	return e.show(c, months, e.statLines(st)...)
}

func countJSON(n house.SheetCount) *int {
	if n.Hidden {
		return nil
	}
	return &n.N
}

// cellNames are what question and choice of a cell are called now.
func (e *Env) cellNames(f house.SheetForm, cell house.SheetCell) (question, choice string) {
	q, known := f.Question(cell.Question)
	question, choice = cell.Question, q.Label(cell.Choice, string(e.Lang))
	if known {
		question = q.Name.In(string(e.Lang))
	}
	if cell.Choice == "" {
		choice = e.say().T("sheet.no_answer")
	}
	return oneLine(question), oneLine(choice)
}

// statLines say the counts month by month, a line a cell, for ears as for eyes.
func (e *Env) statLines(st house.SheetStats) []string {
	say := e.say()
	lines := []string{say.T("sheet.legend")}
	for _, m := range st.Months {
		lines = append(lines, "", say.T("sheet.total", "Month", m.Month, "Total", m.Total.String()))
		last := ""
		for _, cell := range m.Cells {
			question, choice := e.cellNames(st.Form, cell)
			if question != last {
				lines = append(lines, "  "+question)
			}
			last = question
			lines = append(lines, "    "+choice+": "+cell.Count.String())
		}
	}
	return lines
}

func (e *Env) sheetCSV(st house.SheetStats) error {
	w := csv.NewWriter(e.Out)
	rows := [][]string{{"month", "question", "choice", "label", "count"}}
	for _, m := range st.Months {
		rows = append(rows, []string{m.Month, "", "", "", m.Total.String()})
		for _, cell := range m.Cells {
			_, label := e.cellNames(st.Form, cell)
			rows = append(rows, []string{m.Month, cell.Question, cell.Choice, harmless(label), cell.Count.String()})
		}
	}
	return w.WriteAll(rows)
}

// harmless keeps a spreadsheet from taking a label for a formula.
func harmless(label string) string {
	if strings.HasPrefix(label, "=") || strings.HasPrefix(label, "+") || strings.HasPrefix(label, "-") || strings.HasPrefix(label, "@") {
		return "'" + label
	}
	return label
}

type checklistJSON struct {
	Floor string              `json:"floor"`
	Own   bool                `json:"own"`
	Steps []checklistStepJSON `json:"steps"`
}

type checklistStepJSON struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

func (e *Env) checklistOf(list house.Checklist) (checklistJSON, []string) {
	j := checklistJSON{Floor: oneLine(list.Floor), Own: list.Own, Steps: []checklistStepJSON{}}
	lines := make([]string, len(list.Steps))
	for i, step := range list.Steps {
		text := oneLine(step.In(string(e.Lang)))
		j.Steps = append(j.Steps, checklistStepJSON{i + 1, text})
		lines[i] = strconv.Itoa(i+1) + ". " + text
	}
	return j, lines
}

func runChecklist(ctx context.Context, e *Env, c *Call) error {
	list, err := e.House.Checklist(ctx, e.Actor, c.arg(0))
	if err != nil {
		return err
	}
	j, lines := e.checklistOf(list)
	if c.on("source") {
		lines = []string{strings.TrimSuffix(list.String(), "\n")}
	}
	return e.show(c, j, lines...)
}

func runChecklistEdit(ctx context.Context, e *Env, c *Call) error {
	text, err := e.floorText(ctx, c)
	if err != nil {
		return err
	}
	list, err := e.House.PutChecklist(ctx, e.Actor, c.arg(0), text)
	if err != nil {
		return err
	}
	j, _ := e.checklistOf(list)
	return e.done(c, j)
}

func runCrisisNote(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	note := house.CrisisNote{Lang: string(e.Lang)}
	for _, word := range topics(c.flag("done")) {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return c.spec.usageError()
		}
		note.Done = append(note.Done, n)
	}
	if note.Text, err = e.text(ctx, c); err != nil {
		return err
	}
	x, err := e.House.NoteCrisis(ctx, e.Actor, place, note)
	return e.entered(ctx, c, x, err)
}
