package run

import (
	"bytes"
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

const (
	// shiftWorth is how many lines must need no painting for a shift.
	shiftWorth = 3
	// maxShift bounds the search.
	maxShift = 40
)

// shift is a block of lines that stands higher now than before: a talk that has
// gone on. The terminal moves it itself, by a scrolling region and line feeds as
// the VT100 has them, so that a new line costs a line and not the screen.
type shift struct {
	top, end int // where the block stands now: lines top to end-1
	by       int // how many lines it went up; 0 = no shift
}

// shifted finds the block that spares most painting.
func shifted(before, now []string) shift {
	var best shift
	spared := shiftWorth - 1
	for by := 1; by <= min(maxShift, len(now)-1); by++ {
		for top := 0; top+by < len(now); {
			end, gain := top, 0
			for end+by < len(now) && now[end] == before[end+by] {
				if now[end] != before[end] {
					gain++
				}
				end++
			}
			if gain > spared {
				best, spared = shift{top, end, by}, gain
			}
			top = max(end, top+1)
		}
	}
	return best
}

// apply is what the terminal shows after the shift.
func (m shift) apply(before []string) []string {
	after := append([]string(nil), before...)
	copy(after[m.top:m.end], before[m.top+m.by:m.end+m.by])
	clear(after[m.end : m.end+m.by])
	return after
}

// write has the terminal do the shift. The cursor is anywhere afterwards.
func (m shift) write(dst []byte) []byte {
	bottom := m.end + m.by
	dst = append(dst, ansi.ResetStyle...)
	dst = append(dst, "\x1b["...)
	dst = strconv.AppendInt(dst, int64(m.top+1), 10)
	dst = append(dst, ';')
	dst = strconv.AppendInt(dst, int64(bottom), 10)
	dst = append(dst, 'r')
	dst = moveTo(dst, 0, bottom-1)
	dst = append(dst, bytes.Repeat([]byte{'\n'}, m.by)...)
	return append(dst, "\x1b[r"...)
}
