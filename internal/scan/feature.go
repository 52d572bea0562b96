package scan

import (
	"math"

	"releve/internal/paper"
)

// What of a box is looked at, millimetres from the middle of its line.
const (
	inset    = 0.5 // inwards from here on the inside begins: no printed line comes so far
	ringFrom = 0.4 // outwards, the ring
	ringTo   = 1.35
	ringEdge = 0.15 // and a little more, to smooth over
	ringFree = 0.3  // from the line of another box
)

// From how dark on a place holds ink, and is dark through and through.
const (
	inkFrom   = 0.20
	solidFrom = 0.45
)

// raw is what is seen of a box before it is compared with its neighbours.
type raw struct {
	pix   []uint8 // its patch
	side  int     // of the patch, samples
	paper light
	out   bool    // it lies outside of the image
	edge  float64 // contrast of its outline, of 255
}

// look draws the patch of a box at its place.
func (f *found) look(e *edges, b paper.Box, s shift) raw {
	half := b.Side/2 + ringTo + ringEdge
	f.patch(&e.patch, paper.Point{X: b.At.X + s.x, Y: b.At.Y + s.y}, paper.Point{X: half, Y: half})
	r := raw{pix: append([]uint8(nil), e.patch.pix...), side: e.patch.w, out: e.patch.out > 0}
	e.sum()
	o := ring{int(b.Side*perMM + 0.5), r.side}
	for dy := -2; dy <= 2; dy++ {
		for dx := -2; dx <= 2; dx++ {
			r.edge = max(r.edge, float64(o.contrast(e, dx, dy))/(16*4))
		}
	}
	r.paper = r.lightAround(b.Side)
	return r
}

// light is how light the paper is at the middle of a patch, and by how much it changes from one sample to the next: the edge
// of a shadow runs through some boxes.
type light struct{ at, right, down float64 }

// away returns how light it is so many samples to the right and down from the middle.
func (l light) away(dx, dy float64) float64 { return max(1, l.at+l.right*dx+l.down*dy) }

// lightAround looks at the ring around a box in four quarters: most of each is empty, whatever is written.
func (r *raw) lightAround(side float64) light {
	var counts [4][256]int
	var n [4]int
	from := int(math.Round((side/2 + ringFrom) * perMM))
	c := r.side / 2
	for y := range r.side {
		for x := range r.side {
			if max(abs(x-c), abs(y-c)) < from {
				continue
			}
			q := 0
			if x >= c {
				q = 1
			}
			if y >= c {
				q += 2
			}
			counts[q][r.pix[y*r.side+x]]++
			n[q]++
		}
	}
	var v [4]float64
	for q := range v {
		v[q] = float64(rank(&counts[q], n[q]*ringEmpty/100))
	}
	apart := 1.25 * float64(r.side/2) // of the middles of two quarters of a ring
	return light{
		at:    (v[0] + v[1] + v[2] + v[3]) / 4,
		right: (v[1] + v[3] - v[0] - v[2]) / 2 / apart,
		down:  (v[2] + v[3] - v[0] - v[1]) / 2 / apart,
	}
}

// ringEmpty is the percentile of the greys of a quarter of a ring that is taken for paper.
const ringEmpty = 65

func abs(v int) int { return max(v, -v) }

// Shares of a ninth of the inside, and of a side of the ring, that have to be inked to count.
const (
	cellInk = 0.10
	sideInk = 0.04
)

// room is how far the ring around a box goes to the left, right, up and down, millimetres from the middle of its line:
// as far as ringTo, and not as far as other boxes.
type room [4]float64

// roomOf returns the room around a box among its neighbours.
func roomOf(b paper.Box, boxes []paper.Box, near []int32) room {
	r := room{ringTo, ringTo, ringTo, ringTo}
	for _, j := range near[:min(len(near), 8)] {
		o := boxes[j]
		dx, dy := o.At.X-b.At.X, o.At.Y-b.At.Y
		free := max(math.Abs(dx), math.Abs(dy)) - (b.Side+o.Side)/2 - paper.Line/2 - ringFree
		side := 2
		if math.Abs(dx) > math.Abs(dy) {
			side = 0
		}
		if dx+dy > 0 && (side == 0) == (dx > 0) || side == 2 && dy > 0 {
			side++
		}
		r[side] = max(0, min(r[side], free))
	}
	return r
}

// inside is what a box holds, in samples.
type inside struct {
	n, inked, solid     int
	ink                 float64
	cellN, cellsInked   [9]int
	levels              [256]int // how many samples are so dark, 255 as print
	marked              []int    // the inked samples: row × width + column
	width               int      // of the patch
	ringN, ringInked    [4]int
	middle, limit, side float64 // of the patch and of the box, samples
}

// features measures a box by how light the paper is around it, and how dark print is.
func (r *raw) features(side float64, around room, paper light, black float64) Features {
	in := inside{middle: float64(r.side-1) / 2, limit: (side/2 - inset) * perMM, side: side / 2 * perMM}
	in.width = r.side
	inkAt, solidAt := 9*(1-inkFrom*(1-black)), 9*(1-solidFrom*(1-black))
	from := in.side + ringFrom*perMM
	for y := 1; y < r.side-1; y++ {
		dy := float64(y) - in.middle
		for x := 1; x < r.side-1; x++ {
			dx := float64(x) - in.middle
			light := paper.away(dx, dy)
			d := max(math.Abs(dy), math.Abs(dx))
			switch {
			case d <= in.limit:
				v := r.smooth(x, y)
				inked := v < int(light*inkAt)
				in.count(inked, v < int(light*solidAt), in.cell(dx, dy))
				if inked {
					in.marked = append(in.marked, y*r.side+x)
				}
				ink := max(0, min(1, (1-float64(v)/9/light)/(1-black)))
				in.ink += ink
				in.levels[int(ink*255)]++
			case d >= from:
				if at := around.side(dx, dy, d-in.side); at >= 0 {
					in.ringN[at]++
					if r.smooth(x, y) < int(light*inkAt) {
						in.ringInked[at]++
					}
				}
			}
		}
	}
	out := in.features()
	if out.Frac < shadeFrac && out.Ink > shadeInk {
		out.Ink = min(out.Ink, r.shadeless(&in, paper, black))
	}
	return out
}

// side tells on which side of a box a sample of the ring lies, so far out from its line; -1 where the ring does not go.
func (r room) side(dx, dy, out float64) int {
	side := 2
	if math.Abs(dx) > math.Abs(dy) {
		side = 0
		dy = dx
	}
	if dy > 0 {
		side++
	}
	if out > r[side]*perMM {
		return -1
	}
	return side
}

// mostShade is the most that is taken away from a box as shade: what three tenths of its inside have in common, which a mark
// leaves free.
const mostShade = 0.08

// cell returns in which of the nine parts of the inside a sample lies.
func (in *inside) cell(dx, dy float64) int {
	third := 2 * in.limit / 3
	return min(2, int((dy+in.limit)/third))*3 + min(2, int((dx+in.limit)/third))
}

// smooth returns the sum of a sample and its eight neighbours.
func (r *raw) smooth(x, y int) int {
	sum := 0
	for o := (y-1)*r.side + x; o <= (y+1)*r.side+x; o += r.side {
		q := r.pix[o-1 : o+2 : o+2]
		sum += int(q[0]) + int(q[1]) + int(q[2])
	}
	return sum
}

func (in *inside) count(inked, solid bool, cell int) { //nolint:revive // both are what was seen, not what to do
	in.n++
	in.cellN[cell]++
	if inked {
		in.inked++
		in.cellsInked[cell]++
	}
	if solid {
		in.solid++
	}
}

func (in *inside) features() Features {
	f := Features{Frac: share(in.inked, in.n), Solid: share(in.solid, in.n), Ink: in.ink / float64(max(1, in.n))}
	f.Ink = max(0, f.Ink-min(mostShade, float64(rank(&in.levels, in.n*3/10))/255))
	n, inked := 0, 0
	for i, all := range in.ringN {
		n, inked = n+all, inked+in.ringInked[i]
		if share(in.ringInked[i], all) >= sideInk {
			f.Sides++
		}
	}
	f.Ring = share(inked, n)
	wide, high, thick := largest(in.marked, in.width)
	f.Wide, f.High, f.Thick = wide/(2*in.limit), high/(2*in.limit), thick/(2*in.limit)
	for i, n := range in.cellN {
		if share(in.cellsInked[i], n) >= cellInk {
			f.Cells++
		}
	}
	return f
}

func share(part, whole int) float64 { return float64(part) / float64(max(1, whole)) }
