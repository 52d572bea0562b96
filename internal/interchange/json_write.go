package interchange

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
)

// WriteJSON writes a header and lines of cells as an array of objects, one object on a line, with the names of the
// columns for members. Numbers are numbers; what is blank is left out, for most cells of a file are, and a million
// rows are to stay within what is read again. No program takes a text in JSON for a formula, so that texts and names
// stand as they are.
func WriteJSON(w io.Writer, header []string, lines iter.Seq2[[]Cell, error]) error {
	out := bufio.NewWriterSize(w, writeBytes)
	names := make([][]byte, len(header))
	for i, name := range header {
		names[i] = append(appendString(nil, Bare(name)), ':')
	}
	if err := writeObjects(out, names, lines); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}

// writeBytes is how much is written at once.
const writeBytes = 64 << 10

// writeObjects writes the array.
func writeObjects(out *bufio.Writer, names [][]byte, lines iter.Seq2[[]Cell, error]) error {
	object := []byte{'['}
	between := "\n"
	for cells, err := range lines {
		if err != nil {
			return err
		}
		object = appendObject(append(object, between...), names, cells)
		if _, err = out.Write(object); err != nil {
			return fmt.Errorf("write json object: %w", err)
		}
		object, between = object[:0], ",\n"
	}
	if between != "\n" {
		object = append(object, '\n')
	}
	if _, err := out.Write(append(object, "]\n"...)); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}

// appendObject appends the cells that are not blank.
func appendObject(dst []byte, names [][]byte, cells []Cell) []byte {
	between := byte('{')
	for i, c := range cells {
		if c.Kind == Blank {
			continue
		}
		dst = append(append(dst, between), names[i]...)
		between = ','
		switch c.Kind {
		case Number:
			dst = strconv.AppendInt(dst, c.Number, 10)
		case Text:
			dst = appendString(dst, Bare(c.Text))
		case Date:
			dst = appendString(dst, c.Text)
		case Blank:
		}
	}
	if between == '{' {
		dst = append(dst, between)
	}
	return append(dst, '}')
}

// appendString appends a text in quotes. Codes, ids and dates, nearly all there is, need nothing else.
func appendString(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return appendQuoted(dst, s)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

// appendQuoted appends a text with signs that may need escaping. Texts are UTF-8, so that an encoder never fails.
func appendQuoted(dst []byte, s string) []byte {
	into := (*appender)(&dst)
	e := json.NewEncoder(into)
	e.SetEscapeHTML(false) // "<" is no markup here
	_ = e.Encode(s)        //nolint:errchkjson // a string
	return dst[:len(dst)-1]
}

// appender is a slice that is written to.
type appender []byte

// Write appends.
func (a *appender) Write(p []byte) (int, error) {
	*a = append(*a, p...)
	return len(p), nil
}
