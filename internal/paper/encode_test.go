package paper

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"releve/internal/problem"
)

// encoded returns a layout as a file.
func encoded(tb testing.TB, l *Layout) string {
	tb.Helper()
	var b bytes.Buffer
	if err := EncodeLayout(&b, l); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// TestLayoutFile holds that a layout file brings back the layout, and is the same for the same job.
func TestLayoutFile(t *testing.T) {
	for _, f := range shipped(t) {
		for _, kind := range sheets() {
			l := laid(t, job(survey(f), kind, "fr"))
			file := encoded(t, l)
			back, err := DecodeLayout(strings.NewReader(file))
			if err != nil {
				explain(t, err)
			}
			if !reflect.DeepEqual(back, l) {
				t.Errorf("%s %s comes back as another layout", f.ID, kind)
			}
			if again := encoded(t, laid(t, job(survey(f), kind, "fr"))); again != file {
				t.Errorf("%s %s: the same job gives another file", f.ID, kind)
			}
			if len(l.Number) != layoutSigns || strings.Trim(l.Number, crockford) != "" {
				t.Errorf("%s %s has the number %q", f.ID, kind, l.Number)
			}
		}
	}
}

// foreign is a layout file as another program could write it: no number, no code.
const foreign = `{"format": "releve-layout-1", "pages": [{"width": 210, "height": 297, "mark": 5,
	"marks": [{"x": 10, "y": 10}, {"x": 200, "y": 10}, {"x": 200, "y": 287}, {"x": 10, "y": 287}],
	"fields": [{"question": "a", "fill": "one", "area": {"x": 20, "y": 40, "w": 30, "h": 10},
		"boxes": [{"x": 25, "y": 45, "side": 4, "value": "yes"}, {"x": 35, "y": 45, "side": 4, "value": "no"}]}]}]}`

// TestForeignLayout holds that a layout of another program is read.
func TestForeignLayout(t *testing.T) {
	l, err := DecodeLayout(strings.NewReader(foreign))
	if err != nil {
		explain(t, err)
	}
	p := l.Pages[0]
	if l.Number != "" || p.Code != (Rect{}) || p.Marks[2] != (Point{200, 287}) || len(p.Fields) != 1 || p.Fields[0].Boxes[1].Value != "no" {
		t.Errorf("read as %+v", l)
	}
}

// TestWrongLayout holds what is refused, and with which words.
func TestWrongLayout(t *testing.T) {
	change := func(before, after string) string { return strings.Replace(foreign, before, after, 1) }
	for _, tt := range []struct{ name, file, want string }{
		{"nothing", "", "paper.layout.read"},
		{"a picture", "\x89PNG\r\n\x1a\n", "paper.layout.read"},
		{"other JSON", `{"type": "FeatureCollection"}`, "paper.layout.read"},
		{"another format", change("releve-layout-1", "releve-layout-9"), "paper.layout.read"},
		{"no pages", `{"format": "releve-layout-1", "pages": []}`, "paper.layout.read"},
		{"cut off", foreign[:len(foreign)/2], "paper.layout.read"},
		{"three marks", change(`{"x": 10, "y": 10}, `, ""), "paper.layout.page"},
		{"marks in another order", change(`{"x": 10, "y": 10}, {"x": 200, "y": 10}`, `{"x": 200, "y": 10}, {"x": 10, "y": 10}`), "paper.layout.page"},
		{"no size", change(`"width": 210`, `"width": 0`), "paper.layout.page"},
		{"larger than a wall", change(`"width": 210`, `"width": 1e9`), "paper.layout.page"},
		{"no mark", change(`"mark": 5`, `"mark": 0`), "paper.layout.page"},
		{"a box beside the page", change(`"x": 25`, `"x": 2500`), "paper.layout.field"},
		{"a box without a side", change(`"side": 4`, `"side": 0`), "paper.layout.field"},
		{"a line far below", change(`"question": "a"`, `"question": "a", "line": 1000000000`), "paper.layout.field"},
		{"a field without a name", change(`"question": "a"`, `"question": ""`), "paper.layout.field"},
		{"an unknown way to fill in", change(`"one"`, `"any"`), "paper.layout.field"},
		{"boxes to write into", change(`"one"`, `"write"`), "paper.layout.field"},
		{"an area beside the page", change(`"w": 30`, `"w": 300`), "paper.layout.field"},
		{"too many boxes", change(`{"x": 25, "y": 45, "side": 4, "value": "yes"}`, boxes(mostBoxes)), "paper.layout.boxes"},
		{"too large", change(`"a"`, `"`+strings.Repeat("a", MostLayout)+`"`), "paper.layout.large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := DecodeLayout(strings.NewReader(tt.file))
			if all := problem.All(err); len(all) != 1 || all[0].Key != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// boxes returns so many boxes of a layout file.
func boxes(n int) string {
	return strings.Repeat(`{"x": 25, "y": 45, "side": 4, "value": "yes"}, `, n) + `{"x": 25, "y": 45, "side": 4, "value": "yes"}`
}

// FuzzDecodeLayout holds that no file makes the reader stumble, and that what it reads can be written and read again.
func FuzzDecodeLayout(f *testing.F) {
	f.Add(foreign)
	f.Add(encoded(f, laid(f, job(survey(shippedForm(f, "monitoring-1030")), Tally, "fr"))))
	f.Fuzz(func(t *testing.T, file string) {
		l, err := DecodeLayout(strings.NewReader(file))
		if err != nil {
			if problem.All(err) == nil {
				t.Fatalf("no problem for a person: %v", err)
			}
			return
		}
		back, err := DecodeLayout(strings.NewReader(encoded(t, l)))
		if err != nil || encoded(t, back) != encoded(t, l) {
			t.Fatalf("does not come back: %v", err)
		}
	})
}
