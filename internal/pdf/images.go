package pdf

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
)

// Coding says how the data of a picture are written.
type Coding string

// The codings.
const (
	Samples Coding = "samples" // rows of samples, each beginning on a byte
	JPEG    Coding = "jpeg"
	Fax     Coding = "fax" // CCITT groups 3 and 4
)

// Scan is the picture of a page as a scanner put it into a file.
type Scan struct {
	Pieces []Picture // one below the other, top first, all equally wide
	Flip   bool      // the page shows it upside down and mirrored: its first row is the lowest
	// Across and Down are how many pixels there are to an inch of the page, as far as its size tells.
	Across, Down float64
}

// Picture is a picture whose data are as they stand in the file.
type Picture struct {
	Coding        Coding
	Width, Height int
	Bits          int       // of a sample, 1, 2, 4, 8 or 16
	Colours       int       // samples of a pixel: 1 grey or an index, 3 RGB, 4 CMYK
	Palette       []byte    // what an index stands for, three bytes RGB each; nil: no index
	Decode        []float64 // darkest and lightest of each sample, as PDF has it; nil: as usual
	Group         int       // of a fax, below 0: group 4; 0: group 3, one-dimensional; above 0: mixed
	Align         bool      // rows of a fax begin on bytes
	WhiteIsOne    bool      // of a fax: a white pixel is a 1 and 1 is light; else data say black is 1 and 1 is light
	open          func() (io.Reader, error)
}

// Open returns the data of the picture. It can be called on any goroutine.
func (p *Picture) Open() (io.Reader, error) { return p.open() }

// chosen returns the pictures that make up a page, from top to bottom.
func (v *viewer) chosen(box [4]float64) ([]drawn, error) {
	images := slices.DeleteFunc(slices.Clone(v.images), func(d drawn) bool { return cover(d.at, box) == 0 })
	switch {
	case v.over || len(images) == 0:
		return nil, ErrDraw
	case slices.ContainsFunc(images, func(d drawn) bool { return !d.plain }):
		return nil, ErrDraw
	}
	top := images[len(images)-1]
	if len(images) == 1 || cover(top.at, box) > 0.95 { // what is below is hidden
		return []drawn{top}, nil
	}
	return strips(images)
}

// cover returns which share of a page a picture covers.
func cover(m matrix, box [4]float64) float64 {
	b := m.bounds()
	w := min(b[2], box[2]) - max(b[0], box[0])
	h := min(b[3], box[3]) - max(b[1], box[1])
	return max(0, w) * max(0, h) / ((box[2] - box[0]) * (box[3] - box[1]))
}

// strips puts pictures in order that lie one below the other without a gap.
func strips(images []drawn) ([]drawn, error) {
	slices.SortStableFunc(images, func(a, b drawn) int {
		switch {
		case a.at.bounds()[3] > b.at.bounds()[3]:
			return -1
		case a.at.bounds()[3] < b.at.bounds()[3]:
			return 1
		}
		return 0
	})
	const slack = 0.75 // points
	for i, d := range images {
		if d.at[1] != 0 || d.at[2] != 0 || d.at[0] <= 0 || d.at[3] <= 0 {
			return nil, ErrDraw
		}
		if i == 0 {
			continue
		}
		b, above := d.at.bounds(), images[i-1].at.bounds()
		if math.Abs(b[0]-above[0]) > slack || math.Abs(b[2]-above[2]) > slack || math.Abs(b[3]-above[1]) > slack {
			return nil, ErrDraw
		}
	}
	return images, nil
}

// scan describes the pictures that make up a page.
func (f *File) scan(images []drawn, most int) (*Scan, error) {
	s := &Scan{}
	height, points := 0, 0.0
	for _, d := range images {
		p, err := f.picture(d.stream)
		if err != nil {
			return nil, err
		}
		s.Pieces = append(s.Pieces, p)
		if p.Width != s.Pieces[0].Width || len(images) > 1 && p.Colours != s.Pieces[0].Colours {
			return nil, ErrDraw
		}
		height += p.Height
		points += math.Hypot(d.at[2], d.at[3])
		if int64(height)*int64(p.Width) > int64(most) {
			return nil, refused("large", nil)
		}
	}
	first := images[0].at
	width := s.Pieces[0].Width
	if max(width, height) < longSide {
		return nil, refused("small", nil)
	}
	if across := math.Hypot(first[0], first[1]); across > 1 && points > 1 {
		s.Across, s.Down = float64(width)*72/across, float64(height)*72/points
	}
	s.Flip = first[0]*first[3]-first[1]*first[2] < 0
	return s, nil
}

// picture describes one picture.
func (f *File) picture(s stream) (Picture, error) {
	p := Picture{Coding: Samples, Width: f.number(first(s.dict, "Width", "W")), Height: f.number(first(s.dict, "Height", "H"))}
	p.Bits, p.Colours = f.number(first(s.dict, "BitsPerComponent", "BPC")), 1
	if p.Width < 1 || p.Height < 1 || p.Width > 1<<20 || p.Height > 1<<20 {
		return p, refused("damaged", errSyntax)
	}
	steps, err := p.coded(f.steps(s.dict))
	if err != nil {
		return p, err
	}
	if stencil, _ := f.get(s.dict["ImageMask"]).(bool); stencil {
		p.Bits = 1
	} else if err = f.space(&p, f.get(first(s.dict, "ColorSpace", "CS"))); err != nil {
		return p, err
	}
	if decode, _ := f.get(first(s.dict, "Decode", "D")).(array); len(decode) >= 2*p.Colours {
		for _, o := range decode[:2*p.Colours] {
			x, _ := f.get(o).(float64)
			p.Decode = append(p.Decode, x)
		}
	}
	if p.Coding == Samples && !slices.Contains([]int{1, 2, 4, 8, 16}, p.Bits) {
		return p, refused("damaged", errSyntax)
	}
	return p, f.opens(&p, s, steps)
}

// coded reads from the filters of a picture how it is written, and returns those that are undone before.
func (p *Picture) coded(steps []step) ([]step, error) {
	if n := len(steps); n > 0 {
		switch steps[n-1].filter {
		case filterJPEG:
			p.Coding, steps = JPEG, steps[:n-1]
		case filterFax:
			p.Coding, p.Bits = Fax, 1
			if err := p.fax(steps[n-1]); err != nil {
				return nil, err
			}
			steps = steps[:n-1]
		}
	}
	for _, s := range steps {
		if s.filter == "JPXDecode" || s.filter == "JBIG2Decode" {
			return nil, ErrDraw
		}
	}
	return steps, nil
}

// fax reads the parameters of a fax.
func (p *Picture) fax(s step) error {
	p.Group = s.parameter("K", 0)
	p.Align, _ = s.parms["EncodedByteAlign"].(bool)
	p.WhiteIsOne = true
	if black, _ := s.parms["BlackIs1"].(bool); black {
		p.WhiteIsOne = false
	}
	if s.parameter("Columns", 1728) != p.Width {
		return ErrDraw
	}
	return nil
}

// opens notes how the data of a picture are read.
func (f *File) opens(p *Picture, s stream, steps []step) error {
	raw, err := f.raw(s)
	if err != nil {
		return refused("damaged", err)
	}
	row := (int64(p.Width)*int64(p.Colours)*int64(max(1, p.Bits)) + 7) / 8
	most := row*int64(p.Height) + 1<<16
	if p.Coding != Samples {
		most = min(raw.Size()*2+1<<16, 64<<20)
	}
	if len(steps) > 0 && steps[len(steps)-1].filter == filterLZW || len(steps) > 1 {
		if most > 64<<20 { // it has to be undone all at once
			return refused("large", nil)
		}
	}
	p.open = func() (io.Reader, error) {
		r, err := undo(io.NewSectionReader(raw, 0, raw.Size()), steps, most)
		if err != nil {
			return nil, fmt.Errorf("open picture: %w", err)
		}
		return io.LimitReader(r, most), nil
	}
	return nil
}

// space reads a colour space: how many samples a pixel has, and what an index stands for.
func (f *File) space(p *Picture, o any) error {
	a, _ := o.(array)
	n, _ := o.(name)
	if len(a) > 0 {
		n, _ = f.get(a[0]).(name)
	}
	switch n {
	case "":
		if p.Coding != Samples { // what a JPEG says itself counts
			return nil
		}
		p.Colours = 1
	case "DeviceGray", "CalGray", "G":
		p.Colours = 1
	case "DeviceRGB", "CalRGB", "RGB":
		p.Colours = 3
	case "DeviceCMYK", "CMYK":
		p.Colours = 4
	case "ICCBased":
		if len(a) > 1 {
			p.Colours = f.number(f.dictionary(a[1])["N"])
		}
		if p.Colours != 1 && p.Colours != 3 && p.Colours != 4 {
			return refused("damaged", errSyntax)
		}
	case "Indexed", "I":
		return f.indexed(p, a)
	default:
		return ErrDraw
	}
	return nil
}

// indexed reads a palette.
func (f *File) indexed(p *Picture, a array) error {
	if len(a) < 4 || p.Coding == JPEG {
		return ErrDraw
	}
	base := *p
	base.Coding = Samples
	if err := f.space(&base, f.get(a[1])); err != nil || base.Palette != nil {
		return ErrDraw
	}
	var table []byte
	switch v := f.get(a[3]).(type) {
	case literal:
		table = []byte(v)
	case stream:
		var err error
		if table, err = f.unfold(v, 1<<12); err != nil {
			return refused("damaged", err)
		}
	}
	p.Palette = []byte{}
	for ; len(table) >= base.Colours && len(p.Palette) < 3*256; table = table[base.Colours:] {
		p.Palette = append(p.Palette, rgb(table[:base.Colours])...)
	}
	if len(p.Palette) == 0 {
		return refused("damaged", errSyntax)
	}
	return nil
}

// rgb returns a colour of one, three or four samples as RGB.
func rgb(c []byte) []byte {
	switch len(c) {
	case 1:
		return bytes.Repeat(c, 3)
	case 4:
		light := make([]byte, 3)
		for i := range light {
			light[i] = byte((255 - int(c[i])) * (255 - int(c[3])) / 255) //nolint:gosec // at most 255
		}
		return light
	}
	return c
}
