package scan

import (
	"math"
	"slices"

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
	g := p.paper()
	if field.Question == paper.FieldDate {
		p.blot()
	}
	out.Cells, out.Frac = p.squares(&g, 1-writtenFrom*(1-f.black))
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

// squares counts the squares that hold ink and have another one beside them, which dust has not, and returns the share of
// all that is inked: all that is darker than a share of the paper.
func (p *patch) squares(g *ground, limit float64) (cells int, frac float64) {
	inked := make([]bool, g.columns*g.rows)
	all := 0
	for row := range g.rows {
		for column := range g.columns {
			e := p.inked(g, column, row, limit)
			all += e.n
			inked[row*g.columns+column] = float64(e.n) >= squareInk*float64(g.side*g.side) && !g.frames(e, column, row)
		}
	}
	return together(inked, g.columns), share(all, len(p.pix))
}

// Where paper curls, the frame that is printed around a place comes in: a line along its edge, so thin and so far in, samples
// and squares.
const (
	frameThin  = 4
	frameDeep  = 3
	frameShort = 12 // squares: a smaller place does not curl as far
)

// frames tells whether what is inked in a square is no more than a piece of the frame.
func (g *ground) frames(e extent, column, row int) bool {
	deep := 1
	if min(g.columns, g.rows) >= frameShort {
		deep = frameDeep
	}
	level := min(row, g.rows-1-row) < deep && e.bottom-e.top < frameThin
	upright := min(column, g.columns-1-column) < deep && e.right-e.left < frameThin
	return level || upright
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

// ground is how light the paper of a patch is, square by square.
type ground struct {
	light               []float64 // of the squares, row by row, and of mostInk more on every side
	columns, rows, side int       // without those; side of a square, samples
}

// How light a square is, and how far ink reaches that is not taken for shade.
const (
	paperRank = 80 // percentile of its greys
	mostInk   = 2  // squares to each side
)

// paper looks at the paper below what is written. Ink is darker than what lies on both sides of it, the edge of a shadow is not:
// a closing, which first spreads what is light and then what is dark, takes the one away and leaves the other.
func (p *patch) paper() ground {
	g := ground{side: int(square * perMM)}
	g.columns, g.rows = (p.w+g.side-1)/g.side, (p.h+g.side-1)/g.side
	own := make([]float64, 0, g.columns*g.rows)
	for row := range g.rows {
		for column := range g.columns {
			own = append(own, p.light(column*g.side, row*g.side, g.side))
		}
	}
	for row := -mostInk; row < g.rows+mostInk; row++ {
		for column := -mostInk; column < g.columns+mostInk; column++ {
			g.light = append(g.light, own[within(row, g.rows)*g.columns+within(column, g.columns)])
		}
	}
	g.spread(1)
	g.spread(-1)
	return g
}

// within returns the nearest of n places, counted from 0.
func within(place, n int) int { return max(0, min(n-1, place)) }

// light returns how light the paper of a square is.
func (p *patch) light(x, y, side int) float64 {
	var counts [256]int
	n := 0
	for v := y; v < min(p.h, y+side); v++ {
		for _, grey := range p.pix[v*p.w+x : v*p.w+min(p.w, x+side)] {
			counts[grey]++
			n++
		}
	}
	return float64(rank(&counts, n*paperRank/100))
}

// spread gives each square the most, or with -1 the least, of those around it.
func (g *ground) spread(sign float64) {
	wide, high := g.columns+2*mostInk, g.rows+2*mostInk
	for _, step := range [2][2]int{{1, wide}, {wide, high}} {
		before := slices.Clone(g.light)
		for i := range g.light {
			at := i / step[0] % step[1]
			for k := max(-at, -mostInk); k <= min(step[1]-1-at, mostInk); k++ {
				g.light[i] = sign * max(sign*g.light[i], sign*before[i+k*step[0]])
			}
		}
	}
}

// at returns how light the paper is at a sample, between the middles of four squares.
func (g *ground) at(x, y int) float64 {
	u, left := g.between(x)
	v, top := g.between(y)
	wide := g.columns + 2*mostInk
	upper, lower := g.light[top*wide+left:], g.light[(top+1)*wide+left:]
	return (upper[0]*(1-u)+upper[1]*u)*(1-v) + (lower[0]*(1-u)+lower[1]*u)*v
}

// between returns which square's middle lies before a sample, and how far it is from there to the next one's.
func (g *ground) between(sample int) (share float64, square int) {
	at := (float64(sample)-float64(g.side-1)/2)/float64(g.side) + mostInk
	return at - float64(int(at)), int(at)
}

// inked returns the samples of a square that are darker than a share of the paper.
func (p *patch) inked(g *ground, column, row int, limit float64) extent {
	e := extent{left: p.w, top: p.h}
	lightest := uint8(limit * g.lightest(column, row))
	for y := row * g.side; y < min(p.h, (row+1)*g.side); y++ {
		for x := column * g.side; x < min(p.w, (column+1)*g.side); x++ {
			if v := p.pix[y*p.w+x]; v <= lightest && float64(v) < limit*g.at(x, y) {
				e.add(x, y)
			}
		}
	}
	return e
}

// lightest returns what the paper of a square nowhere exceeds: the lightest of the square and those around it.
func (g *ground) lightest(column, row int) float64 {
	most := 0.0
	for y := row + mostInk - 1; y <= row+mostInk+1; y++ {
		for x := column + mostInk - 1; x <= column+mostInk+1; x++ {
			most = max(most, g.light[y*(g.columns+2*mostInk)+x])
		}
	}
	return most
}
