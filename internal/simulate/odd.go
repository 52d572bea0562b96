package simulate

import (
	"math"

	"releve/internal/paper"
)

// Shares of answers that people give in a way of their own, and things that they do to a page.
const (
	strange    = 0.02  // a ring, a dot, a dash or a blackened box in place of a mark
	corrected  = 0.03  // a first mark blackened, another box marked
	double     = 0.005 // two boxes where one was asked for
	skipped    = 0.003 // nothing where an answer must be
	asAbove    = 0.01  // "as above" in place of a mark
	strayMarks = 3.0   // strokes without a meaning on a page
	remarks    = 0.04  // pages on which a word is written where no place is for it
)

// oddOne answers a field of one box in another way than was asked for; false where it is answered as it should be. n is
// the box that is meant.
func (f *filling) oddOne(i, n int) bool {
	field := &f.page.Fields[i]
	b := field.Boxes[n]
	roll := f.r.Float64()
	single := len(field.Boxes) == 1
	switch {
	case roll < strange:
		f.strange(i, n)
	case single:
		return false
	case roll < strange+corrected:
		f.correct(i, n)
	case roll < strange+corrected+double:
		other := (n + 1 + f.r.IntN(len(field.Boxes)-1)) % len(field.Boxes)
		f.put(i, n, "two", f.w.mark(f.w.usual, b), f.w)
		f.put(i, other, "", f.w.mark(f.w.usual, field.Boxes[other]), f.w)
		f.truth[i].Unclear = true
	case roll < strange+corrected+double+skipped:
		f.note(i, "skipped")
		f.truth[i].Unclear = field.Required
	case roll < strange+corrected+double+skipped+asAbove:
		return f.ditto(i)
	default:
		return false
	}
	return true
}

// strange marks a box by a ring, a dot, a dash or by blackening it. Blackened, it may be cancelled just as well.
func (f *filling) strange(i, n int) {
	b := f.page.Fields[i].Boxes[n]
	switch f.r.IntN(4) {
	case 0:
		f.put(i, n, "circle", f.w.circle(b), f.w)
	case 1:
		f.put(i, n, "dot", f.w.dot(b), f.w)
	case 2:
		f.put(i, n, "dash", f.w.dash(b), f.w)
	default:
		f.put(i, n, "black", f.w.blacken(b), f.w)
		f.truth[i].Unclear = f.w.usual != black
	}
	f.mean(i, n)
}

// correct marks another box first, blackens it and then marks the one that is meant.
func (f *filling) correct(i, n int) {
	field := &f.page.Fields[i]
	wrong := (n + 1 + f.r.IntN(len(field.Boxes)-1)) % len(field.Boxes)
	f.put(i, wrong, "correction", f.w.mark(f.w.usual, field.Boxes[wrong]), f.w)
	f.put(i, wrong, "", f.w.blacken(field.Boxes[wrong]), f.w)
	f.truth[i].Unclear = f.w.usual == black
	f.choose(i, n)
	f.last[field.Question] = n
}

// ditto puts "as above" below what was marked on the line before, or somewhere in the field; false where nothing was.
func (f *filling) ditto(i int) bool {
	field := &f.page.Fields[i]
	n, above := f.last[field.Question]
	if !above || field.Line < 2 {
		return false
	}
	at := field.Boxes[n].At
	if f.chance(0.5) {
		at.X = field.Area.X + field.Area.W/2
	}
	f.put(i, n, "ditto", f.w.ditto(at), f.w)
	f.mean(i, n)
	return true
}

// oddMany cancels a box of a field of many, rarely. Blackened, it may be meant just as well.
func (f *filling) oddMany(i int) {
	field := &f.page.Fields[i]
	if !f.odd || f.w.usual == black || !f.chance(strange/2) {
		return
	}
	n := f.r.IntN(len(field.Boxes))
	if f.truth[i].Marked[n] {
		return
	}
	f.put(i, n, "black", f.w.blacken(field.Boxes[n]), f.w)
	f.truth[i].Unclear = true
}

// strike strikes lines through by hand.
func (f *filling) strike(struck map[int]bool) {
	for line := range 100 {
		if !struck[line] {
			continue
		}
		var from, to paper.Point
		for i, field := range f.page.Fields {
			if field.Line != line || len(field.Boxes) == 0 {
				continue
			}
			if from.X == 0 {
				from = field.Boxes[0].At
			}
			to = field.Boxes[len(field.Boxes)-1].At
			f.note(i, "struck")
		}
		from.X, from.Y, to.X, to.Y = from.X-f.w.between(2, 25), from.Y+f.w.normal(0.6), to.X+f.w.between(-30, 4), to.Y+f.w.normal(0.6)
		f.c.draw(f.w.pen, f.r, f.w.line(f.along(from, to)...))
	}
}

// along returns points on the way from one to another, as a hand draws a long stroke: never far from straight.
func (f *filling) along(from, to paper.Point) []paper.Point {
	const step, off = 30, 0.5
	n := max(int(math.Hypot(to.X-from.X, to.Y-from.Y)/step), 1)
	points := []paper.Point{from}
	for i := 1; i < n; i++ {
		t := float64(i) / float64(n)
		points = append(points, paper.Point{X: from.X + t*(to.X-from.X), Y: from.Y + t*(to.Y-from.Y) + f.w.normal(off)})
	}
	return append(points, to)
}

// strays draws strokes that mean nothing: where the pen slipped, was tried out or fell.
func (f *filling) strays() {
	if !f.odd {
		return
	}
	for range f.poisson(strayMarks) {
		at := paper.Point{X: f.w.between(8, f.page.Width-8), Y: f.w.between(8, f.page.Height-8)}
		long := min(1.5*math.Exp(0.9*math.Abs(f.r.NormFloat64())), 40)
		angle := f.w.between(0, 2*math.Pi)
		to := paper.Point{X: at.X + long*math.Cos(angle), Y: at.Y + long*math.Sin(angle)}
		thinner := *f.w
		thinner.width *= f.w.between(0.5, 1)
		f.c.draw(f.w.pen, f.r, thinner.line(at, to))
	}
	if f.chance(remarks) {
		letters := 3 + f.r.IntN(7)
		f.word(paper.Point{X: f.w.between(10, f.page.Width-40), Y: f.w.between(30, f.page.Height-10)}, 2*float64(letters), letters)
	}
}

// poisson draws a number of things that happen independently, mean on average.
func (f *filling) poisson(mean float64) int {
	n, p := 0, f.r.Float64()
	for limit := math.Exp(-mean); p > limit; n++ {
		p *= f.r.Float64()
	}
	return n
}
