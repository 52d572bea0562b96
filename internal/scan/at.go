package scan

import (
	"slices"

	"releve/internal/paper"
)

// Corners are the centres of the four marks in an image, in pixels, in the order of paper.Page.Marks.
type Corners [4]paper.Point

// MeasureAt measures a page whose marks and code a person has pointed out. Corners may be nil, then the page is looked for.
func MeasureAt(p Picture, l *paper.Layout, c paper.Code, corners *Corners) Page {
	page := Page{Rules: Rules, Bilevel: p.Bilevel, Code: c}
	full := planeOf(p.Gray)
	if max(full.w, full.h) < leastPixels || min(full.w, full.h) < leastPixels/2 {
		return page.refused(Refused, ReasonSmall)
	}
	number := max(c.Page, 1)
	if l == nil || number > len(l.Pages) || !sane(&l.Pages[number-1]) {
		return page.refused(Refused, ReasonPage)
	}
	s := newSearch(full)
	lay := &l.Pages[number-1]
	f, ok := s.pointed(lay, corners)
	if !ok {
		return page.refused(Refused, ReasonMarks)
	}
	return page.measured(f, lay)
}

// Bounds of what a page can be, millimetres: layouts of other programs are read too.
const (
	leastPage, mostPage = 40, 450
	leastBox, mostBox   = 2, 15
)

// sane tells whether a page of a layout can be read at all: nothing on it is out of all proportion.
func sane(p *paper.Page) bool {
	within := func(v, least, most float64) bool { return v >= least && v <= most }
	if !within(p.Width, leastPage, mostPage) || !within(p.Height, leastPage, mostPage) || !within(p.Mark, 1, mostBox) {
		return false
	}
	places := slices.Clone(p.Marks[:])
	for _, f := range p.Fields {
		if f.Fill == paper.Write {
			a := f.Area
			places = append(places, paper.Point{X: a.X, Y: a.Y}, paper.Point{X: a.X + a.W, Y: a.Y + a.H})
			places = append(places, paper.Point{X: a.W, Y: a.H})
		}
		for _, b := range f.Boxes {
			places = append(places, b.At)
			if !within(b.Side, leastBox, mostBox) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(places, func(q paper.Point) bool { return !within(q.X, 0, p.Width) || !within(q.Y, 0, p.Height) })
}

// pointed finds a page by the corners that a person pointed out, or without any, by its marks and boxes alone.
func (s *search) pointed(p *paper.Page, corners *Corners) (*found, bool) {
	if corners == nil {
		return s.byBoxes(p)
	}
	var spots [4]spot
	var a anchors
	g, ok := fit(p.Marks[:], corners[:])
	if !ok || g.fine(p.Marks[0]) == 0 {
		return nil, false
	}
	for i, at := range corners {
		spots[i] = s.full.snapped(at, p.Mark*g.fine(p.Marks[i]))
		a.add(p.Marks[i], spots[i].at)
	}
	if g, ok = fit(a.places, a.points); !ok {
		return nil, false
	}
	return s.found(s.grown(p, &a, g), spots[:]), true
}

// snapped looks for a mark around a point that a person clicked on, who meant its middle.
func (p plane) snapped(at paper.Point, side float64) spot {
	s := p.refine(at, side)
	if !s.ok {
		s.at = at
	}
	return s
}

// byBoxes finds a page without its code: the marks in the way in which most outlines of boxes are where they should be.
func (s *search) byBoxes(p *paper.Page) (*found, bool) {
	var best *found
	most := leastContrast / 2.0
	for _, way := range passes() {
		_, blobs := s.marks(way)
		s.blobs = append(s.blobs, blobs...)
		tried := quads(blobs, shapeOf(p))
		if best == nil {
			tried = append(tried, triples(blobs, shapeOf(p))...)
		}
		for _, q := range tried {
			q = s.sharpened(q)
			for turn := range 4 {
				f, value := s.tried(p, q, turn)
				if value > most {
					best, most = f, value
				}
			}
		}
	}
	return best, best != nil
}

// tried says how well the boxes of a page fit to a quad that is turned: the median contrast of the outlines of some.
func (s *search) tried(p *paper.Page, q quad, turn int) (*found, float64) {
	points := q.turned(turn)
	g, ok := fit(p.Marks[:], points[:])
	if !ok {
		return nil, 0
	}
	var spots [4]spot
	for i := range spots {
		at := (i + turn) % 4
		spots[i] = s.full.refine(q.at[at], q.sides[at]*float64(s.factor))
	}
	f := s.found(g, spots[:])
	boxes := boxesOf(p)
	var e edges
	var contrasts []float64
	for i := 0; i < len(boxes); i += 1 + len(boxes)/60 {
		contrasts = append(contrasts, e.find(f, boxes[i].At, boxes[i].Side, reach).contrast)
	}
	return f, median(contrasts)
}
