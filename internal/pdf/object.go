package pdf

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// The kinds of objects in a file, besides nil, bool and float64.
type (
	name     string
	operator string // a word that is no object: of a content stream, or endobj, stream and their like
	literal  string // a string; its bytes as they are meant
	array    []any
	dict     map[name]any
	ref      int // number of an object that stands elsewhere
)

// stream is a dictionary with data behind it.
type stream struct {
	dict

	at int64 // where its data begin in the file
}

// Bounds of a single object, so that none can hold much or hide deep.
const (
	mostObject = 1 << 20 // bytes
	mostDepth  = 40
)

// Errors of the reading of objects; all of them mean that the file is damaged.
var (
	errSyntax = errors.New("pdf: bad syntax")
	errLong   = errors.New("pdf: object too long")
	errDeep   = errors.New("pdf: objects too deep")
)

// lexer reads objects from a place in a file on.
type lexer struct {
	r    io.ReaderAt
	next int64 // where buf goes on in the file
	left int   // bytes that it may still read
	buf  []byte
	pos  int
	room [4096]byte
}

// newLexer reads at most a number of bytes from a place on.
func newLexer(r io.ReaderAt, at int64, most int) *lexer { return &lexer{r: r, next: at, left: most} }

// peek returns the next byte without taking it, -1 at the end.
func (l *lexer) peek() int {
	if l.pos < len(l.buf) {
		return int(l.buf[l.pos])
	}
	if l.left <= 0 {
		return -1
	}
	n, _ := l.r.ReadAt(l.room[:min(len(l.room), l.left)], l.next) // what cannot be read is the end
	if n <= 0 {
		l.left = 0
		return -1
	}
	l.buf, l.pos = l.room[:n], 0
	l.next += int64(n)
	l.left -= n
	return int(l.buf[0])
}

// take returns the next byte, -1 at the end.
func (l *lexer) take() int {
	c := l.peek()
	if c >= 0 {
		l.pos++
	}
	return c
}

// offset returns the place in the file of the next byte.
func (l *lexer) offset() int64 { return l.next - int64(len(l.buf)-l.pos) }

func isSpace(c int) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 || c == '\f'
}

func isDelimiter(c int) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func isDigit(c int) bool { return '0' <= c && c <= '9' }

// space skips white space and comments.
func (l *lexer) space() {
	for {
		c := l.peek()
		switch {
		case isSpace(c):
			l.pos++
		case c == '%':
			for c >= 0 && c != '\n' && c != '\r' {
				c = l.take()
			}
		default:
			return
		}
	}
}

// object reads the next object or operator; io.EOF at the end.
func (l *lexer) object(depth int) (any, error) {
	if depth > mostDepth {
		return nil, errDeep
	}
	l.space()
	c := l.peek()
	switch {
	case c < 0:
		return nil, io.EOF
	case c == '/':
		l.pos++
		return l.name(), nil
	case c == '(':
		l.pos++
		return l.literal()
	case c == '[':
		l.pos++
		return l.list("]", depth)
	case c == '<':
		l.pos++
		if l.peek() == '<' {
			l.pos++
			return l.dictionary(depth)
		}
		return l.hex()
	case isDelimiter(c):
		l.pos++
		if c == '>' && l.peek() == '>' {
			l.pos++
			return operator(">>"), nil
		}
		return operator([]byte{byte(c)}), nil //nolint:gosec // a byte that was read
	}
	return l.word(), nil
}

// word reads a number, a truth value or an operator.
func (l *lexer) word() any {
	var text []byte
	for c := l.peek(); c >= 0 && !isSpace(c) && !isDelimiter(c) && len(text) < 128; c = l.peek() {
		text = append(text, byte(c)) //nolint:gosec // a byte that was read
		l.pos++
	}
	first := int(text[0])
	if isDigit(first) || first == '-' || first == '+' || first == '.' {
		if x, err := strconv.ParseFloat(string(text), 64); err == nil && x > -1e15 && x < 1e15 {
			return x
		}
		return float64(0)
	}
	switch string(text) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return operator(text)
}

// name reads a name behind its stroke.
func (l *lexer) name() name {
	var text []byte
	for c := l.peek(); c >= 0 && !isSpace(c) && !isDelimiter(c); c = l.peek() {
		l.pos++
		if c == '#' {
			if high, ok := nibble(l.peek()); ok {
				l.pos++
				low, _ := nibble(l.take())
				c = high<<4 | low
			}
		}
		text = append(text, byte(c)) //nolint:gosec // a byte that was read
	}
	return name(text)
}

func nibble(c int) (int, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// hex reads a string in hexadecimal digits behind its bracket.
func (l *lexer) hex() (any, error) {
	var text []byte
	half, high := false, 0
	for {
		c := l.take()
		if c < 0 {
			return nil, errLong
		}
		if c == '>' {
			break
		}
		v, ok := nibble(c)
		if !ok {
			continue
		}
		if half {
			text = append(text, byte(high<<4|v)) //nolint:gosec // two digits
		}
		half, high = !half, v
	}
	if half {
		text = append(text, byte(high<<4))
	}
	return literal(text), nil
}

// literal reads a string behind its bracket. What escapes stand for does not matter here, apart from brackets: only the
// palette of a picture is ever looked at.
func (l *lexer) literal() (any, error) {
	var text []byte
	for open := 1; ; {
		c := l.take()
		switch c {
		case -1:
			return nil, errLong
		case '\\':
			text = l.escape(text)
			continue
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return literal(text), nil
			}
		}
		text = append(text, byte(c)) //nolint:gosec // G115: a byte that was taken
	}
}

// escape reads what stands behind a backslash.
func (l *lexer) escape(text []byte) []byte {
	c := l.take()
	if '0' <= c && c <= '7' {
		v := c - '0'
		for range 2 {
			if d := l.peek(); '0' <= d && d <= '7' {
				v = v<<3 | (d - '0')
				l.pos++
			}
		}
		return append(text, byte(v))
	}
	switch c {
	case -1, '\n':
		return text
	case '\r':
		if l.peek() == '\n' {
			l.pos++
		}
		return text
	}
	if at := bytes.IndexByte([]byte("nrtbf"), byte(c)); at >= 0 { //nolint:gosec // G115: a byte that was taken
		c = int("\n\r\t\b\f"[at])
	}
	return append(text, byte(c)) //nolint:gosec // G115: a byte that was taken
}

// list reads objects up to an operator; two numbers and an R become a reference.
func (l *lexer) list(end operator, depth int) (any, error) {
	items := array{}
	for {
		o, err := l.object(depth + 1)
		if errors.Is(err, io.EOF) {
			return nil, errLong
		}
		if err != nil {
			return nil, err
		}
		op, isOperator := o.(operator)
		switch {
		case isOperator && op == end:
			return items, nil
		case isOperator && op == "R":
			if items, err = items.refer(); err != nil {
				return nil, err
			}
		case isOperator:
			return nil, errSyntax
		default:
			items = append(items, o)
		}
	}
}

// refer makes a reference of the last two items.
func (a array) refer() (array, error) {
	if len(a) < 2 {
		return nil, errSyntax
	}
	number, ok := a[len(a)-2].(float64)
	if !ok || number < 0 || number > mostObjects*16 {
		return nil, errSyntax
	}
	return append(a[:len(a)-2], ref(number)), nil
}

// dictionary reads a dictionary behind its brackets.
func (l *lexer) dictionary(depth int) (any, error) {
	read, err := l.list(">>", depth)
	if err != nil {
		return nil, err
	}
	items, _ := read.(array)
	d := make(dict, len(items)/2)
	for i := 0; i+1 < len(items); i += 2 {
		key, ok := items[i].(name)
		if !ok {
			return nil, errSyntax
		}
		d[key] = items[i+1]
	}
	return d, nil
}
