package simulate

import (
	"strconv"

	"releve/internal/paper"
)

// Sizes of the pages, millimetres; as internal/paper prints them.
const (
	width, height = 210, 297
	inset         = 12 // of a mark's centre from both edges
	mark          = 6
	slipBox       = 4.5
	tallyBox      = 4.2
	tallyLines    = 20
)

// Layouts returns the layouts that were made by hand: Slip and Tally.
func Layouts() []*paper.Layout { return []*paper.Layout{Slip(), Tally()} }

// group is a question as it is put on a page.
type group struct {
	question string
	fill     paper.Answering
	required bool
	boxes    int
}

// Slip returns a sheet of 60 boxes of 4.5 mm in eight questions and the box that goes on with a procedure, with a place to
// write the name of an institution and one for a comment.
func Slip() *paper.Layout {
	page := blankPage()
	y := 44.0
	groups := []group{
		{"institution", paper.One, true, 14},
		{"act", paper.One, true, 8},
		{"minutes", paper.One, true, 8},
		{"outcome", paper.One, true, 4},
		{"reasons", paper.Many, false, 10},
		{"way", paper.One, false, 6},
		{"profile", paper.One, false, 5},
		{"region", paper.One, false, 4},
		{paper.FieldFollow, paper.One, false, 1},
	}
	for _, g := range groups {
		f, below := slipField(g, y)
		page.Fields = append(page.Fields, f)
		if g.question == "institution" {
			area := paper.Rect{X: 113, Y: below - 9, W: 80, H: 8}
			page.Fields = append(page.Fields, paper.Field{Question: g.question, Part: paper.PartText, Fill: paper.Write, Area: area})
		}
		y = below + 5.5
	}
	area := paper.Rect{X: 20, Y: y + 1, W: 170, H: 270 - y}
	page.Fields = append(page.Fields, paper.Field{Question: "comment", Fill: paper.Write, Area: area})
	return layout("S1MSAP", paper.Slip, page)
}

// slipField puts a question into four columns from a height on, and says where it ends.
func slipField(g group, top float64) (paper.Field, float64) {
	const columns, across, down = 4, 43, 7.6
	f := paper.Field{Question: g.question, Fill: g.fill, Required: g.required}
	for i := range g.boxes {
		at := paper.Point{X: 20 + across*float64(i%columns), Y: top + down*float64(i/columns)}
		f.Boxes = append(f.Boxes, box(g.question, i, at, slipBox))
	}
	rows := float64((g.boxes + columns - 1) / columns)
	f.Area = paper.Rect{X: 16, Y: top - down/2, W: 178, H: rows * down}
	return f, top + rows*down
}

// Tally returns a sheet of 20 lines of 22 boxes of 4.2 mm, 440 in all, with places for a date and a number on each.
func Tally() *paper.Layout {
	page := blankPage()
	for line := 1; line <= tallyLines; line++ {
		page.Fields = append(page.Fields, tallyLine(line, 62+10.4*float64(line-1))...)
	}
	return layout("S1MTAY", paper.Tally, page)
}

// tallyLine puts the fields of a line at a height.
func tallyLine(line int, y float64) []paper.Field {
	const pitch, gap, rowHeight = 5.6, 1.6, 10.4
	fields := []paper.Field{{Line: line, Question: paper.FieldDate, Fill: paper.Write, Area: paper.Rect{X: 21, Y: y - 3.4, W: 15, H: 6.8}}}
	groups := []group{
		{"institution", paper.One, true, 9},
		{"minutes", paper.One, true, 5},
		{"outcome", paper.One, true, 3},
		{"reasons", paper.Many, false, 3},
		{paper.FieldFollow, paper.One, false, 1},
	}
	x := 42.0
	for _, g := range groups {
		f := paper.Field{Line: line, Question: g.question, Fill: g.fill, Required: g.required}
		for i := range g.boxes {
			f.Boxes = append(f.Boxes, box(g.question, i, paper.Point{X: x, Y: y}, tallyBox))
			x += pitch
		}
		f.Area = paper.Rect{X: f.Boxes[0].At.X - pitch/2, Y: y - rowHeight/2, W: pitch * float64(g.boxes), H: rowHeight}
		fields = append(fields, f)
		x += gap
	}
	shared := paper.Field{Line: line, Question: paper.FieldShared, Fill: paper.Write, Area: paper.Rect{X: 170, Y: y - 3.4, W: 9, H: 6.8}}
	void := paper.Field{Line: line, Question: paper.FieldVoid, Fill: paper.One, Area: paper.Rect{X: 183, Y: y - 5, W: 10, H: 10}}
	void.Boxes = []paper.Box{box(paper.FieldVoid, 0, paper.Point{X: 188, Y: y}, tallyBox)}
	return append(fields, shared, void)
}

// box makes the box of a question's choice.
func box(question string, i int, at paper.Point, side float64) paper.Box {
	b := paper.Box{At: at, Side: side, Key: paper.Key(i), Value: question + "." + strconv.Itoa(i+1)}
	switch question {
	case paper.FieldFollow:
		b.Key, b.Value = "", "unknown"
	case paper.FieldVoid:
		b.Key, b.Value = "", "void"
	}
	return b
}

// blankPage returns an A4 page with its marks and code.
func blankPage() paper.Page {
	return paper.Page{
		Width: width, Height: height, Mark: mark,
		Marks: [4]paper.Point{{X: inset, Y: inset}, {X: width - inset, Y: inset}, {X: width - inset, Y: height - inset}, {X: inset, Y: height - inset}},
		Code:  paper.Rect{X: 168, Y: 12, W: 20, H: 20},
	}
}

func layout(number string, kind paper.Kind, pages ...paper.Page) *paper.Layout {
	l := &paper.Layout{Number: number, Campaign: "essai", Form: "essai", Version: 1, Kind: kind, Pages: pages}
	l.Languages = append(l.Languages, "fr")
	return l
}
