package files

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // only for the formats that are decoded
	_ "image/jpeg"
	_ "image/png"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// What decoding a picture may cost. Its size stands in its first bytes, and is
// looked at before anything is decoded.
const (
	pictureFile   = 20 << 20 // bytes of the file
	pictureMemory = 96 << 20 // bytes that decoding takes
	pictureSide   = 20_000   // pixels
	pixelUsually  = 6        // bytes of a pixel while it is decoded, two copies of a JPEG among them
	pixelDeep     = 12
	pixelStepwise = 20               // of a JPEG that comes step by step: all of it is kept until its end
	pictureTime   = 10 * time.Second // the small file of such a one can say the same pixels over and over
	thumbWidth    = 160              // pixels that are kept
	thumbHeight   = 120
)

// errPicture is the key of the sentence about a picture that is not shown.
const errPicture = "files.show.picture_not"

// decoding lets one picture of the whole program be decoded at a time, so that
// many sessions together take no more memory than one.
var decoding = make(chan struct{}, 1) //nolint:gochecknoglobals // a limit of the process cannot belong to a session

// picture is a small likeness of a picture.
type picture struct {
	width, height int // of the picture itself
	w, h          int
	pixels        []color.RGBA
}

// drawable tells whether a file is a picture that can be decoded.
func drawable(f house.File) bool {
	switch f.Type {
	case "image/png", "image/jpeg", "image/gif":
		return f.Size <= pictureFile && !f.Partial
	}
	return false
}

// readPicture decodes a picture and keeps its likeness.
func readPicture(ctx context.Context, r house.FileReader) (p *picture, err error) {
	refused := func(cause error) error { return house.Errorf(house.Invalid, errPicture, cause) }
	whole := func() io.Reader { return io.NewSectionReader(r, 0, min(r.Size(), pictureFile)) }
	c, format, err := image.DecodeConfig(whole())
	if err != nil {
		return nil, refused(err)
	}
	if !affordable(c, format == "jpeg" && !baseline(whole())) {
		return nil, refused(fmt.Errorf("files: a picture of %d by %d pixels", c.Width, c.Height))
	}
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() {
		if recover() != nil { // a decoder that does not know its own format
			p, err = nil, refused(nil)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	m, _, err := image.Decode(stoppable{ctx, whole()})
	if err != nil {
		return nil, refused(err)
	}
	return likeness(m), nil
}

func affordable(c image.Config, stepwise bool) bool {
	pixel := pixelUsually
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		pixel = pixelDeep
	}
	if stepwise {
		pixel = pixelStepwise
	}
	return c.Width > 0 && c.Height > 0 && c.Width <= pictureSide && c.Height <= pictureSide &&
		c.Width*c.Height*pixel <= pictureMemory
}

// baseline tells whether a JPEG is surely one that is decoded as it comes: the
// first header of a frame says so. What is written in any unusual way is not.
func baseline(r io.Reader) bool {
	b := bufio.NewReader(r)
	if start := [2]byte{}; readFull(b, start[:]) != nil || start != [2]byte{0xff, 0xd8} {
		return false
	}
	for {
		var head [4]byte // two bytes of a marker, two of a length that counts itself
		if readFull(b, head[:]) != nil || head[0] != 0xff {
			return false
		}
		rest := int(binary.BigEndian.Uint16(head[2:])) - 2
		switch marker := head[1]; {
		case marker == 0xc0 || marker == 0xc1:
			return true
		case marker < 0xc4 || marker > 0xc4 && marker < 0xdb || rest < 0: // another frame, or none
			return false
		}
		if _, err := b.Discard(rest); err != nil {
			return false
		}
	}
}

func readFull(r io.Reader, p []byte) error {
	_, err := io.ReadFull(r, p)
	return err
}

// stoppable is a reader that ends with its context.
type stoppable struct {
	ctx context.Context //nolint:containedctx // a decoder takes none
	io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}

// likeness makes a picture small: each of its pixels is the mean of a few.
func likeness(m image.Image) *picture {
	b := m.Bounds()
	p := &picture{width: b.Dx(), height: b.Dy()}
	p.w, p.h = within(p.width, p.height, thumbWidth, thumbHeight)
	p.pixels = make([]color.RGBA, p.w*p.h)
	for y := range p.h {
		for x := range p.w {
			p.pixels[y*p.w+x] = mean(m, b, x*p.width/p.w, y*p.height/p.h, (x+1)*p.width/p.w, (y+1)*p.height/p.h)
		}
	}
	return p
}

// within makes w by h fit without changing its shape or growing.
func within(w, h, mostW, mostH int) (int, int) {
	if w <= mostW && h <= mostH {
		return w, h
	}
	if w*mostH > h*mostW {
		return mostW, max(h*mostW/w, 1)
	}
	return max(w*mostH/h, 1), mostH
}

// samples is how many pixels of a row or column make a mean.
const samples = 4

func mean(m image.Image, b image.Rectangle, x0, y0, x1, y1 int) color.RGBA {
	var r, g, bl, a, n uint32
	stepX, stepY := max((x1-x0)/samples, 1), max((y1-y0)/samples, 1)
	for y := y0; y < max(y1, y0+1); y += stepY {
		for x := x0; x < max(x1, x0+1); x += stepX {
			pr, pg, pb, pa := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
			r, g, bl, a, n = r+pr>>8, g+pg>>8, bl+pb>>8, a+pa>>8, n+1
		}
	}
	return color.RGBA{R: uint8(r / n), G: uint8(g / n), B: uint8(bl / n), A: uint8(a / n)}
}

// Most cells of a drawing: each costs some 30 bytes of colours.
const (
	drawnWidth  = 120
	drawnHeight = 50
)

// draw shows the picture in w by h cells: half a cell a pixel, coloured; or in
// signs of different weight, where there are no colours or no such signs.
func (p *picture) draw(env *kit.Env, w, h int) []string {
	caption := env.Styles.Dim.Of(kit.Fit(env.T("files.show.picture", "Width", p.width, "Height", p.height), w))
	h = max(h-1, 1)
	cw, ch := within(p.w, p.h, min(w, drawnWidth), 2*min(h, drawnHeight))
	lines := make([]string, 0, ch/2+2)
	lines = append(lines, caption)
	for y := 0; y < ch; y += 2 {
		if env.UTF8 && env.Colours {
			lines = append(lines, p.halves(cw, ch, y))
		} else {
			lines = append(lines, p.shades(cw, ch, y))
		}
	}
	return lines
}

// at is a pixel of the drawing of w by h.
func (p *picture) at(x, y, w, h int) color.RGBA {
	return p.pixels[min(y*p.h/h, p.h-1)*p.w+min(x*p.w/w, p.w-1)]
}

// coarse leaves colours the 32 steps that a terminal shows a difference of: equal
// neighbours need no new colour.
func coarse(c color.RGBA) [3]uint8 { return [3]uint8{c.R &^ 7, c.G &^ 7, c.B &^ 7} }

func (p *picture) halves(w, h, y int) string {
	var b strings.Builder
	var last [2][3]uint8
	for x := range w {
		up, low := coarse(p.at(x, y, w, h)), [3]uint8{}
		sign := "▀"
		if y+1 < h {
			low = coarse(p.at(x, y+1, w, h))
		}
		if now := [2][3]uint8{up, low}; x == 0 || now != last {
			last = now
			fmt.Fprintf(&b, "\x1b[38;2;%d;%d;%dm", up[0], up[1], up[2])
			if y+1 < h {
				fmt.Fprintf(&b, "\x1b[48;2;%d;%d;%dm", low[0], low[1], low[2])
			}
		}
		b.WriteString(sign)
	}
	b.WriteString(ansi.ResetStyle)
	return b.String()
}

// weights are signs from little ink to much, as on a dark ground.
const weights = " .:-=+*#%@"

func (p *picture) shades(w, h, y int) string {
	var b strings.Builder
	for x := range w {
		c := p.at(x, y, w, h)
		if y+1 < h {
			d := p.at(x, y+1, w, h)
			c = color.RGBA{R: c.R/2 + d.R/2, G: c.G/2 + d.G/2, B: c.B/2 + d.B/2}
		}
		light := (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000
		b.WriteByte(weights[light*(len(weights)-1)/255])
	}
	return strings.TrimRight(b.String(), " ")
}
