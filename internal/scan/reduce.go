package scan

import (
	"image"
	"math"
)

// plane holds the pixels of an image, 0 black … 255 white, row by row.
type plane struct {
	pix    []uint8
	stride int
	w, h   int
}

// planeOf looks at an image as a plane, without copying it.
func planeOf(img *image.Gray) plane {
	if img == nil || img.Rect.Empty() {
		return plane{}
	}
	return plane{img.Pix[img.PixOffset(img.Rect.Min.X, img.Rect.Min.Y):], img.Stride, img.Rect.Dx(), img.Rect.Dy()}
}

// row returns the pixels of a row.
func (p plane) row(y int) []uint8 { return p.pix[y*p.stride : y*p.stride+p.w] }

// overview is how many pixels the longer side of the image has in which marks are searched: a mark of 6 mm is 23 pixels.
const overview = 1150

// factorFor returns by what an image has to be divided to come near a length of its longer side.
func factorFor(p plane, length int) int {
	return max(1, int(math.Round(float64(max(p.w, p.h))/float64(length))))
}

// reduced returns the image divided by a whole number, each pixel the mean of those it stands for. What does not fill a
// whole pixel at the right and at the bottom is left out.
func (p plane) reduced(factor int) plane {
	if factor <= 1 || p.w < factor || p.h < factor {
		return p
	}
	out := plane{w: p.w / factor, h: p.h / factor, stride: p.w / factor}
	out.pix = make([]uint8, out.w*out.h)
	sums := make([]uint32, out.w)
	area := uint32(factor * factor)    //nolint:gosec // a factor is at most some hundreds
	scale := (1<<24 + area - 1) / area // dividing by multiplying: exact for sums of up to 255 × area
	for y := range out.h {
		clear(sums)
		for dy := range factor {
			addRow(sums, p.row(y*factor+dy), factor)
		}
		line := out.row(y)
		for x, s := range sums {
			line[x] = uint8(min(255, uint64(s)*uint64(scale)>>24))
		}
	}
	return out
}

// addRow adds each run of factor pixels of a row to its sum.
func addRow(sums []uint32, row []uint8, factor int) {
	switch factor {
	case 2:
		for x := range sums {
			q := row[2*x : 2*x+2 : 2*x+2]
			sums[x] += uint32(q[0]) + uint32(q[1])
		}
	case 3:
		for x := range sums {
			q := row[3*x : 3*x+3 : 3*x+3]
			sums[x] += uint32(q[0]) + uint32(q[1]) + uint32(q[2])
		}
	default:
		for x := range sums {
			for _, v := range row[x*factor : (x+1)*factor] {
				sums[x] += uint32(v)
			}
		}
	}
}
