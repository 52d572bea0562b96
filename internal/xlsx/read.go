package xlsx

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"releve/internal/interchange"
	"releve/internal/problem"
)

// Limits of a sheet.
const (
	mostRows   = 1_048_576 // that a spreadsheet has
	mostFilled = 1024      // columns that may hold something: more than an import takes
)

// Read reads the lines of the sheet Codes, or of the first sheet where there is none: texts as they are shown, numbers
// with all their digits, dates as yyyy-mm-dd. Rows without cells are passed over; every line has at least as many
// values as the first. The first problem ends it: a *problem.Error for what the file's author can mend.
//
// The parts are read by a scanner of our own: it takes the same memory for a part of any size but for shared texts,
// where a library that builds the parts in memory unfolds a small file into gigabytes.
func Read(r io.ReaderAt, size int64) iter.Seq2[interchange.Line, error] {
	return func(yield func(interchange.Line, error) bool) {
		if err := readLines(r, size, yield); err != nil && !errors.Is(err, errEnough) {
			yield(interchange.Line{Number: 1}, unreadable(err))
		}
	}
}

// errEnough says that the reader of the lines wants no more.
var errEnough = errors.New("enough")

func unreadable(err error) error {
	if len(problem.All(err)) > 0 {
		return err
	}
	return problem.Wrap(problem.Invalid, "xlsx.unreadable", fmt.Errorf("read workbook: %w", err))
}

// readLines hands the lines on.
func readLines(r io.ReaderAt, size int64, yield func(interchange.Line, error) bool) error {
	p, err := openPack(r, size)
	if err != nil {
		return err
	}
	rows := rowReader{pack: p, shared: &texts{}, yield: yield}
	if p.texts != "" {
		err = p.read(p.texts, func(r io.Reader) (err error) {
			rows.shared, err = readTexts(r)
			return err
		})
	}
	if err == nil && p.styles != "" {
		err = p.read(p.styles, func(r io.Reader) (err error) {
			rows.dates, err = readStyles(r)
			return err
		})
	}
	if err != nil {
		return err
	}
	return p.read(p.sheet, rows.read)
}

// rowReader reads the rows of a sheet.
type rowReader struct {
	pack   *pack
	shared *texts
	dates  []bool // by style
	yield  func(interchange.Line, error) bool

	number int // of the row
	width  int // of the first line
	column int // of the cell, from 1
	kind   string
	style  string
	raw    []byte // what the cell holds, escaped
	values []string
}

// read walks the part of a sheet to its end, where the archive tells whether it is what was written.
func (w *rowReader) read(r io.Reader) error {
	s := newScanner(r)
	hint := false
	for {
		err := s.next()
		if err == io.EOF { //nolint:errorlint // a reader's own
			return nil
		}
		if err != nil {
			return err
		}
		switch s.name {
		case "row":
			err = w.row(s)
		case "c":
			err = w.cell(s)
		case "rPh":
			hint = s.begin && !s.end
		case "v", "t":
			s.keep = s.begin && !s.end && !hint
			if s.end {
				w.raw = append(w.raw, s.text...)
			}
			if len(w.raw) > mostRead {
				err = errXML
			}
		}
		if err != nil {
			return err
		}
	}
}

// row begins or ends a row.
func (w *rowReader) row(s *scanner) error {
	if s.begin {
		w.number++
		w.column, w.values = 0, nil
		if r, ok := s.attr("r"); ok {
			n, err := strconv.Atoi(r)
			if err != nil || n < w.number {
				return errXML
			}
			w.number = n
		}
		if w.number > mostRows {
			return errXML
		}
	}
	if !s.end || w.values == nil {
		return nil
	}
	if w.width == 0 {
		w.width = len(w.values)
	}
	for len(w.values) < w.width {
		w.values = append(w.values, "")
	}
	if !w.yield(interchange.Line{Number: w.number, Values: w.values}, nil) {
		return errEnough
	}
	w.values = nil
	return nil
}

// cell begins or ends a cell.
func (w *rowReader) cell(s *scanner) error {
	if s.begin {
		w.column++
		w.raw = w.raw[:0]
		w.kind, _ = s.attr("t")
		w.style, _ = s.attr("s")
		if r, ok := s.attr("r"); ok {
			if w.column = columnOf(r); w.column == 0 {
				return errXML
			}
		}
	}
	if !s.end || len(w.raw) == 0 {
		return nil
	}
	if w.column > mostFilled {
		return problem.New(problem.TooLarge, "xlsx.wide", problem.Args{"row": strconv.Itoa(w.number), "most": mostFilled})
	}
	value, err := w.value()
	if err != nil {
		return err
	}
	if w.values == nil {
		w.values = make([]string, 0, max(w.width, w.column))
	}
	for len(w.values) < w.column {
		w.values = append(w.values, "")
	}
	w.values[w.column-1] = value
	return nil
}

// value returns what the cell shows.
func (w *rowReader) value() (string, error) {
	text, err := unescaped(w.raw)
	if err != nil {
		return "", err
	}
	switch w.kind {
	case "s":
		return w.shared.at(text)
	case "str", "inlineStr":
		return shownText(w.raw)
	case "b":
		return strings.ToUpper(strconv.FormatBool(text == "1" || text == "true")), nil
	case "e":
		return text, nil
	case "d":
		return strings.TrimSuffix(text, "T00:00:00"), nil
	}
	if n, err := strconv.Atoi(w.style); err == nil && n >= 0 && n < len(w.dates) && w.dates[n] {
		if day, ok := shownDate(text, w.pack.from1904); ok {
			return day, nil
		}
	}
	return shownNumber(text), nil
}

// columnOf returns the number of the column of a cell's address such as AB12, 0 for what is none.
func columnOf(address string) int {
	n := 0
	for i := range len(address) {
		c := address[i] &^ 0x20 // upper case
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > mostRows {
			return 0
		}
	}
	return n
}
