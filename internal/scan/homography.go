package scan

import (
	"math"

	"releve/internal/paper"
)

// grid maps millimetres of a page to pixels of an image, as Page.Grid does. A pixel's middle is half a pixel from its edge.
type grid [8]float64

// at returns where a place of the page is in the image.
func (g grid) at(p paper.Point) paper.Point {
	w := g[6]*p.X + g[7]*p.Y + 1
	return paper.Point{X: (g[0]*p.X + g[1]*p.Y + g[2]) / w, Y: (g[3]*p.X + g[4]*p.Y + g[5]) / w}
}

// slope returns how many pixels to the right and down one millimetre to the right and one millimetre down are, near a place.
func (g grid) slope(p paper.Point) (right, down paper.Point) {
	w := g[6]*p.X + g[7]*p.Y + 1
	q := g.at(p)
	right = paper.Point{X: (g[0] - g[6]*q.X) / w, Y: (g[3] - g[6]*q.Y) / w}
	down = paper.Point{X: (g[1] - g[7]*q.X) / w, Y: (g[4] - g[7]*q.Y) / w}
	return right, down
}

// fine returns how many pixels a millimetre has near a place; 0 where the page is folded over.
func (g grid) fine(p paper.Point) float64 {
	right, down := g.slope(p)
	return math.Sqrt(max(0, right.X*down.Y-right.Y*down.X))
}

// back returns the place of the page that is at a point of the image.
func (g grid) back(p paper.Point) paper.Point {
	a, b, c := g[0]-g[6]*p.X, g[1]-g[7]*p.X, p.X-g[2]
	d, e, f := g[3]-g[6]*p.Y, g[4]-g[7]*p.Y, p.Y-g[5]
	det := a*e - b*d
	if math.Abs(det) < 1e-12 {
		return paper.Point{X: math.Inf(1), Y: math.Inf(1)}
	}
	return paper.Point{X: (c*e - b*f) / det, Y: (a*f - c*d) / det}
}

// coarser returns the grid for an image that was made smaller.
func (g grid) coarser(factor int) grid {
	k := 1 / float64(factor)
	for i := range 6 {
		g[i] *= k
	}
	return g
}

// level is how points are moved and scaled so that equations over them are well conditioned (Hartley 1997).
type level struct{ x, y, k float64 }

func levelOf(points []paper.Point) level {
	var l level
	for _, p := range points {
		l.x += p.X
		l.y += p.Y
	}
	n := float64(len(points))
	l.x, l.y = l.x/n, l.y/n
	for _, p := range points {
		l.k += math.Hypot(p.X-l.x, p.Y-l.y)
	}
	l.k = n / max(l.k, 1e-9)
	return l
}

func (l level) of(p paper.Point) paper.Point {
	return paper.Point{X: (p.X - l.x) * l.k, Y: (p.Y - l.y) * l.k}
}

// fit returns the grid that leads from places to points with the least squares: of four and more pairs a homography, of
// three a grid without perspective. false when they lie too badly for one.
func fit(places, points []paper.Point) (grid, bool) {
	if len(places) < 3 {
		return grid{}, false
	}
	unknowns := 8
	if len(places) == 3 {
		unknowns = 6
	}
	from, to := levelOf(places), levelOf(points)
	e := newEquations(unknowns)
	for i := range places {
		p, q := from.of(places[i]), to.of(points[i])
		e.add([]float64{p.X, p.Y, 1, 0, 0, 0, -p.X * q.X, -p.Y * q.X}, q.X, 1)
		e.add([]float64{0, 0, 0, p.X, p.Y, 1, -p.X * q.Y, -p.Y * q.Y}, q.Y, 1)
	}
	s, ok := e.solve()
	if !ok {
		return grid{}, false
	}
	var n grid
	copy(n[:], s)
	return n.unlevel(from, to)
}

// unlevel turns a grid between levelled points into one between the points themselves.
func (g grid) unlevel(from, to level) (grid, bool) {
	rows := [3][3]float64{{g[0], g[1], g[2]}, {g[3], g[4], g[5]}, {g[6], g[7], 1}}
	for i, r := range rows {
		rows[i] = [3]float64{r[0] * from.k, r[1] * from.k, r[2] - from.k*(r[0]*from.x+r[1]*from.y)}
	}
	for j := range 3 {
		rows[0][j] = rows[0][j]/to.k + to.x*rows[2][j]
		rows[1][j] = rows[1][j]/to.k + to.y*rows[2][j]
	}
	w := rows[2][2]
	if math.Abs(w) < 1e-9 {
		return grid{}, false
	}
	out := grid{rows[0][0], rows[0][1], rows[0][2], rows[1][0], rows[1][1], rows[1][2], rows[2][0], rows[2][1]}
	for i := range out {
		out[i] /= w
		if math.IsNaN(out[i]) || math.IsInf(out[i], 0) {
			return grid{}, false
		}
	}
	return out, true
}

// equations are the normal equations of a least squares problem.
type equations struct {
	n    int
	rows []float64 // n rows of n coefficients and the right side
}

func newEquations(n int) *equations { return &equations{n, make([]float64, n*(n+1))} }

// add adds one observation: the first n of the coefficients, its value, its weight.
func (e *equations) add(coefficients []float64, value, weight float64) {
	for i := range e.n {
		row := e.rows[i*(e.n+1):]
		for j := range e.n {
			row[j] += weight * coefficients[i] * coefficients[j]
		}
		row[e.n] += weight * coefficients[i] * value
	}
}

// solve returns the unknowns by elimination with pivots; false when they are not determined.
func (e *equations) solve() ([]float64, bool) {
	n, w := e.n, e.n+1
	m := append([]float64(nil), e.rows...)
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m[r*w+c]) > math.Abs(m[pivot*w+c]) {
				pivot = r
			}
		}
		if !(math.Abs(m[pivot*w+c]) > 1e-11) {
			return nil, false
		}
		for j := range w {
			m[c*w+j], m[pivot*w+j] = m[pivot*w+j], m[c*w+j]
		}
		for r := range n {
			if r == c {
				continue
			}
			k := m[r*w+c] / m[c*w+c]
			for j := c; j < w; j++ {
				m[r*w+j] -= k * m[c*w+j]
			}
		}
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = m[i*w+n] / m[i*w+i]
	}
	return out, true
}
