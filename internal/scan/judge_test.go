package scan

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"releve/internal/paper"
)

// What is measured of some marks, in grey at 200 dpi.
func nothing() Features { return Features{Edge: 0.55} }

func crossMark() Features {
	return Features{Frac: 0.45, Solid: 0.30, Ink: 0.26, Wide: 1, High: 1, Cells: 8, Edge: 0.53}
}

func slashMark() Features {
	return Features{Frac: 0.22, Solid: 0.12, Ink: 0.13, Wide: 1, High: 1, Cells: 5, Sides: 2, Ring: 0.03, Edge: 0.53}
}

func tickMark() Features {
	return Features{Frac: 0.26, Solid: 0.15, Ink: 0.15, Wide: 0.9, High: 0.6, Cells: 5, Sides: 1, Ring: 0.04, Edge: 0.53}
}

func blackMark() Features {
	return Features{Frac: 1, Solid: 0.97, Ink: 0.9, Wide: 1, High: 1, Cells: 9, Edge: 0.45}
}

// with returns features that differ in one thing.
func with(f Features, change func(*Features)) Features {
	change(&f)
	return f
}

// oneField is a page with one field of three boxes.
func oneField(fill paper.Answering, required bool) *paper.Page {
	f := paper.Field{Question: "q", Fill: fill, Required: required}
	for i := range 3 {
		f.Boxes = append(f.Boxes, paper.Box{Side: 4.5, Value: strconv.Itoa(i + 1), At: paper.Point{X: 20 + 10*float64(i), Y: 50}})
	}
	return &paper.Page{Fields: []paper.Field{f}}
}

// beside adds a field of plain crosses to a page, so that there is a hand to compare with.
func beside(p *paper.Page, boxes []Features) (*paper.Page, []Features) {
	f := paper.Field{Question: "other", Fill: paper.Many}
	for range 9 {
		f.Boxes = append(f.Boxes, paper.Box{Side: 4.5, Value: "x"})
		boxes = append(boxes, crossMark())
	}
	p.Fields = append(p.Fields, f)
	return p, boxes
}

// says writes a field as a line: states, values, doubts.
func says(f Field) string {
	var states []string
	for _, s := range f.States {
		states = append(states, string(s)[:1])
	}
	return strings.TrimSpace(strings.Join(states, "") + " " + strings.Join(f.Values, ",") + " " + strings.Join(f.Doubts, ","))
}

func TestJudgeOneField(t *testing.T) {
	e, x := nothing(), crossMark()
	circled := with(e, func(f *Features) { f.Ring, f.Sides = 0.45, 4 })
	neighbour := with(e, func(f *Features) { f.Ring, f.Sides = 0.06, 2 })
	dot := with(e, func(f *Features) { f.Frac, f.Ink, f.Solid, f.Wide, f.High, f.Cells = 0.11, 0.06, 0.05, 0.3, 0.3, 3 })
	dash := with(e, func(f *Features) { f.Frac, f.Ink, f.Solid, f.Wide, f.High, f.Cells = 0.16, 0.09, 0.07, 0.8, 0.3, 3 })
	stroke := with(slashMark(), func(f *Features) { f.High, f.Wide = 0.3, 1 })
	ditto := with(slashMark(), func(f *Features) { f.High, f.Wide, f.Sides = 0.7, 0.6, 0 })
	pencil := with(e, func(f *Features) { f.Ink = 0.03 })
	thin := with(slashMark(), func(f *Features) { f.Frac, f.Ink = 0.05, 0.03 })
	stain := with(slashMark(), func(f *Features) { f.Solid = 0 })
	shadow := with(crossMark(), func(f *Features) { f.Ring = 0.4 })
	full := with(blackMark(), func(f *Features) { f.Solid, f.Ink = 0.3, 0.45 })
	scribbled := with(crossMark(), func(f *Features) { f.Frac, f.Solid, f.Ink = 0.75, 0.6, 0.5 })
	lost := with(e, func(f *Features) { f.Edge = 0 })
	light := with(tickMark(), func(f *Features) { f.Ink, f.Thick = 0.10, 0.45 })
	flat := with(tickMark(), func(f *Features) { f.Wide, f.High, f.Thick = 1, 0.45, 0.40 })
	straight := with(flat, func(f *Features) { f.Thick = 0.20 })
	soft := with(crossMark(), func(f *Features) { f.Solid, f.Thick = 0.01, 0.8 })
	spilt := with(soft, func(f *Features) { f.Ring = 0.1 })
	filled := with(soft, func(f *Features) { f.Frac = 0.7 })
	speck := with(e, func(f *Features) { f.Frac, f.Ink, f.Wide, f.High = 0.05, 0.02, 0.4, 0.3 })
	through := with(slashMark(), func(f *Features) { f.Ink, f.Ring, f.Sides = 0.2, 0.09, 3 })
	short := with(slashMark(), func(f *Features) { f.Ink, f.Wide, f.High = 0.2, 0.6, 0.6 })
	point := with(e, func(f *Features) { f.Frac, f.Ink, f.Solid, f.Wide, f.High = 0.025, 0.008, 0.006, 0.2, 0.2 })
	dust := with(point, func(f *Features) { f.Solid = 0.001 })
	long := with(speck, func(f *Features) { f.Wide = 0.7 })
	for _, tt := range []struct {
		name     string
		fill     paper.Answering
		required bool
		boxes    [3]Features
		want     string
	}{
		{"a cross", paper.One, true, [3]Features{e, x, e}, "ece 2"},
		{"a tick", paper.One, true, [3]Features{e, tickMark(), e}, "ece 2"},
		{"a slash that must be", paper.One, true, [3]Features{e, e, slashMark()}, "eec 3"},
		{"a slash among crosses that need not be", paper.One, false, [3]Features{e, e, slashMark()}, "eeu odd"},
		{"a dense scribble", paper.One, true, [3]Features{scribbled, e, e}, "cee 1"},
		{"nothing that must be", paper.One, true, [3]Features{e, e, e}, "eee  blank"},
		{"nothing that need not be", paper.One, false, [3]Features{e, e, e}, "eee"},
		{"two", paper.One, true, [3]Features{x, e, x}, "cec 1,3 two"},
		{"corrected", paper.One, true, [3]Features{blackMark(), e, x}, "bec 3"},
		{"corrected twice", paper.One, true, [3]Features{blackMark(), blackMark(), x}, "bbc 3 cancelled"},
		{"blackened only", paper.One, true, [3]Features{blackMark(), e, e}, "bee  cancelled"},
		{"blackened, pale", paper.One, true, [3]Features{full, e, e}, "uee  odd"},
		{"circled", paper.One, false, [3]Features{e, circled, e}, "eue  odd"},
		{"a neighbour's tick", paper.One, true, [3]Features{neighbour, x, e}, "ece 2"},
		{"a dot", paper.One, true, [3]Features{dot, e, e}, "uee  odd"},
		{"a dash", paper.One, true, [3]Features{dash, e, e}, "uee  odd"},
		{"as above", paper.One, true, [3]Features{ditto, e, e}, "uee  odd"},
		{"a stroke across", paper.One, true, [3]Features{e, x, stroke}, "ecu 2 stray"},
		{"a pencil", paper.One, true, [3]Features{e, pencil, e}, "eue  faint"},
		{"hardly there", paper.Many, false, [3]Features{e, thin, x}, "euc 3 faint"},
		{"a stain", paper.One, true, [3]Features{e, stain, e}, "eue  faint"},
		{"the edge of a shadow", paper.One, true, [3]Features{e, shadow, e}, "eue  odd"},
		{"a light tick that need not be", paper.One, false, [3]Features{e, light, e}, "ece 2"},
		{"a flat tick", paper.One, false, [3]Features{e, flat, e}, "ece 2"},
		{"a flat stroke", paper.One, false, [3]Features{e, straight, e}, "eue  stray"},
		{"a pencil that is no stain", paper.One, true, [3]Features{e, soft, e}, "ece 2"},
		{"a stain like a cross", paper.One, true, [3]Features{e, spilt, e}, "eue  faint"},
		{"a pencil that may cancel", paper.One, true, [3]Features{e, filled, e}, "eue  faint"},
		{"a stroke that passes through", paper.One, false, [3]Features{e, through, e}, "eue  odd"},
		{"a stroke that passes through where one must be", paper.One, true, [3]Features{e, through, e}, "ece 2"},
		{"a short stroke", paper.One, true, [3]Features{e, short, e}, "eue  odd"},
		{"a small dark dot", paper.Many, false, [3]Features{e, point, e}, "eue  faint"},
		{"dust", paper.Many, false, [3]Features{e, dust, e}, "eee"},
		{"a speck", paper.One, true, [3]Features{e, speck, e}, "eue  faint"},
		{"a speck beside a cross", paper.One, true, [3]Features{e, speck, x}, "eec 3"},
		{"more than a speck beside a cross", paper.One, true, [3]Features{e, long, x}, "euc 3 faint"},
		{"a speck beside a pencil", paper.One, true, [3]Features{e, speck, soft}, "euc 3 faint"},
		{"a speck beside a blackened box", paper.One, true, [3]Features{blackMark(), speck, x}, "buc 3 faint"},
		{"a speck where many may be", paper.Many, false, [3]Features{e, speck, x}, "euc 3 faint"},
		{"a box that was not found", paper.One, true, [3]Features{x, e, lost}, "ceu 1 poor"},
		{"many", paper.Many, false, [3]Features{x, e, x}, "cec 1,3"},
		{"many, one blackened", paper.Many, false, [3]Features{x, blackMark(), e}, "cbe 1 cancelled"},
		{"many that must be", paper.Many, true, [3]Features{e, e, e}, "eee  blank"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, boxes := beside(oneField(tt.fill, tt.required), tt.boxes[:])
			if got := says(Judge(p, boxes, false)[0]); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(tt.want), " ") {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// tallyLine is a line of four fields: two that must be, a place to write on, the box that cancels the line.
func tallyLine(line int) []paper.Field {
	box := func(value string) paper.Box { return paper.Box{Side: 4.2, Value: value} }
	return []paper.Field{
		{Line: line, Question: "a", Fill: paper.One, Required: true, Boxes: []paper.Box{box("1"), box("2")}},
		{Line: line, Question: "b", Fill: paper.One, Required: true, Boxes: []paper.Box{box("1"), box("2")}},
		{Line: line, Question: paper.FieldDate, Fill: paper.Write},
		{Line: line, Question: paper.FieldVoid, Fill: paper.One, Boxes: []paper.Box{box("void")}},
	}
}

func TestJudgeLines(t *testing.T) {
	e, x, o := nothing(), crossMark(), Features{Edge: 1}
	written := Features{Cells: 7, Frac: 0.1, Edge: 1}
	speck := Features{Cells: 1, Frac: 0.01, Edge: 1}
	stroke := with(slashMark(), func(f *Features) { f.High, f.Wide = 0.3, 1 })
	slash := with(slashMark(), func(f *Features) { f.Ink = 0.2 })
	tick := with(slash, func(f *Features) { f.Cells, f.Thick = 4, 0.4 })
	for _, tt := range []struct {
		name  string
		boxes []Features // a, b, date, void
		want  string
	}{
		{"full", []Features{x, e, e, x, written, e}, "ce 1|ec 2|c  written|e"},
		{"not used", []Features{e, e, e, e, o, e}, "ee|ee|e|e"},
		{"not used, a speck", []Features{e, e, e, e, speck, e}, "ee|ee|e|e"},
		{"only a date", []Features{e, e, e, e, written, e}, "ee|ee|c  written|e"},
		{"one of two", []Features{x, e, e, e, written, e}, "ce 1|ee  blank|c  written|e"},
		{"one stroke and nothing else", []Features{x, e, e, e, o, e}, "ce 1 stray|ee  blank|e|e"},
		{"cancelled", []Features{x, x, e, e, written, x}, "cc 1,2|ee|c|c void"},
		{"cancelled by a stroke", []Features{x, x, e, e, o, slash}, "cc 1,2 two|ee  blank|e|u  odd"},
		{"cancelled by a tick", []Features{x, x, e, e, o, tick}, "cc 1,2|ee|e|c void"},
		{"struck through", []Features{stroke, stroke, stroke, stroke, o, stroke}, "uu  stray,struck|uu  stray,struck|e  struck|u  stray,struck"},
		{"struck through, not as far as its end", []Features{stroke, stroke, stroke, stroke, o, e}, "uu  stray,struck|uu  stray,struck|e  struck|u  struck"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, boxes := beside(&paper.Page{Fields: tallyLine(1)}, slices.Clone(tt.boxes))
			var got []string
			for _, f := range Judge(p, boxes, false)[:4] {
				got = append(got, strings.Join(strings.Fields(says(f)), " "))
			}
			if want := strings.Join(strings.Fields(strings.ReplaceAll(tt.want, "|", " | ")), " "); strings.Join(got, " | ") != want {
				t.Errorf("%q, want %q", strings.Join(got, " | "), want)
			}
		})
	}
}

func TestJudgeSameSheet(t *testing.T) {
	p := &paper.Page{Fields: append(tallyLine(1), paper.Field{Line: 1, Question: paper.FieldSame, Fill: paper.One, Boxes: []paper.Box{{Value: "same"}}})}
	e, x := nothing(), crossMark()
	p, boxes := beside(p, []Features{x, e, e, e, {Edge: 1}, e, x})
	if got := Judge(p, boxes, false); len(got[1].Doubts) > 0 || len(got[4].Values) != 1 {
		t.Errorf("%v", got)
	}
}

// TestJudgeHands tells how whole pages are judged.
func TestJudgeHands(t *testing.T) {
	e := nothing()
	black := blackMark()
	lighter := with(black, func(f *Features) { f.Solid = 0.78 })
	for _, tt := range []struct {
		name    string
		bilevel bool
		mark    func(i int) Features // of the first box of field i of ten
		want    string               // of all fields that are not listed in but
		but     map[int]string
	}{
		{"who blackens", false, func(int) Features { return black }, "ce 1", nil},
		{"who blackens, lighter", false, func(i int) Features {
			if i == 3 {
				return with(black, func(f *Features) { f.Solid = 0.99 })
			}
			return lighter
		}, "ce 1", map[int]string{3: "ue cancelled"}},
		{"who crosses, and blackens a little", false, func(i int) Features {
			if i < 4 {
				return black
			}
			return crossMark()
		}, "ce 1", map[int]string{0: "be cancelled", 1: "be cancelled", 2: "be cancelled", 3: "be cancelled"}},
		{"outlines hardly there", false, func(int) Features { return with(crossMark(), func(f *Features) { f.Edge = 0.1 }) }, "ce 1 poor", nil},
		{"a pencil in black and white", true, func(i int) Features {
			if i < 7 {
				return with(e, func(f *Features) { f.Frac, f.Ink = 0.02, 0.02 })
			}
			return crossMark()
		}, "ce 1 poor", map[int]string{0: "ue faint,poor", 1: "ue faint,poor", 2: "ue faint,poor", 3: "ue faint,poor", 4: "ue faint,poor", 5: "ue faint,poor", 6: "ue faint,poor"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &paper.Page{}
			var boxes []Features
			for i := range 10 {
				p.Fields = append(p.Fields, paper.Field{Fill: paper.One, Required: true, Boxes: []paper.Box{{Value: "1"}, {Value: "2"}}})
				first := tt.mark(i)
				boxes = append(boxes, first, with(e, func(f *Features) { f.Edge = first.Edge }))
			}
			for i, f := range Judge(p, boxes, tt.bilevel) {
				want := tt.want
				if other, is := tt.but[i]; is {
					want = other
				}
				if got := strings.Join(strings.Fields(says(f)), " "); got != want {
					t.Errorf("field %d: %q, want %q", i, got, want)
				}
			}
		})
	}
}

func TestJudgeTakesShortLists(t *testing.T) {
	p := &paper.Page{Fields: tallyLine(3)}
	for n := range 7 {
		for _, f := range Judge(p, make([]Features, n), false) {
			if len(f.States) == 0 {
				t.Errorf("%d features: %v", n, f)
			}
		}
	}
}
