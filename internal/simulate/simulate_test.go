package simulate

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"releve/internal/need"
	"releve/internal/paper"
)

// pictures returns the folder that pages are to be written into to look at them, "" for none.
func pictures() string { return os.Getenv("RELEVE_TEST_PICTURES") }

// keep writes an image where somebody wants to look at it.
func keep(t *testing.T, name string, img image.Image) {
	t.Helper()
	if pictures() == "" {
		return
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pictures(), name+".png"), file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func newPrint(tb testing.TB, l *paper.Layout, dpi float64) *Print {
	tb.Helper()
	p, err := NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 7}, dpi)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func draw(tb testing.TB, p *Print, s Spec) *Filled {
	tb.Helper()
	f, err := p.Draw(s)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func TestLayoutsAreAsTold(t *testing.T) {
	for _, tt := range []struct {
		layout *paper.Layout
		side   float64
		want   int
	}{{Slip(), 4.5, 60}, {Tally(), 4.2, 440}} {
		boxes := 0
		for _, f := range tt.layout.Pages[0].Fields {
			boxes += len(f.Boxes)
			for _, b := range f.Boxes {
				if b.Side != tt.side {
					t.Errorf("%s: a box of %g mm, want %g", tt.layout.Kind, b.Side, tt.side)
				}
			}
		}
		if boxes != tt.want {
			t.Errorf("%s: %d boxes, want %d", tt.layout.Kind, boxes, tt.want)
		}
	}
}

// TestPictures draws a page of every tier, for people to look at.
func TestPictures(t *testing.T) {
	if pictures() == "" {
		need.MayLack(t, "RELEVE_TEST_PICTURES names no folder")
	}
	for _, l := range Layouts() {
		for _, tier := range append(Tiers(), Hopeless()) {
			p := newPrint(t, l, tier.DPI)
			for _, hand := range []Hand{Clean, Odd} {
				f := draw(t, p, Spec{Hand: hand, Tier: tier, Seed: 5, Turn: -1})
				keep(t, fmt.Sprintf("%s-%s-%s", l.Kind, tier.Name, hand), f.Gray)
			}
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	p := newPrint(t, Slip(), 80)
	for _, tier := range Tiers()[need.Size(3, 0, 0):] {
		tier.DPI = 80
		s := Spec{Hand: Odd, Tier: tier, Seed: 3, Turn: -1}
		one, two := draw(t, p, s), draw(t, p, s)
		if !bytes.Equal(one.Gray.Pix, two.Gray.Pix) || fmt.Sprint(one.Intents) != fmt.Sprint(two.Intents) {
			t.Errorf("%s: two drawings of one seed differ", tier.Name)
		}
		s.Seed++
		if other := draw(t, p, s); bytes.Equal(one.Gray.Pix, other.Gray.Pix) {
			t.Errorf("%s: another seed draws the same", tier.Name)
		}
	}
}

// inked returns the share of a box, or of the ring around it, that got darker than it was printed.
func inked(p *Print, c *canvas, b paper.Box, inner, outer float64) float64 {
	n, dark := 0, 0
	reach := outer * p.PerMM
	for y := int(b.At.Y*p.PerMM - reach); y < int(b.At.Y*p.PerMM+reach); y++ {
		for x := int(b.At.X*p.PerMM - reach); x < int(b.At.X*p.PerMM+reach); x++ {
			dx, dy := float64(x)+0.5-b.At.X*p.PerMM, float64(y)+0.5-b.At.Y*p.PerMM
			if max(dx, -dx, dy, -dy) < inner*p.PerMM {
				continue
			}
			n++
			if int(c.img.GrayAt(x, y).Y)+20 < int(p.Gray.GrayAt(x, y).Y) {
				dark++
			}
		}
	}
	return float64(dark) / float64(n)
}

// changed tells whether anything was drawn into the middle of an area, where marks of boxes near by do not come.
func changed(p *Print, c *canvas, r paper.Rect) bool {
	const edge = 1.2
	for y := int((r.Y + edge) * p.PerMM); y < int((r.Y+r.H-edge)*p.PerMM); y++ {
		for x := int((r.X + edge) * p.PerMM); x < int((r.X+r.W-edge)*p.PerMM); x++ {
			if c.img.GrayAt(x, y) != p.Gray.GrayAt(x, y) {
				return true
			}
		}
	}
	return false
}

// TestIntentsAgreeWithTheDrawing looks at the paper before it is soiled: what is meant is inked, and on clean sheets what
// is not meant is not, but for the ends of strokes from boxes near by.
func TestIntentsAgreeWithTheDrawing(t *testing.T) {
	for _, l := range Layouts() {
		p := newPrint(t, l, 150)
		for seed := range need.Size(1, 12, 200) {
			for _, hand := range []Hand{Unfilled, Clean, Odd} {
				c := &canvas{img: image.NewGray(p.Gray.Rect), per: p.PerMM}
				copy(c.img.Pix, p.Gray.Pix)
				intents := fill(c, p.Page, Spec{Hand: hand}, source(uint64(seed), 1))
				if hand == Unfilled && !bytes.Equal(c.img.Pix, p.Gray.Pix) {
					t.Fatal("an unfilled page has marks")
				}
				for i, f := range p.Page.Fields {
					agree(t, p, c, f, intents[i], hand)
				}
			}
		}
	}
}

func agree(t *testing.T, p *Print, c *canvas, f paper.Field, meant Intent, hand Hand) {
	t.Helper()
	if f.Fill == paper.Write {
		if got := changed(p, c, f.Area); hand == Clean && got != meant.Written || meant.Written && !got {
			t.Errorf("%s %d: writing %v, meant %v", f.Question, f.Line, got, meant.Written)
		}
		return
	}
	for n, b := range f.Boxes {
		got := inked(p, c, b, 0, b.Side/2-0.3)
		ring := inked(p, c, b, b.Side/2, b.Side*1.1)
		switch {
		case meant.Marked[n] && got < 0.01 && ring < 0.03 && !slices.Contains(meant.Odd, "ditto"):
			t.Errorf("%s %d box %d: %.3f inked, marked %v", f.Question, f.Line, n, got, meant.Odd)
		case hand != Odd && !meant.Marked[n] && got > 0.2:
			t.Errorf("%s %d box %d: %.3f inked, not marked", f.Question, f.Line, n, got)
		case slices.Contains(meant.Values, b.Value) && !meant.Marked[n]:
			t.Errorf("%s %d box %d: meant and not marked", f.Question, f.Line, n)
		}
	}
	if hand == Clean && (meant.Unclear || meant.Struck || len(meant.Odd) > 0 || f.Fill == paper.One && len(meant.Values) > 1) {
		t.Errorf("%s %d: %+v on a clean sheet", f.Question, f.Line, meant)
	}
}

// TestWhereIsWhereItIs finds the marks where the view says that they are.
func TestWhereIsWhereItIs(t *testing.T) {
	for _, tier := range Tiers()[:need.Size(1, 5, 5)] {
		tier.DPI = 110
		p := newPrint(t, Slip(), tier.DPI)
		for seed := range need.Size(1, 4, 40) {
			f := draw(t, p, Spec{Hand: Unfilled, Tier: tier, Seed: uint64(seed), Turn: seed % 4})
			for i, m := range p.Page.Marks {
				for _, corner := range []struct{ x, y float64 }{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {0, 0}} {
					in := f.Where(paper.Point{X: m.X + corner.x*2.4, Y: m.Y + corner.y*2.4})
					out := f.Where(paper.Point{X: m.X + corner.x*3.8, Y: m.Y + corner.y*3.8})
					dark, light := f.Gray.GrayAt(int(in.X), int(in.Y)).Y, f.Gray.GrayAt(int(out.X), int(out.Y)).Y
					if light < 60 { // a photograph in the dark shows no difference
						continue
					}
					if corner.x != 0 && 1.2*float64(dark) > float64(light) {
						t.Errorf("%s seed %d: mark %d is not at %v: %d, beside it %d", tier.Name, seed, i, in, dark, light)
					}
				}
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	tier := Copier200()
	p := newPrint(b, Tally(), tier.DPI)
	for i := range b.N {
		draw(b, p, Spec{Hand: Odd, Tier: tier, Seed: uint64(i), Turn: -1})
	}
}

// TestNarrowPlacesAreWrittenOn writes on places of all sizes: what is said to be written can be seen.
func TestNarrowPlacesAreWrittenOn(t *testing.T) {
	for _, size := range []paper.Rect{{W: 6, H: 5}, {W: 9, H: 5}, {W: 12, H: 8}, {W: 40, H: 5}, {W: 150, H: 60}} {
		for seed := range uint64(20) {
			l := Slip()
			page := &l.Pages[0]
			size.X, size.Y = 20, 60
			page.Fields = []paper.Field{{Question: "comment", Fill: paper.Write, Area: size}}
			p := newPrint(t, l, 100)
			c := &canvas{img: image.NewGray(p.Gray.Rect), per: p.PerMM}
			copy(c.img.Pix, p.Gray.Pix)
			if fill(c, page, Spec{Hand: Told, Write: []int{0}}, source(seed, 1)); !changed(p, c, size) {
				t.Errorf("nothing is written on %g x %g mm, seed %d", size.W, size.H, seed)
			}
		}
	}
}

func TestToldIsWhatWasSaid(t *testing.T) {
	p := newPrint(t, Slip(), 100)
	f := draw(t, p, Spec{Hand: Told, Tier: Copier200(), Seed: 1, Turn: 0, Cross: map[int][]int{0: {2}, 5: {1, 3}}, Write: []int{1}})
	for i, got := range f.Intents {
		want := Intent{Marked: make([]bool, len(p.Page.Fields[i].Boxes)), Written: i == 1}
		for _, n := range map[int][]int{0: {2}, 5: {1, 3}}[i] {
			want.Marked[n] = true
			want.Values = append(want.Values, p.Page.Fields[i].Boxes[n].Value)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("field %d: %+v, want %+v", i, got, want)
		}
	}
}
