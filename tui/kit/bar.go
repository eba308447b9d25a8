package kit

import (
	"math"
	"strings"
)

// Bar draws a share (0 to 1) of cells in eighths of a block, or in signs that every
// terminal has. It is always that many cells wide.
func Bar(share float64, cells int, blocks bool) string {
	share = min(max(share, 0), 1)
	if !blocks {
		full := int(math.Round(share * float64(cells)))
		return strings.Repeat("#", full) + strings.Repeat(".", cells-full)
	}
	eighths := int(math.Round(share * float64(cells) * 8))
	out := strings.Repeat("█", eighths/8)
	used := eighths / 8
	if part := eighths % 8; part > 0 {
		out += string([]rune("▏▎▍▌▋▊▉")[part-1])
		used++
	}
	return out + strings.Repeat(" ", cells-used)
}
