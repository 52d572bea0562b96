package tally_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

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
		s.ID = longID(i)
		s.Worker = fmt.Sprint("w", i*2/5)
		s.ReceivedAt = at("2022-11-01T00:00:00Z")
		if chained > 0 && i%chained == chained-1 {
			s.Follows = kept[i/2].Sheet.ID.String()
		}
		kept[i] = campaign.Kept{Sheet: &s, Place: int64(i), Rows: 1, Change: int64(i + 1)}
	}
	return c, kept
}

func longID(n int) sheet.ID {
	return sheet.ID{0: byte(n >> 24), 1: byte(n >> 16), 2: byte(n >> 8), 3: byte(n), 6: 0x40} //nolint:gosec // four bytes of a number
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

// sizes are the rows that benchmarks count: ten million only when asked for, with make long's RELEVE_TEST_LONG=1.
func sizes() []int {
	all := []int{10_000, 1_000_000}
	return append(all, []int{10_000_000}[:need.Size(0, 0, 1)]...)
}

// A two-way table under two filters; in make bench it takes 20 ms of a million rows at most.
func BenchmarkTwoWays(b *testing.B) {
	filter := tally.Filter{From: "2022-09-20", To: "2022-11-20", Channels: []sheet.Channel{sheet.Web, sheet.Keyed, sheet.Import}}
	for _, n := range sizes() {
		c, columns := grown(b, n)
		for _, axes := range [][]tally.Axis{{"institution", "outcome"}, {tally.AxisParticipant, tally.AxisWeek}} {
			b.Run(fmt.Sprintf("%d rows, %s and %s", n, axes[0], axes[1]), func(b *testing.B) {
				for b.Loop() {
					if _, err := columns.Break(c, filter, axes...); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(columns.Size())/float64(n), "B/row")
			})
		}
	}
}

func BenchmarkFind(b *testing.B) {
	for _, n := range sizes() {
		c, columns := grown(b, n)
		for _, from := range []int{0, n / 2} {
			b.Run(fmt.Sprintf("%d rows, page from %d", n, from), func(b *testing.B) {
				for b.Loop() {
					if _, err := columns.Find(c, tally.Filter{From: "2022-09-20"}, nil, from, 50); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkLedger(b *testing.B) {
	c, kept := many(b, 10_000, 10)
	columns := load(b, c, kept)
	for b.Loop() {
		l, err := columns.Ledger(c, tally.Filter{})
		if err != nil {
			b.Fatal(err)
		}
		for _, k := range kept {
			l.Entries(k)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(kept)), "ns/row")
}

func BenchmarkRecount(b *testing.B) {
	c, kept := many(b, 10_000, 10)
	for b.Loop() {
		recountFigures(b, c, kept, tally.Filter{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(kept)), "ns/row")
}

// grown puts the 416 sheets over and over, as many makes them, without keeping them beside the columns.
func grown(tb testing.TB, n int) (*campaign.Campaign, *tally.Columns) {
	tb.Helper()
	c, base := schaerbeek(tb)
	columns := tally.NewColumns(c)
	for i := range n {
		k := base[i%len(base)]
		s := *k.Sheet
		s.ID = longID(i)
		s.Worker, s.ReceivedAt = fmt.Sprint("w", i*2/5), at("2022-11-01T00:00:00Z")
		if err := columns.Put(campaign.Kept{Sheet: &s, Place: int64(i), Rows: 1, Change: int64(i + 1)}); err != nil {
			tb.Fatal(err)
		}
	}
	return c, columns
}

// A row of the 1030 questionnaire takes 24 bytes at most, also with half a million tokens, and one of any shipped
// questionnaire 48, every question answered.
func TestBytesPerRow(t *testing.T) {
	n := need.Size(50_000, 200_000, 1_000_000)
	c, columns := grown(t, n)
	if perRow := float64(columns.Size()) / float64(n); perRow > 24 {
		t.Errorf("%s: %.1f bytes a row, want 24 at most", c.FormID, perRow)
	}
	library, err := form.Load(os.DirFS(filepath.Join(need.Root(t), "forms")))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range library.Forms() {
		c.FormID, c.Version, c.Forms = f.ID, f.Version, []*form.Form{f}
		columns = tally.NewColumns(c)
		rows := 0
		for i := 0; rows < n/4; i++ {
			k := answered(f, i)
			k.Place = int64(rows)
			rows += k.Rows
			if err = columns.Put(k); err != nil {
				t.Fatal(err)
			}
		}
		perRow := float64(columns.Size()) / float64(rows)
		t.Logf("%s: %.1f bytes a row", f.ID, perRow)
		if perRow > 48 {
			t.Errorf("%s: %.1f bytes a row, want 48 at most", f.ID, perRow)
		}
	}
}

// answered is a sheet that answers every question of a form, with two rows where they repeat, each answer another one.
func answered(f *form.Form, i int) campaign.Kept {
	s := &sheet.Sheet{
		ID: longID(i), Version: f.Version, Language: "fr",
		Participant: fmt.Sprint("p", i%300), Worker: fmt.Sprint("w", i*2/5), ReceivedAt: at("2022-11-01T00:00:00Z").Add(time.Duration(i) * time.Minute),
		Date: fmt.Sprintf("2022-%02d-%02d", 1+i/28%12, 1+i%28), Channel: sheet.Channels()[i%6], Status: sheet.Statuses()[i%6], Answers: form.Answers{},
	}
	rows := 1
	if f.Repeat() != nil {
		rows = 2
		s.Rows = []form.Answers{{}, {}}
	}
	for q, inside := range f.All() {
		into := []form.Answers{s.Answers}
		if inside {
			into = s.Rows
		}
		for r, answers := range into {
			answers[q.Code] = anyAnswer(q, i*7+r)
		}
	}
	return campaign.Kept{Sheet: s, Rows: rows, Change: int64(i + 1)}
}

// anyAnswer gives another answer for each number: of a multiple choice, other pairs of codes.
func anyAnswer(q *form.Question, i int) form.Answer {
	switch {
	case q.Bands != nil:
		return form.Answer{Codes: []string{q.Bands.Bands[i%len(q.Bands.Bands)].Code}}
	case q.List == nil:
		return form.Answer{Number: int64(i % 100), Numbered: true}
	}
	var all []string
	for c := range q.List.All() {
		all = append(all, c.Code)
	}
	a := form.Answer{Codes: []string{all[i%len(all)]}}
	if q.Kind.Name() == "multiple" {
		a.Codes = append(a.Codes, all[i/len(all)%len(all)])
	}
	return a
}
