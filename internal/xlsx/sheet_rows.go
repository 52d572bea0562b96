package xlsx

import (
	"iter"
	"math"
	"unicode/utf8"

	"releve/internal/interchange"
	"releve/internal/report"
)

// Widths of the columns of the sheets of rows, in signs.
const (
	leastWidth = 8
	mostWidth  = 46
	padding    = 3 // room for the filter's arrow
	pageWidth  = 240
)

// looked is how many lines are looked at to find how wide the columns are.
const looked = 200

// data writes the rows behind the figures as a table that formulas ask.
func (b *book) data(d *report.Data, compared map[string]bool) error {
	b.ask = &questions{heads: map[string]string{}, labels: map[string]labels{}, figures: map[string]report.Cell{}}
	taken := map[string]bool{}
	heads, notes := make([]string, len(d.Columns)), make([]labels, len(d.Columns))
	for i, c := range d.Columns {
		heads[i] = heading(c.Head, taken)
		b.ask.heads[c.Key] = referred(heads[i])
		if compared[c.Key] {
			notes[i] = labels{seen: map[string]bool{}, same: map[string]int{}}
			b.ask.labels[c.Key] = notes[i]
		}
	}
	return writeLines(b, lined[report.Cell]{
		name: d.Name, heads: heads, table: &dataTable{name: tableName, heads: heads}, lines: d.Lines,
		width: func(column int) float64 { return d.Columns[column].Width },
		size:  func(c report.Cell) int { return int(wide(c)) },
		cell: func(column int, c report.Cell) cell {
			if c.Kind == report.Text && notes[column].seen != nil {
				notes[column].note(c.Text)
			}
			return b.value(drawn{look: lookLine, kind: c.Kind}, c)
		},
	})
}

// codes writes rows in the interchange layout, so that an import finds again exactly what is stored.
func (b *book) codes(c *Codes) error {
	date, number := b.styles.of(drawn{look: lookCode, kind: report.Date}), b.styles.of(drawn{look: lookCode, kind: report.Count})
	return writeLines(b, lined[interchange.Cell]{
		name: codesName, heads: c.Header, lines: c.Lines, width: func(int) float64 { return 0 },
		size: func(c interchange.Cell) int { return utf8.RuneCountInString(c.Text) },
		cell: func(_ int, c interchange.Cell) cell {
			switch c.Kind {
			case interchange.Text:
				return cell{kind: textual, text: c.Text}
			case interchange.Number:
				return cell{kind: numeric, style: number, number: float64(c.Number)}
			case interchange.Date:
				return day(date, c.Text)
			case interchange.Blank:
			}
			return cell{}
		},
	})
}

// lined is a sheet of rows below one row of headings.
type lined[C any] struct {
	name  string
	heads []string
	table *dataTable // nil: a filter alone
	lines iter.Seq2[[]C, error]
	width func(column int) float64 // 0: as the first lines need
	size  func(c C) int            // of a cell, in signs
	cell  func(column int, c C) cell
}

// writeLines writes a sheet of rows.
func writeLines[C any](b *book, l lined[C]) error {
	next, stop := iter.Pull2(l.lines)
	defer stop()
	first := []row{{cells: make([]cell, len(l.heads))}}
	widths := make([]float64, len(l.heads))
	for i, name := range l.heads {
		widths[i] = float64(utf8.RuneCountInString(name))
		first[0].cells[i] = cell{kind: textual, style: b.styles.words(lookRows), text: name}
	}
	for len(first) <= looked {
		cells, err, more := next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		first = append(first, row{cells: l.row(nil, cells)})
		for i, c := range cells {
			widths[i] = max(widths[i], float64(l.size(c)))
		}
	}
	for i := range widths {
		if widths[i] = min(max(widths[i]+padding, leastWidth), mostWidth); l.width(i) > 0 {
			widths[i] = l.width(i)
		}
	}
	p := page{
		name: l.name, widths: widths, table: l.table,
		layout: layout{frozen: 1, repeated: [2]int{1, 1}, wide: pages(widths), footer: l.name, lined: true},
		rows: func(yield func(row, error) bool) {
			for _, r := range first {
				if !yield(r, nil) {
					return
				}
			}
			l.rest(next, yield)
		},
	}
	if l.table == nil {
		p.filter = func(rows int) string { return area(len(widths), rows) }
	}
	return b.write(p)
}

// rest hands the lines over that were not looked at.
func (l lined[C]) rest(next func() ([]C, error, bool), yield func(row, error) bool) {
	var into []cell
	for {
		cells, err, more := next()
		if !more {
			return
		}
		into = l.row(into, cells)
		if !yield(row{cells: into}, err) || err != nil {
			return
		}
	}
}

// row turns a line into cells, in a slice that may be used again.
func (l lined[C]) row(into []cell, cells []C) []cell {
	into = into[:0]
	for i, c := range cells {
		into = append(into, l.cell(i, c))
	}
	return into
}

// pages returns to how many pages a sheet of rows is shrunk across, so that it can still be read.
func pages(widths []float64) int {
	sum := 0.0
	for _, w := range widths {
		sum += w
	}
	return max(1, int(math.Round(sum/pageWidth)))
}
