package text

import (
	"strconv"
	"strings"
)

// Number writes a number with as many decimals as it has, and the sign before them
// that the language uses.
func (p *Printer) Number(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if p.lang == English {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}
