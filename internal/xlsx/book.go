package xlsx

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// book is a workbook while it is written. excelize keeps its books: names, styles, charts, the list of parts. The
// sheets themselves go straight into the archive.
type book struct {
	file    *excelize.File
	archive *archive
	styles  *styles
	sheets  map[string]string // parts by the sheets' names
	notice  string            // above every page
	ask     *questions        // nil where there are no rows to ask
}

// page is one sheet. It is handed over whole, so that nothing can be set on it when it is too late.
type page struct {
	name   string
	widths []float64 // of the columns, in signs
	layout layout
	filter func(rows int) string // the range with a filter, nil: none
	rows   iter.Seq2[row, error]
	charts []placed
	table  *dataTable // over all cells
}

// placed is a chart with its place.
type placed struct {
	cell  string // its first corner
	chart *excelize.Chart
}

// dataTable is an Excel table.
type dataTable struct {
	name  string
	heads []string
}

func newBook(wb Workbook) (*book, error) {
	f, a := excelize.NewFile(), newArchive()
	f.ZipWriter = func(io.Writer) excelize.ZipWriter { return gatherer{a} }
	b := &book{
		file: f, archive: a, sheets: map[string]string{}, styles: newStyles(f, string(wb.Book.Language)),
	}
	if len(wb.Book.Reports) > 0 {
		b.notice = wb.Book.Reports[0].Notice
	}
	made := wb.Made.UTC().Format(time.RFC3339)
	err := f.SetDocProps(&excelize.DocProperties{
		Creator: creator, LastModifiedBy: creator, Created: made, Modified: made,
		Title: wb.Book.Title, Language: string(wb.Book.Language),
	})
	if err != nil {
		return nil, fmt.Errorf("set properties: %w", err)
	}
	return b, nil
}

// add makes a sheet behind the others.
func (b *book) add(name string) error {
	if len(b.sheets) == 0 {
		if err := b.file.SetSheetName(b.file.GetSheetName(0), name); err != nil {
			return fmt.Errorf("name: %w", err)
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return fmt.Errorf("add: %w", err)
	}
	b.sheets[name] = fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.sheets)+1)
	return nil
}

// write writes a page.
func (b *book) write(p page) error {
	if err := b.writeRows(p); err != nil {
		return fmt.Errorf("sheet %s: %w", p.name, err)
	}
	return nil
}

func (b *book) writeRows(p page) error {
	p.layout.notice = b.notice
	p.layout.active = b.file.GetSheetName(0) == p.name
	to, err := b.archive.begin(b.sheets[p.name])
	if err != nil {
		return err
	}
	pen := &pen{to: to}
	pen.head(p)
	for r, err := range p.rows {
		if err == nil {
			err = pen.row(r)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", pen.rows, err)
		}
	}
	filter := ""
	if p.filter != nil {
		filter = p.filter(pen.rows)
	}
	if p.table != nil {
		pen.rows = max(pen.rows, 2) // a table without lines keeps a blank one
	}
	pen.tail(p, filter)
	if err = pen.flush(); err != nil {
		return err
	}
	return b.keep(p, filter, pen.rows)
}

// keep tells excelize what else belongs to the page.
func (b *book) keep(p page, filter string, rows int) error {
	if err := b.repeat(p); err != nil {
		return err
	}
	if filter != "" && !strings.Contains(p.name, "'") { // excelize does not double the quote; the name may be missing
		if err := b.file.AutoFilter(p.name, filter, nil); err != nil {
			return fmt.Errorf("filter: %w", err)
		}
	}
	if p.table != nil {
		if err := b.table(p, rows); err != nil {
			return err
		}
	}
	if len(p.charts) == 0 {
		return nil
	}
	for i, width := range p.widths { // a chart's last corner is found from the widths
		name := columnName(i + 1)
		if err := b.file.SetColWidth(p.name, name, name, width); err != nil {
			return fmt.Errorf("width: %w", err)
		}
	}
	for _, c := range p.charts {
		if err := b.file.AddChart(p.name, c.cell, c.chart); err != nil {
			return fmt.Errorf("chart: %w", err)
		}
	}
	return nil
}

// table declares the cells of a page a table. excelize takes the headings from its own cells, which are not written.
func (b *book) table(p page, rows int) error {
	for i, head := range p.table.heads {
		if err := b.file.SetCellStr(p.name, address(i+1, 1), head); err != nil {
			return fmt.Errorf("heading: %w", err)
		}
	}
	striped := true
	err := b.file.AddTable(p.name, &excelize.Table{
		Range: area(len(p.table.heads), rows), Name: p.table.name, StyleName: "TableStyleLight1", ShowRowStripes: &striped,
	})
	if err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

// name gives a cell of a sheet a defined name.
func (b *book) name(name, sheet string, column, row int) error {
	err := b.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: quoted(sheet) + "!" + absolute(column, row)})
	if err != nil {
		return fmt.Errorf("name %s: %w", name, err)
	}
	return nil
}

// quoted writes a sheet's name as it stands in a reference.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// area returns the range from the first cell on.
func area(columns, rows int) string {
	return address(1, 1) + ":" + address(max(columns, 1), max(rows, 1))
}

// each hands rows over.
func each(rows []row) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}
