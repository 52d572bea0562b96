package xlsx

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// book is a workbook while it is written.
type book struct {
	file   *excelize.File
	styles styles
	sheets int
}

// page is one sheet. It is handed over whole: excelize drops, without an error, whatever is set on a streamed sheet
// after its last row, so that nobody gets to set anything then.
type page struct {
	name   string
	widths []float64 // of the columns, in signs
	layout layout
	filter bool // put a filter on the first row
	rows   iter.Seq2[row, error]
}

// layout says how a page is seen and printed, on A4.
type layout struct {
	frozen     int  // first rows that stay in sight and are printed on every page
	upright    bool // the paper stands
	wide, tall int  // pages to shrink to, 0: as many as it takes
	footer     string
}

// row is a row of cells; nil is an empty cell.
type row struct {
	cells  []any // string, int64, float64 or excelize.Cell
	height float64
	merged [][2]int // first and last column of cells that are one, from 1
}

func newBook(wb Workbook) (*book, error) {
	f := excelize.NewFile()
	f.ZipWriter = func(w io.Writer) excelize.ZipWriter { return newArchive(w) }
	b := &book{file: f}
	made := wb.Made.UTC().Format(time.RFC3339)
	props := &excelize.DocProperties{Creator: creator, LastModifiedBy: creator, Created: made, Modified: made}
	language := ""
	if len(wb.Reports) > 0 {
		language = string(wb.Reports[0].Language)
		props.Title, props.Language = wb.Reports[0].Title, language
	}
	if err := f.SetDocProps(props); err != nil {
		return nil, fmt.Errorf("set properties: %w", err)
	}
	var err error
	b.styles, err = newStyles(f, language)
	return b, err
}

// write writes a page: what concerns the whole sheet, then rows, then what needs their number, then the end.
func (b *book) write(p page) error {
	if err := b.open(p); err != nil {
		return fmt.Errorf("sheet %s: %w", p.name, err)
	}
	sw, err := b.file.NewStreamWriter(p.name)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", p.name, err)
	}
	for i, width := range p.widths {
		if err = sw.SetColWidth(i+1, i+1, width); err != nil {
			return fmt.Errorf("sheet %s, width: %w", p.name, err)
		}
	}
	if p.layout.frozen > 0 {
		if err = sw.SetPanes(panes(p.layout.frozen)); err != nil {
			return fmt.Errorf("sheet %s, panes: %w", p.name, err)
		}
	}
	n, err := b.rows(sw, p)
	if err != nil {
		return fmt.Errorf("sheet %s, row %d: %w", p.name, n, err)
	}
	if p.filter {
		if err = b.file.AutoFilter(p.name, area(len(p.widths), n), nil); err != nil {
			return fmt.Errorf("sheet %s, filter: %w", p.name, err)
		}
	}
	if err = sw.Flush(); err != nil {
		return fmt.Errorf("sheet %s: %w", p.name, err)
	}
	return nil
}

// open makes the sheet and sets all that concerns it whole. It comes before the stream, which writes the sheet's
// properties at once.
func (b *book) open(p page) error {
	b.sheets++
	if b.sheets == 1 {
		if err := b.file.SetSheetName(b.file.GetSheetName(0), p.name); err != nil {
			return fmt.Errorf("name: %w", err)
		}
	} else if _, err := b.file.NewSheet(p.name); err != nil {
		return fmt.Errorf("add: %w", err)
	}
	return b.paper(p)
}

// rows writes the rows and returns their number.
func (b *book) rows(sw *excelize.StreamWriter, p page) (int, error) {
	n := 0
	for r, err := range p.rows {
		if err != nil {
			return n, err
		}
		n++
		var opts []excelize.RowOpts
		if r.height > 0 {
			opts = append(opts, excelize.RowOpts{Height: r.height})
		}
		if err = sw.SetRow(address(1, n), r.cells, opts...); err != nil {
			return n, fmt.Errorf("write cells: %w", err)
		}
		for _, m := range r.merged {
			if err = sw.MergeCell(address(m[0], n), address(m[1], n)); err != nil {
				return n, fmt.Errorf("merge cells: %w", err)
			}
		}
	}
	return n, nil
}

// name gives a cell of a sheet a defined name.
func (b *book) name(name, sheet string, column, row int) error {
	cell, err := excelize.CoordinatesToCellName(column, row, true)
	if err != nil {
		return fmt.Errorf("name %s: %w", name, err)
	}
	err = b.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: quoted(sheet) + "!" + cell})
	if err != nil {
		return fmt.Errorf("name %s: %w", name, err)
	}
	return nil
}

// quoted writes a sheet's name as it stands in a reference.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// address returns the name of a cell, column and row from 1. Both are ours and in range.
func address(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return ""
	}
	return name
}

// area returns the range from the first cell on.
func area(columns, rows int) string {
	return address(1, 1) + ":" + address(max(columns, 1), max(rows, 1))
}

func panes(rows int) *excelize.Panes {
	return &excelize.Panes{Freeze: true, YSplit: rows, TopLeftCell: address(1, rows+1), ActivePane: "bottomLeft"}
}
