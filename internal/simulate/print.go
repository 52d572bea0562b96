package simulate

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"

	"releve/internal/paper"
	"releve/internal/qr"
)

// toner is how dark print is, and thin the width of hair lines in millimetres.
const (
	toner = 0.93
	thin  = 0.1
)

// Print is a printed page that nobody has written on. Many sheets can be drawn from one, also at the same time.
type Print struct {
	Layout *paper.Layout
	Page   *paper.Page
	Code   paper.Code
	Gray   *image.Gray // the whole page
	PerMM  float64     // pixels per millimetre
}

// NewPrint draws a page of a layout straight from its numbers: marks, code and boxes, hair lines, shaded rows, and in
// place of words short strokes as dark and as near to the boxes as words are. The error is that of the code.
func NewPrint(l *paper.Layout, code paper.Code, dpi float64) (*Print, error) {
	page := &l.Pages[code.Page-1]
	c := newCanvas(page.Width, page.Height, dpi/inch)
	r := rand.New(rand.NewPCG(1, uint64(code.Page))) //nolint:gosec // G404: the same drawing for the same seed is wanted
	if l.Kind == paper.Tally {
		c.shade(page)
	}
	for _, m := range page.Marks {
		c.fill(paper.Rect{X: m.X - page.Mark/2, Y: m.Y - page.Mark/2, W: page.Mark, H: page.Mark}, toner)
	}
	if err := c.code(code.String(), page.Code); err != nil {
		return nil, err
	}
	for _, f := range page.Fields {
		c.field(l.Kind, f, r)
	}
	c.head(page, r)
	return &Print{Layout: l, Page: page, Code: code, Gray: c.img, PerMM: c.per}, nil
}

// inch in millimetres.
const inch = 25.4

// shade puts a light grey behind every second line, but not around its boxes.
func (c *canvas) shade(page *paper.Page) {
	for _, f := range page.Fields {
		if f.Line%2 == 1 || f.Fill == paper.Write {
			continue
		}
		c.fill(f.Area, 0.06)
		for _, b := range f.Boxes {
			free := b.Side + 2*1.4
			lighten(c, paper.Rect{X: b.At.X - free/2, Y: b.At.Y - free/2, W: free, H: free})
		}
	}
}

// lighten makes an area white again.
func lighten(c *canvas, r paper.Rect) {
	for y := int(r.Y * c.per); y < int((r.Y+r.H)*c.per); y++ {
		row := c.img.Pix[y*c.img.Stride:]
		for x := int(r.X * c.per); x < int((r.X+r.W)*c.per); x++ {
			row[x] = 255
		}
	}
}

// code draws the QR code of a text.
func (c *canvas) code(text string, at paper.Rect) error {
	if at.W == 0 {
		return nil
	}
	const pixels = 400
	var file bytes.Buffer
	if err := qr.PNG(&file, text, pixels); err != nil {
		return fmt.Errorf("draw code: %w", err)
	}
	img, err := png.Decode(&file)
	if err != nil {
		return fmt.Errorf("draw code: %w", err)
	}
	dark := func(x, y int) bool { r, _, _, _ := img.At(x, y).RGBA(); return r == 0 }
	from := 0
	for from < pixels && !dark(from, from) {
		from++
	}
	eye := from // the first corner of a code is seven modules wide
	for dark(eye, from) {
		eye++
	}
	module := (eye - from) / 7
	n := (pixels - 2*from) / module
	side := at.W / float64(n)
	for y := range n {
		for x := range n {
			if dark(from+x*module+module/2, from+y*module+module/2) {
				c.fill(paper.Rect{X: at.X + float64(x)*side, Y: at.Y + float64(y)*side, W: side, H: side}, toner)
			}
		}
	}
	return nil
}

// field draws a field with its boxes and what stands beside them.
func (c *canvas) field(kind paper.Kind, f paper.Field, r *rand.Rand) {
	if f.Fill == paper.Write {
		c.frame(f.Area, thin, 0.5)
	}
	for _, b := range f.Boxes {
		half := b.Side / 2
		c.frame(paper.Rect{X: b.At.X - half, Y: b.At.Y - half, W: b.Side, H: b.Side}, paper.Line, toner)
		if kind == paper.Slip {
			c.words(paper.Point{X: b.At.X + half + 1.6, Y: b.At.Y + 1}, 10+18*r.Float64(), r)
		}
	}
	if f.Line > 0 {
		c.fill(paper.Rect{X: f.Area.X, Y: f.Area.Y + f.Area.H - thin, W: f.Area.W, H: thin}, 0.5)
	}
}

// head draws what stands above and around the fields: titles, instructions, what the columns mean, the numbers of lines.
func (c *canvas) head(page *paper.Page, r *rand.Rand) {
	for i := range 4 {
		c.words(paper.Point{X: 24, Y: 16 + 5*float64(i)}, 110, r)
	}
	code := paper.Point{X: page.Code.X, Y: page.Code.Y + page.Code.H + 4}
	if page.Code.W > 0 {
		c.words(code, page.Code.W, r)
	}
	above := map[int]bool{}
	for _, f := range page.Fields {
		if f.Line > 0 && !above[f.Line] {
			c.words(paper.Point{X: f.Area.X - 5, Y: f.Area.Y + f.Area.H/2 + 1}, 3, r)
		}
		if f.Line == 0 && len(f.Boxes) > 0 {
			c.words(paper.Point{X: 18, Y: f.Area.Y - 1.2}, 70, r)
		}
		above[f.Line] = true
	}
}

// words draws strokes like those of letters, 1.8 mm high, from a point on their line.
func (c *canvas) words(at paper.Point, wide float64, r *rand.Rand) {
	const high, pen = 1.8, 0.22
	for x := 0.0; x < wide; x += 1.1 {
		if r.IntN(6) == 0 {
			continue
		}
		left, top := at.X+x, at.Y-high
		c.fill(paper.Rect{X: left, Y: top, W: pen, H: high}, toner)
		switch r.IntN(4) {
		case 0:
			c.fill(paper.Rect{X: left, Y: at.Y - pen, W: 0.8, H: pen}, toner)
		case 1:
			c.fill(paper.Rect{X: left, Y: top, W: 0.8, H: pen}, toner)
			c.fill(paper.Rect{X: left + 0.6, Y: top, W: pen, H: high}, toner)
		case 2:
			c.fill(paper.Rect{X: left, Y: top + high/2, W: 0.7, H: pen}, toner)
		}
	}
}
