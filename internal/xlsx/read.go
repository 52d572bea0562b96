package xlsx

import (
	"archive/zip"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/xuri/excelize/v2"

	"releve/internal/interchange"
	"releve/internal/problem"
)

// Limits of reading: a small archive must not unfold into a large one.
const (
	mostUnfolding = 60      // times the size of the file
	mostBytes     = 1 << 30 // unzipped
	mostInMemory  = 8 << 20 // of one part; larger ones go to a temporary file
)

// Read reads the lines of the sheet Codes, or of the first sheet where there is none, as a spreadsheet shows them;
// dates come as yyyy-mm-dd. Every line has at least as many values as the first. The first problem ends it: a
// *problem.Error for what the file's author can mend.
func Read(r io.ReaderAt, size int64) iter.Seq2[interchange.Line, error] {
	return func(yield func(interchange.Line, error) bool) {
		first := interchange.Line{Number: 1}
		f, err := open(r, size)
		if err != nil {
			yield(first, err)
			return
		}
		defer f.Close() //nolint:errcheck // it was only read; what it left is a temporary file
		rows, err := f.Rows(sheetOf(f))
		if err != nil {
			yield(first, unreadable(err))
			return
		}
		defer rows.Close() //nolint:errcheck // as above
		if err = lines(rows, yield); err != nil {
			yield(first, unreadable(err))
		}
	}
}

// lines hands the rows on. It returns what went wrong while the reader still wanted more.
func lines(rows *excelize.Rows, yield func(interchange.Line, error) bool) error {
	width := 0
	for n := 1; rows.Next(); n++ {
		values, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
		if n == 1 {
			width = len(values)
		}
		for len(values) < width {
			values = append(values, "")
		}
		if !yield(interchange.Line{Number: n, Values: values}, nil) {
			return nil
		}
	}
	return rows.Error()
}

// open opens a workbook whose parts are not too large. The archive's directory says how large they are, and a part
// that turns out to be larger is an error when it is read.
func open(r io.ReaderAt, size int64) (*excelize.File, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, unreadable(err)
	}
	most, sum := min(uint64(max(size, 0))*mostUnfolding, mostBytes), uint64(0)
	for _, part := range archive.File {
		if sum += part.UncompressedSize64; sum > most || part.UncompressedSize64 > most {
			return nil, problem.New(problem.TooLarge, "xlsx.large", nil)
		}
	}
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		UnzipSizeLimit: int64(max(most, mostInMemory)), UnzipXMLSizeLimit: mostInMemory,
		ShortDatePattern: isoFormat, LongDatePattern: isoFormat,
	})
	if err != nil {
		return nil, unreadable(err)
	}
	return f, nil
}

// sheetOf returns the name of the sheet that holds the rows.
func sheetOf(f *excelize.File) string {
	names := f.GetSheetList()
	if slices.Contains(names, codesName) || len(names) == 0 {
		return codesName
	}
	return names[0]
}

func unreadable(err error) error {
	return problem.Wrap(problem.Invalid, "xlsx.unreadable", fmt.Errorf("read workbook: %w", err))
}
