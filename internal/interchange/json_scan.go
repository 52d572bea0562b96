package interchange

import (
	"errors"
	"io"
	"iter"
)

// errLong says that one object is longer than any that the layout allows.
var errLong = errors.New("object without end")

// source hands a file on, no more than left bytes of it, and remembers where its lines end.
type source struct {
	reader io.Reader
	left   int
	read   int64   // bytes handed on
	breaks []int64 // offsets of line breaks that were handed on and not yet passed
	passed int     // line breaks
}

// Read reads what the limit allows.
func (s *source) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, errLong
	}
	n, err := s.reader.Read(p[:min(len(p), s.left)])
	for i, b := range p[:n] {
		if b == '\n' {
			s.breaks = append(s.breaks, s.read+int64(i))
		}
	}
	s.left -= n
	s.read += int64(n)
	return n, err //nolint:wrapcheck // a reader hands on io.EOF as it is
}

// lineAt returns the line, from 1, of an offset that is not before those asked for earlier.
func (s *source) lineAt(offset int64) int {
	n := 0
	for n < len(s.breaks) && s.breaks[n] < offset {
		n++
	}
	s.passed += n
	s.breaks = append(s.breaks[:0], s.breaks[n:]...)
	return s.passed + 1
}

// members walks the members of an object that is known to be well-formed JSON: names in their quotes, and values.
func members(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		at := 1
		for {
			for at < len(object) && object[at] != '"' { // blanks, a comma, the end
				at++
			}
			if at == len(object) {
				return
			}
			end := valueEnd(object, at)
			name := object[at:end]
			for at = end; object[at] == ':' || blank(object[at]); {
				at++
			}
			end = valueEnd(object, at)
			if !yield(name, object[at:end]) {
				return
			}
			at = end
		}
	}
}

// valueEnd returns where a value ends that begins at a place.
func valueEnd(json []byte, at int) int {
	depth := 0
	for ; at < len(json); at++ {
		switch c := json[at]; {
		case c == '"':
			if at = stringEnd(json, at); depth == 0 {
				return at
			}
			at--
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth < 0 {
				return at
			}
			if depth == 0 {
				return at + 1
			}
		case depth == 0 && (c == ',' || blank(c)):
			return at
		}
	}
	return at
}

// stringEnd returns where a string ends, behind its second quote.
func stringEnd(json []byte, at int) int {
	for at++; json[at] != '"'; at++ {
		if json[at] == '\\' {
			at++
		}
	}
	return at + 1
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
