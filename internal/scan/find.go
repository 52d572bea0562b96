package scan

import (
	"cmp"
	"math"
	"slices"

	"releve/internal/paper"
)

// shape is what is known of the marks of a page before it was found.
type shape struct {
	w, h float64 // between the centres of the marks, millimetres
	side float64 // of a mark
}

// house is the shape of the pages that this program prints: A4, squares of 6 mm, their centres 12 mm from both edges.
// Portrait and landscape are the same shape, turned.
const (
	a4Short   = 210.0
	a4Long    = 297.0
	houseEdge = 12.0
	houseMark = 6.0
)

func houseShape() shape { return shape{a4Short - 2*houseEdge, a4Long - 2*houseEdge, houseMark} }

// shapeOf returns the shape of a page.
func shapeOf(p *paper.Page) shape {
	m := p.Marks
	return shape{math.Hypot(m[1].X-m[0].X, m[1].Y-m[0].Y), math.Hypot(m[3].X-m[0].X, m[3].Y-m[0].Y), p.Mark}
}

// quad is four marks as they lie in an image: top left, top right, bottom right, bottom left of the image, not of the page.
type quad struct {
	at    [4]paper.Point
	off   float64    // how much it deviates from the shape; the best has the least
	sides [4]float64 // of the marks
}

// perCorner is how many patches are tried for each corner of a quad.
const perCorner = 9

// quads returns the sets of four patches that may be the marks of a page of a shape, the best first.
func quads(found []blob, s shape) []quad {
	corners := [4][]blob{}
	for i, direction := range [4]paper.Point{{X: -1, Y: -1}, {X: 1, Y: -1}, {X: 1, Y: 1}, {X: -1, Y: 1}} {
		corners[i] = outermost(found, direction)
	}
	var out []quad
	for _, a := range corners[0] {
		for _, c := range corners[2] {
			if a.at.X >= c.at.X || a.at.Y >= c.at.Y || !alike(a, c) {
				continue
			}
			for _, b := range corners[1] {
				for _, d := range corners[3] {
					if q, ok := s.quad([4]blob{a, b, c, d}); ok {
						out = append(out, q)
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, byOff)
	return out[:min(len(out), 3)]
}

func byOff(a, b quad) int { return cmp.Compare(a.off, b.off) }

// outermost returns the patches that lie furthest in a direction.
func outermost(found []blob, d paper.Point) []blob {
	sorted := slices.Clone(found)
	slices.SortStableFunc(sorted, func(a, b blob) int {
		return cmp.Compare(b.at.X*d.X+b.at.Y*d.Y, a.at.X*d.X+a.at.Y*d.Y)
	})
	return sorted[:min(len(sorted), perCorner)]
}

func alike(a, b blob) bool { return max(a.side, b.side) < 1.9*min(a.side, b.side) }

// Bounds of a quad, as natural logarithms of ratios: what perspective of a telephone held by hand makes of a rectangle.
const (
	mostSkew   = 0.40 // of opposite sides
	mostLean   = 0.22 // of the diagonals
	mostAspect = 0.28 // of the sides, against the shape's
	mostSize   = 0.50 // of the marks, against the sides
)

// clockwise tells whether four corners go round clockwise without a dent.
func clockwise(b [4]blob) bool {
	for i := range b {
		p, q, r := b[i].at, b[(i+1)%4].at, b[(i+2)%4].at
		if (q.X-p.X)*(r.Y-q.Y)-(q.Y-p.Y)*(r.X-q.X) <= 0 {
			return false
		}
	}
	return true
}

// quad judges four patches.
func (s shape) quad(b [4]blob) (quad, bool) {
	if !clockwise(b) {
		return quad{}, false
	}
	length := func(i, j int) float64 { return math.Hypot(b[i].at.X-b[j].at.X, b[i].at.Y-b[j].at.Y) }
	ratio := func(a, b float64) float64 { return math.Abs(math.Log(max(a, 1e-6) / max(b, 1e-6))) }
	top, right, bottom, left := length(0, 1), length(1, 2), length(2, 3), length(3, 0)
	w, h := (top+bottom)/2, (left+right)/2
	aspect := min(ratio(w*s.h, h*s.w), ratio(h*s.h, w*s.w))
	skew := max(ratio(top, bottom), ratio(left, right))
	lean := ratio(length(0, 2), length(1, 3))
	small, large := math.Inf(1), 0.0
	sum := 0.0
	for _, c := range b {
		small, large, sum = min(small, c.side), max(large, c.side), sum+c.side
	}
	size := ratio(sum/4, s.side*(w+h)/(s.w+s.h))
	if skew > mostSkew || lean > mostLean || aspect > mostAspect || size > mostSize || large > 1.9*small {
		return quad{}, false
	}
	q := quad{off: skew + 2*lean + 2*aspect + size + ratio(large, small)}
	for i, c := range b {
		q.at[i], q.sides[i] = c.at, c.side
	}
	return q, true
}
