package transfer

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"time"

	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/locale"
)

// Options say what a file is written with.
type Options struct {
	Made    time.Time // stands in the file
	Notice  string    // stands above every figure: that the data are fictitious; "" for nothing
	Printer *locale.Printer
	Reports fs.FS // definitions of reports
}

// Write writes what a view shows. The rows and the figures of a workbook are counted from the same view, so that they
// agree whatever comes in meanwhile. Refusals are those of Checked and Known.
func Write(w io.Writer, v campaign.View, q Request, o Options) error {
	q, err := q.Checked()
	if err != nil {
		return err
	}
	if err = q.Known(v.Campaign()); err != nil {
		return err
	}
	layout, err := interchange.New(v.Campaign())
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if q.Tokens {
		layout = layout.WithTokens()
	}
	f := &file{view: v, layout: layout, request: q}
	switch {
	case q.Format == XLSX:
		return f.workbook(w, o)
	case q.Format == JSON:
		return interchange.WriteJSON(w, layout.Header(), layout.Lines(f.sheets()))
	case q.ExcelFR:
		return csv.Write(w, csv.ExcelFR, layout.Header(), layout.Lines(f.sheets()))
	default:
		return csv.Write(w, csv.Plain, layout.Header(), layout.Lines(f.sheets()))
	}
}

// file is what is written of a view.
type file struct {
	view    campaign.View
	layout  *interchange.Layout
	request Request
}

// sheets walks the sheets that pass the filter, in the order of the interchange layout.
func (f *file) sheets() iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for k, err := range f.view.ByDate() {
			if err == nil && !f.request.Filter.Sheet(f.view.Campaign(), k.Sheet) {
				continue
			}
			if !yield(k, err) {
				return
			}
		}
	}
}
