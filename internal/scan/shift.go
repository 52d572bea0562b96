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
	asked      = 12   // neighbours that are asked
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

// told returns where the neighbours of a box say that it is: a plane through what they differ from the field, the nearest
// with the most weight and those with none that differ from the others, which tends to the field itself where they are few.
// It is firm where enough of them are near and agree.
func (b *bend) told(i int) (s shift, firm bool) {
	own, field := b.boxes[i].At, b.field.at(b.boxes[i].At)
	near, far := b.asked(i)
	var at shift
	var slope [4]float64 // of x and y, to the right and down
	differs := func(j int32) (u, v, off float64) {
		p, f := b.boxes[j].At, b.field.at(b.boxes[j].At)
		u, v = (p.X-own.X)/far, (p.Y-own.Y)/far
		o := b.found[j]
		return u, v, math.Hypot(o.dx-f.x-at.x-slope[0]*u-slope[1]*v, o.dy-f.y-at.y-slope[2]*u-slope[3]*v)
	}
	for round := range 3 {
		ex, ey := newEquations(3), newEquations(3)
		const little = 0.02 // keeps the equations solvable, and a slope from nothing
		ex.rows[0], ex.rows[5], ex.rows[10] = little, 4*little, 4*little
		ey.rows[0], ey.rows[5], ey.rows[10] = little, 4*little, 4*little
		for _, j := range near {
			u, v, off := differs(j)
			w := biweight(math.Hypot(u, v) / 1.1)
			if round > 0 {
				w *= biweight(off / mostDiffer)
			}
			f := b.field.at(b.boxes[j].At)
			t := [3]float64{1, u, v}
			ex.add(t[:], b.found[j].dx-f.x, w)
			ey.add(t[:], b.found[j].dy-f.y, w)
		}
		x, okX := ex.solve()
		y, okY := ey.solve()
		if !okX || !okY {
			return field, false
		}
		at, slope = shift{x[0], y[0]}, [4]float64{x[1], x[2], y[1], y[2]}
	}
	agree := 0
	for _, j := range near {
		if _, _, off := differs(j); off < mostAgree/2 && distance(own, b.boxes[j].At) < firmNear {
			agree++
		}
	}
	most := reach
	if agree >= firmFrom {
		most *= 3
	}
	return shift{field.x + max(-most, min(most, at.x)), field.y + max(-most, min(most, at.y))}, agree >= firmFrom
}

// asked returns the nearest neighbours of a box whose outlines were found, and how far off the last of them is.
func (b *bend) asked(i int) (near []int32, far float64) {
	far = 1
	for _, j := range b.near[i] {
		if b.found[j].contrast < b.sure {
			continue
		}
		far = max(far, distance(b.boxes[i].At, b.boxes[j].At))
		if near = append(near, j); len(near) == asked {
			break
		}
	}
	return near, far
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
