package text_test

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"

	"stockwerk/text"
)

const uri = "otpauth://totp/Stockwerk:mara?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Stockwerk"

// modules reads a drawn picture back: true is dark.
func modules(lines []string, utf8 bool) [][]bool {
	var rows [][]bool
	for _, line := range lines {
		var upper, lower []bool
		for i, r := range []rune(line) {
			switch {
			case utf8:
				upper = append(upper, r == ' ' || r == '▄')
				lower = append(lower, r == ' ' || r == '▀')
			case i%2 == 0:
				upper = append(upper, r == ' ')
			}
		}
		rows = append(rows, upper)
		if utf8 {
			rows = append(rows, lower)
		}
	}
	return rows
}

func TestThePictureIsTheCodeAndFitsNarrowTerminals(t *testing.T) {
	want, err := qr.Encode(uri, qr.L, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	n := want.Bounds().Dx()
	for _, utf8 := range []bool{true, false} {
		width := 40
		if !utf8 {
			width = 80
		}
		lines := text.QR(uri, width, utf8)
		if len(lines) == 0 {
			t.Fatalf("UTF-8 %v: nothing in %d columns", utf8, width)
		}
		got := modules(lines, utf8)
		for y := range n + 2 {
			for x := range n + 2 {
				dark := x > 0 && y > 0 && x <= n && y <= n && want.At(x-1, y-1) == color.Black
				if got[y][x] != dark {
					t.Fatalf("UTF-8 %v: module %d,%d is dark %v, want %v", utf8, x, y, got[y][x], dark)
				}
			}
		}
		if lines := text.QR(uri, 30, utf8); lines != nil {
			t.Errorf("UTF-8 %v: drawn in 30 columns", utf8)
		}
	}
	if lines := text.QR(strings.Repeat("x", 10_000), 500, true); lines != nil {
		t.Error("drew what does not fit a code")
	}
}

// TestAReaderReadsThePicture, where one is installed; under CI one is.
func TestAReaderReadsThePicture(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("zbarimg is missing, and CI installs it")
		}
		t.Skip("zbarimg is not installed, so nothing reads the picture here")
	}
	rows := modules(text.QR(uri, 40, true), true)
	const scale, frame = 6, 24
	img := image.NewGray(image.Rect(0, 0, len(rows[0])*scale+2*frame, len(rows)*scale+2*frame))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			img.SetGray(x, y, color.Gray{Y: 255})
			if r, c := (y-frame)/scale, (x-frame)/scale; y >= frame && x >= frame && r < len(rows)-1 && c < len(rows[r]) && rows[r][c] {
				img.SetGray(x, y, color.Gray{})
			}
		}
	}
	name := filepath.Join(t.TempDir(), "code.png")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "zbarimg", "-q", "--raw", name).Output()
	if err != nil || strings.TrimSpace(string(out)) != uri {
		t.Errorf("read %q, %v", out, err)
	}
}
