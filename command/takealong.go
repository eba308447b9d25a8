package command

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"stockwerk/house"
)

// exportJSON is the small part of everything that somebody takes along. What may be
// much follows it in the same document: posts, notes, records, drafts. The keys stand in
// docs/export.md.
type exportJSON struct {
	Name      string       `json:"name"`
	Role      string       `json:"role"`
	Created   string       `json:"created"`
	LastLogin string       `json:"last_login"`
	Terms     int          `json:"terms"`
	Leaving   at           `json:"leaving"`
	Settings  settingsJSON `json:"settings"`
	Keys      []keyJSON    `json:"keys"`
	Factor    bool         `json:"second_factor"`
	Mail      mailJSON     `json:"mail"`
	Blocked   []string     `json:"blocked"`
	Floors    []string     `json:"floors"`
	Rooms     []string     `json:"rooms"`
	Card      *cardJSON    `json:"card,omitempty"`
}

func exportOf(x house.Export) exportJSON {
	j := exportJSON{
		Name: oneLine(x.Name), Role: string(x.Role), Created: x.Created, LastLogin: x.LastLogin, Terms: x.Terms, Leaving: at(x.Leaving),
		Settings: settingsOf(x.Settings), Keys: []keyJSON{}, Factor: x.Factor, Mail: mailOf(x.Mail), Blocked: append([]string{}, cleanAll(x.Blocked)...),
		Floors: cleanAll(x.Floors), Rooms: cleanAll(x.Rooms),
	}
	for _, k := range x.Keys {
		j.Keys = append(j.Keys, keyOf(k))
	}
	if x.Card != nil {
		own := cardOf(*x.Card)
		j.Card = &own
	}
	return j
}

type takenDraft struct {
	Place string `json:"place"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Saved at     `json:"saved"`
}

// runAccountExport writes everything of one's own to standard output, as it is read.
func runAccountExport(ctx context.Context, e *Env, c *Call) error {
	format, err := c.choice("format", "text", "json", "markdown", "zip")
	if err != nil {
		return err
	}
	if c.on("json") {
		format = "json"
	}
	if format == "zip" {
		return e.exportZip(ctx)
	}
	out := bufio.NewWriterSize(e.Out, 16<<10)
	switch format {
	case "json":
		err = e.exportJSON(ctx, out)
	case "markdown":
		err = e.exportMarkdown(ctx, out)
	default:
		err = e.exportText(ctx, out)
	}
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	return err
}

// exportZip writes the archive, which must not go to a terminal: it is no text.
func (e *Env) exportZip(ctx context.Context) error {
	if e.In == nil || e.Interactive || e.Password != nil {
		line := strings.Replace(SSHLine(oneLine(e.Actor.Name()), e.Host, e.Port), "ssh ", "ssh -o PubkeyAuthentication=no ", 1)
		return house.Errorf(house.Invalid, "account.export.terminal", "Line", line+" account export --format zip > stockwerk.zip")
	}
	last := time.Now()
	return e.House.ExportZip(ctx, e.Actor, e.Out, func(to house.Archive) error {
		for _, part := range []struct {
			name  string
			write func(context.Context, io.Writer) error
		}{{"export.json", e.exportJSON}, {"export.md", e.exportMarkdown}} {
			w, err := to.File(part.name, e.now())
			if err != nil {
				return err
			}
			out := bufio.NewWriterSize(w, 16<<10)
			if err := part.write(ctx, out); err != nil {
				return err
			}
			if err := out.Flush(); err != nil {
				return err
			}
		}
		return nil
	}, func(files int) {
		if time.Since(last) > time.Second {
			last = time.Now()
			fmt.Fprintln(e.Err, e.say().N("clone.export.progress", files))
		}
	})
}

// exportJSON writes one document piece by piece.
func (e *Env) exportJSON(ctx context.Context, w io.Writer) error {
	doc := &document{w: w}
	err := e.House.ExportAccount(ctx, e.Actor, house.Taking{
		Account: func(x house.Export) error { return doc.begin(exportOf(x)) },
		Post:    func(p house.Post) error { return doc.add("posts", e.postOf(p)) },
		Note:    func(n house.Note) error { return doc.add("notes", noteOf(n)) },
		Record:  func(r house.RecordEntry) error { return doc.add("records", entryOf(r)) },
		Draft: func(d house.Draft) error {
			return doc.add("drafts", takenDraft{oneLine(d.Place), oneLine(d.Title), clean(d.Text), at(d.Saved)})
		},
	})
	if err != nil && !house.IsKey(err, "error.tampered") {
		return err // what was begun stays open, so that nobody takes it for whole
	}
	if ended := doc.end("posts", "notes", "records", "drafts"); ended != nil {
		return ended
	}
	return err
}

// document is a JSON object of which the last members are arrays that are written
// entry by entry, one array after the other.
type document struct {
	w    io.Writer
	open string // the array that is being written
	list stream
	done map[string]bool
}

// begin writes the members that come first.
func (d *document) begin(value any) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err
	}
	_, err := io.WriteString(d.w, strings.TrimSuffix(b.String(), "}\n"))
	return err
}

func (d *document) add(array string, entry any) error {
	if err := d.turn(array); err != nil {
		return err
	}
	return d.list.add(entry)
}

// turn ends the array before and begins the next.
func (d *document) turn(array string) error {
	if d.open == array {
		return nil
	}
	if d.open != "" {
		if err := d.list.end(); err != nil {
			return err
		}
	}
	if d.done == nil {
		d.done = map[string]bool{}
	}
	d.open, d.list, d.done[array] = array, stream{w: d.w}, true
	_, err := fmt.Fprintf(d.w, ",\n%q:", array)
	return err
}

// end writes the arrays that had nothing in them, and the end.
func (d *document) end(arrays ...string) error {
	for _, array := range arrays {
		if d.done[array] {
			continue
		}
		if err := d.turn(array); err != nil {
			return err
		}
	}
	if err := d.list.end(); err != nil {
		return err
	}
	_, err := io.WriteString(d.w, "}\n")
	return err
}

// exportText writes the account as lines, as read shows words.
func (e *Env) exportText(ctx context.Context, w io.Writer) error {
	to := *e
	to.Out = w
	d := &diary{e: &to}
	err := e.House.ExportAccount(ctx, e.Actor, house.Taking{
		Account: func(x house.Export) error { return to.put(to.exportLines(x)...) },
		Post:    d.print,
		Note: func(n house.Note) error {
			shown := noteOf(n)
			return to.put(to.noteLine(shown, true), "    "+indent(shown.Text))
		},
		Record: func(r house.RecordEntry) error { return to.put(to.entryLines(entryOf(r))...) },
		Draft: func(d house.Draft) error {
			return to.put(to.say().T("account.export.draft", "Place", oneLine(d.Place)), "    "+indent(clean(d.Text)))
		},
	})
	if err != nil {
		return err
	}
	return d.end()
}

func (e *Env) put(all ...string) error {
	for _, line := range all {
		if _, err := fmt.Fprintln(e.Out, line); err != nil {
			return err
		}
	}
	return nil
}

func (e *Env) exportLines(x house.Export) []string {
	say := e.say()
	lines := []string{
		say.T("command.whoami.member", "Name", oneLine(x.Name)),
		say.T("command.account.since", "Month", oneLine(x.Created)),
		facts(append([]string{say.T("common.floors") + ":"}, cleanAll(x.Floors)...)...),
		facts(append([]string{say.T("common.rooms") + ":"}, cleanAll(x.Rooms)...)...),
	}
	if x.Mail.Address != "" {
		lines = append(lines, e.mailLines(x.Mail)...)
	}
	if x.Card != nil {
		lines = append(lines, e.cardLines(*x.Card)...)
	}
	return lines
}

// exportMarkdown writes pages for people: what was said stands as quotations.
func (e *Env) exportMarkdown(ctx context.Context, w io.Writer) error {
	m := &leaf{e: e, w: w}
	return e.House.ExportAccount(ctx, e.Actor, house.Taking{
		Account: m.account,
		Post:    m.post,
		Note: func(n house.Note) error {
			shown := noteOf(n)
			return m.entry("account.export.notes", "", facts(oneLine(n.Place), e.say().DateTime(n.Edited.Local())), shown.Title, shown.Text)
		},
		Record: func(r house.RecordEntry) error {
			shown := entryOf(r)
			head := shown
			head.Text, head.ID = "", ""
			return m.entry("account.export.records", shown.Place, strings.TrimSpace(e.entryLine(head)), "", shown.Text)
		},
		Draft: func(d house.Draft) error {
			return m.entry("account.export.drafts", "", facts(oneLine(d.Place), e.say().DateTime(d.Saved.Local())), oneLine(d.Title), clean(d.Text))
		},
	})
}

// leaf is a Markdown page on its way out.
type leaf struct {
	e        *Env
	w        io.Writer
	part     string // heading under which entries come
	subtitle string
}

func (m *leaf) write(format string, args ...any) error {
	_, err := fmt.Fprintf(m.w, format, args...)
	return err
}

func (m *leaf) account(x house.Export) error {
	say := m.e.say()
	if err := m.write("# %s\n\n%s\n\n", say.T("account.export.title", "Name", escaped(oneLine(x.Name))), say.T("account.export.intro", "When", say.DateTime(m.e.now().Local()))); err != nil {
		return err
	}
	items := []string{say.T("command.account.since", "Month", oneLine(x.Created)), say.T("account.export.last", "Month", oneLine(x.LastLogin))}
	if !x.Leaving.IsZero() {
		items = append(items, say.T("command.account.leaving", "Time", say.DateTime(x.Leaving.Local())))
	}
	if x.Mail.Address != "" {
		items = append(items, m.e.mailLines(x.Mail)...)
	}
	parts := []struct {
		head  string
		items []string
	}{
		{"account.export.account", items},
		{"account.export.settings", coded(m.e.settingsLines(settingsOf(x.Settings)))},
		{"common.floors", cleanAll(x.Floors)},
		{"common.rooms", cleanAll(x.Rooms)},
		{"account.export.keys", nil},
		{"account.export.blocked", cleanAll(x.Blocked)},
		{"account.export.card", nil},
	}
	for _, k := range x.Keys {
		parts[4].items = append(parts[4].items, m.e.keyLine(keyOf(k)))
	}
	if x.Card != nil {
		parts[6].items = m.e.cardLines(*x.Card)
	}
	for _, p := range parts {
		if len(p.items) == 0 {
			continue
		}
		if err := m.write("## %s\n\n", say.T(p.head)); err != nil {
			return err
		}
		for _, item := range p.items {
			if !strings.HasPrefix(item, "`") {
				item = escaped(item)
			}
			if err := m.write("- %s\n", strings.ReplaceAll(item, "\n", "\n  ")); err != nil {
				return err
			}
		}
		if err := m.write("\n"); err != nil {
			return err
		}
	}
	return nil
}

func coded(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = "`" + line + "`"
	}
	return out
}

func (m *leaf) post(p house.Post) error {
	j := m.e.postOf(p)
	text := j.Text
	if j.Also != "" {
		text = strings.TrimSpace(text + "\n\n" + j.Also)
	}
	return m.entry("account.export.posts", j.Place, m.e.say().DateTime(p.At.Local()), j.Title, text)
}

// entry writes one thing that was said, under the headings of its part and its room.
func (m *leaf) entry(part, place, when, title, text string) error {
	if m.part != part {
		m.part, m.subtitle = part, ""
		if err := m.write("## %s\n\n", m.e.say().T(part)); err != nil {
			return err
		}
	}
	if place != "" && m.subtitle != place {
		m.subtitle = place
		if err := m.write("### %s\n\n", escaped(place)); err != nil {
			return err
		}
	}
	head := "**" + escaped(when) + "**"
	if title != "" {
		head += " " + escaped(title)
	}
	return m.write("%s\n\n> %s\n\n", head, strings.ReplaceAll(house.PlainMarkdown(text), "\n", "\n> "))
}

// escaped is a line of a person, or a name, that says nothing to Markdown.
func escaped(line string) string {
	var b strings.Builder
	for _, r := range line {
		if strings.ContainsRune("\\`*_{}[]<>#|~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
