package tally_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// slowFlags finds out a sheet's flags by recounting it alone.
func slowFlags(t *rapid.T, d drawn, k campaign.Kept) []tally.Flag {
	alone := *k.Sheet
	alone.Follows = ""
	whole := *d.c
	whole.CountLate, whole.CountOutside = true, true
	counts, err := tally.Recount(view{d.c, []campaign.Kept{{Sheet: &alone, Rows: k.Rows}}, -1}, tally.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	alone.Status = sheet.Received
	all, err := tally.Recount(view{&whole, []campaign.Kept{{Sheet: &alone, Rows: k.Rows}}, -1}, tally.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	n := func(name string) bool { return all[name].Value > 0 }
	chained := k.Sheet.Follows != "" && !k.Trial
	for _, o := range d.kept {
		chained = chained || o.Sheet.Follows == k.Sheet.ID.String() && !o.Trial && !k.Trial
	}
	uncounted := k.Trial || counts["n_sheets"].Value == 0
	is := map[tally.Flag]bool{
		tally.FlagLate: n("late_n"), tally.FlagOutside: n("outside_n"), tally.FlagOwn: n("own_n"), tally.FlagTrial: k.Trial,
		tally.FlagOpen: n("open_band_n"), tally.FlagChained: chained, tally.FlagUncounted: uncounted, tally.FlagCounted: !uncounted,
	}
	var flags []tally.Flag
	for _, f := range tally.AllFlags() {
		if is[f] {
			flags = append(flags, f)
		}
	}
	return flags
}

func TestFindAgainstSlowList(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		columns := load(t, d.c, d.kept)
		f := drawFilter(rt)
		wanted := rapid.SliceOfN(rapid.SampledFrom(tally.AllFlags()), 0, 2).Draw(rt, "flags")
		var matching []campaign.Kept
		for _, k := range d.kept {
			flags := slowFlags(rt, d, k)
			got, err := columns.FlagsAt(d.c, k.Place)
			if err != nil || !slices.Equal(got, flags) {
				rt.Fatalf("flags at %d are %v, want %v (%v)", k.Place, got, flags, err)
			}
			alone := *k.Sheet
			alone.Status, alone.Follows = sheet.Received, ""
			whole := *d.c
			whole.CountLate, whole.CountOutside = true, true
			passes, err := tally.Recount(view{&whole, []campaign.Kept{{Sheet: &alone, Rows: k.Rows}}, -1}, f)
			if err != nil {
				rt.Fatal(err)
			}
			ok := passes["n_sheets"].Value > 0 && (!k.Trial || slices.Contains(wanted, tally.FlagTrial))
			for _, w := range wanted {
				ok = ok && slices.Contains(flags, w)
			}
			if ok {
				matching = append(matching, k)
			}
		}
		slices.SortFunc(matching, func(a, b campaign.Kept) int {
			return cmp.Or(strings.Compare(b.Sheet.Date, a.Sheet.Date), cmp.Compare(b.Place, a.Place))
		})
		var places []int64
		for _, k := range matching {
			places = append(places, k.Place)
		}
		size := rapid.IntRange(1, 20).Draw(rt, "page")
		var found []int64
		for from := 0; ; from += size {
			page, err := columns.Find(d.c, f, wanted, from, size)
			if err != nil || page.Total != len(places) || len(page.Places) > size {
				rt.Fatalf("page from %d has %d of %d, want at most %d of %d (%v)", from, len(page.Places), page.Total, size, len(places), err)
			}
			found = append(found, page.Places...)
			if len(page.Places) < size {
				break
			}
		}
		if !slices.Equal(found, places) {
			rt.Fatalf("found %v, want %v", found, places)
		}
	})
}

func TestFindEdges(t *testing.T) {
	c := sampleCampaign(t, repeated)
	k := sheetAt(c, 0)
	k.Rows, k.Sheet.Participant = 2, "s1"
	k.Sheet.Rows = []form.Answers{{"inst": code("a")}, {"inst": code("b1")}}
	columns := load(t, c, []campaign.Kept{k, sheetAt(c, 2)})
	cases := []struct {
		name    string
		flags   []tally.Flag
		from, n int
		total   int
		want    []int64
	}{
		{"all", nil, 0, 10, 2, []int64{2, 0}},
		{"own by its second row", []tally.Flag{tally.FlagOwn}, 0, 10, 1, []int64{0}},
		{"before the first", nil, -5, 1, 2, []int64{2}},
		{"behind the last", nil, 2, 10, 2, nil},
		{"none asked", nil, 0, -1, 2, nil},
		{"trial", []tally.Flag{tally.FlagTrial}, 0, 10, 0, nil},
	}
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			got, err := columns.Find(c, tally.Filter{}, x.flags, x.from, x.n)
			if err != nil || got.Total != x.total || !slices.Equal(got.Places, x.want) {
				t.Errorf("got %+v and %v, want %d: %v", got, err, x.total, x.want)
			}
		})
	}
	if flags, err := columns.FlagsAt(c, 99); err != nil || len(flags) > 0 {
		t.Errorf("nowhere: got %v and %v", flags, err)
	}
	if flags, err := columns.FlagsAt(c, 1); err != nil || len(flags) > 0 {
		t.Errorf("on a second row: got %v and %v", flags, err)
	}
	c.Zone = "Nowhere"
	if _, err := columns.Find(c, tally.Filter{}, nil, 0, 1); err == nil {
		t.Error("no error for a zone that does not exist")
	}
}
