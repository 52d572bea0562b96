package scan

import (
	"cmp"
	"math"
	"slices"

	"releve/internal/paper"
)

// anchors are pairs of a place on the page and the point of the image where it was found.
type anchors struct{ places, points []paper.Point }

func (a *anchors) add(place, point paper.Point) {
	a.places = append(a.places, place)
	a.points = append(a.points, point)
}

// flat returns the grid without perspective that fits the anchors best, and how far they are from it on average, pixels.
func (a *anchors) flat() (g grid, off float64, ok bool) {
	from, to := levelOf(a.places), levelOf(a.points)
	e := newEquations(6)
	for i := range a.places {
		p, q := from.of(a.places[i]), to.of(a.points[i])
		e.add([]float64{p.X, p.Y, 1, 0, 0, 0}, q.X, 1)
		e.add([]float64{0, 0, 0, p.X, p.Y, 1}, q.Y, 1)
	}
	s, ok := e.solve()
	if !ok {
		return grid{}, 0, false
	}
	copy(g[:], s)
	if g, ok = g.unlevel(from, to); !ok {
		return grid{}, 0, false
	}
	for i := range a.places {
		off += distance(g.at(a.places[i]), a.points[i]) / float64(len(a.places))
	}
	return g, off, true
}

// anchored finds a page by its code, when not all of its marks were found: from the code, whose three large squares say
// roughly where the page lies, to the marks that are there, the nearest first, and from those to the outlines of boxes,
// further and further away.
func (s *search) anchored(p *paper.Page, c seen) (grid, [4]spot, bool) {
	var a anchors
	for i, corner := range codeCorners(p.Code, c.modules) {
		a.add(corner, c.corners[i])
	}
	g, _, ok := a.flat()
	if !ok {
		return grid{}, [4]spot{}, false
	}
	var spots [4]spot
	for _, i := range byDistance(p.Marks[:], paper.Point{X: p.Code.X + p.Code.W/2, Y: p.Code.Y + p.Code.H/2}) {
		if spots[i] = s.markNear(g, p, i); !spots[i].ok {
			continue
		}
		a.add(p.Marks[i], spots[i].at)
		if g, ok = a.best(g.fine(p.Marks[i])); !ok {
			return grid{}, spots, false
		}
	}
	return s.grown(p, &a, g), spots, true
}

// best returns the grid through anchors: without perspective when that leaves no more than half a millimetre, of fine pixels
// to one.
func (a *anchors) best(fine float64) (grid, bool) {
	g, off, ok := a.flat()
	if len(a.places) < 6 || ok && off < fine/4 {
		return g, ok
	}
	return fit(a.places, a.points)
}

// byDistance returns the indexes of places in the order of their distance from a point.
func byDistance(places []paper.Point, from paper.Point) []int {
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(distance(places[a], from), distance(places[b], from))
	})
	return order
}

// Where a mark is looked for around where it should be: some millimetres, and more the further it is from what is known.
const (
	markNear = 6.0
	markFar  = 0.06 // of the page's height
)

// markNear looks for a mark where a grid says that it should be. In the code there is none, even where one of its large
// squares was blackened.
func (s *search) markNear(g grid, p *paper.Page, i int) spot {
	at, fine := g.at(p.Marks[i]), g.fine(p.Marks[i])
	k := float64(s.factor)
	side := p.Mark * fine / k
	near := (markNear + markFar*max(p.Width, p.Height)) * fine / k
	best := blob{}
	for _, b := range s.blobs {
		d := math.Hypot(b.at.X-at.X/k, b.at.Y-at.Y/k)
		if b.side > 0.65*side && b.side < 1.5*side && d < near && !holds(p.Code, g.back(paper.Point{X: b.at.X * k, Y: b.at.Y * k})) {
			best, near = b, d
		}
	}
	if best.side == 0 {
		return spot{}
	}
	return s.mark(best.at, best.side)
}

// holds tells whether a point lies in an area.
func holds(r paper.Rect, p paper.Point) bool {
	return p.X > r.X && p.X < r.X+r.W && p.Y > r.Y && p.Y < r.Y+r.H
}

// grown fits a grid to the outlines of boxes, from the anchors outwards: each ring of boxes is looked for where the boxes
// before say.
func (s *search) grown(p *paper.Page, a *anchors, g grid) grid {
	boxes := boxesOf(p)
	near := make([]float64, len(boxes)) // distance of each box from the nearest anchor
	for i, b := range boxes {
		near[i] = math.Inf(1)
		for _, q := range a.places {
			near[i] = min(near[i], distance(b.At, q))
		}
	}
	var e edges
	f := found{plane: s.full, grid: g}
	for _, radius := range []float64{40, 70, 110, 160, 400, 400} {
		grown := anchors{slices.Clone(a.places), slices.Clone(a.points)}
		for i, b := range boxes {
			if near[i] > radius || i%2 > 0 && len(boxes) > 120 {
				continue
			}
			if o := e.find(&f, b.At, b.Side, reach); o.contrast > leastContrast {
				grown.add(b.At, f.grid.at(paper.Point{X: b.At.X + o.dx, Y: b.At.Y + o.dy}))
			}
		}
		if next, ok := grown.robust(f.grid); ok {
			f.grid = next
		}
	}
	return f.grid
}

// leastContrast is what an outline needs to be trusted while a page is found, of 255.
const leastContrast = 18

// robust returns the grid through most anchors: those that are off by far are left out, twice.
func (a *anchors) robust(g grid) (grid, bool) {
	kept := a
	for range 3 {
		if len(kept.places) < 8 {
			return grid{}, false
		}
		next, ok := fit(kept.places, kept.points)
		if !ok {
			return grid{}, false
		}
		g = next
		off := make([]float64, len(a.places))
		for i := range a.places {
			off[i] = distance(g.at(a.places[i]), a.points[i])
		}
		limit := max(3*median(slices.Clone(off)), 1)
		kept = &anchors{}
		for i := range off {
			if off[i] <= limit {
				kept.add(a.places[i], a.points[i])
			}
		}
	}
	return g, true
}

// boxesOf returns the boxes of a page that are to be crossed, in order.
func boxesOf(p *paper.Page) []paper.Box {
	var out []paper.Box
	for _, f := range p.Fields {
		if f.Fill != paper.Write {
			out = append(out, f.Boxes...)
		}
	}
	return out
}
