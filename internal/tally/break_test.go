package tally_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

var axes = []tally.Axis{
	tally.AxisUnit, tally.AxisParticipant, tally.AxisKind, tally.AxisChannel, tally.AxisLanguage, tally.AxisWeek, tally.AxisMonth,
	"function", "institution", "outcome", "reason", "channel_tried", "posture",
}

func drawBreak(t *rapid.T, d drawn, f tally.Filter) (*tally.Breakdown, []tally.Axis) {
	by := []tally.Axis{rapid.SampledFrom(axes).Draw(t, "axis")}
	if rapid.Bool().Draw(t, "two ways") {
		by = append(by, rapid.SampledFrom(axes).Draw(t, "second axis"))
	}
	columns := tally.NewColumns(d.c)
	for _, k := range d.kept {
		if err := columns.Put(k); err != nil {
			t.Fatal(err)
		}
	}
	b, err := columns.Break(d.c, f, by...)
	if err != nil {
		t.Fatal(err)
	}
	return b, by
}

func label(v tally.Value, axis tally.Axis) string {
	if axis == tally.AxisUnit && (v.Unit.Group != nil) != slices.Contains([]string{"c", "deep"}, v.Code) {
		return "wrong kind of unit " + v.Code
	}
	return v.Code
}

// The parts of an axis on which each row stands once add up exactly; the count of the same pass is the ordinary one.
func TestBreakSums(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		f := drawFilter(rt)
		b, by := drawBreak(rt, d, f)
		count, err := load(t, d.c, d.kept).Count(d.c, f)
		if err != nil {
			rt.Fatal(err)
		}
		for _, m := range tally.Measures() {
			if got, want := m.Of(b.Count()), m.Of(count); got != want {
				rt.Fatalf("%v: %s is %v, want %v", by, m.Name, got, want)
			}
		}
		for a := range by {
			var sum tally.Part
			for i := range b.Values(a) {
				part := b.Along(a, i)
				sum = sum.Plus(part)
				checkPart(rt, part)
				if size := len(by); size == 2 && !b.Multiple(1-a) {
					var across tally.Part
					for j := range b.Values(1 - a) {
						at := [2]int{i, j}
						across = across.Plus(b.Part(at[a], at[1-a]))
					}
					if across != part {
						rt.Fatalf("%v: value %d of axis %d is %+v, its parts make %+v", by, i, a, part, across)
					}
				}
			}
			if multiple := by[a] == "reason" || by[a] == "channel_tried"; b.Multiple(a) != multiple {
				rt.Fatalf("%s: multiple is %v", by[a], b.Multiple(a))
			}
			if !b.Multiple(a) && sum != b.Whole() {
				rt.Fatalf("%v: the whole is %+v, the parts of axis %d make %+v", by, b.Whole(), a, sum)
			}
		}
	})
}

func checkPart(t *rapid.T, p tally.Part) {
	t.Helper()
	for _, read := range []func() (form.Span, bool){p.Minutes, p.Hours} {
		if s, defined := read(); s.Low > s.Mid || s.Mid > s.High || defined != (p.Timed > 0) {
			t.Fatalf("%+v: span %v, defined %v", p, s, defined)
		}
	}
	if share, defined := p.FailedShare(); share < 0 || share > 1 || defined != (p.Base > 0) || p.Answered > p.Rows || p.Open > p.Timed {
		t.Fatalf("%+v is impossible", p)
	}
}

func TestBreakOrderChangesNothing(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		f := drawFilter(rt)
		once, by := drawBreak(rt, d, f)
		place := int64(0)
		var shuffled []campaign.Kept
		for _, i := range rapid.Permutation(indexes(len(d.kept))).Draw(rt, "places") {
			k := d.kept[i]
			k.Place, place = place, place+int64(k.Rows)
			shuffled = append(shuffled, k)
		}
		again, err := load(t, d.c, shuffled).Break(d.c, f, by...)
		if err != nil {
			rt.Fatal(err)
		}
		for a := range by {
			if !slices.Equal(once.Values(a), again.Values(a)) {
				rt.Fatalf("%v: values %v, then %v", by, once.Values(a), again.Values(a))
			}
			for i := range once.Values(a) {
				if once.Along(a, i) != again.Along(a, i) {
					rt.Fatalf("%v: %+v, then %+v", by, once.Along(a, i), again.Along(a, i))
				}
			}
		}
	})
}

// The values of the top units are those of the count, with the same numbers.
func TestBreakByUnit(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		f := drawFilter(rt)
		b, err := load(t, d.c, d.kept).Break(d.c, f, tally.AxisUnit)
		if err != nil {
			rt.Fatal(err)
		}
		var units []tally.Unit
		for i, v := range b.Values(0) {
			if v.Unit.Rows > 0 {
				if p := b.Along(0, i); v.Unit.Rows != map[bool]int64{true: p.Sheets, false: p.Rows}[d.c.FormID == turned] {
					rt.Fatalf("unit %s has %d, its part is %+v", v.Code, v.Unit.Rows, p)
				}
				units = append(units, v.Unit)
			}
		}
		if want := b.Count().Units(); !slices.Equal(units, want) {
			rt.Fatalf("units are %v, want %v", units, want)
		}
	})
}

// A group and a branch with the same code are two units; the values of a question that is asked once of a sheet stand
// in the order of the sheets.
func TestBreakOrder(t *testing.T) {
	c := sampleCampaign(t, repeated)
	c.Groups = []form.Group{{Code: "b", Members: []string{"c"}}}
	place := int64(0)
	var kept []campaign.Kept
	for i, insts := range [][]string{{"c", "c", "b1"}, {"b1"}, {"c"}} {
		k := sheetAt(c, i)
		k.Place, k.Rows, k.Sheet.Answers["fn"] = place, len(insts), code([]string{"as", "edu", "edu"}[i])
		for _, inst := range insts {
			k.Sheet.Rows = append(k.Sheet.Rows, form.Answers{"inst": code(inst)})
		}
		place += int64(k.Rows)
		kept = append(kept, k)
	}
	b, err := load(t, c, kept).Break(c, tally.Filter{}, tally.AxisUnit, "function")
	if err != nil {
		t.Fatal(err)
	}
	if units := b.Values(0); len(units) != 2 || units[0].Unit.Group == nil || units[0].Unit.Rows != 3 || units[1].Unit.Choice == nil || units[1].Unit.Rows != 2 {
		t.Errorf("units are %+v", units)
	}
	if functions := b.Values(1); len(functions) != 2 || functions[0].Code != "edu" || b.Along(1, 0).Rows != 2 || b.Along(1, 1).Rows != 3 {
		t.Errorf("functions are %+v", functions)
	}
}

func TestBreakAnswered(t *testing.T) {
	c := sampleCampaign(t, single)
	kept := []campaign.Kept{sheetAt(c, 0), sheetAt(c, 1), sheetAt(c, 2)}
	kept[0].Sheet.Answers["fn"], kept[0].Sheet.Answers["out"] = code("as"), code("ko")
	kept[1].Sheet.Answers["fn"] = code("as")
	b, err := load(t, c, kept).Break(c, tally.Filter{}, "function", "outcome")
	if err != nil {
		t.Fatal(err)
	}
	if b.Whole().Answered != 1 || b.Along(0, 0).Answered != 1 || b.Along(0, 0).Rows != 2 || b.Along(0, 1).Answered != 0 {
		t.Errorf("answered: whole %+v, as %+v, blank %+v", b.Whole(), b.Along(0, 0), b.Along(0, 1))
	}
	if share, ok := b.Along(0, 0).Share(b.Whole()); !ok || !same(share, 2./3) {
		t.Errorf("share is %v, want 2/3", share)
	}
	if _, ok := b.Whole().Share(tally.Part{}); ok {
		t.Error("a share of nothing is defined")
	}
}

func TestBreakRefusals(t *testing.T) {
	c := sampleCampaign(t, single)
	columns := tally.NewColumns(c)
	cases := []struct {
		name string
		axes []tally.Axis
		want string // part of the error
	}{
		{"none", nil, "0 axes"},
		{"three", []tally.Axis{"outcome", "function", "reason"}, "3 axes"},
		{"no role", []tally.Axis{"weather"}, "weather"},
		{"minutes", []tally.Axis{"outcome", "minutes"}, "minutes"},
		{"text", []tally.Axis{"comment"}, "comment"},
	}
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			if _, err := columns.Break(c, tally.Filter{}, x.axes...); err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %v, want an error with %q", err, x.want)
			}
		})
	}
	c.Zone = "Nowhere"
	if _, err := columns.Break(c, tally.Filter{}, "outcome"); err == nil {
		t.Error("no error for a zone that does not exist")
	}
}

func TestWeeksAndMonths(t *testing.T) {
	c := sampleCampaign(t, single)
	var kept []campaign.Kept
	for i, date := range []string{"2024-12-29", "2024-12-30", "2025-01-05", "2025-01-06", "2026-12-31", "2027-01-03", "never"} {
		kept = append(kept, sheetAt(c, i))
		kept[i].Sheet.Date = date
	}
	for axis, want := range map[tally.Axis]string{
		tally.AxisWeek:  " 2024-W52 2025-W01 2025-W02 2026-W53",
		tally.AxisMonth: " 2024-12 2025-01 2026-12 2027-01",
	} {
		b, err := load(t, c, kept).Break(c, tally.Filter{}, axis)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, v := range b.Values(0) {
			codes = append(codes, v.Code)
		}
		slices.Sort(codes)
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%s: %q, want %q", axis, got, want)
		}
	}
}

// Sums do not depend on how many goroutines share the rows, nor on whether the table is laid out whole.
func TestBreakOfManyRows(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	c, kept := many(t, 40_000, 7)
	b, err := load(t, c, kept).Break(c, tally.Filter{From: "2022-09-20"}, tally.AxisParticipant, "institution")
	if err != nil {
		t.Fatal(err)
	}
	all := recounted(t, c, kept, tally.Filter{From: "2022-09-20"})
	hours, _ := b.Whole().Hours()
	if got := float64(b.Whole().Rows); got != all["n_rows"] || !same(hours.Mid, all["hours_mid"]) || float64(b.Whole().Sheets) != all["n_sheets"] {
		t.Errorf("%v rows and %v hours, want %v and %v", got, hours.Mid, all["n_rows"], all["hours_mid"])
	}
	if differ := tally.Differences(b.Count(), recountFigures(t, c, kept, tally.Filter{From: "2022-09-20"})); len(differ) > 0 {
		t.Errorf("these differ: %v", differ)
	}
	filter := tally.Filter{Channels: []sheet.Channel{sheet.Keyed}}
	count, err := load(t, c, kept).Count(c, filter)
	if err != nil {
		t.Fatal(err)
	}
	if differ := tally.Differences(count, recountFigures(t, c, kept, filter)); len(differ) > 0 {
		t.Errorf("without axes these differ: %v", differ)
	}
}

// A sheet of several rows is counted once wherever the rows are cut, and each table that is too large to be laid out
// whole is the same.
func TestBreakOfLargeTables(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	c := sampleCampaign(t, repeated)
	columns := tally.NewColumns(c)
	place := int64(0)
	for i := range 15_000 {
		k := sheetAt(c, 0)
		k.Place, k.Rows = place, min(i+1, 4)
		k.Sheet.Answers["dur"] = code("s1")
		for range k.Rows {
			k.Sheet.Rows = append(k.Sheet.Rows, form.Answers{"out": code("ko")})
		}
		place += int64(k.Rows)
		if err := columns.Put(k); err != nil {
			t.Fatal(err)
		}
	}
	got := figures(t, columns, c, tally.Filter{})
	for name, want := range map[string]any{"n_sheets": 15_000., "n_rows": float64(place), "minutes_n": 15_000., "failed_n": float64(place)} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	wide := sampleCampaign(t, single)
	var many []campaign.Kept
	for i := range 1200 {
		k := sheetAt(wide, i)
		k.Sheet.Participant, k.Sheet.Worker = fmt.Sprint("p", i%600), ""
		k.Sheet.Date = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, i, 0).Format(time.DateOnly)
		many = append(many, k)
	}
	b, err := load(t, wide, many).Break(wide, tally.Filter{}, tally.AxisParticipant, tally.AxisMonth)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Values(0)) != 600 || len(b.Values(1)) != 1200 || b.Whole().Rows != 1200 || b.Along(0, 0).Rows != 2 || b.Along(1, 0).Rows != 1 {
		t.Errorf("%d services, %d months, %+v", len(b.Values(0)), len(b.Values(1)), b.Whole())
	}
}
