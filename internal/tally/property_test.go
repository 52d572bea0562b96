package tally_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// drawn is a campaign with sheets that obey the store's contract.
type drawn struct {
	c    *campaign.Campaign
	kept []campaign.Kept // by place
}

func draw(t *rapid.T, base *campaign.Campaign) drawn {
	c := *base
	c.CountLate, c.CountOutside = rapid.Bool().Draw(t, "late"), rapid.Bool().Draw(t, "outside")
	d := drawn{c: &c}
	services := rapid.SampledFrom([][]string{{"s1"}, {"", "s1", "s2"}, {"", "s1", "s2", "s3", "s4", "s5", "s6", "s7"}}).Draw(t, "services")
	n := rapid.IntRange(0, 60).Draw(t, "n")
	place := int64(0)
	for i := range n {
		k := campaign.Kept{Sheet: drawSheet(t, &c, services, i), Place: place, Change: int64(i + 1)}
		k.Rows = max(len(k.Sheet.Rows), 1)
		k.Trial = rapid.IntRange(0, 9).Draw(t, "trial") == 0
		place += int64(k.Rows)
		d.kept = append(d.kept, k)
	}
	if c.FormID == single {
		d.follow(t)
	}
	return d
}

func drawSheet(t *rapid.T, c *campaign.Campaign, services []string, i int) *sheet.Sheet {
	one := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	s := &sheet.Sheet{
		ID: id(rapid.IntRange(0, 200).Draw(t, "id")*100 + i), Participant: one("service", services...), Version: c.Version,
		Date:     fmt.Sprintf("2026-03-%02d", rapid.IntRange(7, 31).Draw(t, "day")),
		Channel:  rapid.SampledFrom(sheet.Channels()).Draw(t, "channel"),
		Status:   rapid.SampledFrom(append(sheet.Statuses(), sheet.Received, sheet.Received, sheet.Received)).Draw(t, "status"),
		Worker:   one("worker", "", "w1", "w2", "w3"),
		Shared:   rapid.SampledFrom([]int{0, 0, 0, 2, 3, 7}).Draw(t, "shared"),
		Language: "fr", Answers: form.Answers{},
	}
	if hours := rapid.IntRange(-1, 60).Draw(t, "received"); hours >= 0 {
		s.ReceivedAt = time.Date(2026, 3, 29, hours, 0, 0, 0, time.UTC)
	}
	answer := func(into form.Answers, code string, from ...string) {
		if v := one(code, append(from, "")...); v != "" {
			into[code] = form.Answer{Codes: []string{v}}
		}
	}
	answer(s.Answers, "fn", "as", "edu", "ben")
	several := func(into form.Answers, code string) {
		for _, v := range []string{"bug", "auth", "lost"} {
			if rapid.IntRange(0, 2).Draw(t, code) == 0 {
				into[code] = form.Answer{Codes: append(into[code].Codes, v)}
			}
		}
	}
	answer(s.Answers, "t1", "bug", "auth", "lost")
	answer(s.Answers, "t2", "bug", "auth")
	minutes := func(into form.Answers) {
		answer(into, "dur", "s0", "s1", "s2", "s3")
		if into["dur"].Code() == "s3" && rapid.Bool().Draw(t, "exact") {
			into["dur"] = form.Answer{Codes: []string{"s3"}, Number: int64(rapid.IntRange(40, 200).Draw(t, "minutes")), Numbered: true}
		}
	}
	demand := func(into form.Answers) {
		answer(into, "inst", "a", "a1", "a21", "a2-oth", "b", "b1", "c", "d1")
		answer(into, "out", "ok", "wait", "ko", "left", "no")
	}
	once, every := minutes, demand
	switch c.FormID {
	case single:
		minutes(s.Answers)
		demand(s.Answers)
		several(s.Answers, "why")
		return s
	case turned:
		once, every = demand, minutes
	}
	once(s.Answers)
	for range rapid.IntRange(0, 3).Draw(t, "rows") {
		row := form.Answers{}
		every(row)
		several(row, "why")
		s.Rows = append(s.Rows, row)
	}
	return s
}

// follow links sheets to ones before them in a random order, so that no cycle comes up.
func (d *drawn) follow(t *rapid.T) {
	order := rapid.Permutation(indexes(len(d.kept))).Draw(t, "order")
	for at, i := range order {
		s := d.kept[i].Sheet
		switch what := rapid.IntRange(0, 9).Draw(t, "follows"); {
		case what == 0:
			s.Follows = sheet.Unknown
		case what == 1:
			s.Follows = id(30_000 + i).String()
		case what < 6 && at > 0:
			s.Follows = d.kept[order[rapid.IntRange(0, at-1).Draw(t, "target")]].Sheet.ID.String()
		}
	}
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func drawFilter(t *rapid.T) tally.Filter {
	var f tally.Filter
	if rapid.Bool().Draw(t, "dates") {
		f.From, f.To = "2026-03-12", "2026-03-24"
	}
	if rapid.Bool().Draw(t, "byService") {
		f.Participants = []string{"s1", "s3", ""}
	}
	if rapid.Bool().Draw(t, "byChannel") {
		f.Channels = []sheet.Channel{sheet.Web, sheet.Keyed, sheet.API}
	}
	if rapid.Bool().Draw(t, "byRole") {
		f.Roles = map[form.Role][]string{form.RoleInstitution: {"a2", "b"}, form.RoleFunction: {"as", "edu"}}
	}
	if rapid.IntRange(0, 3).Draw(t, "bySheetRole") == 0 {
		f.Roles = map[form.Role][]string{form.RoleFunction: {"as", "ben"}, form.RoleChannelTried: {"bug", "lost"}}
	}
	if rapid.IntRange(0, 3).Draw(t, "byKind") == 0 {
		f.Kinds = []campaign.Kind{campaign.CPAS, campaign.Association}
	}
	return f
}

// forms runs a property over the sample forms.
func forms(t *testing.T, property func(*rapid.T, drawn)) {
	t.Helper()
	for _, name := range []string{single, repeated, turned} {
		base := sampleCampaign(t, name)
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) { property(rt, draw(rt, base)) })
		})
	}
}

func compare(t *rapid.T, what string, got, want map[string]any) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !same(got[name], want[name]) {
			t.Fatalf("%s: %s is %v, want %v", what, name, got[name], want[name])
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Fatalf("%s: %s is %v, want none", what, name, got[name])
		}
	}
}

func TestAgainstSlowCount(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		columns := load(t, d.c, d.kept)
		compare(rt, "all", figures(t, columns, d.c, tally.Filter{}), recounted(t, d.c, d.kept, tally.Filter{}))
		f := drawFilter(rt)
		compare(rt, "filtered", figures(t, columns, d.c, f), recounted(t, d.c, d.kept, f))
	})
}

// exactlySame compares without tolerance: sums must not depend on the order in which they are made.
func exactlySame(t *rapid.T, what string, got, want map[string]any) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Fatalf("%s:\ngot  %v\nwant %v", what, got, want)
	}
}

func TestOrderChangesNothing(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		want := figures(t, load(t, d.c, d.kept), d.c, tally.Filter{})
		place := int64(0)
		var shuffled []campaign.Kept
		for _, i := range rapid.Permutation(indexes(len(d.kept))).Draw(rt, "places") {
			k := d.kept[i]
			k.Place, place = place, place+int64(k.Rows)
			shuffled = append(shuffled, k)
		}
		exactlySame(rt, "shuffled", figures(t, load(t, d.c, shuffled), d.c, tally.Filter{}), want)
	})
}

// Columns that saw other answers first, that counted in between and that lost sheets are those of a fresh load.
func TestCorrections(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		columns := tally.NewColumns(d.c)
		put := func(k campaign.Kept) {
			if err := columns.Put(k); err != nil {
				rt.Fatal(err)
			}
		}
		for _, k := range d.kept {
			before := *drawSheet(rt, d.c, []string{"", "s2", "s9"}, 0)
			before.ID = k.Sheet.ID
			if k.Rows > 1 {
				before.Rows = append(slices.Clone(k.Sheet.Rows), before.Rows...)[:k.Rows]
			} else if len(before.Rows) > 1 {
				before.Rows = before.Rows[:1]
			}
			if target := rapid.IntRange(0, len(d.kept)-1).Draw(rt, "before"); d.c.FormID == single && d.kept[target].Place != k.Place {
				before.Follows = d.kept[target].Sheet.ID.String()
			}
			was := k
			was.Sheet = &before
			put(was)
		}
		figures(t, columns, d.c, tally.Filter{})
		final := slices.Clone(d.kept)
		for _, i := range rapid.Permutation(indexes(len(final))).Draw(rt, "corrected") {
			if rapid.IntRange(0, 4).Draw(rt, "erased") == 0 {
				final[i] = campaign.Kept{Sheet: &sheet.Sheet{ID: final[i].Sheet.ID}, Place: final[i].Place, Rows: final[i].Rows, Erased: true}
			}
			put(final[i])
			if rapid.IntRange(0, 9).Draw(rt, "look") == 0 {
				figures(t, columns, d.c, tally.Filter{})
			}
		}
		got := figures(t, columns, d.c, tally.Filter{})
		exactlySame(rt, "corrected", got, figures(t, load(t, d.c, final), d.c, tally.Filter{}))
		compare(rt, "corrected against slow count", got, recounted(t, d.c, final, tally.Filter{}))
	})
}

func TestBounds(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		got := figures(t, load(t, d.c, d.kept), d.c, drawFilter(rt))
		ascending := func(names ...string) {
			for i := 1; i < len(names); i++ {
				low, ok := got[names[i-1]].(float64)
				high, both := got[names[i]].(float64)
				if ok != both || ok && low > high {
					rt.Fatalf("%s %v is above %s %v", names[i-1], got[names[i-1]], names[i], got[names[i]])
				}
			}
		}
		got["zero"], got["one"] = 0., 1.
		ascending("zero", "minutes_n")
		ascending("minutes_mean_low", "minutes_mean_mid", "minutes_mean_high")
		ascending("zero", "hours_low", "hours_mid", "hours_high")
		ascending("zero", "failed_n", "failed_base")
		ascending("zero", "n_tokens", "n_sheets")
		if got["failed_base"] != 0. {
			ascending("zero", "failed_low", "failed_share", "failed_high", "one")
		}
		if _, ok := got["top3_n"]; ok {
			base := map[string]string{single: "n_rows", repeated: "n_rows", turned: "n_sheets"}[d.c.FormID]
			ascending("top3_n", "top2_n", "top1_n", base)
		}
	})
}

func TestPartsSumToTheWhole(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		for i := range d.kept {
			d.kept[i].Sheet.Follows = "" // a chain may run through several services
		}
		columns := load(t, d.c, d.kept)
		whole, parts := figures(t, columns, d.c, tally.Filter{}), map[string]float64{}
		for _, service := range []string{"", "s1", "s2", "s3", "s4", "s5", "s6", "s7"} {
			for name, v := range figures(t, columns, d.c, tally.Filter{Participants: []string{service}}) {
				if n, ok := v.(float64); ok {
					parts[name] += n
				}
			}
		}
		for _, name := range []string{
			"n_sheets", "n_rows", "n_organisations", "failed_n", "failed_base", "apart_n", "minutes_n", "hours_low", "hours_mid",
			"hours_high", "open_band_n", "own_n", "late_n", "outside_n", "rejected_n", "excluded_n", "trial_n",
		} {
			if !same(parts[name], whole[name]) {
				rt.Fatalf("%s: parts %v, whole %v", name, parts[name], whole[name])
			}
		}
		count, err := columns.Count(d.c, tally.Filter{})
		if err != nil {
			rt.Fatal(err)
		}
		blank := 0.
		for _, k := range d.kept {
			if !slices.Contains([]sheet.Status{sheet.Rejected, sheet.Excluded}, k.Sheet.Status) && !k.Trial && d.c.CountLate && d.c.CountOutside {
				rows := k.Sheet.Repeats(d.c.Form())
				if d.c.FormID == turned {
					rows = []form.Answers{k.Sheet.Answers}
				}
				for _, row := range rows {
					if row["inst"].Blank() {
						blank++
					}
				}
			}
		}
		for _, u := range count.Units() {
			blank += float64(u.Rows)
		}
		base := map[string]string{single: "n_rows", repeated: "n_rows", turned: "n_sheets"}[d.c.FormID]
		if d.c.CountLate && d.c.CountOutside && blank != whole[base] {
			rt.Fatalf("units and blanks are %v, %s %v", blank, base, whole[base])
		}
	})
}

// The same sheets a second time in the same services tell nothing new about how services differ.
func TestDoublingDoesNotNarrow(t *testing.T) {
	c := sampleCampaign(t, single)
	rapid.Check(t, func(rt *rapid.T) {
		var kept []campaign.Kept
		for service := range rapid.IntRange(5, 8).Draw(rt, "services") {
			n := rapid.IntRange(1, 12).Draw(rt, "sheets")
			failed := rapid.IntRange(0, n).Draw(rt, "failed")
			for i := range n {
				k := sheetAt(c, len(kept))
				k.Sheet.Participant = fmt.Sprintf("s%d", service)
				k.Sheet.Answers["out"] = code(map[bool]string{true: "ko", false: "ok"}[i < failed])
				kept = append(kept, k)
			}
		}
		once := figures(t, load(t, c, kept), c, tally.Filter{})
		n := len(kept)
		for _, k := range kept[:n] {
			again := *k.Sheet
			again.ID = id(10_000 + len(kept))
			kept = append(kept, campaign.Kept{Sheet: &again, Place: int64(len(kept)), Rows: 1})
		}
		twice := figures(t, load(t, c, kept), c, tally.Filter{})
		width := func(f map[string]any) float64 { return f["failed_high"].(float64) - f["failed_low"].(float64) }
		p, m := once["failed_share"].(float64), float64(n)
		if p == 0 || p == 1 {
			return
		}
		independent := wilsonWidth(p, m)
		if width(once) > independent+1e-9 && width(twice) < width(once)-1e-9 {
			rt.Fatalf("%v rows, share %v: %v wide once, %v twice", m, p, width(once), width(twice))
		}
	})
}

// wilsonWidth is the width of the interval of n independent rows: a wider one has a design effect above 1.
func wilsonWidth(p, n float64) float64 {
	z := 1.959963984540054
	return 2 * z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
}
