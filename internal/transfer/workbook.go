package transfer

import (
	"fmt"
	"io"

	"releve/internal/report"
	"releve/internal/tally"
	"releve/internal/xlsx"
)

// summary is the report that a workbook shows.
const summary = "synthese"

// workbook writes figures and rows as a workbook.
func (f *file) workbook(w io.Writer, o Options) error {
	v, q := f.view, f.request
	columns := tally.NewColumns(v.Campaign())
	if err := columns.Read(v); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	count, err := columns.Count(v.Campaign(), q.Filter)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	definition, err := report.Load(o.Reports, summary)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	r := report.Build(definition, count, report.Options{Made: o.Made, Notice: o.Notice}, o.Printer)
	return xlsx.Write(w, xlsx.Workbook{
		Reports: []*report.Report{r}, Codes: &xlsx.Codes{Header: f.layout.Header(), Lines: f.layout.Lines(f.sheets())}, Made: o.Made,
	})
}
