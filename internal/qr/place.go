package qr

import (
	"errors"
	"fmt"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"

	"releve/internal/problem"
)

// Place is where a code must be in an image that shows it upright.
type Place struct {
	Side     float64 // of the code without its quiet zone, pixels
	From, To Point   // between these its top left corner lies
}

// placedSizes are those of the codes that DecodeAt reads, in modules, the most usual first: texts of at most 47 capitals.
func placedSizes() [3]int { return [3]int{25, 21, 29} }

// DecodeAt reads a code whose place is known but for some modules. Decode finds a code by its three large squares; this one
// takes all that is the same in every code of a size to find it, and so reads one whose squares are written on or faded, as
// long as three quarters of its signs are whole. The error is NotFound (qr.none).
func DecodeAt(img *image.Gray, p Place) (Found, error) {
	err := errors.New("no contrast")
	if img.Rect.Empty() || !(p.Side >= leastSide) {
		return Found{}, problem.Wrap(problem.NotFound, "qr.none", err)
	}
	m := meansOf(img)
	for _, n := range placedSizes() {
		t := template(n)
		f, contrast := m.placed(t, p)
		if contrast < leastPlaced {
			continue
		}
		values := m.modules(f, n)
		for _, bits := range [][][]bool{split(values), parted(values)} {
			var text string
			if text, err = correct(bits); err == nil {
				return Found{Text: text, Corners: f.corners(n), Modules: n}, nil
			}
		}
	}
	return Found{}, problem.Wrap(problem.NotFound, "qr.none", err)
}

// Bounds of what is read as a code.
const (
	leastSide   = 25 // pixels
	leastPlaced = 12 // how much darker dark modules are than light ones, of 255
)

// fixed is a module that is the same in all codes of a size: 1 dark, -1 light.
type fixed struct{ x, y, is int }

// pattern are the fixed modules of codes that have so many modules in a row.
type pattern struct {
	n       int
	modules []fixed
	each    [2]int // how many are light, and dark
}

// template returns the fixed modules of a code: its three large squares with the white around them, the two lines of single
// modules between them, and from 25 modules on, the small square.
func template(n int) *pattern {
	p := &pattern{n: n}
	for y := range n {
		for x := range n {
			dark, ok := fixedAt(x, y, n)
			if !ok {
				continue
			}
			m := fixed{x, y, -1}
			if dark {
				m.is = 1
			}
			p.modules = append(p.modules, m)
			p.each[(m.is+1)/2]++
		}
	}
	return p
}

// fixedAt tells whether a module is the same in all codes of a size, and if so, whether it is dark.
func fixedAt(x, y, n int) (dark, ok bool) {
	for _, eye := range [3][2]int{{3, 3}, {n - 4, 3}, {3, n - 4}} {
		if far := ring(x, y, eye[0], eye[1]); far <= 4 {
			return far != 2 && far != 4, true
		}
	}
	if far := ring(x, y, n-7, n-7); n > 21 && far <= 2 {
		return far != 1, true
	}
	return (x+y)%2 == 0, x == 6 || y == 6
}

// ring returns how many modules a module is away from the middle of a square.
func ring(x, y, middleX, middleY int) int {
	return max(x-middleX, middleX-x, y-middleY, middleY-y)
}

// correct reads the text out of the modules of a code, of which a quarter of the signs may be wrong.
func correct(modules [][]bool) (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("read code: %v", r)
		}
	}()
	bits, err := gozxing.ParseBoolMapToBitMatrix(modules)
	if err != nil {
		return "", fmt.Errorf("read code: %w", err)
	}
	read, err := decoder.NewDecoder().DecodeWithoutHint(bits)
	if err != nil {
		return "", fmt.Errorf("read code: %w", err)
	}
	if read.GetOther() != nil { // it was read in a mirror
		return "", errors.New("read code: mirrored")
	}
	return read.GetText(), nil
}
