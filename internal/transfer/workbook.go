package transfer

import (
	"fmt"
	"io"

	"releve/internal/campaign"
	"releve/internal/problem"
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
	if q.Purpose == Share {
		if err := q.enough(columns, v.Campaign()); err != nil {
			return err
		}
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

// fewest is how many counted sheets services must have between them to be chosen for a file to share.
const fewest = 5

// enough refuses a choice of services so small that every figure would be theirs alone.
func (q Request) enough(columns *tally.Columns, c *campaign.Campaign) error {
	if len(q.Filter.Participants) == 0 && len(q.Filter.Kinds) == 0 {
		return nil
	}
	count, err := columns.Count(c, q.Filter)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	sheets, _ := tally.Named("n_sheets")
	if sheets.Of(count).Value < fewest {
		return problem.New(problem.Invalid, "export.share.few", problem.Args{"least": fewest})
	}
	return nil
}
