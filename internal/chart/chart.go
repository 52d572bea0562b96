// Package chart draws a report table as an accessible SVG.
//
// A chart is a picture beside its table, which says the same in words: the picture itself holds a title, and a
// description of what it shows. It is as wide as the page lets it be, and its letters stay as large as the page's:
// lengths along the page are percentages, the others pixels. Colours are classes (s0, s1, s2…) that the page's style
// fills, so that they follow its dark dress; there is no style of its own, no script and no address in it.
package chart

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"releve/internal/locale"
	"releve/internal/report"
)

// Lengths in pixels.
const (
	lineHeight  = 20 // of a line of text
	baseline    = 14 // from the top of a line of text to where its letters stand
	barHeight   = 12
	barGap      = 12 // below the bars of a row
	plotHeight  = 150
	cornerRound = 2
)

const (
	whole       = 100.0 // per cent
	longestName = 42    // signs of a name; the table has it whole
	mostMarks   = 5     // names under standing bars, for which a telephone has room
	mostValues  = 16    // standing bars that have their value above them
	barShare    = 0.8   // of its place that a standing bar fills
	half        = 0.5
)

// Draw returns the picture of a chart of a table, "" when it would show nothing. The id makes the picture's own ids
// unique on the page.
func Draw(c report.Chart, t report.Table, id string, p *locale.Printer) string {
	d := drawing{chart: c, printer: p, rows: shown(c, t)}
	for _, column := range c.Series {
		if column > 0 && column < len(t.Head) {
			d.names = append(d.names, t.Head[column])
			d.series = append(d.series, column)
		}
	}
	d.most = d.largest()
	if d.most <= 0 {
		return ""
	}
	var body strings.Builder
	var height int
	switch c.Kind {
	case report.Columns:
		height = d.columns(&body)
	case report.Stacked:
		height = d.stacked(&body)
	case report.Bars:
		height = d.bars(&body)
	default:
		return ""
	}
	title := element("title", html.EscapeString(c.Title), "id", id+"-t")
	desc := element("desc", html.EscapeString(c.Text), "id", id+"-d")
	return element("svg", title+desc+body.String(),
		"class", "chart", "role", "img", "overflow", "visible", "aria-labelledby", id+"-t", "aria-describedby", id+"-d",
		"width", percent(whole), "height", strconv.Itoa(height))
}

// shown returns the rows of the table that are drawn: no sums, nothing below the first level of a tree.
func shown(c report.Chart, t report.Table) []report.Row {
	var rows []report.Row
	for _, r := range t.Rows {
		if !r.Total && r.Level == 0 && len(r.Cells) > 0 && (c.Rows == 0 || len(rows) < c.Rows) {
			rows = append(rows, r)
		}
	}
	return rows
}

// drawing is a chart while it is drawn.
type drawing struct {
	chart   report.Chart
	printer *locale.Printer
	rows    []report.Row
	series  []int    // columns of the table
	names   []string // and their headings
	most    float64  // the longest bar
}

// value returns what a row has in a column, 0 where there is nothing.
func value(r report.Row, column int) float64 {
	if column >= len(r.Cells) || r.Cells[column].Empty {
		return 0
	}
	return max(r.Cells[column].Value, 0)
}

// largest returns the longest bar: of stacked bars the sum of their parts.
func (d *drawing) largest() float64 {
	most := 0.0
	for _, r := range d.rows {
		sum := 0.0
		for _, column := range d.series {
			v := value(r, column)
			sum += v
			most = max(most, v)
		}
		if d.chart.Kind == report.Stacked {
			most = max(most, sum)
		}
	}
	return most
}

// bars draws lying bars, each below its name, with the values at the end of that line.
func (d *drawing) bars(b *strings.Builder) int {
	y := d.legend(b)
	for _, r := range d.rows {
		d.named(b, r, y)
		y += lineHeight
		for i, column := range d.series {
			rectangle(b, i, box{x: 0, y: y, width: value(r, column) / d.most * whole, height: barHeight})
			y += barHeight
		}
		y += barGap
	}
	return y
}

// stacked draws lying bars whose parts stand behind each other.
func (d *drawing) stacked(b *strings.Builder) int {
	y := d.legend(b)
	for _, r := range d.rows {
		d.named(b, r, y)
		y += lineHeight
		x := 0.0
		for i, column := range d.series {
			width := value(r, column) / d.most * whole
			rectangle(b, i, box{x: x, y: y, width: width, height: barHeight})
			x += width
		}
		y += barHeight + barGap
	}
	return y
}

// columns draws standing bars in the order of the rows, those of one row side by side.
func (d *drawing) columns(b *strings.Builder) int {
	top := d.legend(b) + lineHeight
	place := whole / float64(len(d.rows))
	width := place * barShare / float64(len(d.series))
	every := (len(d.rows) + mostMarks - 1) / mostMarks
	for i, r := range d.rows {
		left := place * float64(i)
		for j, column := range d.series {
			height := int(value(r, column)/d.most*plotHeight + half)
			x := left + place*(1-barShare)/2 + width*float64(j)
			rectangle(b, j, box{x: x, y: top + plotHeight - height, width: width, height: height})
			if len(d.rows)*len(d.series) <= mostValues && column < len(r.Cells) && !r.Cells[column].Empty {
				text(b, r.Cells[column].Written(d.printer), spot{x: x + width/2, y: top + plotHeight - height - lineHeight + baseline}, "middle")
			}
		}
		if i%every == 0 {
			d.mark(b, i, top+plotHeight+baseline+2)
		}
	}
	b.WriteString(element("rect", "", "class", "axis", "x", "0", "y", strconv.Itoa(top+plotHeight), "width", percent(whole), "height", "1"))
	return top + plotHeight + lineHeight + 2
}

// mark names a row below its standing bars; the first and the last stay inside of the picture.
func (d *drawing) mark(b *strings.Builder, i, y int) {
	place := whole / float64(len(d.rows))
	at, anchor := spot{x: place * (float64(i) + half), y: y}, "middle"
	switch {
	case len(d.rows) == 1:
	case i == 0:
		at.x, anchor = 0, "start"
	case i == len(d.rows)-1:
		at.x, anchor = whole, "end"
	}
	text(b, short(d.rows[i].Cells[0].Text), at, anchor)
}

// named writes the line above a row's bars.
func (d *drawing) named(b *strings.Builder, r report.Row, y int) {
	text(b, short(r.Cells[0].Text), spot{x: 0, y: y + baseline}, "start")
	var values []string
	for _, column := range d.series {
		if column < len(r.Cells) {
			values = append(values, r.Cells[column].Written(d.printer))
		}
	}
	text(b, strings.Join(values, between), spot{x: whole, y: y + baseline}, "end")
}

// between stands between the values of a row.
const between = " / "

// legend says which colour is which series, where there are several, and returns where the picture begins below it.
func (d *drawing) legend(b *strings.Builder) int {
	if len(d.series) < 2 {
		return 0
	}
	y := 0
	for i, name := range d.names {
		b.WriteString(element("rect", "", "class", class(i), "x", "0", "y", strconv.Itoa(y+2), "width", strconv.Itoa(barHeight),
			"height", strconv.Itoa(barHeight), "rx", strconv.Itoa(cornerRound)))
		b.WriteString(element("text", html.EscapeString(name), "x", strconv.Itoa(lineHeight), "y", strconv.Itoa(y+baseline)))
		y += lineHeight
	}
	return y + barGap
}

// short cuts a name that has no room.
func short(name string) string {
	if utf8.RuneCountInString(name) <= longestName {
		return name
	}
	return strings.TrimRight(string([]rune(name)[:longestName-1]), " ") + "…"
}

// box is a rectangle: x and width in per cent, y and height in pixels.
type box struct {
	x, width  float64
	y, height int
}

func rectangle(b *strings.Builder, series int, at box) {
	if at.width <= 0 || at.height <= 0 {
		return
	}
	b.WriteString(element("rect", "", "class", class(series), "x", percent(at.x), "y", strconv.Itoa(at.y),
		"width", percent(at.width), "height", strconv.Itoa(at.height), "rx", strconv.Itoa(cornerRound)))
}

// spot is where a text stands: x in per cent, y in pixels.
type spot struct {
	x float64
	y int
}

func text(b *strings.Builder, s string, at spot, anchor string) {
	b.WriteString(element("text", html.EscapeString(s), "x", percent(at.x), "y", strconv.Itoa(at.y), "text-anchor", anchor))
}

func class(series int) string { return "s" + strconv.Itoa(series) }

// percent writes a length along the page.
func percent(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 2, 64), ".00") + "%"
}

// element writes an element with attributes, given as names and values; what it holds is written as it is.
func element(name, inside string, attributes ...string) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for pair := range slices.Chunk(attributes, 2) {
		b.WriteString(" " + pair[0] + `="` + html.EscapeString(pair[1]) + `"`)
	}
	if inside == "" {
		b.WriteString("/>")
	} else {
		b.WriteString(">" + inside + "</" + name + ">")
	}
	return b.String()
}
