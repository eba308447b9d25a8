package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"stockwerk/house"
)

// show prints a result: value as one JSON document where that was asked for,
// else the lines.
func (e *Env) show(c *Call, value any, lines ...string) error {
	if c.on("json") {
		return e.json(value)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(e.Out, line); err != nil {
			return err
		}
	}
	return nil
}

// done prints a result that has little to say for itself.
func (e *Env) done(c *Call, value any) error {
	return e.show(c, value, e.say().T("command.done"))
}

// json writes one document and a line end.
func (e *Env) json(value any) error {
	enc := json.NewEncoder(e.Out)
	enc.SetEscapeHTML(false)
	return enc.Encode(value)
}

// list prints entries one a line, or as a JSON array; empty is the key of the
// sentence for none. cursor names an entry for --after.
func list[T any](e *Env, c *Call, entries []T, cursor func(T) string, line func(T) string, empty string) error {
	entries, err := page(c, entries, cursor)
	if err != nil {
		return err
	}
	if c.on("json") {
		if entries == nil {
			entries = []T{}
		}
		return e.json(entries)
	}
	if len(entries) == 0 {
		return e.show(c, nil, e.say().T(empty))
	}
	for _, entry := range entries {
		if err := e.show(c, nil, line(entry)); err != nil {
			return err
		}
	}
	return nil
}

// page cuts a list to --limit entries after the one that --after names.
func page[T any](c *Call, entries []T, cursor func(T) string) ([]T, error) {
	limit, err := c.limit()
	if err != nil {
		return nil, err
	}
	if after, ok := c.flags["after"]; ok {
		at := -1
		for i, entry := range entries {
			if cursor(entry) == after {
				at = i
			}
		}
		if at < 0 {
			return nil, house.Errorf(house.Invalid, "command.error.cursor", "Cursor", short(after))
		}
		entries = entries[at+1:]
	}
	if limit > 0 && len(entries) > limit {
		entries = entries[:limit]
	}
	return entries, nil
}

// stream writes a JSON array entry by entry, so that a long one needs no room.
type stream struct {
	w     io.Writer
	wrote bool
}

func (s *stream) add(entry any) error {
	lead := ",\n"
	if !s.wrote {
		lead = "["
	}
	s.wrote = true
	var b strings.Builder
	b.WriteString(lead)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(entry); err != nil {
		return err
	}
	_, err := io.WriteString(s.w, strings.TrimSuffix(b.String(), "\n"))
	return err
}

func (s *stream) end() error {
	tail := "]\n"
	if !s.wrote {
		tail = "[]\n"
	}
	_, err := io.WriteString(s.w, tail)
	return err
}

// facts joins what is to be said of an entry, leaving out what does not apply.
func facts(all ...string) string {
	var said []string
	for _, f := range all {
		if f != "" {
			said = append(said, f)
		}
	}
	return strings.Join(said, ", ")
}

// when says the sentence key if it applies.
func (e *Env) when(applies bool, key string) string {
	if !applies {
		return ""
	}
	return e.say().T(key)
}
