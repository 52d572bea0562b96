package xlsx_test

import (
	"io"
	"iter"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/tally"
)

// many hands over the sheets of the demonstration again and again, each with an id of its own.
func many(base []campaign.Kept, n int) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for i := range n {
			s := *base[i%len(base)].Sheet
			s.ID[0], s.ID[1], s.ID[2] = byte(i>>16), byte(i>>8), byte(i)
			if !yield(campaign.Kept{Sheet: &s, Place: int64(i), Rows: 1}, nil) {
				return
			}
		}
	}
}

// peak runs f and returns how much the heap grew while it ran, in MiB.
func peak(f func()) float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	var most atomic.Uint64
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most.Store(max(most.Load(), now.HeapAlloc))
			}
		}
	}()
	f()
	close(done)
	<-gone
	return float64(max(most.Load(), before)-before) / (1 << 20)
}

// BenchmarkWorkbook makes a workbook from the figures on: tables, both sheets of rows, file. Loading the figures is
// measured by tally.
func BenchmarkWorkbook(b *testing.B) {
	c, base := example(b)
	for _, n := range []int{10_000, need.Size(20_000, 100_000, 100_000)} {
		columns := tally.NewColumns(c)
		for k := range many(base, n) {
			if err := columns.Put(k); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			grown := 0.0
			for b.Loop() {
				grown = max(grown, peak(func() {
					writeTo(b, io.Discard, c, columns, "fr", func() iter.Seq2[campaign.Kept, error] { return many(base, n) })
				}))
			}
			b.ReportMetric(grown, "MiB-grown")
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
