package scan

import (
	"slices"

	"releve/internal/paper"
)

// Doubts: why a person has to look at a field, keys below scan.doubt.
const (
	DoubtFaint     = "faint"     // hardly visible
	DoubtOdd       = "odd"       // not like the marks that are asked for, or not like the others of this hand
	DoubtTwo       = "two"       // two boxes where one is asked for
	DoubtBlank     = "blank"     // nothing where there must be something
	DoubtStray     = "stray"     // a stroke that runs across
	DoubtStruck    = "struck"    // its line is struck through by hand
	DoubtPoor      = "poor"      // the image is too bad
	DoubtWritten   = "written"   // something is written, which a person has to key
	DoubtCancelled = "cancelled" // blackened, and nothing beside it
)

// Judge says what the fields of a page say, from what was measured. boxes is as in Page.Boxes. A cross is a choice, a
// blackened box is cancelled; whatever is neither of them, nor clearly empty, leaves its field to a person.
func Judge(p *paper.Page, boxes []Features, bilevel bool) []Field {
	j := judgement{page: p, hand: handOf(p, boxes, bilevel)}
	at := 0
	for i := range p.Fields {
		n := countOf(&p.Fields[i])
		own := boxes[min(at, len(boxes)):min(at+n, len(boxes))]
		j.verdicts = append(j.verdicts, j.boxes(&p.Fields[i], own))
		outshine(&p.Fields[i], own, j.verdicts[i])
		at += n
	}
	j.lines()
	j.strokes(boxes)
	out := make([]Field, len(p.Fields))
	for i := range p.Fields {
		out[i] = j.field(i)
	}
	j.forgive(out)
	return out
}

// countOf returns how many features a field has.
func countOf(f *paper.Field) int {
	if f.Fill == paper.Write {
		return 1
	}
	return len(f.Boxes)
}

// judgement is what is known of a page while it is judged.
type judgement struct {
	page     *paper.Page
	hand     hand
	verdicts [][]verdict // of the boxes of each field
	used     []bool      // by line: a box is surely marked on it
	struck   []bool      // by line: a stroke runs through it
	same     []bool      // by line: it goes on with the sheet of the line above
	lone     []bool      // by line: hardly anything of what must be there is
}

// verdict says what stands in a box and, where that is not sure, why not.
type verdict struct {
	state State
	doubt string
}

// sure tells whether there is a mark for sure, be it one that cancels.
func (v verdict) sure() bool { return v.state == Crossed || v.state == Blackened }

// boxes judges each box of a field by itself.
func (j *judgement) boxes(f *paper.Field, boxes []Features) []verdict {
	out := make([]verdict, countOf(f))
	for i := range out {
		switch {
		case i >= len(boxes):
			out[i] = verdict{Unsure, DoubtPoor}
		case f.Fill == paper.Write:
			out[i] = j.hand.written(boxes[i])
		default:
			out[i] = j.hand.box(f, boxes[i])
		}
	}
	return out
}

// speckSize is how much of the width and the height of a box a speck spans at most.
const speckSize = 0.6

// outshine takes a speck for nothing beside a plain cross, where one box is asked for: who reads the sheet would not ask.
func outshine(f *paper.Field, boxes []Features, verdicts []verdict) {
	if f.Fill != paper.One || len(boxes) < len(verdicts) {
		return
	}
	crossed, specks := 0, 0
	for i, v := range verdicts {
		switch {
		case v.state == Crossed && boxes[i].Frac < paleFull && boxes[i].Solid >= paleMark:
			crossed++
		case v.state == Unsure && speck(boxes[i]):
			specks++
		case v.state != Empty:
			return
		}
	}
	if crossed != 1 || specks == 0 {
		return
	}
	for i := range verdicts {
		if verdicts[i].state == Unsure {
			verdicts[i] = verdict{Empty, ""}
		}
	}
}

// speck tells whether no more may be in a box than where a pen came down by chance.
func speck(b Features) bool {
	return b.Edge > 0 && b.Frac < plainFrac && b.Wide < speckSize && b.High < speckSize
}

// written tells whether something is written on a place: a single speck of a square millimetre is no writing.
func (h *hand) written(b Features) verdict {
	switch {
	case b.Edge == 0:
		return verdict{Unsure, DoubtPoor}
	case b.Cells >= leastWritten, h.bilevel && b.Frac >= leastDots:
		return verdict{Crossed, DoubtWritten}
	}
	return verdict{Empty, ""}
}

// So many square millimetres hold ink together where something is written; in black and white, where thin writing falls to
// pieces, such a share of the place is enough.
const (
	leastWritten = 2
	leastDots    = 0.012
)

// lines notes what is on each line: any mark, and what says that it belongs to the line above.
func (j *judgement) lines() {
	most := 0
	for _, f := range j.page.Fields {
		most = max(most, f.Line)
	}
	j.used, j.struck, j.same, j.lone = make([]bool, most+1), make([]bool, most+1), make([]bool, most+1), make([]bool, most+1)
	must, there, marks := make([]int, most+1), make([]int, most+1), make([]int, most+1)
	for i, f := range j.page.Fields {
		some := slices.ContainsFunc(j.verdicts[i], func(v verdict) bool { return v.state != Empty })
		j.used[f.Line] = j.used[f.Line] || f.Fill != paper.Write && slices.ContainsFunc(j.verdicts[i], verdict.sure)
		if some {
			marks[f.Line]++
		}
		if demanded(&f) {
			must[f.Line]++
			if some {
				there[f.Line]++
			}
		}
		if f.Question == paper.FieldSame && some && j.verdicts[i][0].state == Crossed {
			j.same[f.Line] = true
		}
	}
	for line := 1; line <= most; line++ {
		j.lone[line] = marks[line] == 1 && must[line] > 1 && there[line] <= 1
	}
}

// missing tells whether a field must be filled in. What is asked once for a sheet stays blank on its further lines, and the
// layout does not say which fields those are: there, whoever makes the sheet sees what it lacks. So they do where no mark of a
// line is sure: a person says first whether it is one at all.
func (j *judgement) missing(f *paper.Field) bool {
	return f.Required && (f.Line == 0 || j.used[f.Line] && !j.same[f.Line])
}

// strokes notes the lines that are struck through by hand: something like a level stroke in so many boxes of different
// fields that nobody puts there one by one.
func (j *judgement) strokes(boxes []Features) {
	crossed := make([]int, len(j.struck))
	at := 0
	for i := range j.page.Fields {
		f := &j.page.Fields[i]
		n := countOf(f)
		through := 0
		for k := at; k < at+n && k < len(boxes) && f.Fill != paper.Write; k++ {
			if across(boxes[k]) {
				through++
			}
		}
		if through >= 2 || through == 1 && n == 1 {
			crossed[f.Line]++
		}
		at += n
	}
	for line, n := range crossed {
		j.struck[line] = line > 0 && n >= 2
	}
}

// A stroke through a box is as wide as the box; it is flat and leaves most of the box free, or it is seen around it too.
const (
	strokeWide = 0.9
	strokeFrac = 0.32
)

// across tells whether something like a level stroke runs through a box.
func across(b Features) bool {
	return b.Wide > strokeWide && (b.Frac < strokeFrac && b.High < flatHigh || b.Ring > markRing)
}

// field says how a field is read.
func (j *judgement) field(i int) Field {
	f := &j.page.Fields[i]
	out := Field{}
	var crossed, blackened int
	for n, v := range j.verdicts[i] {
		out.States = append(out.States, v.state)
		out.doubt(v.doubt)
		if v.state == Blackened {
			blackened++
		}
		if v.state == Crossed && f.Fill != paper.Write {
			crossed++
			out.Values = append(out.Values, f.Boxes[n].Value)
		}
	}
	switch {
	case j.hand.poor:
		out.doubt(DoubtPoor)
	case j.struck[f.Line]:
		out.doubt(DoubtStruck)
		if f.Question == paper.FieldVoid {
			out.States, out.Values = []State{Unsure}, nil // whoever struck the line meant what this box is for
		}
	case f.Fill != paper.Write:
		out.doubt(j.between(f, crossed, blackened))
		if crossed == 0 && j.missing(f) && len(out.Doubts) == 0 {
			out.doubt(DoubtBlank)
		}
	}
	return out
}

// between returns the doubt that comes from what stands in other boxes, "" for none. One cross beside one blackened box is
// a correction.
func (j *judgement) between(f *paper.Field, crossed, blackened int) string {
	switch {
	case f.Fill == paper.One && crossed > 1:
		return DoubtTwo
	case blackened > 0 && (f.Fill != paper.One || crossed != 1 || blackened != 1):
		return DoubtCancelled
	case crossed > 0 && j.lone[f.Line]:
		return DoubtStray
	}
	return ""
}

// doubt adds a doubt, once.
func (f *Field) doubt(d string) {
	if d != "" && !slices.Contains(f.Doubts, d) {
		f.Doubts = append(f.Doubts, d)
	}
}

// forgive takes the doubts from the lines that are surely cancelled: nothing of them is used.
func (j *judgement) forgive(fields []Field) {
	for i, f := range j.page.Fields {
		if f.Question != paper.FieldVoid || len(fields[i].Doubts) > 0 || len(fields[i].Values) == 0 {
			continue
		}
		for k := range fields {
			if j.page.Fields[k].Line == f.Line {
				fields[k].Doubts = nil
			}
		}
	}
}
