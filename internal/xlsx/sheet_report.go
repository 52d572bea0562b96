package xlsx

import (
	"fmt"

	"releve/internal/report"
)

// named is a cell that gets a defined name.
type named struct {
	name        string
	column, row int
}

// sheet gathers the rows of a report.
type sheet struct {
	*book
	columns
	report *report.Report
	rows   []row
	names  []named
	charts []placed
	tall   float64 // all rows together, in points
	above  int     // the first rows, down to the name
	head   int     // row of the headings of the last table
	err    error   // the first one
}

// report writes a report as a sheet.
func (b *book) report(r *report.Report) error {
	s := &sheet{book: b, columns: measure(r), report: r}
	s.banner(r)
	for i := range r.Tables {
		s.table(&r.Tables[i])
	}
	if s.err == nil {
		s.err = b.styles.err
	}
	if s.err != nil {
		return fmt.Errorf("sheet %s: %w", r.Name, s.err)
	}
	if err := b.write(s.page()); err != nil {
		return err
	}
	for _, n := range s.names {
		if err := b.name(n.name, r.Name, n.column, n.row); err != nil {
			return err
		}
	}
	return nil
}

// A4 within the margins of tail, in points.
const (
	paperLong   = 748
	paperBroad  = 523
	signPoints  = 5.3  // of a sign of 11 points
	nearlyOne   = 1.4  // pages that are better shrunk to one
	smallest    = 0.42 // that letters are shrunk to for it
	small       = 0.55 // that letters are shrunk to for one page, however many there were
	frozenPart  = 170  // points of frozen rows that leave room for the others
	manyColumns = 7    // with so many the names stay in sight
)

// page returns the sheet.
func (s *sheet) page() page {
	r := s.report
	p := page{
		name: r.Name, widths: s.widths, charts: s.charts, rows: each(s.rows),
		layout: layout{upright: !r.Wide, wide: 1, footer: r.Title + footerDash + r.Name},
	}
	width, long := 0.0, float64(paperLong)
	for _, w := range s.widths {
		width += w * signPoints
	}
	broad := float64(paperBroad)
	if r.Wide {
		long, broad = broad, long
	}
	shrunk := min(1, broad/width)
	pages := s.tall * shrunk / long
	if letters := min(shrunk, long/s.tall); pages < nearlyOne && letters > smallest || letters > small {
		p.layout.tall = 1
	}
	if len(s.widths) >= manyColumns && !s.texts {
		p.layout.beside = 1
	}
	p.layout.frozen, p.layout.repeated = s.above, [2]int{s.above, s.above}
	if len(r.Tables) != 1 || s.head == 0 {
		return p
	}
	if p.layout.repeated = [2]int{s.head, s.head}; s.until(s.head) <= frozenPart {
		p.layout.frozen = s.head
	}
	if rows := r.Tables[0].Rows; len(rows) > 0 && !rows[len(rows)-1].Total {
		head, last := s.head, len(r.Tables[0].Head)
		p.filter = func(rows int) string { return address(1, head) + ":" + address(last, rows) }
	}
	return p
}

// footerDash stands between a campaign and a sheet.
const footerDash = " – "

// until returns the height of the first rows.
func (s *sheet) until(n int) float64 {
	sum := 0.0
	for _, r := range s.rows[:n] {
		sum += r.height
	}
	return sum
}

func (s *sheet) put(r row) {
	s.rows = append(s.rows, r)
	s.tall += r.height
}

// banner writes what has to be read before the tables.
func (s *sheet) banner(r *report.Report) {
	s.across(r.Notice, lookNotice, 13)
	if r.Sentence != "" {
		s.across(r.Title, lookTitle, 20)
		s.above = len(s.rows)
	} else {
		s.across(r.Name, lookName, 20)
		s.above = len(s.rows)
		s.across(r.Title, lookUnder, 11)
	}
	s.across(r.Sentence, lookSentence, 13)
	for _, text := range []string{r.About, r.Caveat, r.Rowless} {
		s.across(text, lookCaveat, 10)
	}
	if len(r.Facts) > 0 {
		s.space()
	}
	for _, f := range r.Facts {
		cells := s.blank(lookFactText)
		cells[0] = cell{kind: textual, style: s.styles.words(lookFact), text: f.Label}
		at := min(1, len(cells)-1)
		cells[at] = cell{kind: textual, style: s.styles.words(lookFactText), text: f.Text}
		tall := max(height(f.Text, s.from(1), 10), height(f.Label, s.widths[0], 10))
		s.put(row{cells: cells, height: tall, merged: joined(2, s.columns.across)})
	}
}

// across writes a text over the columns above the tables, unless there is none.
func (s *sheet) across(text string, l look, size float64) {
	if text == "" {
		return
	}
	cells := s.blank(l)
	cells[0] = cell{kind: textual, style: s.styles.words(l), text: text}
	s.put(row{cells: cells, height: height(text, s.total, size) + size/2, merged: joined(1, s.columns.across)})
}

// joined makes one cell of several, where there are several.
func joined(from, to int) [][2]int {
	if to <= from {
		return nil
	}
	return [][2]int{{from, to}}
}

// blank returns empty cells of a look above the tables.
func (s *sheet) blank(l look) []cell {
	cells := make([]cell, s.columns.across)
	for i := range cells {
		cells[i].style = s.styles.words(l)
	}
	return cells
}

// Heights of rows that hold one line, in points.
const (
	spaceHeight   = 10
	sectionHeight = 22
)

func (s *sheet) space() { s.put(row{height: spaceHeight}) }

// shape is what a table takes of the columns of its sheet.
type shape struct {
	*report.Table
	own  int // columns of its cells
	note int // column of its notes, from 0; -1: none
	end  int // columns in all
}

// farther is how far notes may stand from what they explain, in signs: else they stand right beside it.
const farther = 44

func (s *sheet) shape(t *report.Table) shape {
	h := shape{Table: t, own: len(t.Head), note: -1}
	for _, r := range t.Rows {
		h.own = max(h.own, len(r.Cells))
		if r.Note != "" {
			h.note = s.note
		}
	}
	h.end = h.own
	if h.note < 0 {
		return h
	}
	h.end = s.note + 1
	between := 0.0
	for _, w := range s.widths[h.own:s.note] {
		between += w
	}
	if between > farther || h.own == 1 {
		h.note = h.own
	}
	return h
}

// room returns the width of the notes.
func (s *sheet) room(h shape) float64 {
	sum := 0.0
	for _, w := range s.widths[h.note:h.end] {
		sum += w
	}
	return sum
}

// table writes a table with its title, its charts and, where it has any, its headings.
func (s *sheet) table(t *report.Table) {
	s.space()
	if t.Title != "" && (t.Title != s.report.Name || s.report.Sentence != "") {
		cells := s.blank(lookSection)
		cells[0] = cell{kind: textual, style: s.styles.words(lookSection), text: t.Title}
		s.put(row{cells: cells, height: max(sectionHeight, height(t.Title, s.total, 13)), merged: joined(1, s.columns.across)})
	}
	s.across(t.Note, lookAbout, 9)
	s.draw(t)
	h := s.shape(t)
	if len(t.Head) > 1 {
		s.headings(h)
	}
	for i := range t.Rows {
		s.line(h, &t.Rows[i])
	}
}

func (s *sheet) headings(h shape) {
	tall := 0.0
	cells := make([]cell, 0, h.end)
	for i, text := range h.Head {
		style := s.styles.words(lookHead)
		if i == 0 {
			style = s.styles.words(lookWord)
		} else if worded(h.Table, i) {
			style = s.styles.words(lookNext)
		}
		cells = append(cells, cell{kind: textual, style: style, text: text})
		tall = max(tall, height(text, s.widths[i]-1, 10.5))
	}
	for len(cells) < h.end {
		cells = append(cells, cell{style: s.styles.words(lookWord)})
	}
	s.put(row{cells: cells, height: tall + 4})
	s.head = len(s.rows)
}

// worded says whether a column holds texts.
func worded(t *report.Table, column int) bool {
	for _, r := range t.Rows {
		if column < len(r.Cells) {
			return r.Cells[column].Kind == report.Text
		}
	}
	return true
}

// line writes a row of a table.
func (s *sheet) line(h shape, r *report.Row) {
	l := lookCell
	switch {
	case r.Total:
		l = lookTotal
	case len(h.Head) <= 1 || s.report.Sentence != "":
		l = lookKey
	}
	line := row{cells: make([]cell, h.end), height: height("", 1, 11) + 1}
	for i := range line.cells {
		line.cells[i].style = s.styles.of(drawn{look: l, texts: s.texts})
	}
	for i, c := range r.Cells {
		d := drawn{look: l, kind: c.Kind, level: r.Level, first: i == 0, texts: s.texts}
		if l == lookKey && c.Kind == report.Text && c.Name == "" {
			d.look = lookCell
		}
		if c.Kind == report.Text {
			line.height = max(line.height, height(c.Text, s.widths[i]-float64(2*d.level)-1, 11))
		}
		line.cells[i] = s.calculated(s.value(d, c), c, r.Cells)
		if c.Name != "" {
			s.names = append(s.names, named{name: c.Name, column: i + 1, row: len(s.rows) + 1})
		}
	}
	if h.note >= 0 {
		s.explain(h, r, &line)
	}
	s.put(line)
}

// explain writes the note of a row.
func (s *sheet) explain(h shape, r *report.Row, line *row) {
	l, size := lookNote, 9.0
	if h.own == 1 {
		l, size = lookProse, 10
	}
	for i := h.note; i < h.end && !r.Total; i++ {
		line.cells[i].style = s.styles.of(drawn{look: l, texts: s.texts})
	}
	line.merged = joined(h.note+1, h.end)
	if r.Note != "" {
		line.cells[h.note].kind, line.cells[h.note].text = textual, r.Note
		line.height = max(line.height, height(r.Note, s.room(h)-2, size))
	}
}

// calculated gives a figure its formula.
func (s *sheet) calculated(value cell, c report.Cell, beside []report.Cell) cell {
	if c.Formula == nil || s.ask == nil || c.Kind == report.Text || value.kind == textual {
		return value
	}
	formula, err := s.ask.formula(c.Formula, beside, len(s.rows)+1)
	if err != nil && s.err == nil {
		s.err = err
	}
	value.formula = formula
	return value
}
