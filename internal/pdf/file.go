package pdf

import (
	"bytes"
	"context"
	"errors"
	"io"

	"releve/internal/problem"
)

// File is a PDF file whose pages are looked at. It reads what it needs when it needs it, so that a large file takes no
// memory, and nothing in a file can make it read without end. It is not safe for concurrent use; the pictures it
// returns are.
type File struct {
	r       io.ReaderAt
	size    int64
	base    int64 // of all offsets: where the header stands
	entries map[int]entry
	trailer dict
	mended  bool // entries were found by looking for them
	packed  map[int]*pack
	pages   []leaf
	fuel    int64 // bytes that may still be unfolded for the file's own structure
}

// entry says where an object stands.
type entry struct {
	at   int64 // offset; of a packed object, the number of the stream that holds it
	in   bool  // packed
	free bool
}

// Bounds of a whole file.
const (
	mostObjects = 400_000
	mostFuel    = 64 << 20
	mostPacked  = 16 << 20 // bytes of one object stream or table, unfolded
	keptPacks   = 4
	tail        = 4096 // bytes at the end in which the way to the tables is told
)

// OpenFile reads the structure of a PDF file of at most a number of pages. The error is a problem: scan.file.cut,
// scan.file.encrypted, scan.file.empty (no pages), scan.file.pages (too many, args n and most), scan.file.loop,
// scan.file.bomb, scan.file.damaged.
func OpenFile(ctx context.Context, r io.ReaderAt, size int64, most int) (*File, error) {
	f := &File{r: r, size: size, entries: map[int]entry{}, trailer: dict{}, packed: map[int]*pack{}, fuel: mostFuel}
	f.base = f.header()
	end := make([]byte, min(size, tail))
	n, _ := r.ReadAt(end, size-int64(len(end))) // what is missing is told as cut
	end = end[:n]
	if err := f.tables(ctx, end); err != nil {
		if ctx.Err() != nil || errors.Is(err, errFuel) {
			return nil, told(ctx, err)
		}
		if !bytes.Contains(end, []byte("%%EOF")) {
			return nil, problem.New(problem.Unreadable, "scan.file.cut", nil)
		}
		if err = f.mend(ctx.Err); err != nil {
			return nil, told(ctx, err)
		}
	}
	if f.trailer["Encrypt"] != nil {
		return nil, problem.New(problem.Unreadable, "scan.file.encrypted", nil)
	}
	if err := f.walk(ctx, most); err != nil {
		return nil, told(ctx, err)
	}
	return f, nil
}

// Pages returns how many pages the file has.
func (f *File) Pages() int { return len(f.pages) }

// told makes a problem of what went wrong with a whole file.
func told(ctx context.Context, err error) error {
	if p, ok := errors.AsType[*problem.Error](err); ok {
		return p
	}
	if ctx.Err() != nil {
		return ctx.Err() //nolint:wrapcheck // it is the caller's own
	}
	key := "scan.file.damaged"
	if errors.Is(err, errFuel) {
		key = "scan.file.bomb"
	}
	return &problem.Error{Kind: problem.Unreadable, Key: key, Err: err}
}

// header returns where the file's header stands; some senders put lines of their own before it.
func (f *File) header() int64 {
	head := make([]byte, min(f.size, 1024))
	n, _ := f.r.ReadAt(head, 0)
	return int64(max(0, bytes.Index(head[:n], []byte("%PDF-"))))
}

// tables reads the tables that say where objects stand, from the newest back.
func (f *File) tables(ctx context.Context, end []byte) error {
	at := bytes.LastIndex(end, []byte("startxref"))
	if at < 0 {
		return errSyntax
	}
	o, err := newLexer(bytes.NewReader(end[at+len("startxref"):]), 0, 64).object(0)
	next, ok := o.(float64)
	if err != nil || !ok {
		return errSyntax
	}
	seen := map[int64]bool{}
	for queue := []int64{int64(next)}; len(queue) > 0; queue = queue[1:] {
		if err = ctx.Err(); err != nil {
			return err //nolint:wrapcheck // it is the caller's own
		}
		if seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		older, err := f.table(queue[0])
		if err != nil {
			return err
		}
		for _, key := range []name{"XRefStm", "Prev"} {
			if v, ok := older[key].(float64); ok {
				queue = append(queue, int64(v))
			}
		}
	}
	if _, ok := f.get(f.trailer["Root"]).(dict); !ok {
		return errSyntax
	}
	return nil
}

// table reads one table, of lines or as a stream, and returns its trailer.
func (f *File) table(at int64) (dict, error) {
	if at < 0 || at >= f.size {
		return nil, errSyntax
	}
	l := newLexer(f.r, f.base+at, mostPacked)
	first, err := l.object(0)
	if err != nil {
		return nil, err
	}
	if first != operator("xref") {
		return f.tableStream(f.base + at)
	}
	for {
		var o any
		if o, err = l.object(0); err != nil {
			return nil, err
		}
		if o == operator("trailer") {
			break
		}
		start, ok := o.(float64)
		if !ok {
			return nil, errSyntax
		}
		if err = f.subsection(l, int(start)); err != nil {
			return nil, err
		}
	}
	o, err := l.object(0)
	d, ok := o.(dict)
	if err != nil || !ok {
		return nil, errSyntax
	}
	f.inherit(d)
	return d, nil
}

// subsection reads the lines of a table behind the first number.
func (f *File) subsection(l *lexer, start int) error {
	o, err := l.object(0)
	count, ok := o.(float64)
	if err != nil || !ok || start < 0 {
		return errSyntax
	}
	for i := range int(count) {
		at, err := l.object(0)
		if err != nil {
			return err
		}
		generation, err := l.object(0)
		if err != nil {
			return err
		}
		kind, err := l.object(0)
		if err != nil {
			return err
		}
		offset, ok := at.(float64)
		if _, number := generation.(float64); !ok || !number {
			return errSyntax
		}
		if err = f.enter(start+i, entry{at: f.base + int64(offset), free: kind != operator("n")}); err != nil {
			return err
		}
	}
	return nil
}

// enter notes where an object stands, unless a newer table said so.
func (f *File) enter(number int, e entry) error {
	if _, known := f.entries[number]; known {
		return nil
	}
	if len(f.entries) >= mostObjects {
		return errFuel
	}
	f.entries[number] = e
	return nil
}

// inherit takes what a trailer says and no newer one did.
func (f *File) inherit(d dict) {
	for _, key := range []name{"Root", "Encrypt"} {
		if f.trailer[key] == nil && d[key] != nil {
			f.trailer[key] = d[key]
		}
	}
}

// tableStream reads a table that is a stream.
func (f *File) tableStream(at int64) (dict, error) {
	o, _, err := f.objectAt(at)
	s, ok := o.(stream)
	if err != nil || !ok || s.dict["Type"] != name("XRef") {
		return nil, errSyntax
	}
	data, err := f.unfold(s, mostPacked)
	if err != nil {
		return nil, err
	}
	widths, _ := s.dict["W"].(array)
	if len(widths) < 3 {
		return nil, errSyntax
	}
	var w [3]int
	for i := range w {
		v, _ := widths[i].(float64)
		if v < 0 || v > 8 {
			return nil, errSyntax
		}
		w[i] = int(v)
	}
	index, _ := s.dict["Index"].(array)
	if index == nil {
		index = array{float64(0), s.dict["Size"]}
	}
	f.inherit(s.dict)
	return s.dict, f.rows(data, w, index)
}

// rows reads the rows of a table that is a stream.
func (f *File) rows(data []byte, w [3]int, index array) error {
	size := w[0] + w[1] + w[2]
	if size == 0 {
		return errSyntax
	}
	for i := 0; i+1 < len(index); i += 2 {
		start, _ := index[i].(float64)
		count, _ := index[i+1].(float64)
		for n := int(start); n < int(start+count) && len(data) >= size; n++ {
			kind := uint64(1)
			if w[0] > 0 {
				kind = bigEndian(data[:w[0]])
			}
			v := int64(bigEndian(data[w[0]:w[0]+w[1]]) & (1<<48 - 1))
			data = data[size:]
			e := entry{at: v, in: kind == 2, free: kind == 0}
			if kind == 1 {
				e.at += f.base
			}
			if err := f.enter(n, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func bigEndian(b []byte) uint64 {
	var v uint64
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return v
}
