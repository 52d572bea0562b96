package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"releve/internal/problem"
)

// mostScans is how many passes a JPEG may make over its pixels; every pass of a hostile one costs as much as the first.
const mostScans = 100

// openPNG takes a PNG as a file of one page.
func (s *source) openPNG(in Input) error {
	c, err := png.DecodeConfig(section(in))
	if err != nil {
		return &problem.Error{Kind: problem.Unreadable, Key: "scan.file.damaged", Err: err}
	}
	s.pages = 1
	s.find = func(context.Context, int) (take, error) {
		if err = sized(c.Width, c.Height); err != nil {
			return nil, err
		}
		return func(ctx context.Context) (Picture, error) {
			done, err := s.weigh(ctx, int64(c.Width)*int64(c.Height)*each(c.ColorModel))
			if err != nil {
				return Picture{}, err
			}
			defer done()
			m, err := png.Decode(patiently(ctx, section(in)))
			if err != nil {
				return Picture{}, fmt.Errorf("decode PNG: %w", err)
			}
			return Picture{Gray: gray(m)}, nil
		}, nil
	}
	return nil
}

// each returns how many bytes a pixel takes.
func each(m color.Model) int64 {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// openJPEG takes a JPEG as a file of one page.
func (s *source) openJPEG(in Input) error {
	if _, err := jpeg.DecodeConfig(section(in)); err != nil {
		return &problem.Error{Kind: problem.Unreadable, Key: "scan.file.damaged", Err: err}
	}
	s.pages = 1
	s.find = func(context.Context, int) (take, error) {
		return func(ctx context.Context) (Picture, error) {
			g, err := s.decodeJPEG(ctx, func() io.Reader { return section(in) })
			return Picture{Gray: g}, err
		}, nil
	}
	return nil
}

// decodeJPEG decodes a JPEG to grey. read begins again with its bytes.
func (s *source) decodeJPEG(ctx context.Context, read func() io.Reader) (*image.Gray, error) {
	size, err := jpegSize(read())
	if err != nil {
		return nil, err
	}
	done, err := s.weigh(ctx, size)
	if err != nil {
		return nil, err
	}
	defer done()
	m, err := jpeg.Decode(patiently(ctx, read()))
	if err != nil {
		return nil, fmt.Errorf("decode JPEG: %w", err)
	}
	return gray(m), nil
}

// jpegSize returns how many bytes the pixels of a JPEG take while it is decoded. The error is a problem where there are
// too many of them, or too many passes.
func jpegSize(r io.Reader) (int64, error) {
	var size int64
	scans := 0
	buf := make([]byte, 1<<16)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		data := buf[:kept+n]
		scans += bytes.Count(data, []byte("\xff\xda"))
		if size == 0 {
			var failed error
			if size, failed = frameSize(data); failed != nil {
				return 0, failed
			}
		}
		if scans > mostScans {
			return 0, refused("large", nil)
		}
		if err != nil {
			if size == 0 && errors.Is(err, io.ErrUnexpectedEOF) {
				size = heavyRaster // the decoder will say what is wrong, alone
			}
			return size, nil
		}
		if len(data) > 0 && data[len(data)-1] == 0xff {
			buf[0], kept = 0xff, 1
		} else {
			kept = 0
		}
	}
}

// frameSize looks for the frame's header at the beginning of a JPEG, behind thumbnails and profiles.
func frameSize(data []byte) (int64, error) {
	for i := 2; i+10 < len(data) && data[i] == 0xff; {
		kind, length := data[i+1], int(data[i+2])<<8|int(data[i+3])
		if kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc {
			height, width := int(data[i+5])<<8|int(data[i+6]), int(data[i+7])<<8|int(data[i+8])
			if err := sized(width, height); err != nil {
				return 0, err
			}
			each := int64(data[i+9]) // of a pixel, one for each component
			if kind != 0xc0 && kind != 0xc1 {
				each *= 5 // it keeps what it knows in 32 bits until the last pass
				if data[i+9] == 3 && len(data) > i+11 && data[i+11] == 0x22 {
					each = each/2 + 1
				}
			}
			return int64(width) * int64(height) * each, nil
		}
		if kind == 0xff {
			i++
			continue
		}
		i += 2 + length
	}
	return 0, nil
}

// section reads a file from its beginning.
func section(in Input) *io.SectionReader { return io.NewSectionReader(in.Data, 0, in.Size) }

// patiently reads until ctx ends.
func patiently(ctx context.Context, r io.Reader) io.Reader {
	return reader(func(b []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err //nolint:wrapcheck // it is the caller's own
		}
		return r.Read(b) //nolint:wrapcheck // a reader hands errors on
	})
}

// reader is a function that reads.
type reader func(b []byte) (int, error)

// Read reads.
func (r reader) Read(b []byte) (int, error) { return r(b) }
