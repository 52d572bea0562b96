package scan

import (
	"encoding/json"
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"testing"

	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/simulate"
)

// layouts finds those that were made by hand.
func layouts(number string) (*paper.Layout, error) {
	for _, l := range simulate.Layouts() {
		if l.Number == number {
			return l, nil
		}
	}
	return nil, problem.New(problem.NotFound, "paper.layout.unknown", nil)
}

// coarse is a copier at 150 dpi, so that tests take little time.
func coarse() simulate.Tier {
	t := simulate.Copier200()
	t.DPI, t.Scale = 150, [2]float64{0.97, 1}
	return t
}

// drawn draws a filled slip.
func drawn(tb testing.TB, s simulate.Spec) (*simulate.Print, *simulate.Filled) {
	tb.Helper()
	l := simulate.Slip()
	p, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 41}, s.Tier.DPI)
	if err != nil {
		tb.Fatal(err)
	}
	f, err := p.Draw(s)
	if err != nil {
		tb.Fatal(err)
	}
	return p, f
}

// right tells of what was read otherwise than meant.
func right(t *testing.T, p *simulate.Print, f *simulate.Filled, got Page) {
	t.Helper()
	if got.Status != Read || got.Code != p.Code {
		t.Fatalf("%s %s, code %v", got.Status, got.Reason, got.Code)
	}
	for i, field := range p.Page.Fields {
		if field.Fill != paper.Write && len(got.Fields[i].Doubts) == 0 && !slices.Equal(got.Fields[i].Values, f.Intents[i].Values) {
			t.Errorf("%s reads %v, want %v", field.Question, got.Fields[i].Values, f.Intents[i].Values)
		}
	}
}

func TestMeasure(t *testing.T) {
	need.Full(t)
	bilevel := coarse()
	bilevel.DPI, bilevel.Cut, bilevel.Quality = 200, [2]int{150, 150}, [2]int{}
	for _, tt := range []struct {
		name string
		spec simulate.Spec
	}{
		{"upright", simulate.Spec{Tier: coarse(), Turn: 0}},
		{"turned by a quarter", simulate.Spec{Tier: coarse(), Turn: 1}},
		{"upside down", simulate.Spec{Tier: coarse(), Turn: 2}},
		{"turned by three quarters", simulate.Spec{Tier: coarse(), Turn: 3}},
		{"without its first mark", simulate.Spec{Tier: coarse(), Turn: 0, Cover: []int{0}}},
		{"without the mark at its code", simulate.Spec{Tier: coarse(), Turn: 1, Cover: []int{1}}},
		{"without its last marks", simulate.Spec{Tier: coarse(), Turn: 2, Cover: []int{2, 3}}},
		{"in black and white", simulate.Spec{Tier: bilevel, Turn: 0}},
		{"photographed without its last mark", simulate.Spec{Tier: simulate.PhoneGood(), Turn: 0, Cover: []int{2}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.spec.Turn == 2 || tt.spec.Tier.Phone || len(tt.spec.Cover) > 1 {
				need.Full(t)
			}
			tt.spec.Hand, tt.spec.Seed = simulate.Clean, 77
			p, f := drawn(t, tt.spec)
			right(t, p, f, Measure(Picture{f.Gray, f.Bilevel}, layouts))
		})
	}
}

// TestCodeIsReadAtTheCornerOfItsQuad shows that the code of a page whose marks are there is read where it should be, and not
// searched for over the whole image.
func TestCodeIsReadAtTheCornerOfItsQuad(t *testing.T) {
	for turn := range need.Size(2, 4, 4) {
		p, f := drawn(t, simulate.Spec{Hand: simulate.Unfilled, Tier: coarse(), Seed: 2, Turn: turn})
		s := newSearch(planeOf(f.Gray))
		_, c, ok := s.read()
		if !ok || len(s.quads) == 0 || c.text != p.Code.String() {
			t.Fatalf("turned %d: %v %v %v", turn, c, ok, s.quads)
		}
		g, _, ok := s.byQuad(p.Page, c, s.quads[0])
		if m := p.Page.Marks[0]; !ok || distance(g.at(m), f.Where(m)) > 3 {
			t.Errorf("turned %d: the first mark at %v, want %v", turn, g.at(m), f.Where(m))
		}
	}
}

// TestMeasureIsTheSameEveryTime reads an image twice, once as part of a larger one.
func TestMeasureIsTheSameEveryTime(t *testing.T) {
	_, f := drawn(t, simulate.Spec{Hand: simulate.Odd, Tier: coarse(), Seed: 5, Turn: 0})
	large := image.NewGray(f.Gray.Rect.Inset(-9))
	part := large.SubImage(f.Gray.Rect).(*image.Gray)
	for y := range f.Gray.Rect.Dy() {
		copy(part.Pix[y*part.Stride:], f.Gray.Pix[y*f.Gray.Stride:y*f.Gray.Stride+f.Gray.Rect.Dx()])
	}
	first, err := json.Marshal(Measure(Picture{Gray: f.Gray}, layouts))
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(Measure(Picture{Gray: part}, layouts))
	if err != nil || string(first) != string(again) {
		t.Errorf("%v\n%s\n%s", err, first, again)
	}
}

func TestMeasureAtPointedCorners(t *testing.T) {
	p, f := drawn(t, simulate.Spec{Hand: simulate.Clean, Tier: coarse(), Seed: 12, Turn: 3, Cover: []int{0}})
	var c Corners
	for i, m := range p.Page.Marks { // a hand clicks a millimetre beside
		at := f.Where(m)
		c[i] = paper.Point{X: at.X + 6, Y: at.Y - 4}
	}
	right(t, p, f, MeasureAt(Picture{Gray: f.Gray}, p.Layout, p.Code, &c))
}

// TestMeasureAtWithoutCode reads a sheet that has no code, by its boxes alone.
func TestMeasureAtWithoutCode(t *testing.T) {
	l := simulate.Slip()
	l.Number, l.Pages[0].Code = "", paper.Rect{}
	p, err := simulate.NewPrint(l, paper.Code{Page: 1}, 150)
	if err != nil {
		t.Fatal(err)
	}
	for turn := range need.Size(1, 4, 4) {
		f, err := p.Draw(simulate.Spec{Hand: simulate.Clean, Tier: coarse(), Seed: 3, Turn: turn, Cover: []int{turn}[:turn%2]})
		if err != nil {
			t.Fatal(err)
		}
		right(t, p, f, MeasureAt(Picture{Gray: f.Gray}, l, paper.Code{Page: 1}, nil))
	}
}

func TestMeasureRefuses(t *testing.T) {
	_, f := drawn(t, simulate.Spec{Hand: simulate.Clean, Tier: coarse(), Seed: 1, Turn: 0})
	white := image.NewGray(image.Rect(0, 0, 1240, 1754))
	for i := range white.Pix {
		white.Pix[i] = 240
	}
	noise, r := image.NewGray(image.Rect(0, 0, 1240, 1754)), rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32() & 255)
	}
	third := func(number string) (*paper.Layout, error) {
		l := simulate.Slip()
		l.Pages = nil
		return l, nil
	}
	stark := image.NewGray(f.Gray.Rect)
	for y := range stark.Rect.Dy() {
		for x := range stark.Rect.Dx() {
			level := color.Gray{Y: 254}
			if f.Gray.GrayAt(x, y).Y < 70 {
				level.Y = 3
			}
			stark.SetGray(x, y, level)
		}
	}
	half := f.Gray.SubImage(image.Rect(0, 0, 1240, 1000)).(*image.Gray)
	nobody := func(string) (*paper.Layout, error) {
		return nil, problem.New(problem.NotFound, "paper.layout.unknown", nil)
	}
	for _, tt := range []struct {
		name string
		img  *image.Gray
		find Find
		want string
	}{
		{"nothing", nil, layouts, "refused small"},
		{"one pixel", image.NewGray(image.Rect(0, 0, 1, 1)), layouts, "refused small"},
		{"black", image.NewGray(image.Rect(0, 0, 1240, 1754)), layouts, "refused dark"},
		{"white", white, layouts, "blank empty"},
		{"noise", noise, layouts, "refused marks"},
		{"the upper half", half, layouts, "refused cut"},
		{"black and white that lost its print, as a JPEG", stark, layouts, "refused pale"},
		{"a layout that nobody knows", f.Gray, nobody, "foreign layout"},
		{"a page that the layout has not", f.Gray, third, "refused page"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "noise" {
				need.Full(t)
			}
			got := Measure(Picture{Gray: tt.img}, tt.find)
			if s := string(got.Status) + " " + got.Reason; s != tt.want || len(got.Fields) > 0 || got.Rules != Rules {
				t.Errorf("%s, %d fields, want %s and none", s, len(got.Fields), tt.want)
			}
		})
	}
}

// TestMeasureUnreadableCode shows that a page whose code is scratched out waits for a person, who keys it.
func TestMeasureUnreadableCode(t *testing.T) {
	p, f := drawn(t, simulate.Spec{Hand: simulate.Clean, Tier: coarse(), Seed: 8, Turn: 0})
	a, b := f.Where(paper.Point{X: p.Page.Code.X - 2, Y: p.Page.Code.Y - 2}), f.Where(paper.Point{X: p.Page.Code.X + 14, Y: p.Page.Code.Y + 20})
	for y := int(a.Y); y < int(b.Y); y++ {
		for x := int(a.X); x < int(b.X); x++ {
			f.Gray.Pix[f.Gray.PixOffset(x, y)] = 200
		}
	}
	if got := Measure(Picture{Gray: f.Gray}, layouts); got.Status != Refused || got.Reason != ReasonCode {
		t.Errorf("%s %s, want refused code", got.Status, got.Reason)
	}
	right(t, p, f, MeasureAt(Picture{Gray: f.Gray}, p.Layout, p.Code, nil))
}

// FuzzMeasureAt looks for images, layouts and corners that make it stop or step out of bounds.
func FuzzMeasureAt(f *testing.F) {
	f.Add(uint64(1), 900, 700, 12.0, 30.0, false)
	f.Add(uint64(2), 1, 5000, 0.0, 0.0, true)
	f.Add(uint64(3), 450, 450, -1e300, 1e300, true)
	f.Add(uint64(4), 600, 900, 5.0, 5.0, true)
	f.Fuzz(func(t *testing.T, seed uint64, w, h int, x, y float64, pointed bool) {
		w, h = min(max(w, 0), 900), min(max(h, 0), 900)
		r := rand.New(rand.NewPCG(seed, 1))
		img := image.NewGray(image.Rect(0, 0, w, h))
		for i := range img.Pix {
			img.Pix[i] = 255
			if i/7%int(3+seed%29) == 0 {
				img.Pix[i] = byte(r.Uint32() & 255)
			}
		}
		l := simulate.Slip()
		l.Pages[0].Fields[0].Boxes[0].At = paper.Point{X: x, Y: y}
		l.Pages[0].Fields[1].Area = paper.Rect{X: x, Y: y, W: y - x, H: x}
		l.Pages[0].Fields[2].Boxes[0].Side = x
		var c *Corners
		if pointed {
			c = &Corners{{X: x, Y: y}, {X: float64(w) - x, Y: y}, {X: float64(w), Y: float64(h)}, {X: x, Y: float64(h) - y}}
		}
		Measure(Picture{Gray: img}, layouts)
		if got := MeasureAt(Picture{Gray: img}, l, paper.Code{Page: 1}, c); got.Status == Read && len(got.Fields) != len(l.Pages[0].Fields) {
			t.Errorf("%d fields", len(got.Fields))
		}
	})
}
