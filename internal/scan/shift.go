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
	return powers(2*p.X/f.width-1, 2*p.Y/f.height-1)
}

func (f *field) at(p paper.Point) shift {
	t := f.terms(p)
	return shift{weighed(f.x[:], t), weighed(f.y[:], t)}
}

// powers are the terms of a polynomial of second degree in two unknowns.
func powers(x, y float64) [6]float64 { return [6]float64{1, x, y, x * x, x * y, y * y} }

// weighed returns the value of such a polynomial.
func weighed(factors []float64, terms [6]float64) float64 {
	sum := 0.0
	for i, t := range terms {
		sum += t * factors[i]
	}
	return sum
}

// fieldOf fits the field to outlines with so much contrast: those that differ from it count less with every round, as Tukey's
// biweight has it.
func fieldOf(p *paper.Page, boxes []paper.Box, found []outline, sure float64) field {
	f := field{width: p.Width, height: p.Height}
	f.x[0], f.y[0] = middle(found, sure)
	terms := termsFor(len(boxes))
	for limit := 1.6; limit > 0.7; limit *= 0.8 {
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
	mostAsked  = 12   // neighbours that are asked
	mostAgree  = 0.35 // millimetres; a box that differs less from its neighbours is where it was found itself
	mostDiffer = 0.8  // and a neighbour that differs more from the others is not asked
	firmNear   = 20   // millimetres; so near
	firmFrom   = 7    // so many neighbours have to agree to be believed rather than an outline that was found plainly
	foundRank  = 0.8  // of all contrasts: where paper curls far, most boxes are not found at first, and what is there instead is low
	sureEdge   = 0.45 // of that contrast, from which on an outline is believed if its neighbours agree
	plainEdge  = 0.75 // of that contrast: four lines of the right length, where neighbours are not sure
	rounds     = 8    // from neighbour to neighbour
)

// bend is how a page is bent, told by the outlines that were found.
type bend struct {
	boxes []paper.Box
	near  [][]int32
	found []outline
	field field
	sure  float64 // contrast from which on an outline is believed if its neighbours agree
	plain float64 // contrast from which on it is believed where they are not firm
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
			if s, firm := b.told(i); !b.believed(i, s, firm) && b.search(f, &e, i, s, reach) {
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

// neighbour is what a box that was found says of one beside it.
type neighbour struct {
	u, v   float64 // where it lies from there, as a share of how far the last one that is asked is
	dx, dy float64 // how it differs from the field, millimetres
	near   bool    // it is one of those that have to agree
}

// told returns where the neighbours of a box say that it is: a plane through what they differ from the field, the nearest
// with the most weight and those with none that differ from the others, which tends to the field itself where they are few.
// It is firm where enough of them are near and agree.
func (b *bend) told(i int) (s shift, firm bool) {
	s = b.field.at(b.boxes[i].At)
	asked := b.asked(i)
	var x, y []float64 // of the plane: here, and its slope
	off := func(n neighbour) float64 {
		return math.Hypot(n.dx-x[0]-x[1]*n.u-x[2]*n.v, n.dy-y[0]-y[1]*n.u-y[2]*n.v)
	}
	for range 3 {
		ex, ey := newEquations(3), newEquations(3)
		const little = 0.02 // keeps the equations solvable, and a slope from nothing
		ex.rows[0], ex.rows[5], ex.rows[10] = little, 4*little, 4*little
		ey.rows[0], ey.rows[5], ey.rows[10] = little, 4*little, 4*little
		for _, n := range asked {
			w := biweight(math.Hypot(n.u, n.v) / 1.1)
			if x != nil {
				w *= biweight(off(n) / mostDiffer)
			}
			t := []float64{1, n.u, n.v}
			ex.add(t, n.dx, w)
			ey.add(t, n.dy, w)
		}
		var okX, okY bool
		x, okX = ex.solve()
		y, okY = ey.solve()
		if !okX || !okY {
			return s, false
		}
	}
	agree := 0
	for _, n := range asked {
		if n.near && off(n) < mostAgree/2 {
			agree++
		}
	}
	most := reach
	if firm = agree >= firmFrom; firm {
		most *= 3
	}
	return shift{s.x + max(-most, min(most, x[0])), s.y + max(-most, min(most, y[0]))}, firm
}

// asked returns the nearest neighbours of a box whose outlines were found.
func (b *bend) asked(i int) []neighbour {
	var found []int32
	own, far := b.boxes[i].At, 1.0
	for _, j := range b.near[i] {
		if b.found[j].contrast < b.sure {
			continue
		}
		far = max(far, distance(own, b.boxes[j].At))
		if found = append(found, j); len(found) == mostAsked {
			break
		}
	}
	out := make([]neighbour, len(found))
	for k, j := range found {
		at, o := b.boxes[j].At, b.found[j]
		f := b.field.at(at)
		out[k] = neighbour{(at.X - own.X) / far, (at.Y - own.Y) / far, o.dx - f.x, o.dy - f.y, distance(own, at) < firmNear}
	}
	return out
}

// believed tells whether a box is where its outline was found: its neighbours agree, or it is found plainly and they are no
// better.
func (b *bend) believed(i int, told shift, firm bool) bool {
	return b.agrees(i, told) || b.found[i].contrast >= b.plain && !firm
}

// agrees tells whether an outline was found where the neighbours of its box say.
func (b *bend) agrees(i int, told shift) bool {
	o := b.found[i]
	return o.contrast >= b.sure && math.Hypot(o.dx-told.x, o.dy-told.y) < mostAgree
}

// shifts returns where each box lies: where it was found, if its neighbours agree or do not know; else where they say.
func (b *bend) shifts() []shift {
	out := make([]shift, len(b.boxes))
	for i, o := range b.found {
		told, firm := b.told(i)
		switch {
		case b.agrees(i, told):
			out[i] = shift{(4*o.dx + told.x) / 5, (4*o.dy + told.y) / 5}
		case b.believed(i, told, firm):
			out[i] = shift{o.dx, o.dy}
		default:
			out[i] = told
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
