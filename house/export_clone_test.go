package house

import "context"

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
