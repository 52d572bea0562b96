package tally_test

import (
	"fmt"
	"maps"
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

// slowPart is a part that was added up row by row.
type slowPart struct {
	sheets, rows, failed, apart, base, timed, open int64
	low, mid, high                                 float64 // hours
}

func (p slowPart) plus(o slowPart) slowPart {
	return slowPart{
		p.sheets + o.sheets, p.rows + o.rows, p.failed + o.failed, p.apart + o.apart, p.base + o.base, p.timed + o.timed, p.open + o.open,
		p.low + o.low, p.mid + o.mid, p.high + o.high,
	}
}

func (p slowPart) is(o tally.Part) bool {
	hours, _ := o.Hours()
	return p.sheets == o.Sheets && p.rows == o.Rows && p.failed == o.Failed && p.apart == o.Apart && p.base == o.Base &&
		p.timed == o.Timed && p.open == o.Open && same(hours.Low, p.low) && same(hours.Mid, p.mid) && same(hours.High, p.high)
}

// slowRow is a row that counts, or a sheet of a chain.
type slowRow struct {
	sheet *sheet.Sheet
	row   form.Answers
	part  slowPart
}

// slowRows finds the rows that count: each is recounted as if it stood alone.
func slowRows(t *rapid.T, d drawn, f tally.Filter) []slowRow {
	var all []slowRow
	for _, k := range inOrder(d.kept) {
		first := true
		for i := range max(1, len(k.Sheet.Rows)) {
			alone := *k.Sheet
			alone.Follows = ""
			if len(alone.Rows) > 0 {
				alone.Rows = alone.Rows[i : i+1]
			}
			m, err := tally.Recount(view{d.c, []campaign.Kept{{Sheet: &alone, Rows: 1}}, -1}, f)
			if err != nil {
				t.Fatal(err)
			}
			n := func(name string) int64 { return int64(m[name].Value) }
			if n("n_sheets") == 0 {
				continue
			}
			r := slowRow{k.Sheet, maps.Clone(k.Sheet.Answers), slowPart{rows: n("n_rows")}}
			if first {
				r.part.sheets = 1
			}
			if first || d.c.FormID == repeated {
				r.part.failed, r.part.apart, r.part.base = n("failed_n"), n("apart_n"), n("failed_base")
			}
			if first || d.c.FormID == turned {
				r.part.timed, r.part.open = n("minutes_n"), n("open_band_n")
				r.part.low, r.part.mid, r.part.high = m["hours_low"].Value, m["hours_mid"].Value, m["hours_high"].Value
			}
			if len(alone.Rows) > 0 {
				maps.Copy(r.row, alone.Rows[0])
			}
			first = false
			all = append(all, r)
		}
	}
	return all
}

// slowChains lets the last sheet of a chain stand for it: the others keep only themselves.
func slowChains(d drawn, rows []slowRow) []slowRow {
	by := map[string]*sheet.Sheet{}
	for _, k := range inOrder(d.kept) {
		by[k.Sheet.ID.String()] = k.Sheet
	}
	last := map[*sheet.Sheet]*slowRow{}
	out := make([]slowRow, 0, 2*len(rows))
	for _, r := range rows {
		root := r.sheet
		for by[root.Follows] != nil {
			root = by[root.Follows]
		}
		if d.c.FormID != single {
			out = append(out, r)
			continue
		}
		out = append(out, slowRow{r.sheet, r.row, slowPart{sheets: 1}})
		r.part.sheets = 0
		before := last[root]
		if before == nil {
			last[root] = &r
			continue
		}
		// r comes later in the order of dates and ids.
		if a, b := before.sheet, r.sheet; a.Date == b.Date && a.ReceivedAt.After(b.ReceivedAt) {
			r, *before = *before, r
		}
		p, o := &r.part, before.part
		p.low, p.mid, p.high = p.low+o.low, p.mid+o.mid, p.high+o.high
		p.timed, p.open = max(p.timed, o.timed), max(p.open, o.open)
		last[root] = &r
	}
	for _, r := range last {
		out = append(out, *r)
	}
	return out
}

// slowValues returns the values that a row stands under.
func slowValues(axis tally.Axis, r slowRow) []string {
	one := func(code string) []string { return []string{code} }
	answers := func(from form.Answers, question string) []string { return from[question].Codes }
	var found []string
	switch axis {
	case tally.AxisUnit:
		inst := r.row["inst"].Code()
		special := map[string]string{"": "", "c": "c", "b1": "c", "a2": "deep", "a21": "deep", "a2-oth": "deep"}
		unit, known := special[inst]
		if !known {
			unit = inst[:1]
		}
		return one(unit)
	case tally.AxisParticipant:
		return one(r.sheet.Participant)
	case tally.AxisKind:
		return one(map[string]string{"s1": "association", "s2": "cpas", "s3": "commune", "s4": "other"}[r.sheet.Participant])
	case tally.AxisChannel:
		return one(string(r.sheet.Channel))
	case tally.AxisLanguage:
		return one("fr")
	case tally.AxisWeek:
		day, _ := time.Parse(time.DateOnly, r.sheet.Date)
		return one(fmt.Sprintf("2026-W%02d", (day.YearDay()+2)/7+1)) // 1 January 2026 is a Thursday
	case tally.AxisMonth:
		return one(r.sheet.Date[:7])
	case "function":
		found = answers(r.sheet.Answers, "fn")
	case "institution":
		found = answers(r.row, "inst")
	case "outcome":
		found = answers(r.row, "out")
	case "reason":
		found = answers(r.row, "why")
	case "channel_tried":
		found = slices.Concat(answers(r.sheet.Answers, "t1"), answers(r.sheet.Answers, "t2"))
		slices.Sort(found)
		found = slices.Compact(found)
	}
	if len(found) == 0 {
		return one("")
	}
	return found
}

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

func TestBreakAgainstSlowCount(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		f := drawFilter(rt)
		b, by := drawBreak(rt, d, f)
		parts, along, whole := map[string]slowPart{}, [2]map[string]slowPart{{}, {}}, slowPart{}
		for _, r := range slowChains(d, slowRows(rt, d, f)) {
			whole = whole.plus(r.part)
			var sides [2][]string
			sides[1] = []string{"-"}
			for a, axis := range by {
				sides[a] = slowValues(axis, r)
				for _, v := range sides[a] {
					along[a][v] = along[a][v].plus(r.part)
				}
			}
			for _, v := range sides[0] {
				for _, w := range sides[1] {
					parts[v+" "+w] = parts[v+" "+w].plus(r.part)
				}
			}
		}
		if !whole.is(b.Whole()) {
			rt.Fatalf("%v: whole is %+v, want %+v", by, b.Whole(), whole)
		}
		for a, axis := range by {
			if len(b.Values(a)) != len(along[a]) {
				rt.Fatalf("%v: values are %v, want %v", by, b.Values(a), along[a])
			}
			for i, v := range b.Values(a) {
				if want, known := along[a][label(v, axis)]; !known || !want.is(b.Along(a, i)) {
					rt.Fatalf("%v: %s %s is %+v, want %+v", by, axis, v.Code, b.Along(a, i), want)
				}
			}
		}
		for i, v := range b.Values(0) {
			if len(by) == 1 {
				if want := parts[label(v, by[0])+" -"]; !want.is(b.Part(i)) {
					rt.Fatalf("%v: part %s is %+v, want %+v", by, v.Code, b.Part(i), want)
				}
				continue
			}
			for j, w := range b.Values(1) {
				if want := parts[label(v, by[0])+" "+label(w, by[1])]; !want.is(b.Part(i, j)) {
					rt.Fatalf("%v: part %s %s is %+v, want %+v", by, v.Code, w.Code, b.Part(i, j), want)
				}
			}
		}
	})
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
