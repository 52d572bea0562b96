package scan

import (
	"math"
	"testing"

	"releve/internal/paper"
)

// tilted is a grid as of a telephone held askew.
func tilted() grid { return grid{9.1, -0.8, 120, 0.9, 8.7, 95, 0.0003, -0.0002} }

func corners() []paper.Point {
	return []paper.Point{{X: 12, Y: 12}, {X: 198, Y: 12}, {X: 198, Y: 285}, {X: 12, Y: 285}}
}

func TestFitFindsTheGrid(t *testing.T) {
	want := tilted()
	more := append(corners(), paper.Point{X: 100, Y: 150}, paper.Point{X: 40, Y: 200})
	for _, places := range [][]paper.Point{corners(), more} {
		var points []paper.Point
		for _, p := range places {
			points = append(points, want.at(p))
		}
		got, ok := fit(places, points)
		for i := range want {
			if !ok || math.Abs(got[i]-want[i]) > 1e-6 {
				t.Fatalf("%d points: %v %v, want %v", len(places), got, ok, want)
			}
		}
	}
}

func TestFitOfThreeIsFlat(t *testing.T) {
	want := grid{8, -1, 50, 1, 8, 60, 0, 0}
	places := corners()[:3]
	points := []paper.Point{want.at(places[0]), want.at(places[1]), want.at(places[2])}
	got, ok := fit(places, points)
	for i := range want {
		if !ok || math.Abs(got[i]-want[i]) > 1e-6 {
			t.Fatalf("%v %v, want %v", got, ok, want)
		}
	}
}

func TestFitRefuses(t *testing.T) {
	line := []paper.Point{{X: 1, Y: 1}, {X: 2, Y: 2}, {X: 3, Y: 3}, {X: 4, Y: 4}}
	same := make([]paper.Point, 4)
	for name, points := range map[string][]paper.Point{"on a line": line, "one place": same, "two": line[:2]} {
		if g, ok := fit(points, corners()[:len(points)]); ok {
			t.Errorf("%s: %v", name, g)
		}
	}
}

func TestBackIsTheInverse(t *testing.T) {
	g := tilted()
	for _, p := range append(corners(), paper.Point{}, paper.Point{X: 210, Y: 297}) {
		if got := g.back(g.at(p)); distance(got, p) > 1e-9 {
			t.Errorf("%v comes back as %v", p, got)
		}
	}
}

func TestSlopeIsTheDerivative(t *testing.T) {
	const step = 1e-5
	g, p := tilted(), paper.Point{X: 77, Y: 140}
	right, down := g.slope(p)
	at, x, y := g.at(p), g.at(paper.Point{X: p.X + step, Y: p.Y}), g.at(paper.Point{X: p.X, Y: p.Y + step})
	for _, d := range []float64{right.X - (x.X-at.X)/step, right.Y - (x.Y-at.Y)/step, down.X - (y.X-at.X)/step, down.Y - (y.Y-at.Y)/step} {
		if math.Abs(d) > 1e-4 {
			t.Errorf("off by %v", d)
		}
	}
	if got, want := g.fine(p), math.Sqrt(right.X*down.Y-right.Y*down.X); got != want {
		t.Errorf("%v pixels to a millimetre, want %v", got, want)
	}
}

func TestCoarser(t *testing.T) {
	g := tilted()
	p := paper.Point{X: 100, Y: 100}
	fine, coarse := g.at(p), g.coarser(3).at(p)
	if math.Abs(fine.X-3*coarse.X)+math.Abs(fine.Y-3*coarse.Y) > 1e-9 {
		t.Errorf("%v and %v", fine, coarse)
	}
}
