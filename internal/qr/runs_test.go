package qr

import "testing"

// TestRuns holds that runs are exactly the dark modules of a code.
func TestRuns(t *testing.T) {
	const text = "R1:7H2KQ9:1:000123:7"
	runs, side, err := Runs(text)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]bool{}
	for _, r := range runs {
		for i := range r.Length {
			dark[[2]int{r.X + i, r.Y}] = true
		}
	}
	c, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	if side != c.modules.Size || side != 25 {
		t.Errorf("side %d, want 25", side)
	}
	for y := range side {
		for x := range side {
			if dark[[2]int{x, y}] != c.modules.Black(x, y) {
				t.Errorf("module %d, %d: dark %t", x, y, dark[[2]int{x, y}])
			}
		}
	}
	if _, _, err := Runs(""); err == nil {
		t.Error("a code of nothing")
	}
}
