package house

// FloorCells makes what is shown of numbers of a floor's month.
func FloorCells(n map[Stat]int) map[Stat]SheetCount {
	out := map[Stat]SheetCount{}
	for _, c := range floorCells(n) {
		out[c.What] = c.Count
	}
	return out
}
