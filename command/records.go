package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

type entryJSON struct {
	ID      string   `json:"id"`
	Place   string   `json:"place"`
	Kind    string   `json:"kind"`
	Date    string   `json:"date"` // 2006-01-02
	Time    string   `json:"time"`
	Way     string   `json:"way"`
	Minutes int      `json:"minutes"`
	Topics  []string `json:"topics"`
	Text    string   `json:"text"`
	Steps   []string `json:"steps"`
	Of      int      `json:"of"`
	By      string   `json:"by"`
}

func entryOf(x house.RecordEntry) entryJSON {
	return entryJSON{
		ID: string(x.ID), Place: oneLine(x.Place), Kind: string(x.Kind), Date: oneLine(x.Day), Time: oneLine(x.Time), Way: oneLine(x.Way), Minutes: x.Minutes,
		Topics: append([]string{}, cleanAll(x.Topics)...), Text: clean(x.Text), Steps: append([]string{}, cleanAll(x.Steps)...), Of: x.Of, By: oneLine(x.By),
	}
}

// entryDate is a day as it is said.
func (e *Env) entryDate(x entryJSON) string {
	d, err := house.ParseDue(x.Date, time.UTC)
	if err != nil {
		return x.Date
	}
	return e.say().Date(d.At)
}

// entryLine is an entry of a record in one line.
func (e *Env) entryLine(x entryJSON) string {
	say := e.say()
	about := []string{x.Time, strings.Join(x.Topics, ", ")}
	if x.Way != "" {
		about = append(about, say.T("record.way."+x.Way))
	}
	if x.Minutes > 0 {
		about = append(about, say.N("record.minutes", x.Minutes))
	}
	first, _, _ := strings.Cut(x.Text, "\n")
	about = append(about, short(first))
	if x.By != "" {
		about = append(about, say.T("record.by", "Name", x.By))
	}
	line := say.T("command.record.line", "Id", x.ID, "Date", e.entryDate(x), "Kind", say.T("record.kind."+x.Kind), "Facts", facts(about...))
	return strings.TrimRight(strings.TrimSpace(line), ":")
}

// entryLines are all there is to an entry.
func (e *Env) entryLines(x entryJSON) []string {
	say := e.say()
	head := x
	head.Text = ""
	lines := []string{e.entryLine(head)}
	if x.Kind == string(house.RecordCrisis) && x.Of > 0 {
		lines = append(lines, "    "+say.T("record.steps", "Done", len(x.Steps), "Of", x.Of))
		for _, step := range x.Steps {
			lines = append(lines, "    - "+step)
		}
	}
	if x.Text != "" {
		lines = append(lines, "    "+indent(x.Text))
	}
	return lines
}

// keeperLine says who reads a record.
func (e *Env) keeperLine(b house.RecordBook) string {
	say := e.say()
	switch {
	case b.Mine:
		return say.T("notebook.who.record")
	case b.Keeper == "":
		return say.T("notebook.who.nobody")
	}
	return say.T("notebook.who.keeper", "Name", oneLine(b.Keeper))
}

func runRecordList(ctx context.Context, e *Env, c *Call) error {
	book, shown, err := e.record(ctx, c)
	if err != nil {
		return err
	}
	if !c.on("json") && !book.Mine {
		return e.show(c, nil, e.keeperLine(book))
	}
	if err := list(e, c, shown, func(x entryJSON) string { return x.ID }, e.entryLine, "record.none"); err != nil || c.on("json") || book.Shut == 0 {
		return err
	}
	return e.show(c, nil, e.say().N("record.shut", book.Shut))
}

func (e *Env) record(ctx context.Context, c *Call) (house.RecordBook, []entryJSON, error) {
	place, err := c.room(0)
	if err != nil {
		return house.RecordBook{}, nil, err
	}
	book, err := e.House.Record(ctx, e.Actor, place)
	shown := make([]entryJSON, len(book.Entries))
	for i, x := range book.Entries {
		shown[i] = entryOf(x)
	}
	return book, shown, err
}

// topics reads keywords with commas between.
func topics(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' })
}

func runRecordAdd(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	minutes, err := c.number("minutes")
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	x, err := e.House.AddRecordEntry(ctx, e.Actor, place, house.RecordSpec{
		Kind: house.RecordKind(c.flag("kind")), Day: c.flag("date"), Way: c.flag("way"), Minutes: int(minutes), Topics: topics(c.flag("topics")), Text: text,
	})
	return e.entered(ctx, c, x, err)
}

// entered shows a new entry and says who reads it.
func (e *Env) entered(ctx context.Context, c *Call, x house.RecordEntry, err error) error {
	if err != nil {
		return err
	}
	shown := entryOf(x)
	lines := e.entryLines(shown)
	if book, err := e.House.Record(ctx, e.Actor, x.Place); err == nil {
		if book.Mine {
			lines = append(lines, e.say().T("notebook.who.record_short"))
		} else {
			lines = append(lines, e.say().T("record.stored", "Name", oneLine(book.Keeper)))
		}
	}
	return e.show(c, shown, lines...)
}

func runRecordShow(ctx context.Context, e *Env, c *Call) error {
	x, err := e.House.RecordEntry(ctx, e.Actor, house.RecordID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := entryOf(x)
	return e.show(c, shown, e.entryLines(shown)...)
}

func runRecordEdit(ctx context.Context, e *Env, c *Call) error {
	edit := house.RecordEdit{Day: c.text("date"), Way: c.text("way")}
	if c.on("kind") {
		kind := house.RecordKind(c.flag("kind"))
		edit.Kind = &kind
	}
	if c.on("minutes") {
		n, err := c.number("minutes")
		if err != nil {
			return err
		}
		minutes := int(n)
		edit.Minutes = &minutes
	}
	if c.on("topics") {
		items := topics(c.flag("topics"))
		edit.Topics = &items
	}
	var err error
	if edit.Text, err = e.newText(ctx, c); err != nil {
		return err
	}
	x, err := e.House.EditRecordEntry(ctx, e.Actor, house.RecordID(c.arg(0)), edit)
	if err != nil {
		return err
	}
	shown := entryOf(x)
	return e.show(c, shown, e.entryLines(shown)...)
}

func runRecordDelete(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.DeleteRecordEntry(ctx, e.Actor, house.RecordID(c.arg(0))); err != nil {
		return err
	}
	return e.done(c, map[string]string{"id": c.arg(0)})
}

type recordJSON struct {
	Place   string      `json:"place"`
	Keeper  string      `json:"keeper"`
	Mine    bool        `json:"mine"`
	Shut    int         `json:"shut"`
	Entries []entryJSON `json:"entries"`
}

func runRecordExport(ctx context.Context, e *Env, c *Call) error {
	book, shown, err := e.record(ctx, c)
	if err != nil {
		return err
	}
	if !book.Mine {
		return house.Errorf(house.Forbidden, "error.forbidden")
	}
	say := e.say()
	lines := []string{"# " + say.T("record.export.title", "Place", oneLine(book.Place)), "", e.keeperLine(book)}
	if book.Shut > 0 {
		lines = append(lines, say.N("record.shut", book.Shut))
	}
	for i := len(shown) - 1; i >= 0; i-- { // the earliest first
		x := shown[i]
		lines = append(lines, "")
		for n, line := range e.entryLines(x) {
			if n == 0 {
				line = "## " + strings.TrimPrefix(line, x.ID+" ")
			}
			lines = append(lines, strings.TrimPrefix(line, "    "))
		}
	}
	return e.show(c, recordJSON{Place: oneLine(book.Place), Keeper: oneLine(book.Keeper), Mine: book.Mine, Shut: book.Shut, Entries: shown}, lines...)
}
