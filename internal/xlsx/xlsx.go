// Package xlsx writes report tables and rows, and reads rows, as Excel workbooks.
package xlsx

import (
	"fmt"
	"io"
	"iter"
	"time"

	"releve/internal/interchange"
	"releve/internal/report"
)

// codesName is the sheet of the interchange layout, called the same in every language so that an import finds it.
const codesName = "Codes"

// creator stands in the workbook's properties.
const creator = "Relève"

// Workbook is what Write writes.
type Workbook struct {
	Reports []*report.Report // at least one, each a sheet
	Codes   *Codes           // rows in the interchange layout; nil leaves the sheet out
	Made    time.Time        // stands in the file's properties; the same data and instant give the same bytes
}

// Codes are rows in the interchange layout.
type Codes struct {
	Header []string
	Lines  iter.Seq2[[]interchange.Cell, error] // a line's slice may be used again for the next one
}

// Write writes a workbook. A cell that has a Name in a report gets that defined name. Codes are left out when a
// report says that it has no rows (Rowless), and then not read.
func Write(w io.Writer, wb Workbook) error {
	b, err := newBook(wb)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	err = b.fill(wb)
	if err == nil {
		err = b.file.Write(w)
	}
	if closed := b.file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// fill writes the sheets.
func (b *book) fill(wb Workbook) error {
	rowless := wb.Codes == nil
	for _, r := range wb.Reports {
		if err := b.report(r); err != nil {
			return err
		}
		rowless = rowless || r.Rowless != ""
	}
	if rowless {
		return nil
	}
	return b.codes(wb.Codes)
}
