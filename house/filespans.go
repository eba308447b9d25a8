package house

// spans are the parts of a chunk that were written: sorted, apart from each other.
type spans []span

type span struct{ from, to int }

// add notes that [from, to) was written.
func (s *spans) add(from, to int) {
	var out spans
	for i, p := range *s {
		switch {
		case p.to < from:
			out = append(out, p)
		case p.from > to:
			*s = append(append(out, span{from, to}), (*s)[i:]...)
			return
		default:
			from, to = min(from, p.from), max(to, p.to)
		}
	}
	*s = append(out, span{from, to})
}

// cut forgets what was written from n on.
func (s *spans) cut(n int) {
	var out spans
	for _, p := range *s {
		if p.from < n {
			out = append(out, span{p.from, min(p.to, n)})
		}
	}
	*s = out
}

// fromStart is how many bytes from the beginning were written.
func (s spans) fromStart() int {
	if len(s) == 0 || s[0].from > 0 {
		return 0
	}
	return s[0].to
}

// whole tells whether the first n bytes were written.
func (s spans) whole(n int) bool { return s.fromStart() >= n }
