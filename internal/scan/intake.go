package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"releve/internal/problem"
)

// Limits of what is taken in.
const (
	MostBytes  = 100 << 20
	MostPages  = 2000 // of one file
	MostPixels = 40 << 20
)

// mostRaster is how many bytes the pixels of one page may take while they are decoded, heavyRaster how many so that no
// other page of the kind is decoded beside it.
const (
	mostRaster  = 4 * MostPixels
	heavyRaster = 32 << 20
)

// pageTime is how long the taking out of one page may last.
const pageTime = time.Minute

// Input is a file to be read.
type Input struct {
	Name string
	Data io.ReaderAt
	Size int64
}

// Sheetful is one page of a file.
type Sheetful struct {
	Number int     // of the page in its file, from 1
	Page   Picture // zero where Err is set
	Err    error   // why this page cannot be read, a problem; the others can
}

// Render draws a page of a PDF file in grey as a binary PGM, its long side some 2339 pixels: 200 for an inch of A4.
type Render func(ctx context.Context, in Input, page int) ([]byte, error)

// Pages takes the pages out of a PDF, PNG, JPEG or TIFF file, in their order and one at a time, and says how many there
// are. The error is a problem when nothing of the file can be used: unknown kind, HEIC, encrypted, cut off, no pages, too
// many, too large. Every page of the file comes out exactly once, with a picture or with an error, a problem with a key
// below scan.reason.
func Pages(ctx context.Context, in Input) (n int, pages iter.Seq[Sheetful], err error) {
	s, err := open(ctx, in, nil)
	if err != nil {
		return 0, nil, err
	}
	return s.pages, func(yield func(Sheetful) bool) {
		for number := 1; number <= s.pages && ctx.Err() == nil; number++ {
			page := Sheetful{Number: number}
			page.Page, page.Err = s.page(ctx, number)(ctx)
			if ctx.Err() == nil && !yield(page) {
				return
			}
		}
	}, nil
}

// take decodes one page. It may run on any goroutine.
type take func(ctx context.Context) (Picture, error)

// source is a file whose pages are taken out one after the other.
type source struct {
	pages int
	// find says how a page is decoded, or why it cannot be.
	find  func(ctx context.Context, number int) (take, error)
	heavy chan struct{} // room for one large page
}

// open looks at what kind of file it is and how many pages it has.
func open(ctx context.Context, in Input, render Render) (s *source, err error) {
	defer func() {
		if v := recover(); v != nil {
			s, err = nil, &problem.Error{Kind: problem.Unreadable, Key: "scan.file.damaged", Err: fmt.Errorf("open file: %v", v)}
		}
	}()
	if in.Size > MostBytes {
		return nil, problem.New(problem.TooLarge, "scan.file.large", problem.Args{"most": MostBytes >> 20})
	}
	head := make([]byte, min(max(in.Size, 0), 1024))
	n, err := in.Data.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read file: %w", err)
	}
	head = head[:n]
	s = &source{heavy: make(chan struct{}, 1)}
	switch {
	case n == 0:
		return nil, problem.New(problem.Invalid, "scan.file.nothing", nil)
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		err = s.openJPEG(in)
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")): //words:ok how such files begin
		err = s.openPNG(in)
	case bytes.HasPrefix(head, []byte("II*\x00")) || bytes.HasPrefix(head, []byte("MM\x00*")):
		err = s.openTIFF(ctx, in)
	case bytes.Contains(head, []byte("%PDF-")):
		err = s.openPDF(ctx, in, render)
	default:
		err = foreign(head)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// foreign says what to do with a file of a kind that is not read.
func foreign(head []byte) error {
	key := "scan.file.unknown"
	at := func(offset int, signs string) bool {
		return len(head) > offset && bytes.HasPrefix(head[offset:], []byte(signs))
	}
	switch {
	case at(4, "ftyp"):
		key = "scan.file.heic"
	case at(0, "GIF8"), at(0, "BM"), at(0, "RIFF") && at(8, "WEBP"), at(4, "jP"), at(0, "\xff\x4f\xff\x51"), at(0, "II+\x00"), at(0, "MM\x00+"):
		key = "scan.file.picture"
	case at(0, "PK\x03\x04") && (bytes.Contains(head, []byte("[Content_Types]")) || bytes.Contains(head, []byte("mimetype")) || bytes.Contains(head, []byte("word/"))),
		at(0, "\xd0\xcf\x11\xe0"), at(0, "{\\rtf"):
		key = "scan.file.office"
	case at(0, "PK\x03\x04"), at(0, "PK\x05\x06"), at(0, "7z\xbc\xaf"), at(0, "Rar!"), at(0, "\x1f\x8b"):
		key = "scan.file.packed"
	}
	return problem.New(problem.Invalid, key, nil)
}

// page returns what decodes a page. It is called on one goroutine at a time; what it returns may run on others.
func (s *source) page(ctx context.Context, number int) take {
	found, err := s.found(ctx, number)
	return func(ctx context.Context) (p Picture, failed error) {
		defer func() {
			if v := recover(); v != nil {
				p, failed = Picture{}, refused("damaged", fmt.Errorf("decode page: %v", v))
			}
		}()
		if err != nil {
			return Picture{}, reasoned(ctx, err)
		}
		limited, stop := context.WithTimeout(ctx, pageTime)
		defer stop()
		if p, failed = found(limited); failed != nil {
			return Picture{}, reasoned(ctx, failed)
		}
		return p.settled(), nil
	}
}

// found finds a page within its time, whatever the file makes of its reader.
func (s *source) found(ctx context.Context, number int) (found take, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = refused("damaged", fmt.Errorf("find page: %v", v))
		}
	}()
	ctx, stop := context.WithTimeout(ctx, pageTime)
	defer stop()
	return s.find(ctx, number)
}

// below is where the messages begin that say why a page cannot be used.
const below = "scan.reason."

// refused is the problem of a single page.
func refused(reason string, err error) error {
	return &problem.Error{Kind: problem.Unreadable, Key: below + reason, Err: err}
}

// reasoned makes a problem of what went wrong with a page, unless everything was called off.
func reasoned(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() //nolint:wrapcheck // it is the caller's own
	}
	if p, ok := errors.AsType[*problem.Error](err); ok && strings.HasPrefix(p.Key, below) {
		return p
	}
	return refused("damaged", err)
}

// weigh makes a page wait until it is the only large one, and refuses what is too large. size is what its pixels take.
func (s *source) weigh(ctx context.Context, size int64) (done func(), err error) {
	switch {
	case size > mostRaster:
		return nil, refused("large", nil)
	case size <= heavyRaster:
		return func() {}, nil
	}
	select {
	case s.heavy <- struct{}{}:
		return func() { <-s.heavy }, nil
	case <-ctx.Done():
		return nil, ctx.Err() //nolint:wrapcheck // it is the caller's own
	}
}

// sized refuses a page with too many pixels.
func sized(width, height int) error {
	if width < 1 || height < 1 {
		return refused("damaged", nil)
	}
	if int64(width)*int64(height) > MostPixels {
		return refused("large", nil)
	}
	return nil
}
