package transfer

import (
	"fmt"
	"io"

	"releve/internal/report"
	"releve/internal/tally"
	"releve/internal/xlsx"
)

// summary is the definition of the book that a workbook shows.
const summary = "classeur"

// workbook writes figures and rows as a workbook.
func (f *file) workbook(w io.Writer, o Options) error {
	v, q := f.view, f.request
	columns := tally.NewColumns(v.Campaign())
	if err := columns.Read(v); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	definition, err := report.LoadBook(o.Reports, summary)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	source := report.Source{
		Columns: columns, Campaign: v.Campaign(), Filter: q.Filter, Sheets: f.sheets, Options: report.Options{Made: o.Made, Notice: o.Notice},
	}
	codes := &xlsx.Codes{Header: f.layout.Header(), Lines: f.layout.Lines(f.sheets())}
	if q.Purpose == Share {
		source.Purpose, source.Sheets, codes = report.ForShare, nil, nil
	}
	book, err := report.BuildBook(definition, source, o.Printer)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return xlsx.Write(w, xlsx.Workbook{Book: book, Codes: codes, Made: o.Made})
}
