package pdf

import (
	"bytes"
	"errors"
	"io"
	"slices"
)

// errFuel means that a file unfolds to far more than it needs.
var errFuel = errors.New("pdf: unfolds to too much")

// pack is an object stream, unfolded.
type pack struct {
	data []byte
	at   map[int]int // offsets by object number
}

// get returns what a reference stands for, or the object itself. What is not there or cannot be read is nil, as PDF
// says of references to nothing.
func (f *File) get(o any) any {
	for range 16 { // references to references
		number, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.load(int(number))
	}
	return nil
}

// load returns an object by its number.
func (f *File) load(number int) any {
	e, known := f.entries[number]
	if !known || e.free {
		return nil
	}
	if e.in {
		return f.unpack(int(e.at), number)
	}
	o, found, err := f.objectAt(e.at)
	if err == nil && found == number {
		return o
	}
	if f.mended || f.mend(func() error { return nil }) != nil { // the tables lie: once, everything is looked for
		return nil
	}
	if e, known = f.entries[number]; !known || e.in || e.free {
		return nil
	}
	if o, found, err = f.objectAt(e.at); err != nil || found != number {
		return nil
	}
	return o
}

// objectAt reads the object that begins at a place, and its number.
func (f *File) objectAt(at int64) (o any, number int, err error) {
	if f.fuel < 0 {
		return nil, 0, errFuel
	}
	l := newLexer(f.r, at, mostObject)
	defer func() { f.fuel -= l.offset() - at }()
	var head [3]any
	for i := range head {
		if head[i], err = l.object(0); err != nil {
			return nil, 0, err
		}
	}
	n, ok := head[0].(float64)
	if !ok || head[2] != operator("obj") {
		return nil, 0, errSyntax
	}
	o, err = f.body(l)
	return o, int(n), err
}

// body reads an object behind its number: a value, and data behind a dictionary.
func (f *File) body(l *lexer) (any, error) {
	items := array{}
	for len(items) < 4 {
		o, err := l.object(0)
		if errors.Is(err, io.EOF) && len(items) > 0 && l.left > 0 {
			return items[0], nil
		}
		if err != nil {
			return nil, err
		}
		op, isOperator := o.(operator)
		switch {
		case !isOperator:
			items = append(items, o)
		case op == "R":
			if items, err = items.refer(); err != nil {
				return nil, err
			}
		case len(items) == 0:
			return nil, nil //nolint:nilnil // an object may be nothing
		case op == "stream":
			d, isDict := items[0].(dict)
			if !isDict {
				return nil, errSyntax
			}
			return stream{d, l.data()}, nil
		default:
			return items[0], nil
		}
	}
	return nil, errSyntax
}

// data skips the end of the line behind the word stream and returns where the data begin.
func (l *lexer) data() int64 {
	for l.peek() == ' ' {
		l.pos++
	}
	if l.peek() == '\r' {
		l.pos++
	}
	if l.peek() == '\n' {
		l.pos++
	}
	return l.offset()
}

// unpack returns an object out of an object stream.
func (f *File) unpack(holder, number int) any {
	p := f.packed[holder]
	if p == nil {
		if p = f.openPack(holder); p == nil {
			return nil
		}
		if len(f.packed) >= keptPacks {
			clear(f.packed)
		}
		f.packed[holder] = p
	}
	at, ok := p.at[number]
	if !ok {
		return nil
	}
	l := newLexer(bytes.NewReader(p.data), int64(at), mostObject)
	o, err := l.object(0)
	if err != nil {
		return nil
	}
	return o
}

// openPack unfolds an object stream.
func (f *File) openPack(holder int) *pack {
	e, known := f.entries[holder]
	if !known || e.in || e.free {
		return nil
	}
	o, _, err := f.objectAt(e.at)
	s, ok := o.(stream)
	if err != nil || !ok {
		return nil
	}
	data, err := f.unfold(s, mostPacked)
	if err != nil {
		return nil
	}
	first := f.number(s.dict["First"])
	p := &pack{data: data, at: map[int]int{}}
	l := newLexer(bytes.NewReader(data), 0, min(len(data), max(0, first)))
	for {
		number, err := l.object(0)
		at, err2 := l.object(0)
		n, ok := number.(float64)
		v, ok2 := at.(float64)
		if err != nil || err2 != nil || !ok || !ok2 || len(p.at) >= mostObjects {
			return p
		}
		if v >= 0 {
			p.at[int(n)] = first + int(v)
		}
	}
}

// number returns a whole number, 0 where there is none.
func (f *File) number(o any) int {
	v, _ := f.get(o).(float64)
	return int(v)
}

// dictionary returns a dictionary, or that of a stream; nil where there is none.
func (f *File) dictionary(o any) dict {
	switch v := f.get(o).(type) {
	case dict:
		return v
	case stream:
		return v.dict
	}
	return nil
}

// chunk is how much of a file is looked through at a time.
const chunk = 1 << 16

// mend looks through the whole file for objects, where the tables are missing or wrong. A later object stands for an
// earlier one with its number.
func (f *File) mend(calledOff func() error) error {
	f.mended = true
	clear(f.entries)
	clear(f.packed)
	buf := make([]byte, 0, chunk+64)
	var holders []int
	for at := int64(0); at < f.size; {
		if err := calledOff(); err != nil {
			return err
		}
		keep := min(len(buf), 32)
		copy(buf[:cap(buf)], buf[len(buf)-keep:])
		n, err := f.r.ReadAt(buf[keep:keep+chunk], at)
		if n == 0 {
			if errors.Is(err, io.EOF) {
				break
			}
			return err //nolint:wrapcheck // told as damaged
		}
		buf = buf[:keep+n]
		if holders, err = f.spot(buf, at-int64(keep), keep, holders); err != nil {
			return err
		}
		at += int64(n)
	}
	for _, holder := range holders {
		f.spread(holder)
	}
	if f.fuel < 0 {
		return errFuel
	}
	if f.get(f.trailer["Root"]) == nil {
		return errSyntax
	}
	return nil
}

// spot enters the objects that begin in a part of the file, and returns the object streams with those known before. What
// ends before done was seen already.
func (f *File) spot(buf []byte, at int64, done int, holders []int) ([]int, error) {
	for from := 0; ; {
		i := bytes.Index(buf[from:], []byte("obj"))
		if i < 0 {
			f.spotTrailer(buf, at)
			return holders, nil
		}
		i += from
		from = i + 3
		if from <= done {
			continue
		}
		start, number, ok := objectStart(buf[:i])
		if !ok {
			continue
		}
		if len(f.entries) >= mostObjects || f.fuel < 0 {
			return nil, errFuel
		}
		f.entries[number] = entry{at: at + int64(start)}
		o, _, err := f.objectAt(at + int64(start))
		s, isStream := o.(stream)
		if err != nil {
			continue
		}
		if d, isDict := o.(dict); isDict && d["Type"] == name("Catalog") {
			f.trailer["Root"] = ref(number)
		}
		if isStream && s.dict["Type"] == name("XRef") {
			f.inherit(s.dict)
		}
		if isStream && s.dict["Type"] == name("ObjStm") && !slices.Contains(holders, number) {
			holders = append(holders, number)
		}
	}
}

// spotTrailer takes what the trailers in a part of the file say.
func (f *File) spotTrailer(buf []byte, at int64) {
	i := bytes.LastIndex(buf, []byte("trailer"))
	if i < 0 {
		return
	}
	o, err := newLexer(f.r, at+int64(i)+7, mostObject).object(0)
	if d, ok := o.(dict); err == nil && ok {
		f.inherit(d)
	}
}

// objectStart reads backwards over "12 0 " before the word obj.
func objectStart(buf []byte) (start, number int, ok bool) {
	i := len(buf)
	var at [2]int
	for part := range 2 {
		for i > 0 && isSpace(int(buf[i-1])) {
			i--
		}
		end := i
		for i > 0 && isDigit(int(buf[i-1])) && end-i < 9 {
			i--
		}
		if i == end {
			return 0, 0, false
		}
		at[part] = i
	}
	for _, c := range buf[at[1]:] {
		if !isDigit(int(c)) {
			break
		}
		number = number*10 + int(c-'0')
	}
	return at[1], number, true
}

// spread enters the objects of an object stream.
func (f *File) spread(holder int) {
	p := f.openPack(holder)
	if p == nil {
		return
	}
	for number := range p.at {
		if _, known := f.entries[number]; !known && len(f.entries) < mostObjects {
			f.entries[number] = entry{at: int64(holder), in: true}
		}
		if o, err := newLexer(bytes.NewReader(p.data), int64(p.at[number]), mostObject).object(0); err == nil {
			if d, ok := o.(dict); ok && d["Type"] == name("Catalog") && f.trailer["Root"] == nil {
				f.trailer["Root"] = ref(number)
			}
		}
	}
}
