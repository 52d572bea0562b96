package tally_test

import (
	"fmt"
	"maps"
	"slices"
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
