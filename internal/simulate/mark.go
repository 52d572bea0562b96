package simulate

import (
	"math"

	"releve/internal/paper"
)

// mark returns the strokes of a mark in a box.
func (w *writer) mark(l look, b paper.Box) []stroke {
	off := paper.Point{X: w.normal(w.slip * b.Side), Y: w.normal(w.slip * b.Side)}
	switch l {
	case cross:
		return w.cross(b, off)
	case tick:
		return w.tick(b, off, w.between(1.0, 2.1))
	case slash:
		return w.slash(b, off)
	case scribble:
		return w.zigzag(b, off, w.between(0.65, 1.05), w.between(0.7, 1.3))
	case black:
	}
	return w.blacken(b)
}

// cross returns two strokes from corner to corner, shorter than the box or beyond it.
func (w *writer) cross(b paper.Box, off paper.Point) []stroke {
	x, y := w.size*w.between(0.85, 1.15), w.size*w.between(0.85, 1.15)
	return []stroke{
		w.line(w.at(b, off, -x, -y), w.at(b, off, x, y)),
		w.line(w.at(b, off, x, -y), w.at(b, off, -x, y)),
	}
}

// tick returns a short stroke down and a long one up, which ends so many half sides to the right of the middle and above it.
func (w *writer) tick(b paper.Box, off paper.Point, end float64) []stroke {
	low := w.between(0.3, 0.8)
	return []stroke{w.line(
		w.at(b, off, -w.between(0.5, 0.9), w.between(-0.3, 0.2)),
		w.at(b, off, w.between(-0.25, 0.1), low),
		w.at(b, off, end*w.between(0.7, 1), -end*w.between(0.7, 1)),
	)}
}

// slash returns one stroke from bottom left to top right, rarely the other way.
func (w *writer) slash(b paper.Box, off paper.Point) []stroke {
	x, y := w.size*w.between(0.8, 1.2), w.size*w.between(0.8, 1.2)
	if w.r.IntN(8) == 0 {
		x = -x
	}
	return []stroke{w.line(w.at(b, off, -x, y), w.at(b, off, x, -y))}
}

// zigzag returns strokes to and fro across the box, up to reach half sides from its middle, each so far from the one
// before, in millimetres.
func (w *writer) zigzag(b paper.Box, off paper.Point, reach, step float64) []stroke {
	n := max(int(2*reach*b.Side/2/step), 2)
	var path []paper.Point
	side := 1.0
	for i := range n + 1 {
		y := reach * (2*float64(i)/float64(n) - 1)
		path = append(path, w.at(b, off, side*reach*w.between(0.8, 1), y))
		side = -side
	}
	return []stroke{w.line(path...)}
}

// blacken returns the strokes that fill a box: close to each other, then once more across where the pen is fine.
func (w *writer) blacken(b paper.Box) []stroke {
	step := w.width * w.between(0.55, 0.85)
	strokes := w.zigzag(b, paper.Point{}, w.between(0.92, 1.05), step)
	if w.width < 0.55 || w.r.IntN(2) == 0 {
		turned := w.zigzag(b, paper.Point{}, w.between(0.9, 1.05), 1.3*step)
		for i, p := range turned[0].path {
			turned[0].path[i] = paper.Point{X: b.At.X + p.Y - b.At.Y, Y: b.At.Y + p.X - b.At.X}
		}
		strokes = append(strokes, turned...)
	}
	return strokes
}

// circle returns a ring around a box, not quite closed or a little more than that.
func (w *writer) circle(b paper.Box) []stroke {
	rx, ry := b.Side*w.between(0.75, 1.05), b.Side*w.between(0.72, 0.95)
	start, turns := w.between(0, 2*math.Pi), w.between(0.93, 1.15)
	const n = 20
	points := make([]paper.Point, n)
	for i := range points {
		angle := start + turns*2*math.Pi*float64(i)/(n-1)
		points[i] = paper.Point{X: b.At.X + rx*math.Cos(angle), Y: b.At.Y + ry*math.Sin(angle)}
	}
	return []stroke{w.line(points...)}
}

// dot returns a spot that was made by putting the pen down.
func (w *writer) dot(b paper.Box) []stroke {
	p := paper.Point{X: b.At.X + w.normal(0.15*b.Side), Y: b.At.Y + w.normal(0.15*b.Side)}
	end := paper.Point{X: p.X + w.normal(0.15), Y: p.Y + w.normal(0.15)}
	return []stroke{{path: []paper.Point{p, end}, width: w.width * w.between(1.2, 2.2)}}
}

// dash returns a short level stroke.
func (w *writer) dash(b paper.Box) []stroke {
	x := w.between(0.35, 0.8)
	off := paper.Point{Y: w.normal(0.1 * b.Side)}
	return []stroke{w.line(w.at(b, off, -x, 0), w.at(b, off, x, 0))}
}

// ditto returns the two short strokes that mean "as above".
func (w *writer) ditto(at paper.Point) []stroke {
	var strokes []stroke
	for _, x := range []float64{-0.6, 0.6} {
		top := paper.Point{X: at.X + x + w.normal(0.15), Y: at.Y - w.between(0.5, 0.9)}
		strokes = append(strokes, w.line(top, paper.Point{X: at.X + x*0.8 + w.normal(0.15), Y: at.Y + w.between(0.4, 0.8)}))
	}
	return strokes
}
