//go:build unix

package scan_test

import (
	"syscall"
	"testing"
	"time"

	"releve/internal/paper"
	"releve/internal/scan"
	"releve/internal/simulate"
)

// BenchmarkMeasure reads pages of 440 boxes on one core: from a picture in memory to answers.
func BenchmarkMeasure(b *testing.B) {
	for _, tier := range []simulate.Tier{simulate.Copier200(), simulate.Copier300(), simulate.PhoneGood()} {
		b.Run(tier.Name, func(b *testing.B) {
			pictures := filled(b, simulate.Tally(), tier, 8)
			before := cpu(b)
			b.ResetTimer()
			for i := range b.N {
				if got := scan.Measure(pictures[i%len(pictures)], known); got.Status != scan.Read {
					b.Fatalf("page %d: %s %s", i%len(pictures), got.Status, got.Reason)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			b.ReportMetric(float64((cpu(b)-before).Milliseconds())/float64(b.N), "CPU-ms/page")
		})
	}
}

// BenchmarkJudge judges a page of 440 boxes that was measured.
func BenchmarkJudge(b *testing.B) {
	l := simulate.Tally()
	page := scan.Measure(filled(b, l, simulate.Copier200(), 1)[0], known)
	b.ResetTimer()
	for range b.N {
		scan.Judge(&l.Pages[0], page.Boxes, false)
	}
}

// filled draws filled sheets.
func filled(b *testing.B, l *paper.Layout, tier simulate.Tier, n int) []scan.Picture {
	b.Helper()
	p, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 1}, tier.DPI)
	if err != nil {
		b.Fatal(err)
	}
	pictures := make([]scan.Picture, n)
	for i := range pictures {
		f, err := p.Draw(simulate.Spec{Hand: simulate.Clean, Tier: tier, Seed: uint64(i), Turn: -1})
		if err != nil {
			b.Fatal(err)
		}
		pictures[i] = scan.Picture{Gray: f.Gray, Bilevel: f.Bilevel}
	}
	return pictures
}

// cpu returns the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
