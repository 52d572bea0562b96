package xlsx

import (
	"math"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"releve/internal/report"
)

// Columns of a report: its name, three figures, the note.
const (
	figures    = 3
	noteColumn = figures + 2
)

// widths of the columns of a report, in signs.
func reportWidths() []float64 { return []float64{34, 11, 11, 11, 56} }

// named is a cell that gets a defined name.
type named struct {
	name        string
	column, row int
}

// sheet gathers the rows of a report.
type sheet struct {
	styles styles
	rows   []row
	names  []named
}

// report writes a report as a sheet.
func (b *book) report(r *report.Report) error {
	s := &sheet{styles: b.styles}
	s.banner(r)
	for _, t := range r.Tables {
		s.table(t)
	}
	err := b.write(page{
		name: r.Name, widths: reportWidths(), layout: layout{upright: true, wide: 1, tall: 1, footer: r.Title},
		rows: func(yield func(row, error) bool) {
			for _, line := range s.rows {
				if !yield(line, nil) {
					return
				}
			}
		},
	})
	if err != nil {
		return err
	}
	for _, n := range s.names {
		if err = b.name(n.name, r.Name, n.column, n.row); err != nil {
			return err
		}
	}
	return nil
}

// banner writes what has to be read before the tables.
func (s *sheet) banner(r *report.Report) {
	for _, part := range []struct {
		text  string
		style int
		size  float64 // of the letters, in points
	}{
		{r.Notice, s.styles.notice, 13},
		{r.Title, s.styles.title, 20},
		{r.Sentence, s.styles.sentence, 13},
		{r.About, s.styles.caveat, 10},
		{r.Caveat, s.styles.caveat, 10},
		{r.Rowless, s.styles.caveat, 10},
	} {
		if part.text != "" {
			s.across(part.text, part.style, part.size)
		}
	}
	s.space()
	for _, f := range r.Facts {
		cells := s.line(s.styles.factText)
		cells[0] = excelize.Cell{StyleID: s.styles.fact, Value: f.Label}
		cells[1] = excelize.Cell{StyleID: s.styles.factText, Value: f.Text}
		s.rows = append(s.rows, row{cells: cells, height: height(f.Text, across(1), 10), merged: [][2]int{{2, noteColumn}}})
	}
}

// across writes a text over the whole width.
func (s *sheet) across(text string, style int, size float64) {
	cells := s.line(style)
	cells[0] = excelize.Cell{StyleID: style, Value: text}
	s.rows = append(s.rows, row{cells: cells, height: height(text, across(0), size) + size/2, merged: [][2]int{{1, noteColumn}}})
}

// line returns empty cells of a style.
func (s *sheet) line(style int) []any {
	cells := make([]any, noteColumn)
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: style}
	}
	return cells
}

func (s *sheet) space() { s.rows = append(s.rows, row{height: spaceHeight}) }

// Heights of rows that hold one line, in points.
const (
	spaceHeight   = 9
	sectionHeight = 21
	headHeight    = 15
)

// table writes a table with its title and, where it has any, its headings.
func (s *sheet) table(t report.Table) {
	s.space()
	cells := s.line(s.styles.section)
	cells[0] = excelize.Cell{StyleID: s.styles.section, Value: t.Title}
	s.rows = append(s.rows, row{cells: cells, height: sectionHeight})
	if len(t.Head) > 1 {
		cells = make([]any, 0, noteColumn)
		for _, text := range t.Head {
			cells = append(cells, excelize.Cell{StyleID: s.styles.head, Value: text})
		}
		s.rows = append(s.rows, row{cells: cells, height: headHeight})
	}
	for _, r := range t.Rows {
		s.figures(r)
	}
}

// figures writes a row of a table.
func (s *sheet) figures(r report.Row) {
	cells := s.line(s.styles.no)
	for i, c := range r.Cells {
		cells[i] = s.cell(c)
		if c.Name != "" {
			s.names = append(s.names, named{name: c.Name, column: i + 1, row: len(s.rows) + 1})
		}
	}
	cells[noteColumn-1] = excelize.Cell{StyleID: s.styles.note}
	if r.Note != "" {
		cells[noteColumn-1] = excelize.Cell{StyleID: s.styles.note, Value: r.Note}
	}
	widths := reportWidths()
	tall := max(height(r.Note, widths[noteColumn-1], 9), height(r.Cells[0].Text, widths[0], 11))
	s.rows = append(s.rows, row{cells: cells, height: tall})
}

// cell writes a value as what it is. An undefined figure is an empty cell.
func (s *sheet) cell(c report.Cell) excelize.Cell {
	switch c.Kind {
	case report.Count:
		return figure(s.styles.count, c)
	case report.Share:
		return figure(s.styles.share, c)
	case report.Minutes:
		return figure(s.styles.minutes, c)
	case report.Hours:
		return figure(s.styles.hours, c)
	case report.Date:
		return day(s.styles.date, c.Text)
	case report.Text:
	}
	if c.Name != "" {
		return text(s.styles.text, c.Text)
	}
	return text(s.styles.label, c.Text)
}

func figure(style int, c report.Cell) excelize.Cell {
	if c.Empty || math.IsNaN(c.Value) || math.IsInf(c.Value, 0) {
		return excelize.Cell{StyleID: style}
	}
	return excelize.Cell{StyleID: style, Value: c.Value}
}

func text(style int, s string) excelize.Cell {
	if s == "" {
		return excelize.Cell{StyleID: style}
	}
	return excelize.Cell{StyleID: style, Value: s}
}

// day writes a calendar date (yyyy-mm-dd) as the number of days that Excel has for it; one that Excel counts wrongly,
// before March 1900, and one that is none stay text.
func day(style int, iso string) excelize.Cell {
	date, err := time.Parse(time.DateOnly, iso)
	if err != nil || date.Before(time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)) {
		return text(style, iso)
	}
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	return excelize.Cell{StyleID: style, Value: int64(date.Sub(epoch) / (24 * time.Hour))}
}

// across returns the width of the columns of a report from the i-th on.
func across(i int) float64 {
	sum := 0.0
	for _, w := range reportWidths()[i:] {
		sum += w
	}
	return sum
}

// height estimates how tall a row has to be for a text that wraps: Excel does not find out for merged cells, nor
// everywhere for streamed ones. Width is in signs of 11 points.
func height(text string, width, size float64) float64 {
	perLine := width * 11 / size * fitting
	lines := math.Max(1, math.Ceil(float64(utf8.RuneCountInString(text))/perLine))
	return math.Ceil(lines*size*1.3) + 3
}

// fitting is how many letters stand in the width of a digit, on average, with the room lost where lines break.
const fitting = 1.12
