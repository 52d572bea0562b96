package scan

import (
	"math"
	"testing"
)

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
