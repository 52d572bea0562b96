package scan_test

import (
	"bytes"
	"runtime/metrics"
	"testing"

	"releve/internal/need"
	"releve/internal/scan"
)

// mostMemory is how much memory the reading of a file may take, however many pages it has.
const mostMemory = 300 << 20

// resident returns how much memory the process has of the system, as the runtime knows it.
func resident() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

// BenchmarkReadFile reads a PDF as a copier makes it at 200 dpi, from its bytes to answers, pictures and sums: 50 pages,
// 500 at full size. It fails when that takes more memory than it may.
func BenchmarkReadFile(b *testing.B) {
	n := need.Size(5, 50, 500)
	file := pile(b, n)
	in := scan.Input{Data: bytes.NewReader(file), Size: int64(len(file))}
	before, most := resident(), uint64(0)
	b.ResetTimer()
	for range b.N {
		_, pages, err := scan.ReadFile(b.Context(), in, known, scan.Options{})
		if err != nil {
			b.Fatal(err)
		}
		got := 0
		for r := range pages {
			most = max(most, resident())
			if got++; r.Page.Status != scan.Read {
				b.Fatalf("page %d: %s %s", r.Number, r.Page.Status, r.Page.Reason)
			}
		}
		if got != n {
			b.Fatalf("%d pages of %d", got, n)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(most)/(1<<20), "MB")
	if most > before+mostMemory || most > mostMemory+mostMemory/3 {
		b.Errorf("%d MB were taken, want at most %d", most>>20, mostMemory>>20)
	}
}
