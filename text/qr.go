package text

import (
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is how many light modules surround the picture.
const quiet = 1

// QR draws a text as a picture that phones read: two rows of it in one line of half
// blocks, or without UTF-8 one row a line, twice as wide. What is light is drawn, for
// terminals with a dark ground; most phones read the opposite, too. It is nil where the
// picture would be wider than width columns.
func QR(content string, width int, utf8 bool) []string {
	code, err := qr.Encode(content, qr.L, qr.Auto)
	if err != nil {
		return nil
	}
	n := code.Bounds().Dx()
	light := func(x, y int) bool {
		x, y = x-quiet, y-quiet
		if y > n { // below the frame, where the last line has half a row too much
			return false
		}
		return x < 0 || y < 0 || x >= n || y >= n || code.At(x, y) != color.Black
	}
	side := n + 2*quiet
	if side > width || !utf8 && 2*side > width {
		return nil
	}
	var lines []string
	step := 1
	if utf8 {
		step = 2
	}
	for y := 0; y < side; y += step {
		var b strings.Builder
		for x := range side {
			switch {
			case !utf8 && light(x, y):
				b.WriteString("##")
			case !utf8:
				b.WriteString("  ")
			default:
				b.WriteRune([]rune(" ▄▀█")[bit(light(x, y))*2+bit(light(x, y+1))])
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}
