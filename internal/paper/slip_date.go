package paper

import (
	"strconv"

	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
)

// Measures of the boxes of a date.
const (
	numberPitch = 6.2
	numberRow   = 9.7 // height of boxes with numbers above them
	monthLeft   = slipLeft + 16*numberPitch + 4.5
	followLeft  = monthLeft + 6*numberPitch + 4.5
)

// date draws the boxes of the day and the month, and the one that says that the procedure was noted before.
func (k *composer) date() block {
	title := func(tags []locale.Tag, key string, width float64) setting {
		return k.questionStyle(tags).set(k.message(tags, key, nil), width)
	}
	height := headAir + most(func(tags []locale.Tag) float64 {
		return max(title(tags, "paper.day", 90).height(), title(tags, "paper.month", 36).height())
	})
	day, month := title(k.job.Languages, "paper.day", 90), title(k.job.Languages, "paper.month", 36)
	return block{height: height + 2*numberRow, draw: func(float64) {
		c, y := k.now, k.y+height
		top := y - headAir/3 - max(day.height(), month.height())
		c.within("", "", "", func() { c.line(slipLeft, top-headAir/2, slipRight, top-headAir/2) })
		c.place(day, pdf.H2, slipLeft, y-headAir/3-day.height())
		k.numbers(FieldDay, 31, 16, Point{slipLeft, y})
		c.place(month, pdf.H2, monthLeft, y-headAir/3-month.height())
		k.numbers(FieldMonth, 12, 6, Point{monthLeft, y})
		k.follows(Point{followLeft, y + numberRow})
	}}
}

// numbers draws boxes in rows, each with its number above it.
func (k *composer) numbers(field string, count, inRow int, at Point) {
	rows := float64((count + inRow - 1) / inRow)
	f := Field{Question: field, Fill: One, Area: Rect{at.X - 1, at.Y, float64(inRow)*numberPitch + 1, rows * numberRow}}
	c, face := k.now, pdf.Face{Size: pointsMin, Gray: 0.25}
	for i := range count {
		n := strconv.Itoa(i + 1)
		middle := Point{
			at.X + slipBox/2 + float64(i%inRow)*numberPitch,
			at.Y + float64(i/inRow+1)*numberRow - ring - slipBox/2,
		}
		c.within("", "", "", func() {
			c.write(middle.X-pdf.Width(face, n)/2, frameOf(middle, slipBox).Y-ring-0.05*face.Size*mm, face, n)
			c.box(middle, slipBox)
		})
		f.Boxes = append(f.Boxes, Box{At: middle, Side: slipBox, Value: n})
	}
	k.add(f)
}

// follows draws the box of a slip that goes on with a procedure that was noted before.
func (k *composer) follows(at Point) {
	middle := Point{at.X + slipBox/2, at.Y}
	set := style{sizes: sizes(8, pointsMin), most: 4}.set(k.following(k.job.Languages), slipRight-at.X-labelAt)
	k.now.within("", "", "", func() { k.now.box(middle, slipBox) })
	k.now.place(set, pdf.Paragraph, at.X+labelAt, middle.Y-set.height()/2)
	k.add(Field{
		Question: FieldFollow, Fill: One, Boxes: []Box{{At: middle, Side: slipBox, Value: "unknown"}},
		Area: Rect{at.X - 2, at.Y - numberRow, slipRight - at.X + 3, 2 * numberRow},
	})
}

// following says that a sheet goes on with one that was noted before.
func (k *composer) following(tags []locale.Tag) []phrase {
	return k.said(tags, func(p *locale.Printer) string {
		return p.Text("paper.follows", problem.Args{"noun": noun(k.form.SheetNoun, p.Tag())})
	})
}
