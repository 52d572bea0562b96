package simulate

import (
	"image"
	"math"
	"math/rand/v2"

	"releve/internal/paper"
)

// canvas is a page in grey that is drawn on in millimetres. Ink darkens what is there already, as on paper.
type canvas struct {
	img   *image.Gray
	per   float64 // pixels per millimetre
	cover []uint8 // of the stroke that is being drawn, kept for the next one
}

// newCanvas returns white paper.
func newCanvas(w, h, per float64) *canvas {
	img := image.NewGray(image.Rect(0, 0, int(math.Ceil(w*per)), int(math.Ceil(h*per))))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	return &canvas{img: img, per: per}
}

// ink is what a pen, or a printer, leaves on the paper.
type ink struct {
	dark  float64 // share of the light that it takes, 0 … 1
	grain float64 // share of its darkness that changes from spot to spot: paper shows through a pencil
}

// fill darkens a rectangle. Edges between two pixels are shared out.
func (c *canvas) fill(r paper.Rect, dark float64) {
	x0, y0, x1, y1 := r.X*c.per, r.Y*c.per, (r.X+r.W)*c.per, (r.Y+r.H)*c.per
	for y := max(int(y0), 0); y < min(int(math.Ceil(y1)), c.img.Rect.Dy()); y++ {
		high := min(y1, float64(y+1)) - max(y0, float64(y))
		row := c.img.Pix[y*c.img.Stride:]
		for x := max(int(x0), 0); x < min(int(math.Ceil(x1)), c.img.Rect.Dx()); x++ {
			share := dark * high * (min(x1, float64(x+1)) - max(x0, float64(x)))
			row[x] = darker(row[x], share)
		}
	}
}

// frame draws the outline of a rectangle, its line centred on it.
func (c *canvas) frame(r paper.Rect, line, dark float64) {
	half := line / 2
	c.fill(paper.Rect{X: r.X - half, Y: r.Y - half, W: r.W + line, H: line}, dark)
	c.fill(paper.Rect{X: r.X - half, Y: r.Y + r.H - half, W: r.W + line, H: line}, dark)
	c.fill(paper.Rect{X: r.X - half, Y: r.Y + half, W: line, H: r.H - line}, dark)
	c.fill(paper.Rect{X: r.X + r.W - half, Y: r.Y + half, W: line, H: r.H - line}, dark)
}

// darker returns what is left of a grey when a share of its light is taken.
func darker(v uint8, share float64) uint8 { return uint8(float64(v)*(1-min(max(share, 0), 1)) + 0.5) }

// stroke is what a pen draws before it is lifted.
type stroke struct {
	path  []paper.Point
	width float64
	press []float64 // width at each point as a share of width, nil for 1 everywhere
}

// thick returns the width at a point of the path.
func (s stroke) thick(i int) float64 {
	if s.press == nil {
		return s.width
	}
	return s.width * s.press[i]
}

// draw draws strokes with smooth edges. Within a stroke ink does not add up where it crosses itself.
func (c *canvas) draw(i ink, r *rand.Rand, strokes ...stroke) {
	for _, s := range strokes {
		if area := c.around(s); !area.Empty() {
			c.trace(s, area)
			c.spread(i, area, r)
		}
	}
}

// around returns the pixels that a stroke can touch.
func (c *canvas) around(s stroke) image.Rectangle {
	area := image.Rectangle{}
	for _, p := range s.path {
		reach := s.width*c.per + 2
		at := image.Rect(int(p.X*c.per-reach), int(p.Y*c.per-reach), int(p.X*c.per+reach)+1, int(p.Y*c.per+reach)+1)
		area = area.Union(at)
	}
	return area.Intersect(c.img.Rect)
}

// trace works out how much of each pixel a stroke covers.
func (c *canvas) trace(s stroke, area image.Rectangle) {
	n := area.Dx() * area.Dy()
	if cap(c.cover) < n {
		c.cover = make([]uint8, n)
	}
	c.cover = c.cover[:n]
	clear(c.cover)
	for i := range len(s.path) - 1 {
		c.segment(s, i, area)
	}
	if len(s.path) == 1 {
		s.path = append(s.path, s.path[0])
		s.press = nil
		c.segment(s, 0, area)
	}
}

// segment covers the pixels between a point of a path and the next one.
func (c *canvas) segment(s stroke, i int, area image.Rectangle) {
	a, b := s.path[i], s.path[i+1]
	ax, ay, bx, by := a.X*c.per-0.5, a.Y*c.per-0.5, b.X*c.per-0.5, b.Y*c.per-0.5
	r := (s.thick(i) + s.thick(min(i+1, len(s.path)-1))) / 4 * c.per
	dx, dy := bx-ax, by-ay
	long := dx*dx + dy*dy
	reach := r + 1
	part := image.Rect(int(min(ax, bx)-reach), int(min(ay, by)-reach), int(max(ax, bx)+reach)+2, int(max(ay, by)+reach)+2).Intersect(area)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		row := c.cover[(y-area.Min.Y)*area.Dx():]
		for x := part.Min.X; x < part.Max.X; x++ {
			px, py := float64(x)-ax, float64(y)-ay
			if t := px*dx + py*dy; long > 0 && t > 0 {
				t = min(t/long, 1)
				px, py = px-t*dx, py-t*dy
			}
			if share := r + 0.5 - math.Sqrt(px*px+py*py); share > 0 {
				k := x - area.Min.X
				row[k] = max(row[k], uint8(min(share, 2*r, 1)*255))
			}
		}
	}
}

// spread puts ink where it was traced.
func (c *canvas) spread(i ink, area image.Rectangle, r *rand.Rand) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := c.img.Pix[y*c.img.Stride+area.Min.X:]
		for x, cover := range c.cover[(y-area.Min.Y)*area.Dx():][:area.Dx()] {
			if cover == 0 {
				continue
			}
			dark := i.dark
			if i.grain > 0 {
				dark *= 1 - i.grain*r.Float64()
			}
			row[x] = darker(row[x], dark*float64(cover)/255)
		}
	}
}
