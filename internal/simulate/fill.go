package simulate

import (
	"math/rand/v2"
	"slices"

	"releve/internal/paper"
)

// Hand says how a sheet is filled in.
type Hand string

// The hands.
const (
	Unfilled Hand = "unfilled" // as it was printed
	Clean    Hand = "clean"    // by pen and as the instructions say
	Odd      Hand = "odd"      // by people as they are: see Intent.Odd
	Told     Hand = "told"     // what Spec.Cross and Spec.Write say, by pen and as the instructions say
)

// Intent is what a person meant by a field of a page.
type Intent struct {
	Values  []string // of the boxes that were meant, in their order
	Marked  []bool   // for each box: something was put into it, or a ring around it, on purpose
	Written bool     // something is written there (Write)
	Unclear bool     // nobody but who wrote it can know: a person must look
	Struck  bool     // its line was struck through by hand and means nothing; a person must look at the line
	Odd     []string // what was done otherwise than the instructions ask: circle, dot, dash, black, correction, two, skipped, ditto, overflow, pencil, blackener…
}

// filling is a sheet that is being filled in.
type filling struct {
	c     *canvas
	page  *paper.Page
	r     *rand.Rand
	w     *writer
	odd   bool
	truth []Intent
	last  map[string]int // by question: the box chosen on the line before, as an index
}

// fill fills a page in and says what was meant.
func fill(c *canvas, page *paper.Page, s Spec, r *rand.Rand) []Intent {
	f := &filling{c: c, page: page, r: r, odd: s.Hand == Odd, truth: make([]Intent, len(page.Fields)), last: map[string]int{}}
	for i, field := range page.Fields {
		f.truth[i].Marked = make([]bool, len(field.Boxes))
	}
	f.w = newWriter(r, s.Hand)
	switch s.Hand {
	case Unfilled:
	case Told:
		f.told(s)
	case Clean, Odd:
		f.invent()
	}
	return f.truth
}

// told fills in what it is told.
func (f *filling) told(s Spec) {
	for i := range f.page.Fields {
		for _, n := range s.Cross[i] {
			f.choose(i, n)
		}
		if slices.Contains(s.Write, i) {
			f.write(i)
		}
	}
}

// invent answers like somebody, from the first line on; lines below may stay empty.
func (f *filling) invent() {
	used := f.lines()
	struck := map[int]bool{}
	line := 0
	for i, field := range f.page.Fields {
		if field.Line > line {
			line = field.Line
			f.change(line, used)
			struck[line] = f.odd && line <= used && f.chance(0.01)
		}
		if field.Line <= used {
			f.truth[i].Struck = struck[field.Line]
			f.answer(i)
		}
	}
	f.strike(struck)
	f.strays()
}

// chance says yes in so many cases.
func (f *filling) chance(p float64) bool { return f.r.Float64() < p }

// lines returns how many lines are used: mostly all.
func (f *filling) lines() int {
	first, most := 0, 0
	for _, field := range f.page.Fields {
		if field.Line > 0 && first == 0 {
			first = field.Line
		}
		most = max(most, field.Line)
	}
	if most == 0 || f.chance(0.6) {
		return most
	}
	return first + f.r.IntN(most-first+1)
}

// change hands the pen, or the sheet, to somebody else now and then.
func (f *filling) change(line, used int) {
	if f.odd && line > 1 && line <= used && f.chance(0.02) {
		f.w = newWriter(f.r, Odd)
	}
}

// answer fills in a field.
func (f *filling) answer(i int) {
	field := &f.page.Fields[i]
	switch field.Fill {
	case paper.Write:
		if f.chance(writes(field)) {
			f.write(i)
		}
	case paper.Many:
		for n := range field.Boxes {
			switch {
			case !f.chance(0.2):
			case f.odd && f.chance(strange):
				f.strange(i, n)
			default:
				f.choose(i, n)
			}
		}
		f.oddMany(i)
	case paper.One:
		if f.chance(answers(field)) {
			f.one(i)
		}
	}
}

// writes returns how often something is written into a field.
func writes(field *paper.Field) float64 {
	switch {
	case field.Question == paper.FieldDate:
		return 0.85
	case field.Question == paper.FieldShared:
		return 0.05
	case field.Part == paper.PartText:
		return 0.15
	}
	return 0.35
}

// answers returns how often a field of which one box is crossed is answered.
func answers(field *paper.Field) float64 {
	switch field.Question {
	case paper.FieldVoid:
		return 0.01
	case paper.FieldFollow, paper.FieldSame:
		return 0.05
	}
	if field.Required {
		return 1
	}
	return 0.65
}

// one crosses one box of a field, or does what people do instead.
func (f *filling) one(i int) {
	field := &f.page.Fields[i]
	n := f.r.IntN(len(field.Boxes))
	if f.odd && f.oddOne(i, n) {
		return
	}
	f.choose(i, n)
	f.last[field.Question] = n
}

// choose marks a box that is meant.
func (f *filling) choose(i, n int) {
	w := f.w
	usual := w.usual
	if f.chance(0.12) {
		var light bool
		if usual, light = w.look(f.odd); light {
			pencil := *w
			pencil.pencil = true
			pencil.width, pencil.pen = lightPencil(f.r)
			w = &pencil
		}
	}
	b := f.page.Fields[i].Boxes[n]
	switch {
	case usual == tick && f.odd && f.chance(0.02):
		f.put(i, n, "overflow", w.tick(b, paper.Point{}, w.between(3, 4.5)), w)
	default:
		f.put(i, n, "", w.mark(usual, b), w)
	}
	f.mean(i, n)
	if usual == black {
		f.note(i, "blackener")
	}
	if w.pencil {
		f.note(i, "pencil")
	}
}

// put draws strokes that were made on purpose for a box.
func (f *filling) put(i, n int, what string, strokes []stroke, w *writer) {
	f.c.draw(w.pen, f.r, strokes...)
	f.truth[i].Marked[n] = true
	f.note(i, what)
}

// mean says that a box is meant.
func (f *filling) mean(i, n int) {
	f.truth[i].Values = append(f.truth[i].Values, f.page.Fields[i].Boxes[n].Value)
}

// note keeps what odd thing was done to a field.
func (f *filling) note(i int, what string) {
	if what != "" {
		f.truth[i].Odd = append(f.truth[i].Odd, what)
	}
}

// write writes by hand: figures into a date or a number, words elsewhere.
func (f *filling) write(i int) {
	field := &f.page.Fields[i]
	f.truth[i].Written = true
	switch field.Question {
	case paper.FieldDate:
		f.figures(field.Area, 4)
	case paper.FieldShared:
		f.figures(field.Area, 1)
	default:
		f.sentence(field.Area)
	}
}
