package scan

import (
	"math"
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

// TestShade shows that an edge of a shadow through a box leaves no ink in it, and that a pencil there does.
func TestShade(t *testing.T) {
	const side = 4.2
	box := paper.Box{At: paper.Point{X: 20, Y: 20}, Side: side}
	shadow := func(x, _ float64) float64 { return 210 * (1 - 0.3*min(1, max(0, (x-19)/2.2))) }
	pencil := func(x, y float64) float64 {
		if d := (x - 20) - (y - 20); d > -0.3 && d < 0.3 {
			return shadow(x, y) * 0.82
		}
		return shadow(x, y)
	}
	measure := func(grey func(x, y float64) float64) Features {
		var e edges
		f := sheetOf(40, 40, grey)
		r := f.look(&e, box, shift{})
		return r.features(side, roomOf(box, nil, nil), r.paper, f.black)
	}
	empty, marked := measure(shadow), measure(pencil)
	if empty.Ink >= emptyInk || empty.Frac >= emptyFrac {
		t.Errorf("shadow: ink %.4f, share %.4f; want it empty", empty.Ink, empty.Frac)
	}
	if marked.Ink < 0.02 {
		t.Errorf("pencil in a shadow: ink %.4f, want 0.02, of a line of 0.6 mm that is 18 %% darker than its paper", marked.Ink)
	}
}

// TestShiftsKeepWhatWasFound shows that a box that was found plainly lies there, though its neighbours lead elsewhere.
func TestShiftsKeepWhatWasFound(t *testing.T) {
	b := bend{sure: 45, plain: 75, field: field{width: 210, height: 297, x: [6]float64{}, y: [6]float64{3}}}
	b.boxes = []paper.Box{{At: paper.Point{X: 188, Y: 62}, Side: 4.2}, {At: paper.Point{X: 160, Y: 62}, Side: 4.2}}
	b.near = nearest(b.boxes)
	b.found = []outline{{dx: 0.1, dy: 0.2, contrast: 100}, {dx: 0, dy: 3, contrast: 100}}
	if got := b.shifts()[0]; got != (shift{0.1, 0.2}) {
		t.Errorf("%v, want where it was found", got)
	}
}

// TestShiftsTakeNoGap shows that an outline that was found in the gap beside a box does not move it, nor its neighbours.
func TestShiftsTakeNoGap(t *testing.T) {
	b := bend{sure: 45, plain: 75, field: field{width: 210, height: 297}}
	for row := range 3 {
		for column := range 5 {
			b.boxes = append(b.boxes, paper.Box{At: paper.Point{X: 40 + 5.6*float64(column), Y: 60 + 10.4*float64(row)}, Side: 4.2})
			b.found = append(b.found, outline{contrast: 100})
		}
	}
	b.found[7] = outline{dx: 1.35, contrast: 90}
	b.near = nearest(b.boxes)
	for i, s := range b.shifts() {
		if math.Hypot(s.x, s.y) > 0.1 {
			t.Errorf("box %d at %v, want none to be moved", i, s)
		}
	}
}

// TestBadMisfit refuses a page whose boxes are not where its marks have them.
func TestBadMisfit(t *testing.T) {
	boxes, seen := make([]Features, 40), make([]raw, 40)
	for i := range boxes {
		boxes[i].Edge, seen[i].paper.at = 0.5, 200
	}
	noise := make([]float64, len(boxes))
	if reason := bad(boxes, seen, noise); reason != "" {
		t.Fatalf("%s, want the page", reason)
	}
	for i := range boxes {
		if i%3 == 0 {
			boxes[i].Edge = 0.05
		}
	}
	if reason := bad(boxes, seen, noise); reason != ReasonMarks {
		t.Errorf("%q, want %q", reason, ReasonMarks)
	}
}

// TestStark tells black and white with what a JPEG file leaves of it from grey paper.
func TestStark(t *testing.T) {
	scanned := func(x, _ float64) float64 {
		switch d := math.Abs(x - 30); {
		case d < 0.2:
			return 5
		case d < 0.4: // the edge of a stroke
			return 120
		}
		return 253
	}
	if !sheetOf(60, 40, scanned).plane.stark() {
		t.Error("black and white is not seen as such")
	}
	if sheetOf(60, 40, func(x, y float64) float64 { return min(scanned(x, y), 235) }).plane.stark() {
		t.Error("grey paper is taken for black and white")
	}
}

// TestSearchTakesNoNeighbour looks for a box where only another one is, a pitch away.
func TestSearchTakesNoNeighbour(t *testing.T) {
	const side, pitch = 4.2, 5.6
	outlined := func(x, y float64) float64 { // a box at 20 + pitch, 20
		u, v := math.Abs(x-20-pitch), math.Abs(y-20)
		if d := max(u, v) - side/2; d > -0.15 && d < 0.15 {
			return 30
		}
		return 210
	}
	b := bend{boxes: []paper.Box{{At: paper.Point{X: 20, Y: 20}, Side: side}, {At: paper.Point{X: 20 + pitch, Y: 20}, Side: side}}, found: make([]outline, 2)}
	b.near = nearest(b.boxes)
	var e edges
	f := sheetOf(60, 40, outlined)
	if b.search(f, &e, 0, shift{pitch - 0.5, 0}, reach) {
		t.Errorf("found at %v, which is the neighbour", b.found[0])
	}
	if !b.search(f, &e, 1, shift{0.5, 0}, reach) {
		t.Error("the box itself is not found")
	}
}
