package report_test

import (
	"testing"

	"releve/internal/sheet"
	"releve/internal/tally"
)

// BenchmarkBook lays out a book of 100,000 lines and walks its rows.
func BenchmarkBook(b *testing.B) {
	of := newCampaign(b, "monitoring-plus")
	manyServices(of)
	sheets := drawn(b, of, 1, 1000)
	all := make([]*sheet.Sheet, 0, 100_000)
	for i := range cap(all) {
		s := *sheets[i%len(sheets)]
		s.ID[3], s.ID[4], s.ID[5], s.Follows = byte(i>>16), byte(i>>8), byte(i), ""
		delete(s.Answers, "com")
		all = append(all, &s)
	}
	from := source(b, of, tally.Filter{}, all...)
	p := catalogue(b).Printer("fr")
	b.ReportAllocs()
	for b.Loop() {
		lines := 0
		for _, err := range buildBook(b, from, p).Data.Lines {
			if err != nil {
				b.Fatal(err)
			}
			lines++
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*max(lines, 1)), "ns/line")
	}
}
