package scan_test

import (
	"image"
	"math"
	"testing"

	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/scan"
	"releve/internal/simulate"
)

// crossed draws a sheet on which some boxes are crossed, the same for every seed, by another hand each.
func crossed(t *testing.T, l *paper.Layout, seed uint64) *image.Gray {
	t.Helper()
	crosses := map[int][]int{}
	for i, f := range l.Pages[0].Fields {
		if n := len(f.Boxes); n > 1 && len(crosses) < 6 {
			crosses[i] = []int{i % n}
		}
	}
	tier := simulate.Copier200()
	p, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1}, tier.DPI)
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Draw(simulate.Spec{Hand: simulate.Told, Cross: crosses, Seed: seed, Tier: tier})
	if err != nil {
		t.Fatal(err)
	}
	return f.Gray
}

// again returns a picture as another scanner would have it: turned, a little askew, smaller and darker.
func again(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	to := image.NewGray(image.Rect(0, 0, w*95/100, h*95/100))
	sin, cos := math.Sincos(0.8 * math.Pi / 180)
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			dx, dy := float64(x)/0.95-float64(w)/2, float64(y)/0.95-float64(h)/2
			sx, sy := w-1-int(float64(w)/2+dx*cos-dy*sin+7), h-1-int(float64(h)/2+dx*sin+dy*cos-5)
			v := 250
			if sx >= 0 && sy >= 0 && sx < w && sy < h {
				v = int(g.Pix[sy*g.Stride+sx])
			}
			to.Pix[y*to.Stride+x] = byte(max(0, v*95/100-4))
		}
	}
	return to
}

// The sums of two pictures of the same sheet are close, those of two sheets as a rule are not, even where the same boxes are
// crossed: of one in five such pairs at most a person is asked in vain, and one photocopy in twenty at most is not seen.
func TestSums(t *testing.T) {
	need.Full(t)
	sum := func(g *image.Gray) uint64 {
		r := readings(t, asJPEG(t, g), scan.Options{})[0]
		if r.Page.Status != scan.Read {
			t.Fatalf("%s %s", r.Page.Status, r.Page.Reason)
		}
		return r.Sum
	}
	all, missed, mistaken := 0, 0, 0
	for _, l := range simulate.Layouts() {
		for seed := range uint64(need.Size(1, 2, 20)) { //nolint:gosec // a few
			one, other := crossed(t, l, seed+1), crossed(t, l, seed+101)
			a := sum(one)
			same, different := scan.Distance(a, sum(again(one))), scan.Distance(a, sum(other))
			all++
			if same > scan.SameSheet {
				missed++
			}
			if different <= scan.SameSheet {
				mistaken++
			}
			if same > scan.SameSheet || different <= scan.SameSheet {
				t.Logf("%s, seed %d: the same sheet is %d away, another one %d", l.Kind, seed, same, different)
			}
		}
	}
	if 20*missed > all || 5*mistaken > all {
		t.Errorf("of %d pairs %d were missed and %d mistaken", all, missed, mistaken)
	}
}
