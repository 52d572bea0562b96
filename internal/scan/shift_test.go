package scan

import (
	"math"
	"testing"

	"releve/internal/paper"
)

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
		if math.Hypot(s.x, s.y) > 0.01 {
			t.Errorf("box %d at %v, want none to be moved", i, s)
		}
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
