package house

import (
	"context"
	"io"
	"time"
)

// AddEntry stores an entry of a tool as the tool itself does, for tests of what
// works on entries of all tools.
func AddEntry(ctx context.Context, s *Service, a Actor, place string, kind MessageKind, in MessageID, title, text string, data any) (Sent, error) {
	room, err := s.enterTool(ctx, a, place, ToolOf(kind), LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	return s.addEntry(ctx, room, entry{kind: kind, root: in, title: title, text: text, data: data})
}

// BuildLease is how long an unfinished room may stand still.
const BuildLease = buildLease

// EntryData is what a tool keeps of a post beside its words.
func EntryData(p Post) string { return string(p.data) }

// Zip is the archive of an export, for tests of the names in it.
type Zip struct{ z *zipped }

// NewZip begins an archive.
func NewZip(ctx context.Context, w io.Writer) Zip { return Zip{newZip(ctx, w, nil)} }

// File begins a file.
func (z Zip) File(name string) (io.Writer, error) { return z.z.File(name, time.Time{}) }

// Close ends it.
func (z Zip) Close() error { return z.z.close() }
