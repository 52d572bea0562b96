package qr

import (
	"fmt"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"

	"releve/internal/problem"
)

// Point is a place in an image, in pixels from its top left corner.
type Point struct{ X, Y float64 }

// Found is a code that was found in an image.
type Found struct {
	Text string
	// Corners are the middles of the three large squares of the code: top left, top right, bottom left of the code as it
	// was drawn. Each lies 3.5 modules inside the edges of the code.
	Corners [3]Point
	Modules int // in a row of the code, without its quiet zone
}

// Inset is how far the middles of the large squares lie inside the code, in modules.
const Inset = 3.5

// Decode reads the code in an image, turned as it may be. It is meant for small images of the place where a code should be:
// what is spent grows with the pixels. The error is NotFound (qr.none).
func Decode(img *image.Gray) (Found, error) {
	bits := binary(img)
	if bits == nil {
		return Found{}, problem.New(problem.NotFound, "qr.none", nil)
	}
	f, err := unravel(bits)
	if err != nil {
		return Found{}, problem.Wrap(problem.NotFound, "qr.none", err)
	}
	return f, nil
}

// unravel reads a code in black and white.
func unravel(bits *gozxing.BitMatrix) (f Found, err error) {
	// The library indexes arrays by what it finds in the image; with images that hold no code it sometimes steps out of them.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decode code: %v", r)
		}
	}()
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	seen, err := detector.NewDetector(bits).Detect(hints)
	if err != nil {
		return Found{}, fmt.Errorf("find code: %w", err)
	}
	read, err := decoder.NewDecoder().Decode(seen.GetBits(), hints)
	if err != nil {
		return Found{}, fmt.Errorf("read code: %w", err)
	}
	f = Found{Text: read.GetText(), Modules: seen.GetBits().GetWidth()}
	points := seen.GetPoints()
	for i, at := range []int{1, 2, 0} { // the library begins at the bottom left
		f.Corners[i] = Point{points[at].GetX(), points[at].GetY()}
	}
	return f, nil
}

// Darkness: a pixel is dark when it is darker than nine tenths of the mean around it, or near the darkest there are. The
// second counts in the middle of large modules, where all around is dark.
const (
	leastReach = 24 // pixels to each side
	darker     = 90 // percent of the mean
	darkest    = 20 // percent of the way from the darkest to the lightest pixel
)

// binary tells dark from light by the mean around each pixel; nil for an image in which no code can be.
func binary(img *image.Gray) *gozxing.BitMatrix {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if w < 21 || h < 21 {
		return nil
	}
	bits, err := gozxing.NewBitMatrix(w, h)
	if err != nil {
		return nil
	}
	sums, low, high := table(img)
	dark := low + (high-low)*darkest/100
	reach := max(leastReach, min(w, h)/8)
	for y := range h {
		y0, y1 := max(0, y-reach), min(h, y+reach+1)
		row := img.Pix[img.PixOffset(img.Rect.Min.X, img.Rect.Min.Y+y):]
		for x, v := range row[:w] {
			x0, x1 := max(0, x-reach), min(w, x+reach+1)
			sum := sums[y1*(w+1)+x1] - sums[y1*(w+1)+x0] - sums[y0*(w+1)+x1] + sums[y0*(w+1)+x0]
			if int(v) < dark || int(v)*(x1-x0)*(y1-y0)*100 < sum*darker {
				bits.Set(x, y)
			}
		}
	}
	return bits
}

// table returns the sums of all pixels above and left of each place, the darkest and the lightest pixel.
func table(img *image.Gray) (sums []int, low, high int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	sums = make([]int, (w+1)*(h+1))
	low, high = 255, 0
	for y := range h {
		run := 0
		for x, v := range img.Pix[img.PixOffset(img.Rect.Min.X, img.Rect.Min.Y+y):][:w] {
			run += int(v)
			low, high = min(low, int(v)), max(high, int(v))
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + run
		}
	}
	return sums, low, high
}
