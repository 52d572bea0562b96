package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
)

// archive holds the parts of a workbook by name until it is closed: excelize hands its own over in an order that
// changes from run to run, and the same data are to give the same bytes.
type archive struct {
	parts map[string]*part
}

// part is one file of the archive, kept compressed.
type part struct {
	data pieces
	to   *flate.Writer
	sum  hash.Hash32
	size int
}

// pieces are bytes that grow without being copied.
type pieces struct {
	full [][]byte
	last []byte
	size int
}

// pieceSize is how large the pieces are.
const pieceSize = 256 << 10

// Write keeps bytes.
func (p *pieces) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		if len(p.last) == cap(p.last) {
			if p.last != nil {
				p.full = append(p.full, p.last)
			}
			p.last = make([]byte, 0, min(pieceSize, max(2*p.size, 1<<10)))
		}
		n := min(len(rest), cap(p.last)-len(p.last))
		p.last = append(p.last, rest[:n]...)
		p.size += n
		rest = rest[n:]
	}
	return len(b), nil
}

func newArchive() *archive { return &archive{parts: map[string]*part{}} }

// begin begins a part. The fastest level halves the time a workbook takes, for a fifth more bytes.
func (a *archive) begin(name string) (*part, error) {
	p := &part{sum: crc32.NewIEEE()}
	var err error
	if p.to, err = flate.NewWriter(&p.data, flate.BestSpeed); err != nil {
		return nil, fmt.Errorf("begin part: %w", err)
	}
	a.parts[name] = p
	return p, nil
}

// Write adds bytes to the part.
func (p *part) Write(b []byte) (int, error) {
	n, err := p.to.Write(b)
	p.sum.Write(b[:n]) //nolint:gosec // a hash never fails
	p.size += n
	if err != nil {
		return n, fmt.Errorf("compress part: %w", err)
	}
	return n, nil
}

// gatherer is where excelize writes: into the archive, except the sheets, which are there already.
type gatherer struct{ *archive }

// Create begins a part.
func (g gatherer) Create(name string) (io.Writer, error) {
	if _, there := g.parts[name]; there {
		return io.Discard, nil
	}
	p, err := g.begin(name)
	if name == typesName {
		return inventory{p}, err
	}
	return p, err
}

// typesName is the part that names the kinds of the others.
const typesName = "[Content_Types].xml"

// inventory puts the kinds of parts in order, which excelize takes from a map. It is written at once.
type inventory struct{ to *part }

// elements are the kinds of parts in it.
var elements = regexp.MustCompile(`<(Default|Override) [^>]*></(Default|Override)>`)

// Write writes the inventory.
func (i inventory) Write(b []byte) (int, error) {
	all := elements.FindAll(b, -1)
	sorted := slices.SortedFunc(slices.Values(all), bytes.Compare)
	n := -1
	ordered := elements.ReplaceAllFunc(b, func([]byte) []byte {
		n++
		return sorted[n]
	})
	if _, err := i.to.Write(ordered); err != nil {
		return 0, err
	}
	return len(b), nil
}

// AddFS is not used by excelize when it writes.
func (gatherer) AddFS(fs.FS) error { return fs.ErrInvalid }

// Close leaves the parts to be written.
func (gatherer) Close() error { return nil }

// write writes the parts and the directory. Nothing was written before, so that what went wrong until now leaves no
// half workbook.
func (a *archive) write(w io.Writer) error {
	out := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(a.parts)) {
		if err := a.parts[name].write(out, name); err != nil {
			return fmt.Errorf("part %s: %w", name, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("close archive: %w", err)
	}
	return nil
}

func (p *part) write(out *zip.Writer, name string) error {
	if err := p.to.Close(); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	w, err := out.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CRC32: p.sum.Sum32(),
		CompressedSize64: uint64(p.data.size), UncompressedSize64: uint64(p.size), //nolint:gosec // lengths
	})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	for _, piece := range append(p.data.full, p.data.last) {
		if _, err = w.Write(piece); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}
