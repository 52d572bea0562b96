package scan

import (
	"math"

	"releve/internal/paper"
)

// perMM is how many samples a patch has for each millimetre.
const perMM = 8

// patch is a piece of a page, drawn straight and upright.
type patch struct {
	pix  []uint8
	w, h int
	out  int // samples that lie outside of the image; they are white
}

// found is a page that was found in an image.
type found struct {
	plane plane
	grid  grid    // in the plane
	whole grid    // in the image itself, of which the plane may be a coarser copy
	black float64 // of print against paper: 0 … 1
}

// one is 1 in the fixed point numbers in which patches are sampled: the same on every machine.
const one = 1 << 16

// patch draws a piece of the page into a patch, which is used again: centre and half sizes in millimetres. Within a patch
// perspective is left out of account.
func (f *found) patch(into *patch, at, half paper.Point) {
	into.size(int(math.Round(2*half.X*perMM)), int(math.Round(2*half.Y*perMM)))
	centre := f.grid.at(at)
	right, down := f.grid.slope(at)
	ux, uy := fixed(right.X/perMM), fixed(right.Y/perMM)
	vx, vy := fixed(down.X/perMM), fixed(down.Y/perMM)
	x0 := fixed(centre.X-0.5) - (int64(into.w-1)*ux+int64(into.h-1)*vx)/2
	y0 := fixed(centre.Y-0.5) - (int64(into.w-1)*uy+int64(into.h-1)*vy)/2
	for y := range into.h {
		line := into.pix[y*into.w : (y+1)*into.w]
		x, yy := x0+int64(y)*vx, y0+int64(y)*vy
		if f.plane.holds(x, yy) && f.plane.holds(x+int64(into.w)*ux, yy+int64(into.w)*uy) {
			f.plane.line(line, [2]int64{x, yy}, [2]int64{ux, uy})
			continue
		}
		into.out += f.plane.edge(line, [2]int64{x, yy}, [2]int64{ux, uy})
	}
}

func (p *patch) size(w, h int) {
	p.w, p.h, p.out = w, h, 0
	if cap(p.pix) < w*h {
		p.pix = make([]uint8, w*h)
	}
	p.pix = p.pix[:w*h]
}

// fixed rounds a number to fixed point. What is far outside of any image stays there.
func fixed(v float64) int64 {
	if math.IsNaN(v) {
		return -1e6 * one
	}
	return int64(math.Round(max(-1e6, min(1e6, v)) * one))
}

// holds tells whether a place, and the pixels right of and below it, lie in the image.
func (p plane) holds(x, y int64) bool {
	return x >= 0 && y >= 0 && x>>16 < int64(p.w-1) && y>>16 < int64(p.h-1)
}

// line samples a line that lies in the image throughout, each sample between four pixels.
func (p plane) line(into []uint8, at, step [2]int64) {
	x, y := int(at[0]), int(at[1])
	dx, dy := int(step[0]), int(step[1])
	for i := range into {
		o := (y>>16)*p.stride + x>>16
		fx, fy := x>>8&255, y>>8&255
		a, b := p.pix[o:o+2:o+2], p.pix[o+p.stride:o+p.stride+2:o+p.stride+2]
		top := int(a[0])<<8 + (int(a[1])-int(a[0]))*fx
		bottom := int(b[0])<<8 + (int(b[1])-int(b[0]))*fx
		into[i] = uint8((top<<8 + (bottom-top)*fy + 1<<15) >> 16) //nolint:gosec // between pixels
		x += dx
		y += dy
	}
}

// edge samples a line that may leave the image, and returns how many samples lie outside.
func (p plane) edge(into []uint8, at, step [2]int64) (outside int) {
	for i := range into {
		x, y := at[0]+int64(i)*step[0], at[1]+int64(i)*step[1]
		if !p.holds(x, y) {
			into[i] = 255
			outside++
			continue
		}
		p.line(into[i:i+1], [2]int64{x, y}, step)
	}
	return outside
}
