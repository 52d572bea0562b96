package tally_test

import (
	"fmt"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/need"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// many repeats the 416 sheets up to n, with ids and tokens of their own; every tenth resumes another when chained.
func many(tb testing.TB, n, chained int) (*campaign.Campaign, []campaign.Kept) {
	tb.Helper()
	c, base := schaerbeek(tb)
	kept := make([]campaign.Kept, n)
	for i := range kept {
		s := *base[i%len(base)].Sheet
		s.ID = sheet.ID{0: byte(i >> 24), 1: byte(i >> 16), 2: byte(i >> 8), 3: byte(i), 6: 0x40}
		s.Worker = fmt.Sprint("w", i*2/5)
		s.ReceivedAt = at("2022-11-01T00:00:00Z")
		if chained > 0 && i%chained == chained-1 {
			s.Follows = kept[i/2].Sheet.ID.String()
		}
		kept[i] = campaign.Kept{Sheet: &s, Place: int64(i), Rows: 1, Change: int64(i + 1)}
	}
	return c, kept
}

func BenchmarkLoad(b *testing.B) {
	c, kept := many(b, need.Size(10_000, 200_000, 1_000_000), 0)
	for b.Loop() {
		columns := load(b, c, kept)
		b.ReportMetric(float64(columns.Size())/float64(len(kept)), "B/row")
	}
	b.ReportMetric(float64(len(kept)*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkCount(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		for _, chained := range []int{0, 10} {
			c, kept := many(b, n, chained)
			columns := load(b, c, kept)
			filter := tally.Filter{
				From: "2022-09-20", Channels: []sheet.Channel{sheet.Web, sheet.Keyed},
				Roles: map[form.Role][]string{form.RoleFunction: {"as", "edu", "acc"}},
			}
			for name, f := range map[string]tally.Filter{"all": {}, "two filters and a role": filter} {
				b.Run(fmt.Sprintf("%d rows, chained %d, %s", n, chained, name), func(b *testing.B) {
					for b.Loop() {
						if _, err := columns.Count(c, f); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// A row of the 1030 questionnaire takes 24 bytes at most, also with half a million tokens.
func TestBytesPerRow(t *testing.T) {
	n := need.Size(50_000, 200_000, 1_000_000)
	c, kept := many(t, n, 0)
	if perRow := float64(load(t, c, kept).Size()) / float64(n); perRow > 24 {
		t.Errorf("%.1f bytes a row, want 24 at most", perRow)
	}
}
