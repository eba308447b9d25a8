package house

import "context"

// CountRow is how often something happened on a floor in a month.
type CountRow struct {
	Floor FloorID // "" = of the house itself
	Month string  // 2006-01
	What  string  // a Stat
	N     int
}

// CountMark says that a room was used in a month, without saying which: Mark is a
// keyed hash that changes with the month.
type CountMark struct {
	Floor FloorID
	Month string
	What  string
	Mark  []byte
}

type (
	countReader interface {
		// Counts lists what was counted from one month to another, both among them, by
		// floor, month and what.
		Counts(ctx context.Context, from, to string) ([]CountRow, error)
		// CountMarks counts the marks of the months up to and with that one, by floor,
		// month and what.
		CountMarks(ctx context.Context, upto string) ([]CountRow, error)
	}
	countWriter interface {
		// AddCount adds to what was counted.
		AddCount(ctx context.Context, c CountRow) error
		// AddCountMark changes nothing where the mark is there.
		AddCountMark(ctx context.Context, m CountMark) error
		// DropCountMarks removes the marks of the months up to and with that one.
		DropCountMarks(ctx context.Context, upto string) error
		// DropCounts removes what was counted before a month.
		DropCounts(ctx context.Context, before string) error
	}
)
