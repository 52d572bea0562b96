package scan

import (
	"math"
	"slices"
	"testing"

	"releve/internal/paper"
)

// sketch is a white plane with dark rectangles.
func sketch(w, h int, dark ...[4]int) plane {
	p := plane{pix: slices.Repeat([]uint8{230}, w*h), stride: w, w: w, h: h}
	for _, r := range dark {
		for y := r[1]; y < r[1]+r[3]; y++ {
			for x := r[0]; x < r[0]+r[2]; x++ {
				p.pix[y*w+x] = 30
			}
		}
	}
	return p
}

func TestReducedIsTheMean(t *testing.T) {
	for _, factor := range []int{1, 2, 3, 4, 7} {
		p := plane{w: 61, h: 43, stride: 61}
		for i := range p.w * p.h {
			p.pix = append(p.pix, byte(i*37&255))
		}
		got := p.reduced(factor)
		if got.w != p.w/factor || got.h != p.h/factor {
			t.Fatalf("by %d: %d × %d", factor, got.w, got.h)
		}
		for y := range got.h {
			for x := range got.w {
				sum := 0
				for dy := range factor {
					for dx := range factor {
						sum += int(p.pix[(y*factor+dy)*p.stride+x*factor+dx])
					}
				}
				if want := sum / factor / factor; int(got.row(y)[x]) != want {
					t.Fatalf("by %d at %d, %d: %d, want %d", factor, x, y, got.row(y)[x], want)
				}
			}
		}
	}
}

func TestDarkIsRelativeToWhatIsAround(t *testing.T) {
	p := sketch(300, 300, [4]int{100, 100, 24, 24})
	for i := range p.pix { // half of it lies in the shade
		if i%300 >= 150 {
			p.pix[i] /= 2
		}
	}
	m := p.dark(p.sums(), 70)
	for name, tt := range map[string]struct {
		x, y int
		want bool
	}{"mark": {112, 112, true}, "paper": {60, 112, false}, "paper in the shade": {260, 112, false}} {
		if got := m.on[tt.y*m.w+tt.x]; got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestBlobsAreSolidSquares(t *testing.T) {
	p := sketch(400, 300, [4]int{50, 50, 20, 20}, [4]int{100, 50, 60, 6}, [4]int{200, 50, 20, 3}, [4]int{200, 67, 20, 3}, [4]int{200, 50, 3, 20},
		[4]int{217, 50, 3, 20}, [4]int{300, 50, 4, 4}, [4]int{50, 150, 90, 90})
	got := p.dark(p.sums(), 70).blobs(10, 40)
	if len(got) != 1 || math.Abs(got[0].at.X-60)+math.Abs(got[0].at.Y-60) > 1e-9 || math.Abs(got[0].side-20) > 1e-9 {
		t.Errorf("%v, want one of 20 at 60, 60: neither a bar, nor an outline, nor a speck, nor a block", got)
	}
}

// TestWornBlobs shows that a mark with a stroke of a pen through it is one again when strokes are worn away.
func TestWornBlobs(t *testing.T) {
	m := sketch(400, 300, [4]int{50, 50, 20, 20}, [4]int{20, 58, 200, 3})
	on := m.dark(m.sums(), 55)
	if got := on.blobs(10, 40); len(got) != 0 {
		t.Fatalf("%v, want none before", got)
	}
	got := on.worn(2).blobs(6, 36)
	if len(got) != 1 || math.Abs(got[0].at.X-60)+math.Abs(got[0].at.Y-60) > 1e-9 || math.Abs(got[0].side-16) > 1e-9 {
		t.Errorf("%v, want one of 16 at 60, 60", got)
	}
}

// marksOf are four marks of a page and what else may look like one.
func marksOf(points []paper.Point, others ...blob) []blob {
	for _, p := range points {
		others = append(others, blob{p, 23})
	}
	return others
}

func TestQuads(t *testing.T) {
	upright := []paper.Point{{X: 50, Y: 50}, {X: 762, Y: 55}, {X: 757, Y: 1100}, {X: 45, Y: 1095}}
	lying := []paper.Point{{X: 50, Y: 50}, {X: 1095, Y: 45}, {X: 1100, Y: 757}, {X: 55, Y: 762}}
	seen := []paper.Point{{X: 90, Y: 80}, {X: 740, Y: 50}, {X: 800, Y: 1080}, {X: 40, Y: 1050}}
	for _, tt := range []struct {
		name  string
		found []blob
		want  []paper.Point
	}{
		{"upright", marksOf(upright), upright},
		{"lying", marksOf(lying), lying},
		{"in perspective", marksOf(seen), seen},
		{"with a blackened box", marksOf(upright, blob{paper.Point{X: 30, Y: 300}, 17}, blob{paper.Point{X: 700, Y: 20}, 18}), upright},
		{"three", marksOf(upright[:3]), nil},
		{"a square of marks", marksOf([]paper.Point{{X: 50, Y: 50}, {X: 700, Y: 50}, {X: 700, Y: 700}, {X: 50, Y: 700}}), nil},
		{"marks far too large", []blob{{upright[0], 60}, {upright[1], 60}, {upright[2], 60}, {upright[3], 60}}, nil},
		{"none", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := quads(tt.found, houseShape())
			if tt.want == nil {
				if len(got) > 0 {
					t.Fatalf("%v", got)
				}
				return
			}
			if len(got) == 0 || got[0].at != [4]paper.Point(tt.want) {
				t.Fatalf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestTriplesFindTheHiddenMark(t *testing.T) {
	upright := []paper.Point{{X: 50, Y: 50}, {X: 762, Y: 50}, {X: 762, Y: 1095}, {X: 50, Y: 1095}}
	for hidden := range upright {
		got := triples(marksOf(slices.Delete(slices.Clone(upright), hidden, hidden+1)), houseShape())
		there := func(p paper.Point) bool { return distance(p, upright[hidden]) < 1 }
		if len(got) == 0 || !slices.ContainsFunc(got[0].at[:], there) {
			t.Errorf("without mark %d: %v", hidden, got)
		}
	}
}

func TestRefineFindsTheMiddle(t *testing.T) {
	p := sketch(200, 200, [4]int{80, 90, 47, 47}, [4]int{10, 10, 30, 2})
	got := p.refine(paper.Point{X: 97, Y: 119}, 44)
	if !got.ok || distance(got.at, paper.Point{X: 103.5, Y: 113.5}) > 0.2 || math.Abs(got.black-30.0/230) > 0.01 {
		t.Errorf("%v", got)
	}
	for name, at := range map[string]paper.Point{"white": {X: 30, Y: 160}, "beyond": {X: 900, Y: -20}} {
		if s := p.refine(at, 44); s.ok {
			t.Errorf("%s: %v", name, s)
		}
	}
}

func TestLargestPart(t *testing.T) {
	const width = 40
	at := func(x, y int) int { return y*width + x }
	var slash, ditto []int
	for i := range 20 {
		slash = append(slash, at(5+i, 25-i))
	}
	for i := range 8 {
		ditto = append(ditto, at(10, 10+i), at(18, 10+i))
	}
	for _, tt := range []struct {
		name       string
		marked     []int
		wide, high float64
	}{
		{"nothing", nil, 0, 0},
		{"a slash", slash, 20, 20},
		{"as above", ditto, 1, 8},
		{"corners", []int{at(0, 0), at(39, 39)}, 1, 1},
	} {
		if wide, high, _ := largest(tt.marked, width); wide != tt.wide || high != tt.high {
			t.Errorf("%s: %v × %v, want %v × %v", tt.name, wide, high, tt.wide, tt.high)
		}
	}
}
