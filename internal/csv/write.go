// Package csv writes report tables and rows, reads rows.
//
// What it writes is UTF-8 with commas and line feeds, which every program reads; spreadsheets set to French want
// semicolons and a byte order mark. It reads both, and refuses other encodings, which would spoil every accent.
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"

	"releve/internal/interchange"
)

// Dialect says for whom a file is written.
type Dialect uint8

// The dialects.
const (
	Plain   Dialect = iota // commas, no byte order mark
	ExcelFR                // semicolons and a byte order mark: a double click opens it in a French Excel
)

// comma returns the sign between values.
func (d Dialect) comma() rune {
	if d == ExcelFR {
		return ';'
	}
	return ','
}

// mark is the byte order mark of UTF-8.
const mark = "\xef\xbb\xbf"

// Write writes a header and lines of cells. Numbers of the layout are whole, so that no dialect needs a decimal
// sign. Lines end with a line feed.
func Write(w io.Writer, d Dialect, header []string, lines iter.Seq2[[]interchange.Cell, error]) error {
	if d == ExcelFR {
		if _, err := io.WriteString(w, mark); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out := csv.NewWriter(w)
	out.Comma = d.comma()
	if err := out.Write(header); err != nil {
		return fmt.Errorf("write csv header: %w", err)
	}
	record := make([]string, len(header))
	for cells, err := range lines {
		if err != nil {
			return err
		}
		for i, c := range cells {
			record[i] = printed(c)
		}
		if err = out.Write(record); err != nil {
			return fmt.Errorf("write csv line: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// printed returns a cell as it stands in a file.
func printed(c interchange.Cell) string {
	switch c.Kind {
	case interchange.Number:
		return strconv.FormatInt(c.Number, 10)
	case interchange.Text, interchange.Date:
		return c.Text
	case interchange.Blank:
	}
	return ""
}
