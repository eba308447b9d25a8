package command

import (
	"context"
	"slices"
	"strings"
)

// Complete gives the lines that line may be going to be, for the Tab key of the
// ":" line: commands, options, and the places and people that the actor may
// know. What the house does not tell is left out without a word.
func Complete(ctx context.Context, e *Env, line string) []string {
	line = strings.TrimLeft(line, " ")
	words := strings.Fields(line)
	at := strings.LastIndexByte(line, ' ') + 1
	head, part := line[:at], line[at:]
	spec, rest, ok := find(words)
	if !ok || len(rest) == 0 && part != "" {
		return e.completeName(line)
	}
	if part != "" {
		rest = rest[:len(rest)-1]
	}
	var out []string
	add := func(candidates ...string) {
		for _, c := range candidates {
			if strings.HasPrefix(c, part) && c != part && strings.TrimSpace(c) != "" {
				out = append(out, head+c)
			}
		}
	}
	if strings.HasPrefix(part, "--") {
		for _, f := range append(spec.flags(), Flag{Name: "json"}) {
			add("--" + f.Name)
		}
		return out
	}
	add(e.candidates(ctx, spec, rest)...)
	if len(rest) == 0 && part == "" {
		out = append(out, e.completeName(line)...) // longer commands that begin so
	}
	return out
}

func (e *Env) completeName(line string) []string {
	var out []string
	for _, s := range Table() {
		if s.For.shows(e.Actor) && strings.HasPrefix(s.Name, line) && s.Name != line {
			out = append(out, s.Name)
		}
	}
	return out
}

// candidates are what the next argument after words may be.
func (e *Env) candidates(ctx context.Context, spec Spec, words []string) []string {
	var given []string
	for _, w := range words {
		if !strings.HasPrefix(w, "--") {
			given = append(given, w)
		}
	}
	if len(given) >= len(spec.Args) {
		return nil
	}
	switch spec.Args[len(given)].Name {
	case "CODE", "FLOOR":
		return e.knownFloors(ctx)
	case "PLACE", "PLACE/board", "FLOOR/SLUG":
		return e.knownPlaces(ctx)
	case "@NAME":
		return e.knownPeople(ctx, given)
	case "COMMAND":
		return e.completeName("")
	}
	return nil
}

func (e *Env) knownFloors(ctx context.Context) []string {
	floors, err := e.House.Floors(ctx, e.Actor)
	if err != nil {
		return nil
	}
	out := make([]string, len(floors))
	for i, f := range floors {
		out[i] = oneLine(f.Code)
	}
	return out
}

func (e *Env) knownPlaces(ctx context.Context) []string {
	rooms, err := e.House.Rooms(ctx, e.Actor, "")
	if err != nil {
		return nil
	}
	out := make([]string, len(rooms))
	for i, r := range rooms {
		out[i] = oneLine(r.Place)
	}
	return out
}

// knownPeople are those in the place that was named before, else those one
// writes with.
func (e *Env) knownPeople(ctx context.Context, given []string) []string {
	var out []string
	if len(given) > 0 {
		if members, err := e.House.Members(ctx, e.Actor, given[0]); err == nil {
			for _, m := range members {
				out = append(out, "@"+oneLine(m.Name))
			}
		}
		if members, err := e.House.FloorMembers(ctx, e.Actor, given[0]); err == nil {
			for _, m := range members {
				out = append(out, "@"+oneLine(m.Name))
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	entries, err := e.House.Inbox(ctx, e.Actor)
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		out = append(out, "@"+oneLine(entry.Name))
	}
	return out
}
