package scan

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// What is kept of a page for people to look at.
const (
	keptSide    = 2339 // pixels of the long side: A4 at 200 dpi
	keptSlack   = 2400 // up to here a page is kept as it is
	keptQuality = 70   // of JPEG: pencil strokes stay
)

// keep returns the picture of a page as it is kept, and makes the page's Grid fit it. Nothing that the file said besides
// its pixels is in it.
func keep(p Picture, page *Page) ([]byte, error) {
	g := p.Gray
	if long := max(g.Rect.Dx(), g.Rect.Dy()); long > keptSlack {
		g = reduced(g, max(1, g.Rect.Dx()*keptSide/long), max(1, g.Rect.Dy()*keptSide/long))
		scaleGrid(&page.Grid, float64(g.Rect.Dx())/float64(p.Gray.Rect.Dx()), float64(g.Rect.Dy())/float64(p.Gray.Rect.Dy()))
	}
	var out bytes.Buffer
	var err error
	if p.Bilevel && g == p.Gray {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, blackWhite(g))
	} else {
		err = jpeg.Encode(&out, g, &jpeg.Options{Quality: keptQuality})
	}
	if err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}

// scaleGrid makes a grid map to an image of another size. Pixels are told by their middles.
func scaleGrid(g *[8]float64, across, down float64) {
	if *g == [8]float64{} {
		return
	}
	for i, scale := range [2]float64{across, down} {
		a, shift := g[3*i:3*i+3], (scale-1)/2
		a[0] = a[0]*scale + shift*g[6]
		a[1] = a[1]*scale + shift*g[7]
		a[2] = a[2]*scale + shift
	}
}

// blackWhite returns a picture with one bit for each pixel.
func blackWhite(g *image.Gray) *image.Paletted {
	m := image.NewPaletted(g.Rect, color.Palette{color.Gray{0}, color.Gray{255}})
	for i, v := range g.Pix {
		m.Pix[i] = v >> 7
	}
	return m
}

// reduced returns a picture of a smaller size, each pixel the mean of what it stands for.
func reduced(g *image.Gray, width, height int) *image.Gray {
	to := image.NewGray(image.Rect(0, 0, width, height))
	across, down := parts(g.Rect.Dx(), width), parts(g.Rect.Dy(), height)
	row := make([]uint32, g.Rect.Dx())
	for y, d := range down {
		clear(row)
		for i, weight := range d.weights {
			for x, v := range g.Pix[(d.first+i)*g.Stride : (d.first+i)*g.Stride+len(row)] {
				row[x] += weight * uint32(v)
			}
		}
		out := to.Pix[y*to.Stride : y*to.Stride+width]
		for x, a := range across {
			var sum uint64
			for i, weight := range a.weights {
				sum += uint64(weight) * uint64(row[a.first+i])
			}
			out[x] = byte((sum + 1<<23) >> 24)
		}
	}
	return to
}

// part says what a pixel of a reduced picture stands for.
type part struct {
	first   int
	weights []uint32 // of the pixels from first on; they sum up to 1 << 12
}

// parts divides a row of pixels among fewer.
func parts(from, to int) []part {
	all := make([]part, to)
	for i := range all {
		low, high := i*from, (i+1)*from // in pixels multiplied by to
		p := part{first: low / to}
		left := uint32(1 << 12)
		for at := p.first; at*to < high; at++ {
			share := min(high, (at+1)*to) - max(low, at*to)
			weight := uint32(share * (1 << 12) / from) //nolint:gosec // at most 1 << 12
			p.weights = append(p.weights, weight)
			left -= weight
		}
		p.weights[len(p.weights)/2] += left
		all[i] = p
	}
	return all
}
