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
	Book  *report.Book
	Codes *Codes    // rows in the interchange layout; nil leaves the sheet out
	Made  time.Time // stands in the file's properties; the same data and instant give the same bytes
}

// Codes are rows in the interchange layout.
type Codes struct {
	Header []string
	Lines  iter.Seq2[[]interchange.Cell, error] // a line's slice may be used again for the next one
}

// Write writes a workbook: the reports, the rows behind the figures, the rows in the interchange layout, then the
// reports that stand after the rows. A cell that has a Name in a report gets that defined name, one that has a
// Formula is calculated again by the spreadsheet; its value stands beside the formula for who does not calculate.
// Without the rows behind the figures (Book.Data) every figure is a value. Both sheets of rows are left out when a
// report says so (Rowless), and then not read.
func Write(w io.Writer, wb Workbook) error {
	b, err := newBook(wb)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	err = b.fill(wb)
	if err == nil {
		err = b.file.Write(io.Discard)
	}
	if err == nil {
		err = b.archive.write(w)
	}
	if closed := b.file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// fill makes the sheets in their order, then writes them. The rows behind the figures are written first: what they
// say decides how a formula has to ask for them.
func (b *book) fill(wb Workbook) error {
	data, codes := wb.Book.Data, wb.Codes
	for _, r := range wb.Book.Reports {
		if r.Rowless != "" {
			data, codes = nil, nil
		}
	}
	if err := b.order(wb.Book, data, codes); err != nil {
		return err
	}
	if data != nil {
		if err := b.data(data, asked(wb.Book)); err != nil {
			return err
		}
	}
	for _, r := range wb.Book.Reports {
		b.figures(r)
	}
	for _, r := range wb.Book.Reports {
		if err := b.report(r); err != nil {
			return err
		}
	}
	if codes == nil {
		return nil
	}
	return b.codes(codes)
}

// order makes the sheets.
func (b *book) order(all *report.Book, data *report.Data, codes *Codes) error {
	var names, after []string
	for _, r := range all.Reports {
		if r.AfterRows {
			after = append(after, r.Name)
		} else {
			names = append(names, r.Name)
		}
	}
	if data != nil {
		names = append(names, data.Name)
	}
	if codes != nil {
		names = append(names, codesName)
	}
	for _, name := range append(names, after...) {
		if err := b.add(name); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	return nil
}
