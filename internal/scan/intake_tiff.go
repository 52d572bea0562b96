package scan

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff"

	"releve/internal/problem"
)

// The tags of a TIFF file that tell how a page is stored (TIFF 6.0, part 1).
const (
	tiffSubfile     = 254
	tiffWidth       = 256
	tiffHeight      = 257
	tiffBits        = 258
	tiffCompression = 259
	tiffOffsets     = 273
	tiffSamples     = 277
	tiffRows        = 278
	tiffCounts      = 279
	tiffAcross      = 282
	tiffDown        = 283
	tiffFillOrder   = 266
	tiffFaxOptions  = 292
	tiffTiles       = 322
	tiffTables      = 347
)

// What a page can be compressed with, as far as it matters here.
const (
	tiffFax  = 3
	tiffJPEG = 7
)

// mostStrips is how many pieces a page may be stored in.
const mostStrips = 1 << 16

// directory is a page of a TIFF file.
type directory struct {
	at    int64
	order binary.ByteOrder
	tags  map[uint16]tiffEntry
}

// tiffEntry is what a directory says under a tag.
type tiffEntry struct {
	kind  uint16
	count uint32
	value [4]byte // or where it stands
}

// openTIFF takes the pages of a TIFF file.
func (s *source) openTIFF(ctx context.Context, in Input) error {
	all, err := directories(ctx, in)
	if err != nil {
		return err
	}
	s.pages = len(all)
	s.find = func(_ context.Context, number int) (take, error) {
		d := all[number-1]
		return func(ctx context.Context) (Picture, error) { return s.decodeTIFF(ctx, in, d) }, nil
	}
	return nil
}

// directories walks the directories of a file. Small copies of pages are left out.
func directories(ctx context.Context, in Input) ([]directory, error) {
	var head [8]byte
	if _, err := in.Data.ReadAt(head[:], 0); err != nil {
		return nil, problem.New(problem.Unreadable, "scan.file.cut", nil)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if head[0] == 'M' {
		order = binary.BigEndian
	}
	var all []directory
	seen := map[int64]bool{}
	for at := int64(order.Uint32(head[4:])); at != 0; {
		if err := ctx.Err(); err != nil {
			return nil, err //nolint:wrapcheck // it is the caller's own
		}
		if seen[at] {
			return nil, problem.New(problem.Unreadable, "scan.file.loop", nil)
		}
		seen[at] = true
		d, next, err := readDirectory(in, order, at)
		if err != nil {
			return nil, &problem.Error{Kind: problem.Unreadable, Key: "scan.file.cut", Err: err}
		}
		if len(seen) > 2*MostPages {
			return nil, problem.New(problem.TooLarge, "scan.file.pages", problem.Args{"n": len(seen), "most": MostPages})
		}
		all = append(all, d)
		at = next
	}
	if pages := slices.DeleteFunc(slices.Clone(all), func(d directory) bool { return d.number(in, tiffSubfile, 0)&1 == 1 }); len(pages) > 0 {
		all = pages
	}
	switch {
	case len(all) == 0:
		return nil, problem.New(problem.Invalid, "scan.file.empty", nil)
	case len(all) > MostPages:
		return nil, problem.New(problem.TooLarge, "scan.file.pages", problem.Args{"n": len(all), "most": MostPages})
	}
	return all, nil
}

// readDirectory reads a directory and where the next one stands, 0 behind the last.
func readDirectory(in Input, order binary.ByteOrder, at int64) (directory, int64, error) {
	d := directory{at, order, map[uint16]tiffEntry{}}
	var count [2]byte
	if _, err := in.Data.ReadAt(count[:], at); err != nil {
		return d, 0, fmt.Errorf("read directory: %w", err)
	}
	n := int(order.Uint16(count[:]))
	room := make([]byte, 12*n+4)
	if got, err := in.Data.ReadAt(room, at+2); err != nil && got < 12*n {
		return d, 0, fmt.Errorf("read directory: %w", err)
	}
	for i := range n {
		e := room[12*i : 12*i+12]
		d.tags[order.Uint16(e)] = tiffEntry{order.Uint16(e[2:]), order.Uint32(e[4:]), [4]byte(e[8:12])}
	}
	return d, int64(order.Uint32(room[12*n:])), nil
}

// data returns the bytes of a tag, at most so many values of them.
func (d directory) data(in Input, tag uint16, most uint32) (data []byte, size int) {
	e, ok := d.tags[tag]
	sizes := []int{0, 1, 1, 2, 4, 8, 1, 1}
	if !ok || e.count == 0 || e.count > most || int(e.kind) >= len(sizes) || sizes[e.kind] == 0 {
		return nil, 0
	}
	size = sizes[e.kind]
	length := size * int(e.count)
	if length <= 4 {
		return e.value[:length], size
	}
	data = make([]byte, length)
	if _, err := in.Data.ReadAt(data, int64(d.order.Uint32(e.value[:]))); err != nil {
		return nil, 0
	}
	return data, size
}

// numbers returns the whole numbers of a tag.
func (d directory) numbers(in Input, tag uint16) []int {
	data, size := d.data(in, tag, mostStrips)
	var all []int
	for ; size > 0 && len(data) >= size; data = data[size:] {
		switch size {
		case 1:
			all = append(all, int(data[0]))
		case 2:
			all = append(all, int(d.order.Uint16(data)))
		case 4:
			all = append(all, int(d.order.Uint32(data)))
		default:
			return nil
		}
	}
	return all
}

// number returns the first number of a tag.
func (d directory) number(in Input, tag uint16, otherwise int) int {
	if all := d.numbers(in, tag); len(all) > 0 {
		return all[0]
	}
	return otherwise
}

// ratio returns a fraction, 0 where there is none.
func (d directory) ratio(in Input, tag uint16) float64 {
	data, size := d.data(in, tag, 1)
	if size != 8 || d.order.Uint32(data[4:]) == 0 {
		return 0
	}
	return float64(d.order.Uint32(data)) / float64(d.order.Uint32(data[4:]))
}

// decodeTIFF decodes a page.
func (s *source) decodeTIFF(ctx context.Context, in Input, d directory) (p Picture, err error) {
	width, height := d.number(in, tiffWidth, 0), d.number(in, tiffHeight, 0)
	if err = sized(width, height); err != nil {
		return p, err
	}
	if decode := s.stripDecoder(ctx, in, d); decode != nil {
		p.Gray, err = decodeStrips(in, d, image.Rect(0, 0, width, height), decode)
		return stretched(p, d.ratio(in, tiffAcross), d.ratio(in, tiffDown)), err
	}
	bits, samples := d.number(in, tiffBits, 1), d.number(in, tiffSamples, 1)
	per := int64(1)
	if samples > 1 || bits > 8 {
		per = int64(max(2, 4*((bits+7)/8)))
	}
	done, err := s.weigh(ctx, int64(width)*int64(height)*per)
	if err != nil {
		return p, err
	}
	defer done()
	m, err := tiff.Decode(newMoved(ctx, in, d))
	if err != nil {
		if _, ok := errors.AsType[tiff.UnsupportedError](err); ok {
			return p, refused("format", err)
		}
		return p, fmt.Errorf("decode TIFF: %w", err)
	}
	p.Gray = gray(m)
	return stretched(p, d.ratio(in, tiffAcross), d.ratio(in, tiffDown)), nil
}

// moved shows the decoder, which looks at the first directory only, another one as the first.
type moved struct {
	ctx  func() error
	in   Input
	head [8]byte
}

func newMoved(ctx context.Context, in Input, d directory) *moved {
	m := &moved{ctx: ctx.Err, in: in}
	copy(m.head[:], "II*\x00")
	if d.order == binary.BigEndian {
		copy(m.head[:], "MM\x00*")
	}
	d.order.PutUint32(m.head[4:], uint32(d.at)) //nolint:gosec // it was read from 32 bits
	return m
}

// Read is never called by the decoder, which reads at places.
func (m *moved) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// ReadAt reads.
func (m *moved) ReadAt(b []byte, at int64) (int, error) {
	if err := m.ctx(); err != nil {
		return 0, err
	}
	n, err := m.in.Data.ReadAt(b, at)
	if at < int64(len(m.head)) {
		copy(b[:n], m.head[at:])
	}
	return n, err //nolint:wrapcheck // a reader hands errors on
}

// stripDecoder returns what decodes a strip of a page that the decoder does not know, nil for all other pages. rows is how
// high the strip is at least.
func (s *source) stripDecoder(ctx context.Context, in Input, d directory) func(strip *io.SectionReader, width, rows int) (*image.Gray, error) {
	switch d.number(in, tiffCompression, 1) {
	case tiffJPEG:
		tables, _ := d.data(in, tiffTables, 1<<16)
		return func(strip *io.SectionReader, _, _ int) (*image.Gray, error) {
			return s.decodeJPEG(ctx, func() io.Reader { return joined(tables, io.NewSectionReader(strip, 0, strip.Size())) })
		}
	case tiffFax:
		if d.number(in, tiffFaxOptions, 0)&1 == 1 { // mixed rows
			return func(*io.SectionReader, int, int) (*image.Gray, error) { return nil, refused("format", nil) }
		}
		order := ccitt.MSB
		if d.number(in, tiffFillOrder, 1) == 2 {
			order = ccitt.LSB
		}
		return func(strip *io.SectionReader, width, rows int) (*image.Gray, error) {
			g := image.NewGray(image.Rect(0, 0, width, rows))
			return g, decodeGroup3(g, patiently(ctx, strip), order)
		}
	}
	return nil
}

// decodeStrips decodes a page strip by strip.
func decodeStrips(in Input, d directory, r image.Rectangle, decode func(strip *io.SectionReader, width, rows int) (*image.Gray, error)) (*image.Gray, error) {
	if d.tags[tiffTiles].count > 0 {
		return nil, refused("format", nil)
	}
	offsets, counts := d.numbers(in, tiffOffsets), d.numbers(in, tiffCounts)
	rows := min(d.number(in, tiffRows, r.Dy()), r.Dy())
	if len(offsets) == 0 || len(offsets) != len(counts) || rows < 1 || len(offsets)*rows < r.Dy() {
		return nil, refused("damaged", nil)
	}
	whole := image.NewGray(r)
	for i, at := range offsets {
		top := i * rows
		if counts[i] < 4 || int64(at)+int64(counts[i]) > in.Size || top >= r.Dy() {
			return nil, refused("damaged", nil)
		}
		high := min(rows, r.Dy()-top)
		part, err := decode(io.NewSectionReader(in.Data, int64(at), int64(counts[i])), r.Dx(), high)
		if err != nil {
			return nil, err
		}
		if part.Rect.Dx() != r.Dx() || part.Rect.Dy() < high {
			return nil, refused("damaged", nil)
		}
		copy(whole.Pix[top*whole.Stride:], part.Pix)
	}
	return whole, nil
}

// joined puts the tables that several JPEGs share before one of them.
func joined(tables []byte, r *io.SectionReader) io.Reader {
	if len(tables) < 4 {
		return r
	}
	return io.MultiReader(bytes.NewReader(tables[:len(tables)-2]), io.NewSectionReader(r, 2, r.Size()-2))
}
