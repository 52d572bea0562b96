package paper

import (
	"strconv"

	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
)

// fill decides where the lines stand, and how many they are: as many as are wanted, or as there is room for.
func (k *composer) fill(t *table, wanted int) error {
	t.names, t.labels = k.namesHeight(t), k.labelsHeight(t)
	t.top = k.y + t.names + t.labels + keyBand
	for t.lines = wanted; t.lines >= leastLines; t.lines-- {
		for _, try := range []struct {
			apart int
			least float64
		}{{5, 7.2}, {8, 7}, {8, leastLine}, {wanted, leastLine}} {
			t.apart = try.apart
			strips := float64((t.lines-1)/t.apart) * keyStrip
			if t.line = min(mostLine, (k.end-t.top-strips)/float64(t.lines)); t.line >= try.least {
				return nil
			}
		}
	}
	return problem.New(problem.Invalid, "paper.wide", problem.Args{"n": k.required()})
}

// namesHeight returns how high the names of the questions are in any language.
func (k *composer) namesHeight(t *table) float64 {
	return 1 + most(func(tags []locale.Tag) float64 {
		h := 0.0
		for _, g := range t.groups {
			h = max(h, nameStyle().set(k.shortName(tags, g.q), g.width(t.pitch, t.word)).height())
		}
		return h
	})
}

// labelsHeight returns how long the turned labels must be: the least in which they fit in any language.
func (k *composer) labelsHeight(t *table) float64 {
	need := 12.0
	for _, tags := range variants() {
		for _, g := range t.groups {
			for _, choice := range g.col.Choices {
				need = turnedLength(k.shorts(tags, labelOf(g.q, choice.Code)), need, t.pitch)
			}
		}
		for _, end := range k.endings(t) {
			need = turnedLength(k.ending(tags, end.key), need, end.across)
		}
	}
	return need + 1
}

// turnedLength returns how long turned phrases must be, at least as long as something else, so that they fit into a width
// across in the smallest type.
func turnedLength(phrases []phrase, least, across float64) float64 {
	const most, step = 90.0, 0.5
	for ; least < most; least += step {
		if _, ok := turned(phrases, []float64{tallyMin}, least, across); ok {
			break
		}
	}
	return least
}

// turned sets phrases upwards in the largest of some sizes in which they fit: one in two lines, two in a line each.
func turned(phrases []phrase, sizes []float64, length, across float64) (setting, bool) {
	st := style{sizes: sizes, most: 2}
	if len(phrases) > 1 {
		st.most = 1
	}
	var set setting
	for _, size := range sizes {
		done, ok := st.try(phrases, func(p phrase) string { return p.text }, size, length)
		if set = done; ok && set.height() <= across {
			return set, true
		}
	}
	return set, false
}

// ending is one of the things that end a line.
type ending struct {
	key          string // of its name
	left, across float64
}

// endings returns what ends each line, from left to right.
func (k *composer) endings(t *table) []ending {
	const box = tallyBox + Line
	all := []ending{{"paper.follows.short", t.followLeft, box + separation}, {"paper.void", t.voidLeft, box + separation}}
	if k.form.Repeat() != nil {
		all[0].key = "paper.same"
		return all
	}
	return append([]ending{{"paper.shared", t.sharedLeft, sharedWidth}}, all...)
}

// ending names what ends each line.
func (k *composer) ending(tags []locale.Tag, key string) []phrase {
	return k.said(tags, func(p *locale.Printer) string {
		return p.Text(key, problem.Args{"noun": noun(k.form.SheetNoun, p.Tag())})
	})
}

// heads draws what stands above the lines, in the order in which a line is filled in.
func (k *composer) heads(t *table) {
	low := t.top - keyBand - 0.6 // where turned labels begin
	k.dateHead(t)
	for _, g := range t.groups {
		k.groupHead(g, t, low)
	}
	for _, end := range k.endings(t) {
		width := end.across
		if end.key != "paper.shared" {
			width = tallyBox + Line
		}
		set, _ := turned(k.ending(k.job.Languages, end.key), sizes(8, tallyMin), t.labels-1, end.across)
		k.now.placeUp(set, pdf.Paragraph, end.left+width/2, low)
	}
}

// dateHead draws what stands above the dates.
func (k *composer) dateHead(t *table) {
	tags, left := k.job.Languages, t.left+numberWidth
	set := nameStyle().set(k.message(tags, "paper.date", nil), dateWidth)
	k.now.place(set, pdf.H2, left, k.y+t.names-1-set.height())
	cells := style{sizes: sizes(7, tallyMin), gray: 0.25, most: 1}.set(k.message(tags[:1], "paper.date.cells", nil), dateWidth)
	k.now.center(cells, pdf.Paragraph, left+dateWidth/2, t.top-keyBand+0.4)
}

// groupHead draws what stands above the boxes of a question.
func (k *composer) groupHead(g group, t *table, low float64) {
	c, left, w := k.now, g.left-g.air, g.width(t.pitch, t.word)
	set := nameStyle().set(k.shortName(k.job.Languages, g.q), w)
	c.place(set, pdf.H2, left, k.y+t.names-1-set.height())
	c.within("", "", "", func() {
		c.draw(thing{what: rule, area: Rect{left, k.y + t.names - 0.4, w, 0}, line: 0.3})
	})
	if len(g.col.Choices) > 0 {
		c.within(pdf.List, "", "", func() { k.labelled(g, t, low) })
	}
	if g.writes() {
		k.which(g, t, low)
	}
}

// labelled draws the key and the label of each box of a group above its column.
func (k *composer) labelled(g group, t *table, low float64) {
	for i, choice := range g.col.Choices {
		x := g.left + (tallyBox+Line)/2 + float64(i)*t.pitch
		set, _ := turned(k.shorts(k.job.Languages, labelOf(g.q, choice.Code)), sizes(8, tallyMin), t.labels-1, t.pitch)
		k.now.within(pdf.Item, "", "", func() {
			k.now.within(pdf.Paragraph, "", "", func() { k.key(choice.Key, x, t.top-keyBand) })
			k.now.placeUp(set, pdf.Paragraph, x, low)
		})
	}
}

// key writes a key around a middle, below a height.
func (k *composer) key(key string, middle, top float64) {
	f := pdf.Face{Size: 7.5, Bold: true}
	if pdf.Width(f, key) > leastPitch-1 {
		f.Size = tallyMin
	}
	k.now.write(middle-pdf.Width(f, key)/2, top+leading*f.Size*mm, f, key)
}

// which says above a place to write what belongs there.
func (k *composer) which(g group, t *table, low float64) {
	area := g.writing(t, 0)
	if len(g.col.Choices) == 0 {
		return
	}
	st := style{sizes: sizes(7, tallyMin), gray: 0.25, most: 1}
	set := st.set(k.message(k.job.Languages, "paper.which", nil), area.W)
	k.now.place(set, pdf.Paragraph, area.X, low-set.height())
}

// writing returns the place to write on of a group, in a line that begins at a height.
func (g group) writing(t *table, top float64) Rect {
	r := Rect{g.left, top + 0.7, g.inside(t.pitch), t.line - 1.4}
	if len(g.col.Choices) > 0 {
		r.X += g.boxes(t.pitch) + wordGap
		r.W = g.word
	}
	return r
}

// body draws the lines.
func (k *composer) body(t *table) {
	c, y := k.now, t.top
	for line := 1; line <= t.lines; line++ {
		if line > 1 && (line-1)%t.apart == 0 {
			c.within("", "", "", func() { k.again(t, y) })
			y += keyStrip
		}
		c.within("", "", "", func() {
			if line%2 == 1 {
				c.shade(Rect{t.left, y, t.right - t.left, t.line}, zebra)
			}
			k.line(t, line, y)
		})
		y += t.line
	}
	c.within("", "", "", func() { k.separate(t, y) })
}

// again writes the keys once more between two lines.
func (k *composer) again(t *table, y float64) {
	f := pdf.Face{Size: tallyMin, Gray: 0.3}
	for _, g := range t.groups {
		for i, choice := range g.col.Choices {
			x := g.left + (tallyBox+Line)/2 + float64(i)*t.pitch
			k.now.write(x-pdf.Width(f, choice.Key)/2, y+0.36+leading*f.Size*mm, f, choice.Key)
		}
	}
}

// separate draws the lines between questions, down to a height.
func (k *composer) separate(t *table, bottom float64) {
	top := k.y + t.names + 0.5
	between := func(right, left float64) {
		x := (right + left) / 2
		k.now.line(x, top, x, bottom)
	}
	right := t.left + numberWidth + dateWidth
	for _, g := range t.groups {
		between(right, g.left-g.air)
		right = g.left - g.air + g.width(t.pitch, t.word)
	}
	for _, end := range k.endings(t) {
		between(right, end.left)
		if right = end.left + tallyBox + Line; end.key == "paper.shared" {
			right = end.left + sharedWidth
		}
	}
}

// line draws what is filled in on a line.
func (k *composer) line(t *table, line int, y float64) {
	c, middle := k.now, y+t.line/2
	f := pdf.Face{Size: 8, Bold: true, Gray: 0.25}
	n := strconv.Itoa(line)
	c.write(t.left+numberWidth-1.6-pdf.Width(f, n), middle+0.36*f.Size*mm, f, n)
	date := Rect{t.left + numberWidth, y + 0.7, dateWidth, t.line - 1.4}
	k.open(date)
	c.line(date.X+date.W/2, date.Y, date.X+date.W/2, date.Y+date.H)
	k.add(Field{Line: line, Question: FieldDate, Fill: Write, Area: date})
	for _, g := range t.groups {
		k.answer(g, t, line, y)
	}
	if t.sharedLeft > 0 {
		shared := Rect{t.sharedLeft, y + 0.7, sharedWidth, t.line - 1.4}
		k.open(shared)
		k.add(Field{Line: line, Question: FieldShared, Fill: Write, Area: shared})
	}
	follow := Field{Line: line, Question: FieldFollow, Fill: One}
	value := "unknown"
	if k.form.Repeat() != nil {
		follow.Question, value = FieldSame, "same"
	}
	k.single(follow, value, Point{t.followLeft + (tallyBox+Line)/2, middle})
	k.single(Field{Line: line, Question: FieldVoid, Fill: One}, "void", Point{t.voidLeft + (tallyBox+Line)/2, middle})
}

// single draws a field of one box.
func (k *composer) single(f Field, value string, at Point) {
	k.now.box(at, tallyBox)
	f.Boxes = []Box{{At: at, Side: tallyBox, Value: value}}
	f.Area = frameOf(at, tallyBox).grown(ring)
	k.add(f)
}

// open draws a white place to write on with a frame along its edges.
func (k *composer) open(at Rect) {
	c := k.now
	c.shade(at, 1)
	c.line(at.X, at.Y, at.X+at.W, at.Y)
	c.line(at.X, at.Y+at.H, at.X+at.W, at.Y+at.H)
	c.line(at.X, at.Y, at.X, at.Y+at.H)
	c.line(at.X+at.W, at.Y, at.X+at.W, at.Y+at.H)
}

// answer draws the boxes of a question on a line, and the place to write.
func (k *composer) answer(g group, t *table, line int, y float64) {
	f := Field{Line: line, Question: g.q.Code, Required: g.q.Required, Fill: Write}
	if len(g.col.Choices) == 0 {
		f.Area = g.writing(t, y)
		k.open(f.Area)
		k.add(f)
		return
	}
	f.Fill = answering(g.q)
	for i, choice := range g.col.Choices {
		b := Box{
			At:   Point{g.left + (tallyBox+Line)/2 + float64(i)*t.pitch, y + t.line/2},
			Side: tallyBox, Key: choice.Key, Value: choice.Code,
		}
		k.now.box(b.At, b.Side)
		f.Boxes = append(f.Boxes, b)
		f.Area = f.Area.with(frameOf(b.At, b.Side))
	}
	f.Area = f.Area.grown(ring)
	k.add(f)
	if g.writes() {
		word := g.writing(t, y)
		k.open(word)
		k.add(Field{Line: line, Question: g.q.Code, Part: PartText, Fill: Write, Area: word})
	}
}
