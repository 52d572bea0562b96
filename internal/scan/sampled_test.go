package scan

import (
	"testing"

	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/simulate"
)

// blotted draws a filled slip whose code stands at a place, with ink over areas of the code, in its modules.
func blotted(t *testing.T, s simulate.Spec, code paper.Point, areas []paper.Rect) (*simulate.Print, *simulate.Filled) {
	t.Helper()
	l := simulate.Slip()
	at := &l.Pages[0].Code
	at.X, at.Y = code.X, code.Y
	p, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 41}, s.Tier.DPI)
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	const steps, modules = 10, 25.0
	for _, a := range areas {
		for y := range int(a.H * steps) {
			for x := range int(a.W * steps) {
				place := paper.Point{X: at.X + (a.X+float64(x)/steps)*at.W/modules, Y: at.Y + (a.Y+float64(y)/steps)*at.H/modules}
				q := f.Where(place)
				f.Gray.Pix[f.Gray.PixOffset(int(q.X), int(q.Y))] = 60
			}
		}
	}
	return p, f
}

// TestMeasureBlottedCode reads pages on whose code somebody wrote. With a mark covered as well, only three marks say where
// the code is.
func TestMeasureBlottedCode(t *testing.T) {
	need.Full(t)
	topLeft, topRight, bottomLeft := paper.Rect{W: 7, H: 7}, paper.Rect{X: 18, W: 7, H: 7}, paper.Rect{Y: 18, W: 7, H: 7}
	drawn, printed := paper.Point{X: 168, Y: 12}, paper.Point{X: 171, Y: 9}
	for _, tt := range []struct {
		name  string
		spec  simulate.Spec
		code  paper.Point
		areas []paper.Rect
		want  Status
	}{
		{"an eye", simulate.Spec{Turn: 0}, drawn, []paper.Rect{topRight}, Read},
		{"two eyes", simulate.Spec{Turn: 1}, drawn, []paper.Rect{topLeft, topRight}, Read},
		{"where paper prints it", simulate.Spec{Turn: 2}, printed, []paper.Rect{bottomLeft}, Read},
		{"beside a stroke", simulate.Spec{Turn: 3}, drawn, []paper.Rect{{X: -3, Y: 2.5, W: 31, H: 2}}, Read},
		{"an eye, and a mark covered", simulate.Spec{Turn: 0, Cover: []int{3}}, drawn, []paper.Rect{topLeft}, Read},
		{"an eye, and the mark beside it covered", simulate.Spec{Turn: 2, Cover: []int{1}}, printed, []paper.Rect{topRight}, Read},
		{"half of it", simulate.Spec{Turn: 0}, drawn, []paper.Rect{{X: -1, Y: -1, W: 27, H: 14}}, Refused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.spec.Turn > 0 {
				need.Full(t)
			}
			tt.spec.Hand, tt.spec.Tier, tt.spec.Seed = simulate.Clean, coarse(), 8
			p, f := blotted(t, tt.spec, tt.code, tt.areas)
			find := func(string) (*paper.Layout, error) { return p.Layout, nil }
			got := Measure(Picture{Gray: f.Gray}, find)
			if tt.want == Read {
				right(t, p, f, got)
			} else if got.Status != tt.want || got.Reason != ReasonCode {
				t.Errorf("%s %s, want %s code", got.Status, got.Reason, tt.want)
			}
			if _, ok := newSearch(planeOf(f.Gray)).codeAnywhere(); ok {
				t.Error("its eyes are still found")
			}
		})
	}
}

// TestSampledTakesNoForeignCode shows that what is corrected so far has to be a code of ours.
func TestSampledTakesNoForeignCode(t *testing.T) {
	l := simulate.Slip()
	l.Number = "S1-SAP" // no number can be so
	p, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 41}, coarse().DPI)
	if err != nil {
		t.Fatal(err)
	}
	s := newSearch(planeOf(p.Gray))
	_, found := s.marks(passes()[0])
	all := quads(found, houseShape())
	if len(all) == 0 {
		t.Fatal("no marks")
	}
	if c, ok := s.sampled(s.sharpened(all[0])); ok {
		t.Errorf("%s", c.text)
	}
	l.Number = "S1MSAP"
	if p, err = simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 41}, coarse().DPI); err != nil {
		t.Fatal(err)
	}
	s = newSearch(planeOf(p.Gray))
	if c, ok := s.sampled(s.sharpened(all[0])); !ok || c.text != p.Code.String() {
		t.Errorf("%v %v, want %s", ok, c, p.Code)
	}
}
