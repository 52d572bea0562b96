package xlsx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of the XML in a workbook. What lies beyond them no spreadsheet writes.
const (
	mostTag   = 64 << 10 // bytes of a tag with its attributes
	mostRead  = 1 << 20  // bytes of one text: a cell holds 32,767 signs
	manyNames = 1000     // different names of elements
	longName  = 64       // bytes
)

// blanks are what XML takes for one.
const blanks = " \t\r\n"

// errXML says that a part is not XML as spreadsheets write it.
var errXML = errors.New("not the XML of a workbook")

// scanner walks the XML of a part, one tag at a time. It keeps no more of it than one tag and one text, so that a
// part of any size takes the same memory. Entities other than the five of XML and signs by number are refused.
type scanner struct {
	in    *bufio.Reader
	depth int
	name  string // of the tag, without its prefix
	raw   []byte // the tag
	attrs []byte // of the tag, as they are written
	begin bool   // the tag begins an element
	end   bool   // the tag ends an element; both for one that is empty
	text  []byte // before the tag, where wanted
	keep  bool   // texts are wanted
	names map[string]string
}

func newScanner(r io.Reader) *scanner {
	return &scanner{in: bufio.NewReaderSize(r, mostTag), names: map[string]string{}}
}

// next moves to the next tag; io.EOF says that the part is over.
func (s *scanner) next() error {
	s.text = s.text[:0]
	for {
		if err := s.upTo('<'); err != nil {
			return err
		}
		first, err := s.in.Peek(1)
		if err != nil {
			return errXML
		}
		switch first[0] {
		case '?':
			err = s.pass("?>")
		case '!':
			err = s.declared()
		default:
			return s.tag()
		}
		if err != nil {
			return err
		}
	}
}

// upTo reads text up to a sign, which it takes.
func (s *scanner) upTo(sign byte) error {
	for {
		piece, err := s.in.ReadSlice(sign)
		if err == nil {
			piece = piece[:len(piece)-1]
		}
		if s.keep {
			if len(s.text)+len(piece) > mostRead {
				return errXML
			}
			s.text = append(s.text, piece...)
		}
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && s.depth > 0:
			return errXML // cut off
		default:
			return err //nolint:wrapcheck // told by who reads the part
		}
	}
}

// declared passes over what begins with an exclamation mark: a comment, or text that is marked as such. A document
// type, which could declare entities, is refused.
func (s *scanner) declared() error {
	const comment, data = "!--", "![CDATA["
	head, _ := s.in.Peek(len(data))
	switch {
	case bytes.HasPrefix(head, []byte(comment)):
		return s.pass("-->")
	case string(head) == data:
		_, _ = s.in.Discard(len(data)) // they were there just now
		return s.cdata()
	default:
		return errXML
	}
}

// pass reads on behind a mark.
func (s *scanner) pass(mark string) error {
	last := mark[len(mark)-1]
	var tail []byte
	for {
		piece, err := s.in.ReadSlice(last)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return errXML
		}
		tail = append(tail, piece[max(0, len(piece)-len(mark)):]...)
		if err == nil && bytes.HasSuffix(tail, []byte(mark)) {
			return nil
		}
		tail = append(tail[:0], tail[max(0, len(tail)-len(mark)):]...)
	}
}

// cdata reads text that is marked as such. What would be an entity is escaped, so that all text is unescaped in one
// place.
func (s *scanner) cdata() error {
	const mark = "]]>"
	if !s.keep {
		return s.pass(mark)
	}
	var raw []byte
	for {
		piece, err := s.in.ReadSlice('>')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) || len(raw)+len(piece) > mostRead {
			return errXML
		}
		raw = append(raw, piece...)
		if err == nil && bytes.HasSuffix(raw, []byte(mark)) {
			break
		}
	}
	raw = bytes.ReplaceAll(raw[:len(raw)-len(mark)], []byte("&"), []byte("&amp;"))
	if len(s.text)+len(raw) > mostRead {
		return errXML
	}
	s.text = append(s.text, raw...)
	return nil
}

// tag reads a tag behind its first sign.
func (s *scanner) tag() error {
	if err := s.whole(); err != nil {
		return err
	}
	tag := s.raw[:len(s.raw)-1]
	s.end = bytes.HasPrefix(tag, []byte("/"))
	s.begin = !s.end
	if s.end {
		tag = tag[1:]
		s.depth--
	} else if bytes.HasSuffix(tag, []byte("/")) {
		s.end, tag = true, tag[:len(tag)-1]
	} else {
		s.depth++
	}
	if s.depth < 0 {
		return errXML
	}
	name, attrs := tag, []byte(nil)
	if i := bytes.IndexAny(tag, blanks); i >= 0 {
		name, attrs = tag[:i], tag[i:]
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	s.name, s.attrs = s.interned(name), attrs
	return nil
}

// whole reads a tag up to the sign that ends it: one that stands outside of quotes.
func (s *scanner) whole() error {
	s.raw = s.raw[:0]
	quote := byte(0)
	for {
		piece, err := s.in.ReadSlice('>')
		if err != nil || len(s.raw)+len(piece) > mostTag {
			return errXML
		}
		s.raw = append(s.raw, piece...)
		for _, b := range piece {
			switch {
			case quote == b:
				quote = 0
			case quote == 0 && (b == '"' || b == '\''):
				quote = b
			}
		}
		if quote == 0 {
			return nil
		}
	}
}

// interned returns a name without making it anew: few different ones occur.
func (s *scanner) interned(name []byte) string {
	if known, ok := s.names[string(name)]; ok {
		return known
	}
	if len(s.names) >= manyNames || len(name) > longName {
		return "" // none that a workbook needs
	}
	made := string(name)
	s.names[made] = made
	return made
}

// attr returns the value of an attribute of the tag, by its name without the prefix.
func (s *scanner) attr(name string) (string, bool) {
	for rest := s.attrs; len(rest) > 0; {
		key, after, ok := bytes.Cut(bytes.TrimLeft(rest, blanks), []byte{'='})
		after = bytes.TrimLeft(after, blanks)
		if !ok || len(after) == 0 || after[0] != '"' && after[0] != '\'' {
			return "", false
		}
		value, next, ok := bytes.Cut(after[1:], after[:1])
		if !ok {
			return "", false
		}
		key = bytes.TrimRight(key, blanks)
		if i := bytes.IndexByte(key, ':'); i >= 0 {
			key = key[i+1:]
		}
		if string(key) == name {
			plain, err := unescaped(value)
			return plain, err == nil
		}
		rest = next
	}
	return "", false
}

// unescaped turns text of XML into plain text.
func unescaped(raw []byte) (string, error) {
	if !utf8.Valid(raw) {
		return "", errXML
	}
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return string(raw), nil
	}
	var b strings.Builder
	text := strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\r", "\n")
	for {
		before, rest, found := strings.Cut(text, "&")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, ";")
		if !closed {
			return "", errXML
		}
		sign, err := entity(name)
		if err != nil {
			return "", err
		}
		b.WriteRune(sign)
		text = after
	}
}

// entity returns the sign that a name stands for.
func entity(name string) (rune, error) {
	switch name {
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "amp":
		return '&', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !strings.HasPrefix(name, "#") || !utf8.ValidRune(rune(n)) {
		return 0, errXML
	}
	return rune(n), nil
}
