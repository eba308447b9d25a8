package house

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// ExportRoom writes what the actor may read in a room as one zip file: the facts
// and the people in room.json, the threads of the board and the chat as Markdown,
// each tool's entries in its own form or as JSON, and index.md, which names all of
// it. It is written as it is read and takes the memory of one page, however much
// there is. Times are UTC. What is from before the reader's time or in a tool that
// is closed to them is not in it. What does not fit its seal is left out, and the
// whole ends in error.tampered. progress, which may be nil, is told how many files
// have been begun. Who may: those inside; guests may not.
func (s *Service) ExportRoom(ctx context.Context, a Actor, place string, w io.Writer, progress func(files int)) error {
	in, err := s.enter(ctx, a, place, DoExportRoom)
	if err != nil {
		return err
	}
	if a.person == "" {
		return errForbidden()
	}
	if in.room.Class == ClassDirect {
		return Errorf(Invalid, "error.place_invalid")
	}
	if in.room.Class == ClassClosed {
		if _, err := s.key(ctx, in, in.room.Epoch); err != nil {
			return err // nothing is written for somebody whose rooms are locked
		}
	}
	x := &export{s: s, in: in, o: s.opener(in), zip: newZip(ctx, w, progress), old: map[MessageID]bool{}}
	if err := x.write(ctx); err != nil {
		return err
	}
	if err := x.zip.close(); err != nil {
		return err
	}
	return x.broken
}

// export is one room on its way into an archive.
type export struct {
	s      *Service
	in     access
	o      *opener
	zip    *zipped
	old    map[MessageID]bool // threads that began before the reader's time
	thread int
	broken error // the first entry that was tampered with
}

func (x *export) write(ctx context.Context) error {
	if err := x.facts(ctx); err != nil {
		return err
	}
	own := map[string]func(context.Context, access, Archive) error{}
	for _, t := range x.s.archiveTools() {
		own[t.tool] = t.write
	}
	for _, t := range toolKinds {
		if err := x.again(ctx); err != nil {
			return err
		}
		if !x.in.reads(t.kinds[0]) {
			continue
		}
		write := own[t.tool]
		switch {
		case t.tool == ToolBoard:
			write = x.board
		case t.tool == ToolChat:
			write = x.chat
		case write == nil:
			write = x.generic(t.tool, t.kinds[0])
		}
		err := write(ctx, x.in, x.zip)
		if IsKey(err, "error.tampered") {
			x.broken, err = err, nil
		}
		if err != nil {
			return err
		}
	}
	if err := x.again(ctx); err != nil {
		return err
	}
	if err := x.s.archiveSlots(ctx, x.in, x.zip); IsKey(err, "error.tampered") {
		x.broken = err
	} else if err != nil {
		return err
	}
	return x.index()
}

// again asks what the reader still may: an export takes its time.
func (x *export) again(ctx context.Context) (err error) {
	if x.in, err = x.s.enterRoom(ctx, x.in.actor, x.in.room.ID, DoExportRoom); err == nil {
		x.o.in = x.in
	}
	return err
}

// roomFacts is room.json.
type roomFacts struct {
	Place      string       `json:"place"`
	Name       string       `json:"name"`
	Topic      string       `json:"topic,omitempty"`
	Floor      string       `json:"floor"`
	Kind       RoomKind     `json:"kind"`
	Closed     bool         `json:"closed"`
	Listed     bool         `json:"listed"`
	History    History      `json:"history"`
	Retention  int          `json:"retention_days"`
	Transcript int          `json:"transcript_days"`
	Preset     RightsPreset `json:"preset"`
	Tools      []string     `json:"tools"`
	Owner      string       `json:"owner,omitempty"`
	ExportedAt time.Time    `json:"exported_at"`
	ExportedBy string       `json:"exported_by"`
	Members    []memberFact `json:"members,omitempty"`
}

type memberFact struct {
	Name  string    `json:"name"`
	Role  RoomRole  `json:"role"`
	State string    `json:"state"`
	Since time.Time `json:"since"`
}

// facts writes room.json: what the header of the room says, and who is in it.
func (x *export) facts(ctx context.Context) error {
	a := x.in.actor
	d, err := x.s.Room(ctx, a, x.in.place)
	if err != nil {
		return err
	}
	f := roomFacts{
		Place: d.Place, Name: d.Name, Topic: d.Topic, Floor: d.FloorName, Kind: d.Kind, Closed: d.Closed, Listed: d.Listed,
		History: d.History, Retention: d.RetentionDays, Transcript: d.Transcript, Preset: d.Preset, Tools: d.Tools,
		Owner: d.Owner, ExportedAt: x.now(), ExportedBy: d.Me,
	}
	members, err := x.s.Members(ctx, a, x.in.place)
	if err != nil && KindOf(err) != Forbidden {
		return err
	}
	for _, m := range members {
		f.Members = append(f.Members, memberFact{m.Name, m.Role, m.State, m.Since.UTC().Truncate(time.Second)})
	}
	w, err := x.zip.File("room.json", x.now())
	if err != nil {
		return err
	}
	return writeJSON(w, f)
}

func (x *export) now() time.Time { return x.s.clock().UTC().Truncate(time.Second) }

// each opens what a query finds page by page, oldest first.
func (x *export) each(ctx context.Context, q MessageQuery, do func(Post) error) error {
	q.Room, q.Limit, q.After = x.in.room.ID, exportPage, max(q.After, x.o.from)
	for {
		if err := x.again(ctx); err != nil {
			return err
		}
		rows, err := x.s.store.Messages(ctx, q)
		if err != nil {
			return err
		}
		posts, err := x.open(ctx, rows)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if err := do(p); err != nil {
				return err
			}
		}
		if len(rows) < exportPage {
			return nil
		}
		q.After = rows[len(rows)-1].Seq
	}
}

// open is opener.posts, but for rows that were tampered with, which it leaves out.
func (x *export) open(ctx context.Context, rows []MessageRow) ([]Post, error) {
	list := make([]opened, 0, len(rows))
	for _, row := range rows {
		w, ok, err := x.o.open(ctx, row)
		if IsKey(err, "error.tampered") {
			x.broken = err
			continue
		}
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, opened{row, w})
		}
	}
	return x.o.views(ctx, list)
}

// board writes each thread into a file of its own, numbered as they began.
func (x *export) board(ctx context.Context, _ access, _ Archive) error {
	return x.each(ctx, MessageQuery{Kinds: []MessageKind{KindBoard}}, func(p Post) error {
		if p.Thread != p.ID && !x.beganBefore(ctx, p.Thread) {
			return nil
		}
		x.thread++
		w, err := x.zip.File(fmt.Sprintf("board/%03d-%s.md", x.thread, strings.ReplaceAll(p.Title, "/", "_")), p.At)
		if err != nil {
			return err
		}
		title := p.Title
		if title == "" {
			title = fmt.Sprintf("%03d", x.thread)
		}
		if _, err := fmt.Fprintf(w, "# %s\n", title); err != nil {
			return err
		}
		return x.each(ctx, MessageQuery{Thread: p.Thread}, func(p Post) error { return writePost(w, "## ", p) })
	})
}

// beganBefore tells, once a thread, that its root is from before the reader's time.
func (x *export) beganBefore(ctx context.Context, root MessageID) bool {
	if x.o.from == 0 || x.old[root] {
		return false
	}
	row, err := x.s.store.Message(ctx, root)
	if err != nil || row.Seq > x.o.from {
		return false
	}
	x.old[root] = true
	return true
}

// chat writes all lines into one file, with a heading for each day.
func (x *export) chat(ctx context.Context, _ access, _ Archive) error {
	var w io.Writer
	day := ""
	return x.each(ctx, MessageQuery{Kinds: []MessageKind{KindChat}}, func(p Post) (err error) {
		if w == nil {
			if w, err = x.zip.File("chat.md", x.now()); err != nil {
				return err
			}
		}
		if d := p.At.UTC().Format(time.DateOnly); d != day {
			day = d
			if _, err := fmt.Fprintf(w, "# %s\n", day); err != nil {
				return err
			}
		}
		return writePost(w, "**", p)
	})
}

// writePost writes who and when, and the words as a quotation, so that nobody can
// write somebody else's line.
func writePost(w io.Writer, mark string, p Post) error {
	end, at := "", p.At.UTC().Format("2006-01-02 15:04 MST")
	if mark == "**" {
		end, at = "**", p.At.UTC().Format("15:04")
	}
	text := "—"
	if !p.Deleted {
		text = p.Text
	}
	if p.Title != "" && p.ID != p.Thread {
		text = "**" + p.Title + "**\n\n" + text
	}
	_, err := fmt.Fprintf(w, "\n%s%s, %s%s\n\n> %s\n", mark, p.Author, at, end, strings.ReplaceAll(text, "\n", "\n> "))
	return err
}

// entryFact is an entry of a tool in its JSON file.
type entryFact struct {
	ID     MessageID       `json:"id"`
	Seq    int64           `json:"seq"`
	Author string          `json:"author"`
	At     time.Time       `json:"at"`
	Title  string          `json:"title,omitempty"`
	Text   string          `json:"text,omitempty"`
	Edited bool            `json:"edited,omitempty"`
	Pinned bool            `json:"pinned,omitempty"`
	Thread MessageID       `json:"thread,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
}

// generic writes the entries of a tool that has no form of its own, as an array.
func (x *export) generic(tool string, kind MessageKind) func(context.Context, access, Archive) error {
	return func(ctx context.Context, _ access, _ Archive) error {
		var w io.Writer
		err := x.each(ctx, MessageQuery{Kinds: []MessageKind{kind}}, func(p Post) (err error) {
			lead := ",\n"
			switch {
			case p.Deleted:
				return nil
			case w == nil:
				lead = "[\n"
				if w, err = x.zip.File(tool+".json", x.now()); err != nil {
					return err
				}
			}
			if _, err := io.WriteString(w, lead); err != nil {
				return err
			}
			return writeJSON(w, entryFact{p.ID, p.Seq, p.Author, p.At.UTC(), p.Title, p.Text, p.Edited, p.Pinned, p.Thread, p.data})
		})
		if err == nil && w != nil {
			_, err = io.WriteString(w, "]\n")
		}
		return err
	}
}

// index names what is in the archive; it is written last.
func (x *export) index() error {
	parts := maps.Clone(x.zip.parts)
	w, err := x.zip.File("index.md", x.now())
	if err != nil {
		return err
	}
	name := x.in.state.text.Name
	if name == "" {
		name = x.in.place
	}
	if _, err := fmt.Fprintf(w, "# %s\n\n%s, %s\n\n", name, x.in.place, x.now().Format(time.RFC3339)); err != nil {
		return err
	}
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		line := fmt.Sprintf("- [%s](%s)\n", part, part)
		if parts[part] > 1 || !strings.Contains(part, ".") {
			line = fmt.Sprintf("- [%s/](%s/): %d\n", part, part, parts[part])
		}
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
