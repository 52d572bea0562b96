package xlsx

import (
	"iter"
	"slices"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"releve/internal/interchange"
)

// Widths of the columns of Codes, in signs.
const (
	leastWidth = 8
	mostWidth  = 46
	padding    = 3 // room for the filter's arrow
)

// looked is how many lines are looked at to find how wide the columns are.
const looked = 200

// codes writes rows in the interchange layout, so that an import finds again exactly what is stored.
func (b *book) codes(c *Codes) error {
	next, stop := iter.Pull2(c.Lines)
	defer stop()
	widths := make([]float64, len(c.Header))
	head := make([]any, len(c.Header))
	for i, name := range c.Header {
		widths[i] = float64(utf8.RuneCountInString(name))
		head[i] = excelize.Cell{StyleID: b.styles.codesHead, Value: name}
	}
	var first []row
	for len(first) < looked {
		cells, err, more := next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		first = append(first, row{cells: b.line(nil, cells)})
		for i, cell := range cells {
			widths[i] = max(widths[i], float64(utf8.RuneCountInString(cell.Text)))
		}
	}
	for i := range widths {
		widths[i] = min(max(widths[i]+padding, leastWidth), mostWidth)
	}
	return b.write(page{
		name: codesName, widths: widths, layout: layout{frozen: 1, wide: 1, footer: codesName}, filter: true,
		rows: func(yield func(row, error) bool) {
			for _, r := range slices.Concat([]row{{cells: head}}, first) {
				if !yield(r, nil) {
					return
				}
			}
			var into []any
			for {
				cells, err, more := next()
				if !more {
					return
				}
				into = b.line(into, cells)
				if !yield(row{cells: into}, err) || err != nil {
					return
				}
			}
		},
	})
}

// line turns cells of the interchange layout into cells of a row, in a slice that may be used again.
func (b *book) line(into []any, cells []interchange.Cell) []any {
	into = into[:0]
	for _, c := range cells {
		switch c.Kind {
		case interchange.Text:
			into = append(into, c.Text)
		case interchange.Number:
			into = append(into, excelize.Cell{StyleID: b.styles.codesNumber, Value: c.Number})
		case interchange.Date:
			into = append(into, day(b.styles.codesDate, c.Text))
		case interchange.Blank:
			into = append(into, nil)
		}
	}
	return into
}
