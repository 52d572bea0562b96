package paper

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/pdf"
)

// whole is the text of a page's QR code with the white around it, which is drawn for each copy and is in no composition.
const whole = "QR"

// hair is how much areas may overlap by rounding.
const hair = 0.02

// TestPlaces holds for every form that ships, in every language and two, what a printed page must keep to.
func TestPlaces(t *testing.T) {
	for _, f := range shipped(t) {
		for _, kind := range sheets() {
			for _, tags := range tongues() {
				checkPlaces(t, fmt.Sprint(f.ID, kind, tags), job(survey(f), kind, tags...))
			}
		}
	}
}

// tongues returns the languages that tests print in: each, and two together; all pairs where there is time.
func tongues() [][]locale.Tag {
	switch need.Size(0, 1, 2) {
	case 0:
		return [][]locale.Tag{{"de"}, {"fr", "nl"}}
	case 1:
		return [][]locale.Tag{{"fr"}, {"nl"}, {"de"}, {"en"}, {"fr", "nl"}}
	}
	return variants()
}

// failer is what a check complains to.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// checkPlaces composes a job and checks every page.
func checkPlaces(t failer, name string, j Job) {
	t.Helper()
	words, err := loadCatalogue()
	if err != nil {
		t.Fatalf("%v", err)
	}
	k, err := NewPrinter(words).compose(j)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for i, c := range k.pages {
		checkPage(t, fmt.Sprintf("%s page %d", name, i+1), c)
	}
}

// inked is a thing of a page that leaves ink, with its whole area.
type inked struct {
	thing
	area Rect
}

// inkOf returns what a page shows: all but light grounds, and what is printed with its code.
func inkOf(c *canvas) []inked {
	var all []inked
	c.root.all(func(t thing) bool {
		if t.what != fill || t.face.Gray < 0.9 {
			all = append(all, inked{t, spread(t)})
		}
		return true
	})
	w := pdf.Width(codeFace(), Code{Layout: "MMMMMM", Page: 9, Serial: 888_888}.String())
	all = append(all,
		inked{thing{what: picture, text: whole}, c.code.grown(quiet)},
		inked{thing{what: writing, text: "code text"}, Rect{c.code.X + c.code.W/2 - w/2, c.code.Y + c.code.H + quiet, w, 2.9}})
	return all
}

// spread returns the area of a thing with the width of its lines.
func spread(t thing) Rect {
	r := t.area
	if r.H < 0 {
		r.Y, r.H = r.Y+r.H, -r.H
	}
	if t.what == rule || t.what == frame {
		return r.grown(t.line / 2)
	}
	return r
}

// meet says whether two areas overlap by more than a hair.
func meet(a, b Rect) bool {
	return a.X+a.W > b.X+hair && b.X+b.W > a.X+hair && a.Y+a.H > b.Y+hair && b.Y+b.H > a.Y+hair
}

func isText(t thing) bool { return t.what == writing || t.what == upwards }

// checkPage checks what stands where on a page.
func checkPage(t failer, name string, c *canvas) {
	t.Helper()
	ink := inkOf(c)
	page := Rect{0, 0, c.width, c.height}.grown(-footEdge)
	for i, a := range ink {
		if a.text != whole && (a.area.X < page.X-hair || a.area.Y < page.Y-hair || a.area.X+a.area.W > page.X+page.W+hair || a.area.Y+a.area.H > page.Y+page.H+hair) {
			t.Errorf("%s: %q stands outside of the page's margins: %.2f", name, a.text, a.area)
		}
		for _, b := range ink[i+1:] {
			if clash(a, b) {
				t.Errorf("%s: %q (%.2f) and %q (%.2f) overlap", name, a.text, a.area, b.text, b.area)
			}
		}
		if a.what == mark {
			for _, b := range ink {
				if b.what != mark && b.text != whole && meet(a.area.grown(markFree), b.area) {
					t.Errorf("%s: %q (%.2f) stands too near to a mark", name, b.text, b.area)
				}
			}
		}
	}
	checkFields(t, name, c, ink)
}

// clash says whether two things may not overlap as they do: a text with anything, a picture with anything.
func clash(a, b inked) bool {
	solid := func(i inked) bool { return isText(i.thing) || i.what == picture }
	return (solid(a) || solid(b)) && meet(a.area, b.area)
}

// checkFields checks the boxes of a page, the ring around them, and the places to write on.
func checkFields(t failer, name string, c *canvas, ink []inked) {
	t.Helper()
	var boxes []Rect
	for _, f := range c.fields {
		where := fmt.Sprintf("%s %d %s%s", name, f.Line, f.Question, f.Part)
		for _, b := range f.Boxes {
			outer := frameOf(b.At, b.Side)
			boxes = append(boxes, outer)
			if !inside(outer, f.Area) {
				t.Errorf("%s: box %s stands outside of its area", where, b.Value)
			}
			for _, a := range ink {
				own := a.what == frame && math.Hypot(a.area.X-outer.X, a.area.Y-outer.Y) < hair
				if !own && a.what != frame && meet(a.area, outer.grown(ring)) {
					t.Errorf("%s: %q (%.2f) is printed in the ring of box %s (%.2f)", where, a.text, a.area, b.Value, outer)
				}
			}
		}
		if f.Fill == Write {
			checkWrite(t, where, f, ink)
		}
	}
	for i, a := range boxes {
		if meet(a, c.code.grown(quiet)) {
			t.Errorf("%s: a box stands in the white around the code: %.2f", name, a)
		}
		for _, b := range boxes[i+1:] {
			if apartBy := gap(a, b); apartBy < leastPitch-tallyBox-Line-hair {
				t.Errorf("%s: boxes are %.2f mm apart: %.2f %.2f", name, apartBy, a, b)
			}
		}
	}
}

// checkWrite checks that nothing is printed where somebody writes, but a frame along the edges and a date's middle line.
func checkWrite(t failer, where string, f Field, ink []inked) {
	t.Helper()
	free := f.Area.grown(-0.6)
	for _, a := range ink {
		middle := f.Question == FieldDate && math.Abs(a.area.X+a.area.W/2-(f.Area.X+f.Area.W/2)) < 0.3
		if !middle && meet(a.area, free) {
			t.Errorf("%s: %q (%.2f) is printed where one writes (%.2f)", where, a.text, a.area, f.Area)
		}
	}
}

func inside(a, b Rect) bool {
	return a.X >= b.X-hair && a.Y >= b.Y-hair && a.X+a.W <= b.X+b.W+hair && a.Y+a.H <= b.Y+b.H+hair
}

// gap returns how far apart two areas are, along the axis on which they are further apart.
func gap(a, b Rect) float64 {
	x := max(a.X-b.X-b.W, b.X-a.X-a.W)
	y := max(a.Y-b.Y-b.H, b.Y-a.Y-a.H)
	return max(x, y)
}

// TestSamePlaces holds that boxes stand at the same places whatever the languages, the service and the address.
func TestSamePlaces(t *testing.T) {
	for _, f := range shipped(t) {
		for _, kind := range sheets() {
			first := laid(t, job(survey(f), kind, "fr"))
			var numbers []string
			for _, tags := range tongues() {
				l := laid(t, job(survey(f), kind, tags...))
				numbers = append(numbers, l.Number)
				l.Number, l.Languages = first.Number, first.Languages
				if !reflect.DeepEqual(l, first) {
					t.Errorf("%s %s: in %v boxes stand elsewhere", f.ID, kind, tags)
				}
			}
			if slices.Sort(numbers); len(slices.Compact(numbers)) != len(tongues()) {
				t.Errorf("%s %s: two variants have the same number", f.ID, kind)
			}
			bare := job(survey(f), kind, "fr")
			bare.Address, bare.Campaign.Publisher = "", ""
			if l := laid(t, bare); l.Number != first.Number {
				t.Errorf("%s %s: the number depends on the address or the publisher", f.ID, kind)
			}
		}
	}
}

// TestGroupsMakeBoxes holds that what the campaign chose are the institution's boxes, and so another layout.
func TestGroupsMakeBoxes(t *testing.T) {
	c := survey(shippedForm(t, "monitoring-1030"))
	before := laid(t, job(c, Slip, "fr"))
	c.PaperGroups = []string{"SECU", "mut"}
	l := laid(t, job(c, Slip, "fr"))
	var got []string
	for _, p := range l.Pages {
		for _, f := range p.Fields {
			for _, b := range f.Boxes {
				if f.Question == "inst" {
					got = append(got, b.Key+b.Value)
				}
			}
		}
	}
	if want := []string{"1secu", "2pay", "3mut", "4oth"}; !slices.Equal(got, want) {
		t.Errorf("boxes %v, want %v", got, want)
	}
	if l.Number == before.Number {
		t.Error("other boxes, and the same number")
	}
}
