package paper

import (
	"slices"
	"strings"

	"releve/internal/pdf"
)

// A composition is a list of things to draw, from which come both the layout and the PDF: they cannot disagree.

// what is the sort of a thing.
type what int

// The sorts of things.
const (
	writing what = iota // a line of text
	upwards             // a line of text that is turned to the left
	fill                // a rectangle of grey
	rule                // a straight line from the area's top left corner to its bottom right one
	frame               // the outline of a box
	mark                // a solid square that the reader finds the page by
	picture             // a PNG
)

// thing is one thing on a page.
type thing struct {
	what what
	area Rect     // that it covers
	face pdf.Face // of writing; its Gray is also that of a fill or a rule
	text string   // of writing
	base float64  // height of the baseline of a line of text
	line float64  // width of a rule or a frame
	png  []byte
}

// part is a step in the order of reading.
type part struct {
	tag       pdf.Tag // "" for what has no meaning of its own
	lang, alt string
	things    []thing
	parts     []*part
}

// canvas is one page that is being composed.
type canvas struct {
	width, height float64
	marks         [4]Point
	code          Rect
	root          part
	open          []*part // the parts that are being written, the innermost last
	fields        []Field
}

func newCanvas(width, height float64) *canvas {
	c := &canvas{width: width, height: height}
	c.open = []*part{&c.root}
	return c
}

// within writes a part inside the one that is being written.
func (c *canvas) within(tag pdf.Tag, lang, alt string, write func()) {
	p := &part{tag: tag, lang: lang, alt: alt}
	c.add(p)
	c.open = append(c.open, p)
	write()
	c.open = c.open[:len(c.open)-1]
}

func (c *canvas) add(p *part) {
	here := c.open[len(c.open)-1]
	here.parts = append(here.parts, p)
}

// draw adds a thing to the part that is being written.
func (c *canvas) draw(t thing) {
	here := c.open[len(c.open)-1]
	if len(here.parts) > 0 { // things before parts would change places with them
		last := here.parts[len(here.parts)-1]
		if last.tag != "" {
			last = &part{}
			c.add(last)
		}
		here = last
	}
	here.things = append(here.things, t)
}

// mm is the size of a point of type in millimetres.
const mm = 25.4 / 72

// How far letters reach above and below their baseline, and how far lines are apart, in sizes of type.
const (
	above  = 0.93 // capitals with accents
	below  = 0.24
	digits = 0.75 // figures
	apart  = 1.2
)

// write draws a line of text whose baseline begins at a point.
func (c *canvas) write(x, y float64, f pdf.Face, s string) {
	em, high, low := f.Size*mm, above, below
	if strings.Trim(s, "0123456789") == "" {
		high, low = digits, 0.02
	}
	c.draw(thing{what: writing, area: Rect{x, y - high*em, pdf.Width(f, strings.TrimSpace(s)), (high + low) * em}, face: f, text: s, base: y})
}

// writeUp draws a line of text upwards.
func (c *canvas) writeUp(x, y float64, f pdf.Face, s string) {
	em, long := f.Size*mm, pdf.Width(f, strings.TrimSpace(s))
	c.draw(thing{what: upwards, area: Rect{x - above*em, y - long, (above + below) * em, long}, face: f, text: s})
}

// line draws a straight line.
func (c *canvas) line(x1, y1, x2, y2 float64) {
	c.draw(thing{what: rule, area: Rect{x1, y1, x2 - x1, y2 - y1}, line: hairline, face: pdf.Face{Gray: ruleGray}})
}

// shade fills an area with a light grey.
func (c *canvas) shade(area Rect, gray float64) {
	c.draw(thing{what: fill, area: area, face: pdf.Face{Gray: gray}})
}

// box draws a box around a point.
func (c *canvas) box(at Point, side float64) {
	around := Rect{at.X - side/2, at.Y - side/2, side, side}
	c.shade(around, 1)
	c.draw(thing{what: frame, area: around, line: Line})
}

// all walks the things of a part in the order in which they are drawn.
func (p *part) all(yield func(thing) bool) bool {
	for _, t := range p.things {
		if !yield(t) {
			return false
		}
	}
	return !slices.ContainsFunc(p.parts, func(inner *part) bool { return !inner.all(yield) })
}

// page returns what the layout tells of the page, in whole thousandths of a millimetre.
func (c *canvas) page() Page {
	p := Page{Width: c.width, Height: c.height, Marks: c.marks, Mark: markSide, Code: c.code.rounded()}
	for _, f := range c.fields {
		f.Area = f.Area.rounded()
		f.Boxes = slices.Clone(f.Boxes)
		for i := range f.Boxes {
			b := &f.Boxes[i]
			b.At = Point{rounded(b.At.X), rounded(b.At.Y)}
		}
		p.Fields = append(p.Fields, f)
	}
	return p
}

func (r Rect) rounded() Rect { return Rect{rounded(r.X), rounded(r.Y), rounded(r.W), rounded(r.H)} }
