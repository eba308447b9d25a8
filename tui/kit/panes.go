package kit

// Layout is how much a terminal can show side by side.
type Layout int

// The three layouts.
const (
	Narrow Layout = iota // below 60 columns: one pane
	Middle               // 60 to 79: one pane with asides
	Wide                 // 80 and more: list beside preview
)

// LayoutOf tells the layout of w columns.
func LayoutOf(w int) Layout {
	switch {
	case w >= 80:
		return Wide
	case w >= 60:
		return Middle
	}
	return Narrow
}

// Split divides w columns into a list, a divider of three cells and a preview.
func Split(w int) (list, preview int) {
	list = min(max(w*9/20, 32), 64)
	return list, w - list - 3
}

// Beside draws right beside left, of lw cells, with a divider, h lines high.
func (e *Env) Beside(left []string, lw int, right []string, h int) []string {
	out := make([]string, h)
	divider := e.Styles.Dim.Of(" │ ")
	for y := range out {
		l, r := "", ""
		if y < len(left) {
			l = left[y]
		}
		if y < len(right) {
			r = right[y]
		}
		out[y] = Pad(l, lw) + divider + r
	}
	return out
}
