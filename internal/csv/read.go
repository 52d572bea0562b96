package csv

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"releve/internal/interchange"
	"releve/internal/problem"
)

// Limits of reading, in bytes.
const (
	headBytes   = 64 << 10 // looked at to find the separator: longer than any header
	recordBytes = 64 << 20 // of one line, more than the largest that the layout allows; a quote never closed ends here
)

// Read reads the lines of a file of either dialect. The first problem ends it: a *problem.Error for what its
// author can mend, other errors are the reader's own. Line numbers are the rows that a spreadsheet shows, where a
// line break inside a value starts no row.
func Read(r io.Reader) iter.Seq2[interchange.Line, error] {
	return func(yield func(interchange.Line, error) bool) {
		limited := &budget{reader: r, left: recordBytes}
		in := bufio.NewReaderSize(limited, headBytes)
		records, err := open(in)
		if err != nil {
			yield(interchange.Line{Number: 1}, err)
			return
		}
		inner := 0 // line breaks inside values so far
		for {
			limited.left = recordBytes
			values, err := records.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(explain(err, inner))
				return
			}
			start, _ := records.FieldPos(0)
			line := interchange.Line{Number: start - inner, Values: values}
			breaks, ok := inspect(values)
			if !ok {
				yield(line, problem.New(problem.Invalid, "csv.encoding", problem.Args{"line": strconv.Itoa(line.Number)}))
				return
			}
			inner += breaks
			if !yield(line, nil) {
				return
			}
		}
	}
}

// open finds out how a file is written.
func open(in *bufio.Reader) (*csv.Reader, error) {
	head, err := in.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read csv: %w", err)
	}
	if bytes.HasPrefix(head, []byte(mark)) {
		if _, err = in.Discard(len(mark)); err != nil {
			return nil, fmt.Errorf("read csv: %w", err)
		}
		head = head[len(mark):]
	}
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	line = bytes.TrimSuffix(line, []byte{'\r'})
	// UTF-16 has a zero in each sign of a name; a carriage return alone ends lines in files for the old Macintosh,
	// which come in its own encoding.
	if bytes.ContainsAny(line, "\x00\r") {
		return nil, problem.New(problem.Invalid, "csv.encoding", problem.Args{"line": "1"})
	}
	records := csv.NewReader(in)
	records.FieldsPerRecord = -1
	if bytes.Count(line, []byte{';'}) > bytes.Count(line, []byte{','}) {
		records.Comma = ';'
	}
	return records, nil
}

// explain tells what is wrong with a line, and which one it is; inner is the number of line breaks inside values
// before it.
func explain(err error, inner int) (interchange.Line, error) {
	line := interchange.Line{Number: 1}
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		line.Number = parse.StartLine - inner
		return line, problem.New(problem.Invalid, "csv.quotes", problem.Args{"line": strconv.Itoa(line.Number)})
	}
	if errors.Is(err, errLong) {
		return line, problem.New(problem.TooLarge, "csv.long", nil)
	}
	return line, fmt.Errorf("read csv: %w", err)
}

// inspect counts the line breaks inside values; it reports false when one is not UTF-8.
func inspect(values []string) (breaks int, ok bool) {
	for _, v := range values {
		if !utf8.ValidString(v) {
			return 0, false
		}
		breaks += strings.Count(v, "\n")
	}
	return breaks, true
}

// errLong says that one line is longer than any that the layout allows.
var errLong = errors.New("line without end")

// budget reads as many bytes as one line may have.
type budget struct {
	reader io.Reader
	left   int
}

// Read reads what the budget allows.
func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLong
	}
	n, err := b.reader.Read(p)
	b.left -= n
	return n, err //nolint:wrapcheck // a reader hands on io.EOF as it is
}
