package scan

import (
	"testing"

	"releve/internal/paper"
)

// sheetOf draws a page of so many millimetres, ten pixels to each, by a grey for each place, and returns it as found.
func sheetOf(width, height float64, grey func(x, y float64) float64) *found {
	const per = 10
	p := plane{w: int(width * per), h: int(height * per), stride: int(width * per)}
	p.pix = make([]uint8, p.w*p.h)
	for y := range p.h {
		for x := range p.w {
			p.pix[y*p.stride+x] = uint8(grey((float64(x)+0.5)/per, (float64(y)+0.5)/per))
		}
	}
	g := grid{per, 0, 0, 0, per, 0, 0, 0}
	return &found{plane: p, grid: g, whole: g, black: 0.1}
}

// TestWritten holds apart what is written on a place and what is only seen there.
func TestWritten(t *testing.T) {
	const paperGrey = 210
	area := paper.Rect{X: 20, Y: 20, W: 60, H: 20}
	small := paper.Rect{X: 20, Y: 20, W: 9, H: 7}
	line := func(at, from, to float64) func(x, y float64) float64 { // level, 0.3 mm thick
		return func(x, y float64) float64 {
			if y > at && y < at+0.3 && x > from && x < to {
				return 110
			}
			return paperGrey
		}
	}
	letters := func(x, y float64) float64 { // upright strokes of 0.4 mm, 3 mm high, one each 2 mm
		if y > 28 && y < 31 && x > 30 && x < 50 && x-2*float64(int(x/2)) < 0.4 {
			return 90
		}
		return paperGrey
	}
	shadow := func(wide float64) func(x, y float64) float64 {
		return func(x, _ float64) float64 { return paperGrey * (1 - 0.4*min(1, max(0, (x-24)/wide))) }
	}
	for _, tt := range []struct {
		name string
		area paper.Rect
		grey func(x, y float64) float64
		want bool
	}{
		{"nothing", area, func(_, _ float64) float64 { return paperGrey }, false},
		{"letters", area, letters, true},
		{"letters in a shadow", area, func(x, y float64) float64 { return letters(x, y) * shadow(3)(x, y) / paperGrey }, true},
		{"a thick pen", area, func(x, y float64) float64 {
			if x > 40.2 && x < 41.8 && y > 27 && y < 33 {
				return 60
			}
			return paperGrey
		}, true},
		{"the edge of a shadow", area, shadow(3), false},
		{"the edge of a shadow on a small place", small, shadow(3), false},
		{"the frame, curled in", area, line(22.6, 0, 100), false},
		{"the frame, not level", area, func(x, y float64) float64 { return line(22.1+(x-20)/60, 0, 100)(x, y) }, false},
		{"a line further in", area, line(30, 25, 60), true},
		{"a figure on a small place", small, func(x, y float64) float64 {
			if x > 24 && x < 24.4 && y > 21.5 && y < 25.5 {
				return 100
			}
			return paperGrey
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p patch
			got := sheetOf(100, 60, tt.grey).written(&p, &paper.Field{Fill: paper.Write, Area: tt.area}, shift{})
			if written := got.Cells >= leastWritten; written != tt.want {
				t.Errorf("%d squares written, written %v, want %v", got.Cells, written, tt.want)
			}
		})
	}
}
