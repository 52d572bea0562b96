package scan_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/paper"
	"releve/internal/scan"
)

// The same sheet of paper with the same marks counts once; with other marks, or when nobody can tell, a person is asked.
func TestDoubles(t *testing.T) {
	other := map[string]string{"out@1": "ko"}
	tests := []struct {
		name          string
		first, second int // serial numbers
		changed       map[string]string
		set           scan.Aside // of the second page
		seen          scan.Seen
		alike         bool // in the eyes of the pictures
		wantLike      scan.Likeness
		wantWaits     bool
		wantSheets    int
	}{
		{name: "two sheets", first: 1, second: 2, wantSheets: 2},
		{name: "twice", first: 1, second: 1, wantLike: scan.Twice, wantSheets: 1},
		{name: "twice, both wanted", first: 1, second: 1, set: scan.Keep, wantLike: scan.Twice, wantSheets: 2},
		{name: "other marks", first: 1, second: 1, changed: other, wantLike: scan.Conflict, wantWaits: true, wantSheets: 2},
		{name: "other marks, both wanted", first: 1, second: 1, changed: other, set: scan.Keep, wantLike: scan.Conflict, wantSheets: 2},
		{name: "other marks, left out", first: 1, second: 1, changed: other, set: scan.Skip, wantSheets: 1},
		{name: "two copies of a master", wantSheets: 2},
		{name: "perhaps a photocopy", alike: true, wantLike: scan.Photocopy, wantWaits: true, wantSheets: 2},
		{name: "alike to the eye, other marks", alike: true, changed: other, wantSheets: 2},
		{name: "keyed", first: 1, second: 2, seen: scan.Seen{Keyed: 2}, wantLike: scan.KeyedToo, wantWaits: true, wantSheets: 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030", paper.Tally)
			d.page(tt.first, line(1, nil))
			second := d.page(tt.second, line(1, tt.changed))
			second.Set = tt.set
			if tt.alike {
				second.Sum = d.m.Images[0].Sum ^ 1
			}
			d.m.Seen[2] = tt.seen
			w := scan.Do(d.m)
			var like scan.Likeness
			waiting := false
			if len(w.Doubles) > 0 {
				like, waiting = w.Doubles[0].Like, w.Doubles[0].Waits
			}
			if like != tt.wantLike || waiting != tt.wantWaits || len(w.Sheets) != tt.wantSheets || w.Ready() == tt.wantWaits {
				t.Errorf("like %q, waits %v, %d sheets, ready %v", like, waiting, len(w.Sheets), w.Ready())
			}
			if !w.Sums().Adds() {
				t.Errorf("sums %+v", w.Sums())
			}
		})
	}
}

// What another batch holds of the same sheet of paper is compared too.
func TestDoubleElsewhere(t *testing.T) {
	d := newDesk(t, "monitoring-1030", paper.Tally)
	d.page(4, line(1, nil))
	there := d.m.Images[0]
	d.m.Images = nil
	d.page(4, line(1, nil))
	d.m.Seen[1] = scan.Seen{Pages: []scan.Image{there}}
	if w := scan.Do(d.m); len(w.Sheets) != 0 || w.Sums().Aside != 1 || w.Doubles[0].Here {
		t.Errorf("%d sheets, %+v", len(w.Sheets), w.Sums())
	}
	there.Set = scan.Skip
	d.m.Seen[1] = scan.Seen{Pages: []scan.Image{there}}
	if w := scan.Do(d.m); len(w.Sheets) != 1 || len(w.Doubles) != 0 {
		t.Errorf("a page that is not used elsewhere is a double: %d sheets", len(w.Sheets))
	}
}

// Lines of the same call are rows of one sheet; what belongs to the sheet stands on its first line.
func TestSameCall(t *testing.T) {
	d := newDesk(t, "appels", paper.Tally)
	says := d.whole(1)
	says["_same@2"] = "same"
	maps.Copy(says, d.wholeRow(2))
	d.page(3, says)
	w := scan.Do(d.m)
	if len(w.Sheets) != 1 || len(w.Sheets[0].Rows) != 2 {
		t.Fatalf("%d sheets, waiting %v", len(w.Sheets), waits(w))
	}
	alone := d.wholeRow(1)
	alone["_same@1"] = "same"
	d.m.Images = nil
	d.page(3, alone)
	if got := waits(scan.Do(d.m)); len(got) == 0 || got[0] != "1:_same@1 scan.same.first" {
		t.Errorf("waiting %v", got)
	}
}

// whole answers every mandatory question on a line.
func (d *desk) whole(n int) map[string]string {
	says := map[string]string{}
	for _, f := range d.l.Pages[0].Fields {
		if f.Line == n && f.Required {
			says[name(f)] = f.Boxes[0].Value
		}
	}
	return says
}

// wholeRow answers every mandatory question of a row.
func (d *desk) wholeRow(n int) map[string]string {
	says := d.whole(n)
	for _, f := range d.l.Pages[0].Fields {
		if q, ok := d.f.Question(f.Question); ok && f.Line == n && !d.f.InRepeat(q) {
			delete(says, name(f))
		}
	}
	return says
}

// A slip of two pages is one sheet; without its second page it waits.
func TestTorn(t *testing.T) {
	d := newDesk(t, "monitoring-1030", paper.Slip)
	says := d.whole(0)
	d.l.Pages = append(d.l.Pages, paper.Page{Width: 210, Height: 297})
	for _, serial := range []int{0, 5} {
		d.m.Images = nil
		d.page(serial, says)
		w := scan.Do(d.m)
		if len(w.Torn) != 1 || !slices.Equal(w.Torn[0].Missing, []int{2}) || w.Ready() || w.Sums().Review != 1 {
			t.Errorf("serial %d: torn %+v", serial, w.Torn)
		}
		d.m.Images[0].Set = scan.Keep
		if w = scan.Do(d.m); len(w.Torn) != 0 || len(w.Sheets) != 1 {
			t.Errorf("serial %d: kept as it is: %d sheets, waiting %v", serial, len(w.Sheets), waits(w))
		}
		d.m.Images[0].Set = scan.Use
		back := scan.Image{ID: 2, File: 1, Number: 2, Page: scan.Page{Status: scan.Read, Code: paper.Code{Layout: deskLayout, Page: 2, Serial: serial}}}
		d.m.Images = append(d.m.Images, back)
		if w = scan.Do(d.m); len(w.Torn) != 0 || len(w.Sheets) != 1 || !w.Ready() {
			t.Errorf("serial %d: whole: %d sheets, torn %v", serial, len(w.Sheets), w.Torn)
		}
	}
}

// Whatever came in and was decided, every page is told about once, no field waits twice, and the same material gives the
// same work.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t, "monitoring-1030", paper.Tally)
		d.m.Batch.Waiting = rapid.IntRange(0, 2).Draw(r, "waiting")
		for range rapid.IntRange(0, 6).Draw(r, "pages") {
			says := map[string]string{}
			for _, f := range d.l.Pages[0].Fields {
				if rapid.IntRange(0, 3).Draw(r, "said") == 0 {
					says[name(f)] = "?"
					if len(f.Boxes) > 0 && rapid.Bool().Draw(r, "clear") {
						says[name(f)] = rapid.SampledFrom(f.Boxes).Draw(r, "box").Value
					}
				}
			}
			img := d.page(rapid.IntRange(0, 2).Draw(r, "serial"), says)
			img.Page.Status = rapid.SampledFrom([]scan.Status{scan.Read, scan.Read, scan.Read, scan.Blank, scan.Refused, scan.Foreign}).Draw(r, "status")
			img.Set = rapid.SampledFrom([]scan.Aside{scan.Use, scan.Use, scan.Skip, scan.Keep}).Draw(r, "set")
			img.Page.Code.Layout = rapid.SampledFrom([]string{deskLayout, deskLayout, deskLayout, "000000"}).Draw(r, "layout")
			for n := range rapid.IntRange(0, 5).Draw(r, "decisions") {
				d.m.Decisions = append(d.m.Decisions, scan.Decision{Image: img.ID, Field: n, Illegible: rapid.Bool().Draw(r, "illegible")})
			}
		}
		w := scan.Do(d.m)
		if s := w.Sums(); !s.Adds() || s.In != len(d.m.Images)+d.m.Batch.Waiting {
			r.Fatalf("sums %+v of %d pages", s, len(d.m.Images))
		}
		seen := map[string]bool{}
		for _, i := range waits(w) {
			if seen[i] {
				r.Fatalf("%s waits twice", i)
			}
			seen[i] = true
		}
		for i, s := range w.Sheets {
			if again := scan.Do(d.m); again.Sheets[i].ID != s.ID {
				r.Fatalf("sheet %d has another id", i)
			}
		}
		if len(w.Sheets) != len(w.Origins) {
			r.Fatal("origins are missing")
		}
	})
}

// The sample is the same whenever it is looked at, and each wrong reading asks for as many fields again.
func TestSample(t *testing.T) {
	d := newDesk(t, "monitoring-1030", paper.Tally)
	for n := range 12 {
		says := line(1, nil)
		maps.Copy(says, line(2, nil))
		d.page(n+1, says)
	}
	w := scan.Do(d.m)
	first := w.Sample()
	if len(first) != scan.SampleSize || !slices.EqualFunc(first, scan.Do(d.m).Sample(), scan.Item.Same) {
		t.Fatalf("%d fields, or others when it is looked at again", len(first))
	}
	look := func(i scan.Item, agreed bool, values []string) {
		d.m.Decisions = append(d.m.Decisions, scan.Decision{Image: i.Image.ID, Field: i.Field, Sample: true, Agreed: agreed, Values: values})
	}
	for _, i := range first[:19] {
		look(i, true, i.Reading.Values)
	}
	if w = scan.Do(d.m); len(w.Unlooked()) != 1 || !w.Unlooked()[0].Same(first[19]) {
		t.Fatalf("%d fields are left", len(w.Unlooked()))
	}
	wrong := first[19]
	box := slices.IndexFunc(wrong.Spot.Boxes, func(b paper.Box) bool { return !slices.Contains(wrong.Reading.Values, b.Value) })
	look(wrong, false, []string{wrong.Spot.Boxes[box].Value})
	w = scan.Do(d.m)
	if looked, bad := w.Sampled(); looked != 20 || bad != 1 || len(w.Unlooked()) != 20 {
		t.Errorf("looked at %d, %d wrong, %d left", looked, bad, len(w.Unlooked()))
	}
	d.m.Batch.Closings = 1
	if slices.EqualFunc(first, scan.Do(d.m).Sample()[:20], scan.Item.Same) {
		t.Error("the next closing looks at the same fields")
	}
}

// Sheets of another closing have other ids, so that what was taken out of the figures stays out.
func TestClosingsHaveIDs(t *testing.T) {
	d := newDesk(t, "monitoring-1030", paper.Tally)
	d.page(1, line(1, nil))
	before := scan.Do(d.m).Sheets[0].ID
	d.m.Batch.Closings = 1
	if after := scan.Do(d.m).Sheets[0].ID; after == before {
		t.Errorf("both are %s", before)
	}
}

// The same question of successive lines and pages comes one after the other; what may cancel a line comes first, and nothing else of
// that line with it.
func TestQueueOrder(t *testing.T) {
	d := newDesk(t, "monitoring-1030", paper.Tally)
	for n := range 2 {
		says := line(1, map[string]string{"inst@1": "?", "out@1": "?"})
		maps.Copy(says, line(2, map[string]string{"inst@2": "?", "_void@2": "?"}))
		d.page(n+1, says)
	}
	want := []string{"1:_void@2", "2:_void@2", "1:inst@1", "2:inst@1", "1:out@1", "2:out@1"}
	if got := waits(scan.Do(d.m)); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
