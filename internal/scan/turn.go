package scan

import (
	"image"
	"iter"

	"releve/internal/paper"
	"releve/internal/qr"
)

// seen is a code that was read in an image.
type seen struct {
	text    string
	corners [3]paper.Point // middles of its large squares in the image: top left, top right, bottom left
	modules int
}

// Where the code of our own pages is looked for: the top right corner of a page, and how many samples a millimetre gets
// there. A module is 0.8 mm.
const (
	codeZone = 56.0 // millimetres, wide and high
	codeEdge = 5.0  // from the edges of the page
)

// turned gives the marks of a quad the order of a page that is turned by so many quarters: the mark at the page's top left
// lies at corner number turn of the image.
func (q quad) turned(turn int) [4]paper.Point {
	var out [4]paper.Point
	for i := range out {
		out[i] = q.at[(i+turn)%4]
	}
	return out
}

// houseMarks returns where the marks of our own pages are, for a page whose marks lie so in the image: portrait or
// landscape, whichever the quad is.
func houseMarks(points [4]paper.Point) (marks [4]paper.Point, width float64) {
	w := distance(points[0], points[1]) + distance(points[2], points[3])
	h := distance(points[1], points[2]) + distance(points[3], points[0])
	width, height := a4Short, a4Long
	if w > h {
		width, height = height, width
	}
	const e = houseEdge
	return [4]paper.Point{{X: e, Y: e}, {X: width - e, Y: e}, {X: width - e, Y: height - e}, {X: e, Y: height - e}}, width
}

// grids walks the ways in which one of our pages may lie in a quad, one for each quarter turn, and the width of the page.
func (q quad) grids() iter.Seq2[grid, float64] {
	return func(yield func(grid, float64) bool) {
		for turn := range 4 {
			points := q.turned(turn)
			marks, width := houseMarks(points)
			if g, ok := fit(marks[:], points[:]); ok && !yield(g, width) {
				return
			}
		}
	}
}

// code looks for a code in the four corners of a quad, each drawn straight.
func (s *search) code(q quad) (seen, bool) {
	for g, width := range q.grids() {
		area := paper.Rect{X: width - codeEdge - codeZone, Y: codeEdge, W: codeZone, H: codeZone}
		if c, ok := s.codeIn(g, area); ok {
			return c, true
		}
	}
	return seen{}, false
}

// codeIn reads the code in an area of a page, finely drawn, then coarsely, which hides the dots of a bad print.
func (s *search) codeIn(g grid, area paper.Rect) (seen, bool) {
	f := found{plane: s.full, grid: g}
	f.patch(&s.patch, paper.Point{X: area.X + area.W/2, Y: area.Y + area.H/2}, paper.Point{X: area.W / 2, Y: area.H / 2})
	if s.patch.out > len(s.patch.pix)/2 {
		return seen{}, false
	}
	img := &image.Gray{Pix: s.patch.pix, Stride: s.patch.w, Rect: image.Rect(0, 0, s.patch.w, s.patch.h)}
	for _, factor := range []int{1, 2} {
		small := planeOf(img).reduced(factor)
		read, err := qr.Decode(&image.Gray{Pix: small.pix, Stride: small.stride, Rect: image.Rect(0, 0, small.w, small.h)})
		if err != nil {
			continue
		}
		return seenIn(read, g, paper.Point{X: area.X, Y: area.Y}, perMM/float64(factor)), true
	}
	return seen{}, false
}

// Where the code stands on our own pages, and how far from there its corner is looked for: paper curls, and printers shift.
const (
	codeRight = 40.5 // of its top left corner from the right edge of the page, millimetres
	codeTop   = 10.5 // from the top
	codeSide  = 20.0
	codeAway  = 3.5 // in each direction
)

// sampled reads the code of a quad module by module, where our own pages have it, when its large squares were not found: a
// pen went over them, or they are faded. As many signs may be corrected in it, only a code of ours counts.
func (s *search) sampled(q quad) (seen, bool) {
	const edge = 2.0 // of white around
	half := codeSide/2 + codeAway + edge
	for g, width := range q.grids() {
		middle := paper.Point{X: width - codeRight + codeSide/2, Y: codeTop + codeSide/2}
		f := found{plane: s.full, grid: g}
		f.patch(&s.patch, middle, paper.Point{X: half, Y: half})
		if s.patch.out > len(s.patch.pix)/4 {
			continue
		}
		img := &image.Gray{Pix: s.patch.pix, Stride: s.patch.w, Rect: image.Rect(0, 0, s.patch.w, s.patch.h)}
		from, to := edge*perMM, (edge+2*codeAway)*perMM
		read, err := qr.DecodeAt(img, qr.Place{Side: codeSide * perMM, From: qr.Point{X: from, Y: from}, To: qr.Point{X: to, Y: to}})
		if err != nil {
			continue
		}
		if _, err = paper.ParseCode(read.Text); err != nil {
			continue
		}
		return seenIn(read, g, paper.Point{X: middle.X - half, Y: middle.Y - half}, perMM), true
	}
	return seen{}, false
}

// seenIn tells where a code lies in the image that was read in a patch, which begins at a place and has so many pixels to a
// millimetre.
func seenIn(read qr.Found, g grid, from paper.Point, per float64) seen {
	c := seen{text: read.Text, modules: read.Modules}
	for i, p := range read.Corners {
		c.corners[i] = g.at(paper.Point{X: from.X + p.X/per, Y: from.Y + p.Y/per})
	}
	return c
}

// codeView is how many pixels the longer side has of the finer image in which a code is looked for anywhere: a module of
// 0.8 mm is five of them.
const codeView = 1900

// codeAnywhere reads the code wherever it is in the overview, or in a finer one.
func (s *search) codeAnywhere() (seen, bool) {
	c, ok := codeOf(s.view, s.factor)
	if factor := factorFor(s.full, codeView); !ok && factor < s.factor {
		return codeOf(s.full.reduced(factor), factor)
	}
	return c, ok
}

// codeOf reads the code in an image that was divided by a factor.
func codeOf(v plane, factor int) (seen, bool) {
	read, err := qr.Decode(&image.Gray{Pix: v.pix, Stride: v.stride, Rect: image.Rect(0, 0, v.w, v.h)})
	if err != nil {
		return seen{}, false
	}
	c := seen{text: read.Text, modules: read.Modules}
	for i, p := range read.Corners {
		c.corners[i] = paper.Point{X: p.X * float64(factor), Y: p.Y * float64(factor)}
	}
	return c, true
}

// codeCorners returns where the middles of the large squares of a page's code are.
func codeCorners(r paper.Rect, modules int) [3]paper.Point {
	x, y := qr.Inset*r.W/float64(modules), qr.Inset*r.H/float64(modules)
	return [3]paper.Point{{X: r.X + x, Y: r.Y + y}, {X: r.X + r.W - x, Y: r.Y + y}, {X: r.X + x, Y: r.Y + r.H - y}}
}
