package scan

import (
	"math"

	"releve/internal/paper"
)

// Of a place to write on, what is printed is ignored, millimetres.
const (
	frame     = 0.6   // along its edges
	frameBend = 0.005 // and more along those of a large one, for each millimetre: paper curls
	mostFrame = 1.6
	divider   = 0.5 // to each side of the middle of a date, between day and month
	square    = 1.0 // side of the squares in which ink is counted
)

// writtenFrom is from how dark on a sample of a place to write on is ink.
const writtenFrom = 0.17

// squareInk is the share of a square millimetre that has to be inked to count: a stroke of 0.15 mm through it.
const squareInk = 0.14

// written measures a place to write on. Cells is the number of square millimetres that hold ink together, Frac and Ink are as of a
// box; nothing is known of outline and ring.
func (f *found) written(p *patch, field *paper.Field, s shift) Features {
	r := field.Area
	edge := min(mostFrame, frame+max(r.W, r.H)*frameBend)
	half := paper.Point{X: r.W/2 - edge, Y: r.H/2 - edge}
	out := Features{X: s.x, Y: s.y}
	if half.X < square/2 || half.Y < square/2 {
		return out
	}
	f.patch(p, paper.Point{X: r.X + r.W/2 + s.x, Y: r.Y + r.H/2 + s.y}, half)
	if p.out > 0 {
		return out
	}
	if field.Question == paper.FieldDate {
		p.blot()
	}
	out.Cells, out.Frac = p.squares(f.black)
	out.Ink = out.Frac
	out.Edge = 1
	return out
}

// blot takes the line in the middle of a patch away.
func (p *patch) blot() {
	r := int(math.Round(divider * perMM))
	for y := range p.h {
		for x := max(0, p.w/2-r); x <= min(p.w-1, p.w/2+r); x++ {
			p.pix[y*p.w+x] = 255
		}
	}
}

// tile is the side of the pieces in which the paper of a place to write on is looked at: light changes over a page.
const tile = 8 // millimetres

// squares counts the squares that hold ink and have another one beside them, which dust has not, and returns the share of
// all that is inked.
func (p *patch) squares(black float64) (cells int, frac float64) {
	side := int(square * perMM)
	columns, rows := (p.w+side-1)/side, (p.h+side-1)/side
	inked := make([]bool, columns*rows)
	all := 0
	for y := 0; y < p.h; y += tile * side {
		for x := 0; x < p.w; x += tile * side {
			w, h := min(tile*side, p.w-x), min(tile*side, p.h-y)
			limit := p.limit(x, y, w, h, black)
			for dy := 0; dy < h; dy += side {
				for dx := 0; dx < w; dx += side {
					n := p.count(x+dx, y+dy, min(side, w-dx), min(side, h-dy), limit)
					all += n
					inked[(y+dy)/side*columns+(x+dx)/side] = float64(n) >= squareInk*float64(side*side)
				}
			}
		}
	}
	return together(inked, columns), share(all, len(p.pix))
}

// together counts the squares of a field that are on and have another one beside or across from them.
func together(on []bool, columns int) int {
	n := 0
	for at, is := range on {
		if !is {
			continue
		}
		x, y := at%columns, at/columns
		beside := 0
		for v := max(0, y-1); v <= y+1 && v*columns < len(on); v++ {
			for u := max(0, x-1); u <= min(columns-1, x+1); u++ {
				if on[v*columns+u] {
					beside++
				}
			}
		}
		if beside > 1 {
			n++
		}
	}
	return n
}

// limit returns from how dark on there is ink in a rectangle: most of it is paper.
func (p *patch) limit(x, y, w, h int, black float64) uint8 {
	var counts [256]int
	for dy := range h {
		for _, v := range p.pix[(y+dy)*p.w+x : (y+dy)*p.w+x+w] {
			counts[v]++
		}
	}
	light := float64(rank(&counts, w*h*6/10))
	return uint8(max(0, light*(1-writtenFrom*(1-black))))
}

// count returns how many samples of a rectangle are darker than a limit.
func (p *patch) count(x, y, w, h int, limit uint8) int {
	n := 0
	for dy := range h {
		for _, v := range p.pix[(y+dy)*p.w+x : (y+dy)*p.w+x+w] {
			if v < limit {
				n++
			}
		}
	}
	return n
}
