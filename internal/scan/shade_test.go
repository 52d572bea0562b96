package scan

import (
	"testing"

	"releve/internal/paper"
)

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
