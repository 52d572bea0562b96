package paper

import (
	"strconv"
	"strings"

	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
)

// Measures of the head and the foot of a tally.
const (
	weekBox    = 4.5
	weekPitch  = 6.4
	weekName   = 13.0 // room for the name of a row
	weekWidth  = weekName + 10*weekPitch
	weekRow    = 6.2
	leastFoot  = 9.5 // height of what stands below the lines
	headGap    = 6.0
	headsBelow = 1.2
)

// tallyHead composes what stands above the lines, and decides where they must end.
func (k *composer) tallyHead() {
	c := k.now
	right := c.code.X - quiet - 2
	k.end = c.height - footEdge - k.footHeight() - 1
	var bottom float64
	if c.width < c.height {
		bottom = k.headUpright(right)
	} else {
		bottom = k.headWide(right)
	}
	k.y = max(bottom+headsBelow, c.code.Y+c.code.H+quiet+4.5)
}

// headWide puts title, instructions and week beside one another, and the explanation below them.
func (k *composer) headWide(right float64) float64 {
	const titleWidth = 79.0
	weekLeft, middle := right-weekWidth, headLeft+titleWidth+headGap
	y := k.headline(Rect{headLeft, footEdge, titleWidth, 0})
	y = k.service(Rect{headLeft, y + 0.5, titleWidth, 7})
	signs := k.strip(Rect{middle, footEdge, weekLeft - headGap - middle, 0}, belowOneAnother())
	week := k.week(Point{weekLeft, footEdge})
	return k.explain(Rect{headLeft, max(y, signs, week) + 0.8, right - headLeft, 8.3})
}

// headUpright puts them below one another.
func (k *composer) headUpright(right float64) float64 {
	y := k.headline(Rect{headLeft, footEdge, right - headLeft, 0})
	y = max(k.service(Rect{headLeft, y + 1, right - headLeft, 7})+2, slipTop)
	const width = short - 2*headLeft
	y = k.explain(Rect{headLeft, y, width, 16}) + 2
	signs := k.strip(Rect{headLeft + weekWidth + headGap, y, width - weekWidth - headGap, 0}, belowOneAnother())
	return max(signs, k.week(Point{headLeft, y}))
}

// explain writes what one line stands for, and how minutes on a limit are counted. It takes no more
// height than it is given, if the type can be that small, and returns where it ends.
func (k *composer) explain(at Rect) float64 {
	said := func(tags []locale.Tag) setting {
		words := k.said(tags, func(p *locale.Printer) string {
			all := []string{k.c.ProcedureText.In(p.Tag())}
			for _, col := range k.cols {
				if b := col.Question.Bands; b != nil {
					all = append(all, b.Rule.In(p.Tag()))
				}
			}
			return strings.TrimSpace(strings.Join(all, " "))
		})
		return style{sizes: sizes(8.5, tallyMin)}.within(words, at.W, at.H)
	}
	k.now.place(said(k.job.Languages), pdf.Paragraph, at.X, at.Y)
	return at.Y + most(func(tags []locale.Tag) float64 { return said(tags).height() })
}

// week draws the boxes for the calendar week of a whole page, one row for its tens and one for its units. It returns where
// they end.
func (k *composer) week(at Point) float64 {
	c, tags := k.now, k.job.Languages
	set := func(tags []locale.Tag) setting {
		return style{sizes: sizes(8.5, tallyMin), bold: true, most: 1}.set(k.message(tags, "paper.week", nil), weekWidth)
	}
	c.place(set(tags), pdf.H2, at.X, at.Y)
	y := at.Y + most(func(tags []locale.Tag) float64 { return set(tags).height() })
	face := pdf.Face{Size: 7.5, Gray: 0.25}
	c.within("", "", "", func() {
		for i := range 10 {
			n := strconv.Itoa(i)
			c.write(at.X+weekName+weekBox/2+float64(i)*weekPitch-pdf.Width(face, n)/2, y+leading*face.Size*mm, face, n)
		}
	})
	y += (leading+below)*face.Size*mm + ring
	for _, row := range []struct {
		field, key string
		count      int
	}{{FieldWeek10, "paper.week.tens", 6}, {FieldWeek1, "paper.week.units", 10}} {
		f := Field{Question: row.field, Fill: One}
		for i := range row.count {
			b := Box{At: Point{at.X + weekName + weekBox/2 + float64(i)*weekPitch, y + weekBox/2 + Line/2}, Side: weekBox, Value: strconv.Itoa(i)}
			c.within("", "", "", func() { c.box(b.At, b.Side) })
			f.Boxes = append(f.Boxes, b)
			f.Area = f.Area.with(frameOf(b.At, b.Side))
		}
		f.Area = f.Area.grown(ring)
		k.add(f)
		label := style{sizes: sizes(7.5, tallyMin), most: 1}.set(k.message(tags, row.key, nil), weekName-2)
		c.place(label, pdf.Paragraph, at.X, y+weekBox/2-label.height()/2)
		y += weekRow
	}
	return y
}

// footHeight returns how much is kept for what stands below the lines.
func (k *composer) footHeight() float64 {
	return max(leastFoot, most(func(tags []locale.Tag) float64 { return k.origin(tags).height() }))
}

// Widths of what stands below the lines.
const (
	publisherWidth = 82.0
	logosWidth     = 62.0
)

// origin says where the questionnaire comes from, in the first language: there is no room for two.
func (k *composer) origin(tags []locale.Tag) setting {
	width := k.now.width - 2*headLeft - publisherWidth - headGap
	if len(k.c.Logos) > 0 && k.now.width > k.now.height {
		width -= logosWidth + headGap
	}
	words := k.said(tags[:1], func(p *locale.Printer) string { return k.form.About.In(p.Tag()) })
	return style{sizes: sizes(7, tallyMin), gray: 0.3, most: 3}.set(words, width)
}

// tallyFoot composes what stands below the lines, between the lower marks.
func (k *composer) tallyFoot() {
	c := k.now
	area := Rect{headLeft, k.end + 1, c.width - 2*headLeft, k.footHeight()}
	one := k.job.Languages[:1]
	st := style{sizes: sizes(7, tallyMin), gray: 0.3, most: 1}
	left := imprint().within(k.publisher(one), publisherWidth, area.H)
	if left.lines() < 2 && k.job.Address != "" {
		left = append(left, st.set(k.message(one, "paper.online", problem.Args{"address": k.job.Address}), publisherWidth)...)
	}
	if left.lines() < 3 {
		left = append(left, st.set(k.message(one, "paper.print", nil), publisherWidth)...)
	}
	c.place(left, pdf.Paragraph, area.X, area.Y)
	c.place(k.origin(one), pdf.Paragraph, area.X+publisherWidth+headGap, area.Y)
	if len(k.c.Logos) > 0 && c.width > c.height {
		k.logos(Rect{area.X + area.W - logosWidth, area.Y + 0.2, logosWidth, min(area.H-0.4, logoHeight)})
	}
}
