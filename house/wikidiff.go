package house

import (
	"context"
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// DiffLine is a line of a comparison. Op is ' ' for what both have, '-' for what
// only the older has, '+' for what only the newer has, '@' for the head of a part.
type DiffLine struct {
	Op   byte
	Text string
}

// WikiDiff compares two versions of a page.
type WikiDiff struct {
	From, To WikiPage // without their texts
	Lines    []DiffLine
}

// WikiDiff compares two versions of a page, from the older to the newer as they
// are given; 0 is the present one. Who may: those who may read the wiki, from
// where their reading begins.
func (s *Service) WikiDiff(ctx context.Context, a Actor, place, page string, from, to int) (WikiDiff, error) {
	in, err := s.enterTool(ctx, a, place, ToolWiki, LevelRead)
	if err != nil {
		return WikiDiff{}, err
	}
	var d WikiDiff
	if d.From, err = s.wikiPage(ctx, in, page, from); err != nil {
		return WikiDiff{}, err
	}
	if d.To, err = s.wikiPage(ctx, in, string(d.From.ID), to); err != nil {
		return WikiDiff{}, err
	}
	d.Lines = DiffText(d.From.Text, d.To.Text)
	d.From.Text, d.To.Text = "", ""
	return d, nil
}

// DiffText compares two texts line by line, with three lines around each change;
// nothing when they are the same.
func DiffText(from, to string) []DiffLine {
	from, to = ended(from), ended(to)
	unified, err := udiff.ToUnified("", "", from, udiff.Lines(from, to), udiff.DefaultContextLines)
	if err != nil || unified == "" {
		return nil
	}
	var out []DiffLine
	for line := range strings.Lines(unified) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case len(out) == 0 && !strings.HasPrefix(line, "@@"):
			continue // the names of the texts
		case line == "":
			out = append(out, DiffLine{Op: ' '})
		case strings.HasPrefix(line, "@@"):
			out = append(out, DiffLine{'@', line})
		default:
			out = append(out, DiffLine{line[0], line[1:]})
		}
	}
	return out
}

// ended gives a text the line end without which the last lines of two texts
// would differ.
func ended(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// Unified is the comparison as programs read it.
func (d WikiDiff) Unified() string {
	if len(d.Lines) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s (%d)\n+++ %s (%d)\n", d.From.Name, d.From.Version, d.To.Name, d.To.Version)
	for _, l := range d.Lines {
		if l.Op != '@' {
			b.WriteByte(l.Op)
		}
		b.WriteString(l.Text)
		b.WriteByte('\n')
	}
	return b.String()
}
