package scan

import "image"

// longest is how many pixels the long side of a page may have; finer ones, from 430 dpi on A4, are halved: what a pen
// wrote is seen as well, in a quarter of the time.
const longest = 5000

// settled returns the picture as it is measured: not finer than is of use, and marked where nothing on it is grey.
func (p Picture) settled() Picture {
	p.Bilevel = p.Bilevel || bilevel(p.Gray)
	for max(p.Gray.Rect.Dx(), p.Gray.Rect.Dy()) > longest {
		p.Gray = halved(p.Gray)
	}
	return p
}

// bilevel tells whether all pixels are black or white.
func bilevel(g *image.Gray) bool {
	w := g.Rect.Dx()
	for y := range g.Rect.Dy() {
		for _, v := range g.Pix[y*g.Stride : y*g.Stride+w] {
			if v > 8 && v < 247 {
				return false
			}
		}
	}
	return true
}

// halved returns a picture of half the size, each pixel the mean of four.
func halved(g *image.Gray) *image.Gray {
	half := image.NewGray(image.Rect(0, 0, g.Rect.Dx()/2, g.Rect.Dy()/2))
	for y := range half.Rect.Dy() {
		upper, lower := g.Pix[2*y*g.Stride:], g.Pix[(2*y+1)*g.Stride:]
		row := half.Pix[y*half.Stride : (y+1)*half.Stride]
		for x := range row {
			sum := int(upper[2*x]) + int(upper[2*x+1]) + int(lower[2*x]) + int(lower[2*x+1])
			row[x] = byte((sum + 2) / 4) //nolint:gosec // a mean of bytes
		}
	}
	return half
}

// gray returns an image in grey, its pixels one row behind the other. Of a JPEG in colours it is the luma that stands in
// the file; what is transparent is white.
func gray(m image.Image) *image.Gray {
	switch m := m.(type) {
	case *image.Gray:
		return tight(m.Pix, m.Stride, m.Rect)
	case *image.YCbCr:
		return tight(m.Y, m.YStride, m.Rect)
	case *image.Paletted:
		return grayPalette(m)
	case image.RGBA64Image:
		return gray64(m)
	}
	b := m.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, gr, bl, a := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
			g.Pix[y*g.Stride+x] = luma(r, gr, bl, a)
		}
	}
	return g
}

// tight copies grey pixels so that nothing stands between the rows.
func tight(pix []byte, stride int, r image.Rectangle) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		copy(g.Pix[y*g.Stride:(y+1)*g.Stride], pix[y*stride:])
	}
	return g
}

// gray64 goes through the pixels of an image that gives them without an allocation each.
func gray64(m image.RGBA64Image) *image.Gray {
	b := m.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := g.Pix[y*g.Stride : (y+1)*g.Stride]
		for x := range row {
			c := m.RGBA64At(b.Min.X+x, b.Min.Y+y)
			row[x] = luma(uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A))
		}
	}
	return g
}

// grayPalette makes grey of the palette first.
func grayPalette(m *image.Paletted) *image.Gray {
	var shades [256]byte
	for i, c := range m.Palette {
		r, g, b, a := c.RGBA()
		shades[i] = luma(r, g, b, a)
	}
	g := tight(m.Pix, m.Stride, m.Rect)
	for i, v := range g.Pix {
		g.Pix[i] = shades[v]
	}
	return g
}

// luma returns the brightness of a colour over white (ITU-R BT.601), from parts of 16 bits that are multiplied by a.
func luma(r, g, b, a uint32) byte {
	y := (19595*r + 38470*g + 7471*b + 1<<15) >> 16
	return byte(min(0xffff, y+0xffff-a) >> 8)
}

// luma8 returns the brightness of a colour of 8 bits.
func luma8(r, g, b byte) byte {
	return byte((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 1<<15) >> 16) //nolint:gosec // at most 255
}

// stretched returns a picture as high as it is on paper, where its pixels are no squares, as a fax's; across and down are
// pixels for an inch.
func stretched(p Picture, across, down float64) Picture {
	if across <= 0 || down <= 0 || across/down > 4 || down/across > 4 || across/down < 1.05 && down/across < 1.05 {
		return p
	}
	from := p.Gray
	w, h := from.Rect.Dx(), from.Rect.Dy()
	to := image.NewGray(image.Rect(0, 0, max(w, int(float64(w)*down/across+0.5)), max(h, int(float64(h)*across/down+0.5))))
	if to.Rect.Dx()*to.Rect.Dy() > MostPixels {
		return p
	}
	for y := range to.Rect.Dy() {
		row := from.Pix[y*h/to.Rect.Dy()*from.Stride:]
		for x := range to.Rect.Dx() {
			to.Pix[y*to.Stride+x] = row[x*w/to.Rect.Dx()]
		}
	}
	p.Gray = to
	return p
}
