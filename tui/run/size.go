package run

// Size is a terminal's size in cells.
type Size struct{ Width, Height int }

// What a client says about its window is a claim, not a fact: a frame costs
// memory by the cell.
const (
	maxWidth      = 500
	maxHeight     = 200
	defaultWidth  = 80
	defaultHeight = 24
)

// Clamped returns the size the model gets to see: a dimension that is missing,
// zero or negative is that of an 80×24 terminal, and nothing exceeds 500×200.
func (s Size) Clamped() Size {
	return Size{
		Width:  clampCells(s.Width, defaultWidth, maxWidth),
		Height: clampCells(s.Height, defaultHeight, maxHeight),
	}
}

func clampCells(n, missing, most int) int {
	if n <= 0 {
		return missing
	}
	return min(n, most)
}
