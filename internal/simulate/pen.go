package simulate

import (
	"math"
	"math/rand/v2"

	"releve/internal/paper"
)

// look is how a person marks a box.
type look int

// The looks of a mark.
const (
	cross look = iota
	tick
	slash
	scribble
	black // blackened: for cancelling, or by people who read no instructions
)

// writer is the person who fills in a sheet, or a few lines of one: how that person's marks look, with which pen.
type writer struct {
	r      *rand.Rand
	pen    ink
	width  float64 // of the pen's line, millimetres
	usual  look
	size   float64 // of a cross, as a share of the box
	slip   float64 // how far marks are off the box's middle, as a share of the box (standard deviation)
	tremor float64 // millimetres
	pencil bool
}

// blackens is the share of odd people who blacken the boxes that they choose, all of them.
const blackens = 0.015

// newWriter draws a person. Only who is odd may hold a light pencil.
func newWriter(r *rand.Rand, hand Hand) *writer {
	w := &writer{r: r, size: 0.75 + 0.45*r.Float64(), slip: 0.03 + 0.07*r.Float64(), tremor: 0.02 + 0.05*r.Float64()}
	w.usual, w.pencil = w.look(hand == Odd)
	if hand == Odd && r.Float64() < blackens {
		w.usual = black
	}
	w.width = 0.35 + 0.35*r.Float64()
	if r.IntN(2) == 0 {
		w.pen = ink{dark: 0.78 + 0.17*r.Float64(), grain: 0.1} // black
	} else {
		w.pen = ink{dark: 0.58 + 0.22*r.Float64(), grain: 0.15} // blue, which a grey scanner sees lighter
	}
	if w.pencil {
		w.width, w.pen = lightPencil(r)
	}
	return w
}

// lightPencil returns a pencil that does not press: on a scan, lines of a grey between 130 and 180; some hardly to be seen.
func lightPencil(r *rand.Rand) (width float64, pen ink) {
	return 0.4 + 0.25*r.Float64(), ink{dark: 0.26 + 0.34*math.Sqrt(r.Float64()), grain: 0.5}
}

// look draws how a mark looks: half are crosses, 30 of 100 ticks, 8 slashes, 6 scribbles; 6 are made by a light pencil
// where there may be any.
func (w *writer) look(odd bool) (l look, pencil bool) {
	n := w.r.IntN(100)
	if n >= 94 {
		pencil = odd
		n = w.r.IntN(94)
	}
	switch {
	case n < 50:
		l = cross
	case n < 80:
		l = tick
	case n < 88:
		l = slash
	default:
		l = scribble
	}
	return l, pencil
}

// normal draws from a normal distribution, cut at two and a half deviations.
func (w *writer) normal(deviation float64) float64 {
	return deviation * min(max(w.r.NormFloat64(), -2.5), 2.5)
}

// between draws evenly from a range.
func (w *writer) between(low, high float64) float64 { return low + (high-low)*w.r.Float64() }

// line returns a stroke through points as a hand draws it: bent a little, shaking, pressed less at its ends.
func (w *writer) line(points ...paper.Point) stroke {
	s := stroke{width: w.width * w.between(0.88, 1.12)}
	shake := paper.Point{}
	for i := range len(points) - 1 {
		s.path = append(s.path, w.curve(points[i], points[i+1], &shake)...)
	}
	s.path = append(s.path, points[len(points)-1])
	s.press = make([]float64, len(s.path))
	for i := range s.press {
		ends := float64(min(i, len(s.press)-1-i)) / 3
		s.press[i] = 0.7 + 0.3*min(ends, 1)
	}
	return s
}

// curve returns points from one to another, the last left out. What the hand shakes is carried on in shake.
func (w *writer) curve(from, to paper.Point, shake *paper.Point) []paper.Point {
	dx, dy := to.X-from.X, to.Y-from.Y
	long := math.Hypot(dx, dy)
	n := max(int(long/0.5), 1)
	bend := w.normal(0.035)
	path := make([]paper.Point, n)
	for i := range path {
		t := float64(i) / float64(n)
		arc := 4 * t * (1 - t) * bend
		shake.X = 0.6*shake.X + w.normal(w.tremor)
		shake.Y = 0.6*shake.Y + w.normal(w.tremor)
		path[i] = paper.Point{X: from.X + t*dx - arc*dy + shake.X, Y: from.Y + t*dy + arc*dx + shake.Y}
	}
	return path
}

// at returns a point of a box as this hand hits it: -1 … 1 from left to right and from top to bottom, beyond it outside.
func (w *writer) at(b paper.Box, off paper.Point, x, y float64) paper.Point {
	half := b.Side / 2
	return paper.Point{
		X: b.At.X + off.X + half*(x+w.normal(0.09)),
		Y: b.At.Y + off.Y + half*(y+w.normal(0.09)),
	}
}
