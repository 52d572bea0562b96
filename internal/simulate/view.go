package simulate

import (
	"math"
	"math/rand/v2"

	"releve/internal/paper"
)

// view says where each place of a page stands in an image, and which place of the page each pixel shows.
type view struct {
	w, h          int        // of the image, pixels
	page          paper.Page // as it was laid out
	shrink        float64    // of the printer
	dx, dy        float64    // how far the printer is off, millimetres
	back          [9]float64 // from pixels to millimetres of the sheet of paper, a projective mapping
	forth         [9]float64 // from millimetres of the paper to pixels
	wave          float64    // how far paper is out of place down the page at most, millimetres
	long, start   float64    // of a wave of it, millimetres; where in it the paper begins, radians
	across, aside float64    // how a wave lies to the page, radians; how far it is out of place sideways, as a share
}

// newView chooses how a page comes to stand in an image of a tier.
func newView(page *paper.Page, s Spec, r *rand.Rand) view {
	t := s.Tier
	v := view{page: *page, shrink: between(r, t.Scale), dx: 1.2 * (r.Float64() - 0.5), dy: 1.2 * (r.Float64() - 0.5)}
	v.wave, v.long = between(r, t.Wave), 90+120*r.Float64()
	v.start, v.across, v.aside = 2*math.Pi*r.Float64(), 0.5*r.NormFloat64(), 0.4*(r.Float64()-0.5)
	turn := 0
	roll := r.Float64()
	switch {
	case s.Turn >= 0 && s.Turn < 4:
		turn = s.Turn
	case roll < t.Quarter:
		turn = 1 + 2*r.IntN(2)
	case roll < t.Quarter+t.Down:
		turn = 2
	}
	per := t.DPI / inch
	wide, high := page.Width, page.Height
	if turn%2 == 1 {
		wide, high = high, wide
	}
	skew := t.Skew * (2*r.Float64() - 1) * math.Pi / 180
	angle := float64(turn)*math.Pi/2 + skew
	if t.Phone {
		v.photograph(per, wide, high, angle, [2]float64{tilt(t, r), tilt(t, r)})
	} else {
		v.scan(per, wide, high, angle, skew)
	}
	v.back = inverse(v.forth)
	return v
}

// scan lays the page on a glass that is as large as the page, and larger where it lies askew so that its marks are on it.
func (v *view) scan(per, wide, high, angle, skew float64) {
	off := math.Abs(math.Sin(skew))
	more := max(v.shrink-0.97, 0)
	wide += max(off*high-8, 0) + 2*wide*more
	high += max(off*wide-8, 0) + 2*high*more
	v.w, v.h = int(wide*per), int(high*per)
	sin, cos := math.Sincos(angle)
	cx, cy := v.page.Width/2, v.page.Height/2
	v.forth = [9]float64{
		per * cos, -per * sin, float64(v.w)/2 - per*(cos*cx-sin*cy),
		per * sin, per * cos, float64(v.h)/2 - per*(sin*cx+cos*cy),
		0, 0, 1,
	}
}

// tilt draws how far a telephone leans, in radians.
func tilt(t Tier, r *rand.Rand) float64 { return t.Tilt * (2*r.Float64() - 1) * math.Pi / 180 }

// photograph holds a camera over the page, tilted about both axes, and leaves some of the table around it.
func (v *view) photograph(per, wide, high, angle float64, tilt [2]float64) {
	const far = 420 // millimetres from the page
	const margin = 1.12
	v.w, v.h = int(wide*per*margin), int(high*per*margin)
	sin, cos := math.Sincos(angle)
	sx, cxx := math.Sincos(tilt[0])
	sy, cyy := math.Sincos(tilt[1])
	// A point of the page, turned flat, then tilted about both axes, then seen from a distance.
	project := func(x, y float64) (float64, float64) {
		x, y = x-v.page.Width/2, y-v.page.Height/2
		x, y = cos*x-sin*y, sin*x+cos*y
		y, z := cxx*y, sx*y
		x, z = cyy*x+sy*z, cyy*z-sy*x
		k := per * far / (far + z)
		return k*x + float64(v.w)/2, k*y + float64(v.h)/2
	}
	var corners [4]paper.Point
	for i, p := range v.corners() {
		corners[i].X, corners[i].Y = project(p.X, p.Y)
	}
	v.forth = mapping(v.corners(), v.within(corners))
}

// within moves and, where it must, enlarges the image so that all corners of the page are in it.
func (v *view) within(corners [4]paper.Point) [4]paper.Point {
	const free = 8
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range corners {
		left, right = min(left, p.X), max(right, p.X)
		top, bottom = min(top, p.Y), max(bottom, p.Y)
	}
	v.w, v.h = max(v.w, int(right-left)+2*free), max(v.h, int(bottom-top)+2*free)
	moveX, moveY := (float64(v.w)-left-right)/2, (float64(v.h)-top-bottom)/2
	for i := range corners {
		corners[i].X += moveX
		corners[i].Y += moveY
	}
	return corners
}

// corners returns the corners of the sheet of paper.
func (v *view) corners() [4]paper.Point {
	return [4]paper.Point{{}, {X: v.page.Width}, {X: v.page.Width, Y: v.page.Height}, {Y: v.page.Height}}
}

// phase returns a place of the paper as a way through its waves, millimetres.
func (v *view) phase(x, y float64) float64 {
	sin, cos := math.Sincos(v.across)
	return x*sin + y*cos
}

// bend returns how far the paper is out of place after such a way.
func (v *view) bend(phase float64) float64 { return v.wave * math.Sin(v.start+2*math.Pi*phase/v.long) }

// where returns the pixel that shows a place of the layout.
func (v *view) where(p paper.Point) paper.Point {
	x := (p.X-v.page.Width/2)*v.shrink + v.page.Width/2 + v.dx
	y := (p.Y-v.page.Height/2)*v.shrink + v.page.Height/2 + v.dy
	flat := paper.Point{X: x, Y: y}
	for range 8 { // a bend is known for a place of the flat image, which is what is looked for
		b := v.bend(v.phase(flat.X, flat.Y))
		flat = paper.Point{X: x - v.aside*b, Y: y - b}
	}
	return project(v.forth, flat)
}
