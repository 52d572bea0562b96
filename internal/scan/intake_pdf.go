package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"

	"golang.org/x/image/ccitt"

	"releve/internal/pdf"
)

// openPDF takes the pages of a PDF.
func (s *source) openPDF(ctx context.Context, in Input, render Render) error {
	f, err := pdf.OpenFile(ctx, in.Data, in.Size, MostPages)
	if err != nil {
		return err //nolint:wrapcheck // it is a problem
	}
	s.pages = f.Pages()
	s.find = func(ctx context.Context, number int) (take, error) {
		page, err := f.Page(ctx, number, MostPixels)
		if errors.Is(err, pdf.ErrDraw) {
			return func(ctx context.Context) (Picture, error) { return drawPage(ctx, in, number, render) }, nil
		}
		if err != nil {
			return nil, err //nolint:wrapcheck // it is a problem
		}
		return func(ctx context.Context) (Picture, error) {
			p, err := s.decodeScan(ctx, page)
			if errors.Is(err, pdf.ErrDraw) || errors.Is(err, errFax) && render != nil {
				return drawPage(ctx, in, number, render)
			}
			return p, err
		}, nil
	}
	return nil
}

// errFax means a fax that is not read here.
var errFax = errors.New("scan: unreadable fax")

// drawPage lets another program draw a page.
func drawPage(ctx context.Context, in Input, number int, render Render) (Picture, error) {
	if render == nil {
		return Picture{}, refused("compact", nil)
	}
	data, err := render(ctx, in, number)
	if err != nil {
		return Picture{}, refused("compact", fmt.Errorf("draw page: %w", err))
	}
	g, err := readPGM(data)
	return Picture{Gray: g}, err
}

// readPGM reads a binary PGM with a byte for each pixel.
func readPGM(data []byte) (*image.Gray, error) {
	var w, h, most int
	n, err := fmt.Sscanf(string(data[:min(len(data), 64)]), "P5\n%d %d\n%d", &w, &h, &most) //words:ok how such files begin
	if err != nil || n != 3 || most != 255 {
		return nil, refused("compact", err)
	}
	if err = sized(w, h); err != nil {
		return nil, err
	}
	if len(data) < w*h {
		return nil, refused("compact", io.ErrUnexpectedEOF)
	}
	return &image.Gray{Pix: data[len(data)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)}, nil
}

// decodeScan decodes the pictures that make up a page and puts them together.
func (s *source) decodeScan(ctx context.Context, page *pdf.Scan) (Picture, error) {
	height := 0
	for _, piece := range page.Pieces {
		height += piece.Height
	}
	var whole Picture
	if len(page.Pieces) > 1 {
		whole.Gray = image.NewGray(image.Rect(0, 0, page.Pieces[0].Width, height))
	}
	filled := 0
	for i := range page.Pieces {
		part, err := s.decodePiece(ctx, &page.Pieces[i])
		if err != nil {
			return Picture{}, err
		}
		if whole.Gray == nil {
			whole.Gray = part
			break
		}
		if part.Rect.Dx() != whole.Gray.Rect.Dx() || filled+len(part.Pix) > len(whole.Gray.Pix) {
			return Picture{}, refused("damaged", nil)
		}
		filled += copy(whole.Gray.Pix[filled:], part.Pix)
	}
	if page.Flip {
		flip(whole.Gray)
	}
	return stretched(whole, page.Across, page.Down), nil
}

// flip turns a picture upside down, row by row.
func flip(g *image.Gray) {
	row := make([]byte, g.Stride)
	for y, h := 0, g.Rect.Dy(); y < h/2; y++ {
		upper, lower := g.Pix[y*g.Stride:(y+1)*g.Stride], g.Pix[(h-1-y)*g.Stride:(h-y)*g.Stride]
		copy(row, upper)
		copy(upper, lower)
		copy(lower, row)
	}
}

// decodePiece decodes one picture of a PDF.
func (s *source) decodePiece(ctx context.Context, p *pdf.Picture) (*image.Gray, error) {
	if p.Coding == pdf.JPEG {
		return s.decodeEmbedded(ctx, p)
	}
	if err := sized(p.Width, p.Height); err != nil {
		return nil, err
	}
	done, err := s.weigh(ctx, int64(p.Width)*int64(p.Height))
	if err != nil {
		return nil, err
	}
	defer done()
	r, err := p.Open()
	if err != nil {
		return nil, refused("damaged", err)
	}
	r = patiently(ctx, r)
	if p.Coding == pdf.Fax {
		return decodeFax(r, p)
	}
	return decodeSamples(r, p)
}

// decodeEmbedded decodes a JPEG of a PDF.
func (s *source) decodeEmbedded(ctx context.Context, p *pdf.Picture) (*image.Gray, error) {
	r, err := p.Open()
	if err != nil {
		return nil, refused("damaged", err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, refused("damaged", err)
	}
	g, err := s.decodeJPEG(ctx, func() io.Reader { return bytes.NewReader(data) })
	if err != nil {
		return nil, err
	}
	if len(p.Decode) > 0 && len(p.Decode) < 8 && p.Decode[0] > p.Decode[1] {
		invert(g.Pix)
	}
	return g, nil
}

func invert(pix []byte) {
	for i := range pix {
		pix[i] = ^pix[i]
	}
}

// decodeFax decodes a picture of CCITT group 3 or 4.
func decodeFax(r io.Reader, p *pdf.Picture) (*image.Gray, error) {
	if p.Group > 0 {
		return nil, pdf.ErrDraw
	}
	g := image.NewGray(image.Rect(0, 0, p.Width, p.Height))
	var err error
	if p.Group == 0 && !p.Align {
		err = decodeGroup3(g, r, ccitt.MSB)
	} else {
		form := ccitt.Group4
		if p.Group == 0 {
			form = ccitt.Group3
		}
		err = ccitt.DecodeIntoGray(g, r, ccitt.MSB, form, &ccitt.Options{Align: p.Align})
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFax, err)
	}
	light := shades(p)
	if !p.WhiteIsOne {
		slices.Reverse(light[:2])
	}
	for i, v := range g.Pix {
		g.Pix[i] = light[v>>7]
	}
	return g, nil
}

// shades returns the grey of every value of a sample of up to 8 bits.
func shades(p *pdf.Picture) (light [256]byte) {
	most := 1<<min(p.Bits, 8) - 1
	for v := range most + 1 {
		switch {
		case p.Palette != nil:
			if 3*v+2 < len(p.Palette) {
				light[v] = luma8(p.Palette[3*v], p.Palette[3*v+1], p.Palette[3*v+2])
			}
		case len(p.Decode) >= 2:
			x := p.Decode[0] + (p.Decode[1]-p.Decode[0])*float64(v)/float64(most)
			light[v] = byte(255*min(1, max(0, x)) + 0.5)
		default:
			light[v] = byte(v * 255 / most) //nolint:gosec // v does not pass it
		}
	}
	return light
}

// decodeSamples makes grey of rows of samples. Rows that are missing at the end make a page that cannot be used: what
// stood there would be read as blank.
func decodeSamples(r io.Reader, p *pdf.Picture) (*image.Gray, error) {
	g := image.NewGray(image.Rect(0, 0, p.Width, p.Height))
	light := shades(p)
	row := make([]byte, (p.Width*p.Colours*p.Bits+7)/8)
	samples := make([]byte, p.Width*p.Colours)
	for y := range p.Height {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, refused("damaged", err)
		}
		spread(samples, row, p.Bits)
		pix := g.Pix[y*g.Stride : (y+1)*g.Stride]
		for i, v := range samples {
			samples[i] = light[v]
		}
		switch p.Colours {
		case 1:
			copy(pix, samples)
		case 3:
			for x := range pix {
				pix[x] = luma8(samples[3*x], samples[3*x+1], samples[3*x+2])
			}
		case 4:
			for x := range pix {
				k := 255 - int(samples[4*x+3])
				ink := int(luma8(samples[4*x], samples[4*x+1], samples[4*x+2]))
				pix[x] = byte((255 - ink) * k / 255) //nolint:gosec // at most 255
			}
		}
	}
	return g, nil
}

// spread gives every sample of a row a byte; of 16 bits the upper eight.
func spread(samples, row []byte, bits int) {
	switch bits {
	case 8:
		copy(samples, row)
	case 16:
		for i := range samples {
			samples[i] = row[2*i]
		}
	default:
		mask := byte(1<<bits - 1)
		per := 8 / bits
		for i := range samples {
			samples[i] = row[i/per] >> (8 - bits - i%per*bits) & mask
		}
	}
}
