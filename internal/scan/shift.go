package scan

import (
	"math"
	"slices"

	"releve/internal/paper"
)

// neighbours are how many boxes around a box tell what is normal there.
const neighbours = 24

// near returns for each box the nearest others, the nearest first.
func nearest(boxes []paper.Box) [][]int32 {
	out := make([][]int32, len(boxes))
	type other struct {
		d float64
		i int32
	}
	list := make([]other, 0, len(boxes))
	n := min(neighbours, len(boxes)-1)
	for i, b := range boxes {
		list = list[:0]
		for j, c := range boxes {
			dx, dy := b.At.X-c.At.X, b.At.Y-c.At.Y
			if d := dx*dx + dy*dy; j != i {
				list = append(list, other{d, int32(j)})
			}
		}
		for k := range n { // the first n by selection: cheaper than to sort all
			least := k
			for m := k + 1; m < len(list); m++ {
				if list[m].d < list[least].d {
					least = m
				}
			}
			list[k], list[least] = list[least], list[k]
			out[i] = append(out[i], list[k].i)
		}
	}
	return out
}

// shift is how far a box lies from where the grid says, millimetres.
type shift struct{ x, y float64 }

// field is a shift that changes smoothly over a page: a polynomial of second degree in both directions. Paper that curls and
// feeders that slip are described by it.
type field struct {
	x, y          [6]float64
	width, height float64
}

// terms are the powers of a place.
func (f *field) terms(p paper.Point) [6]float64 {
	x, y := 2*p.X/f.width-1, 2*p.Y/f.height-1
	return [6]float64{1, x, y, x * x, x * y, y * y}
}

func (f *field) at(p paper.Point) shift {
	var s shift
	for i, t := range f.terms(p) {
		s.x += t * f.x[i]
		s.y += t * f.y[i]
	}
	return s
}

// fieldOf fits the field to outlines with so much contrast: those that differ from it count less with every round, as Tukey's biweight has it.
func fieldOf(p *paper.Page, boxes []paper.Box, found []outline, sure float64) field {
	f := field{width: p.Width, height: p.Height}
	f.x[0], f.y[0] = middle(found, sure)
	terms := termsFor(len(boxes))
	for limit := 1.6; limit > 0.3; limit *= 0.7 {
		ex, ey := newEquations(terms), newEquations(terms)
		for i, o := range found {
			at := f.at(boxes[i].At)
			w := o.contrast * biweight(math.Hypot(o.dx-at.x, o.dy-at.y)/limit)
			if w == 0 || o.contrast < sure {
				continue
			}
			t := f.terms(boxes[i].At)
			ex.add(t[:], o.dx, w)
			ey.add(t[:], o.dy, w)
		}
		sx, okX := ex.solve()
		sy, okY := ey.solve()
		if !okX || !okY {
			return f
		}
		copy(f.x[:], sx)
		copy(f.y[:], sy)
	}
	return f
}

// termsFor returns how many terms so many boxes can bear.
func termsFor(boxes int) int {
	switch {
	case boxes >= 24:
		return 6
	case boxes >= 9:
		return 3
	}
	return 1
}

// biweight is the weight of a deviation of so many limits.
func biweight(x float64) float64 {
	if x >= 1 {
		return 0
	}
	return (1 - x*x) * (1 - x*x)
}

// middle returns the median shift of the outlines with so much contrast.
func middle(found []outline, sure float64) (x, y float64) {
	var xs, ys []float64
	for _, o := range found {
		if o.contrast >= sure {
			xs, ys = append(xs, o.dx), append(ys, o.dy)
		}
	}
	return median(xs), median(ys)
}

// Of what differs from the field, a box is believed as far as it and those around it agree.
const (
	asked     = 12   // neighbours that are asked
	mostAgree = 0.35 // millimetres; a box that differs less from its neighbours is where it was found itself
	foundRank = 0.8  // of all contrasts: where paper curls far, most boxes are not found at first, and what is there instead is low
	sureEdge  = 0.45 // of that contrast, from which on an outline is believed if its neighbours agree
	plainEdge = 0.75 // of that contrast: four lines of the right length, whatever the neighbours say
	rounds    = 8    // from neighbour to neighbour
)

// bend is how a page is bent, told by the outlines that were found.
type bend struct {
	boxes []paper.Box
	near  [][]int32
	found []outline
	field field
	sure  float64 // contrast from which on an outline is believed if its neighbours agree
	plain float64 // contrast from which on it is believed without them
}

// located looks for the outlines of all boxes. Where paper curls more than is searched, those that were found lead to those
// that were not, from neighbour to neighbour.
func (f *found) located(p *paper.Page, boxes []paper.Box, near [][]int32) bend {
	var e edges
	b := bend{boxes: boxes, near: near, found: make([]outline, len(boxes))}
	contrasts := make([]float64, len(boxes))
	for i, x := range boxes {
		b.found[i] = e.find(f, x.At, x.Side, reach)
		contrasts[i] = b.found[i].contrast
	}
	normal := quantile(contrasts, foundRank)
	b.sure, b.plain = max(sureEdge*normal, 1), max(plainEdge*normal, 1)
	for i := range boxes {
		if b.found[i].contrast < b.sure {
			b.search(f, &e, i, shift{}, farReach)
		}
	}
	for range rounds {
		b.field = fieldOf(p, boxes, b.found, b.sure)
		again := false
		for i := range boxes {
			if s := b.told(i); !b.believed(i, s) && b.search(f, &e, i, s, reach) {
				again = true
			}
		}
		if !again {
			break
		}
	}
	return b
}

// search looks for the outline of a box so far around a shift, and tells whether it found a better one. So far off that it may
// be a neighbour's, none is taken.
func (b *bend) search(f *found, e *edges, i int, s shift, far float64) bool {
	x, most := b.boxes[i], math.Inf(1)
	if len(b.near[i]) > 0 {
		most = distance(x.At, b.boxes[b.near[i][0]].At)/2 - paper.Line
	}
	n := e.find(f, paper.Point{X: x.At.X + s.x, Y: x.At.Y + s.y}, x.Side, far)
	n.dx, n.dy = n.dx+s.x, n.dy+s.y
	if n.contrast <= b.found[i].contrast*1.01+1 || math.Hypot(n.dx, n.dy) > most {
		return false
	}
	b.found[i] = n
	return true
}

// told returns where the neighbours of a box say that it is: a plane through what they differ from the field, the nearest
// with the most weight, which tends to the field itself where they are few.
func (b *bend) told(i int) shift {
	own := b.boxes[i].At
	ex, ey := newEquations(3), newEquations(3)
	const little = 0.02 // keeps the equations solvable, and a slope from nothing
	ex.rows[0], ex.rows[5], ex.rows[10] = little, 4*little, 4*little
	ey.rows[0], ey.rows[5], ey.rows[10] = little, 4*little, 4*little
	n, far := 0, 1.0
	for _, j := range b.near[i] {
		if b.found[j].contrast >= b.sure {
			far = max(far, distance(own, b.boxes[j].At))
			if n++; n == asked {
				break
			}
		}
	}
	for _, j := range b.near[i] {
		at := b.boxes[j].At
		d := distance(own, at) / (1.1 * far)
		if b.found[j].contrast < b.sure || d >= 1 {
			continue
		}
		o, s := b.found[j], b.field.at(at)
		t := [3]float64{1, (at.X - own.X) / far, (at.Y - own.Y) / far}
		ex.add(t[:], o.dx-s.x, biweight(d))
		ey.add(t[:], o.dy-s.y, biweight(d))
	}
	s := b.field.at(own)
	x, okX := ex.solve()
	y, okY := ey.solve()
	if okX && okY {
		s.x += max(-reach, min(reach, x[0]))
		s.y += max(-reach, min(reach, y[0]))
	}
	return s
}

// believed tells whether a box is where its outline was found, though its neighbours say otherwise.
func (b *bend) believed(i int, told shift) bool {
	o := b.found[i]
	return o.contrast >= b.plain || o.contrast >= b.sure && math.Hypot(o.dx-told.x, o.dy-told.y) < mostAgree
}

// shifts returns where each box lies: where it was found, if its neighbours agree; else where they say.
func (b *bend) shifts() []shift {
	out := make([]shift, len(b.boxes))
	for i, o := range b.found {
		out[i] = b.told(i)
		switch {
		case math.Hypot(o.dx-out[i].x, o.dy-out[i].y) < mostAgree && o.contrast >= b.sure:
			out[i] = shift{(4*o.dx + out[i].x) / 5, (4*o.dy + out[i].y) / 5}
		case b.believed(i, out[i]):
			out[i] = shift{o.dx, o.dy}
		}
	}
	return out
}

// quantileNear returns a quantile of a value over the neighbours of a box and itself.
func quantileNear(values []float64, i int, near []int32, share float64) float64 {
	list := make([]float64, 0, neighbours+1)
	list = append(list, values[i])
	for _, j := range near {
		list = append(list, values[j])
	}
	slices.Sort(list)
	return list[min(len(list)-1, int(share*float64(len(list))))]
}
