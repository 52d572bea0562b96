package scan

import (
	"releve/internal/paper"
)

// Find returns the layout with a number; its error is a problem.
type Find func(number string) (*paper.Layout, error)

// Measure finds a page in an image and measures and judges it. It never fails: a page that cannot be used comes back as
// Refused, Blank or Foreign with its reason. The same image always gives the same page.
func Measure(p Picture, find Find) Page {
	page := Page{Rules: Rules, Bilevel: p.Bilevel}
	full := planeOf(p.Gray)
	if max(full.w, full.h) < leastPixels || min(full.w, full.h) < leastPixels/2 {
		return page.refused(Refused, ReasonSmall)
	}
	s := newSearch(full)
	m, c, ok := s.read()
	if !ok {
		status, reason := s.why(m)
		return page.refused(status, reason)
	}
	code, err := paper.ParseCode(c.text)
	if err != nil {
		return page.refused(Foreign, ReasonCode)
	}
	page.Code = code
	layout, err := find(code.Layout)
	if err != nil || layout == nil {
		return page.refused(Foreign, ReasonLayout)
	}
	if code.Page > len(layout.Pages) {
		return page.refused(Refused, ReasonPage)
	}
	l := &layout.Pages[code.Page-1]
	if !sane(l) {
		return page.refused(Refused, ReasonPage)
	}
	f, ok := s.place(l, c)
	if !ok {
		return page.refused(Refused, ReasonMarks)
	}
	return page.measured(f, l)
}

// The reasons why a page is not read, keys below scan.reason.
const (
	ReasonDark    = "dark"    // too little light
	ReasonBlurred = "blurred" // out of focus, or moved
	ReasonPale    = "pale"    // a scanner that leaves only black and white has lost print
	ReasonSmall   = "small"   // too few pixels
	ReasonMarks   = "marks"   // the squares in the corners were not found
	ReasonCut     = "cut"     // part of the page is outside of the image
	ReasonCode    = "code"    // the code cannot be read, or is none of ours
	ReasonLayout  = "layout"  // nobody knows this layout
	ReasonPage    = "page"    // the layout has no such page
	ReasonNoise   = "noise"   // dust, shine-through or a bad copy all over the page
	ReasonEmpty   = "empty"   // nothing is on it
)

func (p Page) refused(status Status, reason string) Page {
	p.Status, p.Reason = status, reason
	return p
}

// read looks for the code: in the corners of what may be the marks of a page, four of them or three, then module by module
// where four marks say that it is, then anywhere, then module by module where three do. The mask is that of the first
// threshold.
func (s *search) read() (first mask, c seen, ok bool) {
	first, c, ok = s.byMarks()
	if ok {
		return first, c, true
	}
	three := triples(s.blobs, houseShape())
	for i := range three {
		three[i] = s.sharpened(three[i])
		if c, ok = s.code(three[i]); ok {
			return first, c, true
		}
	}
	for _, q := range s.quads {
		if c, ok = s.sampled(q); ok {
			s.quads = []quad{q}
			return first, c, true
		}
	}
	if len(s.blobs) > 0 || first.share() > blankInk {
		c, ok = s.codeAnywhere()
	}
	if ok {
		return first, c, true
	}
	for _, q := range three {
		if c, ok = s.sampled(q); ok {
			return first, c, true
		}
	}
	return first, seen{}, false
}

// plainQuad is how much four marks may deviate from the shape of a page so that no others are looked for: of those that perspective
// bends more, one may be a blackened box.
const plainQuad = 0.5

// byMarks looks for the code in the corners of what may be the four marks of a page. Where it is read, the marks are those of the
// likeliest page; else they are all that there may be. The mask is that of the first threshold.
func (s *search) byMarks() (first mask, c seen, ok bool) {
	var best *quad
	for i, way := range passes() {
		if best != nil && best.off < plainQuad {
			break
		}
		m, found := s.marks(way)
		if i == 0 {
			first = m
		}
		s.blobs = append(s.blobs, found...)
		for _, q := range quads(found, houseShape()) {
			q = s.sharpened(q)
			code, is := s.code(q)
			if !is {
				s.quads = append(s.quads, q)
				continue
			}
			if best == nil || q.off < best.off {
				best, c = &q, code
			}
			break // the others of this pass are less like a page
		}
	}
	if best != nil {
		s.quads = []quad{*best}
	}
	return first, c, best != nil
}

// place finds where a page lies whose code was read.
func (s *search) place(p *paper.Page, c seen) (*found, bool) {
	for _, q := range s.quads {
		if g, spots, ok := s.byQuad(p, c, q); ok {
			return s.found(g, spots[:]), true
		}
	}
	g, spots, ok := s.anchored(p, c)
	if !ok {
		return nil, false
	}
	return s.found(g, spots[:]), true
}

// byQuad turns four marks so that the code lies where the page has it.
func (s *search) byQuad(p *paper.Page, c seen, q quad) (grid, [4]spot, bool) {
	var spots [4]spot
	for turn := range 4 {
		points := q.turned(turn)
		g, ok := fit(p.Marks[:], points[:])
		if !ok || !codeFits(g, p, c) {
			continue
		}
		for i := range spots {
			at := (i + turn) % 4
			spots[i] = s.full.refine(q.at[at], q.sides[at]*float64(s.factor))
		}
		return g, spots, true
	}
	return grid{}, spots, false
}

// codeNear is how far the code may lie from where the marks say, millimetres: paper curls.
const codeNear = 5.0

// codeFits tells whether a grid leads the code to where it was found.
func codeFits(g grid, p *paper.Page, c seen) bool {
	for i, corner := range codeCorners(p.Code, c.modules) {
		if distance(g.back(c.corners[i]), corner) > codeNear {
			return false
		}
	}
	return true
}

// found makes a page that is found of a grid: very fine images are made coarser, which takes no detail from a box.
func (s *search) found(g grid, spots []spot) *found {
	f := &found{plane: s.full, grid: g, whole: g, black: blackOf(spots)}
	middle := g.back(paper.Point{X: float64(s.full.w) / 2, Y: float64(s.full.h) / 2})
	if factor := int(g.fine(middle) / finest * 1.3); factor > 1 {
		f.plane, f.grid = s.full.reduced(factor), g.coarser(factor)
	}
	return f
}

// blackOf returns how dark print is, from the marks that were found.
func blackOf(spots []spot) float64 {
	var dark []float64
	for _, s := range spots {
		if s.ok {
			dark = append(dark, s.black)
		}
	}
	if len(dark) == 0 {
		return 0.25
	}
	return median(dark)
}
