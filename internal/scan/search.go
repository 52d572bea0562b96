package scan

import (
	"math"

	"releve/internal/paper"
)

// search is an image in which a page is looked for.
type search struct {
	full   plane
	view   plane // overview
	factor int   // pixels of the image to one of the overview
	sums   sums
	blobs  []blob // that may be marks, in the overview, of all thresholds that were tried
	quads  []quad // what may be the four marks, in pixels of the image, the likeliest first
	patch  patch
}

// Sizes of images.
const (
	leastPixels = 400 // of the longer side: below, a box has no five pixels
	finest      = 13  // pixels to a millimetre that are looked at: finer images are made coarser
)

func newSearch(p plane) *search {
	s := &search{full: p, factor: factorFor(p, overview)}
	s.view = p.reduced(s.factor)
	s.sums = s.view.sums()
	return s
}

// pass is a way to part marks from what is around them.
type pass struct {
	percent uint32 // of the mean around, below which a pixel is dark
	worn    int    // pixels of the overview that dark patches lose all around
}

// passes returns the ways that are tried: the first finds marks on every decent copy, the second parts them from shade that
// touches them, the third from a stroke of a pen.
func passes() [3]pass { return [3]pass{{70, 0}, {55, 0}, {55, 2}} }

// Bounds of marks in the overview: a page may be as small as half of the image, or a little larger than it.
const (
	leastMark = 0.0075 // of the longer side
	mostMark  = 0.035
)

// marks looks for patches that may be marks.
func (s *search) marks(p pass) (mask, []blob) {
	m := s.view.dark(s.sums, p.percent)
	long, lost := float64(max(s.view.w, s.view.h)), 2*float64(p.worn)
	if p.worn == 0 {
		return m, m.blobs(leastMark*long, mostMark*long)
	}
	found := m.worn(p.worn).blobs(leastMark*long-lost, mostMark*long-lost)
	for i := range found {
		found[i].side += lost
	}
	return m, found
}

// sharpened returns a quad in pixels of the image itself, its centres measured there.
func (s *search) sharpened(q quad) quad {
	for i := range q.at {
		q.at[i] = s.mark(q.at[i], q.sides[i]).at
	}
	return q
}

// mark measures a mark of the overview in the image itself.
func (s *search) mark(at paper.Point, side float64) spot {
	k := float64(s.factor)
	return s.full.refine(paper.Point{X: at.X * k, Y: at.Y * k}, side*k)
}

func distance(a, b paper.Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }
