package scan

import (
	"image"

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

// code looks for a code in the four corners of a quad, each drawn straight.
func (s *search) code(q quad) (seen, bool) {
	for turn := range 4 {
		points := q.turned(turn)
		marks, width := houseMarks(points)
		g, ok := fit(marks[:], points[:])
		if !ok {
			continue
		}
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
		c := seen{text: read.Text, modules: read.Modules}
		k := float64(factor) / perMM
		for i, p := range read.Corners {
			c.corners[i] = g.at(paper.Point{X: area.X + p.X*k, Y: area.Y + p.Y*k})
		}
		return c, true
	}
	return seen{}, false
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
