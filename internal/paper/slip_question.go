package paper

import (
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/pdf"
)

// Kinds of question that are written by hand.
const (
	kindLong    = "longtext"
	kindText    = "text"
	kindInteger = "integer"
	kindDate    = "date"
)

// Styles of a slip.
func (k *composer) questionStyle(tags []locale.Tag) style {
	return style{sizes: k.larger(tags, 10, 8.5), bold: true, most: 2, join: true}
}

func (k *composer) hintStyle(tags []locale.Tag) style {
	return style{sizes: k.larger(tags, 7.5, pointsMin), gray: 0.3, most: 4, join: true}
}

// setOption sets the label of a box: one line, or two in smaller type, or the short label; two languages take a line each.
func setOption(phrases []phrase, width float64) setting {
	if len(phrases) > 1 {
		return style{sizes: sizes(8, pointsMin), most: 1}.set(phrases, width)
	}
	if one := (style{sizes: sizes(9, 8.5), most: 1}); one.fits(phrases, width) {
		return one.set(phrases, width)
	}
	if two := (style{sizes: []float64{pointsMin}, most: 2}); two.fits(phrases, width) || len(phrases) == 0 || phrases[0].shortened == "" {
		return two.set(phrases, width)
	}
	return setOption([]phrase{{tag: phrases[0].tag, text: phrases[0].shortened}}, width)
}

// question composes a question on a slip; line is that of its row, 0 outside of a repeat. It says false for a repeat, whose
// questions come later.
func (k *composer) question(q *form.Question, line int) (block, bool) {
	head := k.heading(q)
	if col, ok := columnOf(k.cols, q); ok {
		g := k.grid(col)
		draw := func(float64) { k.options(col, g, line, head.draw(k.now, k.y)) }
		return block{height: head.height + g.height(), draw: draw}, true
	}
	if q.Answerable() {
		b := block{height: head.height + writeHeight(q), grows: q.Kind.Name() == kindLong}
		b.draw = func(more float64) { k.blank(q, line, head.draw(k.now, k.y), more) }
		return b, true
	}
	return block{height: head.height, draw: func(float64) { head.draw(k.now, k.y) }}, !q.IsRepeat()
}

// heading is the words above the boxes of a question, at the bottom of the height that they take in any language.
type heading struct {
	title, aside, hint setting
	height             float64
}

// Measures of a heading.
const (
	headAir    = 2.4  // white above and below its words
	asideWidth = 36.0 // of what stands at its right end
)

// heading sets the words above a question's boxes.
func (k *composer) heading(q *form.Question) heading {
	set := func(tags []locale.Tag) heading {
		h, width := heading{}, slipWidth
		if q.Answerable() && !q.Required {
			small := style{sizes: sizes(8, pointsMin), gray: 0.3, most: 1, join: true}
			h.aside = small.set(k.message(tags, "paper.optional", nil), asideWidth)
			width -= asideWidth + 1
		}
		words := k.labels(tags, func(tag locale.Tag) (string, string) { return q.Label.In(tag), q.Short.In(tag) })
		h.title = k.questionStyle(tags).set(words, width)
		h.hint = k.hintStyle(tags).set(k.said(tags, func(p *locale.Printer) string { return k.hint(q, p) }), slipWidth)
		return h
	}
	h := set(k.job.Languages)
	h.height = headAir + most(func(tags []locale.Tag) float64 { return set(tags).words() })
	return h
}

// words returns how high the words of a heading are.
func (h heading) words() float64 { return max(h.title.height(), h.aside.height()) + h.hint.height() }

// draw draws a heading from a height on, and returns where it ends.
func (h heading) draw(c *canvas, y float64) float64 {
	y += h.height
	top := y - headAir/3 - h.words()
	c.within("", "", "", func() { c.line(slipLeft, top-headAir/2, slipRight, top-headAir/2) })
	c.place(h.title, pdf.H2, slipLeft, top)
	c.right(h.aside, pdf.Paragraph, slipRight, top+0.5)
	c.place(h.hint, pdf.Paragraph, slipLeft, y-headAir/3-h.hint.height())
	return y
}

// hint returns what stands below the words of a question.
func (k *composer) hint(q *form.Question, p *locale.Printer) string {
	var all []string
	for _, only := range k.only([]locale.Tag{p.Tag()}, q) {
		all = append(all, only.text)
	}
	if hint := q.Hint.In(p.Tag()); hint != "" {
		all = append(all, hint)
	} else if answering(q) == Many {
		all = append(all, p.Text("paper.several", nil))
	}
	if q.Bands != nil {
		all = append(all, q.Bands.Rule.In(p.Tag()))
	}
	switch q.Kind.Name() {
	case kindText, kindLong:
		all = append(all, p.Text("paper.nameless", nil))
	case kindDate:
		all = append(all, p.Text("paper.date.form", nil))
	}
	return strings.TrimSpace(strings.Join(all, " "))
}

// grid is how the boxes of a question stand on a slip.
type grid struct {
	columns, rows int
	cell, pitch   float64
	key           float64 // room for a key
	other         string  // the choice beside which is a line to write on; "" for none
}

func (g grid) height() float64 { return float64(g.rows) * g.pitch }

// room returns how wide a label may be.
func (g grid) room() float64 { return g.cell - labelAt - g.key - optionGap }

// optionGap is the white between a label and the next box.
const optionGap = 1.5

// grid chooses as many columns as the labels leave room for in any language.
func (k *composer) grid(col Column) grid {
	g := grid{other: col.specifying(), key: keyRoom}
	boxes := len(col.Choices)
	for _, choice := range col.Choices {
		g.key = max(g.key, pdf.Width(keyFace(), choice.Key)+1.6)
	}
	g.columns = 4
	if col.Question.Bands != nil {
		g.columns = 5
	}
	g.columns = min(g.columns, max(3, boxes))
	for ; g.columns > 0; g.columns-- {
		if g.cell = slipWidth / float64(g.columns); k.seats(col, g) {
			break
		}
	}
	g.columns = max(g.columns, 1)
	g.rows = (boxes + g.columns - 1) / g.columns
	g.pitch = max(slipPitch, 0.6+most(func(tags []locale.Tag) float64 {
		h := 0.0
		for _, choice := range col.Choices {
			h = max(h, k.option(tags, col.Question, choice, g).height())
		}
		return h
	}))
	return g
}

// leastWritten is how long a line to write on is at least on a slip.
const leastWritten = 20.0

// seats says whether the labels of a column fit beside its boxes: short ones in two languages, in one language two whole
// ones of three; and a line to write on behind the label of a choice that opens a text.
func (k *composer) seats(col Column, g grid) bool {
	last := len(col.Choices) - 1
	return every(func(tags []locale.Tag) bool {
		tight := 0
		for _, choice := range col.Choices {
			l, width := labelOf(col.Question, choice.Code), g.room()
			if !(style{sizes: []float64{pointsMin}, most: 1}).fits(k.shorts(tags, l), width) {
				return false
			}
			if choice.Code == g.other && k.option(tags, col.Question, choice, g).width()+leastWritten > g.reach(last) {
				return false
			}
			if len(tags) == 1 && !(style{sizes: []float64{pointsMin}, most: 2}).fits(k.labels(tags, l), width) {
				tight++
			}
		}
		return 3*tight <= len(col.Choices)
	})
}

// place returns the top left corner of the cell of the box at an index.
func (g grid) place(i int, top float64) Point {
	return Point{slipLeft + float64(i%g.columns)*g.cell, top + float64(i/g.columns)*g.pitch}
}

// reach returns how much room there is behind the key of the last box, up to the end of its row.
func (g grid) reach(last int) float64 {
	return float64(g.columns-last%g.columns)*g.cell - labelAt - g.key
}

// options draws the boxes of a question.
func (k *composer) options(col Column, g grid, line int, top float64) {
	q := col.Question
	f := Field{
		Line: line, Question: q.Code, Fill: answering(q), Required: q.Required,
		Area: Rect{slipLeft - 1, top, slipWidth + 2, g.height()},
	}
	var written *Field
	k.now.within(pdf.List, "", "", func() {
		for i, choice := range col.Choices {
			at := g.place(i, top)
			f.Boxes = append(f.Boxes, k.boxed(q, choice, at, g))
			if choice.Code == g.other {
				written = k.word(q, g, at, line)
			}
		}
	})
	k.add(f)
	if written != nil {
		k.add(*written)
	}
}

// keyFace is how keys are set.
func keyFace() pdf.Face { return pdf.Face{Size: pointsMin, Bold: true, Gray: 0.25} }

// option sets the label of a box. Beside a place to write stands the short one.
func (k *composer) option(tags []locale.Tag, q *form.Question, choice Choice, g grid) setting {
	if l := labelOf(q, choice.Code); choice.Code != g.other {
		return setOption(k.labels(tags, l), g.room())
	}
	return setOption(k.shorts(tags, labelOf(q, choice.Code)), g.room())
}

// boxed draws one box with its key and label in a cell.
func (k *composer) boxed(q *form.Question, choice Choice, at Point, g grid) Box {
	b := Box{At: Point{at.X + slipBox/2, at.Y + g.pitch/2}, Side: slipBox, Key: choice.Key, Value: choice.Code}
	k.now.within("", "", "", func() { k.now.box(b.At, b.Side) })
	text := k.option(k.job.Languages, q, choice, g)
	k.now.within(pdf.Item, "", "", func() {
		k.now.within(pdf.Paragraph, "", "", func() {
			f := keyFace()
			k.now.write(at.X+labelAt, b.At.Y+0.36*f.Size*mm, f, choice.Key)
		})
		k.now.place(text, pdf.Paragraph, at.X+labelAt+g.key, b.At.Y-text.height()/2)
	})
	return b
}

// word draws the place to write what a choice stands for, behind its label in any language.
func (k *composer) word(q *form.Question, g grid, at Point, line int) *Field {
	label := most(func(tags []locale.Tag) float64 { return k.option(tags, q, Choice{Code: g.other}, g).width() })
	left := at.X + labelAt + g.key + label + 2
	area := Rect{left, at.Y + 0.4, slipRight - left, g.pitch - 1.2}
	k.now.within("", "", "", func() { k.now.line(area.X, area.Y+area.H+0.3, area.X+area.W, area.Y+area.H+0.3) })
	return &Field{Line: line, Question: q.Code, Part: PartText, Fill: Write, Area: area}
}

// writeHeight returns how high the place to write an answer is at least.
func writeHeight(q *form.Question) float64 {
	if q.Kind.Name() == kindLong {
		return 12.5
	}
	return 8
}

// blank draws the place to write an answer.
func (k *composer) blank(q *form.Question, line int, top, more float64) {
	area := Rect{slipLeft + 0.5, top + 0.5, slipWidth - 1, writeHeight(q) + more - 1}
	switch q.Kind.Name() {
	case kindInteger, kindDate:
		area.W = 45
	}
	edge := area.grown(0.4)
	k.now.within("", "", "", func() {
		k.now.line(edge.X, edge.Y, edge.X+edge.W, edge.Y)
		k.now.line(edge.X, edge.Y+edge.H, edge.X+edge.W, edge.Y+edge.H)
		k.now.line(edge.X, edge.Y, edge.X, edge.Y+edge.H)
		k.now.line(edge.X+edge.W, edge.Y, edge.X+edge.W, edge.Y+edge.H)
	})
	k.add(Field{Line: line, Question: q.Code, Fill: Write, Required: q.Required, Area: area})
}
